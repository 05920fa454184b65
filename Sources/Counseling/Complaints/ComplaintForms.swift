/// What triage finds: how the complaint is handled and what exactly is alleged.
public struct ComplaintTriage: Codable, Hashable, Sendable {
    public let track: ComplaintTrack
    public let summary: String
    public let allegations: [String]

    /// The form that `tacet complaint triage --from -` takes.
    public static func read(json: [UInt8]) throws(CounselingError) -> ComplaintTriage {
        let form = try FormReader(
            json: json, limit: ComplaintText.formLimit, known: ["track", "summary", "allegations"])
        return ComplaintTriage(
            track: try ComplaintText.choice("track", of: form),
            summary: try ComplaintText.required("summary", of: form),
            allegations: try ComplaintText.list("allegations", of: form))
    }
}

/// The decision on a complaint with its reasons.
public struct ComplaintDecision: Codable, Hashable, Sendable {
    public let outcome: ComplaintOutcome
    public let reasons: String
    public let remedies: [String]
    public let lessons: [String]
    /// Who took the complaint back and when, where that is the outcome: nobody but whoever brought it can. Older programs
    /// said neither.
    public let withdrawnBy: ComplaintFiler?
    public let withdrawnOn: CalendarDate?

    /// The form that `tacet complaint decide --from -` takes.
    public static func read(json: [UInt8]) throws(CounselingError) -> ComplaintDecision {
        let form = try FormReader(
            json: json, limit: ComplaintText.formLimit,
            known: ["outcome", "reasons", "remedies", "lessons", "withdrawnBy", "withdrawnOn"])
        let outcome: ComplaintOutcome = try ComplaintText.choice("outcome", of: form)
        let isWithdrawn = outcome == .withdrawn
        return ComplaintDecision(
            outcome: outcome, reasons: try ComplaintText.required("reasons", of: form),
            remedies: try ComplaintText.list("remedies", of: form),
            lessons: try ComplaintText.list("lessons", of: form),
            withdrawnBy: isWithdrawn ? try ComplaintText.choice("withdrawnBy", of: form) : nil,
            withdrawnOn: isWithdrawn ? try ComplaintText.day("withdrawnOn", of: form) : nil)
    }
}

extension ComplaintTriage: ConfidentialRecord {}
extension ComplaintDecision: ConfidentialRecord {}

/// Something that a member of the panel found out.
public enum ComplaintFinding {
    /// The text of the form that `tacet complaint finding --from -` takes: `{"text": …}`.
    public static func read(json: [UInt8]) throws(CounselingError) -> String {
        try ComplaintText.required(
            "text", of: try FormReader(json: json, limit: ComplaintText.formLimit, known: ["text"]))
    }

    /// The same from plain text.
    public static func read(text: String) throws(CounselingError) -> String {
        try ComplaintText.checked(text, at: "text")
    }
}

/// The texts of complaints' forms.
enum ComplaintText {
    /// Text of the limit may take six times as many bytes when every character is escaped.
    static let formLimit = 16 << 20

    static func required(_ name: String, of form: FormReader) throws(CounselingError) -> String {
        try checked(form.text(name) ?? "", at: form.path(of: name))
    }

    /// - Throws: `.field(_, .missing)` for a blank text, `.formTooLarge` for one over the limit
    static func checked(_ text: String, at path: FieldPath) throws(CounselingError) -> String {
        let result = String(try PlainText.clinical(text, at: path).trimmed())
        guard !result.isEmpty else { throw .field(path, .missing) }
        guard result.utf8.count <= ComplaintForm.byteLimit else {
            throw .formTooLarge(limit: ComplaintForm.byteLimit)
        }
        return result
    }

    static func list(_ name: String, of form: FormReader) throws(CounselingError) -> [String] {
        var result: [String] = []
        for (text, path) in try form.texts(name, limit: 50) { result.append(try checked(text, at: path)) }
        return result
    }

    static func day(_ name: String, of form: FormReader) throws(CounselingError) -> CalendarDate {
        guard let text = try form.text(name), !text.trimmed().isEmpty else {
            throw .field(form.path(of: name), .missing)
        }
        guard let day = CalendarDate(String(text.trimmed())) else {
            throw .field(form.path(of: name), .malformed(.date))
        }
        return day
    }

    static func choice<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, of form: FormReader
    ) throws(CounselingError) -> Word {
        guard let text = try form.text(name), !text.trimmed().isEmpty else {
            throw .field(form.path(of: name), .missing)
        }
        guard let word = Word(rawValue: String(text.trimmed())) else {
            throw .field(form.path(of: name), .notAChoice(Word.allCases.map(\.rawValue)))
        }
        return word
    }
}
