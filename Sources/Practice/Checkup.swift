import CPlatform
import Counseling
import Cryptography
import Foundation
import Glibc
public import RecordRoom
import SQLiteStore

/// One thing that `check` looked at on this computer.
public struct CheckFinding: Sendable {
    public enum Kind: String, Sendable {
        case swap, lockedMemory = "locked-memory", permissions, identityPermissions = "identity-permissions"
        case clock, diskSpace = "disk-space", networkDrive = "network-drive", libraries
        case stationKey = "station-key", practiceFile = "practice-file"
        case reserve, recoveryFile = "recovery-file", pinDamaged = "pin-damaged"
        case memoryPlace = "memory-place", memoryLeftovers = "memory-leftovers"
        case stateFolder = "state-folder"
        case otherPractice = "other-practice", forbidden, readOnlyDisk = "read-only-disk"
    }

    public let kind: Kind
    public let isGood: Bool
    /// Paths and numbers for the sentence.
    public let values: [String: String]
    /// What opening the practice file threw.
    public var fault: RoomError?
}

/// Looks at what the records' safety rests on outside of them. Needs no passphrase and changes nothing.
public struct Checkup {
    private let folder: PracticeFolder

    public init(_ folder: PracticeFolder) { self.folder = folder }

    public func findings() -> [CheckFinding] {
        let unwritable = unwritable()
        var file = [practiceFile()]
        // That it may not be written is told once.
        if file.first?.fault == .forbidden, !unwritable.isEmpty { file = [] }
        return [swap(), memory(), drive()] + folderPermissions() + unwritable + filePermissions() + ofOtherPractices()
            + [clock(), space(), reserve()] + file + [libraries(), memoryPlace(), leftovers()] + stateFolder()
            + damagedPins() + recoveryFiles()
    }

    /// Whether an editor has a place in memory to work in.
    private func memoryPlace() -> CheckFinding {
        CheckFinding(kind: .memoryPlace, isGood: MemoryFolder.isPossible(folder.environment), values: [:])
    }

    /// What a killed program and a killed editor left in memory.
    private func leftovers() -> CheckFinding {
        let left = MemoryFolder.leftovers(folder.environment)
        return CheckFinding(
            kind: .memoryLeftovers, isGood: left.isEmpty,
            values: ["count": "\(left.count)", "path": left.first?.path ?? ""])
    }

    /// Whether what is in memory can reach a disk in the clear.
    public func swapFinding() -> CheckFinding { swap() }

    /// Encrypted swap shows as a device-mapper device; zram never reaches a disk.
    private func swap() -> CheckFinding {
        let lines = ((try? String(contentsOfFile: "/proc/swaps", encoding: .utf8)) ?? "").split(separator: "\n")
            .dropFirst()
        let clear = lines.compactMap { $0.split(separator: " ").first.map(String.init) }
            .filter { !$0.hasPrefix("/dev/dm-") && !$0.hasPrefix("/dev/zram") }
        return CheckFinding(kind: .swap, isGood: clear.isEmpty, values: ["path": clear.first ?? ""])
    }

    private func memory() -> CheckFinding {
        // The Glibc module has no RLIMIT_MEMLOCK; the kernel tells the same here, in bytes or as a word.
        let limits = ((try? String(contentsOfFile: "/proc/self/limits", encoding: .utf8)) ?? "").split(separator: "\n")
        let fields = limits.first { $0.hasPrefix("Max locked memory") }?.split(separator: " ") ?? []
        let limit = fields.count > 3 ? Int(fields[3]).map { "\($0 / 1024)" } ?? String(fields[3]) : "?"
        // As an agent does it, which has to keep copies of keys that libraries make out of swap too.
        let isGood = SecureMemory.start() == .locked && platform_keep_memory_in_place() == 0
        return CheckFinding(
            kind: .lockedMemory, isGood: isGood, values: ["limit": limit])
    }

    private func drive() -> CheckFinding {
        var storage = platform_storage_local
        let isKnown = platform_storage_of(folder.path, &storage) == 0
        return CheckFinding(
            kind: .networkDrive, isGood: !isKnown || storage != platform_storage_network, values: ["path": folder.path])
    }

    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    private func folderPermissions() -> [CheckFinding] {
        // Whoever can list the folder sees who works there and when; whoever can read the file has it to guess at.
        // The journal has whatever the file had last.
        let file = folder.path + "/" + SQLiteStore.fileName
        let isShared = (mode(folder.path) ?? 0) & 0o020 != 0
        let loose =
            [folder.path, folder.keys].filter { (mode($0) ?? 0) & 0o007 != 0 }
            + [file, file + "-journal", file + "-wal", file + "-shm"].filter {
                (mode($0) ?? 0) & (isShared ? 0o007 : 0o077) != 0
            }
        guard !loose.isEmpty else {
            return [CheckFinding(kind: .permissions, isGood: true, values: ["path": folder.path])]
        }
        return loose.map { CheckFinding(kind: .permissions, isGood: false, values: ["path": $0]) }
    }

    /// Every command writes the practice file and the journal beside it; told where that may not be done.
    private func unwritable() -> [CheckFinding] {
        let file = folder.path + "/" + SQLiteStore.fileName
        let hasJournal = access(file + "-journal", W_OK) == 0 || access(folder.path, W_OK | X_OK) == 0
        let isGood = access(file, R_OK | W_OK) == 0 && hasJournal
        let kind: CheckFinding.Kind = folder.isOnReadOnlyDisk ? .readOnlyDisk : .forbidden
        return isGood ? [] : [CheckFinding(kind: kind, isGood: false, values: ["path": folder.path])]
    }

    private func filePermissions() -> [CheckFinding] {
        var findings: [CheckFinding] = []
        for name in folder.identities() {
            let path = folder.identityFile(name)
            if (mode(path) ?? 0) & 0o077 != 0 {
                findings.append(CheckFinding(kind: .identityPermissions, isGood: false, values: ["path": path]))
            }
        }
        if (mode(folder.stationFile) ?? 0) & 0o077 != 0 {
            findings.append(CheckFinding(kind: .stationKey, isGood: false, values: ["path": folder.stationFile]))
        }
        return findings
    }

    private func ofOtherPractices() -> [CheckFinding] {
        guard let store = try? SQLiteStore(folder: folder.path) else { return [] }
        return KeyFiles(folder, store).ofOtherPractices().map {
            CheckFinding(kind: .otherPractice, isGood: false, values: ["path": $0])
        }
    }

    /// Held against the latest time that any identity saw on this computer, as the door does at every command.
    private func clock() -> CheckFinding {
        let latest = PinFolder(folder: folder.pins).all().compactMap { RecordRoom.latestSeen(inPin: $0) }.max()
        let behind = (latest ?? .now).secondsSince1970 - UTCTime.now.secondsSince1970
        return CheckFinding(
            kind: .clock, isGood: behind <= RecordRoom.clockTolerance, values: ["minutes": "\(behind / 60)"])
    }

    /// Whether what this computer remembers may be looked at, and added to; told where it may not.
    private func stateFolder() -> [CheckFinding] {
        let pins = PinFolder(folder: folder.pins)
        let isUsable = Result { () throws(RoomError) in
            try pins.requireReadable()
            try pins.requireWritable()
        }
        switch isUsable {
        case .success: return []
        case .failure(let fault):
            var code = EIO
            if case .stateUnusable(_, let number) = fault { code = number }
            return [
                CheckFinding(kind: .stateFolder, isGood: false, values: ["path": folder.pins, "number": "\(code)"])
            ]
        }
    }

    /// What this computer remembers for somebody of this practice and is no pin: with it every command of theirs ends.
    private func damagedPins() -> [CheckFinding] {
        guard let store = try? SQLiteStore(folder: folder.path), let practice = try? PracticeOutline(of: store).practice
        else { return [] }
        let pins = PinFolder(folder: folder.pins)
        let kept = (try? pins.all(practice: practice)) ?? []
        return kept.filter { RecordRoom.isDamaged(pin: $0.file) }.map {
            CheckFinding(
                kind: .pinDamaged, isGood: false, values: ["path": pins.place(practice: practice, person: $0.person)])
        }
    }

    /// Recovery files that are not those of which the words were shown.
    private func recoveryFiles() -> [CheckFinding] {
        RecoveryCardMark.ofOthers(in: folder).map {
            CheckFinding(
                kind: .recoveryFile, isGood: false, values: ["person": $0, "path": folder.recoveryFile($0)])
        }
    }

    private func space() -> CheckFinding {
        var status = statvfs()
        guard statvfs(folder.path, &status) == 0 else {
            return CheckFinding(kind: .diskSpace, isGood: false, values: ["free": "?"])
        }
        let free = status.freeBytes >> 20
        return CheckFinding(kind: .diskSpace, isGood: free >= 100, values: ["free": "\(free)"])
    }

    /// Whether there is room kept aside for what must be written on a full disk too.
    private func reserve() -> CheckFinding {
        CheckFinding(kind: .reserve, isGood: SQLiteStore.hasReserve(in: folder.path), values: ["path": folder.path])
    }

    /// Opens the practice file as every command does: settings in force, schema as made.
    private func practiceFile() -> CheckFinding {
        var fault: RoomError?
        do {
            if try SQLiteStore(folder: folder.path).isCut() { fault = .damaged(code: 0) }
        } catch { fault = RoomError(fromStore: error) }
        return CheckFinding(kind: .practiceFile, isGood: fault == nil, values: ["path": folder.path], fault: fault)
    }

    private func libraries() -> CheckFinding {
        CheckFinding(
            kind: .libraries, isGood: true,
            values: ["openssl": SecureMemory.libraryVersion, "sqlite": SQLiteStore.libraryVersion])
    }
}

extension statvfs {
    /// What whoever runs this may still write, bytes. A drive says what it likes.
    var freeBytes: UInt64 {
        let (bytes, isMore) = UInt64(f_bavail).multipliedReportingOverflow(by: UInt64(f_frsize))
        return isMore ? .max : bytes
    }
}
