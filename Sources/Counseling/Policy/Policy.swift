/// Who may do what. It explains a refusal kindly; the keys enforce it.
public enum Policy {
    /// Decides one act.
    ///
    /// - Parameters:
    ///   - roles: those that the membership chain gives the person.
    ///   - standing: what the chain says of the person.
    ///   - relationship: facts looked up inside the door, never handed in by a command.
    public static func decide(
        _ action: Action, roles: Set<Role>, standing: Standing, relationship: Relationship
    ) -> Decision {
        if let rule = refusal(of: action, for: standing) { return .denied(rule: rule) }
        // That it is gone everybody who works here may know; who asks is told why there is nothing.
        if relationship.retention.isFileDisposed, !outlivingFiles.contains(action) {
            return .denied(rule: .alreadyDisposed)
        }
        do {
            return .allowed(actingRole: try actingRole(for: action, Asker(roles: roles, facts: relationship)))
        } catch {
            return .denied(rule: error)
        }
    }

    /// Suspended and ended people keep the right to see where they stand and to check the log; whoever the chain does
    /// not reach can found a practice, take up a welcome, or ask for the status.
    private static func refusal(of action: Action, for standing: Standing) -> PolicyRule? {
        switch standing {
        case .active: nil
        case .suspended: action == .readStatus || action == .verifyAudit ? nil : .standingSuspended
        case .ended: action == .readStatus || action == .verifyAudit ? nil : .standingEnded
        case .unknown: [.readStatus, .initPractice, .joinPractice].contains(action) ? nil : .standingUnknown
        }
    }

    // No `default`: a new action does not compile until someone decides here who may do it.
    private static func actingRole(for action: Action, _ asker: Asker) throws(PolicyRule) -> Role? {
        switch action {
        case .initPractice:
            guard asker.facts.practiceIsAbsent else { throw .practiceAlreadyExists }
            return .director
        case .joinPractice:
            guard asker.facts.isOwnRecord else { throw .notOwnWelcome }
            return asker.anyRole
        case .admitStaff, .changeRoles: return try asker.require(.director, else: .notDirector)
        case .confirmStaff: return try asker.confirmer()
        case .listStaff, .verifyAudit, .readStatus, .settle, .enterPractice: return asker.anyRole
        case .registerClient: return try asker.desk()
        case .readClient: return try asker.caseload(first: true)
        case .listClients, .findClient: return try asker.caseload(first: false)
        case .openCase: return try asker.opener()
        case .readCase: return try asker.caseReader(assignmentFirst: true)
        case .listCases: return try asker.caseReader(assignmentFirst: false)
        case .listNotes: return try asker.assigned()
        case .readNote: return try asker.noteReader()
        case .writeNote:
            let role = try asker.assigned()
            guard asker.facts.caseIsOpen else { throw .caseIsClosed }
            return role
        case .editNote: return try asker.editorOfNote()
        case .signNote: return try asker.signerWithConsent()
        case .withdrawNote: return try asker.withdrawerOfNote()
        case .signNoteInCrisis: return try asker.signerOfNote()
        case .addAddendum: return try asker.adderToNote()
        // appointments
        case .bookAppointment, .rescheduleAppointment: return try asker.booker()
        case .listAppointments, .findFreeTimes: return try asker.scheduleReader()
        case .readAppointment, .editClient: return try asker.caseload(first: true)
        case .confirmAppointment, .cancelAppointment, .missAppointment, .undoAppointment,
            .reopenAppointment:
            return try asker.keeperOfAppointment()
        case .arriveAppointment, .completeAppointment: return try asker.holderOfSession()
        case .closeCase: return try asker.closer()

        // consent
        case .recordConsent, .withdrawConsent, .listConsents: return try asker.caseload(first: true)
        case .confirmConsent: return try asker.explainer()

        // credentials
        case .addCredential, .verifyCredential, .renewCredential, .withdrawCredential, .listCredentials,
            .readRequiredCredentials, .setRequiredCredentials:
            return try asker.credentials(action)

        // supervision
        case .writePrivateNote: return try asker.assigned()
        case .searchNotes: return try asker.searcher()
        case .listCosigning: return try asker.require(.supervisor, else: .notSupervisor)
        case .cosignNote, .returnNote: return try asker.cosigner()
        case .agreeSupervision: return try asker.agreeing()
        case .listSupervision: return try asker.colleague()
        case .endSupervision: return try asker.require(.director, else: .notDirector)

        // crisis
        case .raiseFlag: return asker.anyRole
        case .listFlags, .readCrisisClock: return try asker.crisisLooker(list: true)
        case .readFlag: return try asker.crisisLooker(list: false)
        case .acknowledgeFlag: return try asker.crisisTaker()
        case .logIntervention, .logContact, .reassessFlag:
            return try asker.crisisHelper()
        case .linkFlag: return try asker.crisisLinker()
        case .proposeResolution: return try asker.crisisCloser(unreported: false)
        case .proposeUnreported: return try asker.crisisCloser(unreported: true)
        case .cosignResolution: return try asker.crisisCosigner()
        case .writeEmergencyCard, .readEmergencyCard: return try asker.cardWriter()
        case .openEmergencyCard: return try asker.cardOpener()
        case .setDutyList: return try asker.require(.director, else: .notDirector)

        // reviews
        case .assignReview, .confirmReview, .listReviews, .readReview, .nudgeReview, .fulfillReview,
            .readReviewedNote, .writeReview, .answerReview, .finishReview:
            return try asker.review(action)

        // disclosures
        case .requestDisclosure, .listDisclosures, .readDisclosure, .prepareDisclosure, .approveDisclosure,
            .refuseDisclosure, .withdrawDisclosure, .sendDisclosure, .accountDisclosures:
            return try asker.disclosure(action)

        // complaints
        // Anyone on the staff hands in a complaint, in no role of theirs.
        case .fileComplaint: return nil
        case .complaintAct: return try asker.complaintAct()

        // jots
        // Whoever is at the workstation leaves one, in no role of theirs; the case's counselor disposes of it.
        case .leaveJot: return nil
        case .discardJot: return try asker.assigned()
        // letters, backups
        case .writeAccessLetter: return try asker.letterWriter()
        case .makeBackup: return try asker.backupKeeper()
        case .listBackups: return asker.anyRole

        // departure
        case .suspendStaff, .reinstateStaff, .endStaff, .readStanding, .listHandover, .handOverCase, .rotateKey:
            return try asker.departure(action)

        // epochs
        case .openEpoch: return try asker.epochOpener()
        case .acceptEpoch: return asker.anyRole

        // clock
        case .setClockRight: return asker.anyRole

        // settings
        case .repairSettings: return try asker.require(.director, else: .notDirector)

        // recovery
        case .replaceKeys, .nameDirector, .requestRecovery, .listRecovery, .approveRecovery, .releaseShare,
            .finishRecovery,
            .rehearseRecovery:
            return try asker.recovery(action)

        // break-glass
        case .requestGlass, .listGlass, .approveGlass, .releaseGlassShare, .openGlass, .listGlassNotes, .readGlassNote,
            .acknowledgeGlass, .reviewGlass, .noticeGlass:
            return try asker.glass(action)

        // hand-over without the leaver
        case .nameSuccessor, .listSuccessions, .approveSuccession, .releaseSuccessionShare, .finishSuccession,
            .withdrawSuccession:
            return try asker.succession(action)
        // retention
        case .setRetention, .reviewArchive, .listRetention, .noteRetention, .requestDeletion, .placeHold, .releaseHold,
            .proposeDisposal, .approveDisposal, .listDisposals, .proposePrivateDisposal, .approvePrivateDisposal:
            return try asker.retention(action)

        // second device
        case .allowDevice, .useDevice, .loseDevice, .listDevices: return try asker.device(action)

        case .readAudit:
            if asker.roles.contains(.auditor) { return .auditor }
            // A practice of one has nobody to check on its director but themself, who holds that key until an auditor comes.
            guard asker.facts.practiceHasNoAuditor else { throw .notAuditor }
            return try asker.require(.director, else: .notAuditor)
        case .writeCheckpoint: return asker.first(of: [.auditor, .director]) ?? asker.anyRole
        }
    }
}
