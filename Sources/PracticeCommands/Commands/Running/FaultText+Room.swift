import Counseling
import Foundation
import Practice
import RecordRoom

extension FaultText {
    /// What the door says: about the practice file, the log, keys and memberships.
    static func fault(_ error: RoomError, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case .denied(let rule): denied(rule, catalogue)
        case .crisisKeyOwed:
            CommandFault(.notAllowed, "no-key", .disposalNeedsCrisis, hint: .disposalNeedsCrisisHint)
        case .noKey: CommandFault(.notAllowed, "no-key", .faultNoKey, hint: .faultNoKeyHint)
        case .notAdmitted, .notWelcomed:
            CommandFault(
                .notAllowed, "not-admitted", .faultNotAdmitted, hint: .faultNotAdmittedHint,
                ["person": catalogue.typed("NAME")])
        case .otherPractice:
            CommandFault(.integrity, "other-practice", .faultOtherPractice, hint: .faultOtherPracticeHint)
        case .wrongPassphrase: CommandFault(.notAllowed, "locked", .faultPassphrase, hint: .faultPassphraseHint)
        case .unusableFile(.forSomeoneElse): CommandFault(.badInput, "for-someone-else", .ruleOwnWelcome)
        case .unusableFile(.otherName):
            CommandFault(.badInput, "for-someone-else", .faultOtherName, hint: .faultOtherNameHint)
        case .unusableFile(.workFactor):
            field("work-factor", .faultReasonChoice, catalogue, ["choices": catalogue.list(["17", "18", "19", "20"])])
        case .unusableFile: CommandFault(.badInput, "unusable-file", .faultUnusableFile)
        case .notFound(.disposal):
            CommandFault(.notFound, "not-found", .disposalNotDone, hint: .disposalNotDoneHint)
        case .notFound(.appointment): Self.nothingThere(listedBy: "tacet appointment list")
        case .notFound(.consent): Self.nothingThere(listedBy: "tacet consent list CLIENT")
        case .notFound: CommandFault(.notFound, "not-found", .faultNothingThere, hint: .faultNotFoundHint)
        case .counseling(let error): fault(error, catalogue)
        case .appointment(let error): fault(error, catalogue)
        case .casesLeft(let cases):
            CommandFault(
                .tryAgain, "cases-left", .departLeft,
                [
                    "cases": catalogue.list(
                        cases.map {
                            $0.shortForm(
                                characters: max(
                                    Identifier.charactersNeeded(among: cases), Identifier<CounselingCase>.shortestForm))
                        })
                ], hint: .departLeftHint)
        case .altered: CommandFault(.integrity, "altered", .integrityUnreadable, hint: .integrityKeepHint)
        case .brokenStatement(let position, let signer):
            CommandFault(
                .integrity, "altered", .integrityStatement,
                ["position": "\(position)", "person": signer.shortForm(characters: 8)], hint: .integrityStatementHint)
        case .unreadableProfile(let position):
            CommandFault(
                .integrity, "altered", .integrityProfile, ["position": "\(position)"], hint: .integrityStatementHint)
        case .unreadableSettings(let place):
            CommandFault(
                .integrity, "altered", .integritySettings, ["place": place], hint: .integritySettingsHint)
        case .unreadableRecord(let place):
            CommandFault(
                .integrity, "altered", .integrityRecord, ["place": place], hint: .integrityRecordHint)
        case .settingsInOrder: CommandFault(.cannotCreate, "already-there", .faultSettingsThere)
        case .brokenEntry(let place):
            CommandFault(.integrity, "altered", .integrityEntry, ["place": place], hint: .integrityKeepHint)
        case .rolledBack(.shorter(let seen, let found, let epoch)):
            // What stands before a restore is counted by itself; 'status' counts all of it.
            CommandFault(
                .integrity, "rolled-back", epoch > 1 ? .integrityRolledBackEpoch : .integrityRolledBack,
                ["seen": "\(seen)", "found": "\(found)", "epoch": "\(epoch)"], hint: .integrityRolledBackHint)
        case .rolledBack(.forked(let place)):
            CommandFault(.integrity, "forked", .integrityForked, ["number": "\(place)"], hint: .integrityRolledBackHint)
        // epochs
        case .rolledBack(.epoch(let seen, let found)) where seen < found:
            CommandFault(
                .integrity, "rolled-back", .restoreForgedEpoch, ["found": "\(found)"], hint: .integrityKeepHint)
        case .rolledBack(.epoch(let seen, let found)):
            CommandFault(
                .integrity, "rolled-back", .restoreOldFolder, ["seen": "\(seen)", "found": "\(found)"],
                hint: .restoreOldFolderHint)
        case .epochWaits(let loss):
            CommandFault(
                .tryAgain, "epoch-waits", .restoreEpochWaits,
                [
                    "epoch": "\(loss.crossings.last?.epoch ?? 0)",
                    "people": catalogue.list(
                        loss.crossings.last.map { [$0.director] + ($0.custodian.map { [$0] } ?? []) }?
                            .map { $0.shortForm(characters: 8) } ?? []),
                    "count": "\(loss.entries)", "statements": "\(loss.statements)",
                ], hint: .restoreEpochWaitsHint)
        case .proposalOutdated:
            CommandFault(.tryAgain, "proposal-outdated", .restoreOutdated, hint: .restoreOutdatedHint)
        case .moreIsKnown(let point):
            CommandFault(
                .tryAgain, "more-is-known", .restoreMoreKnown,
                ["count": "\(point.entries)", "epoch": "\(point.epoch)"], hint: .restoreOutdatedHint)
        case .nothingToAccept:
            CommandFault(.notFound, "nothing-to-accept", .restoreNothingWaits, hint: .restoreNothingWaitsHint)
        case .restoreWaits: CommandFault(.tryAgain, "restore-waits", .restoreWaits, hint: .restoreWaitsHint)
        case .rolledBack:
            CommandFault(.integrity, "rolled-back", .integrityOtherHistory, hint: .integrityRolledBackHint)
        case .clockWentBack(let seconds): clockWentBack(by: seconds, catalogue)
        case .busy: CommandFault(.tryAgain, "busy", .faultBusy, hint: .faultBusyHint)
        case .diskFull: CommandFault(.inputOutput, "disk-full", .faultDiskFull, hint: .faultDiskFullHint)
        case .practiceMissing:
            CommandFault(.storeUnavailable, "no-practice", .faultNoPractice, ["path": "."], hint: .faultNoPracticeHint)
        case .practiceExists:
            CommandFault(
                .cannotCreate, "practice-exists", .faultPracticeExists, ["path": "."], hint: .faultPracticeExistsHint)
        case .forbidden:
            forbidden(catalogue)
        case .networkDrive:
            CommandFault(
                .configuration, "network-drive", .faultNetworkDrive, ["path": "."],
                hint: .faultNetworkDriveHint)
        case .notAPractice:
            notAPractice(catalogue)
        case .alteredSchema:
            CommandFault(.integrity, "altered-schema", .integritySchema, hint: .integrityKeepHint)
        case .damaged(let code):
            CommandFault(
                .integrity, "damaged", .integrityDamaged, hint: .integrityDamagedHint,
                details: ["number": .number(Int(code))])
        case .inputOutput(let code):
            CommandFault(
                .inputOutput, "io", .faultInputOutput, hint: .faultInputOutputHint,
                details: ["number": .number(Int(code))])
        case .stateUnusable(let folder, let code):
            CommandFault(
                .inputOutput, "io", .faultStateFolder, path: folder, system: code, catalogue,
                hint: .faultStateFolderHint)
        case .unsafeSettings(let setting):
            CommandFault(
                .configuration, "unsafe-settings", .faultSettings, ["setting": setting], hint: .faultSettingsHint)
        case .alreadyAdmitted: CommandFault(.badInput, "already-admitted", .ruleAlreadyAdmitted)
        case .alreadyConfirmed: CommandFault(.notAllowed, "own-statement", .ruleOwnStatement)
        case .nothingToConfirm: CommandFault(.notFound, "nothing-to-confirm", .staffConfirmNothing)
        // Who has what already the command says, which knows the names.
        case .rolesUnchanged: CommandFault(.badInput, "roles-unchanged", .faultUnharmedNothing)
        case .noRoleLeft: noRole(of: catalogue.typed("NAME"))
        case .lastDirector: CommandFault(.notAllowed, "last-director", .ruleLastDirector)
        case .shortNameTaken: CommandFault(.badInput, "short-name-taken", .ruleShortNameTaken)
        case .changeIsWaiting:
            changeWaiting(of: catalogue.typed("NAME"))
        case .strangerInCase:
            CommandFault(.notAllowed, "stranger-in-case", .ruleStrangerInCase, hint: .ruleStrangerInCaseHint)
        case .changedMeanwhile:
            CommandFault(.tryAgain, "conflict", .faultConflictSomewhere, hint: .faultConflictHint)
        case .memoryExhausted:
            CommandFault(.inputOutput, "no-memory", .faultNoMemory, hint: .faultNoMemoryHint)
        // Which of the two it is the command says, which asks before it goes on.
        case .writtenAlready(let id, let time):
            CommandFault(
                .usage, "needs-yes", .noteWriteAlready, ["id": id, "time": time.rfc3339], hint: .faultNeedsYesHint)
        case .notLendable(let notes):
            CommandFault(
                .tryAgain, "note-not-signed", .reviewRuleUnsigned,
                ["notes": catalogue.list(notes.map { $0.shortForm(characters: 4) })], hint: .reviewRuleUnsignedHint)
        case .noStation:
            CommandFault(.configuration, "no-station", .faultNoStation, hint: .faultNoStationHint)
        case .lockedMeanwhile:
            CommandFault(.notAllowed, "locked", .faultLockedMeanwhile, hint: .faultLockedMeanwhileHint)
        case .passphraseNeeded:
            CommandFault(.notAllowed, "passphrase-needed", .faultPassphraseNeeded, hint: .faultPassphraseNeededHint)
        // keys withheld
        case .keyWithheld(let maker, let generation):
            CommandFault(
                .integrity, "key-withheld", .integrityKeyWithheld,
                ["person": maker.shortForm(characters: 8), "number": "\(generation)"], hint: .integrityKeyWithheldHint)
        // recovery
        case .identityReplaced:
            CommandFault(.notAllowed, "identity-replaced", .recoveryReplaced, hint: .recoveryReplacedHint)
        case .keysNotNew: CommandFault(.badInput, "keys-not-new", .recoveryNotNew, hint: .recoveryNotNewHint)
        case .sharesMissing(let has, let needs):
            CommandFault(
                .tryAgain, "shares-missing", .recoverySharesMissing, ["count": "\(has)", "limit": "\(needs)"],
                hint: .recoverySharesMissingHint)
        case .sharesDisagree(let has):
            CommandFault(
                .integrity, "shares-disagree", .recoverySharesDisagree, ["count": "\(has)"],
                hint: .recoverySharesDisagreeHint)
        case .noShares: CommandFault(.notFound, "no-shares", .recoveryNoShares, hint: .recoveryNoSharesHint)
        case .alreadyReleased: CommandFault(.badInput, "already-released", .recoveryAlreadyReleased)
        case .recoveryDone: CommandFault(.badInput, "recovery-done", .recoveryIsDone)
        // break-glass
        case .glassNotOpened: CommandFault(.tryAgain, "glass-not-opened", .glassFaultNotOpened)
        case .alreadyReviewed: CommandFault(.badInput, "already-reviewed", .glassFaultReviewed)
        // hand-over without the leaver
        case .custodiansMissing(let id, let has, let needs):
            CommandFault(
                .notFound, "custodians-missing", .handoverCustodiansMissing,
                ["id": id.shortForm(characters: 4), "count": "\(has)", "limit": "\(needs)"],
                hint: .handoverCustodiansMissingHint)
        case .successionOver: CommandFault(.tryAgain, "handover-over", .handoverOver, hint: .handoverOverHint)
        // retention
        case .disposalOutdated:
            CommandFault(.tryAgain, "disposal-outdated", .disposalFaultOutdated, hint: .disposalFaultOutdatedHint)
        // second device
        case .device(let fault): Self.fault(fault)
        // what a computer remembers
        case .contradictsMembers(.shorter(let seen, let found, _)):
            CommandFault(
                .integrity, "rolled-back", .integrityMembersSaw, ["seen": "\(seen)", "found": "\(found)"],
                hint: .integrityRolledBackHint)
        case .contradictsMembers(.forked(let place)):
            CommandFault(
                .integrity, "forked", .integrityMembersForked, ["number": "\(place)"], hint: .integrityRolledBackHint)
        case .contradictsMembers(let rollback): fault(RoomError.rolledBack(rollback), catalogue)
        case .checkpointsContradict(let found):
            CommandFault(
                .integrity, "forked", .integrityCheckpointsContradict,
                [
                    "people": catalogue.list(CommandContext.names(of: found)),
                    "number": "\(found.map(\.entries).min() ?? 0)",
                ], hint: .integrityCheckpointsContradictHint)
        case .pinDamaged(let file):
            CommandFault(
                .integrity, "pin-damaged", .integrityPinDamaged, ["path": file], hint: .integrityPinDamagedHint,
                ["path": file])
        case .internalFault(let place):
            CommandFault(.internalError, "internal", .faultInternal, ["place": place], hint: .faultInternalHint)
        }
    }

    /// - Parameter person: as the hint writes them
    static func noRole(of person: String) -> CommandFault {
        CommandFault(.badInput, "no-role", .ruleNoRole, hint: .ruleNoRoleHint, ["person": person])
    }

    /// - Parameter person: as the hint writes them
    static func changeWaiting(of person: String) -> CommandFault {
        CommandFault(
            .tryAgain, "change-waiting", .ruleChangeWaiting, hint: .ruleChangeWaitingHint, ["person": person])
    }

    /// A right helps nobody on a disk that is mounted read-only.
    private static func forbidden(_ catalogue: Catalogue) -> CommandFault {
        guard let folder = catalogue.folder, folder.isOnReadOnlyDisk else {
            return CommandFault(
                .storeUnavailable, "forbidden", .faultPracticeForbidden, hint: .faultPracticeForbiddenHint)
        }
        let path = ["path": folder.path]
        return CommandFault(
            .storeUnavailable, "read-only-disk", .faultReadOnlyDisk, path, hint: .faultReadOnlyDiskHint, path)
    }

    /// Where keys lie beside it, the folder is the right one and the file is not.
    private static func notAPractice(_ catalogue: Catalogue) -> CommandFault {
        guard let folder = catalogue.folder, !folder.keyFiles().isEmpty else {
            return CommandFault(.integrity, "not-a-practice", .faultNotAPractice, hint: .faultNotAPracticeHint)
        }
        return CommandFault(
            .integrity, "not-a-practice", .integrityReplaced, ["path": folder.path], hint: .integrityDamagedHint)
    }

    /// Tells whoever's clock is behind both times as their watch would show them, whatever the fault comes by.
    /// - Parameter seconds: how far the clock stands before the person's latest change
    static func clockWentBack(
        by seconds: Int64, _ catalogue: Catalogue, hint: Sentence = .integrityClockHint
    ) -> CommandFault {
        let zone = catalogue.folder.flatMap { DutySheet(in: $0).timeZone }
        let now = UTCTime.now
        let last = try? UTCTime(secondsSince1970: now.secondsSince1970 + seconds)
        return CommandFault(
            .configuration, "clock-set-back", .integrityClock,
            ["now": moment(now, zone: zone, catalogue), "last": last.map { moment($0, zone: zone, catalogue) } ?? "?"],
            hint: hint)
    }

    /// A moment in the practice's time zone; in UTC, and that is said, where the zone is not known.
    static func moment(_ time: UTCTime, zone: String?, _ catalogue: Catalogue) -> String {
        guard let zone = zone.flatMap({ TimeZone(identifier: $0) }) else {
            return TimeText(zone: .gmt, language: catalogue.language).table(time.date) + " UTC"
        }
        return TimeText(zone: zone, language: catalogue.language).table(time.date)
    }

    private static func nothingThere(listedBy command: String) -> CommandFault {
        CommandFault(
            .notFound, "not-found", .faultNothingThere, hint: .faultNotFoundListHint, ["command": command])
    }
}
