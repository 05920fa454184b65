/// One event between a trainee and a supervisor: a note was submitted, co-signed or returned.
public struct SupervisionEvent: Codable, Hashable, Sendable {
    /// What happened; the raw values stand in records.
    public enum Step: String, Codable, Hashable, Sendable {
        case submitted, cosigned, returned
    }

    public let step: Step
    public let note: Identifier<SessionNote>
    public let caseID: Identifier<CounselingCase>
    public let revision: UInt32
    /// The lasting hash of that revision's row, 64 lower-case hexadecimal digits.
    public let lastingHash: String
    /// A letter of lent keys to the supervisor, base64, where a note was submitted.
    public let keys: String?
    /// The supervisor's remark, where they made one.
    public let remark: String?

    public init(
        _ step: Step, note: Identifier<SessionNote>, caseID: Identifier<CounselingCase>, revision: UInt32,
        lastingHash: String, keys: String? = nil, remark: String? = nil
    ) {
        self.step = step
        self.note = note
        self.caseID = caseID
        self.revision = revision
        self.lastingHash = lastingHash
        self.keys = keys
        self.remark = remark
    }

    private enum CodingKeys: String, CodingKey {
        case step, note, caseID = "case", revision, lastingHash, keys, remark
    }
}

extension SupervisionEvent: ConfidentialRecord {}
