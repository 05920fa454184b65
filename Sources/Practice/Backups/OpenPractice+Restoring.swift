import Foundation
import Glibc
public import RecordRoom

// A restored folder before anybody works in it: the declaration lies beside the practice file until it is confirmed.
extension OpenPractice {
    /// What a director declared of this folder and nobody confirmed yet.
    public static func declarationFile(in folder: PracticeFolder) -> String { folder.path + "/practice.epoch" }

    public static func restoreDesk(_ folder: PracticeFolder, as identity: UnlockedIdentity) throws -> RestoreDesk {
        let (pins, practice) = (PinFolder(folder: folder.pins), identity.practiceHex ?? "")
        try pins.requireReadable(practice: practice)
        return try RestoreDesk(
            try store(folder, restoring: true), as: identity, surroundings: surroundings(folder),
            others: pins.all(practice: practice).map(\.file))
    }

    public static func keepDeclaration(_ bytes: [UInt8], in folder: PracticeFolder) throws {
        try WholeFile.write(bytes, to: declarationFile(in: folder), mode: 0o644, replacing: true)
    }

    /// - Throws: `FileFault.missing`
    public static func declaration(in folder: PracticeFolder) throws -> [UInt8] {
        try WholeFile.read(declarationFile(in: folder), limit: 4096)
    }

    /// A declaration that was only to be tried goes once it was: nobody is to find it later.
    public static func endDeclaration(in folder: PracticeFolder) { unlink(declarationFile(in: folder)) }

    /// Whether a backup was unpacked here, in whose epoch the practice file still is.
    public static func isRestored(_ folder: PracticeFolder, epoch: UInt32) -> Bool {
        RestoredMark(in: folder)?.epoch == epoch
    }

    /// The folder is one that people work in: what was there for its restoring goes. A kill before leaves files that say nothing
    /// any more, for the epoch they speak of has begun.
    public static func endRestoring(of folder: PracticeFolder) {
        endDeclaration(in: folder)
        unlink(folder.path + "/" + RestoredMark.name)
    }

    /// The practice of somebody who went over to an epoch.
    public convenience init(_ folder: PracticeFolder, identity: UnlockedIdentity, crossing room: RecordRoom) {
        self.init(room: room, folder: folder, identity: identity)
    }
}
