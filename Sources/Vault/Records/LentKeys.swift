import Cryptography

/// The data keys of single record revisions, handed to somebody who holds no key to their compartment: a reviewer to whom
/// exactly these records were assigned, a supervisor who co-signs. They open those revisions and nothing else, and they cannot
/// be taken back: that the access ends is policy, not cryptography.
public final class LentKeys {
    private struct Address: Hashable {
        let record: OpaqueID
        let revision: UInt32
    }

    private final class Key {
        let bytes: SecretBytes
        init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
    }

    private var keys: [Address: Key] = [:]

    /// Opens the letter in which they were sent.
    /// - Parameter compartment: of the record that carries the letter
    public init(opening letter: Letter, in compartment: OpaqueID, with ring: KeyRing) throws(VaultError) {
        let plain = try letter.open(in: compartment, with: ring)
        guard plain.count > 0, plain.count.isMultiple(of: Self.entry) else { throw .malformed(.letter) }
        for start in stride(from: 0, to: plain.count, by: Self.entry) {
            let place = try Self.place(plain, start)
            keys[place] = Key(
                try cryptographic { () throws(CryptographyError) in
                    try plain.slice(start + 20..<start + Self.entry)
                })
        }
    }

    private static func place(_ plain: borrowing SecretBytes, _ start: Int) throws(VaultError) -> Address {
        let clear = plain.withUnsafeBytes { Array($0[start..<start + 20]) }
        var reader = ByteReader(clear, of: .letter)
        return Address(record: try reader.id(), revision: try reader.u32())
    }

    /// Record 16 bytes, revision 4, data key 32.
    private static let entry = 52

    /// The revisions that they open, in no order.
    public var revisions: [(record: OpaqueID, revision: UInt32)] { keys.keys.map { ($0.record, $0.revision) } }

    /// Opens a revision that was lent. The author's signature is checked by whoever shows it.
    /// - Throws: `.noKey` for any other, `.wrongKeyOrAltered`
    public func open(_ row: StoredRow) throws(VaultError) -> OpenedRecord {
        let envelope = try Envelope(row)
        let address = Address(record: envelope.header.record, revision: envelope.header.revision)
        guard let key = keys[address] else { throw .noKey(compartment: envelope.header.compartment) }
        return try envelope.open(withDataKey: key.bytes)
    }

    /// The letter that lends the data keys of these rows, which the ring must hold.
    /// - Parameter compartment: of the record that will carry the letter
    public static func letter(
        lending rows: [StoredRow], to people: [Member], in compartment: OpaqueID, by ring: KeyRing
    ) throws(VaultError) -> Letter {
        var plain = try cryptographic { () throws(CryptographyError) in try SecretBytes(zeroed: rows.count * entry) }
        for (index, row) in rows.enumerated() {
            let envelope = try Envelope(row)
            let secret = try ring.secret(of: envelope.header.compartment, generation: envelope.generation)
            let key = try envelope.dataKey(under: secret)
            var writer = ByteWriter()
            writer.id(envelope.header.record)
            writer.u32(envelope.header.revision)
            let head = writer.bytes
            plain.withUnsafeMutableBytes { all in
                let place = UnsafeMutableRawBufferPointer(rebasing: all[index * entry..<(index + 1) * entry])
                place.copyBytes(from: head)
                key.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(rebasing: place[20...]).copyMemory(from: $0)
                }
            }
        }
        return try Letter(plain, to: people, in: compartment, by: ring)
    }
}
