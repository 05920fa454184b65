public import Counseling
import RecordStore
import Vault

public enum SigningNote: SigningPurpose { public static let action = Action.signNote }
/// Signing where a crisis stands in for the consent to a first session.
public enum SigningNoteInCrisis: SigningPurpose { public static let action = Action.signNoteInCrisis }

/// What signs a note, or hands a trainee's in.
public protocol SigningPurpose: ChangingPurpose {}

/// How it stands with the consent to what a note is about.
enum NoteConsent {
    /// The client consents to counseling, or a session was held with everything in order before.
    case settled
    /// Nobody consented, and a first session was held all the same, in a crisis, as its appointment says.
    case overridden
    /// Nobody consented, and no session was held.
    case missing
}

extension AppointmentBook {
    /// Whether the notes of a case may be signed as far as consent goes. A note does not name its appointment: what is asked is
    /// what completing the client's next session would be asked, and a crisis that was named for an appointment counts here too.
    func consent(toSignIn compartment: OpaqueID) throws -> NoteConsent {
        guard let file = try records.compartment(of: compartment), file != compartment else {
            throw RoomError.notFound(.counselingCase)
        }
        // Whoever lost the client's file, as after a hand-over, cannot tell, and signs what they wrote before.
        guard try holds(file: file) else { return .settled }
        // In a file that opens for nobody there is no consent; the crisis's way stays.
        return try unlessSpoiled { try consent(toSignFor: Identifier(file)) } ?? .missing
    }

    private func consent(toSignFor client: Identifier<Client>) throws -> NoteConsent {
        if try hasConsent(client, to: .counseling, explained: true) { return .settled }
        let held = try all(of: client).found.map(\.appointment).filter {
            $0.state == .arrived || $0.state == .completed
        }
        if held.contains(where: { $0.state == .completed && $0.withoutConsent != true }) { return .settled }
        return held.contains { $0.withoutConsent == true } ? .overridden : .missing
    }
}

extension Visit where P == EditingNote {
    /// The same of a draft that was changed.
    public func lacksConsent() throws -> Bool {
        guard case .note(let id) = subject, let compartment = try records.compartment(of: OpaqueID(id)) else {
            throw RoomError.notFound(.note)
        }
        return try AppointmentBook(session: session, reading: reading).consent(toSignIn: compartment) == .missing
    }
}

extension Visit where P == WritingNote {
    /// Whether signing what was written will need a consent that is not there. A draft may always be written.
    public func lacksConsent() throws -> Bool {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        return try AppointmentBook(session: session, reading: reading).consent(toSignIn: OpaqueID(id)) == .missing
    }
}
