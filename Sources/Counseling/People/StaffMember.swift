/// The sealed part of a membership statement: who stands behind a pseudonym, and what they do.
public struct StaffMember: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let fullName: PersonName
    public let shortName: ShortName
    public let roles: Set<Role>
    /// The first day in these roles.
    public let since: CalendarDate

    public init(fullName: PersonName, shortName: ShortName, roles: Set<Role>, since: CalendarDate) {
        self.fullName = fullName
        self.shortName = shortName
        self.roles = roles
        self.since = since
    }

    /// The same person in other roles from that day on.
    public func with(roles: Set<Role>, since: CalendarDate) -> StaffMember {
        StaffMember(fullName: fullName, shortName: shortName, roles: roles, since: since)
    }

    /// The full name from the form `{"name": …}` by which a person introduces themself.
    ///
    /// - Throws: `CounselingError` naming the field at fault.
    public static func readName(json: [UInt8]) throws(CounselingError) -> PersonName {
        let form = try FormReader(json: json, limit: 64 << 10, known: ["name"])
        return try PersonName(form.text("name") ?? "", at: form.path(of: "name"))
    }
}

extension StaffMember: ConfidentialRecord {}

extension StaffMember {
    private enum CodingKeys: String, CodingKey {
        case schema, fullName, shortName, roles, since
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        schema = try container.decode(SchemaVersion1.self, forKey: .schema)
        fullName = try container.decode(PersonName.self, forKey: .fullName)
        shortName = try container.decode(ShortName.self, forKey: .shortName)
        roles = Set(try container.decode([Role].self, forKey: .roles))
        since = try container.decode(CalendarDate.self, forKey: .since)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(schema, forKey: .schema)
        try container.encode(fullName, forKey: .fullName)
        try container.encode(shortName, forKey: .shortName)
        // A set has another order in every process; the bytes must not.
        try container.encode(Role.allCases.filter(roles.contains), forKey: .roles)
        try container.encode(since, forKey: .since)
    }
}
