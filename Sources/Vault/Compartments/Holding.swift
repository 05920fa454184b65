/// Who holds a generation of a compartment: its maker, and whoever another holder granted it to, directly or through a
/// compartment whose members they are; and whoever custodians gave it to in a hand-over without the leaver. A grant row by itself proves nothing: anybody with a key of their own can sign one.
public struct Holding {
    private let history: CompartmentHistory
    private let source: any CompartmentSource
    private let chain: MembershipChain
    private let depth: CompartmentHistory.Depth

    public init(
        _ history: CompartmentHistory, source: any CompartmentSource, chain: MembershipChain,
        depth: CompartmentHistory.Depth = .signatures
    ) {
        self.history = history
        self.source = source
        self.chain = chain
        self.depth = depth
    }

    /// Whether the person holds the generation.
    /// - Parameter generation: from 1 to the number of generations
    public func isHeld(_ generation: Int, by person: OpaqueID) throws -> Bool {
        var asked: Set<OpaqueID> = []
        return try isHeld(generation, by: person, asked: &asked)
    }

    /// Whether the person holds any generation.
    public func isHeldInPart(by person: OpaqueID) throws -> Bool {
        for generation in stride(from: history.generations.count, through: 1, by: -1)
        where try isHeld(generation, by: person) {
            return true
        }
        return false
    }

    /// Whether a grant was made by a holder of what it grants.
    public func isRightful(_ grant: Grant) throws -> Bool {
        guard grant.generation >= 1, Int(grant.generation) <= history.generations.count else { return false }
        return try isHeld(Int(grant.generation), by: grant.grantor)
    }

    private func isHeld(_ generation: Int, by person: OpaqueID, asked: inout Set<OpaqueID>) throws -> Bool {
        guard history.generations.indices.contains(generation - 1) else { return false }
        if history.generations[generation - 1].signer == person { return true }
        // Two who granted it to each other, and nobody else to them, hold nothing.
        guard asked.insert(person).inserted else { return false }
        if let grant = try grant(generation, to: person), grant.holder == .person(person),
            try isHeld(generation, by: grant.grantor, asked: &asked)
        {
            return true
        }
        for parent in parents {
            guard let grant = try grant(generation, to: parent), grant.holder == .compartment(parent),
                try isHeld(generation, by: grant.grantor, asked: &asked)
            else { continue }
            let members = try CompartmentHistory(of: parent, from: source, chain: chain, depth: depth)
            if try Holding(members, source: source, chain: chain, depth: depth).isHeldInPart(by: person) {
                return true
            }
        }
        // Where nobody inside was left, custodians gave it to whoever took the case over.
        return try history.isSuccessor(person, of: generation, source: source, chain: chain)
    }

    private func grant(_ generation: Int, to holder: OpaqueID) throws -> Grant? {
        let number = UInt32(generation)
        guard let row = try source.grant(of: history.compartment, generation: number, to: holder),
            let grant = try? Grant(parsing: row.body), grant.generation == number, grant.liesWhereItSays(row)
        else { return nil }
        if depth == .signatures { guard (try? grant.check(row: row, chain: chain)) != nil else { return nil } }
        return grant
    }

    /// The compartments that were ever assigned to this one.
    private var parents: Set<OpaqueID> {
        Set(
            history.assignments.compactMap {
                if case .compartment(let parent) = $0.member { parent } else { nil }
            })
    }
}
