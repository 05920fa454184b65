import Cryptography
import Testing

@Suite("AES-256-GCM and ChaCha20-Poly1305")
struct AEADTests {
    @Test("AES-256-GCM seals to NIST's ciphertexts", arguments: try Vector.all("aes-256-gcm-encrypt"))
    func gcmEncrypt(vector: Vector) throws {
        let sealed = try AES256GCM.seal(
            try vector.bytes("plaintext"), key: try vector.secret("key"), nonce: try vector.bytes("nonce"),
            aad: try vector.bytes("aad"))
        #expect(sealed == (try vector.bytes("ciphertext")) + (try vector.bytes("tag")))
    }

    @Test("AES-256-GCM opens what NIST says passes and refuses what NIST says fails, all with one context")
    func gcmDecrypt() throws {
        var cipher = try AES256GCM()
        var refused = 0
        for vector in try Vector.all("aes-256-gcm-decrypt") {
            let key = try vector.secret("key")
            let nonce = try vector.bytes("nonce")
            let aad = try vector.bytes("aad")
            let sealed = try vector.bytes("ciphertext") + vector.bytes("tag")
            if vector.passes {
                #expect(try cipher.open(sealed, key: key, nonce: nonce, aad: aad) == (try vector.bytes("plaintext")))
            } else {
                refused += 1
                do {
                    _ = try cipher.open(sealed, key: key, nonce: nonce, aad: aad)
                    Issue.record("\(vector.testDescription) opened")
                } catch {
                    #expect(error == .wrongKeyOrAltered)
                }
            }
        }
        #expect(refused >= 40)
    }

    @Test(
        "ChaCha20-Poly1305 agrees with RFC 8439 and with Wycheproof both ways",
        arguments: try Vector.all("chacha20-poly1305") + Vector.all("chacha20-poly1305-wycheproof"))
    func chacha(vector: Vector) throws {
        let key = try vector.secret("key")
        let nonce = try vector.bytes("nonce")
        let aad = try vector.bytes("aad")
        let sealed = try vector.bytes("ciphertext") + vector.bytes("tag")
        if vector.passes {
            let plaintext = try vector.bytes("plaintext")
            #expect(try ChaCha20Poly1305.seal(plaintext, key: key, nonce: nonce, aad: aad) == sealed)
            #expect(try ChaCha20Poly1305.open(sealed, key: key, nonce: nonce, aad: aad) == plaintext)
        } else {
            do {
                _ = try ChaCha20Poly1305.open(sealed, key: key, nonce: nonce, aad: aad)
                Issue.record("opened")
            } catch {
                #expect(error == .wrongKeyOrAltered)
            }
        }
    }

    @Test("a change of any byte of ciphertext, tag, nonce, data or key is refused, and the same context still works")
    func tampering() throws {
        let (nonce, aad, plaintext) = ([UInt8](1...12), [UInt8](20...30), [UInt8](100...150))
        let keyBytes = [UInt8](0..<32)
        let key = try SecretBytes(copying: keyBytes)
        var cipher = try AES256GCM()
        let sealed = try cipher.seal(plaintext, key: key, nonce: nonce, aad: aad)
        #expect(sealed.count == plaintext.count + AES256GCM.tagCount)

        func refuses(
            _ sealed: [UInt8], _ key: borrowing SecretBytes, _ nonce: [UInt8], _ aad: [UInt8],
            _ cipher: inout AES256GCM
        ) -> Bool {
            do throws(CryptographyError) {
                _ = try cipher.open(sealed, key: key, nonce: nonce, aad: aad)
                return false
            } catch {
                return error == .wrongKeyOrAltered
            }
        }
        for altered in alterations(of: sealed) { #expect(refuses(altered, key, nonce, aad, &cipher)) }
        for altered in alterations(of: nonce) { #expect(refuses(sealed, key, altered, aad, &cipher)) }
        for altered in alterations(of: aad) { #expect(refuses(sealed, key, nonce, altered, &cipher)) }
        for altered in alterations(of: keyBytes) {
            let wrong = try SecretBytes(copying: altered)
            #expect(refuses(sealed, wrong, nonce, aad, &cipher))
        }
        for count in 0..<sealed.count { #expect(refuses(Array(sealed.prefix(count)), key, nonce, aad, &cipher)) }
        #expect(refuses(sealed + [0], key, nonce, aad, &cipher))
        #expect(refuses(sealed, key, nonce, [], &cipher))

        #expect(try cipher.open(sealed, key: key, nonce: nonce, aad: aad) == plaintext)
        #expect(try cipher.seal(plaintext, key: key, nonce: nonce, aad: aad) == sealed)
    }

    @Test("a buffer that failed to open holds zeros, not the forged plaintext", arguments: [1, 16, 51, 2048, 70_000])
    func wiping(count: Int) throws {
        let key = try patternKey()
        let nonce = [UInt8](repeating: 9, count: 12)
        let plaintext = [UInt8](repeating: 0x55, count: count)
        var sealed = try AES256GCM.seal(plaintext, key: key, nonce: nonce, aad: [])
        sealed[sealed.count - 1] ^= 1
        var cipher = try AES256GCM()
        var output = [UInt8](repeating: 0xaa, count: count)
        let error = sealed.withUnsafeBytes { sealed in
            output.withUnsafeMutableBytes { output -> CryptographyError? in
                do throws(CryptographyError) {
                    try cipher.open(sealed, key: key, nonce: nonce, aad: [UInt8](), into: output)
                    return nil
                } catch {
                    return error
                }
            }
        }
        #expect(error == .wrongKeyOrAltered)
        #expect(output.allSatisfy { $0 == 0 })
    }

    @Test("array, buffer and secret shapes give the same bytes", arguments: [0, 1, 15, 16, 17, 5000, 100_000])
    func shapes(count: Int) throws {
        let key = try patternKey(3)
        let (nonce, aad) = ([UInt8](repeating: 2, count: 12), [UInt8]("place".utf8))
        let plaintext = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let secret = try SecretBytes(copying: plaintext)
        let sealed = try AES256GCM.seal(plaintext, key: key, nonce: nonce, aad: aad)
        #expect(try AES256GCM.sealSecret(secret, key: key, nonce: nonce, aad: aad) == sealed)
        let opened = try AES256GCM.openSecret(sealed, key: key, nonce: nonce, aad: aad)
        #expect(opened.revealed() == plaintext)
        var cipher = try AES256GCM()
        var output = [UInt8](repeating: 0, count: count + 16)
        try plaintext.withUnsafeBytes { plaintext in
            try output.withUnsafeMutableBytes { output in
                try cipher.seal(plaintext, key: key, nonce: nonce, aad: aad, into: output)
            }
        }
        #expect(output == sealed)
    }

    @Test("keys and nonces of another length are refused before anything is done", arguments: [0, 11, 13, 31, 33, 64])
    func wrongLengths(count: Int) throws {
        let sealed = [UInt8](repeating: 0, count: 32)
        let nonce = [UInt8](repeating: 0, count: 12)
        #expect(throws: CryptographyError.invalidLength(what: "key")) {
            _ = try AES256GCM.seal([1], key: try patternKey(count: count), nonce: nonce, aad: [])
        }
        #expect(throws: CryptographyError.invalidLength(what: "key")) {
            _ = try ChaCha20Poly1305.open(sealed, key: try patternKey(count: count), nonce: nonce, aad: [])
        }
        #expect(throws: CryptographyError.invalidLength(what: "nonce")) {
            _ = try AES256GCM.open(
                sealed, key: try patternKey(), nonce: [UInt8](repeating: 0, count: count), aad: [])
        }
        #expect(throws: CryptographyError.invalidLength(what: "nonce")) {
            _ = try ChaCha20Poly1305.seal(
                [1], key: try patternKey(), nonce: [UInt8](repeating: 0, count: count), aad: [])
        }
    }

    @Test("an output buffer of another size is refused", arguments: [0, 25, 27])
    func wrongOutput(count: Int) throws {
        let plaintext = [UInt8](repeating: 1, count: 10)
        #expect(throws: CryptographyError.invalidLength(what: "output")) {
            var cipher = try AES256GCM()
            var output = [UInt8](repeating: 0, count: count)
            let key = try patternKey()
            try plaintext.withUnsafeBytes { plaintext in
                try output.withUnsafeMutableBytes { output in
                    try cipher.seal(
                        plaintext, key: key, nonce: [UInt8](repeating: 0, count: 12), aad: [UInt8](), into: output)
                }
            }
        }
    }
}
