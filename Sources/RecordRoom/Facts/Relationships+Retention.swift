import Counseling
import RecordStore
import Vault

// What the policy asks about keeping and disposing.
extension Relationships {
    func add(retentionFacts subject: Subject, to facts: inout Relationship, for action: Action) throws {
        let disposals = Disposals(session: session, reading: reading)
        if let client = subject.client, try disposals.isDisposed(OpaqueID(client)) {
            facts.retention.isFileDisposed = true
        }
        let actions: [Action] = [
            .noteRetention, .requestDeletion, .placeHold, .releaseHold, .proposeDisposal, .approveDisposal,
        ]
        guard let target = DisposalTarget(subject) else { return }
        // disposal of private notes
        if case .counselingCase(let id) = target, action == .proposePrivateDisposal || action == .approvePrivateDisposal
        {
            return try add(privateNotesAbout: OpaqueID(id), to: &facts)
        }
        let compartment = target.compartment
        guard actions.contains(action) else {
            guard case .counselingCase = target else { return }
            // Nobody is assigned to what was disposed of: whoever asks is told why.
            if !facts.isAssignedCounselor { facts.retention.isDisposed = try disposals.isDisposed(compartment) }
            // Its line went with the client's file.
            let records = Records(session: session, reading: reading)
            if facts.retention.isDisposed, try records.compartment(of: compartment) == nil {
                facts.retention.isFileDisposed = true
            }
            return
        }
        facts.retention.isDisposed = try disposals.isDisposed(compartment)
        switch target {
        case .counselingCase:
            let isCase = try Handover(session: session, reading: reading).isCase(compartment)
            guard isCase || facts.retention.isDisposed else { throw RoomError.notFound(.counselingCase) }
            facts.retention.isOwnCase = facts.isAssignedCounselor
        case .client:
            let isFile = try disposals.isFile(compartment)
            guard isFile || facts.retention.isDisposed else { throw RoomError.notFound(.client) }
            facts.retention.isOwnCase = facts.clientIsInOwnCaseload
            facts.isAssignedCounselor = facts.clientIsInOwnCaseload
        }
        let holds = try disposals.holds(on: compartment)
        facts.retention.isFree = holds.isEmpty
        facts.retention.mayRelease = holds.contains { disposals.mayRelease($0) }
        switch action {
        case .proposeDisposal: facts.retention.isDue = try isDue(target, disposals)
        case .approveDisposal:
            guard let proposal = try disposals.waiting(of: compartment) else { return }
            facts.retention.isProposed = true
            facts.retention.isOthersProposal = proposal.signer != session.me
        default: return
        }
    }

    private func add(privateNotesAbout id: OpaqueID, to facts: inout Relationship) throws {
        let after = PrivateDisposals(session: session, reading: reading)
        facts.retention.isDisposed = try after.isDisposedCase(id)
        let isCase = try Handover(session: session, reading: reading).isCase(id)
        guard isCase || facts.retention.isDisposed else { throw RoomError.notFound(.counselingCase) }
        let waiting = try after.waiting(of: id)
        facts.retention.isPrivateProposed = !waiting.isEmpty
        facts.retention.isOthersPrivateProposal = waiting.contains { $0.signer != session.me }
    }

    private func isDue(_ target: DisposalTarget, _ disposals: Disposals) throws -> Bool {
        guard session.chain.members[session.me]?.holds(.director) == true,
            case .due = try disposals.standing(target, now: session.surroundings.now())
        else { return false }
        switch target {
        case .counselingCase(let id):
            guard let (body, _) = try disposals.opened(OpaqueID(id)) else { return false }
            return try !disposals.isUnfinished(OpaqueID(id), of: body.client)
        case .client(let id): return try !disposals.isUnfinished(OpaqueID(id), of: id)
        }
    }
}

extension Subject {
    /// The client whose file an act is in; nil for other acts.
    fileprivate var client: Identifier<Client>? {
        switch self {
        case .client(let client), .newCase(let client, _), .newAppointment(let client, _, _),
            .consent(_, let client), .emergencyCard(let client):
            client
        case .appointment(let subject): subject.client
        default: nil
        }
    }
}
