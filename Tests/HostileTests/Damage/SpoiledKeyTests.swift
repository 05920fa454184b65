import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import Testing
import Vault

/// Keys that a colleague with a changed program made rightfully, and that open nothing.
struct SpoiledKeyTests {
    /// The next generation of a compartment by lin, with every record under it, as her own program would put them.
    /// - Parameters:
    ///   - next: the statement, made by a ring that believes in it
    ///   - maker: that ring
    private func renewed(
        _ compartment: OpaqueID, _ next: GenerationStatement, by maker: KeyRing, in place: HostilePractice
    ) throws -> [SealedRow] {
        // With both the true secret before and the new one.
        let lin = try Intruder("lin", in: place)
        let me = try #require(lin.chain.members[lin.identity.id])
        let toMe = try maker.grant(compartment, generation: next.generation, to: me)
        try lin.ring.adopt(toMe, generations: try lin.history(of: compartment).generations + [next])
        let sealer = try RecordSealer(lin.ring)
        return try lin.rows(.record).filter { $0.scope == compartment }.compactMap { try sealer.rewrap($0) }
    }

    /// A compartment of which nothing was ever written.
    private struct Nothing: CompartmentSource {
        func assignments(of compartment: OpaqueID) throws -> [StoredRow] { [] }
        func generations(of compartment: OpaqueID) throws -> [StoredRow] { [] }
        func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow? { nil }
        func requests(of compartment: OpaqueID) throws -> [StoredRow] { [] }
    }

    /// Where deep verification with a person's keys names a key that opens nothing.
    private func told(_ name: String, in place: HostilePractice) throws -> [String] {
        try place.open(name).room.visit(for: VerifyingAudit.self, about: .practice) {
            try $0.verify(.deep).faults.filter { $0.kind == .keySpoiled }.map(\.place)
        }
    }

    @Test("a key of the practice that does not lead back is named, and newcomers are given the one before with it")
    func cutOff() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let practice = lin.fixed(.practice)
        let history = try lin.history(of: practice)
        let key = Hex.encode(CompartmentKey.bytes(practice, 2))
        try #require(history.generations.count == 1)
        // A ring that takes noise for the secret before, and seals it under the next.
        let liar = try KeyRing(lin.identity)
        let none = try CompartmentHistory(of: practice, from: Nothing(), chain: lin.chain)
        _ = try liar.makeGeneration(of: none, chain: lin.chain)
        let next = try liar.makeGeneration(of: history, chain: lin.chain)
        let grants = try lin.chain.members.values.map { try liar.grant(practice, generation: 2, to: $0).row }
        try lin.commit(put: [next.row] + grants + renewed(practice, next, by: liar, in: place))
        // Who held the one before works on; the auditor, like anybody with the keys, can tell.
        try ColleagueTests.read(facts.note, as: "lin", in: place)
        for name in ["fang", "aud", "lin"] { #expect(try told(name, in: place) == ["2/\(key)"], "\(name)") }
        // The reader that was written from the format alone finds the same.
        #expect(try place.readerFaults(as: "fang") == place.placedFaults(as: "fang"))
        let fang = try place.open("fang")
        try place.admit("neu", "牛新", .counselor, by: fang)
        try fang.room.leave()
        let neu = try place.open("neu")
        #expect(try neu.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone().count } == 5)
        try neu.room.leave()
        #expect(try told("neu", in: place) == ["2/\(key)"])
    }

    @Test(
        "a file whose next key was given to the desk as noise is called spoiled, not on its way, and the row is named")
    func noiseForTheDesk() throws {
        let (place, _) = try DisposalAttackTests().practice()
        defer { place.remove() }
        let file = try #require(
            try place.open("ke").room.visit(for: ListingClients.self, about: .practice) {
                try $0.clients().entries.first
            }
        ).id
        let lin = try Intruder("lin", in: place)
        let compartment = try OpaqueID(of: file)
        let history = try lin.history(of: compartment)
        let next = try lin.ring.makeGeneration(of: history, chain: lin.chain)
        let desk = lin.fixed(.desk)
        let deskKey = try #require(try lin.history(of: desk).current)
        let liar = try Intruder("lin", in: place)
        try liar.pretendToHold(compartment, generations: Int(next.generation))
        var grants: [SealedRow] = []
        for holder in history.assigned {
            switch holder {
            case .person(let person):
                let member = try #require(lin.chain.members[person])
                grants.append(try lin.ring.grant(compartment, generation: next.generation, to: member).row)
            case .compartment:
                grants.append(try liar.ring.grant(compartment, generation: next.generation, to: deskKey).row)
            }
        }
        try lin.commit(put: [next.row] + grants + renewed(compartment, next, by: lin.ring, in: place))
        let found = try place.open("ke").room.visit(for: ListingClients.self, about: .practice) { try $0.clients() }
        #expect(found.entries.isEmpty && found.spoiled == [file] && found.unopened == 0)
        #expect(try place.run(["client", "list"], as: "ke").status == 76)
        #expect(try place.faults(as: "ke").contains(.keySpoiled))
        #expect(try place.readerFaults(as: "ke") == place.placedFaults(as: "ke"))
        #expect(try !place.faults(as: "bo").contains(.keySpoiled))
    }

    @Test("a grant that was taken out of the file is an altered file, not a newcomer's waiting")
    func grantTakenOut() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let practice = lin.fixed(.practice)
        try lin.sql(
            "DELETE FROM row WHERE class = ? AND key = ?",
            [3, Data(CompartmentKey.bytes(practice, 1, lin.identity.id))])
        #expect(throws: RoomError.altered) { try place.open("lin") }
        #expect(try place.run(["status", "--json"], as: "lin").status == 76)
    }
}

/// Identifiers that everybody knows before there is a record under them, taken by somebody whose they are not.
struct ReservedRecordTests {
    @Test("a duty list or schedule that a counselor filed in her own case keeps no director from theirs, and is named")
    func directors() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let (own, practice) = (try OpaqueID(of: facts.caseID), lin.fixed(.practice))
        let sealer = try RecordSealer(lin.ring)
        func squatted(_ record: OpaqueID, _ kind: String) throws -> SealedRow {
            try sealer.seal(
                Array("{}".utf8), kind: kind,
                header: RecordHeader(
                    practice: lin.chain.practice, compartment: own, record: record, revision: 1, previous: .zero))
        }
        let bo = try #require(lin.chain.members.values.first { $0.id == (try? Intruder("bo", in: place))?.identity.id })
        let (required, fitness) = (
            try NamedRecord.id("required-credentials", of: lin.chain.practice, in: practice, with: lin.ring),
            try NamedRecord.id("staff-fitness", of: bo.id, in: practice, with: lin.ring)
        )
        let (duty, schedule) = (
            FixedRecord.dutyList.id(in: lin.chain.practice), FixedRecord.retentionSchedule.id(in: lin.chain.practice)
        )
        let ids = [duty, schedule, required, fitness]
        try lin.commit(put: [
            try squatted(duty, "duty-list"), try squatted(schedule, "retention-schedule"),
            try squatted(required, "required-credentials"), try squatted(fitness, "staff-fitness"),
        ])
        let lie = try lin.lastPlace()
        for (arguments, input) in [
            (["crisis", "duty", "--from", "-"], #"{"people":[{"shortName":"bo","phone":"13800000000"}]}"#),
            (["retention", "set", "--jurisdiction", "mainland"], nil),
            (
                [
                    "credential", "add", "bo", "--kind", "degree", "--issued", "2020-01-01", "--never-expires",
                    "--from", "-",
                ],
                #"{"number":"1","issuer":"x"}"#
            ),
        ] as [([String], String?)] {
            let done = try place.run(arguments, as: "fang", input: input)
            #expect(done.status == 0, "\(arguments): \(done.output)\(done.errors)")
        }
        for name in ["fang", "bo", "lin"] {
            let faults = try place.open(name).room.visit(for: VerifyingAudit.self, about: .practice) {
                try $0.verify(.deep).faults
            }
            #expect(Set(faults.map(\.kind)).contains(.entryNotEntitled), "\(name): \(faults)")
            #expect(try place.readerFaults(as: name) == place.placedFaults(as: name), "\(name)")
            // Nothing of the director's is blamed.
            #expect(
                faults.allSatisfy { fault in
                    fault.kind == .entryNotEntitled
                        ? fault.place == lie : ids.contains { fault.place.contains(Hex.encode($0.bytes)) }
                }, "\(faults)")
        }
    }

    @Test("what somebody filed in the place of the next addition is passed over and named; additions go on behind it")
    func addenda() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let own = try OpaqueID(of: facts.caseID)
        let next = try AttachedRecord.id(1, of: try OpaqueID(of: facts.note), in: own, with: lin.ring)
        let header = RecordHeader(
            practice: lin.chain.practice, compartment: lin.fixed(.practice), record: next, revision: 1, previous: .zero)
        try lin.commit(put: [try RecordSealer(lin.ring).seal(Array("{}".utf8), kind: "addendum", header: header)])
        let room = try place.open("lin").room
        _ = try room.visit(for: AddingAddendum.self, about: .note(facts.note)) { try $0.add("补充") }
        let note = try room.visit(for: ReadingNote.self, about: .note(facts.note)) { try $0.note() }
        #expect(note.addenda.map(\.text) == ["补充"])
        try room.leave()
        let faults = try place.open("lin").room.visit(for: VerifyingAudit.self, about: .practice) {
            try $0.verify(.deep).faults
        }
        #expect(faults.allSatisfy { $0.place.contains(Hex.encode(next.bytes)) } && !faults.isEmpty, "\(faults)")
    }
}
