public import Counseling
import Vault

/// Whom a change of the staff waits for where it is not custodians alone.
public struct StandIn: Sendable {
    /// Whether it puts out one of two custodians, who may also confirm it themself.
    public let putsOut: Bool
    /// Whether it names a director where the only one is one of two custodians, and may be gone.
    public let isNaming: Bool
    /// Whether the other custodian signed it or stands under it; else their word is wanted too.
    public let isByCustodian: Bool
    /// Who of the committee could stand in: never whom it is about.
    public let committee: [StaffMember]
    /// Whether somebody of the committee stands in already.
    public let hasStoodIn: Bool
    /// Who signed it, where custodians alone name a director: a director's change of the same person takes its place.
    public let proposer: StaffMember?
    /// What is missing where nobody stands in for anybody.
    public let missing: Missing

    /// Whose word the rule itself still wants.
    public struct Missing: Sendable {
        /// The custodians of whom one more must confirm it; nil where enough did.
        public let custodians: [StaffMember]?
        /// Who of the committee could; nil where one did, or none must.
        public let committee: [StaffMember]?
    }
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
            func staff(_ members: [Member]) throws -> [StaffMember] {
                try members.compactMap { try session.staff(Identifier($0.id)) }
            }
            // Whose new keys they are vouches for them least of all; anything else they may confirm, but not as a stand-in.
            func able(_ duties: Duties) -> [Member] {
                chain.active(with: duties).filter {
                    $0.id != waiting.signer && !waiting.approvals.contains($0.id)
                        && !(waiting.isNewKeys && $0.id == waiting.subject)
                }
            }
            let others = waiting.approvals.subtracting([waiting.subject])
            func hold(_ duties: Duties, _ people: Set<OpaqueID>) -> Int {
                people.filter { chain.members[$0]?.holds(duties) == true }.count
            }
            let isShort = hold(.custodian, waiting.approvals) < waiting.rule.approvals
            let needsCommittee = waiting.rule.needsCommittee && hold(.committee, waiting.approvals) == 0
            let putsOut = waiting.standIn != nil && !waiting.isNaming
            // Where the committee stands in, the word of whom it is about does not count.
            let custodians = able(.custodian).filter { !putsOut || $0.id != waiting.subject }
            return StandIn(
                putsOut: putsOut,
                isNaming: waiting.isNaming && chain.isOnlyDirectorOtherCustodian(than: waiting.signer),
                isByCustodian: hold(.custodian, others) > 0,
                committee: try staff(able(.committee).filter { $0.id != waiting.subject }),
                hasStoodIn: hold(.committee, others) > 0,
                proposer: try waiting.isByCustodians ? session.staff(Identifier(waiting.signer)) : nil,
                missing: StandIn.Missing(
                    custodians: try isShort ? staff(custodians) : nil,
                    committee: try needsCommittee ? staff(able(.committee)) : nil))
        }
    }

    /// Whether one of two custodians was put out with the committee's word, and nobody was named in their place.
    public var isCustodianPlaceVacant: Bool { session.chain.isPlaceVacant }
}
