/// The client code (来访者编号) under which a client is spoken of where their name must not be: `C-7K3M`.
///
/// It is the beginning of the client's random identifier, so it tells nothing of them, not even the order of arrival.
public struct ClientCode: Hashable, Sendable, CustomStringConvertible {
    private static let mark = "C-"

    public let description: String

    /// - Parameter characters: how many of the identifier to show, at least 4; see `Identifier.charactersNeeded(among:)`.
    public init(of client: Identifier<Client>, characters: Int = Identifier<Client>.shortestForm) {
        description = Self.mark + client.shortForm(characters: characters)
    }

    /// What to look an identifier up by, from what a person typed: the code with or without its mark.
    public static func prefix(in typed: String) -> String {
        let trimmed = typed.trimmed()
        // No form of an identifier has a hyphen after its first character, so the mark cannot be part of one.
        return String(trimmed.uppercased().hasPrefix(mark) ? trimmed.dropFirst(mark.count) : trimmed)
    }
}
