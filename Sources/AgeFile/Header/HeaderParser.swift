import Cryptography

/// Reads the lines of a header strictly: whatever it accepts, ``Stanza/text`` writes back byte for byte.
struct HeaderParser {
    private var rest: ArraySlice<UInt8>

    /// - Parameter bytes: the header, from the version line to the line feed after the MAC.
    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// - Returns: the stanzas in their order, the bytes that the MAC covers, and the MAC (32 bytes).
    /// - Throws: `malformedHeader`, or what ``HeaderSyntax/checkBeginning(of:)`` throws.
    mutating func parse() throws(AgeFileError) -> (stanzas: [Stanza], authenticated: ArraySlice<UInt8>, mac: [UInt8]) {
        let whole = rest
        try HeaderSyntax.checkBeginning(of: whole)
        _ = try line()
        var stanzas: [Stanza] = []
        while rest.starts(with: HeaderSyntax.stanzaStart) {
            stanzas.append(try stanza())
        }
        guard rest.starts(with: HeaderSyntax.macStart) else {
            throw .malformedHeader(rest.isEmpty ? .endsEarly : .line)
        }
        guard !stanzas.isEmpty else { throw .malformedHeader(.noStanza) }
        // The MAC covers its own dashes but not the space after them.
        let authenticated = whole[..<(rest.startIndex + HeaderSyntax.macStart.count)]
        return (stanzas, authenticated, try mac())
    }

    private mutating func line() throws(AgeFileError) -> ArraySlice<UInt8> {
        guard let end = rest.firstIndex(of: HeaderSyntax.lineFeed) else { throw .malformedHeader(.endsEarly) }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    private mutating func stanza() throws(AgeFileError) -> Stanza {
        let words = try line().dropFirst(HeaderSyntax.stanzaStart.count)
            .split(separator: HeaderSyntax.space, omittingEmptySubsequences: false)
        guard words.allSatisfy({ !$0.isEmpty && $0.allSatisfy(HeaderSyntax.isVisible) }), let type = words.first else {
            throw .malformedHeader(.arguments)
        }
        return Stanza(type: text(type), arguments: words.dropFirst().map(text), body: try body())
    }

    private mutating func body() throws(AgeFileError) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = try line()
            guard line.count <= Stanza.columns, let bytes = Base64.decode(text(line), padded: false) else {
                throw .malformedHeader(.body)
            }
            body += bytes
            if line.count < Stanza.columns { return body }
        }
    }

    private mutating func mac() throws(AgeFileError) -> [UInt8] {
        let line = try line().dropFirst(HeaderSyntax.macStart.count)
        guard rest.isEmpty, line.first == HeaderSyntax.space, line.count == 1 + HeaderSyntax.macColumns,
            let mac = Base64.decode(text(line.dropFirst()), padded: false)
        else { throw .malformedHeader(.mac) }
        return mac
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
