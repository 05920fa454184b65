public import Counseling
import Vault

/// Whom a change of the staff waits for where it is not custodians alone.
public struct StandIn: Sendable {
    /// Whether it puts out one of two custodians, who may also confirm it themself.
    public let putsOut: Bool
    /// Whether it names a director where the only one is one of two custodians, and may be gone.
    public let isNaming: Bool
    /// Whether the other custodian signed it; else their word is wanted too.
    public let isByCustodian: Bool
    /// Who of the committee could confirm it.
    public let committee: [StaffMember]
}

extension RecordRoom {
    /// Whom of the committee a change waits for that waits about somebody; nil where it waits for custodians alone, or for nothing.
    public func standIn(for person: Identifier<Person>) throws(RoomError) -> StandIn? {
        try translating {
            let chain = session.chain
            guard
                let waiting = chain.pending.first(where: {
                    $0.subject == OpaqueID(person) && $0.mayBeConfirmedByCommittee
                })
            else { return nil }
            let able = chain.active(with: .committee).filter {
                $0.id != waiting.subject && $0.id != waiting.signer && !waiting.approvals.contains($0.id)
            }
            return StandIn(
                putsOut: waiting.standIn != nil && !waiting.isNaming, isNaming: waiting.isNaming,
                isByCustodian: waiting.approvals.contains(waiting.signer),
                committee: try able.compactMap { try session.staff(Identifier($0.id)) })
        }
    }

    /// Whether one of two custodians was put out with the committee's word, and nobody was named in their place.
    public var isCustodianPlaceVacant: Bool { session.chain.isPlaceVacant }
}
