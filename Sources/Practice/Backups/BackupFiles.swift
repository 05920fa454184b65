import Foundation
import Glibc
public import RecordRoom
import SQLiteStore

/// What can go wrong with a backup; paths and numbers only.
public enum BackupFault: Error, Equatable, Sendable {
    /// Decrypted, it is not an archive that `backup make` wrote.
    case notABackup
    /// What was read back is not what was written: the disk, or somebody, changed it.
    case notAsWritten
    /// The key is none of its recipients', or the passphrase another.
    case wrongKey
    /// It is not an age file, or was altered or cut.
    case altered
    /// A recipient that is none.
    case noRecipient(String)
    /// No age identity in the file.
    case noIdentity(String)
    /// The files in it are not those that it says; and what verification found in the practice file among them, where it opens.
    case differs([BackupDifference], VerificationReport?)

    public static func == (left: BackupFault, right: BackupFault) -> Bool {
        switch (left, right) {
        case (.notABackup, .notABackup), (.notAsWritten, .notAsWritten), (.wrongKey, .wrongKey), (.altered, .altered):
            true
        case (.noRecipient(let one), .noRecipient(let other)), (.noIdentity(let one), .noIdentity(let other)):
            one == other
        case (.differs(let one, let found), .differs(let other, let others)):
            one == other && found?.faults == others?.faults
        default: false
        }
    }
}

/// One file of a backup that is not as the backup's own list has it.
public struct BackupDifference: Equatable, Sendable {
    public enum Kind: String, Sendable {
        /// In the archive and not in the list.
        case extra = "file-extra"
        /// In the list and not in the archive.
        case missing = "file-missing"
        case changed = "file-changed"
        /// No file that a backup may hold.
        case foreign = "file-foreign"
    }
    public let kind: Kind
    public let path: String
}

/// Which files a backup holds: the practice file, and what lies in Keys/, without which nobody could open it. Identity files are
/// encrypted under their people's passphrases.
enum BackupFiles {
    static let manifest = "tacet-backup.json"

    /// Whether an archive may hold a file of this name.
    static func isName(_ path: String) -> Bool {
        if path == manifest || path == SQLiteStore.fileName { return true }
        guard path.hasPrefix("Keys/"), path.utf8.count <= 100 else { return false }
        return isKeyName(String(path.dropFirst(5)))
    }

    private static func isKeyName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != 0x2e,
            name.utf8.allSatisfy({
                ($0 >= 0x61 && $0 <= 0x7a) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2d || $0 == 0x2e
            })
        else { return false }
        // Neither invitations, which are used once, nor what is only half made.
        return [".identity", ".public", ".recovery", ".key", ".txt"].contains { name.hasSuffix($0) }
    }

    /// The files in Keys/ that belong in a backup.
    static func keys(of folder: PracticeFolder) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.keys)) ?? []).sorted()
            .map { "Keys/" + $0 }.filter { isName($0) }
    }
}

/// What a backup says of itself; it stands in the archive, in clear once that is decrypted.
struct BackupManifest: Codable {
    struct File: Codable {
        let path: String
        let size: UInt64
        let sha256: String
    }
    var format = "tacet-backup"
    var version = 1
    let practice: String
    let root: String
    let epoch: UInt32
    let entries: UInt64
    let treeRoot: String
    let made: String
    let program: String
    let files: [File]

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [0x0a]
    }

    init(outline: PracticeOutline, made: String, program: String, files: [File]) {
        practice = outline.practice
        root = outline.root
        epoch = outline.epoch
        entries = outline.entries
        treeRoot = outline.treeRoot
        self.made = made
        self.program = program
        self.files = files
    }

    /// - Throws: `BackupFault.notABackup`
    init(in folder: String) throws {
        let bytes = try WholeFile.read(folder + "/" + BackupFiles.manifest, limit: 1 << 20)
        guard let read = try? JSONDecoder().decode(BackupManifest.self, from: Data(bytes)),
            read.format == "tacet-backup", read.version == 1
        else { throw BackupFault.notABackup }
        self = read
    }

    /// Every file that is not as this list has it, by name.
    func differences(from files: [String: (size: UInt64, hash: String)]) -> [BackupDifference] {
        let said = Dictionary(self.files.map { ($0.path, $0) }) { first, _ in first }
        let needed = Set(said.keys).union([SQLiteStore.fileName])
        let found = Set(files.keys).subtracting([BackupFiles.manifest])
        return needed.union(found).sorted().compactMap { path in
            guard let file = files[path] else { return BackupDifference(kind: .missing, path: path) }
            guard let listed = said[path] else { return BackupDifference(kind: .extra, path: path) }
            return file.size == listed.size && file.hash == listed.sha256
                ? nil : BackupDifference(kind: .changed, path: path)
        }
    }

    func isThat(_ outline: PracticeOutline) -> Bool {
        (outline.practice, outline.root) == (practice, root) && outline.epoch == epoch && outline.entries == entries
            && outline.treeRoot == treeRoot
    }

    func isThat(of report: VerificationReport) -> Bool {
        (report.practice, report.root) == (practice, root) && report.epoch == epoch && report.size == entries
            && report.treeRoot == treeRoot
    }
}

/// A folder for this process alone, which goes away with it: what an earlier one left behind when it was killed is removed too.
final class PrivateFolder {
    let path: String
    private let lock: FolderLock

    /// - Parameter prefix: "…/.name-"; what begins so, is one's own and nobody holds is removed
    init(_ prefix: String) throws {
        Self.clear(prefix)
        var attempts = 0
        while true {
            var template = Array((prefix + "XXXXXX").utf8CString)
            guard mkdtemp(&template) != nil else { throw FileFault.unwritable(prefix, code: errno) }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // Somebody who clears up may come between making and holding it.
            if let lock = try? FolderLock(path) {
                self.path = path
                self.lock = lock
                return
            }
            attempts += 1
            guard attempts < 5 else { throw FileFault.busy(path) }
        }
    }

    static func clear(_ prefix: String) {
        let parent = PathParts.folder(of: prefix)
        let name = PathParts.name(in: prefix)
        for left in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where left.hasPrefix(name) {
            let old = parent + "/" + left
            var status = stat()
            // In a folder that others can write to, only what nobody but oneself could have made or filled.
            guard lstat(old, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(),
                status.st_mode & 0o077 == 0, let lock = try? FolderLock(old)
            else { continue }
            try? FileManager.default.removeItem(atPath: old)
            lock.release()
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        lock.release()
    }
}
