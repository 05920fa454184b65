import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

// With an identity: what its keys open says who wrote it and what it is about, which must be what the log and the place say.
extension Verification {
    mutating func checkRecords(_ history: CompartmentHistory, _ holding: Holding, room: RoomSession) throws {
        _ = try? Compartments(session: room).open(history.compartment, reading: reading)
        try checkKeys(history, holding, room: room)
        guard let current = history.current,
            room.ring.holds(history.compartment, generation: current.generation)
        else { return }
        var revisions: [OpaqueID: [OpenedRecord]] = [:]
        for row in try reading.rows(.record, scope: history.compartment) {
            do {
                let opened = try room.sealer.open(row)
                try opened.checkSignature(in: room.chain)
                guard ledger.firstWriter(row.address) == opened.author else { throw RoomError.altered }
                // The practice's settings, and who is phoned, are a director's to write, at the time of writing.
                let isDirectors = [Records.Kind.settings, .dutyList, .retentionSchedule, .disclosureAccount].map(
                    \.rawValue
                ).contains(
                    opened.kind)
                if isDirectors, let position = ledger.firstPosition(row.address),
                    room.chain.duties(of: opened.author, at: position)?.contains(.director) != true
                {
                    fault(.writerNotEntitled, row.address.place)
                }
                report.recordsOpened += 1
                guard try counts(row, opened) else { continue }
                revisions[opened.header.record, default: []].append(opened)
            } catch { fault(.recordUnreadable, row.address.place) }
        }
        try checkAddenda(revisions, in: history.compartment, room: room)
        let thread = try checkEvents(revisions, in: history, room: room)
        try checkSupervision(revisions, in: history.compartment, room: room)
        try checkCredentials(revisions, room: room)
        try checkReview(thread, in: history.compartment, room: room)
        try checkDisclosure(thread, in: history.compartment, room: room)
        try checkNoteTimes(revisions, in: history.compartment, room: room)
        try checkFilings(revisions, room: room)
        try checkUnshared(thread, in: history.compartment)
        try checkDeposits(in: history.compartment, room: room)
        try checkStandings(revisions, room: room)
        try checkTimes(revisions, in: history.compartment, room: room)
        if history.compartment == FixedCompartment.practice.id(in: room.chain.practice) {
            try checkFitness(revisions, room: room)
        }
        let gone = disposals
        let rights = RecordRights(chain: room.chain, reading: reading, ledger: ledger) { gone[$0] != nil }
        for (record, revisions) in revisions {
            do {
                try RecordHistory.check(revisions, in: parts(of: revisions), rights)
            } catch { fault(.recordRewritten, record.hex) }
        }
    }

    /// Whether a record that opens is a revision at all. One that its entry describes falsely, or that lies elsewhere than the first, has its
    /// place and is none: `row-altered` and `revision-broken` say so. Of an event that whoever asks for it by its place can read only the
    /// entry is false.
    private func counts(_ row: StoredRow, _ opened: OpenedRecord) throws -> Bool {
        if Records.Kind.isEvent(opened.kind) { return true }
        guard try ledger.lasting(row.address) == row.lasting() else { return false }
        return try opened.header.revision == 1
            || reading.row(.record(opened.header.record, 1)).map { $0.scope == row.scope } ?? true
    }

    /// Each note's addenda are numbered by their identifiers without a free place, and there is none beside: one put elsewhere would
    /// not be shown with its note.
    private mutating func checkAddenda(
        _ revisions: [OpaqueID: [OpenedRecord]], in compartment: OpaqueID, room: RoomSession
    ) throws {
        var left: [OpaqueID: OpaqueID] = [:]
        for (record, opened) in revisions where opened.first?.kind == Records.Kind.addendum.rawValue {
            left[record] = (try? Addendum(body: opened[0].body)).map { OpaqueID($0.note) } ?? OpaqueID.none
        }
        for (note, opened) in revisions where opened.first?.kind == Records.Kind.note.rawValue {
            var number: UInt32 = 1
            while true {
                let id = try AttachedRecord.id(number, of: note, in: compartment, with: room.ring)
                guard
                    try left.removeValue(forKey: id) == note || isSquatted(id, outside: compartment)
                        || isTaken(.record(id, 1))
                else { break }
                number += 1
            }
        }
        for record in left.keys.sorted() { fault(.recordRewritten, record.hex) }
    }
}

/// The rules that hold from one revision of a record to the next, and between a record and where it lies.
enum RecordHistory {
    /// - Parameters:
    ///   - revisions: all of one record, opened, in order
    ///   - rights: who had the right to what of it
    ///   - isBehindLost: whether one before them said something that nobody can read: what they rest on is not judged then
    /// - Throws: `RoomError.altered` where a rule is broken
    static func check(_ revisions: [OpenedRecord], _ rights: RecordRights, isBehindLost: Bool = false) throws {
        let chain = rights.chain
        guard let first = revisions.first else { return }
        guard revisions.allSatisfy({ $0.kind == first.kind }) else { throw RoomError.altered }
        if Records.Kind.isEvent(first.kind) {
            // An event is signed by whom it names, and never changed.
            guard revisions.count == 1, first.header.revision == 1,
                OpaqueID(try ThreadEventHead(body: first.body).by) == first.author
            else {
                throw RoomError.altered
            }
        }
        switch Records.Kind(rawValue: first.kind) {
        case .note: try checkNote(revisions, rights)
        case .addendum:
            // Written once: an addendum is signed when it is made.
            guard revisions.count == 1, OpaqueID(try Addendum(body: first.body).author) == first.author else {
                throw RoomError.altered
            }
        case .settings:
            let isDirectors = revisions.allSatisfy { chain.everHeld(.director, by: $0.author) }
            guard isDirectors, first.header.record == first.header.compartment else { throw RoomError.altered }
            for revision in revisions { _ = try PracticeSettings(body: revision.body) }
        case .client:
            guard first.header.record == first.header.compartment else { throw RoomError.altered }
            for revision in revisions { _ = try ClientProfile(body: revision.body) }
        case .counselingCase: try checkCase(revisions, rights, isBehindLost: isBehindLost)
        // appointments
        case .appointment: try checkAppointment(revisions, rights, isBehindLost: isBehindLost)

        // consent
        case .consent: try checkConsent(revisions, rights, isBehindLost: isBehindLost)

        // credentials
        case .credentialEvent: _ = try ThreadEvent<CredentialEvent>(body: first.body)
        case .staffFitness: try checkFitness(revisions, chain: chain, isBehindLost: isBehindLost)
        case .requiredCredentials: try checkRequired(revisions, chain: chain)

        // supervision
        case .privateNote: try checkPrivateNote(revisions)
        case .supervisionAgreement: try checkAgreement(revisions, rights)
        case .supervisionEvent: for revision in revisions { _ = try ThreadEvent<SupervisionEvent>(body: revision.body) }

        // crisis
        case .dutyList:
            let isDirectors = revisions.allSatisfy { chain.everHeld(.director, by: $0.author) }
            guard isDirectors, first.header.record == FixedRecord.dutyList.id(in: chain.practice),
                first.header.compartment == FixedCompartment.practice.id(in: chain.practice)
            else { throw RoomError.altered }
            for revision in revisions { _ = try DutyList(body: revision.body) }

        // reviews
        case .reviewEvent: _ = try ThreadEvent<ReviewEvent>(body: first.body)

        // disclosures
        case .disclosureEvent: _ = try ThreadEvent<DisclosureEvent>(body: first.body)
        case .disclosure: try checkDisclosed(revisions, rights)

        // complaints
        case .complaint:
            // A filing lies in the thread that its secret names, and is its first event.
            let event = try ThreadEvent<ComplaintEvent>(body: first.body)
            guard case .received(let id, let filing, _) = event.what else { return }
            guard event.number == 1, try ComplaintDesk.thread(of: id, filing) == first.header.compartment else {
                throw RoomError.altered
            }

        // departure
        case .standingEvent: _ = try ThreadEvent<StandingEvent>(body: first.body)

        // retention
        case .retention: try checkRetention(revisions, isBehindLost: isBehindLost)
        case .retentionSchedule: try checkSchedule(revisions, chain: chain)
        case .disclosureAccount: try checkAccount(revisions, chain: chain)

        case nil: throw RoomError.altered
        }
    }

    /// The same where something between them cannot be read that may have said something: as they stand, or else in each part as far
    /// as it does not rest on that.
    static func check(_ revisions: [OpenedRecord], in parts: [HistoryPart], _ rights: RecordRights) throws {
        let whole = Result { try check(revisions, rights) }
        guard case .failure = whole, parts.contains(where: \.isBehindLost), let first = revisions.first else {
            return try whole.get()
        }
        guard revisions.allSatisfy({ $0.kind == first.kind }) else { throw RoomError.altered }
        // What a note is, it is from its first version to its last.
        if [.note, .privateNote].contains(Records.Kind(rawValue: first.kind)) {
            guard revisions.allSatisfy({ $0.author == first.author }) else { throw RoomError.altered }
        }
        for part in parts { try check(part.revisions, rights, isBehindLost: part.isBehindLost) }
    }

    /// A case is opened by a director, or by a counselor for themself, in the act that assigns its counselor; it is handed on and
    /// closed by a director or whoever is, or was, its counselor. The front desk holds the key of the file, and could invent one,
    /// or close one years ago. Who it is about, and since when, stays; what is closed stays closed, since then.
    private static func checkCase(
        _ revisions: [OpenedRecord], _ rights: RecordRights, isBehindLost: Bool
    ) throws {
        var former: CounselingCase?
        for revision in revisions {
            let body = try CounselingCase(body: revision.body)
            let (id, counselor) = (OpaqueID(body.compartment), OpaqueID(body.counselor))
            guard id == revision.header.record, OpaqueID(body.client) == revision.header.compartment,
                former.map(body.follows) ?? (isBehindLost || body.state == .open && body.closed == nil),
                try rights.wasAssigned(counselor, to: id)
            else { throw RoomError.altered }
            let isDirectors = rights.held(.director, by: revision)
            if former == nil, !isBehindLost {
                let isOwn = counselor == revision.author && rights.held(.counselor, by: revision)
                guard isDirectors || isOwn, try rights.wasOpened(id, for: counselor) else { throw RoomError.altered }
            } else {
                guard try isDirectors || rights.wasAssigned(revision.author, to: id) else { throw RoomError.altered }
            }
            former = body
        }
    }

    /// A note is its author's from the first draft to the signature, and nothing follows the signature: also someone who
    /// holds the case's key cannot put another text in a signed note's place. Who is no counselor, a trainee, signs nothing alone.
    private static func checkNote(_ revisions: [OpenedRecord], _ rights: RecordRights) throws {
        var former: NoteBody?
        for revision in revisions {
            let body = try NoteBody(body: revision.body)
            guard former?.mayBeFollowed(by: body.state) ?? true, revision.author == revisions[0].author,
                OpaqueID(body.author) == revision.author,
                body.state != .signed || rights.held(.counselor, by: revision),
                OpaqueID(body.noteID) == revision.header.record, OpaqueID(body.caseID) == revision.header.compartment
            else { throw RoomError.altered }
            former = body
        }
    }
}
