import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

/// The supervision agreements, which lie in `practice`, where everyone's program reads who supervises whom.
struct Agreements {
    /// One agreement as the newest of its versions says it that keeps the rules.
    struct Agreement {
        let id: OpaqueID
        /// Those that keep the rules, in order; one at least.
        let versions: [Version]
        /// Where a later version lies that a director wrote and that nobody can open any more: perhaps it ended the agreement.
        let lost: String?

        var body: SupervisionAgreement { versions[versions.count - 1].body }

        /// As it stands by a clock: whoever ends one ends it at once, so an end that lies ahead was dated by another's clock that is
        /// ahead, or by this one before it was put right.
        func body(at now: UTCTime) -> SupervisionAgreement {
            // Where the first version is lost a later one stands alone.
            guard versions.last?.row.address != RowAddress.record(id, 1), let until = body.until, now < until else {
                return body
            }
            return body.ended(at: now)
        }
        var trainee: OpaqueID { OpaqueID(body.trainee) }
        var supervisor: OpaqueID { OpaqueID(body.supervisor) }
        var thread: OpaqueID { OpaqueID(body.thread) }
    }

    struct Version {
        let body: SupervisionAgreement
        let row: StoredRow
    }

    let session: RoomSession
    let reading: any StoreReading

    /// All of them, those that ended too, by when they began.
    func all() throws -> [Agreement] { try read().agreements }

    /// The same, and where records lie that a director wrote and of which nothing can be read any more: each may have been one.
    func read() throws -> (agreements: [Agreement], unreadable: [String]) {
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        let reserved = ReservedRecords(session.chain, ring: session.ring)
        var (agreements, unreadable): ([Agreement], [String]) = ([], [])
        // In the order of their keys, and so of their versions.
        let rows = try reading.rows(.record, scope: practice)
        for (id, versions) in Dictionary(grouping: rows, by: { OpaqueID($0.address.key.prefix(16)) ?? .none })
        where !reserved.contains(id) {
            let (kept, lost) = try kept(of: versions, id: id)
            if !kept.isEmpty {
                agreements.append(Agreement(id: id, versions: kept, lost: lost))
            } else if let lost {
                unreadable.append(lost)
            }
        }
        return (agreements.sorted { ($0.body.from, $0.id) < ($1.body.from, $1.id) }, unreadable.sorted())
    }

    /// Everybody can write a row here. What the first version is decides what the record is; a later one that is something
    /// else, that no director signed or that may not follow is passed over, so that it can neither end an agreement nor keep a
    /// director from ending it. Verification names it.
    /// - Returns: those that can be read, and where a later one lies that cannot; a later one takes its place where the first cannot
    private func kept(of versions: [StoredRow], id: OpaqueID) throws -> (kept: [Version], lost: String?) {
        var kept: [Version] = []
        var lost: String?
        for row in versions {
            let opened = Result { try LostRecords(session: session, reading: reading).openDirectors(row) }
            if case .failure(let error) = opened, case RoomError.unreadableRecord(let place) = error {
                lost = place
                continue
            }
            guard let body = try agreement(row, opened.get(), id: id),
                kept.last?.body.mayBeFollowed(by: body) ?? true
            else {
                if kept.isEmpty, lost == nil { break }
                continue
            }
            kept.append(Version(body: body, row: row))
            lost = nil
        }
        return (kept, lost)
    }

    private func agreement(_ row: StoredRow, _ opened: OpenedRecord?, id: OpaqueID) throws -> SupervisionAgreement? {
        guard let opened, opened.header.record == id, opened.kind == Records.Kind.supervisionAgreement.rawValue,
            let body = try? SupervisionAgreement(body: opened.body), body.trainee != body.supervisor,
            session.chain.everHeld(.supervisor, by: OpaqueID(body.supervisor)),
            session.chain.everHeld(.trainee, by: OpaqueID(body.trainee)),
            try Directors(session: session, reading: reading).wrote(row, by: opened.author)
        else { return nil }
        return body
    }

    /// Those under which something can be done at a time: in force, between an active supervisor and an active trainee.
    func inForce(at moment: UTCTime) throws -> [Agreement] {
        let now = session.surroundings.now()
        return try all().filter { agreement in
            agreement.lost == nil && agreement.body(at: now).isInForce(at: moment)
                && session.chain.members[agreement.supervisor]?.holds(.supervisor) == true
                && session.chain.members[agreement.trainee]?.holds([.trainee, .counselor]) == true
        }
    }

    /// Whether the two were a supervisor and a trainee when the log took the agreement: a director alone makes one, and could make
    /// anybody a party to it.
    func wasBetweenSuch(_ agreement: Agreement) throws -> Bool {
        func holds(_ duties: Duties, _ person: OpaqueID) -> Bool {
            session.chain.members[person]?.holds(duties) == true
        }
        if holds(.supervisor, agreement.supervisor), holds(.trainee, agreement.trainee) { return true }
        let address = RowAddress.record(agreement.id, 1)
        guard let row = try reading.row(address),
            let position = try Directors(session: session, reading: reading).position(of: row)
        else { return false }
        func held(_ duties: Duties, _ person: OpaqueID) -> Bool {
            session.chain.duties(of: person, at: position)?.isDisjoint(with: duties) == false
        }
        return held(.supervisor, agreement.supervisor) && held(.trainee, agreement.trainee)
    }

    /// Under which this identity supervises.
    func asSupervisor(at now: UTCTime) throws -> [Agreement] {
        guard session.chain.members[session.me]?.holds(.supervisor) == true else { return [] }
        return try inForce(at: now).filter { $0.supervisor == session.me }
    }

    /// Under which this identity is supervised.
    func asTrainee(at now: UTCTime) throws -> [Agreement] { try inForce(at: now).filter { $0.trainee == session.me } }
}

/// Whether a record was its author's to write as a director.
struct Directors {
    let session: RoomSession
    let reading: any StoreReading

    /// A director's word counts as it is; that of somebody who once was one, as far as the log has it from that time.
    func wrote(_ row: StoredRow, by author: OpaqueID) throws -> Bool {
        if session.chain.members[author]?.holds(.director) == true { return true }
        guard session.chain.everHeld(.director, by: author) else { return false }
        let written = try session.writtenAsDirector[author] ?? written(by: author, as: .director)
        session.writtenAsDirector[author] = written
        return try written[row.address] == row.lasting()
    }

    /// Whether somebody was assigned, before there was a key, by who may do that: a director or the desk as they are now, or as
    /// the log has it from when they were. Otherwise whom a director assigned just before leaving office could never make the key.
    func assigned(_ row: StoredRow, by signer: OpaqueID) throws -> Bool {
        let duties: Duties = [.director, .frontDesk]
        if session.chain.members[signer]?.holds(duties) == true { return true }
        guard session.chain.everHeld(duties, by: signer) else { return false }
        return try written(by: signer, as: duties)[row.address] == row.hash()
    }

    /// The practice's settings, as the last of a director's revisions has them. Anybody who works there can write a row behind
    /// it, which changes nothing and keeps nobody from working; verification names it.
    func settings() throws -> PracticeSettings {
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        let found = Result { try newest(of: practice, .settings) }
        if case .failure(let error) = found, case RoomError.unreadableRecord(let place) = error {
            throw RoomError.unreadableSettings(place: place)
        }
        guard let found = try found.get(), let settings = try? PracticeSettings(body: found.body) else {
            let history = try Compartments(session: session).history(of: practice, reading: reading)
            // A key that is still to come is no damage.
            guard session.ring.holds(all: history.generations) else { throw RoomError.noKey }
            let last = try reading.rows(.record, prefix: practice.bytes, limit: .max).last
            throw last.map { RoomError.unreadableSettings(place: $0.address.place) } ?? .altered
        }
        return settings
    }

    /// The last revision of a record in `practice` that a director made.
    /// - Throws: `RoomError.unreadableRecord` where one is lost behind it
    func newest(of record: OpaqueID, _ kind: Records.Kind) throws -> OpenedRecord? {
        try newest(of: record, kind) { try LostRecords(session: session, reading: reading).openDirectors($0) }
    }

    /// The last revision that can be read, for whoever says anew what is lost behind it.
    func newestReadable(of record: OpaqueID, _ kind: Records.Kind) throws -> OpenedRecord? {
        try newest(of: record, kind) { try LostRecords(session: session, reading: reading).open($0) { _, _ in false } }
    }

    private func newest(
        of record: OpaqueID, _ kind: Records.Kind, _ open: (StoredRow) throws -> OpenedRecord?
    ) throws -> OpenedRecord? {
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        for row in try reading.rows(.record, prefix: record.bytes, limit: .max).reversed() {
            guard let opened = try open(row), opened.header.compartment == practice, opened.kind == kind.rawValue,
                try wrote(row, by: opened.author)
            else {
                continue
            }
            return opened
        }
        return nil
    }

    /// Where the chain stood when the log took a record as it is.
    func position(of row: StoredRow) throws -> UInt32? {
        let lasting = try row.lasting()
        var (position, found): (UInt32, UInt32?) = (0, nil)
        try reading.forEachEntry(from: nil) { stored in
            guard found == nil, let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) else { return }
            if session.chain.contains(entry.chainHead) { position = max(position, entry.chainHead.position) }
            if entry.changes.contains(where: { $0.isFirst && $0.address == row.address && $0.lasting == lasting }) {
                found = position
            }
        }
        return found
    }

    /// The records and assignments that somebody logged while the chain had them in one of these duties. Whoever signs an entry
    /// says where the chain stood, but not before where an earlier entry saw it: it never goes back.
    private func written(by author: OpaqueID, as duties: Duties) throws -> [RowAddress: Digest] {
        var result: [RowAddress: Digest] = [:]
        var position: UInt32 = 0
        try reading.forEachEntry(from: nil) { stored in
            let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges)
            if session.chain.contains(entry.chainHead) { position = max(position, entry.chainHead.position) }
            guard entry.actor == author,
                session.chain.duties(of: author, at: position)?.isDisjoint(with: duties) == false
            else { return }
            for change in entry.changes
            where change.isFirst && result[change.address] == nil {
                switch change.address.rowClass {
                case .record: result[change.address] = change.lasting
                case .assignment: result[change.address] = change.after
                default: continue
                }
            }
        }
        return result
    }
}
