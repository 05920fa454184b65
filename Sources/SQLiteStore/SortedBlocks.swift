import Cryptography
import Foundation
import RecordStore
import Vault

/// Entries in ascending order of their keys, in blocks of a few kilobytes that lie in a file. A directory has the first key and the SHA-256
/// of each, so that whoever knows the directory for their own reads and hashes only the blocks that are asked for, and takes no other
/// bytes for them.
///
/// The directory: u32 how many blocks, then of each u32 how many bytes, u32 length and first key, SHA-256. A block: entry after
/// entry, each u32 length and key, u32 length and value.
final class SortedBlocks {
    /// What the directory says of the blocks.
    struct Lines {
        fileprivate struct Line {
            let firstKey: Range<Int>
            let hash: Int
            let place: Int
            let count: Int
        }

        fileprivate var all: [Line] = []
        /// How many bytes the blocks have together.
        fileprivate(set) var count = 0
    }

    private let descriptor: Int32
    private let directory: [UInt8]
    private let lines: [Lines.Line]
    private var read: [Int: [UInt8]] = [:]
    /// How many bytes the blocks have together.
    let count: Int

    /// - Parameter start: where the first block lies in the file
    static func lines(_ reader: inout ByteReader, start: Int) throws -> Lines {
        var lines = Lines()
        for _ in 0..<(try reader.u32()) {
            let count = Int(try reader.u32())
            let firstKey = try reader.prefixedRange()
            let hash = try reader.range(Digest.count).lowerBound
            lines.all.append(Lines.Line(firstKey: firstKey, hash: hash, place: start + lines.count, count: count))
            lines.count += count
        }
        return lines
    }

    /// - Parameters:
    ///   - descriptor: of the file, which is closed with this
    ///   - directory: what the lines were read from, as a whole
    init(_ descriptor: Int32, directory: [UInt8], _ lines: Lines) {
        (self.descriptor, self.directory, self.lines, count) = (descriptor, directory, lines.all, lines.count)
    }

    deinit { close(descriptor) }

    /// The entries from a key on, until `body` says that it has enough.
    /// - Parameter keeping: whether what was read is kept for the next question
    /// - Throws: `StoreError.damaged` where a block is not what the directory says
    func forEach(
        from key: [UInt8], keeping: Bool = true,
        _ body: (_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) throws -> Bool
    ) throws {
        // The last block that does not begin behind the key.
        var (low, high) = (0, lines.count)
        while low < high {
            let middle = (low + high) / 2
            let isBehind = key.lexicographicallyPrecedes(directory[lines[middle].firstKey])
            if isBehind { high = middle } else { low = middle + 1 }
        }
        for number in max(low - 1, 0)..<max(lines.count, 1) where number < lines.count {
            let block = try block(number, keeping: keeping)
            var place = 0
            func take(_ count: Int) throws -> ArraySlice<UInt8> {
                guard count <= block.count - place else { throw StoreError.damaged(code: 0) }
                defer { place += count }
                return block[place..<place + count]
            }
            func takePrefixed() throws -> ArraySlice<UInt8> { try take(try take(4).reduce(0) { $0 << 8 | Int($1) }) }
            while place < block.count {
                let (found, value) = (try takePrefixed(), try takePrefixed())
                if found.lexicographicallyPrecedes(key) { continue }
                guard try body(found, value) else { return }
            }
        }
    }

    func value(of key: [UInt8]) throws -> ArraySlice<UInt8>? {
        var result: ArraySlice<UInt8>?
        try forEach(from: key) { found, value in
            if found.elementsEqual(key) { result = value }
            return false
        }
        return result
    }

    private func block(_ number: Int, keeping: Bool) throws -> [UInt8] {
        if let known = read[number] { return known }
        let line = lines[number]
        guard let block = Self.bytes(of: descriptor, line.place, line.count),
            Digest(directory[line.hash..<line.hash + Digest.count]) == (try SHA256.hash(block))
        else { throw StoreError.damaged(code: 0) }
        if keeping { read[number] = block }
        return block
    }

    /// nil where there are not so many.
    static func bytes(of descriptor: Int32, _ start: Int, _ count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let read = pread(descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(start + done))
                guard read > 0 else { return }
                done += read
            }
        }
        return bytes.count == count ? bytes : nil
    }
}

/// Makes blocks and their directory out of entries in ascending order of their keys.
struct BlockBuilder {
    /// What one question reads; a directory of thirty times less.
    private static let size = 4096

    private(set) var blocks: [UInt8] = []
    private var lines = ByteWriter()
    private var count: UInt32 = 0
    private var start = 0
    private var firstKey: [UInt8] = []

    mutating func add(_ key: some Collection<UInt8>, _ value: some Collection<UInt8>) throws {
        if blocks.count - start >= Self.size { try endBlock() }
        if blocks.count == start { firstKey = Array(key) }
        append(key)
        append(value)
    }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: bytes.count).bigEndian) { blocks.append(contentsOf: $0) }
        blocks.append(contentsOf: bytes)
    }

    private mutating func endBlock() throws {
        guard blocks.count > start else { return }
        lines.u32(UInt32(blocks.count - start))
        lines.prefixed(firstKey)
        lines.digest(try blocks.withUnsafeBytes { try SHA256.hash(UnsafeRawBufferPointer(rebasing: $0[start...])) })
        count += 1
        start = blocks.count
    }

    /// The directory; nothing is added any more.
    mutating func directory() throws -> [UInt8] {
        try endBlock()
        var writer = ByteWriter(capacity: 4 + lines.bytes.count)
        writer.u32(count)
        writer.fixed(lines.bytes)
        return writer.bytes
    }
}
