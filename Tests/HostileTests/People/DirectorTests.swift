import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// What a director with a changed program tries: the role that admits people must not become a key to everything.
@Suite struct DirectorTests {
    @Test("a director cannot give a counselor's pseudonym keys of the director's own")
    func exchangedKeys() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let (fang, lin) = (try Intruder("fang", in: place), try Intruder("lin", in: place))
        let member = try #require(fang.chain.members[lin.identity.id])
        let own = try Identity.generate(shortName: "lin")
        let statement = try fang.chain.next(
            .person(lin.identity.id, keys: own.publicKeys, effect: .active),
            content: (try #require(member.duties), try #require(member.profile)), keys: fang.ring, by: fang.identity)
        try fang.commit(put: [statement.row])
        #expect(try place.faults(.rows).contains(.membershipBroken))
        #expect(throws: RoomError.altered) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
    }

    @Test("a director who assigns themself to a case that has a key is refused and found, and is not handed the key")
    func assignsSelf() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let assignment = try fang.ring.assign(
            .person(fang.identity.id), assigned: true, to: try fang.history(of: caseID), chain: fang.chain)
        try fang.commit(put: [
            assignment.row, OwedMark(compartment: caseID, member: fang.identity.id).row,
        ])
        // The counselor's next command does not settle what the mark asks for.
        try place.open("lin").room.leave()
        #expect(
            try Intruder("lin", in: place).rows(.grant).allSatisfy {
                $0.scope != caseID || $0.target != fang.identity.id
            })
        #expect(try place.faults(.deep).contains(.statementUnauthorized))
    }

    @Test("a case to which somebody without a counselor's role belongs takes no note")
    func strangerInCase() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let bo = try place.open("bo")
        let boID = try bo.room.ownEntry().id
        let director = try place.open("fang")
        let made = try director.room.visit(for: OpeningCase.self, about: .newCase(facts.client, counselor: boID)) {
            try $0.open()
        }
        let caseID = try OpaqueID(of: made)
        let assignment = try fang.ring.assign(
            .person(fang.identity.id), assigned: true, to: try fang.history(of: caseID), chain: fang.chain)
        try fang.commit(put: [assignment.row])
        let content = try NoteContent(template: .free, sections: [NoteSection(.text, HostilePractice.words)])
        #expect(throws: RoomError.strangerInCase) {
            _ = try place.open("bo").room.visit(for: WritingNote.self, about: .counselingCase(made)) {
                try $0.write(content)
            }
        }
        #expect(try Intruder("lin", in: place).rows(.record).allSatisfy { $0.scope != caseID })
    }

    @Test("a former director's assignment, dated back to when they were one, is found")
    func datedBack() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let director = try place.open("fang")
        let boID = try place.open("bo").room.ownEntry().id
        let made = try director.room.visit(for: OpeningCase.self, about: .newCase(facts.client, counselor: boID)) {
            try $0.open()
        }
        let former = try Intruder("fang", in: place)
        let history = try former.history(of: try OpaqueID(of: made))
        let assignment = try former.ring.assign(
            .person(former.identity.id), assigned: true, to: history, chain: former.chain)
        // Meanwhile somebody else is director, and the chain has grown.
        let roles: Set<Role> = [.director]
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(boID)) {
            try $0.change(boID, adding: roles, removing: [])
        }
        let now = try Intruder("fang", in: place)
        try now.commit(put: [assignment.row])
        #expect(try place.faults(.deep).contains(.statementBackdated))
    }

    @Test("what a custodian confirms and a newcomer is shown are the duties that keys follow, not the text beside them")
    func hiddenDuties() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let (fang, bo) = (try Intruder("fang", in: place), try Intruder("bo", in: place))
        let profile = try #require(fang.chain.members[bo.identity.id]?.profile)
        let statement = try fang.chain.next(
            .person(bo.identity.id, keys: bo.identity.publicKeys, effect: .active),
            content: ([.director, .custodian, .auditor], profile), keys: fang.ring, by: fang.identity)
        try fang.commit(put: [statement.row])
        let shown = try place.open("lin").room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        let entry = try #require(shown.first { $0.member.shortName.text == "bo" })
        #expect(entry.member.roles == [.director, .custodian, .auditor])
    }

    @Test("a custodian named while a counselor is at work gets a share of the counselor's case at their next command")
    func custodianMeanwhile() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try place.open("lin")
        try place.admit("zhao", "赵倩", .custodian, by: try place.open("fang"))
        try lin.room.leave()
        try place.open("lin").room.leave()
        let shares = try Intruder("lin", in: place).rows(.shares)
        let caseID = try OpaqueID(of: facts.caseID)
        #expect(shares.contains { $0.scope == caseID })
        #expect(try place.faults(as: "lin").isEmpty)
    }

    @Test("someone who lost a role holds no key that is still written under, even when the mark of it is gone")
    func removedMark() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let director = try place.open("fang")
        let boID = try place.open("bo").room.ownEntry().id
        let roles: Set<Role> = [.frontDesk]
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(boID)) {
            try $0.change(boID, adding: roles, removing: [])
        }
        let held = try Intruder("bo", in: place)
        let desk = held.fixed(.desk)
        let old = try #require(try held.history(of: desk).current)
        #expect(held.ring.holds(desk, generation: old.generation))
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(boID)) {
            try $0.change(boID, adding: [], removing: roles)
        }
        let after = try Intruder("bo", in: place)
        let new = try #require(try after.history(of: desk).current)
        // Renewed at once by the director, who holds the key; bo's keys do not reach the new one.
        #expect(new.generation == old.generation + 1)
        #expect(!after.ring.holds(desk, generation: new.generation))
        #expect(try after.history(of: desk).isOutlived(old.generation, in: after.chain))
        #expect(try !after.history(of: desk).isOutlived(new.generation, in: after.chain))
        #expect(try place.faults(.deep).isEmpty)
    }

    /// Says of somebody, properly signed, that they are called otherwise.
    private func rename(_ person: OpaqueID, _ shortName: String, by director: Intruder) throws {
        let member = try #require(director.chain.members[person])
        let old = try StaffMember(body: try #require(member.profile))
        let new = StaffMember(
            fullName: old.fullName, shortName: try ShortName(shortName), roles: old.roles, since: old.since)
        let statement = try director.chain.next(
            .person(person, keys: member.keys, effect: .active),
            content: (try #require(member.duties), try new.encodedBody()), keys: director.ring, by: director.identity)
        try director.commit(put: [statement.row])
    }

    @Test("another's short name is confirmed for nobody; before a new one it is said whose statement it is")
    func takenShortName() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        let first = try Intruder("fang", in: place)
        try rename(first.identity.id, "lin", by: first)
        let gu = try place.open("gu")
        let waiting = try gu.room.visit(for: ListingStaff.self, about: .practice) { try $0.pending() }
        let change = try #require(waiting.first)
        #expect(change.nameBearer?.fullName.text == "林梅")
        #expect(throws: RoomError.shortNameTaken) {
            _ = try gu.room.visit(for: ConfirmingStaff.self, about: .person(change.id)) { try $0.confirm(change) }
        }
        try gu.room.leave()
        let refused = try place.run(["staff", "confirm", "lin", "--yes"], as: "gu")
        #expect(refused.status == 65 && refused.errors.contains("林梅"), "\(refused.errors)")
        #expect(refused.errors.contains("方主任 (fang)"), "\(refused.errors)")

        let second = try Intruder("fang", in: place)
        try rename(second.identity.id, "yuan", by: second)
        let confirmed = try place.run(["staff", "confirm", "yuan", "--yes"], as: "gu")
        #expect(confirmed.status == 0, "\(confirmed.errors)")
        #expect((confirmed.output + confirmed.errors).contains("It changes what 方主任 (fang) is called."))
    }

    @Test("of two who have one short name nobody is taken for the other")
    func sharedShortName() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        // With one custodian the director's word is enough.
        try rename(try Intruder("bo", in: place).identity.id, "lin", by: fang)
        for arguments in [["staff", "show", "lin"], ["staff", "role", "add", "lin", "--role", "director", "--yes"]] {
            let ending = try place.run(arguments, as: "fang")
            #expect(ending.status == 66, "\(ending.output)\(ending.errors)")
            #expect(ending.errors.contains("(林梅)") && ending.errors.contains("(柏安)"), "\(ending.errors)")
        }
    }
}
