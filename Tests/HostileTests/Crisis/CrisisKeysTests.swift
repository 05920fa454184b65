import Counseling
import Foundation
import RecordRoom
import RecordStore
import SQLiteStore
import Testing
import Vault

@testable import Practice

/// Crisis flags where the policy is left out, and where the clock stands elsewhere.
struct CrisisKeysTests {
    private func practice() throws -> (place: HostilePractice, facts: HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("su", "苏督", .supervisor, by: fang)
        try place.admit("dan", "丹青", .frontDesk, by: fang)
        try fang.room.leave()
        return (place, facts)
    }

    private func enter(_ place: HostilePractice, _ name: String, seconds: Int64) throws -> RecordRoom {
        let identity = try OpenPractice.unlock(
            place.folder, as: try ShortName(name), passphrase: try HostilePractice.passphrase(name))
        return try RecordRoom.enter(
            try SQLiteStore(folder: place.folder.path), as: identity,
            surroundings: RoomSurroundings(
                now: { (try? UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 + seconds)) ?? .now },
                version: "0.1.0", pins: PinFolder(folder: place.folder.pins), station: nil))
    }

    @Test("without any policy, no key of another counselor, the desk or an auditor opens a flag or a card")
    func keysAlone() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let desk = try OpenPractice.lockedDesk(place.folder)
        let loose = try desk.raise(CrisisReport(seen: "来电"))
        _ = try desk.raise(CrisisReport(client: facts.client, seen: "不想活了"))
        let lin = try place.open("lin")
        _ = try lin.room.visit(for: WritingCard.self, about: .emergencyCard(facts.client)) {
            try $0.write(try EmergencyCard.Additions(location: "宿舍", safetyPlan: nil, level: nil))
        }
        // A changed program with every key that its identity can find, and no policy.
        func opened(_ name: String) throws -> [String] {
            let intruder = try Intruder(name, in: place)
            let sealer = try RecordSealer(intruder.ring)
            var texts: [String] = []
            for row in try intruder.rows(.deposit) where row.scope == intruder.fixed(.crisis) {
                guard let found = try? sealer.open(try Deposit(parsing: row.body)) else { continue }
                texts.append(String(decoding: found.body, as: UTF8.self))
            }
            return texts
        }
        for (name, count) in [("su", 3), ("fang", 3), ("lin", 2), ("bo", 0), ("dan", 0), ("aud", 0)] {
            #expect(try opened(name).count == count, "\(name)")
        }
        #expect(try !opened("lin").joined().contains("来电"))
        // What was linked later is opened by what was handed on, and by that alone.
        let su = try place.open("su")
        try su.room.visit(for: LinkingFlag.self, about: .flag(loose)) { try $0.link(to: facts.client) }
        let linked = try place.open("lin").room.visit(for: ReadingFlag.self, about: .flag(loose)) { try $0.ledger() }
        #expect(linked.flags.first?.report.seen == "来电")
        #expect(try opened("bo").isEmpty && opened("dan").isEmpty)
    }

    @Test("an overdue flag is on top for supervisor, counselor and director until somebody takes it up by name")
    func overdue() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try OpenPractice.lockedDesk(place.folder)
            .raise(CrisisReport(client: facts.client, level: .imminent, seen: "不想活了"))
        func top(_ name: String, _ seconds: Int64) throws -> [Bool] {
            try enter(place, name, seconds: seconds).crisisClock(settled: [])?.rising.flatMap {
                $0.demands.map(\.isOverdue)
            }
                ?? []
        }
        #expect(try top("su", 60) == [false] && top("lin", 60) == [false])
        #expect(try top("fang", 60).isEmpty && top("bo", 3600).isEmpty && top("dan", 3600).isEmpty)
        for name in ["su", "lin", "fang"] { #expect(try top(name, 16 * 60) == [true], "\(name)") }
        let lin = try place.open("lin")
        try lin.room.visit(for: AcknowledgingFlag.self, about: .flag(id)) { try $0.acknowledge() }
        for name in ["su", "lin", "fang"] { #expect(try top(name, 16 * 60).isEmpty, "\(name)") }
    }

    @Test("with the clock set back nothing else is changed, but a flag is raised, taken up, and marked")
    func clockBehind() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        /// Only what somebody changes moves the time that their pin remembers.
        func change(as name: String) throws {
            let room = try enter(place, name, seconds: 0)
            _ = try room.visit(for: RaisingFlag.self, about: .practice) {
                try $0.raise(CrisisReport(client: facts.client))
            }
            try room.leave()
        }
        try change(as: "su")
        let behind = try enter(place, "su", seconds: -86_400)
        let id = try behind.visit(for: RaisingFlag.self, about: .practice) {
            try $0.raise(CrisisReport(client: facts.client))
        }
        try behind.visit(for: AcknowledgingFlag.self, about: .flag(id)) { try $0.acknowledge() }
        let ledger = try behind.visit(for: ReadingFlag.self, about: .flag(id)) { try $0.ledger() }
        #expect(ledger.flags.first?.clockBehind == true && ledger.flags.first?.state == .acknowledged)
        try change(as: "fang")
        let late = try enter(place, "fang", seconds: -86_400)
        #expect(throws: RoomError.self) {
            try late.visit(for: OpeningCase.self, about: .newCase(facts.client, counselor: try late.ownEntry().id)) {
                try $0.open()
            }
        }
        #expect(try place.faults(as: "su").isEmpty)
    }

    @Test("a workstation with the clock set back marks what it raises")
    func stationBehind() throws {
        let (place, _) = try practice()
        defer { place.remove() }
        try enter(place, "su", seconds: 0).leave()
        let desk = LockedDesk(
            try SQLiteStore(folder: place.folder.path),
            surroundings: RoomSurroundings(
                now: { (try? UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 - 7200)) ?? .now },
                version: "0.1.0", pins: PinFolder(folder: place.folder.pins),
                station: try WholeFile.read(place.folder.stationFile)))
        let id = try desk.raise(CrisisReport(seen: "来电"))
        let ledger = try place.open("su").room.visit(for: ReadingFlag.self, about: .flag(id)) { try $0.ledger() }
        #expect(ledger.flags.first?.clockBehind == true)
    }

    @Test("a co-signature that a changed program makes alone is shown as a fault and never obeyed")
    func forgedResolution() throws {
        let (place, _) = try practice()
        defer { place.remove() }
        let id = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(seen: "来电"))
        let room = try place.open("su").room
        try room.visit(for: AcknowledgingFlag.self, about: .flag(id)) { try $0.acknowledge() }
        try room.visit(for: ProposingResolution.self, about: .flag(id)) {
            try $0.propose(try CrisisProposal("好转", noReport: nil))
        }
        // Past the policy and the rules: sealed, signed and logged as any deposit.
        try room.leave()
        let intruder = try Intruder("su", in: place)
        let event = CrisisEvent(
            flag: id, number: 9, position: intruder.chain.head.position, at: .now,
            by: try Identifier(bytes: intruder.identity.id.bytes), clockBehind: false, what: .resolved)
        let crisis = try #require(try intruder.history(of: intruder.fixed(.crisis)).current)
        let deposit = try Deposit(
            try event.encodedBody(), kind: "crisis-act", to: .generation(crisis), practice: intruder.chain.practice,
            membership: intruder.ring.membership, by: intruder.identity)
        try intruder.commit(put: [deposit.row])
        let after = try place.open("fang").room
        let ledger = try after.visit(for: ReadingFlag.self, about: .flag(id)) { try $0.ledger() }
        #expect(ledger.flags.first?.state == .proposed)
        #expect(ledger.flags.first?.faults.map(\.problem) == [.ownProposal])
    }
}
