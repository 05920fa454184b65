/// The name under which a staff member is typed: `lin-mei`. It names files and stands in commands.
public struct ShortName: Hashable, Sendable {
    /// The lengths allowed, in characters.
    public static let lengths = 2...32

    /// The name itself.
    public let text: String

    /// - Parameter text: lower-case ASCII letters, digits and hyphens, beginning with a letter.
    /// - Throws: `CounselingError.shortName`. Nothing is corrected silently, because the name becomes a file's name.
    public init(_ text: String) throws(CounselingError) {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count >= Self.lengths.lowerBound else {
            throw .shortName(.tooShort(minimum: Self.lengths.lowerBound))
        }
        guard scalars.count <= Self.lengths.upperBound else {
            throw .shortName(.tooLong(limit: Self.lengths.upperBound))
        }
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "a"..."z": continue
            case "0"..."9", "-":
                guard index > 0 else { throw .shortName(.doesNotStartWithLetter) }
            default: throw .shortName(.notAllowed(position: index + 1))
            }
        }
        self.text = text
    }

    /// What stands in the place of a short name where somebody complains of nobody of the staff.
    static let taken: Set<String> = ["service", "unknown"]

    /// A name for somebody who has none yet.
    /// - Throws: as `init`; `.shortName(.meansNobody)` for a word that stands for no person in commands
    public static func new(_ text: String) throws(CounselingError) -> ShortName {
        let name = try ShortName(text)
        guard !taken.contains(name.text) else { throw .shortName(.meansNobody) }
        return name
    }
}

extension ShortName: Codable, CustomStringConvertible {
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    public var description: String { text }
}
