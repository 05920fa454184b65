import COpenSSL
import Cryptography
import Testing

@Suite("Errors")
struct ErrorQueueTests {
    @Test("no failure leaves anything in OpenSSL's error queue, where a later call would find it")
    func queue() throws {
        let nonce = [UInt8](repeating: 0, count: 12)
        let garbage = [UInt8](repeating: 7, count: 40)
        let zeroKey = try #require(X25519.PublicKey([UInt8](repeating: 0, count: 32)))
        let key = try patternKey()
        let private25519 = try X25519.PrivateKey.generate()
        let message = HPKE.SealedMessage(encapsulatedKey: Array(garbage.prefix(32)), ciphertext: garbage)

        // The queue belongs to the thread, and nothing here suspends.
        ERR_clear_error()
        func fails(_ body: () throws(CryptographyError) -> Void) -> Bool {
            do {
                try body()
                return false
            } catch {
                return ERR_peek_error() == 0
            }
        }
        #expect(
            fails { () throws(CryptographyError) in
                _ = try AES256GCM.open(garbage, key: key, nonce: nonce, aad: [])
            })
        #expect(
            fails { () throws(CryptographyError) in
                _ = try ChaCha20Poly1305.open(garbage, key: key, nonce: nonce, aad: [])
            })
        #expect(fails { () throws(CryptographyError) in _ = try AES256KeyWrap.unwrap(garbage, under: key) })
        #expect(fails { () throws(CryptographyError) in _ = try private25519.sharedSecret(with: zeroKey) })
        #expect(
            fails { () throws(CryptographyError) in
                _ = try HPKE.open(message, with: private25519, info: [], aad: [])
            })
        // 128 · 2^30 · 2^16 bytes are more than any machine can address.
        #expect(
            fails { () throws(CryptographyError) in
                _ = try Scrypt.derive(passphrase: key, salt: [], log2N: 30, r: 1 << 16, p: 1, count: 32)
            })
        let signer = try Ed25519.PrivateKey.generate()
        ERR_clear_error()
        #expect(!signer.publicKey.isValid(signature: garbage + garbage.prefix(24), for: []))
        #expect(ERR_peek_error() == 0)
    }
}
