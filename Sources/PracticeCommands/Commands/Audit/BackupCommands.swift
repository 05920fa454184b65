import ArgumentParser
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom

struct BackupCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "backup", abstract: HelpLanguage.text(.helpBackup),
            discussion: HelpLanguage.text(.helpBackupMore),
            subcommands: [BackupMake.self, BackupList.self, BackupVerify.self])
    }
}

struct BackupMake: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "make", abstract: HelpLanguage.text(.helpBackupMake),
            discussion: HelpLanguage.text(.helpBackupMakeMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionBackupTo, valueName: "dir")) var to: String
    @Option(help: .text(.optionRecipient, valueName: "age1…")) var recipient: [String] = []
    @Flag(help: .text(.optionBackupPassphrase)) var passphrase = false
    @Option(help: .text(.optionBackupPassphraseFile, valueName: "file")) var backupPassphraseFile: String?
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18
    @Option(help: .text(.optionKeepFor, valueName: "days")) var keep: String?
    @Flag(help: .text(.optionUnattended)) var unattended = false

    /// What the entry and the catalogue are signed with.
    private struct Signer {
        let begin: () throws -> Void
        let catalogue: (BackupLine) throws -> String
    }

    func perform(_ context: CommandContext) throws -> Reply {
        let days = try keep.map { try keptDays($0) }
        for text in recipient where !BackupMaker.isRecipient(text) {
            throw BackupFaultText.fault(.noRecipient(text), path: to)
        }
        let byPassphrase = passphrase || backupPassphraseFile != nil
        guard byPassphrase != !recipient.isEmpty else { throw CommandFault(.usage, "bad-field", .backupForWhom) }
        guard (17...20).contains(workFactor) else { throw RoomError.unusableFile(.workFactor) }
        try context.requirePractice()
        guard unattended else {
            return try context.inPractice { practice in
                try made(
                    Signer(
                        begin: {
                            _ = try practice.room.visit(for: MakingBackup.self, about: .practice) { $0.begin() }
                        },
                        catalogue: { line in
                            try practice.room.visit(for: CataloguingBackup.self, about: .practice) {
                                try $0.catalogue(line)
                            }
                        }), days, context)
            }
        }
        let station = try OpenPractice.unattendedBackups(context.folder)
        return try made(Signer(begin: { try station.begin() }, catalogue: { try station.catalogue($0) }), days, context)
    }

    private func made(_ signer: Signer, _ days: Int?, _ context: CommandContext) throws -> Reply {
        try context.announce(.backupBefore, ["path": context.folder.path, "to": to])
        let secret = recipient.isEmpty ? try backupPassphrase(context) : nil
        try signer.begin()
        let now = UTCTime.now
        let line = ProgressLine(on: context.terminal) { context.say(.backupProgress, ["percent": $0, "seconds": $1]) }
        defer { line.end() }
        let backup: MadeBackup
        do {
            let maker = try BackupMaker(context.folder, to: absolute(to), at: now) { fraction in
                if !context.options.json { line.show(fraction) }
            }
            if let secret {
                backup = try maker.make(passphrase: secret, log2N: workFactor)
            } else {
                backup = try maker.make(to: recipient)
            }
        } catch let fault as BackupFault { throw BackupFaultText.fault(fault, path: to) }
        line.end()
        let expires = try days.map { try UTCTime(secondsSince1970: now.secondsSince1970 + Int64($0) * 86_400) }
        let file = PathParts.name(in: backup.path)
        let faults = backup.report.faults.count
        let entry = BackupLine(
            at: now, file: file, place: PathParts.folder(of: backup.path), bytes: backup.bytes,
            outline: backup.outline, expires: expires, faults: faults)
        // What somebody once logged stays in the log: without a copy of such a practice there would never be one again.
        var reply = Reply(
            lines: [
                context.say(
                    faults == 0 ? .backupMade : .backupMadeWithFaults,
                    ["path": backup.path, "count": "\(backup.outline.entries)", "faults": "\(faults)"])
            ],
            remarks: (faults == 0 ? [] : [context.say(.backupFaultsHint)])
                + (isInside(backup.path, context.folder) ? [context.say(.waitingBackupSameDisk)] : [])
                + [context.say(.backupMadeNext, ["path": backup.path])],
            status: faults == 0 ? .done : .integrity)
        var id: String?
        // The backup is good by now; that the catalogue could not be written takes nothing from it.
        do { id = try signer.catalogue(entry) } catch { reply.warning = FaultText(error, context.catalogue) }
        reply.json = .object([
            "id": .optional(id), "file": .string(backup.path), "bytes": .number(backup.bytes),
            "at": .string(now.rfc3339),
            "verified": .boolean(faults == 0), "faults": .number(faults), "practice": .string(backup.outline.practice),
            "epoch": .number(Int(backup.outline.epoch)), "entries": .count(backup.outline.entries),
            "treeRoot": .string(backup.outline.treeRoot), "rows": .number(backup.report.rows),
            "expires": .optional(expires?.rfc3339),
        ])
        return reply
    }

    private func isInside(_ path: String, _ folder: PracticeFolder) -> Bool {
        let whole = { (path: String) in URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
        return whole(path).hasPrefix(whole(folder.path) + "/")
    }

    private func absolute(_ path: String) -> String {
        let whole = URL(fileURLWithPath: path).standardizedFileURL.path(percentEncoded: false)
        return whole.count > 1 && whole.hasSuffix("/") ? String(whole.dropLast()) : whole
    }

    private func keptDays(_ text: String) throws -> Int {
        let number = text.hasSuffix("d") ? String(text.dropLast()) : text
        guard let days = Int(number), (1...36_500).contains(days) else {
            throw CounselingError.field("keep", .outOfRange(1, 36_500))
        }
        return days
    }

    /// Not the acting person's own: whoever restores must know this one.
    private func backupPassphrase(_ context: CommandContext) throws -> SecretBytes {
        if let path = backupPassphraseFile {
            let secret = try CommandContext.secret(inFile: path)
            guard secret.count >= 12 else {
                throw CommandFault(.badInput, "passphrase-short", .promptPassphraseShort, ["limit": "12"])
            }
            return secret
        }
        try context.requireTerminal(or: "--backup-passphrase-file FILE")
        try context.announce(
            .promptProposedPassphrase, ["words": context.words(try randomWordNumbers(count: 8))])
        while true {
            let first = try context.ask(.backupPromptPassphrase)
            guard first.count >= 12 else {
                try context.announce(.promptPassphraseShort, ["limit": "12"])
                continue
            }
            if first.isEqual(to: try context.ask(.promptRepeatPassphrase)) { return first }
            try context.announce(.promptPassphrasesDiffer)
        }
    }
}

struct BackupList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.helpBackupList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let backups = try practice.room.visit(for: ListingBackups.self, about: .practice) { try $0.backups() }
            let times = try context.times(practice)
            let now = UTCTime.now
            let table = Table(
                columns: [
                    .headingTime, .backupHeadingFile, .backupHeadingSize, .headingEntries, .backupHeadingBy,
                    .backupHeadingExpires,
                ].map { Table.Column(heading: context.say($0)) },
                rows: backups.map { backup in
                    let line = backup.line
                    let isOver = line.expires.map { $0 < now } ?? false
                    return [
                        times.table(line.at.date),
                        line.place + "/" + line.file
                            + (line.faults.map { " " + context.say(.backupWithFaults, ["count": "\($0)"]) } ?? ""),
                        Self.size(line.bytes),
                        "\(line.entries)",
                        backup.by?.shortName.text ?? context.say(.backupByStation),
                        line.expires.map {
                            times.table($0.date) + (isOver ? " " + context.say(.backupExpired) : "")
                        } ?? context.say(.backupKept),
                    ]
                })
            return Reply(
                lines: backups.isEmpty ? [] : table.lines(width: context.terminal.layoutWidth),
                json: .object([
                    "backups": .array(
                        backups.map { backup in
                            let line = backup.line
                            let path = line.place + "/" + line.file
                            return .object([
                                "id": .string(backup.id), "at": .string(times.rfc3339(line.at.date)),
                                "file": .string(path), "bytes": .number(line.bytes), "epoch": .number(line.epoch),
                                "entries": .number(line.entries), "treeRoot": .string(line.treeRoot),
                                "verified": .boolean((line.faults ?? 0) == 0), "faults": .number(line.faults ?? 0),
                                "by": .optional(backup.by?.shortName.text),
                                "expires": .optional(line.expires.map { times.rfc3339($0.date) }),
                                "expired": .boolean(line.expires.map { $0 < now } ?? false),
                                "here": .boolean(FileManager.default.fileExists(atPath: path)),
                            ])
                        })
                ]),
                remarks: [
                    backups.isEmpty
                        ? context.say(practice.room.wasRestored ? .backupNoneSince : .backupNone)
                        : context.say(.backupCount, ["count": "\(backups.count)"])
                ] + (backups.contains { ($0.line.faults ?? 0) > 0 } ? [context.say(.backupFaultsHint)] : []),
                layout: .list)
        }
    }

    private static func size(_ bytes: Int) -> String {
        // Rounded up and to the nearest, without a sum that could go beyond what there is.
        bytes < 1 << 20 ? "\((bytes + 1023) >> 10) KiB" : "\(bytes >> 20 + bytes >> 19 & 1) MiB"
    }
}

struct BackupVerify: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "verify", abstract: HelpLanguage.text(.helpBackupVerify),
            discussion: HelpLanguage.text(.helpBackupVerifyMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionBackupFile)) var file: String
    @Option(help: .text(.optionIdentityFile, valueName: "file")) var identityFile: String?
    @Option(help: .text(.optionBackupPassphraseFile, valueName: "file")) var backupPassphraseFile: String?

    func perform(_ context: CommandContext) throws -> Reply {
        try context.announce(.backupVerifyBefore, ["path": file])
        let line = ProgressLine(on: context.terminal) {
            context.say(.auditVerifyProgress, ["percent": $0, "seconds": $1])
        }
        defer { line.end() }
        func show(_ fraction: Double) { if !context.options.json { line.show(fraction) } }
        let report: VerificationReport
        do {
            if let identityFile {
                report = try BackupOpening(file).verified(identityFile: identityFile, progress: show)
            } else {
                let secret = try context.backupSecret(of: file, inFile: backupPassphraseFile)
                report = try BackupOpening(file).verified(passphrase: secret, progress: show)
            }
        } catch BackupFault.differs(let differences, let found) {
            line.end()
            return context.refusedBackup(differences, found)
        } catch let fault as BackupFault { throw BackupFaultText.fault(fault, path: file) }
        let lines =
            context.lines(of: report.faults)
            + [
                report.isSound
                    ? context.say(
                        .backupVerified,
                        ["practice": report.practice, "count": "\(report.entries)", "rows": "\(report.rows)"])
                    : context.say(.backupAsCopied, ["count": "\(report.faults.count)"])
            ]
        return Reply(
            lines: lines,
            json: .object([
                "sound": .boolean(report.isSound), "practice": .string(report.practice), "root": .string(report.root),
                "epoch": .number(Int(report.epoch)), "entries": .count(report.entries),
                "treeRoot": .string(report.treeRoot),
                "faults": .array(
                    report.faults.map { .object(["kind": .string($0.kind.rawValue), "place": .string($0.place)]) }),
            ]),
            remarks: report.isSound
                ? [context.say(.backupVerifiedNext, ["path": file])]
                : [context.say(.backupAsCopiedNext, ["path": file]), context.say(.integrityKeepHint)],
            status: report.isSound ? .done : .integrity)
    }
}

/// What is wrong with a backup, in words.
enum BackupFaultText {
    static func fault(_ fault: BackupFault, path: String) -> CommandFault {
        switch fault {
        case .notABackup: CommandFault(.badInput, "not-a-backup", .backupNotOne, ["path": path])
        case .differs(let differences, _):
            CommandFault(
                .integrity, "backup-unsound", .backupUnsound, ["count": "\(differences.count)"],
                hint: .integrityKeepHint)
        case .notAsWritten:
            CommandFault(
                .integrity, "backup-not-as-written", .backupNotAsWritten, ["path": path], hint: .backupDiskHint)
        case .wrongKey: CommandFault(.notAllowed, "locked", .backupWrongKey, ["path": path], hint: .backupWrongKeyHint)
        case .altered:
            CommandFault(.integrity, "backup-altered", .backupAltered, ["path": path], hint: .backupAlteredHint)
        case .noRecipient(let text):
            CommandFault(.badInput, "bad-field", .backupNoRecipient, ["text": text], hint: .backupNoRecipientHint)
        case .noIdentity(let file): CommandFault(.badInput, "bad-field", .backupNoIdentity, ["path": file])
        }
    }
}

extension CommandContext {
    /// A backup that is not as it was made: every fault, in words and for programs.
    func refusedBackup(_ differences: [BackupDifference], _ report: VerificationReport?) -> Reply {
        let faults = report?.faults ?? []
        return Reply(
            lines: differences.map { difference in
                let sentence: Sentence =
                    switch difference.kind {
                    case .extra: .waitingBackupExtra
                    case .missing: .waitingBackupMissing
                    case .changed: .waitingBackupChanged
                    case .foreign: .waitingBackupForeign
                    }
                return say(sentence, ["path": difference.path])
            } + lines(of: faults)
                + [say(.backupUnsound, ["count": "\(differences.count + faults.count)"])],
            json: .object([
                "sound": .boolean(false), "practice": .optional(report?.practice),
                "faults": .array(
                    differences.map { .object(["kind": .string($0.kind.rawValue), "place": .string($0.path)]) }
                        + faults.map { .object(["kind": .string($0.kind.rawValue), "place": .string($0.place)]) }),
            ]), remarks: [say(.integrityKeepHint)], status: .integrity)
    }
}

/// How long ago a good backup may lie before it is said.
extension CommandContext {
    static let oldestBackupDays: Int64 = 7

    /// What is fragile about backups; nil where the last one is recent and was whole.
    func backupRisk(_ last: CataloguedBackup?, in practice: OpenPractice) throws -> String? {
        guard let last else { return say(practice.room.wasRestored ? .backupRiskNoneSince : .backupRiskNone) }
        if last.isAhead(of: .now) {
            return say(.backupRiskAhead, ["time": try times(practice).table(last.line.at.date)])
        }
        let days = (UTCTime.now.secondsSince1970 - last.line.at.secondsSince1970) / 86_400
        // However recent it is: a copy of faults must not make anybody forget them.
        if let faults = last.line.faults, faults > 0 {
            return say(
                days < Self.oldestBackupDays ? .backupRiskFaults : .backupRiskOldFaults,
                ["days": "\(days)", "count": "\(faults)"])
        }
        return days < Self.oldestBackupDays ? nil : say(.backupRiskOld, ["days": "\(days)"])
    }
}

extension CommandContext {
    /// The passphrase that opens a backup. Of a file that is not there it is not asked.
    func backupSecret(of file: String, inFile path: String?) throws -> SecretBytes {
        guard FileManager.default.fileExists(atPath: file) else { throw FileFault.missing(file) }
        if let path { return try Self.secret(inFile: path) }
        try requireTerminal(or: "--backup-passphrase-file FILE / --identity-file FILE")
        return try ask(.backupPromptOpen)
    }
}
