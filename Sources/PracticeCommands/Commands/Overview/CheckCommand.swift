import ArgumentParser
import Counseling
import Practice
import RecordRoom

/// Looks at what the records' safety rests on. Without an identity, this computer and the folder; with one named, the
/// practice's own weak points too.
struct CheckCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "check", abstract: HelpLanguage.text(.helpCheck))
    }
    @OptionGroup var common: CommonOptions
    @Flag(help: .text(.optionClockIsRight)) var clockIsRight = false

    /// A line of the result: what was found, and what mends it.
    private struct Point {
        let code: String
        let isGood: Bool
        let text: String
        var mend = ""
    }

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requirePractice()
        if clockIsRight { return try context.setClockRight() }
        try context.announce(.checkBefore)
        var points = Checkup(context.folder).findings().map { point($0, context) }
        if common.as != nil || context.environment["TACET_AS"] != nil {
            do { points += try ofPractice(context) } catch {
                guard let fault = listed(error, context) else { throw error }
                if !points.contains(where: { !$0.isGood && $0.text.contains(fault.text) }) { points.append(fault) }
            }
        }
        let faults = points.filter { !$0.isGood }
        var lines = points.map { point in
            let sign = context.say(point.isGood ? .valueInOrder : .valueFault)
            return "[\(sign)] \(point.text)" + (point.mend.isEmpty ? "" : "\n    " + point.mend)
        }
        lines.append(context.say(faults.isEmpty ? .checkGood : .checkFaults, ["count": "\(faults.count)"]))
        return Reply(
            lines: lines,
            json: .object([
                "inOrder": .boolean(faults.isEmpty),
                "points": .array(
                    points.map {
                        .object([
                            "code": .string($0.code), "inOrder": .boolean($0.isGood), "finding": .string($0.text),
                            "mend": .string($0.mend),
                        ])
                    }),
            ]), status: faults.isEmpty ? .done : .configuration)
    }

    /// What keeps the practice from being looked at is one more finding, and hides no other; nil for what is wrong with the command itself.
    private func listed(_ error: any Error, _ context: CommandContext) -> Point? {
        let fault = FaultText(error, context.catalogue)
        let isOfPractice = error is RoomError || fault.status == .storeUnavailable
        guard isOfPractice, [.integrity, .storeUnavailable, .inputOutput, .configuration].contains(fault.status) else {
            return nil
        }
        return Point(code: fault.code, isGood: false, text: fault.message, mend: fault.hint)
    }

    /// What is known of the practice itself to somebody who works there.
    private func ofPractice(_ context: CommandContext) throws -> [Point] {
        var points: [Point] = []
        let practice = try context.open()
        let (weak, lastBackup, lastRehearsal) = try practice.room.visit(for: ReadingStatus.self, about: .practice) {
            (
                try $0.weakPoints(), try $0.lastBackup(recentDays: CommandContext.oldestBackupDays),
                try $0.lastRehearsal()
            )
        }
        let own = try practice.room.ownEntry().member
        // second device
        let devices = try context.devices(practice)
        points += devices.lost.map { Point(code: "device-lost", isGood: false, text: $0.text, mend: $0.mend) }
        let contradicting = try practice.room.contradictingCheckpoints()
        if let absent = try context.dutyAbsent(practice) {
            points.append(Point(code: "duty-list", isGood: false, text: absent, mend: "tacet crisis duty --from -"))
        }
        try practice.room.leave()
        // Who is neither has no card.
        if weak.custodians < 2, !own.roles.isDisjoint(with: [.director, .custodian]) {
            let risk = context.cardRisk(
                of: own, custodians: weak.custodians, elsewhere: devices.hasSeveral)
            points.append(
                Point(
                    code: "recovery-card", isGood: risk == nil, text: risk ?? context.say(.recoveryCardKnown),
                    mend: risk == nil ? "" : "tacet recovery make-card --as \(own.shortName.text)"))
        }
        points += weakPoints(weak, isPinMissing: practice.room.isPinMissing, of: own, context)
        points += contradicting.map {
            Point(
                code: "false-checkpoint", isGood: false, text: context.tell($0), mend: "tacet audit verify --deep")
        }
        let risk = try context.backupRisk(lastBackup, in: practice)
        points.append(
            Point(code: "backup", isGood: risk == nil, text: risk ?? context.say(.backupRecent)))
        if weak.custodians >= 2 {
            let risk = context.rehearsalRisk(lastRehearsal, custodians: weak.custodians, own: own)
            points.append(
                Point(code: "rehearsal", isGood: risk == nil, text: risk ?? context.say(.recoveryRehearsalRecent)))
        }
        return points
    }

    private func practiceFile(_ finding: CheckFinding, _ context: CommandContext) -> Point {
        guard let error = finding.fault else {
            return Point(
                code: finding.kind.rawValue, isGood: true, text: context.say(.checkPracticeFile, finding.values))
        }
        let fault = FaultText(error, context.catalogue)
        return Point(
            code: finding.kind.rawValue, isGood: false,
            text: context.catalogue.paragraph([context.say(.checkPracticeFileFault, finding.values), fault.message]),
            mend: fault.hint)
    }

    private func point(_ finding: CheckFinding, _ context: CommandContext) -> Point {
        func made(
            _ good: Sentence, _ bad: Sentence, mend: Sentence? = nil, _ more: [String: String] = [:]
        ) -> Point {
            Point(
                code: finding.kind.rawValue, isGood: finding.isGood,
                text: context.say(finding.isGood ? good : bad, finding.values.merging(more) { $1 }),
                mend: finding.isGood ? "" : mend.map { context.say($0, finding.values) } ?? "")
        }
        return switch finding.kind {
        case .swap: made(.checkSwapGood, .checkSwap)
        case .lockedMemory: made(.checkLockedMemoryGood, .checkLockedMemory)
        case .permissions: made(.checkPermissions, .faultOpenToOthers, mend: .faultOpenToOthersHint)
        case .identityPermissions, .stationKey:
            made(.checkPermissions, .faultOpenToOthers, mend: .faultOpenToOthersHint)
        case .forbidden:
            made(.checkPracticeFile, .faultPracticeForbidden, mend: .faultPracticeForbiddenHint)
        case .clock:
            made(
                .checkClock, .checkClockBehind, mend: .checkClockHint,
                ["span": Self.span(minutes: Int(finding.values["minutes"] ?? "") ?? 0, context)])
        case .diskSpace: made(.checkDiskSpace, .checkDiskFull)
        case .reserve: made(.checkReserve, .checkNoReserve, mend: .checkNoReserveHint)
        case .pinDamaged: made(.checkPinDamaged, .checkPinDamaged, mend: .integrityPinDamagedHint)
        case .recoveryFile: made(.checkRecoveryFile, .checkRecoveryFile, mend: .checkRecoveryFileHint)
        case .networkDrive: made(.checkLocalDrive, .faultNetworkDrive, mend: .faultNetworkDriveHint)
        case .readOnlyDisk: made(.checkPracticeFile, .faultReadOnlyDisk, mend: .faultReadOnlyDiskHint)
        case .practiceFile: practiceFile(finding, context)
        case .memoryPlace: made(.checkMemoryPlace, .editorNoMemory)
        case .memoryLeftovers: made(.checkNoLeftovers, .checkLeftovers, mend: .checkLeftoversHint)
        case .stateFolder:
            Point(
                code: finding.kind.rawValue, isGood: false,
                text: context.say(
                    .faultStateFolder,
                    [
                        "path": finding.values["path"] ?? "",
                        "reason": SystemReason.text(Int32(finding.values["number"] ?? "") ?? 0, context.catalogue),
                    ]), mend: context.say(.faultStateFolderHint))
        case .otherPractice: made(.checkOtherPractice, .checkOtherPractice, mend: .checkOtherPracticeHint)
        case .libraries: made(.checkLibraries, .checkLibraries)
        }
    }

    /// How long something is, in the unit in which it is a small number.
    private static func span(minutes: Int, _ context: CommandContext) -> String {
        let hours = (minutes + 30) / 60
        return switch minutes {
        case ..<120: context.say(.checkSpanMinutes, ["count": "\(minutes)"])
        case ..<2880: context.say(.checkSpanHours, ["count": "\(hours)"])
        default: context.say(.checkSpanDays, ["count": "\((hours + 12) / 24)"])
        }
    }

    /// Each with the command that mends it; what mends itself has none.
    private func weakPoints(
        _ weak: WeakPoints, isPinMissing: Bool, of own: StaffMember, _ context: CommandContext
    ) -> [Point] {
        // Roles are the director's to give.
        let gives: Sentence = own.roles.contains(.director) ? .checkRoleAdd : .checkRoleAsk
        func role(_ role: String) -> String { context.say(gives, ["role": role]) }
        let all: [(code: String, isWeak: Bool, sentence: Sentence, count: Int, mend: String)] = [
            (
                "no-successor", !weak.irreplaceable.isEmpty, .checkNoSuccessor, 0,
                // Somebody alone has nobody to name.
                weak.people > 1
                    ? role("director")
                    : "tacet recovery make-card --as \(weak.irreplaceable.first?.shortName.text ?? "")"
            ),
            ("one-director", weak.directors < 2, .checkOneDirector, weak.directors, role("director")),
            ("one-custodian", weak.custodians < 2, .statusOneCustodian, weak.custodians, role("custodian")),
            ("no-auditor", weak.auditors == 0, .statusNoAuditor, 0, role("auditor")),
            ("one-supervisor", weak.supervisors < 2, .checkOneSupervisor, weak.supervisors, role("supervisor")),
            ("small-committee", weak.committee < 3, .checkSmallCommittee, weak.committee, role("committee-member")),
            ("owed-grants", weak.owedGrants > 0, .checkOwed, weak.owedGrants, ""),
            ("missing-shares", weak.withoutShares > 0, .checkMissingShares, weak.withoutShares, ""),
            ("no-pin", isPinMissing, .integrityNoPin, 0, context.say(.integrityNoPinHint)),
        ]
        let people = context.catalogue.list(weak.irreplaceable.map(\.shortName.text))
        return all.filter(\.isWeak).map { point in
            Point(
                code: point.code, isGood: false,
                text: context.say(
                    point.sentence, ["count": "\(point.count)", "people": people]),
                mend: point.mend)
        }
    }
}
