public import Cryptography

/// A compartment's assignments and generations, checked link by link: who belongs, and which public keys count.
public struct CompartmentHistory: Sendable {
    public let compartment: OpaqueID
    public private(set) var assignments: [Assignment] = []
    public private(set) var generations: [GenerationStatement] = []
    /// Who is assigned now.
    public private(set) var assigned: Set<Holder> = []
    private var everAssigned: [Set<Holder>] = []

    /// Which checks of authority can be made: duties are sealed, so only a member's program can judge them.
    public enum Depth: Sendable {
        /// Links alone: for listings, where what matters is proved by a key that opens.
        case links
        /// Links and signatures.
        case signatures
    }

    /// - Parameters:
    ///   - assignments, generations: all rows of these classes of the compartment, in the order of their keys
    ///   - grants: the keys `(generation, holder)` for which a grant row stands
    ///   - chain: replayed with keys where duties are to be judged
    /// - Throws: `.unauthorized` or `.badSignature` where one of them was not made by whoever had the right
    public init(
        of compartment: OpaqueID, assignments: [StoredRow], generations: [StoredRow],
        holdsGrant: (UInt32, OpaqueID) throws(VaultError) -> Bool, chain: MembershipChain, depth: Depth = .signatures
    ) throws(VaultError) {
        self.compartment = compartment
        for row in assignments { try add(try Assignment(parsing: row.body), row: row, chain: chain, depth: depth) }
        for row in generations {
            try add(
                try GenerationStatement(parsing: row.body), row: row, chain: chain, depth: depth, holdsGrant: holdsGrant
            )
        }
    }

    private mutating func add(_ new: Assignment, row: StoredRow, chain: MembershipChain, depth: Depth)
        throws(VaultError)
    {
        let head = assignmentHead
        let fault = VaultError.unauthorized(.assignment, compartment: compartment)
        guard row.address == new.row.address, row.scope == new.row.scope, row.target == new.row.target,
            new.compartment == compartment, new.practice == chain.practice, new.sequence == head.count,
            new.previous == head.last, FixedCompartment.named(compartment, in: chain.practice) == nil,
            chain.contains(new.chainHead), chain.members[new.signer] != nil
        else { throw fault }
        if depth == .signatures {
            guard chain.isValid(new.signed, by: new.signer) else { throw .badSignature(.assignment) }
        }
        // Who assigns: a director; the desk for files it keeps; whoever is assigned already, passing on what they hold
        // (a compartment's first assignment may name oneself or the desk).
        let signersDuties = chain.duties(of: new.signer, at: new.chainHead.position)
        if let duties = signersDuties, assignments.isEmpty {
            guard !duties.isDisjoint(with: [.director, .frontDesk, .counselor, .trainee]) else { throw fault }
            // A counselor may open a compartment only for themself; a case for someone else is a director's to assign.
            if duties.isDisjoint(with: [.director, .frontDesk]) {
                guard new.member == .person(new.signer) else { throw fault }
            } else if duties.isDisjoint(with: .director), case .person(let person) = new.member {
                guard person == new.signer else { throw fault }
            }
        } else if let duties = signersDuties {
            let keepsIt =
                !duties.isDisjoint(with: .frontDesk)
                && assigned.contains(.compartment(FixedCompartment.desk.id(in: chain.practice)))
            guard duties.contains(.director) || keepsIt else { throw fault }
        }
        assignments.append(new)
        if new.isAssigned { assigned.insert(new.member) } else { assigned.remove(new.member) }
        everAssigned.append(assigned)
    }

    private mutating func add(
        _ new: GenerationStatement, row: StoredRow, chain: MembershipChain, depth: Depth,
        holdsGrant: (UInt32, OpaqueID) throws(VaultError) -> Bool
    ) throws(VaultError) {
        let fault = VaultError.unauthorized(.generation, compartment: compartment)
        guard row.address == new.row.address, row.scope == new.row.scope, row.target == new.row.target,
            new.compartment == compartment, new.practice == chain.practice,
            new.generation == UInt32(generations.count) + 1, new.previous == (generations.last?.hash ?? .zero),
            new.previousSecret.isEmpty == generations.isEmpty, chain.contains(new.chainHead),
            Int(new.assignments.count) <= assignments.count,
            new.assignments.last
                == (new.assignments.count == 0 ? .zero : assignments[Int(new.assignments.count) - 1].hash)
        else { throw fault }
        if depth == .signatures {
            guard chain.isValid(new.signed, by: new.signer) else { throw .badSignature(.generation) }
        }
        if generations.isEmpty {
            guard isFirstMember(new, chain: chain) else { throw fault }
        } else {
            // Later ones are signed by a holder of the generation before: through a grant to the person, or through
            // another compartment to which the person belongs.
            var holds = try holdsGrant(new.generation - 1, new.signer)
            for case .compartment(let parent) in assigned where !holds {
                holds = mayBelong(new.signer, to: parent, at: new.chainHead.position, chain)
            }
            guard holds else { throw fault }
        }
        generations.append(new)
    }

    private func isFirstMember(_ statement: GenerationStatement, chain: MembershipChain) -> Bool {
        if FixedCompartment.named(compartment, in: chain.practice) != nil {
            // At `init` the founder makes them all; their statements point at the genesis.
            return statement.chainHead == ChainHead(position: 0, hash: chain.root)
                && chain.founder == statement.signer
        }
        guard statement.assignments.count > 0 else { return false }
        let members = everAssigned[Int(statement.assignments.count) - 1]
        if members.contains(.person(statement.signer)) { return true }
        return members.contains { holder in
            guard case .compartment(let parent) = holder else { return false }
            return mayBelong(statement.signer, to: parent, at: statement.chainHead.position, chain)
        }
    }

    /// Whether the person's duties at that position made them a member of a fixed compartment. Without keys duties are
    /// unknown: then whoever the chain knows may be.
    private func mayBelong(_ person: OpaqueID, to parent: OpaqueID, at position: UInt32, _ chain: MembershipChain)
        -> Bool
    {
        guard chain.members[person] != nil, let fixed = FixedCompartment.named(parent, in: chain.practice) else {
            return false
        }
        guard let held = chain.duties(of: person, at: position), let needed = fixed.duties else { return true }
        return !held.isDisjoint(with: needed)
    }

    /// How many assignments there are, and the hash of the last.
    public var assignmentHead: (count: UInt32, last: Digest) {
        (UInt32(assignments.count), assignments.last?.hash ?? .zero)
    }

    /// The generation whose key counts now; nil while nobody made the first.
    public var current: GenerationStatement? { generations.last }
}
