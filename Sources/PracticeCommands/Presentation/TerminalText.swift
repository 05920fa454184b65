/// Text made safe to show on a terminal.
///
/// What stands in a record was typed by someone else. An escape sequence in it could rewrite the lines above, retitle the
/// window or answer a question in the reader's place; a bidirectional override could show one name and mean another.
enum TerminalText {
    /// The text without control characters and without whole escape sequences.
    /// - Parameter keepingLines: whether line ends and tabs stay; otherwise each becomes a space, as a table cell needs.
    static func clean(_ text: String, keepingLines: Bool) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        var kept = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        var pending = scalars.next()
        while let scalar = pending {
            pending = scalars.next()
            switch scalar {
            case "\r" where pending == "\n": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": kept.append(keepingLines ? "\n" : " ")
            case "\t": kept.append(keepingLines ? "\t" : " ")
            case "\u{1B}": skipEscape(&pending, &scalars)
            case "\u{9B}": skipControlSequence(&pending, &scalars)
            case "\u{90}", "\u{98}", "\u{9D}", "\u{9E}", "\u{9F}": skipControlString(&pending, &scalars)
            case _ where isControl(scalar): break
            default: kept.append(scalar)
            }
        }
        return String(kept)
    }

    /// Whether a scalar steers instead of showing: C0, DEL, C1, line and paragraph separators, bidirectional embeddings,
    /// overrides and isolates, the byte order mark, and tag characters.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xE0000...0xE007F: true
        default: false
        }
    }

    private typealias Scalars = String.UnicodeScalarView.Iterator

    /// ECMA-48: ESC followed by `[` (control sequence), by one of `P X ] ^ _` (control string), or by intermediates and
    /// one final character.
    private static func skipEscape(_ pending: inout Unicode.Scalar?, _ scalars: inout Scalars) {
        switch pending {
        case "[":
            pending = scalars.next()
            skipControlSequence(&pending, &scalars)
        case "P", "X", "]", "^", "_":
            pending = scalars.next()
            skipControlString(&pending, &scalars)
        default:
            while let scalar = pending, (0x20...0x2F).contains(scalar.value) { pending = scalars.next() }
            if let scalar = pending, (0x30...0x7E).contains(scalar.value) { pending = scalars.next() }
        }
    }

    private static func skipControlSequence(_ pending: inout Unicode.Scalar?, _ scalars: inout Scalars) {
        while let scalar = pending, (0x20...0x3F).contains(scalar.value) { pending = scalars.next() }
        if let scalar = pending, (0x40...0x7E).contains(scalar.value) { pending = scalars.next() }
    }

    /// Ends at BEL, at a string terminator, or at the end of the line: an unfinished one must not hide a whole record.
    private static func skipControlString(_ pending: inout Unicode.Scalar?, _ scalars: inout Scalars) {
        while let scalar = pending, scalar != "\n" {
            pending = scalars.next()
            if scalar == "\u{07}" || scalar == "\u{9C}" { return }
            if scalar == "\u{1B}" {
                if pending == "\\" { pending = scalars.next() }
                return
            }
        }
    }
}
