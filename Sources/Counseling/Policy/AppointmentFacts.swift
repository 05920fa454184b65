/// What the door looked up about an appointment: facts, each false until found so.
public struct AppointmentFacts: Hashable, Sendable {
    /// The counselor booked, or to be booked, is the one who acts.
    public var counselorIsSelf = false
    /// The counselor to be booked is active and a counselor or trainee.
    public var counselorMayCounsel = false
    /// It is not the client's first session, or they consented to counseling, or a crisis overrides.
    public var consentIsSettled = false

    /// A note that is to be signed is of a first session that nobody consented to.
    public var noteLacksConsent = false

    public init() {}
}
