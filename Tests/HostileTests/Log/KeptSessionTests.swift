import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// The session that a command leaves with its person's agent for the next: shared while all is as it was, and never otherwise.
struct KeptSessionTests {
    private let keep = KeyOperation.keepSession.rawValue
    private let take = KeyOperation.takeSession.rawValue

    private func own(_ name: String, in place: HostilePractice) throws -> UnlockedIdentity {
        try OpenPractice.unlock(
            place.folder, as: try ShortName(name), passphrase: try HostilePractice.passphrase(name))
    }

    /// Somebody's agent, whose answers others may change.
    private func agent(
        _ own: UnlockedIdentity, _ changed: @escaping (_ operation: UInt8, _ answer: [UInt8]) -> [UInt8] = { $1 }
    ) throws -> UnlockedIdentity {
        try UnlockedIdentity(inAgent: own.publicDescription, keepsSessions: true) {
            operation, argument throws(RoomError) in
            let answer = changed(operation, try own.answer(operation, argument).revealed())
            do throws(CryptographyError) { return try SecretBytes(copying: answer) } catch { throw .lockedMeanwhile }
        }
    }

    /// One command that looks at the notes of the case; how many sessions they have afterwards.
    private func look(_ agent: UnlockedIdentity, _ facts: HostilePractice.Facts, _ place: HostilePractice) throws -> Int
    {
        let practice = try OpenPractice(place.folder, identity: agent)
        _ = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) { try $0.notes() }
        try practice.room.leave()
        return try sessions(place)
    }

    private func sessions(_ place: HostilePractice) throws -> Int {
        let eye = try Intruder("lin", in: place)
        let audit = eye.fixed(.audit)
        return try eye.rows(.deposit).count {
            try $0.scope == audit && Deposit(parsing: $0.body).depositor == eye.identity.id
        }
    }

    private func isSound(_ place: HostilePractice) throws {
        #expect(try place.faults(.deep).isEmpty)
        #expect(try place.faults(as: "aud").isEmpty)
    }

    @Test("commands share a session that their agent keeps, and an auditor reads what they did")
    func shared() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let own = try own("lin", in: place)
        let before = try sessions(place)
        for _ in 0..<3 { #expect(try look(agent(own), facts, place) == before + 1) }
        try isSound(place)
        // Another unlocking begins another.
        #expect(try look(agent(self.own("lin", in: place)), facts, place) == before + 2)
        try isSound(place)
    }

    @Test("a command that was cut off does not give it back, and the next makes its own")
    func cutOff() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let own = try own("lin", in: place)
        let before = try sessions(place)
        #expect(try look(agent(own), facts, place) == before + 1)
        // It entered and looked, and was killed before it left.
        let killed = try OpenPractice(place.folder, identity: try agent(own))
        _ = try killed.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) { try $0.notes() }
        #expect(try sessions(place) == before + 1)
        #expect(try look(agent(own), facts, place) == before + 2)
        try isSound(place)
    }

    @Test("a command that left and goes on does so in a session of its own: another may have that one by now")
    func goesOn() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let own = try own("lin", in: place)
        let before = try sessions(place)
        let first = try OpenPractice(place.folder, identity: try agent(own))
        func lookOn() throws {
            _ = try first.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) { try $0.notes() }
        }
        try lookOn()
        try first.room.leave()
        #expect(try sessions(place) == before + 1)
        try lookOn()
        #expect(try sessions(place) == before + 2)
        // The one that it left with the agent is another command's.
        #expect(try look(agent(own), facts, place) == before + 2)
        try lookOn()
        try first.room.leave()
        #expect(try sessions(place) == before + 2)
        try isSound(place)
    }

    @Test("what an agent spoiled, kept for another practice or gives once more is not gone on with wrongly")
    func spoiled() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let own = try own("lin", in: place)
        var sessions = try look(agent(own), facts, place)
        for byte in stride(from: 0, to: KeptSession.count, by: 13) {
            let spoiling = try agent(own) { [take] operation, answer in
                var answer = answer
                if operation == take, !answer.isEmpty { answer[byte] ^= 1 }
                return answer
            }
            #expect(try look(spoiling, facts, place) == sessions + 1, "\(byte)")
            sessions += 1
        }
        for length in [1, KeptSession.count - 1, KeptSession.count + 1] {
            let cut = try agent(own) { [take] operation, answer in
                operation == take ? Array((answer + answer).prefix(length)) : answer
            }
            #expect(try look(cut, facts, place) == sessions + 1)
            sessions += 1
        }
        // The same again: its deposit stands, and this person's counter went on since.
        var first: [UInt8]?
        for _ in 0..<3 {
            let again = try agent(own) { [take] operation, answer in
                guard operation == take else { return answer }
                first = first ?? answer
                return first ?? []
            }
            #expect(try look(again, facts, place) == sessions)
        }
        try isSound(place)
    }

    @Test("where the deposit is gone or other, or the log went back, it is not gone on with")
    func otherFile() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let own = try own("lin", in: place)
        let former = try place.copied()
        defer { former.remove() }
        let sessions = try look(agent(own), facts, place)
        // A copy from before, on a computer that remembers nothing: its log has not got that far.
        try? FileManager.default.removeItem(atPath: former.folder.path + "/../state")
        let here = try agent(own)
        let practice = try OpenPractice(former.folder, identity: here)
        _ = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) { try $0.notes() }
        try practice.room.leave()
        #expect(try self.sessions(former) == sessions)
        #expect(try former.faults(.deep).isEmpty)
    }

    @Test("when the one auditor hands over to another, the next command's details are sealed to the new key")
    func otherReaders() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let own = try own("lin", in: place)
        let sessions = try look(agent(own), facts, place)
        #expect(try look(agent(own), facts, place) == sessions)
        let aud = try place.open("aud").room.ownEntry().id
        let fang = try place.open("fang")
        _ = try fang.room.visit(for: SuspendingStaff.self, about: .person(aud)) {
            try $0.suspend(because: try StandingReason("调离"))
        }
        try fang.room.leave()
        #expect(try look(agent(own), facts, place) == sessions + 1)
        #expect(try place.faults(.deep).isEmpty)
    }
}
