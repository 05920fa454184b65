public import Cryptography

/// A text for some of those who read a record, sealed to each one's own key and carried inside the record: findings that
/// only reviewer and counselor read, in a review whose other members see that there are some (docs/file-format.md, "Letter").
public struct Letter: Sendable {
    static let label = "tacet/1/letter-info"

    private struct Recipient: Sendable {
        let person: OpaqueID
        let message: HPKE.SealedMessage
    }

    private let recipients: [Recipient]

    /// What a letter holds at most, bytes: it is sealed once for each recipient.
    public static let limit = 4 << 20

    /// Seals a text.
    /// - Parameters:
    ///   - people: active, their keys taken from the membership chain; 1 to 255
    ///   - compartment: of the record that will carry it
    /// - Throws: `.tooLarge`, `.noKey` without recipients
    public init(_ plain: borrowing SecretBytes, to people: [Member], in compartment: OpaqueID, by ring: KeyRing)
        throws(VaultError)
    {
        guard plain.count <= Self.limit else { throw .tooLarge(.letter) }
        guard !people.isEmpty, people.count < 256 else { throw .noKey(compartment: compartment) }
        var recipients: [Recipient] = []
        for person in people {
            recipients.append(
                Recipient(
                    person: person.id,
                    message: try HPKEMethod.psk.seal(
                        plain, to: person.keys.agreement, info: Self.info(ring, compartment, person.id),
                        membership: ring.membership)))
        }
        self.recipients = recipients
    }

    /// Reads a letter's form.
    public init(parsing bytes: [UInt8]) throws(VaultError) {
        var reader = ByteReader(bytes, of: .letter)
        var recipients: [Recipient] = []
        for _ in 0..<(try reader.u8()) {
            recipients.append(
                Recipient(
                    person: try reader.id(),
                    message: HPKE.SealedMessage(
                        encapsulatedKey: try reader.fixed(32), ciphertext: try reader.prefixed())))
        }
        try reader.end()
        guard !recipients.isEmpty else { throw .malformed(.letter) }
        self.recipients = recipients
    }

    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.u8(UInt8(truncatingIfNeeded: recipients.count))
        for recipient in recipients {
            writer.id(recipient.person)
            writer.fixed(recipient.message.encapsulatedKey)
            writer.prefixed(recipient.message.ciphertext)
        }
        return writer.bytes
    }

    /// The text, for one of the recipients.
    /// - Parameter compartment: of the record that carries it
    /// - Throws: `.noKey` for everyone else, `.wrongKeyOrAltered`
    public func open(in compartment: OpaqueID, with ring: KeyRing) throws(VaultError) -> SecretBytes {
        guard let recipient = recipients.first(where: { $0.person == ring.identity.id }) else {
            throw .noKey(compartment: compartment)
        }
        return try HPKEMethod.psk.open(
            recipient.message, with: ring.identity.agreement, info: Self.info(ring, compartment, recipient.person),
            membership: ring.membership)
    }

    /// Whether the ring's identity is among the recipients.
    public func isMeant(for ring: KeyRing) -> Bool { recipients.contains { $0.person == ring.identity.id } }

    private static func info(_ ring: KeyRing, _ compartment: OpaqueID, _ person: OpaqueID) -> [UInt8] {
        var writer = ByteWriter(label: label)
        writer.id(ring.membership.practice)
        writer.id(compartment)
        writer.id(person)
        return writer.bytes
    }
}
