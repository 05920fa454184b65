import CPlatform
import Counseling
import Foundation
import Glibc
import RecordRoom

/// A draft at work: its file in the person's state directory, sealed for them alone, and the lock that says that somebody is
/// writing it now.
public final class DraftFile {
    private let box: DraftBox
    private let path: String
    private let lock: Int32
    /// What was saved last, and what was answered since.
    public private(set) var text: UnfinishedText
    private var isOnDisk: Bool
    private var hasUnsavedAnswers = false
    /// Whether it was removed: what it held was filed, or is not wanted.
    public private(set) var isOver = false

    /// 32 hexadecimal digits.
    public var id: String { box.id }

    /// - Parameter lock: of the file that `DraftFolder` locked; closed with this
    init(_ box: DraftBox, _ text: UnfinishedText, path: String, lock: Int32, isOnDisk: Bool) {
        self.box = box
        self.text = text
        self.path = path
        self.lock = lock
        self.isOnDisk = isOnDisk
    }

    deinit {
        // Nobody else's is removed: whoever holds the lock is the only one who has the draft.
        if !isOnDisk { unlink(DraftFolder.lockPath(path)) }
        close(lock)
    }

    /// Whether anything of it was saved.
    public var isSaved: Bool { isOnDisk }

    /// Saves the words as they are now, if they are others than before: beside the old ones, synced, put in their place.
    /// - Throws: `FileFault`, `RoomError`
    public func save(_ words: String) throws {
        guard words != text.text || !isOnDisk || hasUnsavedAnswers else { return }
        var next = text
        next.text = words
        next.saved = .now
        try WholeFile.write(try box.sealed(try next.bytes), to: path, replacing: true)
        isOnDisk = true
        hasUnsavedAnswers = false
        text = next
    }

    /// Keeps what was answered to a question of the form.
    /// - Parameter isWords: false for a choice, which is saved with the words before or after it and is no draft by itself
    /// - Throws: `FileFault`, `RoomError`
    public func keep(_ answers: [String], to field: String, isWords: Bool) throws {
        guard text.answers?[field] != answers else { return }
        text.answers = (text.answers ?? [:]).merging([field: answers]) { $1 }
        hasUnsavedAnswers = true
        if isWords || isOnDisk { try save(text.text) }
    }

    /// Removes it: what it held was filed, or is not wanted.
    public func remove() {
        unlink(path)
        isOnDisk = false
        isOver = true
        _ = platform_sync_directory(PathParts.folder(of: path))
    }
}

/// Where a person's drafts of one practice lie: outside of the practice, in their own state directory. Names are random.
struct DraftFolder {
    let path: String

    init(_ practice: OpenPractice) {
        path = "\(practice.folder.pins)/drafts/\(practice.id)/\(practice.identity.person.hex)"
    }

    static func lockPath(_ path: String) -> String { path + ".lock" }

    func file(_ id: String) -> String { "\(path)/\(id).draft" }

    /// The ids of all drafts there, those at work too.
    func ids() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
            .filter { $0.hasSuffix(".draft") }.map { String($0.dropLast(6)) }.sorted()
    }

    func make() throws(FileFault) { try WholeFile.makeFolder(path) }

    /// The lock of a draft; nil where somebody is writing it.
    func lock(_ id: String) throws(FileFault) -> Int32? {
        let file = self.file(id)
        let lock = open(Self.lockPath(file), O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .unwritable(file, code: errno) }
        guard platform_try_lock(lock, true) == 0 else {
            close(lock)
            return nil
        }
        return lock
    }
}

extension OpenPractice {
    /// Begins a draft; nothing is written before there are words to save.
    /// - Throws: `FileFault` where the state directory cannot be written, `RoomError`
    public func beginDraft(_ text: UnfinishedText) throws -> DraftFile {
        let folder = DraftFolder(self)
        try folder.make()
        let box = try room.beginDraft()
        guard let lock = try folder.lock(box.id) else { throw FileFault.busy(folder.file(box.id)) }
        return DraftFile(box, text, path: folder.file(box.id), lock: lock, isOnDisk: false)
    }

    /// One's own drafts that nobody is writing at the moment, the oldest first. A file that is no draft of one's own is passed
    /// over: it may be of a former identity, or planted.
    public func unfinished() -> [DraftFile] {
        DraftFolder(self).ids().compactMap { takeUp($0) }.sorted { $0.text.saved < $1.text.saved }
    }

    /// The files of drafts that do not open: damaged, or sealed for keys that this person had before.
    public func spoiledDrafts() -> [String] {
        let folder = DraftFolder(self)
        return folder.ids().filter { id in
            guard let lock = try? folder.lock(id) else { return false }
            defer { close(lock) }
            return FileManager.default.fileExists(atPath: folder.file(id)) && opened(id, in: folder) == nil
        }.map(folder.file)
    }

    /// What a draft's file holds, read under its lock: whoever had that before may have removed it.
    private func opened(_ id: String, in folder: DraftFolder) -> (box: DraftBox, text: UnfinishedText)? {
        guard let file = try? WholeFile.read(folder.file(id), limit: 64 << 20),
            let (box, plain) = try? room.openDraft(file), box.id == id, let text = try? UnfinishedText(parsing: plain)
        else { return nil }
        return (box, text)
    }

    /// How many of this person's drafts are being written at the moment, in another window.
    public func draftsElsewhere() -> Int {
        let folder = DraftFolder(self)
        return folder.ids().filter { id in
            let lock = open(DraftFolder.lockPath(folder.file(id)), O_RDWR | O_NOFOLLOW | O_CLOEXEC)
            guard lock >= 0 else { return false }
            defer { close(lock) }
            return platform_try_lock(lock, true) != 0
        }.count
    }

    /// Takes up a draft; nil where there is none of that id, somebody is writing it, or it is not one's own.
    public func takeUp(_ id: String) -> DraftFile? {
        let folder = DraftFolder(self)
        guard FileManager.default.fileExists(atPath: folder.file(id)), let lock = try? folder.lock(id) else {
            return nil
        }
        guard let (box, text) = opened(id, in: folder) else {
            if !FileManager.default.fileExists(atPath: folder.file(id)) {
                unlink(DraftFolder.lockPath(folder.file(id)))
            }
            close(lock)
            return nil
        }
        return DraftFile(box, text, path: folder.file(id), lock: lock, isOnDisk: true)
    }
}
