import Foundation
import Glibc
import Synchronization

/// How a place was prepared: by which steps, and which files these left.
///
/// Nearly every test begins with the same commands, a tenth of a second of work each. The first place of a process that is
/// prepared so runs them; the others get a copy of the files that they left, as long as nothing else has touched theirs.
final class Preparation: Sendable {
    /// A file as it stands: whatever is done to it shows here.
    private struct Mark: Equatable {
        let mode: mode_t
        let inode: ino_t
        let size: off_t
        let written: [Int]
    }

    private struct Standing {
        var steps: [[String]]
        var marks: [String: Mark]?
    }

    private struct Made: Sendable {
        let files: URL
        let ending: Workplace.Ending
    }

    /// What some steps led to, or nothing yet. Who comes while it is made waits for it.
    private final class Place: Sendable {
        let made = Mutex<Made?>(nil)
    }

    private static let places = Mutex<[[[String]]: Place]>([:])

    /// Where they lie until the process ends.
    private static let shelf: URL = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-made-\(UUID().uuidString)")
        atexit { try? FileManager.default.removeItem(at: Preparation.shelf) }
        return folder
    }()

    private let folders: [URL]
    private let standing: Mutex<Standing>

    /// - Parameters:
    ///   - folders: all that the steps write to
    ///   - beginning: what else decides what comes of them
    init(of folders: [URL], beginning: [String]) {
        self.folders = folders
        standing = Mutex(Standing(steps: [beginning], marks: Self.marks(of: folders)))
    }

    /// Runs a command, or copies what came of it at another place that was prepared by the same steps.
    /// - Parameters:
    ///   - step: everything that decides what comes of it, and nothing that is this place's alone
    ///   - work: runs it; only what succeeded is copied
    func done(_ step: [String], _ work: () throws -> Workplace.Ending) throws -> Workplace.Ending {
        try standing.withLock { standing in
            guard let marks = standing.marks, marks == Self.marks(of: folders) else { return try work() }
            standing.marks = nil
            let steps = standing.steps + [step]
            let place = Self.places.withLock { places in
                let place = places[steps] ?? Place()
                places[steps] = place
                return place
            }
            let (made, isOurs) = try place.made.withLock { made in
                if let made { return (made, false) }
                let new = Made(files: Self.shelf.appendingPathComponent(UUID().uuidString), ending: try work())
                guard new.ending.status == 0 else { return (new, true) }
                try FileManager.default.createDirectory(at: new.files, withIntermediateDirectories: true)
                for folder in folders {
                    try FileManager.default.copyItem(at: folder, to: Self.place(of: folder, in: new.files))
                }
                made = new
                return (new, true)
            }
            guard made.ending.status == 0 else { return made.ending }
            for folder in folders where !isOurs {
                try FileManager.default.removeItem(at: folder)
                try FileManager.default.copyItem(at: Self.place(of: folder, in: made.files), to: folder)
            }
            standing = Standing(steps: steps, marks: Self.marks(of: folders))
            return made.ending
        }
    }

    private static func place(of folder: URL, in files: URL) -> URL {
        files.appendingPathComponent(folder.lastPathComponent)
    }

    private static func marks(of folders: [URL]) -> [String: Mark]? {
        var marks: [String: Mark] = [:]
        for folder in folders {
            guard let names = FileManager.default.enumerator(atPath: folder.path) else { return nil }
            for name in [""] + names.compactMap({ $0 as? String }) {
                let path = folder.path + "/" + name
                var status = stat()
                guard lstat(path, &status) == 0 else { return nil }
                marks[path] = Mark(
                    mode: status.st_mode, inode: status.st_ino, size: status.st_size,
                    written: [
                        status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
                    ])
            }
        }
        return marks
    }
}

extension Workplace {
    /// Runs a command that only brings about where a test begins, or copies what came of it before; see `Preparation`. What
    /// it writes lies in the practice folder and at home, nowhere else.
    func prepare(_ arguments: [String], as person: String? = nil, input: String = "") throws -> Ending {
        let step = [person ?? "", input] + arguments.map { $0.replacing(everything.path, with: "@") }
        return try preparation.done(step) { try run(arguments, as: person, input: input) }
    }
}
