import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

@testable import Practice

/// Somebody who belonged to a compartment and belongs there no more signs its next key before anybody renewed it.
@Suite struct LostRoleTests {
    /// By what link of the membership chain the next key is signed, and what else is put in its way.
    enum Way: String, CaseIterable { case presentLink, formerLink, grantsAlone }

    private func practice() throws -> (place: HostilePractice, facts: HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        for (name, fullName) in [("su", "苏督"), ("so", "宋督")] {
            try place.admit(name, fullName, .supervisor, by: fang)
        }
        try fang.room.leave()
        for name in ["su", "so", "lin"] { try place.open(name).room.leave() }
        return (place, facts)
    }

    private func opens(_ name: String, _ flag: OpaqueID, _ place: HostilePractice) throws -> Bool {
        let intruder = try Intruder(name, in: place)
        return try intruder.opened(in: intruder.fixed(.crisis)).contains(flag)
    }

    /// Takes the role away and leaves the renewal to others, as where somebody confirms it who has no part in crises.
    private func takeRole(of person: OpaqueID, in place: HostilePractice) throws {
        let fang = try Intruder("fang", in: place)
        let member = try #require(fang.chain.members[person])
        let statement = try fang.chain.next(
            .person(member.id, keys: member.keys, effect: .active),
            content: (.counselor, try #require(member.profile)), keys: fang.ring, by: fang.identity)
        try fang.chain.append(statement, keys: fang.ring)
        try fang.commit(put: [statement.row])
    }

    /// - Returns: the one who lost the role, with the next key of `crisis` logged for themself, and that key's number
    private func forge(_ way: Way, in place: HostilePractice) throws -> (by: Intruder, number: UInt32) {
        let before = try Intruder("su", in: place).chain
        try takeRole(of: try Intruder("su", in: place).identity.id, in: place)
        let su = try Intruder("su", in: place)
        let crisis = su.fixed(.crisis)
        let next = try su.ring.makeGeneration(
            of: try su.history(of: crisis), chain: way == .formerLink ? before : su.chain)
        let people = way == .grantsAlone ? su.chain.activeMembers.map(\.id) : [su.identity.id]
        let grants = try people.map {
            try su.ring.grant(crisis, generation: next.generation, to: try #require(su.chain.members[$0])).row
        }
        try su.commit(put: way == .grantsAlone ? grants : [next.row] + grants)
        return (su, next.generation)
    }

    @Test(
        "whoever lost the role does not sign the next key of crisis: it is renewed in its place, and flags open to who belongs",
        arguments: Way.allCases, [true, false])
    func nextKey(_ way: Way, isRemembered: Bool) throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let desk = try OpenPractice.lockedDesk(place.folder)
        // What a station saw between is remembered, the forged key among it.
        if isRemembered { _ = try desk.raise(CrisisReport(seen: "之前")) }
        let su = try forge(way, in: place).by
        if isRemembered {
            let meanwhile = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(seen: "期间"))
            // The station cannot tell; whoever certainly belongs reads it all the same.
            #expect(try opens("fang", try OpaqueID(of: meanwhile), place))
        }
        let so = try place.open("so")
        try so.room.leave()
        let current = try #require(try Intruder("so", in: place).history(of: su.fixed(.crisis)).current)
        #expect(try current.signer == Intruder("so", in: place).identity.id)
        for name in ["fang", "lin", "su", "aud", "so"] { try place.open(name).room.leave() }
        let station = try OpaqueID(
            of: try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(client: facts.client, seen: "不想活了")))
        #expect(try OpenPractice.lockedDesk(place.folder).reachesCounselors(of: facts.client))
        let lin = try place.open("lin")
        let unlocked = try OpaqueID(
            of: try lin.room.visit(for: RaisingFlag.self, about: .practice) {
                try $0.raise(CrisisReport(client: facts.client))
            })
        try lin.room.leave()
        for flag in [station, unlocked] {
            #expect(try opens("so", flag, place) && opens("fang", flag, place) && !opens("su", flag, place))
        }
        // The next key follows it, for the station too.
        let third = try Intruder("fang", in: place)
        let next = try third.ring.makeGeneration(of: try third.history(of: su.fixed(.crisis)), chain: third.chain)
        let grants = try FixedCompartment.crisis.members(in: third.chain).map {
            try third.ring.grant(su.fixed(.crisis), generation: next.generation, to: $0).row
        }
        try third.commit(put: [next.row] + grants)
        let later = try OpaqueID(of: try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(seen: "之后")))
        let deposit = try Deposit(parsing: try third.row(RowAddress(.deposit, key: later.bytes)).body)
        #expect(try opens("so", later, place) && !opens("su", later, place))
        #expect(deposit.compartment == su.fixed(.crisis))
        // It stays in the trail: who has the staff's key is told whose it was, everybody that something does not follow.
        #expect(try place.faults(as: "aud").contains(way == .grantsAlone ? .writerNotEntitled : .entryNotEntitled))
        #expect(try !place.faults(as: "aud").contains(.changeDoesNotFollow))
        #expect(try place.readerFaults(as: "aud") == place.placedFaults(as: "aud"))
        if way != .grantsAlone {
            let found = try place.faults(.deep)
            #expect(found.contains(.entriesContradict) && !found.contains(.changeDoesNotFollow), "\(found)")
            #expect(try place.readerFaults() == place.placedFaults())
        }
    }

    @Test(
        "before it is renewed, verification with anybody's key to the staff names whose entry it is",
        arguments: Way.allCases)
    func named(_ way: Way) throws {
        let (place, _) = try practice()
        defer { place.remove() }
        let (su, number) = try forge(way, in: place)
        let key = CompartmentKey.bytes(su.fixed(.crisis), number, way == .grantsAlone ? su.identity.id : nil)
        let wanted = "writer-not-entitled \(way == .grantsAlone ? 3 : 2)/\(Hex.encode(key))"
        #expect(try place.placedFaults(as: "aud").contains(wanted))
        #expect(try place.readerFaults(as: "aud").contains(wanted))
    }

    @Test("whose part in a case was ended does not sign its next key for a time when they had it")
    func endedInCase() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let caseID = try OpaqueID(of: facts.caseID)
        _ = try OpenPractice.lockedDesk(place.folder).leave("之前", in: facts.caseID)
        let lin = try Intruder("lin", in: place)
        let bo = try #require(lin.chain.members[try Intruder("bo", in: place).identity.id])
        for isAssigned in [true, false] {
            let change = try lin.ring.assign(
                .person(bo.id), assigned: isAssigned, to: try lin.history(of: caseID), chain: lin.chain)
            let grant = try lin.ring.grant(caseID, generation: 1, to: bo)
            try lin.commit(put: isAssigned ? [change.row, grant.row] : [change.row])
            if isAssigned { continue }
            let intruder = try Intruder("bo", in: place)
            var known = try intruder.history(of: caseID)
            #expect(known.assignments.count == 3)
            known = try CompartmentHistory(
                of: caseID, from: Shortened(intruder: intruder, count: 2), chain: intruder.chain)
            let next = try intruder.ring.makeGeneration(of: known, chain: intruder.chain)
            try intruder.commit(put: [
                next.row, try intruder.ring.grant(caseID, generation: next.generation, to: bo).row,
            ])
        }
        let wanted = "writer-not-entitled 2/\(Hex.encode(CompartmentKey.bytes(caseID, 2)))"
        for name in [nil, "aud"] {
            #expect(try place.placedFaults(as: name).contains(wanted))
            #expect(try place.readerFaults(as: name).contains(wanted))
        }
        let practice = try place.open("lin")
        _ = try practice.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "一次会谈")]))
        }
        try practice.room.leave()
        #expect(try Intruder("lin", in: place).history(of: caseID).current?.signer == lin.identity.id)
        let jot = try OpaqueID(of: try OpenPractice.lockedDesk(place.folder).leave("之后", in: facts.caseID))
        #expect(try Intruder("lin", in: place).opened(in: caseID).contains(jot))
        #expect(try !Intruder("bo", in: place).opened(in: caseID).contains(jot))
    }

    @Test(
        "neither who was at the desk once nor an auditor lets themself into a client's file",
        arguments: ["dan", "aud"], [true, false])
    func strangerInFile(_ name: String, isRemembered: Bool) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        for (name, fullName, role) in [("su", "苏督", Role.supervisor), ("dan", "丹青", .frontDesk)] {
            try place.admit(name, fullName, role, by: fang)
        }
        try fang.room.leave()
        try place.open("dan").room.leave()
        let file = try OpaqueID(of: facts.client)
        if isRemembered { _ = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(client: facts.client)) }
        // One dates it back to when they had the role.
        let before = try Intruder(name, in: place).chain
        try takeRole(of: try Intruder("dan", in: place).identity.id, in: place)
        let former = try Intruder(name, in: place)
        let stranger = former.identity.id
        let history = try former.history(of: file)
        let number = UInt32(history.assignments.count)
        try former.commit(put: [
            try former.ring.assign(.person(stranger), assigned: true, to: history, chain: before).row
        ])
        let wanted = "writer-not-entitled 5/\(Hex.encode(CompartmentKey.bytes(file, number)))"
        #expect(try place.placedFaults(as: "lin").contains(wanted) && place.readerFaults(as: "lin").contains(wanted))
        if isRemembered { _ = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(client: facts.client)) }
        // Somebody else is let in, in the place of that one, and the file has its next key.
        let bo = try place.open("bo").room.ownEntry().id
        let director = try place.open("fang")
        _ = try director.room.visit(for: OpeningCase.self, about: .newCase(facts.client, counselor: bo)) {
            try $0.open()
        }
        try director.room.leave()
        let after = try Intruder("fang", in: place)
        let assigned = try after.history(of: file).assigned
        #expect(try assigned.contains(.person(OpaqueID(of: bo))) && !assigned.contains(.person(stranger)))
        let current = try #require(try after.history(of: file).current)
        #expect(name == "aud" || current.generation > 1)
        #expect(try !Intruder(name, in: place).ring.holds(file, generation: current.generation))
        let flag = try OpaqueID(
            of: try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(client: facts.client, seen: "不想活了")))
        #expect(try OpenPractice.lockedDesk(place.folder).reachesCounselors(of: facts.client))
        #expect(try opens("bo", flag, place) && opens("lin", flag, place) && !opens(name, flag, place))
    }

    /// As the case stood before its last assignments.
    private struct Shortened: CompartmentSource {
        let intruder: Intruder
        let count: Int
        func assignments(of compartment: OpaqueID) throws -> [StoredRow] {
            Array(try intruder.assignments(of: compartment).prefix(count))
        }
        func generations(of compartment: OpaqueID) throws -> [StoredRow] { try intruder.generations(of: compartment) }
        func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow? {
            try intruder.grant(of: compartment, generation: generation, to: holder)
        }
        func requests(of compartment: OpaqueID) throws -> [StoredRow] { try intruder.requests(of: compartment) }
    }
}
