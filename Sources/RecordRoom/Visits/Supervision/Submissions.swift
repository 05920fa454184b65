import Counseling
import Cryptography
import RecordStore
import Vault

/// What trainees handed to this identity for co-signing, as the threads of its agreements tell it.
struct Submissions {
    /// The last version of a note that was handed over.
    struct Submission {
        let agreement: Agreements.Agreement
        let event: ThreadEvent<SupervisionEvent>
        /// What this identity decided of it.
        var verdict: ThreadEvent<SupervisionEvent>?

        var note: OpaqueID { OpaqueID(event.what.note) }
        var compartment: OpaqueID { OpaqueID(event.what.caseID) }
        var version: Version { Version(note: note, revision: event.what.revision) }
    }

    /// One version of a note.
    struct Version: Hashable {
        let note: OpaqueID
        let revision: UInt32
    }

    let session: RoomSession
    let reading: any StoreReading

    private var threads: Threads { Threads(session: session, reading: reading) }
    private var records: Records { Records(session: session, reading: reading) }

    /// Under agreements in force, oldest first; for each note the last version. A thread that one of its two spoiled is passed
    /// over, and verification names it.
    func all(at now: UTCTime) throws -> [Submission] {
        var result: [Submission] = []
        for agreement in try Agreements(session: session, reading: reading).asSupervisor(at: now) {
            result += try unlessSpoiled { try submissions(under: agreement) } ?? []
        }
        // Of a case that was disposed of nothing is left to look at.
        let disposals = Disposals(session: session, reading: reading)
        return try result.filter { try !disposals.isDisposed($0.compartment) }.sorted { $0.event.at < $1.event.at }
    }

    /// The trainees of this identity's under agreements in force whose threads cannot be read as they should be: what they handed in is
    /// missing.
    func spoiled(at now: UTCTime) throws -> [OpaqueID] {
        try Agreements(session: session, reading: reading).asSupervisor(at: now)
            .filter { agreement in try unlessSpoiled { try submissions(under: agreement) } == nil }.map(\.trainee)
    }

    /// Those that wait for a verdict: not decided, and nothing was written after them.
    func waiting(at now: UTCTime) throws -> [Submission] { try all(at: now).filter(isWaiting) }

    func isWaiting(_ submission: Submission) throws -> Bool {
        try submission.verdict == nil && !isOvertaken(submission)
    }

    /// Whether the trainee wrote more after it. What anybody else files behind a note is no version of it, and takes it from nobody's
    /// list; whoever has no key of the case knows by the log who wrote.
    func isOvertaken(_ submission: Submission) throws -> Bool {
        let lost = LostRecords(session: session, reading: reading)
        return try reading.rows(.record, prefix: submission.note.bytes, limit: .max).contains { row in
            guard row.scope == submission.compartment, let header = try? Envelope(row).header,
                header.revision > submission.event.what.revision
            else { return false }
            return try lost.origin(of: row)?.writer == submission.agreement.trainee
        }
    }

    /// A trainee's program and a supervisor's write here; what either says in the other's place is passed over.
    func submissions(under agreement: Agreements.Agreement) throws -> [Submission] {
        try requireOwnThread(agreement)
        // Nobody came by yet, or the key is still owed.
        guard try threads.holds(agreement.thread) else { return [] }
        var found: [OpaqueID: Submission] = [:]
        for event in try threads.events(of: agreement.thread, .supervisionEvent, SupervisionEvent.self) {
            let note = OpaqueID(event.what.note)
            switch event.what.step {
            case .submitted where OpaqueID(event.by) == agreement.trainee:
                found[note] = Submission(agreement: agreement, event: event)
            case .cosigned, .returned:
                guard OpaqueID(event.by) == agreement.supervisor,
                    found[note]?.event.what.revision == event.what.revision
                else { continue }
                found[note]?.verdict = event
            case .submitted: continue
            }
        }
        return Array(found.values)
    }

    /// What passes between a supervisor and a trainee is nobody else's: a director alone makes the agreement, and could let themself in, or
    /// name what others read.
    /// - Throws: `RoomError.altered`
    private func requireOwnThread(_ agreement: Agreements.Agreement) throws {
        guard try isBetween(agreement.trainee, and: agreement.supervisor, agreement.thread),
            try threads.canBe(agreement.thread, .supervisionEvent)
        else { throw RoomError.altered }
    }

    private func isBetween(_ trainee: OpaqueID, and supervisor: OpaqueID, _ thread: OpaqueID) throws -> Bool {
        try Compartments(session: session).history(of: thread, reading: reading).assignments.allSatisfy {
            [.person(trainee), .person(supervisor)].contains($0.member)
        }
    }

    /// Opens the version that was handed over, under its lent key, and checks whose it is.
    /// - Throws: `RoomError.altered` where it is not what the trainee said
    func open(_ submission: Submission) throws -> (row: StoredRow, body: NoteBody) {
        let what = submission.event.what
        let address = RowAddress(.record, key: RecordHeader.key(submission.note, what.revision))
        guard let row = try reading.row(address), try row.lasting().hex == what.lastingHash,
            let keys = what.keys.flatMap({ Base64.decode($0, padded: true) })
        else { throw RoomError.altered }
        let lent = try LentKeys(
            opening: try Letter(parsing: keys), in: submission.agreement.thread, with: session.ring)
        let opened = try lent.open(row)
        try opened.checkSignature(in: session.chain)
        guard opened.kind == Records.Kind.note.rawValue, opened.author == submission.agreement.trainee,
            opened.header.compartment == submission.compartment
        else { throw RoomError.altered }
        let body = try NoteBody(body: opened.body)
        guard body.state == .submitted, OpaqueID(body.noteID) == submission.note,
            OpaqueID(body.caseID) == submission.compartment, OpaqueID(body.author) == opened.author
        else { throw RoomError.altered }
        return (row, body)
    }

    // MARK: a trainee's side

    /// Whether this version was handed to every supervisor whom the author has now and whom it can reach: where the thread of
    /// one agreement is spoiled, the others still work.
    func isHandedOver(_ note: OpaqueID, revision: UInt32, at now: UTCTime) throws -> Bool {
        let agreements = try Agreements(session: session, reading: reading).asTrainee(at: now)
        let answers = try agreements.compactMap { try hasReached($0, note, revision) }
        return answers.allSatisfy { $0 } && answers.isEmpty == agreements.isEmpty
    }

    /// Whether a version was handed to a supervisor; nil where it was not and cannot be.
    private func hasReached(_ agreement: Agreements.Agreement, _ note: OpaqueID, _ revision: UInt32) throws -> Bool? {
        try unlessSpoiled {
            if try has(agreement, note, revision) { return true }
            let compartments = Compartments(session: session)
            guard try compartments.mayPrepareToWrite(agreement.thread, reading: reading) else { throw RoomError.noKey }
            return false
        }
    }

    private func has(_ agreement: Agreements.Agreement, _ note: OpaqueID, _ revision: UInt32) throws -> Bool {
        try handedIn(under: [agreement]).contains(Version(note: note, revision: revision))
    }

    /// The versions that this identity handed over in the threads of some agreements.
    func handedIn(under agreements: [Agreements.Agreement]) throws -> Set<Version> {
        var result: Set<Version> = []
        for agreement in agreements {
            try requireOwnThread(agreement)
            guard try threads.holds(agreement.thread) else { continue }
            result.formUnion(try handedIn(by: agreement.trainee, through: agreement.thread))
        }
        return result
    }

    private func handedIn(by trainee: OpaqueID, through thread: OpaqueID) throws -> Set<Version> {
        let events = try threads.events(of: thread, .supervisionEvent, SupervisionEvent.self)
        return Set(
            events.filter { $0.what.step == .submitted && OpaqueID($0.by) == trainee }
                .map { Version(note: OpaqueID($0.what.note), revision: $0.what.revision) })
    }

    /// Whether a version was handed in through any thread of the two: an agreement that was lost is made anew with another.
    func wasHandedIn(_ version: Version, between trainee: OpaqueID, and supervisor: OpaqueID) throws -> Bool {
        try threads.mine().contains { thread in
            try unlessSpoiled {
                guard try threads.kind(of: thread) == .supervisionEvent,
                    try isBetween(trainee, and: supervisor, thread)
                else { return false }
                return try handedIn(by: trainee, through: thread).contains(version)
            } ?? false
        }
    }

    /// Who has a note for co-signing.
    struct HandedOver {
        var supervisors: [OpaqueID] = []
        /// Those whom it cannot reach, because the thread with them is not what it should be.
        var unreached: [OpaqueID] = []
    }

    /// Hands the newest version of a note to each supervisor of this identity who has not got it. Each agreement stands by
    /// itself: one whose thread somebody spoiled keeps none of the others from working.
    /// - Throws: `RoomError.altered` where it reaches nobody
    func handOver(
        _ note: OpaqueID, of caseID: Identifier<CounselingCase>, at now: UTCTime, in transaction: RoomTransaction
    ) throws -> HandedOver {
        guard let (row, revision) = try records.newest(note) else { throw RoomError.notFound(.note) }
        var result = HandedOver()
        for agreement in try Agreements(session: session, reading: reading).asTrainee(at: now) {
            guard let supervisor = session.chain.members[agreement.supervisor] else { continue }
            // Everything is read before anything is written: what fails halfway must undo all of it.
            guard let had = try hasReached(agreement, note, revision) else {
                result.unreached.append(supervisor.id)
                continue
            }
            result.supervisors.append(supervisor.id)
            if had { continue }
            let letter = try LentKeys.letter(
                lending: [row], to: [supervisor], in: agreement.thread, by: session.ring)
            try threads.add(
                SupervisionEvent(
                    .submitted, note: Identifier(note), caseID: caseID, revision: revision,
                    lastingHash: try row.lasting().hex, keys: Base64.encode(letter.bytes, padded: true)),
                .supervisionEvent, to: agreement.thread, at: now, in: transaction)
        }
        guard !result.supervisors.isEmpty || result.unreached.isEmpty else { throw RoomError.altered }
        return result
    }
}
