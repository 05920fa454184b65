import ArgumentParser
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom

/// Walks the main job aloud in a fictitious practice. Everything is done by the same use cases as the commands'.
struct DemoCommand: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "demo", abstract: HelpLanguage.text(.helpDemo))
    }
    @OptionGroup var common: CommonOptions
    @Flag(help: .text(.optionKeep)) var keep = false

    func perform(_ context: CommandContext) throws -> Reply {
        let began = Date()
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = root.path(percentEncoded: false)
        defer { if !keep { try? FileManager.default.removeItem(at: root) } }
        try context.announce(.demoBefore, ["path": path])
        let folder = PracticeFolder(
            path: path, environment: context.environment.merging(["XDG_STATE_HOME": path + "/state"]) { $1 })
        let walk = DemoWalk(context: context, folder: folder)
        let faults = try walk.run()
        let seconds = String(Int(Date().timeIntervalSince(began).rounded(.up)))
        return Reply(
            lines: [
                context.say(.demoAfter, ["seconds": seconds]),
                context.say(keep ? .demoKept : .demoDeleted, ["path": path]),
            ],
            json: .object([
                "folder": keep ? .string(path) : .null,
                "faultsFound": .array(faults.map { .string($0.kind.rawValue) }),
            ]))
    }
}

/// The steps of the demonstration. All people in it are invented.
private struct DemoWalk {
    let context: CommandContext
    let folder: PracticeFolder
    /// The cheapest work factor that identity files may have: nobody keeps these.
    private let workFactor = 17

    func run() throws -> [AuditFault] {
        let passphrase = try SecretBytes(copying: Array(context.words(try randomWordNumbers(count: 6)).utf8))
        let director = try OpenPractice.found(
            in: folder, founder: try ShortName("fang"), fullName: try PersonName("方正"), roles: [],
            settings: PracticeSettings(name: "静心咨询", timeZone: "Asia/Shanghai", language: "zh-Hans"),
            passphrase: passphrase, recoveryCode: passphrase, workFactor: workFactor)
        try director.room.leave()

        try step(1, .demoAdmit)
        let counselor = try admit("lin", "林梅", [.counselor], by: director, passphrase)
        let colleague = try admit("bo", "柏安", [.counselor], by: director, passphrase)
        let auditor = try admit("yan", "严明", [.auditor], by: director, passphrase)

        try step(2, .demoClient)
        guard let today = CalendarDate(UTCTime.now.rfc3339.prefix(10)) else { throw CounselingError.timeOutOfRange }
        let profile = try ClientProfile.read(
            json: Array(#"{"name": "王小明", "phone": "13800138000"}"#.utf8), today: today)
        let client = try director.room.visit(for: RegisteringClient.self, about: .practice) { try $0.register(profile) }
        let lin = try counselor.room.ownEntry()
        let caseID = try director.room.visit(for: OpeningCase.self, about: .newCase(client, counselor: lin.id)) {
            try $0.open()
        }
        try show("tacet case open \(ClientCode(of: client)) --counselor lin")
        try show("  " + context.say(.caseOpenAfter, ["id": caseID.shortForm(characters: 4)]))

        try step(3, .demoWrite)
        let content = try NoteContent(
            template: .free, sections: [NoteSection(.text, "来访者谈到失眠与考试压力。 Sleeps badly before exams.")])
        let draft = try counselor.room.visit(for: WritingNote.self, about: .counselingCase(caseID)) {
            try $0.write(content)
        }
        _ = try counselor.room.visit(for: SigningNote.self, about: .note(draft.id)) { try $0.sign() }
        let note = try counselor.room.visit(for: ReadingNote.self, about: .note(draft.id)) { try $0.note() }
        let short = draft.id.shortForm(characters: 4)
        try show("tacet note sign \(short)")
        try show("  " + context.say(.noteSigned, ["id": short]))
        if case .signed(let signed) = note.body {
            for section in signed.content.sections { try show("  " + section.text) }
        }

        try step(4, .demoRefused)
        for stranger in [colleague, director] {
            let name = try stranger.room.ownEntry().member.shortName.text
            try show("tacet note show \(short) --as \(name)")
            do {
                _ = try stranger.room.visit(for: ReadingNote.self, about: .note(draft.id)) { try $0.note() }
                throw RoomError.internalFault("a stranger read the note")
            } catch RoomError.denied(let rule) {
                try show("  " + FaultText(RoomError.denied(rule: rule), context.catalogue).message)
            }
        }

        try step(5, .demoVerify)
        for person in [director, counselor, colleague, auditor] { try person.room.leave() }
        let sound = try OpenPractice.verify(folder, depth: .deep)
        guard sound.isSound else { throw RoomError.altered }
        try show("tacet audit verify --deep")
        try show("  " + context.say(.auditVerifyGood, ["count": "\(sound.entries)", "rows": "\(sound.rows)"]))

        try step(6, .demoAlter)
        try alter(note: draft.id, in: caseID)
        let altered = try OpenPractice.verify(folder, depth: .deep)
        guard !altered.isSound else { throw RoomError.internalFault("the alteration was not found") }
        try step(7, .demoFound)
        for fault in altered.faults {
            try show("  " + context.say(.auditVerifyFault, ["kind": fault.kind.rawValue, "place": fault.place]))
        }
        return altered.faults
    }

    private func step(_ number: Int, _ title: Sentence) throws {
        guard !context.options.json else { return }
        try context.terminal.writeLine()
        try context.terminal.writeLine(
            context.say(.demoStep, ["number": "\(number)", "title": context.say(title)]), tone: .strong)
    }

    private func show(_ line: String) throws {
        guard !context.options.json else { return }
        try context.terminal.writeLine("  " + line)
    }

    private func admit(
        _ name: String, _ fullName: String, _ roles: Set<Role>, by director: OpenPractice,
        _ passphrase: borrowing SecretBytes
    ) throws -> OpenPractice {
        let shortName = try ShortName(name)
        let fingerprint = try OpenPractice.join(
            folder, shortName: shortName, fullName: try PersonName(fullName), passphrase: passphrase,
            workFactor: workFactor)
        let identity = try OpenPractice.unlock(folder, as: shortName, passphrase: passphrase)
        let file = try WholeFile.read(folder.publicFile(name))
        let code = try SecretBytes(copying: Array(context.words(try randomWordNumbers(count: 8)).utf8))
        let admitted = try director.room.visit(for: AdmittingStaff.self, about: .person(identity.person)) {
            try $0.admit(file, roles: roles, code: code, log2N: workFactor)
        }
        try WholeFile.write(admitted.welcome, to: folder.welcomeFile(name), replacing: true)
        try show(
            "tacet staff admit Keys/\(name).public --role \(roles.map(\.rawValue).sorted().joined(separator: " --role "))"
        )
        try show("  " + context.say(.staffAdmitFingerprint, ["words": context.words(fingerprint)]))
        return try OpenPractice.welcome(
            folder, identity: identity, welcomeFile: folder.welcomeFile(name), code: code, passphrase: passphrase,
            workFactor: workFactor)
    }

    /// Changes one byte of the note's sealed text, as someone would who can write the file but holds no key. The row is found
    /// by its key and compartment, which stand one after the other and are no secret.
    private func alter(note: Identifier<SessionNote>, in caseID: Identifier<CounselingCase>) throws {
        let path = folder.path + "/practice.sqlite"
        var bytes = Data(try WholeFile.read(path, limit: 64 << 20))
        let place = Data(note.bytes + [0, 0, 0, 2] + caseID.bytes)
        guard let found = bytes.range(of: place) else { throw RoomError.internalFault("the note's row was not found") }
        bytes[found.upperBound + 400] ^= 1
        try WholeFile.write(Array(bytes), to: path, replacing: true)
    }
}
