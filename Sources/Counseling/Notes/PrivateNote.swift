/// A counselor's own reflections on a case (个人笔记), apart from the record and under a key of the counselor's alone.
public struct PrivateNote: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let id: Identifier<SessionNote>
    /// The case it is about; it lies elsewhere.
    public let caseID: Identifier<CounselingCase>
    public let author: Identifier<Person>
    public let text: String
    /// When it was first written; edits leave it.
    public let writtenAt: UTCTime
    /// When this version was written; nil for the first.
    public let editedAt: UTCTime?

    /// - Throws: `CounselingError.noteHasNoText`, `.noteTooLong` above 8 MiB, or `.field` for a control character.
    public init(
        id: Identifier<SessionNote>, caseID: Identifier<CounselingCase>, author: Identifier<Person>, text: String,
        writtenAt: UTCTime, editedAt: UTCTime? = nil
    ) throws(CounselingError) {
        self.id = id
        self.caseID = caseID
        self.author = author
        self.text = try Self.checked(text)
        self.writtenAt = writtenAt
        self.editedAt = editedAt
    }

    /// The note with another text. The versions before stay.
    public func edited(_ text: String, at time: UTCTime) throws(CounselingError) -> PrivateNote {
        try PrivateNote(id: id, caseID: caseID, author: author, text: text, writtenAt: writtenAt, editedAt: time)
    }

    /// When this version was made.
    public var versionAt: UTCTime { editedAt ?? writtenAt }

    /// The text from the form `{"text": …}`, checked.
    ///
    /// - Throws: `CounselingError` naming the field at fault.
    public static func readText(json: [UInt8]) throws(CounselingError) -> String {
        let form = try FormReader(json: json, limit: 64 << 20, known: ["text"])
        guard let text = try form.text("text") else { throw .field("text", .missing) }
        return try checked(text)
    }

    private static func checked(_ text: String) throws(CounselingError) -> String {
        let text = try PlainText.clinical(text, at: "text")
        guard !text.trimmed().isEmpty else { throw .noteHasNoText }
        let bytes = text.utf8.count
        guard bytes <= NoteContent.byteLimit else { throw .noteTooLong(bytes: bytes, limit: NoteContent.byteLimit) }
        return text
    }
}

extension PrivateNote: ConfidentialRecord {}

extension PrivateNote {
    private enum CodingKeys: String, CodingKey {
        case schema, id, caseID = "case", author, text, writtenAt, editedAt
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        schema = try container.decode(SchemaVersion1.self, forKey: .schema)
        id = try container.decode(Identifier<SessionNote>.self, forKey: .id)
        caseID = try container.decode(Identifier<CounselingCase>.self, forKey: .caseID)
        author = try container.decode(Identifier<Person>.self, forKey: .author)
        text = try Self.checked(try container.decode(String.self, forKey: .text))
        writtenAt = try container.decode(UTCTime.self, forKey: .writtenAt)
        editedAt = try container.decodeIfPresent(UTCTime.self, forKey: .editedAt)
    }
}
