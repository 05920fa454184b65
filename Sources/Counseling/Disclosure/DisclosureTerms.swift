/// On what ground something of a client's record may leave the practice: a closed list. The raw values are those of
/// `--basis` and of records.
public enum ReleaseBasis: String, CaseIterable, Codable, Hashable, Sendable {
    /// The client agreed in writing that this recipient gets it.
    case clientConsent = "client-consent"
    /// The guardian of a client who cannot agree alone.
    case guardianConsent = "guardian-consent"
    /// The client asks for a copy of their own record.
    case ownCopy = "own-copy"
    /// A law, court or authority demands it.
    case legalDuty = "legal-duty"
    /// Danger to life or health of the client or somebody else.
    case danger
    /// A relative after the client's death.
    case afterDeath = "after-death"

    /// Whether what concerns third parties is left out: contacts in the profile, and what the counselor marks.
    public var isAccessCopy: Bool {
        switch self {
        case .ownCopy, .guardianConsent, .afterDeath: true
        case .clientConsent, .legalDuty, .danger: false
        }
    }

    /// Whether it must be said what the basis rests on: the release form, the order, the danger, the relative's standing.
    public var needsGrounds: Bool { self != .ownCopy }
}

/// Why nothing is disclosed.
public enum DisclosureRefusal: String, CaseIterable, Codable, Hashable, Sendable {
    /// Reading it would harm the client or somebody else: a second person must agree.
    case harm
    /// The basis does not carry it.
    case noBasis = "no-basis"
    /// What is named is not there to be given.
    case notTheirs = "not-theirs"
}

/// What is asked for and why, as a person or a script says it: confidential, so never an argument.
public struct DisclosureForm: Hashable, Sendable {
    private static let longestLine = 300
    private static let longestText = 4_000

    public let recipient: String
    public let purpose: String
    public let grounds: String?

    /// - Throws: `CounselingError.field` naming `recipient`, `purpose` or `grounds`
    public init(recipient: String, purpose: String, grounds: String?, basis: ReleaseBasis) throws(CounselingError) {
        guard let recipient = try PlainText.line(recipient, at: "recipient", limit: Self.longestLine) else {
            throw .field("recipient", .missing)
        }
        guard let purpose = try PlainText.lines(purpose, at: "purpose", limit: Self.longestText) else {
            throw .field("purpose", .missing)
        }
        self.recipient = recipient
        self.purpose = purpose
        self.grounds = try PlainText.lines(grounds ?? "", at: "grounds", limit: Self.longestText)
        if basis.needsGrounds, self.grounds == nil { throw .field("grounds", .missing) }
    }

    /// From the form `{"recipient", "purpose", "grounds"}`.
    /// - Throws: `CounselingError` naming the field at fault
    public static func read(json: [UInt8], basis: ReleaseBasis) throws(CounselingError) -> DisclosureForm {
        let form = try FormReader(json: json, limit: 64 << 10, known: ["recipient", "purpose", "grounds"])
        return try DisclosureForm(
            recipient: form.text("recipient") ?? "", purpose: form.text("purpose") ?? "", grounds: form.text("grounds"),
            basis: basis)
    }

    /// The passages to be left out, from the form `{"leaveOut": [text]}`.
    /// - Throws: `CounselingError` naming the field at fault
    public static func readPassages(json: [UInt8]) throws(CounselingError) -> [String] {
        let form = try FormReader(json: json, limit: 1 << 20, known: ["leaveOut"])
        var result: [String] = []
        for (text, path) in try form.texts("leaveOut", limit: 500) { result.append(try passage(text, at: path)) }
        return result
    }

    /// One passage, in the spelling that notes have.
    public static func passage(_ text: String, at path: FieldPath) throws(CounselingError) -> String {
        let passage = String(try PlainText.clinical(text, at: path).trimmed())
        guard !passage.isEmpty else { throw .field(path, .missing) }
        return passage
    }
}

extension DisclosureForm: ConfidentialRecord {}
