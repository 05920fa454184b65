import AgeFile
import Cryptography
import Testing

struct RoundTripTests {
    /// Around the borders of chunks (64 KiB).
    static let counts = [0, 1, 15, 16, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 196_608]

    @Test("a plaintext of any length comes back from each of its recipients, whole and as a stream", arguments: counts)
    func recipients(_ count: Int) throws {
        let first = try AgeIdentity.generate()
        let second = try AgeIdentity.generate()
        let plaintext = pattern(count)
        let file = try AgeFile.seal(secret(plaintext), to: [first.recipient, second.recipient])
        #expect(try AgeFile.open(file, with: first, limit: count).revealed() == plaintext)
        #expect(try AgeFile.open(file, with: second, limit: count).revealed() == plaintext)
        var source = Pieces(file)
        var streamed: [UInt8] = []
        try AgeFile.decrypt(with: second) {
            source.read(into: $0)
        } writing: {
            streamed += $0
        }
        #expect(streamed == plaintext)
    }

    @Test("a streamed file opens whole, however the source cuts it", arguments: counts, [1_000, 65_536, Int.max])
    func streamed(_ count: Int, most: Int) throws {
        let passphrase = secret("plainly invented passphrase")
        let plaintext = pattern(count)
        var source = Pieces(plaintext, most: most)
        var file: [UInt8] = []
        try AgeFile.encrypt(passphrase: passphrase, log2N: 2) {
            source.read(into: $0)
        } writing: {
            file += $0
        }
        #expect(
            try AgeFile.open(file, passphrase: passphrase, allowedLog2N: 2...2, limit: count).revealed() == plaintext)
        var again = Pieces(file, most: most)
        var opened: [UInt8] = []
        try AgeFile.decrypt(passphrase: passphrase, allowedLog2N: 2...2) {
            again.read(into: $0)
        } writing: {
            opened += $0
        }
        #expect(opened == plaintext)
    }

    @Test("two files of the same plaintext for the same recipient share nothing but the format's fixed words")
    func freshness() throws {
        let identity = try AgeIdentity.generate()
        let plaintext = secret(pattern(100))
        let files = try (0..<2).map { _ in try AgeFile.seal(plaintext, to: [identity.recipient]) }
        #expect(files[0].count == files[1].count)
        #expect(files[0].suffix(132) != files[1].suffix(132))
        let shares = files.map { String(decoding: $0[30..<73], as: UTF8.self) }
        #expect(shares[0] != shares[1])
    }

    @Test("another passphrase and another identity do not open a file")
    func wrongKeys() throws {
        let mine = try AgeIdentity.generate()
        let other = try AgeIdentity.generate()
        let plaintext = secret("a note")
        let forKey = try AgeFile.seal(plaintext, to: [mine.recipient])
        let forPhrase = try AgeFile.seal(plaintext, passphrase: secret("right"), log2N: 2)
        #expect(refusal { _ = try AgeFile.open(forKey, with: other, limit: 99) } == .wrongKeyOrPassphrase)
        #expect(refusal { _ = try AgeFile.open(forPhrase, with: mine, limit: 99) } == .wrongKeyOrPassphrase)
        for passphrase in ["wrong", "", "right ", "Right"] {
            let outcome = refusal {
                _ = try AgeFile.open(forPhrase, passphrase: secret(passphrase), allowedLog2N: 2...2, limit: 99)
            }
            #expect(outcome == .wrongKeyOrPassphrase)
        }
        let crossed = refusal {
            _ = try AgeFile.open(forKey, passphrase: secret("right"), allowedLog2N: 2...2, limit: 99)
        }
        #expect(crossed == .notForPassphrase)
    }

    @Test("a work factor outside the allowed range is refused, even with the right passphrase")
    func workFactor() throws {
        let file = try AgeFile.seal(secret("a note"), passphrase: secret("right"), log2N: 5)
        for allowed in [1...4, 6...20] {
            let outcome = refusal {
                _ = try AgeFile.open(file, passphrase: secret("right"), allowedLog2N: allowed, limit: 99)
            }
            #expect(outcome == .workFactorRefused(log2N: 5))
        }
    }

    @Test("a work factor of 2 to the 62 is refused at once")
    func hostileWorkFactor() throws {
        let file = try AgeFile.seal(secret("a note"), passphrase: secret("right"), log2N: 5)
        let text = String(decoding: file[..<60], as: UTF8.self).replacing(" 5\n", with: " 62\n")
        let hostile = Array(text.utf8) + file[60...]
        let clock = ContinuousClock()
        let taken = clock.measure {
            let outcome = refusal {
                _ = try AgeFile.open(hostile, passphrase: secret("right"), allowedLog2N: 17...20, limit: 99)
            }
            #expect(outcome == .workFactorRefused(log2N: 62))
        }
        #expect(taken < .seconds(1))
    }

    @Test("a plaintext longer than the limit is refused", arguments: [1, 65_536, 65_537])
    func limit(_ count: Int) throws {
        let identity = try AgeIdentity.generate()
        let file = try AgeFile.seal(secret(pattern(count)), to: [identity.recipient])
        #expect(refusal { _ = try AgeFile.open(file, with: identity, limit: count - 1) } == .tooLarge(limit: count - 1))
        #expect(try AgeFile.open(file, with: identity, limit: count).count == count)
    }

    @Test("sealing needs a recipient, and not more than the header holds")
    func recipientCount() throws {
        let identity = try AgeIdentity.generate()
        #expect(refusal { _ = try AgeFile.seal(secret("a note"), to: []) } == .noRecipients)
        let many = [AgeRecipient](repeating: identity.recipient, count: 2_700)
        #expect(refusal { _ = try AgeFile.seal(secret("a note"), to: many) } == .tooManyRecipients)
        let file = try AgeFile.seal(secret("a note"), to: Array(many[..<2_500]))
        #expect(try AgeFile.open(file, with: identity, limit: 99).revealed() == Array("a note".utf8))
        var source = Pieces(file)
        var streamed: [UInt8] = []
        try AgeFile.decrypt(with: identity) {
            source.read(into: $0)
        } writing: {
            streamed += $0
        }
        #expect(streamed == Array("a note".utf8))
    }

    @Test(
        "nothing is sealed to a public key of low order",
        arguments: [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ])
    func lowOrder(_ hex: String) throws {
        let bytes = try #require(Hex.decode(hex))
        let recipient = AgeRecipient(try #require(X25519.PublicKey(bytes)))
        #expect(refusal { _ = try AgeFile.seal(secret("a note"), to: [recipient]) } == .invalidRecipient)
    }
}
