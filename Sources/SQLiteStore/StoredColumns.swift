import Cryptography
import GRDBSQLite
import Vault

/// The columns of the row that a statement stands at, taken from SQLite itself: a value and a `Data` in between would cost
/// more than reading the row.
struct StoredColumns {
    // Safe as long as the cursor that steps the statement stands here: what SQLite lends is copied before the next step.
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { self.statement = statement }

    func isNull(_ index: Int32) -> Bool { sqlite3_column_type(statement, index) == SQLITE_NULL }

    /// nil for NULL; 0 for what is no number.
    func integer(_ index: Int32) -> Int64? { isNull(index) ? nil : sqlite3_column_int64(statement, index) }

    /// A number that is never NULL.
    func rowid(_ index: Int32) -> Int64 { sqlite3_column_int64(statement, index) }

    /// A copy; no bytes for NULL.
    func bytes(_ index: Int32) -> [UInt8] { [UInt8](lent(index)) }

    func id(_ index: Int32) -> OpaqueID? { OpaqueID(lent(index)) }

    func digest(_ index: Int32) -> Digest? { Digest(lent(index)) }

    /// Digests one after the other; none for NULL, nor for what is not as long as some.
    func digests(_ index: Int32) -> [Digest] {
        let bytes = lent(index)
        let length = Digest.zero.bytes.count
        return stride(from: 0, to: bytes.count, by: length).compactMap {
            Digest(bytes[$0..<min($0 + length, bytes.count)])
        }
    }

    /// The bytes where SQLite has them, until the next step or the next question about the column.
    private func lent(_ index: Int32) -> UnsafeRawBufferPointer {
        // SQLite wants the pointer asked for before the count.
        let start = sqlite3_column_blob(statement, index)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, index)))
    }
}
