import AuditTrail
import Cryptography
import Foundation
import RecordRoom
import RecordStore
import Testing
import Vault

/// One made-up change in one entry, which sessions pass over and a log never loses: backups go on, and say what the practice has.
struct BackupOfFaultsTests {
    private func claimNothing(in place: HostilePractice) throws {
        let address = RowAddress(.record, key: Array(repeating: 0xa5, count: 20))
        try Intruder("bo", in: place).commit(claiming: [
            RowChange(
                address: address, version: 2, before: try #require(Digest(Array(repeating: 1, count: 32))),
                after: try #require(Digest(Array(repeating: 2, count: 32))),
                lasting: try #require(Digest(Array(repeating: 3, count: 32))))
        ])
    }

    private struct Scene {
        let place: HostilePractice
        let disk: String
        let secret: String

        var make: [String] {
            ["backup", "make", "--to", disk, "--backup-passphrase-file", secret, "--work-factor", "17"]
        }
    }

    private func scene() throws -> Scene {
        let (place, _) = try HostilePractice.copy()
        let disk = place.root.appendingPathComponent("disk").path
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        let secret = place.root.appendingPathComponent("backup.pass").path
        try Data("eight plain words of the practice\n".utf8).write(to: URL(fileURLWithPath: secret))
        return Scene(place: place, disk: disk, secret: secret)
    }

    private func json(_ ending: (status: Int32, output: String, errors: String)) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any], "\(ending.errors)")
    }

    @Test(
        "a practice with a made-up change is backed up as it is, told with 76, by a person and by a timer",
        arguments: [false, true])
    func made(isTimed: Bool) throws {
        let scene = try scene()
        let place = scene.place
        defer { place.remove() }
        try claimNothing(in: place)
        let made = try place.run(
            scene.make + (isTimed ? ["--unattended"] : []) + ["--json"], as: isTimed ? nil : "fang")
        #expect(made.status == 76, "\(made.errors)")
        let document = try json(made)
        #expect(document["faults"] as? Int == 1)
        #expect(document["verified"] as? Bool == false && document["error"] == nil)
        #expect(document["id"] is String)
        let file = try #require(document["file"] as? String)
        #expect(FileManager.default.fileExists(atPath: file))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scene.disk).count == 1)

        // It is in the catalogue, and status does not forget what the practice has.
        let listed = try json(try place.run(["backup", "list", "--json"], as: "fang"))
        let lines = try #require(listed["backups"] as? [[String: Any]])
        #expect(lines.map { $0["faults"] as? Int } == [1] && lines.map { $0["verified"] as? Bool } == [false])
        #expect(try json(try place.run(["status", "--json"], as: "fang"))["lastBackupFaults"] as? Int == 1)
        for (language, word) in [("en", "The last backup has faults"), ("zh-Hans", "最近一次备份带有机构文件本身的异常")] {
            #expect(try place.run(["status"], as: "lin", language: language).output.contains(word))
            let told = try place.run(["backup", "list"], as: "lin", language: language)
            #expect(told.status == 0 && told.errors.contains("tacet audit verify"), "\(told.errors)")
        }
        #expect(try !place.faults(as: "aud").contains(.rowMalformed))
    }

    @Test("such a backup is looked at and gone on from, with 76; one that was changed since is refused")
    func opened() throws {
        let scene = try scene()
        let place = scene.place
        defer { place.remove() }
        try claimNothing(in: place)
        let made = try place.run(scene.make, as: "fang")
        #expect(made.status == 76 && made.output.contains("this backup has them too: 1"), "\(made.errors)")
        #expect(made.errors.contains("Keep the backups from before"))
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: scene.disk).first)
        let file = scene.disk + "/" + name

        let verify = ["backup", "verify", file, "--backup-passphrase-file", scene.secret]
        let looked = try json(try place.run(verify + ["--json"], as: nil))
        #expect(looked["sound"] as? Bool == false)
        #expect((looked["faults"] as? [[String: Any]])?.map { $0["kind"] as? String } == ["change-does-not-follow"])
        let told = try place.run(verify, as: nil)
        #expect(told.status == 76 && told.output.contains("byte for byte, what was copied"), "\(told.output)")

        // Work goes on, and is lost with the disk.
        #expect(try place.run(["client", "list"], as: "lin").status == 0)
        let restored = place.root.appendingPathComponent("restored").path
        let unpacked = try place.run(
            ["restore", "unpack", file, "--to", restored, "--backup-passphrase-file", scene.secret, "--json"], as: nil)
        #expect(unpacked.status == 76, "\(unpacked.errors)")
        #expect((try json(unpacked)["faults"] as? [[String: Any]])?.count == 1)
        let waiting = try place.run(["status", "--json", "--practice", restored], as: "lin")
        #expect(waiting.errors.contains("restore-waits"), "\(waiting.errors)")
        for arguments in [["propose"], ["confirm"]] {
            let ending = try place.run(["restore"] + arguments + ["--yes", "--practice", restored], as: "fang")
            #expect(ending.status == 0, "\(ending.errors)")
        }
        let accepted = try place.run(["restore", "accept", "--yes", "--practice", restored], as: "lin")
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(try place.run(["status", "--practice", restored], as: "lin").status == 0)

        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
        let again = place.root.appendingPathComponent("again").path
        let refused = try place.run(
            ["restore", "unpack", file, "--to", again, "--backup-passphrase-file", scene.secret, "--json"], as: nil)
        #expect(refused.status == 76 && refused.errors.contains("backup-altered"), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: again))
    }
}
