import Cryptography
import Foundation
import Glibc

/// Files one after the other in the POSIX tar format (ustar), which every `tar` opens: written and read as streams.
enum TapeArchive {
    static let block = 512

    /// One file's head.
    /// - Parameter path: at most 100 bytes
    static func header(_ path: String, size: UInt64, modified: Int64) -> [UInt8] {
        var head = [UInt8](repeating: 0, count: block)
        func put(_ text: String, at place: Int) {
            for (offset, byte) in text.utf8.enumerated() { head[place + offset] = byte }
        }
        func octal(_ number: UInt64, digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(path, at: 0)
        put(octal(0o600, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        if size < 1 << 33 {
            put(octal(size, digits: 11), at: 124)
        } else {
            // Beyond eleven octal digits: big-endian behind a mark, as GNU and BSD tar have it.
            head[124] = 0x80
            for place in 0..<8 { head[128 + place] = UInt8(truncatingIfNeeded: size >> UInt64(56 - 8 * place)) }
        }
        put(octal(UInt64(max(modified, 0)), digits: 11), at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put(octal(head.reduce(0) { $0 + UInt64($1) }, digits: 6), at: 148)
        head[154] = 0
        return head
    }

    /// What follows a file of this length up to the next block.
    static func padding(_ size: UInt64) -> Int { (block - Int(size % UInt64(block))) % block }

    /// What a head says, if it is one of ours.
    static func parse(_ head: ArraySlice<UInt8>) -> (path: String, size: UInt64)? {
        let head = Array(head)
        var plain = head
        for place in 148..<156 { plain[place] = 0x20 }
        let sum = plain.reduce(0) { $0 + UInt64($1) }
        // A prefix would be a folder to every other program that reads it.
        guard head[257..<262].elementsEqual("ustar".utf8), number(head[148..<154]) == sum, head[156] == 0x30,
            head[345..<500].allSatisfy({ $0 == 0 }),
            let end = head[0..<101].firstIndex(of: 0), let path = String(validating: head[0..<end], as: UTF8.self)
        else { return nil }
        if head[124] == 0x80 {
            return (path, head[128..<136].reduce(0) { $0 << 8 | UInt64($1) })
        }
        return number(head[124..<135]).map { (path, $0) }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        UInt64(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}

/// Gives an archive of files piece by piece.
final class ArchiveSource {
    enum Part {
        case bytes([UInt8])
        /// A file of exactly this length.
        case file(String, UInt64)
    }

    private var parts: [Part] = []
    private var open: Int32 = -1
    private var left: UInt64 = 0
    private(set) var given: UInt64 = 0
    private(set) var total: UInt64 = 0

    deinit { if open >= 0 { close(open) } }

    func add(_ path: String, _ content: Part, size: UInt64, modified: Int64) {
        let tail = [UInt8](repeating: 0, count: TapeArchive.padding(size))
        parts += [.bytes(TapeArchive.header(path, size: size, modified: modified)), content, .bytes(tail)]
        total += UInt64(TapeArchive.block + tail.count) + size
    }

    func end() {
        parts.append(.bytes([UInt8](repeating: 0, count: 2 * TapeArchive.block)))
        total += UInt64(2 * TapeArchive.block)
    }

    /// Fills the start of the buffer; 0 at the end only.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while let part = parts.first {
            switch part {
            case .bytes(let bytes):
                guard !bytes.isEmpty else {
                    parts.removeFirst()
                    continue
                }
                let count = min(bytes.count, buffer.count)
                buffer.copyBytes(from: bytes.prefix(count))
                parts[0] = .bytes(Array(bytes.dropFirst(count)))
                given += UInt64(count)
                return count
            case .file(let path, let size):
                if open < 0 {
                    open = try WholeFile.opened(path, isLinkFollowed: false)
                    left = size
                }
                if left == 0 {
                    close(open)
                    open = -1
                    parts.removeFirst()
                    continue
                }
                let count = Glibc.read(open, buffer.baseAddress, min(buffer.count, Int(clamping: left)))
                // A file that grew shorter would move everything behind it.
                guard count > 0 else { throw FileFault.unreadable(path, code: count < 0 ? errno : EIO) }
                left -= UInt64(count)
                given += UInt64(count)
                return count
            }
        }
        return 0
    }
}

/// Takes an archive piece by piece and writes its files into a new folder. Only what a backup holds is taken: names are judged
/// before anything is made, for whoever made the archive is not known until it is verified.
final class ArchiveSink {
    private let folder: String
    private var waiting: [UInt8] = []
    private var descriptor: Int32 = -1
    private var path = ""
    private var left: UInt64 = 0
    private var skip = 0
    private var isEnded = false
    private var hasher: SHA256Hasher
    private(set) var taken: UInt64 = 0
    /// The files that were written, with length and SHA-256.
    private(set) var files: [String: (size: UInt64, hash: String)] = [:]
    private var size: UInt64 = 0

    init(into folder: String) throws {
        self.folder = folder
        hasher = try SHA256Hasher()
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        taken += UInt64(bytes.count)
        var rest = bytes[...]
        while !rest.isEmpty {
            if descriptor >= 0, left > 0 {
                let count = min(rest.count, Int(clamping: left))
                let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(count))
                try hasher.update(piece)
                try WholeFile.writeAll(piece, to: descriptor, path)
                left -= UInt64(count)
                rest = rest.dropFirst(count)
                if left == 0 { try finishFile() }
                continue
            }
            if skip > 0 {
                let count = min(skip, rest.count)
                skip -= count
                rest = rest.dropFirst(count)
                continue
            }
            let count = min(TapeArchive.block - waiting.count, rest.count)
            waiting += rest.prefix(count)
            rest = rest.dropFirst(count)
            if waiting.count == TapeArchive.block { try begin() }
        }
    }

    private func begin() throws {
        defer { waiting = [] }
        if waiting.allSatisfy({ $0 == 0 }) {
            isEnded = true
            return
        }
        guard !isEnded, let (name, size) = TapeArchive.parse(waiting[...]), BackupFiles.isName(name), files[name] == nil
        else {
            // What begins as no backup does is none; one that goes on so was altered.
            guard !files.isEmpty else { throw BackupFault.notABackup }
            let name = waiting.prefix(100).prefix { $0 > 0x20 && $0 < 0x7f }
            throw BackupFault.differs(
                [BackupDifference(kind: .foreign, path: String(decoding: name, as: UTF8.self))], nil)
        }
        path = folder + "/" + name
        descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileFault.unwritable(path, code: errno) }
        self.size = size
        left = size
        skip = TapeArchive.padding(size)
        if size == 0 { try finishFile() }
    }

    private func finishFile() throws {
        guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw FileFault.unwritable(path, code: errno) }
        descriptor = -1
        files[String(path.dropFirst(folder.count + 1))] = (size, try hasher.finish().hex)
    }

    /// - Throws: `.notABackup` where the archive ends before its end
    func end() throws { guard isEnded, descriptor < 0, waiting.isEmpty else { throw BackupFault.notABackup } }
}

extension WholeFile {
    static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws(FileFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw .unwritable(path, code: errno) }
            rest = rest.dropFirst(count)
        }
    }
}
