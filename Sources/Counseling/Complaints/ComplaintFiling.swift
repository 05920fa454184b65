/// A complaint as it is handed in: the body of the deposit that only the members drawn by lot can open, and later part of the
/// first event of the complaint's thread. It does not say who handed it in.
public struct ComplaintFiling: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let by: ComplaintFiler
    public let against: ComplaintRespondent
    public let text: String
    /// Of the person who complains, if they gave it.
    public let name: String?
    public let contact: String?
    public let sexualMisconduct: Bool
    public let feeDispute: Bool
    public let at: UTCTime
    /// 32 random bytes in hexadecimal, from which the thread's identifier follows: only whoever can open the filing knows
    /// where its thread will lie, so nobody else can be there first.
    public let secret: String

    public init(_ form: ComplaintForm, against: ComplaintRespondent, at: UTCTime, secret: String) {
        by = form.by
        self.against = against
        text = form.text
        name = form.name
        contact = form.contact
        sexualMisconduct = form.sexualMisconduct
        feeDispute = form.feeDispute
        self.at = at
        self.secret = secret
    }
}

extension ComplaintFiling: ConfidentialRecord {}

/// A complaint as somebody types it, before the short name of whom it is against was looked up.
public struct ComplaintForm: Hashable, Sendable {
    /// The most bytes of any text of a complaint.
    public static let byteLimit = 1 << 20

    public let by: ComplaintFiler
    /// A short name, "service" or "unknown".
    public let against: String
    public let text: String
    public let name: String?
    public let contact: String?
    public let sexualMisconduct: Bool
    public let feeDispute: Bool

    /// The form that `tacet complaint file --from -` takes.
    /// - Throws: `CounselingError` naming the field at fault
    public static func read(json: [UInt8]) throws(CounselingError) -> ComplaintForm {
        let form = try FormReader(
            json: json, limit: ComplaintText.formLimit,
            known: ["by", "against", "text", "name", "contact", "sexualMisconduct", "feeDispute"])
        guard let against = try PlainText.line(form.text("against") ?? "", at: "against", limit: 32) else {
            throw .field("against", .missing)
        }
        return ComplaintForm(
            by: try ComplaintText.choice("by", of: form), against: against,
            text: try ComplaintText.required("text", of: form),
            name: try PlainText.line(form.text("name") ?? "", at: "name", limit: 200),
            contact: try PlainText.line(form.text("contact") ?? "", at: "contact", limit: 500),
            sexualMisconduct: try form.truth("sexualMisconduct") ?? false,
            feeDispute: try form.truth("feeDispute") ?? false)
    }
}

extension ComplaintForm: ConfidentialRecord {}
