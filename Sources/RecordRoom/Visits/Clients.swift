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

/// The clients whose files this person's keys open.
public struct ClientsFound: Sendable {
    public let entries: [ClientEntry]
    /// Files that are not as they should be: one that somebody spoiled takes no other away. Deep verification says why.
    public let spoiled: [Identifier<Client>]
}

extension Visit where P == ListingClients {
    /// Every client whose file this person's keys open.
    public func clients() throws -> ClientsFound { try ClientFiles(session: session, reading: reading).all() }
}

extension Visit where P == FindingClient {
    /// The clients among those that match.
    public func clients(matching search: NameMatching) throws -> ClientsFound {
        let all = try ClientFiles(session: session, reading: reading).all()
        return ClientsFound(entries: all.entries.filter { search.matches($0.profile) }, spoiled: all.spoiled)
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
    func all() throws -> ClientsFound {
        let (files, spoiled) = try files()
        var entries: [ClientEntry] = []
        var unread: [OpaqueID] = spoiled
        for file in files {
            guard let entry = try unlessSpoiledFile({ try client(Identifier(file), alone: false) }) else {
                unread.append(file)
                continue
            }
            entries.append(entry)
        }
        return ClientsFound(
            entries: entries.sorted { $0.id.hex < $1.id.hex }, spoiled: unread.sorted().map { Identifier($0) })
    }

    /// Runs what reads one file; nil where somebody spoiled it, or put something else in its place.
    func unlessSpoiledFile<Result>(_ body: () throws -> Result) throws -> Result? {
        do { return try unlessSpoiled(body) } catch RoomError.notFound { return nil }
    }

    /// Those whose keys are held, and those whose keys cannot be told because somebody put a row there.
    func files() throws -> (whole: [OpaqueID], spoiled: [OpaqueID]) {
        let desk = FixedCompartment.desk.id(in: session.chain.practice)
        var holders = [session.me]
        if let current = try Compartments(session: session).open(desk, reading: reading).current,
            session.ring.holds(desk, generation: current.generation)
        {
            holders.append(desk)
        }
        var seen: Set<OpaqueID> = []
        var result: [OpaqueID] = []
        var spoiled: [OpaqueID] = []
        for holder in holders {
            for row in try reading.rows(.assignment, target: holder) where seen.insert(row.scope).inserted {
                guard try records.compartment(of: row.scope) == row.scope else { continue }
                let isHeld = try unlessSpoiled {
                    let history = try Compartments(session: session).open(row.scope, reading: reading, depth: .links)
                    return history.current.map { session.ring.holds(row.scope, generation: $0.generation) } ?? false
                }
                switch isHeld {
                case true?: result.append(row.scope)
                case false?: continue
                case nil: spoiled.append(row.scope)
                }
            }
        }
        return (result, spoiled)
    }
}
