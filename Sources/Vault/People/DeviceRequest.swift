public import Cryptography

/// What a computer asks for that is to have somebody's keys: a one-time key to seal them to. A text file, not signed: nobody has a
/// key there yet. Its person vouches for it by typing the code, whose first words are of this file's hash.
public struct DeviceRequest: Sendable {
    static let opening = "tacet-device-request 1"
    static let label = "tacet/1/device-request"
    /// How many words of the code are of the request: 103 bits, against whoever makes another request with the same words.
    public static let boundWords = 8

    public let practice: OpaqueID
    public let root: Digest
    public let id: OpaqueID
    public let shortName: String
    /// When it was made, by that computer's clock; seconds since 1970.
    public let made: Int64
    /// What the person calls the computer, UTF-8; empty where nothing.
    public let name: [UInt8]
    public let key: X25519.PublicKey

    init(
        practice: OpaqueID, root: Digest, id: OpaqueID, shortName: String, made: Int64, name: [UInt8],
        key: X25519.PublicKey
    ) {
        self.practice = practice
        self.root = root
        self.id = id
        self.shortName = shortName
        self.made = made
        self.name = name
        self.key = key
    }

    /// The file's bytes.
    public var file: [UInt8] {
        Array(
            """
            \(Self.opening)
            practice \(practice.hex)
            root \(root.hex)
            request \(id.hex)
            short-name \(shortName)
            made \(made)
            name \(Base64.encode(name, padded: true))
            x25519 \(Hex.encode(key.bytes))

            """.utf8)
    }

    /// Seconds since 1970 of the years 1 to 9999: what a clock may show.
    private static let times: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Reads the file, of which there is one spelling.
    /// - Throws: `.malformed(.deviceRequest)`
    public init(parsing file: [UInt8]) throws(VaultError) {
        guard file.count < 4096, let text = String(validating: file, as: UTF8.self) else {
            throw .malformed(.deviceRequest)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let keys = ["practice", "root", "request", "short-name", "made", "name", "x25519"]
        guard lines.count == keys.count + 2 else { throw .malformed(.deviceRequest) }
        var values: [Substring] = []
        for (key, line) in zip(keys, lines.dropFirst()) {
            guard line.hasPrefix(key + " ") else { throw .malformed(.deviceRequest) }
            values.append(line.dropFirst(key.count + 1))
        }
        guard let practice = OpaqueID(hex: values[0]), let root = Hex.decode(values[1]).flatMap({ Digest($0) }),
            let id = OpaqueID(hex: values[2]), let made = Int64(values[4]), Self.times.contains(made),
            let name = Base64.decode(values[5], padded: true),
            let key = Hex.decode(values[6]).flatMap({ X25519.PublicKey($0) })
        else { throw .malformed(.deviceRequest) }
        self.init(
            practice: practice, root: root, id: id, shortName: String(values[3]), made: made, name: name, key: key)
        guard self.file == file else { throw .malformed(.deviceRequest) }
    }

    /// SHA-256(label "tacet/1/device-request", the file).
    public func hash() throws(VaultError) -> Digest {
        var writer = ByteWriter(label: Self.label)
        writer.fixed(file)
        return try digest(of: writer.bytes)
    }

    /// The code's first words, as places in the word list.
    public func words() throws(VaultError) -> [Int] {
        WordNumbers.numbers(count: Self.boundWords, from: try hash().bytes)
    }
}
