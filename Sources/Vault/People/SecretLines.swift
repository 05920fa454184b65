import Cryptography

/// Lines of "key value" in which a value may be secret: built and read without a secret ever standing in a `String`.
struct SecretLines: ~Copyable {
    private var text: SecretBytes
    private var used = 0

    /// - Parameter capacity: bytes to set aside; lines over it are refused
    init(capacity: Int = 4096) throws(VaultError) {
        text = try cryptographic { () throws(CryptographyError) in try SecretBytes(zeroed: capacity) }
    }

    mutating func add(_ line: String) throws(VaultError) {
        try append(Array(line.utf8) + [0x0a])
    }

    /// Adds a line whose value is the secret in hexadecimal.
    mutating func add(_ key: String, secret: borrowing SecretBytes) throws(VaultError) {
        try append(Array(key.utf8) + [0x20])
        let start = used
        guard start + secret.count * 2 <= text.count else { throw .tooLarge(.identity) }
        text.withUnsafeMutableBytes { to in
            secret.withUnsafeBytes { from in
                for (offset, byte) in from.enumerated() {
                    to[start + offset * 2] = Self.digit(byte >> 4)
                    to[start + offset * 2 + 1] = Self.digit(byte & 15)
                }
            }
        }
        used += secret.count * 2
        try append([0x0a])
    }

    private mutating func append(_ bytes: [UInt8]) throws(VaultError) {
        let start = used
        guard start + bytes.count <= text.count else { throw .tooLarge(.identity) }
        text.withUnsafeMutableBytes { to in
            for (offset, byte) in bytes.enumerated() { to[start + offset] = byte }
        }
        used += bytes.count
    }

    /// The lines written so far, as one secret.
    consuming func finished() throws(VaultError) -> SecretBytes {
        let count = used
        return try cryptographic { () throws(CryptographyError) in try text.slice(0..<count) }
    }

    /// Arithmetic instead of a table: the place looked up would depend on the secret.
    private static func digit(_ nibble: UInt8) -> UInt8 {
        let letter = UInt8(truncatingIfNeeded: (Int(9) - Int(nibble)) >> 8) & 39
        return nibble + 48 + letter
    }

    // MARK: reading

    /// The ranges of the lines' values by their keys; the first line has the key "" and is whole.
    static func values(in text: borrowing SecretBytes, of what: FormatName) throws(VaultError) -> [String: Range<Int>] {
        var ranges: [String: Range<Int>] = [:]
        var faulty = false
        text.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count, !faulty {
                guard let end = bytes[start...].firstIndex(of: 0x0a) else {
                    faulty = true
                    break
                }
                if start == 0 {
                    ranges[""] = 0..<end
                } else if let space = bytes[start..<end].firstIndex(of: 0x20) {
                    let key = String(decoding: bytes[start..<space], as: UTF8.self)
                    faulty = ranges.updateValue((space + 1)..<end, forKey: key) != nil
                } else {
                    faulty = true
                }
                start = end + 1
            }
        }
        guard !faulty else { throw .malformed(what) }
        return ranges
    }

    /// A value that is not secret, as text.
    static func text(_ range: Range<Int>?, in text: borrowing SecretBytes, of what: FormatName) throws(VaultError)
        -> String
    {
        guard let range else { throw .malformed(what) }
        return text.withUnsafeBytes { String(decoding: $0[range], as: UTF8.self) }
    }

    /// A secret value of `count` bytes from its hexadecimal digits.
    static func secret(_ range: Range<Int>?, count: Int, in text: borrowing SecretBytes, of what: FormatName)
        throws(VaultError) -> SecretBytes
    {
        guard let range, range.count == count * 2 else { throw .malformed(what) }
        var result = try cryptographic { () throws(CryptographyError) in try SecretBytes(zeroed: count) }
        var faulty: UInt8 = 0
        text.withUnsafeBytes { from in
            result.withUnsafeMutableBytes { to in
                for offset in 0..<count {
                    let high = value(ofDigit: from[range.lowerBound + offset * 2])
                    let low = value(ofDigit: from[range.lowerBound + offset * 2 + 1])
                    faulty |= (high | low) & 0xf0
                    to[offset] = high << 4 | low & 15
                }
            }
        }
        guard faulty == 0 else { throw .malformed(what) }
        return result
    }

    /// 0 to 15, or 0xff for what is no lower-case hexadecimal digit; without branches on the digit.
    private static func value(ofDigit digit: UInt8) -> UInt8 {
        let number = Int(digit)
        let isDecimal = ((47 - number) & (number - 58)) >> 8
        let isLetter = ((96 - number) & (number - 103)) >> 8
        let value = (isDecimal & (number - 48)) | (isLetter & (number - 87))
        return UInt8(truncatingIfNeeded: value | ~(isDecimal | isLetter))
    }
}
