import Testing
import Vault

/// One of two custodians is put out without their own word: the committee stands in for it, and never does one person alone.
struct StandInTests {
    private func refused(_ body: () throws -> Void) {
        #expect(throws: VaultError.self) { try body() }
    }

    private func confirm(_ practice: SmallPractice, _ ring: KeyRing) throws {
        let waiting = try #require(practice.chain.pending.first)
        try practice.append(.confirmation(of: waiting.head, subject: waiting.subject), nil, by: ring)
    }

    @Test(
        "the other custodian alone puts nobody out, nor does the committee's word for anything else",
        arguments: [Effect.suspended, .ended])
    func twoPeople(_ effect: Effect) throws {
        let practice = try SmallPractice()
        let com = try practice.admit("com", [.committee])
        let lin = try practice.admit("lin", [.counselor])
        let gu = try practice.admit("gu", [.custodian])
        #expect(!practice.chain.isPlaceVacant)
        // Somebody who is no custodian is not put out by the committee's word.
        try practice.append(practice.person(lin, effect), [.counselor], by: practice.director)
        refused { try confirm(practice, com) }
        try confirm(practice, gu)
        try practice.append(practice.person(gu, effect), [.custodian], by: practice.director)
        #expect(practice.chain.members[gu.identity.id]?.effect == .active)
        refused { try confirm(practice, lin) }
        refused { try confirm(practice, practice.director) }
        try confirm(practice, com)
        #expect(practice.chain.members[gu.identity.id]?.effect == effect)
        #expect(practice.chain.isPlaceVacant)
        // The one who is left is not both custodians: nobody comes in, and nobody gets other keys, by their word alone.
        let puppet = try practice.newcomer("puppet")
        try practice.append(
            .person(puppet.id, keys: puppet.publicKeys, effect: .active), [.custodian], by: practice.director)
        #expect(practice.chain.members[puppet.id] == nil)
        let keys = try practice.newcomer("other").publicKeys
        try practice.append(.newKeys(com.identity.id, keys: keys), [.committee], by: practice.director)
        #expect(practice.chain.members[com.identity.id]?.keys != keys)
        try practice.append(practice.person(lin, .active), [.counselor, .custodian], by: practice.director)
        let waiting = try #require(practice.chain.pending.first { $0.subject == puppet.id })
        try practice.append(.confirmation(of: waiting.head, subject: waiting.subject), nil, by: com)
        #expect(practice.chain.active(with: .custodian).count == 2 && !practice.chain.isPlaceVacant)
        // From then on it is as it was with two.
        let late = try practice.newcomer("late")
        try practice.append(
            .person(late.id, keys: late.publicKeys, effect: .active), [.counselor], by: practice.director)
        let next = try #require(practice.chain.pending.first { $0.subject == late.id })
        refused { try practice.append(.confirmation(of: next.head, subject: late.id), nil, by: com) }
        #expect(throws: Never.self) { try MembershipChain(practice.statements, keys: practice.director) }
    }

    @Test(
        "who is to go may still say so themself, and then nobody stands in; a director on the committee needs another")
    func ownWord() throws {
        let practice = try SmallPractice()
        let com = try practice.admit("com", [.committee])
        try practice.append(
            practice.person(practice.director), [.director, .custodian, .committee], by: practice.director)
        let gu = try practice.admit("gu", [.custodian, .committee])
        try practice.append(practice.person(gu, .ended), [.custodian, .committee], by: practice.director)
        #expect(practice.chain.members[gu.identity.id]?.effect == .active)
        try confirm(practice, gu)
        #expect(practice.chain.members[gu.identity.id]?.effect == .ended && !practice.chain.isPlaceVacant)
        _ = com
    }

    @Test("with three custodians two of them are needed, whatever the committee says")
    func three() throws {
        let practice = try SmallPractice()
        let com = try practice.admit("com", [.committee])
        let gu = try practice.admit("gu", [.custodian])
        let hu = try practice.newcomer("hu")
        try practice.append(.person(hu.id, keys: hu.publicKeys, effect: .active), [.custodian], by: practice.director)
        try confirm(practice, gu)
        try practice.append(practice.person(gu, .suspended), [.custodian], by: practice.director)
        refused { try confirm(practice, com) }
        #expect(practice.chain.members[gu.identity.id]?.effect == .active)
    }

    @Test("where the last of the committee left with their own word, the practice goes on as with one custodian")
    func committeeLeaves() throws {
        let practice = try SmallPractice()
        let com = try practice.admit("com", [.committee])
        let gu = try practice.admit("gu", [.custodian])
        try practice.append(practice.person(gu, .ended), [.custodian], by: practice.director)
        try confirm(practice, com)
        try practice.append(practice.person(com, .ended), [.committee], by: practice.director)
        #expect(practice.chain.members[com.identity.id]?.effect == .active)
        try confirm(practice, com)
        _ = try practice.admit("hu", [.custodian])
        #expect(practice.chain.active(with: .custodian).count == 2 && !practice.chain.isPlaceVacant)
    }
}
