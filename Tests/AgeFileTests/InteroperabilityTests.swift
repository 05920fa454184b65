import AgeFile
import Cryptography
import Foundation
import Testing

/// Both ways between this room and the standard `age` program, which must be installed.
@Suite(.serialized)
final class InteroperabilityTests {
    private static let counts = [0, 1, 65_536, 200_000]
    private static let passphrase = "枫叶 maple 42"

    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tacet-age-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func path(_ name: String) -> String {
        folder.appending(path: name).path
    }

    private func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: folder.appending(path: name))
        return path(name)
    }

    private func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    /// What age decrypted. It makes no file for an empty plaintext; that it ended well was looked at before.
    private func opened(_ name: String, _ count: Int) throws -> [UInt8] {
        let exists = FileManager.default.fileExists(atPath: path(name))
        return count == 0 && !exists ? [] : try read(name)
    }

    @Test("age opens what is sealed here for a recipient, whole or as a stream", arguments: counts)
    func ourRecipientFile(_ count: Int) throws {
        let identity = try AgeIdentity.generate()
        let key = try write(try identity.bech32().revealed() + [0x0a], "key.txt")
        let sealed = try write(try AgeFile.seal(secret(pattern(count)), to: [identity.recipient]), "sealed.age")
        try AgeProgram.run("age", ["-d", "-i", key, "-o", path("opened"), sealed])
        #expect(try opened("opened", count) == pattern(count))

        var source = Pieces(pattern(count))
        var file: [UInt8] = []
        let others = [try AgeIdentity.generate().recipient, identity.recipient]
        try AgeFile.encrypt(to: others) {
            source.read(into: $0)
        } writing: {
            file += $0
        }
        try AgeProgram.run("age", ["-d", "-i", key, "-o", path("streamed"), try write(file, "stream.age")])
        #expect(try opened("streamed", count) == pattern(count))
    }

    @Test("a file that age encrypted for an identity of age-keygen opens here", arguments: counts)
    func theirRecipientFile(_ count: Int) throws {
        try AgeProgram.run("age-keygen", ["-o", path("key.txt")])
        let lines = String(decoding: try read("key.txt"), as: UTF8.self).split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("AGE-SECRET-KEY-1") })
        let identity = try AgeIdentity(bech32: secret(String(line)))
        #expect(lines.contains { $0.hasSuffix(": \(identity.recipient.bech32)") })

        let plain = try write(pattern(count), "plain")
        let other = try AgeIdentity.generate().recipient.bech32
        try AgeProgram.run("age", ["-r", other, "-r", identity.recipient.bech32, "-o", path("sealed.age"), plain])
        let file = try read("sealed.age")
        #expect(try AgeFile.open(file, with: identity, limit: count).revealed() == pattern(count))
        var source = Pieces(file)
        var streamed: [UInt8] = []
        try AgeFile.decrypt(with: identity) {
            source.read(into: $0)
        } writing: {
            streamed += $0
        }
        #expect(streamed == pattern(count))
    }

    @Test("age opens what is sealed here under a passphrase", arguments: [0, 70_000])
    func ourPassphraseFile(_ count: Int) throws {
        let phrase = InteroperabilityTests.passphrase
        let file = try AgeFile.seal(secret(pattern(count)), passphrase: secret(phrase), log2N: 12)
        let sealed = try write(file, "sealed.age")
        try AgeProgram.run(
            "age", ["-d", "-o", path("opened"), sealed], answers: [(prompt: "Enter passphrase", reply: phrase)])
        #expect(try opened("opened", count) == pattern(count))
        #expect(throws: AgeProgram.Failure.self) {
            try AgeProgram.run(
                "age", ["-d", "-o", self.path("refused"), sealed],
                answers: [(prompt: "Enter passphrase", reply: "wrong")])
        }
    }

    @Test("a file that age encrypted under a passphrase opens here, at its work factor of 2 to the 18")
    func theirPassphraseFile() throws {
        let phrase = InteroperabilityTests.passphrase
        let plain = try write(pattern(70_000), "plain")
        try AgeProgram.run(
            "age", ["-p", "-o", path("sealed.age"), plain],
            answers: [(prompt: "Enter passphrase", reply: phrase), (prompt: "Confirm passphrase", reply: phrase)])
        let opened = try AgeFile.open(
            try read("sealed.age"), passphrase: secret(phrase), allowedLog2N: 17...20, limit: 70_000)
        #expect(opened.revealed() == pattern(70_000))
    }

    @Test("age's armored files are refused by name")
    func armored() throws {
        let identity = try AgeIdentity.generate()
        let plain = try write(pattern(100), "plain")
        try AgeProgram.run("age", ["-a", "-r", identity.recipient.bech32, "-o", path("sealed.age"), plain])
        let file = try read("sealed.age")
        #expect(refusal { _ = try AgeFile.open(file, with: identity, limit: 100) } == .armored)
    }
}
