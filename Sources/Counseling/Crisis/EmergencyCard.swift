/// What whoever is on duty at night needs to find and help a client (紧急卡): written by the client's counselor, sealed to the
/// crisis compartment.
public struct EmergencyCard: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    public let client: Identifier<Client>
    /// One more than the card before it, from 1.
    public let number: Int
    public let at: UTCTime
    public let by: Identifier<Person>
    public let name: PersonName
    public let phones: [PhoneNumber]
    public let address: String?
    /// Where the client is at present.
    public let location: String?
    public let guardians: [ContactPerson]
    public let emergencyContacts: [ContactPerson]
    public let safetyPlan: String?
    public let level: CrisisLevel?

    /// Who the client is and whom to reach.
    public struct Bearer: Hashable, Sendable {
        let name: PersonName
        let phones: [PhoneNumber]
        let address: String?
        let guardians: [ContactPerson]
        let emergencyContacts: [ContactPerson]

        /// As the client's file has them.
        public init(_ profile: ClientProfile) {
            (name, phones, address) = (profile.name, profile.phones, profile.address)
            (guardians, emergencyContacts) = (profile.guardians, profile.emergencyContacts)
        }

        /// As an earlier card had them.
        public init(_ card: EmergencyCard) {
            (name, phones, address) = (card.name, card.phones, card.address)
            (guardians, emergencyContacts) = (card.guardians, card.emergencyContacts)
        }
    }

    /// A card with name, phones and contacts as whoever bears it has them, and what the counselor adds.
    public init(
        client: Identifier<Client>, bearer: Bearer, number: Int, at: UTCTime, by: Identifier<Person>,
        additions: Additions
    ) {
        self.client = client
        self.number = number
        self.at = at
        self.by = by
        name = bearer.name
        phones = bearer.phones
        address = bearer.address
        location = additions.location
        guardians = bearer.guardians
        emergencyContacts = bearer.emergencyContacts
        safetyPlan = additions.safetyPlan
        level = additions.level
    }

    /// What the counselor adds to what the file has.
    public struct Additions: Hashable, Sendable {
        public let location: String?
        public let safetyPlan: String?
        public let level: CrisisLevel?

        public init(location: String?, safetyPlan: String?, level: CrisisLevel?) throws(CounselingError) {
            self.location = try PlainText.lines(location ?? "", at: "location", limit: 2000)
            self.safetyPlan = try PlainText.lines(safetyPlan ?? "", at: "safetyPlan", limit: 100_000)
            self.level = level
        }
    }

    /// What a counselor changes of what they added to the card before it. What is not named stays as it is.
    public struct Changes: Hashable, Sendable {
        let location: String??
        let safetyPlan: String??
        let level: CrisisLevel??

        /// Of each field nil leaves what is there, and nil within takes it away.
        public init(location: String??, safetyPlan: String??, level: CrisisLevel??) throws(CounselingError) {
            // What cannot be used is said before anything is written.
            _ = try Additions(location: location ?? "", safetyPlan: safetyPlan ?? "", level: nil)
            (self.location, self.safetyPlan, self.level) = (location, safetyPlan, level)
        }

        /// Whether nothing is named.
        public var isEmpty: Bool { location == nil && safetyPlan == nil && level == nil }

        /// What the next card says beside what the file has.
        public func additions(to last: EmergencyCard?) throws(CounselingError) -> Additions {
            try Additions(
                location: location ?? last?.location, safetyPlan: safetyPlan ?? last?.safetyPlan,
                level: level ?? last?.level)
        }

        /// From the form `{"location", "safetyPlan", "level"}`, where an empty text takes away what is there.
        public static func read(json: [UInt8]) throws(CounselingError) -> Changes {
            let form = try FormReader(json: json, limit: 4 << 20, known: ["location", "safetyPlan", "level"])
            var level: CrisisLevel?
            if let word = try form.text("level"), !word.isEmpty {
                guard let known = CrisisLevel(rawValue: word) else {
                    throw .field(form.path(of: "level"), .notAChoice(CrisisLevel.allCases.map(\.rawValue)))
                }
                level = known
            }
            let (location, safetyPlan) = (try form.text("location"), try form.text("safetyPlan"))
            return try Changes(
                location: form.isGiven("location") ? .some(location) : nil,
                safetyPlan: form.isGiven("safetyPlan") ? .some(safetyPlan) : nil,
                level: form.isGiven("level") ? .some(level) : nil)
        }
    }
}

extension EmergencyCard: ConfidentialRecord {}
extension EmergencyCard.Bearer: ConfidentialRecord {}
extension EmergencyCard.Additions: ConfidentialRecord {}
extension EmergencyCard.Changes: ConfidentialRecord {}
