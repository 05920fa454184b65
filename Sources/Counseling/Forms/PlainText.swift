import Foundation

/// What every text goes through before it becomes part of a record: one spelling, and nothing that steers a terminal.
enum PlainText {
    /// Unicode's canonical composition (NFC), so that what looks the same is the same bytes for searching and hashing.
    static func composed(_ text: String) -> String {
        text.unicodeScalars.allSatisfy(isInert) ? text : text.precomposedStringWithCanonicalMapping
    }

    /// One line, trimmed and composed.
    ///
    /// - Returns: nil when nothing but white space is there.
    /// - Throws: `CounselingError.field` when it has more than `limit` Unicode scalars, a control character, or one that
    ///   breaks the line or reorders the text around it (a name must not rewrite the row it is shown in).
    static func line(_ text: String, at path: FieldPath, limit: Int) throws(CounselingError) -> String? {
        try passage(text, at: path, limit: limit, allowing: { _ in false })
    }

    /// Refuses what shows nothing, for what people are to recognize something by. A joiner within visible text stays allowed:
    /// Persian and families of emoji need it. What is read from a record is not asked: it was let in before.
    ///
    /// - Throws: `CounselingError.field` with `.invisible`
    static func requireVisible(_ text: String, at path: FieldPath) throws(CounselingError) {
        guard isVisible(text) else { throw .field(path, .invisible) }
    }

    /// Whether a text shows anything.
    static func isVisible(_ text: String) -> Bool { text.unicodeScalars.contains(where: isVisible) }

    /// Some lines, trimmed and composed; otherwise as `line`.
    static func lines(_ text: String, at path: FieldPath, limit: Int) throws(CounselingError) -> String? {
        try passage(unixLines(text), at: path, limit: limit, allowing: { $0 == "\n" || $0 == "\t" })
    }

    /// The text of a clinical record: composed, line ends as `\n`, white space kept as written.
    ///
    /// - Throws: `CounselingError.field` for NUL and every other control character but `\n` and `\t`.
    static func clinical(_ text: String, at path: FieldPath) throws(CounselingError) -> String {
        let result = composed(unixLines(text))
        // Position 1 is the first scalar of what is kept, which is what an editor that shows `\n` would count.
        if let position = position(in: result, of: { isControl($0) && $0 != "\n" && $0 != "\t" }) {
            throw .field(path, .forbiddenCharacter(position: position))
        }
        return result
    }

    private static func passage(
        _ text: String, at path: FieldPath, limit: Int, allowing: (Unicode.Scalar) -> Bool
    ) throws(CounselingError) -> String? {
        let trimmed = composed(String(text.trimmed()))
        guard !trimmed.isEmpty else { return nil }
        if let position = position(in: trimmed, of: { (isControl($0) || reorders($0)) && !allowing($0) }) {
            throw .field(path, .forbiddenCharacter(position: position))
        }
        guard trimmed.unicodeScalars.count <= limit else { throw .field(path, .tooLong(limit: limit)) }
        return trimmed
    }

    private static func unixLines(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\r")) else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n"), result.last == UInt8(ascii: "\r") { result.removeLast() }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func position(in text: String, of isRefused: (Unicode.Scalar) -> Bool) -> Int? {
        for (index, scalar) in text.unicodeScalars.enumerated() where isRefused(scalar) { return index + 1 }
        return nil
    }

    /// General category Cc: C0, DEL and C1, whose U+009B starts a terminal sequence as ESC [ does.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// U+2800 is a Braille cell without a dot, and the only blank that Unicode counts neither as space nor as ignorable.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint || properties.isWhitespace || scalar.value == 0x2800 { return false }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: return false
        default: return true
        }
    }

    /// Line and paragraph separators, and the bidirectional embeddings, overrides and isolates of Unicode's UAX #9.
    private static func reorders(_ scalar: Unicode.Scalar) -> Bool {
        (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }

    /// Blocks whose characters neither decompose nor compose with a neighbour of these blocks: Latin below the combining
    /// marks, general punctuation from U+2010, ideographic punctuation, Han, full-width forms. A note of 8 MiB in Chinese
    /// so needs no copy.
    private static func isInert(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x300, 0x2010...0x2027, 0x3000...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xFF01...0xFF9D: true
        default: false
        }
    }
}

extension String {
    /// The text without white space at either end, the ideographic space included.
    func trimmed() -> Substring {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return self[first...last]
    }
}
