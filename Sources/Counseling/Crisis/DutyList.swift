/// Who is phoned in a crisis, in order (值班表).
public struct DutyList: RecordBody, Hashable {
    public static let limit = 50

    private var schema = SchemaVersion1()
    public let people: [OnDuty]

    /// One who is on duty, with their number.
    public struct OnDuty: Codable, Hashable, Sendable {
        public let shortName: ShortName
        public let phone: PhoneNumber
        public let note: String?

        public init(shortName: ShortName, phone: PhoneNumber, note: String?) {
            self.shortName = shortName
            self.phone = phone
            self.note = note
        }
    }

    public init(_ people: [OnDuty]) { self.people = people }

    /// From the form `{"people": [{"shortName", "phone", "note"}]}`, the first to be phoned first.
    ///
    /// - Throws: `CounselingError` naming the field at fault.
    public static func read(json: [UInt8]) throws(CounselingError) -> DutyList {
        let form = try FormReader(json: json, limit: 1 << 20, known: ["people"])
        var people: [OnDuty] = []
        for entry in try form.forms("people", known: ["shortName", "phone", "note"], limit: limit) {
            guard let name = try? ShortName(entry.text("shortName") ?? "") else {
                throw .field(entry.path(of: "shortName"), .missing)
            }
            let phone = try PhoneNumber(entry.text("phone") ?? "", at: entry.path(of: "phone"))
            let note = try PlainText.line(entry.text("note") ?? "", at: entry.path(of: "note"), limit: 200)
            people.append(OnDuty(shortName: name, phone: phone, note: note))
        }
        guard !people.isEmpty else { throw .field("people", .missing) }
        return DutyList(people)
    }
}

extension DutyList.OnDuty: ConfidentialRecord {}
