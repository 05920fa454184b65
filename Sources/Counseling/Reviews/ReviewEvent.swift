/// Who looks at the quality of sessions; the raw values are those of `--kind` and of records.
public enum ReviewKind: String, CaseIterable, Codable, Hashable, Sendable {
    /// The counselor looks at their own (自我评估).
    case own = "self"
    /// A colleague does (同行评估).
    case peer
    /// A supervisor does (督导评估).
    case supervisor
}

/// What happened to a quality review: one event of its thread.
public struct ReviewEvent: Codable, Hashable, Sendable {
    public enum Step: String, CaseIterable, Codable, Hashable, Sendable {
        case requested
        /// By a committee member who has no part in it.
        case confirmed
        /// The counselor's program lent the reviewer the keys of exactly the notes asked for.
        case fulfilled
        /// What was asked for is not there to be lent.
        case declined
        /// Somebody reminded whoever is waited for.
        case nudged
        /// The reviewer's scores and findings.
        case findings
        /// The counselor's answer.
        case answered
        case finished
    }

    /// Notes drawn by the counselor's program: by the order of HMAC-SHA256(seed, note) over what may be drawn.
    public struct Draw: Codable, Hashable, Sendable {
        public let count: Int
        /// 32 lower-case hexadecimal digits, chosen with the request and so before anybody knows what it draws.
        public let seed: String

        public init(count: Int, seed: String) {
            self.count = count
            self.seed = seed
        }
    }

    /// One note as it was lent.
    public struct LentNote: Codable, Hashable, Sendable {
        public let note: Identifier<SessionNote>
        public let revision: UInt32

        public init(note: Identifier<SessionNote>, revision: UInt32) {
            self.note = note
            self.revision = revision
        }
    }

    /// What was lent.
    public struct Lent: Codable, Hashable, Sendable {
        public let notes: [LentNote]
        /// The letter to the reviewer with the keys, base64.
        public let keys: String
        /// Of how many notes they were drawn; nil where they were named.
        public let drawnFrom: Int?
        /// SHA-256 over the identifiers of those, in ascending order, 64 hexadecimal digits: the draw can be done again.
        public let drawnFromDigest: String?
        /// Whether the counselor agreed where nobody had confirmed.
        public let byConsent: Bool

        public init(
            notes: [LentNote], keys: String, drawnFrom: Int?, drawnFromDigest: String?, byConsent: Bool
        ) {
            self.notes = notes
            self.keys = keys
            self.drawnFrom = drawnFrom
            self.drawnFromDigest = drawnFromDigest
            self.byConsent = byConsent
        }
    }

    /// Why nothing is lent.
    public enum Refusal: String, CaseIterable, Codable, Hashable, Sendable {
        /// One of the notes is no signed note of the counselor in a case that is theirs.
        case notTheirs = "not-theirs"
        /// One of the notes the reviewer co-signed themself: somebody else reviews it.
        case reviewerCosigned = "reviewer-cosigned"
        /// There is no signed note to draw from that was not reviewed before, and that the reviewer did not co-sign.
        case nothingToDraw = "nothing-to-draw"
        /// Who asked, who confirmed or who is to review has not, or no longer, the role that it takes.
        case notEntitled = "not-entitled"
    }

    public let step: Step
    // With `requested`.
    public var kind: ReviewKind?
    public var counselor: Identifier<Person>?
    public var reviewer: Identifier<Person>?
    public var notes: [Identifier<SessionNote>]?
    public var draw: Draw?
    /// With `fulfilled`.
    public var lent: Lent?
    /// With `declined`.
    public var reason: Refusal?
    /// With `findings`.
    public var scores: [RubricScore]?
    /// With `findings` and `answered`: the letter to reviewer and counselor, base64.
    public var text: String?

    public init(_ step: Step) { self.step = step }
}

extension ReviewEvent: ConfidentialRecord {}
