/// What the door looked up about co-signing and private notes; as in `Relationship`, whatever was not found so is false.
public struct SupervisionFacts: Hashable, Sendable {
    /// The note is one of this person's own private notes.
    public var isPrivateNote = false
    /// This person is a trainee under an agreement in force.
    public var hasSupervisor = false
    /// Somebody who was given the case is supervised by this person under an agreement in force.
    public var supervisesCounselor = false
    /// The note's newest version was handed to this person for co-signing, and they have not decided yet.
    public var awaitsVerdict = false
    /// The note's newest version has been handed to every supervisor of the author's already.
    public var isHandedOver = false
    /// What a supervisor decided of the note's newest version.
    public var verdict: CoSignature.Verdict?
    /// The person named as supervisor is active and one, and not the trainee.
    public var subjectMaySupervise = false
    /// The person named as trainee is active and one.
    public var subjectIsTrainee = false

    public init() {}
}
