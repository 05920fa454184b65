/// Bech32 (BIP 173) of whole bytes, without its length limit, between buffers of the caller, since one may be secret.
///
/// Characters are found by comparing with all 32, so that no memory access depends on a secret.
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let separator = UInt8(ascii: "1")
    private static let checksumCount = 6
    /// What turns a capital letter into a small one.
    private static let caseBit: UInt8 = 0x20

    /// The characters that `count` bytes take behind `prefix`.
    static func textCount(of count: Int, prefix: [UInt8]) -> Int {
        prefix.count + 1 + groupCount(of: count) + checksumCount
    }

    /// Encodes `bytes` in the case of the prefix.
    ///
    /// - Parameter text: exactly ``textCount(of:prefix:)`` bytes, all of them written.
    static func encode(
        _ bytes: UnsafeRawBufferPointer, prefix: [UInt8], into text: UnsafeMutableRawBufferPointer
    ) {
        precondition(text.count == textCount(of: bytes.count, prefix: prefix))
        text.copyBytes(from: prefix + [separator])
        var position = prefix.count + 1
        let lowered = isUpper(prefix) ? caseBit : 0
        var checksum = Bech32Checksum(prefix: prefix.map(lowercase))
        func put(_ group: UInt8) {
            let character = character(of: group)
            // Only letters carry the bit that tells the case apart; digits stay.
            text[position] = character >= 0x61 ? character ^ lowered : character
            position += 1
        }
        var pending: UInt32 = 0
        var pendingBits = 0
        for byte in bytes {
            pending = (pending << 8 | UInt32(byte)) & 0xfff
            pendingBits += 8
            while pendingBits >= 5 {
                pendingBits -= 5
                let group = UInt8(truncatingIfNeeded: pending >> UInt32(pendingBits)) & 31
                checksum.absorb(group)
                put(group)
            }
        }
        if pendingBits > 0 {
            let group = UInt8(truncatingIfNeeded: pending << UInt32(5 - pendingBits)) & 31
            checksum.absorb(group)
            put(group)
        }
        for group in checksum.groups { put(group) }
    }

    /// Decodes text that must be in the case of the prefix throughout.
    ///
    /// - Parameter bytes: the length that the data must have; left undefined where the result is false.
    /// - Returns: whether prefix, length, case, characters, padding and checksum are right.
    static func decode(
        _ text: UnsafeRawBufferPointer, prefix: [UInt8], into bytes: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard text.count == textCount(of: bytes.count, prefix: prefix), text.starts(with: prefix + [separator]) else {
            return false
        }
        let upper = isUpper(prefix)
        var checksum = Bech32Checksum(prefix: prefix.map(lowercase))
        var isValid = true
        var pending: UInt32 = 0
        var pendingBits = 0
        var position = 0
        let data = text[(prefix.count + 1)...]
        for (offset, character) in data.enumerated() {
            let isForeignCase = (upper ? 0x61...0x7a : 0x41...0x5a).contains(character)
            let group = group(of: upper ? lowercase(character) : character)
            isValid = isValid && !isForeignCase && group != nil
            checksum.absorb(group ?? 0)
            guard offset < data.count - checksumCount else { continue }
            pending = (pending << 5 | UInt32(group ?? 0)) & 0xfff
            pendingBits += 5
            if pendingBits >= 8 {
                pendingBits -= 8
                bytes[position] = UInt8(truncatingIfNeeded: pending >> UInt32(pendingBits))
                position += 1
            }
        }
        let padding = pending & ((1 << UInt32(pendingBits)) - 1)
        return isValid && padding == 0 && checksum.isComplete
    }

    /// Groups of five bits, the last one padded.
    private static func groupCount(of count: Int) -> Int {
        (count * 8 + 4) / 5
    }

    private static func character(of group: UInt8) -> UInt8 {
        var found: UInt8 = 0
        for (value, character) in alphabet.enumerated() {
            found |= UInt8(value) == group ? character : 0
        }
        return found
    }

    private static func group(of character: UInt8) -> UInt8? {
        var found: UInt8 = 0xff
        for (value, candidate) in alphabet.enumerated() {
            found &= candidate == character ? UInt8(value) : 0xff
        }
        return found == 0xff ? nil : found
    }

    private static func lowercase(_ character: UInt8) -> UInt8 {
        (0x41...0x5a).contains(character) ? character | caseBit : character
    }

    private static func isUpper(_ prefix: [UInt8]) -> Bool {
        prefix.contains { (0x41...0x5a).contains($0) }
    }
}
