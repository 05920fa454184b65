import Foundation
import Glibc

extension OpenPractice {
    /// Whether everyone on the computer may look into the practice's folder, as `check` asks.
    public enum FolderOpenness: Sendable {
        case closed
        /// - Parameter before: its mode until then
        case nowClosed(before: UInt32)
        /// It is left so: other things lie in it, or it is somebody else's.
        case open
    }

    /// Takes the rights of others away from a folder in which there is nothing yet, as it is for a practice alone then. A group's
    /// stay: several people of one computer may share a practice through one.
    public static func closeFolder(_ folder: PracticeFolder) -> FolderOpenness {
        var status = stat()
        guard stat(folder.path, &status) == 0, status.st_mode & 0o007 != 0 else { return .closed }
        let content = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard content?.isEmpty == true, chmod(folder.path, status.st_mode & 0o7770) == 0 else { return .open }
        return .nowClosed(before: status.st_mode)
    }

    /// Gives others their rights back where founding was refused, so that it leaves the folder as it was: unless something lies in
    /// it by now, or somebody else founds there.
    /// - Parameter mode: what the folder had before, as `stat` gives it
    public static func reopenFolder(_ folder: PracticeFolder, mode: UInt32) {
        guard let lock = try? FolderLock(folder.path) else { return }
        defer { lock.release() }
        guard (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.isEmpty == true else { return }
        chmod(folder.path, mode & 0o7777)
    }
}
