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
    /// - Parameter seen: the files among which the same client was looked for; nil where nobody could look
    /// - Throws: `.changedMeanwhile` where others are there now
    public func register(_ profile: ClientProfile, since seen: SeenRows? = nil) throws -> Identifier<Client> {
        let transaction = try writing()
        if let seen, try ClientFiles(session: session, reading: reading).named() != seen {
            throw RoomError.changedMeanwhile
        }
        let file = try OpaqueID.random()
        let desk = FixedCompartment.desk.id(in: session.chain.practice)
        try compartments.assign(.compartment(desk), to: file, in: transaction)
        try compartments.prepareToWrite(file, in: transaction)
        try records.write(profile, .client, record: file, in: file, to: transaction)
        transaction.made = file.hex
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
    /// How many more files belong to this person whose newest key has not come to them.
    public let unopened: Int
}

extension Visit where P == ListingClients {
    /// Every client whose file this person's keys open.
    public func clients() throws -> ClientsFound { try ClientFiles(session: session, reading: reading).all() }
}

extension Visit where P == FindingClient {
    /// The clients among those that match.
    public func clients(matching search: NameMatching) throws -> ClientsFound {
        let all = try ClientFiles(session: session, reading: reading).all()
        return ClientsFound(
            entries: all.entries.filter { search.matches($0.profile) }, spoiled: all.spoiled, unopened: all.unopened)
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

    /// The files that this person's assignments, or the desk's, name.
    func all() throws -> ClientsFound {
        let files = try files()
        var entries: [ClientEntry] = []
        var unread = files.spoiled
        for file in files.whole {
            guard let entry = try unlessSpoiledFile({ try client(Identifier(file), alone: false) }) else {
                unread.append(file)
                continue
            }
            entries.append(entry)
        }
        return ClientsFound(
            entries: entries.sorted { $0.id.hex < $1.id.hex }, spoiled: unread.sorted().map { Identifier($0) },
            unopened: files.unopened)
    }

    /// Runs what reads one file; nil where somebody spoiled it, or put something else in its place.
    func unlessSpoiledFile<Result>(_ body: () throws -> Result) throws -> Result? {
        do { return try unlessSpoiled(body) } catch RoomError.notFound { return nil }
    }

    /// The files that assignments name, by what this person can do with them.
    struct AtHand {
        /// Those whose keys are held.
        var whole: [OpaqueID] = []
        /// Those whose keys cannot be told because somebody put a row there, and those out of which somebody put this person while a
        /// case of theirs lies in them.
        var spoiled: [OpaqueID] = []
        /// How many belong to this person, and have a newest key that has not come to them: somebody made it without them, or it
        /// is on its way.
        var unopened = 0
    }

    /// Of the desk's files those only that belong to whoever keeps the desk, or holds its key.
    func files() throws -> AtHand {
        let compartments = Compartments(session: session)
        let desk = FixedCompartment.desk.id(in: session.chain.practice)
        let deskKey = try compartments.open(desk, reading: reading).current?.generation
        let holdsDesk = deskKey.map { session.ring.holds(desk, generation: $0) } ?? false
        // Whoever keeps the desk and lacks its key misses its files, and is to know how many.
        let keepsDesk = FixedCompartment.desk.members(in: session.chain).contains { $0.id == session.me }
        let holders = holdsDesk || keepsDesk ? [session.me, desk] : [session.me]
        var seen: Set<OpaqueID> = []
        var (belonging, ofCases): (Set<OpaqueID>, [OpaqueID: [OpaqueID]]) = ([], [:])
        var result = AtHand()
        for holder in holders {
            for row in try reading.rows(.assignment, target: holder) where seen.insert(row.scope).inserted {
                guard let home = try unlessSpoiled({ try records.home(of: row.scope) }) else {
                    result.spoiled.append(row.scope)
                    continue
                }
                guard home == row.scope else {
                    if let home { ofCases[home, default: []].append(row.scope) }
                    continue
                }
                let key: (isHeld: Bool, isMissed: Bool)? = try unlessSpoiled {
                    let history = try compartments.open(row.scope, reading: reading, depth: .links)
                    if compartments.belongs(to: history) { belonging.insert(row.scope) }
                    guard let current = history.current else { return (false, false) }
                    let isHeld = session.ring.holds(row.scope, generation: current.generation)
                    let isMissed = !isHeld && compartments.belongs(to: history)
                    // What was given and does not open will not come by itself.
                    if isMissed, try compartments.isSpoiled(history, reading: reading) { throw RoomError.altered }
                    return (isHeld, isMissed)
                }
                guard let key else {
                    result.spoiled.append(row.scope)
                    continue
                }
                if key.isHeld { result.whole.append(row.scope) }
                if key.isMissed { result.unopened += 1 }
            }
        }
        for (file, cases) in ofCases where !belonging.contains(file) && !result.spoiled.contains(file) {
            // Whoever hands a case over leaves both; a file alone is left by nobody.
            if try cases.contains(where: isMine) {
                result.whole.removeAll { $0 == file }
                result.spoiled.append(file)
            }
        }
        return result
    }

    private func isMine(_ counselingCase: OpaqueID) throws -> Bool {
        try unlessSpoiled {
            try Compartments(session: session).history(of: counselingCase, reading: reading, depth: .links)
                .assigned.contains(.person(session.me))
        } ?? false
    }
}
