import Cryptography

/// A recipient stanza: the file key wrapped for one recipient, as it stands in the header.
struct Stanza: Equatable, Sendable {
    /// The columns of a full line of the body. A shorter line, which may be empty, ends the body.
    static let columns = 64

    /// The recipient's kind.
    let type: String
    /// What follows the kind on the first line; printable ASCII, none of them empty.
    let arguments: [String]
    /// The decoded body.
    let body: [UInt8]

    /// The stanza's lines, the last line feed included.
    var text: [UInt8] {
        let encoded = Array(Base64.encode(body, padded: false).utf8)
        var text = Array("-> \(([type] + arguments).joined(separator: " "))\n".utf8)
        // One step past the end: a body that fills its last line is followed by an empty one.
        for start in stride(from: 0, through: encoded.count, by: Stanza.columns) {
            text += encoded[start..<min(start + Stanza.columns, encoded.count)]
            text.append(HeaderSyntax.lineFeed)
        }
        return text
    }
}
