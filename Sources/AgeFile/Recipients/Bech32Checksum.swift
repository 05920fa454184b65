/// The checksum of Bech32: a BCH code over groups of five bits (BIP 173).
struct Bech32Checksum {
    private static let generators: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
    private var remainder: UInt32 = 1

    /// - Parameter prefix: the human-readable part in small letters.
    init(prefix: [UInt8]) {
        for character in prefix { absorb(character >> 5) }
        absorb(0)
        for character in prefix { absorb(character & 31) }
    }

    /// Takes in the next group of five bits.
    mutating func absorb(_ group: UInt8) {
        let top = remainder >> 25
        remainder = (remainder & 0x1ff_ffff) << 5 ^ UInt32(group)
        for (bit, generator) in Bech32Checksum.generators.enumerated() {
            // All ones or all zeros, so that nothing branches on a secret.
            remainder ^= generator & (0 &- (top >> UInt32(bit) & 1))
        }
    }

    /// The six groups that follow the data.
    var groups: [UInt8] {
        var ended = self
        for _ in 0..<6 { ended.absorb(0) }
        let value = ended.remainder ^ 1
        return (0..<6).map { UInt8(truncatingIfNeeded: value >> UInt32(5 * (5 - $0))) & 31 }
    }

    /// Whether what was taken in, checksum included, is a code word.
    var isComplete: Bool {
        remainder == 1
    }
}
