import Cryptography
import Foundation
import GRDBSQLite
import RecordStore
import Vault

/// The bytes of an SQLite database in memory that SQLite may take over, and the file that they are kept in: `tacet-rows 4`, a line
/// feed, u32 epoch, u64 size and root of the log's state, 64 bytes of signature, then these.
final class MemoryImage {
    private var start: UnsafeMutablePointer<UInt8>?
    private let count: Int

    private static let opening = Array("tacet-rows 4\n".utf8)
    private static let signatureLength = 64
    private static let headLength = opening.count + 4 + 8 + Digest.zero.bytes.count + signatureLength
    /// More than any practice makes: ten million rows.
    private static let limit = 1 << 31

    private init(count: Int) throws {
        self.count = count
        start = sqlite3_malloc64(UInt64(count))?.assumingMemoryBound(to: UInt8.self)
        guard start != nil else { throw StoreError.full }
    }

    /// A copy of what a database holds now.
    init(of connection: OpaquePointer?) throws {
        var size: Int64 = 0
        start = sqlite3_serialize(connection, "main", &size, 0)
        count = Int(size)
        guard start != nil else { throw StoreError.full }
    }

    deinit { sqlite3_free(start) }

    private var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    func digest() throws -> Digest { try SHA256.hash(bytes) }

    /// Makes them the database of an empty connection in memory, which frees them. Nothing is left here.
    func lend(to connection: OpaquePointer?) throws {
        guard let lent = start else { throw StoreError.damaged(code: 0) }
        start = nil
        let code = sqlite3_deserialize(
            connection, "main", lent, Int64(count), Int64(count),
            UInt32(SQLITE_DESERIALIZE_FREEONCLOSE) | UInt32(SQLITE_DESERIALIZE_RESIZEABLE))
        guard code == SQLITE_OK else { throw StoreError.damaged(code: code) }
    }

    // MARK: the file

    /// - Returns: nil for what is no such file
    static func read(_ path: String) throws -> (image: MemoryImage, kept: KeptMemory)? {
        // Without waiting for whoever writes to a pipe that lies there.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size > headLength, status.st_size < limit
        else { return nil }
        var head = [UInt8](repeating: 0, count: headLength)
        let image = try MemoryImage(count: Int(status.st_size) - headLength)
        guard head.withUnsafeMutableBytes({ fill($0, descriptor) }),
            fill(UnsafeMutableRawBufferPointer(start: image.start, count: image.count), descriptor),
            head.starts(with: opening)
        else { return nil }
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        let fields = head.dropFirst(opening.count)
        guard let root = Digest(Array(fields.dropFirst(12).prefix(Digest.zero.bytes.count))) else { return nil }
        let state = LogState(
            epoch: UInt32(truncatingIfNeeded: number(fields.prefix(4))), size: number(fields.dropFirst(4).prefix(8)),
            root: root)
        return (
            image,
            KeptMemory(
                state: state, content: try image.digest(), signature: Array(head.suffix(signatureLength)))
        )
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, _ descriptor: Int32) -> Bool {
        var done = 0
        while done < buffer.count {
            let count = Foundation.read(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// Replaces the file in one piece. It is not forced to the disk: what a power cut leaves torn has no signature that holds.
    func write(_ kept: KeptMemory, to path: String) throws {
        guard kept.signature.count == Self.signatureLength else { throw StoreError.damaged(code: 0) }
        var writer = ByteWriter()
        writer.fixed(Self.opening)
        writer.u32(kept.state.epoch)
        writer.u64(kept.state.size)
        writer.fixed(kept.state.root.bytes)
        writer.fixed(kept.signature)
        let making = "\(path).\(getpid()).new"
        unlink(making)
        let descriptor = open(making, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.inputOutput(code: errno) }
        let isWhole = writer.bytes.withUnsafeBytes { Self.drain($0, descriptor) } && Self.drain(bytes, descriptor)
        guard close(descriptor) == 0, isWhole, rename(making, path) == 0 else {
            let code = errno
            unlink(making)
            throw StoreError.inputOutput(code: code)
        }
        // What a program before left beside it.
        unlink(path + "-journal")
    }

    private static func drain(_ buffer: UnsafeRawBufferPointer, _ descriptor: Int32) -> Bool {
        var done = 0
        while done < buffer.count {
            let count = Foundation.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
}
