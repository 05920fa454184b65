import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct StatusCommand: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "status", abstract: HelpLanguage.text(.helpStatus))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            // Before the look: an agent that was stopped is waited for, and meanwhile others could not write.
            let unlocked = AgentConnection.all(in: context.folder, knowing: context.kept.agent)
            context.look(in: practice)
            let dayAgo = try UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 - 86_400)
            let complaints = (try? practice.room.complaintsLook()) ?? []
            let (standing, notes, ending, reviews, spoiled, spoiledFiles, jots, last, asked) = try practice.room.visit(
                for: ReadingStatus.self, about: .practice, before: complaints
            ) {
                (
                    try $0.standing(), try $0.waitingNotes(writtenBefore: dayAgo),
                    try $0.fitnessEnding(withinDays: FitnessStanding.announcedDays), try $0.waitingReviews(),
                    try $0.spoiledThreads(), try $0.spoiledFiles(), try $0.waitingJots(),
                    (
                        backup: try $0.lastBackup(recentDays: CommandContext.oldestBackupDays),
                        rehearsal: try $0.lastRehearsal()
                    ),
                    (
                        recoveries: try $0.recoveryRequests(), disclosures: try $0.disclosures(),
                        consents: try $0.waitingConsents(), privateNotes: try $0.privateNotesLeft(),
                        steps: try $0.ownSteps(),
                        away: try $0.appointmentsWithoutCounselor(withinDays: TodayCommand.daysAhead)
                    )
                )
            }
            let confirmable = standing.pending.filter { change in
                change.signer != standing.own.id && !change.approvers.contains(standing.own.id)
            }
            let settings = try practice.room.settings()
            let times = try context.times(practice)
            let pairs = [
                (context.say(.headingPractice), settings.name), (context.say(.headingFolder), context.folder.path),
                (
                    context.say(.headingIdentity),
                    "\(standing.own.member.shortName.text) (\(context.roles(standing.own.member.roles)))"
                ),
                (
                    context.say(.headingUnlocked),
                    // One a line: a workstation may have a dozen unlocked.
                    unlocked.isEmpty
                        ? context.say(.statusLocked)
                        : unlocked.map { context.say(.statusUnlocked, context.arguments(of: $0, times)) }
                            .joined(separator: "\n")
                ),
                (context.say(.headingTimeZone), settings.timeZone), (context.say(.headingStaff), "\(standing.people)"),
                (context.say(.headingEntries), "\(standing.entries)"), (context.say(.headingRoot), standing.root),
                (context.say(.headingProgram), Program.version),
            ]
            var waiting =
                context.kept.crisis + context.waiting(notes) + context.tell(notes.unheld, to: standing.own.member)
            waiting += try context.tell(away: asked.away, withinDays: TodayCommand.daysAhead, in: practice)
            if !notes.fresh.isEmpty {
                waiting.append(context.say(.statusFresh, ["count": "\(notes.fresh.count)"]))
            }
            let drafts = context.unfinishedDrafts(practice)
            waiting += context.tellDrafts(drafts)
            if jots > 0 { waiting.append(context.say(.statusJots, ["count": "\(jots)"])) }
            let roles = standing.own.member.roles
            if !roles.isDisjoint(with: [.director, .custodian]) { waiting += context.vacancy(in: practice) }
            let mine = confirmable.filter {
                roles.contains(.custodian) || roles.contains(.committeeMember) && $0.committeeMayConfirm
            }
            let others = standing.pending.filter { change in !mine.contains { $0.statement == change.statement } }
            var awaited: [String] = []
            if roles.contains(.director), !others.isEmpty {
                let people = others.map(\.member.shortName.text).sorted()
                awaited.append(
                    context.say(
                        .statusAwaited, ["people": context.catalogue.list(people), "person": people.first ?? ""]))
            }
            if !mine.isEmpty {
                let people = mine.map(\.member.shortName.text).sorted()
                waiting.append(
                    context.say(
                        .statusConfirm,
                        [
                            "count": "\(mine.count)", "people": context.catalogue.list(people),
                            "person": people.first ?? "",
                        ]))
            }
            waiting += ending.flatMap { context.fitness($0.standing, of: $0.member?.shortName.text ?? "?") }
            waiting += context.waiting(reviews).map(\.text) + context.waiting(asked.consents).map(\.text)
            let (steps, stranded, areSound) = try context.complaintSteps(practice)
            let overdue = try context.overdue(steps, practice)
            waiting += context.complaintsUnsound(areSound) + context.complaintsStranded(stranded)
            waiting += context.complaintsOverdue(overdue)
            waiting += context.complaintsWaiting(steps, overdue)
            // break-glass
            waiting += try context.waitingGlass(practice).map(\.text)
            let recoveries = context.waiting(asked.recoveries, for: standing.own)
            let further =
                context.waiting(asked.steps)
                + (try context.tellDirectorProposed(standing.pending, standing.own, in: practice))
            waiting += further.map(\.text)
            let disclosures = context.waiting(asked.disclosures, for: standing.own)
            waiting += (recoveries + disclosures).map(\.text)
            // hand-over without the leaver
            let handovers = try context.waitingHandovers(practice)
            waiting += handovers.map(\.text)
            // retention
            let retention =
                try context.waitingRetention(practice, standing.own.member.roles)
                + context.waitingPrivateNotes(asked.privateNotes)
            waiting += retention.map(\.text)
            // who has not come in yet, for those who admit and confirm
            let notWelcomed = try practice.room.notWelcomed()
            if !roles.isDisjoint(with: [.director, .custodian]) { waiting += context.tell(notWelcomed: notWelcomed) }
            // keys on their way
            waiting += context.waiting(standing.ownOwed)
            // second device
            let devices = try context.devices(practice)
            waiting += devices.waiting.map(\.text)
            var risks: [String] = []
            if standing.custodians < 2 { risks.append(context.say(.statusOneCustodian)) }
            if let risk = context.cardRisk(
                of: standing.own.member, custodians: standing.custodians, elsewhere: devices.hasSeveral)
            {
                risks.append(risk)
            }
            if roles.contains(.director), let absent = try context.dutyAbsent(practice) {
                risks.append(context.catalogue.paragraph([absent, context.say(.crisisDutyNext)]))
            }
            if standing.auditors == 0 { risks.append(context.say(.statusNoAuditor)) }
            if spoiled > 0 {
                risks.append(
                    context.say(
                        .statusSpoiled, ["count": "\(spoiled)", "person": standing.own.member.shortName.text]))
            }
            if spoiledFiles > 0 {
                risks.append(
                    context.say(
                        .statusSpoiledFiles,
                        ["count": "\(spoiledFiles)", "person": standing.own.member.shortName.text]))
            }
            risks += context.unreadable(standing.unreadablePending, in: practice)
            if practice.room.isPinMissing { risks.append(context.say(.integrityNoPin)) }
            risks += try practice.room.contradictingCheckpoints().map(context.tell)
            if let risk = try context.backupRisk(last.backup, in: practice) { risks.append(risk) }
            if let risk = context.rehearsalRisk(
                last.rehearsal, custodians: standing.custodians, own: standing.own.member)
            {
                risks.append(risk)
            }
            let lines =
                KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth)
                + (waiting.isEmpty ? [context.say(.statusNothingWaits)] : waiting) + awaited + risks
            // What only a script reads costs half of what people wait for: it is made where it is asked for.
            guard common.json else { return Reply(lines: lines) }
            let backupFaults: JSONValue = last.backup.map { .number($0.line.faults ?? 0) } ?? .null
            return Reply(
                lines: lines,
                json: .object([
                    "practice": .string(settings.name), "folder": .string(context.folder.path),
                    "timeZone": .string(settings.timeZone), "language": .string(settings.language),
                    "acting": StaffCommand.json(standing.own, context), "staff": .number(standing.people),
                    "custodians": .number(standing.custodians), "auditors": .number(standing.auditors),
                    "waitingJots": .number(jots), "unfinishedDrafts": .number(drafts.count),
                    "unlocked": .array(unlocked.map { context.json(of: $0, times) }),
                    "pendingConfirmations": .number(standing.pending.count),
                    "unreadablePending": .array(standing.unreadablePending.map { .number(Int($0)) }),
                    "unsigned": .array(notes.unsigned.map { .string($0.hex) }),
                    "unsignedLately": .array(notes.fresh.map { .string($0.hex) }),
                    "returned": .array(notes.returned.map { .string($0.hex) }),
                    "submitted": .array(notes.submitted.map { .string($0.hex) }),
                    "withNobody": .array(notes.unheld.notes.map { .string($0.hex) }),
                    "toCosign": .array(notes.toCosign.map { .string($0.hex) }),
                    "fitnessEnding": .array(
                        ending.map {
                            .object([
                                "person": .string($0.person.hex), "shortName": .optional($0.member?.shortName.text),
                                "fitness": CommandContext.json($0.standing),
                            ])
                        }),
                    "reviews": CommandContext.json(reviews), "complaintSteps": context.json(steps, overdue: overdue),
                    "complaintsSound": .boolean(areSound),
                    "strandedComplaints": .array(stranded.map { .string($0.hex) }),
                    "spoiledThreads": .number(spoiled), "spoiledFiles": .number(spoiledFiles),
                    "lastBackup": .optional(last.backup.map { times.rfc3339($0.line.at.date) }),
                    "lastBackupFaults": backupFaults,
                    "lastRehearsal": .optional(last.rehearsal.map { times.rfc3339($0.date) }),
                    "waitingConsents": .array(asked.consents.map { .string($0.id.hex) }),
                    "appointmentsCounselorAway": .array(asked.away.map { .string($0.hex) }),
                    "waitingRecoveries": .array(recoveries.flatMap(\.ids).map { .string($0) }),
                    "waitingDisclosures": .array(disclosures.flatMap(\.ids).map { .string($0) }),
                    "owedGrants": .number(standing.owedGrants), "ownOwedGrants": .number(standing.ownOwed.count),
                    "notWelcomed": .array(notWelcomed.map { .string($0.id.hex) }),
                    "ownOwedGrantsFrom": .array(standing.ownOwed.holders.map { .string($0.member.shortName.text) }),
                    "entries": .count(standing.entries),
                    "root": .string(standing.root), "program": .string(Program.version),
                    "failedUnlocks": try failedUnlocks(standing.own.member.shortName, practice, context),
                    "breakGlass": try context.glassJSON(practice),
                    "handovers": CommandContext.json(handovers), "steps": .array(further.map(\.json)),
                    "devices": devices.json,
                    "retention": .array(retention.map(\.json)),
                    "crisis": try context.crisisJSON(practice), "risks": .array(risks.map { .string($0) }),
                ]))
        }
    }

    /// With `--json` they are told here; in text they were told when the identity was unlocked.
    private func failedUnlocks(
        _ person: ShortName, _ practice: OpenPractice, _ context: CommandContext
    ) throws -> JSONValue {
        let failed = FailedUnlocks(of: person, in: context.folder)
        guard common.json, let report = failed.report() else { return .object(["count": .number(0), "last": .null]) }
        let last = try context.times(practice).rfc3339(report.last.date)
        failed.forget()
        return .object(["count": .number(report.count), "last": .string(last)])
    }
}
