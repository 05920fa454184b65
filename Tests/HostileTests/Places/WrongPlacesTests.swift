import Counseling
import Foundation
import Practice
import RecordRoom
import SQLiteStore
import Testing
import Vault

/// Something else in the place of a pin, and a practice file in the place of another's.
struct WrongPlacesTests {
    private func kinds(_ output: String) throws -> Set<String> {
        let document = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        return Set(try #require(document["faults"] as? [[String: String]]).compactMap { $0["kind"] })
    }

    @Test(
        "what is no file in the place of a pin is a damaged pin, to whoever verifies and to its person",
        arguments: ["pipe", "folder", "huge", "circle"])
    func pins(what: String) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let aud = try Intruder("aud", in: place).identity.id.hex
        let state = place.root.appendingPathComponent("state/tacet")
        let files = try #require(FileManager.default.enumerator(at: state, includingPropertiesForKeys: nil))
        let pin = try #require(files.compactMap { $0 as? URL }.first { $0.lastPathComponent == "\(aud).pin" })
        try FileManager.default.removeItem(at: pin)
        switch what {
        case "pipe": try #require(mkfifo(pin.path, 0o600) == 0)
        case "folder": try FileManager.default.createDirectory(at: pin, withIntermediateDirectories: false)
        case "circle":
            try FileManager.default.createSymbolicLink(atPath: pin.path, withDestinationPath: pin.lastPathComponent)
        default:
            try Data().write(to: pin)
            let file = try FileHandle(forWritingTo: pin)
            try file.truncate(atOffset: 1 << 40)
            try file.close()
        }
        for arguments in [["audit", "verify", "--json"], ["audit", "verify", "--deep", "--json"]] {
            let verified = try place.run(arguments, as: nil)
            #expect(verified.status == 76)
            #expect(try kinds(verified.output) == ["pin-damaged"])
        }
        let refused = try place.run(["status", "--json"], as: "aud")
        #expect(refused.status == 76 && refused.errors.contains("pin-damaged"), "\(refused)")
        #expect(try place.run(["status"], as: "fang").status == 0)
    }

    @Test("a pin that cannot be read now is no damaged one: verification says what keeps it from reading")
    func pinUnreadable() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let aud = try Intruder("aud", in: place).identity.id.hex
        let state = place.root.appendingPathComponent("state/tacet")
        let files = try #require(FileManager.default.enumerator(at: state, includingPropertiesForKeys: nil))
        let pin = try #require(files.compactMap { $0 as? URL }.first { $0.lastPathComponent == "\(aud).pin" })
        try FileManager.default.removeItem(at: pin)
        // Whoever may do everything is refused nothing: a name that is too long is for them, too, no missing file.
        try FileManager.default.createSymbolicLink(
            atPath: pin.path, withDestinationPath: String(repeating: "x", count: 300))
        for name in [nil, "fang"] {
            for more in [[], ["--deep"]] {
                let verified = try place.run(["audit", "verify", "--json"] + more, as: name)
                let said = verified.output + verified.errors
                #expect(verified.status == 74 && !said.contains("pin-damaged"), "\(verified)")
                #expect(!said.contains(#""sound":true"#), "\(said)")
            }
        }
        #expect(try place.run(["status"], as: "aud").status == 74)
        #expect(try place.run(["status"], as: "fang").status == 0)
        try FileManager.default.removeItem(at: pin)
        #expect(try place.run(["audit", "verify"], as: nil).status == 0)
    }

    @Test("a practice file of others beside these people's files is named, whoever verifies; a stray file is not")
    func otherPractice() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let own = try Data(contentsOf: place.database)
        let other = PracticeFolder(
            path: place.root.appendingPathComponent("other").path,
            environment: ["XDG_STATE_HOME": place.root.appendingPathComponent("elsewhere").path])
        try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
        let director = try OpenPractice.found(
            in: other, founder: try ShortName("zhao"), fullName: try PersonName("赵倩"), roles: [],
            settings: PracticeSettings(name: "另一机构", timeZone: "Asia/Shanghai", language: "zh-Hans"),
            passphrase: try HostilePractice.passphrase("zhao"),
            recoveryCode: try HostilePractice.passphrase("card"), workFactor: 17)
        try director.room.leave()
        let file = URL(fileURLWithPath: other.path).appendingPathComponent("practice.sqlite")
        try Data(contentsOf: file).write(to: place.database)
        for arguments in [["audit", "verify", "--json"], ["audit", "verify", "--deep", "--json"]] {
            let verified = try place.run(arguments, as: nil)
            #expect(verified.status == 76)
            #expect(try kinds(verified.output) == ["other-practice"])
        }
        let told = try place.run(["audit", "verify"], as: nil)
        #expect(told.output.contains("of another practice"), "\(told)")
        let refused = try place.run(["audit", "verify", "--json"], as: "lin")
        #expect(refused.status == 76 && refused.errors.contains("other-practice"), "\(refused)")
        // One file that lies in the wrong place is for `check` to name.
        try own.write(to: place.database)
        let lin = try ShortName("lin")
        let identity = try OpenPractice.unlock(place.folder, as: lin, passphrase: try HostilePractice.passphrase("lin"))
        let stray = try RecordRoom.publicFile(
            of: identity,
            member: StaffMember(
                fullName: try PersonName("林梅"), shortName: lin, roles: [],
                since: try #require(CalendarDate("2026-11-24"))),
            for: try SQLiteStore(folder: other.path))
        try WholeFile.write(stray, to: place.folder.publicFile("lin"), replacing: true)
        #expect(try place.run(["check", "--json"], as: nil).output.contains("other-practice"))
        #expect(try place.run(["audit", "verify"], as: nil).status == 0)
    }
}
