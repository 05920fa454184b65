/// What somebody signed about a crisis flag.
public enum CrisisAct: Hashable, Sendable {
    case raised(CrisisReport)
    case detailed(CrisisReport)
    case acknowledged
    case intervened(CrisisText)
    case contacted(CrisisContact)
    case linked(CrisisLink)
    case reassessed(CrisisReassessment)
    case proposed(CrisisProposal)
    case resolved
    /// Somebody opened the client's emergency card under this flag.
    case cardOpened

    public var step: CrisisStep {
        switch self {
        case .raised: .raised
        case .detailed: .detailed
        case .acknowledged: .acknowledged
        case .intervened: .intervened
        case .contacted: .contacted
        case .linked: .linked
        case .reassessed: .reassessed
        case .proposed: .proposed
        case .resolved: .resolved
        case .cardOpened: .cardOpened
        }
    }

    /// Whose flag it is, as somebody said a moment after raising it.
    public var saidClient: Identifier<Client>? {
        if case .detailed(let report) = self { report.client } else { nil }
    }
}

/// What was done (干预记录).
public struct CrisisText: Codable, Hashable, Sendable {
    public let text: String

    /// - Throws: `CounselingError.field` for an empty text or a control character, `.noteTooLong` above 8 MiB.
    public init(_ text: String, at path: FieldPath = "text") throws(CounselingError) {
        let clean = String(try PlainText.clinical(text, at: path).trimmed())
        guard !clean.isEmpty else { throw .field(path, .missing) }
        let bytes = clean.utf8.count
        guard bytes <= NoteContent.byteLimit else { throw .noteTooLong(bytes: bytes, limit: NoteContent.byteLimit) }
        self.text = clean
    }
}

/// Somebody outside was told something: whom, why that was lawful, and exactly what was said.
public struct CrisisContact: Codable, Hashable, Sendable {
    public let with: CrisisParty
    public let basis: DisclosureBasis
    public let said: String
    /// What the authority gave for a report: a number, a name.
    public let receipt: String?

    /// - Throws: `CounselingError.field`, `.noteTooLong`.
    public init(with: CrisisParty, basis: DisclosureBasis, said: String, receipt: String?) throws(CounselingError) {
        self.with = with
        self.basis = basis
        self.said = try CrisisText(said, at: "said").text
        self.receipt = try PlainText.line(receipt ?? "", at: "receipt", limit: 500)
    }

    /// From the form `{"said", "receipt"}`, or plain text, which is what was said.
    public static func read(
        _ bytes: [UInt8], with: CrisisParty, basis: DisclosureBasis
    ) throws(CounselingError) -> CrisisContact {
        guard let form = try CrisisForm(bytes, known: ["said", "receipt"]) else {
            return try CrisisContact(
                with: with, basis: basis, said: String(decoding: bytes, as: UTF8.self), receipt: nil)
        }
        return try CrisisContact(
            with: with, basis: basis, said: form.text("said") ?? "", receipt: form.text("receipt"))
    }

    /// Whether it reports suspected harm to an authority that gave a receipt for it.
    public var isReport: Bool { with.takesReports && receipt != nil }
}

/// To which client a flag belongs.
public struct CrisisLink: Codable, Hashable, Sendable {
    public let client: Identifier<Client>
    /// What opens the flag's earlier deposits to that client's counselors.
    public let keys: [CrisisKey]

    public init(client: Identifier<Client>, keys: [CrisisKey]) {
        self.client = client
        self.keys = keys
    }
}

/// The data key of one deposit, Base64, handed to somebody it was not sealed to.
public struct CrisisKey: Codable, Hashable, Sendable {
    public let deposit: Identifier<CrisisFlag>
    public let key: String

    public init(deposit: Identifier<CrisisFlag>, key: String) {
        self.deposit = deposit
        self.key = key
    }
}

/// Another look at the risk (再评估).
public struct CrisisReassessment: Codable, Hashable, Sendable {
    public let level: CrisisLevel
    public let kind: CrisisKind?
    public let concernsMinor: Bool?
    /// When to look again.
    public let due: UTCTime?
    public let text: String?

    public init(
        level: CrisisLevel, kind: CrisisKind?, concernsMinor: Bool?, due: UTCTime?, text: String?
    ) throws(CounselingError) {
        self.level = level
        self.kind = kind
        self.concernsMinor = concernsMinor
        self.due = due
        self.text = try text.map { text throws(CounselingError) in try CrisisText(text).text }
    }
}

/// That it is over, how, and, where harm was not reported, why not.
public struct CrisisProposal: Codable, Hashable, Sendable {
    public let text: String
    /// Why suspected harm was not reported to any authority; what is co-signed includes it.
    public let noReport: String?

    public init(_ text: String, noReport: String?) throws(CounselingError) {
        self.text = try CrisisText(text).text
        self.noReport = try noReport.flatMap { reason throws(CounselingError) in
            reason.trimmed().isEmpty ? nil : try CrisisText(reason, at: "noReport").text
        }
    }

    /// From the form `{"text", "noReport"}`, or plain text.
    public static func read(_ bytes: [UInt8]) throws(CounselingError) -> CrisisProposal {
        guard let form = try CrisisForm(bytes, known: ["text", "noReport"]) else {
            return try CrisisProposal(String(decoding: bytes, as: UTF8.self), noReport: nil)
        }
        return try CrisisProposal(form.text("text") ?? "", noReport: form.text("noReport"))
    }
}

/// A form where the text begins with a brace, else nil.
struct CrisisForm {
    private let form: FormReader

    init?(_ bytes: [UInt8], known: Set<String>) throws(CounselingError) {
        guard bytes.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) == UInt8(ascii: "{") else { return nil }
        form = try FormReader(json: bytes, limit: 64 << 20, known: known)
    }

    func text(_ name: String) throws(CounselingError) -> String? { try form.text(name) }
}

extension CrisisText: ConfidentialRecord {
    /// From the form `{"text"}`, or plain text.
    public static func read(_ bytes: [UInt8]) throws(CounselingError) -> CrisisText {
        guard let form = try CrisisForm(bytes, known: ["text"]) else {
            return try CrisisText(String(decoding: bytes, as: UTF8.self))
        }
        return try CrisisText(form.text("text") ?? "")
    }
}
extension CrisisContact: ConfidentialRecord {}
extension CrisisKey: ConfidentialRecord {}
extension CrisisReassessment: ConfidentialRecord {}
extension CrisisProposal: ConfidentialRecord {}
