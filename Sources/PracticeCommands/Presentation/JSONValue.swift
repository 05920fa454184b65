/// A JSON document (RFC 8259) on its way out. Rendered in one form only, so that two runs can be compared byte by byte.
enum JSONValue: Equatable, Sendable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case number(Int)
    /// A number that `number` cannot hold.
    case large(UInt64)
    case boolean(Bool)
    case null

    /// A string, or null where there is none.
    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    /// A number of 64 bits, as logs count: files from outside and signed rows may name any.
    static func count(_ number: UInt64) -> JSONValue { Int(exactly: number).map(JSONValue.number) ?? .large(number) }

    /// The document with keys in the order of their UTF-8 bytes, two spaces a level, ending in a line feed.
    func rendered() -> String {
        var text = ""
        write(into: &text, indent: 0)
        text.append("\n")
        return text
    }

    private func write(into text: inout String, indent: Int) {
        switch self {
        case .object(let members):
            // Swift orders strings by canonical equivalence, which changes between Unicode versions; bytes do not.
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            Self.writeItems(sorted, between: ("{", "}"), into: &text, indent: indent) { member, text in
                Self.writeString(member.key, into: &text)
                text.append(": ")
                member.value.write(into: &text, indent: indent + 1)
            }
        case .array(let items):
            Self.writeItems(items, between: ("[", "]"), into: &text, indent: indent) { item, text in
                item.write(into: &text, indent: indent + 1)
            }
        case .string(let value): Self.writeString(value, into: &text)
        case .number(let value): text.append(String(value))
        case .large(let value): text.append(String(value))
        case .boolean(let value): text.append(value ? "true" : "false")
        case .null: text.append("null")
        }
    }

    private static func writeItems<Item>(
        _ items: [Item], between brackets: (String, String), into text: inout String, indent: Int,
        each: (Item, inout String) -> Void
    ) {
        text.append(brackets.0)
        for (position, item) in items.enumerated() {
            text.append(position == 0 ? "\n" : ",\n")
            text.append(String(repeating: "  ", count: indent + 1))
            each(item, &text)
        }
        if !items.isEmpty {
            text.append("\n")
            text.append(String(repeating: "  ", count: indent))
        }
        text.append(brackets.1)
    }

    private static func writeString(_ value: String, into text: inout String) {
        text.append("\"")
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text.append("\\\"")
            case "\\": text.append("\\\\")
            case "\n": text.append("\\n")
            case "\t": text.append("\\t")
            case "\r": text.append("\\r")
            // RFC 8259 asks only for the first 32; the others can steer a terminal that the document is shown on.
            case _ where TerminalText.isControl(scalar): writeEscaped(scalar, into: &text)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text.append("\"")
    }

    private static func writeEscaped(_ scalar: Unicode.Scalar, into text: inout String) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
            let digits = String(unit, radix: 16)
            text.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(Dictionary(members) { _, last in last })
    }
    init(arrayLiteral items: JSONValue...) { self = .array(items) }
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(nilLiteral: ()) { self = .null }
}
