import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

/// Quality reviews as the session's keys open them: a thread each, of whoever asked, the counselor, the reviewer and the
/// committee. What notes say never lies in it, only which they are; findings and answers are letters.
struct ReviewDesk {
    let session: RoomSession
    let reading: any StoreReading

    private var threads: Threads { Threads(session: session, reading: reading) }
    private var records: Records { Records(session: session, reading: reading) }
    private var compartments: Compartments { Compartments(session: session) }

    /// A review of this identity's; nil where the thread is none.
    /// - Throws: `RoomError.noKey` for who has no part in it, `.altered` where an event was not its signer's to make
    func review(_ thread: OpaqueID) throws -> Review? {
        guard try threads.kind(of: thread) == .reviewEvent else { return nil }
        let events = try threads.events(of: thread, .reviewEvent, ReviewEvent.self)
        return try Self.fold(events, session.chain)
    }

    static func fold(_ events: [ThreadEvent<ReviewEvent>], _ chain: MembershipChain) throws -> Review {
        for event in events where event.what.step == .confirmed {
            guard chain.everHeld(.committee, by: OpaqueID(event.by)) else { throw RoomError.altered }
        }
        do { return try Review(events) } catch { throw RoomError.altered }
    }

    /// Every review in which this identity has a part. One that somebody spoiled is passed over, and verification names it.
    func mine() throws -> [(thread: OpaqueID, review: Review)] {
        try threads.mine().compactMap { thread in
            guard case let review?? = try unlessSpoiled({ try review(thread) }) else { return nil }
            return (thread, review)
        }
    }

    /// How many others there are in which this identity has a part.
    func spoiled() throws -> Int { try threads.spoiled(.reviewEvent) { try review($0) } }

    func add(
        _ event: ReviewEvent, to thread: OpaqueID, after review: Review, at now: UTCTime,
        in transaction: RoomTransaction
    )
        throws
    {
        try threads.add(event, .reviewEvent, to: thread, after: review.events, at: now, in: transaction)
    }

    // MARK: letters

    func letter(_ text: [UInt8], of review: Review, in thread: OpaqueID) throws -> String {
        let people = [review.counselor, review.reviewer].compactMap { session.chain.members[OpaqueID($0)] }
            .filter { $0.effect == .active }
        let recipients = review.counselor == review.reviewer ? Array(people.prefix(1)) : people
        let letter = try Letter(try SecretBytes(copying: text), to: recipients, in: thread, by: session.ring)
        return Base64.encode(letter.bytes, padded: true)
    }

    /// The text of a letter to this identity; nil for everybody else.
    func text(_ letter: String?, in thread: OpaqueID) throws -> [UInt8]? {
        guard let letter else { return nil }
        let read = try Self.letter(letter)
        guard read.isMeant(for: session.ring) else { return nil }
        return try read.open(in: thread, with: session.ring).withUnsafeBytes { Array($0) }
    }

    static func letter(_ text: String) throws -> Letter {
        guard let bytes = Base64.decode(text, padded: true) else { throw RoomError.altered }
        return try Letter(parsing: bytes)
    }

    // MARK: what may wait

    /// Where a review may wait for this identity's program: its threads in which others wrote something since its pin. The
    /// entries say so, which are checked on entering anyway. Who was not here before looks through all of theirs. Nothing is
    /// opened for it: what the threads hold is asked only after an entry (`waiting(among:)`).
    func mayWait(all: Bool) throws -> [OpaqueID] {
        if all || session.pin == nil { return try threads.mine() }
        var scopes: Set<OpaqueID> = []
        for address in session.news {
            guard let scope = try reading.row(address)?.scope, scopes.insert(scope).inserted else { continue }
        }
        return try scopes.sorted().filter { scope in
            guard try records.home(of: scope) == nil else { return false }
            return try reading.rows(.assignment, scope: scope).contains { $0.target == session.me }
        }
    }

    /// Those of the threads that are reviews which wait for this identity's program. It opens them, so that an entry stands.
    func waiting(among candidates: [OpaqueID]) throws -> [OpaqueID] {
        // In the order in which they were confirmed: who asked first for drawn notes is served first.
        return try candidates.compactMap { thread -> (thread: OpaqueID, since: UTCTime)? in
            guard case let review?? = try unlessSpoiled({ try threads.holds(thread) ? review(thread) : nil }),
                review.state == .confirmed, OpaqueID(review.counselor) == session.me
            else { return nil }
            return (thread, review.since)
        }.sorted { ($0.since, $0.thread) < ($1.since, $1.thread) }.map(\.thread)
    }

    // MARK: fulfilling

    /// The notes that a review asks for, as this identity's keys find them.
    struct Found {
        let notes: [(row: StoredRow, lent: ReviewEvent.LentNote)]
        var drawnFrom: [OpaqueID]?
        /// How many cases and notes could not be read as they should be, and were left out of the draw.
        var spoiled = 0
        /// Those asked for that cannot be lent.
        var missing: [Identifier<SessionNote>] = []
        /// Those of them that the reviewer co-signed, and others could review.
        var cosigned: [Identifier<SessionNote>] = []
    }

    /// - Returns: why nothing can be lent, or what can
    func found(for review: Review) throws -> (ReviewEvent.Refusal?, Found) {
        guard isEntitled(review) else { return (.notEntitled, Found(notes: [])) }
        if let draw = review.draw { return try drawn(draw, for: review.reviewer) }
        let found = try named(review.notes, for: review.reviewer)
        guard found.missing.isEmpty else {
            return (found.missing.count == found.cosigned.count ? .reviewerCosigned : .notTheirs, found)
        }
        return (nil, found)
    }

    /// Those of the notes that can be lent to the reviewer, or which of them cannot.
    func named(_ notes: [Identifier<SessionNote>], for reviewer: Identifier<Person>) throws -> Found {
        let found = try notes.map { ($0, try lendable(OpaqueID($0), to: reviewer)) }
        let missing = found.filter { $0.1 == nil }.map(\.0)
        guard !missing.isEmpty else { return Found(notes: found.compactMap(\.1)) }
        // Lendable to nobody in particular: then it is the reviewer who may not have it.
        let cosigned = try missing.filter { try lendable(OpaqueID($0), to: nil) != nil }
        return Found(notes: [], missing: missing, cosigned: cosigned)
    }

    /// Whether those who asked for it, confirmed it and are to review hold their roles now: an office that somebody left lends
    /// nothing any more, whatever time their event names.
    private func isEntitled(_ review: Review) -> Bool {
        func holds(_ person: Identifier<Person>, _ duties: Duties) -> Bool {
            session.chain.members[OpaqueID(person)]?.holds(duties) == true
        }
        let reviewer: Duties =
            switch review.kind {
            case .own: [.counselor, .trainee]
            case .peer: [.counselor, .supervisor]
            case .supervisor: .supervisor
            }
        let isOwn = review.kind == .own && review.requester == review.counselor
        return holds(review.reviewer, reviewer) && (isOwn || holds(review.requester, [.director, .committee]))
            && (review.confirmedBy.map { holds($0, .committee) } ?? true)
    }

    /// A note of this identity's in a case that is theirs, signed or co-signed; whoever co-signed it does not review it.
    /// - Parameter reviewer: nil for anybody who did not co-sign it
    private func lendable(_ note: OpaqueID, to reviewer: Identifier<Person>?) throws -> (
        row: StoredRow, lent: ReviewEvent.LentNote
    )? {
        guard let compartment = try records.compartment(of: note),
            let file = try records.compartment(of: compartment), file != compartment,
            try compartments.history(of: compartment, reading: reading).assigned.contains(.person(session.me)),
            try threads.holds(compartment), let newest = try records.newest(note),
            let last = try records.checkedHistory(of: note).last, last.kind == Records.Kind.note.rawValue
        else { return nil }
        let body = try NoteBody(body: last.body)
        guard OpaqueID(body.author) == session.me, OpaqueID(body.noteID) == note,
            try isLendable(body, revision: newest.revision, in: compartment, to: reviewer)
        else { return nil }
        return (newest.row, ReviewEvent.LentNote(note: body.noteID, revision: newest.revision))
    }

    private func isLendable(
        _ body: NoteBody, revision: UInt32, in compartment: OpaqueID, to reviewer: Identifier<Person>?
    ) throws -> Bool {
        switch body.state {
        case .signed: return true
        case .draft, .withdrawn: return false
        case .submitted:
            let note = OpaqueID(body.noteID)
            let verdict = try CoSignatures(session: session, reading: reading, compartment: compartment)
                .all(of: note)[note]?.first { $0.version == Int(revision) }
            return verdict?.verdict == .cosigned && verdict?.by != reviewer
        }
    }

    /// Draws among all of this identity's notes that could be lent to the reviewer and that no other's review had before: one's own
    /// reviews, which nobody confirms, take nothing out of a draw.
    private func drawn(_ draw: ReviewEvent.Draw, for reviewer: Identifier<Person>) throws -> (
        ReviewEvent.Refusal?, Found
    ) {
        guard let seed = Hex.decode(draw.seed), seed.count == 16, draw.count > 0 else { throw RoomError.altered }
        let reviewed = Set(
            try mine().filter { OpaqueID($0.review.counselor) == session.me && $0.review.kind != .own }
                .flatMap { $0.review.lent?.notes.map { OpaqueID($0.note) } ?? [] })
        var (own, spoiled) = try ownNotes(for: reviewer)
        own.removeAll(where: reviewed.contains)
        // What cannot be lent is not drawn from: a note that somebody spoiled takes no other away.
        let sound = try own.filter { note in
            guard try unlessSpoiled({ try lendable(note, to: reviewer) }) != nil else {
                spoiled += 1
                return false
            }
            return true
        }
        let all = sound.sorted()
        guard !all.isEmpty else { return (.nothingToDraw, Found(notes: [], spoiled: spoiled)) }
        let key = try SecretBytes(copying: seed)
        let order = try all.map { (note: $0, code: try HMACSHA256.authenticationCode(for: $0.bytes, key: key).bytes) }
            .sorted { $0.code.lexicographicallyPrecedes($1.code) }
        let notes = try order.prefix(draw.count).compactMap { try lendable($0.note, to: reviewer) }
        guard notes.count == min(draw.count, all.count) else { throw RoomError.altered }
        return (nil, Found(notes: notes, drawnFrom: all, spoiled: spoiled))
    }

    /// A case that somebody spoiled is passed over and counted, so that it keeps nobody from drawing among the others.
    private func ownNotes(for reviewer: Identifier<Person>) throws -> (notes: [OpaqueID], spoiled: Int) {
        var seen: Set<OpaqueID> = []
        var (result, spoiled): ([OpaqueID], Int) = ([], 0)
        for row in try reading.rows(.assignment, target: session.me) where seen.insert(row.scope).inserted {
            if let notes = try unlessSpoiled({ try ownNotes(in: row.scope, for: reviewer) }) {
                result += notes
            } else {
                spoiled += 1
            }
        }
        return (result, spoiled)
    }

    private func ownNotes(in scope: OpaqueID, for reviewer: Identifier<Person>) throws -> [OpaqueID] {
        guard let file = try records.home(of: scope), file != scope,
            try compartments.history(of: scope, reading: reading).assigned.contains(.person(session.me)),
            try threads.holds(scope)
        else { return [] }
        return try records.all(in: scope).filter { record in
            guard record.kind == Records.Kind.note.rawValue, record.author == session.me else { return false }
            return try isLendable(
                try NoteBody(body: record.body), revision: record.header.revision, in: scope, to: reviewer)
        }.map(\.header.record)
    }

    /// What says that exactly these were lent to the reviewer.
    func lending(_ found: Found, of review: Review, in thread: OpaqueID) throws -> ReviewEvent {
        guard let reviewer = session.chain.members[OpaqueID(review.reviewer)], reviewer.effect == .active else {
            throw RoomError.notFound(.person)
        }
        let letter = try LentKeys.letter(lending: found.notes.map(\.row), to: [reviewer], in: thread, by: session.ring)
        var event = ReviewEvent(.fulfilled)
        event.lent = ReviewEvent.Lent(
            notes: found.notes.map(\.lent), keys: Base64.encode(letter.bytes, padded: true),
            drawnFrom: found.drawnFrom?.count,
            drawnFromDigest: try found.drawnFrom.map { Hex.encode(try SHA256.hash($0.flatMap(\.bytes)).bytes) },
            byConsent: review.state == .requested)
        return event
    }
}

extension RowChange {
    /// The first revision of a record, when it was written.
    var isNewRecord: Bool {
        address.rowClass == .record && isFirst && address.key.suffix(4).elementsEqual([0, 0, 0, 1])
    }
}
