import AgeFile
import CPlatform
public import Counseling
public import Cryptography
import Foundation
import Glibc
import RecordRoom

// New keys for somebody who is there, and a card that brings back an identity whose passphrase was lost.
extension OpenPractice {
    /// Whose new identity is meant: somebody's public file in Keys/ by its short name, or a pseudonym, of which a beginning will
    /// do where no other person's begins so.
    /// - Returns: nil where that is nobody, or more than one
    public static func person(_ typed: String, in folder: PracticeFolder) throws -> Identifier<Person>? {
        let people = try RecordRoom.people(in: try store(folder))
        if let name = try? ShortName(typed), let file = try? WholeFile.read(folder.publicFile(name.text), limit: 65_536)
        {
            let named = try RecordRoom.person(ofPublicFile: file)
            if people.contains(named) { return named }
        }
        guard typed.count >= Identifier<Person>.shortestForm else { return nil }
        let prefix = try Identifier<Person>.characters(typed: typed)
        let found = try people.filter { try $0.matches(prefix: prefix) }
        return found.count == 1 ? found.first : nil
    }

    /// Makes new keys for somebody who is there. The identity that they have stays where it is until the new one is welcomed.
    /// - Returns: the fingerprint's six places in the word list
    public static func replace(
        _ folder: PracticeFolder, shortName: ShortName, person: Identifier<Person>, fullName: PersonName,
        passphrase: borrowing SecretBytes, workFactor: Int
    ) throws -> [Int] {
        let store = try store(folder)
        try WholeFile.makeFolder(folder.keys)
        guard let today = CalendarDate((try UTCTime(Date())).rfc3339.prefix(10)) else {
            throw CounselingError.timeOutOfRange
        }
        let member = StaffMember(fullName: fullName, shortName: shortName, roles: [], since: today)
        let identity = try UnlockedIdentity(making: shortName, replacing: person)
        let publicFile = try RecordRoom.publicFile(of: identity, member: member, for: store)
        let sealed = try identity.file(passphrase: passphrase, log2N: workFactor)
        // The identity first, and both replaced: after a kill in between the next attempt makes both anew.
        try WholeFile.write(sealed, to: folder.successorFile(shortName.text), replacing: true)
        try WholeFile.write(publicFile, to: folder.publicFile(shortName.text), mode: 0o644, replacing: true)
        return try identity.fingerprint()
    }

    /// Keeps the identity file under another name, once: a passphrase may be remembered.
    static func keepFormer(_ shortName: String, in folder: PracticeFolder) throws {
        let file = folder.identityFile(shortName)
        let bytes: [UInt8]
        do { bytes = try WholeFile.read(file, limit: 65_536) } catch FileFault.missing { return }
        // Whatever else lies there, or behind a link that somebody put there, is nobody's identity, and stays where it is.
        guard AgeFile.isOne(bytes) else { return }
        let mark = try SHA256.hash(bytes).hex.prefix(8)
        do {
            try WholeFile.write(bytes, to: "\(folder.keys)/\(shortName).former-\(mark)", replacing: false)
        } catch FileFault.exists { return }
    }

    /// Opens the identity under a recovery card and gives it a new passphrase.
    /// - Parameter card: the ten words, UTF-8
    /// - Throws: `RoomError.wrongPassphrase` for other words
    public static func useCard(
        _ folder: PracticeFolder, of shortName: ShortName, card: borrowing SecretBytes,
        passphrase: () throws -> SecretBytes, workFactor: Int
    ) throws -> OpenPractice {
        let identity = try UnlockedIdentity(
            opening: try WholeFile.read(folder.recoveryFile(shortName.text), limit: 65_536), passphrase: card)
        guard identity.shortName == shortName.text else { throw RoomError.unusableFile(.otherName) }
        // The practice is entered first: a card of keys that count no more must not replace an identity that does.
        let practice = try OpenPractice(folder, identity: identity)
        let sealed = try identity.file(passphrase: try passphrase(), log2N: workFactor)
        try keepFormer(shortName.text, in: folder)
        try WholeFile.write(sealed, to: folder.identityFile(shortName.text), replacing: true)
        return practice
    }

    /// Puts a copy of this identity under ten words beside it, in the place of one that is there.
    /// - Parameter card: the ten words, UTF-8
    public func makeCard(_ card: borrowing SecretBytes, workFactor: Int) throws {
        try WholeFile.write(
            try identity.file(passphrase: card, log2N: workFactor), to: folder.recoveryFile(identity.shortName),
            replacing: true)
    }
}
