import Counseling
import Vault

// What the policy asks about disclosures.
extension Relationships {
    func add(disclosureFacts subject: Subject, to facts: inout Relationship, for action: Action) throws {
        switch subject {
        case .newDisclosure(let id): try add(newOf: OpaqueID(id), to: &facts)
        case .disclosure(let id, let caseID): try add(OpaqueID(id), of: caseID, to: &facts.disclosure, for: action)
        default: break
        }
    }

    private func add(newOf compartment: OpaqueID, to facts: inout Relationship) throws {
        guard let file = try Records(session: session, reading: reading).compartment(of: compartment),
            file != compartment
        else { throw RoomError.notFound(.counselingCase) }
        let history = try Compartments(session: session).history(of: compartment, reading: reading)
        facts.isAssignedCounselor = history.assigned.contains(.person(session.me))
        let counselors = history.assigned.compactMap { if case .person(let person) = $0 { person } else { nil } }
        facts.disclosure.someoneCanApprove = !DisclosureDesk.approvers(
            session.chain, requester: session.me, counselors: counselors
        ).isEmpty
    }

    /// Whether one has a part in it the assignments say. What part, its own events tell, which a looking visit opens after its
    /// entry only.
    private func add(
        _ thread: OpaqueID, of caseID: Identifier<CounselingCase>?, to facts: inout DisclosureFacts, for action: Action
    ) throws {
        let history = try Compartments(session: session).history(of: thread, reading: reading)
        guard !history.assignments.isEmpty,
            try Records(session: session, reading: reading).home(of: thread) == nil
        else { throw RoomError.notFound(.disclosure) }
        facts.isMember = history.assigned.contains(.person(session.me))
        guard facts.isMember, action != .readDisclosure else { return }
        let desk = DisclosureDesk(session: session, reading: reading)
        guard let disclosure = try desk.disclosure(thread), caseID == nil || caseID == disclosure.caseID else {
            throw RoomError.notFound(.disclosure)
        }
        facts.isRequester = OpaqueID(disclosure.requester) == session.me
        facts.isCounselor = OpaqueID(disclosure.counselor) == session.me
        facts.counselsCase = try Compartments(session: session)
            .history(of: OpaqueID(disclosure.caseID), reading: reading).assigned.contains(.person(session.me))
        facts.isRefuser = disclosure.refuser.map { OpaqueID($0) == session.me } ?? false
        facts.approverIsEntitled = desk.isEntitled(disclosure)
        facts.state = disclosure.state
    }
}
