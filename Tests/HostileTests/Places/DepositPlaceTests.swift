import Counseling
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Deposits that only some may leave, from somebody who might once: what counts is who they were when the log took it, whatever
/// the deposit says of its time.
struct DepositPlaceTests {
    /// lin's client with a card, a flag and two jots, one of them done.
    private struct Setting {
        let place: HostilePractice
        let facts: HostilePractice.Facts
        let flag: Identifier<CrisisFlag>
        let position: UInt32
        let card: EmergencyCard
        let jot: Identifier<Jot>
    }

    private func setting() throws -> Setting {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("su", "苏督", .supervisor, by: fang)
        try fang.room.leave()
        let lin = try place.open("lin")
        let card = try lin.room.visit(for: WritingCard.self, about: .emergencyCard(facts.client)) {
            try $0.write(try EmergencyCard.Additions(location: "宿舍", safetyPlan: "找室友", level: nil))
        }
        let desk = try OpenPractice.lockedDesk(place.folder)
        let done = try desk.leave("已处理的", in: facts.caseID)
        try lin.room.visit(for: DiscardingJot.self, about: .counselingCase(facts.caseID)) { try $0.discard(done) }
        try lin.room.leave()
        let jot = try desk.leave("急：来访者说再见", in: facts.caseID)
        let flag = try desk.raise(CrisisReport(client: facts.client, level: .imminent, seen: "来电"))
        let position = try Intruder("lin", in: place).chain.head.position
        return Setting(place: place, facts: facts, flag: flag, position: position, card: card, jot: jot)
    }

    /// lin hands the case over to bo.
    private func handOver(_ setting: Setting) throws {
        let lin = try setting.place.open("lin")
        let (leaver, successor) = (try lin.room.ownEntry().id, try setting.place.open("bo").room.ownEntry().id)
        try lin.room.visit(
            for: HandingOverCase.self, about: .handover(setting.facts.caseID, from: leaver, to: successor)
        ) { try $0.handOver() }
        try lin.room.leave()
        try setting.place.open("bo").room.leave()
    }

    private func end(_ setting: Setting) throws {
        let leaver = try Identifier<Person>(bytes: try Intruder("lin", in: setting.place).identity.id.bytes)
        let fang = try setting.place.open("fang")
        _ = try fang.room.visit(for: EndingStaff.self, about: .person(leaver)) {
            try $0.end(because: try StandingReason("调离"))
        }
        try fang.room.leave()
    }

    /// Signs, as lin, what only the client's counselor may.
    private func forge(_ setting: Setting) throws {
        let lin = try Intruder("lin", in: setting.place)
        let me = try Identifier<Person>(bytes: lin.identity.id.bytes)
        let crisis = try #require(try lin.history(of: lin.fixed(.crisis)).current)
        let caseKey = try #require(try lin.history(of: try OpaqueID(of: setting.facts.caseID)).current)
        let card = EmergencyCard(
            client: setting.facts.client, bearer: .init(setting.card), number: 9, at: .now, by: me,
            additions: try EmergencyCard.Additions(location: "假地址", safetyPlan: nil, level: nil))
        // As of when lin might still.
        let act = CrisisEvent(
            flag: setting.flag, number: 2, position: setting.position, at: .now, by: me, clockBehind: false,
            what: .acknowledged)
        let done = JotDone(setting.jot, note: nil, at: .now)
        for (body, kind, key) in [
            (try card.encodedBody(), "emergency-card", crisis), (try act.encodedBody(), "crisis-act", crisis),
            (try done.encodedBody(), "jot-done", caseKey),
        ] {
            let deposit = try Deposit(
                body, kind: kind, to: .generation(key), practice: lin.chain.practice, membership: lin.ring.membership,
                by: lin.identity)
            try lin.commit(put: [deposit.row])
        }
    }

    private func card(_ setting: Setting) throws -> (card: EmergencyCard, author: CardAuthor) {
        try setting.place.open("su").room.visit(for: OpeningCard.self, about: .emergencyCard(setting.facts.client)) {
            let card = try $0.card()
            return (card, try $0.author(of: card))
        }
    }

    private func steps(_ setting: Setting, of name: String) throws -> (jots: Int, steps: OwnSteps) {
        try setting.place.open(name).room.visit(for: ReadingStatus.self, about: .practice) {
            (try $0.waitingJots(), try $0.ownSteps())
        }
    }

    @Test("who handed a case over, and who left, puts no card in front of anybody, and makes no jot vanish")
    func former() throws {
        let setting = try setting()
        defer { setting.place.remove() }
        #expect(try card(setting).author.isCounselor)
        #expect(try steps(setting, of: "lin").jots == 1)
        try handOver(setting)
        // What was good stays good: a jot that was done, and the only card there is.
        #expect(try steps(setting, of: "bo").jots == 1)
        #expect(try steps(setting, of: "bo").steps.cards == [setting.facts.client])
        try forge(setting)
        let handed = try card(setting)
        #expect(handed.card == setting.card && handed.author.isActive && !handed.author.isCounselor)
        #expect(try steps(setting, of: "bo").jots == 1)
        #expect(try setting.place.faults(as: "su") == [.writerNotEntitled])
        #expect(try setting.place.faults(as: "bo") == [.writerNotEntitled])
        try end(setting)
        try forge(setting)
        let left = try card(setting)
        #expect(left.card == setting.card && !left.author.isActive)
        #expect(try steps(setting, of: "bo").jots == 1)
        let ledger = try setting.place.open("su").room.visit(for: ReadingFlag.self, about: .flag(setting.flag)) {
            try $0.ledger()
        }
        // The act before lin left is lin's as the counselor that they were; the one after is nobody's.
        #expect(ledger.flags.first?.deposits.filter { $0.event.what == .acknowledged }.count == 1)
        #expect(try setting.place.faults(as: "su") == [.writerNotEntitled, .actorNotActive])
        #expect(try setting.place.faults(as: "aud") == [.actorNotActive])
        // The reader that was written from the format alone finds the same, at the same places.
        for name in ["su", "bo", "aud"] {
            #expect(try setting.place.readerFaults(as: name) == setting.place.placedFaults(as: name))
        }
        // The successor's own card is the next, and nothing asks for it any more.
        let bo = try setting.place.open("bo")
        _ = try bo.room.visit(for: WritingCard.self, about: .emergencyCard(setting.facts.client)) {
            try $0.write(try EmergencyCard.Additions(location: "新址", safetyPlan: nil, level: nil))
        }
        try bo.room.leave()
        #expect(try card(setting).card.location == "新址" && steps(setting, of: "bo").steps.cards.isEmpty)
    }

    @Test("a card by somebody who never counseled the client is named, whatever else it says, as the reader names it")
    func stranger() throws {
        let setting = try setting()
        defer { setting.place.remove() }
        let bo = try Intruder("bo", in: setting.place)
        let crisis = try #require(try bo.history(of: bo.fixed(.crisis)).current)
        // One that would be shown, and two that are no card for anybody: a telephone number that is none, a number beyond all.
        for (phone, number) in [("13800138000", 2), ("1", 2), ("13800138000", 1 << 31)] {
            var json = try #require(
                try JSONSerialization.jsonObject(with: Data(setting.card.encodedBody())) as? [String: Any])
            json["by"] = bo.identity.id.hex
            json["number"] = number
            json["phones"] = [phone]
            let body = try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys])
            let deposit = try Deposit(
                Array(body), kind: "emergency-card", to: .generation(crisis), practice: bo.chain.practice,
                membership: bo.ring.membership, by: bo.identity)
            try bo.commit(put: [deposit.row])
        }
        let named = try setting.place.placedFaults(as: "su")
        #expect(named.filter { $0.hasPrefix("writer-not-entitled") }.count == 3, "\(named)")
        #expect(try setting.place.readerFaults(as: "su") == named)
        #expect(try card(setting).card == setting.card)
    }

    @Test("who is suspended leaves nothing about a crisis that counts, as of whatever day, and is named to any member")
    func suspended() throws {
        let setting = try setting()
        defer { setting.place.remove() }
        let lin = try Identifier<Person>(bytes: try Intruder("lin", in: setting.place).identity.id.bytes)
        let fang = try setting.place.open("fang")
        _ = try fang.room.visit(for: SuspendingStaff.self, about: .person(lin)) {
            try $0.suspend(because: try StandingReason("涉嫌泄露"))
        }
        try fang.room.leave()
        try forge(setting)
        let shown = try card(setting)
        #expect(shown.card == setting.card && !shown.author.isActive)
        let su = try setting.place.open("su").room
        let ledger = try su.visit(for: ReadingFlag.self, about: .flag(setting.flag)) { try $0.ledger() }
        #expect(ledger.flags.first?.state == .raised)
        #expect(try setting.place.faults(as: "bo") == [.actorNotActive])
    }
}
