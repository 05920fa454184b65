import CPlatform
import Cryptography
import Foundation
import Glibc
import RecordRoom
import SQLiteStore

/// The files of a practice folder and of a person's state directory.
public struct PracticeFolder: Sendable {
    public let path: String
    private let stateHome: String
    private let runtimeHome: String?
    /// Of whoever uses the folder: they wait for its practice file once, whatever opens it.
    let patience = Patience()

    /// - Parameters:
    ///   - path: the practice folder
    ///   - environment: XDG_STATE_HOME and HOME say where pins are kept, away from the practice folder; XDG_RUNTIME_DIR and
    ///     else these where agents are met
    public init(path: String, environment: [String: String]) {
        self.path = path
        let named = environment["HOME"] ?? NSHomeDirectory()
        // Whoever leaves the folder, as an agent does, means the same place.
        let home = named.hasPrefix("/") ? named : FileManager.default.currentDirectoryPath + "/" + named
        stateHome = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.local/state"
        runtimeHome = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }

    /// The environment in which a command finds the same state.
    public var environment: [String: String] {
        var environment = ["XDG_STATE_HOME": stateHome]
        environment["XDG_RUNTIME_DIR"] = runtimeHome
        return environment
    }

    public var keys: String { path + "/Keys" }
    public var stationFile: String { keys + "/station.key" }
    var pins: String { stateHome + "/tacet" }
    var lists: String { pins + "/lists" }
    /// Where agents may be met, the better place first: in memory, and gone when the person logs out.
    var agentFolders: [String] { (runtimeHome.map { [$0 + "/tacet"] } ?? []) + [pins + "/agents"] }

    public func identityFile(_ shortName: String) -> String { "\(keys)/\(shortName).identity" }
    public func publicFile(_ shortName: String) -> String { "\(keys)/\(shortName).public" }
    public func welcomeFile(_ shortName: String) -> String { "\(keys)/\(shortName).welcome" }
    /// A new identity of somebody who is there, until it is welcomed.
    public func successorFile(_ shortName: String) -> String { "\(keys)/\(shortName).successor" }
    public func recoveryFile(_ shortName: String) -> String { "\(keys)/\(shortName).recovery" }
    /// Says that the words of that file were shown.
    func cardFile(_ shortName: String) -> String { "\(keys)/\(shortName).card.txt" }

    /// What the founder's files are called until there is a practice.
    static let making = ".founding"

    /// The names of such files.
    func unnamed() -> [String] {
        FolderContents.names(in: keys).filter { $0.hasSuffix(Self.making) }
    }

    /// What lies in Keys/ of a practice, or of somebody who works or is to work in one, in alphabetical order. Not what an `init` that
    /// was cut short left, which opens nothing, and not what is not ours.
    public func keyFiles() -> [String] {
        FolderContents.names(in: keys).filter(Self.isKeyFile).sorted()
    }

    static func isKeyFile(_ name: String) -> Bool {
        let endings = [
            ".identity", ".public", ".recovery", ".key", ".welcome", ".successor", ".receiving", ".card.txt",
        ]
        return name == DutySheet.name || endings.contains { name.hasSuffix($0) } || name.contains(".former-")
    }

    /// Whether Keys/ may not be entered, so that nobody can know whose identities are in it.
    public var areKeysHidden: Bool { access(keys, R_OK | X_OK) != 0 && errno == EACCES }

    /// Whether the practice file lies on a disk that is mounted read-only, where no right helps.
    public var isOnReadOnlyDisk: Bool { access(path + "/" + SQLiteStore.fileName, W_OK) != 0 && errno == EROFS }

    /// The short names of the identities that lie here.
    public func identities() -> [String] {
        FolderContents.names(in: keys).filter { $0.hasSuffix(".identity") }.map { String($0.dropLast(9)) }.sorted()
    }
}

/// What lies in a folder. Every command looks into three, and Foundation's way makes the runtime search for conformances first.
enum FolderContents {
    /// The names, in no order; none where it cannot be read, or is no folder.
    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { room in
                room.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: room.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

/// Reading and writing whole small files.
public enum WholeFile {
    /// - Parameter waiting: whether it may also be a pipe or a terminal, whose other end is waited for: where a person names what
    ///   is read. What lies in a folder of ours is a file, whoever names it, and a pipe in its place would hold every command for ever.
    /// - Throws: `FileFault`; `.unreadable` with `EINVAL` for what is no file
    public static func read(
        _ path: String, limit: Int = 16 << 20, waiting: Bool = false
    ) throws(FileFault) -> [UInt8] {
        let descriptor = try opened(path, waiting: waiting && !isAmongKeys(path))
        defer { close(descriptor) }
        return try read(descriptor, called: path, limit: limit)
    }

    /// Reads standard input as it is. Its name in /dev opens it anew, which fails for a socket, and for another person's pipe.
    /// - Throws: `FileFault.unreadable`
    public static func readInput(limit: Int) throws(FileFault) -> [UInt8] {
        try read(STDIN_FILENO, called: "-", limit: limit)
    }

    private static func read(_ descriptor: Int32, called path: String, limit: Int) throws(FileFault) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path, code: errno) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
            guard bytes.count <= limit else { throw .unreadable(path, code: EFBIG) }
        }
    }

    /// Opens a file for reading. A folder is opened too, and reading it says that it is one.
    /// - Parameters:
    ///   - waiting: as in `read`; else nothing is waited for
    ///   - isLinkFollowed: whether what a symbolic link leads to will do; a link in the folder's place, where it is one's own, will
    /// - Returns: the descriptor, to be closed by whoever asked
    /// - Throws: as `read`
    static func opened(
        _ path: String, waiting: Bool = false, isLinkFollowed: Bool = true
    ) throws(FileFault) -> Int32 {
        let flags = O_RDONLY | O_CLOEXEC | (waiting ? 0 : O_NONBLOCK)
        let descriptor = isLinkFollowed ? open(path, flags) : openedHere(path, flags)
        // ENXIO is the system's word for a socket.
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .missing(path) : .unreadable(path, code: errno == ENXIO ? EINVAL : errno)
        }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        let code = isKnown ? EINVAL : errno
        guard isKnown, waiting || [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else {
            close(descriptor)
            throw .unreadable(path, code: code)
        }
        return descriptor
    }

    /// Opens a file of a folder to which others may write, and none elsewhere: by no link in the file's place, nor by one in the folder's
    /// that somebody else put there, also while a command waits at a question.
    /// - Returns: -1 and `errno` as open(2)
    private static func openedHere(_ path: String, _ flags: Int32) -> Int32 {
        let folder = PathParts.folder(of: path)
        // O_PATH, which Swift does not get to see.
        let isHandleAlone: Int32 = 0o10_000_000
        var place = open(folder.isEmpty ? "." : folder, isHandleAlone | O_NOFOLLOW | O_CLOEXEC)
        guard place >= 0 else { return -1 }
        defer { if place >= 0 { close(place) } }
        var status = stat()
        guard fstat(place, &status) == 0 else { return -1 }
        if status.st_mode & S_IFMT == S_IFLNK {
            guard [geteuid(), 0].contains(status.st_uid) else {
                errno = ELOOP
                return -1
            }
            var target = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlinkat(place, "", &target, target.count - 1)
            guard count > 0 else { return -1 }
            let led = String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            close(place)
            // Beside the link, which lies in the working folder where its path has one part alone.
            let beside = folder.contains("/") ? PathParts.folder(of: folder) + "/" : ""
            place = open(led.hasPrefix("/") ? led : beside + led, isHandleAlone | O_DIRECTORY | O_CLOEXEC)
            guard place >= 0 else { return -1 }
        }
        return openat(place, PathParts.name(in: path), flags | O_NOFOLLOW)
    }

    /// Whether it lies in a practice's folder of keys, to which others may write.
    private static func isAmongKeys(_ path: String) -> Bool {
        let folder = PathParts.folder(of: path)
        guard let whole = realpath(folder.isEmpty ? "." : folder, nil) else { return false }
        defer { free(whole) }
        return PathParts.name(in: String(cString: whole)) == "Keys"
    }

    /// Writes a file so that a kill at any moment leaves the old one or the new one whole: beside it, synced, renamed. What a kill
    /// left beside it goes first, for it may be a secret.
    /// - Parameters:
    ///   - mode: permissions, 0o600 for what is secret
    ///   - replacing: false where a file that stands there must stay
    ///   - isLasting: false where losing power may leave the old file, an empty one or one of zeros
    ///   - named: what is done once it has its name, before that is on the disk
    public static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o600, replacing: Bool, isLasting: Bool = true,
        named: () -> Void = {}
    ) throws(FileFault) {
        removeRemnants(of: path)
        let making = "\(path).\(getpid())\(unfinished)"
        let descriptor = try begun(making, for: path, mode: mode)
        // Not before it has its name: until then whoever clears up must see that somebody is writing it.
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                let code = errno
                unlink(making)
                throw .unwritable(path, code: code)
            }
            written += count
        }
        guard !isLasting || fsync(descriptor) == 0 else {
            let code = errno
            unlink(making)
            throw .unwritable(path, code: code)
        }
        // link() refuses where the name is taken; rename() replaces.
        let done = replacing ? rename(making, path) : link(making, path)
        let code = errno
        if !replacing || done != 0 { unlink(making) }
        guard done == 0 else { throw code == EEXIST ? .exists(path) : .unwritable(path, code: code) }
        named()
        guard isLasting else { return }
        let folder = PathParts.folder(of: path)
        _ = platform_sync_directory(folder.isEmpty ? "." : folder)
    }

    /// What a file is called until it is whole: its name, the number of the process that writes it, and this.
    private static let unfinished = ".new"

    /// Makes the file that is not whole yet, locked as long as it is written.
    private static func begun(_ making: String, for path: String, mode: UInt32) throws(FileFault) -> Int32 {
        while true {
            unlink(making)
            let descriptor = open(making, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, mode)
            guard descriptor >= 0 else { throw .unwritable(path, code: errno) }
            let isLocked = platform_try_lock(descriptor, true) == 0
            // Where nothing can be locked nobody clears up either.
            if !isLocked, errno != EWOULDBLOCK { return descriptor }
            // Whoever clears up may hold it, or have taken its name, before it was locked.
            var status = stat()
            if isLocked, fstat(descriptor, &status) != 0 || status.st_nlink > 0 { return descriptor }
            close(descriptor)
        }
    }

    /// Removes what writings of a file left that a kill cut short. What somebody is writing now is locked, and stays.
    public static func removeRemnants(of path: String) {
        let folder = PathParts.folder(of: path)
        let file = PathParts.name(in: path)
        removeRemnants(in: folder.isEmpty ? "." : folder) { $0 == file }
    }

    /// In a practice's folder of keys, of every file that is ours there.
    static func removeRemnants(inKeys folder: String) {
        removeRemnants(in: folder) { PracticeFolder.isKeyFile($0) || $0.hasSuffix(PracticeFolder.making) }
    }

    private static func removeRemnants(in folder: String, of isOurs: (String) -> Bool) {
        for name in FolderContents.names(in: folder) {
            guard name.hasSuffix(unfinished) else { continue }
            let parts = name.dropLast(unfinished.count).split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count > 1, let number = parts.last, !number.isEmpty,
                number.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                isOurs(parts.dropLast().joined(separator: "."))
            else { continue }
            let remnant = folder + "/" + name
            let descriptor = open(remnant, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                platform_try_lock(descriptor, true) == 0
            else { continue }
            unlink(remnant)
        }
    }

    /// Makes a folder for its owner alone, unless it is there.
    static func makeFolder(_ path: String) throws(FileFault) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw .unwritable(path, code: errno) }
    }
}

/// What can go wrong with a file; paths only, never content.
public enum FileFault: Error, Equatable, Sendable {
    case missing(String)
    case exists(String)
    /// Another process is at work there.
    case busy(String)
    case unreadable(String, code: Int32)
    case unwritable(String, code: Int32)
}
