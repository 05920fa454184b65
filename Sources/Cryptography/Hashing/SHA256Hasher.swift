import COpenSSL

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece; after ``finish()`` ready for the next message.
public struct SHA256Hasher: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    private let state: SHA256State

    /// Makes a hasher with nothing in it.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public init() throws(CryptographyError) {
        memory = UnsafeMutableRawPointer.allocate(byteCount: SHA256State.stride, alignment: 16)
        state = SHA256State(in: memory)
        try state.begin()
    }

    deinit {
        OPENSSL_cleanse(memory, SHA256State.stride)
        memory.deallocate()
    }

    /// Takes the next piece.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func update(_ bytes: [UInt8]) throws(CryptographyError) {
        try bytes.withOctets { bytes throws(CryptographyError) in try update(bytes) }
    }

    /// Takes the next piece.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        try state.update(bytes)
    }

    /// Takes a digest as the next piece.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func update(_ digest: Digest) throws(CryptographyError) {
        try digest.withUnsafeBytes { bytes throws(CryptographyError) in try update(bytes) }
    }

    /// Gives the hash of all pieces, and starts anew.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func finish() throws(CryptographyError) -> Digest {
        let digest = try state.end()
        try state.begin()
        return digest
    }

    /// Gives the hash of a byte and two digests, as trees of hashes are made of, and starts anew. Nothing may have been taken.
    /// - Throws: ``CryptographyError/library(operation:)``.
    public mutating func hash(
        _ first: UInt8, _ left: Digest, _ right: Digest
    ) throws(CryptographyError) -> Digest {
        try left.withUnsafeBytes(after: first, before: right) { bytes throws(CryptographyError) in try update(bytes) }
        return try finish()
    }
}
