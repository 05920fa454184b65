/// The fixed bytes of a header, and where it ends.
enum HeaderSyntax {
    static let lineFeed = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let versionStart = Array("age-encryption.org/".utf8)
    static let version = Array("v1".utf8)
    static let stanzaStart = Array("-> ".utf8)
    static let macStart = Array("---".utf8)
    /// The characters of a MAC of 32 bytes in unpadded base64.
    static let macColumns = 43
    private static let armorStart = Array("-----BEGIN AGE ENCRYPTED FILE".utf8)

    /// Looks at a file's first bytes and throws at once if no age header of this version can follow.
    ///
    /// - Throws: `notAnAgeFile`, `armored`, `unsupportedVersion`, or `malformedHeader(.endsEarly)` where the bytes
    ///   are the beginning of a version line.
    static func checkBeginning(of bytes: ArraySlice<UInt8>) throws(AgeFileError) {
        if bytes.count < versionStart.count + version.count + 1, !bytes.isEmpty,
            (versionStart + version).starts(with: bytes)
        {
            throw .malformedHeader(.endsEarly)
        }
        guard bytes.starts(with: versionStart) else {
            // The text form may be preceded by white space.
            let text = bytes.drop { $0 == space || (0x09...0x0d).contains($0) }
            throw text.starts(with: armorStart) ? .armored : .notAnAgeFile
        }
        let rest = bytes.dropFirst(versionStart.count)
        let name = rest.prefix { isVisible($0) }
        guard rest.dropFirst(name.count).first == lineFeed else { throw .malformedHeader(.line) }
        guard name.elementsEqual(version) else { throw name.isEmpty ? .malformedHeader(.line) : .unsupportedVersion }
    }

    /// The index just past the header's last line feed, or nil while the bytes do not reach that far.
    ///
    /// Only the MAC line begins with dashes, since base64 has none; so its end is found without parsing the rest.
    static func end(in bytes: ArraySlice<UInt8>) -> Int? {
        var line = bytes.startIndex
        while let lineEnd = bytes[line...].firstIndex(of: lineFeed) {
            if bytes[line...].starts(with: macStart) { return lineEnd + 1 }
            line = lineEnd + 1
        }
        return nil
    }

    /// VCHAR of RFC 5234: printable ASCII without the space.
    static func isVisible(_ byte: UInt8) -> Bool {
        (0x21...0x7e).contains(byte)
    }
}
