public import Cryptography
public import Vault

/// What an entry says of one row: that it had the hash `before` and has the hash `after` now.
public struct RowChange: Sendable, Equatable {
    public let address: RowAddress
    /// The version that the change made: 1 for a new row, one more at each change, removal included.
    public let version: UInt32
    /// Zero where there was no row.
    public let before: Digest
    /// Zero where there is none any more.
    public let after: Digest
    /// For records: the hash of what may never change (`SealedRow.lasting`); zero otherwise.
    public let lasting: Digest

    public init(address: RowAddress, version: UInt32, before: Digest, after: Digest, lasting: Digest) {
        self.address = address
        self.version = version
        self.before = before
        self.after = after
        self.lasting = lasting
    }

    /// Whether this is how a row comes to be. What an entry says otherwise of a row that is not there is no first version of it, and
    /// says nothing of when it was written.
    public var isFirst: Bool { version == 1 && before == .zero && after != .zero }

    func write(to writer: inout ByteWriter) {
        writer.u8(address.rowClass.rawValue)
        writer.prefixed(address.key)
        writer.u32(version)
        writer.digest(before)
        writer.digest(after)
        writer.digest(lasting)
    }

    /// A list of changes as side rows and inline parts hold it.
    static func bytes(_ changes: [RowChange]) -> [UInt8] {
        var writer = ByteWriter()
        for change in changes { change.write(to: &writer) }
        return writer.bytes
    }
}
