/// A guardian (监护人) or an emergency contact (紧急联系人) of a client.
public struct ContactPerson: Codable, Hashable, Sendable {
    public let name: PersonName
    public let phone: PhoneNumber?
    /// What they are to the client, in the client's words: mother, 姑姑.
    public let relation: String?

    /// - Parameters:
    ///   - relation: at most 100 Unicode scalars, one line.
    ///   - path: the person that an error names a field of.
    /// - Throws: `CounselingError.field`.
    public init(
        name: PersonName, phone: PhoneNumber?, relation: String?, at path: FieldPath = .form
    ) throws(CounselingError) {
        self.name = name
        self.phone = phone
        self.relation = try PlainText.line(relation ?? "", at: path.field("relation"), limit: 100)
    }

    static let fields: Set<String> = ["name", "phone", "relation"]

    /// A contact from `{"name", "phone", "relation"}`.
    ///
    /// - Parameter needsPhone: an emergency contact who cannot be phoned is none; a guardian's number may be unknown yet.
    init(_ form: FormReader, needsPhone: Bool) throws(CounselingError) {
        let name = try PersonName(form.text("name") ?? "", at: form.path(of: "name"))
        let phonePath = form.path(of: "phone")
        var phone: PhoneNumber?
        if let text = try form.text("phone"), !text.trimmed().isEmpty { phone = try PhoneNumber(text, at: phonePath) }
        if needsPhone, phone == nil { throw .field(phonePath, .missing) }
        try self.init(name: name, phone: phone, relation: form.text("relation"), at: form.path)
    }
}

extension ContactPerson: ConfidentialRecord {}
