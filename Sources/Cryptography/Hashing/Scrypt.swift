import COpenSSL

/// scrypt (RFC 7914): a key from a passphrase, at a price in time and memory for whoever guesses.
public enum Scrypt {
    /// Derives `count` bytes. Takes 128 · 2^log2N · r bytes of memory, 256 MiB for log2N 18 and r 8.
    /// - Parameters:
    ///   - passphrase: the bytes of the passphrase; may be empty.
    ///   - salt: random bytes, 16 or more.
    ///   - log2N: the cost as a power of two, 1 to 30. What is too cheap or too dear is the caller's policy.
    ///   - r: the block size, 8 by custom.
    ///   - p: the parallelism, 1 by custom.
    ///   - count: how many bytes to derive, at least 1.
    /// - Throws: ``CryptographyError/outOfRange(what:)`` for a parameter the RFC does not allow;
    ///   ``CryptographyError/memoryExhausted`` when there is not enough memory.
    public static func derive(
        passphrase: borrowing SecretBytes, salt: [UInt8], log2N: Int, r: Int, p: Int, count: Int
    ) throws(CryptographyError) -> SecretBytes {
        guard (1...30).contains(log2N) else { throw .outOfRange(what: "log2N") }
        // RFC 7914, section 2: N < 2^(128 · r / 8) and p ≤ (2^32 - 1) · 32 / (128 · r); ours are tighter, and keep the
        // sum below from overflowing.
        guard (1...1 << 16).contains(r), log2N < 16 * r else { throw .outOfRange(what: "r") }
        guard (1...1 << 16).contains(p), p <= (1 << 30) / r else { throw .outOfRange(what: "p") }
        guard count > 0 else { throw .outOfRange(what: "count") }
        try OpenSSL.start()
        let cost = UInt64(1) << UInt64(log2N)
        let block = 128 * UInt64(r)
        // The library's own limit is 32 MiB; this is what it will need, with some slack for how it counts.
        let memory = block * (cost + UInt64(p) + 2) + (1 << 20)
        var key = try SecretBytes(zeroed: count)
        let status = passphrase.withUnsafeBytes { passphrase in
            salt.withOctets { salt in
                key.withUnsafeMutableBytes { key in
                    EVP_PBE_scrypt(
                        passphrase.baseAddress?.assumingMemoryBound(to: CChar.self), passphrase.count,
                        salt.octets, salt.count, cost, UInt64(r), UInt64(p), memory, key.octets, key.count)
                }
            }
        }
        // Every parameter was looked at before: what the library lacks is memory.
        guard status == 1 else {
            _ = OpenSSL.failure("EVP_PBE_scrypt")
            throw .memoryExhausted
        }
        return key
    }
}
