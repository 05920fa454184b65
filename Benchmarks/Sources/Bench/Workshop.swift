import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import RecordStore
import SQLiteStore

/// A fictitious practice to measure in, founded in a folder of its own and filled through the door.
final class Workshop {
    static let workFactor = 17
    static let passphrase = "a passphrase for measuring"

    let folder: PracticeFolder
    let identity: UnlockedIdentity
    let today: CalendarDate

    /// Founds a practice whose one founder is director, custodian, counselor and desk.
    init(in path: String, name: String) throws {
        let place = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        folder = PracticeFolder(path: place, environment: ["XDG_STATE_HOME": place + "/state"])
        guard let today = CalendarDate(UTCTime.now.rfc3339.prefix(10)) else { throw CounselingError.timeOutOfRange }
        self.today = today
        let founder = try ShortName("fang")
        let practice = try OpenPractice.found(
            in: folder, founder: founder, fullName: try PersonName("方正"), roles: [.counselor, .frontDesk],
            settings: PracticeSettings(name: "静心咨询", timeZone: "Asia/Shanghai", language: "zh-Hans"),
            passphrase: try Self.secret(), recoveryCode: try Self.secret(), workFactor: Self.workFactor)
        try practice.room.leave()
        identity = try OpenPractice.unlock(folder, as: founder, passphrase: try Self.secret())
    }

    static func secret() throws -> SecretBytes { try SecretBytes(copying: Array(passphrase.utf8)) }

    var database: String { folder.path + "/" + SQLiteStore.fileName }

    func opened() throws -> OpenPractice { try OpenPractice(folder, identity: identity) }

    /// Fills the practice in one transaction, without waiting for the disk at each visit.
    func fill(_ body: (RecordRoom) throws -> Void) throws {
        let store = try SQLiteStore(folder: folder.path)
        try store.write { writer in
            let surroundings = RoomSurroundings(
                now: { UTCTime.now }, version: Program.version, pins: ForgottenPins(), station: nil)
            try body(try RecordRoom.enter(BulkStore(writer), as: identity, surroundings: surroundings))
        }
    }

    /// Admits a second custodian, as every practice of some size has.
    func admitCustodian() throws {
        let name = try ShortName("bo")
        _ = try OpenPractice.join(
            folder, shortName: name, fullName: try PersonName("柏安"), passphrase: try Self.secret(),
            workFactor: Self.workFactor)
        let newcomer = try OpenPractice.unlock(folder, as: name, passphrase: try Self.secret())
        let practice = try opened()
        let file = try WholeFile.read(folder.publicFile("bo"))
        _ = try practice.room.visit(for: AdmittingStaff.self, about: .person(newcomer.person)) {
            try $0.admit(file, roles: [.custodian], code: try Self.secret(), log2N: Self.workFactor)
        }
        try practice.room.leave()
    }

    /// Registers a client and opens a case with the founder.
    func openCase(_ number: Int, in room: RecordRoom) throws -> (
        client: Identifier<Client>, case: Identifier<CounselingCase>
    ) {
        let profile = try ClientProfile(name: try PersonName("王小明\(number)"), today: today)
        let client = try room.visit(for: RegisteringClient.self, about: .practice) { try $0.register(profile) }
        let made = try room.visit(for: OpeningCase.self, about: .newCase(client, counselor: identity.person)) {
            try $0.open()
        }
        return (client, made)
    }

    func writeNote(in opened: Identifier<CounselingCase>, room: RecordRoom) throws -> DraftNote {
        try room.visit(for: WritingNote.self, about: .counselingCase(opened)) { try $0.write(try Self.content()) }
    }

    /// A note of two kilobytes, a page of writing.
    static func content() throws -> NoteContent {
        let sentence = "来访者谈到失眠与考试压力。 Sleeps badly before exams. "
        let text = String(repeating: sentence, count: 1800 / sentence.utf8.count)
        return try NoteContent(template: .free, sections: [NoteSection(.text, text)])
    }
}

/// Filling is no command: nothing is remembered of it.
private struct ForgottenPins: PinKeeping {
    func load(practice: String, person: String) throws -> [UInt8]? { nil }
    func update(practice: String, person: String, _ body: ([UInt8]?) throws -> [UInt8]?) throws {}
}
