public import Cryptography

// Streams of any length in bounded memory.
//
// A source puts bytes into the buffer it is given and returns how many, 0 at the end only. A sink takes all the bytes
// it is given. What they throw passes through unchanged; everything else is an AgeFileError. After an error the bytes
// given to the sink are worthless and are the caller's to remove.
extension AgeFile {
    /// Encrypts a stream to recipients, each of whom can decrypt it alone.
    ///
    /// - Parameters:
    ///   - source: gives plaintext: fills the start of the buffer and returns the count, 0 at the end only.
    ///   - sink: takes the file in pieces of at most 64 KiB and a tag, after the header.
    /// - Throws: `AgeFileError`, or what `source` or `sink` throws.
    public static func encrypt(
        to recipients: [AgeRecipient],
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let fileKey = try FileKey.random()
        let header = try header(fileKey, recipients: recipients)
        try encrypt(header, fileKey: fileKey, reading: source, writing: sink)
    }

    /// Encrypts a stream under a passphrase.
    ///
    /// - Parameters:
    ///   - log2N: scrypt's work factor, 1 to 30.
    ///   - source: as for ``encrypt(to:reading:writing:)``.
    ///   - sink: as for ``encrypt(to:reading:writing:)``.
    /// - Throws: `AgeFileError`, or what `source` or `sink` throws.
    public static func encrypt(
        passphrase: borrowing SecretBytes, log2N: Int,
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let fileKey = try FileKey.random()
        let header = try header(fileKey, passphrase: passphrase, log2N: log2N)
        try encrypt(header, fileKey: fileKey, reading: source, writing: sink)
    }

    /// Decrypts a stream that was encrypted to an identity's recipient.
    ///
    /// Each chunk reaches `sink` once it is authenticated, but whether the stream is whole shows at its end only: until
    /// this returns, treat what came as incomplete, and on an error throw it away.
    ///
    /// - Parameters:
    ///   - source: gives the file: fills the start of the buffer and returns the count, 0 at the end only.
    ///   - sink: takes plaintext in pieces of at most 64 KiB, from memory that is wiped.
    /// - Throws: `AgeFileError`, or what `source` or `sink` throws.
    public static func decrypt(
        with identity: borrowing AgeIdentity,
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var intake = try Intake(capacity: ChunkCipher.sealedCount + 1)
        let header = try readHeader(through: &intake, from: source)
        let fileKey = try fileKey(of: header, identity: identity)
        try decrypt(header, fileKey: fileKey, through: &intake, reading: source, writing: sink)
    }

    /// Decrypts a stream that was encrypted under a passphrase; see ``decrypt(with:reading:writing:)``.
    ///
    /// - Parameters:
    ///   - allowedLog2N: the work factors to accept; others are refused before anything is derived.
    ///   - source: as for ``decrypt(with:reading:writing:)``.
    ///   - sink: as for ``decrypt(with:reading:writing:)``.
    /// - Throws: `AgeFileError`, or what `source` or `sink` throws.
    public static func decrypt(
        passphrase: borrowing SecretBytes, allowedLog2N: ClosedRange<Int>,
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var intake = try Intake(capacity: ChunkCipher.sealedCount + 1)
        let header = try readHeader(through: &intake, from: source)
        let fileKey = try fileKey(of: header, passphrase: passphrase, allowedLog2N: allowedLog2N)
        try decrypt(header, fileKey: fileKey, through: &intake, reading: source, writing: sink)
    }

    private static func encrypt(
        _ header: Header, fileKey: borrowing FileKey,
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let nonce = try payloadNonce()
        var cipher = try ChunkCipher(fileKey: fileKey, payloadNonce: nonce)
        try (header.bytes + nonce).withUnsafeBytes(sink)
        // One byte more than a chunk, to know whether a full chunk is the last.
        var intake = try Intake(capacity: ChunkCipher.plainCount + 1)
        var sealed = [UInt8](repeating: 0, count: ChunkCipher.sealedCount)
        var isFinal = false
        while !isFinal {
            try intake.fill(from: source)
            isFinal = intake.count <= ChunkCipher.plainCount
            let count = min(intake.count, ChunkCipher.plainCount)
            try sealed.withUnsafeMutableBytes { sealed in
                let sealed = UnsafeMutableRawBufferPointer(rebasing: sealed[..<(count + ChunkCipher.tagCount)])
                try intake.withFirst(count) { try cipher.seal($0, isFinal: isFinal, into: sealed) }
                try sink(UnsafeRawBufferPointer(sealed))
            }
            intake.consume(count)
        }
    }

    private static func decrypt(
        _ header: Header, fileKey: borrowing FileKey, through intake: inout Intake,
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try header.verify(with: fileKey)
        try intake.fill(from: source)
        guard intake.count >= ChunkCipher.payloadNonceCount else { throw AgeFileError.malformedHeader(.payloadNonce) }
        let nonce = intake.withFirst(ChunkCipher.payloadNonceCount) { Array($0) }
        intake.consume(ChunkCipher.payloadNonceCount)
        var cipher = try ChunkCipher(fileKey: fileKey, payloadNonce: nonce)
        var plain = try library { () throws(CryptographyError) in try SecretBytes(zeroed: ChunkCipher.plainCount) }
        var bytesFollow = true
        while bytesFollow {
            try intake.fill(from: source)
            bytesFollow = intake.count > ChunkCipher.sealedCount
            let count = min(intake.count, ChunkCipher.sealedCount)
            guard count >= ChunkCipher.tagCount else { throw AgeFileError.truncated }
            let standing = try plain.withUnsafeMutableBytes { plain in
                let plain = UnsafeMutableRawBufferPointer(rebasing: plain[..<(count - ChunkCipher.tagCount)])
                let standing = try intake.withFirst(count) {
                    try cipher.open($0, bytesFollow: bytesFollow, into: plain)
                }
                if !plain.isEmpty { try sink(UnsafeRawBufferPointer(plain)) }
                return standing
            }
            if let fault = standing.fault { throw fault }
            intake.consume(count)
        }
    }

    /// Reads up to the end of the header and leaves what follows in the window.
    private static func readHeader(
        through intake: inout Intake, from source: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> Header {
        var bytes: [UInt8] = []
        while true {
            try intake.fill(from: source)
            let added = intake.count
            bytes += intake.withFirst(added) { Array($0) }
            if let end = HeaderSyntax.end(in: bytes.prefix(headerLimit)) {
                intake.consume(added - (bytes.count - end))
                return try Header(parsing: bytes[..<end])
            }
            // Said before the rest is read, which may be a large file of another kind.
            try HeaderSyntax.checkBeginning(of: bytes[...])
            if bytes.count >= headerLimit { throw AgeFileError.malformedHeader(.tooLong) }
            if added == 0 { throw AgeFileError.malformedHeader(.endsEarly) }
            intake.consume(added)
        }
    }
}

/// The key of one file that was written just now, kept in guarded memory so that what lies on the disk can be read back without
/// any recipient's own key. It opens that file and no other.
public struct WrittenFile: ~Copyable {
    fileprivate let fileKey: FileKey
    fileprivate let header: [UInt8]
}

extension AgeFile {
    /// As ``encrypt(to:reading:writing:)``, giving back what is needed to check the file.
    public static func write(
        to recipients: [AgeRecipient],
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> WrittenFile {
        let fileKey = try FileKey.random()
        let header = try header(fileKey, recipients: recipients)
        try encrypt(header, fileKey: fileKey, reading: source, writing: sink)
        return WrittenFile(fileKey: fileKey, header: header.bytes)
    }

    /// As ``encrypt(passphrase:log2N:reading:writing:)``, giving back what is needed to check the file.
    public static func write(
        passphrase: borrowing SecretBytes, log2N: Int,
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> WrittenFile {
        let fileKey = try FileKey.random()
        let header = try header(fileKey, passphrase: passphrase, log2N: log2N)
        try encrypt(header, fileKey: fileKey, reading: source, writing: sink)
        return WrittenFile(fileKey: fileKey, header: header.bytes)
    }

    /// Reads a file back that was written here, under its own key. Its header, in which each recipient finds that key, must be
    /// byte for byte the one that was written.
    public static func readBack(
        _ written: borrowing WrittenFile,
        reading source: (UnsafeMutableRawBufferPointer) throws -> Int,
        writing sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var intake = try Intake(capacity: ChunkCipher.sealedCount + 1)
        let header = try readHeader(through: &intake, from: source)
        guard header.bytes == written.header else { throw AgeFileError.headerAltered }
        try decrypt(header, fileKey: written.fileKey, through: &intake, reading: source, writing: sink)
    }
}
