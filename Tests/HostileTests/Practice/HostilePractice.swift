import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// A practice with a director, two counselors and an auditor; lin has a case with a signed note. Made once, then copied for
/// every attack.
struct HostilePractice {
    let root: URL
    let folder: PracticeFolder

    static let words = "来访者谈到失眠与考试压力"

    /// What one made practice says of itself.
    struct Facts {
        let caseID: Identifier<CounselingCase>
        let note: Identifier<SessionNote>
        let client: Identifier<Client>
    }

    private init(root: URL) {
        self.root = root
        folder = PracticeFolder(
            path: root.appendingPathComponent("practice").path,
            environment: ["XDG_STATE_HOME": root.appendingPathComponent("state").path])
    }

    var database: URL { root.appendingPathComponent("practice/practice.sqlite") }

    func remove() { try? FileManager.default.removeItem(at: root) }

    static func passphrase(_ name: String) throws -> SecretBytes {
        try SecretBytes(copying: Array("six plain words of \(name)".utf8))
    }

    func open(_ name: String) throws -> OpenPractice {
        try OpenPractice(folder, as: try ShortName(name), passphrase: try Self.passphrase(name))
    }

    private static let template = Result { try make() }

    /// A copy of the practice, pins included.
    static func copy() throws -> (place: HostilePractice, facts: Facts) {
        let (made, facts) = try template.get()
        return (try made.copied(), facts)
    }

    /// A copy of this practice, pins included.
    func copied() throws -> HostilePractice {
        let place = HostilePractice(root: try Self.newRoot())
        for name in ["practice", "state"] {
            try FileManager.default.copyItem(
                at: root.appendingPathComponent(name), to: place.root.appendingPathComponent(name))
        }
        return place
    }

    private static func newRoot() throws -> URL {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-hostile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        return root
    }

    private static func make() throws -> (HostilePractice, Facts) {
        let place = HostilePractice(root: try newRoot())
        try FileManager.default.createDirectory(atPath: place.folder.path, withIntermediateDirectories: true)
        let fang = try OpenPractice.found(
            in: place.folder, founder: try ShortName("fang"), fullName: try PersonName("方主任"), roles: [],
            settings: PracticeSettings(name: "静心", timeZone: "Asia/Shanghai", language: "zh-Hans"),
            passphrase: try passphrase("fang"), recoveryCode: try passphrase("card"), workFactor: 17)
        for (name, fullName, role) in [
            ("lin", "林梅", Role.counselor), ("bo", "柏安", .counselor), ("aud", "严明", .auditor),
        ] {
            try place.admit(name, fullName, role, by: fang)
        }
        let today = try #require(CalendarDate("2026-11-24"))
        let client = try fang.room.visit(for: RegisteringClient.self, about: .practice) {
            try $0.register(
                try ClientProfile.read(json: Array(#"{"name": "王小明", "phone": "13800138000"}"#.utf8), today: today))
        }
        let lin = try place.open("lin")
        let caseID = try fang.room.visit(
            for: OpeningCase.self, about: .newCase(client, counselor: try lin.room.ownEntry().id)
        ) { try $0.open() }
        _ = try lin.room.visit(for: RecordingConsent.self, about: .client(client)) {
            try $0.record(
                try ConsentForm.read(json: Array("{}".utf8), textVersion: nil, today: today), for: .counseling)
        }
        let draft = try lin.room.visit(for: WritingNote.self, about: .counselingCase(caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, words)]))
        }
        _ = try lin.room.visit(for: SigningNote.self, about: .note(draft.id)) { try $0.sign() }
        for name in ["fang", "bo", "aud"] { try place.open(name).room.leave() }
        try lin.room.leave()
        return (place, Facts(caseID: caseID, note: draft.id, client: client))
    }

    func admit(_ name: String, _ fullName: String, _ role: Role, by director: OpenPractice) throws {
        let shortName = try ShortName(name)
        _ = try OpenPractice.join(
            folder, shortName: shortName, fullName: try PersonName(fullName),
            passphrase: try Self.passphrase(name), workFactor: 17)
        let file = try WholeFile.read(folder.publicFile(name))
        let id = try director.room.visit(for: ListingStaff.self, about: .practice) { try $0.newcomer(in: file).id }
        let code = try HostilePractice.passphrase("code")
        let admitted = try director.room.visit(for: AdmittingStaff.self, about: .person(id)) {
            try $0.admit(file, roles: [role], code: code, log2N: 17)
        }
        try WholeFile.write(admitted.welcome, to: folder.welcomeFile(name), replacing: true)
        let identity = try OpenPractice.unlock(folder, as: shortName, passphrase: try Self.passphrase(name))
        _ = try OpenPractice.welcome(
            folder, identity: identity, welcomeFile: folder.welcomeFile(name), code: code,
            passphrase: try Self.passphrase(name), workFactor: 17)
    }

    // MARK: what is found

    /// The kinds of fault that verification finds without any key.
    func faults(_ depth: Verification.Depth) throws -> Set<AuditFault.Kind> {
        Set(try OpenPractice.verify(folder, depth: depth).faults.map(\.kind))
    }

    /// The kinds of fault that deep verification finds with a person's keys.
    func faults(as name: String) throws -> Set<AuditFault.Kind> {
        try open(name).room.visit(for: VerifyingAudit.self, about: .practice) {
            Set(try $0.verify(.deep).faults.map(\.kind))
        }
    }

    // MARK: what is done to it

    /// An assignment to which its signer has no right: whatever lies under the compartment is spoiled by it.
    func spoil(_ compartment: OpaqueID, as name: String) throws {
        let intruder = try Intruder(name, in: self)
        let row = try intruder.ring.assign(
            .person(intruder.identity.id), assigned: true, to: try intruder.history(of: compartment),
            chain: intruder.chain
        ).row
        // Logged by a director: else it is passed over.
        try Intruder("fang", in: self).commit(put: [row])
    }
}
