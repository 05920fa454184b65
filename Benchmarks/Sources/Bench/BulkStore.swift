import Cryptography
import RecordStore

/// Lets a room believe that each of its transactions is one, while all of them are part of one: filling a practice with
/// many true entries would else wait for the disk at each.
final class BulkStore: RecordStore {
    private let writer: any StoreWriting

    init(_ writer: any StoreWriting) { self.writer = writer }

    func read<Result>(_ body: (any StoreReading) throws -> Result) throws -> Result { try body(writer) }
    func write<Result>(_ body: (any StoreWriting) throws -> Result) throws -> Result { try body(writer) }
    func releaseReserve() {}
    func restoreReserve() {}
}
