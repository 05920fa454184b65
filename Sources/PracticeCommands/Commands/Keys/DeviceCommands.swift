import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct DeviceCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "device", abstract: HelpLanguage.text(.helpDevice),
            discussion: HelpLanguage.text(.helpDeviceMore),
            subcommands: [
                DeviceJoin.self, DeviceAllow.self, DeviceFinish.self, DeviceList.self, DeviceLost.self,
            ])
    }
}

/// On the new computer: asks for the keys.
struct DeviceJoin: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "join", abstract: HelpLanguage.text(.helpDeviceJoin),
            discussion: HelpLanguage.text(.helpDeviceJoinMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionShortName)) var shortName: String
    @Option(help: .text(.optionDeviceCalled, valueName: "name")) var called: String?
    @Flag(help: .text(.optionDeviceSetAside)) var setAside = false
    @Option(help: .text(.optionDeviceRequestOut, valueName: "file")) var out: String?
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requireFile(out, option: "out")
        try context.requirePractice()
        let person = try ShortName(shortName)
        let name = try called.map { try DeviceName($0) }
        let identity = context.folder.identityFile(person.text)
        if !setAside, FileManager.default.fileExists(atPath: identity) {
            throw CommandFault(
                .cannotCreate, "already-there", .deviceIdentityThere, ["path": identity],
                hint: .deviceIdentityThereHint, ["person": person.text])
        }
        if FileManager.default.fileExists(atPath: context.folder.receivingFile(person.text)) {
            try context.confirm(.deviceJoinAgain)
        }
        let request = out ?? context.folder.deviceRequestFile(person.text)
        try context.announce(.deviceJoinBefore, ["person": person.text, "path": request])
        let (id, code) = try OpenPractice.askForKeys(
            context.folder, shortName: person, name: name, setsAside: setAside,
            passphrase: try context.newPassphrase(), workFactor: workFactor, request: request)
        return Reply(
            lines: [
                context.say(.deviceJoinAfter, ["path": request]), "    " + context.words(code),
                context.say(.joinFingerprintDigits, ["digits": context.digits(code)]),
            ],
            json: .object([
                "id": .string(id.hex), "request": .string(request), "code": .string(context.words(code)),
                "shortName": .string(person.text),
            ]),
            remarks: [context.say(.deviceJoinNext, ["path": request, "person": person.text])])
    }
}

/// On the computer that has the keys: hands them out.
struct DeviceAllow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "allow", abstract: HelpLanguage.text(.helpDeviceAllow),
            discussion: HelpLanguage.text(.helpDeviceAllowMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionDeviceRequest)) var file: String
    @Option(help: .text(.optionDeviceCodeFile, valueName: "file")) var codeFile: String?
    @Option(help: .text(.optionDeviceTransferOut, valueName: "file")) var out: String?

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requireFile(out, option: "out")
        let asking = try DeviceAsking(reading: try WholeFile.read(file, limit: 65_536, waiting: true))
        if codeFile == nil { try context.requireTerminal(or: "--code-file FILE") }
        return try context.inPractice(handingOn: true) { practice in
            try asking.requireFits(practice.identity, now: .now)
            let person = practice.identity.shortName
            let times = try context.times(practice)
            try context.announce(
                .deviceAllowBefore,
                [
                    "person": person, "device": context.called(asking.id, asking.name),
                    "time": asking.made.map { times.table($0.date) } ?? "?",
                ])
            // Only the new computer knows them: with a slip there it would refuse the transfer after the way back.
            try context.announce(.deviceAllowLastWords)
            let proof = try context.deviceCode(of: asking, inFile: codeFile)
            let path = out ?? context.folder.transferFile(person)
            try practice.allow(asking, proof: proof, to: path)
            return Reply(
                lines: [
                    context.say(
                        .deviceAllowAfter, ["path": path, "device": context.called(asking.id, asking.name)])
                ],
                json: .object(["id": .string(asking.id.hex), "transfer": .string(path)]),
                remarks: [context.say(.deviceAllowNext, ["path": path])])
        }
    }
}

/// On the new computer: takes the keys in.
struct DeviceFinish: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "finish", abstract: HelpLanguage.text(.helpDeviceFinish),
            discussion: HelpLanguage.text(.helpDeviceFinishMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionDeviceTransfer)) var file: String
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requirePractice()
        let person = try waitingPerson(context)
        guard FileManager.default.fileExists(atPath: context.folder.receivingFile(person.text)) else {
            throw CommandFault(
                .notFound, "no-device-request", .deviceFaultNoRequest, ["person": person.text],
                hint: .deviceFaultNoRequestHint, ["person": person.text])
        }
        let identity = context.folder.identityFile(person.text)
        try context.announce(.deviceFinishBefore, ["person": person.text, "path": identity])
        let arrival: OpenPractice.Arrival
        do {
            arrival = try OpenPractice.finishDevice(
                context.folder, shortName: person, transfer: file, passphrase: try context.passphrase(of: person),
                workFactor: workFactor)
        } catch FileFault.exists(let path) {
            throw CommandFault(
                .cannotCreate, "already-there", .deviceIdentityThere, ["path": path],
                hint: .deviceIdentityThereHint, ["person": person.text])
        } catch RoomError.epochWaits {
            // The other computer had seen less: nothing is shown here that could be agreed to without an identity.
            throw CommandFault(.tryAgain, "epoch-waits", .deviceEpochWaits, hint: .deviceEpochWaitsHint)
        } catch RoomError.clockWentBack(let seconds) {
            // There is no identity here yet that could say that this clock is right, and what came with the keys keeps its date.
            throw FaultText.clockWentBack(by: seconds, context.catalogue, hint: .deviceFinishClockHint)
        } catch RoomError.rolledBack(.shorter(let seen, let found, _)) {
            // What the other computer saw came with the keys; this one may only have been given an older copy.
            throw CommandFault(
                .integrity, "rolled-back", .waitingDeviceOlder, ["seen": "\(seen)", "count": "\(found)"],
                hint: .waitingDeviceOlderHint)
        }
        let practice = arrival.practice
        context.speakLanguage(of: practice)
        let own = try practice.room.ownEntry()
        let settings = try practice.room.settings()
        let reply = Reply(
            lines: [
                context.say(
                    .deviceFinishAfter, ["practice": settings.name, "person": person.text, "path": identity])
            ] + (arrival.setAside ? [context.say(.deviceFinishFormer)] : []),
            json: .object([
                "id": .string(arrival.device.hex), "person": .string(own.id.hex), "identity": .string(identity),
                "practice": .string(settings.name),
            ]),
            remarks: [context.say(.deviceFinishNext)])
        return context.leaving(practice, with: reply)
    }

    /// Whose keys come. The file is named for its person, so that nobody has to say who they are twice; where the way here gave it
    /// another name, such as `lin (1).transfer`, the one request that waits on this computer says it.
    private func waitingPerson(_ context: CommandContext) throws -> ShortName {
        if let said = common.as ?? context.environment["TACET_AS"] { return try ShortName(said) }
        let named = PathParts.name(in: file).replacingOccurrences(of: ".transfer", with: "")
        if let person = try? ShortName(named) { return person }
        let waiting = context.folder.awaitedDevices()
        guard waiting.count == 1, let person = try? ShortName(waiting[0]) else {
            throw CommandFault(
                .badInput, "transfer-name", .deviceFaultName, ["path": file], hint: .deviceFaultNameHint)
        }
        return person
    }
}

struct DeviceList: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: HelpLanguage.text(.helpDeviceList),
            discussion: HelpLanguage.text(.helpDeviceListMore))
    }
    @OptionGroup var common: CommonOptions
    @Flag(help: .text(.optionDeviceAll)) var all = false

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let entries = try practice.room.visit(for: ListingDevices.self, about: .practice) {
                try $0.devices(all: all)
            }
            let times = try context.times(practice)
            let characters = Identifier.charactersNeeded(among: entries.map(\.id))
            let person: [Sentence] = all ? [.credentialHeadingPerson] : []
            let headings: [Sentence] =
                [.headingID] + person + [.waitingNameHeading, .headingStanding, .headingDeviceAllowed, .headingSince]
            let table = Table(
                columns: headings.map { Table.Column(heading: context.say($0)) },
                rows: entries.map { entry in
                    [entry.id.shortForm(characters: characters)]
                        + (all ? [entry.member?.shortName.text ?? entry.person.shortForm(characters: 4)] : [])
                        + [
                            entry.name?.text ?? "", context.say(entry),
                            entry.allowed.map { times.table($0.date) } ?? "",
                            (entry.lost ?? entry.inUse).map { times.table($0.date) } ?? "",
                        ]
                })
            return Reply(
                lines: context.lines(of: table, .devices, entries.map(\.id.hex), in: practice),
                json: .object(["devices": .array(entries.map { context.json($0, times) })]),
                remarks: [context.say(entries.isEmpty ? .deviceListNone : .deviceListNext)], layout: .list)
        }
    }
}

struct DeviceLost: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "lost", abstract: HelpLanguage.text(.helpDeviceLost),
            discussion: HelpLanguage.text(.helpDeviceLostMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionDevice)) var device: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let entry = try context.device(device, in: practice)
            let name = practice.identity.shortName
            let words = context.replacing(practice.identity)
            let called = context.called(entry.id, entry.name)
            try context.confirm(.deviceLostQuestion, because: .deviceLostBefore, ["device": called])
            try practice.loseDevice(entry.id)
            let next: [Sentence] = entry.keysCount ? [.deviceLostKeys, .deviceLostOthers] : [.deviceLostOver]
            return Reply(
                lines: [context.say(.deviceLostAfter, ["device": called])]
                    + next.map { context.say($0, words) },
                json: .object([
                    "id": .string(entry.id.hex), "keysCount": .boolean(entry.keysCount),
                    "next": .array(
                        entry.keysCount
                            ? [
                                .string("tacet join \(name) --replaces \(words["id"] ?? name)"),
                                .string("tacet device join \(name) --set-aside"),
                            ] : []),
                ]))
        }
    }
}
