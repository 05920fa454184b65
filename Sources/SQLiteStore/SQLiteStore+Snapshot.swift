import Foundation
import GRDB
import RecordStore

extension SQLiteStore {
    /// Pages copied before others get their turn at writing: 2 MiB.
    private static let pagesPerStep: CInt = 256
    /// How often a copy may begin anew because others wrote; then it is made in one go, while they wait.
    private static let patience = 4

    /// Copies the practice file as it is at one moment, through SQLite's own online backup, while others work.
    /// - Parameters:
    ///   - path: where; nothing may be there
    ///   - progress: told the share that is copied, which falls back where others wrote meanwhile
    public func snapshot(to path: String, progress: @escaping (Double) -> Void) throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.exists }
        try carrying { queue in
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            let copy = try OwnFilesOnly.open(path, configuration)
            try copy.writeWithoutTransaction { target in
                try queue.unsafeRead { source in
                    do {
                        try Self.copy(source, to: target, pages: Self.pagesPerStep, progress)
                    } catch is Interrupted {
                        try Self.copy(source, to: target, pages: -1, progress)
                    }
                }
            }
            try copy.close()
        }
    }

    private struct Interrupted: Error {}

    private static func copy(
        _ source: Database, to target: Database, pages: CInt, _ progress: @escaping (Double) -> Void
    ) throws {
        var left = Int.max
        var restarts = 0
        try source.backup(to: target, pagesPerStep: pages) { step in
            if step.remainingPageCount > left { restarts += 1 }
            left = step.remainingPageCount
            guard pages < 0 || restarts < patience else { throw Interrupted() }
            progress(Double(step.completedPageCount) / Double(max(step.totalPageCount, 1)))
        }
    }
}
