import Foundation
import TestSupport
import Testing

/// A practice folder of its own and the built program, for tests that use it as people do.
struct Workplace {
    let folder: URL
    private let home: URL
    private let isScryptReal: Bool
    let preparation: Preparation

    /// What the program printed and how it ended.
    struct Ending {
        let status: Int32
        let output: String
        let errors: String

        func json() throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        }

        /// The code in a JSON error.
        func code() throws -> String {
            try #require(try error()["code"] as? String)
        }

        /// A JSON error.
        func error() throws -> [String: Any] {
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(errors.utf8)) as? [String: [String: Any]], "\(errors)")
            return try #require(document["error"])
        }
    }

    /// - Parameter isScryptReal: where another program opens what is sealed with a passphrase here. Else scrypt is cheap
    ///   (Tests/CheapScrypt): it would be three quarters of what all these tests take.
    /// - Parameter isAnew: where it must be another practice than at any other place, and not a copy
    init(isScryptReal: Bool = false, isAnew: Bool = false) throws {
        self.isScryptReal = isScryptReal
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("tacet-test-\(UUID().uuidString)")
        folder = root.appendingPathComponent("practice")
        home = root.appendingPathComponent("home")
        for made in [folder, home] {
            try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        }
        preparation = Preparation(
            of: [folder, home], beginning: ["scrypt \(isScryptReal)", isAnew ? root.path : ""])
    }

    /// A copy of everything, for a test that begins where another place stands.
    func copied() throws -> Workplace {
        let copy = try Workplace(isScryptReal: isScryptReal)
        try FileManager.default.removeItem(at: copy.everything)
        try FileManager.default.copyItem(at: everything, to: copy.everything)
        return copy
    }

    func remove() { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }

    var database: URL { folder.appendingPathComponent("practice.sqlite") }

    /// Changes the database behind the program's back.
    func alter(_ statement: String) throws {
        let altered = try SystemProgram.shell(try alteration(statement))
        try #require(altered.status == 0, "\(altered.errors)")
    }

    /// A shell command that does so. The triggers that keep the log append-only are put aside meanwhile.
    func alteration(_ statement: String) throws -> String {
        let script = home.appendingPathComponent("alter.py")
        try Data(
            """
            import sqlite3, sys
            file = sqlite3.connect(sys.argv[1], timeout=60)
            triggers = list(file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
            for name, _ in triggers: file.execute("DROP TRIGGER " + name)
            file.execute(sys.argv[2])
            for _, sql in triggers: file.execute(sql)
            file.commit()
            """.utf8
        ).write(to: script)
        return "/usr/bin/python3 '\(script.path)' '\(database.path)' \"\(statement)\""
    }

    var everything: URL { folder.deletingLastPathComponent() }

    var program: URL {
        SourceTree.built.appendingPathComponent("tacet")
    }

    /// Runs the program.
    /// - Parameter person: who acts; their passphrase file is made at the first use
    func run(
        _ arguments: [String], as person: String? = nil, input: String = "", language: String = "en",
        in other: URL? = nil
    ) throws -> Ending {
        let process = Process()
        process.executableURL = program
        var arguments = arguments
        if let person {
            arguments += ["--passphrase-file", try passphraseFile(person)]
            if arguments.first != "join" { arguments += ["--as", person] }
        }
        process.arguments = arguments
        return try ended(process, in: other, input: input, language: language)
    }

    /// Runs what was prepared, in the practice's folder or another, to its end.
    func ended(_ process: Process, in other: URL?, input: String, language: String) throws -> Ending {
        process.currentDirectoryURL = other ?? folder
        process.environment = environment(language: language)
        let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        let said = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Ending(
            status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
            errors: String(decoding: said, as: UTF8.self))
    }

    var state: URL { home.appendingPathComponent("state") }

    func environment(language: String) -> [String: String] {
        var environment = [
            "HOME": home.path, "XDG_STATE_HOME": state.path, "TACET_LANG": language, "PATH": "/usr/bin:/bin",
        ]
        if !isScryptReal { environment["LD_PRELOAD"] = cheapScrypt.path }
        return environment
    }

    private var cheapScrypt: URL {
        program.deletingLastPathComponent().appendingPathComponent("libCheapScrypt.so")
    }

    /// Made at the first use.
    func passphraseFile(_ person: String) throws -> String {
        let file = home.appendingPathComponent("\(person).pass")
        if !FileManager.default.fileExists(atPath: file.path) {
            try Data("six plain words of \(person)\n".utf8).write(to: file)
        }
        return file.path
    }

    // MARK: a practice to work in

    func found(director: String = "fang") throws {
        let ending = try prepare(
            ["init", "--name", "静心", "--from", "-", "--work-factor", "17", "--time-zone", "Asia/Shanghai"],
            as: director,
            input: #"{"name": "方主任"}"#)
        try #require(ending.status == 0, "\(ending.errors)")
    }

    /// Joins, is admitted and welcomed.
    func admit(_ person: String, name: String, roles: [String], by director: String = "fang") throws {
        let code = home.appendingPathComponent("\(person).code").path
        for step in [
            try prepare(
                ["join", person, "--from", "-", "--work-factor", "17"], as: person, input: #"{"name": "\#(name)"}"#),
            try prepare(
                ["staff", "admit", "Keys/\(person).public", "--code-file", code, "--work-factor", "17", "--yes"]
                    + roles.flatMap { ["--role", $0] }, as: director),
        ] {
            try #require(step.status == 0, "\(step.errors)")
        }
        let welcomed = try prepare(
            ["welcome", "Keys/\(person).welcome", "--code-file", code, "--work-factor", "17"], as: person)
        try #require(welcomed.status == 0, "\(welcomed.errors)")
    }

    /// A client with a case, who consented to counseling; the identifiers, in full.
    func openCase(
        client: String, counselor: String, by director: String = "fang", consenting: Bool = true
    ) throws -> (client: String, id: String) {
        let added = try prepare(["client", "add", "--from", "-", "--json"], as: director, input: client)
        try #require(added.status == 0, "\(added.errors)")
        let code = try #require(try added.json()["code"] as? String)
        let opened = try prepare(["case", "open", code, "--counselor", counselor, "--json"], as: director)
        try #require(opened.status == 0, "\(opened.errors)")
        if consenting { try consent(of: code, to: counselor) }
        return (code, try #require(try opened.json()["id"] as? String))
    }

    /// That a client consented to counseling, as their counselor explained it.
    func consent(of client: String, to counselor: String) throws {
        let consent = try prepare(
            ["consent", "record", client, "--for", "counseling", "--from", "-"], as: counselor, input: "{}")
        try #require(consent.status == 0, "\(consent.errors)")
    }

    /// The short form of the only row of a list.
    func onlyRow(_ arguments: [String], as person: String) throws -> String {
        let ending = try prepare(arguments, as: person)
        let line = try #require(ending.output.split(separator: "\n").dropFirst().first, "\(ending.errors)")
        return String(line.prefix { $0 != " " })
    }
}
