public import Cryptography

/// What an agent does for its person's commands. Numbers are kept: a command and an agent may be of different versions.
public enum KeyOperation: UInt8, Sendable {
    /// Signs a message of this program.
    case sign = 1
    /// Decapsulates 32 bytes.
    case decapsulate = 2
    /// Blends the practice's secret into 32 bytes.
    case blend = 3
    /// Nothing; tells that the agent is there.
    case ping = 4
    /// Gives what the command before left, and has it no more: `KeptSession`, or nothing.
    case takeSession = 5
    /// Keeps that for the next command.
    case keepSession = 6
}

/// Where an agent keeps what a command left for the next.
public final class SessionShelf {
    private var kept: SecretBytes?

    public init() {}

    func put(_ session: consuming SecretBytes) { kept = consume session }

    func take() throws(VaultError) -> SecretBytes {
        var taken: SecretBytes?
        swap(&taken, &kept)
        if let taken { return taken }
        return try cryptographic { () throws(CryptographyError) in try SecretBytes(zeroed: 0) }
    }
}

extension Identity {
    /// Does what a command asked its agent for.
    /// - Parameters:
    ///   - argument: comes from outside, of any length
    ///   - shelf: the agent's
    /// - Throws: `.malformed(.identity)` for what no command of this program asks
    public func answer(
        _ operation: KeyOperation, _ argument: UnsafeRawBufferPointer, _ shelf: SessionShelf
    ) throws(VaultError) -> SecretBytes {
        switch operation {
        case .sign:
            let message = [UInt8](argument)
            guard isOurs(message) else { throw .malformed(.identity) }
            let signature = try signature(for: message)
            return try cryptographic { () throws(CryptographyError) in try SecretBytes(copying: signature) }
        case .decapsulate:
            guard argument.count == 32 else { throw .malformed(.identity) }
            return try agreement.decapsulated([UInt8](argument))
        case .blend:
            guard argument.count == 32, let membership else { throw .malformed(.identity) }
            let shared = try cryptographic { () throws(CryptographyError) in try SecretBytes(copying: argument) }
            return try membership.blended(shared)
        case .ping:
            guard argument.isEmpty else { throw .malformed(.identity) }
            return try cryptographic { () throws(CryptographyError) in try SecretBytes(zeroed: 0) }
        case .takeSession:
            guard argument.isEmpty else { throw .malformed(.identity) }
            return try shelf.take()
        case .keepSession:
            guard argument.count == KeptSession.count else { throw .malformed(.identity) }
            shelf.put(try cryptographic { () throws(CryptographyError) in try SecretBytes(copying: argument) })
            return try cryptographic { () throws(CryptographyError) in try SecretBytes(zeroed: 0) }
        }
    }

    /// Whether a message is one that this program signs: under a label of its own, or a checkpoint of the person's practice. An
    /// agent that signed anything would sign for other programs too.
    private func isOurs(_ message: [UInt8]) -> Bool {
        if message.first == 0 {
            let label = Array("tacet/1/".utf8)
            return message.count > 2 + label.count && Int(message[1]) > label.count
                && message.count >= 2 + Int(message[1]) && message[2...].starts(with: label)
        }
        guard let membership else { return false }
        return message.starts(with: "tacet/\(membership.practice.hex)/".utf8)
    }

    /// What an agent tells of the identity it holds; nothing of it is secret.
    public var description: [UInt8] {
        IdentityDescription(
            shortName: shortName, person: id, publicKeys: publicKeys,
            practice: membership.map { ($0.practice, $0.root) }
        ).bytes
    }
}

/// The public side of an identity, as an agent tells it.
struct IdentityDescription {
    let shortName: String
    let person: OpaqueID
    let publicKeys: PublicKeys
    let practice: (id: OpaqueID, root: Digest)?

    init(shortName: String, person: OpaqueID, publicKeys: PublicKeys, practice: (id: OpaqueID, root: Digest)?) {
        self.shortName = shortName
        self.person = person
        self.publicKeys = publicKeys
        self.practice = practice
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.prefixed(Array(shortName.utf8))
        writer.id(person)
        writer.fixed(publicKeys.agreement.bytes)
        writer.fixed(publicKeys.signing.bytes)
        writer.u8(practice == nil ? 0 : 1)
        if let practice {
            writer.id(practice.id)
            writer.digest(practice.root)
        }
        return writer.bytes
    }

    init(parsing bytes: [UInt8]) throws(VaultError) {
        var reader = ByteReader(bytes, of: .identity)
        guard let shortName = String(validating: try reader.prefixed(), as: UTF8.self) else {
            throw .malformed(.identity)
        }
        self.shortName = shortName
        person = try reader.id()
        guard let agreement = X25519.PublicKey(try reader.fixed(32)),
            let signing = Ed25519.PublicKey(try reader.fixed(32))
        else { throw .malformed(.identity) }
        publicKeys = PublicKeys(agreement: agreement, signing: signing)
        if try reader.u8() == 1 {
            practice = (try reader.id(), try reader.digest())
        } else {
            practice = nil
        }
        try reader.end()
    }
}
