/// What happened to a disclosure: one event of its thread.
public struct DisclosureEvent: Codable, Hashable, Sendable {
    public enum Step: String, CaseIterable, Codable, Hashable, Sendable {
        case requested
        /// The counselor's program fixed what exactly would leave.
        case prepared
        /// A second person agrees to exactly that.
        case approved
        /// A package was made.
        case sent
        /// Refused for harm by one person; a second one must agree.
        case refusalProposed = "refusal-proposed"
        case refused
        /// The second person does not agree to the refusal.
        case refusalLifted = "refusal-lifted"
        case withdrawn
    }

    /// One record as it would leave.
    public struct Item: Codable, Hashable, Sendable {
        public let record: Identifier<DisclosedRecord>
        public let revision: UInt32

        public init(record: Identifier<DisclosedRecord>, revision: UInt32) {
            self.record = record
            self.revision = revision
        }
    }

    public let step: Step
    // With `requested`.
    public var client: Identifier<Client>?
    public var caseID: Identifier<CounselingCase>?
    public var counselor: Identifier<Person>?
    public var basis: ReleaseBasis?
    public var recipient: String?
    public var purpose: String?
    public var grounds: String?
    /// The records asked for; empty where the counselor is to name them.
    public var records: [Identifier<DisclosedRecord>]?
    // With `prepared`.
    public var items: [Item]?
    /// Of what would leave, 64 hexadecimal digits; with `approved`: of what was agreed to.
    public var digest: String?
    /// The letter to the counselor with the passages left out and the salt of the digest, base64.
    public var terms: String?
    /// How many passages are left out.
    public var leftOut: Int?
    // With `sent`.
    /// SHA-256 of the package, 64 hexadecimal digits.
    public var package: String?
    /// The recipient's key, `age1…`; none where it is under a passphrase.
    public var key: String?
    // With `refusal-proposed` and `refused`.
    public var reason: DisclosureRefusal?

    public init(_ step: Step) { self.step = step }
}

extension DisclosureEvent: ConfidentialRecord {}

/// The passages left out of a disclosure and the salt of its digest: for the counselor alone.
public struct DisclosureTerms: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    /// 64 hexadecimal digits.
    public let salt: String
    public let passages: [String]

    public init(salt: String, passages: [String]) {
        self.salt = salt
        self.passages = passages
    }
}

extension DisclosureTerms: ConfidentialRecord {}

/// Whatever may be disclosed: a session note, a consent, a client's profile.
public enum DisclosedRecord {}

/// The group of those who have a part in one disclosure.
public enum DisclosureThread {}

/// What was disclosed, in the client's file: the accounting that can be given to the client.
public struct DisclosureRecord: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let id: Identifier<DisclosureRecord>
    public let client: Identifier<Client>
    public let caseID: Identifier<CounselingCase>
    public let thread: Identifier<DisclosureThread>
    public let basis: ReleaseBasis
    public let recipient: String
    public let purpose: String
    public let grounds: String?
    public let items: [DisclosureEvent.Item]
    public let requestedBy: Identifier<Person>
    public let approvedBy: Identifier<Person>
    public let sentBy: Identifier<Person>
    public let sentAt: UTCTime
    /// SHA-256 of the package, 64 hexadecimal digits.
    public let package: String
    /// How many passages were left out.
    public let leftOut: Int

    /// - Returns: nil for a disclosure that nobody approved
    public init?(
        id: Identifier<DisclosureRecord>, thread: Identifier<DisclosureThread>, of disclosure: Disclosure,
        by sender: Identifier<Person>, package: String, at now: UTCTime
    ) {
        guard let approval = disclosure.approval, let prepared = disclosure.prepared else { return nil }
        self.id = id
        self.thread = thread
        client = disclosure.client
        caseID = disclosure.caseID
        basis = disclosure.basis
        recipient = disclosure.recipient
        purpose = disclosure.purpose
        grounds = disclosure.grounds
        items = prepared.items
        requestedBy = disclosure.requester
        approvedBy = approval.by
        sentBy = sender
        sentAt = now
        self.package = package
        leftOut = prepared.leftOut
    }

    /// Whether it says of the disclosure what that says of itself.
    public func tells(of disclosure: Disclosure) -> Bool {
        client == disclosure.client && caseID == disclosure.caseID && basis == disclosure.basis
            && recipient == disclosure.recipient && purpose == disclosure.purpose && grounds == disclosure.grounds
            && items == disclosure.prepared?.items && requestedBy == disclosure.requester
            && approvedBy == disclosure.approval?.by && sentBy == disclosure.counselor
            && leftOut == disclosure.prepared?.leftOut
    }
}

extension DisclosureRecord: ConfidentialRecord {}
