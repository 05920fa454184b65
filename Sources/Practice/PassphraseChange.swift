public import Counseling
public import Cryptography
import Foundation
import Glibc
import RecordRoom

/// An identity file on its way to another passphrase. The keys in it stay the same, so that nothing else has to change.
public struct PassphraseChange {
    /// The work factor that the file has.
    public let workFactor: Int
    private let identity: UnlockedIdentity
    private let before: [UInt8]
    private let path: String
    private let shortName: ShortName
    private let folder: PracticeFolder

    /// Opens the file with the passphrase that it has. A wrong one is counted.
    public init(_ shortName: ShortName, in folder: PracticeFolder, old: borrowing SecretBytes) throws {
        self.shortName = shortName
        self.folder = folder
        path = folder.identityFile(shortName.text)
        before = try WholeFile.read(path, limit: 65_536)
        identity = try OpenPractice.unlock(folder, as: shortName, passphrase: old)
        guard let workFactor = UnlockedIdentity.workFactor(of: before) else { throw RoomError.unusableFile(.notOurs) }
        self.workFactor = workFactor
    }

    /// Seals it under the new one and puts it in the old one's place: whole, synced, and tried before. A kill at any moment
    /// leaves a file that opens with the old passphrase or with the new one. The identity is locked then.
    /// - Throws: `RoomError.changedMeanwhile` where the file is another one by now
    public func finish(new: borrowing SecretBytes, workFactor: Int) throws {
        let sealed = try identity.file(passphrase: new, log2N: workFactor)
        let tried = try UnlockedIdentity(opening: sealed, passphrase: new)
        guard tried.publicDescription == identity.publicDescription else { throw RoomError.internalFault("identity") }
        guard try WholeFile.read(path, limit: 65_536) == before else { throw RoomError.changedMeanwhile }
        try WholeFile.write(sealed, to: path, replacing: true)
        // An agent notices the new file by itself; whoever changes a passphrase may have a reason not to wait for that.
        _ = try Agent.lock([shortName], in: folder)
    }
}
