/// What shows that a person of the staff may practise: a degree, a certificate, a registration.
public struct StaffCredential: Codable, Hashable, Sendable {
    /// What sort of proof it is; the raw values are those of `--kind` and of records.
    public enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
        case degree, certificate, registration
    }

    /// The longest number or issuer, in Unicode scalars.
    public static let longestText = 200

    public let kind: Kind
    public let number: String
    public let issuer: String
    public let issued: CalendarDate

    /// - Parameter today: the issue must not lie after it
    /// - Throws: `CounselingError.field` naming `number`, `issuer` or `issued`
    public init(kind: Kind, number: String, issuer: String, issued: CalendarDate, today: CalendarDate)
        throws(CounselingError)
    {
        self.kind = kind
        self.number = try Self.line(number, "number")
        self.issuer = try Self.line(issuer, "issuer")
        guard issued <= today else { throw .field("issued", .inTheFuture) }
        self.issued = issued
    }

    private static func line(_ text: String, _ path: FieldPath) throws(CounselingError) -> String {
        guard let line = try PlainText.line(text, at: path, limit: longestText) else { throw .field(path, .missing) }
        return line
    }

    /// Number and issuer from the form `{"number": …, "issuer": …}`.
    /// - Throws: `CounselingError` naming the field at fault
    public static func readForm(json: [UInt8]) throws(CounselingError) -> (number: String?, issuer: String?) {
        let form = try FormReader(json: json, limit: 64 << 10, known: ["number", "issuer"])
        return (try form.text("number"), try form.text("issuer"))
    }
}

extension StaffCredential: ConfidentialRecord {}

/// How long a credential counts: until a date, or, where it never expires, until it is to be looked at again, if ever.
public struct CredentialTerm: Codable, Hashable, Sendable {
    /// The last day on which it is valid; nil where it never expires.
    public let expires: CalendarDate?
    /// The last day before it must be verified again, where it never expires.
    public let recheck: CalendarDate?

    /// - Throws: `CounselingError.field` where the end does not lie after the issue, or both ends are given
    public init(expires: CalendarDate?, recheck: CalendarDate?, issued: CalendarDate) throws(CounselingError) {
        if expires != nil, recheck != nil { throw .field("recheck", .unknown) }
        if let expires, expires <= issued { throw .field("expires", .endNotAfterStart) }
        if let recheck, recheck <= issued { throw .field("recheck", .endNotAfterStart) }
        self.expires = expires
        self.recheck = recheck
    }

    /// The last day on which it counts; nil for ever.
    public var last: CalendarDate? { expires ?? recheck }
}
