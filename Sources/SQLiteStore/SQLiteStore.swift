import CPlatform
import Foundation
import GRDB
public import RecordStore
import Synchronization

/// The embedded store: one SQLite file in the practice folder.
///
/// A rollback journal (PERSIST) with `synchronous=FULL`: SQLite before 3.51.3 has the WAL-reset bug with several connections
/// (sqlite.org/wal.html), and a process that runs one command commits faster this way (docs/decisions/0003).
public final class SQLiteStore: RecordStore {
    /// The file's name in the practice folder.
    public static let fileName = "practice.sqlite"
    static let reserveName = "practice.reserve"
    /// Bytes kept aside so that a refusal, a lock or a crisis flag can still be recorded on a full disk.
    static let reserveSize = 1 << 20

    /// The version of the SQLite library in use, such as 3.40.1.
    public static var libraryVersion: String {
        (try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }) ?? "?"
    }

    private(set) var queue: DatabaseQueue?
    /// Whether a reading leaves its transaction to the next one.
    private var isReadingKept = false
    /// Whether a reading or writing is under way: a transaction does not end under it.
    private var isAtWork = false
    private let folder: String
    let steps = StepLimit()
    private let patience: Patience

    /// Opens the practice file of a folder.
    /// - Parameters:
    ///   - folder: the practice folder, not on a network drive
    ///   - patience: that of the command, where it opens the file more than once
    /// - Throws: `.missing`, `.networkDrive`, `.notAPractice`, `.alteredSchema`, `.unsafeSettings`, `.forbidden`, `.busy`
    public init(folder: String, patience: Patience = Patience()) throws {
        self.folder = folder
        self.patience = patience
        let path = folder + "/" + Self.fileName
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missing }
        try Self.refuseNetworkDrive(folder)
        for end in ["", "-journal", "-wal", "-shm"] { try Self.refuseOtherThanFile(path + end) }
        do {
            let queue = try OwnFilesOnly.open(path, Self.configuration(steps, patience))
            try queue.writeWithoutTransaction { database in
                try database.transaction(.deferred) { try Schema.check(database) }
            }
            self.queue = queue
        } catch { throw Self.translated(error) }
    }

    /// The queue of the store that closed last, its connection closed too. To dispose of a queue libdispatch starts two threads, which
    /// takes as long as a sixth of a small command: the one that a process closes last goes with the process.
    private static let lastClosed = Mutex<DatabaseQueue?>(nil)

    deinit {
        guard let queue else { return }
        try? queue.close()
        Self.lastClosed.withLock { $0 = queue }
    }

    /// Makes a practice file with what `body` writes first. The file gets its name only when it is whole and durable, so a
    /// kill at any moment leaves either a practice or none.
    /// - Throws: `.exists`, `.networkDrive`, and what `body` throws
    public static func create(folder: String, _ body: (any StoreWriting) throws -> Void) throws -> SQLiteStore {
        let path = folder + "/" + fileName
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.exists }
        try refuseNetworkDrive(folder)
        let making = path + ".new"
        for leftover in [making, making + "-journal"] where FileManager.default.fileExists(atPath: leftover) {
            try? FileManager.default.removeItem(atPath: leftover)
        }
        do {
            let descriptor = open(making, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, sharedMode(of: folder))
            guard descriptor >= 0 else { throw errno == ENOSPC ? StoreError.full : StoreError.forbidden }
            _ = fchmod(descriptor, sharedMode(of: folder))
            close(descriptor)
            let steps = StepLimit()
            let queue = try OwnFilesOnly.open(making, configuration(steps, Patience(), isNew: true))
            try queue.writeWithoutTransaction { database in
                try database.transaction(.immediate) {
                    try Schema.create(in: database)
                    try body(SQLiteTransaction(database, steps))
                }
            }
            try queue.close()
        } catch {
            // What is refused leaves nothing behind.
            for leftover in [making, making + "-journal"] { unlink(leftover) }
            throw translated(error)
        }
        try? FileManager.default.removeItem(atPath: making + "-journal")
        // link() fails where the name exists: two people who run `init` at once cannot overwrite each other.
        guard link(making, path) == 0 else { throw errno == EEXIST ? StoreError.exists : StoreError.forbidden }
        unlink(making)
        guard platform_sync_directory(folder) == 0 else { throw StoreError.inputOutput(code: errno) }
        let store = try SQLiteStore(folder: folder)
        store.restoreReserve()
        return store
    }

    /// Owner only, or owner and group where the folder is shared through a group that may write in it.
    private static func sharedMode(of folder: String) -> mode_t {
        var status = stat()
        guard stat(folder, &status) == 0 else { return 0o600 }
        return status.st_mode & 0o020 != 0 ? 0o660 : 0o600
    }

    private static func refuseNetworkDrive(_ folder: String) throws {
        var storage = platform_storage_local
        guard platform_storage_of(folder, &storage) == 0 else { return }
        guard storage != platform_storage_network else { throw StoreError.networkDrive }
    }

    /// A pipe in a file's place would hold every command for ever; by somebody else's link another program's database would be
    /// brought into order before it shows that it is none of ours. A link of one's own leads where one wants.
    private static func refuseOtherThanFile(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFLNK {
            guard [geteuid(), 0].contains(status.st_uid) else { throw StoreError.notAPractice }
            guard stat(path, &status) == 0 else { return }
        }
        // A folder SQLite refuses itself.
        guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else { throw StoreError.notAPractice }
    }

    static func configuration(
        _ steps: StepLimit = StepLimit(), _ patience: Patience = Patience(), isNew: Bool = false
    ) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .callback { patience.waits($0) }
        // A reading may stay for the next (`keepReading`).
        configuration.allowsUnsafeTransactions = true
        // The tables have none.
        configuration.foreignKeysEnabled = false
        // The closure, which the connection has, keeps `steps` as long as that.
        configuration.prepareDatabase { database in
            steps.install(on: database)
            if isNew {
                try database.run("PRAGMA page_size = 8192")
            } else {
                try FileHeader.check(database)
            }
            for pragma in [
                "journal_mode = PERSIST", "synchronous = FULL", "secure_delete = ON", "mmap_size = 0",
                "recursive_triggers = ON", "trusted_schema = OFF", "cell_size_check = ON", "temp_store = MEMORY",
                "journal_size_limit = 4194304",
            ] {
                try database.run("PRAGMA " + pragma)
            }
            // What was asked for and what is in force are two things: GRDB and SQLite may each override a pragma.
            for (name, expected) in [
                ("journal_mode", "persist"), ("synchronous", "2"), ("secure_delete", "1"), ("recursive_triggers", "1"),
            ] {
                let value = try DatabaseValue.fetchOne(database.makeStatement(sql: "PRAGMA " + name))
                let text = value.flatMap { String.fromDatabaseValue($0) ?? Int64.fromDatabaseValue($0).map { "\($0)" } }
                guard text == expected else {
                    throw StoreError.unsafeSettings(setting: name)
                }
            }
        }
        return configuration
    }

    public func read<Result>(_ body: (any StoreReading) throws -> Result) throws -> Result {
        // Not GRDB's `read`: it turns `query_only` on and off, and after each PRAGMA SQLite prepares every statement anew. The
        // body can do nothing but read, by the type of what it gets.
        try carrying { queue in
            try queue.writeWithoutTransaction { database in
                if isReadingKept {
                    if !database.isInsideTransaction { try database.begin(.deferred) }
                    do { return try body(SQLiteTransaction(database, steps)) } catch {
                        if database.isInsideTransaction { try? database.rollback() }
                        throw error
                    }
                }
                return try database.transaction(.deferred) { try body(SQLiteTransaction(database, steps)) }
            }
        }
    }

    public func keepReading() { isReadingKept = true }

    public func endReading() {
        pauseReading()
        isReadingKept = false
    }

    public func pauseReading() {
        guard isReadingKept, !isAtWork else { return }
        try? carrying { queue in
            try queue.writeWithoutTransaction { if $0.isInsideTransaction { try $0.end() } }
        }
    }

    public func write<Result>(_ body: (any StoreWriting) throws -> Result) throws -> Result {
        // Where a full disk took the reserve and there is room now, it is there again for the next time.
        defer { renewReserve() }
        return try carrying { queue in
            try queue.writeWithoutTransaction { database in
                if database.isInsideTransaction { try database.end() }
                let result = try database.transaction(.immediate) { try body(SQLiteTransaction(database, steps)) }
                patience.renew()
                return result
            }
        }
    }

    func carrying<Result>(_ body: (DatabaseQueue) throws -> Result) throws -> Result {
        guard let queue else { throw StoreError.inputOutput(code: 0) }
        isAtWork = true
        defer { isAtWork = false }
        do {
            return try body(queue)
        } catch {
            let translated = Self.translated(error)
            // After a failed fsync nobody knows what is on the disk; asking the same connection again would not tell
            // (Rebello et al., USENIX ATC 2020, "Can Applications Recover from fsync Failures?").
            if case .some(.inputOutput) = translated as? StoreError {
                try? queue.close()
                self.queue = nil
            }
            throw translated
        }
    }

    /// SQLite's codes in the port's words; its messages may quote SQL and are not carried.
    static func translated(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: return StoreError.busy
        case .SQLITE_FULL: return StoreError.full
        case .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_AUTH: return StoreError.forbidden
        case .SQLITE_NOTADB: return StoreError.notAPractice
        case .SQLITE_CORRUPT: return StoreError.damaged(code: error.extendedResultCode.rawValue)
        // The log's own triggers, for an entry that would not follow the last one; or an entry or a node where one lies that the log
        // does not tell of, as in a file from which entries were taken: whoever waits will find it so.
        case .SQLITE_CONSTRAINT: return StoreError.damaged(code: error.extendedResultCode.rawValue)
        case .SQLITE_ABORT: return StoreError.busy
        // By `StepLimit`; nobody else interrupts.
        case .SQLITE_INTERRUPT: return StoreError.damaged(code: error.extendedResultCode.rawValue)
        // A file that ends before its pages do; the disk gave all it has.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ:
            return StoreError.damaged(code: error.extendedResultCode.rawValue)
        case .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_NOLFS, .SQLITE_PROTOCOL, .SQLITE_MISUSE, .SQLITE_INTERNAL:
            return StoreError.inputOutput(code: error.extendedResultCode.rawValue)
        // The statements are ours and fit the tables that were made: what SQLite cannot do with them (a format or text encoding
        // that it does not know, a column of another type) is in the file.
        default: return StoreError.damaged(code: error.extendedResultCode.rawValue)
        }
    }

    // MARK: the reserve

    private var reservePath: String { folder + "/" + Self.reserveName }

    public func releaseReserve() { unlink(reservePath) }

    /// Whether a folder has the space kept aside, whole.
    public static func hasReserve(in folder: String) -> Bool {
        var status = stat()
        // A link is none: what it leads to is not ours to give up.
        return lstat(folder + "/" + reserveName, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_nlink == 1 && status.st_size >= off_t(reserveSize)
    }

    /// Takes the reserve again only where as much is free besides: whoever writes next must not find the disk full because of it.
    private func renewReserve() {
        guard !Self.hasReserve(in: folder) else { return }
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return }
        let (free, isMore) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        if isMore || free >= 2 * UInt64(Self.reserveSize) { restoreReserve() }
    }

    public func restoreReserve() {
        if Self.hasReserve(in: folder) { return }
        // Whatever lies there goes first, and only a file that is new is written: by a link of either kind one elsewhere would grow.
        unlink(reservePath)
        let flags = O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC
        let descriptor = open(reservePath, flags, Self.sharedMode(of: folder))
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // Allocated, not sparse: a hole would reserve nothing.
        if posix_fallocate(descriptor, 0, off_t(Self.reserveSize)) != 0 { unlink(reservePath) }
    }
}
