import Foundation
import Testing

/// The short form of scripts/crash-sweep, whose long form kills at every system call that writes.
@Suite struct KillTests {
    @Test("a command killed in the middle leaves a whole practice, and goes through when it is repeated")
    func killed() throws {
        let text = try sweep(["--points", "2", "init", "welcome", "write", "sign"])
        #expect(text.contains("write: 2 kills"))
    }

    /// Some containers forbid following another process's system calls.
    private static var canTrace: Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        process.arguments = ["-o", "/dev/null", "/bin/true"]
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test(
        "power lost in the middle leaves a whole practice, and what was acknowledged is there",
        .enabled(if: canTrace))
    func powerLost() throws {
        // What only looks does not wait for its pin's name.
        let text = try sweep(["--power-loss", "--points", "2", "write", "show"])
        for name in ["write: ", "show: "] { #expect(text.contains(name)) }
        #expect(text.contains(" losses"))
    }

    private func sweep(_ arguments: [String]) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("tacet")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments =
            [
                root.appendingPathComponent("scripts/crash-sweep").path, "--program", program.path,
            ] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: printed, as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(text)")
        return text
    }
}
