import Foundation

/// A file system of a few MiB in memory, which only root may mount.
final class SmallDisk {
    let path: String

    /// - Returns: nil where it cannot be mounted
    init?(mebibytes: Int = 4) {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-disk-\(UUID().uuidString)").path
        guard geteuid() == 0,
            (try? FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)) != nil
        else { return nil }
        guard Self.run(["mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", path]) else {
            try? FileManager.default.removeItem(atPath: path)
            return nil
        }
    }

    deinit {
        _ = Self.run(["umount", path])
        try? FileManager.default.removeItem(atPath: path)
    }

    static let canBeMade = SmallDisk() != nil

    func makeReadOnly() -> Bool { Self.run(["mount", "-o", "remount,ro", path]) }

    private var filler: String { path + "/filler" }

    /// Leaves not a byte free.
    func fill() {
        let descriptor = open(filler, O_CREAT | O_WRONLY | O_APPEND, 0o600)
        defer { close(descriptor) }
        for size in [65_536, 4_096, 512, 1] {
            let zeros = [UInt8](repeating: 0, count: size)
            while write(descriptor, zeros, size) > 0 {}
        }
    }

    func free() {
        let size = (try? FileManager.default.attributesOfItem(atPath: filler)[.size] as? Int) ?? 0
        unlink(filler)
        waitForRoom(bytes: size)
    }

    /// Waits until that much is free, ten seconds at most. A process that another test starts holds a copy of whatever is open
    /// here until it runs its program, and as long a file keeps its space that was open then and is unlinked now.
    func waitForRoom(bytes: Int) {
        var status = statvfs()
        for _ in 0..<1_000 {
            guard statvfs(path, &status) == 0, Int(status.f_bavail) * Int(status.f_frsize) < bytes else { return }
            usleep(10_000)
        }
    }

    private static func run(_ command: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
