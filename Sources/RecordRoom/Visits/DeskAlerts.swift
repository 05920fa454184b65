import Counseling
import RecordStore
import Vault

/// What the desk is told of crises: deposits in the client's file, which anybody can leave there and whoever keeps the file opens.
struct DeskAlerts {
    static let kind = "desk-alert"

    let session: RoomSession
    let reading: any StoreReading

    /// Whether the supervisor on duty is to be called for this client. That it is over counts only from somebody who ever was a
    /// supervisor: whoever resolves a flag is one.
    func stands(for client: Identifier<Client>) throws -> Bool {
        var alerts: [DeskAlert] = []
        for row in try reading.rows(.deposit, scope: OpaqueID(client)) {
            // One that anybody could have spoiled must not hide the others.
            guard let deposit = try? Deposit(parsing: row.body), deposit.isMeant(for: session.ring),
                (try? deposit.check(row: row, chain: session.chain)) != nil,
                let opened = try? session.sealer.open(deposit), opened.kind == Self.kind,
                opened.author == deposit.depositor, let alert = try? DeskAlert(body: opened.body),
                alert.active || session.chain.everHeld(.supervisor, by: deposit.depositor)
            else { continue }
            alerts.append(alert)
        }
        return DeskAlert.stands(in: alerts)
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
