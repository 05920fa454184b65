/// One deposit about a crisis flag: who did what, when. The first one's identifier is the flag's.
public struct CrisisEvent: RecordBody {
    private var schema = SchemaVersion1()
    /// The flag; nil in the first, which is the flag.
    public let flag: Identifier<CrisisFlag>?
    /// One more than the greatest that its author saw of this flag by somebody with the right, from 1: an order that no clock can
    /// break. The first one's is 1, whatever it says.
    public let number: Int
    /// The position of the membership chain when it was made, by which its author's right is judged.
    public let position: UInt32
    public let at: UTCTime
    /// Who signed it; nil for a workstation.
    public let by: Identifier<Person>?
    /// The clock stood behind what this computer had seen: the time may be wrong.
    public let clockBehind: Bool?
    public let what: CrisisAct

    public init(
        flag: Identifier<CrisisFlag>?, number: Int, position: UInt32, at: UTCTime, by: Identifier<Person>?,
        clockBehind: Bool, what: CrisisAct
    ) {
        self.flag = flag
        self.number = number
        self.position = position
        self.at = at
        self.by = by
        self.clockBehind = clockBehind ? true : nil
        self.what = what
    }
}

extension CrisisEvent: ConfidentialRecord {}

/// `act` and, beside it, what belongs to that act.
extension CrisisAct: Codable {
    private enum CodingKeys: String, CodingKey { case act }

    public init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: CodingKeys.self).decode(CrisisStep.self, forKey: .act) {
        case .raised: self = .raised(try CrisisReport(from: decoder))
        case .detailed: self = .detailed(try CrisisReport(from: decoder))
        case .acknowledged: self = .acknowledged
        case .intervened: self = .intervened(try CrisisText(from: decoder))
        case .contacted: self = .contacted(try CrisisContact(from: decoder))
        case .linked: self = .linked(try CrisisLink(from: decoder))
        case .reassessed: self = .reassessed(try CrisisReassessment(from: decoder))
        case .proposed: self = .proposed(try CrisisProposal(from: decoder))
        case .resolved: self = .resolved
        case .cardOpened: self = .cardOpened
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(step, forKey: .act)
        switch self {
        case .raised(let report), .detailed(let report): try report.encode(to: encoder)
        case .intervened(let text): try text.encode(to: encoder)
        case .contacted(let contact): try contact.encode(to: encoder)
        case .linked(let link): try link.encode(to: encoder)
        case .reassessed(let reassessment): try reassessment.encode(to: encoder)
        case .proposed(let proposal): try proposal.encode(to: encoder)
        case .acknowledged, .resolved, .cardOpened: break
        }
    }
}
