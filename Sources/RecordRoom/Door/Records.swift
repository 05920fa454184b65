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

    /// The newest revision of a record and how many there are; nil where there is none.
    func newest(_ record: OpaqueID) throws -> (row: StoredRow, revision: UInt32)? {
        let rows = try reading.rows(.record, prefix: record.bytes, limit: .max)
        guard let last = rows.last else { return nil }
        let revision = try Envelope(last).header.revision
        // Revisions are counted without gaps: one that is missing was taken away.
        guard Int(revision) == rows.count, rows.allSatisfy({ $0.scope == last.scope }) else { throw RoomError.altered }
        return (last, revision)
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
        let rows = try reading.rows(.record, prefix: record.bytes, limit: .max)
        // Told before anything is opened: a revision that somebody filed under a key of their own is no key that is owed.
        guard rows.allSatisfy({ $0.scope == rows.first?.scope }) else { throw RoomError.altered }
        let revisions = try rows.map { try opened($0) }
        // Revisions are counted without gaps: one that is missing was taken away.
        guard revisions.enumerated().allSatisfy({ $1.header.revision == UInt32($0) + 1 }) else {
            throw RoomError.altered
        }
        for revision in revisions { try revision.checkSignature(in: session.chain) }
        try RecordHistory.check(revisions, rights)
        return revisions
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
        for row in try reading.rows(.record, prefix: record.bytes, limit: .max) {
            guard row.scope == compartment else { break }
            let opened = Result { try self.opened(row) }
            if case .failure(let error) = opened, RoomError(carrying: error) == .noKey { throw error }
            let next = try unlessSpoiled { () -> [OpenedRecord] in
                let revision = try opened.get()
                guard revision.header.revision == UInt32(sound.count) + 1 else { throw RoomError.altered }
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

    /// Seals a value as the next revision of a record.
    func write(
        _ body: some RecordBody, _ kind: Kind, record: OpaqueID, in compartment: OpaqueID,
        to transaction: RoomTransaction
    ) throws {
        let before = try newest(record)
        if let before, before.row.scope != compartment { throw RoomError.altered }
        let header = RecordHeader(
            practice: session.chain.practice, compartment: compartment, record: record,
            revision: (before?.revision ?? 0) + 1, previous: try before?.row.hash() ?? .zero)
        try transaction.put(try session.sealer.seal(try body.encodedBody(), kind: kind.rawValue, header: header))
    }
}
