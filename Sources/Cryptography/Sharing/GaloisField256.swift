/// GF(2^8) with the polynomial x^8 + x^4 + x^3 + x + 1 (0x11b, that of AES, FIPS 197, section 4.2).
///
/// No tables and no branches on values: a look-up indexed by a secret would show in the cache.
enum GaloisField256 {
    /// The product, in the same time for all factors.
    static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var (a, b, product) = (a, b, UInt8(0))
        for _ in 0..<8 {
            product ^= a & (0 &- (b & 1))
            a = a << 1 ^ (0x1b & (0 &- (a >> 7)))
            b >>= 1
        }
        return product
    }

    /// The inverse as a^254; 0 for 0.
    static func inverse(_ a: UInt8) -> UInt8 {
        // 254 = 2 + 4 + 8 + 16 + 32 + 64 + 128
        var power = multiply(a, a)
        var product = power
        for _ in 0..<6 {
            power = multiply(power, power)
            product = multiply(product, power)
        }
        return product
    }
}
