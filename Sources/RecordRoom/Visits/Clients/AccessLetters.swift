import AuditTrail
public import Counseling
import RecordStore
import Vault

public enum WritingAccessLetter: LookingPurpose { public static let action = Action.writeAccessLetter }

/// Who opened or changed what about a client, as the audit trail tells.
public struct AccessHistory: Sendable {
    /// The entries that name the client, or something that lies in their file, oldest first.
    public let entries: [AuditLogEntry]
    /// Lists of, and searches in, the directory of all clients: they name nobody, and may have shown this client. How many, by whom.
    public let listings: [(person: Identifier<Person>, member: StaffMember?, count: Int)]
    /// Entries whose details this identity cannot open: some of them may be about this client.
    public let unreadable: Int
}

extension Visit where P == WritingAccessLetter {
    /// The history of the visit's client. What lies in their file is known by the rows' addresses alone: nothing of the client's is
    /// opened, and whoever writes the letter learns no more than an auditor knows already.
    /// - Throws: `.altered` where an entry of the log is not the one that was logged: the letter says that this would be noticed
    public func history() throws -> AccessHistory {
        guard case .client(let client) = subject else { throw RoomError.notFound(.client) }
        let ids = try subjects(of: OpaqueID(client))
        let known = Set(ids.map(\.hex))
        try compartments.open(FixedCompartment.audit.id(in: session.chain.practice), reading: reading)
        var sessions: [OpaqueID: AuditSession?] = [:]
        var entries: [AuditLogEntry] = []
        var listings: [Identifier<Person>: Int] = [:]
        var unreadable = 0
        try reading.forEachEntry(from: nil) { stored in
            guard let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges), entry.place == stored.place,
                let key = try sessions[entry.session] ?? opened(entry, &sessions),
                let details = try? EntryBody(body: try entry.details(with: key)).details
            else {
                unreadable += 1
                return
            }
            let actor = Identifier<Person>(entry.actor)
            if details.subject == nil, Self.listing.contains(details.action) {
                listings[actor, default: 0] += 1
                return
            }
            // What is made new bears no id before: the entry tells by the rows it wrote.
            let isAbout =
                details.subject.map(known.contains)
                ?? entry.changes.contains {
                    $0.isNewRecord && OpaqueID($0.address.key.prefix(OpaqueID.count)).map(ids.contains) == true
                }
            guard isAbout || details.scope?.contains(where: known.contains) == true else { return }
            entries.append(
                AuditLogEntry(
                    epoch: entry.place.epoch, position: entry.place.position, actor: actor,
                    member: try session.staff(actor),
                    changes: entry.changes.count, isReadable: true,
                    details: AuditLogEntry.Details(
                        time: details.time, action: details.action, role: details.role, subject: details.subject,
                        outcome: details.outcome.rawValue, rule: details.rule, scope: details.scope ?? [])))
        }
        return AccessHistory(
            entries: entries,
            listings: try listings.sorted { ($1.value, $0.key.hex) < ($0.value, $1.key.hex) }
                .map { ($0.key, try session.staff($0.key), $0.value) },
            unreadable: unreadable)
    }

    private static var listing: Set<Action> { [.listClients, .findClient] }

    private func opened(_ entry: Entry, _ sessions: inout [OpaqueID: AuditSession?]) throws -> AuditSession? {
        let key = try DetailsKey(entry.session, reading: reading, chain: session.chain, ring: session.ring)
        let own = key.depositor == entry.actor ? key.key : nil
        sessions[entry.session] = .some(own)
        return own
    }

    /// The client, what lies in their file, and what lies in the cases there.
    private func subjects(of client: OpaqueID) throws -> Set<OpaqueID> {
        var inFile = Set(try recordsIn(client))
        let disposals = Disposals(session: session, reading: reading)
        // A file that was disposed of holds nothing any more; the entry that removed it says what it held.
        if try disposals.isDisposed(client) { inFile.formUnion(try disposals.removed(with: client)?.records ?? []) }
        var found = inFile.union([client])
        for record in inFile where record != client {
            found.formUnion(try recordsIn(record))
            // What was disposed of lies nowhere any more; the entry that removed it says what it was.
            if try disposals.isDisposed(record) { found.formUnion(try disposals.removed(with: record)?.records ?? []) }
        }
        // What is asked of custodians about a key, for an emergency, a hand-over or after a loss, is an act about what it opens.
        for compartment in inFile.union([client]) {
            for row in try reading.rows(.recovery, scope: compartment) {
                if let request = OpaqueID(row.address.key.prefix(OpaqueID.count)) { found.insert(request) }
            }
        }
        return found
    }

    private func recordsIn(_ compartment: OpaqueID) throws -> [OpaqueID] {
        var ids: [OpaqueID] = []
        try reading.forEachRow(.record, scope: compartment) { key, _ in
            if let id = OpaqueID(key.prefix(OpaqueID.count)) { ids.append(id) }
        }
        return ids
    }
}
