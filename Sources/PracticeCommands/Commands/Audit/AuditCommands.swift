import ArgumentParser
import Counseling
import Glibc
import Practice
import RecordRoom

struct AuditCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "audit", abstract: HelpLanguage.text(.helpAudit),
            subcommands: [
                AuditLog.self, AuditVerify.self, AuditCheckpoint.self,

                // witnesses, letters
                AuditWitness.self, AuditProve.self, AuditLetter.self,
            ])
    }
}

struct AuditLog: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "log", abstract: HelpLanguage.text(.helpAuditLog))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionSubject)) var subject: String?
    @Option(help: .text(.optionActor)) var actor: String?
    @Option(help: .text(.optionSince)) var since: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let (moment, day) = (since.flatMap { UTCTime(rfc3339: $0) }, since.flatMap { CalendarDate($0) })
        guard since == nil || moment != nil || day != nil else {
            throw CounselingError.field("since", .malformed(.date))
        }
        return try context.inPractice { practice in
            let person = try actor.map { try context.person($0, in: practice).id }
            let wanted = try subject.map { try context.subject($0, in: practice) }
            let times = try context.times(practice)
            // A day is the practice's, as the times that are shown are.
            let from = try moment ?? day.map { try times.startOfDay($0) }
            let entries = try practice.room.visit(for: ReadingAudit.self, about: .practice) {
                try $0.entries(subject: wanted, actor: person, since: from)
            }
            // A time that is cut, and what identifies a row, would be of no use.
            let columns: [(heading: Sentence, isElastic: Bool)] = [
                (.headingNumber, false), (.headingTime, false), (.headingActor, true), (.headingAction, true),
                (.headingSubject, false), (.headingOutcome, true),
            ]
            let table = Table(
                columns: columns.map { Table.Column(heading: context.say($0.heading), isElastic: $0.isElastic) },
                rows: entries.map { entry in
                    let details = entry.details
                    let outcome: Sentence =
                        details?.outcome == "denied"
                        ? .valueDenied : details?.outcome == "failed" ? .valueFailed : .valueAllowed
                    return [
                        entry.number, details.map { times.table($0.time.date) } ?? "",
                        entry.member?.shortName.text ?? "",
                        details.map { ActionWords.text($0.action, context.catalogue.language) }
                            ?? (entry.isReadable ? "" : context.say(.auditLogUnreadable)),
                        details?.subject.flatMap { try? Identifier<Client>(hex: $0).shortForm(characters: 4) } ?? "",
                        details == nil ? "" : context.say(outcome) + why(details?.rule, context),
                    ]
                })
            let unreadable = entries.count { !$0.isReadable }
            return Reply(
                lines: table.lines(width: context.terminal.layoutWidth),
                json: .object([
                    "unreadable": .number(unreadable),
                    "entries": .array(
                        entries.map { entry in
                            .object([
                                "epoch": .number(Int(entry.epoch)), "position": .count(entry.position),
                                "actor": .string(entry.actor.hex),
                                "actorName": .optional(entry.member?.shortName.text), "changes": .number(entry.changes),
                                "readable": .boolean(entry.isReadable),
                                "time": .optional(entry.details.map { times.rfc3339($0.time.date) }),
                                "action": .optional(entry.details?.action.rawValue),
                                "role": .optional(entry.details?.role?.rawValue),
                                "subject": .optional(entry.details?.subject),
                                "outcome": .optional(entry.details?.outcome), "rule": .optional(entry.details?.rule),
                                "scope": .array((entry.details?.scope ?? []).map { .string($0) }),
                                "clockWas": .optional(entry.details?.clockWas.map { times.rfc3339($0.date) }),
                            ])
                        }),
                ]),
                remarks: [
                    context.say(entries.isEmpty ? .auditLogEmpty : .auditLogCount, ["count": "\(entries.count)"]),
                    unreadable == 0 ? "" : context.say(.auditLogUnreadableCount, ["count": "\(unreadable)"]),
                ], status: unreadable == 0 ? .done : .integrity, layout: .list)
        }
    }
}

extension AuditLog {
    /// Why something was refused, in the words in which whoever did it was told.
    private func why(_ rule: String?, _ context: CommandContext) -> String {
        guard let rule else { return "" }
        guard let known = PolicyRule(rawValue: rule) else { return " (\(rule))" }
        let told = FaultText.denied(known, context.catalogue)
        return " (\(context.say(told.sentence, told.arguments)))"
    }
}

struct AuditVerify: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "verify", abstract: HelpLanguage.text(.helpAuditVerify),
            discussion: HelpLanguage.text(.helpAuditVerifyMore))
    }
    @OptionGroup var common: CommonOptions
    @Flag(help: .text(.optionDeep)) var deep = false
    @Option(help: .text(.optionAgainst, valueName: "file")) var against: String?
    @Option(help: .text(.optionWitnessKey, valueName: "key")) var witnessKey: [String] = []

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requireWitnessKeys(witnessKey, on: against == nil ? "--against FILE" : nil, of: "audit verify")
        try context.requirePractice()
        guard let against else { return try verified(context, nil) }
        // Who cosigned is judged first: a signature that does not hold makes the file worthless.
        let checkpoint: SignedCheckpoint
        do { checkpoint = try SignedCheckpoint(try note(in: against), witnessKeys: witnessKey) } catch let fault
            as ProofFault
        {
            throw CommandContext.fault(fault, path: against)
        }
        return context.adding(checkpoint, to: try againstCheckpoint(context, checkpoint)) { context.moment($0) }
    }

    private func againstCheckpoint(_ context: CommandContext, _ checkpoint: SignedCheckpoint) throws -> Reply {
        do { return try verified(context, checkpoint) } catch RoomError.unusableFile(.notOurs) where against != nil {
            throw notCheckpoint
        }
    }

    private var notCheckpoint: CommandFault {
        CommandFault(
            .badInput, "not-a-checkpoint", .faultNotCheckpoint, ["path": against ?? ""], hint: .faultNotCheckpointHint)
    }

    /// A checkpoint kept elsewhere; what is much longer than one is none.
    private func note(in path: String) throws -> String {
        do {
            return try NoteCommand.text(try WholeFile.read(path, limit: 65_536, waiting: true))
        } catch FileFault.unreadable(_, EFBIG) {
            throw notCheckpoint
        }
    }

    private func verified(_ context: CommandContext, _ kept: SignedCheckpoint?) throws -> Reply {
        let notes = try against.map { [try note(in: $0)] } ?? []
        // Without any passphrase; with an identity named, duties and what its keys open are verified too.
        let named = common.as != nil || (deep && context.environment["TACET_AS"] != nil)
        guard named else {
            let report = try watching(context) {
                try OpenPractice.verify(context.folder, depth: deep ? .deep : .rows, notes: notes, progress: $0)
            }
            return reply(report, context, kept)
        }
        do {
            return try context.inPractice(goingOnUntold: true, settling: false) { practice in
                let report = try watching(context) { progress in
                    try practice.room.visit(for: VerifyingAudit.self, about: .practice) {
                        try $0.verify(deep ? .deep : .rows, notes: notes, progress: progress)
                    }
                }
                return reply(report, context, kept)
            }
        } catch {
            // Where the alteration keeps this identity out, it is found all the same, without a key but to judge duties.
            let fault = FaultText(error, context.catalogue)
            guard fault.status == .integrity else { throw error }
            let identity = context.kept.identity ?? context.unlocked
            var report = try watching(context) {
                try OpenPractice.verify(
                    context.folder, depth: .deep, notes: notes, judgingAs: identity, progress: $0)
            }
            // A rule about duties or confirmations is broken, which without a key nobody can judge.
            if report.isSound {
                switch error {
                case RoomError.brokenStatement(let position, _): report.add(.membershipBroken, at: position)
                case RoomError.brokenEntry(let place): report.add(.entrySignature, at: place)
                default: break
                }
            }
            // Somebody of another practice learns nothing here of this one's rows.
            let saysOnlyThat = report.faults.allSatisfy { $0.kind == .otherPractice }
            if saysOnlyThat, error as? RoomError == .otherPractice { throw error }
            return refused(
                fault, reply(report, context, kept, isDeep: true, isRefused: true), isNamed: !report.isSound, context)
        }
    }

    /// What was verified without whoever asked, and why they were kept out.
    private func refused(_ fault: FaultText, _ reply: Reply, isNamed: Bool, _ context: CommandContext) -> Reply {
        var reply = reply
        let told = isNamed ? [fault.message] : [fault.message, fault.hint, context.say(.auditVerifyRefused)]
        reply.remarks = told.filter { !$0.isEmpty } + reply.remarks
        reply.status = .integrity
        if case .object(var members) = reply.json {
            members["sound"] = .boolean(false)
            members["refused"] = .object(["code": .string(fault.code), "message": .string(fault.message)])
            reply.json = .object(members)
        }
        return reply
    }

    /// Says what will be verified and, where it takes long, how far it has come.
    private func watching(
        _ context: CommandContext, _ work: (@escaping (VerificationProgress) -> Void) throws -> VerificationReport
    ) throws -> VerificationReport {
        let line = ProgressLine(on: context.terminal) {
            context.say(.auditVerifyProgress, ["percent": $0, "seconds": $1])
        }
        defer { line.end() }
        return try work { progress in
            if progress.fraction == 0 {
                try? context.announce(.auditVerifyBefore, ["count": "\(progress.entries)"])
            } else if !context.options.json {
                line.show(progress.fraction)
            }
        }
    }

    private func reply(
        _ report: VerificationReport, _ context: CommandContext, _ kept: SignedCheckpoint?, isDeep: Bool? = nil,
        isRefused: Bool = false
    ) -> Reply {
        let numbers = ["count": "\(report.entries)", "rows": "\(report.rows)"]
        var lines = [
            context.say(
                .auditVerifyRoot,
                [
                    "practice": report.practice, "root": report.root, "count": "\(report.entries)",
                    "tree": report.treeRoot,
                ])
        ]
        if report.isSound, isRefused {
            // Something is wrong that could not be found without whoever asks: nothing here says that all is well.
        } else if report.isSound {
            lines.append(context.say(report.checkpoints > 0 ? .auditVerifyGood : .auditVerifyUnsigned, numbers))
            lines.append(isDeep ?? deep ? context.say(.auditVerifyGoodDeep, numbers) : context.say(.auditVerifyShallow))
            // One that a restore lost in part is told as that.
            if let kept, !report.explained.contains(where: { $0.person == nil }) {
                lines.append(
                    context.say(.auditVerifyKept, ["count": "\(kept.size)", "epoch": "\(kept.epoch)"]))
            }
        } else {
            lines += context.lines(of: report.faults)
            if let kept, kept.practice != report.practice { lines.append(context.say(.auditVerifyOtherPractice)) }
            lines += report.wrongCheckpoints.map { one in
                context.say(
                    one.isSigned ? .auditVerifyCheckpointSigned : .auditVerifyCheckpointNamed,
                    [
                        "person": report.shortNames[one.person]?.text ?? one.person.shortForm(characters: 8),
                        "count": "\(one.entries)", "epoch": "\(one.epoch)",
                    ])
            }
            lines += context.lines(of: report.loggedLast, in: report)
            lines.append(context.say(.auditVerifyFaults, ["count": "\(report.faults.count)"]))
        }
        lines += context.lines(ofCrossingsIn: report)
        lines += report.explained.flatMap { loss in
            [
                context.say(
                    .auditVerifyExplained, ["count": "\(loss.seen.entries)", "epoch": "\(loss.seen.epoch)"])
            ] + (loss.hasLostKeys ? [context.say(.restoreLostKeys)] : [])
        }
        lines += context.lines(of: report.remarks)
        let wrongCheckpoints: [JSONValue] = report.wrongCheckpoints.map {
            .object([
                "person": .string($0.person.hex), "shortName": .optional(report.shortNames[$0.person]?.text),
                "epoch": .number(Int($0.epoch)), "entries": .count($0.entries), "signed": .boolean($0.isSigned),
            ])
        }
        return Reply(
            lines: lines,
            json: .object([
                "crossings": .array(report.crossings.map { CommandContext.json($0, in: report) }),
                "officesJudged": .boolean(report.areOfficesJudged),
                "explained": .array(
                    report.explained.map {
                        .object([
                            "seen": CommandContext.json($0.seen), "person": .optional($0.person?.hex),
                            "hasLostKeys": .boolean($0.hasLostKeys),
                        ])
                    }),
                "sound": .boolean(report.isSound), "practice": .string(report.practice), "root": .string(report.root),
                "epoch": .number(Int(report.epoch)), "entries": .count(report.entries),
                "rows": .number(report.rows), "disposals": .number(report.disposals),
                "treeRoot": .string(report.treeRoot), "checkpoints": .number(report.checkpoints),
                "recordsOpened": .number(report.recordsOpened), "pins": .number(report.pins),
                "checkpointsKeptElsewhere": .number(report.notes),
                "faults": .array(
                    report.faults.map { .object(["kind": .string($0.kind.rawValue), "place": .string($0.place)]) }),
                "remarks": CommandContext.json(report.remarks), "wrongCheckpoints": .array(wrongCheckpoints),
                "loggedLast": .array(
                    report.loggedLast.map {
                        .object([
                            "row": .string($0.row), "entry": .string($0.entry), "signer": .string($0.signer.hex),
                            "isWorkstation": .boolean($0.isWorkstation),
                            "shortName": .optional(report.shortNames[$0.signer]?.text),
                        ])
                    }),
            ]),
            remarks: report.isSound
                ? []
                : [
                    context.say(
                        report.whatToDo(isRestored: OpenPractice.isRestored(context.folder, epoch: report.epoch)))
                ],
            status: report.isSound ? .done : .integrity)
    }
}

struct AuditCheckpoint: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "checkpoint", abstract: HelpLanguage.text(.helpAuditCheckpoint))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionOut, valueName: "file")) var out: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let out = context.file(self.out)
        return try context.inPractice { practice in
            let made = try practice.room.visit(for: WritingCheckpoint.self, about: .practice) { try $0.checkpoint() }
            if let out { try WholeFile.write(Array(made.note.utf8), to: out, mode: 0o644, replacing: false) }
            return Reply(
                lines: out == nil
                    ? made.note.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
                    : [],
                json: .object(["note": .string(made.note), "verifierKey": .string(made.verifierKey)]),
                remarks: (out.map { [context.say(.auditCheckpointWritten, ["path": $0])] } ?? [])
                    + [context.say(.auditCheckpointNext), context.say(.auditCheckpointKey), made.verifierKey],
                layout: .exact)
        }
    }
}
