import Testing
import Vault

/// Who may put whom into the membership chain (docs/file-format.md, section 4).
struct MembershipChainTests {
    private func refused(_ reason: ChainFault, _ body: () throws -> Void) {
        #expect {
            try body()
        } throws: { error in
            guard case VaultError.brokenChain(_, let found) = error else { return false }
            return found == reason
        }
    }

    @Test("with one custodian a director's statement counts at once, with two it waits for the other")
    func confirmation() throws {
        let practice = try SmallPractice()
        let zhao = try practice.admit("zhao", [.custodian])
        #expect(practice.chain.active(with: .custodian).count == 2)
        let lin = try practice.newcomer("lin")
        try practice.append(
            .person(lin.id, keys: lin.publicKeys, effect: .active), [.counselor], by: practice.director)
        #expect(practice.chain.members[lin.id] == nil)
        let waiting = try #require(practice.chain.pending.first)
        refused(.confirmation) {
            try practice.append(.confirmation(of: waiting.head, subject: lin.id), nil, by: practice.director)
        }
        try practice.append(.confirmation(of: waiting.head, subject: lin.id), nil, by: zhao)
        #expect(practice.chain.members[lin.id]?.holds(.counselor) == true)
        #expect(practice.chain.pending.isEmpty)
    }

    @Test("signatures that held are known to a later session, and no other passes for one of them")
    func provenNames() throws {
        let practice = try SmallPractice()
        _ = try practice.admit("lin", [.counselor])
        let first = try MembershipChain(practice.statements, keys: nil)
        #expect(first.newlyProven == practice.statements.count)
        let later = try MembershipChain(practice.statements, keys: nil, known: first.provenNames)
        #expect(later.newlyProven == 0 && later.provenNames.bytes == first.provenNames.bytes)
        #expect(first.provenNames.bytes.count == 32 * practice.statements.count)
        var body = practice.statements[1].row.body
        body[body.count - 1] ^= 1
        let forged = try MembershipStatement(parsing: body)
        refused(.signature) {
            _ = try MembershipChain([practice.statements[0], forged], keys: nil, known: first.provenNames)
        }
        // Bytes of another length hold no names.
        let broken = ProvenNames(Array(first.provenNames.bytes.dropLast()))
        #expect(try MembershipChain(practice.statements, keys: nil, known: broken).newlyProven > 0)
    }

    @Test("nobody but a director admits, and a custodian alone may do no more than name a director")
    func signers() throws {
        let practice = try SmallPractice()
        let lin = try practice.admit("lin", [.counselor])
        let zhao = try practice.admit("zhao", [.custodian])
        let stranger = try practice.newcomer("mallory")
        for signer in [lin, zhao] {
            refused(.signer) {
                try practice.append(
                    .person(stranger.id, keys: stranger.publicKeys, effect: .active), [.director], by: signer)
            }
        }
        // Taking the duty away, or giving another with it, is not naming a director.
        refused(.signer) { try practice.append(practice.person(lin), [.counselor, .director, .auditor], by: zhao) }
        refused(.signer) { try practice.append(practice.person(practice.director), [.custodian], by: zhao) }
        try practice.append(practice.person(lin), [.counselor, .director], by: zhao)
        #expect(practice.chain.pending.first?.rule.needsCommittee == true)
        #expect(practice.chain.members[lin.identity.id]?.holds(.director) == false)
    }

    @Test("a pseudonym keeps its keys, and no key belongs to two")
    func keys() throws {
        let practice = try SmallPractice()
        let lin = try practice.admit("lin", [.counselor])
        let other = try practice.newcomer("other")
        refused(.keys) {
            try practice.append(
                .person(lin.identity.id, keys: other.publicKeys, effect: .active), [.counselor], by: practice.director)
        }
        let mixed = PublicKeys(agreement: lin.identity.publicKeys.agreement, signing: other.publicKeys.signing)
        for keys in [lin.identity.publicKeys, mixed] {
            refused(.keys) {
                try practice.append(.person(other.id, keys: keys, effect: .active), [.counselor], by: practice.director)
            }
        }
        let station = try StationKey.generate()
        try practice.append(.station(station, effect: .active), [], by: practice.director)
        #expect(practice.chain.stations[station.id]?.effect == .active)
        refused(.subject) { try practice.append(.station(try StationKey.generate(), effect: .active), [], by: lin) }
    }

    @Test("whoever was suspended or ended signs nothing, and duties go by position")
    func effects() throws {
        let practice = try SmallPractice()
        let second = try practice.admit("second", [.director])
        let before = practice.chain.head.position
        for effect in [Effect.suspended, .ended] {
            try practice.append(practice.person(second, effect), [.director], by: practice.director)
            refused(.signer) { _ = try practice.admit("late", [.counselor], by: second) }
        }
        #expect(practice.chain.duties(of: second.identity.id, at: before) == .director)
        #expect(practice.chain.duties(of: second.identity.id, at: practice.chain.head.position) == [])
        #expect(practice.chain.everHeld(.director, by: second.identity.id))
    }

    @Test("a statement left out, put twice, out of order or from another practice breaks the chain")
    func links() throws {
        let practice = try SmallPractice()
        for name in ["lin", "bo", "aud"] { _ = try practice.admit(name, [.counselor]) }
        let all = practice.statements
        #expect(throws: Never.self) { try MembershipChain(all, keys: nil) }
        let other = try SmallPractice().statements
        for broken in [
            Array(all.dropFirst()), [all[0], all[2], all[3]], [all[0], all[2], all[1]], [all[0], all[1], all[1]],
            [other[0]] + all.dropFirst(), [],
        ] {
            #expect(throws: VaultError.self) { try MembershipChain(broken, keys: nil) }
        }
    }
}
