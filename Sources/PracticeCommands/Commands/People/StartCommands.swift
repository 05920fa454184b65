import ArgumentParser
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom

struct InitCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "init", abstract: HelpLanguage.text(.helpInit),
            discussion: HelpLanguage.text(.helpInitMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionPracticeName)) var name: String?
    @Option(help: .text(.optionTimeZone, valueName: "zone")) var timeZone: String?
    @Option(help: .text(.optionLanguage, valueName: "en|zh-Hans")) var language: String?
    @Option(help: .text(.optionRole)) var role: [String] = []
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18
    @Flag(help: .text(.optionRepairSettings)) var repairSettings = false

    func perform(_ context: CommandContext) throws -> Reply {
        if repairSettings { return try repair(context) }
        guard !OpenPractice.exists(in: context.folder) else { throw context.practiceExists() }
        try context.requireNoOthersKeys()
        guard FileManager.default.fileExists(atPath: context.folder.path) else {
            throw CommandFault(
                .notFound, "file-missing", .initNoFolder, ["path": context.folder.path], hint: .initNoFolderHint,
                ["command": "mkdir " + StaffCommand.shellWord(context.folder.path)])
        }
        let canAsk = context.terminal.inputIsTerminal && !common.json
        let named = common.as ?? context.environment["TACET_AS"]
        for (field, value) in [("name", name), ("as", named)] where value == nil && !canAsk {
            let told = context.missing("--" + field, "--" + field + " NAME")
            throw field == "as"
                ? CommandFault(told.status, told.code, told.sentence, told.arguments, hint: .faultWhoIsActingHint)
                : told
        }
        let given = try named.map { try ShortName.new($0) }
        let calledGiven = try name.map { try PersonName($0, at: "name").text }
        let zone = try zone(timeZone ?? TimeZone.current.identifier)
        let chosen = try chosenLanguage(context)
        let roles = try StaffCommand.roles(role, context)
        let document = try context.document(from)
        // Where, before anything is asked: whoever stands in the wrong folder stops here.
        if calledGiven == nil || given == nil {
            try context.announce(.initAskBefore, ["path": context.folder.path])
        }
        let name = try calledGiven ?? context.ask(.promptPracticeName) { try PersonName($0, at: "name").text }
        let shortName = try given ?? context.ask(.promptShortName) { try ShortName.new($0) }
        let fullName =
            try document.map { try context.founderName(in: $0) }
            ?? context.ask(.promptFullName) { try PersonName($0) }
        try context.announce(
            .initBefore, ["practice": name, "path": context.folder.path, "person": shortName.text])
        if timeZone == nil { try context.announce(.initZone, ["zone": zone]) }
        let passphrase = try context.newPassphrase()
        let card = context.words(try randomWordNumbers(count: 10))
        let settings = PracticeSettings(
            name: name, timeZone: zone,
            language: (chosen ?? context.catalogue.language) == .english ? "en" : "zh-Hans")
        let openness = OpenPractice.closeFolder(context.folder)
        let practice: OpenPractice
        do {
            practice = try OpenPractice.found(
                in: context.folder, founder: shortName, fullName: fullName, roles: roles, settings: settings,
                passphrase: passphrase, recoveryCode: try SecretBytes(copying: Array(card.utf8)),
                workFactor: workFactor)
        } catch {
            if case .nowClosed(let mode) = openness { OpenPractice.reopenFolder(context.folder, mode: mode) }
            throw error
        }
        let own = try practice.room.ownEntry()
        let file = context.folder.identityFile(shortName.text)
        let reply = Reply(
            lines: [context.say(.initAfter, ["path": file])],
            json: .object([
                "id": .string(own.id.hex), "identity": .string(file), "practice": .string(context.folder.path),
                "recoveryCode": .string(card), "recoveryFile": .string(context.folder.recoveryFile(shortName.text)),
            ]),
            remarks: remarks(on: openness, context) + [
                context.say(.initRecoveryCard, ["path": context.folder.recoveryFile(shortName.text)]), "    " + card,
                context.say(.initKeepCopy), context.say(.initAlone), context.say(.initNext),
            ], onceTold: { RecoveryCardMark(of: shortName, in: context.folder).wereShown() })
        return context.leaving(practice, with: reply)
    }

    private func zone(_ zone: String) throws -> String {
        guard TimeZone(identifier: zone) != nil else {
            throw CommandFault(.configuration, "time-zone", .faultTimeZone, ["zone": zone], hint: .faultTimeZoneHint)
        }
        return zone
    }

    private func chosenLanguage(_ context: CommandContext) throws -> Language? {
        guard let language else { return nil }
        guard let named = Language(named: language) else {
            throw CommandFault(
                .badInput, "bad-field", .faultField,
                ["field": "language", "reason": context.say(.faultReasonChoice, ["choices": "en, zh-Hans"])],
                hint: .faultFieldHint)
        }
        return named
    }

    /// Writes the settings of the practice that is here anew. Neither time zone nor language is taken from whoever repairs them: every
    /// hour in the practice would be shown by theirs, and everybody spoken to as they are. What founds a practice has no place here.
    private func repair(_ context: CommandContext) throws -> Reply {
        for (field, value) in [("name", name), ("time-zone", timeZone), ("language", language)] where value == nil {
            throw CommandFault(
                .usage, "bad-field", .faultOptionMissing, ["option": "--" + field], hint: .initRepairTakes)
        }
        for (field, isGiven) in [("role", !role.isEmpty), ("from", from != nil), ("work-factor", workFactor != 18)]
        where isGiven {
            throw CommandFault(
                .usage, "bad-field", .faultField, ["field": field, "reason": context.say(.initRepairTakesNone)],
                hint: .initRepairTakes)
        }
        let called = try PersonName(name ?? "", at: "name").text
        let zone = try zone(timeZone ?? "")
        let settings = PracticeSettings(
            name: called, timeZone: zone, language: try chosenLanguage(context) == .english ? "en" : "zh-Hans")
        return try context.inPractice(goingOnUntold: true) { practice in
            try practice.room.visit(for: RepairingSettings.self, about: .practice) { try $0.write(settings) }
            return Reply(
                lines: [context.say(.initRepaired)],
                json: .object([
                    "practice": .string(settings.name), "timeZone": .string(settings.timeZone),
                    "language": .string(settings.language),
                ]), remarks: [context.say(.initRepairedNext)])
        }
    }

    private func remarks(on openness: OpenPractice.FolderOpenness, _ context: CommandContext) -> [String] {
        let path = ["path": context.folder.path]
        return switch openness {
        case .closed: []
        case .nowClosed: [context.say(.initFolderClosed, path)]
        case .open: [context.say(.faultOpenToOthers, path), context.say(.faultOpenToOthersHint, path)]
        }
    }
}

struct JoinCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "join", abstract: HelpLanguage.text(.helpJoin),
            discussion: HelpLanguage.text(.helpJoinMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionShortName)) var shortName: String
    @Option(help: .text(.optionReplaces, valueName: "person")) var replaces: String?
    @Option(help: .text(.optionFromJSON, valueName: "file")) var from: String?
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requirePractice()
        let name = try replaces == nil ? ShortName.new(shortName) : ShortName(shortName)
        if let replaces { return try context.join(name, replacing: replaces, workFactor: workFactor) }
        let file = context.folder.identityFile(name.text)
        // Before anything is asked: nobody thinks up a passphrase for nothing.
        guard !FileManager.default.fileExists(atPath: file) else {
            throw CommandFault(
                .cannotCreate, "already-there", .joinAlreadyThere, ["person": name.text, "path": file],
                hint: .joinAlreadyThereHint, ["person": name.text])
        }
        let fullName: PersonName
        if let document = try context.document(from) {
            fullName = try StaffMember.readName(json: document)
        } else {
            fullName = try context.ask(.promptFullName) { try PersonName($0) }
        }
        try context.announce(.joinBefore, ["person": name.text, "path": file])
        let numbers = try OpenPractice.join(
            context.folder, shortName: name, fullName: fullName, passphrase: try context.newPassphrase(),
            workFactor: workFactor)
        let digits = context.digits(numbers)
        return Reply(
            lines: [
                context.say(.joinAfter, ["path": file]),
                context.say(.joinFingerprint, ["words": context.words(numbers)]),
                context.say(.joinFingerprintDigits, ["digits": digits]),
            ],
            json: .object([
                "identity": .string(file), "public": .string(context.folder.publicFile(name.text)),
                "fingerprint": .string(context.words(numbers)), "shortName": .string(name.text),
            ]),
            remarks: [context.say(.joinNext, ["path": context.folder.publicFile(name.text)])])
    }
}

struct WelcomeCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "welcome", abstract: HelpLanguage.text(.helpWelcome),
            discussion: HelpLanguage.text(.helpWelcomeMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionWelcomeFile)) var file: String
    @Option(help: .text(.optionCodeFile, valueName: "file")) var codeFile: String?
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requirePractice()
        // The file is named for the newcomer, so that nobody has to say who they are twice.
        let named = PathParts.name(in: file).replacingOccurrences(of: ".welcome", with: "")
        let person = try ShortName(common.as ?? context.environment["TACET_AS"] ?? named)
        let isNew = FileManager.default.fileExists(atPath: context.folder.successorFile(person.text))
        if !isNew { try context.requireIdentity(person) }
        try context.announce(.welcomeBefore, ["path": file, "person": person.text])
        let passphrase = try context.passphrase(of: person)
        let identity = try OpenPractice.unlock(context.folder, as: person, passphrase: passphrase, isNew: isNew)
        if !isNew { try refuseDone(identity, context) }
        let wrong = CommandFault(.notAllowed, "joining-code", .faultJoiningCode, hint: .faultJoiningCodeHint)
        let practice = try context.withCode(
            .promptJoiningCode, words: 8, inFile: codeFile, option: "--code-file", fault: wrong
        ) { code in
            try OpenPractice.welcome(
                context.folder, identity: identity, welcomeFile: file, code: code, passphrase: passphrase,
                workFactor: workFactor)
        }
        let own = try practice.room.ownEntry()
        context.speakLanguage(of: practice)
        let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        let settings = try practice.room.settings()
        let reply = Reply(
            lines: [
                context.say(
                    .welcomeAfter, ["practice": settings.name, "roles": context.roles(own.member.roles)]),
                context.say(.welcomeRoster),
            ] + StaffCommand.table(everyone, context).lines(width: context.terminal.layoutWidth),
            json: .object(["id": .string(own.id.hex), "practice": .string(settings.name)]),
            remarks: [context.say(isNew ? .recoveryWelcomeNext : .welcomeNext)]
                + (person.text == own.member.shortName.text
                    ? [] : [context.say(.recoveryWelcomeName, ["person": person.text])]))
        return context.leaving(practice, with: reply)
    }

    /// The welcome file goes when it was taken in. Whoever repeats a command that was ended just then is in, and is told so.
    private func refuseDone(_ identity: UnlockedIdentity, _ context: CommandContext) throws {
        guard identity.isMember, !FileManager.default.fileExists(atPath: file),
            let practice = try? OpenPractice(context.folder, identity: identity)
        else { return }
        context.speakLanguage(of: practice)
        let name = try practice.room.settings().name
        try? practice.room.leave()
        throw CommandFault(
            .tryAgain, "already-joined", .welcomeAlready, ["path": file, "practice": name], hint: .welcomeNext)
    }
}
