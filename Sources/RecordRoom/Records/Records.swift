import Counseling
import Cryptography
import RecordStore
import Vault

/// Opens and seals domain values as records. The kind is a word inside the envelope.
struct Records {
    enum Kind: String {
        case client = "client-profile", counselingCase = "case", note = "session-note", addendum, settings

        // appointments
        case appointment

        // consent
        case consent

        // credentials
        case credentialEvent = "credential-event", staffFitness = "staff-fitness"
        case requiredCredentials = "required-credentials"

        // supervision
        case privateNote = "private-note", supervisionAgreement = "supervision-agreement"
        case supervisionEvent = "supervision-event"

        // crisis
        case dutyList = "duty-list"

        // reviews
        case reviewEvent = "review-event"

        // disclosures
        case disclosureEvent = "disclosure-event", disclosure

        // complaints
        case complaint = "complaint-event"

        // departure
        case standingEvent = "standing-event"

        // retention
        case retention, retentionSchedule = "retention-schedule"
        case disclosureAccount = "disclosure-account"

        /// Whether records of this kind are events of a thread (`Threads`).
        static func isEvent(_ kind: String) -> Bool { kind.hasSuffix("-event") }
    }

    let session: RoomSession
    let reading: any StoreReading

    /// A record's revisions as they lie, and what has the place of one and is none, with the hash that the log has there: whoever works
    /// here can have a row logged that its entry describes falsely, or that lies elsewhere than the first. It is passed over, and what is
    /// said next goes behind it.
    private func places(of record: OpaqueID) throws -> (rows: [StoredRow], taken: [UInt32: Digest]) {
        let all = try reading.rows(.record, prefix: record.bytes, limit: .max)
        let rows = all.filter { $0.scope == all[0].scope }
        var taken = try (reading as? LoggedReading)?.places(takenIn: record) ?? [:]
        for row in all where row.scope != all[0].scope {
            guard let number = RecordHeader.parts(ofKey: row.address.key)?.revision else { throw RoomError.altered }
            taken[number] = try row.loggedHash()
        }
        return (rows, taken)
    }

    /// The newest revision of a record and its number; nil where there is none.
    func newest(_ record: OpaqueID) throws -> (row: StoredRow, revision: UInt32)? { try newest(of: places(of: record)) }

    private func newest(
        of places: (rows: [StoredRow], taken: [UInt32: Digest])
    ) throws -> (row: StoredRow, revision: UInt32)? {
        guard let last = places.rows.last else { return nil }
        let revision = try Envelope(last).header.revision
        // Revisions are counted without gaps: one that is missing was taken away.
        guard Int(revision) == places.rows.count + places.taken.keys.count(where: { $0 < revision }) else {
            throw RoomError.altered
        }
        return (last, revision)
    }

    /// Whether anything lies where a revision of a record would.
    func isTaken(_ record: OpaqueID) throws -> Bool {
        let places = try places(of: record)
        return !places.rows.isEmpty || !places.taken.isEmpty
    }

    /// Those of some records in whose history somebody took the place of a revision.
    func withTakenPlaces(_ records: some Sequence<OpaqueID>) throws -> [OpaqueID] {
        try records.filter { try !places(of: $0).taken.isEmpty }
    }

    /// The compartment a record lies in; nil where there is no such record.
    func compartment(of record: OpaqueID) throws -> OpaqueID? {
        // The log knows it of one that was altered too: whoever opens that is told.
        if let place = try (reading as? LoggedReading)?.compartment(of: record) { return place }
        return try reading.rows(.record, prefix: record.bytes, limit: 1).first?.scope
    }

    /// The client's file in which a compartment's own record lies: a file in itself, a case in its client's file; nil for what is
    /// neither, such as a thread. Everybody can have a record of any identifier logged, so only the one that began with the compartment
    /// counts.
    func home(of compartment: OpaqueID) throws -> OpaqueID? {
        guard let logged = reading as? LoggedReading else { return try self.compartment(of: compartment) }
        return try logged.home(of: compartment)
    }

    /// Opens a record row. One under a key that its compartment never had is no key that is owed: somebody wrote it so.
    /// - Throws: `VaultError`; `RoomError.altered` for such a one
    func opened(_ row: StoredRow) throws -> OpenedRecord {
        let opened = Result { () throws(VaultError) in try session.sealer.open(row) }
        if case .failure(.noKey) = opened, try isUnderNoGeneration(row) { throw RoomError.altered }
        return try opened.get()
    }

    /// Whether a record names a generation that no statement of its compartment has.
    private func isUnderNoGeneration(_ row: StoredRow) throws -> Bool {
        let current = try Compartments(session: session).history(of: row.scope, reading: reading).current
        return try Envelope(row).generation > current?.generation ?? 0
    }

    /// Opens a record row. With `alone`, the author's signature is checked too, as for everything shown by itself.
    func open<Body: RecordBody>(_ row: StoredRow, as kind: Kind, _: Body.Type, alone: Bool) throws -> (
        Body, OpenedRecord
    )? {
        let opened = try opened(row)
        guard opened.kind == kind.rawValue else { return nil }
        if alone { try opened.checkSignature(in: session.chain) }
        return (try Body(body: opened.body), opened)
    }

    /// Opens every revision of a record and checks signatures and what may follow what, for everything shown by itself.
    /// - Returns: the revisions in order; none where there is no such record
    /// - Throws: `RoomError.altered`
    @discardableResult
    func checkedHistory(of record: OpaqueID) throws -> [OpenedRecord] {
        let (rows, taken) = try places(of: record)
        let revisions = try rows.map { try opened($0) }
        // Revisions are counted without gaps: one that is missing was taken away.
        var former: UInt32 = 0
        for revision in revisions {
            guard revision.header.revision == next(behind: former, taken).number else { throw RoomError.altered }
            former = revision.header.revision
        }
        for revision in revisions { try revision.checkSignature(in: session.chain) }
        try RecordHistory.check(revisions, rights)
        return revisions
    }

    /// The next place of a record that can be a revision's, and the last hash that the log has of what lies between; nil where
    /// nothing does.
    private func next(behind revision: UInt32, _ taken: [UInt32: Digest]) -> (number: UInt32, previous: Digest?) {
        var (number, previous): (UInt32, Digest?) = (revision + 1, nil)
        while let hash = taken[number] { (number, previous) = (number + 1, hash) }
        return (number, previous)
    }

    /// Who had the right to write what, as far as a command knows.
    var rights: RecordRights {
        let disposals = Disposals(session: session, reading: reading)
        return RecordRights(chain: session.chain, reading: reading) { try disposals.disposal(of: $0) != nil }
    }

    /// A newest revision, once who wrote it and what may follow what is checked: of what changes from state to state the last word
    /// alone says nothing, and the first can be in anybody's name, for whoever holds the key could write another.
    func settled(_ newest: OpenedRecord) throws -> OpenedRecord {
        guard newest.header.revision > 1 else {
            try newest.checkSignature(in: session.chain)
            try RecordHistory.check([newest], rights)
            return newest
        }
        guard let last = try checkedHistory(of: newest.header.record).last,
            last.header.revision == newest.header.revision
        else { throw RoomError.altered }
        return last
    }

    /// The revisions of a record in front of the first that its author had no right to write, or that breaks a rule: from there on
    /// nothing counts, and what was there before somebody spoiled it stays.
    /// - Returns: none of one that was invented
    /// - Throws: `VaultError.noKey` where a revision has a key that this identity lacks: it knows nothing of that
    func soundBeginning(of record: OpaqueID, in compartment: OpaqueID) throws -> [OpenedRecord] {
        var sound: [OpenedRecord] = []
        let (rows, taken) = try places(of: record)
        for row in rows {
            guard row.scope == compartment else { break }
            let opened = Result { try self.opened(row) }
            if case .failure(let error) = opened, RoomError(carrying: error) == .noKey { throw error }
            let next = try unlessSpoiled { () -> [OpenedRecord] in
                let revision = try opened.get()
                guard revision.header.revision == self.next(behind: sound.last?.header.revision ?? 0, taken).number
                else {
                    throw RoomError.altered
                }
                try revision.checkSignature(in: session.chain)
                try RecordHistory.check(sound + [revision], rights)
                return sound + [revision]
            }
            guard let next else { break }
            sound = next
        }
        return sound
    }

    /// The values of one kind in a compartment, and the records that are not as they should be: what somebody wrote who may not
    /// counts for nothing, and takes no other away.
    func settled<Body: RecordBody>(
        _ kind: Kind, _: Body.Type, in compartment: OpaqueID
    ) throws -> (found: [(body: Body, revision: UInt32)], spoiled: [OpaqueID]) {
        var (found, spoiled): ([(body: Body, revision: UInt32)], [OpaqueID]) = ([], [])
        for record in try all(in: compartment) where record.kind == kind.rawValue {
            if let body = try unlessSpoiled({ try Body(body: settled(record).body) }) {
                found.append((body, record.header.revision))
            } else {
                spoiled.append(record.header.record)
            }
        }
        return (found, spoiled)
    }

    /// A case and the file in which it lies, its history checked.
    /// - Throws: `RoomError.notFound`; `.altered` where somebody wrote it who may not, or a rule between revisions is broken
    func counselingCase(_ id: OpaqueID) throws -> (body: CounselingCase, file: OpaqueID) {
        guard let file = try compartment(of: id), let newest = try newest(id),
            let (_, opened) = try open(newest.row, as: .counselingCase, CounselingCase.self, alone: true)
        else { throw RoomError.notFound(.counselingCase) }
        let body = try CounselingCase(body: settled(opened).body)
        guard OpaqueID(body.client) == file, OpaqueID(body.compartment) == id else { throw RoomError.altered }
        return (body, file)
    }

    /// The cases in a client's file, and whether there is one that is not as it should be.
    func cases(in file: OpaqueID) throws -> (bodies: [CounselingCase], isSpoiled: Bool) {
        let (found, spoiled) = try settled(.counselingCase, CounselingCase.self, in: file)
        return (found.map(\.body), !spoiled.isEmpty)
    }

    /// The newest revision of every record in a compartment, opened, with its kind.
    func all(in compartment: OpaqueID) throws -> [OpenedRecord] {
        let records = Result { try openAll(in: compartment) }
        if case .failure(let error) = records, case VaultError.wrongKeyOrAltered = error,
            let logged = reading as? LoggedReading, try logged.remakeFromLog()
        {
            return try openAll(in: compartment)
        }
        if case .failure(VaultError.noKey) = records {
            try reading.forEachRow(.record, scope: compartment) { _, row in
                if try isUnderNoGeneration(row()) { throw RoomError.altered }
            }
        }
        return try records.get()
    }

    private func openAll(in compartment: OpaqueID) throws -> [OpenedRecord] {
        var opening = NewestRecords(session.sealer.opening)
        try reading.forEachRow(.record, scope: compartment) { key, row in
            if opening.wants(key) { opening.add(try row()) }
        }
        return try opening.all()
    }

    /// Seals a value as the next revision of a record, behind whatever has a place there and is none.
    /// - Throws: `RoomError.altered` where it lies elsewhere, or where nothing but that is there
    func write(
        _ body: some RecordBody, _ kind: Kind, record: OpaqueID, in compartment: OpaqueID,
        to transaction: RoomTransaction
    ) throws {
        let places = try places(of: record)
        let before = try newest(of: places)
        if let before, before.row.scope != compartment { throw RoomError.altered }
        guard before != nil || places.taken.isEmpty else { throw RoomError.altered }
        let next = self.next(behind: before?.revision ?? 0, places.taken)
        let header = RecordHeader(
            practice: session.chain.practice, compartment: compartment, record: record, revision: next.number,
            previous: try next.previous ?? before?.row.loggedHash() ?? .zero)
        try transaction.put(try session.sealer.seal(try body.encodedBody(), kind: kind.rawValue, header: header))
    }
}
