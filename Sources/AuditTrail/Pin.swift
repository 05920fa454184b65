public import Cryptography
public import Vault

/// What an identity has seen of a practice, kept away from the database, so that an older or another version of the practice
/// file is noticed at the next command (docs/file-format.md, "Pin").
public struct Pin: Sendable, Equatable {
    static let opening = "tacet-pin 1"
    /// Seconds since 1970 of the years 1 to 9999: what a clock may show.
    private static let times: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    public let practice: OpaqueID
    public let root: Digest
    public let person: OpaqueID
    public let epoch: UInt32
    public let size: UInt64
    public let tree: Digest
    public let chainHead: ChainHead
    public let own: OwnHead
    /// The UTC of the person's latest change, or what they said is right since; whole seconds since 1970, 0 before any.
    public var latest: Int64

    public init(
        practice: OpaqueID, root: Digest, person: OpaqueID, epoch: UInt32, size: UInt64, tree: Digest,
        chainHead: ChainHead, own: OwnHead, latest: Int64
    ) {
        self.practice = practice
        self.root = root
        self.person = person
        self.epoch = epoch
        self.size = size
        self.tree = tree
        self.chainHead = chainHead
        self.own = own
        self.latest = latest
    }

    private var unsigned: String {
        """
        \(Self.opening)
        practice \(practice.hex)
        root \(root.hex)
        person \(person.hex)
        log \(epoch) \(size) \(tree.hex)
        chain \(chainHead.position) \(chainHead.hash.hex)
        own \(own.counter) \(own.hash.hex)
        latest \(latest)

        """
    }

    private static func message(_ text: String) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/pin")
        writer.fixed(Array(text.utf8))
        return writer.bytes
    }

    /// The pin file's bytes.
    public func file(signedBy signer: any Signing) throws(AuditError) -> [UInt8] {
        let signature = try vaulted { () throws(VaultError) in try signer.signature(for: Self.message(unsigned)) }
        return whole(signature)
    }

    private func whole(_ signature: [UInt8]) -> [UInt8] {
        Array((unsigned + "signature \(Base64.encode(signature, padded: true))\n").utf8)
    }

    /// Reads a pin and checks its signature.
    /// - Throws: `.malformed(.pin)`, `.badSignature(.pin)`
    public init(parsing file: [UInt8], key: Ed25519.PublicKey?) throws(AuditError) {
        guard file.count < 4096, let text = String(validating: file, as: UTF8.self) else { throw .malformed(.pin) }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.split(separator: " ", omittingEmptySubsequences: false)
        }
        let shape: [(String, Int)] = [
            ("practice", 2), ("root", 2), ("person", 2), ("log", 4), ("chain", 3), ("own", 3), ("latest", 2),
            ("signature", 2),
        ]
        guard lines.count == shape.count + 2, text.hasPrefix(Self.opening + "\n"), text.hasSuffix("\n") else {
            throw .malformed(.pin)
        }
        for (line, (name, count)) in zip(lines.dropFirst(), shape) {
            guard line.count == count, line[0] == name else { throw .malformed(.pin) }
        }
        func digest(_ text: Substring) -> Digest? { Hex.decode(text).flatMap { Digest($0) } }
        guard let practice = OpaqueID(hex: lines[1][1]), let root = digest(lines[2][1]),
            let person = OpaqueID(hex: lines[3][1]), let epoch = UInt32(lines[4][1]), let size = UInt64(lines[4][2]),
            let tree = digest(lines[4][3]), let position = UInt32(lines[5][1]), let chain = digest(lines[5][2]),
            let counter = UInt64(lines[6][1]), let own = digest(lines[6][2]), let latest = Int64(lines[7][1]),
            Self.times.contains(latest),
            let signature = Base64.decode(lines[8][1], padded: true)
        else { throw .malformed(.pin) }
        self.init(
            practice: practice, root: root, person: person, epoch: epoch, size: size, tree: tree,
            chainHead: ChainHead(position: position, hash: chain), own: OwnHead(counter: counter, hash: own),
            latest: latest)
        // Numbers and hexadecimal digits have other spellings (+2, 02, AB); only the one that was signed is taken.
        guard file == whole(signature) else { throw .malformed(.pin) }
        if let key, !key.isValid(signature: signature, for: Self.message(unsigned)) { throw .badSignature(.pin) }
    }
}
