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

    /// Whether its version may come after others: it is 1 where there is no row, and at most one more than the highest that the row
    /// had. With one that cannot be counted on from nobody could ever change the row again.
    /// - Parameter highest: of those that the log let in; nil where there is no row
    public func mayFollow(_ highest: UInt32?) -> Bool {
        guard let highest else { return version == 1 }
        return version > 0 && version - 1 <= highest
    }

    /// Whether it says of nothing but of a record that something of it lasts.
    public var isSound: Bool { address.rowClass == .record && after != .zero || lasting == .zero }

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
