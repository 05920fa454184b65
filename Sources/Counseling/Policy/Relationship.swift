/// What the door looked up about the person who acts and the thing acted on: facts, no identifiers.
///
/// Everything is false, or nil, until it was looked up and found so, and that is the refusing side of every fact: what the
/// door forgets to look up is not allowed.
public struct Relationship: Hashable, Sendable {
    /// No practice has been founded here yet.
    public var practiceIsAbsent = false
    /// The membership chain has no active auditor, so the director acts for one.
    public var practiceHasNoAuditor = false
    /// The record belongs to the person who acts: the welcome they take up is addressed to them.
    public var isOwnRecord = false
    /// The client has a case of this person's. For a list or a search: every client that would be shown has one.
    public var clientIsInOwnCaseload = false
    /// The person named as counselor of the case to be opened is the one who acts.
    public var subjectNamesSelf = false
    /// The person named as counselor of the case to be opened is active and a counselor or trainee.
    public var subjectMayCounsel = false
    /// The case is assigned to this person. For a list: every case that would be shown is.
    public var isAssignedCounselor = false
    /// The case is open.
    public var caseIsOpen = false
    /// This person wrote the note.
    public var isAuthor = false
    /// Whether the note is still a draft; nil while that is not known.
    public var noteState: NoteBody.State?

    // appointments
    public var appointment = AppointmentFacts()

    // credentials
    public var credential = CredentialFacts()

    // supervision
    public var supervision = SupervisionFacts()

    // crisis
    public var crisis = CrisisFacts()

    // reviews
    public var review = ReviewFacts()

    // disclosures
    public var disclosure = DisclosureFacts()

    // complaints
    public var complaint = ComplaintFacts()

    // departure
    public var departure = DepartureFacts()

    // epochs
    public var epoch = EpochFacts()

    // recovery
    public var recovery = RecoveryFacts()

    // break-glass
    public var glass = GlassFacts()

    // hand-over without the leaver
    public var succession = SuccessionFacts()
    // retention
    public var retention = RetentionFacts()

    public init() {}
}
