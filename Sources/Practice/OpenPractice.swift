public import Counseling
public import Cryptography
import Foundation
public import RecordRoom
import SQLiteStore

/// A practice opened by an unlocked identity: the parts put together, and the use cases on it.
public final class OpenPractice {
    public let room: RecordRoom
    public let folder: PracticeFolder
    /// The practice's identifier, 32 hexadecimal digits.
    public let id: String

    private init(room: RecordRoom, folder: PracticeFolder, identity: UnlockedIdentity) {
        self.room = room
        self.folder = folder
        id = identity.practiceHex ?? ""
    }

    static func surroundings(_ folder: PracticeFolder) -> RoomSurroundings {
        RoomSurroundings(
            now: { UTCTime.now }, version: Program.version,
            pins: PinFolder(folder: folder.pins), station: try? WholeFile.read(folder.stationFile, limit: 4096))
    }

    /// Opens the practice of a folder.
    /// - Parameters:
    ///   - shortName: whose identity file in Keys/
    ///   - passphrase: UTF-8
    public convenience init(_ folder: PracticeFolder, as shortName: ShortName, passphrase: borrowing SecretBytes) throws
    {
        let identity = try Self.unlock(folder, as: shortName, passphrase: passphrase)
        try self.init(folder, identity: identity)
    }

    public convenience init(_ folder: PracticeFolder, identity: UnlockedIdentity) throws {
        let store = try Self.store(folder)
        self.init(
            room: try RecordRoom.enter(store, as: identity, surroundings: Self.surroundings(folder)), folder: folder,
            identity: identity)
    }

    private static func store(_ folder: PracticeFolder) throws -> SQLiteStore {
        do { return try SQLiteStore(folder: folder.path) } catch { throw RoomError(fromStore: error) }
    }

    /// Whether the folder holds a practice.
    public static func exists(in folder: PracticeFolder) -> Bool {
        FileManager.default.fileExists(atPath: folder.path + "/" + SQLiteStore.fileName)
    }

    /// Opens an identity file. A wrong passphrase is counted beside it.
    public static func unlock(_ folder: PracticeFolder, as shortName: ShortName, passphrase: borrowing SecretBytes)
        throws
        -> UnlockedIdentity
    {
        do {
            return try UnlockedIdentity(
                opening: try WholeFile.read(folder.identityFile(shortName.text), limit: 65_536), passphrase: passphrase)
        } catch RoomError.wrongPassphrase {
            FailedUnlocks(of: shortName, in: folder).add(at: .now)
            throw RoomError.wrongPassphrase
        }
    }

    // MARK: founding and joining

    /// Founds a practice in a folder.
    /// - Parameters:
    ///   - recoveryCode: opens the copy of the identity that is put beside it, for a practice too small for custodians
    ///   - workFactor: scrypt's log2 N, 17 to 20
    public static func found(
        in folder: PracticeFolder, founder shortName: ShortName, fullName: PersonName, roles: Set<Role>,
        settings: PracticeSettings, passphrase: borrowing SecretBytes, recoveryCode: borrowing SecretBytes,
        workFactor: Int
    ) throws -> OpenPractice {
        guard !exists(in: folder) else { throw RoomError.practiceExists }
        try WholeFile.makeFolder(folder.keys)
        let identityFile = folder.identityFile(shortName.text)
        guard !FileManager.default.fileExists(atPath: identityFile) else { throw FileFault.exists(identityFile) }
        let today = CalendarDate((try UTCTime(Date())).rfc3339.prefix(10))
        guard let today else { throw CounselingError.timeOutOfRange }
        let member = StaffMember(
            fullName: fullName, shortName: shortName, roles: roles.union([.director, .custodian]), since: today)
        let identity = try UnlockedIdentity(making: shortName)
        // Both copies are sealed first: what follows is quick, and a kill leaves no half of it.
        var sealedFiles: [(path: String, bytes: [UInt8])] = []
        var founder = identity
        var room: RecordRoom?
        do {
            room = try RecordRoom.found(
                { body in
                    do { return try SQLiteStore.create(folder: folder.path, body) } catch {
                        throw RoomError(fromStore: error)
                    }
                }, founder: identity, member: member, settings: settings,
                keeping: { joined, station in
                    founder = joined
                    sealedFiles = [
                        (identityFile, try joined.file(passphrase: passphrase, log2N: workFactor)),
                        (
                            folder.recoveryFile(shortName.text),
                            try joined.file(passphrase: recoveryCode, log2N: workFactor)
                        ),
                        (folder.stationFile, station.revealed()),
                    ]
                    for file in sealedFiles {
                        try WholeFile.write(file.bytes, to: file.path + PracticeFolder.making, replacing: true)
                    }
                }, surroundings: surroundings(folder))
        } catch {
            // Without a practice these open nothing.
            if !exists(in: folder) { for file in sealedFiles { unlink(file.path + PracticeFolder.making) } }
            throw error
        }
        completeFounding(in: folder)
        guard let room else { throw RoomError.practiceMissing }
        return OpenPractice(room: room, folder: folder, identity: founder)
    }

    /// Gives the founder's files their names. They are made before the practice, which without them could never be opened,
    /// and named after it, so that a kill in between leaves nothing that stops the next attempt: whoever comes next names them.
    public static func completeFounding(in folder: PracticeFolder) {
        guard exists(in: folder) else { return }
        for name in folder.unnamed() {
            let path = folder.keys + "/" + name
            rename(path, String(path.dropLast(PracticeFolder.making.count)))
        }
    }

    /// Makes a newcomer's identity and public file.
    /// - Returns: the fingerprint's six places in the word list
    public static func join(
        _ folder: PracticeFolder, shortName: ShortName, fullName: PersonName, passphrase: borrowing SecretBytes,
        workFactor: Int
    ) throws -> [Int] {
        let store = try store(folder)
        try WholeFile.makeFolder(folder.keys)
        let identityFile = folder.identityFile(shortName.text)
        guard !FileManager.default.fileExists(atPath: identityFile) else { throw FileFault.exists(identityFile) }
        guard let today = CalendarDate((try UTCTime(Date())).rfc3339.prefix(10)) else {
            throw CounselingError.timeOutOfRange
        }
        let member = StaffMember(fullName: fullName, shortName: shortName, roles: [], since: today)
        let identity = try UnlockedIdentity(making: shortName)
        let publicFile = try RecordRoom.publicFile(of: identity, member: member, for: store)
        // The public file first: a kill in between leaves a public file that the next attempt replaces.
        let sealed = try identity.file(passphrase: passphrase, log2N: workFactor)
        try WholeFile.write(publicFile, to: folder.publicFile(shortName.text), mode: 0o644, replacing: true)
        try WholeFile.write(sealed, to: identityFile, replacing: false)
        return try identity.fingerprint()
    }

    /// Takes a welcome file into the identity and deletes it.
    public static func welcome(
        _ folder: PracticeFolder, identity: UnlockedIdentity, welcomeFile: String, code: borrowing SecretBytes,
        passphrase: borrowing SecretBytes, workFactor: Int
    ) throws -> OpenPractice {
        let joined = try identity.welcomed(by: try WholeFile.read(welcomeFile, limit: 65_536), code: code)
        // The practice is entered first: a welcome to another practice must not replace a good identity.
        let practice = try OpenPractice(folder, identity: joined)
        try WholeFile.write(
            try joined.file(passphrase: passphrase, log2N: workFactor), to: folder.identityFile(joined.shortName),
            replacing: true)
        unlink(welcomeFile)
        return practice
    }

    /// Verifies a practice file without any passphrase, also against every pin of this user's on this computer.
    public static func verify(_ folder: PracticeFolder, depth: Verification.Depth) throws -> VerificationReport {
        let pins = PinFolder(folder: folder.pins)
        return try Verification.run(try store(folder), depth: depth, pins: { pins.all(practice: $0) })
    }
}

/// The program's name and version, which entries and `--version` give.
public enum Program {
    public static let version = "0.1.0"
}
