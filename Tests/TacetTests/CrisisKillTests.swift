import Foundation
import Testing

/// Raising on a locked workstation, killed in the middle: the short form of scripts/crash-sweep.
struct CrisisKillTests {
    @Test("a flag whose raising was killed is there whole or not at all, and can be raised again")
    func killed() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("tacet")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            root.appendingPathComponent("scripts/crash-sweep").path, "--program", program.path, "--points", "3",
            "raise",
            "card",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: printed, as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("raise: 3 kills"))
    }
}
