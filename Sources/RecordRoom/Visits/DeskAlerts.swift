import Counseling
import RecordStore
import Vault

/// What the desk is told of crises: deposits in the client's file, which anybody can leave there and whoever keeps the file opens.
struct DeskAlerts {
    static let kind = "desk-alert"

    let session: RoomSession
    let reading: any StoreReading

    /// Whether the supervisor on duty is to be called for this client. That it is over counts only from somebody who ever was a
    /// supervisor: whoever resolves a flag is one. That it is not counts only of a flag that was left with the crisis
    /// compartment, and from whoever raised it or may link it: an invented one could never be resolved.
    func stands(for client: Identifier<Client>) throws -> Bool {
        var alerts: [DeskAlert] = []
        for row in try reading.rows(.deposit, scope: OpaqueID(client)) {
            // One that anybody could have spoiled must not hide the others.
            guard let deposit = try? Deposit(parsing: row.body), deposit.isMeant(for: session.ring),
                (try? deposit.check(row: row, chain: session.chain)) != nil,
                let opened = try? session.sealer.open(deposit), opened.kind == Self.kind,
                opened.author == deposit.depositor, let alert = try? DeskAlert(body: opened.body),
                try alert.active
                    ? isOfFlag(alert, by: deposit.depositor)
                    : session.chain.everHeld(.supervisor, by: deposit.depositor)
            else { continue }
            alerts.append(alert)
        }
        return DeskAlert.stands(in: alerts)
    }

    /// Told by what stands in clear; the flag itself is not opened.
    private func isOfFlag(_ alert: DeskAlert, by depositor: OpaqueID) throws -> Bool {
        let flag = OpaqueID(alert.flag)
        guard let row = try reading.row(RowAddress(.deposit, key: flag.bytes)),
            row.scope == FixedCompartment.crisis.id(in: session.chain.practice),
            let deposit = try? Deposit(parsing: row.body),
            (try? deposit.check(row: row, chain: session.chain)) != nil
        else { return false }
        return deposit.depositor == depositor || FixedCompartment.crisis.mayEverHold(depositor, in: session.chain)
    }
}

extension Visit where P == ReadingClient {
    /// Whether the supervisor on duty is to be called for the visit's client.
    public func callsForSupervisor() throws -> Bool {
        guard case .client(let id) = subject else { throw RoomError.notFound(.client) }
        try compartments.open(OpaqueID(id), reading: reading)
        return try DeskAlerts(session: session, reading: reading).stands(for: id)
    }
}
