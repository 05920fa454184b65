/// What a crisis is about (危机类别). Raw values stand in sealed records: never change one.
public enum CrisisKind: String, CaseIterable, Codable, Hashable, Sendable {
    case suicide
    case selfHarm = "self-harm"
    case harmToOthers = "harm-to-others"
    /// Abuse or neglect, of the client or of somebody in their care.
    case abuse
    case psychosis
    case other
}

/// How pressing a crisis is (预警等级), from the least. Unassessed counts as high.
public enum CrisisLevel: String, CaseIterable, Codable, Hashable, Comparable, Sendable {
    /// 关注
    case watch
    /// 较高
    case elevated
    /// 高危
    case high
    /// 紧急
    case imminent

    /// Seconds from raising until somebody must have taken it up.
    public var firstIntervention: Int64 {
        switch self {
        case .imminent: 15 * 60
        case .high: 3600
        case .elevated: 86_400
        case .watch: 7 * 86_400
        }
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    public static func < (left: CrisisLevel, right: CrisisLevel) -> Bool { left.rank < right.rank }
}

/// Somebody outside the practice who is spoken to in a crisis.
public enum CrisisParty: String, CaseIterable, Codable, Hashable, Sendable {
    case guardian, relative
    case emergencyContact = "emergency-contact"
    case police, hospital, school
    /// Whoever the client may harm.
    case victim
    /// A child protection or civil affairs office, or whoever else the law names.
    case authority

    /// Whether telling them is reporting suspected harm to somebody who cannot protect themself.
    public var takesReports: Bool { self == .police || self == .authority }
}

/// Why confidentiality may be broken.
public enum DisclosureBasis: String, CaseIterable, Codable, Hashable, Sendable {
    case consent
    /// Grave danger to the client or to others.
    case danger
    case legalDuty = "legal-duty"
    case courtOrder = "court-order"
    case minorProtection = "minor-protection"
}
