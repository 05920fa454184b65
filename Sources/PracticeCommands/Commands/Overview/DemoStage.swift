import ArgumentParser
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom

/// Where the demonstration plays: it runs command lines as people would type them, each with somebody acting whose identity
/// is unlocked already, and shows them with what they print.
final class DemoStage {
    let context: CommandContext
    let folder: PracticeFolder
    private var people: [String: OpenPractice] = [:]
    /// The cheapest work factor that identity files may have: nobody keeps these.
    private let workFactor = 17
    private let passphrase: SecretBytes

    init(_ context: CommandContext, in folder: PracticeFolder) throws {
        self.context = context
        self.folder = folder
        passphrase = try SecretBytes(copying: Array(context.words(try randomWordNumbers(count: 6)).utf8))
    }

    // MARK: people

    func found(_ name: String, _ fullName: String, roles: Set<Role>, settings: PracticeSettings) throws {
        people[name] = try OpenPractice.found(
            in: folder, founder: try ShortName(name), fullName: try PersonName(fullName), roles: roles,
            settings: settings, passphrase: passphrase, recoveryCode: passphrase, workFactor: workFactor)
        try people[name]?.room.leave()
    }

    func admit(_ name: String, _ fullName: String, _ roles: Set<Role>, by director: String) throws {
        guard let admitting = people[director] else { throw RoomError.notFound(.person) }
        let shortName = try ShortName(name)
        let fingerprint = try OpenPractice.join(
            folder, shortName: shortName, fullName: try PersonName(fullName), passphrase: passphrase,
            workFactor: workFactor)
        let identity = try OpenPractice.unlock(folder, as: shortName, passphrase: passphrase)
        let code = try SecretBytes(copying: Array(context.words(try randomWordNumbers(count: 8)).utf8))
        let file = try WholeFile.read(folder.publicFile(name))
        let admitted = try admitting.room.visit(for: AdmittingStaff.self, about: .person(identity.person)) {
            try $0.admit(file, roles: roles, code: code, log2N: workFactor)
        }
        try WholeFile.write(admitted.welcome, to: folder.welcomeFile(name), replacing: true)
        let named = Role.allCases.filter(roles.contains).map { "--role \($0.rawValue)" }.joined(separator: " ")
        try show("$ tacet staff admit Keys/\(name).public \(named) --as \(director)")
        try show("  " + context.say(.staffAdmitFingerprint, ["words": context.words(fingerprint)]))
        people[name] = try OpenPractice.welcome(
            folder, identity: identity, welcomeFile: folder.welcomeFile(name), code: code, passphrase: passphrase,
            workFactor: workFactor)
    }

    /// Everyone leaves, so that what they saw is signed.
    func leave() throws {
        for practice in people.values { try practice.room.leave() }
    }

    // MARK: commands

    /// Runs a command line and shows it.
    /// - Parameters:
    ///   - person: who acts; nil at a workstation that nobody unlocked
    ///   - input: what a script would send on standard input
    ///   - quiet: runs it without showing anything
    /// - Returns: the document that `--json` would give
    @discardableResult
    func run(_ line: String, as person: String?, input: String? = nil, quiet: Bool = false) throws -> DemoDocument {
        if !quiet { try show("$ tacet \(line)" + (person.map { " --as \($0)" } ?? "")) }
        let reply = try perform(line, as: person, input: input)
        if !quiet { for shown in reply.lines { try show("  " + shown) } }
        return DemoDocument(json: reply.json)
    }

    /// Runs a command line that must be refused, and shows how.
    func refuse(_ line: String, as person: String) throws {
        try show("$ tacet \(line) --as \(person)")
        do {
            _ = try perform(line, as: person, input: nil)
        } catch {
            let fault = FaultText(error, context.catalogue)
            guard fault.status != .internalError else { throw error }
            return try show("  " + fault.message)
        }
        throw RoomError.internalFault("the demonstration was not refused: \(line)")
    }

    private func perform(_ line: String, as person: String?, input: String?) throws -> Reply {
        var arguments = line.split(separator: " ").map(String.init) + ["--practice", folder.path, "--json", "--yes"]
        if input != nil { arguments += ["--from", "-"] }
        if let person { arguments += ["--as", person] }
        guard let command = try RootCommand.parsed(arguments) as? any TacetCommand else {
            throw RoomError.internalFault("no command: \(line)")
        }
        var acting = CommandContext(
            terminal: context.terminal, environment: context.environment.merging(folder.environment) { $1 },
            speech: Speech(context.catalogue), options: command.common)
        acting.unlocked = person.flatMap { people[$0]?.identity }
        acting.input = input.map { Array($0.utf8) }
        return try command.perform(acting)
    }

    func show(_ line: String) throws {
        guard !context.options.json else { return }
        for part in TextFitting.wrapped(line, to: context.terminal.layoutWidth) {
            try context.terminal.writeLine("  " + part)
        }
    }
}

/// What a command of the demonstration gave back, as a program would read it.
struct DemoDocument {
    let json: JSONValue

    /// The id of what was made.
    func id(_ key: String = "id") throws -> String {
        guard case .object(let fields) = json, case .string(let id)? = fields[key] else {
            throw RoomError.internalFault("no \(key)")
        }
        return id
    }
}
