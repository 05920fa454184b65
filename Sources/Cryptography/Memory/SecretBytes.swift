import COpenSSL
import CPlatform

/// Secret bytes that exist once, in locked memory, and are wiped when their owner ends.
///
/// Up to 16 KiB they come from OpenSSL's secure heap (guard pages, one lock for the whole process); above that, a
/// decrypted file for instance, from pages of their own, pinned where the limit on locked memory allows it. Neither
/// is part of a core dump. `exit()` runs no deinit: what is still held then is left to the kernel, which clears pages
/// before giving them to anyone else.
///
/// Not `Equatable` and not printable on purpose; compare with ``isEqual(to:)``.
public struct SecretBytes: ~Copyable, @unchecked Sendable {
    // Safe to send: the memory has exactly one owner, and changing it takes exclusive access to that owner.

    /// How many bytes there are.
    public let count: Int

    @usableFromInline let base: UnsafeMutableRawPointer

    private static let largestOnHeap = 16 * 1024

    /// Makes `count` zero bytes, to be filled through ``withUnsafeMutableBytes(_:)``.
    /// - Throws: ``CryptographyError/memoryExhausted``; ``CryptographyError/outOfRange(what:)`` for a negative count.
    public init(zeroed count: Int) throws(CryptographyError) {
        guard count >= 0 else { throw .outOfRange(what: "count") }
        let memory: UnsafeMutableRawPointer?
        if count > Self.largestOnHeap {
            var locked = false
            memory = platform_secret_map(count, &locked)
        } else {
            _ = SecureMemory.start()
            memory = tacet_secure_zalloc(max(count, 1))
        }
        guard let memory else {
            ERR_clear_error()
            throw .memoryExhausted
        }
        self.count = count
        self.base = memory
    }

    /// Copies bytes that some other owner holds; that copy is theirs to wipe.
    /// - Throws: ``CryptographyError/memoryExhausted``.
    public init(copying bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        try self.init(zeroed: bytes.count)
        UnsafeMutableRawBufferPointer(start: base, count: count).copyMemory(from: bytes)
    }

    /// Copies an array. The array is not wiped: meant for constants and for what came from outside anyway.
    /// - Throws: ``CryptographyError/memoryExhausted``.
    public init(copying bytes: [UInt8]) throws(CryptographyError) {
        self = try bytes.withOctets { bytes throws(CryptographyError) in try SecretBytes(copying: bytes) }
    }

    deinit {
        if count > Self.largestOnHeap {
            OPENSSL_cleanse(base, count)
            platform_secret_unmap(base, count)
        } else {
            tacet_secure_free(base, max(count, 1))
        }
    }

    /// Draws `count` bytes from OpenSSL's generator for private values (`RAND_priv_bytes`, NIST SP 800-90A).
    /// - Throws: ``CryptographyError/library(operation:)`` when there is no entropy.
    public static func random(count: Int) throws(CryptographyError) -> SecretBytes {
        try OpenSSL.start()
        guard let length = Int32(exactly: count) else { throw .outOfRange(what: "count") }
        var secret = try SecretBytes(zeroed: count)
        let status = secret.withUnsafeMutableBytes { RAND_priv_bytes($0.octets, length) }
        try OpenSSL.check(status, "RAND_priv_bytes")
        return secret
    }

    /// Lends the bytes for reading. The pointer must not leave `body`.
    @inlinable
    public borrowing func withUnsafeBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Lends the bytes for writing. The pointer must not leave `body`.
    @inlinable
    public mutating func withUnsafeMutableBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try body(UnsafeMutableRawBufferPointer(start: base, count: count))
    }

    /// A second owner of the same bytes.
    /// - Throws: ``CryptographyError/memoryExhausted``.
    public borrowing func duplicate() throws(CryptographyError) -> SecretBytes {
        try SecretBytes(copying: UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy of a part, as when one derivation gives several keys.
    /// - Throws: ``CryptographyError/outOfRange(what:)`` unless the range lies within the bytes;
    ///   ``CryptographyError/memoryExhausted``.
    public borrowing func slice(_ range: Range<Int>) throws(CryptographyError) -> SecretBytes {
        guard range.lowerBound >= 0, range.upperBound <= count else { throw .outOfRange(what: "range") }
        return try SecretBytes(copying: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// Whether both hold the same bytes, in a time that depends on the lengths alone.
    public borrowing func isEqual(to other: borrowing SecretBytes) -> Bool {
        count == other.count && CRYPTO_memcmp(base, other.base, count) == 0
    }

    /// The bytes as an ordinary array, which nobody wipes: only where they leave for a person or for an outside format.
    public borrowing func revealed() -> [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: base, count: count))
    }
}
