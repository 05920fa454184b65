import CBaseline

/// A plain SQLite file with the pragmas of a practice file, written and read by the C library alone.
final class PlainDatabase {
    private let database: OpaquePointer?
    private var next: Int64 = 1

    init(_ path: String) { database = baseline_database_open(path) }

    deinit { baseline_database_close(database) }

    /// Writes one row durably.
    func insert(_ body: [UInt8]) {
        baseline_database_insert(database, next, body, body.count)
        next += 1
    }

    func fill(_ count: Int, _ body: [UInt8]) { baseline_database_fill(database, Int64(count), body, body.count) }

    /// Reads one row by its key into an array.
    func read(_ id: Int64) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
            count = baseline_database_read(database, id, buffer.baseAddress, buffer.count)
        }
    }

    /// Visits every body.
    func scan(_ visit: (UnsafeRawBufferPointer) -> Void) {
        withoutActuallyEscaping(visit) { visit in
            var visit = visit
            withUnsafeMutablePointer(to: &visit) { context in
                baseline_database_scan(database, context) { context, bytes, count in
                    context?.assumingMemoryBound(to: ((UnsafeRawBufferPointer) -> Void).self).pointee(
                        UnsafeRawBufferPointer(start: bytes, count: count))
                }
            }
        }
    }
}
