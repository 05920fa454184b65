import Counseling
import Foundation
import Practice
import TestSupport
import Testing

extension HostilePractice {
    /// Has somebody suspended by the director and a second custodian, who comes in for it.
    func suspend(_ name: String) throws {
        try admit("gu", "顾清", .custodian, by: try open("fang"))
        let ended = try run(
            ["staff", "suspend", name, "--from", "-", "--yes"], as: "fang", input: #"{"reason": "查明之前停用"}"#)
        #expect(ended.status == 0, "\(ended)")
        let confirmed = try run(["staff", "confirm", name], as: "gu")
        #expect(confirmed.status == 0, "\(confirmed)")
    }

    /// Runs the program on this practice.
    /// - Parameters:
    ///   - name: who acts; nil for nobody
    ///   - input: what it reads; nil for nothing
    func run(
        _ arguments: [String], as name: String?, language: String = "en", input: String? = nil
    ) throws -> (status: Int32, output: String, errors: String) {
        var arguments = arguments
        if let name {
            let passphrase = root.appendingPathComponent("\(name).pass")
            try Data("six plain words of \(name)\n".utf8).write(to: passphrase)
            arguments += ["--as", name, "--passphrase-file", passphrase.path]
        }
        let process = Process()
        process.executableURL = SourceTree.built.appendingPathComponent("tacet")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        // Identities here are made with the cheap scrypt of tests, which the library makes for another program.
        process.environment = [
            "HOME": root.path, "XDG_STATE_HOME": root.appendingPathComponent("state").path, "TACET_LANG": language,
            "PATH": "/usr/bin:/bin", "LD_PRELOAD": SourceTree.built.appendingPathComponent("libCheapScrypt.so").path,
        ]
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        let given = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : given
        try process.run()
        if let input {
            try given.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try given.fileHandleForWriting.close()
        }
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        let said = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: printed, as: UTF8.self), String(decoding: said, as: UTF8.self)
        )
    }
}
