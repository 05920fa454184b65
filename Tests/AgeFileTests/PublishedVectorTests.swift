import Cryptography
import Testing

@testable import AgeFile

/// The age test kit (C2SP CCTV): see Vectors/README.md.
struct PublishedVectorTests {
    private static let allowed = 1...20

    @Test("no vector has gone missing")
    func countOfVectors() {
        let counts = Dictionary(grouping: AgeVector.all, by: \.expectation).mapValues(\.count)
        #expect(
            counts == [.success: 15, .noMatch: 7, .hmacFailure: 1, .headerFailure: 51, .payloadFailure: 18])
    }

    @Test(
        "a published file read as a stream ends as published, and releases exactly the published plaintext",
        arguments: AgeVector.all)
    func streamed(_ vector: AgeVector) throws {
        for most in [Int.max, 4093] {
            for attempt in 0..<max(1, vector.identities.count + vector.passphrases.count) {
                var source = Pieces(vector.file, most: most)
                var hasher = try SHA256Hasher()
                let outcome = refusal {
                    try PublishedVectorTests.decrypt(vector, attempt: attempt) {
                        source.read(into: $0)
                    } writing: {
                        try hasher.update($0)
                    }
                }
                #expect(
                    PublishedVectorTests.expectation(of: outcome) == vector.expectation,
                    "\(String(describing: outcome))")
                if let hash = vector.payloadHash { #expect(try hasher.finish().hex == hash) }
            }
        }
    }

    @Test("a published file opened whole ends as published", arguments: AgeVector.all)
    func whole(_ vector: AgeVector) throws {
        for attempt in 0..<max(1, vector.identities.count + vector.passphrases.count) {
            var hash: String?
            let outcome = refusal {
                let plaintext = try PublishedVectorTests.open(vector, attempt: attempt)
                hash = try plaintext.withUnsafeBytes { try SHA256.hash($0).hex }
            }
            #expect(
                PublishedVectorTests.expectation(of: outcome) == vector.expectation, "\(String(describing: outcome))")
            if vector.expectation == .success { #expect(hash == vector.payloadHash) }
        }
    }

    @Test(
        "a published header is written back byte for byte",
        arguments: AgeVector.all.filter { $0.expectation != .headerFailure })
    func headerWrittenBack(_ vector: AgeVector) throws {
        let end = try #require(HeaderSyntax.end(in: vector.file[...]))
        let header = try Header(parsing: vector.file[..<end])
        #expect(Header.authenticatedText(of: header.stanzas) == header.authenticated)
        #expect(header.bytes == Array(vector.file[..<end]))
    }

    @Test(
        "a published payload comes out again when its plaintext is sealed with its file key and nonce",
        arguments: AgeVector.all.filter { $0.expectation == .success })
    func payloadSealedAgain(_ vector: AgeVector) throws {
        let envelope = try Envelope(vector.file, limit: .max)
        let fileKeyText = try #require(vector.fileKey)
        let fileKey = FileKey(secret(try #require(Hex.decode(fileKeyText))))
        #expect(try fileKey.headerMAC(of: envelope.header.authenticated) == envelope.header.mac)
        let plaintext = try PublishedVectorTests.open(vector, attempt: 0).revealed()
        var cipher = try ChunkCipher(fileKey: fileKey, payloadNonce: envelope.nonce)
        var sealed: [UInt8] = []
        for chunk in 0..<envelope.layout.chunkCount {
            let plain = Array(plaintext[envelope.layout.plainRange(of: chunk)])
            var piece = [UInt8](repeating: 0, count: plain.count + ChunkCipher.tagCount)
            try plain.withUnsafeBytes { plain in
                try piece.withUnsafeMutableBytes {
                    try cipher.seal(plain, isFinal: chunk == envelope.layout.chunkCount - 1, into: $0)
                }
            }
            sealed += piece
        }
        #expect(sealed == Array(vector.file[envelope.payloadStart...]))
    }

    @Test(
        "a refused header names the rule it breaks",
        arguments: [
            ("empty", AgeFileError.notAnAgeFile), ("version_unsupported", .unsupportedVersion),
            ("header_crlf", .malformedHeader(.line)), ("hmac_missing", .malformedHeader(.mac)),
            ("hmac_not_canonical", .malformedHeader(.mac)), ("stanza_empty_argument", .malformedHeader(.arguments)),
            ("stanza_not_canonical", .malformedHeader(.body)), ("stanza_long_line", .malformedHeader(.body)),
            ("stanza_bad_start", .malformedHeader(.line)), ("scrypt_double", .malformedHeader(.scryptNotAlone)),
            ("scrypt_and_x25519", .malformedHeader(.scryptNotAlone)),
            ("scrypt_work_factor_23", .workFactorRefused(log2N: 23)),
            ("scrypt_work_factor_hex", .malformedHeader(.scryptStanza)),
            ("scrypt_salt_short", .malformedHeader(.scryptStanza)),
            ("x25519_low_order", .malformedHeader(.lowOrderShare)),
            ("x25519_identity", .malformedHeader(.lowOrderShare)),
            ("x25519_long_share", .malformedHeader(.x25519Stanza)),
            ("stream_no_nonce", .malformedHeader(.payloadNonce)),
            ("stream_short_nonce", .malformedHeader(.payloadNonce)), ("stream_no_final_full", .truncated),
            ("stream_no_chunks", .truncated), ("stream_two_final_chunks_full", .trailingBytes),
            ("stream_last_chunk_empty", .payloadAltered), ("stream_bad_tag", .payloadAltered), ("armor", .armored),
        ])
    func faultNamed(_ name: String, _ expected: AgeFileError) throws {
        let vector = try AgeVector(named: name)
        #expect(refusal { _ = try PublishedVectorTests.open(vector, attempt: 0) } == expected)
        var source = Pieces(vector.file, most: 7)
        let streamed = refusal {
            try PublishedVectorTests.decrypt(vector, attempt: 0) {
                source.read(into: $0)
            } writing: { _ in
            }
        }
        #expect(streamed == expected)
    }

    private static func expectation(of outcome: AgeFileError?) -> AgeVector.Expectation? {
        switch outcome {
        case nil: .success
        case .wrongKeyOrPassphrase, .notForPassphrase: .noMatch
        case .headerAltered: .hmacFailure
        case .notAnAgeFile, .unsupportedVersion, .malformedHeader, .workFactorRefused: .headerFailure
        case .payloadAltered, .truncated, .trailingBytes: .payloadFailure
        case .armored: .armorFailure
        case .tooLarge, .noRecipients, .tooManyRecipients, .invalidRecipient, .invalidIdentity, .cryptography: nil
        }
    }

    /// Attempts count the identities first, then the passphrases; a vector without either is tried with any key.
    private static func identity(_ vector: AgeVector, _ attempt: Int) throws -> AgeIdentity {
        vector.identities.isEmpty
            ? try AgeIdentity.generate() : try AgeIdentity(bech32: secret(vector.identities[attempt]))
    }

    private static func usesPassphrase(_ vector: AgeVector, _ attempt: Int) -> Bool {
        !vector.passphrases.isEmpty && attempt >= vector.identities.count
    }

    private static func open(_ vector: AgeVector, attempt: Int) throws -> SecretBytes {
        if usesPassphrase(vector, attempt) {
            let passphrase = secret(vector.passphrases[attempt - vector.identities.count])
            return try AgeFile.open(vector.file, passphrase: passphrase, allowedLog2N: allowed, limit: .max)
        }
        return try AgeFile.open(vector.file, with: try identity(vector, attempt), limit: .max)
    }

    private static func decrypt(
        _ vector: AgeVector, attempt: Int, reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        if usesPassphrase(vector, attempt) {
            let passphrase = secret(vector.passphrases[attempt - vector.identities.count])
            try AgeFile.decrypt(passphrase: passphrase, allowedLog2N: allowed, reading: source, writing: sink)
        } else {
            try AgeFile.decrypt(with: try identity(vector, attempt), reading: source, writing: sink)
        }
    }
}
