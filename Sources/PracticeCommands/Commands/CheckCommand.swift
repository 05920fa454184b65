import ArgumentParser
import Practice
import RecordRoom

/// Looks at what the records' safety rests on. Without an identity, this computer and the folder; with one named, the
/// practice's own weak points too.
struct CheckCommand: TacetCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "check", abstract: HelpLanguage.text(.helpCheck))
    }
    @OptionGroup var common: CommonOptions

    /// A line of the result: what was found, and what mends it.
    private struct Point {
        let code: String
        let isGood: Bool
        let text: String
        var mend = ""
    }

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requirePractice()
        try context.announce(.checkBefore)
        var points = Checkup(context.folder).findings().map { point($0, context) }
        if common.as != nil || context.environment["TACET_AS"] != nil {
            let practice = try context.open()
            let (standing, lastBackup) = try practice.room.visit(for: ReadingStatus.self, about: .practice) {
                (try $0.standing(), try $0.lastBackup())
            }
            try practice.room.leave()
            points += weakPoints(standing, isPinMissing: practice.room.isPinMissing, context)
            let risk = context.backupRisk(lastBackup)
            points.append(
                Point(code: "backup", isGood: risk == nil, text: risk ?? context.say(.backupRecent)))
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

    private func point(_ finding: CheckFinding, _ context: CommandContext) -> Point {
        func made(_ good: Sentence, _ bad: Sentence, mend: Sentence? = nil) -> Point {
            Point(
                code: finding.kind.rawValue, isGood: finding.isGood,
                text: context.say(finding.isGood ? good : bad, finding.values),
                mend: finding.isGood ? "" : mend.map { context.say($0, finding.values) } ?? "")
        }
        return switch finding.kind {
        case .swap: made(.checkSwapGood, .checkSwap)
        case .lockedMemory: made(.checkLockedMemoryGood, .checkLockedMemory)
        case .permissions: made(.checkPermissions, .faultOpenToOthers, mend: .faultOpenToOthersHint)
        case .identityPermissions, .stationKey:
            made(.checkPermissions, .faultOpenToOthers, mend: .faultOpenToOthersHint)
        case .diskSpace: made(.checkDiskSpace, .checkDiskFull)
        case .networkDrive: made(.checkLocalDrive, .faultNetworkDrive, mend: .faultNetworkDriveHint)
        case .practiceFile: made(.checkPracticeFile, .checkPracticeFileFault, mend: .integrityKeepHint)
        case .libraries: made(.checkLibraries, .checkLibraries)
        }
    }

    private func weakPoints(
        _ standing: PracticeStanding, isPinMissing: Bool, _ context: CommandContext
    ) -> [Point] {
        var points: [Point] = []
        if standing.custodians < 2 {
            points.append(
                Point(
                    code: "one-custodian", isGood: false, text: context.say(.statusOneCustodian),
                    mend: "tacet staff role add PERSON --role custodian"))
        }
        if standing.auditors == 0 {
            points.append(
                Point(
                    code: "no-auditor", isGood: false, text: context.say(.statusNoAuditor),
                    mend: "tacet staff role add PERSON --role auditor"))
        }
        if standing.owedGrants > 0 {
            points.append(
                Point(
                    code: "owed-grants", isGood: false,
                    text: context.say(.checkOwed, ["count": "\(standing.owedGrants)"])))
        }
        if isPinMissing {
            points.append(
                Point(
                    code: "no-pin", isGood: false, text: context.say(.integrityNoPin),
                    mend: context.say(.integrityNoPinHint)))
        }
        return points
    }
}
