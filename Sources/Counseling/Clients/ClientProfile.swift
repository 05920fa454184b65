/// Who a client is and how to reach them: the body of a client file's first record.
public struct ClientProfile: RecordBody, Hashable {
    /// The most phones, guardians and emergency contacts, each.
    public static let listLimit = 20
    /// The first year in which a client can have been born.
    public static let earliestBirthYear = 1900

    private var schema = SchemaVersion1()
    public let name: PersonName
    public let phones: [PhoneNumber]
    public let birth: CalendarDate?
    public let guardians: [ContactPerson]
    public let emergencyContacts: [ContactPerson]
    public let email: String?
    public let address: String?
    /// What the desk should know to receive the client; nothing clinical belongs here.
    public let deskNotes: String?
    /// An alert for the staff's safety. The desk sees only "do not see alone", never why: so this holds no more.
    public let staffSafetyAlert: Bool

    /// - Parameters:
    ///   - birth: from 1900 on and not after `today`.
    ///   - email: something before and after one `@`, at most 254 characters (RFC 5321's limit of a path).
    ///   - address: at most 500 Unicode scalars, in lines.
    ///   - deskNotes: at most 2,000 Unicode scalars, in lines.
    ///   - today: the day in the practice's time zone.
    /// - Throws: `CounselingError.field` naming the first field at fault.
    public init(
        name: PersonName, phones: [PhoneNumber] = [], birth: CalendarDate? = nil, guardians: [ContactPerson] = [],
        emergencyContacts: [ContactPerson] = [], email: String? = nil, address: String? = nil, deskNotes: String? = nil,
        staffSafetyAlert: Bool = false, today: CalendarDate
    ) throws(CounselingError) {
        if let birth, birth > today { throw .field("birth", .inTheFuture) }
        if let birth, birth.year < Self.earliestBirthYear { throw .field("birth", .beforeYear(Self.earliestBirthYear)) }
        let lists: [(FieldPath, Int)] = [
            ("phone", phones.count), ("guardians", guardians.count), ("emergencyContacts", emergencyContacts.count),
        ]
        for (path, count) in lists where count > Self.listLimit { throw .field(path, .tooMany(limit: Self.listLimit)) }
        self.name = name
        self.phones = phones
        self.birth = birth
        self.guardians = guardians
        self.emergencyContacts = emergencyContacts
        self.email = try Self.checkedEmail(email)
        self.address = try PlainText.lines(address ?? "", at: "address", limit: 500)
        self.deskNotes = try PlainText.lines(deskNotes ?? "", at: "deskNotes", limit: 2000)
        self.staffSafetyAlert = staffSafetyAlert
    }

    private static func checkedEmail(_ text: String?) throws(CounselingError) -> String? {
        guard let line = try PlainText.line(text ?? "", at: "email", limit: 254) else { return nil }
        let parts = line.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !line.contains(where: \.isWhitespace) else {
            throw .field("email", .malformed(.email))
        }
        return line
    }
}

extension ClientProfile: ConfidentialRecord {}
