import Counseling
import Foundation
import GRDB
import RecordRoom
import Testing
import Vault

@testable import Practice

/// What a colleague with a changed program leaves about crises and identifiers, so that others do not see what they should.
struct CrisisForgeryTests {
    private func practice() throws -> (place: HostilePractice, facts: HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("su", "苏督", .supervisor, by: fang)
        try fang.room.leave()
        return (place, facts)
    }

    /// Assigns an intruder to a compartment, whether they may or not.
    /// - Parameter other: who logs it for them
    private func assign(
        _ name: String, to compartment: OpaqueID, loggedBy other: String? = nil, in place: HostilePractice
    ) throws {
        let intruder = try Intruder(name, in: place)
        let history = try intruder.history(of: compartment)
        try Intruder(other ?? name, in: place).commit(
            put: [
                try intruder.ring.assign(
                    .person(intruder.identity.id), assigned: true, to: history, chain: intruder.chain
                ).row
            ])
    }

    @Test("a forged link with keys that open nothing does not hide a flag that is linked afterwards")
    func forgedLink() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(level: .imminent, seen: "来电"))
        let bo = try Intruder("bo", in: place)
        let junk = Data(repeating: 7, count: 32).base64EncodedString()
        let event = CrisisEvent(
            flag: id, number: 2, position: bo.chain.head.position, at: .now,
            by: try Identifier(bytes: bo.identity.id.bytes), clockBehind: false,
            what: .linked(
                CrisisLink(
                    client: facts.client,
                    keys: [CrisisKey(deposit: id, key: junk), CrisisKey(deposit: id, key: "x")])))
        let crisis = try #require(try bo.history(of: bo.fixed(.crisis)).current)
        let lin = try #require(bo.chain.members[try Intruder("lin", in: place).identity.id])
        let forged = try Deposit(
            try event.encodedBody(), kind: "crisis-act", to: .generationAndPeople(crisis, [lin]),
            practice: bo.chain.practice, membership: bo.ring.membership, by: bo.identity)
        try bo.commit(put: [forged.row])
        // Before the true link nothing of the flag opens, and nothing of it is taken for done with.
        let early = try place.open("lin").room.crisisClock(settled: [])
        #expect(early?.rising.isEmpty == true)
        let settled = early?.settled ?? []
        #expect(!settled.contains(id.hex))
        let su = try place.open("su")
        try su.room.visit(for: LinkingFlag.self, about: .flag(id)) { try $0.link(to: facts.client) }
        let room = try place.open("lin").room
        #expect(try room.crisisClock(settled: settled)?.rising.map(\.flag.id) == [id])
        let ledger = try room.visit(for: ReadingFlag.self, about: .flag(id)) { try $0.ledger() }
        #expect(ledger.flags.first?.report.seen == "来电")
    }

    @Test("who assigns themself to a client's file is not sealed a flag, and a file not in order loses none")
    func forgedAssignment() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let file = try OpaqueID(of: facts.client)
        try assign("bo", to: file, in: place)
        let desk = try OpenPractice.lockedDesk(place.folder)
        let id = try desk.raise(CrisisReport(client: facts.client, seen: "不想活了"))
        #expect(try desk.reachesCounselors(of: facts.client))
        func opens(_ name: String, _ flag: Identifier<CrisisFlag>) throws -> Bool {
            let intruder = try Intruder(name, in: place)
            let row = try #require(try intruder.rows(.deposit).first { $0.address.key == flag.bytes })
            return (try? RecordSealer(intruder.ring).open(try Deposit(parsing: row.body))) != nil
        }
        #expect(try opens("lin", id) && opens("su", id) && !opens("bo", id))
        // An unlocked program knows that the assignment was never allowed, and passes it over.
        let su = try place.open("su")
        let (second, isReaching) = try su.room.visit(for: RaisingFlag.self, about: .practice) {
            (try $0.raise(CrisisReport(client: facts.client)), try $0.reachesCounselors(of: facts.client))
        }
        #expect(try isReaching && opens("su", second) && opens("lin", second) && !opens("bo", second))
        try su.room.visit(for: AcknowledgingFlag.self, about: .flag(id)) { try $0.acknowledge() }
        #expect(try su.room.visit(for: ListingFlags.self, about: .practice) { try $0.ledger() }.flags.count == 2)
        // Bytes that are no assignment at all.
        let intruder = try Intruder("bo", in: place)
        try intruder.sql("UPDATE row SET body = x'00' WHERE class = 5 AND scope = ?", [Data(file.bytes)])
        let third = try desk.raise(CrisisReport(client: facts.client, seen: "再来"))
        #expect(try !desk.reachesCounselors(of: facts.client) && opens("su", third) && !opens("lin", third))
    }

    @Test("one hostile row in a client's file blocks neither linking a flag nor the emergency card")
    func spoiledFile() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        func write(_ location: String) throws -> EmergencyCard {
            try place.open("lin").room.visit(for: WritingCard.self, about: .emergencyCard(facts.client)) {
                try $0.write(try EmergencyCard.Additions(location: location, safetyPlan: nil, level: nil))
            }
        }
        _ = try write("宿舍")
        let id = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(seen: "来电"))
        // Logged by who might have logged one of their own: else it is passed over.
        try assign("bo", to: try OpaqueID(of: facts.client), loggedBy: "fang", in: place)
        let su = try place.open("su")
        let isReaching = try su.room.visit(for: LinkingFlag.self, about: .flag(id)) { visit in
            try visit.link(to: facts.client)
            return try visit.reachesCounselors(of: facts.client)
        }
        #expect(!isReaching)
        let ledger = try su.room.visit(for: ReadingFlag.self, about: .flag(id)) { try $0.ledger() }
        #expect(ledger.flags.first?.client == facts.client && ledger.flags.first?.faults.isEmpty == true)
        // Keys are handed to nobody by that, least of all to whoever wrote the row.
        let bo = try Intruder("bo", in: place)
        let sealer = try RecordSealer(bo.ring)
        for row in try bo.rows(.deposit) where row.scope == bo.fixed(.crisis) {
            #expect((try? sealer.open(try Deposit(parsing: row.body))) == nil)
        }
        func opened() throws -> EmergencyCard {
            try place.open("su").room.visit(for: OpeningCard.self, about: .emergencyCard(facts.client)) {
                try $0.card()
            }
        }
        #expect(try opened().location == "宿舍" && opened().name.text == "王小明")
        // The counselor writes it anew, with what the last one said of the client.
        #expect(try write("医院").number == 2)
        #expect(try opened().location == "医院" && opened().phones.map(\.text) == ["13800138000"])
        #expect(throws: RoomError.denied(rule: .notClientsCounselor)) {
            try place.open("bo").room.visit(for: WritingCard.self, about: .emergencyCard(facts.client)) {
                try $0.write(try EmergencyCard.Additions(location: "x", safetyPlan: nil, level: nil))
            }
        }
        try su.room.visit(for: AcknowledgingFlag.self, about: .flag(id)) { try $0.acknowledge() }
        let fang = try place.open("fang").room
        let proposal = try CrisisProposal("好转", noReport: nil)
        try fang.visit(for: ProposingResolution.self, about: .flag(id)) { try $0.propose(proposal) }
        let proposer = try fang.ownEntry().id
        try place.open("su").room.visit(for: CosigningResolution.self, about: .flag(id)) {
            try $0.cosign((by: proposer, what: proposal))
        }
    }

    @Test("who assigns themself to a record's identifier does not hide the record")
    func squatted() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        try assign("bo", to: try OpaqueID(of: facts.note), in: place)
        let room = try place.open("lin").room
        #expect(try room.notes(matching: facts.note.hex) == [facts.note])
        #expect(try room.cases(matching: facts.note.hex).isEmpty)
        #expect(try room.cases(matching: facts.caseID.hex) == [facts.caseID])
        #expect(try room.notes(matching: facts.caseID.hex).isEmpty && room.notes(matching: facts.client.hex).isEmpty)
        _ = try room.visit(for: ReadingNote.self, about: .note(facts.note)) { try $0.note() }
    }

    @Test("an alert of a flag that nobody raised does not call for the supervisor")
    func inventedAlert() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        func stands() throws -> Bool {
            try place.open("fang").room.visit(for: ReadingClient.self, about: .client(facts.client)) {
                try $0.callsForSupervisor()
            }
        }
        let bo = try Intruder("bo", in: place)
        let file = try #require(try bo.history(of: try OpaqueID(of: facts.client)).current)
        let others = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(seen: "来电"))
        for flag in [try Identifier<CrisisFlag>(bytes: OpaqueID.random().bytes), others] {
            let alert = try Deposit(
                try DeskAlert(flag: flag, active: true).encodedBody(), kind: "desk-alert", to: .generation(file),
                practice: bo.chain.practice, membership: bo.ring.membership, by: bo.identity)
            try bo.commit(put: [alert.row])
        }
        #expect(try !stands())
        _ = try place.open("bo").room.visit(for: RaisingFlag.self, about: .practice) {
            try $0.raise(CrisisReport(client: facts.client))
        }
        #expect(try stands())
    }
}
