import ArgumentParser
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom

struct PassphraseCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "passphrase", abstract: HelpLanguage.text(.helpPassphrase),
            subcommands: [PassphraseChangeCommand.self])
    }
}

struct PassphraseChangeCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "change", abstract: HelpLanguage.text(.helpPassphraseChange),
            discussion: HelpLanguage.text(.helpPassphraseChangeMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionNewPassphraseFile, valueName: "file")) var newPassphraseFile: String?
    @Flag(help: .text(.optionGenerate)) var generate = false
    @Option(help: .text(.optionWorkFactorKept)) var workFactor: Int?

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requirePractice()
        let person = try context.actingShortName()
        try context.requireIdentity(person)
        // An agent has the keys and not the passphrase; who knows it alone may change it.
        guard context.isPassphraseGiven || context.terminal.inputIsTerminal else {
            throw CommandFault(
                .notAllowed, "passphrase-needed", .waitingPassphraseNeeded, hint: .faultPassphraseNeededHint)
        }
        let old = try context.passphrase(of: person)
        let change = try PassphraseChange(person, in: context.folder, old: old)
        let factor = try chosenFactor(change, context)
        let path = context.folder.identityFile(person.text)
        try context.announce(.passphraseBefore, ["path": path, "factor": "\(factor)"])
        let words = generate ? context.words(try randomWordNumbers(count: 6)) : nil
        let new: SecretBytes
        if let words {
            new = try SecretBytes(copying: Array(words.utf8))
        } else {
            new = try context.newPassphrase(inFile: newPassphraseFile)
        }
        guard !new.isEqual(to: old) || factor > change.workFactor else {
            throw CommandFault(.badInput, "passphrase-same", .faultPassphraseSame, hint: .faultPassphraseSameHint)
        }
        try change.finish(new: new, workFactor: factor)
        var remarks = [context.say(.passphraseOldCopies)]
        if FileManager.default.fileExists(atPath: context.folder.recoveryFile(person.text)) {
            remarks.append(context.say(.passphraseRecovery))
        }
        var json: [String: JSONValue] = ["identity": .string(path), "workFactor": .number(factor)]
        json["passphrase"] = words.map { .string($0) }
        return Reply(
            lines: [context.say(.passphraseAfter, ["person": person.text])]
                + (words.map { [context.say(.passphraseIs), "    " + $0] } ?? []),
            json: .object(json), remarks: remarks + [context.say(.passphraseNext)])
    }

    private func chosenFactor(_ change: PassphraseChange, _ context: CommandContext) throws -> Int {
        guard let workFactor else { return change.workFactor }
        guard workFactor >= change.workFactor else {
            throw CommandFault(
                .badInput, "bad-field", .faultField,
                [
                    "field": "work-factor",
                    "reason": context.say(.faultWorkFactorLower, ["factor": "\(change.workFactor)"]),
                ], hint: .faultFieldHint)
        }
        guard workFactor <= 20 else { throw RoomError.unusableFile(.workFactor) }
        return workFactor
    }
}
