public import Cryptography

/// Where a record revision belongs: the additional authenticated data of its envelope.
public struct RecordHeader: Sendable, Equatable {
    public let practice: OpaqueID
    public let compartment: OpaqueID
    public let record: OpaqueID
    /// 1 for the first.
    public let revision: UInt32
    /// The hash of the previous revision's row as the log had it when this one was written; zero for revision 1.
    public let previous: Digest

    public init(practice: OpaqueID, compartment: OpaqueID, record: OpaqueID, revision: UInt32, previous: Digest) {
        self.practice = practice
        self.compartment = compartment
        self.record = record
        self.revision = revision
        self.previous = previous
    }

    /// format, suite, and each field with a 32-bit length before it.
    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.u8(Suite.format)
        writer.u8(Suite.one)
        for id in [practice, compartment, record] {
            writer.u32(UInt32(OpaqueID.count))
            writer.id(id)
        }
        writer.u32(4)
        writer.u32(revision)
        writer.u32(UInt32(Digest.count))
        writer.digest(previous)
        return writer.bytes
    }

    /// Reads a header where it lies in its record; what follows it is the caller's to judge.
    init(reading reader: inout ByteReader) throws(VaultError) {
        try reader.formatAndSuite()
        func sized(_ count: Int) throws(VaultError) {
            guard try reader.u32() == UInt32(count) else { throw .malformed(.record) }
        }
        try sized(OpaqueID.count)
        practice = try reader.id()
        try sized(OpaqueID.count)
        compartment = try reader.id()
        try sized(OpaqueID.count)
        record = try reader.id()
        try sized(4)
        revision = try reader.u32()
        try sized(Digest.count)
        previous = try reader.digest()
    }

    /// Whether a row's key is that of this record and revision.
    func isKey(_ key: [UInt8]) -> Bool {
        guard let (record, revision) = Self.parts(ofKey: key) else { return false }
        return record == self.record && revision == self.revision
    }

    /// What a row's key names; nil for what is no key of a record.
    public static func parts(ofKey key: [UInt8]) -> (record: OpaqueID, revision: UInt32)? {
        var reader = ByteReader(key, of: .record)
        guard let record = try? reader.id(), let revision = try? reader.u32(), (try? reader.end()) != nil else {
            return nil
        }
        return (record, revision)
    }

    /// The row's key: record, revision.
    public static func key(_ record: OpaqueID, _ revision: UInt32) -> [UInt8] {
        var writer = ByteWriter()
        writer.id(record)
        writer.u32(revision)
        return writer.bytes
    }
}
