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
        #expect(throws: RoomError.altered) {
            try place.open("fang").room.visit(
                for: OpeningCase.self, about: .newCase(facts.client, counselor: person)
            ) { try $0.open() }
        }
        for name in ["fang", "bo", "lin"] {
            #expect(try place.faults(as: name).contains(.recordRewritten), "\(name)")
        }
    }
}
