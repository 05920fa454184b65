import CPlatform
public import Counseling
import Foundation
import Glibc
public import RecordRoom
import SQLiteStore

/// Clearing the practice folder of what was disposed of. That it is owed is remembered in the folder from before the rows go until
/// it is done, so that whoever comes next finishes what a kill or a full disk interrupted. Each disposal has a mark of its own:
/// whoever clears the folder takes away those whose rows were gone when it began, and no other.
struct DisposalSweep {
    /// What programs before wrote, one for all.
    static let formerMark = "practice.sweep"
    /// A kill before the rows went leaves a mark that stands for nothing; a disposal takes no day.
    private static let abandoned: TimeInterval = 86_400

    let folder: PracticeFolder

    /// A mark in the folder.
    struct Mark {
        let name: String
        /// What was to be disposed of, 32 hexadecimal digits, or of private notes what says so of them; nil for one of before.
        let compartment: String?

        init?(_ name: String) {
            guard name != DisposalSweep.formerMark else {
                self.name = name
                compartment = nil
                return
            }
            let parts = name.dropFirst(DisposalSweep.formerMark.count).split(separator: "-")
            guard name.hasPrefix(DisposalSweep.formerMark + "-"), parts.count == 2, parts[0].utf8.count == 32 else {
                return nil
            }
            self.name = name
            compartment = String(parts[0])
        }
    }

    private var marks: [Mark] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted().compactMap { Mark($0) }
    }

    /// Whether any mark lies there, of whatever.
    var isOwing: Bool { !marks.isEmpty }

    /// The marks of what is gone.
    /// - Parameter disposed: what was disposed of, 32 hexadecimal digits each
    func owed(_ disposed: Set<String>) -> [Mark] {
        marks.filter { $0.compartment.map(disposed.contains) ?? true }
    }

    /// Puts a mark there for what is about to be disposed of.
    func owe(_ compartment: String) throws -> Mark {
        let name = "\(Self.formerMark)-\(compartment)-\(String(UInt32.random(in: 0 ... .max), radix: 16))"
        guard let mark = Mark(name) else { throw RoomError.internalFault("a mark has no name") }
        try write(mark)
        return mark
    }

    func write(_ mark: Mark) throws {
        try WholeFile.write(
            Array("tacet-sweep 1\n".utf8), to: folder.path + "/" + mark.name, mode: 0o660, replacing: true)
    }

    /// For an act that came to nothing.
    func forget(_ mark: Mark) { unlink(folder.path + "/" + mark.name) }

    /// Takes away what a kill before the rows went left.
    func forgetAbandoned(but owed: [Mark]) {
        let names = Set(owed.map(\.name))
        for mark in marks where !names.contains(mark.name) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path + "/" + mark.name)
            guard let written = attributes?[.modificationDate] as? Date,
                Date.now.timeIntervalSince(written) > Self.abandoned
            else { continue }
            forget(mark)
        }
    }

    /// - Throws: `RoomError.diskFull` where the disk has no room for it
    func requireSpace() throws {
        var status = statvfs()
        guard statvfs(folder.path, &status) == 0 else { return }
        let free = status.freeBytes
        guard free > SQLiteStore.needed(toCompact: folder.path) else { throw RoomError.diskFull }
    }

    /// - Parameter owed: the marks of what was gone before this begins
    /// - Throws: what the store throws; then it stays owed
    func finish(_ store: SQLiteStore, _ owed: [Mark]) throws {
        // A copy that a killed backup left behind holds the rows too.
        PrivateFolder.clear(folder.path + "/.backup-")
        unlink(folder.path + "/" + SQLiteStore.fileName + ".new")
        try store.compact()
        guard platform_sync_directory(folder.path) == 0 else { throw RoomError.inputOutput(code: errno) }
        for mark in owed { forget(mark) }
    }
}

/// Which cases and files this computer knows to have been disposed of: a restored backup does not know it any more.
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
        guard let disposed = try? room.disposed() else { return }
        let sweep = DisposalSweep(folder: folder)
        let owed = sweep.owed(gone(disposed))
        sweep.forgetAbandoned(but: owed)
        // With others at work it waits for the next.
        if !owed.isEmpty { try? sweep.finish(store, owed) }
        if !disposed.isEmpty { KnownDisposals(folder, practice: id).add(disposed) }
    }

    /// Whether bytes of what was disposed of may lie in the folder still.
    public var isSweepOwed: Bool {
        !DisposalSweep(folder: folder).owed(gone((try? room.disposed()) ?? [])).isEmpty
    }

    /// What was disposed of and lies in the file again, as far as this computer knows.
    public func restoredDisposals() throws -> [DisposalTarget] {
        try room.restored(among: KnownDisposals(folder, practice: id).cases)
    }

    /// The second person's word: the rows go, and then their bytes out of every file of the folder.
    /// - Parameter seen: the proposal that was shown, 32 hexadecimal digits
    /// - Returns: what stands now; that the folder is not cleared yet `isSweepOwed` tells
    public func approveDisposal(of target: DisposalTarget, seen: String?) throws -> DisposalEntry {
        let sweep = DisposalSweep(folder: folder)
        try sweep.requireSpace()
        let mark = try sweep.owe(target.hex)
        let entry: DisposalEntry
        do {
            entry = try room.visit(for: ApprovingDisposal.self, about: target.subject) { try $0.approve(seen) }
        } catch {
            // A commit that failed in the middle may have left pages in the journal; only a refusal left nothing.
            if case .denied = error { sweep.forget(mark) }
            if error == .disposalOutdated { sweep.forget(mark) }
            throw error
        }
        let disposed = (try? room.disposed()) ?? []
        KnownDisposals(folder, practice: id).add(disposed)
        if let store = try? Self.store(folder) { try? sweep.finish(store, sweep.owed(gone(disposed))) }
        return entry
    }

    /// The second person's word under what an author said of their private notes: they go, and then their bytes.
    /// - Parameter id: what the author said, 32 hexadecimal digits
    public func approvePrivateDisposal(of caseID: Identifier<CounselingCase>, _ id: String) throws -> PrivateNotesAfter
    {
        let sweep = DisposalSweep(folder: folder)
        try sweep.requireSpace()
        let mark = try sweep.owe(id)
        let told: PrivateNotesAfter
        do {
            told = try room.visit(for: ApprovingPrivateDisposal.self, about: .counselingCase(caseID)) {
                try $0.approve(id)
            }
        } catch {
            if case .denied = error { sweep.forget(mark) }
            if error == .disposalOutdated { sweep.forget(mark) }
            throw error
        }
        let disposed = (try? room.disposed()) ?? []
        if let store = try? Self.store(folder) { try? sweep.finish(store, sweep.owed(gone(disposed))) }
        return told
    }

    /// What marks may stand for that is gone.
    private func gone(_ disposed: Set<String>) -> Set<String> {
        // Where nothing is to be cleared nobody needs to know.
        guard DisposalSweep(folder: folder).isOwing else { return disposed }
        return disposed.union((try? room.disposedPrivately()) ?? [])
    }
}
