import ArgumentParser
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom

struct StaffCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "staff", abstract: HelpLanguage.text(.helpStaff),
            subcommands: [
                StaffAdmit.self, StaffConfirm.self, StaffList.self, StaffShow.self, StaffRole.self,

                // departure
                StaffSuspend.self, StaffReinstate.self, StaffDepart.self,

                // recovery
                StaffReplace.self, StaffNameDirector.self,
            ])
    }

    static func roles(_ typed: [String], _ context: CommandContext) throws -> Set<Role> {
        var roles: Set<Role> = []
        for name in typed {
            guard let role = Role(rawValue: name) else {
                let choices = context.catalogue.list(Role.allCases.map(\.rawValue))
                throw CommandFault(
                    .badInput, "bad-field", .faultField,
                    ["field": "role", "reason": context.say(.faultReasonChoice, ["choices": choices])],
                    hint: .faultFieldHint)
            }
            roles.insert(role)
        }
        return roles
    }

    /// A role was to be named, and none was.
    /// - Parameter words: what stood behind `tacet staff`, so that the example can be typed as it stands
    static func noRole(_ words: String, _ context: CommandContext) -> CommandFault {
        let person = context.options.as.map { " --as \(shellWord($0))" } ?? ""
        return CommandFault(
            .badInput, "no-role", .staffNoRole, ["choices": context.catalogue.list(Role.allCases.map(\.rawValue))],
            hint: .staffNoRoleHint, ["command": "tacet staff \(words) --role counselor\(person)"])
    }

    /// A word as a shell takes it whole.
    static func shellWord(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || "-_./".contains($0) }
        return isPlain && !text.isEmpty ? text : "'" + text.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }

    static func table(_ everyone: [StaffEntry], _ context: CommandContext) -> Table {
        Table(
            columns: [.headingShortName, .headingName, .headingRoles, .headingStanding].map {
                Table.Column(heading: context.say($0))
            },
            rows: everyone.map {
                [
                    $0.member.shortName.text, $0.member.fullName.text, context.roles($0.member.roles),
                    standing($0, context),
                ]
            })
    }

    static func standing(_ entry: StaffEntry, _ context: CommandContext) -> String {
        let sentence: Sentence =
            switch entry.standing {
            case .active: .valueActive
            case .suspended: .valueSuspended
            case .ended, .unknown: .valueEnded
            }
        return context.say(sentence)
    }

    static func json(
        _ entry: StaffEntry, _ context: CommandContext, reasons: [JSONValue]? = nil, spoiled: Int = 0
    ) -> JSONValue {
        var document: [String: JSONValue] = [
            "id": .string(entry.id.hex), "shortName": .string(entry.member.shortName.text),
            "name": .string(entry.member.fullName.text), "standing": .string(entry.standing.rawValue),
            "roles": .array(Role.allCases.filter(entry.member.roles.contains).map { .string($0.rawValue) }),
            "fingerprint": .string(context.words(entry.fingerprint)),
        ]
        if let reasons {
            document["reasons"] = .array(reasons)
            document["spoiledReasons"] = .number(spoiled)
        }
        return .object(document)
    }
}

struct StaffAdmit: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "admit", abstract: HelpLanguage.text(.helpStaffAdmit),
            discussion: HelpLanguage.text(.helpStaffAdmitMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPublicFile)) var file: String
    @Option(help: .text(.optionRole)) var role: [String] = []
    @Option(help: .text(.optionCodeFile, valueName: "file")) var codeFile: String?
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18

    func perform(_ context: CommandContext) throws -> Reply {
        let roles = try StaffCommand.roles(role, context)
        try context.requireFile(codeFile, option: "code-file")
        try context.requireRoom(forCode: codeFile)
        let bytes = try WholeFile.read(file, limit: 65_536, waiting: true)
        // The welcome file carries the practice's secret.
        return try context.inPractice(handingOn: true) { practice in
            let (newcomer, isAgain): (StaffEntry, Bool)
            do {
                (newcomer, isAgain) = try practice.room.visit(for: ListingStaff.self, about: .practice) {
                    let newcomer = try $0.newcomer(in: bytes)
                    return (newcomer, $0.isAdmitted(newcomer.id))
                }
            } catch RoomError.unusableFile {
                throw CommandFault(
                    .badInput, "public-file", .faultPublicFile, ["path": file], hint: .faultPublicFileHint)
            }
            try context.requirePermitted(AdmittingStaff.self, about: .person(newcomer.id), in: practice)
            guard !roles.isEmpty else { throw StaffCommand.noRole("admit \(StaffCommand.shellWord(file))", context) }
            let shortName = newcomer.member.shortName.text
            try context.announce(
                .staffAdmitBefore,
                ["person": "\(shortName) (\(newcomer.member.fullName.text))", "roles": context.roles(roles)])
            try context.announce(.staffAdmitFingerprint, ["words": context.words(newcomer.fingerprint)])
            try context.announce(.staffAdmitFingerprintDigits, ["digits": context.digits(newcomer.fingerprint)])
            try context.confirm(.staffAdmitCompare)
            let code = context.words(try randomWordNumbers(count: 8))
            let secret = try SecretBytes(copying: Array(code.utf8))
            let admitted = try practice.room.visit(for: AdmittingStaff.self, about: .person(newcomer.id)) {
                try $0.admit(bytes, roles: roles, code: secret, log2N: workFactor, isAgain: isAgain)
            }
            let welcome = context.folder.welcomeFile(shortName)
            try WholeFile.write(admitted.welcome, to: welcome, mode: 0o644, replacing: true)
            var remarks: [String] = []
            let hasCome =
                try isAgain && !admitted.waits
                && !practice.room.notWelcomed().contains { $0.id == newcomer.id }
            if isAgain, !hasCome { remarks.append(context.say(.staffAdmitAgain, ["person": shortName])) }
            if let codeFile {
                try WholeFile.write(Array((code + "\n").utf8), to: codeFile, replacing: true)
                remarks.append(context.say(.staffAdmitCodeFile, ["path": codeFile]))
            } else {
                remarks.append(context.say(.staffAdmitCode, ["words": code]))
            }
            if admitted.waits {
                remarks.append(
                    try context.awaited(newcomer.id, shortName, in: practice, usually: .staffAdmitNeedsConfirmation))
            }
            remarks.append(
                hasCome
                    ? context.say(.staffAdmitHasCome, ["person": shortName, "path": welcome])
                    : context.say(admitted.waits ? .staffAdmitThen : .staffAdmitNext, ["path": welcome]))
            var json: [String: JSONValue] = [
                "id": .string(newcomer.id.hex), "welcome": .string(welcome),
                "waitsForConfirmation": .boolean(admitted.waits), "again": .boolean(isAgain),
                "fingerprint": .string(context.words(newcomer.fingerprint)),
            ]
            if codeFile == nil { json["joiningCode"] = .string(code) }
            return Reply(
                lines: [context.say(.staffAdmitAfter, ["person": shortName, "path": welcome])], json: .object(json),
                remarks: remarks)
        }
    }
}

struct StaffConfirm: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "confirm", abstract: HelpLanguage.text(.helpStaffConfirm))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPerson)) var person: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let (everyone, pending) = try practice.room.visit(for: ListingStaff.self, about: .practice) {
                (try $0.everyone(), try $0.pending())
            }
            let found = try meant(try context.meant(person, .staff, in: practice), among: pending, context)
            let id = found.member.shortName.text
            if let bearer = found.nameBearer {
                throw CommandFault(
                    .badInput, "short-name-taken", .staffConfirmNameTaken,
                    [
                        "id": id, "person": bearer.fullName.text,
                        "subject": found.memberBefore.map(called) ?? found.member.fullName.text,
                    ], hint: .faultUnharmedNothing)
            }
            // Whoever signed it is not asked anything, but told who can.
            if found.signer == (try practice.room.ownEntry().id) { return try refuseOwn(found, practice, context) }
            try context.announce(
                .staffConfirmBefore,
                ["id": id, "person": found.member.fullName.text, "roles": context.roles(found.member.roles)])
            if let before = found.memberBefore,
                before.shortName != found.member.shortName || before.fullName != found.member.fullName
            {
                let signer = everyone.first { $0.id == found.signer }.map { called($0.member) }
                try context.announce(
                    .staffConfirmNames,
                    ["subject": called(before), "signer": signer ?? found.signer.shortForm(characters: 8)])
            }
            if let standing = context.standingAsked(found) { try context.announce(standing, ["person": id]) }
            if found.isNewKeys { try context.announceNewKeys(found) }
            if context.isNamingDirector(found) {
                try context.announceDirectors(besides: found.id, by: found.signer, in: practice)
            }
            let before = found.rolesBefore.isEmpty ? context.say(.valueNone) : context.roles(found.rolesBefore)
            try context.announce(
                found.isNewKeys ? .staffConfirmRolesKept : .staffConfirmRoles,
                ["before": before, "words": context.words(found.fingerprint)])
            // Whoever confirms answers for what they saw: on a terminal nothing is done before they did.
            if context.terminal.inputIsTerminal, !context.options.json {
                try context.confirm(
                    found.isNewKeys ? .waitingColleagueCompare : .staffConfirmQuestion, ["person": id])
            }
            let waits = try practice.room.visit(for: ConfirmingStaff.self, about: .person(found.id)) {
                try $0.confirm(found)
            }
            return Reply(
                lines: [context.say(.staffConfirmAfter, ["id": id])],
                json: .object(["id": .string(found.id.hex), "waitsForConfirmation": .boolean(waits)]),
                remarks: waits
                    ? [try context.awaited(found.id, id, in: practice, usually: .staffAdmitNeedsConfirmation)]
                    : context.tell(notWelcomed: try practice.room.notWelcomed().filter { $0.id == found.id })
                        + context.vacancy(in: practice))
        }
    }

    private func refuseOwn(
        _ found: PendingStaffChange, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> Reply {
        do {
            _ = try practice.room.visit(for: ConfirmingStaff.self, about: .person(found.id)) { try $0.confirm(found) }
        } catch {
            guard case RoomError.alreadyConfirmed = error, try practice.room.standIn(for: found.id) == nil else {
                throw error
            }
            let plain = FaultText.fault(RoomError.alreadyConfirmed, context.catalogue)
            throw CommandFault(
                plain.status, plain.code, plain.sentence, hint: .staffAdmitNeedsConfirmation,
                [
                    "id": found.member.shortName.text,
                    "custodians": try context.custodians(besides: found.id, in: practice),
                ])
        }
        throw RoomError.alreadyConfirmed
    }

    /// The change that is meant, by the short name that its person has or is to have, or by their id.
    private func meant(
        _ typed: String, among pending: [PendingStaffChange], _ context: CommandContext
    ) throws -> PendingStaffChange {
        let named = pending.filter { $0.member.shortName.text == typed || $0.memberBefore?.shortName.text == typed }
        let found =
            named.isEmpty && typed.count >= 4
            ? pending.filter { (try? $0.id.matches(prefix: typed)) ?? false } : named
        guard let first = found.first else { throw RoomError.nothingToConfirm }
        guard found.count == 1 else {
            throw context.ambiguous(typed, among: found.map { ($0.id, $0.memberBefore ?? $0.member) })
        }
        return first
    }

    /// Full name and short name.
    private func called(_ member: StaffMember) -> String { "\(member.fullName.text) (\(member.shortName.text))" }
}

struct StaffList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpStaffList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.looking { practice in
            let (everyone, pending, unreadable) = try practice.room.visit(for: ListingStaff.self, about: .practice) {
                (try $0.everyone(), try $0.pending(), $0.unreadablePending())
            }
            let notWelcomed = try practice.room.notWelcomed()
            var table = StaffCommand.table(everyone, context)
            for change in pending {
                table.rows.append([
                    change.member.shortName.text, change.member.fullName.text, context.roles(change.member.roles),
                    context.awaiting(change),
                ])
            }
            // Fingerprints are said in words, and their list alone takes as long as the rest of the table.
            let json: JSONValue =
                !common.json
                ? .object([:])
                : .object([
                    "staff": .array(everyone.map { StaffCommand.json($0, context) }),
                    "pending": .array(pending.map { Self.json($0, among: everyone) }),
                    "notWelcomed": .array(notWelcomed.map { .string($0.id.hex) }),
                    "unreadable": .array(unreadable.map { .number(Int($0)) }),
                ])
            return Reply(
                lines: context.lines(
                    of: table, .staff, (everyone.map(\.id) + pending.map(\.id)).map(\.hex), in: practice),
                json: json,
                remarks: context.tell(notWelcomed: notWelcomed) + context.unreadable(unreadable, in: practice),
                status: unreadable.isEmpty ? .done : .integrity, layout: .list)
        }
    }

    /// What the person is, and beside it what they will be once it is confirmed.
    private static func json(_ change: PendingStaffChange, among everyone: [StaffEntry]) -> JSONValue {
        .object([
            "id": .string(change.id.hex), "shortName": .string(change.member.shortName.text),
            "state": .string("waiting"),
            "standing": .optional(everyone.first { $0.id == change.id }?.standing.rawValue),
            "standingAsked": .string(change.standing.rawValue),
            "rolesAsked": .array(Role.allCases.filter(change.member.roles.contains).map { .string($0.rawValue) }),
            "confirmations": .number(change.confirmations), "needed": .number(change.needed),
        ])
    }
}

struct StaffRole: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "role", abstract: HelpLanguage.text(.helpStaffRole),
            subcommands: [StaffRoleAdd.self, StaffRoleRemove.self])
    }

    static func change(
        _ person: String, _ names: [String], adds: Bool, _ context: CommandContext
    ) throws -> Reply {
        let roles = try StaffCommand.roles(names, context)
        return try context.inPractice { practice in
            let entry = try context.person(person, in: practice)
            try context.requirePermitted(ChangingRoles.self, about: .person(entry.id), in: practice)
            guard !roles.isEmpty else {
                throw StaffCommand.noRole("role \(adds ? "add" : "remove") \(StaffCommand.shellWord(person))", context)
            }
            let arguments = ["person": entry.member.shortName.text, "role": context.roles(roles)]
            try context.announceReplaced(entry.id, entry.member.shortName.text, in: practice)
            try context.announce(adds ? .staffRoleAddBefore : .staffRoleRemoveBefore, arguments)
            let waits: Bool
            do {
                waits = try practice.room.visit(for: ChangingRoles.self, about: .person(entry.id)) {
                    try $0.change(entry.id, adding: adds ? roles : [], removing: adds ? [] : roles)
                }
            } catch {
                guard case RoomError.rolesUnchanged = error else { throw context.naming(entry, error) }
                throw CommandFault(
                    .badInput, "roles-unchanged", adds ? .staffRoleHas : .staffRoleLacks, arguments,
                    hint: .faultUnharmedNothing)
            }
            let after =
                try waits
                ? context.awaited(
                    entry.id, entry.member.shortName.text, in: practice, usually: .staffAdmitNeedsConfirmation)
                : context.say(adds ? .staffRoleAddAfter : .staffRoleRemoveAfter, arguments)
            return Reply(
                lines: [after], json: .object(["id": .string(entry.id.hex), "waitsForConfirmation": .boolean(waits)]))
        }
    }
}

struct StaffRoleAdd: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "add", abstract: HelpLanguage.text(.helpStaffRoleAdd))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPerson)) var person: String
    @Option(help: .text(.optionRole)) var role: [String] = []
    func perform(_ context: CommandContext) throws -> Reply {
        try StaffRole.change(person, role, adds: true, context)
    }
}

struct StaffRoleRemove: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "remove", abstract: HelpLanguage.text(.helpStaffRoleRemove),
            discussion: HelpLanguage.text(.helpStaffRoleRemoveMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionPerson)) var person: String
    @Option(help: .text(.optionRole)) var role: [String] = []
    func perform(_ context: CommandContext) throws -> Reply {
        try StaffRole.change(person, role, adds: false, context)
    }
}
