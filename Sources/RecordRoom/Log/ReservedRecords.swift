import Counseling
import Cryptography
import RecordStore
import Vault

/// Records of which there is one, by an identifier that everybody who works in the practice knows before it is written: who alone may
/// log a revision of one. Whoever else did so, of a compartment of their own, would keep directors from ever writing it.
final class ReservedRecords: Sendable {
    private let chain: MembershipChain
    /// A director's alone.
    private let directors: Set<OpaqueID>
    /// What is published of a person: a director's, or that person's.
    private let people: [OpaqueID: OpaqueID]

    /// - Parameter ring: for those that follow from the key of `practice`; nil, or one without it, for the others alone
    init(_ chain: MembershipChain, ring: KeyRing?) {
        self.chain = chain
        let practice = FixedCompartment.practice.id(in: chain.practice)
        var directors: Set<OpaqueID> = [practice]
        for fixed in FixedRecord.allCases { directors.insert(fixed.id(in: chain.practice)) }
        var people: [OpaqueID: OpaqueID] = [:]
        if let ring, ring.holds(practice, generation: 1) {
            func named(_ kind: Records.Kind, _ subject: OpaqueID) -> OpaqueID? {
                try? NamedRecord.id(kind.rawValue, of: subject, in: practice, with: ring)
            }
            if let required = named(.requiredCredentials, chain.practice) { directors.insert(required) }
            for person in chain.members.keys {
                if let fitness = named(.staffFitness, person) { people[fitness] = person }
            }
        }
        (self.directors, self.people) = (directors, people)
    }

    func contains(_ record: OpaqueID) -> Bool { directors.contains(record) || people[record] != nil }

    /// Whether an entry may say that a revision is there which was not.
    func mayBegin(_ address: RowAddress, in entry: LoggedChanges) -> Bool {
        guard address.rowClass == .record, let record = OpaqueID(address.key.prefix(OpaqueID.count)),
            contains(record),
            let duties = chain.duties(of: entry.actor, at: entry.position)
        else { return true }
        return duties.contains(.director) || people[record] == entry.actor
    }
}
