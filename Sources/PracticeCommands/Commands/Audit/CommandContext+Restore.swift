import Counseling
import Practice
import RecordRoom

extension CommandContext {
    /// The acting person's identity, unlocked, where nobody may enter the practice yet.
    func actingIdentity() throws -> UnlockedIdentity {
        let person = try actingShortName()
        try requireIdentity(person)
        if let unlocked { return unlocked }
        if let inAgent = try identityInAgent(person) { return inAgent }
        return try unlock(person)
    }

    /// Where the acting person looks at a restored folder.
    func restoreDesk() throws -> (UnlockedIdentity, RestoreDesk) {
        try requirePractice()
        let identity = try actingIdentity()
        return (identity, try OpenPractice.restoreDesk(folder, as: identity))
    }

    func name(_ person: Identifier<Person>, _ desk: RestoreDesk?) -> String {
        desk?.name(of: person)?.text ?? person.shortForm(characters: 8)
    }

    /// Why the person is not let in yet, with the names of those who signed.
    func epochFault(_ loss: EpochLoss, _ desk: RestoreDesk?) -> CommandFault {
        let last = loss.crossings.last
        let people = last.map { [$0.director] + ($0.custodian.map { [$0] } ?? []) } ?? []
        return CommandFault(
            .tryAgain, "epoch-waits", .restoreEpochWaits,
            [
                "epoch": "\(last?.epoch ?? 0)", "people": catalogue.list(people.map { name($0, desk) }),
                "count": "\(loss.entries)", "statements": "\(loss.statements)",
            ], hint: .restoreEpochWaitsHint, details: ["loss": Self.json(loss)])
    }

    /// By short name; by identifier where the practice's own does not open.
    static func names(of found: [ContradictingCheckpoint]) -> [String] {
        var names: [String] = []
        for one in found {
            let name = one.name?.text ?? one.person.shortForm(characters: 8)
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// A checkpoint in the file that is not of its log, of one who may have signed what is false.
    func tell(_ one: ContradictingCheckpoint) -> String {
        say(
            .integrityCheckpointPassed,
            ["person": Self.names(of: [one])[0], "count": "\(one.entries)", "epoch": "\(one.epoch)"])
    }

    /// Whose checkpoints in the restored file are not of its log.
    func lines(ofContradictingIn desk: RestoreDesk) -> [String] {
        desk.contradicting.map { one in
            say(
                .restoreContradicting,
                ["person": Self.names(of: [one])[0], "count": "\(one.entries)", "epoch": "\(one.epoch)"])
        }
    }

    // MARK: what is lost, in words

    func lines(of crossing: EpochCrossing, _ desk: RestoreDesk?, isConfirmed: Bool) -> [String] {
        var lines = [
            say(
                .restoreDeclared,
                [
                    "person": name(crossing.director, desk), "time": crossing.at.map { moment($0, at: desk) } ?? "?",
                    "epoch": "\(crossing.epoch)", "count": "\(crossing.restored.entries)",
                    "old": "\(crossing.restored.epoch)", "known": "\(crossing.known.entries)",
                    "other": "\(crossing.known.epoch)",
                ])
        ]
        if let reason = crossing.reason { lines.append(say(.restoreBecause, ["reason": say(Self.sentence(reason))])) }
        guard isConfirmed else { return lines }
        if let custodian = crossing.custodian {
            lines.append(say(.restoreConfirmedBy, ["person": name(custodian, desk)]))
        } else {
            lines.append(say(.restoreAlone, ["person": name(crossing.director, desk)]))
        }
        return lines
    }

    private static func sentence(_ reason: RestoreReason) -> Sentence {
        switch reason {
        case .disk: .restoreReasonDisk
        case .lost: .restoreReasonLost
        case .altered: .restoreReasonAltered
        case .mistake: .restoreReasonMistake
        case .rehearsal: .restoreReasonRehearsal
        }
    }

    /// - Parameter moment: a time as it is shown
    func lines(of file: RestoredFile, _ moment: (UTCTime) -> String) -> [String] {
        guard file.pins > 0 || file.known != file.restored else { return [say(.restoreNoPins)] }
        guard !file.isNothingLost else { return [say(.restoreNothingLost)] }
        var lines: [String] = []
        if file.entries > 0 {
            let count = "\(file.entries)"
            // Who never changed anything has seen no time.
            lines.append(
                file.latest.map { say(.restoreLost, ["count": count, "time": moment($0)]) }
                    ?? say(.waitingRestoreLost, ["count": count]))
        }
        if file.statements > 0 { lines.append(say(.restoreLostStatements, ["count": "\(file.statements)"])) }
        if file.unknownPins > 0 { lines.append(say(.restoreLostKeys)) }
        return lines
    }

    /// Whose memory on this computer goes beyond the restored file, and whose will still be told as a fault where this is declared.
    /// - Parameter known: up to where a declaration that was made before says that something was known; nil for one to be made now
    func lines(ofMissedIn file: RestoredFile, _ desk: RestoreDesk, declared known: LogPoint? = nil) -> [String] {
        var lines = file.missed.map { one in
            say(
                one.hasLostKeys ? .restoreMissedLostKeys : .restoreMissed,
                [
                    "person": name(one.person, desk), "seen": "\(one.seen.entries)", "epoch": "\(one.seen.epoch)",
                    "count": "\(one.entries)",
                ])
        }
        let uncovered = file.missed.filter { one in
            !one.isCovered || known.map { ($0.epoch, $0.entries) < (one.seen.epoch, one.seen.entries) } ?? false
        }
        if !uncovered.isEmpty {
            lines.append(say(.restoreUncovered, ["people": catalogue.list(uncovered.map { name($0.person, desk) })]))
        }
        return lines
    }

    func lines(of loss: EpochLoss, _ desk: RestoreDesk) -> [String] {
        guard !loss.isNothing else { return [say(.restoreOwnNothing)] }
        var lines = [
            say(
                loss.latest == nil ? .waitingRestoreOwn : .restoreOwn,
                [
                    "seen": "\(loss.seen.entries)", "epoch": "\(loss.seen.epoch)",
                    "time": loss.latest.map { moment($0, at: desk) } ?? "", "count": "\(loss.entries)",
                    "own": "\(loss.own)",
                ])
        ]
        if loss.statements > 0 { lines.append(say(.restoreLostStatements, ["count": "\(loss.statements)"])) }
        if loss.hasLostKeys { lines.append(say(.restoreLostKeys)) }
        if loss.isUnknownToSigners { lines.append(say(.restoreOwnUnknown)) }
        return lines
    }

    /// Each restore that verification came across: who signed it, when and for what loss, and what that is worth.
    func lines(ofCrossingsIn report: VerificationReport) -> [String] {
        func name(_ person: Identifier<Person>) -> String {
            report.shortNames[person]?.text ?? person.shortForm(characters: 8)
        }
        var lines = report.crossings.flatMap { crossing in
            let signed = [
                "person": name(crossing.director), "other": crossing.custodian.map(name) ?? "",
                "time": crossing.at.map { moment($0) } ?? "?", "count": "\(crossing.lost)",
            ]
            return [
                say(
                    .auditVerifyCrossing,
                    [
                        "epoch": "\(crossing.epoch)", "count": "\(crossing.restored.entries)",
                        "old": "\(crossing.restored.epoch)", "known": "\(crossing.known.entries)",
                        "other": "\(crossing.known.epoch)",
                    ]),
                say(crossing.custodian == nil ? .auditVerifyCrossingAlone : .auditVerifyCrossingSigned, signed),
            ]
        }
        if !report.crossings.isEmpty, !report.areOfficesJudged {
            if report.crossings.contains(where: { $0.custodian == nil }) {
                lines.append(say(.auditVerifyAloneUnjudged))
            }
            if report.notes > 0, !report.isSound { lines.append(say(.auditVerifyNoteUnjudged)) }
            lines.append(say(.auditVerifyUnjudged))
        }
        return lines
    }

    // MARK: as documents

    /// A restore as verification tells it.
    static func json(_ crossing: EpochCrossing, in report: VerificationReport) -> JSONValue {
        guard case .object(var members) = json(crossing) else { return json(crossing) }
        members["directorName"] = .optional(report.shortNames[crossing.director]?.text)
        members["custodianName"] = .optional(crossing.custodian.flatMap { report.shortNames[$0]?.text })
        members["lost"] = .count(crossing.lost)
        return .object(members)
    }

    static func json(_ point: LogPoint) -> JSONValue {
        .object([
            "epoch": .number(Int(point.epoch)), "entries": .count(point.entries),
            "treeRoot": .string(point.treeRoot),
        ])
    }

    static func json(_ crossing: EpochCrossing) -> JSONValue {
        .object([
            "epoch": .number(Int(crossing.epoch)), "restored": json(crossing.restored), "known": json(crossing.known),
            "at": .optional(crossing.at?.rfc3339), "reason": .optional(crossing.reason?.rawValue),
            "director": .string(crossing.director.hex), "custodian": .optional(crossing.custodian?.hex),
        ])
    }

    static func json(_ loss: EpochLoss) -> JSONValue {
        .object([
            "seen": json(loss.seen), "entries": .count(loss.entries), "own": .count(loss.own),
            "statements": .number(Int(loss.statements)), "until": .optional(loss.latest?.rfc3339),
            "isUnknownToSigners": .boolean(loss.isUnknownToSigners), "hasLostKeys": .boolean(loss.hasLostKeys),
            "crossings": .array(loss.crossings.map(json)),
        ])
    }

    static func json(_ file: RestoredFile) -> JSONValue {
        .object([
            "restored": json(file.restored), "known": json(file.known), "entries": .count(file.entries),
            "statements": .number(Int(file.statements)), "until": .optional(file.latest?.rfc3339),
            "pins": .number(file.pins), "unknownPins": .number(file.unknownPins),
            "nothingLost": .boolean(file.isNothingLost),
            "missed": .array(
                file.missed.map {
                    .object([
                        "person": .string($0.person.hex), "seen": json($0.seen), "entries": .count($0.entries),
                        "hasLostKeys": .boolean($0.hasLostKeys), "covered": .boolean($0.isCovered),
                    ])
                }),
        ])
    }

    /// Checkpoints kept elsewhere; what is much longer than one is none.
    func checkpoints(_ paths: [String]) throws -> [String] {
        try paths.map { path in
            let text = try proofText(path)
            do { _ = try SignedCheckpoint(text) } catch let fault as ProofFault {
                throw Self.fault(fault, path: path)
            }
            return text
        }
    }
}
