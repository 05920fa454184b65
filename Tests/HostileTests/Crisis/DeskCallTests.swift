import AuditTrail
import Counseling
import Foundation
import RecordRoom
import RecordStore
import Testing
import Vault

@testable import Practice

/// Who may end the desk's call, and what a row that lies beside a client file's statements does.
struct DeskCallTests {
    private func practice() throws -> (place: HostilePractice, facts: HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        for (name, fullName) in [("su", "苏督"), ("sun", "孙督")] {
            try place.admit(name, fullName, .supervisor, by: fang)
        }
        try place.admit("dan", "丹青", .frontDesk, by: fang)
        try fang.room.leave()
        return (place, facts)
    }

    private func isCalled(_ facts: HostilePractice.Facts, _ place: HostilePractice) throws -> Bool {
        try place.open("dan").room.visit(for: ReadingClient.self, about: .client(facts.client)) {
            try $0.callsForSupervisor()
        }
    }

    private func supervisesNoMore(_ name: String, _ place: HostilePractice) throws {
        let person = try place.open(name).room.ownEntry().id
        let fang = try place.open("fang").room
        _ = try fang.visit(for: ChangingRoles.self, about: .person(person)) {
            try $0.change(person, adding: [.trainee], removing: [.supervisor])
        }
        try fang.leave()
    }

    @Test(
        "a former supervisor does not end the desk's call, and what a supervisor ended stays ended when they are none")
    func former() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try place.open("lin").room.visit(for: RaisingFlag.self, about: .practice) {
            try $0.raise(CrisisReport(client: facts.client, seen: "不想活了"))
        }
        #expect(try isCalled(facts, place))
        let before = try Intruder("su", in: place).chain.head
        try supervisesNoMore("su", place)
        let su = try Intruder("su", in: place)
        let file = try #require(try su.history(of: try OpaqueID(of: facts.client)).current)
        func say(_ active: Bool, at head: ChainHead?) throws {
            let alert = try Deposit(
                try DeskAlert(flag: id, active: active).encodedBody(), kind: "desk-alert", to: .generation(file),
                practice: su.chain.practice, membership: su.ring.membership, by: su.identity)
            try su.commit(put: [alert.row], chainHead: head)
        }
        try say(false, at: nil)
        #expect(try isCalled(facts, place))
        // The entry may name where the chain stood before: the log has seen more.
        try say(false, at: before)
        #expect(try isCalled(facts, place))
        let sun = try place.open("sun").room
        try sun.visit(for: AcknowledgingFlag.self, about: .flag(id)) { try $0.acknowledge() }
        let proposal = try CrisisProposal("好转", noReport: nil)
        let fang = try place.open("fang").room
        try fang.visit(for: ProposingResolution.self, about: .flag(id)) { try $0.propose(proposal) }
        let proposer = try fang.ownEntry().id
        try place.open("sun").room.visit(for: CosigningResolution.self, about: .flag(id)) {
            try $0.cosign((by: proposer, what: proposal))
        }
        #expect(try !isCalled(facts, place))
        try supervisesNoMore("sun", place)
        #expect(try !isCalled(facts, place))
        // Nor does a former supervisor call for a flag that somebody else raised.
        try say(true, at: nil)
        #expect(try !isCalled(facts, place))
        let other = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(seen: "来电"))
        let invented = try Deposit(
            try DeskAlert(flag: other, active: true).encodedBody(), kind: "desk-alert", to: .generation(file),
            practice: su.chain.practice, membership: su.ring.membership, by: su.identity)
        try su.commit(put: [invented.row])
        #expect(try !isCalled(facts, place))
    }

    @Test("a row in front of a client file's assignments takes nobody's acts away, and verification names it")
    func inFront() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let file = try OpaqueID(of: facts.client)
        let bo = try Intruder("bo", in: place)
        // One that is nothing, and a true assignment of bo's own at an address where none belongs.
        let own = try bo.ring.assign(
            .person(bo.identity.id), assigned: true, to: try bo.history(of: file), chain: bo.chain
        ).row
        try bo.commit(altered: [
            StoredRow(
                address: RowAddress(.assignment, key: [0]), scope: file, target: .none, version: 1, body: [1, 2, 3]),
            StoredRow(
                address: RowAddress(.assignment, key: [0, 0]), scope: file, target: bo.identity.id, version: 1,
                body: own.body),
            StoredRow(
                address: RowAddress(.generation, key: [0]), scope: file, target: .none, version: 1, body: [1, 2, 3]),
        ])
        let id = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(client: facts.client, seen: "不想活了"))
        // Their counselor is known by what lies where it belongs.
        let linked = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(seen: "来电"))
        let su = try place.open("su").room
        try su.visit(for: LinkingFlag.self, about: .flag(linked)) { try $0.link(to: facts.client) }
        try su.visit(for: AcknowledgingFlag.self, about: .flag(id)) { try $0.acknowledge() }
        #expect(try place.open("lin").room.counsels(facts.client))
        #expect(try !place.open("bo").room.counsels(facts.client))
        #expect(try place.faults(as: "su").contains(.statementUnauthorized))
    }

    @Test("a counselor's card with the greatest number there is does not leave the next to clocks")
    func cardNumber() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        func write(_ location: String) throws -> EmergencyCard {
            try place.open("lin").room.visit(for: WritingCard.self, about: .emergencyCard(facts.client)) {
                try $0.write(try EmergencyCard.Additions(location: location, safetyPlan: nil, level: nil))
            }
        }
        let first = try write("宿舍")
        let lin = try Intruder("lin", in: place)
        var json = try #require(try JSONSerialization.jsonObject(with: Data(first.encodedBody())) as? [String: Any])
        json["number"] = 1 << 30
        json["location"] = "假地址"
        let crisis = try #require(try lin.history(of: lin.fixed(.crisis)).current)
        let deposit = try Deposit(
            Array(try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys])), kind: "emergency-card",
            to: .generationAndPeople(crisis, [try #require(lin.chain.members[lin.identity.id])]),
            practice: lin.chain.practice, membership: lin.ring.membership, by: lin.identity)
        try lin.commit(put: [deposit.row])
        #expect(try write("医院").number == 2)
        let shown = try place.open("lin").room.visit(for: ReadingCard.self, about: .emergencyCard(facts.client)) {
            try $0.card()
        }
        #expect(shown.location == "医院")
    }
}
