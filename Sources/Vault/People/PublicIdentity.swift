import Cryptography

/// What a newcomer hands in: their public keys and, sealed to the practice, their name. A text file, signed by its own key.
public struct PublicIdentity: Sendable {
    static let opening = "tacet-public 1"

    public let shortName: String
    public let practice: OpaqueID
    public let id: OpaqueID
    public let keys: PublicKeys
    /// The newcomer's profile, sealed to the compartment `practice`.
    let sealedProfile: CompartmentBox

    /// - Parameters:
    ///   - identity: the newcomer's
    ///   - profile: bytes that the practice's members read, at most 8 KiB
    ///   - generation: the current generation of the compartment `practice`
    public init(of identity: Identity, profile: [UInt8], to generation: GenerationStatement) throws(VaultError) {
        shortName = identity.shortName
        practice = generation.practice
        id = identity.id
        keys = identity.publicKeys
        guard profile.count <= 8192 else { throw .tooLarge(.publicIdentity) }
        sealedProfile = try CompartmentBox.seal(
            profile, to: generation, context: Self.context(practice: practice, person: id, keys: keys), secret: nil)
    }

    private static func context(practice: OpaqueID, person: OpaqueID, keys: PublicKeys) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/public-profile")
        writer.id(practice)
        writer.id(person)
        writer.fixed(keys.agreement.bytes)
        writer.fixed(keys.signing.bytes)
        return writer.bytes
    }

    private var unsigned: String {
        """
        \(Self.opening)
        short-name \(shortName)
        practice \(practice.hex)
        person \(id.hex)
        x25519 \(Hex.encode(keys.agreement.bytes))
        ed25519 \(Hex.encode(keys.signing.bytes))
        profile \(Base64.encode(sealedProfile.bytes, padded: true))

        """
    }

    private static func signed(_ text: String) -> [UInt8] {
        var writer = ByteWriter(label: "tacet/1/public-identity")
        writer.fixed(Array(text.utf8))
        return writer.bytes
    }

    /// The file's bytes.
    public func file(signedBy identity: Identity) throws(VaultError) -> [UInt8] {
        let signature = try identity.signature(for: Self.signed(unsigned))
        return Array((unsigned + "signature \(Base64.encode(signature, padded: true))\n").utf8)
    }

    /// Reads the file and checks that whoever wrote it holds the signing key in it.
    /// - Throws: `.malformed(.publicIdentity)`, `.badSignature(.publicIdentity)`
    public init(parsing file: [UInt8]) throws(VaultError) {
        guard file.count <= 65_536, let text = String(validating: file, as: UTF8.self) else {
            throw .malformed(.publicIdentity)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let keys = ["short-name", "practice", "person", "x25519", "ed25519", "profile", "signature"]
        guard lines.count == keys.count + 2, lines[0] == Self.opening, lines[keys.count + 1].isEmpty else {
            throw .malformed(.publicIdentity)
        }
        var values: [String] = []
        for (key, line) in zip(keys, lines.dropFirst()) {
            guard line.hasPrefix(key + " ") else { throw .malformed(.publicIdentity) }
            values.append(String(line.dropFirst(key.count + 1)))
        }
        guard let practice = OpaqueID(hex: values[1]), let id = OpaqueID(hex: values[2]),
            let agreement = Hex.decode(values[3]).flatMap({ X25519.PublicKey($0) }), agreement.canAgree,
            let signing = Hex.decode(values[4]).flatMap({ Ed25519.PublicKey($0) }),
            let profile = Base64.decode(values[5], padded: true),
            let signature = Base64.decode(values[6], padded: true)
        else { throw .malformed(.publicIdentity) }
        shortName = values[0]
        self.practice = practice
        self.id = id
        self.keys = PublicKeys(agreement: agreement, signing: signing)
        sealedProfile = try CompartmentBox(parsing: profile, of: .publicIdentity)
        guard signing.isValid(signature: signature, for: Self.signed(unsigned)) else {
            throw .badSignature(.publicIdentity)
        }
    }

    /// The newcomer's profile, opened by a member of the practice.
    public func profile(with keys: KeyRing) throws(VaultError) -> [UInt8] {
        try sealedProfile.open(
            with: try keys.secret(of: FixedCompartment.practice.id(in: practice), generation: sealedProfile.generation),
            context: Self.context(practice: practice, person: id, keys: self.keys), secret: nil)
    }
}
