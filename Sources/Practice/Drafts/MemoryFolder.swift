import CPlatform
import Foundation
import Glibc

/// A folder that lies in memory, for its owner alone, in which an editor works on a text; wiped and removed afterwards.
public final class MemoryFolder {
    public let path: String
    /// Open on the folder and locked. An editor inherits it, so that the folder counts as used as long as either lives.
    public let descriptor: Int32

    static let prefix = "tacet-writing."

    private init(_ path: String, _ descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Where such a folder may be made: in the person's runtime directory, else in the machine's shared memory.
    static func places(_ environment: [String: String]) -> [String] {
        let own = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        var places: [String] = []
        for place in [own, "/run/user/\(geteuid())", "/dev/shm"].compactMap({ $0 }) where !places.contains(place) {
            if isFit(place) { places.append(place) }
        }
        return places
    }

    /// Whether a place lies in memory, and nobody else can rename what one makes in it.
    private static func isFit(_ place: String) -> Bool {
        var storage = platform_storage_local
        var status = stat()
        guard platform_storage_of(place, &storage) == 0, storage == platform_storage_memory, stat(place, &status) == 0,
            status.st_mode & S_IFMT == S_IFDIR, access(place, W_OK | X_OK) == 0
        else { return false }
        let isOwn = status.st_uid == geteuid() && status.st_mode & 0o022 == 0
        let isShared = status.st_uid == 0 && status.st_mode & 0o1000 != 0
        return isOwn || isShared || (status.st_uid == 0 && status.st_mode & 0o022 == 0)
    }

    /// Whether this computer has a place for one.
    public static func isPossible(_ environment: [String: String]) -> Bool { !places(environment).isEmpty }

    /// Makes a folder.
    /// - Returns: nil where no place lies in memory
    public static func make(_ environment: [String: String]) -> MemoryFolder? {
        for place in places(environment) {
            var template = Array("\(place)/\(prefix)XXXXXX".utf8CString)
            guard let made = mkdtemp(&template) else { continue }
            let path = String(cString: made)
            if let folder = MemoryFolder(opening: path), folder.isInMemory { return folder }
            rmdir(path)
        }
        return nil
    }

    /// Opens and locks one that is there; nil where it is somebody's, in use, or no folder.
    private convenience init?(opening path: String) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0,
            platform_try_lock(descriptor, true) == 0
        else {
            close(descriptor)
            return nil
        }
        self.init(path, descriptor)
    }

    private var isInMemory: Bool {
        var storage = platform_storage_local
        return platform_storage_of(path, &storage) == 0 && storage == platform_storage_memory
    }

    /// One's own folders whose program and editor have both died.
    public static func leftovers(_ environment: [String: String]) -> [MemoryFolder] {
        places(environment).flatMap { place in
            ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [])
                .filter { $0.hasPrefix(prefix) }.sorted().compactMap { MemoryFolder(opening: "\(place)/\($0)") }
        }
    }

    // MARK: files

    /// When a file was changed, and what it is.
    public struct Stamp: Equatable, Sendable {
        let inode: UInt
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        func isNewer(than other: Stamp) -> Bool { (seconds, nanoseconds) > (other.seconds, other.nanoseconds) }
    }

    public func file(_ name: String) -> String { "\(path)/\(name)" }

    public func makeFolder(_ name: String) -> String {
        mkdir(file(name), 0o700)
        return file(name)
    }

    /// Writes a file of the folder.
    /// - Throws: `FileFault`
    public func write(_ bytes: [UInt8], to name: String) throws(FileFault) {
        let descriptor = open(file(name), O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(file(name), code: errno) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .unwritable(file(name), code: errno) }
            written += count
        }
    }

    public func stamp(_ name: String) -> Stamp? {
        var status = stat()
        guard lstat(file(name), &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Stamp(
            inode: UInt(status.st_ino), size: Int(status.st_size), seconds: Int(status.st_mtim.tv_sec),
            nanoseconds: Int(status.st_mtim.tv_nsec))
    }

    /// A file as it stands; nil where there is none, or an editor is writing it right now.
    public func read(_ name: String) -> [UInt8]? {
        guard let before = stamp(name), let bytes = try? WholeFile.read(file(name), limit: 64 << 20),
            bytes.count == before.size, stamp(name) == before
        else { return nil }
        return bytes
    }

    /// The file changed last among these, and those that begin with a prefix; the first of equals.
    public func newest(_ names: [String], orWith prefixes: [String]) -> String? {
        let there = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let others = there.filter { name in !names.contains(name) && prefixes.contains { name.hasPrefix($0) } }
        var newest: (name: String, stamp: Stamp)?
        for name in names + others.sorted() {
            guard let stamp = stamp(name), stamp.size > 0 else { continue }
            if let so = newest, !stamp.isNewer(than: so.stamp) { continue }
            newest = (name, stamp)
        }
        return newest?.name
    }

    // MARK: the end

    /// Overwrites every file and removes everything.
    public func remove() {
        Self.wipe(path)
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func wipe(_ folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                chmod(path, 0o700)
                wipe(path)
            case S_IFREG: overwrite(path, count: Int(status.st_size))
            default: break
            }
            unlink(path)
        }
    }

    private static func overwrite(_ path: String, count: Int) {
        let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: 65_536)
        var left = count
        while left > 0 {
            let written = Glibc.write(descriptor, zeros, min(left, zeros.count))
            guard written > 0 else { return }
            left -= written
        }
    }
}
