import Foundation
import Glibc
import Testing

@testable import Practice

/// Files of ours, and what somebody puts in their place.
struct WholeFileTests {
    @Test("a pipe in the place of a file is refused at once; where a person names it, its other end is waited for")
    func pipes() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("pipe").path
        try #require(mkfifo(path, 0o600) == 0)
        // Whoever waits all the same is let go after a while, and the test fails instead of hanging.
        let writer = Thread {
            sleep(3)
            let descriptor = open(path, O_WRONLY)
            _ = write(descriptor, "words", 5)
            close(descriptor)
        }
        writer.start()
        #expect(throws: FileFault.unreadable(path, code: EINVAL)) { try WholeFile.read(path) }
        #expect(try WholeFile.read(path, waiting: true) == Array("words".utf8))
    }

    @Test("a folder, a missing file and one that is too long are told apart")
    func others() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: FileFault.unreadable(folder.path, code: EISDIR)) { try WholeFile.read(folder.path) }
        let path = folder.appendingPathComponent("file").path
        #expect(throws: FileFault.missing(path)) { try WholeFile.read(path) }
        try Data(repeating: 1, count: 100).write(to: URL(fileURLWithPath: path))
        #expect(throws: FileFault.unreadable(path, code: EFBIG)) { try WholeFile.read(path, limit: 99) }
        #expect(try WholeFile.read(path, limit: 100).count == 100)
    }
}
