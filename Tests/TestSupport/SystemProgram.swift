public import Foundation

/// A program of the system, run to its end.
public enum SystemProgram {
    /// How it ended and what it wrote.
    public struct Ending: Sendable {
        public let status: Int32
        public let printed: Data
        public let errors: String

        public var output: String { String(decoding: printed, as: UTF8.self) }
    }

    public static func python(
        _ arguments: [String], environment: [String: String]? = nil, in folder: URL? = nil
    ) throws -> Ending { try run("/usr/bin/python3", arguments, environment, folder) }

    public static func shell(_ command: String) throws -> Ending { try run("/bin/sh", ["-c", command], nil, nil) }

    private static func run(
        _ path: String, _ arguments: [String], _ environment: [String: String]?, _ folder: URL?
    ) throws -> Ending {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let environment { process.environment = environment }
        if let folder { process.currentDirectoryURL = folder }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        let said = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Ending(
            status: process.terminationStatus, printed: printed, errors: String(decoding: said, as: UTF8.self))
    }
}
