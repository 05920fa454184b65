import Counseling
import RecordStore
import Vault

extension Relationships {
    private var agreements: Agreements { Agreements(session: session, reading: reading) }
    private var now: UTCTime { session.surroundings.now() }
    private var isSupervisor: Bool { session.chain.members[session.me]?.holds(.supervisor) == true }

    /// Whether the two people could make an agreement.
    func add(
        supervisor: Identifier<Person>, trainee: Identifier<Person>, to facts: inout Relationship
    ) {
        facts.supervision.subjectMaySupervise =
            supervisor != trainee && session.chain.members[OpaqueID(supervisor)]?.holds(.supervisor) == true
        facts.supervision.subjectIsTrainee = session.chain.members[OpaqueID(trainee)]?.holds(.trainee) == true
    }

    /// What concerns co-signing and private notes. A looking visit opens nothing for it but the agreements, which everyone
    /// who works here may read; a changing one asks the threads and the case too.
    func add(
        supervisionFacts note: OpaqueID, in compartment: OpaqueID, to facts: inout Relationship, for action: Action
    ) throws {
        switch action {
        case .readNote:
            guard !facts.isAssignedCounselor, isSupervisor else { return }
            facts.supervision.supervisesCounselor = try supervises(compartment)
        case .cosignNote, .returnNote:
            guard isSupervisor else { return }
            facts.isAssignedCounselor = try compartmentIsMine(compartment)
            facts.supervision.supervisesCounselor = try supervises(compartment)
            facts.supervision.awaitsVerdict = try Submissions(session: session, reading: reading).waiting(at: now)
                .contains { $0.note == note }
        case .editNote, .signNote, .signNoteInCrisis, .addAddendum, .withdrawNote:
            guard facts.isAssignedCounselor else { return }
            try add(authorFacts: note, in: compartment, to: &facts)
        default: return
        }
    }

    private func add(authorFacts note: OpaqueID, in compartment: OpaqueID, to facts: inout Relationship) throws {
        if facts.noteState == nil {
            facts.supervision.isPrivateNote = try PrivateNotes(session: session, reading: reading).note(note) != nil
            return
        }
        if session.chain.members[session.me]?.holds(.trainee) == true {
            facts.supervision.hasSupervisor = try !agreements.asTrainee(at: now).isEmpty
        }
        guard facts.noteState == .submitted, let newest = try Records(session: session, reading: reading).newest(note)
        else { return }
        let verdicts =
            try CoSignatures(session: session, reading: reading, compartment: compartment)
            .all(of: note)[note] ?? []
        facts.supervision.verdict = CoSignatures.verdict(on: Int(newest.revision), in: verdicts)?.verdict
        facts.supervision.isHandedOver = try Submissions(session: session, reading: reading)
            .isHandedOver(note, revision: newest.revision, at: now)
    }

    /// Whether somebody who was ever given the case is supervised by this person. A case bears a record of its own name; a
    /// trainee's private notes lie in a compartment that does not.
    private func supervises(_ compartment: OpaqueID) throws -> Bool {
        guard try Records(session: session, reading: reading).compartment(of: compartment) != nil else { return false }
        let trainees = Set(try agreements.asSupervisor(at: now).map { Holder.person($0.trainee) })
        guard !trainees.isEmpty else { return false }
        return try Compartments(session: session).history(of: compartment, reading: reading).assignments
            .contains { $0.isAssigned && trainees.contains($0.member) }
    }

    private func compartmentIsMine(_ compartment: OpaqueID) throws -> Bool {
        try Compartments(session: session).history(of: compartment, reading: reading).assigned
            .contains(.person(session.me))
    }
}
