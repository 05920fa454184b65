public import Cryptography

/// A compartment's assignments and generations, checked link by link: who belongs, and which public keys count.
///
/// A public key counts only if an unbroken line of signatures leads to it: the first generation is signed by someone whom
/// the chain or an assignment names, each later one by a holder of the one before; and who holds is not whoever has a grant
/// row, but whoever was given it by the generation's maker or by another holder. Otherwise a colleague could write a grant
/// to themself, sign the next generation of a compartment they never held, and read what others deposit there.
public struct CompartmentHistory: Sendable {
    public let compartment: OpaqueID
    public private(set) var assignments: [Assignment] = []
    public private(set) var generations: [GenerationStatement] = []
    /// Who is assigned now.
    public private(set) var assigned: Set<Holder> = []
    private(set) var everAssigned: [Set<Holder>] = []

    /// Which checks of authority can be made: duties are sealed, so only a member's program can judge them.
    public enum Depth: Sendable {
        /// Links alone: for listings, where what matters is proved by a key that opens.
        case links
        /// Links and signatures.
        case signatures
    }

    /// Reads and checks a compartment's statements.
    /// - Parameters:
    ///   - source: gives the rows
    ///   - chain: replayed with keys where duties are to be judged
    /// - Throws: `VaultError.unauthorized` or `.badSignature` where one of them was not made by whoever had the right; what
    ///   the source throws
    public init(
        of compartment: OpaqueID, from source: any CompartmentSource, chain: MembershipChain,
        depth: Depth = .signatures
    ) throws {
        self.compartment = compartment
        // To a fixed compartment nobody is assigned, and a row that says so is none: verification names it, and whoever enters, or
        // works there, goes on.
        let isFixed = FixedCompartment.named(compartment, in: chain.practice) != nil
        for row in isFixed ? [] : try source.assignments(of: compartment) {
            try add(try Assignment(parsing: row.body), row: row, chain: chain, source: source, depth: depth)
        }
        for row in try source.generations(of: compartment) {
            try add(try GenerationStatement(parsing: row.body), row: row, chain: chain, source: source, depth: depth)
        }
        try checkAssignmentsUnderKey(source: source, chain: chain)
    }

    /// As much of a compartment's statements as is in order: everything before the first that is not. For what must go on where
    /// one hostile row lies behind what everybody relied on; no key is taken or given by it. A row that lies anywhere but where
    /// the next statement would is none of them, and ends nothing: otherwise one in front of all others would leave no beginning.
    /// Verification names it.
    public init(soundBeginningOf compartment: OpaqueID, from source: any CompartmentSource, chain: MembershipChain)
        throws
    {
        self.compartment = compartment
        do {
            for row in try source.assignments(of: compartment)
            where row.address.key == CompartmentKey.bytes(compartment, assignmentHead.count) {
                try add(
                    try Assignment(parsing: row.body), row: row, chain: chain, source: source, depth: .signatures)
            }
        } catch is VaultError {}
        do {
            for row in try source.generations(of: compartment)
            where row.address.key == CompartmentKey.bytes(compartment, UInt32(generations.count) + 1) {
                try add(
                    try GenerationStatement(parsing: row.body), row: row, chain: chain, source: source,
                    depth: .signatures)
            }
        } catch is VaultError {}
        guard let bad = try firstIllFounded(source: source, chain: chain) else { return }
        assignments.removeSubrange(bad...)
        everAssigned.removeSubrange(bad...)
        assigned = everAssigned.last ?? []
        generations.removeAll { Int($0.assignments.count) > bad }
    }

    private mutating func add(
        _ new: Assignment, row: StoredRow, chain: MembershipChain, source: any CompartmentSource, depth: Depth
    ) throws {
        let head = assignmentHead
        let fault = VaultError.unauthorized(.assignment, compartment: compartment)
        guard row.address == new.row.address, row.scope == new.row.scope, row.target == new.row.target,
            new.compartment == compartment, new.practice == chain.practice, new.sequence == head.count,
            new.previous == head.last, FixedCompartment.named(compartment, in: chain.practice) == nil,
            chain.contains(new.chainHead), chain.members[new.signer] != nil,
            new.chainHead.position >= (assignments.last?.chainHead.position ?? 0)
        else { throw fault }
        if depth == .signatures {
            guard chain.isValid(new.signed, by: new.signer, at: new.chainHead.position) else {
                throw VaultError.badSignature(.assignment)
            }
        }
        guard try mayAssign(new, chain: chain) || !successions(for: new, source: source, chain: chain).isEmpty else {
            throw fault
        }
        assignments.append(new)
        if new.isAssigned { assigned.insert(new.member) } else { assigned.remove(new.member) }
        everAssigned.append(assigned)
    }

    /// Who assigns while there is no key yet: a director; the desk for itself and for files it keeps; anyone themself, where
    /// it is the first: a compartment of one's own takes nothing from anybody. Once there is a key: whoever belongs.
    private func mayAssign(_ new: Assignment, chain: MembershipChain) -> Bool {
        let desk = Holder.compartment(FixedCompartment.desk.id(in: chain.practice))
        // Files are kept by the desk and by no other compartment.
        if case .compartment = new.member, new.member != desk { return false }
        guard let duties = chain.duties(of: new.signer, at: new.chainHead.position) else { return true }
        if duties.contains(.director) { return true }
        let isForSelf = new.member == .person(new.signer)
        if duties.contains(.frontDesk), assignments.isEmpty { return isForSelf || new.member == desk }
        if assignments.isEmpty { return isForSelf && !duties.isEmpty }
        return wasMember(new.signer, after: assignments.count, at: new.chainHead.position, in: chain)
    }

    /// From the first key on, nobody is let in but by someone inside, or by the custodians where nobody inside is left: otherwise a director could assign themself to a case
    /// and be given its key by the counselor's own program. Ending an assignment stays open to directors.
    private func checkAssignmentsUnderKey(source: any CompartmentSource, chain: MembershipChain) throws {
        guard try firstIllFounded(source: source, chain: chain) == nil else {
            throw VaultError.unauthorized(.assignment, compartment: compartment)
        }
    }

    /// The place of the first assignment under a key that its signer had no right to.
    private func firstIllFounded(source: any CompartmentSource, chain: MembershipChain) throws -> Int? {
        guard let first = generations.first else { return nil }
        for (index, assignment) in assignments.enumerated().dropFirst(Int(first.assignments.count)) {
            let position = assignment.chainHead.position
            if wasMember(assignment.signer, after: index, at: position, in: chain) { continue }
            if try isFoundedOnSuccession(at: index, source: source, chain: chain) { continue }
            guard !assignment.isAssigned,
                chain.duties(of: assignment.signer, at: position).map({ $0.contains(.director) }) ?? true
            else { return index }
        }
        return nil
    }

    /// Whether who signed an assignment was inside before it, or there was no key yet: then no custodian had to let them in.
    public func isFromInside(at index: Int, in chain: MembershipChain) -> Bool {
        guard assignments.indices.contains(index), let first = generations.first else { return true }
        let assignment = assignments[index]
        return index < Int(first.assignments.count)
            || wasMember(assignment.signer, after: index, at: assignment.chainHead.position, in: chain)
    }

    /// Whether the first `count` assignments made the person a member, by name or as a member of a compartment.
    private func wasMember(_ person: OpaqueID, after count: Int, at position: UInt32, in chain: MembershipChain) -> Bool
    {
        guard everAssigned.indices.contains(count - 1) else { return false }
        return everAssigned[count - 1].contains { holder in
            switch holder {
            case .person(let named): return named == person
            case .compartment(let parent):
                return FixedCompartment.named(parent, in: chain.practice)?
                    .mayHold(person, at: position, in: chain) ?? false
            }
        }
    }

    private mutating func add(
        _ new: GenerationStatement, row: StoredRow, chain: MembershipChain, source: any CompartmentSource, depth: Depth
    ) throws {
        let fault = VaultError.unauthorized(.generation, compartment: compartment)
        guard row.address == new.row.address, row.scope == new.row.scope, row.target == new.row.target,
            new.compartment == compartment, new.practice == chain.practice,
            new.generation == UInt32(generations.count) + 1, new.previous == (generations.last?.hash ?? .zero),
            new.previousSecret.isEmpty == generations.isEmpty, chain.contains(new.chainHead),
            new.chainHead.position >= (generations.last?.chainHead.position ?? 0),
            new.assignments.count >= (generations.last?.assignments.count ?? 0),
            Int(new.assignments.count) <= assignments.count,
            new.assignments.last
                == (new.assignments.count == 0 ? .zero : assignments[Int(new.assignments.count) - 1].hash)
        else { throw fault }
        if depth == .signatures {
            guard chain.isValid(new.signed, by: new.signer, at: new.chainHead.position) else {
                throw VaultError.badSignature(.generation)
            }
        }
        if generations.isEmpty {
            guard isFirstMember(new, chain: chain) else { throw fault }
        } else {
            let isHolder = try Holding(self, source: source, chain: chain, depth: depth)
                .isHeld(generations.count, by: new.signer)
            guard isHolder, mayRenew(new, chain: chain) else { throw fault }
        }
        generations.append(new)
    }

    private func isFirstMember(_ statement: GenerationStatement, chain: MembershipChain) -> Bool {
        if FixedCompartment.named(compartment, in: chain.practice) != nil {
            // At `init` the founder makes them all; their statements point at the genesis.
            return statement.chainHead == ChainHead(position: 0, hash: chain.root)
                && chain.founder == statement.signer
        }
        return wasMember(
            statement.signer, after: Int(statement.assignments.count), at: statement.chainHead.position, in: chain)
    }

    /// Whoever renews still belongs when they do: holding the old secret alone does not give the right to make the next one.
    private func mayRenew(_ statement: GenerationStatement, chain: MembershipChain) -> Bool {
        let position = statement.chainHead.position
        if let fixed = FixedCompartment.named(compartment, in: chain.practice) {
            return fixed.mayHold(statement.signer, at: position, in: chain)
        }
        return wasMember(statement.signer, after: Int(statement.assignments.count), at: position, in: chain)
    }

    /// How many assignments there are, and the hash of the last.
    public var assignmentHead: (count: UInt32, last: Digest) {
        (UInt32(assignments.count), assignments.last?.hash ?? .zero)
    }

    /// The generation whose key counts now; nil while nobody made the first.
    public var current: GenerationStatement? { generations.last }
}

extension CompartmentHistory {
    /// Who belongs now, by the chain and the assignments; nil where that follows from duties which cannot be read.
    public func belonging(in chain: MembershipChain) -> [Holder]? {
        if let fixed = FixedCompartment.named(compartment, in: chain.practice) {
            return chain.opened ? fixed.members(in: chain).map { .person($0.id) } : nil
        }
        return assigned.filter { holder in
            if case .person(let person) = holder { return chain.members[person]?.effect == .active }
            return true
        }.sorted { $0.id < $1.id }
    }
}

extension CompartmentHistory {
    /// Who was assigned when a generation was made, or since; whoever ever was, where it is none of these.
    public func assigned(since generation: UInt32) -> Set<Holder> {
        let made = generations.first { $0.generation == generation }?.assignments.count ?? 0
        return everAssigned.dropFirst(max(Int(made) - 1, 0)).reduce(into: []) { $0.formUnion($1) }
    }

    /// Whether someone who may know a generation's secret belongs no longer. It follows from the chain and the assignments
    /// alone, so that removing a mark hides nothing; what a grant to another compartment brings is asked of that one.
    /// - Parameter generation: from 1 to the number of generations
    public func isOutlived(_ generation: UInt32, in chain: MembershipChain) -> Bool {
        guard generations.indices.contains(Int(generation) - 1), let now = belonging(in: chain) else { return false }
        let statement = generations[Int(generation) - 1]
        let holders: Set<Holder>
        if let fixed = FixedCompartment.named(compartment, in: chain.practice) {
            holders = Set(chain.members(of: fixed, since: statement.chainHead.position).map { .person($0) })
        } else {
            // Whoever was suspended or ended all the while was given nothing of it, although they are still assigned.
            holders = everAssigned.dropFirst(max(Int(statement.assignments.count) - 1, 0)).reduce(into: Set<Holder>()) {
                $0.formUnion($1)
            }.filter { holder in
                guard case .person(let person) = holder else { return true }
                return chain.wasActive(person, since: statement.chainHead.position)
            }
        }
        // Whoever has new keys since was given it under the old ones, which others may hold.
        let hasNewKeys = holders.contains { holder in
            guard case .person(let person) = holder, let member = chain.members[person] else { return false }
            return member.keysSince > statement.chainHead.position
        }
        return hasNewKeys || !holders.isSubset(of: now)
    }
}

extension CompartmentHistory {
    /// The people who are assigned and whom keys vouch for, without a look at duties: they were named before the first key was
    /// made, or by somebody who holds the newest, or they hold it themselves. Without any key nobody is.
    public func vouched(source: any CompartmentSource, chain: MembershipChain) throws -> Set<OpaqueID> {
        guard let first = generations.first else { return [] }
        let holding = Holding(self, source: source, chain: chain)
        var isHolder: [OpaqueID: Bool] = [:]
        func holds(_ person: OpaqueID) throws -> Bool {
            if let known = isHolder[person] { return known }
            let answer = try holding.isHeld(generations.count, by: person)
            isHolder[person] = answer
            return answer
        }
        var result: Set<OpaqueID> = []
        for (index, assignment) in assignments.enumerated() {
            guard case .person(let person) = assignment.member, assigned.contains(assignment.member),
                assignment.isAssigned
            else { continue }
            if try index < Int(first.assignments.count) || holds(assignment.signer) || holds(person) {
                result.insert(person)
            }
        }
        return result
    }
}

extension FixedCompartment {
    /// Whether the person's duties ever made them a member, or one who may act for it.
    public func mayEverHold(_ person: OpaqueID, in chain: MembershipChain) -> Bool {
        guard var needed = duties else { return chain.members[person] != nil }
        if self == .audit || self == .committee { needed.insert(.director) }
        return chain.everHeld(needed, by: person)
    }

    /// Whether the person's duties at that position made them a member, or, for `audit` and `committee`, one who may act for
    /// it. Without keys duties are unknown: then whoever the chain knows may be.
    public func mayHold(_ person: OpaqueID, at position: UInt32, in chain: MembershipChain) -> Bool {
        guard chain.members[person] != nil else { return false }
        guard let held = chain.duties(of: person, at: position) else { return true }
        guard let needed = duties else { return !held.isEmpty }
        if !held.isDisjoint(with: needed) { return true }
        return (self == .audit || self == .committee) && held.contains(.director)
    }
}
