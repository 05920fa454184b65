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
                revisions[opened.header.record, default: []].append(opened)
                report.recordsOpened += 1
            } catch { fault(.recordUnreadable, row.address.place) }
        }
        try checkAddenda(revisions, in: history.compartment, room: room)
        try checkEvents(revisions, in: history.compartment, room: room)
        try checkSupervision(revisions, in: history.compartment, room: room)
        try checkCredentials(revisions, room: room)
        try checkReview(revisions, in: history.compartment, room: room)
        try checkDisclosure(revisions, in: history.compartment, room: room)
        try checkNoteTimes(revisions, in: history.compartment, room: room)
        try checkFilings(revisions, room: room)
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
                try RecordHistory.check(revisions, rights)
            } catch { fault(.recordRewritten, record.hex) }
        }
    }

    /// Each note's addenda are numbered without gaps by their identifiers, and there is none beside: one put elsewhere would
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
                guard try left.removeValue(forKey: id) == note || isSquatted(id, outside: compartment) else { break }
                number += 1
            }
        }
        for record in left.keys.sorted() { fault(.recordRewritten, record.hex) }
    }
}

// Threads (docs/file-format.md, section 7).
extension Verification {
    /// A thread's events are numbered without gaps by their identifiers, and there is none beside: one put elsewhere would not
    /// be seen by whoever follows the thread.
    private mutating func checkEvents(
        _ revisions: [OpaqueID: [OpenedRecord]], in compartment: OpaqueID, room: RoomSession
    ) throws {
        var left = Set(
            revisions.filter { Records.Kind.isEvent($0.value.first?.kind ?? "") }.map(\.key))
        var number: UInt32 = 1
        var kinds: Set<String> = []
        while !left.isEmpty {
            let id = try AttachedRecord.id(number, of: compartment, in: compartment, with: room.ring)
            guard let event = revisions[id]?.first, left.remove(id) != nil else {
                guard try isSquatted(id, outside: compartment) else { break }
                number += 1
                continue
            }
            kinds.insert(event.kind)
            guard let head = try? ThreadEventHead(body: event.body), head.number == number else {
                fault(.recordRewritten, id.hex)
                break
            }
            number += 1
        }
        for record in left.sorted() { fault(.recordRewritten, record.hex) }
        if kinds.count > 1 { fault(.recordRewritten, compartment.hex) }
    }
}

extension Verification {
    /// Whether somebody who knew where the next of a sequence would lie put something of another compartment there. That is named;
    /// the sequence goes on behind it.
    private mutating func isSquatted(_ record: OpaqueID, outside compartment: OpaqueID) throws -> Bool {
        let address = RowAddress.record(record, 1)
        guard let row = try reading.row(address), row.scope != compartment else { return false }
        fault(.recordRewritten, address.place)
        return true
    }
}

/// The rules that hold from one revision of a record to the next, and between a record and where it lies.
enum RecordHistory {
    /// - Parameters:
    ///   - revisions: all of one record, opened, in order
    ///   - rights: who had the right to what of it
    /// - Throws: `RoomError.altered` where a rule is broken
    static func check(_ revisions: [OpenedRecord], _ rights: RecordRights) throws {
        let chain = rights.chain
        guard let first = revisions.first else { return }
        guard revisions.allSatisfy({ $0.kind == first.kind }) else { throw RoomError.altered }
        if Records.Kind.isEvent(first.kind) {
            // An event is signed by whom it names, and never changed.
            guard revisions.count == 1, OpaqueID(try ThreadEventHead(body: first.body).by) == first.author else {
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
        case .counselingCase: try checkCase(revisions, rights)
        // appointments
        case .appointment: try checkAppointment(revisions, rights)

        // consent
        case .consent: try checkConsent(revisions, rights)

        // credentials
        case .credentialEvent: _ = try ThreadEvent<CredentialEvent>(body: first.body)
        case .staffFitness: try checkFitness(revisions, chain: chain)
        case .requiredCredentials: try checkRequired(revisions, chain: chain)

        // supervision
        case .privateNote: try checkPrivateNote(revisions)
        case .supervisionAgreement: try checkAgreement(revisions, chain: chain)
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
        case .retention: try checkRetention(revisions)
        case .retentionSchedule: try checkSchedule(revisions, chain: chain)
        case .disclosureAccount: try checkAccount(revisions, chain: chain)

        case nil: throw RoomError.altered
        }
    }

    /// A case is opened by a director, or by a counselor for themself, in the act that assigns its counselor; it is handed on and
    /// closed by a director or whoever is, or was, its counselor. The front desk holds the key of the file, and could invent one,
    /// or close one years ago. Who it is about, and since when, stays; what is closed stays closed, since then.
    private static func checkCase(_ revisions: [OpenedRecord], _ rights: RecordRights) throws {
        var former: CounselingCase?
        for revision in revisions {
            let body = try CounselingCase(body: revision.body)
            let (id, counselor) = (OpaqueID(body.compartment), OpaqueID(body.counselor))
            guard id == revision.header.record, OpaqueID(body.client) == revision.header.compartment,
                former.map(body.follows) ?? (body.state == .open && body.closed == nil),
                try rights.wasAssigned(counselor, to: id)
            else { throw RoomError.altered }
            let isDirectors = rights.held(.director, by: revision)
            if former == nil {
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
