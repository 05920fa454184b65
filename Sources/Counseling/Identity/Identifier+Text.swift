// How people read and type identifiers: Crockford's base 32, shortened to what is unambiguous.
extension Identifier {
    /// The fewest characters of an identifier that are ever shown.
    public static var shortestForm: Int { 4 }

    /// All 26 characters, grouped by four with hyphens.
    public var fullForm: String { CrockfordBase32.grouped(base32) }

    /// The first characters, grouped by four with hyphens.
    ///
    /// - Parameter characters: how many; fewer than `shortestForm` or more than 26 count as those bounds.
    public func shortForm(characters: Int) -> String {
        CrockfordBase32.grouped(String(base32.prefix(max(characters, Self.shortestForm))))
    }

    /// An identifier from all 26 characters, typed in any way that `CrockfordBase32` understands.
    ///
    /// - Throws: `CounselingError.identifier` when a character is not of the alphabet or the count is wrong.
    public init(text: String) throws(CounselingError) {
        try self.init(bytes: CrockfordBase32.decode(text))
    }

    /// What was typed for an identifier, as characters of the text form: its beginning or the whole of it, or the 32
    /// hexadecimal digits that programs are given, or the beginning of those. The full ones cannot be confused: no text form has
    /// more than 26 characters. A beginning is taken for hexadecimal where it is as documents write it, in small letters without
    /// hyphens, and so long that nobody types it: a text form is shown in capitals, and a few characters of it will do.
    ///
    /// - Throws: `CounselingError.identifier` for a character that no identifier has.
    public static func characters(typed: String) throws(CounselingError) -> String {
        let digits = typed.trimmed().lowercased()
        if let full = try? Identifier(hex: digits) { return full.base32 }
        if let beginning = beginning(hex: String(typed.trimmed())) { return beginning }
        return try CrockfordBase32.normalized(typed)
    }

    /// The fewest hexadecimal digits that are taken for a beginning.
    static var shortestHex: Int { 12 }

    /// The characters that the bits of so many hexadecimal digits fix wholly.
    private static func beginning(hex: String) -> String? {
        let digits = hex.utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        // Digits alone may be a text form, also one that was made of this here.
        guard digits.count == hex.utf8.count, (shortestHex..<32).contains(digits.count),
            digits.contains(where: { $0 > 9 })
        else { return nil }
        let padded = digits + [0]
        let bytes = stride(from: 0, to: digits.count, by: 2).map { padded[$0] << 4 | padded[$0 + 1] }
        return String(CrockfordBase32.encode(bytes).prefix(digits.count * 4 / 5))
    }

    /// Whether the text form begins with what a person typed. Fewer characters than are ever shown mean no identifier: whoever
    /// types one or two of them by mistake, or a row's number where there are no rows, must not hit some record by chance.
    ///
    /// - Parameter prefix: characters in either case, with or without hyphens and spaces, or the full 32 hexadecimal digits.
    /// - Throws: `CounselingError.identifier` when the prefix is empty or holds a character that no identifier has, so
    ///   that a typing mistake is told apart from "not found".
    public func matches(prefix: String) throws(CounselingError) -> Bool {
        let typed = try Self.characters(typed: prefix)
        guard !typed.isEmpty else { throw .identifier(.empty) }
        return typed.utf8.count >= Self.shortestForm && base32.utf8.starts(with: typed.utf8)
    }

    /// The fewest characters, at least `shortestForm`, by which these identifiers can all be told apart.
    public static func charactersNeeded(among identifiers: some Sequence<Identifier>) -> Int {
        let sorted = Set(identifiers).map { Array($0.base32.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        // In sorted order the longest shared beginning stands between neighbours.
        return zip(sorted, sorted.dropFirst()).reduce(shortestForm) { needed, pair in
            max(needed, zip(pair.0, pair.1).prefix { $0 == $1 }.count + 1)
        }
    }

    /// The 26 characters without hyphens.
    var base32: String { CrockfordBase32.encode(bytes) }
}
