/// What a recipient gets: what was disclosed, under what, by whom, and that it goes no further.
public struct DisclosureDocument: RecordBody, Hashable {
    /// The state of the practice's audit trail that was last signed when the package was made.
    public struct Checkpoint: Codable, Hashable, Sendable {
        public let origin: String
        public let size: UInt64
        /// Base64.
        public let root: String

        public init(origin: String, size: UInt64, root: String) {
            self.origin = origin
            self.size = size
            self.root = root
        }
    }

    private var schema = SchemaVersion1()
    public let practice: String
    public let disclosure: Identifier<DisclosureThread>
    public let basis: ReleaseBasis
    public let recipient: String
    public let purpose: String
    public let requestedBy: String
    public let approvedBy: String
    public let approvedAt: UTCTime
    public let sentBy: String
    public let madeAt: UTCTime
    public let checkpoint: Checkpoint?
    public let notice: String
    public let content: DisclosureContent

    /// - Parameters:
    ///   - name: the full name of a person of the staff
    ///   - notice: that it must not be disclosed further
    /// - Returns: nil for a disclosure that nobody approved
    public init?(
        practice: String, disclosure id: Identifier<DisclosureThread>, _ disclosure: Disclosure,
        content: DisclosureContent, madeAt: UTCTime, checkpoint: Checkpoint?, notice: String,
        name: (Identifier<Person>) throws -> String
    ) rethrows {
        guard let approval = disclosure.approval else { return nil }
        self.practice = practice
        self.disclosure = id
        basis = disclosure.basis
        recipient = disclosure.recipient
        purpose = disclosure.purpose
        requestedBy = try name(disclosure.requester)
        approvedBy = try name(approval.by)
        approvedAt = approval.at
        sentBy = try name(disclosure.counselor)
        self.madeAt = madeAt
        self.checkpoint = checkpoint
        self.notice = notice
        self.content = content
    }

    /// The names of the files in a package.
    public static let pageName = "disclosure.html"
    public static let dataName = "disclosure.json"

    /// Both documents in one archive, which every system opens.
    public func archive(_ wording: DisclosureWording) throws(CounselingError) -> [UInt8] {
        StoredArchive.zip([
            (Self.pageName, Array(page(wording).utf8)), (Self.dataName, try encodedBody()),
        ])
    }
}

extension DisclosureDocument: ConfidentialRecord {}

/// What stands in the readable document beside what was disclosed, in the practice's language.
public enum DisclosureWord: String, CaseIterable, Sendable {
    case title, about, name, birth, phones, email, address, guardians, emergencyContacts, recipient, purpose, basis
    case requestedBy, approvedBy, sentBy, made, reference, trail, notes, note, author, session, written, signed
    case lateEntry, cosigned, feedback, addendum, consents, consentFor, agreedOn, clientAgreed, guardiansAgreed
    case textVersion, withdrawn, notice, redisclosure, leftOut, thirdParties, nothingElse, template
}

/// Words, terms and times as the practice writes them.
public struct DisclosureWording: Sendable {
    /// `en` or `zh-Hans`.
    public let language: String
    public let word: @Sendable (DisclosureWord) -> String
    public let section: @Sendable (NoteSection.Key) -> String
    public let template: @Sendable (NoteTemplate) -> String
    public let basis: @Sendable (ReleaseBasis) -> String
    public let consent: @Sendable (Consent.Purpose) -> String
    public let time: @Sendable (UTCTime) -> String

    public init(
        language: String, word: @escaping @Sendable (DisclosureWord) -> String,
        section: @escaping @Sendable (NoteSection.Key) -> String,
        template: @escaping @Sendable (NoteTemplate) -> String, basis: @escaping @Sendable (ReleaseBasis) -> String,
        consent: @escaping @Sendable (Consent.Purpose) -> String, time: @escaping @Sendable (UTCTime) -> String
    ) {
        self.language = language
        self.word = word
        self.section = section
        self.template = template
        self.basis = basis
        self.consent = consent
        self.time = time
    }
}
