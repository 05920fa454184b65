import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

struct RestoreCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "restore", abstract: HelpLanguage.text(.helpRestore),
            discussion: HelpLanguage.text(.helpRestoreMore),
            subcommands: [RestoreUnpack.self, RestorePropose.self, RestoreConfirm.self, RestoreAccept.self])
    }
}

struct RestoreUnpack: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "unpack", abstract: HelpLanguage.text(.helpRestoreUnpack))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionBackupFile)) var file: String
    @Option(help: .text(.optionRestoreTo, valueName: "dir")) var to: String
    @Option(help: .text(.optionIdentityFile, valueName: "file")) var identityFile: String?
    @Option(help: .text(.optionBackupPassphraseFile, valueName: "file")) var backupPassphraseFile: String?
    @Option(help: .text(.optionRestoreCheckpoint, valueName: "file")) var checkpoint: [String] = []

    func perform(_ context: CommandContext) throws -> Reply {
        let whole = URL(fileURLWithPath: to).standardizedFileURL.path(percentEncoded: false)
        let path = whole.count > 1 && whole.hasSuffix("/") ? String(whole.dropLast()) : whole
        try context.announce(.restoreUnpackBefore, ["path": file, "to": path])
        let line = ProgressLine(on: context.terminal) {
            context.say(.auditVerifyProgress, ["percent": $0, "seconds": $1])
        }
        defer { line.end() }
        let notes = try context.checkpoints(checkpoint)
        let unpacking = try BackupUnpacking(
            file, to: PracticeFolder(path: path, environment: context.environment), notes: notes
        ) { fraction in
            if !context.options.json { line.show(fraction) }
        }
        let unpacked: UnpackedBackup
        do {
            if let identityFile {
                unpacked = try unpacking.unpack(identityFile: identityFile)
            } else {
                unpacked = try unpacking.unpack(
                    passphrase: try context.backupSecret(of: file, inFile: backupPassphraseFile))
            }
        } catch BackupFault.differs(let differences, let report) {
            line.end()
            return context.refusedBackup(differences, report)
        } catch let fault as BackupFault { throw BackupFaultText.fault(fault, path: file) }
        line.end()
        let standing = unpacked.standing
        let report = unpacked.report
        var lines = context.lines(of: report.faults)
        lines.append(
            context.say(
                report.isSound ? .restoreUnpacked : .restoreUnpackedWithFaults,
                [
                    "path": path, "practice": report.practice, "count": "\(report.entries)",
                    "faults": "\(report.faults.count)",
                ]))
        let placed = PracticeFolder(path: path, environment: context.environment)
        func moment(_ time: UTCTime) -> String { context.moment(time, in: placed) }
        if let made = unpacked.made { lines.append(context.say(.restoreMade, ["time": moment(made)])) }
        return Reply(
            lines: lines + context.lines(of: standing, moment),
            json: .object([
                "folder": .string(path), "practice": .string(report.practice),
                "made": .optional(unpacked.made?.rfc3339), "standing": CommandContext.json(standing),
                "sound": .boolean(report.isSound),
                "faults": .array(
                    report.faults.map { .object(["kind": .string($0.kind.rawValue), "place": .string($0.place)]) }),
            ]),
            remarks: (report.isSound ? [] : [context.say(.restoreFaultsNext, ["path": path])])
                + [context.say(standing.isNothingLost ? .restoreNothingLostNext : .restoreLostNext, ["path": path])],
            status: report.isSound ? .done : .integrity)
    }
}

struct RestorePropose: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "propose", abstract: HelpLanguage.text(.helpRestorePropose),
            discussion: HelpLanguage.text(.helpRestoreProposeMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionRestoreCheckpoint, valueName: "file")) var checkpoint: [String] = []
    @Option(help: .text(.optionRestoreReason, valueName: "word")) var reason: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let reason = try reason.map { try context.choice($0, "reason", RestoreReason.self) }
        let notes = try context.checkpoints(checkpoint)
        let (_, desk) = try context.restoreDesk()
        let standing = try desk.standing(notes: notes)
        try context.announce(
            .restoreProposeBefore, ["path": context.folder.path, "count": "\(standing.file.restored.entries)"])
        var shown =
            context.lines(ofContradictingIn: desk) + context.lines(of: standing.file, { context.moment($0, at: desk) })
            + context.lines(ofMissedIn: standing.file, desk)
        if standing.file.known == standing.file.restored { shown.append(context.say(.restoreNoneKnown)) }
        if let own = standing.own { shown += context.lines(of: own, desk) }
        for line in shown { try context.announceLine(line) }
        let declaration = try desk.declaration(notes: notes, reason: reason)
        try context.confirm(.restoreProposeQuestion)
        try OpenPractice.keepDeclaration(declaration, in: context.folder)
        let crossing = try desk.reviewed(declaration)
        let path = OpenPractice.declarationFile(in: context.folder)
        let next =
            standing.custodians.isEmpty
            ? context.say(reason == .rehearsal ? .restoreRehearsalAlone : .restoreProposedAlone)
            : context.say(
                standing.custodians.count > 1 ? .restoreProposedNextAny : .restoreProposedNext,
                ["people": context.catalogue.list(standing.custodians.map { context.name($0, desk) }.sorted())])
        return Reply(
            lines: [
                context.say(
                    reason == .rehearsal ? .restoreProposedRehearsal : .restoreProposed,
                    reason == .rehearsal ? ["path": path] : ["epoch": "\(crossing.epoch)", "path": path])
            ],
            json: .object([
                "file": .string(path), "declaration": CommandContext.json(crossing),
                "standing": CommandContext.json(standing.file), "own": standing.own.map(CommandContext.json) ?? .null,
                "custodians": .array(standing.custodians.map { .string($0.hex) }),
            ]), remarks: [next])
    }
}

struct RestoreConfirm: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "confirm", abstract: HelpLanguage.text(.helpRestoreConfirm))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        let (identity, desk) = try context.restoreDesk()
        let declaration: [UInt8]
        do { declaration = try OpenPractice.declaration(in: context.folder) } catch FileFault.missing {
            // Whoever repeats it, not knowing whether it was done, declares no second restore.
            if let epoch = try? desk.standing().file.restored.epoch, epoch > 1 {
                throw CommandFault(
                    .notFound, "no-proposal", .restoreNoProposalNow, ["epoch": "\(epoch)"],
                    hint: .restoreNothingWaitsHint)
            }
            throw CommandFault(.notFound, "no-proposal", .restoreNoProposal, hint: .restoreNoProposalHint)
        }
        let crossing: EpochCrossing
        do { crossing = try desk.reviewed(declaration) } catch {
            throw try fault(error, desk, context)
        }
        let standing = try desk.standing()
        for line in context.lines(of: crossing, desk, isConfirmed: false) + context.lines(ofContradictingIn: desk)
            + context.lines(of: standing.file, { context.moment($0, at: desk) })
            + context.lines(ofMissedIn: standing.file, desk, declared: crossing.known)
        {
            try context.announceLine(line)
        }
        if let own = standing.own { for line in context.lines(of: own, desk) { try context.announceLine(line) } }
        guard crossing.reason != .rehearsal else { return try rehearsed(declaration, crossing, desk, context) }
        try context.confirm(.restoreConfirmQuestion)
        let room = try desk.confirm(declaration)
        OpenPractice.endRestoring(of: context.folder)
        return context.leaving(
            OpenPractice(context.folder, identity: identity, crossing: room),
            with: Reply(
                lines: [context.say(.restoreConfirmed, ["epoch": "\(crossing.epoch)"])],
                json: .object([
                    "epoch": .number(Int(crossing.epoch)), "declaration": CommandContext.json(crossing),
                    "own": standing.own.map(CommandContext.json) ?? .null,
                ]), remarks: [context.say(.restoreConfirmedNext)]))
    }

    /// All that a confirmation needs is there, and nothing is begun: who practises this must not be locked out of the practice.
    private func rehearsed(
        _ declaration: [UInt8], _ crossing: EpochCrossing, _ desk: RestoreDesk, _ context: CommandContext
    ) throws -> Reply {
        try desk.rehearse(declaration)
        OpenPractice.endDeclaration(in: context.folder)
        return Reply(
            lines: [context.say(.restoreRehearsed, ["person": context.name(crossing.director, desk)])],
            json: .object(["epoch": .null, "declaration": CommandContext.json(crossing)]),
            remarks: [context.say(.restoreRehearsedNext)])
    }

    private func fault(_ error: RoomError, _ desk: RestoreDesk, _ context: CommandContext) throws -> any Error {
        switch error {
        case .altered: return CommandFault(.integrity, "altered", .restoreBadProposal, hint: .restoreOutdatedHint)
        case .moreIsKnown(let point):
            // The director, perhaps at another computer, declares it anew with what this one saw.
            let path = context.folder.path + "/seen-\(try context.actingShortName().text).checkpoint"
            if let note = try desk.seenCheckpoint() {
                try WholeFile.write(Array(note.utf8), to: path, mode: 0o644, replacing: true)
            }
            return CommandFault(
                .tryAgain, "more-is-known", .restoreMoreKnown,
                ["count": "\(point.entries)", "epoch": "\(point.epoch)"], hint: .restoreMoreKnownHint, ["path": path])
        default: return error
        }
    }
}

struct RestoreAccept: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "accept", abstract: HelpLanguage.text(.helpRestoreAccept))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        let (identity, desk) = try context.restoreDesk()
        let loss = try desk.waiting()
        for crossing in loss.crossings {
            for line in context.lines(of: crossing, desk, isConfirmed: true) { try context.announceLine(line) }
        }
        for line in context.lines(ofContradictingIn: desk) + context.lines(of: loss, desk) {
            try context.announceLine(line)
        }
        try context.confirm(.restoreAcceptQuestion)
        let room = try desk.accept()
        let epoch = loss.crossings.last?.epoch ?? 0
        return context.leaving(
            OpenPractice(context.folder, identity: identity, crossing: room),
            with: Reply(
                lines: [context.say(.restoreAccepted, ["epoch": "\(epoch)"])],
                json: .object(["epoch": .number(Int(epoch)), "loss": CommandContext.json(loss)])))
    }
}
