import CBaseline
import Counseling
import Foundation
import Practice

/// Starting the program, and unlocking.
final class StartRows {
    private let workshop: Workshop
    private let tacet: String?
    private let passphraseFile: String

    init(in path: String, tacet: String?) throws {
        workshop = try Workshop(in: path, name: "start")
        self.tacet = tacet
        passphraseFile = path + "/passphrase"
        try Data(Workshop.passphrase.utf8).write(to: URL(fileURLWithPath: passphraseFile))
        setenv("XDG_STATE_HOME", workshop.folder.path + "/state", 1)
    }

    func comparisons() -> [Comparison] {
        let unlock = Comparison(
            title: "unlock and enter the room", against: "bare scrypt, N = 2^17", bar: 1.1, repetitions: 7,
            ours: {
                try Stopwatch.seconds { _ in
                    _ = try OpenPractice(
                        self.workshop.folder, as: try ShortName("fang"), passphrase: try Workshop.secret())
                }
            },
            theirs: { Stopwatch.seconds { _ in baseline_scrypt(17) } })
        guard let tacet else { return [unlock] }
        return [
            Comparison(
                title: "tacet --help", against: "sqlite3 :memory: 'select 1'", bar: 3,
                ours: { try Stopwatch.seconds(rounds: 10) { _ in try ChildProcess.run([tacet, "--help"]) } },
                theirs: { try self.sqlite() }),
            unlocked(tacet, ["staff", "list"]), unlocked(tacet, ["status"]), unlock,
        ]
    }

    private func sqlite() throws -> Double {
        try Stopwatch.seconds(rounds: 10) { _ in try ChildProcess.run(["sqlite3", ":memory:", "select 1"]) }
    }

    /// A command with the identity in its agent; unlocking and locking are not in the time.
    private func unlocked(_ tacet: String, _ command: [String]) -> Comparison {
        let practice = ["--practice", workshop.folder.path]
        return Comparison(
            title: "tacet \(command.joined(separator: " ")), unlocked", against: "sqlite3 :memory: 'select 1'", bar: 6,
            ours: {
                try ChildProcess.run([tacet, "unlock", "--passphrase-file", self.passphraseFile] + practice)
                defer { try? ChildProcess.run([tacet, "lock"] + practice) }
                return try Stopwatch.seconds(rounds: 10) { _ in try ChildProcess.run([tacet] + command + practice) }
            },
            theirs: { try self.sqlite() })
    }
}
