import AuditTrail
import Cryptography
import Testing
import Vault

/// The lines of a checkpoint's note: none may be missing, and none may stand there that the formats do not know.
struct CheckpointLineTests {
    private let signer: StationKey
    private let checkpoint = Checkpoint(practice: id(0xab), epoch: 3, size: 1_234, root: hash("root"))
    private let note: String
    private let signature: String

    init() throws {
        signer = try StationKey.generate()
        note = try checkpoint.signed(by: signer, key: signer.publicKey)
        signature = String(note.dropFirst(checkpoint.body.count + 1))
    }

    private func verifying(_ note: String) -> AuditError? {
        refusal { _ = try Checkpoint(verifying: note, key: signer.publicKey) }
    }

    @Test("a line end that is missing, doubled or of another system is malformed")
    func lineEnds() throws {
        let (body, origin, root) = (checkpoint.body, checkpoint.origin, checkpoint.root)
        let text = Base64.encode(root.bytes, padded: true)
        #expect(note == "\(origin)\n1234\n\(text)\n\n\(signature)")
        for malformed in [
            "\(body)\(signature)", "\(origin)1234\n\(text)\n\n\(signature)", "\(origin)\n1234\(text)\n\n\(signature)",
            "\(body)\n\n\(signature)", "\n\(note)", "\(note)\n", String(note.dropLast()),
            "\(origin)\r\n1234\r\n\(text)\r\n\r\n\(signature)", "\(origin)\n1234\n\(text)\r\n\n\(signature)", "", "\n",
        ] {
            #expect(verifying(malformed) == .malformed(.checkpoint), "\(malformed.debugDescription)")
        }
    }

    @Test(
        "a size or root in another form is malformed",
        arguments: [
            ("+1234", nil), ("01234", nil), ("-1", nil), ("1234 ", nil), ("18446744073709551616", nil), ("", nil),
            ("1234", ""), ("1234", "AAAA"), ("1234", "not base64"),
            ("1234", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("1234", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="),
        ] as [(String, String?)])
    func otherForms(size: String, root: String?) throws {
        let root = root ?? Base64.encode(checkpoint.root.bytes, padded: true)
        #expect(verifying("\(checkpoint.origin)\n\(size)\n\(root)\n\n\(signature)") == .malformed(.checkpoint))
    }

    @Test("a further line in the text is malformed, signed or not")
    func moreText() throws {
        let longer = checkpoint.body + "extension\n"
        let signed = try signer.signature(for: Array(longer.utf8))
        let hash = try SHA256.hash(Array(checkpoint.origin.utf8) + [0x0a, 1] + signer.publicKey.bytes)
        let line = "\u{2014} \(checkpoint.origin) \(Base64.encode(hash.bytes.prefix(4) + signed, padded: true))\n"
        #expect(verifying(longer + "\n" + line) == .malformed(.checkpoint))
        #expect(verifying(longer + "\n" + signature) == .malformed(.checkpoint))
    }

    @Test("a witness's signature may stand beside, before or behind")
    func witnesses() throws {
        let witness = "\u{2014} witness.example \(Base64.encode([UInt8](repeating: 7, count: 72), padded: true))\n"
        let text = checkpoint.body + "\n"
        #expect(try Checkpoint(verifying: text + signature + witness, key: signer.publicKey) == checkpoint)
        #expect(try Checkpoint(verifying: text + witness + signature, key: signer.publicKey) == checkpoint)
        #expect(verifying(text + witness) == .badSignature(.checkpoint))
    }

    @Test(
        "what follows the blank line and is no signature line is malformed",
        arguments: [
            "a word\n", "\n", "\n\u{2014} witness.example AAAAAAA=\n", "\u{2014} witness.example\n",
            "\u{2014} witness.example AAAA\n", "\u{2014}  AAAAAAA=\n", "- witness.example AAAAAAA=\n",
            "\u{2014} witness example AAAAAAA=\n", "\u{2014} witness.example not-base64\n",
            "\u{2014} witness+example AAAAAAA=\n",
        ])
    func noSignatureLines(line: String) throws {
        #expect(verifying(note + line) == .malformed(.checkpoint))
        #expect(verifying(checkpoint.body + "\n" + line + signature) == .malformed(.checkpoint))
    }

    @Test("a wrong signature of the key refuses the note, though a right one follows")
    func oneWrong() throws {
        let forger = try StationKey.generate()
        let forged = try checkpoint.signed(by: forger, key: signer.publicKey).dropFirst(checkpoint.body.count + 1)
        #expect(verifying(checkpoint.body + "\n" + forged + signature) == .badSignature(.checkpoint))
    }

    @Test("a note without any signature says nothing")
    func unsigned() throws {
        #expect(verifying(checkpoint.body + "\n") == .malformed(.checkpoint))
        #expect(verifying(checkpoint.body) == .malformed(.checkpoint))
    }
}
