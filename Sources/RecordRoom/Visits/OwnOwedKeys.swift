import Counseling
import RecordStore
import Vault

/// Keys that whoever asks belongs to and has not got yet.
public struct OwnOwedKeys: Sendable {
    public let count: Int
    /// Whose program hands them over at its next command: each of them has one at least.
    public let holders: [StaffEntry]
}

extension Visit where P == ReadingStatus {
    /// What is on its way to oneself. A mark that asks for nothing, because its person does not belong there, is passed over.
    func ownOwedKeys() throws -> OwnOwedKeys {
        let compartments = Compartments(session: session)
        let stored = StoredCompartments(reading: reading)
        let people = try StaffRoll(chain: session.chain).everyone().filter { $0.standing == .active }
        var count = 0
        var holders: Set<OpaqueID> = []
        for row in try reading.rows(.owed, target: session.me) {
            guard let mark = try? OwedMark(row), mark.member == session.me,
                let history = try? compartments.history(of: mark.compartment, reading: reading),
                compartments.holders(of: history).contains(where: { $0.id == session.me })
            else { continue }
            count += 1
            guard let current = history.current else { continue }
            for holder in compartments.holders(of: history) where holder.id != session.me {
                guard
                    try stored.grant(of: mark.compartment, generation: current.generation, to: holder.id) != nil
                else { continue }
                switch holder {
                case .person(let person): holders.insert(person)
                case .compartment(let parent):
                    let members =
                        FixedCompartment.named(parent, in: session.chain.practice)?.members(in: session.chain) ?? []
                    holders.formUnion(members.map(\.id))
                }
            }
        }
        holders.remove(session.me)
        return OwnOwedKeys(count: count, holders: people.filter { holders.contains(OpaqueID($0.id)) })
    }
}
