import Cryptography
import Testing

@Suite("HPKE")
struct HPKETests {
    @Test("keys, 257 messages and exports agree with the vectors of RFC 9180", arguments: ["hpke-base", "hpke-psk"])
    func vectors(file: String) throws {
        let vectors = try Vector.all(file)
        let keys = vectors[0]
        let recipient = try HPKE.derivePrivateKey(from: try keys.secret("ikmR"))
        let ephemeral = try HPKE.derivePrivateKey(from: try keys.secret("ikmE"))
        #expect(recipient.publicKey.bytes == (try keys.bytes("pkRm")))
        let ephemeralRaw = try ephemeral.raw()
        let recipientRaw = try recipient.raw()
        #expect(ephemeralRaw.revealed() == (try keys.bytes("skEm")))
        #expect(recipientRaw.revealed() == (try keys.bytes("skRm")))

        let sending = try HPKE.Encapsulation(to: recipient.publicKey, ephemeral: ephemeral)
        #expect(sending.encapsulatedKey == (try keys.bytes("enc")))
        let message = HPKE.SealedMessage(encapsulatedKey: sending.encapsulatedKey, ciphertext: [])
        let receiving = try HPKE.Encapsulation(of: message, with: recipient)
        #expect(sending.sharedSecret.revealed() == (try keys.bytes("shared_secret")))
        #expect(receiving.sharedSecret.revealed() == (try keys.bytes("shared_secret")))

        var sender = try context(sending, keys)
        var receiver = try context(receiving, keys)
        let messages = vectors.filter { $0.values["ciphertext"] != nil }
        let exports = vectors.filter { $0.values["exported"] != nil }
        #expect(messages.count == 257)
        #expect(exports.count == 3)
        for vector in messages {
            let (plaintext, aad) = (try vector.bytes("plaintext"), try vector.bytes("aad"))
            let ciphertext = try vector.bytes("ciphertext")
            let secret = try SecretBytes(copying: plaintext)
            #expect(try sender.seal(secret, aad: aad) == ciphertext)
            let opened = try receiver.open(ciphertext, aad: aad)
            #expect(opened.revealed() == plaintext)
        }
        for vector in exports {
            let purpose = try vector.bytes("exporter_context")
            let exported = try sender.export(purpose, count: try vector.number("length"))
            #expect(exported.revealed() == (try vector.bytes("exported")))
        }

        // The first message through the public, single-shot door.
        let first = HPKE.SealedMessage(
            encapsulatedKey: sending.encapsulatedKey, ciphertext: try messages[0].bytes("ciphertext"))
        let opened = try open(first, recipient, keys, aad: try messages[0].bytes("aad"))
        #expect(opened.revealed() == (try messages[0].bytes("plaintext")))
    }

    private func context(
        _ encapsulation: borrowing HPKE.Encapsulation, _ keys: Vector
    ) throws -> HPKE.Context {
        let info = try keys.bytes("info")
        guard keys.values["psk"] != nil else { return try HPKE.Context(encapsulation, info: info) }
        return try HPKE.Context(
            encapsulation, info: info, psk: try keys.secret("psk"), pskID: try keys.bytes("psk_id"))
    }

    private func open(
        _ message: HPKE.SealedMessage, _ key: borrowing X25519.PrivateKey, _ keys: Vector, aad: [UInt8]
    ) throws -> SecretBytes {
        let info = try keys.bytes("info")
        guard keys.values["psk"] != nil else { return try HPKE.open(message, with: key, info: info, aad: aad) }
        return try HPKE.open(
            message, with: key, info: info, aad: aad, psk: try keys.secret("psk"), pskID: try keys.bytes("psk_id"))
    }

    @Test("a message opens for its recipient with the same info, data and pre-shared key, and for nothing else")
    func roundTrip() throws {
        let key = try X25519.PrivateKey.generate()
        let stranger = try X25519.PrivateKey.generate()
        let secret = try patternKey(7)
        let psk = try patternKey(50)
        let message = try HPKE.seal(
            secret, to: key.publicKey, info: [1], aad: [2], psk: psk, pskID: [3])
        let opened = try HPKE.open(message, with: key, info: [1], aad: [2], psk: psk, pskID: [3])
        #expect(opened.isEqual(to: secret) == true)
        let again = try HPKE.seal(secret, to: key.publicKey, info: [1], aad: [2], psk: psk, pskID: [3])
        #expect(again.encapsulatedKey != message.encapsulatedKey)

        let wrong = try patternKey(51)
        expectRefusal { () throws(CryptographyError) in
            _ = try HPKE.open(message, with: stranger, info: [1], aad: [2], psk: psk, pskID: [3])
        }
        expectRefusal { () throws(CryptographyError) in
            _ = try HPKE.open(message, with: key, info: [], aad: [2], psk: psk, pskID: [3])
        }
        expectRefusal { () throws(CryptographyError) in
            _ = try HPKE.open(message, with: key, info: [1], aad: [], psk: psk, pskID: [3])
        }
        expectRefusal { () throws(CryptographyError) in
            _ = try HPKE.open(message, with: key, info: [1], aad: [2], psk: wrong, pskID: [3])
        }
        expectRefusal { () throws(CryptographyError) in
            _ = try HPKE.open(message, with: key, info: [1], aad: [2], psk: psk, pskID: [4])
        }
        expectRefusal { () throws(CryptographyError) in _ = try HPKE.open(message, with: key, info: [1], aad: [2]) }
    }

    @Test("a change of any byte of a base-mode message is refused, and so is every shorter one")
    func tampering() throws {
        let key = try X25519.PrivateKey.generate()
        let secret = try patternKey(7)
        let message = try HPKE.seal(secret, to: key.publicKey, info: [], aad: [])
        // The top bit of a key is ignored by X25519, but HPKE hashes the key as it was sent.
        for encapsulated in alterations(of: message.encapsulatedKey) {
            let altered = HPKE.SealedMessage(encapsulatedKey: encapsulated, ciphertext: message.ciphertext)
            expectRefusal { () throws(CryptographyError) in _ = try HPKE.open(altered, with: key, info: [], aad: []) }
        }
        let shorter = (0..<message.ciphertext.count).map { Array(message.ciphertext.prefix($0)) }
        for ciphertext in alterations(of: message.ciphertext) + shorter {
            let altered = HPKE.SealedMessage(encapsulatedKey: message.encapsulatedKey, ciphertext: ciphertext)
            expectRefusal { () throws(CryptographyError) in _ = try HPKE.open(altered, with: key, info: [], aad: []) }
        }
        for count in [0, 31, 33] {
            let altered = HPKE.SealedMessage(
                encapsulatedKey: [UInt8](repeating: 9, count: count), ciphertext: message.ciphertext)
            expectRefusal { () throws(CryptographyError) in _ = try HPKE.open(altered, with: key, info: [], aad: []) }
        }
        let opened = try HPKE.open(message, with: key, info: [], aad: [])
        #expect(opened.isEqual(to: secret) == true)
    }

    @Test("a key of small order is refused by the sender, and is an altered message to the recipient")
    func smallOrder() throws {
        let zero = [UInt8](repeating: 0, count: 32)
        let recipient = try #require(X25519.PublicKey(zero))
        #expect(throws: CryptographyError.invalidKey) {
            _ = try HPKE.seal(try patternKey(), to: recipient, info: [], aad: [])
        }
        let key = try X25519.PrivateKey.generate()
        let message = HPKE.SealedMessage(encapsulatedKey: zero, ciphertext: [UInt8](repeating: 0, count: 48))
        expectRefusal { () throws(CryptographyError) in _ = try HPKE.open(message, with: key, info: [], aad: []) }
    }

    @Test("a pre-shared key below 32 bytes or without a name is refused")
    func weakPSK() throws {
        let recipient = try X25519.PrivateKey.generate().publicKey
        #expect(throws: CryptographyError.invalidLength(what: "psk")) {
            _ = try HPKE.seal(
                try patternKey(), to: recipient, info: [], aad: [], psk: try patternKey(count: 31), pskID: [1])
        }
        #expect(throws: CryptographyError.invalidLength(what: "pskID")) {
            _ = try HPKE.seal(try patternKey(), to: recipient, info: [], aad: [], psk: try patternKey(), pskID: [])
        }
    }

    private func expectRefusal(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws(CryptographyError) -> Void
    ) {
        do {
            try body()
            Issue.record("opened", sourceLocation: sourceLocation)
        } catch {
            #expect(error == .wrongKeyOrAltered, sourceLocation: sourceLocation)
        }
    }
}
