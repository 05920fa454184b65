/// The toneless Mandarin syllables that a Han character may be read as.
enum PinyinReadings {
    private static let syllables: [[UInt8]] = PinyinTable.syllables.withUTF8Buffer { buffer in
        buffer.split(separator: UInt8(ascii: " ")).map(Array.init)
    }

    /// The most usual reading; nil for a character outside the table.
    static func usual(_ character: Unicode.Scalar) -> [UInt8]? {
        let value = character.value
        let row: UInt32
        if PinyinTable.secondBlock.contains(value) {
            row = value - PinyinTable.secondBlock.lowerBound + UInt32(PinyinTable.firstBlock.count)
        } else if PinyinTable.firstBlock.contains(value) {
            row = value - PinyinTable.firstBlock.lowerBound
        } else {
            return nil
        }
        return PinyinTable.cells.withUTF8Buffer { cells in
            guard let high = digit(cells[Int(row) * 2]), let low = digit(cells[Int(row) * 2 + 1]) else { return nil }
            return syllables[high * 64 + low]
        }
    }

    /// Every spelling of a syllable that people type: ü as v, yu (passports) or u.
    static func spellings(_ syllable: [UInt8]) -> [[UInt8]] {
        guard let place = syllable.firstIndex(of: UInt8(ascii: "v")) else { return [syllable] }
        return [syllable]
            + ["yu", "u"].map { Array(syllable[..<place]) + Array($0.utf8) + Array(syllable[(place + 1)...]) }
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 36
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
