import CPlatform
public import Counseling
import Cryptography
import Foundation
import Glibc
public import RecordRoom
import SQLiteStore

/// Clearing the practice folder of what was disposed of. That it is owed is remembered in the folder from before the rows go until
/// it is done, so that whoever comes next finishes what a kill or a full disk interrupted.
struct DisposalSweep {
    static let mark = "practice.sweep"
    let folder: PracticeFolder

    private var path: String { folder.path + "/" + Self.mark }

    var isOwed: Bool { FileManager.default.fileExists(atPath: path) }

    func owe() throws {
        try WholeFile.write(Array("tacet-sweep 1\n".utf8), to: path, mode: 0o660, replacing: true)
    }

    /// For an act that came to nothing.
    func forget() { unlink(path) }

    /// - Throws: `RoomError.diskFull` where the disk has no room for it
    func requireSpace() throws {
        var status = statvfs()
        guard statvfs(folder.path, &status) == 0 else { return }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        guard free > SQLiteStore.needed(toCompact: folder.path) else { throw RoomError.diskFull }
    }

    /// - Throws: what the store throws; then it stays owed
    func finish(_ store: SQLiteStore) throws {
        // A copy that a killed backup left behind holds the rows too.
        PrivateFolder.clear(folder.path + "/.backup-")
        unlink(folder.path + "/" + SQLiteStore.fileName + ".new")
        try store.compact()
        guard platform_sync_directory(folder.path) == 0 else { throw RoomError.inputOutput(code: errno) }
        forget()
    }
}

/// Which cases this computer knows to have been disposed of: a restored backup does not know it any more.
struct KnownDisposals {
    let path: String

    init(_ folder: PracticeFolder, practice: String) { path = "\(folder.pins)/\(practice)/disposed.list" }

    var cases: Set<String> {
        let text = (try? WholeFile.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Set(text.split(separator: "\n").map(String.init).filter { $0.utf8.count == 32 })
    }

    func add(_ found: Set<String>) {
        let known = cases
        guard !found.isSubset(of: known) else { return }
        let text = known.union(found).sorted().map { $0 + "\n" }.joined()
        try? WholeFile.write(Array(text.utf8), to: path, replacing: true)
    }
}

extension OpenPractice {
    /// What whoever enters does for everybody: finishes a sweep, and remembers what was disposed of.
    func tidyDisposals(_ store: SQLiteStore) {
        let sweep = DisposalSweep(folder: folder)
        // With others at work it waits for the next.
        if sweep.isOwed { try? sweep.finish(store) }
        if let found = try? room.disposedCases(), !found.isEmpty { KnownDisposals(folder, practice: id).add(found) }
    }

    /// Whether bytes of what was disposed of may lie in the folder still.
    public var isSweepOwed: Bool { DisposalSweep(folder: folder).isOwed }

    /// Cases that were disposed of and lie in the file again, as far as this computer knows.
    public func restoredDisposals() throws -> [Identifier<CounselingCase>] {
        try room.restored(among: KnownDisposals(folder, practice: id).cases)
    }

    /// The second person's word: the rows go, and then their bytes out of every file of the folder.
    /// - Parameter seen: the proposal that was shown, 32 hexadecimal digits
    /// - Returns: what stands now; that the folder is not cleared yet `isSweepOwed` tells
    public func approveDisposal(of id: Identifier<CounselingCase>, seen: String?) throws -> DisposalEntry {
        let sweep = DisposalSweep(folder: folder)
        try sweep.requireSpace()
        let wasOwed = sweep.isOwed
        try sweep.owe()
        let entry: DisposalEntry
        do {
            entry = try room.visit(for: ApprovingDisposal.self, about: .counselingCase(id)) { try $0.approve(seen) }
        } catch {
            // A commit that failed in the middle may have left pages in the journal; only a refusal left nothing.
            if !wasOwed {
                if case .denied = error { sweep.forget() }
                if error == .disposalOutdated { sweep.forget() }
            }
            throw error
        }
        if let found = try? room.disposedCases() { KnownDisposals(folder, practice: self.id).add(found) }
        if let store = try? Self.store(folder) { try? sweep.finish(store) }
        return entry
    }
}
