import Foundation
import TestSupport
import Testing

/// The short form of scripts/crash-sweep, whose long form kills at every system call that writes.
@Suite struct KillTests {
    @Test("a command killed in the middle leaves a whole practice, and goes through when it is repeated")
    func killed() throws {
        let text = try Self.sweep(["--points", "2", "init", "welcome", "write", "sign"])
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
        let text = try Self.sweep(["--power-loss", "--points", "2", "write", "show"])
        for name in ["write: ", "show: "] { #expect(text.contains(name)) }
        #expect(text.contains(" losses"))
    }

    static func sweep(_ arguments: [String]) throws -> String {
        let program = SourceTree.built.appendingPathComponent("tacet").path
        let script = SourceTree.root.appendingPathComponent("scripts/crash-sweep").path
        let swept = try SystemProgram.python([script, "--program", program] + arguments)
        #expect(swept.status == 0, "\(swept.output)")
        return swept.output
    }
}
