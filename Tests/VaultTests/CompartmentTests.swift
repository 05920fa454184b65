import Cryptography
import Testing
import Vault

/// Whose keys count, and to whom they are given (docs/file-format.md, section 5).
struct CompartmentTests {
    private let practice: SmallPractice
    private let lin: KeyRing
    private let bo: KeyRing
    private let caseID: OpaqueID

    init() throws {
        practice = try SmallPractice()
        lin = try practice.admit("lin", [.counselor])
        bo = try practice.admit("bo", [.counselor])
        caseID = try OpaqueID.random()
        try practice.assign(.person(lin.identity.id), to: caseID, by: practice.director)
    }

    private func member(_ ring: KeyRing) throws -> Member { try #require(practice.chain.members[ring.identity.id]) }

    @Test("the first key is made by whoever is assigned, not by whoever assigns")
    func firstMember() throws {
        let forged = try practice.director.makeGeneration(of: try practice.history(of: caseID), chain: practice.chain)
        practice.put(forged.row)
        #expect(throws: VaultError.unauthorized(.generation, compartment: caseID)) {
            try practice.history(of: caseID)
        }
        practice.rows[forged.row.address] = nil
        try practice.makeGeneration(of: caseID, by: lin)
        #expect(try practice.history(of: caseID).current?.signer == lin.identity.id)
    }

    @Test("the newest grant opens every generation before it, and nobody else's grant opens any")
    func generations() throws {
        for _ in 0..<3 { try practice.makeGeneration(of: caseID, by: lin) }
        let fresh = try KeyRing(lin.identity)
        try practice.open(caseID, with: fresh)
        for generation in UInt32(1)...3 { #expect(fresh.holds(caseID, generation: generation)) }
        #expect(throws: VaultError.noKey(compartment: caseID)) { try practice.open(caseID, with: bo) }
        let grant = try Grant(
            parsing: try #require(try practice.grant(of: caseID, generation: 3, to: lin.identity.id)).body)
        #expect(throws: VaultError.noKey(compartment: caseID)) {
            try bo.adopt(grant, generations: try practice.history(of: caseID).generations)
        }
    }

    @Test("a grant that hides another secret than the statement names is refused")
    func wrongSecret() throws {
        try practice.makeGeneration(of: caseID, by: lin)
        let named = try practice.history(of: caseID).generations
        let other = try OpaqueID.random()
        try practice.assign(.person(bo.identity.id), to: other, by: practice.director)
        try practice.makeGeneration(of: other, by: bo)
        let grant = try bo.grant(other, generation: 1, to: try member(lin))
        #expect(throws: VaultError.wrongKeyOrAltered) { try lin.adopt(grant, generations: named) }
    }

    @Test("once there is a key, only someone inside lets another in, and a director may end but not begin")
    func underKey() throws {
        try practice.makeGeneration(of: caseID, by: lin)
        let rows = practice.rows
        try practice.assign(.person(bo.identity.id), to: caseID, by: practice.director)
        #expect(throws: VaultError.unauthorized(.assignment, compartment: caseID)) {
            try practice.history(of: caseID)
        }
        practice.rows = rows
        try practice.assign(.person(bo.identity.id), to: caseID, by: lin)
        #expect(try practice.history(of: caseID).assigned == [.person(lin.identity.id), .person(bo.identity.id)])
        try practice.assign(.person(lin.identity.id), false, to: caseID, by: practice.director)
        let history = try practice.history(of: caseID)
        #expect(history.assigned == [.person(bo.identity.id)])
        // lin knows the key and belongs no longer.
        #expect(history.isOutlived(1, in: practice.chain))
    }

    @Test("who holds is derived from the maker: a grant by somebody else gives nothing, also in a circle")
    func holding() throws {
        try practice.makeGeneration(of: caseID, by: lin)
        let history = try practice.history(of: caseID)
        let holding = Holding(history, source: practice, chain: practice.chain)
        #expect(try holding.isHeld(1, by: lin.identity.id))
        #expect(try !holding.isHeld(1, by: bo.identity.id))
        let forged = try OpaqueID.random()
        #expect(try !holding.isHeld(1, by: forged))
        #expect(try !holding.isHeld(2, by: lin.identity.id))
        #expect(try !holding.isHeld(0, by: lin.identity.id))
        practice.put(try lin.grant(caseID, generation: 1, to: try member(bo)).row)
        #expect(try holding.isHeld(1, by: bo.identity.id))
    }

    @Test("a removed role outlives its key until somebody who stayed makes the next")
    func outlived() throws {
        let desk = practice.fixed(.desk)
        let mo = try practice.admit("mo", [.frontDesk])
        #expect(try !practice.history(of: desk).isOutlived(1, in: practice.chain))
        try practice.append(practice.person(mo), [.bookkeeper], by: practice.director)
        #expect(try practice.history(of: desk).isOutlived(1, in: practice.chain))
        // Whoever lost the role cannot make the next generation, holding the old secret or not.
        let rows = practice.rows
        practice.put(try mo.makeGeneration(of: try practice.history(of: desk), chain: practice.chain).row)
        #expect(throws: VaultError.unauthorized(.generation, compartment: desk)) { try practice.history(of: desk) }
        practice.rows = rows
        try practice.makeGeneration(of: desk, by: practice.director)
        #expect(try !practice.history(of: desk).isOutlived(2, in: practice.chain))
        #expect(throws: (any Error).self) { try practice.open(desk, with: try KeyRing(bo.identity)) }
    }
}
