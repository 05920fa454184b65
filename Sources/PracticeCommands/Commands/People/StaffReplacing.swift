import ArgumentParser
import Counseling
import Cryptography
import Practice
import RecordRoom

struct StaffReplace: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "replace", abstract: HelpLanguage.text(.helpStaffReplace),
            discussion: HelpLanguage.text(.helpStaffReplaceMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPublicFile)) var file: String
    @Option(name: .customLong("for"), help: .text(.optionReplacedPerson, valueName: "person")) var person: String
    @Option(help: .text(.optionCodeFile, valueName: "file")) var codeFile: String?
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requireFile(codeFile, option: "code-file")
        try context.requireRoom(forCode: codeFile)
        let bytes = try WholeFile.read(file, limit: 65_536, waiting: true)
        return try context.inPractice(handingOn: true) { practice in
            let entry = try context.person(person, in: practice)
            let newcomer: StaffEntry
            do {
                newcomer = try practice.room.visit(for: ListingStaff.self, about: .practice) {
                    try $0.newcomer(in: bytes)
                }
            } catch RoomError.unusableFile {
                throw CommandFault(
                    .badInput, "public-file", .faultPublicFile, ["path": file], hint: .faultPublicFileHint)
            }
            let name = entry.member.shortName.text
            guard newcomer.id == entry.id else { throw RoomError.keysNotNew }
            try context.announce(
                .staffReplaceBefore,
                ["person": "\(name) (\(entry.member.fullName.text))", "roles": context.roles(entry.member.roles)])
            try context.announceReplaced(entry.id, name, in: practice)
            try context.announce(
                .waitingColleagueFingerprint, ["words": context.words(newcomer.fingerprint), "person": name])
            try context.announce(.staffAdmitFingerprintDigits, ["digits": context.digits(newcomer.fingerprint)])
            try context.confirm(.waitingColleagueCompare, ["person": name])
            let code = context.words(try randomWordNumbers(count: 8))
            let secret = try SecretBytes(copying: Array(code.utf8))
            let replaced: (waits: Bool, welcome: [UInt8])
            do {
                replaced = try practice.room.visit(for: ReplacingKeys.self, about: .person(entry.id)) {
                    try $0.replace(bytes, code: secret, log2N: workFactor)
                }
            } catch { throw context.naming(entry, error) }
            let welcome = context.folder.welcomeFile(newcomer.member.shortName.text)
            try WholeFile.write(replaced.welcome, to: welcome, mode: 0o644, replacing: true)
            var remarks: [String] = []
            if let codeFile {
                try WholeFile.write(Array((code + "\n").utf8), to: codeFile, replacing: true)
                remarks.append(context.say(.staffAdmitCodeFile, ["path": codeFile]))
            } else {
                remarks.append(context.say(.staffAdmitCode, ["words": code]))
            }
            if replaced.waits {
                remarks.append(
                    try context.awaited(entry.id, name, in: practice, usually: .staffAdmitNeedsConfirmation))
            }
            remarks.append(context.say(.staffReplaceNext, ["path": welcome]))
            var json: [String: JSONValue] = [
                "id": .string(entry.id.hex), "welcome": .string(welcome),
                "waitsForConfirmation": .boolean(replaced.waits),
                "fingerprint": .string(context.words(newcomer.fingerprint)),
            ]
            if codeFile == nil { json["joiningCode"] = .string(code) }
            return Reply(
                lines: [context.say(.staffReplaceAfter, ["person": name])], json: .object(json), remarks: remarks)
        }
    }
}

struct StaffNameDirector: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "name-director", abstract: HelpLanguage.text(.helpStaffNameDirector),
            discussion: HelpLanguage.text(.helpStaffNameDirectorMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPerson)) var person: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let entry = try context.person(person, in: practice)
            let name = entry.member.shortName.text
            try context.announce(.staffNameDirectorBefore, ["person": name])
            try context.announceDirectors(besides: entry.id, by: practice.room.ownEntry().id, in: practice)
            let waits: Bool
            do {
                waits = try practice.room.visit(for: NamingDirector.self, about: .person(entry.id)) { try $0.name() }
            } catch {
                guard case RoomError.rolesUnchanged = error else { throw context.naming(entry, error) }
                throw CommandFault(
                    .badInput, "roles-unchanged", .staffRoleHas,
                    ["person": name, "role": context.roles([.director])], hint: .faultUnharmedNothing)
            }
            return Reply(
                lines: [
                    waits
                        ? context.say(.staffNameDirectorWaits, ["person": name])
                        : context.say(.staffRoleAddAfter, ["person": name, "role": context.roles([.director])])
                ],
                json: .object(["id": .string(entry.id.hex), "waitsForConfirmation": .boolean(waits)]),
                remarks: waits
                    ? [try context.awaited(entry.id, name, in: practice, usually: .staffAdmitNeedsConfirmation)] : [])
        }
    }
}
