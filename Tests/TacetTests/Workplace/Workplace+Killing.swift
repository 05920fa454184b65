import Foundation
import Glibc
import Testing

// The program killed in the middle.
extension Workplace {
    /// Runs the program and kills it so many seconds later. It may be through before.
    func kill(_ arguments: [String], as person: String? = nil, after seconds: Double, in other: URL? = nil) throws {
        let process = Process()
        process.executableURL = program
        let identity = try person.map { ["--as", $0, "--passphrase-file", try passphraseFile($0)] }
        process.arguments = arguments + (identity ?? [])
        process.currentDirectoryURL = other ?? folder
        process.environment = environment(language: "en")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: seconds)
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// The same at several moments; then it must go through, or end because it was done by then.
    /// - Parameter isDone: the exit statuses that say so
    func killing(
        _ arguments: [String], as person: String, after delays: [Double] = [0.45, 0.6, 0.8], isDone: Set<Int32> = []
    ) throws {
        for delay in delays { try kill(arguments, as: person, after: delay) }
        let ending = try run(arguments, as: person)
        #expect(ending.status == 0 || isDone.contains(ending.status), "\(arguments): \(ending.errors)")
    }
}
