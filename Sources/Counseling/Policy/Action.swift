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
    case addAddendum = "add-addendum"

    // appointments

    // consent

    // credentials
    case addCredential = "add-credential"
    case verifyCredential = "verify-credential"
    case renewCredential = "renew-credential"
    case withdrawCredential = "withdraw-credential"
    case listCredentials = "list-credentials"
    case readRequiredCredentials = "read-required-credentials"
    case setRequiredCredentials = "set-required-credentials"

    // supervision

    // crisis

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
