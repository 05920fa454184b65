/// Where in a form a field stands: `guardians[0].phone`.
///
/// It carries names of fields, never what stands in them.
public struct FieldPath: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The form itself.
    public static let form = FieldPath("")

    public let description: String

    public init(stringLiteral name: String) {
        description = name
    }

    init(_ description: String) {
        self.description = description
    }

    /// The field of that name within this one.
    ///
    /// An unknown name comes from whoever wrote the form and ends up on a terminal, so it is cut to 40 characters and
    /// stripped of everything but letters, digits, hyphens and underscores.
    public func field(_ name: String) -> FieldPath {
        let harmless = name.unicodeScalars.prefix(40).map { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-" || scalar == "_"
                ? Character(scalar) : "?"
        }
        return FieldPath(description.isEmpty ? String(harmless) : description + "." + String(harmless))
    }

    /// The element of that index, counted from 0, within this list.
    public func element(_ index: Int) -> FieldPath {
        FieldPath("\(description)[\(index)]")
    }
}
