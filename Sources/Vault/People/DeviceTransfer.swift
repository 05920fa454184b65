public import Cryptography

/// A person's keys on the way to another computer of theirs, sealed to the one-time key of its request.
public struct DeviceTransfer {
    static let label = "tacet/1/device-transfer"
    static let infoLabel = "tacet/1/device-info"
    static let opening = "tacet-transfer 1"

    /// The hash of the request that it answers.
    public let request: Digest
    private let message: HPKE.SealedMessage

    /// What came with the keys.
    public struct Content {
        public let identity: Identity
        /// The person's pin as the other computer had it last.
        public let pin: [UInt8]
        /// The workstation's key file, where there was one.
        public let station: [UInt8]?
    }

    /// Seals an identity for the computer that asked.
    /// - Parameters:
    ///   - proof: the last words of the code that was typed: only who saw that computer's screen knows them
    ///   - pin: the person's pin file
    ///   - station: the workstation's key file
    /// - Throws: `.keysStayInAgent`
    public init(
        _ identity: Identity, pin: [UInt8], station: StationKey?, to request: DeviceRequest, proof: [Int]
    ) throws(VaultError) {
        var lines = try SecretLines()
        try lines.add(Self.opening)
        try lines.add("proof \(ReceivingKey.text(proof))")
        try identity.add(to: &lines)
        try lines.add("pin \(Base64.encode(pin, padded: true))")
        if let station { try lines.add("station", secret: try station.file()) }
        let text = try lines.finished()
        self.request = try request.hash()
        let info = Self.info(self.request)
        message = try cryptographic { () throws(CryptographyError) in
            try HPKE.seal(text, to: request.key, info: info, aad: [])
        }
    }

    /// Reads the file's form.
    /// - Throws: `.malformed(.transfer)`, `.unknownFormat`
    public init(parsing file: [UInt8]) throws(VaultError) {
        guard file.count <= 65_536 else { throw .malformed(.transfer) }
        var reader = ByteReader(file, of: .transfer)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        request = try reader.digest()
        message = HPKE.SealedMessage(encapsulatedKey: try reader.fixed(32), ciphertext: try reader.prefixed())
        try reader.end()
    }

    /// The file's bytes.
    public var file: [UInt8] {
        var writer = ByteWriter(label: Self.label, capacity: 4096)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.digest(request)
        writer.fixed(message.encapsulatedKey)
        writer.prefixed(message.ciphertext)
        return writer.bytes
    }

    private static func info(_ request: Digest) -> [UInt8] {
        var writer = ByteWriter(label: infoLabel)
        writer.digest(request)
        return writer.bytes
    }

    /// Opens it on the computer that asked.
    /// - Throws: `.wrongKeyOrAltered` where it does not open, or whoever sealed it did not know the code; `.malformed(.transfer)`
    ///   where it is not of whom and of what the request speaks
    public func open(with key: ReceivingKey) throws(VaultError) -> Content {
        guard request == (try key.request.hash()) else { throw .malformed(.transfer) }
        let text = try key.open(message, info: Self.info(request))
        let values = try SecretLines.values(in: text, of: .transfer)
        guard try SecretLines.text(values[""], in: text, of: .transfer) == Self.opening else {
            throw .malformed(.transfer)
        }
        let proof = try ReceivingKey.numbers(try SecretLines.text(values["proof"], in: text, of: .transfer), .transfer)
        guard proof == key.proof else { throw .wrongKeyOrAltered }
        let identity = try Identity(reading: text, values: values, of: .transfer)
        guard identity.shortName == key.request.shortName, identity.membership?.practice == key.request.practice,
            identity.membership?.root == key.request.root,
            let pin = Base64.decode(try SecretLines.text(values["pin"], in: text, of: .transfer), padded: true)
        else { throw .malformed(.transfer) }
        var station: [UInt8]?
        if let range = values["station"] {
            let file = try SecretLines.secret(range, count: range.count / 2, in: text, of: .transfer)
            _ = try StationKey(parsing: file)
            station = file.revealed()
        }
        return Content(identity: identity, pin: pin, station: station)
    }
}
