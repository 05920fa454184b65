/// Every act that the door is asked to allow. Raw values stand in audit entries: never change one.
public enum Action: String, CaseIterable, Codable, Hashable, Sendable {
    /// Founds the practice; the first person becomes director and custodian.
    case initPractice = "init-practice"
    /// Takes up a welcome, with its practice secret.
    case joinPractice = "join-practice"
    case admitStaff = "admit-staff"
    /// The second signature under a membership statement.
    case confirmStaff = "confirm-staff"
    case changeRoles = "change-roles"
    case listStaff = "list-staff"

    case registerClient = "register-client"
    case readClient = "read-client"
    case listClients = "list-clients"
    case findClient = "find-client"

    case openCase = "open-case"
    case readCase = "read-case"
    case listCases = "list-cases"

    case writeNote = "write-note"
    case readNote = "read-note"
    case listNotes = "list-notes"
    case editNote = "edit-note"
    case signNote = "sign-note"
    /// The same where a crisis stands in for the consent to a first session.
    case signNoteInCrisis = "sign-note-in-crisis"
    case addAddendum = "add-addendum"
    /// Takes back a note of one's own that is not signed.
    case withdrawNote = "withdraw-note"

    // appointments
    case bookAppointment = "book-appointment"
    case listAppointments = "list-appointments"
    case readAppointment = "read-appointment"
    case confirmAppointment = "confirm-appointment"
    case arriveAppointment = "arrive-appointment"
    case completeAppointment = "complete-appointment"
    case cancelAppointment = "cancel-appointment"
    case missAppointment = "miss-appointment"
    case rescheduleAppointment = "reschedule-appointment"
    case undoAppointment = "undo-appointment"
    case reopenAppointment = "reopen-appointment"
    /// Looks up when a counselor is free.
    case findFreeTimes = "find-free-times"
    case editClient = "edit-client"
    case closeCase = "close-case"

    // consent
    case recordConsent = "record-consent"
    /// The counselor confirms that they explained it.
    case confirmConsent = "confirm-consent"
    case withdrawConsent = "withdraw-consent"
    case listConsents = "list-consents"

    // credentials
    case addCredential = "add-credential"
    case verifyCredential = "verify-credential"
    case renewCredential = "renew-credential"
    case withdrawCredential = "withdraw-credential"
    case listCredentials = "list-credentials"
    case readRequiredCredentials = "read-required-credentials"
    case setRequiredCredentials = "set-required-credentials"

    // supervision
    /// A private note (个人笔记); reading, editing and listing are those of session notes.
    case writePrivateNote = "write-private-note"
    case searchNotes = "search-notes"
    /// What was handed to a supervisor.
    case listCosigning = "list-cosigning"
    case cosignNote = "cosign-note"
    case returnNote = "return-note"
    case agreeSupervision = "agree-supervision"
    case listSupervision = "list-supervision"
    case endSupervision = "end-supervision"

    // crisis
    case raiseFlag = "raise-flag"
    case listFlags = "list-flags"
    case readFlag = "read-flag"
    /// Looks what is open and overdue, at the beginning of a command.
    case readCrisisClock = "read-crisis-clock"
    case acknowledgeFlag = "acknowledge-flag"
    case logIntervention = "log-intervention"
    case logContact = "log-contact"
    case linkFlag = "link-flag"
    case reassessFlag = "reassess-flag"
    case proposeResolution = "propose-resolution"
    /// As `proposeResolution`, with a reason why suspected harm was not reported.
    case proposeUnreported = "propose-unreported"
    case cosignResolution = "co-sign-resolution"
    case writeEmergencyCard = "write-emergency-card"
    /// A counselor's own client's card.
    case readEmergencyCard = "read-emergency-card"
    /// Under an active flag, by whoever is called.
    case openEmergencyCard = "open-emergency-card"
    case setDutyList = "set-duty-list"

    // reviews
    case assignReview = "assign-review"
    case confirmReview = "confirm-review"
    case listReviews = "list-reviews"
    case readReview = "read-review"
    case nudgeReview = "nudge-review"
    /// The counselor's program lends the reviewer the keys of the notes asked for, or says why not.
    case fulfillReview = "fulfill-review"
    /// The reviewer opens a note that was lent.
    case readReviewedNote = "read-reviewed-note"
    case writeReview = "write-review"
    case answerReview = "answer-review"
    case finishReview = "finish-review"

    // complaints
    /// Hands in a complaint; the workstation signs, not whoever does it.
    case fileComplaint = "file-complaint"
    /// Every act of a committee member in complaints. One word for all, because auditors may be whom one is about.
    case complaintAct = "complaint-act"

    // jots
    /// Leaves a few lines for a case's counselor; the workstation signs.
    case leaveJot = "leave-jot"
    /// Sets one aside of which no note is made.
    case discardJot = "discard-jot"
    // letters, backups
    /// The history of who opened a client's record, for the client.
    case writeAccessLetter = "write-access-letter"
    case makeBackup = "make-backup"
    case listBackups = "list-backups"
    // disclosures
    case requestDisclosure = "request-disclosure"
    case listDisclosures = "list-disclosures"
    /// Looks at one; for the counselor with what exactly would leave.
    case readDisclosure = "read-disclosure"
    /// The counselor's program fixes what would leave.
    case prepareDisclosure = "prepare-disclosure"
    case approveDisclosure = "approve-disclosure"
    /// Refuses, proposes to refuse for harm, or answers such a proposal.
    case refuseDisclosure = "refuse-disclosure"
    case withdrawDisclosure = "withdraw-disclosure"
    /// Makes the package that leaves.
    case sendDisclosure = "send-disclosure"
    /// What of a client's was disclosed, as it can be given to them.
    case accountDisclosures = "account-disclosures"
    // departure
    case suspendStaff = "suspend-staff"
    case reinstateStaff = "reinstate-staff"
    /// Somebody leaves for good.
    case endStaff = "end-staff"
    /// Reads why somebody was suspended, reinstated or left.
    case readStanding = "read-standing"
    /// Looks what somebody who leaves leaves behind.
    case listHandover = "list-handover"
    /// A case gets another counselor.
    case handOverCase = "hand-over-case"
    /// A compartment gets a new key.
    case rotateKey = "rotate-key"
    // epochs
    /// Confirms that a restored practice goes on in an epoch of its own.
    case openEpoch = "open-epoch"
    /// Goes over to an epoch that others began, having been shown what is lost.
    case acceptEpoch = "accept-epoch"
    // clock
    /// Says that the clock is right, which stands behind what one's own changes were dated.
    case setClockRight = "set-clock-right"
    // settings
    /// Writes the practice's settings anew, which nobody can open any more.
    case repairSettings = "repair-settings"
    // recovery
    /// Puts new keys in the place of somebody's.
    case replaceKeys = "replace-keys"
    /// Custodians, where no director is left who could.
    case nameDirector = "name-director"
    case requestRecovery = "request-recovery"
    case listRecovery = "list-recovery"
    /// A custodian's word, before their share is opened.
    case approveRecovery = "approve-recovery"
    case releaseShare = "release-share"
    /// Puts a key together from shares.
    case finishRecovery = "finish-recovery"
    /// Puts a key together to see that it can be done, and wipes it.
    case rehearseRecovery = "rehearse-recovery"
    // break-glass
    /// Asks the custodians for one case's key, for a reason.
    case requestGlass = "request-glass"
    case listGlass = "list-glass"
    /// A custodian's word, before their share is opened.
    case approveGlass = "approve-glass"
    case releaseGlassShare = "release-glass-share"
    /// Puts the key together for the first time.
    case openGlass = "open-glass"
    case listGlassNotes = "list-glass-notes"
    case readGlassNote = "read-glass-note"
    /// The case's counselor says that they know.
    case acknowledgeGlass = "acknowledge-glass"
    case reviewGlass = "review-glass"
    /// At the beginning of a command: whether one concerns the person.
    case noticeGlass = "notice-glass"
    // hand-over without the leaver
    /// A director names who takes over the case of somebody who is suspended or gone.
    case nameSuccessor = "name-successor"
    case listSuccessions = "list-successions"
    /// A custodian's word, before their share is opened.
    case approveSuccession = "approve-succession"
    case releaseSuccessionShare = "release-succession-share"
    /// The successor puts the key together, makes the next, and has the case.
    case finishSuccession = "finish-succession"
    case withdrawSuccession = "withdraw-succession"

    // retention
    /// A director says how long what is kept.
    case setRetention = "set-retention"
    /// The yearly look through the archive.
    case reviewArchive = "review-archive"
    /// What is due, and until when the rest is kept.
    case listRetention = "list-retention"
    /// That the client was told to collect what they want, or did.
    case noteRetention = "note-retention"
    /// A client asks for deletion; the law wins.
    case requestDeletion = "request-deletion"
    case placeHold = "place-hold"
    case releaseHold = "release-hold"
    case proposeDisposal = "propose-disposal"
    /// The second person's word, with which the rows go.
    case approveDisposal = "approve-disposal"
    /// Proposals, disposals, holds and certificates.
    case listDisposals = "list-disposals"

    // disposal of private notes
    /// The author names their private notes about a case that was disposed of, or says that there are none.
    case proposePrivateDisposal = "propose-private-disposal"
    /// Another person's word, with which they go.
    case approvePrivateDisposal = "approve-private-disposal"

    // second device
    /// Hands the person's own keys out to another computer of theirs.
    case allowDevice = "allow-device"
    /// They arrived there.
    case useDevice = "use-device"
    case loseDevice = "lose-device"
    case listDevices = "list-devices"

    /// Opens the sealed details of audit entries.
    case readAudit = "read-audit"
    case verifyAudit = "verify-audit"
    case writeCheckpoint = "write-checkpoint"
    case readStatus = "read-status"
    /// Housekeeping: makes grants that are owed to others.
    case settle
    /// Entering the room: only its refusal has an entry of this name, signed by the station.
    case enterPractice = "enter-practice"
}

extension Action {
    /// Whether what it writes lies with the crises, or tells a client's file of one.
    public var isAboutCrisis: Bool {
        switch self {
        case .raiseFlag, .acknowledgeFlag, .logIntervention, .logContact, .linkFlag, .reassessFlag, .proposeResolution,
            .proposeUnreported, .cosignResolution, .writeEmergencyCard:
            true
        default: false
        }
    }
}
