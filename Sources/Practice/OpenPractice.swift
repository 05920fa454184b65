public import Counseling
public import Cryptography
import Foundation
import Glibc
public import RecordRoom
import SQLiteStore

/// A practice opened by an unlocked identity: the parts put together, and the use cases on it.
public final class OpenPractice {
    public let room: RecordRoom
    public let folder: PracticeFolder
    /// The practice's identifier, 32 hexadecimal digits.
    public let id: String
    /// Whoever opened it.
    public let identity: UnlockedIdentity

    init(room: RecordRoom, folder: PracticeFolder, identity: UnlockedIdentity) {
        self.room = room
        self.folder = folder
        id = identity.practiceHex ?? ""
        self.identity = identity
    }

    static func surroundings(_ folder: PracticeFolder) -> RoomSurroundings {
        RoomSurroundings(
            now: { UTCTime.now }, version: Program.version,
            pins: PinFolder(folder: folder.pins), station: try? WholeFile.read(folder.stationFile, limit: 4096),
            memory: { practice, person in
                let kept = "\(folder.pins)/\(practice)"
                guard (try? WholeFile.makeFolder(kept)) != nil else { return nil }
                let path = "\(kept)/\(person).rows"
                WholeFile.removeRemnants(of: path)
                return KeptRows(path: path)
            })
    }

    /// Opens the practice of a folder.
    /// - Parameters:
    ///   - shortName: whose identity file in Keys/
    ///   - passphrase: UTF-8
    ///   - keepingHouse: false for whoever must leave no entry of their own
    public convenience init(
        _ folder: PracticeFolder, as shortName: ShortName, passphrase: borrowing SecretBytes, keepingHouse: Bool = true
    ) throws {
        let identity = try Self.unlock(folder, as: shortName, passphrase: passphrase)
        try self.init(folder, identity: identity, keepingHouse: keepingHouse)
    }

    public convenience init(_ folder: PracticeFolder, identity: UnlockedIdentity, keepingHouse: Bool = true) throws {
        let store = try Self.store(folder)
        let room = try RecordRoom.enter(
            store, as: identity, surroundings: Self.surroundings(folder), keepingHouse: keepingHouse)
        self.init(room: room, folder: folder, identity: identity)
        if keepingHouse { tidyDisposals(store) }
    }

    /// - Parameter restoring: for what is done in a restored folder before people work there
    static func store(_ folder: PracticeFolder, restoring: Bool = false) throws -> SQLiteStore {
        let store: SQLiteStore
        do { store = try SQLiteStore(folder: folder.path, patience: folder.patience) } catch {
            throw RoomError(fromStore: error)
        }
        if !restoring { try RestoredMark.requireNone(in: folder, store) }
        WholeFile.removeRemnants(inKeys: folder.keys)
        return store
    }

    /// Whether the folder holds a practice.
    public static func exists(in folder: PracticeFolder) -> Bool {
        FileManager.default.fileExists(atPath: folder.path + "/" + SQLiteStore.fileName)
    }

    /// Whether the folder may not be entered, so that nobody can know whether there is one.
    public static func isHidden(in folder: PracticeFolder) -> Bool {
        access(folder.path + "/" + SQLiteStore.fileName, F_OK) != 0 && errno == EACCES
    }

    /// Opens an identity file. A wrong passphrase is counted beside it.
    /// - Parameter isNew: for the new identity of somebody who is there, which is not welcomed yet
    public static func unlock(
        _ folder: PracticeFolder, as shortName: ShortName, passphrase: borrowing SecretBytes, isNew: Bool = false
    ) throws -> UnlockedIdentity {
        let file = isNew ? folder.successorFile(shortName.text) : folder.identityFile(shortName.text)
        do {
            let identity = try UnlockedIdentity(
                opening: try WholeFile.read(file, limit: 65_536), passphrase: passphrase)
            // Else one person would work under another's name, and what was counted or remembered of one be the other's.
            guard identity.shortName == shortName.text else { throw RoomError.unusableFile(.otherName) }
            return identity
        } catch RoomError.wrongPassphrase {
            FailedUnlocks(of: shortName, in: folder).add(at: .now)
            throw RoomError.wrongPassphrase
        }
    }

    /// Verifies a practice file without any passphrase, also against every pin of this user's on this computer.
    /// - Parameters:
    ///   - notes: checkpoints kept elsewhere, as `audit checkpoint` gives them
    ///   - identity: somebody whom the practice does not let in as it is, so that duties are judged all the same
    ///   - progress: told now and then how far it has come
    public static func verify(
        _ folder: PracticeFolder, depth: Verification.Depth, notes: [String] = [],
        judgingAs identity: UnlockedIdentity? = nil, progress: ((VerificationProgress) -> Void)? = nil
    ) throws -> VerificationReport {
        let pins = PinFolder(folder: folder.pins)
        let store = try store(folder, restoring: true)
        var report = try Verification.run(
            store, depth: depth, pins: { try pins.all(practice: $0) }, notes: notes,
            judgingAs: identity.map { ($0, surroundings(folder)) }, progress: progress)
        for path in KeyFiles(folder, store).ofOtherPracticeOnly() { report.add(.otherPractice, at: path) }
        // Faults are told whatever is the matter here; but nothing is whole that was not held against what this computer remembers.
        if report.isSound { try pins.requireReadable(practice: report.practice) }
        return report
    }
}

/// The program's name and version, which entries and `--version` give.
public enum Program {
    public static let version = "0.1.0"
}
