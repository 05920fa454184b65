import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Keys, rights and members that somebody made up in a copied database.
@Suite struct ForgedKeyTests {
    @Test(
        "a colleague who grants themself the audit key and signs the next generation is found, and nothing is sealed to it"
    )
    func forgedGeneration() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let audit = bo.fixed(.audit)
        let history = try bo.history(of: audit)
        let current = try #require(history.current)
        try bo.pretendToHold(audit, generations: Int(current.generation))
        let me = try #require(bo.chain.members[bo.identity.id])
        let stolen = try bo.ring.grant(audit, generation: current.generation, to: me)
        let next = try bo.ring.makeGeneration(of: history, chain: bo.chain)
        let renewed = try bo.ring.grant(audit, generation: next.generation, to: me)
        try bo.commit(put: [stolen.row, next.row, renewed.row])
        #expect(try place.faults(.deep).contains(.statementUnauthorized))
        try ColleagueTests.read(facts.note, as: "lin", in: place)
        #expect(try Intruder("bo", in: place).opened(in: audit).isEmpty)
    }

    @Test("two colleagues who grant a key to each other still hold nothing")
    func circle() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let (bo, aud) = (try Intruder("bo", in: place), try Intruder("aud", in: place))
        let caseID = try OpaqueID(of: facts.caseID)
        for intruder in [bo, aud] {
            try intruder.pretendToHold(caseID, generations: 1)
        }
        let toAud = try bo.ring.grant(caseID, generation: 1, to: try #require(bo.chain.members[aud.identity.id]))
        try bo.commit(put: [toAud.row])
        let toBo = try aud.ring.grant(caseID, generation: 1, to: try #require(bo.chain.members[bo.identity.id]))
        try aud.commit(put: [toBo.row])
        #expect(try place.faults(.deep) == [.statementUnauthorized])
    }

    @Test("a grant by the rightful holder to someone who is not assigned is found")
    func excessGrant() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let bo = try #require(
            try place.open("fang").room.visit(for: ListingStaff.self, about: .practice) {
                try $0.everyone()
            }.first { $0.member.shortName.text == "bo" })
        let member = try #require(lin.chain.members[try OpaqueID(of: bo.id)])
        try lin.commit(put: [try lin.ring.grant(try OpaqueID(of: facts.caseID), generation: 1, to: member).row])
        #expect(try place.faults(.rows).isEmpty)
        #expect(try place.faults(.deep) == [.statementUnauthorized])
    }

    @Test("a counselor who assigns themself to a colleague's case is found, and the case stays closed to them")
    func forgedAssignment() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let history = try bo.history(of: try OpaqueID(of: facts.caseID))
        let assignment = try bo.ring.assign(.person(bo.identity.id), assigned: true, to: history, chain: bo.chain)
        try bo.commit(put: [assignment.row])
        #expect(try place.faults(as: "lin").contains(.statementUnauthorized))
        #expect(throws: RoomError.self) { try ColleagueTests.read(facts.note, as: "bo", in: place) }
    }

    @Test("a counselor who admits somebody or makes themself director is refused by everyone's next command")
    func forgedMember() throws {
        for isNew in [true, false] {
            let (place, facts) = try HostilePractice.copy()
            defer { place.remove() }
            let bo = try Intruder("bo", in: place)
            let profile = try #require(bo.chain.members[bo.identity.id]?.profile)
            let stranger = try Identity.generate(shortName: "mallory")
            let statement = try bo.chain.next(
                .person(
                    isNew ? stranger.id : bo.identity.id, keys: isNew ? stranger.publicKeys : bo.identity.publicKeys,
                    effect: .active), content: ([.director], profile), keys: bo.ring, by: bo.identity)
            try bo.commit(put: [statement.row])
            let found = RoomError.brokenStatement(
                position: statement.position, by: try Identifier(bytes: bo.identity.id.bytes))
            #expect(throws: found) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
            #expect(throws: found) { _ = try place.open("fang") }
        }
    }

    @Test("a station may deposit and nothing else")
    func station() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let key = try StationKey(
            parsing: try SecretBytes(copying: try WholeFile.read(place.folder.stationFile)))
        try bo.commit(put: [OwedMark(compartment: bo.fixed(.desk), member: bo.identity.id).row], by: key)
        #expect(try place.faults(.deep).contains(.actorNotActive))
    }

    @Test("whoever the chain does not reach is turned away, and the station's entry says so")
    func stranger() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        // An identity of this practice, secret included, that no statement names: a welcome file that went astray.
        let lin = try Intruder("lin", in: place)
        let code = try HostilePractice.passphrase("code")
        let stranger = try Identity.generate(shortName: "mallory")
        let welcome = try WelcomeFile.seal(
            try #require(lin.identity.membership), for: stranger.id, code: code, log2N: 17)
        let joined = try WelcomeFile.open(welcome, code: code, for: stranger)
        let file = try joined.sealed(passphrase: code, log2N: 17)
        let identity = try UnlockedIdentity(opening: file, passphrase: code)
        #expect(throws: RoomError.notAdmitted) { _ = try OpenPractice(place.folder, identity: identity) }
        let entries = try place.open("aud").room.visit(for: ReadingAudit.self, about: .practice) { try $0.entries() }
        let refusal = try #require(entries.last { $0.details?.action == .enterPractice })
        #expect(refusal.member == nil)
        #expect(refusal.details?.outcome == "denied")
        #expect(refusal.details?.subject == stranger.id.hex)
        #expect(try place.faults(.deep).isEmpty)
    }
}
