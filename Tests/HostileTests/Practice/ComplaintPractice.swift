import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import SQLiteStore
import Testing

/// The hostile practice with a committee: an, bei, chen, du and eva; fang directs, lin counsels, aud audits, and bo hands in.
/// Everyone works in one process, with a clock that can be put forward.
final class ComplaintPractice {
    let place: HostilePractice
    private var identities: [String: UnlockedIdentity] = [:]
    private var people: [String: Identifier<Person>] = [:]
    private let pins = Pins()
    var clock: UTCTime = .now

    /// Pins in memory: each test has a clock of its own.
    private final class Pins: PinKeeping {
        private var files: [String: [UInt8]] = [:]
        func load(practice: String, person: String) throws -> [UInt8]? { files[person] }
        func update(practice: String, person: String, _ body: ([UInt8]?) throws -> [UInt8]?) throws {
            if let made = try body(files[person]) { files[person] = made }
        }
    }

    static let committee = ["an", "bei", "chen", "du", "eva"]
    private static let template = Result { () throws -> HostilePractice in
        let (place, _) = try HostilePractice.copy()
        let fang = try place.open("fang")
        for name in committee { try place.admit(name, "委员\(name)", .committeeMember, by: fang) }
        try fang.room.leave()
        return place
    }

    /// A copy of the practice.
    init() throws {
        let made = try Self.template.get()
        place = try made.copied()
    }

    func remove() { place.remove() }

    /// Does something as one person, from entering to leaving.
    @discardableResult
    func work<Result>(as name: String, leaving: Bool = true, _ body: (RecordRoom) throws -> Result) throws -> Result {
        let identity: UnlockedIdentity
        if let known = identities[name] {
            identity = known
        } else {
            identity = try OpenPractice.unlock(
                place.folder, as: try ShortName(name), passphrase: try HostilePractice.passphrase(name))
            identities[name] = identity
        }
        let room = try RecordRoom.enter(
            try SQLiteStore(folder: place.folder.path), as: identity,
            surroundings: RoomSurroundings(
                now: { [unowned self] in clock }, version: "0.1.0", pins: pins,
                station: try WholeFile.read(place.folder.stationFile, limit: 4096)), keepingHouse: leaving)
        let result = try body(room)
        if leaving { try room.leave() }
        return result
    }

    func id(_ name: String) throws -> Identifier<Person> {
        if let known = people[name] { return known }
        try work(as: "bo", leaving: false) { room in
            for entry in try room.roll() { people[entry.member.shortName.text] = entry.id }
        }
        return try #require(people[name])
    }

    func ids(_ names: [String]) throws -> [Identifier<Person>] { try names.map(id) }

    static let words = "咨询师在会谈中谈论私事"

    /// Hands in a complaint against somebody of the staff.
    func file(against name: String?, by filer: String = "bo") throws -> Identifier<Complaint> {
        let respondent = try name.map { ComplaintRespondent.person(try id($0)) } ?? .unknown
        let form = try ComplaintForm.read(
            json: Array(
                #"{"by": "client", "against": "unknown", "text": "\#(Self.words)", "name": "王小明"}"#.utf8))
        return try work(as: filer, leaving: false) { try $0.fileComplaint(form, against: respondent) }
    }

    /// What a person's program shows them after it took up what waits.
    func complaints(_ name: String) throws -> [ComplaintEntry] {
        try work(as: name) { room in
            try room.visit(for: TakingUpComplaints.self, about: .complaints) { _ = try $0.takeUp() }
            return try room.visit(for: ReadingComplaints.self, about: .complaints) { try $0.complaints().entries }
        }
    }

    func take(_ event: ComplaintEvent, _ id: Identifier<Complaint>, as name: String) throws {
        let subject = try #require(Subject.step(event, in: id))
        try work(as: name) { room in
            try room.visit(for: ActingOnComplaint.self, about: subject) { try $0.record(event) }
        }
    }

    /// The rule by which a step is refused; nil where it is not.
    func refusal(_ event: ComplaintEvent, _ id: Identifier<Complaint>, as name: String) throws -> PolicyRule? {
        do { try take(event, id, as: name) } catch let error as RoomError {
            guard case .denied(let rule) = error else { throw error }
            return rule
        }
        return nil
    }

    static func triage(_ track: String = "ordinary") throws -> ComplaintEvent {
        .triaged(
            try ComplaintTriage.read(
                json: Array(#"{"track": "\#(track)", "summary": "谈论私事", "allegations": []}"#.utf8)))
    }

    static func decision(_ outcome: String) throws -> ComplaintEvent {
        .decided(
            try ComplaintDecision.read(json: Array(#"{"outcome": "\#(outcome)", "reasons": "证据一致"}"#.utf8)))
    }

    /// Said to be withdrawn by somebody today.
    static func withdrawal(by filer: String) throws -> ComplaintEvent {
        let today = WorkingDays(zone: "Asia/Shanghai").day(of: .now).text
        let text = #"{"outcome": "withdrawn", "reasons": "撤回", "withdrawnBy": "\#(filer)", "withdrawnOn": "\#(today)"}"#
        return .decided(try ComplaintDecision.read(json: Array(text.utf8)))
    }

    /// A complaint against lin with a panel of an, bei and chen.
    func seated() throws -> Identifier<Complaint> {
        let id = try file(against: "lin")
        for name in Self.committee { _ = try complaints(name) }
        try take(.acknowledged, id, as: "an")
        try take(try Self.triage(), id, as: "an")
        try take(.seated(try ids(["an", "bei", "chen"])), id, as: "an")
        return id
    }

    func later(days: Int64) throws { clock = try UTCTime(secondsSince1970: clock.secondsSince1970 + days * 86_400) }
}
