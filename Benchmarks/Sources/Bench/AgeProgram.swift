import CBaseline
import Foundation

/// The `age` program with an identity file, started for each act, as whoever keeps notes in age files does.
struct AgeProgram {
    private let clear: String
    private let sealed: String
    private let identity: String
    private let recipient: String

    init(in path: String, text: [UInt8]) throws {
        clear = path + "/note.txt"
        sealed = path + "/note.age"
        identity = path + "/age-identity.txt"
        try Data(text).write(to: URL(fileURLWithPath: clear))
        try ChildProcess.run(["age-keygen"], output: identity)
        let lines = try String(contentsOfFile: identity, encoding: .utf8).split(separator: "\n")
        let prefix = "# public key: "
        guard let line = lines.first(where: { $0.hasPrefix(prefix) }) else { throw BenchError.failed("age-keygen") }
        recipient = String(line.dropFirst(prefix.count))
    }

    func storeAndRead() throws {
        try ChildProcess.run(["age", "-e", "-r", recipient, "-o", sealed, clear])
        try ChildProcess.run(["age", "-d", "-i", identity, sealed])
    }
}

/// Starts programs and waits for them.
enum ChildProcess {
    static func run(_ arguments: [String], output: String = "/dev/null") throws {
        var pointers = arguments.map { UnsafePointer(strdup($0)) }
        defer { for pointer in pointers { free(UnsafeMutableRawPointer(mutating: pointer)) } }
        pointers.append(nil)
        guard baseline_run(pointers, "/dev/null", output) == 0 else {
            throw BenchError.failed(arguments.joined(separator: " "))
        }
    }
}

enum BenchError: Error {
    case failed(String)
    case usage(String)
}
