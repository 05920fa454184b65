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
    /// What is on its way to oneself, by name or, of client files, as one of the desk. A mark that asks for nothing, because its
    /// person does not belong there, is passed over.
    func ownOwedKeys() throws -> OwnOwedKeys {
        let compartments = Compartments(session: session)
        let stored = StoredCompartments(reading: reading)
        let people = try StaffRoll(chain: session.chain).everyone().filter { $0.standing == .active }
        var count = 0
        var holders: Set<OpaqueID> = []
        for mark in try ownOwedRows().compactMap({ try? OwedMark($0) }) + unmarked() {
            guard let history = try? compartments.history(of: mark.compartment, reading: reading),
                compartments.holders(of: history).contains(where: { $0.id == mark.member })
            else { continue }
            // What is owed to the desk is no loss to whoever has it by themself.
            if mark.member != session.me, let current = history.current,
                (try? compartments.open(mark.compartment, reading: reading)) != nil,
                session.ring.holds(mark.compartment, generation: current.generation)
            {
                continue
            }
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

    /// What is due to oneself by one's roles and was not given, where no mark says so: somebody may have taken it away.
    private func unmarked() throws -> [OwedMark] {
        let stored = StoredCompartments(reading: reading)
        return try FixedCompartment.allCases.compactMap { fixed in
            let mark = OwedMark(compartment: fixed.id(in: session.chain.practice), member: session.me)
            guard fixed.members(in: session.chain).contains(where: { $0.id == session.me }),
                let history = try? Compartments(session: session).history(of: mark.compartment, reading: reading),
                let generation = history.current?.generation,
                try reading.row(mark.row.address) == nil
            else { return nil }
            let found = Result { try stored.grant(of: mark.compartment, generation: generation, to: session.me) }
            guard case .success(nil) = found else { return nil }
            return mark
        }
    }

    /// The marks that name oneself, and those that name the desk where one keeps it.
    private func ownOwedRows() throws -> [StoredRow] {
        let own = try reading.rows(.owed, target: session.me)
        guard FixedCompartment.desk.members(in: session.chain).contains(where: { $0.id == session.me }) else {
            return own
        }
        return own + (try reading.rows(.owed, target: FixedCompartment.desk.id(in: session.chain.practice)))
    }
}
