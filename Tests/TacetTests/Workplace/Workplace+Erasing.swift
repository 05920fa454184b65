import Foundation
import TestSupport
import Testing

// What was in the practice file, and whether bytes of it lie in any file of the folder still.
extension Workplace {
    /// The bodies of rows that a former database has and the practice file has not.
    func gone(since former: URL) throws -> [Data] {
        func bodies(_ file: URL) throws -> Set<Data> {
            let text = try SystemProgram.python([
                "-c",
                "import sqlite3,sys\nfor r in sqlite3.connect(sys.argv[1]).execute('select hex(body) from row'): print(r[0])",
                file.path,
            ]).output
            return Set(text.split(separator: "\n").map { line in Data(Self.bytes(line)) })
        }
        return try bodies(former).subtracting(bodies(database)).filter { $0.count > 64 }
    }

    private static func bytes(_ text: Substring) -> [UInt8] {
        let digits = Array(text.utf8).map { $0 < 58 ? $0 - 48 : $0 - 55 }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The files of the practice folder in which a part of any of these lies.
    func lie(_ bodies: [Data]) throws -> [String] {
        var found: [String] = []
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard let data = try? Data(contentsOf: file) else { continue }
            for body in bodies {
                // Of a signature or a ciphertext: what stands before may be the same in rows that stay.
                if data.range(of: body.suffix(40).prefix(24)) != nil { found.append(file.lastPathComponent) }
            }
        }
        return found
    }

    /// The marks that the folder is to be cleared.
    func sweepMarks() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("practice.sweep") }
    }

    /// Runs `disposal approve` and kills it as soon as rows are gone, or soon after.
    /// - Parameters:
    ///   - circumstances: shell commands before it, such as another clock
    ///   - rows: which rows are counted, as a condition
    func killApproval(of id: String, as person: String, where circumstances: String, rows: String = "true") throws {
        let script = everything.appendingPathComponent("kill.py")
        try Data(
            """
            import os, signal, sqlite3, subprocess, sys, time
            base = sqlite3.connect(sys.argv[1], timeout=60)
            count = lambda: base.execute("SELECT count(*) FROM row WHERE " + sys.argv[2]).fetchone()[0]
            before, work = count(), subprocess.Popen(sys.argv[3:])
            while work.poll() is None and count() >= before: time.sleep(0.002)
            if work.poll() is None: os.kill(work.pid, signal.SIGKILL)
            work.wait()
            sys.exit(0 if count() < before else 1)
            """.utf8
        ).write(to: script)
        let surroundings = environment(language: "en").map { "\($0)='\($1)'" }.joined(separator: " ")
        let killed = try Workplace.shell(
            """
            cd '\(folder.path)'; export \(surroundings)
            \(circumstances); python3 '\(script.path)' '\(database.path)' '\(rows)' '\(program.path)' disposal approve \(id) \
            --yes --as \(person) --passphrase-file '\(try passphraseFile(person))'
            """)
        try #require(killed == 0)
    }

    /// Takes away what this computer remembers of having seen: as on another one.
    func forgetPins() throws {
        let pins = FileManager.default.enumerator(at: state, includingPropertiesForKeys: nil)
        while let file = pins?.nextObject() as? URL {
            if file.pathExtension == "pin" { try FileManager.default.removeItem(at: file) }
        }
    }
}
