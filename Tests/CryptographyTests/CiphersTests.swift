import COpenSSL
import Testing

@testable import Cryptography

/// The context that the ciphers come from has them and no others, and random bytes need none.
struct CiphersTests {
    @Test("it has the three ciphers of the formats, and no others")
    func few() throws {
        let context = try #require(Ciphers.context())
        for name in Ciphers.names {
            let cipher = EVP_CIPHER_fetch(context, name, nil)
            #expect(cipher != nil, "\(name)")
            EVP_CIPHER_free(cipher)
        }
        for other in ["AES-128-GCM", "AES-256-CBC", "AES-256-CTR", "ChaCha20", "DES-EDE3"] {
            #expect(EVP_CIPHER_fetch(context, other, nil) == nil, "\(other)")
        }
        #expect(EVP_MD_fetch(context, "SHA2-256", nil) == nil)
        ERR_clear_error()
    }

    @Test("random bytes come from Hash_DRBG, public and private ones")
    func random() throws {
        #expect(try SecretBytes.random(count: 32).count == 32)
        for generator in [RAND_get0_public(nil), RAND_get0_private(nil)] {
            let name = EVP_RAND_get0_name(EVP_RAND_CTX_get0_rand(generator))
            #expect(name.map { String(cString: $0) } == "HASH-DRBG")
        }
    }
}
