import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Who may say that somebody is fit to practise, asked past the policy.
struct FitnessTests {
    @Test(
        "a counselor who publishes their own fitness with a changed program is believed by nobody, and verification says so"
    )
    func forged() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let practice = lin.fixed(.practice)
        let person = try Identifier<Person>(bytes: lin.identity.id.bytes)
        let today = try #require(CalendarDate("2026-11-26"))
        var file = CredentialFile(of: person)
        let credential = try Identifier<StaffCredential>(bytes: OpaqueID.random().bytes)
        let issued = try #require(CalendarDate("2020-01-01"))
        try file.apply(
            CredentialEvent(
                .added, credential, of: person,
                details: StaffCredential(
                    kind: .certificate, number: "1", issuer: "甲", issued: issued, today: today),
                term: CredentialTerm(expires: nil, recheck: nil, issued: issued)), by: person)
        let director = try place.open("fang").room.ownEntry().id
        try file.apply(CredentialEvent(.verified, credential, of: person), by: director)
        let fitness = StaffFitness(
            of: file, events: 2, thread: try Identifier(bytes: OpaqueID.random().bytes), required: .standard)
        #expect(fitness.fit.count == 1)
        let record = try NamedRecord.id("staff-fitness", of: lin.identity.id, in: practice, with: lin.ring)
        let header = RecordHeader(
            practice: lin.chain.practice, compartment: practice, record: record, revision: 1, previous: .zero)
        let sealed = try RecordSealer(lin.ring).seal(try fitness.encodedBody(), kind: "staff-fitness", header: header)
        try lin.commit(put: [sealed])
        let believed = try place.open("fang").room.visit(
            for: OpeningCase.self, about: .newCase(facts.client, counselor: person)
        ) { try $0.counselorFitness() }
        #expect(believed == .noneRecorded)
        for name in ["fang", "bo", "lin"] {
            #expect(try place.faults(as: name).contains(.recordRewritten), "\(name)")
        }
    }

    @Test("what a former director publishes of somebody's fitness counts for nothing, dated back or not")
    func formerDirector() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let director = try place.open("fang")
        let (bo, lin) = (try place.open("bo").room.ownEntry().id, try place.open("lin").room.ownEntry().id)
        try place.admit("wen", "文静", .counselor, by: director)
        let wen = try place.open("wen").room.ownEntry().id
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(bo)) {
            try $0.change(bo, adding: [.director], removing: [])
        }
        try place.open("bo").room.leave()
        let then = try Intruder("bo", in: place).chain.head
        // While they are director their word counts, and goes on counting.
        func publish(_ intruder: Intruder, of person: Identifier<Person>, chainHead: ChainHead?) throws {
            let practice = intruder.fixed(.practice)
            let (today, issued) = (
                try #require(CalendarDate("2026-11-26")), try #require(CalendarDate("2020-01-01"))
            )
            var file = CredentialFile(of: person)
            let credential = try Identifier<StaffCredential>(bytes: OpaqueID.random().bytes)
            try file.apply(
                CredentialEvent(
                    .added, credential, of: person,
                    details: StaffCredential(
                        kind: .certificate, number: "1", issuer: "甲", issued: issued, today: today),
                    term: CredentialTerm(expires: nil, recheck: nil, issued: issued)), by: person)
            try file.apply(CredentialEvent(.verified, credential, of: person), by: bo)
            let fitness = StaffFitness(
                of: file, events: 2, thread: try Identifier(bytes: OpaqueID.random().bytes), required: .standard)
            let record = try NamedRecord.id(
                "staff-fitness", of: try OpaqueID(of: person), in: practice, with: intruder.ring)
            let header = RecordHeader(
                practice: intruder.chain.practice, compartment: practice, record: record, revision: 1, previous: .zero)
            try intruder.commit(
                put: [
                    try RecordSealer(intruder.ring).seal(
                        try fitness.encodedBody(), kind: "staff-fitness", header: header)
                ], chainHead: chainHead)
        }
        try publish(try Intruder("bo", in: place), of: wen, chainHead: nil)
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(bo)) {
            try $0.change(bo, adding: [], removing: [.director])
        }
        try director.room.leave()
        try publish(try Intruder("bo", in: place), of: lin, chainHead: then)
        func standing(_ person: Identifier<Person>) throws -> FitnessStanding {
            try place.open("fang").room.visit(for: OpeningCase.self, about: .newCase(facts.client, counselor: person)) {
                try $0.counselorFitness()
            }
        }
        #expect(try standing(lin) == .noneRecorded)
        guard case .fit = try standing(wen) else {
            Issue.record("what was published while they were director counts no more")
            return
        }
        let faults = try place.faults(as: "aud")
        #expect(faults.contains(.recordRewritten) || faults.contains(.chainHeadBehind), "\(faults)")
    }

    @Test("a director's program lets nobody into what a colleague names as their personnel thread")
    func strangeThread() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let practice = bo.fixed(.practice)
        let person = try Identifier<Person>(bytes: bo.identity.id.bytes)
        // The director holds the client's file through the desk and may assign in it; nothing of this gives anybody anything.
        for thread in [try OpaqueID(of: facts.client), practice] {
            let fitness = StaffFitness(
                of: CredentialFile(of: person), events: 0, thread: try Identifier(bytes: thread.bytes),
                required: .standard)
            let record = try NamedRecord.id("staff-fitness", of: bo.identity.id, in: practice, with: bo.ring)
            let header = RecordHeader(
                practice: bo.chain.practice, compartment: practice, record: record, revision: 1, previous: .zero)
            let copy = try place.copied()
            defer { copy.remove() }
            let intruder = try Intruder("bo", in: copy)
            try intruder.commit(put: [
                try RecordSealer(intruder.ring).seal(
                    try fitness.encodedBody(), kind: "staff-fitness", header: header)
            ])
            try copy.admit("zhao", "赵倩", .frontDesk, by: try copy.open("fang"))
            try copy.open("fang").room.leave()
            let named = try Intruder("lin", in: copy).rows(.assignment).filter {
                $0.scope == thread && $0.target == bo.identity.id
            }
            #expect(named.isEmpty)
        }
    }
}
