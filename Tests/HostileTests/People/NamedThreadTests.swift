import Counseling
import Cryptography
import Practice
import RecordRoom
import Testing
import Vault

/// Records that name a thread, by somebody who names what is none: programs that go by them must let nobody in there.
struct NamedThreadTests {
    /// Publishes somebody's first fitness, which names a compartment.
    private func publish(
        _ person: OpaqueID, naming compartment: OpaqueID, by intruder: Intruder
    ) throws -> String {
        let practice = intruder.fixed(.practice)
        let fitness = StaffFitness(
            of: CredentialFile(of: try Identifier(bytes: person.bytes)), events: 0,
            thread: try Identifier(bytes: compartment.bytes), required: .standard)
        let record = try NamedRecord.id("staff-fitness", of: person, in: practice, with: intruder.ring)
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: practice, record: record, revision: 1, previous: .zero)
        try intruder.commit(put: [
            try RecordSealer(intruder.ring).seal(try fitness.encodedBody(), kind: "staff-fitness", header: header)
        ])
        return "record-rewritten \(record.hex)"
    }

    private let add = [
        "--kind", "certificate", "--number", "C-1", "--issuer", "学会", "--issued", "2020-01-01", "--never-expires",
    ]

    private func people(in compartment: OpaqueID, _ place: HostilePractice) throws -> Set<Holder> {
        Set(try Intruder("aud", in: place).history(of: compartment).assigned)
    }

    private func expectNamed(_ fault: String, _ place: HostilePractice) throws {
        for name in ["lin", "fang"] {
            #expect(try place.placedFaults(as: name).contains(fault), "\(name)")
            #expect(try place.readerFaults(as: name).contains(fault), "\(name)")
        }
    }

    @Test("published fitness that names a client's file or a case lets nobody into it, whoever published it")
    func fileOrCase() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let (file, room) = (try OpaqueID(of: facts.client), try OpaqueID(of: facts.caseID))
        let (inFile, inCase) = (try people(in: file, place), try people(in: room, place))
        let (bo, fang) = (try Intruder("bo", in: place), try Intruder("fang", in: place))
        let own = try publish(bo.identity.id, naming: file, by: bo)
        let lin = try Intruder("lin", in: place).identity.id
        let others = try publish(lin, naming: room, by: fang)
        for (person, name) in [("fang", "bo"), ("bo", "bo"), ("lin", "lin")] {
            let refused = try place.run(["credential", "add", name] + add, as: person)
            #expect(refused.status == 76, "\(person): \(refused.output)\(refused.errors)")
        }
        for name in ["fang", "lin", "bo"] { try place.open(name).room.leave() }
        #expect(try people(in: file, place) == inFile && people(in: room, place) == inCase)
        for fault in [own, others] { try expectNamed(fault, place) }
        #expect(try place.run(["case", "list", "--json"], as: "lin").output.contains(facts.caseID.hex))
    }

    @Test("published fitness that names a colleague's personnel thread lets nobody into that, and puts nobody out")
    func colleagues() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let added = try place.run(["credential", "add", "lin"] + add, as: "lin")
        try #require(added.status == 0, "\(added.output)\(added.errors)")
        let bo = try Intruder("bo", in: place)
        let lin = try Intruder("lin", in: place)
        let thread = try #require(
            try lin.rows(.record).first { (try? RecordSealer(lin.ring).open($0))?.kind == "credential-event" }?.scope)
        let before = try people(in: thread, place)
        let fault = try publish(bo.identity.id, naming: thread, by: bo)
        // Something changes among the staff, and a director's program looks who belongs where.
        try place.admit("wen", "文静", .counselor, by: try place.open("fang"))
        for name in ["fang", "lin"] { try place.open(name).room.leave() }
        #expect(try place.run(["credential", "add", "bo"] + add, as: "fang").status == 76)
        #expect(try people(in: thread, place) == before)
        #expect(try place.run(["credential", "list", "lin"], as: "lin").status == 0)
        try expectNamed(fault, place)
    }

    @Test("published fitness that names a complaint lets the respondent not into it")
    func complaint() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "fang")
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        let an = try Intruder("an", in: practice.place)
        let thread = try #require(
            try an.rows(.record).first { (try? RecordSealer(an.ring).open($0))?.kind == "complaint-event" }?.scope)
        let before = try people(in: thread, practice.place)
        let fang = try Intruder("fang", in: practice.place)
        _ = try publish(an.identity.id, naming: thread, by: fang)
        let refused = try practice.place.run(["credential", "add", "an"] + add, as: "an")
        #expect(refused.status == 76, "\(refused.output)\(refused.errors)")
        for name in ["an", "fang"] { try practice.place.open(name).room.leave() }
        #expect(try people(in: thread, practice.place) == before)
        #expect(try practice.complaints("an").map(\.id) == [id])
        #expect(try practice.place.faults(as: "an").contains(.recordRewritten))
    }
}
