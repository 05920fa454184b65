import Counseling
import Practice
import RecordRoom

/// Turns every error into its exit status, its code for programs and a sentence for people, in one place. What an error
/// carries is identifiers, numbers and paths, so no name can slip out here.
struct FaultText {
    let status: ExitStatus
    let code: String
    let message: String
    let hint: String

    init(_ error: any Error, _ catalogue: Catalogue) {
        let fault = Self.fault(error, catalogue)
        status = fault.status
        code = fault.code
        message = catalogue.text(fault.sentence, fault.arguments)
        hint = fault.hint.map { catalogue.text($0, fault.hintArguments) } ?? ""
    }

    func json(as name: String = "error") -> JSONValue {
        .object([name: .object(["code": .string(code), "message": .string(message), "hint": .string(hint)])])
    }

    private static func fault(_ error: any Error, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case let error as CommandFault: error
        case let error as RoomError: fault(error, catalogue)
        case let error as CounselingError: fault(error, catalogue)
        case let error as AppointmentFault: fault(error)
        case let error as NaturalTime.Fault: fault(error)
        case let error as FileFault: fault(error)
        case let error as TerminalError: fault(error)
        default:
            CommandFault(
                .internalError, "internal", .faultInternal, ["place": "\(type(of: error))"], hint: .faultInternalHint)
        }
    }

    private static func fault(_ error: RoomError, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case .denied(let rule): denied(rule, catalogue)
        case .noKey: CommandFault(.notAllowed, "no-key", .faultNoKey, hint: .faultNoKeyHint)
        case .notAdmitted, .notWelcomed:
            CommandFault(.notAllowed, "not-admitted", .faultNotAdmitted, hint: .faultNotAdmittedHint)
        case .otherPractice:
            CommandFault(.integrity, "other-practice", .faultOtherPractice, hint: .faultOtherPracticeHint)
        case .wrongPassphrase: CommandFault(.notAllowed, "locked", .faultPassphrase, hint: .faultPassphraseHint)
        case .unusableFile(.forSomeoneElse): CommandFault(.badInput, "for-someone-else", .ruleOwnWelcome)
        case .unusableFile(.workFactor):
            field("work-factor", .faultReasonChoice, catalogue, ["choices": catalogue.list(["17", "18", "19", "20"])])
        case .unusableFile: CommandFault(.badInput, "unusable-file", .faultUnusableFile)
        case .notFound: CommandFault(.notFound, "not-found", .faultNothingThere, hint: .faultNotFoundHint)
        case .counseling(let error): fault(error, catalogue)
        case .appointment(let error): fault(error)
        case .altered: CommandFault(.integrity, "altered", .integrityUnreadable, hint: .integrityKeepHint)
        case .rolledBack(.shorter(let seen, let found)):
            CommandFault(
                .integrity, "rolled-back", .integrityRolledBack, ["seen": "\(seen)", "found": "\(found)"],
                hint: .integrityKeepHint)
        case .rolledBack(.forked(let place)):
            CommandFault(.integrity, "forked", .integrityForked, ["number": "\(place)"], hint: .integrityKeepHint)
        case .rolledBack:
            CommandFault(.integrity, "rolled-back", .integrityOtherHistory, hint: .integrityKeepHint)
        case .clockWentBack(let seconds):
            CommandFault(
                .configuration, "clock-set-back", .integrityClock,
                [
                    "now": UTCTime.now.rfc3339,
                    "last": (try? UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 + seconds))?.rfc3339 ?? "?",
                ], hint: .integrityClockHint)
        case .busy: CommandFault(.tryAgain, "busy", .faultBusy, hint: .faultBusyHint)
        case .diskFull: CommandFault(.inputOutput, "disk-full", .faultDiskFull, hint: .faultDiskFullHint)
        case .practiceMissing:
            CommandFault(.storeUnavailable, "no-practice", .faultNoPractice, ["path": "."], hint: .faultNoPracticeHint)
        case .practiceExists:
            CommandFault(
                .cannotCreate, "practice-exists", .faultPracticeExists, ["path": "."], hint: .faultPracticeExistsHint)
        case .forbidden:
            CommandFault(
                .storeUnavailable, "forbidden", .faultCannotRead, ["path": "practice.sqlite", "number": "13"],
                hint: .faultPathHint)
        case .networkDrive:
            CommandFault(
                .configuration, "network-drive", .faultNetworkDrive, ["path": "."],
                hint: .faultNetworkDriveHint)
        case .notAPractice:
            CommandFault(.integrity, "not-a-practice", .faultNotAPractice, hint: .faultNotAPracticeHint)
        case .alteredSchema:
            CommandFault(.integrity, "altered-schema", .integritySchema, hint: .integrityKeepHint)
        case .damaged(let code):
            CommandFault(
                .integrity, "damaged", .integrityDamaged, ["number": "\(code)"], hint: .integrityKeepHint)
        case .inputOutput(let code):
            CommandFault(.inputOutput, "io", .faultInputOutput, ["number": "\(code)"])
        case .unsafeSettings(let setting):
            CommandFault(
                .configuration, "unsafe-settings", .faultSettings, ["setting": setting], hint: .faultSettingsHint)
        case .alreadyAdmitted: CommandFault(.badInput, "already-admitted", .ruleAlreadyAdmitted)
        case .alreadyConfirmed: CommandFault(.notAllowed, "own-statement", .ruleOwnStatement)
        case .nothingToConfirm: CommandFault(.notFound, "nothing-to-confirm", .staffConfirmNothing)
        // Who has what already the command says, which knows the names.
        case .rolesUnchanged: CommandFault(.badInput, "roles-unchanged", .faultUnharmedNothing)
        case .noRoleLeft: CommandFault(.badInput, "no-role", .ruleNoRole)
        case .lastDirector: CommandFault(.notAllowed, "last-director", .ruleLastDirector)
        case .shortNameTaken: CommandFault(.badInput, "short-name-taken", .ruleShortNameTaken)
        case .changeIsWaiting:
            CommandFault(.tryAgain, "change-waiting", .ruleChangeWaiting, hint: .ruleChangeWaitingHint)
        case .strangerInCase:
            CommandFault(.notAllowed, "stranger-in-case", .ruleStrangerInCase, hint: .ruleStrangerInCaseHint)
        case .changedMeanwhile:
            CommandFault(.tryAgain, "conflict", .faultConflict, ["id": ""], hint: .faultConflictHint)
        case .noStation:
            CommandFault(.configuration, "no-station", .faultNoStation, hint: .faultNoStationHint)
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
        case .internalFault(let place):
            CommandFault(.internalError, "internal", .faultInternal, ["place": place], hint: .faultInternalHint)
        }
    }

    private static func denied(_ rule: PolicyRule, _ catalogue: Catalogue) -> CommandFault {
        func role(_ sentence: Sentence) -> [String: String] { ["roles": catalogue.text(sentence)] }
        let code = "denied"
        switch rule {
        case .standingSuspended: return CommandFault(.notAllowed, code, .ruleSuspended)
        case .standingEnded: return CommandFault(.notAllowed, code, .ruleEnded)
        case .standingUnknown:
            return CommandFault(.notAllowed, code, .faultNotAdmitted, hint: .faultNotAdmittedHint)
        case .practiceAlreadyExists: return CommandFault(.cannotCreate, code, .faultPracticeExists, ["path": "."])
        case .notOwnWelcome: return CommandFault(.notAllowed, code, .ruleOwnWelcome)
        case .notDirector:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleDirector), hint: .ruleAskDirector)
        case .notCustodian:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleCustodian), hint: .ruleAskCustodian)
        case .notAuditor: return CommandFault(.notAllowed, code, .ruleAuditOnly, hint: .ruleAskAuditor)
        case .notDesk: return CommandFault(.notAllowed, code, .ruleRole, role(.roleFrontDesk), hint: .ruleAskDirector)
        case .notOwnCaseload: return CommandFault(.notAllowed, code, .ruleNotAvailable, hint: .ruleAskDirector)
        case .counselorNamesOther:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleDirector), hint: .ruleAskDirector)
        case .traineeCannotOpenCase:
            return CommandFault(.notAllowed, code, .ruleTraineeOpens, hint: .ruleAskSupervisor)
        case .traineeCannotSignAlone:
            return CommandFault(.notAllowed, code, .ruleTrainee, hint: .ruleTraineeHint)
        case .subjectMayNotCounsel:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleCounselor), hint: .ruleAskDirector)
        case .notCounselor:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleCounselor), hint: .ruleLogged)
        case .notAssignedCounselor:
            return CommandFault(.notAllowed, code, .ruleNotYourCase, hint: .ruleLogged)
        case .caseIsClosed: return CommandFault(.notAllowed, code, .ruleCaseClosed)
        case .notAuthor: return CommandFault(.notAllowed, code, .ruleNotAuthor)
        case .signedNoteIsLocked: return CommandFault(.notAllowed, code, .ruleNoteLocked, hint: .ruleUseAddendum)
        case .noteIsNotSigned: return CommandFault(.notAllowed, code, .ruleNoteDraft)

        // appointments
        case .notOwnAppointment:
            return CommandFault(.notAllowed, code, .appointmentNotOwn, hint: .appointmentNotOwnHint)

        // consent
        case .noConsent: return CommandFault(.notAllowed, "no-consent", .consentMissing, hint: .consentMissingHint)

        // credentials
        case .ownCredential:
            return CommandFault(.notAllowed, code, .credentialOwn, hint: .credentialOwnHint)
        case .ownClaim: return CommandFault(.notAllowed, code, .credentialOwnClaim, hint: .credentialOwnClaimHint)
        case .counselorNotFit:
            return CommandFault(.notAllowed, "counselor-not-fit", .credentialNotFit, hint: .credentialNotFitHint)

        // supervision
        case .privateNoteIsNotSigned: return CommandFault(.notAllowed, code, .rulePrivateNote)
        case .noteAwaitsCosigning:
            return CommandFault(.notAllowed, code, .ruleAwaitsCosigning, hint: .ruleAwaitsCosigningHint)
        case .noteWasReturned: return CommandFault(.notAllowed, code, .ruleReturned, hint: .ruleReturnedHint)
        case .notSupervisor:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleSupervisor), hint: .ruleAskDirector)
        case .noSupervisionAgreement:
            return CommandFault(.notAllowed, code, .ruleNoAgreement, hint: .ruleAskDirector)
        case .authorCannotCosign: return CommandFault(.notAllowed, code, .ruleOwnCosigning)
        case .nothingToCosign: return CommandFault(.notAllowed, code, .ruleNothingToCosign)
        case .subjectMayNotSupervise:
            return CommandFault(.notAllowed, code, .ruleMayNotSupervise, hint: .ruleAgreementRolesHint)
        case .subjectIsNoTrainee:
            return CommandFault(.notAllowed, code, .ruleNoTrainee, hint: .ruleAgreementRolesHint)

        // crisis
        case .notInCrisis: return CommandFault(.notAllowed, code, .crisisRuleNotIn, hint: .ruleLogged)
        case .flagIsResolved: return CommandFault(.notAllowed, code, .crisisRuleResolved)
        case .flagIsLinked: return CommandFault(.notAllowed, code, .crisisRuleLinked)
        case .flagNotAcknowledged:
            return CommandFault(.notAllowed, code, .crisisRuleNotAcknowledged, hint: .crisisRuleNotAcknowledgedHint)
        case .flagNotProposed: return CommandFault(.notAllowed, code, .crisisRuleNotProposed)
        case .harmNotReported: return CommandFault(.notAllowed, code, .crisisRuleHarm, hint: .crisisRuleHarmHint)
        case .ownProposal: return CommandFault(.notAllowed, code, .crisisRuleOwnProposal)
        case .resolutionNeedsSupervisor:
            return CommandFault(.notAllowed, code, .crisisRuleSupervisor, hint: .ruleAskSupervisor)
        case .notClientsCounselor: return CommandFault(.notAllowed, code, .crisisRuleNotCounselor, hint: .ruleLogged)
        case .noActiveFlag: return CommandFault(.notAllowed, code, .crisisRuleNoFlag, hint: .ruleLogged)

        // reviews
        case .notReviewRequester:
            return CommandFault(.notAllowed, code, .reviewRuleRequester, hint: .ruleAskDirector)
        case .reviewerConflict: return CommandFault(.notAllowed, code, .reviewRuleConflict)
        case .reviewerIsRequester:
            return CommandFault(.notAllowed, code, .reviewRuleOwnRequest, hint: .reviewRuleOwnRequestHint)
        case .reviewerLacksRole: return CommandFault(.notAllowed, code, .reviewRuleRole)
        case .nobodyConfirms:
            return CommandFault(.notAllowed, code, .reviewRuleNobody, hint: .reviewRuleNobodyHint)
        case .notReviewConfirmer: return CommandFault(.notAllowed, code, .reviewRuleConfirmer)
        case .notYourReview: return CommandFault(.notAllowed, code, .reviewRuleNotYours, hint: .ruleLogged)
        case .notReviewer: return CommandFault(.notAllowed, code, .reviewRuleReviewer, hint: .ruleLogged)
        case .notReviewedCounselor: return CommandFault(.notAllowed, code, .reviewRuleCounselor, hint: .ruleLogged)
        case .nudgedToday:
            return CommandFault(.tryAgain, "nudged-today", .reviewRuleNudged, hint: .reviewRuleNudgedHint)
        case .reviewNotLent: return CommandFault(.notAllowed, code, .reviewRuleNotLent, hint: .reviewRuleNotLentHint)
        case .reviewIsFinished: return CommandFault(.notAllowed, code, .reviewRuleFinished, hint: .ruleLogged)

        // complaints
        case .notCommittee:
            return CommandFault(.notAllowed, code, .ruleNotCommittee, hint: .ruleNotCommitteeHint)
        case .noEligibleMember:
            return CommandFault(.notAllowed, "no-eligible-member", .ruleNoEligible, hint: .ruleNoEligibleHint)
        case .conflictOfInterest:
            return CommandFault(.notAllowed, "conflict-of-interest", .ruleConflict, hint: .ruleConflictHint)
        case .complaintStepNotDue:
            return CommandFault(.notAllowed, "step-not-due", .ruleStepNotDue, hint: .ruleStepNotDueHint)
        case .notOnPanel: return CommandFault(.notAllowed, code, .ruleNotOnPanel)
        case .notChair: return CommandFault(.notAllowed, code, .ruleNotChair)
        case .panelNotOfCommittee: return CommandFault(.notAllowed, code, .rulePanelStrangers)
        case .panelTooSmall:
            return CommandFault(.notAllowed, "panel-too-small", .rulePanelSmall, hint: .rulePanelSmallHint)
        case .alreadyVoted: return CommandFault(.notAllowed, "already-voted", .ruleVoted)
        case .answerTimeRuns: return CommandFault(.notAllowed, "answer-time-runs", .ruleAnswerTime)
        case .votesMissing: return CommandFault(.notAllowed, "votes-missing", .ruleVotesMissing)
        case .outcomeDoesNotFit: return CommandFault(.notAllowed, "outcome-does-not-fit", .ruleOutcome)
        case .complaintRefused: return CommandFault(.notAllowed, code, .ruleStepNotDue)

        // recovery
        case .ownKeys: return CommandFault(.notAllowed, code, .recoveryRuleOwnKeys, hint: .recoveryRuleOwnKeysHint)
        case .recoveryUnfounded:
            return CommandFault(.notAllowed, "recovery-unfounded", .recoveryRuleUnfounded, hint: .ruleLogged)
        case .ownRecovery: return CommandFault(.notAllowed, code, .recoveryRuleOwn)
        case .notShareHolder: return CommandFault(.notAllowed, code, .recoveryRuleNoShare)
        case .notRecoveryRecipient: return CommandFault(.notAllowed, code, .recoveryRuleRecipient, hint: .ruleLogged)
        case .recoveryNotApproved: return CommandFault(.notAllowed, code, .recoveryRuleNotApproved)
        }
    }

    private static func field(
        _ name: String, _ reason: Sentence, _ catalogue: Catalogue, _ arguments: [String: String] = [:]
    ) -> CommandFault {
        CommandFault(
            .badInput, "bad-field", .faultField, ["field": name, "reason": catalogue.text(reason, arguments)],
            hint: .faultFieldHint)
    }

    private static func fault(_ error: CounselingError, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case .identifier(.empty): return field("id", .faultReasonMissing, catalogue)
        case .identifier(.notInAlphabet(let position)):
            return field("id", .faultReasonNoIDCharacter, catalogue, ["position": "\(position)"])
        case .identifier: return field("id", .faultReasonNoID, catalogue)
        case .shortName: return field("short-name", .faultReasonShortName, catalogue)
        case .field(let path, let problem):
            let (sentence, arguments) = FieldReason.of(problem)
            return field(path.description, sentence, catalogue, arguments)
        case .formIsNotJSON: return CommandFault(.badInput, "not-json", .faultNotJSON, hint: .faultNotJSONHint)
        case .formTooLarge(let limit):
            return CommandFault(.badInput, "too-long", .faultTooLong, ["limit": "\(limit)"], hint: .faultTooLongHint)
        case .noteTooLong(_, let limit):
            return CommandFault(.badInput, "too-long", .faultTooLong, ["limit": "\(limit)"], hint: .faultTooLongHint)
        case .noteHasNoText: return CommandFault(.badInput, "empty", .noteWriteEmpty)
        case .unknownSchema(let version):
            return CommandFault(
                .integrity, "newer-format", .faultNewerFormat, ["version": "\(version)"], hint: .faultNewerFormatHint)
        case .malformedBody:
            return CommandFault(.integrity, "altered", .integrityUnreadable, hint: .integrityKeepHint)
        case .refusedStep:
            return CommandFault(.notAllowed, "refused-step", .ruleRefusedStep, hint: .ruleRefusedStepHint)
        case .refusedTransition: return CommandFault(.notAllowed, "refused-transition", .ruleCaseClosed)
        case .signerIsNotAuthor: return CommandFault(.notAllowed, "denied", .ruleNotAuthor)
        case .unencodable, .timeOutOfRange:
            return CommandFault(
                .internalError, "internal", .faultInternal, ["place": "encoding"], hint: .faultInternalHint)
        }
    }

    private static func fault(_ error: FileFault) -> CommandFault {
        switch error {
        case .missing(let path):
            CommandFault(.notFound, "file-missing", .faultFileMissing, ["path": path], hint: .faultFileMissingHint)
        case .exists(let path):
            CommandFault(
                .cannotCreate, "already-there", .faultAlreadyThere, ["path": path], hint: .faultAlreadyThereHint)
        case .busy(let path):
            CommandFault(.cannotCreate, "founding", .faultFounding, ["path": path], hint: .faultBusyHint)
        case .unreadable(let path, let code):
            CommandFault(
                .inputOutput, "cannot-read", .faultCannotRead, ["path": path, "number": "\(code)"], hint: .faultPathHint
            )
        case .unwritable(let path, let code):
            CommandFault(
                .cannotCreate, "cannot-write", .faultCannotCreate, ["path": path, "number": "\(code)"],
                hint: .faultPathHint)
        }
    }

    private static func fault(_ error: TerminalError) -> CommandFault {
        switch error {
        case .notUTF8: CommandFault(.badInput, "not-utf8", .faultNotUTF8, hint: .faultNotUTF8Hint)
        case .tooLong(let limit):
            CommandFault(.badInput, "too-long", .faultTooLong, ["limit": "\(limit)"], hint: .faultTooLongHint)
        case .noTerminal: CommandFault(.usage, "no-terminal", .faultNoTerminal, hint: .faultNoTerminalHint)
        case .endOfInput: CommandFault(.badInput, "end-of-input", .faultEndOfInput, hint: .faultEndOfInputHint)
        case .cannotRead(let code):
            CommandFault(.inputOutput, "cannot-read", .faultCannotRead, ["path": "-", "number": "\(code)"])
        case .cannotWrite(let code):
            CommandFault(.inputOutput, "cannot-write", .faultCannotWrite, ["path": "-", "number": "\(code)"])
        }
    }
}
