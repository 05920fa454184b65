public import Cryptography

/// One link of the membership chain (docs/file-format.md, "Statement").
public struct MembershipStatement: Sendable {
    public enum Kind: UInt8, Sendable {
        case genesis = 1, person = 2, confirmation = 3, station = 4
        /// Other keys for a pseudonym that is there: a passphrase was lost, or keys may be known to somebody.
        case newKeys = 5
    }

    static let label = "tacet/1/member"

    public let practice: OpaqueID
    public let position: UInt32
    public let previous: Digest
    public let kind: Kind
    public let subject: OpaqueID
    /// 32 zero bytes where the kind has no such key.
    public let agreementKey: [UInt8]
    public let signingKey: [UInt8]
    /// nil for a confirmation.
    public let effect: Effect?
    /// For a confirmation: the position confirmed and the hash of the statement there.
    public let refersTo: ChainHead?
    public let sealedPart: [UInt8]
    public let signer: OpaqueID
    /// SHA-256 of the whole statement: the next link's `previous`; of the genesis, the practice's root.
    public let hash: Digest
    private let clear: [UInt8]
    private let signature: [UInt8]

    /// What a new statement says; the chain adds position, previous hash and signature.
    public struct Draft: Sendable {
        public let kind: Kind
        public let subject: OpaqueID
        public let keys: PublicKeys?
        public let stationKey: Ed25519.PublicKey?
        public let effect: Effect?
        public let refersTo: ChainHead?

        /// A person, new or changed. In the genesis the subject is the signer.
        public static func person(_ subject: OpaqueID, keys: PublicKeys, effect: Effect, genesis: Bool = false) -> Draft
        {
            Draft(
                kind: genesis ? .genesis : .person, subject: subject, keys: keys, stationKey: nil, effect: effect,
                refersTo: nil)
        }
        /// New keys for someone who is active; they keep pseudonym, duties and profile.
        public static func newKeys(_ subject: OpaqueID, keys: PublicKeys) -> Draft {
            Draft(
                kind: .newKeys, subject: subject, keys: keys, stationKey: nil, effect: .active, refersTo: nil)
        }
        /// The second signature under the statement at a position.
        public static func confirmation(of head: ChainHead, subject: OpaqueID) -> Draft {
            Draft(kind: .confirmation, subject: subject, keys: nil, stationKey: nil, effect: nil, refersTo: head)
        }
        /// A workstation's key.
        public static func station(_ key: StationKey, effect: Effect) -> Draft {
            Draft(
                kind: .station, subject: key.id, keys: nil, stationKey: key.publicKey, effect: effect, refersTo: nil)
        }
    }

    /// Writes and signs a statement.
    /// - Parameters:
    ///   - previous: the chain's head; nil for the genesis
    ///   - content: duties and profile, sealed to `generation` of the compartment `practice`; nil for a confirmation
    init(
        _ draft: Draft, after previous: ChainHead?, practice: OpaqueID,
        sealing content: (duties: Duties, profile: [UInt8])?,
        to generation: (key: X25519.PublicKey, number: UInt32), membership secret: Membership, by signer: any Signing
    ) throws(VaultError) {
        let position = previous.map { $0.position + 1 } ?? 0
        let previousHash = previous?.hash ?? .zero
        var sealed: [UInt8] = []
        if let content {
            var writer = ByteWriter()
            writer.u8(1)
            writer.u32(content.duties.rawValue)
            writer.prefixed(content.profile)
            let padding = Padding.padded(writer.bytes.count) - writer.bytes.count
            writer.fixed([UInt8](repeating: 0, count: padding))
            sealed = try CompartmentBox.seal(
                writer.bytes, toKey: generation.key, practice: practice,
                compartment: FixedCompartment.practice.id(in: practice), generation: generation.number,
                context: Self.context(practice, position, previousHash, draft.subject), secret: secret
            ).bytes
        }
        let zero = [UInt8](repeating: 0, count: 32)
        var writer = ByteWriter(label: Self.label)
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        writer.id(practice)
        writer.u32(position)
        writer.digest(previousHash)
        writer.u8(draft.kind.rawValue)
        writer.id(draft.subject)
        writer.fixed(draft.keys?.agreement.bytes ?? zero)
        writer.fixed(draft.keys?.signing.bytes ?? draft.stationKey?.bytes ?? zero)
        writer.u8(draft.effect?.rawValue ?? 0)
        writer.u32(draft.refersTo?.position ?? 0)
        writer.digest(draft.refersTo?.hash ?? .zero)
        writer.digest(sealed.isEmpty ? .zero : try digest(of: sealed))
        writer.id(signer.id)
        var whole = ByteWriter()
        whole.prefixed(writer.bytes)
        whole.prefixed(sealed)
        whole.fixed(try signer.signature(for: writer.bytes))
        try self.init(parsing: whole.bytes)
    }

    /// Reads a statement's form; the chain checks what it says.
    public init(parsing bytes: [UInt8]) throws(VaultError) {
        var outer = ByteReader(bytes, of: .statement)
        clear = try outer.prefixed()
        sealedPart = try outer.prefixed()
        signature = try outer.fixed(64)
        try outer.end()
        hash = try digest(of: bytes)
        var reader = ByteReader(clear, of: .statement)
        try reader.label(Self.label)
        try reader.formatAndSuite()
        practice = try reader.id()
        position = try reader.u32()
        previous = try reader.digest()
        guard let kind = Kind(rawValue: try reader.u8()) else { throw .malformed(.statement) }
        self.kind = kind
        subject = try reader.id()
        agreementKey = try reader.fixed(32)
        signingKey = try reader.fixed(32)
        let effect = try reader.u8()
        self.effect = Effect(rawValue: effect)
        guard (kind == .confirmation) == (effect == 0), effect == 0 || self.effect != nil else {
            throw .malformed(.statement)
        }
        let refers = try reader.u32()
        let refersHash = try reader.digest()
        refersTo = kind == .confirmation ? ChainHead(position: refers, hash: refersHash) : nil
        guard kind == .confirmation || (refers == 0 && refersHash == .zero) else { throw .malformed(.statement) }
        let sealedHash = try reader.digest()
        signer = try reader.id()
        try reader.end()
        // What a kind has no use for is empty, so that two different statements never say the same.
        let zero = [UInt8](repeating: 0, count: 32)
        switch kind {
        case .genesis, .person: guard !sealedPart.isEmpty else { throw .malformed(.statement) }
        case .newKeys:
            guard !sealedPart.isEmpty, self.effect == .active else { throw .malformed(.statement) }
        case .station: guard agreementKey == zero else { throw .malformed(.statement) }
        case .confirmation:
            guard agreementKey == zero, signingKey == zero, sealedPart.isEmpty else { throw .malformed(.statement) }
        }
        guard sealedHash == (sealedPart.isEmpty ? .zero : try digest(of: sealedPart)) else {
            throw .brokenChain(position: position, reason: .sealedPart)
        }
    }

    /// The statement's bytes, as its row holds them.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.prefixed(clear)
        writer.prefixed(sealedPart)
        writer.fixed(signature)
        return writer.bytes
    }

    /// The row of this statement.
    public var row: SealedRow {
        var key = ByteWriter()
        key.u32(position)
        return SealedRow(.statement, key: key.bytes, scope: .none, target: subject, body: bytes)
    }

    /// The person's public keys; nil for stations and confirmations.
    public var keys: PublicKeys? {
        guard kind == .genesis || kind == .person || kind == .newKeys,
            let agreement = X25519.PublicKey(agreementKey),
            let signing = Ed25519.PublicKey(signingKey)
        else { return nil }
        return PublicKeys(agreement: agreement, signing: signing)
    }

    func isSigned(with key: Ed25519.PublicKey) -> Bool { key.isValid(signature: signature, for: clear) }

    func isSigned(with key: Ed25519.PublicKey, _ proven: ProvenSignatures) -> Bool {
        proven.isValid(message: clear, signature: signature, key: key, isLasting: true)
    }

    /// Of `practice`, to which the sealed part goes; nil where that is no box.
    var sealedGeneration: UInt32? { try? CompartmentBox(parsing: sealedPart, of: .statement).generation }

    /// What it says of who its subject is, to whoever can open that; nil where nobody opens its sealed part.
    public func profile(with keys: KeyRing) throws(VaultError) -> [UInt8]? {
        guard kind == .genesis || kind == .person || kind == .newKeys, effect == .active else { return nil }
        return try content(with: keys)?.profile
    }

    /// Opens the sealed part; nil where the statement has none.
    func content(with keys: KeyRing) throws(VaultError) -> (duties: Duties, profile: [UInt8])? {
        guard !sealedPart.isEmpty else { return nil }
        let box = try CompartmentBox(parsing: sealedPart, of: .statement)
        // A member writes it, and has the practice's secret.
        guard box.method == .psk else { throw .malformed(.statement) }
        let secret = try keys.secret(of: FixedCompartment.practice.id(in: practice), generation: box.generation)
        let plain = try box.open(
            with: secret, context: Self.context(practice, position, previous, subject), secret: keys.membership)
        var reader = ByteReader(plain, of: .statement)
        guard try reader.u8() == 1 else { throw .malformed(.statement) }
        let duties = Duties(rawValue: try reader.u32())
        guard duties.isSubset(of: .known) else { throw .malformed(.statement) }
        let profile = try reader.prefixed()
        guard reader.rest.allSatisfy({ $0 == 0 }) else { throw .malformed(.statement) }
        return (duties, profile)
    }

    private static func context(_ practice: OpaqueID, _ position: UInt32, _ previous: Digest, _ subject: OpaqueID)
        -> [UInt8]
    {
        var writer = ByteWriter(label: "tacet/1/member-sealed")
        writer.id(practice)
        writer.u32(position)
        writer.digest(previous)
        writer.id(subject)
        return writer.bytes
    }
}

/// The last link of the chain that somebody saw.
public struct ChainHead: Hashable, Sendable {
    public let position: UInt32
    public let hash: Digest

    public init(position: UInt32, hash: Digest) {
        self.position = position
        self.hash = hash
    }
}

extension ByteWriter {
    public mutating func chainHead(_ head: ChainHead) {
        u32(head.position)
        digest(head.hash)
    }
}

extension ByteReader {
    public mutating func chainHead() throws(VaultError) -> ChainHead {
        ChainHead(position: try u32(), hash: try digest())
    }
}
