import RecordStore
import Vault

/// Who belonged to a compartment when something was logged in it.
struct BelongingThen {
    private let fixed: FixedCompartment?
    /// The assignments in order, each with the entry that logged it.
    private let steps: [(entry: UInt64, assignment: Assignment)]
    private let ledger: RowLedger
    private let chain: MembershipChain
    private var members: [FixedCompartment: [UInt32: Set<OpaqueID>]] = [:]

    init(_ history: CompartmentHistory, _ ledger: RowLedger, chain: MembershipChain) {
        fixed = FixedCompartment.named(history.compartment, in: chain.practice)
        steps = history.assignments.map { assignment in
            let key = CompartmentKey.bytes(history.compartment, assignment.sequence)
            return (ledger.firstEntry(RowAddress(.assignment, key: key)) ?? .max, assignment)
        }
        (self.ledger, self.chain) = (ledger, chain)
    }

    /// Whether somebody belonged when an entry began that logged a row first, or at a point within it: who takes up or leaves may write
    /// in the act that says so. Where duties cannot be read, nobody is judged.
    mutating func includes(_ person: OpaqueID, when row: RowAddress) -> Bool {
        guard chain.opened, let entry = ledger.firstEntry(row), let position = ledger.firstPosition(row) else {
            return true
        }
        if let fixed { return holds(person, fixed, position) }
        var assigned: Set<Holder> = []
        for step in steps where step.entry < entry { Self.take(step.assignment, &assigned) }
        if belongs(person, assigned, position) { return true }
        for step in steps where step.entry == entry {
            Self.take(step.assignment, &assigned)
            if belongs(person, assigned, position) { return true }
        }
        return false
    }

    private static func take(_ assignment: Assignment, _ assigned: inout Set<Holder>) {
        if assignment.isAssigned {
            assigned.insert(assignment.member)
        } else {
            assigned.remove(assignment.member)
        }
    }

    private mutating func belongs(_ person: OpaqueID, _ assigned: Set<Holder>, _ position: UInt32) -> Bool {
        assigned.contains { holder in
            switch holder {
            case .person(let id): return id == person
            case .compartment(let id):
                guard let parent = FixedCompartment.named(id, in: chain.practice) else { return false }
                return holds(person, parent, position)
            }
        }
    }

    private mutating func holds(_ person: OpaqueID, _ fixed: FixedCompartment, _ position: UInt32) -> Bool {
        if let known = members[fixed]?[position] { return known.contains(person) }
        let found = chain.belonged(to: fixed, at: position)
        members[fixed, default: [:]][position] = found
        return found.contains(person)
    }
}
