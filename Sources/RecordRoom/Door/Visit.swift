public import Counseling
import RecordStore
import Vault

/// What somebody enters the room for. Each purpose is one act of the policy.
public protocol Purpose {
    static var action: Action { get }
}

/// A purpose that only looks: its entry is durable before anything is opened.
public protocol LookingPurpose: Purpose {}

/// A look that a command will take after another, so that both entries can be made durable at once.
public struct ComingLook {
    let action: Action
    let subject: Subject

    public init<P: LookingPurpose>(_ purpose: P.Type, about subject: Subject) {
        (action, self.subject) = (P.action, subject)
    }
}

/// A look whose entry is durable.
struct AnnouncedLook {
    let action: Action
    let subject: String?
    let role: Role?
    let now: UTCTime
    let scope: [OpaqueID]
}

/// A purpose that changes something: the change and its entry are one transaction.
public protocol ChangingPurpose: Purpose {
    /// Whether it must go through with the clock set back and with the disk full: what cannot wait for either to be mended.
    static var isUrgent: Bool { get }
}

extension ChangingPurpose {
    public static var isUrgent: Bool { false }
}

/// What the visit is about, as the policy must know it.
public enum Subject: Sendable {
    case practice
    case person(Identifier<Person>)
    case client(Identifier<Client>)
    /// Opening a case for this client with this counselor.
    case newCase(Identifier<Client>, counselor: Identifier<Person>)
    case counselingCase(Identifier<CounselingCase>)
    case note(Identifier<SessionNote>)

    // appointments
    /// Booking this client with this counselor, on days from the first to the last.
    case newAppointment(Identifier<Client>, counselor: Identifier<Person>, on: DaySpan)
    case appointment(AppointmentSubject)

    // consent
    case consent(Identifier<Consent>, of: Identifier<Client>)

    // credentials
    case credential(Identifier<StaffCredential>, of: Identifier<Person>)

    // supervision
    /// Agreeing that the one supervises the other.
    case newAgreement(supervisor: Identifier<Person>, trainee: Identifier<Person>)
    case agreement(Identifier<SupervisionAgreement>)
    /// A search in one's own cases and in these, of which notes were handed to one.
    case noteSearch(lent: [Identifier<CounselingCase>])

    // crisis
    case flag(Identifier<CrisisFlag>)
    case emergencyCard(Identifier<Client>)

    // reviews
    case newReview(counselor: Identifier<Person>, reviewer: Identifier<Person>, ReviewKind)
    case review(Identifier<ReviewThread>)
    /// A note that was lent in a review.
    case reviewedNote(Identifier<SessionNote>, in: Identifier<ReviewThread>)

    // disclosures
    /// Asking that something of this case be disclosed.
    case newDisclosure(Identifier<CounselingCase>)
    /// One that is there; of its case, as whoever read it knows. What it names is opened only where the entry says the case.
    case disclosure(Identifier<DisclosureThread>, of: Identifier<CounselingCase>? = nil)

    // complaints
    /// The complaints that one's keys open.
    case complaints
    /// A step in one of them; whom it names, for a panel or a recusal; how it is to end.
    case complaint(
        Identifier<Complaint>, ComplaintAct, naming: [Identifier<Person>], outcome: ComplaintOutcome?)

    // departure
    /// A case of the one, to be handed to the other.
    case handover(Identifier<CounselingCase>, from: Identifier<Person>, to: Identifier<Person>)
    case compartment(Identifier<CaseCompartment>)

    // recovery
    case recovery(Identifier<Recovery>)

    // break-glass
    case glass(Identifier<BreakGlass>)
    /// A note of the case whose glass was broken.
    case glassNote(Identifier<SessionNote>, in: Identifier<BreakGlass>)

    // hand-over without the leaver
    case succession(Identifier<Succession>)

    // second device
    case device(Identifier<Device>)

    /// What the entry names; an appointment, a name or a text never is.
    var hex: String? {
        switch self {
        case .practice: nil
        case .person(let id): id.hex
        case .client(let id), .newCase(let id, _): id.hex
        case .counselingCase(let id): id.hex
        case .note(let id): id.hex

        // appointments
        case .newAppointment(let client, _, _): client.hex
        case .appointment(let subject): subject.client.hex

        // consent
        case .consent(_, let client): client.hex

        // credentials
        case .credential(_, let person): person.hex

        // supervision
        case .newAgreement(_, let trainee): trainee.hex
        case .agreement(let id): id.hex
        case .noteSearch: nil

        // crisis
        case .flag(let id): id.hex
        case .emergencyCard(let id): id.hex

        // reviews
        case .newReview(let counselor, _, _): counselor.hex
        case .review(let id): id.hex
        case .reviewedNote(let note, _): note.hex

        // disclosures
        case .newDisclosure(let id): id.hex
        case .disclosure(let id, let caseID): caseID?.hex ?? id.hex

        // complaints
        // Never: who acts is said, on which complaint is not.
        case .complaints, .complaint: nil

        // departure
        case .handover(let id, _, _): id.hex
        case .compartment(let id): id.hex

        // recovery
        case .recovery(let id): id.hex

        // break-glass
        case .glass(let id): id.hex
        case .glassNote(let note, _): note.hex

        // hand-over without the leaver
        case .succession(let id): id.hex

        // second device
        case .device(let id): id.hex
        }
    }
}

/// An allowed stay in the room, for one purpose. It cannot be made outside, stored or copied; what can be done in it are
/// extensions constrained by the purpose, so a visit for listing has no method that files a note.
public struct Visit<P: Purpose>: ~Copyable {
    let session: RoomSession
    let reading: any StoreReading
    let transaction: RoomTransaction?
    let subject: Subject
    /// The role that the policy found to act.
    public let actingRole: Role?
    let now: UTCTime
    /// The compartments that the entry says it opens, where it opens several.
    let scope: [OpaqueID]

    init(
        session: RoomSession, reading: any StoreReading, transaction: RoomTransaction?, subject: Subject,
        actingRole: Role?, now: UTCTime, scope: [OpaqueID] = []
    ) {
        self.session = session
        self.reading = reading
        self.transaction = transaction
        self.subject = subject
        self.actingRole = actingRole
        self.now = now
        self.scope = scope
    }

    var compartments: Compartments { Compartments(session: session) }
    var records: Records { Records(session: session, reading: reading) }

    /// The transaction of a changing visit.
    func writing() throws -> RoomTransaction {
        guard let transaction else { throw RoomError.internalFault("a looking visit cannot write") }
        return transaction
    }
}
