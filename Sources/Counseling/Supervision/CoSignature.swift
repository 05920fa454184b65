/// A supervisor's word on one version of a trainee's note: co-signed (督导审签) or returned (退回修改). It is left in the case by
/// someone who holds no key to it, and names exactly what they read.
public struct CoSignature: RecordBody, Hashable {
    /// What the supervisor decided; the raw values stand in records.
    public enum Verdict: String, CaseIterable, Codable, Hashable, Sendable {
        case cosigned, returned
    }

    private var schema = SchemaVersion1()
    public let note: Identifier<SessionNote>
    public let revision: UInt32
    /// The lasting hash of that revision's row, 64 lower-case hexadecimal digits.
    public let lastingHash: String
    public let verdict: Verdict
    /// What is to be changed; there is one where the note was returned.
    public let remark: String?
    public let at: UTCTime

    /// The most bytes of a remark: 64 KiB.
    public static let remarkLimit = 64 << 10

    /// - Throws: `CounselingError.field("remark", _)`: `.missing` where a note is returned without one
    public init(
        note: Identifier<SessionNote>, revision: UInt32, lastingHash: String, verdict: Verdict, remark: String?,
        at: UTCTime
    ) throws(CounselingError) {
        let text = try PlainText.clinical(remark ?? "", at: "remark")
        guard text.utf8.count <= Self.remarkLimit else { throw .field("remark", .tooLong(limit: Self.remarkLimit)) }
        let words = String(text.trimmed())
        guard verdict == .cosigned || !words.isEmpty else { throw .field("remark", .missing) }
        self.note = note
        self.revision = revision
        self.lastingHash = lastingHash
        self.verdict = verdict
        self.remark = words.isEmpty ? nil : words
        self.at = at
    }

    /// The remark from the form `{"remark": …}`.
    ///
    /// - Throws: `CounselingError` naming the field at fault.
    public static func readRemark(json: [UInt8]) throws(CounselingError) -> String {
        let form = try FormReader(json: json, limit: 1 << 20, known: ["remark"])
        guard let text = try form.text("remark") else { throw .field("remark", .missing) }
        return text
    }
}

extension CoSignature: ConfidentialRecord {}
