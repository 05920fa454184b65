public import Counseling
import RecordStore
import Vault

public enum AgreeingSupervision: ChangingPurpose { public static let action = Action.agreeSupervision }
public enum ListingSupervision: LookingPurpose { public static let action = Action.listSupervision }
public enum EndingSupervision: ChangingPurpose { public static let action = Action.endSupervision }

/// A supervision agreement with the people it names.
public struct AgreementEntry: Sendable {
    public let id: Identifier<SupervisionAgreement>
    public let body: SupervisionAgreement
    public let supervisor: StaffMember?
    public let trainee: StaffMember?
    /// Whether what a director said of it last opens for nobody any more: then nothing is done under it.
    public let isLost: Bool
    /// As the agreement stands by this computer's clock: one that was ended is over, also where its end is dated ahead.
    public let present: SupervisionAgreement

    public func isInForce(at now: UTCTime) -> Bool { !isLost && present.isInForce(at: now) }
}

extension Visit where P == AgreeingSupervision {
    /// Puts the agreement of the visit's people on record and opens the thread between them. The director is not of it: the
    /// first of the two who comes by makes its key.
    public func agree(from: UTCTime, until: UTCTime?) throws -> Identifier<SupervisionAgreement> {
        guard case .newAgreement(let supervisor, let trainee) = subject else { throw RoomError.notFound(.person) }
        let transaction = try writing()
        let thread = try Threads(session: session, reading: reading)
            .open(to: [OpaqueID(supervisor), OpaqueID(trainee)], in: transaction)
        let body = try SupervisionAgreement(
            trainee: trainee, supervisor: supervisor, from: from, until: until, thread: Identifier(thread))
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        let id = try OpaqueID.random()
        try compartments.prepareToWrite(practice, in: transaction)
        try records.write(body, .supervisionAgreement, record: id, in: practice, to: transaction)
        return Identifier(id)
    }
}

/// Every agreement, and where something lies that may have been one.
public struct AgreementList: Sendable {
    public let entries: [AgreementEntry]
    /// The names of records that a director wrote and of which nothing can be read any more.
    public let unreadable: [String]
}

extension Visit where P == ListingSupervision {
    /// The acting person's own notes that were handed in under an agreement that is over and that no supervisor has.
    public func unheldNotes() throws -> UnheldNotes {
        try Unheld(session: session, reading: reading, now: now).own()
    }

    /// Notes that trainees handed to the acting supervisor under an agreement that is over, and not since.
    public func unheldOfTrainees() throws -> [Identifier<SessionNote>] {
        try Unheld(session: session, reading: reading, now: now).ofTrainees()
    }

    /// Every agreement, those that ended too.
    public func agreements() throws -> AgreementList {
        let (agreements, unreadable) = try Agreements(session: session, reading: reading).read()
        let entries = try agreements.map { agreement in
            AgreementEntry(
                id: Identifier(agreement.id), body: agreement.body,
                supervisor: try session.staff(agreement.body.supervisor),
                trainee: try session.staff(agreement.body.trainee), isLost: agreement.lost != nil,
                present: agreement.body(at: now))
        }
        return AgreementList(entries: entries, unreadable: unreadable)
    }
}

extension Visit where P == EndingSupervision {
    /// Ends the visit's agreement now. What was handed over under it stays readable to whoever read it; nothing more is.
    /// - Throws: `.notFound`, also where it ended already
    public func end() throws -> SupervisionAgreement {
        guard case .agreement(let id) = subject else { throw RoomError.notFound(.agreement) }
        let found = try Agreements(session: session, reading: reading).all().first { $0.id == OpaqueID(id) }
        guard let found, found.body(at: now).until.map({ now < $0 }) ?? true else {
            throw RoomError.notFound(.agreement)
        }
        let transaction = try writing()
        let practice = FixedCompartment.practice.id(in: session.chain.practice)
        let ended = found.body.ended(at: now)
        try compartments.prepareToWrite(practice, in: transaction)
        try records.write(ended, .supervisionAgreement, record: found.id, in: practice, to: transaction)
        return ended
    }
}
