import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import SQLiteStore
import Testing

/// One identity, one practice.
struct OtherPracticeTests {
    @Test("an identity that belongs to a practice does not take up another one's welcome, and stays what it was")
    func welcome() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let other = PracticeFolder(
            path: place.root.appendingPathComponent("other").path,
            environment: ["XDG_STATE_HOME": place.root.appendingPathComponent("state").path])
        try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
        let director = try OpenPractice.found(
            in: other, founder: try ShortName("zhao"), fullName: try PersonName("赵倩"), roles: [],
            settings: PracticeSettings(name: "另一机构", timeZone: "Asia/Shanghai", language: "zh-Hans"),
            passphrase: try HostilePractice.passphrase("zhao"),
            recoveryCode: try HostilePractice.passphrase("card"), workFactor: 17)
        let lin = try ShortName("lin")
        let identity = try OpenPractice.unlock(place.folder, as: lin, passphrase: try HostilePractice.passphrase("lin"))
        let today = try #require(CalendarDate("2026-11-24"))
        let file = try RecordRoom.publicFile(
            of: identity,
            member: StaffMember(fullName: try PersonName("林梅"), shortName: lin, roles: [], since: today),
            for: try SQLiteStore(folder: other.path))
        let id = try director.room.visit(for: ListingStaff.self, about: .practice) { try $0.newcomer(in: file).id }
        let code = try HostilePractice.passphrase("code")
        let admitted = try director.room.visit(for: AdmittingStaff.self, about: .person(id)) {
            try $0.admit(file, roles: [.counselor], code: code, log2N: 17)
        }
        try WholeFile.write(admitted.welcome, to: other.welcomeFile("lin"), replacing: true)
        let before = try WholeFile.read(place.folder.identityFile("lin"))
        for folder in [other, place.folder] {
            #expect(throws: RoomError.otherPractice) {
                _ = try OpenPractice.welcome(
                    folder, identity: identity, welcomeFile: other.welcomeFile("lin"), code: code,
                    passphrase: try HostilePractice.passphrase("lin"), workFactor: 17)
            }
        }
        #expect(try WholeFile.read(place.folder.identityFile("lin")) == before)
        #expect(!FileManager.default.fileExists(atPath: other.identityFile("lin")))
        #expect(FileManager.default.fileExists(atPath: other.welcomeFile("lin")))
    }
}
