// Prints Sources/Counseling/Names/PinyinTable.swift: one toneless Mandarin syllable for every Han character of
// U+3400…4DBF and U+4E00…9FFF.
//
//     swiftc -O scripts/make-pinyin-table.swift -o make-pinyin-table && ./make-pinyin-table > PinyinTable.swift
//
// The readings are those of the Han-Latin transform of ICU, which Foundation carries (ICU 76.1 with CLDR 46 in the
// toolchain of the checked-in table). A table is generated, instead of asking ICU at run time, because ICU's first
// answer takes over 100 ms and each further one 40 µs: more than a whole search of a practice's clients may take.
import Foundation

let firstBlock: ClosedRange<UInt32> = 0x3400...0x4DBF
let secondBlock: ClosedRange<UInt32> = 0x4E00...0x9FFF
let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_")

/// The syllable without its tone, ü written v as input methods have it; nil where ICU knows none.
func syllable(of value: UInt32) -> String? {
    guard let scalar = Unicode.Scalar(value) else { return nil }
    let character = String(scalar)
    guard let latin = character.applyingTransform(.mandarinToLatin, reverse: false), latin != character else {
        return nil
    }
    // By scalars: to a search by characters, the u of ǚ with its tone mark is no u.
    var letters: [Unicode.Scalar] = []
    for scalar in latin.decomposedStringWithCanonicalMapping.unicodeScalars {
        if scalar == "\u{308}" { letters[letters.count - 1] = "v" }
        if ("a"..."z").contains(scalar) { letters.append(scalar) }
    }
    return String(String.UnicodeScalarView(letters))
}

let readings = (Array(firstBlock) + Array(secondBlock)).map(syllable)
let syllables = Set(readings.compactMap { $0 }).sorted()
let position = Dictionary(uniqueKeysWithValues: syllables.enumerated().map { ($1, $0) })

func wrapped(_ text: String, width: Int = 108) -> String {
    var lines: [String] = []
    var rest = Substring(text)
    while !rest.isEmpty {
        lines.append("        " + rest.prefix(width))
        rest = rest.dropFirst(width)
    }
    return lines.joined(separator: "\\\n")
}

let cells = readings.map { reading -> String in
    guard let reading, let index = position[reading] else { return ".." }
    return String([digits[index / 64], digits[index % 64]])
}

print(
    """
    // Made by scripts/make-pinyin-table.swift from the Han-Latin transform of ICU 76.1 (CLDR 46), whose data come from
    // Unicode's Unihan database. Do not edit: change the script and run it again.
    // Copyright © Unicode, Inc. and others; Unicode License v3, https://www.unicode.org/license.txt

    /// One toneless Mandarin syllable for every Han character of U+3400…4DBF and U+4E00…9FFF, in read-only memory.
    enum PinyinTable {
        /// The code points covered, in the order of `cells`.
        static let firstBlock: ClosedRange<UInt32> = 0x3400...0x4DBF
        static let secondBlock: ClosedRange<UInt32> = 0x4E00...0x9FFF

        /// All syllables, sorted, separated by spaces; ü is written v.
        static let syllables: StaticString = \"\"\"
    \(wrapped(syllables.joined(separator: " ")))
            \"\"\"

        /// Two base-64 digits (0–9 A–Z a–z - _) a character: the index of its syllable; two dots where none is known.
        static let cells: StaticString = \"\"\"
    \(wrapped(cells.joined()))
            \"\"\"
    }
    """)
