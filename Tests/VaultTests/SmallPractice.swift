import Cryptography
import Testing
import Vault

/// A practice in memory: a director who is custodian, and whoever is admitted; rows lie in a dictionary.
final class SmallPractice: CompartmentSource {
    let director: KeyRing
    private(set) var chain: MembershipChain
    private(set) var statements: [MembershipStatement]
    var rows: [RowAddress: StoredRow] = [:]

    init() throws {
        let founder = try Identity.generate(shortName: "fang")
        let (ring, genesis) = try KeyRing.founding(
            director: founder, duties: [.director, .custodian], profile: Array("{}".utf8))
        director = ring
        statements = [genesis]
        chain = try MembershipChain([genesis], keys: ring)
        for fixed in FixedCompartment.allCases { try makeGeneration(of: fixed.id(in: chain.practice), by: ring) }
    }

    func fixed(_ compartment: FixedCompartment) -> OpaqueID { compartment.id(in: chain.practice) }

    func put(_ row: SealedRow) {
        rows[row.address] = StoredRow(
            address: row.address, scope: row.scope, target: row.target, version: 1, body: row.body)
    }

    // MARK: people

    /// A newcomer's identity, taken into the practice as a welcome file does.
    func newcomer(_ name: String) throws -> Identity {
        let identity = try Identity.generate(shortName: name)
        let code = try SecretBytes(copying: Array("six plain words of code".utf8))
        let membership = try #require(director.identity.membership)
        let file = try WelcomeFile.seal(membership, for: identity.id, code: code, log2N: 17)
        return try WelcomeFile.open(file, code: code, for: identity)
    }

    /// Admits someone and gives them the key of `practice`.
    func admit(_ name: String, _ duties: Duties, by signer: KeyRing? = nil) throws -> KeyRing {
        let identity = try newcomer(name)
        try append(.person(identity.id, keys: identity.publicKeys, effect: .active), duties, by: signer ?? director)
        let ring = try KeyRing(identity)
        if let member = chain.members[identity.id] {
            for fixed in FixedCompartment.allCases
            where fixed.members(in: chain).contains(where: { $0.id == member.id }) {
                let compartment = self.fixed(fixed)
                put(try director.grant(compartment, generation: 1, to: member).row)
                try open(compartment, with: ring)
            }
        }
        return ring
    }

    /// Appends a statement after the chain has judged it.
    func append(_ draft: MembershipStatement.Draft, _ duties: Duties?, by signer: KeyRing) throws {
        let statement = try chain.next(
            draft, content: duties.map { ($0, Array("{}".utf8)) }, keys: director, by: signer.identity)
        try chain.append(statement, keys: director)
        statements.append(statement)
    }

    func person(_ ring: KeyRing, _ effect: Effect = .active) -> MembershipStatement.Draft {
        .person(ring.identity.id, keys: ring.identity.publicKeys, effect: effect)
    }

    // MARK: compartments

    func history(of compartment: OpaqueID) throws -> CompartmentHistory {
        try CompartmentHistory(of: compartment, from: self, chain: chain)
    }

    func makeGeneration(of compartment: OpaqueID, by ring: KeyRing) throws {
        let statement = try ring.makeGeneration(of: try history(of: compartment), chain: chain)
        put(statement.row)
        for holder in try history(of: compartment).belonging(in: chain) ?? [] {
            guard case .person(let person) = holder, let member = chain.members[person] else { continue }
            put(try ring.grant(compartment, generation: statement.generation, to: member).row)
        }
    }

    func assign(_ holder: Holder, _ isAssigned: Bool = true, to compartment: OpaqueID, by ring: KeyRing) throws {
        put(try ring.assign(holder, assigned: isAssigned, to: try history(of: compartment), chain: chain).row)
    }

    /// Opens the newest grant to the ring's own identity.
    func open(_ compartment: OpaqueID, with ring: KeyRing) throws {
        let history = try history(of: compartment)
        for generation in history.generations.reversed() {
            guard
                let row = try grant(of: compartment, generation: generation.generation, to: ring.identity.id)
            else { continue }
            return try ring.adopt(try Grant(parsing: row.body), generations: history.generations)
        }
        throw VaultError.noKey(compartment: compartment)
    }

    private func sorted(_ rowClass: RowClass, _ compartment: OpaqueID) -> [StoredRow] {
        rows.values.filter { $0.address.rowClass == rowClass && $0.scope == compartment }
            .sorted { $0.address < $1.address }
    }

    func assignments(of compartment: OpaqueID) -> [StoredRow] { sorted(.assignment, compartment) }
    func generations(of compartment: OpaqueID) -> [StoredRow] { sorted(.generation, compartment) }
    func requests(of compartment: OpaqueID) -> [StoredRow] { sorted(.recovery, compartment) }
    func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow? {
        rows[RowAddress(.grant, key: CompartmentKey.bytes(compartment, generation, holder))]
    }
}
