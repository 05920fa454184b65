import Testing
import Vault

/// The only director is one of two custodians, and gone: the other custodian and the committee name a director, and nobody does it
/// alone.
struct NamingTests {
    private func refused(_ body: () throws -> Void) {
        #expect(throws: VaultError.self) { try body() }
    }

    private func confirm(_ practice: SmallPractice, _ ring: KeyRing) throws {
        let waiting = try #require(practice.chain.pending.last)
        try practice.append(.confirmation(of: waiting.head, subject: waiting.subject), nil, by: ring)
    }

    private func name(_ practice: SmallPractice, _ ring: KeyRing, _ duties: Duties, by signer: KeyRing) throws {
        try practice.append(practice.person(ring, .active), duties.union(.director), by: signer)
    }

    private func isDirector(_ practice: SmallPractice, _ ring: KeyRing) -> Bool {
        practice.chain.members[ring.identity.id]?.holds(.director) == true
    }

    @Test("the other custodian and one of the committee name a third person; neither names themself, nor anybody alone")
    func named() throws {
        let practice = try SmallPractice()
        let com = try practice.admit("com", [.committee])
        let lin = try practice.admit("lin", [.counselor])
        let gu = try practice.admit("gu", [.custodian])
        #expect(practice.chain.couldGoOn(without: gu.identity.id))
        #expect(practice.chain.couldGoOn(without: practice.director.identity.id))
        // Not themself, with the committee's word: a custodian's own keys would make a director of them.
        try name(practice, gu, .custodian, by: gu)
        try confirm(practice, com)
        #expect(!isDirector(practice, gu))
        // Nobody of the committee for themself, nor who has no office, nor the signer twice.
        try name(practice, com, .committee, by: gu)
        try confirm(practice, com)
        #expect(!isDirector(practice, com))
        try name(practice, lin, .counselor, by: gu)
        #expect(!isDirector(practice, lin))
        refused { try confirm(practice, gu) }
        refused { try confirm(practice, lin) }
        refused { try name(practice, lin, .counselor, by: com) }
        // One duty, and no other.
        refused { try name(practice, lin, [.counselor, .custodian], by: gu) }
        try confirm(practice, com)
        #expect(isDirector(practice, lin) && !practice.chain.isPlaceVacant)
        // The new director puts the gone one out, with the committee's word again; then a second custodian comes first.
        try practice.append(
            practice.person(practice.director, .ended), [.director, .custodian], by: lin)
        try confirm(practice, gu)
        #expect(practice.chain.members[practice.director.identity.id]?.effect == .active)
        try confirm(practice, com)
        #expect(practice.chain.members[practice.director.identity.id]?.effect == .ended)
        #expect(practice.chain.isPlaceVacant)
        #expect(throws: Never.self) { try MembershipChain(practice.statements, keys: lin) }
    }

    @Test("a custodian who is on the committee too needs somebody else of it")
    func both() throws {
        let practice = try SmallPractice()
        let com = try practice.admit("com", [.committee])
        let lin = try practice.admit("lin", [.counselor])
        let gu = try practice.admit("gu", [.custodian, .committee])
        try name(practice, lin, .counselor, by: gu)
        #expect(!isDirector(practice, lin))
        refused { try confirm(practice, gu) }
        try confirm(practice, com)
        #expect(isDirector(practice, lin))
    }

    @Test("where another director is there, or a third custodian, the committee stands in for nobody")
    func notLocked() throws {
        let practice = try SmallPractice()
        let com = try practice.admit("com", [.committee])
        let lin = try practice.admit("lin", [.counselor])
        let gu = try practice.admit("gu", [.custodian])
        // It waits; meanwhile the director, who is there after all, makes another one.
        try name(practice, lin, .counselor, by: gu)
        let bo = try practice.newcomer("bo")
        try practice.append(.person(bo.id, keys: bo.publicKeys, effect: .active), [.director], by: practice.director)
        try confirm(practice, gu)
        #expect(practice.chain.active(with: .director).count == 2)
        let waiting = try #require(practice.chain.pending.first { $0.subject == lin.identity.id })
        try practice.append(.confirmation(of: waiting.head, subject: waiting.subject), nil, by: com)
        #expect(!isDirector(practice, lin))
        #expect(practice.chain.couldGoOn(without: practice.director.identity.id))
    }

    @Test("three custodians have two of them say so, and a practice without a committee hangs on its director")
    func others() throws {
        let three = try SmallPractice()
        let com = try three.admit("com", [.committee])
        let lin = try three.admit("lin", [.counselor])
        let gu = try three.admit("gu", [.custodian])
        let hu = try three.newcomer("hu")
        try three.append(.person(hu.id, keys: hu.publicKeys, effect: .active), [.custodian], by: three.director)
        try confirm(three, gu)
        try name(three, lin, .counselor, by: gu)
        try confirm(three, com)
        #expect(!isDirector(three, lin))
        #expect(three.chain.couldGoOn(without: three.director.identity.id))

        let small = try SmallPractice()
        #expect(!small.chain.couldGoOn(without: small.director.identity.id))
        _ = try small.admit("lin", [.counselor])
        _ = try small.admit("gu", [.custodian])
        #expect(!small.chain.couldGoOn(without: small.director.identity.id))
        // A committee of one, and nobody left whom they could name.
        let pair = try SmallPractice()
        _ = try pair.admit("com", [.committee])
        _ = try pair.admit("gu", [.custodian])
        #expect(!pair.chain.couldGoOn(without: pair.director.identity.id))
    }
}
