import Foundation
import Glibc
import RecordRoom

/// Pins in the state directory, one file a person and practice, written under a lock (docs/file-format.md, "Files").
///
/// Whoever only looked does not wait until theirs is on the disk: where losing power leaves an empty file, or one of zeros, the pin
/// of the last change takes its place, which has a second name for that.
struct PinFolder: PinKeeping {
    let folder: String

    private func file(_ practice: String, _ person: String) -> String { "\(folder)/\(practice)/\(person).pin" }

    func load(practice: String, person: String) throws -> [UInt8]? {
        do { return try contents(of: file(practice, person)) } catch .missing {
            return nil
        } catch .unreadable(let path, let code) where Self.noPin.contains(code) {
            throw RoomError.pinDamaged(file: path)
        } catch .unreadable(_, let code) { throw fault(code) }
    }

    /// What keeps the folder from being used where it is; a disk that is full or fails is the disk's.
    private func fault(_ code: Int32) -> RoomError {
        switch code {
        case ENOTDIR, EACCES, EPERM, EROFS, ENOENT, EISDIR, ELOOP, ENAMETOOLONG:
            .stateUnusable(folder: folder, code: code)
        default: .inputOutput(code: code)
        }
    }

    /// What says that something else than a pin lies in its place: more than a pin has, no file at all, a folder, a socket, links in
    /// a circle. Else the disk or the system is at fault.
    private static let noPin: Set<Int32> = [EFBIG, EINVAL, EISDIR, ENXIO, ELOOP]

    func place(practice: String, person: String) -> String { file(practice, person) }

    /// Every pin of a practice here, with the person after whom its file is named. What lies in a pin's place and is none has nothing
    /// in it; one that cannot be read now says nothing of what was seen, and is no pin that is damaged.
    /// - Throws: `RoomError.stateUnusable`, `.inputOutput`
    func all(practice: String) throws -> [KeptPin] {
        try names(practice: practice).compactMap { name in
            let person = String(name.dropLast(".pin".count))
            switch read(practice, name) {
            case .success(let file): return KeptPin(person: person, file: file)
            case .failure(.missing): return nil
            case .failure(.unreadable(_, let code)) where Self.noPin.contains(code):
                return KeptPin(person: person, file: [])
            case .failure(.unreadable(_, let code)): throw fault(code)
            case .failure(let other): throw other
            }
        }
    }

    /// Asks whether what lies here of a practice may be looked at. No pin where there is one looks like a computer that never saw the
    /// practice, and an older copy of it would be called whole.
    /// - Throws: `.stateUnusable`, `.inputOutput`; nothing where there is no such folder yet
    func requireReadable(practice: String) throws(RoomError) {
        guard access("\(folder)/\(practice)", R_OK | X_OK) != 0, errno != ENOENT else { return }
        throw fault(errno)
    }

    /// The same of every practice that was seen here.
    func requireReadable() throws(RoomError) {
        try requireReadable(practice: "")
        let practices = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.count == 32 && $0.allSatisfy(\.isHexDigit)
        }
        for practice in practices { try requireReadable(practice: practice) }
    }

    /// Asks whether what is seen can be remembered here. Where it cannot, an older copy of a practice goes unnoticed next time.
    /// - Throws: `.stateUnusable`, `.inputOutput`
    func requireWritable() throws(RoomError) {
        // Of what is not made yet, the folder in which it would be.
        var place = folder
        while access(place, F_OK) != 0, errno == ENOENT, place.count > 1 {
            let above = PathParts.folder(of: place)
            place = above.isEmpty ? "/" : above
        }
        let practices = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.count == 32 && $0.allSatisfy(\.isHexDigit)
        }
        for path in [place] + practices.map({ folder + "/" + $0 }) where access(path, W_OK | X_OK) != 0 {
            throw fault(errno)
        }
    }

    private func read(_ practice: String, _ name: String) -> Result<[UInt8], FileFault> {
        Result { () throws(FileFault) in try contents(of: "\(folder)/\(practice)/\(name)") }
    }

    /// The second name of the pin of the last change.
    private func lasting(_ file: String) -> String { file + ".lasting" }

    private func contents(of file: String) throws(FileFault) -> [UInt8] {
        let bytes = try WholeFile.read(file, limit: 4096)
        guard bytes.allSatisfy({ $0 == 0 }), let before = try? WholeFile.read(lasting(file), limit: 4096) else {
            return bytes
        }
        return before
    }

    /// What pins of a practice are called here; none where there is no folder of them, or none that may be looked at
    /// (`requireReadable`).
    private func names(practice: String) throws -> [String] {
        guard let directory = opendir("\(folder)/\(practice)") else {
            guard [ENOENT, ENOTDIR, EACCES, EPERM].contains(errno) else { throw fault(errno) }
            return []
        }
        closedir(directory)
        // One that cannot be read to its end is no folder with fewer pins.
        return try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(practice)")
            .filter { $0.hasSuffix(".pin") }.sorted()
    }

    /// Every pin of every practice that can be read here.
    func all() -> [[UInt8]] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).flatMap { practice in
            ((try? names(practice: practice)) ?? []).compactMap { try? read(practice, $0).get() }
        }
    }

    func update(practice: String, person: String, _ body: ([UInt8]?) throws -> [UInt8]?) throws {
        try update(practice, person, isLasting: true, body)
    }

    func updateLooking(practice: String, person: String, _ body: ([UInt8]?) throws -> [UInt8]?) throws {
        try update(practice, person, isLasting: false, body)
    }

    private func update(
        _ practice: String, _ person: String, isLasting: Bool, _ body: ([UInt8]?) throws -> [UInt8]?
    ) throws {
        // The door knows nothing of files; it carries its own word for one that cannot be written.
        do { try locked(practice, person, isLasting, body) } catch FileFault.unwritable(_, let code) {
            throw fault(code)
        }
    }

    private func locked(
        _ practice: String, _ person: String, _ isLasting: Bool, _ body: ([UInt8]?) throws -> [UInt8]?
    ) throws {
        try WholeFile.makeFolder("\(folder)/\(practice)")
        let lock = open(file(practice, person) + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw FileFault.unwritable(folder, code: errno) }
        defer { close(lock) }
        guard let bytes = try body(try load(practice: practice, person: person)) else { return }
        let file = file(practice, person)
        guard isLasting else {
            return try WholeFile.write(bytes, to: file, replacing: true, isLasting: false)
        }
        // The names come to the disk with the file's: it is synced after both.
        try WholeFile.write(bytes, to: file, replacing: true) {
            unlink(lasting(file))
            _ = link(file, lasting(file))
        }
    }
}
