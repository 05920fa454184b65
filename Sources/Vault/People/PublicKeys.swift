public import Cryptography

/// A person's two public keys.
public struct PublicKeys: Hashable, Sendable {
    /// Receives grants.
    public let agreement: X25519.PublicKey
    /// Checks signatures.
    public let signing: Ed25519.PublicKey

    public init(agreement: X25519.PublicKey, signing: Ed25519.PublicKey) {
        self.agreement = agreement
        self.signing = signing
    }

    /// The first 16 bytes of SHA-256(label "tacet/1/key-id", X25519 key, Ed25519 key).
    public func id() throws(VaultError) -> OpaqueID {
        var writer = ByteWriter(label: "tacet/1/key-id")
        writer.fixed(agreement.bytes)
        writer.fixed(signing.bytes)
        return OpaqueID(try digest(of: writer.bytes).bytes.prefix(16)) ?? .none
    }

    /// Six numbers from 0 to 7775, places in the word list, which two people compare by voice: 77 bits of
    /// SHA-256(label "tacet/1/fingerprint", X25519 key, Ed25519 key), read as one number, remainder by remainder.
    public func fingerprint() throws(VaultError) -> [Int] {
        var writer = ByteWriter(label: "tacet/1/fingerprint")
        writer.fixed(agreement.bytes)
        writer.fixed(signing.bytes)
        return WordNumbers.numbers(count: 6, from: try digest(of: writer.bytes).bytes)
    }
}

/// Places in a list of 7776 words.
public enum WordNumbers {
    /// How many words the list has: 6^5, five throws of a die.
    public static let listCount = 7776

    /// The first `count` remainders of the bytes, read as one big-endian number, by 7776.
    static func numbers(count: Int, from bytes: [UInt8]) -> [Int] {
        var number = bytes
        var result: [Int] = []
        for _ in 0..<count {
            var remainder = 0
            for place in number.indices {
                let value = remainder << 8 | Int(number[place])
                number[place] = UInt8(truncatingIfNeeded: value / listCount)
                remainder = value % listCount
            }
            result.append(remainder)
        }
        return result
    }

    /// Random places, each word worth 12.9 bits. 32 random bytes for at most 10 words leave no bias that matters (2^-126).
    /// - Throws: `.cryptography` when the random generator fails
    public static func random(count: Int) throws(VaultError) -> [Int] {
        numbers(count: count, from: try cryptographic { () throws(CryptographyError) in try RandomBytes.make(32) })
    }
}
