/// A search for words within clinical texts: case, and whether a letter is of full width, do not matter. Two Chinese
/// characters are enough, and so is one.
///
/// The words and each text are folded once to UTF-8 bytes; whoever searches compares bytes.
public struct TextSearch: Sendable {
    /// The most Unicode scalars that are searched for.
    public static let limit = 200

    /// The folded words.
    public let needle: [UInt8]

    /// - Throws: `CounselingError.field("search", _)`: `.missing`, `.tooLong`
    public init(_ words: String) throws(CounselingError) {
        let path: FieldPath = "search"
        guard words.unicodeScalars.count <= Self.limit else { throw .field(path, .tooLong(limit: Self.limit)) }
        let needle = SearchedText.folded(PlainText.composed(String(words.trimmed())))
        guard !needle.isEmpty else { throw .field(path, .missing) }
        self.needle = needle
    }

    /// The words from the form `{"search": …}`.
    ///
    /// - Throws: `CounselingError` naming the field at fault.
    public static func readWords(json: [UInt8]) throws(CounselingError) -> String {
        let form = try FormReader(json: json, limit: 64 << 10, known: ["search"])
        guard let words = try form.text("search") else { throw .field("search", .missing) }
        return words
    }

    /// The first place in a text where the words stand; nil where they do not.
    /// - Parameter find: the offset of the second bytes within the first
    public func excerpt(of text: String, find: ([UInt8], [UInt8]) -> Int?) -> Excerpt? {
        let folded = SearchedText.folded(text)
        guard let start = find(folded, needle) else { return nil }
        return Excerpt(of: text, from: start, to: start + needle.count)
    }
}

/// A hit with a little of what stands around it, on one line; `…` where the text goes on.
public struct Excerpt: Hashable, Sendable {
    public let before: String
    public let hit: String
    public let after: String

    /// How many characters stand on each side.
    static let reach = 24

    /// - Parameters:
    ///   - start: where the hit begins in the folded text, bytes
    ///   - end: where it ends
    init(of text: String, from start: Int, to end: Int) {
        var offset = 0
        var first: String.Index?
        var last = text.endIndex
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            if first == nil, offset + SearchedText.width(scalars[index]) > start { first = index }
            if offset >= end {
                last = index
                break
            }
            offset += SearchedText.width(scalars[index])
        }
        let begin = first ?? text.startIndex
        let near = text[..<begin].suffix(Self.reach)
        before = (near.startIndex > text.startIndex ? "…" : "") + Self.line(near)
        hit = Self.line(text[begin..<last])
        let rest = text[last...].prefix(Self.reach)
        after = Self.line(rest) + (rest.endIndex < text.endIndex ? "…" : "")
    }

    private static func line(_ part: Substring) -> String {
        String(String.UnicodeScalarView(part.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : $0 }))
    }
}

extension Excerpt: ConfidentialRecord {}
