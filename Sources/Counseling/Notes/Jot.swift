/// A few lines that somebody left for a case's counselor without unlocking anything (便条): what was on their mind right after a
/// session. The counselor makes a note of it or sets it aside.
public struct Jot: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let text: String
    /// What the workstation's clock said.
    public let at: UTCTime

    /// The most Unicode scalars of a jot: more is a note.
    public static let limit = 4000

    /// - Throws: `CounselingError.noteHasNoText`; `.field` for a control character or a text that is too long
    public init(_ text: String, at: UTCTime) throws(CounselingError) {
        guard let text = try PlainText.lines(text, at: "text", limit: Self.limit) else { throw .noteHasNoText }
        self.text = text
        self.at = at
    }

    /// The text from the form `{"text": …}`.
    public static func readText(json: [UInt8]) throws(CounselingError) -> String {
        let form = try FormReader(json: json, limit: 1 << 20, known: ["text"])
        guard let text = try form.text("text") else { throw .field("text", .missing) }
        return text
    }
}

extension Jot: ConfidentialRecord {}

/// What became of a jot: the note that was made of it, or nothing where it was set aside. The jot itself stays where it lies.
public struct JotDone: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let jot: Identifier<Jot>
    public let note: Identifier<SessionNote>?
    public let at: UTCTime

    public init(_ jot: Identifier<Jot>, note: Identifier<SessionNote>?, at: UTCTime) {
        self.jot = jot
        self.note = note
        self.at = at
    }
}
