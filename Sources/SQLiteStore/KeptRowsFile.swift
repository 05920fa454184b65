import Cryptography
import Foundation
import RecordStore
import Vault

/// The bytes of the file that `KeptRows` keeps, `tacet-rows 7`: that and a line feed; u32 epoch, u64 size and root of the log's state; 64 bytes of
/// signature; u32 how long the front is; the front, which is the directory of the blocks, names of signatures that held and u64 where in the log
/// house was in order (0 for nowhere); the blocks; then steps (`KeptStep`).
struct KeptRowsFile {
    let blocks: SortedBlocks
    let descriptor: Int32
    let names: ProvenNames
    let orderedAt: UInt64
    let kept: KeptMemory
    let stepsStart: Int
    let steps: [KeptStep]

    private static let opening = Array("tacet-rows 7\n".utf8)
    private static let signatureLength = Ed25519.signatureCount
    private static let headLength = opening.count + 4 + 8 + Digest.count + signatureLength + 4
    /// More than any practice makes: ten million rows.
    private static let limit = 1 << 31
    /// More than is ever written behind a base before another is made.
    private static let stepsLimit = 2 << 20

    /// - Returns: nil for what is no such file
    static func open(_ path: String) throws -> KeptRowsFile? {
        // Without waiting for whoever writes to a pipe that lies there.
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        var isTaken = false
        defer { if !isTaken { close(descriptor) } }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size >= headLength, status.st_size < limit,
            let head = SortedBlocks.bytes(of: descriptor, 0, headLength), head.starts(with: opening)
        else { return nil }
        let size = Int(status.st_size)
        var reader = ByteReader(head, in: opening.count..<head.count, of: .row)
        let state = try KeptStep.state(&reader)
        let signature = try reader.fixed(signatureLength)
        let frontLength = Int(try reader.u32())
        guard frontLength <= size - headLength,
            let front = SortedBlocks.bytes(of: descriptor, headLength, frontLength)
        else { return nil }
        let kept = KeptMemory(state: state, content: try KeptStep.content(front[...]), signature: signature)
        let file = try KeptRowsFile(descriptor, front, kept) { start, content in
            let count = min(size - start, stepsLimit)
            guard count >= 0, let bytes = SortedBlocks.bytes(of: descriptor, start, count) else {
                throw StoreError.damaged(code: 0)
            }
            return try KeptStep.all(in: bytes, from: start, behind: content)
        }
        isTaken = true
        return file
    }

    private init(
        _ descriptor: Int32, _ front: [UInt8], _ kept: KeptMemory,
        steps: (_ start: Int, _ content: Digest) throws -> [KeptStep]
    ) throws {
        var reader = ByteReader(front, of: .row)
        let lines = try SortedBlocks.lines(&reader, start: Self.headLength + front.count)
        names = ProvenNames(try reader.prefixed())
        orderedAt = try reader.u64()
        stepsStart = Self.headLength + front.count + lines.count
        self.steps = try steps(stepsStart, kept.content)
        blocks = SortedBlocks(descriptor, directory: front, lines)
        (self.descriptor, self.kept) = (descriptor, kept)
    }

    /// Replaces the file in one piece. It is not forced to the disk: what a power cut leaves torn is found out by its hashes.
    static func write(
        _ state: LogState, _ builder: inout BlockBuilder, _ names: ProvenNames, _ orderedAt: UInt64,
        _ sign: (Digest) throws -> [UInt8], to path: String
    ) throws -> KeptRowsFile {
        var front = ByteWriter()
        front.fixed(try builder.directory())
        front.prefixed(names.bytes)
        front.u64(orderedAt)
        let content = try KeptStep.content(front.bytes[...])
        let kept = KeptMemory(state: state, content: content, signature: try sign(content))
        guard kept.signature.count == signatureLength else { throw StoreError.damaged(code: 0) }
        var head = ByteWriter()
        head.fixed(opening)
        KeptStep.write(state, to: &head)
        head.fixed(kept.signature)
        head.u32(UInt32(truncatingIfNeeded: front.bytes.count))
        let making = "\(path).\(getpid()).new"
        unlink(making)
        let descriptor = Foundation.open(making, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.inputOutput(code: errno) }
        // Whoever clears up what was left unfinished sees that somebody is writing it.
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
        var place = 0
        for piece in [head.bytes, front.bytes, builder.blocks] {
            guard drain(piece, descriptor, at: place) else {
                let code = errno
                close(descriptor)
                unlink(making)
                throw StoreError.inputOutput(code: code)
            }
            place += piece.count
        }
        guard rename(making, path) == 0 else {
            let code = errno
            close(descriptor)
            unlink(making)
            throw StoreError.inputOutput(code: code)
        }
        // It is read from here on, and others write steps behind it.
        _ = flock(descriptor, LOCK_UN)
        do { return try KeptRowsFile(descriptor, front.bytes, kept) { _, _ in [] } } catch {
            close(descriptor)
            throw error
        }
    }

    /// Writes behind what was read, if nobody else has: neither replaced the file nor left anything there. One who is killed meanwhile
    /// leaves a piece, behind which nobody writes.
    static func append(_ bytes: [UInt8], to path: String, at end: Int, ifStill read: Int32) throws -> Bool {
        let descriptor = Foundation.open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        // With it the lock goes.
        defer { close(descriptor) }
        var (status, wanted) = (stat(), stat())
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, fstat(read, &wanted) == 0,
            status.st_dev == wanted.st_dev, status.st_ino == wanted.st_ino, Int(status.st_size) == end
        else { return false }
        guard drain(bytes, descriptor, at: end) else {
            let code = errno
            _ = ftruncate(descriptor, off_t(end))
            throw StoreError.inputOutput(code: code)
        }
        return true
    }

    private static func drain(_ bytes: [UInt8], _ descriptor: Int32, at start: Int) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done, off_t(start + done))
            }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
}

/// What changed at once, behind a base or another step: u32 how long the rest is; u32 epoch, u64 size and root of the log's state; u32 how many rows,
/// and of each u8 class, u32 length and key, and u8 0 where it is there no more, else 1, the row, u32 how many tags and these; u32 length and names of
/// signatures that held; u64 where in the log house was in order; 64 bytes of signature.
struct KeptStep {
    private let bytes: [UInt8]
    private let body: Range<Int>
    let kept: KeptMemory
    /// Where the file goes on behind it.
    let end: Int

    /// What is around its body.
    static let overhead = 4 + Ed25519.signatureCount

    /// The steps in the bytes behind a base, up to the first place where there can be none. Whether they hold their signatures tell.
    static func all(in bytes: [UInt8], from start: Int, behind base: Digest) throws -> [KeptStep] {
        var steps: [KeptStep] = []
        var (place, content) = (0, base)
        while bytes.count - place >= overhead {
            let count = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard count > Ed25519.signatureCount, count <= bytes.count - place - 4 else { break }
            let body = place + 4..<place + 4 + count - Ed25519.signatureCount
            var reader = ByteReader(bytes, in: body, of: .row)
            guard let state = try? state(&reader) else { break }
            content = try self.content(bytes[body], behind: content)
            place = body.upperBound + Ed25519.signatureCount
            steps.append(
                KeptStep(
                    bytes: bytes, body: body,
                    kept: KeptMemory(state: state, content: content, signature: Array(bytes[body.upperBound..<place])),
                    end: start + place))
        }
        return steps
    }

    static func unsigned(
        _ state: LogState, _ changes: [RowAddress: RememberedRow?], _ names: ProvenNames, _ orderedAt: UInt64
    ) -> [UInt8] {
        var writer = ByteWriter(capacity: 256 * (changes.count + 1))
        write(state, to: &writer)
        writer.u32(UInt32(changes.count))
        for (address, row) in changes.sorted(by: { $0.key < $1.key }) {
            writer.u8(address.rowClass.rawValue)
            writer.prefixed(address.key)
            writer.u8(row == nil ? 0 : 1)
            guard let row else { continue }
            KeptRowFormat.write(row, to: &writer)
            writer.u32(UInt32(row.tags.count))
            for tag in row.tags { writer.id(tag) }
        }
        writer.prefixed(names.bytes)
        writer.u64(orderedAt)
        return writer.bytes
    }

    /// - Parameter step: body and signature
    static func framed(_ step: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: 4 + step.count)
        writer.prefixed(step)
        return writer.bytes
    }

    /// The hash of a base's front, or of a step with what lies before it: a byte before tells one from the other, so that neither
    /// can be taken for the other.
    static func content(_ body: ArraySlice<UInt8>, behind before: Digest? = nil) throws -> Digest {
        var hasher = try SHA256Hasher()
        let kind: [UInt8] = [before == nil ? 0 : 1]
        try kind.withUnsafeBytes { try hasher.update($0) }
        if let before { try hasher.update(before) }
        try body.withUnsafeBytes { try hasher.update($0) }
        return try hasher.finish()
    }

    func changes() throws -> (
        rows: [(RowAddress, RememberedRow?)], names: ProvenNames, orderedAt: UInt64
    ) {
        var reader = ByteReader(bytes, in: body, of: .row)
        _ = try Self.state(&reader)
        var rows: [(RowAddress, RememberedRow?)] = []
        for _ in 0..<(try reader.u32()) {
            guard let rowClass = RowClass(rawValue: try reader.u8()) else { throw StoreError.damaged(code: 0) }
            let address = RowAddress(rowClass, key: try reader.prefixed())
            guard try reader.u8() == 1 else {
                rows.append((address, nil))
                continue
            }
            var row = try KeptRowFormat.row(address, &reader)
            var tags: [OpaqueID] = []
            for _ in 0..<(try reader.u32()) { tags.append(try reader.id()) }
            if !tags.isEmpty { row = row.with(tags: tags) }
            rows.append((address, row))
        }
        let names = ProvenNames(try reader.prefixed())
        let orderedAt = try reader.u64()
        try reader.end()
        return (rows, names, orderedAt)
    }

    static func state(_ reader: inout ByteReader) throws -> LogState {
        LogState(epoch: try reader.u32(), size: try reader.u64(), root: try reader.digest())
    }

    static func write(_ state: LogState, to writer: inout ByteWriter) {
        writer.u32(state.epoch)
        writer.u64(state.size)
        writer.digest(state.root)
    }
}

/// A row as both have it: id scope, id target, digest hash, u32 version, u8 whether there is more, and if so digest lasting, u32 how many hashes
/// that the log had before and these.
enum KeptRowFormat {
    static func bytes(_ row: RememberedRow) -> [UInt8] {
        var writer = ByteWriter(capacity: 128)
        write(row, to: &writer)
        return writer.bytes
    }

    static func write(_ row: RememberedRow, to writer: inout ByteWriter) {
        writer.id(row.scope)
        writer.id(row.target)
        writer.digest(row.hash)
        writer.u32(row.version)
        let isMore = row.lasting != .zero || !row.formers.isEmpty
        writer.u8(isMore ? 1 : 0)
        guard isMore else { return }
        writer.digest(row.lasting)
        writer.u32(UInt32(row.formers.count))
        for former in row.formers { writer.digest(former) }
    }

    static func row(_ address: RowAddress, _ value: ArraySlice<UInt8>) throws -> RememberedRow {
        var reader = ByteReader(Array(value), of: .row)
        let row = try row(address, &reader)
        try reader.end()
        return row
    }

    static func row(_ address: RowAddress, _ reader: inout ByteReader) throws -> RememberedRow {
        let (scope, target) = (try reader.id(), try reader.id())
        let (hash, version) = (try reader.digest(), try reader.u32())
        guard try reader.u8() == 1 else {
            return RememberedRow(address: address, scope: scope, target: target, hash: hash, version: version)
        }
        let lasting = try reader.digest()
        var formers: [Digest] = []
        for _ in 0..<(try reader.u32()) { formers.append(try reader.digest()) }
        return RememberedRow(
            address: address, scope: scope, target: target, hash: hash, version: version, lasting: lasting,
            formers: formers)
    }
}
