import Cryptography
import Testing

@Suite("X25519 and Ed25519")
struct KeyTests {
    @Test("X25519 gives the shared secrets of RFC 7748", arguments: try Vector.all("x25519"))
    func x25519(vector: Vector) throws {
        let key = try X25519.PrivateKey(raw: try vector.secret("private"))
        let peer = try #require(X25519.PublicKey(try vector.bytes("public")))
        let secret = try key.sharedSecret(with: peer)
        #expect(secret.revealed() == (try vector.bytes("secret")))
    }

    @Test("no secret is agreed on with a point of small order, which a key says of itself")
    func smallOrder() throws {
        #expect(try X25519.PrivateKey.generate().publicKey.canAgree)
        // RFC 7748, section 6.1: 0 and 1 are among them.
        for first: UInt8 in [0, 1] {
            let key = try #require(X25519.PublicKey([first] + [UInt8](repeating: 0, count: 31)))
            #expect(!key.canAgree)
        }
    }

    @Test("a thousand steps of X25519 end where RFC 7748, section 5.2, says")
    func iteration() throws {
        var (k, u) = ([UInt8(9)] + [UInt8](repeating: 0, count: 31), [UInt8(9)] + [UInt8](repeating: 0, count: 31))
        for _ in 0..<1000 {
            let key = try X25519.PrivateKey(raw: try SecretBytes(copying: k))
            let secret = try key.sharedSecret(with: try #require(X25519.PublicKey(u)))
            (k, u) = (secret.revealed(), k)
        }
        #expect(Hex.encode(k) == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")
    }

    @Test("X25519 agrees with Wycheproof, and refuses every secret that would be zero")
    func wycheproof() throws {
        var refused = 0
        for vector in try Vector.all("x25519-wycheproof") {
            let key = try X25519.PrivateKey(raw: try vector.secret("private"))
            let peer = try #require(X25519.PublicKey(try vector.bytes("public")))
            let expected = try vector.bytes("secret")
            do throws(CryptographyError) {
                let secret = try key.sharedSecret(with: peer)
                #expect(secret.revealed() == expected, "\(vector.testDescription)")
            } catch {
                refused += 1
                #expect(error == .invalidKey)
                #expect(expected.allSatisfy { $0 == 0 }, "\(vector.testDescription)")
            }
        }
        #expect(refused >= 20)
    }

    @Test("both sides of X25519 agree, and a key survives being written out")
    func agreement() throws {
        let alice = try X25519.PrivateKey.generate()
        let bob = try X25519.PrivateKey.generate()
        #expect(alice.publicKey != bob.publicKey)
        let secret = try alice.sharedSecret(with: bob.publicKey)
        let other = try bob.sharedSecret(with: alice.publicKey)
        #expect(secret.isEqual(to: other) == true)
        let again = try X25519.PrivateKey(raw: try alice.raw())
        #expect(again.publicKey == alice.publicKey)
        #expect(X25519.PublicKey(alice.publicKey.bytes) == alice.publicKey)
    }

    @Test("Ed25519 gives the keys and signatures of RFC 8032", arguments: try Vector.all("ed25519"))
    func ed25519(vector: Vector) throws {
        let key = try Ed25519.PrivateKey(raw: try vector.secret("private"))
        let (message, signature) = (try vector.bytes("message"), try vector.bytes("signature"))
        #expect(key.publicKey.bytes == (try vector.bytes("public")))
        #expect(try key.signature(for: message) == signature)
        #expect(key.publicKey.isValid(signature: signature, for: message))
        #expect(!key.publicKey.isValid(signature: signature, for: message + [0]))
        let seed = try key.raw()
        #expect(seed.revealed() == (try vector.bytes("private")))
    }

    @Test("Ed25519 agrees with Wycheproof on every signature, malformed and malleable ones among them")
    func ed25519Wycheproof() throws {
        var refused = 0
        for vector in try Vector.all("ed25519-wycheproof") {
            let key = try #require(Ed25519.PublicKey(try vector.bytes("public")))
            let (signature, message) = (try vector.bytes("signature"), try vector.bytes("message"))
            #expect(key.isValid(signature: signature, for: message) == vector.passes, "\(vector.testDescription)")
            if !vector.passes { refused += 1 }
        }
        #expect(refused >= 50)
    }

    @Test("a changed byte of signature or message is refused by one verifier that goes on working")
    func signatureTampering() throws {
        let key = try Ed25519.PrivateKey.generate()
        let verifier = try Ed25519.Verifier(key.publicKey)
        let message = [UInt8]("an invented note".utf8)
        let signature = try key.signature(for: message)
        for altered in alterations(of: signature) { #expect(!verifier.isValid(signature: altered, for: message)) }
        for altered in alterations(of: message) { #expect(!verifier.isValid(signature: signature, for: altered)) }
        for count in [0, 1, 63] {
            #expect(!verifier.isValid(signature: Array(signature.prefix(count)), for: message))
        }
        #expect(!verifier.isValid(signature: signature + [0], for: message))
        #expect(verifier.isValid(signature: signature, for: message))
    }

    @Test("bytes that are no point of the curve verify nothing")
    func notAPoint() throws {
        let key = try Ed25519.PrivateKey.generate()
        let signature = try key.signature(for: [1])
        // y = 2 is not the ordinate of any point.
        let invalid = try #require(Ed25519.PublicKey([2] + [UInt8](repeating: 0, count: 31)))
        #expect(!invalid.isValid(signature: signature, for: [1]))
    }

    @Test("keys have 32 bytes", arguments: [0, 1, 31, 33, 64])
    func lengths(count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(X25519.PublicKey(bytes) == nil)
        #expect(Ed25519.PublicKey(bytes) == nil)
        #expect(throws: CryptographyError.invalidLength(what: "private key")) {
            _ = try X25519.PrivateKey(raw: try SecretBytes(copying: bytes))
        }
        #expect(throws: CryptographyError.invalidLength(what: "private key")) {
            _ = try Ed25519.PrivateKey(raw: try SecretBytes(copying: bytes))
        }
    }

    @Test("many tasks may sign and verify with one key at once")
    func concurrency() async throws {
        let key = try Ed25519.PrivateKey.generate()
        let verifier = try Ed25519.Verifier(key.publicKey)
        let signature = try key.signature(for: [1, 2, 3])
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<50).allSatisfy { _ in verifier.isValid(signature: signature, for: [1, 2, 3]) }
                }
            }
            for await outcome in group { #expect(outcome) }
        }
    }
}
