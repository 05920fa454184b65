/// What the door looked up about the person who acts and the thing acted on: facts, no identifiers.
///
/// Everything is false until it was looked up and found true. That is the refusing side of every fact but
/// `noteIsSigned` and `practiceExists`, which the door looks up for every act on notes and on founding.
public struct Relationship: Hashable, Sendable {
    /// A practice has been founded here.
    public var practiceExists = false
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
    /// The note is signed and locked.
    public var noteIsSigned = false

    public init() {}
}
