import CPlatform
public import Counseling
public import Cryptography
import Foundation
import Glibc
public import RecordRoom
import SQLiteStore

// Founding a practice and joining one: the files of it are made so that a kill at any moment loses nothing.
extension OpenPractice {
    /// Founds a practice in a folder.
    /// - Parameters:
    ///   - recoveryCode: opens the copy of the identity that is put beside it, for a practice too small for custodians
    ///   - workFactor: scrypt's log2 N, 17 to 20
    /// - Throws: `FileFault.exists` where Keys/ holds what belongs to another practice: its station key would sign here, and its
    ///   people's files be taken for this one's
    public static func found(
        in folder: PracticeFolder, founder shortName: ShortName, fullName: PersonName, roles: Set<Role>,
        settings: PracticeSettings, passphrase: borrowing SecretBytes, recoveryCode: borrowing SecretBytes,
        workFactor: Int
    ) throws -> OpenPractice {
        // Two who found at once would mix up each other's files.
        let lock = try FolderLock(folder.path)
        defer { lock.release() }
        guard !exists(in: folder) else { throw RoomError.practiceExists }
        if let kept = folder.keyFiles().first { throw FileFault.exists(folder.keys + "/" + kept) }
        let hadKeys = FileManager.default.fileExists(atPath: folder.keys)
        // What is refused leaves nothing behind; a folder in which something lies stays.
        defer { if !hadKeys, !exists(in: folder) { rmdir(folder.keys) } }
        try WholeFile.makeFolder(folder.keys)
        WholeFile.removeRemnants(inKeys: folder.keys)
        // Left by an attempt that was cut short before there was a practice: they open nothing, and must not be named now.
        for name in folder.unnamed() { unlink(folder.keys + "/" + name) }
        let identityFile = folder.identityFile(shortName.text)
        let today = LocalClock(zone: TimeZone(identifier: settings.timeZone) ?? .gmt).day(of: .now)
        let member = StaffMember(
            fullName: fullName, shortName: shortName, roles: roles.union([.director, .custodian]), since: today)
        let identity = try UnlockedIdentity(making: shortName)
        // Both copies are sealed first: what follows is quick, and a kill leaves no half of it.
        var sealedFiles: [(path: String, bytes: [UInt8])] = []
        var founder = identity
        var room: RecordRoom?
        // A file that could not be written, carried out of the door, which knows of none.
        var unwritten: FileFault?
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
                        let written = Result { () throws(FileFault) in
                            try WholeFile.write(file.bytes, to: file.path + PracticeFolder.making, replacing: true)
                        }
                        if case .failure(let fault) = written { unwritten = fault }
                        try written.get()
                    }
                }, surroundings: surroundings(folder))
        } catch {
            // Without a practice these open nothing.
            if !exists(in: folder) { for file in sealedFiles { unlink(file.path + PracticeFolder.making) } }
            throw unwritten ?? error
        }
        completeFounding(in: folder)
        guard let room else { throw RoomError.practiceMissing }
        return OpenPractice(room: room, folder: folder, identity: founder)
    }

    /// Gives the founder's files their names. They are made before the practice, which without them could never be opened,
    /// and named after it, so that a kill in between leaves nothing that stops the next attempt: whoever comes next names
    /// them. Where a name is taken the file there stays: it may be somebody's only key.
    /// - Returns: whether there was something left to do
    @discardableResult
    public static func completeFounding(in folder: PracticeFolder) -> Bool {
        guard exists(in: folder) else { return false }
        let unnamed = folder.unnamed()
        for name in unnamed {
            let made = folder.keys + "/" + name
            let path = String(made.dropLast(PracticeFolder.making.count))
            // link() refuses where the name is taken; rename() would replace.
            if link(made, path) == 0 || isSameFile(made, path) { unlink(made) }
        }
        // Every command comes by here: the disk is waited for only where there was something to name.
        if !unnamed.isEmpty { _ = platform_sync_directory(folder.keys) }
        return !unnamed.isEmpty
    }

    /// A kill between link and unlink leaves both names of one file.
    private static func isSameFile(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_ino == second.st_ino && first.st_dev == second.st_dev
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
    /// - Throws: `RoomError.otherPractice` where the identity belongs to another one already
    public static func welcome(
        _ folder: PracticeFolder, identity: UnlockedIdentity, welcomeFile: String, code: borrowing SecretBytes,
        passphrase: borrowing SecretBytes, workFactor: Int
    ) throws -> OpenPractice {
        let joined = try identity.welcomed(
            by: try WholeFile.read(welcomeFile, limit: 65_536, waiting: true), code: code)
        // An identity has room for one practice: the key to the other would be lost with it.
        guard !identity.isMember || identity.practiceHex == joined.practiceHex else { throw RoomError.otherPractice }
        // The practice is entered first: a welcome to another practice must not replace a good identity.
        let practice = try OpenPractice(folder, identity: joined)
        // Where the new identity is to take the place of an older one, that one is kept beside.
        let successor = folder.successorFile(joined.shortName)
        let succeeds = FileManager.default.fileExists(atPath: successor)
        if succeeds { try keepFormer(joined.shortName, in: folder) }
        try WholeFile.write(
            try joined.file(passphrase: passphrase, log2N: workFactor), to: folder.identityFile(joined.shortName),
            replacing: true)
        if succeeds { unlink(successor) }
        unlink(welcomeFile)
        return practice
    }
}
