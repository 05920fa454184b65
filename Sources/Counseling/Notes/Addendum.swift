/// A signed addition to a signed note (补充记录); it refers to the note and leaves it as it is.
public struct Addendum: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let note: Identifier<SessionNote>
    public let author: Identifier<Person>
    public let text: String
    public let signedAt: UTCTime

    /// See `SignedNote.addendum`, which hands in the identifier of a note that is really signed.
    ///
    /// - Throws: `CounselingError.noteHasNoText`, `.noteTooLong` above 8 MiB, or `.field` for a control character.
    init(note: Identifier<SessionNote>, author: Identifier<Person>, text: String, signedAt: UTCTime)
        throws(CounselingError)
    {
        let text = try PlainText.clinical(text, at: "text")
        guard !text.trimmed().isEmpty else { throw .noteHasNoText }
        let bytes = text.utf8.count
        guard bytes <= NoteContent.byteLimit else { throw .noteTooLong(bytes: bytes, limit: NoteContent.byteLimit) }
        self.note = note
        self.author = author
        self.text = text
        self.signedAt = signedAt
    }

    /// The text from the form `{"text": …}`.
    ///
    /// - Throws: `CounselingError` naming the field at fault.
    public static func readText(json: [UInt8]) throws(CounselingError) -> String {
        let form = try FormReader(json: json, limit: 32 << 20, known: ["text"])
        guard let text = try form.text("text") else { throw .field("text", .missing) }
        return text
    }
}

extension Addendum: ConfidentialRecord {}
