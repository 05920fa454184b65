/// Something about the times in a note that cannot be as they say, or hardly. Programs wrote them and clocks stand wrong, so
/// that it is no proof of anything; whoever reads the note is told where to ask.
public struct TimeDoubt: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// Later than the reader's clock.
        case inFuture = "note-in-future"
        /// Signed, or handed in, before it was first written.
        case signedBeforeWritten = "signed-before-written"
        /// A version, or an addendum, before the one before it.
        case goesBack = "note-time-goes-back"
        /// A version that says of the first writing what the version before does not.
        case writingMoved = "written-time-changed"
        /// An addendum before what it is added to was signed, or co-signed.
        case addedBeforeSigned = "added-before-signed"
        /// A supervisor's word before that version was handed in.
        case cosignedBeforeSubmitted = "cosigned-before-submitted"
    }

    public let kind: Kind
    /// What it is dated.
    public let time: UTCTime
    /// What that is held against.
    public let other: UTCTime

    public init(_ kind: Kind, _ time: UTCTime, against other: UTCTime) {
        self.kind = kind
        self.time = time
        self.other = other
    }
}

/// Holds the times of one note against each other and against a clock. When a session was, is its author's to say, and is
/// not judged: a note may be written long after it.
public struct NoteTimes {
    /// Two clocks may stand apart this much, and a command may take as long, seconds.
    public static let tolerance: Int64 = 600

    /// What a supervisor said of a version, by its number from 1.
    public struct Verdict: Sendable {
        let version: Int
        let isCosigned: Bool
        let at: UTCTime

        public init(version: Int, isCosigned: Bool, at: UTCTime) {
            self.version = version
            self.isCosigned = isCosigned
            self.at = at
        }
    }

    private let now: UTCTime
    private var doubts: [TimeDoubt] = []

    private init(now: UTCTime) { self.now = now }

    /// - Parameters:
    ///   - versions: in order
    ///   - first: the number of the first of them: a supervisor has only the one that was handed in
    ///   - addenda: as they were added, in order
    public static func doubts(
        of versions: [NoteBody], first: Int = 1, addenda: [Addendum] = [], verdicts: [Verdict] = [], now: UTCTime
    ) -> [TimeDoubt] {
        var times = NoteTimes(now: now)
        times.look(at: versions)
        for verdict in verdicts { times.look(at: verdict, on: versions, first: first) }
        times.look(at: addenda, to: versions.last, cosigned: verdicts.first(where: \.isCosigned)?.at)
        return times.doubts
    }

    private mutating func look(at versions: [NoteBody]) {
        var former: NoteBody?
        for version in versions {
            if let former, version.writtenAt != former.writtenAt {
                add(.writingMoved, version.writtenAt, against: former.writtenAt)
            }
            refuseFuture(version.versionAt)
            if version.writtenAt != former?.writtenAt, version.writtenAt != version.versionAt {
                refuseFuture(version.writtenAt)
            }
            let before = former?.versionAt ?? version.writtenAt
            if version.signedAt != nil, Self.isLater(version.writtenAt, than: version.versionAt) {
                add(.signedBeforeWritten, version.versionAt, against: version.writtenAt)
            } else if Self.isLater(before, than: version.versionAt) {
                add(.goesBack, version.versionAt, against: before)
            }
            former = version
        }
    }

    private mutating func look(at verdict: Verdict, on versions: [NoteBody], first: Int) {
        refuseFuture(verdict.at)
        let place = verdict.version - first
        guard versions.indices.contains(place), let submitted = versions[place].signedAt,
            Self.isLater(submitted, than: verdict.at)
        else { return }
        add(.cosignedBeforeSubmitted, verdict.at, against: submitted)
    }

    private mutating func look(at addenda: [Addendum], to note: NoteBody?, cosigned: UTCTime?) {
        // A trainee's note is added to once it is co-signed.
        let signed = note?.state == .submitted ? cosigned ?? note?.signedAt : note?.signedAt
        var former: UTCTime?
        for time in addenda.map(\.signedAt) {
            refuseFuture(time)
            if let signed, Self.isLater(signed, than: time) {
                add(.addedBeforeSigned, time, against: signed)
            } else if let former, Self.isLater(former, than: time) {
                add(.goesBack, time, against: former)
            }
            former = time
        }
    }

    private mutating func refuseFuture(_ time: UTCTime) {
        if Self.isLater(time, than: now) { add(.inFuture, time, against: now) }
    }

    private mutating func add(_ kind: TimeDoubt.Kind, _ time: UTCTime, against other: UTCTime) {
        let doubt = TimeDoubt(kind, time, against: other)
        if !doubts.contains(doubt) { doubts.append(doubt) }
    }

    /// Whether one time is later than another by more than clocks may differ.
    public static func isLater(_ one: UTCTime, than other: UTCTime) -> Bool {
        one.seconds(since: other) > tolerance
    }
}
