import Cryptography

/// The payload's encryption: STREAM over ChaCha20-Poly1305 in chunks of 64 KiB (C2SP age, "Payload").
///
/// Each chunk's nonce holds its number and whether it is the last one, so that chunks cannot be reordered, dropped or
/// appended unnoticed.
struct ChunkCipher: ~Copyable {
    /// The bytes of plaintext in every chunk but the last.
    static let plainCount = 65_536
    static let tagCount = 16
    /// The bytes of a full chunk in the file.
    static let sealedCount = plainCount + tagCount
    /// The bytes of the nonce that the payload begins with.
    static let payloadNonceCount = 16

    private var cipher: ChaCha20Poly1305
    private let key: SecretBytes
    private var index: UInt64 = 0

    /// - Parameter payloadNonce: the 16 bytes that the payload begins with.
    init(fileKey: borrowing FileKey, payloadNonce: [UInt8]) throws(AgeFileError) {
        let key = try fileKey.payloadKey(nonce: payloadNonce)
        let cipher = try library { () throws(CryptographyError) in try ChaCha20Poly1305() }
        self.key = key
        self.cipher = cipher
    }

    /// Encrypts the next chunk.
    ///
    /// - Parameter sealed: as long as the plaintext and the tag.
    mutating func seal(
        _ plain: UnsafeRawBufferPointer, isFinal: Bool, into sealed: UnsafeMutableRawBufferPointer
    ) throws(AgeFileError) {
        do throws(CryptographyError) {
            try cipher.seal(plain, key: key, nonce: nonce(isFinal: isFinal), aad: [], into: sealed)
        } catch { throw .cryptography(error) }
        index += 1
    }

    /// Decrypts the next chunk. Nothing is left in `plain` unless the chunk authenticates.
    ///
    /// - Parameters:
    ///   - sealed: a full chunk, or what is left of the file.
    ///   - bytesFollow: whether the file goes on behind it.
    ///   - plain: shorter than `sealed` by the tag.
    /// - Returns: where the chunk was meant to stand; the caller hands the plaintext on before it acts on that.
    /// - Throws: `payloadAltered`.
    mutating func open(
        _ sealed: UnsafeRawBufferPointer, bytesFollow: Bool, into plain: UnsafeMutableRawBufferPointer
    ) throws(AgeFileError) -> ChunkStanding {
        if try opens(sealed, asFinal: !bytesFollow, into: plain) {
            // One plaintext has one chunking: an empty last chunk could be added by whoever wrote the file only,
            // but two readers might disagree about it.
            guard bytesFollow || !plain.isEmpty || index == 0 else { throw .payloadAltered }
            index += 1
            return bytesFollow ? .middle : .final
        }
        // Authentic but in the wrong place: the file was cut or extended right here. Only full chunks may be in the
        // middle, so a short one is not looked at again.
        if sealed.count == ChunkCipher.sealedCount, try opens(sealed, asFinal: bytesFollow, into: plain) {
            return bytesFollow ? .finalButFollowed : .middleButLast
        }
        throw .payloadAltered
    }

    private mutating func opens(
        _ sealed: UnsafeRawBufferPointer, asFinal isFinal: Bool, into plain: UnsafeMutableRawBufferPointer
    ) throws(AgeFileError) -> Bool {
        do throws(CryptographyError) {
            try cipher.open(sealed, key: key, nonce: nonce(isFinal: isFinal), aad: [], into: plain)
            return true
        } catch {
            if error == .wrongKeyOrAltered { return false }
            throw .cryptography(error)
        }
    }

    /// Eleven bytes of chunk number, big endian, and one that is 1 for the last chunk.
    private func nonce(isFinal: Bool) -> [UInt8] {
        let number = (0..<8).map { UInt8(truncatingIfNeeded: index >> UInt64(8 * (7 - $0))) }
        return [0, 0, 0] + number + [isFinal ? 1 : 0]
    }
}
