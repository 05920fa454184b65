import AgeFile
import CPlatform
public import Counseling
public import Cryptography
import Foundation
import Glibc
public import RecordRoom
import SQLiteStore

/// A backup that was made, and is what was copied. Its report may name faults: they are the practice's own then, which a log that is only
/// added to never loses, and without a copy of which there would be none at all from there on.
public struct MadeBackup: Sendable {
    public let path: String
    public let bytes: Int
    public let outline: PracticeOutline
    public let report: VerificationReport
}

/// Makes one encrypted file of a practice while others work, restores it from the disk to a private place, and verifies it there;
/// only then does the file get its name. A kill at any moment leaves nothing that looks like a backup.
public final class BackupMaker {
    /// Copying, writing and verifying, each a third.
    public typealias Progress = (Double) -> Void

    private let folder: PracticeFolder
    private let destination: String
    private let progress: Progress
    private let work: PrivateFolder
    private let source = ArchiveSource()
    private var part = ""
    private var descriptor: Int32 = -1
    private var outline: PracticeOutline?
    private let made: UTCTime

    /// Takes the copy. The entry of the backup must be durable by then.
    /// - Parameter destination: the folder to write to
    public init(_ folder: PracticeFolder, to destination: String, at made: UTCTime, progress: @escaping Progress) throws
    {
        self.folder = folder
        self.destination = destination
        self.progress = progress
        self.made = made
        guard FileManager.default.fileExists(atPath: destination) else { throw FileFault.missing(destination) }
        work = try PrivateFolder(folder.path + "/.backup-")
        let copy = work.path + "/" + SQLiteStore.fileName
        do {
            try OpenPractice.store(folder).snapshot(to: copy) { progress($0 / 3) }
        } catch { throw RoomError(fromStore: error) }
        let outline = try PracticeOutline(
            of: try OpenPractice.store(PracticeFolder(path: work.path, environment: [:])))
        self.outline = outline
        var files: [BackupManifest.File] = []
        for (name, path) in [(SQLiteStore.fileName, copy)]
            + BackupFiles.keys(of: folder).map({ ($0, folder.path + "/" + $0) })
        {
            let (size, hash) = try Self.measured(path)
            files.append(BackupManifest.File(path: name, size: size, sha256: hash))
            source.add(name, .file(path, size), size: size, modified: made.secondsSince1970)
        }
        let manifest = try BackupManifest(
            outline: outline, made: made.rfc3339, program: Program.version, files: files
        ).encoded()
        source.add(
            BackupFiles.manifest, .bytes(manifest), size: UInt64(manifest.count), modified: made.secondsSince1970)
        source.end()
        try openPart()
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !part.isEmpty { unlink(part) }
    }

    /// For people with age keys, each of whom can open it alone.
    public func make(to recipients: [String]) throws -> MadeBackup {
        var keys: [AgeRecipient] = []
        for text in recipients {
            guard let key = try? AgeRecipient(bech32: text) else { throw BackupFault.noRecipient(text) }
            keys.append(key)
        }
        let written = try AgeFile.write(to: keys, reading: source.read, writing: write)
        return try verified(written)
    }

    /// Under a passphrase.
    /// - Parameter log2N: scrypt's work factor
    public func make(passphrase: borrowing SecretBytes, log2N: Int) throws -> MadeBackup {
        let written = try AgeFile.write(
            passphrase: passphrase, log2N: log2N, reading: source.read, writing: write)
        return try verified(written)
    }

    /// Whether a text is an age recipient.
    public static func isRecipient(_ text: String) -> Bool { (try? AgeRecipient(bech32: text)) != nil }

    private func openPart() throws {
        let prefix = ".tacet-backup-"
        for left in (try? FileManager.default.contentsOfDirectory(atPath: destination)) ?? []
        where left.hasPrefix(prefix) && left.hasSuffix(".part") {
            let old = open(destination + "/" + left, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            if old >= 0, platform_try_lock(old, true) == 0 { unlink(destination + "/" + left) }
            if old >= 0 { close(old) }
        }
        let path = destination + "/\(prefix)\(getpid())-\(UInt32.random(in: 0 ... .max)).part"
        descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileFault.unwritable(path, code: errno) }
        part = path
        _ = platform_try_lock(descriptor, true)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        try WholeFile.writeAll(bytes, to: descriptor, part)
        progress((1 + Double(source.given) / Double(max(source.total, 1))) / 3)
    }

    /// Reads the file back from the disk, restores it, verifies it, and names it.
    private func verified(_ written: borrowing WrittenFile) throws -> MadeBackup {
        guard let outline, fsync(descriptor) == 0 else { throw FileFault.unwritable(part, code: errno) }
        // What the kernel still holds in memory says nothing about the disk.
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        unlink(work.path + "/" + SQLiteStore.fileName)
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileFault.unreadable(part, code: errno) }
        let restored = work.path + "/restored"
        try WholeFile.makeFolder(restored + "/Keys")
        let sink = try ArchiveSink(into: restored)
        do {
            try AgeFile.readBack(written, reading: read, writing: sink.write)
            try sink.end()
        } catch is AgeFileError { throw BackupFault.notAsWritten }
        let report: VerificationReport
        do {
            report = try Self.verify(sink, in: restored, pins: folder.pins) { self.progress((2 + $0) / 3) }
        } catch BackupFault.differs { throw BackupFault.notAsWritten }
        guard !report.isSound || outline.isThat(of: report) else { throw BackupFault.notAsWritten }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        return MadeBackup(path: try name(outline), bytes: size, outline: outline, report: report)
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        guard count >= 0 else { throw FileFault.unreadable(part, code: errno) }
        return count
    }

    /// Gives the verified file its name, which nothing else may bear.
    private func name(_ outline: PracticeOutline) throws -> String {
        let time = made.rfc3339.filter { $0 != "-" && $0 != ":" }
        let path = "\(destination)/tacet-\(outline.practice.prefix(8))-\(time)-\(outline.entries).tar.age"
        if link(part, path) == 0 {
            unlink(part)
        } else {
            let code = errno
            guard code != EEXIST else { throw FileFault.exists(path) }
            // Removable disks often know no second name for a file.
            guard !FileManager.default.fileExists(atPath: path), rename(part, path) == 0 else {
                throw FileFault.unwritable(path, code: code)
            }
        }
        part = ""
        guard platform_sync_directory(destination) == 0 else { throw FileFault.unwritable(path, code: errno) }
        return path
    }

    // MARK: what was restored

    /// Holds restored files against the manifest and verifies the practice file among them.
    /// - Parameter pins: a folder of pins to hold it against too; nil for none
    /// - Returns: what verification found. Where the files are byte for byte those that were copied, faults were the practice's by then
    /// - Throws: `BackupFault.differs`
    static func verify(
        _ sink: ArchiveSink, in restored: String, pins: String?, progress: @escaping Progress
    ) throws -> VerificationReport {
        guard sink.files[BackupFiles.manifest] != nil else { throw BackupFault.notABackup }
        let manifest = try BackupManifest(in: restored)
        var differences = manifest.differences(from: sink.files)
        let store: SQLiteStore
        do { store = try SQLiteStore(folder: restored) } catch {
            guard differences.isEmpty else { throw BackupFault.differs(differences, nil) }
            throw RoomError(fromStore: error)
        }
        let report = try Verification.run(
            store, depth: .rows,
            pins: { practice in try pins.map { try PinFolder(folder: $0).all(practice: practice) } ?? [] },
            believesOne: true,
            progress: { progress($0.fraction) })
        // What is not sound may not be counted to the end by verification; its own numbers say whether it is that file.
        let isThat =
            report.isSound
            ? manifest.isThat(of: report) : (try? PracticeOutline(of: store)).map { manifest.isThat($0) } ?? false
        if !isThat {
            differences.append(BackupDifference(kind: .changed, path: BackupFiles.manifest))
        }
        guard differences.isEmpty else { throw BackupFault.differs(differences, report) }
        return report
    }

    static func measured(_ path: String) throws -> (size: UInt64, hash: String) {
        let descriptor = try WholeFile.opened(path, isLinkFollowed: false)
        defer { close(descriptor) }
        var hasher = try SHA256Hasher()
        var size: UInt64 = 0
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw FileFault.unreadable(path, code: errno) }
            if count == 0 { return (size, try hasher.finish().hex) }
            size += UInt64(count)
            try hasher.update(Array(chunk.prefix(count)))
        }
    }
}
