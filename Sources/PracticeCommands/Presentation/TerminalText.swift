/// Text made safe to show on a terminal.
///
/// What stands in a record was typed by someone else. An escape sequence in it could rewrite the lines above, retitle the
/// window or answer a question in the reader's place; a bidirectional override could show one name and mean another.
enum TerminalText {
    /// The text with everything that could steer written out, as `‹U+202E›`: it does nothing, and whoever reads sees that it
    /// is there. Nothing is left out, also not what stands within an escape sequence: what a terminal would hide is part of
    /// the record too.
    /// - Parameter keepingLines: whether line ends and tabs stay; otherwise each becomes a space, as a table cell needs.
    static func clean(_ text: String, keepingLines: Bool) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || (keepingLines && $0 == 0x0A) }) { return text }
        var kept = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        var pending = scalars.next()
        while let scalar = pending {
            pending = scalars.next()
            switch scalar {
            case "\r" where pending == "\n": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": kept.append(keepingLines ? "\n" : " ")
            case "\t": kept.append(keepingLines ? "\t" : " ")
            case _ where isControl(scalar): kept.append(contentsOf: writtenOut(scalar).unicodeScalars)
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }

    private static func writtenOut(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "‹U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "›"
    }

    /// Whether a scalar steers instead of showing: C0, DEL, C1, line and paragraph separators, bidirectional marks, embeddings,
    /// overrides and isolates, the byte order mark, and tag characters.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF,
            0xE0000...0xE007F:
            true
        default: false
        }
    }
}
