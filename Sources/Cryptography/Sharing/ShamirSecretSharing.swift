/// Shamir's secret sharing (Communications of the ACM 22, 1979) over GF(2^8), byte by byte: any k of n shares give the
/// secret, and k - 1 tell nothing about it.
///
/// A wrong share is not noticed here: combining then gives other bytes. The caller compares the result with something
/// public, as a public key made from the secret.
public enum ShamirSecretSharing {
    /// One holder's share. A class, so that shares may lie in an array; its bytes are never changed.
    public final class Share: Sendable {
        /// The place at which the polynomials were evaluated, 1 to 255; not secret.
        public let index: UInt8
        /// As many bytes as the secret has.
        public let bytes: SecretBytes

        /// Takes what was kept for a holder; ``ShamirSecretSharing/combine(_:)`` checks it.
        public init(index: UInt8, bytes: consuming SecretBytes) {
            self.index = index
            self.bytes = bytes
        }
    }

    /// Splits a secret into shares with the indexes 1 to n.
    /// - Parameters:
    ///   - secret: one byte or more.
    ///   - k: how many shares will be needed, at least 1 (then each share is the secret itself).
    ///   - n: how many shares to make, at least k, at most 255.
    /// - Throws: ``CryptographyError/outOfRange(what:)``, ``CryptographyError/invalidLength(what:)``,
    ///   ``CryptographyError/memoryExhausted``.
    public static func split(
        _ secret: borrowing SecretBytes, threshold k: Int, of n: Int
    ) throws(CryptographyError) -> [Share] {
        guard (1...255).contains(n) else { throw .outOfRange(what: "number of shares") }
        guard (1...n).contains(k) else { throw .outOfRange(what: "threshold") }
        guard secret.count > 0 else { throw .invalidLength(what: "secret") }
        // One polynomial a byte: the secret is its constant, the rest is random. Row i holds the coefficients of x^(i+1).
        let coefficients = try SecretBytes.random(count: (k - 1) * secret.count)
        var shares: [Share] = []
        for index in UInt8(1)...UInt8(n) {
            shares.append(Share(index: index, bytes: try evaluate(secret, coefficients, at: index)))
        }
        return shares
    }

    /// Puts a secret together from k or more of its shares.
    /// - Returns: the secret if all shares are true and enough; other bytes if not.
    /// - Throws: ``CryptographyError/invalidLength(what:)`` for no shares or unequal ones;
    ///   ``CryptographyError/outOfRange(what:)`` for an index of 0 or one that comes twice.
    public static func combine(_ shares: [Share]) throws(CryptographyError) -> SecretBytes {
        guard let count = shares.first?.bytes.count, count > 0, shares.allSatisfy({ $0.bytes.count == count }) else {
            throw .invalidLength(what: "shares")
        }
        let indexes = shares.map(\.index)
        guard !indexes.contains(0), Set(indexes).count == indexes.count else { throw .outOfRange(what: "share index") }
        var secret = try SecretBytes(zeroed: count)
        for share in shares {
            let weight = lagrange(share.index, among: indexes)
            share.bytes.withUnsafeBytes { share in
                secret.withUnsafeMutableBytes { secret in
                    for place in 0..<count { secret[place] ^= GaloisField256.multiply(weight, share[place]) }
                }
            }
        }
        return secret
    }

    /// Horner's rule for every byte at once.
    private static func evaluate(
        _ secret: borrowing SecretBytes, _ coefficients: borrowing SecretBytes, at index: UInt8
    ) throws(CryptographyError) -> SecretBytes {
        let count = secret.count
        var value = try SecretBytes(zeroed: count)
        secret.withUnsafeBytes { secret in
            coefficients.withUnsafeBytes { coefficients in
                value.withUnsafeMutableBytes { value in
                    for row in stride(from: coefficients.count / count - 1, through: 0, by: -1) {
                        for place in 0..<count {
                            let next = value[place] ^ coefficients[row * count + place]
                            value[place] = GaloisField256.multiply(next, index)
                        }
                    }
                    for place in 0..<count { value[place] ^= secret[place] }
                }
            }
        }
        return value
    }

    /// The weight of one share when interpolating at 0. Indexes are public, so this may branch on them.
    private static func lagrange(_ index: UInt8, among indexes: [UInt8]) -> UInt8 {
        var weight: UInt8 = 1
        for other in indexes where other != index {
            weight = GaloisField256.multiply(
                weight, GaloisField256.multiply(other, GaloisField256.inverse(other ^ index)))
        }
        return weight
    }
}
