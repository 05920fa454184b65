import Foundation
import Practice

extension HostilePractice {
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
        let built = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let process = Process()
        process.executableURL = built.appendingPathComponent("tacet")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        // Identities here are made with the cheap scrypt of tests, which the library makes for another program.
        process.environment = [
            "HOME": root.path, "XDG_STATE_HOME": root.appendingPathComponent("state").path, "TACET_LANG": language,
            "PATH": "/usr/bin:/bin", "LD_PRELOAD": built.appendingPathComponent("libCheapScrypt.so").path,
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
