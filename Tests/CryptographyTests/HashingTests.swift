import Cryptography
import Testing

@Suite("SHA-256, HMAC, HKDF, scrypt")
struct HashingTests {
    @Test("SHA-256 gives NIST's digests, in one piece and piece by piece with one hasher")
    func sha256() throws {
        var hasher = try SHA256Hasher()
        for vector in try Vector.all("sha-256") {
            let message = try vector.bytes("message")
            let expected = try #require(Digest(try vector.bytes("digest")))
            #expect(try SHA256.hash(message) == expected)
            for byte in message { try hasher.update([byte]) }
            #expect(try hasher.finish() == expected)
        }
    }

    @Test("a byte and two digests are hashed as if they stood in a row, and the hasher is ready for the next")
    func pair() throws {
        var hasher = try SHA256Hasher()
        let (left, right) = (try SHA256.hash([1, 2, 3]), try SHA256.hash([]))
        for first in [0, 1, 0xff] as [UInt8] {
            #expect(try hasher.hash(first, left, right) == SHA256.hash([first] + left.bytes + right.bytes))
            #expect(try hasher.hash(first, right, left) == SHA256.hash([first] + right.bytes + left.bytes))
        }
    }

    @Test("SHA-256 of a million letters a is the one of FIPS 180-4")
    func million() throws {
        var hasher = try SHA256Hasher()
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
        for _ in 0..<1000 { try hasher.update(piece) }
        let digest = try hasher.finish()
        #expect(digest.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("HMAC-SHA-256 gives the codes of RFC 4231, alone and with one authenticator a key")
    func hmac() throws {
        for vector in try Vector.all("hmac-sha-256") {
            let key = try vector.secret("key")
            let message = try vector.bytes("message")
            let code = try vector.bytes("code")
            #expect(try HMACSHA256.authenticationCode(for: message, key: key).bytes == code)
            var authenticator = try HMACSHA256.Authenticator(key: key)
            for _ in 0..<3 {
                #expect(try authenticator.authenticationCode(for: message).bytes == code)
                #expect(try authenticator.authenticationCode(for: message + [0]).bytes != code)
            }
            #expect(try HMACSHA256.isValid(authenticationCode: code, for: message, key: key))
            for altered in alterations(of: code) {
                #expect(try !HMACSHA256.isValid(authenticationCode: altered, for: message, key: key))
            }
            #expect(try !HMACSHA256.isValid(authenticationCode: Array(code.dropLast()), for: message, key: key))
        }
    }

    @Test("HMAC takes an empty key, and does not take it for the key of last time")
    func emptyKey() throws {
        // The code of an empty message under an empty key, known from many implementations.
        let code = try HMACSHA256.authenticationCode(for: [], key: try SecretBytes(zeroed: 0))
        #expect(code.hex == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("HKDF-SHA-256 gives the keys of RFC 5869")
    func hkdf() throws {
        var context = try HKDFSHA256.Context()
        for vector in try Vector.all("hkdf-sha-256") {
            let material = try vector.secret("material")
            let salt = try vector.bytes("salt")
            let (info, output) = (try vector.bytes("info"), try vector.bytes("output"))
            let key = try HKDFSHA256.extract(salt: salt, inputKeyMaterial: material)
            #expect(key.revealed() == (try vector.bytes("pseudorandom_key")))
            let expanded = try HKDFSHA256.expand(pseudoRandomKey: key, info: info, count: output.count)
            #expect(expanded.revealed() == output)
            let derived = try HKDFSHA256.derive(from: material, salt: salt, info: info, count: output.count)
            #expect(derived.revealed() == output)
            let again = try context.derive(from: material, salt: salt, info: info, count: output.count)
            #expect(again.revealed() == output)
        }
    }

    @Test("HKDF of every length is the front of the longest, and longer ones are refused")
    func lengths() throws {
        let key = try patternKey()
        let longest = try HKDFSHA256.expand(pseudoRandomKey: key, info: [7], count: HKDFSHA256.largestOutput)
        for count in [1, 31, 32, 33, 63, 64, 65, 100, 8159] {
            let part = try HKDFSHA256.expand(pseudoRandomKey: key, info: [7], count: count)
            #expect(part.revealed() == Array(longest.revealed().prefix(count)))
        }
        for count in [-1, 0, HKDFSHA256.largestOutput + 1] {
            #expect(throws: CryptographyError.outOfRange(what: "count")) {
                _ = try HKDFSHA256.expand(pseudoRandomKey: try patternKey(), info: [], count: count)
            }
        }
        #expect(throws: CryptographyError.invalidLength(what: "pseudorandom key")) {
            _ = try HKDFSHA256.expand(pseudoRandomKey: try patternKey(count: 31), info: [], count: 32)
        }
    }

    @Test("scrypt gives the keys of RFC 7914")
    func scrypt() throws {
        for vector in try Vector.all("scrypt") {
            let n = try vector.number("n")
            try #require(n.nonzeroBitCount == 1)
            let output = try vector.bytes("output")
            let key = try Scrypt.derive(
                passphrase: try vector.secret("passphrase"), salt: try vector.bytes("salt"),
                log2N: n.trailingZeroBitCount, r: try vector.number("r"), p: try vector.number("p"),
                count: output.count)
            #expect(key.revealed() == output)
        }
    }

    @Test(
        "scrypt refuses parameters outside the RFC",
        arguments: [
            (0, 8, 1, 32), (31, 8, 1, 32), (16, 1, 1, 32), (10, 0, 1, 32), (10, -1, 1, 32), (10, 1 << 17, 1, 32),
            (10, 8, 0, 32), (10, 8, 1 << 30, 32), (10, 8, 1, 0), (Int.max, 8, 1, 32), (10, Int.max, Int.max, 32),
        ])
    func scryptRefuses(log2N: Int, r: Int, p: Int, count: Int) {
        #expect {
            _ = try Scrypt.derive(
                passphrase: try patternKey(), salt: [1], log2N: log2N, r: r, p: p, count: count)
        } throws: { error in
            if case .outOfRange? = error as? CryptographyError { true } else { false }
        }
    }
}
