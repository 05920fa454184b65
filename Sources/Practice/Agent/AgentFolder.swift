import CPlatform
import Counseling
import Cryptography
import Foundation
import Glibc

/// The folder in which a person's agents are met: theirs, and for nobody else. It stays open, and everything in it is reached
/// through that, so that nobody can put another folder in its place.
final class AgentFolder {
    let descriptor: Int32
    let path: String

    /// Opens one that is there; nil where there is none, or it is not for its owner alone.
    init?(existing path: String) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard Self.isOwners(descriptor) else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    private static func isOwners(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }

    /// The first of the places where such a folder is or can be made.
    /// - Throws: `AgentFault.folder`
    static func made(for folder: PracticeFolder) throws(AgentFault) -> AgentFolder {
        for path in folder.agentFolders {
            // A runtime folder that is missing is not ours to make: it would lie on a disk.
            let isThere = FileManager.default.fileExists(atPath: PathParts.folder(of: path))
            if isThere || path != folder.agentFolders.first || folder.agentFolders.count == 1 {
                try? WholeFile.makeFolder(path)
            }
            if let made = AgentFolder(existing: path) { return made }
        }
        throw .folder(folder.agentFolders.last ?? "")
    }

    /// Every such folder that is there.
    static func all(for folder: PracticeFolder) -> [AgentFolder] {
        folder.agentFolders.compactMap { AgentFolder(existing: $0) }
    }

    // MARK: names

    /// What an identity's agent is called: a hash of where its file lies, so that names say nothing and are short.
    static func name(of shortName: ShortName, in folder: PracticeFolder) throws(AgentFault) -> String {
        let place = "tacet/1/agent\0\(realPath(folder.path))\0\(shortName.text)"
        do throws(CryptographyError) {
            return Hex.encode(try SHA256.hash(Array(place.utf8)).bytes.prefix(16))
        } catch { throw .failed }
    }

    /// A folder's one path, whatever links lead to it.
    static func realPath(_ path: String) -> String {
        guard let found = realpath(path, nil) else { return path }
        defer { free(found) }
        return String(cString: found)
    }

    static func socket(_ name: String) -> String { name + ".socket" }

    /// The names for which there is an agent or was one.
    func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
            .filter { $0.hasSuffix(".lock") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Whether an agent of this name stands where it was met, for as long as it does: whoever moved its socket or its lock, or the
    /// folder, would have an agent that `lock` does not find.
    func standing(_ name: String) -> () -> Bool {
        let files = [Self.socket(name), name + ".lock"]
        let marks = files.map(mark) + [Mark(path)]
        return { [self] in !marks.contains(nil) && files.map(mark) + [Mark(path)] == marks }
    }

    private func mark(_ file: String) -> Mark? { Mark(file, in: descriptor) }

    private struct Mark: Equatable {
        let device: dev_t
        let number: ino_t

        init?(_ file: String, in folder: Int32 = AT_FDCWD) {
            var status = stat()
            guard fstatat(folder, file, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
            (device, number) = (status.st_dev, status.st_ino)
        }
    }

    func remove(_ file: String) { unlinkat(descriptor, file, 0) }

    /// The lock that an agent of this name holds as long as its process lives; nil while another does.
    func lock(_ name: String) throws(AgentFault) -> AgentLock? {
        let file = openat(descriptor, name + ".lock", O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .socket(path, code: errno) }
        let fault = platform_try_lock(file, true)
        guard fault == 0 else {
            close(file)
            guard fault == EWOULDBLOCK else { throw .socket(path, code: fault) }
            return nil
        }
        return AgentLock(file)
    }
}

/// Held from before the socket is made until the process has ended: the kernel gives it back after the process's memory.
struct AgentLock: ~Copyable {
    private let descriptor: Int32

    fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}

/// What can go wrong with agents; paths and numbers only.
public enum AgentFault: Error, Equatable, Sendable {
    /// No folder for the person alone could be made.
    case folder(String)
    case socket(String, code: Int32)
    /// Another `unlock` of the same identity is at work.
    case busy
    /// It could not be started, or ended before it was ready.
    case failed
    /// It did not end when it was told to, nor by force.
    case stays(process: Int32)
}
