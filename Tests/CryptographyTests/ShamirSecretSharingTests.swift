import Cryptography
import Testing

@Suite("Shamir's secret sharing")
struct ShamirSecretSharingTests {
    private typealias Share = ShamirSecretSharing.Share

    @Test("every k of n shares give the secret", arguments: 1...5, 1...8)
    func subsets(k: Int, n: Int) throws {
        guard k <= n else {
            #expect(throws: CryptographyError.outOfRange(what: "threshold")) {
                _ = try ShamirSecretSharing.split(try patternKey(), threshold: k, of: n)
            }
            return
        }
        let secret = try SecretBytes.random(count: 32)
        let shares = try ShamirSecretSharing.split(secret, threshold: k, of: n)
        #expect(shares.map(\.index) == (1...n).map { UInt8($0) })
        for choice in 1..<(1 << n) {
            let chosen = shares.enumerated().filter { choice >> $0.offset & 1 == 1 }.map(\.element)
            let combined = try ShamirSecretSharing.combine(chosen.reversed())
            // Fewer than k give something else: by chance the secret once in 2^256.
            #expect(combined.isEqual(to: secret) == (chosen.count >= k))
        }
    }

    @Test("k - 1 shares fit every secret: whichever value is assumed, some last share gives it")
    func perfectSecrecy() throws {
        let shares = try ShamirSecretSharing.split(try SecretBytes(copying: [0x42]), threshold: 2, of: 2)
        var reached: Set<[UInt8]> = []
        for value in UInt8.min...UInt8.max {
            let assumed = Share(index: 2, bytes: try SecretBytes(copying: [value]))
            let combined = try ShamirSecretSharing.combine([shares[0], assumed])
            reached.insert(combined.revealed())
        }
        #expect(reached.count == 256)
    }

    @Test("one share of two looks alike for two very different secrets")
    func uniformShares() throws {
        // Each share of a 2-of-2 sharing is uniform: over 4,096 bytes all 256 values show up (missing one: e^-16 each).
        for byte in [UInt8(0), 0xff] {
            let secret = try SecretBytes(copying: [UInt8](repeating: byte, count: 8192))
            for share in try ShamirSecretSharing.split(secret, threshold: 2, of: 2) {
                let values = Set(share.bytes.revealed())
                #expect(values.count == 256)
            }
        }
    }

    @Test("shares made elsewhere over the same field combine")
    func knownPolynomial() throws {
        // f(x) = 0x2a + 0xca·x; in the field of FIPS 197 0xca·2 = 0x8f, 0xca·3 = 0x45, and 0xca·0x53 = 1.
        let shares: [(UInt8, UInt8)] = [(2, 0x2a ^ 0x8f), (3, 0x2a ^ 0x45), (0x53, 0x2a ^ 0x01)]
        for (left, right) in [(0, 1), (0, 2), (1, 2)] {
            let pair = try [shares[left], shares[right]].map {
                Share(index: $0.0, bytes: try SecretBytes(copying: [$0.1]))
            }
            let combined = try ShamirSecretSharing.combine(pair)
            #expect(combined.revealed() == [0x2a])
        }
    }

    @Test("the largest sharing works")
    func largest() throws {
        let secret = try SecretBytes.random(count: 8)
        let shares = try ShamirSecretSharing.split(secret, threshold: 255, of: 255)
        let combined = try ShamirSecretSharing.combine(shares)
        #expect(combined.isEqual(to: secret) == true)
    }

    @Test("a wrong share gives another secret, which the caller notices by its public key")
    func wrongShare() throws {
        let key = try X25519.PrivateKey.generate()
        let shares = try ShamirSecretSharing.split(try key.raw(), threshold: 3, of: 5)
        for altered in alterations(of: shares[1].bytes.revealed()) {
            let wrong = Share(index: shares[1].index, bytes: try SecretBytes(copying: altered))
            let combined = try ShamirSecretSharing.combine([shares[0], wrong, shares[4]])
            let original = try key.raw()
            #expect(combined.isEqual(to: original) == false)
        }
        let again = try X25519.PrivateKey(raw: try ShamirSecretSharing.combine(Array(shares[1...3])))
        #expect(again.publicKey == key.publicKey)
    }

    @Test("impossible sharings and shares are refused")
    func refusals() throws {
        for (k, n, what) in [
            (0, 3, "threshold"), (4, 3, "threshold"), (-1, 3, "threshold"), (1, 0, "number of shares"),
            (2, 256, "number of shares"),
        ] {
            #expect(throws: CryptographyError.outOfRange(what: what)) {
                _ = try ShamirSecretSharing.split(try patternKey(), threshold: k, of: n)
            }
        }
        #expect(throws: CryptographyError.invalidLength(what: "secret")) {
            _ = try ShamirSecretSharing.split(try SecretBytes(zeroed: 0), threshold: 2, of: 3)
        }
        let shares = try ShamirSecretSharing.split(try patternKey(), threshold: 2, of: 3)
        let short = Share(index: 9, bytes: try patternKey(count: 31))
        let zeroth = Share(index: 0, bytes: try patternKey())
        #expect(throws: CryptographyError.invalidLength(what: "shares")) { _ = try ShamirSecretSharing.combine([]) }
        #expect(throws: CryptographyError.invalidLength(what: "shares")) {
            _ = try ShamirSecretSharing.combine([shares[0], short])
        }
        #expect(throws: CryptographyError.outOfRange(what: "share index")) {
            _ = try ShamirSecretSharing.combine([shares[0], zeroth])
        }
        #expect(throws: CryptographyError.outOfRange(what: "share index")) {
            _ = try ShamirSecretSharing.combine([shares[0], shares[0]])
        }
    }
}
