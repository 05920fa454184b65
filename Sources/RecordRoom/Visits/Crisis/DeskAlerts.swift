public import Counseling
import RecordStore
import Vault

/// What the desk is told of crises: deposits in the client's file, which anybody can leave there and whoever keeps the file opens.
struct DeskAlerts {
    static let kind = "desk-alert"

    let session: RoomSession
    let reading: any StoreReading

    /// Whether the supervisor on duty is to be called for this client. That it is over counts only from somebody who is a
    /// supervisor, or was when the log took it: whoever resolves a flag is one. That it is not counts only of a flag that was
    /// left with the crisis compartment, and from whoever raised it or might link it then: an invented one could never be resolved.
    func stands(for client: Identifier<Client>) throws -> Bool {
        var alerts: [DeskAlert] = []
        let log = LoggedDeposits(session: session, reading: reading)
        for row in try reading.rows(.deposit, scope: OpaqueID(client)) {
            // One that anybody could have spoiled must not hide the others.
            guard let deposit = try? Deposit(parsing: row.body), deposit.isMeant(for: session.ring),
                (try? deposit.check(row: row, chain: session.chain)) != nil,
                let opened = try? session.sealer.open(deposit), opened.kind == Self.kind,
                opened.author == deposit.depositor, let alert = try? DeskAlert(body: opened.body),
                try alert.active
                    ? isOfFlag(alert, row, by: deposit.depositor, log)
                    : log.left(row, by: deposit.depositor, as: .supervisor)
            else { continue }
            alerts.append(alert)
        }
        return DeskAlert.stands(in: alerts)
    }

    /// Told by what stands in clear; the flag itself is not opened.
    private func isOfFlag(
        _ alert: DeskAlert, _ told: StoredRow, by depositor: OpaqueID, _ log: LoggedDeposits
    ) throws -> Bool {
        let flag = OpaqueID(alert.flag)
        guard let row = try reading.row(RowAddress(.deposit, key: flag.bytes)),
            row.scope == FixedCompartment.crisis.id(in: session.chain.practice),
            let deposit = try? Deposit(parsing: row.body),
            (try? deposit.check(row: row, chain: session.chain)) != nil
        else { return false }
        return try deposit.depositor == depositor || log.left(told, by: depositor, as: [.supervisor, .director])
    }
}

/// What is done for one client, or with one of their appointments: the desk is told at each whether it is to call.
public protocol DeskPurpose: Purpose {}

extension ReadingClient: DeskPurpose {}
extension EditingClient: DeskPurpose {}
extension RecordingConsent: DeskPurpose {}
extension ListingConsents: DeskPurpose {}

extension Visit where P: DeskPurpose {
    /// Whether the supervisor on duty is to be called for the client whom the visit is about.
    public func callsForSupervisor() throws -> Bool {
        let client: Identifier<Client>
        switch subject {
        case .client(let named), .newAppointment(let named, _, _): client = named
        case .appointment(let named): client = named.client
        default: throw RoomError.notFound(.client)
        }
        try compartments.open(OpaqueID(client), reading: reading)
        return try DeskAlerts(session: session, reading: reading).stands(for: client)
    }
}

/// A list in which clients are named.
public protocol ClientListing: LookingPurpose {}

extension ListingAppointments: ClientListing {}
extension ListingClients: ClientListing {}
extension FindingClient: ClientListing {}
extension ListingCases: ClientListing {}

extension Visit where P: ClientListing {
    /// Whether the supervisor on duty is to be called for a client whose file this person opens.
    public func callsForSupervisor(of client: Identifier<Client>) throws -> Bool {
        try compartments.open(OpaqueID(client), reading: reading)
        return try DeskAlerts(session: session, reading: reading).stands(for: client)
    }

    /// Those of some listed clients for whom the supervisor on duty is to be called. Where that cannot be told for one, it is:
    /// nothing that somebody left in a file may hide the others, nor take a call away.
    public func callsForSupervisor(among clients: some Sequence<Identifier<Client>>) throws -> Set<Identifier<Client>> {
        let alerts = DeskAlerts(session: session, reading: reading)
        return try Set(clients).filter { client in
            do { return try alerts.stands(for: client) } catch let error as StoreError { throw error } catch {
                return true
            }
        }
    }
}
