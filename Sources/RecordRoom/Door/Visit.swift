public import Counseling
import RecordStore
import Vault

/// What somebody enters the room for. Each purpose is one act of the policy.
public protocol Purpose {
    static var action: Action { get }
}

/// A purpose that only looks: its entry is durable before anything is opened.
public protocol LookingPurpose: Purpose {}

/// A purpose that changes something: the change and its entry are one transaction.
public protocol ChangingPurpose: Purpose {}

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

    // consent

    // credentials
    case credential(Identifier<StaffCredential>, of: Identifier<Person>)

    // supervision

    // crisis

    // reviews
    case newReview(counselor: Identifier<Person>, reviewer: Identifier<Person>, ReviewKind)
    case review(Identifier<ReviewThread>)
    /// A note that was lent in a review.
    case reviewedNote(Identifier<SessionNote>, in: Identifier<ReviewThread>)

    // complaints

    /// What the entry names; an appointment, a name or a text never is.
    var hex: String? {
        switch self {
        case .practice: nil
        case .person(let id): id.hex
        case .client(let id), .newCase(let id, _): id.hex
        case .counselingCase(let id): id.hex
        case .note(let id): id.hex

        // appointments

        // consent

        // credentials
        case .credential(_, let person): person.hex

        // supervision

        // crisis

        // reviews
        case .newReview(let counselor, _, _): counselor.hex
        case .review(let id): id.hex
        case .reviewedNote(let note, _): note.hex

        // complaints
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

    init(
        session: RoomSession, reading: any StoreReading, transaction: RoomTransaction?, subject: Subject,
        actingRole: Role?, now: UTCTime
    ) {
        self.session = session
        self.reading = reading
        self.transaction = transaction
        self.subject = subject
        self.actingRole = actingRole
        self.now = now
    }

    var compartments: Compartments { Compartments(session: session) }
    var records: Records { Records(session: session, reading: reading) }

    /// The transaction of a changing visit.
    func writing() throws -> RoomTransaction {
        guard let transaction else { throw RoomError.internalFault("a looking visit cannot write") }
        return transaction
    }
}
