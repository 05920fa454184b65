public import Counseling
import RecordStore
import Vault

public enum RegisteringClient: ChangingPurpose { public static let action = Action.registerClient }
public enum ReadingClient: LookingPurpose { public static let action = Action.readClient }
public enum ListingClients: LookingPurpose { public static let action = Action.listClients }
public enum FindingClient: LookingPurpose { public static let action = Action.findClient }

/// A client with their file's head record.
public struct ClientEntry: Sendable {
    public let id: Identifier<Client>
    public let profile: ClientProfile
}

extension Visit where P == RegisteringClient {
    /// Opens a client's file, which the desk keeps. The client's identifier names the file's compartment too.
    public func register(_ profile: ClientProfile) throws -> Identifier<Client> {
        let transaction = try writing()
        let file = try OpaqueID.random()
        let desk = FixedCompartment.desk.id(in: session.chain.practice)
        try compartments.assign(.compartment(desk), to: file, in: transaction)
        try compartments.prepareToWrite(file, in: transaction)
        try records.write(profile, .client, record: file, in: file, to: transaction)
        return Identifier(file)
    }
}

extension Visit where P == ReadingClient {
    /// The client that the visit is about. Throws `.notFound`, `.noKey`.
    public func client() throws -> ClientEntry {
        guard case .client(let id) = subject else { throw RoomError.notFound(.client) }
        return try ClientFiles(session: session, reading: reading).client(id, alone: true)
    }
}

extension Visit where P == ListingClients {
    /// Every client whose file this person's keys open.
    public func clients() throws -> [ClientEntry] { try ClientFiles(session: session, reading: reading).all() }
}

extension Visit where P == FindingClient {
    /// The clients among those that match.
    public func clients(matching search: NameMatching) throws -> [ClientEntry] {
        try ClientFiles(session: session, reading: reading).all().filter { search.matches($0.profile) }
    }
}

/// Client files as the session's keys open them.
struct ClientFiles {
    let session: RoomSession
    let reading: any StoreReading

    private var records: Records { Records(session: session, reading: reading) }

    func client(_ id: Identifier<Client>, alone: Bool) throws -> ClientEntry {
        let file = OpaqueID(id)
        guard let newest = try records.newest(file), newest.row.scope == file else { throw RoomError.notFound(.client) }
        try Compartments(session: session).open(file, reading: reading, depth: alone ? .signatures : .links)
        guard let (profile, _) = try records.open(newest.row, as: .client, ClientProfile.self, alone: alone) else {
            throw RoomError.notFound(.client)
        }
        return ClientEntry(id: id, profile: profile)
    }

    /// The files that this person's assignments, or the desk's, name; of the desk's only while its key is held.
    func all() throws -> [ClientEntry] {
        var result: [ClientEntry] = []
        for file in try files() { result.append(try client(Identifier(file), alone: false)) }
        return result.sorted { $0.id.hex < $1.id.hex }
    }

    func files() throws -> [OpaqueID] {
        let desk = FixedCompartment.desk.id(in: session.chain.practice)
        var holders = [session.me]
        if let current = try Compartments(session: session).open(desk, reading: reading).current,
            session.ring.holds(desk, generation: current.generation)
        {
            holders.append(desk)
        }
        var seen: Set<OpaqueID> = []
        var result: [OpaqueID] = []
        for holder in holders {
            for row in try reading.rows(.assignment, target: holder) where seen.insert(row.scope).inserted {
                guard try records.compartment(of: row.scope) == row.scope else { continue }
                let history = try Compartments(session: session).open(row.scope, reading: reading, depth: .links)
                guard let current = history.current, session.ring.holds(row.scope, generation: current.generation)
                else {
                    continue
                }
                result.append(row.scope)
            }
        }
        return result
    }
}
