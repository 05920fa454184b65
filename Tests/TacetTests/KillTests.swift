import Foundation
import Testing

/// The short form of scripts/crash-sweep, whose long form kills at every system call that writes.
@Suite struct KillTests {
    @Test("a command killed in the middle leaves a whole practice, and goes through when it is repeated")
    func killed() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("tacet")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            root.appendingPathComponent("scripts/crash-sweep").path, "--program", program.path, "--points", "2", "init",
            "welcome", "write", "sign",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: printed, as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("write: 2 kills"))
    }
}
