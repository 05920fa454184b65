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
        writer.prefixed(practice.bytes)
        writer.prefixed(compartment.bytes)
        writer.prefixed(record.bytes)
        var number = ByteWriter()
        number.u32(revision)
        writer.prefixed(number.bytes)
        writer.prefixed(previous.bytes)
        return writer.bytes
    }

    init(parsing bytes: [UInt8]) throws(VaultError) {
        var reader = ByteReader(bytes, of: .record)
        try reader.formatAndSuite()
        var fields: [[UInt8]] = []
        for _ in 0..<5 { fields.append(try reader.prefixed()) }
        try reader.end()
        guard let practice = OpaqueID(fields[0]), let compartment = OpaqueID(fields[1]),
            let record = OpaqueID(fields[2]), fields[3].count == 4, let previous = Digest(fields[4])
        else { throw .malformed(.record) }
        self.init(
            practice: practice, compartment: compartment, record: record,
            revision: fields[3].reduce(0) { $0 << 8 | UInt32($1) }, previous: previous)
    }

    /// The row's key: record, revision.
    public static func key(_ record: OpaqueID, _ revision: UInt32) -> [UInt8] {
        var writer = ByteWriter()
        writer.id(record)
        writer.u32(revision)
        return writer.bytes
    }
}
