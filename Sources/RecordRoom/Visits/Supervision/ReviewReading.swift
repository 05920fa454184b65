public import Counseling
import Cryptography
import RecordStore
import Vault

public enum ListingReviews: LookingPurpose { public static let action = Action.listReviews }
public enum ReadingReview: LookingPurpose { public static let action = Action.readReview }
public enum ReadingReviewedNote: LookingPurpose { public static let action = Action.readReviewedNote }

/// A review as its people see it.
public struct ReviewEntry: Sendable {
    public let id: Identifier<ReviewThread>
    public let review: Review
    public let requester: StaffMember?
    public let counselor: StaffMember?
    public let reviewer: StaffMember?
    /// To reviewer and counselor alone.
    public let findings: ReviewFindings?
    public let answer: String?
    /// How the counselor and a supervisor scored the same notes.
    public let agreement: [ScoreAgreement]
    public let isOverdue: Bool
}

/// One item of the rubric, as the counselor and a supervisor scored it on the same notes.
public struct ScoreAgreement: Sendable, Hashable {
    public let item: RubricItem
    public let own: Int
    public let supervisor: Int
}

extension Visit where P: LookingPurpose {
    fileprivate func entry(_ thread: OpaqueID, _ review: Review, alone: Bool, among others: [Review]) throws
        -> ReviewEntry
    {
        let desk = ReviewDesk(session: session, reading: reading)
        let findings = alone ? try desk.text(review.findings, in: thread) : nil
        let answer = alone ? try desk.text(review.answer, in: thread) : nil
        return ReviewEntry(
            id: Identifier(thread), review: review, requester: try session.staff(review.requester),
            counselor: try session.staff(review.counselor), reviewer: try session.staff(review.reviewer),
            findings: try findings.map { try ReviewFindings(body: $0) },
            answer: answer.map { String(decoding: $0, as: UTF8.self) },
            agreement: review.agreement(among: others), isOverdue: review.isOverdue(at: now))
    }
}

extension Visit where P == ListingReviews {
    /// Every review in which this identity has a part, the oldest first.
    public func reviews() throws -> [ReviewEntry] {
        try ReviewDesk(session: session, reading: reading).mine().map {
            try entry($0.thread, $0.review, alone: false, among: [])
        }.sorted { ($0.review.since, $0.id.hex) < ($1.review.since, $1.id.hex) }
    }

    /// How many reviews somebody spoiled, and how many threads there are of which nobody can tell what they are.
    public func unread() throws -> (spoiled: Int, unknown: Int) {
        (
            try ReviewDesk(session: session, reading: reading).spoiled(),
            try Threads(session: session, reading: reading).unknown()
        )
    }
}

/// Reviews in which somebody waits for this identity.
public struct WaitingReviews: Sendable {
    public fileprivate(set) var toConfirm: [Identifier<ReviewThread>] = []
    public fileprivate(set) var toWrite: [Identifier<ReviewThread>] = []
    /// Findings that the counselor has not answered, which they may leave so.
    public fileprivate(set) var toAnswer: [Identifier<ReviewThread>] = []
}

extension Visit where P == ReadingStatus {
    /// What waits for the acting person in quality reviews. Identifiers only.
    public func waitingReviews() throws -> WaitingReviews {
        var result = WaitingReviews()
        let me = Identifier<Person>(session.me)
        let isOfCommittee = session.chain.members[session.me]?.holds(.committee) == true
        for (thread, review) in try ReviewDesk(session: session, reading: reading).mine() {
            switch review.state {
            case .requested where isOfCommittee && review.mayMake(.confirmed, me):
                result.toConfirm.append(Identifier(thread))
            case .lent where review.reviewer == me: result.toWrite.append(Identifier(thread))
            case .confirmed where review.counselor == me: session.isReviewLeft = true
            case .written where review.counselor == me && review.kind != .own && review.answer == nil:
                result.toAnswer.append(Identifier(thread))
            default: break
            }
        }
        return result
    }
}

extension Visit where P == ReadingReview {
    /// The visit's review.
    public func review() throws -> ReviewEntry {
        guard case .review(let id) = subject else { throw RoomError.notFound(.review) }
        let desk = ReviewDesk(session: session, reading: reading)
        guard let review = try desk.review(OpaqueID(id)) else { throw RoomError.notFound(.review) }
        let isScored = !review.scores.isEmpty && review.kind != .peer
        return try entry(
            OpaqueID(id), review, alone: true, among: isScored ? desk.mine().map(\.review) : [])
    }
}

extension Visit where P == ReadingReviewedNote {
    /// The visit's note, opened with the key that was lent and no other, the author's signature checked.
    public func note() throws -> SignedNote {
        guard case .reviewedNote(let note, let id) = subject else { throw RoomError.notFound(.review) }
        let thread = OpaqueID(id)
        guard let review = try ReviewDesk(session: session, reading: reading).review(thread) else {
            throw RoomError.notFound(.review)
        }
        if let rule = Relationships(session: session, reading: reading).refusal(toReadNoteOf: review) {
            throw RoomError.denied(rule: rule)
        }
        guard let lent = review.lent, let place = lent.notes.first(where: { $0.note == note }) else {
            throw RoomError.notFound(.note)
        }
        let keys = try LentKeys(opening: ReviewDesk.letter(lent.keys), in: thread, with: session.ring)
        guard
            let row = try reading.row(
                RowAddress(.record, key: RecordHeader.key(OpaqueID(note), place.revision)))
        else { throw RoomError.notFound(.note) }
        let opened = try keys.open(row)
        try opened.checkSignature(in: session.chain)
        // A note in another's place, or by another than the counselor, is not what was lent.
        guard opened.kind == Records.Kind.note.rawValue, let signed = try Self.signed(try NoteBody(body: opened.body)),
            signed.id == note, OpaqueID(signed.author) == opened.author, signed.author == review.counselor,
            OpaqueID(signed.caseID) == opened.header.compartment
        else { throw RoomError.altered }
        return signed
    }

    /// A trainee's note was signed when it was handed in; that it was co-signed since the counselor's program has seen.
    private static func signed(_ body: NoteBody) throws -> SignedNote? {
        switch body {
        case .signed(let note): note
        case .submitted(let note):
            try note.draft.signed(by: note.draft.author, at: note.submittedAt, withoutConsent: note.withoutConsent)
        case .draft, .withdrawn: nil
        }
    }
}

extension Review {
    /// Where the counselor's own scores and a supervisor's on the same notes stand side by side.
    func agreement(among others: [Review]) -> [ScoreAgreement] {
        guard kind != .peer, let notes = lent.map({ Set($0.notes.map(\.note)) }) else { return [] }
        let counterpart = others.filter {
            $0.counselor == counselor && $0.kind == (kind == .own ? .supervisor : .own) && !$0.scores.isEmpty
                && $0.lent.map { Set($0.notes.map(\.note)) } == notes
        }.max { $0.since < $1.since }
        guard let counterpart else { return [] }
        let (own, supervisor) = kind == .own ? (self, counterpart) : (counterpart, self)
        return RubricItem.allCases.compactMap { item in
            guard let mine = own.scores.first(where: { $0.item == item })?.score,
                let theirs = supervisor.scores.first(where: { $0.item == item })?.score
            else { return nil }
            return ScoreAgreement(item: item, own: mine, supervisor: theirs)
        }
    }
}
