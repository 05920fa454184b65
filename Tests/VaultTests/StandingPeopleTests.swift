import Testing
import Vault

/// Who counts as what for a reader without keys, while somebody with a changed program confirms what they proposed themself.
struct StandingPeopleTests {
    enum Confirmer: CaseIterable {
        /// Whoever proposed it; whose keys they are; somebody whom the same director just proposed; a custodian's name with keys
        /// that the director proposed for them; a custodian.
        case proposer, subject, puppet, waitingKeys, custodian
    }

    @Test(
        "new keys count from the confirmation of somebody else, whom nobody can make up", arguments: Confirmer.allCases)
    func confirmation(_ confirmer: Confirmer) throws {
        let practice = try SmallPractice()
        let lin = try practice.admit("lin", [.counselor])
        let com = try practice.admit("com", [.committee])
        let gu = try practice.admit("gu", [.custodian])
        // From here on somebody confirms.
        try practice.append(practice.person(com, .suspended), [.committee], by: practice.director)
        let first = try #require(practice.chain.pending.first)
        try practice.append(.confirmation(of: first.head, subject: first.subject), nil, by: gu)
        let puppet = try practice.newcomer("puppet")
        try practice.append(
            .person(puppet.id, keys: puppet.publicKeys, effect: .active), [.custodian], by: practice.director)
        let other = try Identity.generate(shortName: "gu", as: gu.identity.id)
        try practice.append(.newKeys(gu.identity.id, keys: other.publicKeys), [.custodian], by: practice.director)
        let keys = try practice.newcomer("lin").publicKeys
        try practice.append(.newKeys(lin.identity.id, keys: keys), [.counselor], by: practice.director)

        let waiting = try #require(practice.chain.pending.first { $0.subject == lin.identity.id })
        let signer: Identity =
            switch confirmer {
            case .proposer: practice.director.identity
            case .subject: lin.identity
            case .puppet: puppet
            case .waitingKeys: other
            case .custodian: gu.identity
            }
        let confirmation = try practice.chain.next(
            .confirmation(of: waiting.head, subject: waiting.subject), content: nil, keys: practice.director,
            by: signer)
        let statements = practice.statements + [confirmation]
        let outline = try MembershipChain(statements, keys: nil)
        let standing = outline.taking(StandingPeople(statements))
        #expect(outline.members[lin.identity.id]?.keys == keys)
        #expect((standing.members[lin.identity.id]?.keys == keys) == (confirmer == .custodian))
        #expect(standing.members[gu.identity.id]?.keys == gu.identity.publicKeys)
        #expect(standing.members[com.identity.id]?.effect == .suspended)
        #expect(StandingPeople(statements).isAnyoneInDoubt)
        // Who may sign is judged as before.
        #expect(standing.signingKeys(of: lin.identity.id) == outline.signingKeys(of: lin.identity.id))
        // Who reads duties judges for themself.
        let opened = try MembershipChain(practice.statements, keys: practice.director)
        #expect(opened.taking(StandingPeople(statements)).members[gu.identity.id]?.duties == [.custodian])
    }
}
