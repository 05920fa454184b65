import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import SQLiteStore
import Testing
import Vault

/// Checkpoints stand outside of the log. A false one that a colleague signed alone shuts nobody out, and everybody is told whose it is.
struct FalseCheckpointTests {
    private func leaveFalse(by name: String, in place: HostilePractice) throws {
        let intruder = try Intruder(name, in: place)
        let checkpoint = Checkpoint(
            practice: intruder.chain.practice, epoch: 1, size: 5,
            root: try #require(Digest(Array(repeating: 7, count: 32))))
        let note = try checkpoint.signed(by: intruder.identity, key: intruder.identity.publicKeys.signing)
        try intruder.sql(
            "INSERT OR REPLACE INTO checkpoint (epoch, signer, size, note) VALUES (1, ?, 5, ?)",
            [Data(intruder.identity.id.bytes), note])
    }

    /// As if at a computer that has seen nothing of the practice.
    private func forget(in place: HostilePractice) throws {
        try FileManager.default.removeItem(at: place.root.appendingPathComponent("state"))
    }

    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    @Test("where every checkpoint was taken out verification says so, and not that the trail leads to one")
    func none() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        #expect(try place.run(["audit", "verify"], as: nil).output.contains("lead to the checkpoint"))
        try Intruder("bo", in: place).sql("DELETE FROM checkpoint")
        for (language, said) in [("en", "no signed checkpoint lies in the file"), ("zh-Hans", "没有任何签名检查点")] {
            let verified = try place.run(["audit", "verify"], as: nil, language: language)
            #expect(verified.output.contains(said) && !verified.output.contains("lead to"), "\(verified)")
        }
    }

    @Test("one false checkpoint keeps nobody from a new computer, and is told with the name of whoever signed it")
    func newComputer() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try leaveFalse(by: "bo", in: place)
        // Whoever has a pin works on, and a newcomer is welcomed.
        let plain = try place.run(["client", "list"], as: "lin")
        #expect(plain.status == 0 && !plain.errors.contains("checkpoint"), "\(plain.errors)")
        try place.admit("neu", "新人", .counselor, by: try place.open("fang"))
        try forget(in: place)
        let told = try place.run(["client", "list"], as: "lin")
        #expect(told.status == 0 && told.errors.contains("The checkpoint that bo signed"), "\(told.errors)")
        let chinese = try place.run(["client", "list"], as: "fang", language: "zh-Hans")
        #expect(chinese.status == 0 && chinese.errors.contains("bo 所签"), "\(chinese.errors)")
        // By then there is a pin, and no command is in the way with it.
        #expect(try !place.run(["client", "list"], as: "lin").errors.contains("checkpoint"))
    }

    @Test("status and check go on telling of a false checkpoint, whatever this computer saw, until there is none")
    func toldAgain() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        func points() throws -> [[String: Any]] {
            let check = try json(try place.run(["check", "--json"], as: "lin").output)
            return (check["points"] as? [[String: Any]] ?? []).filter { $0["code"] as? String == "false-checkpoint" }
        }
        #expect(try points().isEmpty)
        for names in [["bo"], ["bo", "aud"]] {
            for name in names { try leaveFalse(by: name, in: place) }
            for language in ["en", "zh-Hans"] {
                let told = try place.run(["status"], as: "lin", language: language)
                let said = names.map { language == "en" ? "The checkpoint that \($0) signed" : "\($0) 所签" }
                #expect(told.status == 0 && said.allSatisfy(told.output.contains), "\(told)")
                #expect(!told.errors.contains(said[0]), "\(told.errors)")
            }
            let risks = try json(try place.run(["status", "--json"], as: "lin").output)["risks"] as? [String] ?? []
            #expect(risks.count { $0.hasPrefix("The checkpoint that ") } == names.count, "\(risks)")
            #expect(try points().count == names.count)
            #expect(try points().allSatisfy { $0["inOrder"] as? Bool == false })
        }
        // Their own program replaces it with a true one.
        for name in ["bo", "aud"] { #expect(try place.run(["status"], as: name).status == 0) }
        #expect(try points().isEmpty)
        #expect(try !place.run(["status"], as: "lin").output.contains("The checkpoint that"))
    }

    @Test("where nothing was seen before, status tells of a false checkpoint once")
    func toldOnce() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try leaveFalse(by: "bo", in: place)
        try forget(in: place)
        let told = try place.run(["status"], as: "lin")
        #expect(told.output.contains("The checkpoint that bo signed"), "\(told)")
        #expect(!told.errors.contains("The checkpoint that bo signed"), "\(told)")
    }

    @Test(
        "false ones of several, or one's own, or one that nobody's stands against, are refused with the names",
        arguments: ["several", "own", "nobody"])
    func refused(how: String) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try leaveFalse(by: how == "own" ? "lin" : "bo", in: place)
        if how == "several" { try leaveFalse(by: "aud", in: place) }
        let bo = try Intruder("bo", in: place)
        if how == "nobody" {
            try bo.sql("DELETE FROM checkpoint WHERE signer != ?", [Data(bo.identity.id.bytes)])
        }
        try forget(in: place)
        let told = try place.run(["status", "--json"], as: "lin")
        #expect(told.status == 76, "\(told)")
        let error = try #require(try json(told.errors)["error"] as? [String: Any])
        let message = try #require(error["message"] as? String)
        #expect(message.contains(how == "own" ? "lin" : "bo") && !message.contains("you saw"), "\(message)")
        if how == "several" { #expect(message.contains("aud"), "\(message)") }
    }

    @Test("a restore is possible: whose checkpoint contradicts the file is shown, and asked about")
    func restoring() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try leaveFalse(by: "bo", in: place)
        let old = try Data(contentsOf: place.database)
        #expect(try place.run(["client", "list"], as: "lin").status == 0)
        #expect(try place.run(["client", "list"], as: "fang").status == 0)
        for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: place.database.path + end) }
        try old.write(to: place.database)
        let asked = try place.run(["restore", "propose"], as: "fang")
        #expect(asked.status == 64, "\(asked.errors)")
        for (arguments, name) in [("propose", "fang"), ("confirm", "fang"), ("accept", "lin")] {
            let ending = try place.run(["restore", arguments, "--yes"], as: name)
            #expect(ending.status == 0, "\(arguments): \(ending.errors)")
            #expect(ending.errors.contains("that bo signed"), "\(arguments): \(ending.errors)")
        }
        #expect(try place.run(["status"], as: "lin").status == 0)
    }

    @Test("verification says whose checkpoint is wrong, and whether they signed it")
    func verified() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try leaveFalse(by: "bo", in: place)
        let bo = try Intruder("bo", in: place)
        let named = try place.run(["audit", "verify"], as: "aud")
        #expect(named.status == 76 && named.output.contains("bo signed the checkpoint of 5 entries"), "\(named)")
        let plain = try place.run(["audit", "verify", "--json"], as: nil)
        let wrong = try #require(try json(plain.output)["wrongCheckpoints"] as? [[String: Any]])
        #expect(wrong.map { $0["person"] as? String } == [bo.identity.id.hex])
        #expect(wrong.map { $0["signed"] as? Bool } == [true])
        // What anybody could have done to another's row is not laid at their door.
        try bo.sql("UPDATE checkpoint SET size = 6 WHERE signer = ?", [Data(bo.identity.id.bytes)])
        let altered = try place.run(["audit", "verify"], as: "aud")
        #expect(altered.status == 76 && altered.output.contains("not their signature"), "\(altered)")
    }
}

extension FalseCheckpointTests {
    /// What a colleague signs alone of an epoch that nobody began.
    private func invented(_ epoch: UInt32, by name: String, in place: HostilePractice) throws -> (
        note: String, pin: [UInt8], store: SQLiteStore
    ) {
        let intruder = try Intruder(name, in: place)
        let root = try #require(Digest(Array(repeating: 7, count: 32)))
        let identity = intruder.identity
        let note = try Checkpoint(practice: intruder.chain.practice, epoch: epoch, size: 5, root: root)
            .signed(by: identity, key: identity.publicKeys.signing)
        let pin = Pin(
            practice: intruder.chain.practice, root: intruder.chain.root, person: identity.id, epoch: epoch, size: 5,
            tree: root, chainHead: intruder.chain.head, own: .none, latest: 0)
        return (note, try pin.file(signedBy: identity), try SQLiteStore(folder: place.folder.path))
    }

    @Test(
        "an epoch that one person says they saw, far beyond any that two began, is not gone on from",
        arguments: [66, 1 << 20, (1 << 22) - 1, 1 << 22, .max] as [UInt32])
    func inventedEpoch(_ epoch: UInt32) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let invented = try invented(epoch, by: "bo", in: place)
        let file = place.root.appendingPathComponent("seen.checkpoint")
        try Data(invented.note.utf8).write(to: file)
        let refused = try place.run(
            ["restore", "propose", "--checkpoint", file.path, "--reason", "lost", "--yes"], as: "fang")
        #expect(refused.status == 65, "\(refused)")
        // On a shared computer their pin lies beside the others'.
        let standing = try RestoredFile(of: invented.store, pins: [invented.pin], notes: [])
        #expect(standing.known == standing.restored && standing.missed.count == 1, "\(standing)")
        // A few epochs may well have begun since the backup.
        let near = try self.invented(3, by: "bo", in: place)
        let believed = try RestoredFile(of: near.store, pins: [near.pin], notes: [near.note])
        #expect(believed.known.epoch == 3)
    }
}
