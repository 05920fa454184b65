/// Who agreed and when, as it is typed or sent.
public struct ConsentForm: Hashable, Sendable {
    public let textVersion: String?
    public let clientAgreed: Bool
    public let guardians: [PersonName]
    public let agreedOn: CalendarDate

    /// - Parameter textVersion: at most 60 Unicode scalars.
    /// - Throws: `CounselingError.field` where nobody agreed, or not yet.
    public init(
        textVersion: String?, clientAgreed: Bool, guardians: [PersonName], agreedOn: CalendarDate?, today: CalendarDate
    ) throws(CounselingError) {
        guard clientAgreed || !guardians.isEmpty else { throw .field("client", .missing) }
        let day = agreedOn ?? today
        guard day <= today else { throw .field("on", .inTheFuture) }
        guard guardians.count <= ClientProfile.listLimit else {
            throw .field("guardians", .tooMany(limit: ClientProfile.listLimit))
        }
        self.textVersion = try PlainText.line(textVersion ?? "", at: "text-version", limit: 60)
        self.clientAgreed = clientAgreed
        self.guardians = guardians
        self.agreedOn = day
    }

    /// From `{"client": true or false, "guardians": name or list of names, "on": "2026-12-01"}`. Without `client` it is the
    /// client who agreed, unless guardians did; without `on` it was today.
    public static func read(json: [UInt8], textVersion: String?, today: CalendarDate) throws(CounselingError)
        -> ConsentForm
    {
        let form = try FormReader(json: json, limit: 64 << 10, known: ["client", "guardians", "on"])
        var guardians: [PersonName] = []
        for (text, path) in try form.texts("guardians", limit: ClientProfile.listLimit) {
            guardians.append(try PersonName(text, at: path))
        }
        var day: CalendarDate?
        if let text = try form.text("on") {
            guard let date = CalendarDate(text.trimmed()) else { throw .field("on", .malformed(.date)) }
            day = date
        }
        return try ConsentForm(
            textVersion: textVersion, clientAgreed: try form.truth("client") ?? guardians.isEmpty,
            guardians: guardians, agreedOn: day, today: today)
    }
}

extension ConsentForm: ConfidentialRecord {}
