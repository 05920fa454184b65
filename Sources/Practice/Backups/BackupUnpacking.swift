import CPlatform
public import Counseling
public import Cryptography
import Foundation
import Glibc
public import RecordRoom
import SQLiteStore

/// A backup that was put into a folder of its own.
public struct UnpackedBackup: Sendable {
    public let path: String
    public let report: VerificationReport
    /// When the backup was made.
    public let made: UTCTime?
    public let standing: RestoredFile
}

/// Puts a verified backup into a fresh folder. It is verified in a hidden folder beside that, which gets the name at the end: a
/// kill at any moment leaves nothing that looks like a practice, and the next one clears away what was left.
public struct BackupUnpacking {
    private let opening: BackupOpening
    private let target: PracticeFolder
    private let notes: [String]
    private let progress: (Double) -> Void

    /// - Parameters:
    ///   - target: where; nothing may lie there
    ///   - notes: checkpoints that somebody kept outside of the practice
    public init(
        _ file: String, to target: PracticeFolder, notes: [String], progress: @escaping (Double) -> Void
    ) throws {
        opening = BackupOpening(file)
        self.target = target
        self.notes = notes
        self.progress = progress
        let there = try? FileManager.default.contentsOfDirectory(atPath: target.path)
        guard there?.isEmpty ?? !FileManager.default.fileExists(atPath: target.path) else {
            throw FileFault.exists(target.path)
        }
        guard FileManager.default.fileExists(atPath: parent) else { throw FileFault.missing(parent) }
    }

    private var parent: String { PathParts.folder(of: target.path) }
    private var hidden: String { parent + "/.tacet-restore-" }

    public func unpack(identityFile: String) throws -> UnpackedBackup {
        try placed(try opening.opened(identityFile: identityFile, at: hidden))
    }

    public func unpack(passphrase: borrowing SecretBytes) throws -> UnpackedBackup {
        try placed(try opening.opened(passphrase: passphrase, at: hidden))
    }

    private func placed(_ place: BackupOpening.Place) throws -> UnpackedBackup {
        let report = try place.verified(progress)
        let here = place.folder.path
        let made = (try? BackupManifest(in: here)).flatMap { UTCTime(rfc3339: $0.made) }
        let standing = try Self.standing(in: here, practice: report.practice, pins: target.pins, notes)
        // A copy that contradicts what this computer saw is another history, not an older one.
        guard standing.contradicted.isEmpty else {
            throw RoomError.rolledBack(.forked(at: standing.contradicted[0].entries))
        }
        unlink(here + "/" + BackupFiles.manifest)
        if !standing.isNothingLost { try RestoredMark(standing).write(to: here) }
        for folder in [here + "/Keys", here] where platform_sync_directory(folder) != 0 {
            throw FileFault.unwritable(folder, code: errno)
        }
        guard rename(here, target.path) == 0 else {
            throw errno == ENOTEMPTY || errno == EEXIST
                ? FileFault.exists(target.path) : FileFault.unwritable(target.path, code: errno)
        }
        guard platform_sync_directory(parent) == 0 else { throw FileFault.unwritable(parent, code: errno) }
        return UnpackedBackup(path: target.path, report: report, made: made, standing: standing)
    }

    private static func standing(in folder: String, practice: String, pins: String, _ notes: [String]) throws
        -> RestoredFile
    {
        let store = try OpenPractice.store(PracticeFolder(path: folder, environment: [:]), restoring: true)
        let pins = PinFolder(folder: pins)
        try pins.requireReadable(practice: practice)
        return try RestoredFile(of: store, pins: pins.all(practice: practice).map(\.file), notes: notes)
    }
}

/// A file that says that a folder was restored and lacks what this computer saw: until an epoch begins nobody works there, for
/// what they wrote would be in the way of it.
struct RestoredMark: Codable {
    static let name = "practice.restored"

    var format = "tacet-restored"
    var version = 1
    let epoch: UInt32
    let entries: UInt64
    let treeRoot: String

    init(_ standing: RestoredFile) {
        epoch = standing.restored.epoch
        entries = standing.restored.entries
        treeRoot = standing.restored.treeRoot
    }

    func write(to folder: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try WholeFile.write(Array(try encoder.encode(self)) + [0x0a], to: folder + "/" + Self.name, replacing: true)
    }

    /// The mark of a folder; nil where there is none.
    init?(in folder: PracticeFolder) {
        guard let bytes = try? WholeFile.read(folder.path + "/" + Self.name, limit: 4096),
            let mark = try? JSONDecoder().decode(RestoredMark.self, from: Data(bytes)),
            mark.format == "tacet-restored"
        else { return nil }
        self = mark
    }

    /// - Throws: `RoomError.restoreWaits` while the folder is in the epoch that it was restored in
    static func requireNone(in folder: PracticeFolder, _ store: SQLiteStore) throws {
        guard let mark = RestoredMark(in: folder) else {
            // One that cannot be read says that something was restored here, if not what.
            var status = stat()
            guard lstat(folder.path + "/" + name, &status) != 0 else { throw RoomError.restoreWaits }
            return
        }
        if try PracticeOutline(of: store).epoch == mark.epoch { throw RoomError.restoreWaits }
    }
}
