import AuditTrail
import Cryptography
import Testing
import Vault

/// Checkpoints as c2sp.org/tlog-checkpoint and c2sp.org/signed-note describe them.
struct CheckpointTests {
    private let signer: StationKey
    private let checkpoint = Checkpoint(practice: id(0xab), epoch: 3, size: 1_234, root: hash("root"))
    private let note: String

    init() throws {
        signer = try StationKey.generate()
        note = try checkpoint.signed(by: signer, key: signer.publicKey)
    }

    private func verifying(_ note: String) -> AuditError? {
        refusal { _ = try Checkpoint(verifying: note, key: signer.publicKey) }
    }

    private func signature(of text: String) throws -> String {
        let hash = try SHA256.hash(Array(checkpoint.origin.utf8) + [0x0a, 1] + signer.publicKey.bytes)
        let signature = try signer.signature(for: Array(text.utf8))
        return "\u{2014} \(checkpoint.origin) \(Base64.encode(hash.bytes.prefix(4) + signature, padded: true))\n"
    }

    @Test("the text is origin, size and root, a line each, and is read back as it was")
    func roundTrip() throws {
        let text = "tacet/\(String(repeating: "ab", count: 16))/3\n1234\n"
        #expect(checkpoint.body == text + Base64.encode(hash("root").bytes, padded: true) + "\n")
        #expect(try Checkpoint(verifying: note, key: signer.publicKey) == checkpoint)
        #expect(try Checkpoint(reading: note) == checkpoint)
        for size: UInt64 in [0, 1, .max] {
            let other = Checkpoint(practice: id(0), epoch: .max, size: size, root: .zero)
            let note = try other.signed(by: signer, key: signer.publicKey)
            #expect(try Checkpoint(verifying: note, key: signer.publicKey) == other)
        }
    }

    @Test("a reader of notes that knows only the specification opens the note with the verifier key")
    func foreignTools() throws {
        // The key and note of golang.org/x/mod/sumdb/note's documentation show that the reader itself is right.
        let published = try #require(
            try NoteReader(verifierKey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
        let text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            """
        let signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
        #expect(published.text(of: text + "\n— PeterNeumann \(signature)\n") == text)

        let own = try #require(try NoteReader(verifierKey: try checkpoint.verifierKey(signer.publicKey)))
        #expect(own.text(of: note) == checkpoint.body)
        #expect(published.text(of: note) == nil)
    }

    @Test("a note signed by another key is refused")
    func wrongKey() throws {
        let other = try StationKey.generate()
        #expect(
            refusal { _ = try Checkpoint(verifying: note, key: other.publicKey) } == .badSignature(.checkpoint))
        // Another signature under the right name and the right key hash.
        let forged = try checkpoint.signed(by: other, key: signer.publicKey)
        #expect(verifying(forged) == .badSignature(.checkpoint))
    }

    @Test("every altered byte is refused")
    func everyByte() throws {
        let file = Array(note.utf8)
        for place in file.indices {
            for altered in alterations(of: file, at: place) {
                #expect(verifying(String(decoding: altered, as: UTF8.self)) != nil, "byte \(place)")
            }
        }
    }

    @Test("a note cut at any place is refused")
    func everyCut() throws {
        let file = Array(note.utf8)
        for count in file.indices {
            #expect(verifying(String(decoding: file[..<count], as: UTF8.self)) != nil, "\(count) bytes")
        }
    }

    @Test(
        "an origin that is not this practice's form is malformed",
        arguments: [
            "tacet/abababababababababababababababab/+3", "tacet/abababababababababababababababab/03",
            "tacet/ABABABABABABABABABABABABABABABAB/3", "tacet/abababababababababababababababab/3/x",
            "tacet/abababababababababababababababab", "tacet/abab/3", "Tacet/abababababababababababababababab/3",
            "tacet/abababababababababababababababab/4294967296", "example.com/log", "",
        ])
    func wrongOrigin(origin: String) throws {
        let text = origin + checkpoint.body.dropFirst(checkpoint.origin.count)
        #expect(verifying(text + "\n" + (try signature(of: text))) == .malformed(.checkpoint))
    }

    @Test("the origin of another practice or epoch is refused, though the rest is right")
    func foreignOrigin() throws {
        for other in [
            Checkpoint(practice: id(0xcd), epoch: 3, size: 1_234, root: hash("root")),
            Checkpoint(practice: id(0xab), epoch: 4, size: 1_234, root: hash("root")),
        ] {
            #expect(verifying(other.body + "\n" + (try signature(of: other.body))) == .badSignature(.checkpoint))
        }
    }
}
