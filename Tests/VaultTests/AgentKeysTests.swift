import Cryptography
import Testing
import Vault

/// Keys in an agent against the same keys in this process, without sockets between them.
struct AgentKeysTests {
    private let kept = SessionShelf()

    private func asked(_ identity: Identity, isThere: @escaping () -> Bool = { true }) throws -> AgentKeys {
        try AgentKeys(identity.description) { operation, argument throws(VaultError) in
            guard isThere() else { throw .keysAway }
            return try identity.answer(operation, argument, kept)
        }
    }

    private func ask(_ identity: Identity, _ operation: KeyOperation, _ argument: [UInt8]) throws(VaultError)
        -> SecretBytes
    {
        let secret: SecretBytes
        do { secret = try SecretBytes(copying: argument) } catch { throw .cryptography(error) }
        return try secret.withUnsafeBytes { bytes throws(VaultError) in try identity.answer(operation, bytes, kept) }
    }

    @Test("through an agent the same identity opens grants, signs and seals, and who reads it sees no difference")
    func same() throws {
        let practice = try SmallPractice()
        let lin = try practice.newcomer("lin")
        try practice.append(.person(lin.id, keys: lin.publicKeys, effect: .active), [.counselor], by: practice.director)
        let remote = try asked(lin).identity()
        #expect(remote.id == lin.id && remote.keyID == lin.keyID && remote.publicKeys == lin.publicKeys)
        #expect(
            remote.membership?.practice == lin.membership?.practice && remote.membership?.root == lin.membership?.root)
        let compartment = practice.fixed(.practice)
        let member = try #require(practice.chain.members[lin.id])
        practice.put(try practice.director.grant(compartment, generation: 1, to: member).row)
        let ring = try KeyRing(remote)
        try practice.open(compartment, with: ring)
        #expect(ring.holds(compartment, generation: 1))
        // It grants on what it holds, blending the practice's secret in its agent; whoever gets it needs no agent.
        let again = try ring.grant(compartment, generation: 1, to: member)
        #expect(again.grantor == lin.id)
        let message = [0, 10] + Array("tacet/1/xyz".utf8)
        #expect(lin.publicKeys.signing.isValid(signature: try remote.signature(for: message), for: message))
    }

    @Test("an agent gives out neither its keys nor the practice's secret: no file can be made of an identity in it")
    func staysThere() throws {
        let practice = try SmallPractice()
        let lin = try practice.newcomer("lin")
        let remote = try asked(lin).identity()
        let code = try SecretBytes(copying: Array("eight words".utf8))
        #expect(throws: VaultError.keysStayInAgent) { try remote.sealed(passphrase: code, log2N: 17) }
        let membership = try #require(remote.membership)
        #expect(throws: VaultError.keysStayInAgent) {
            try WelcomeFile.seal(membership, for: lin.id, code: code, log2N: 17)
        }
    }

    @Test("an agent signs this program's messages and its own practice's checkpoints, and nothing else")
    func signsOurs() throws {
        let practice = try SmallPractice()
        let lin = try practice.newcomer("lin")
        let own = try #require(lin.membership).practice.hex
        let label = Array("tacet/1/entry".utf8)
        for good in [
            [0, UInt8(label.count)] + label + [1, 2, 3], Array("tacet/\(own)/1\n5\nabc\n".utf8),
        ] {
            #expect(try ask(lin, .sign, good).count == 64)
        }
        for bad in [
            [], [0], [0, 200] + label, [0, 8] + Array("tacet/1/".utf8), [0, 13] + Array("other/1/entry".utf8),
            Array("tacet/\(String(repeating: "0", count: 32))/1\n".utf8), Array("SSH SIGNATURE".utf8),
        ] as [[UInt8]] {
            #expect(throws: VaultError.malformed(.identity)) { _ = try ask(lin, .sign, bad).count }
        }
    }

    @Test("what is no question is refused, and a weak key does not open")
    func refuses() throws {
        let lin = try SmallPractice().newcomer("lin")
        for operation in [KeyOperation.decapsulate, .blend] {
            for count in [0, 31, 33, 4096] {
                #expect(throws: VaultError.malformed(.identity)) {
                    _ = try ask(lin, operation, [UInt8](repeating: 9, count: count)).count
                }
            }
        }
        #expect(throws: VaultError.wrongKeyOrAltered) {
            _ = try ask(lin, .decapsulate, [UInt8](repeating: 0, count: 32)).count
        }
        #expect(throws: VaultError.malformed(.identity)) { _ = try ask(lin, .ping, [1]).count }
        let stranger = try Identity.generate(shortName: "stranger")
        #expect(throws: VaultError.malformed(.identity)) {
            _ = try ask(stranger, .blend, [UInt8](repeating: 9, count: 32)).count
        }
    }

    @Test("an agent gives what a command left once, and keeps nothing else")
    func shelf() throws {
        let lin = try SmallPractice().newcomer("lin")
        #expect(try ask(lin, .takeSession, []).count == 0)
        let left = [UInt8](repeating: 7, count: KeptSession.count)
        #expect(try ask(lin, .keepSession, left).count == 0)
        #expect(try ask(lin, .takeSession, []).revealed() == left)
        #expect(try ask(lin, .takeSession, []).count == 0)
        for count in [0, KeptSession.count - 1, KeptSession.count + 1, 4096] {
            #expect(throws: VaultError.malformed(.identity)) {
                _ = try ask(lin, .keepSession, [UInt8](repeating: 7, count: count)).count
            }
        }
        #expect(throws: VaultError.malformed(.identity)) { _ = try ask(lin, .takeSession, [1]).count }
    }

    @Test("an agent that says of a session that it does not open accuses nobody")
    func strangeAnswer() throws {
        let lin = try SmallPractice().newcomer("lin")
        let keys = try AgentKeys(lin.description, keepsSessions: true) { operation, argument throws(VaultError) in
            guard operation != .takeSession else { throw .wrongKeyOrAltered }
            return try lin.answer(operation, argument, kept)
        }
        let remote = try keys.identity()
        try remote.wake()
        if case .some = remote.takeSession() { Issue.record("a session out of nothing") }
        #expect(try remote.signature(for: [0, 10] + Array("tacet/1/xyz".utf8)).count == 64)
    }

    @Test("an agent that gives signatures that do not hold is none: nothing is written under one")
    func wrongSignature() throws {
        let practice = try SmallPractice()
        let (lin, other) = (try practice.newcomer("lin"), try practice.newcomer("lin"))
        let keys = try AgentKeys(lin.description) { operation, argument throws(VaultError) in
            try other.answer(operation, argument, kept)
        }
        let remote = try keys.identity()
        let message = [0, 10] + Array("tacet/1/xyz".utf8)
        // What is written anew by every command is not looked at first, until something was.
        #expect(try remote.passingSignature(for: message) == other.signature(for: message))
        #expect(throws: VaultError.keysAway) { try remote.signature(for: message) }
        #expect(keys.isGone)
        #expect(throws: VaultError.keysAway) { try remote.passingSignature(for: message) }
        keys.reopen = { lin }
        #expect(try remote.signature(for: message) == lin.signature(for: message))
        #expect(!keys.isGone)
        #expect(try remote.passingSignature(for: message) == lin.signature(for: message))
    }

    @Test("where the agent has gone the same identity takes over, and never another")
    func takesOver() throws {
        let practice = try SmallPractice()
        let lin = try practice.newcomer("lin")
        var isThere = true
        let keys = try asked(lin) { isThere }
        let remote = try keys.identity()
        let message = [0, 10] + Array("tacet/1/xyz".utf8)
        isThere = false
        #expect(throws: VaultError.keysAway) { try remote.signature(for: message) }
        #expect(throws: VaultError.keysAway) { try remote.wake() }
        let other = try practice.newcomer("lin")
        keys.reopen = { other }
        #expect(throws: VaultError.keysAway) { try remote.wake() }
        var asked = 0
        keys.reopen = {
            asked += 1
            return lin
        }
        try remote.wake()
        #expect(lin.publicKeys.signing.isValid(signature: try remote.signature(for: message), for: message))
        #expect(asked == 1)
    }

    @Test("a description that is cut short, longer or of other bytes is none")
    func description() throws {
        let whole = try SmallPractice().newcomer("lin").description
        func read(_ bytes: [UInt8]) throws { _ = try AgentKeys(bytes) { _, _ throws(VaultError) in throw .keysAway } }
        try read(whole)
        for count in 0..<whole.count { #expect(throws: VaultError.self) { try read(Array(whole.prefix(count))) } }
        #expect(throws: VaultError.self) { try read(whole + [0]) }
    }
}
