import Counseling

extension FaultText {
    /// What the policy refuses.
    /// A rule about rights ends with 77. One about how the thing stands ends with 75, and its code is its own name where it has
    /// none yet: "denied" would say that somebody else may do it.
    static func denied(_ rule: PolicyRule, _ catalogue: Catalogue) -> CommandFault {
        let told = told(rule, catalogue)
        guard rule.isAboutState else { return told }
        return told.ending(.tryAgain, code: told.code == "denied" ? rule.rawValue : told.code)
    }

    private static func told(_ rule: PolicyRule, _ catalogue: Catalogue) -> CommandFault {
        func role(_ sentence: Sentence) -> [String: String] { ["roles": catalogue.text(sentence)] }
        let code = "denied"
        // Whoever knows which flag it is about says so (`CommandContext.naming`).
        let anyFlag = ["id": catalogue.typed("FLAG")]
        // Of a complaint `ComplaintStep` says so, of a note `CommandContext.namingNote`.
        let anyComplaint = ["id": catalogue.typed("ID")]
        let anyNote = anyComplaint
        switch rule {
        case .standingSuspended: return CommandFault(.notAllowed, code, .ruleSuspended, hint: .ruleSuspendedHint)
        case .standingEnded: return CommandFault(.notAllowed, code, .ruleEnded)
        case .standingUnknown:
            return CommandFault(
                .notAllowed, code, .faultNotAdmitted, hint: .faultNotAdmittedHint,
                ["person": catalogue.typed("NAME")])
        case .practiceAlreadyExists: return CommandFault(.cannotCreate, code, .faultPracticeExists, ["path": "."])
        case .notOwnWelcome: return CommandFault(.notAllowed, code, .ruleOwnWelcome)
        case .notDirector:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleDirector), hint: .ruleAskDirector)
        case .notCustodian:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleCustodian), hint: .ruleAskCustodian)
        case .notAuditor: return CommandFault(.notAllowed, code, .ruleAuditOnly, hint: .ruleAskAuditor)
        case .notDesk: return CommandFault(.notAllowed, code, .ruleDesk, hint: .ruleAskDirector)
        case .notOwnCaseload: return CommandFault(.notAllowed, code, .ruleNotAvailable, hint: .ruleAskDirector)
        case .counselorNamesOther:
            return CommandFault(.notAllowed, code, .ruleCounselorNamesOther, hint: .ruleAskDirector)
        case .traineeCannotOpenCase:
            return CommandFault(.notAllowed, code, .ruleTraineeOpens, hint: .ruleAskSupervisor)
        case .traineeCannotSignAlone:
            return CommandFault(.notAllowed, code, .ruleTrainee, hint: .ruleTraineeHint)
        case .subjectMayNotCounsel:
            return CommandFault(.notAllowed, code, .ruleSubjectCounsels, hint: .ruleAskDirector)
        case .notCounselor:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleCounselor), hint: .ruleLogged)
        case .notAssignedCounselor:
            return CommandFault(.notAllowed, code, .ruleNotYourCase, hint: .ruleLogged)
        case .caseIsClosed: return CommandFault(.notAllowed, code, .ruleCaseClosed, hint: .ruleCaseClosedHint)
        case .notAuthor: return CommandFault(.notAllowed, code, .ruleNotAuthor)
        case .signedNoteIsLocked:
            return CommandFault(.notAllowed, code, .ruleNoteLocked, hint: .ruleUseAddendum, anyNote)
        case .noteIsWithdrawn:
            return CommandFault(.notAllowed, code, .ruleNoteWithdrawn, hint: .ruleNoteWithdrawnHint, anyNote)
        case .noteIsNotSigned: return CommandFault(.notAllowed, code, .ruleNoteDraft, hint: .ruleNoteDraftHint, anyNote)

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
        case .privateNoteIsNotSigned: return CommandFault(.notAllowed, code, .rulePrivateNote, anyNote)
        case .noteAwaitsCosigning:
            return CommandFault(.notAllowed, code, .ruleAwaitsCosigning, hint: .ruleAwaitsCosigningHint)
        case .noteWasReturned: return CommandFault(.notAllowed, code, .ruleReturned, hint: .ruleReturnedHint, anyNote)
        case .notSupervisor:
            return CommandFault(.notAllowed, code, .ruleRole, role(.roleSupervisor), hint: .ruleAskDirector)
        case .noSupervisionAgreement:
            return CommandFault(.notAllowed, code, .ruleNoAgreement, hint: .ruleAskDirector)
        case .authorCannotCosign: return CommandFault(.notAllowed, code, .ruleOwnCosigning)
        case .nothingToCosign:
            return CommandFault(.notAllowed, code, .ruleNothingToCosign, hint: .ruleNothingToCosignHint)
        case .subjectMayNotSupervise:
            return CommandFault(.notAllowed, code, .ruleMayNotSupervise, hint: .ruleAgreementRolesHint)
        case .subjectIsNoTrainee:
            return CommandFault(.notAllowed, code, .ruleNoTrainee, hint: .ruleAgreementRolesHint)

        // crisis
        case .notInCrisis: return CommandFault(.notAllowed, code, .crisisRuleNotIn, hint: .ruleLogged)
        case .flagIsResolved:
            return CommandFault(.notAllowed, code, .crisisRuleResolved, hint: .crisisRuleResolvedHint, anyFlag)
        case .flagIsLinked:
            return CommandFault(.notAllowed, code, .crisisRuleLinked, hint: .crisisRuleLinkedHint, anyFlag)
        case .flagIsAcknowledged:
            return CommandFault(.notAllowed, code, .crisisRuleAcknowledged, hint: .crisisRuleAcknowledgedHint, anyFlag)
        case .flagNotAcknowledged:
            return CommandFault(
                .notAllowed, code, .crisisRuleNotAcknowledged, hint: .crisisRuleNotAcknowledgedHint, anyFlag)
        case .flagNotProposed:
            return CommandFault(.notAllowed, code, .crisisRuleNotProposed, hint: .crisisRuleNotProposedHint, anyFlag)
        case .harmNotReported:
            return CommandFault(.notAllowed, code, .crisisRuleHarm, hint: .crisisRuleHarmHint, anyFlag)
        case .ownProposal:
            return CommandFault(.notAllowed, code, .crisisRuleOwnProposal, hint: .crisisRuleOwnProposalHint)
        case .resolutionNeedsSupervisor:
            return CommandFault(.notAllowed, code, .crisisRuleSupervisor, hint: .crisisRuleSupervisorHint)
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
        case .reviewIsFinished:
            return CommandFault(.notAllowed, code, .reviewRuleFinished, hint: .reviewRuleFinishedHint)

        // disclosures
        case .notDisclosureRequester: return CommandFault(.notAllowed, code, .disclosureRuleRequester)
        case .nobodyApproves:
            return CommandFault(.notAllowed, code, .disclosureRuleNobody, hint: .disclosureRuleNobodyHint)
        case .notYourDisclosure: return CommandFault(.notAllowed, code, .disclosureRuleNotYours, hint: .ruleLogged)
        case .notDisclosureCounselor:
            return CommandFault(.notAllowed, code, .disclosureRuleCounselor, hint: .ruleLogged)
        case .notDisclosureApprover:
            return CommandFault(.notAllowed, code, .disclosureRuleApprover, hint: .ruleLogged)
        case .disclosureNotApproved:
            return CommandFault(.notAllowed, code, .disclosureRuleNotApproved, hint: .disclosureRuleNotApprovedHint)
        case .ownRefusal: return CommandFault(.notAllowed, code, .disclosureRuleOwnRefusal)

        // complaints
        case .notCommittee:
            return CommandFault(.notAllowed, code, .ruleNotCommittee, hint: .ruleNotCommitteeHint)
        case .noEligibleMember:
            return CommandFault(.notAllowed, "no-eligible-member", .ruleNoEligible, hint: .ruleNoEligibleHint)
        case .nobodyStays:
            return CommandFault(.notAllowed, "nobody-stays", .ruleNobodyStays, hint: .ruleNobodyStaysHint, anyComplaint)
        case .panelUnchanged:
            return CommandFault(
                .tryAgain, "panel-unchanged", .rulePanelUnchanged, hint: .ruleStepNotDueHint, anyComplaint)
        case .dayStands:
            return CommandFault(.tryAgain, "day-stands", .ruleDayStands, hint: .ruleStepNotDueHint, anyComplaint)
        case .panelStands:
            return CommandFault(.tryAgain, "panel-stands", .rulePanelStands, hint: .ruleStepNotDueHint, anyComplaint)
        case .conflictOfInterest:
            return CommandFault(
                .notAllowed, "conflict-of-interest", .ruleConflict, hint: .ruleConflictHint, anyComplaint)
        case .complaintStepNotDue:
            return CommandFault(.tryAgain, "step-not-due", .ruleStepNotDue, hint: .ruleStepNotDueHint, anyComplaint)
        case .notOnPanel: return CommandFault(.notAllowed, code, .ruleNotOnPanel)
        case .notChair: return CommandFault(.notAllowed, code, .ruleNotChair, hint: .ruleNotChairHint, anyComplaint)
        case .panelNotOfCommittee: return CommandFault(.notAllowed, code, .rulePanelStrangers)
        case .panelTooSmall:
            return CommandFault(.notAllowed, "panel-too-small", .rulePanelSmall, hint: .rulePanelSmallHint)
        case .alreadyVoted:
            return CommandFault(.tryAgain, "already-voted", .ruleVoted, hint: .ruleStepNotDueHint, anyComplaint)
        case .answerTimeRuns: return CommandFault(.tryAgain, "answer-time-runs", .ruleAnswerTime)
        case .votesMissing:
            return CommandFault(.tryAgain, "votes-missing", .ruleVotesMissing, hint: .ruleStepNotDueHint, anyComplaint)
        case .outcomeDoesNotFit: return CommandFault(.notAllowed, "outcome-does-not-fit", .ruleOutcome)
        case .complaintRefused: return CommandFault(.notAllowed, code, .ruleStepNotDue)

        // departure
        case .ownStanding: return CommandFault(.notAllowed, code, .standingOwn, hint: .standingOwnHint)
        case .notInCompartment: return CommandFault(.notAllowed, code, .keyNotInCompartment, hint: .ruleLogged)

        // epochs
        case .ownEpoch:
            return CommandFault(.notAllowed, "own-epoch", .restoreRuleOwn, hint: .restoreRuleOwnHint)
        // recovery
        case .ownKeys: return CommandFault(.notAllowed, code, .recoveryRuleOwnKeys, hint: .recoveryRuleOwnKeysHint)
        case .recoveryUnfounded:
            return CommandFault(.notAllowed, "recovery-unfounded", .recoveryRuleUnfounded, hint: .ruleLogged)
        case .ownRecovery: return CommandFault(.notAllowed, code, .recoveryRuleOwn)
        case .notShareHolder: return CommandFault(.notAllowed, code, .recoveryRuleNoShare)
        case .notRecoveryRecipient: return CommandFault(.notAllowed, code, .recoveryRuleRecipient, hint: .ruleLogged)
        case .recoveryNotApproved: return CommandFault(.notAllowed, code, .recoveryRuleNotApproved)

        // break-glass
        case .glassNeedsOffice: return CommandFault(.notAllowed, code, .glassRuleOffice, hint: .glassRuleOfficeHint)
        case .glassOwnCase: return CommandFault(.notAllowed, code, .glassRuleOwnCase)
        case .ownGlass: return CommandFault(.notAllowed, code, .glassRuleOwn)
        case .glassUnfounded:
            return CommandFault(.notAllowed, "glass-unfounded", .glassRuleUnfounded, hint: .ruleLogged)
        case .glassIsOver: return CommandFault(.notAllowed, "glass-is-over", .glassRuleOver, hint: .glassRuleOverHint)
        case .glassDatedAhead:
            return CommandFault(.notAllowed, "glass-dated-ahead", .glassRuleAhead, hint: .glassRuleAheadHint)
        case .notGlassReader: return CommandFault(.notAllowed, code, .glassRuleReader, hint: .ruleLogged)
        case .notGlassCounselor: return CommandFault(.notAllowed, code, .glassRuleCounselor, hint: .ruleLogged)
        case .glassNotBroken: return CommandFault(.notAllowed, code, .glassRuleNotBroken)
        case .glassNeedsCommittee: return CommandFault(.notAllowed, code, .glassRuleCommittee, hint: .ruleLogged)
        case .glassReviewConflict:
            return CommandFault(.notAllowed, code, .glassRuleConflict, hint: .glassRuleConflictHint)

        // hand-over without the leaver
        case .leaverNotSuspended:
            return CommandFault(
                .tryAgain, "leaver-not-suspended", .handoverRuleNotSuspended, hint: .handoverRuleNotSuspendedHint)
        case .caseNotLeft:
            return CommandFault(.tryAgain, "case-not-left", .handoverRuleNotLeft, hint: .handoverRuleNotLeftHint)
        case .successionUnfounded:
            return CommandFault(.notAllowed, "handover-unfounded", .handoverRuleUnfounded, hint: .ruleLogged)
        case .ownSuccession: return CommandFault(.notAllowed, code, .handoverRuleOwn)
        case .notSuccessor: return CommandFault(.notAllowed, code, .handoverRuleSuccessor, hint: .ruleLogged)
        // retention
        case .notHoldPlacer: return CommandFault(.notAllowed, code, .retentionRulePlacer, hint: .ruleLogged)
        case .noHold: return CommandFault(.tryAgain, "no-hold", .retentionRuleNoHold)
        case .notHoldReleaser:
            return CommandFault(.notAllowed, code, .retentionRuleReleaser, hint: .retentionRuleReleaserHint)
        case .notDue: return CommandFault(.tryAgain, "not-due", .retentionRuleNotDue, hint: .retentionRuleNotDueHint)
        case .underHold: return CommandFault(.tryAgain, "under-hold", .retentionRuleHeld, hint: .retentionRuleHeldHint)
        case .alreadyDisposed:
            return CommandFault(.tryAgain, "already-disposed", .retentionRuleDisposed, hint: .retentionRuleDisposedHint)
        case .notDisposalApprover:
            return CommandFault(.notAllowed, code, .retentionRuleApprover, hint: .ruleLogged)
        case .disposalNotProposed:
            return CommandFault(.tryAgain, "disposal-not-proposed", .retentionRuleNotProposed)
        case .ownDisposal: return CommandFault(.notAllowed, code, .retentionRuleOwn, hint: .retentionRuleOwnHint)
        }
    }
}
