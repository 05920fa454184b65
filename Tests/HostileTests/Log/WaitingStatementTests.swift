import Counseling
import Foundation
import RecordRoom
import Testing
import Vault

@testable import Practice

/// A workstation where nobody is unlocked, while statements about the staff wait for a confirmation: by what waits nobody gains what
/// they had not before, and nobody loses what they had.
@Suite struct WaitingStatementTests {
    private static let reason = #"{"reason": "查明之前停用"}"#

    /// With a supervisor su, and a case of bo's. lin's is there.
    private func practice(custodian: Bool) throws -> (
        place: HostilePractice, lin: HostilePractice.Facts,
        bo: (caseID: Identifier<CounselingCase>, client: Identifier<Client>)
    ) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("su", "苏督", .supervisor, by: fang)
        if custodian { try place.admit("gu", "顾清", .custodian, by: fang) }
        let today = try #require(CalendarDate("2026-11-24"))
        let client = try fang.room.visit(for: RegisteringClient.self, about: .practice) {
            try $0.register(
                try ClientProfile.read(json: Array(#"{"name": "李雷", "phone": "13700137000"}"#.utf8), today: today))
        }
        let bo = try place.open("bo")
        let caseID = try fang.room.visit(
            for: OpeningCase.self, about: .newCase(client, counselor: try bo.room.ownEntry().id)
        ) { try $0.open() }
        try fang.room.leave()
        _ = try bo.room.visit(for: WritingNote.self, about: .counselingCase(caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "第一次")]))
        }
        try bo.room.leave()
        for name in ["lin", "fang"] { try place.open(name).room.leave() }
        return (place, facts, (caseID, client))
    }

    private func does(_ place: HostilePractice, _ arguments: [String], _ name: String?, _ input: String? = nil) throws {
        let ended = try place.run(arguments, as: name, input: input)
        try #require(ended.status == 0, "\(arguments): \(ended.errors)")
    }

    private func suspend(_ name: String, _ place: HostilePractice) throws {
        try does(place, ["staff", "suspend", name, "--from", "-", "--yes"], "fang", Self.reason)
    }

    private func reinstate(_ name: String, _ place: HostilePractice) throws {
        try does(place, ["staff", "reinstate", name, "--from", "-", "--yes"], "fang", Self.reason)
    }

    private func confirm(_ name: String, _ place: HostilePractice) throws {
        try does(place, ["staff", "confirm", name, "--yes"], "gu")
    }

    /// New keys for lin that the director makes.
    private func replace(_ place: HostilePractice) throws {
        let file = place.root.appendingPathComponent("lin2.pass")
        try Data("six plain words of lin2\n".utf8).write(to: file)
        try does(
            place,
            ["join", "lin2", "--replaces", "lin", "--passphrase-file", file.path, "--work-factor", "17"], nil)
        try does(
            place,
            [
                "staff", "replace", "Keys/lin2.public", "--for", "lin", "--code-file", place.root.path + "/code",
                "--work-factor", "17", "--yes",
            ], "fang")
    }

    private func jot(_ place: HostilePractice, _ caseID: Identifier<CounselingCase>) throws -> Deposit {
        let id = try OpenPractice.lockedDesk(place.folder).leave("想到的", in: caseID)
        return try deposit(try OpaqueID(of: id), place)
    }

    private func flag(_ place: HostilePractice, _ client: Identifier<Client>) throws -> Deposit {
        let id = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(client: client, seen: "不想活了"))
        let flag = try deposit(try OpaqueID(of: id), place)
        let su = try Intruder("su", in: place)
        #expect(try su.opened(in: su.fixed(.crisis)).contains(flag.id))
        return flag
    }

    private func deposit(_ id: OpaqueID, _ place: HostilePractice) throws -> Deposit {
        try Deposit(parsing: try Intruder("fang", in: place).row(RowAddress(.deposit, key: id.bytes)).body)
    }

    /// Whether who has that identity file opens a deposit.
    private func opens(_ name: String, _ deposit: Deposit, _ place: HostilePractice) throws -> Bool {
        try Intruder(name, in: place).opened(in: deposit.compartment).contains(deposit.id)
    }

    private func isNothingWrong(_ place: HostilePractice) throws {
        #expect(try place.faults(.deep).isEmpty && place.faults(as: "aud").isEmpty)
    }

    @Test("keys that a director proposes alone are sealed nothing before somebody confirms them, and lin loses nothing")
    func newKeys() throws {
        let (place, facts, _) = try practice(custodian: true)
        defer { place.remove() }
        let lin = try Intruder("lin", in: place).identity.id
        try replace(place)
        let (jot, flag) = (try self.jot(place, facts.caseID), try self.flag(place, facts.client))
        #expect(!jot.names(lin) && flag.names(lin))
        #expect(try opens("lin", jot, place) && opens("lin", flag, place))
        #expect(try place.run(["jot", "list"], as: "lin").output.contains("想到的"))
        try confirm("lin", place)
        let (next, second) = (try self.jot(place, facts.caseID), try self.flag(place, facts.client))
        // Sealed to the keys that count now.
        #expect(next.names(lin) && second.names(lin))
        #expect(try !opens("lin", next, place) && !opens("lin", second, place))
        try isNothingWrong(place)
    }

    @Test("a suspension that waits takes nothing from whom it is about, and one that is confirmed everything")
    func suspension() throws {
        let (place, facts, _) = try practice(custodian: true)
        defer { place.remove() }
        let lin = try Intruder("lin", in: place).identity.id
        try suspend("lin", place)
        let (jot, flag) = (try self.jot(place, facts.caseID), try self.flag(place, facts.client))
        #expect(flag.names(lin))
        #expect(try opens("lin", jot, place) && opens("lin", flag, place))
        try confirm("lin", place)
        #expect(try !self.flag(place, facts.client).names(lin))
        #expect(throws: RoomError.noKey) { try self.jot(place, facts.caseID) }
        try isNothingWrong(place)
    }

    @Test("who is to be taken back, and is not yet, is sealed nothing")
    func reinstatement() throws {
        let (place, _, own) = try practice(custodian: true)
        defer { place.remove() }
        let bo = try Intruder("bo", in: place).identity.id
        try suspend("bo", place)
        try confirm("bo", place)
        for isProposed in [false, true] {
            if isProposed { try reinstate("bo", place) }
            #expect(throws: RoomError.noKey) { try self.jot(place, own.caseID) }
            #expect(try !flag(place, own.client).names(bo))
        }
        try confirm("bo", place)
        let (jot, flag) = (try self.jot(place, own.caseID), try self.flag(place, own.client))
        #expect(flag.names(bo))
        #expect(try opens("bo", jot, place) && opens("bo", flag, place))
        try isNothingWrong(place)
    }

    @Test("where there never were two custodians nothing waits, and a director's word counts at once")
    func oneCustodian() throws {
        let (place, facts, own) = try practice(custodian: false)
        defer { place.remove() }
        let bo = try Intruder("bo", in: place).identity.id
        #expect(try flag(place, own.client).names(bo))
        try suspend("bo", place)
        #expect(try !flag(place, own.client).names(bo))
        #expect(throws: RoomError.noKey) { try self.jot(place, own.caseID) }
        try reinstate("bo", place)
        #expect(try flag(place, own.client).names(bo))
        #expect(try opens("bo", jot(place, own.caseID), place))
        try replace(place)
        let jot = try self.jot(place, facts.caseID)
        #expect(try jot.names(try Intruder("lin", in: place).identity.id) && !opens("lin", jot, place))
        try isNothingWrong(place)
    }

    @Test("what counted without a confirmation, before there was a second custodian, counts on")
    func earlier() throws {
        let (place, facts, own) = try practice(custodian: false)
        defer { place.remove() }
        let (lin, bo) = (try Intruder("lin", in: place).identity.id, try Intruder("bo", in: place).identity.id)
        for name in ["lin", "bo"] { try suspend(name, place) }
        try reinstate("lin", place)
        for name in ["lin", "su", "fang"] { try does(place, ["status"], name) }
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        for name in ["gu", "lin", "su", "fang"] { try does(place, ["status"], name) }
        try suspend("aud", place)
        try confirm("aud", place)
        func expectStanding() throws {
            #expect(try !flag(place, own.client).names(bo))
            #expect(try flag(place, facts.client).names(lin))
            #expect(try opens("lin", jot(place, facts.caseID), place))
        }
        try expectStanding()
        // Nor does a director alone bring bo back now.
        try reinstate("bo", place)
        try expectStanding()
        try confirm("bo", place)
        #expect(try flag(place, own.client).names(bo))
        #expect(try place.faults(.deep).isEmpty)
    }
}
