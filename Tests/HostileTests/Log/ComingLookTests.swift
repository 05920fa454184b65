import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Looks whose entries become durable together, and a state that is signed with them.
struct ComingLookTests {
    /// Looks at the staff, and says that the notes of the case come next.
    private func look(
        at facts: HostilePractice.Facts, in room: RecordRoom, _ body: () throws -> Void = {}
    ) throws {
        try room.visit(
            for: ListingStaff.self, about: .practice,
            before: [ComingLook(ListingNotes.self, about: .counselingCase(facts.caseID))]
        ) { _ in try body() }
    }

    private func notes(of facts: HostilePractice.Facts, in room: RecordRoom) throws -> Int {
        try room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) { try $0.notes().count }
    }

    /// Somebody's keys in an agent whose signatures of entries, or of what else has a label, are wrong in one bit.
    private func wrongAgent(
        _ name: String, in place: HostilePractice, label: String = "tacet/1/entry"
    ) throws -> OpenPractice {
        let own = try OpenPractice.unlock(
            place.folder, as: try ShortName(name), passphrase: try HostilePractice.passphrase(name))
        let entry = Array(label.utf8)
        let agent = try UnlockedIdentity(inAgent: own.publicDescription) { operation, argument throws(RoomError) in
            let answer = try own.answer(operation, argument)
            guard operation == KeyOperation.sign.rawValue, Array(argument.dropFirst(2).prefix(entry.count)) == entry
            else { return answer }
            var signature = answer.revealed()
            signature[0] ^= 1
            do throws(CryptographyError) { return try SecretBytes(copying: signature) } catch { throw .lockedMeanwhile }
        }
        return try OpenPractice(place.folder, identity: agent)
    }

    @Test("an entry is not written whose signature the agent gave back wrongly, and the practice is whole")
    func wrongSignature() throws {
        for isLeavingSoon in [true, false] {
            let (place, facts) = try HostilePractice.copy()
            defer { place.remove() }
            let lin = try wrongAgent("lin", in: place)
            if isLeavingSoon { lin.room.leaveSoon() }
            let before = try Intruder("lin", in: place).lastPlace()
            #expect(throws: RoomError.lockedMeanwhile) { try notes(of: facts, in: lin.room) }
            #expect(throws: RoomError.lockedMeanwhile) { try lin.room.leave() }
            #expect(try Intruder("lin", in: place).lastPlace() == before)
            #expect(try place.faults(.deep).isEmpty && place.faults(as: "lin").isEmpty)
        }
    }

    @Test("a pin whose signature the agent gave back wrongly does not take the place of the pin before")
    func wrongPin() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let before = try place.open("lin")
        try before.room.leave()
        let pins = try Self.pins(in: place)
        #expect(!pins.isEmpty)
        let lin = try wrongAgent("lin", in: place, label: "tacet/1/pin")
        #expect(try notes(of: facts, in: lin.room) > 0)
        #expect(throws: RoomError.lockedMeanwhile) { try lin.room.leave() }
        #expect(try Self.pins(in: place) == pins)
        #expect(try place.faults(.deep).isEmpty && place.faults(as: "lin").isEmpty)
    }

    private static func pins(in place: HostilePractice) throws -> [String: Data] {
        let state = place.root.appendingPathComponent("state/tacet")
        let names = try FileManager.default.subpathsOfDirectory(atPath: state.path).filter { $0.hasSuffix(".pin") }
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: state.appendingPathComponent($0))) })
    }

    @Test("an agent that goes while its keys are wanted is told as that, and accuses nobody")
    func goneAgent() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let own = try OpenPractice.unlock(
            place.folder, as: try ShortName("lin"), passphrase: try HostilePractice.passphrase("lin"))
        var isWhole = false
        var allowed = 0
        while !isWhole {
            var asked = 0
            let agent = try UnlockedIdentity(inAgent: own.publicDescription) { operation, argument throws(RoomError) in
                asked += 1
                guard asked <= allowed else { throw .lockedMeanwhile }
                return try own.answer(operation, argument)
            }
            let fault = Result {
                let lin = try OpenPractice(place.folder, identity: agent)
                _ = try notes(of: facts, in: lin.room)
                try lin.room.leave()
            }
            switch fault {
            case .success: isWhole = true
            case .failure(let error):
                // A command says of both that the identity was locked.
                let isToldApart = [.lockedMeanwhile, .noKey].contains(error as? RoomError)
                #expect(agent.isAgentGone && isToldApart, "\(allowed): \(error)")
            }
            allowed += 1
        }
        #expect(allowed > 6)
    }

    @Test("both entries stand before anything is opened, the second look adds none, and leaving signs no state twice")
    func together() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let eye = try Intruder("lin", in: place)
        let lin = try place.open("lin")
        lin.room.leaveSoon()
        let before = try eye.standing(of: eye.identity.id)
        var within = before
        try look(at: facts, in: lin.room) { within = try eye.standing(of: eye.identity.id) }
        #expect(within.entries == before.entries + 2)
        #expect(within.checkpoint != before.checkpoint)
        #expect(try notes(of: facts, in: lin.room) == 1)
        try lin.room.leave()
        let after = try eye.standing(of: eye.identity.id)
        #expect(after.entries == within.entries)
        #expect(after.checkpoint == within.checkpoint)
        #expect(try place.faults(.deep).isEmpty)
        #expect(try place.faults(as: "aud").isEmpty)
        // A third look in the same session has its own entry, and leaving signs what came after.
        _ = try notes(of: facts, in: lin.room)
        _ = try lin.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, HostilePractice.words)]))
        }
        try lin.room.leave()
        let later = try eye.standing(of: eye.identity.id)
        #expect(later.entries == after.entries + 2)
        #expect(later.checkpoint != after.checkpoint)
        #expect(try place.faults(.deep).isEmpty)
        try place.open("lin").room.leave()
    }

    @Test("a look to come that is not allowed has no entry of being allowed; its own visit is refused")
    func notAllowed() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let eye = try Intruder("bo", in: place)
        let bo = try place.open("bo")
        let before = try eye.standing(of: eye.identity.id).entries
        try look(at: facts, in: bo.room)
        #expect(try eye.standing(of: eye.identity.id).entries == before + 1)
        #expect(throws: RoomError.self) { try notes(of: facts, in: bo.room) }
        #expect(try eye.standing(of: eye.identity.id).entries == before + 2)
        #expect(try place.faults(.deep).isEmpty)
    }

    @Test("who was put out between the entry and the look sees nothing")
    func putOutMeanwhile() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try place.open("lin")
        try look(at: facts, in: lin.room)
        let person = try lin.room.ownEntry().id
        let fang = try place.open("fang")
        _ = try fang.room.visit(for: SuspendingStaff.self, about: .person(person)) {
            try $0.suspend(because: try StandingReason("涉嫌泄露"))
        }
        try fang.room.leave()
        #expect(throws: RoomError.denied(rule: .standingSuspended)) { try notes(of: facts, in: lin.room) }
    }
}
