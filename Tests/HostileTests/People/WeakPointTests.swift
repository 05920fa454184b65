import Counseling
import Cryptography
import Foundation
import RecordRoom
import RecordStore
import Testing
import Vault

@testable import Practice

/// What somebody tries with a changed program, or by exchanging files, that went unnoticed once or was told wrongly.
@Suite struct WeakPointTests {
    // MARK: times of notes

    private let text = "补写的一份记录"

    private func note(_ facts: HostilePractice.Facts, by author: OpaqueID, id: OpaqueID, at time: UTCTime) throws
        -> DraftNote
    {
        try DraftNote(
            id: Identifier(bytes: id.bytes), caseID: facts.caseID, author: Identifier(bytes: author.bytes),
            content: try NoteContent(template: .free, sections: [NoteSection(.text, text)]), writtenAt: time,
            rule: .standard)
    }

    /// Files the versions of a note of lin's as a changed program would, with entries that are dated now.
    private func file(_ bodies: [[UInt8]], as id: OpaqueID, _ facts: HostilePractice.Facts, in lin: Intruder) throws {
        var before: RowAddress?
        for (place, body) in bodies.enumerated() {
            let header = RecordHeader(
                practice: lin.chain.practice, compartment: try OpaqueID(of: facts.caseID), record: id,
                revision: UInt32(place) + 1, previous: try before.map { try lin.row($0).hash() } ?? .zero)
            let row = try RecordSealer(lin.ring).seal(body, kind: "session-note", header: header)
            try lin.commit(
                put: [row],
                details: #"{"action":"write-note","outcome":"allowed","schema":1,"time":"\#(UTCTime.now.rfc3339)"}"#)
            before = row.address
        }
    }

    private func report(as name: String, in place: HostilePractice) throws -> VerificationReport {
        try place.open(name).room.visit(for: VerifyingAudit.self, about: .practice) { try $0.verify(.deep) }
    }

    @Test("a note that its author dated back by years is told to whoever reads it, without any key to the entries")
    func datedBack() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        #expect(try report(as: "lin", in: place).remarks.isEmpty)
        let lin = try Intruder("lin", in: place)
        let id = try OpaqueID.random()
        let time = try #require(UTCTime(rfc3339: "2020-03-01T09:00:00Z"))
        let draft = try note(facts, by: lin.identity.id, id: id, at: time)
        let signed = NoteBody.signed(try draft.signed(by: Identifier(bytes: lin.identity.id.bytes), at: time))
        try file([NoteBody.draft(draft).encodedBody(), signed.encodedBody()], as: id, facts, in: lin)
        let found = try report(as: "lin", in: place)
        #expect(found.faults.isEmpty)
        #expect(found.remarks.map(\.kind) == [.noteAgainstLog])
        #expect(found.remarks.first?.place == id.hex && found.remarks.first?.time == time)
    }

    @Test("who opens entries too is told that a note is dated otherwise than the entry that brought it")
    func againstEntry() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        let id = try place.open("lin").room.ownEntry().id
        _ = try fang.room.visit(for: ChangingRoles.self, about: .person(id)) {
            try $0.change(id, adding: [.auditor], removing: [])
        }
        try fang.room.leave()
        try place.open("aud").room.leave()
        try place.open("lin").room.leave()
        #expect(try report(as: "lin", in: place).remarks.isEmpty)
        let lin = try Intruder("lin", in: place)
        let record = try OpaqueID.random()
        let time = try UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 - 1200)
        let draft = try note(facts, by: lin.identity.id, id: record, at: time)
        try file([NoteBody.draft(draft).encodedBody()], as: record, facts, in: lin)
        let found = try report(as: "lin", in: place)
        #expect(found.faults.isEmpty && found.remarks.map(\.kind) == [.noteAgainstEntry])
    }

    @Test("a signature before the writing, and another first writing, are told where the note is shown")
    func shown() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let id = try OpaqueID.random()
        let author = try Identifier<Person>(bytes: lin.identity.id.bytes)
        let now = UTCTime.now
        let early = try UTCTime(secondsSince1970: now.secondsSince1970 - 90_000)
        let draft = try note(facts, by: lin.identity.id, id: id, at: now)
        let moved = try note(facts, by: lin.identity.id, id: id, at: early)
        try file(
            [
                NoteBody.draft(draft).encodedBody(), NoteBody.draft(moved).encodedBody(),
                NoteBody.signed(try draft.signed(by: author, at: early)).encodedBody(),
            ], as: id, facts, in: lin)
        let entry = try place.open("lin").room.visit(for: ReadingNote.self, about: .note(Identifier(bytes: id.bytes))) {
            try $0.note()
        }
        #expect(Set(entry.timeDoubts.map(\.kind)) == [.writingMoved, .goesBack, .signedBeforeWritten])
        let honest = try place.open("lin").room.visit(for: ReadingNote.self, about: .note(facts.note)) { try $0.note() }
        #expect(honest.timeDoubts.isEmpty)
        #expect(
            try Set(report(as: "lin", in: place).remarks.map(\.kind))
                == [.writingMoved, .noteGoesBack, .signedBeforeWritten, .noteAgainstLog])
    }

    // MARK: a key kept back

    @Test("who makes the next key of the staff's own records for themself alone is told to everybody else")
    func keyWithheld() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let practice = bo.fixed(.practice)
        let next = try bo.ring.makeGeneration(of: try bo.history(of: practice), chain: bo.chain)
        let me = try #require(bo.chain.members[bo.identity.id])
        try bo.commit(put: [next.row, try bo.ring.grant(practice, generation: next.generation, to: me).row])
        let told = try RoomError.keyWithheld(by: Identifier(bytes: bo.identity.id.bytes), generation: next.generation)
        for name in ["lin", "fang", "aud"] { #expect(throws: told) { _ = try place.open(name) } }
        #expect(try !place.faults(.deep).isEmpty)
    }

    /// Makes the next key of a compartment for the intruder alone, with marks that it is owed to others.
    private func keep(
        _ compartment: OpaqueID, by name: String, from others: [OpaqueID], in place: HostilePractice
    ) throws {
        let intruder = try Intruder(name, in: place)
        let next = try intruder.ring.makeGeneration(of: try intruder.history(of: compartment), chain: intruder.chain)
        let me = try #require(intruder.chain.members[intruder.identity.id])
        let grant = try intruder.ring.grant(compartment, generation: next.generation, to: me).row
        try intruder.commit(
            put: [next.row, grant] + others.map { OwedMark(compartment: compartment, member: $0).row })
    }

    private func number(_ name: String, in output: String) throws -> Int? {
        try (JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])?[name] as? Int
    }

    @Test("a client whose file has a key that was kept from the desk is not left out of a list without a word")
    func fileKeptBack() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        for list in ["client", "case"] {
            #expect(try number("unopened", in: place.run([list, "list", "--json"], as: "fang").output) == 0)
        }
        let desk = try Intruder("lin", in: place).fixed(.desk)
        try keep(try OpaqueID(of: facts.client), by: "lin", from: [desk], in: place)
        let search = place.root.appendingPathComponent("search.json")
        try Data(#"{"search": "王小明"}"#.utf8).write(to: search)
        for arguments in [["client", "list"], ["client", "find", "--from", search.path], ["case", "list"]] {
            let found = try place.run(arguments + ["--json"], as: "fang")
            #expect(found.status == 0 && !found.output.contains("王小明"), "\(found.errors)")
            #expect(try number("unopened", in: found.output) == 1)
            let told = try place.run(arguments, as: "fang")
            #expect((told.output + told.errors).contains("Client files that are not open to you yet: 1."))
            let chinese = try place.run(arguments, as: "fang", language: "zh-Hans")
            #expect((chinese.output + chinese.errors).contains("有 1 份来访者档案尚未对您开放"))
        }
        // Whom to ask is where it says.
        #expect(try place.run(["status"], as: "fang").output.contains("have run a command: lin"))
    }

    @Test("whoever is called in a crisis and lacks the newest key is told to ask somebody else now")
    func crisisKeptBack() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        let id = try OpaqueID(of: try fang.room.ownEntry().id)
        try place.admit("su", "苏督", .supervisor, by: fang)
        try fang.room.leave()
        try place.open("su").room.leave()
        let before = try place.run(["crisis", "list", "--json"], as: "fang")
        #expect(try before.status == 0 && number("unopened", in: before.output) == 0, "\(before.errors)")
        try keep(try Intruder("su", in: place).fixed(.crisis), by: "su", from: [id], in: place)
        _ = try OpenPractice.lockedDesk(place.folder).raise(CrisisReport(level: .imminent, seen: "来电"))
        let told = try place.run(["crisis", "list"], as: "fang")
        #expect(told.errors.contains("the newest key for crises has not come to you yet"), "\(told.errors)")
        let listed = try place.run(["crisis", "list", "--json"], as: "fang")
        #expect(try listed.status == 0 && number("unopened", in: listed.output) == 1, "\(listed.errors)")
    }

    @Test("that no jot waits is not said of a case that could not be looked at")
    func jotsOfSpoiledCase() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let honest = try place.run(["jot", "list"], as: "lin")
        #expect(honest.status == 0 && honest.errors.contains("No jot waits for you"), "\(honest.errors)")
        try place.spoil(try OpaqueID(of: facts.caseID), as: "bo")
        let listed = try place.run(["jot", "list"], as: "lin")
        #expect(listed.status == 76 && !listed.errors.contains("No jot waits for you"))
        #expect(listed.errors.contains("Cases that are not as they should be and are left out: 1"), "\(listed.errors)")
        #expect(try place.run(["jot", "list", "--json"], as: "lin").output.contains(facts.caseID.hex))
        let today = try place.run(["today"], as: "lin")
        #expect(today.output.contains("Cases that are not as they should be and are left out: 1"), "\(today.output)")
    }

    @Test(
        "a hostile row in one case keeps its counselor from entering neither, where custodians' shares are looked through"
    )
    func oneCaseAmongShares() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        try place.spoil(try OpaqueID(of: facts.caseID), as: "bo")
        // A second custodian: everybody's program looks for keys without shares.
        let aud = try place.open("aud").room.ownEntry().id
        let fang = try place.open("fang")
        _ = try fang.room.visit(for: ChangingRoles.self, about: .person(aud)) {
            try $0.change(aud, adding: [.custodian], removing: [])
        }
        try fang.room.leave()
        let room = try place.open("lin").room
        #expect(
            try room.visit(for: ListingNotes.self, about: .practice) { try $0.noteList().spoiled } == [facts.caseID])
    }

    @Test("who was suspended and waits to be taken back is not told that somebody keeps a key from them")
    func takenBack() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        let (bo, lin) = (try place.open("bo").room.ownEntry().id, try place.open("lin").room.ownEntry().id)
        // With a second custodian, what concerns custodians waits for the other.
        _ = try fang.room.visit(for: ChangingRoles.self, about: .person(lin)) {
            try $0.change(lin, adding: [.custodian], removing: [])
        }
        func confirmed(_ subject: Identifier<Person>) throws {
            let room = try place.open("lin").room
            let waiting = try room.visit(for: ListingStaff.self, about: .practice) { try $0.pending() }
            let change = try #require(waiting.first { $0.id == subject })
            _ = try room.visit(for: ConfirmingStaff.self, about: .person(subject)) { try $0.confirm(change) }
        }
        _ = try fang.room.visit(for: SuspendingStaff.self, about: .person(bo)) {
            try $0.suspend(because: try StandingReason("休假"))
        }
        try confirmed(bo)
        #expect(throws: RoomError.denied(rule: .standingSuspended)) { _ = try place.open("bo") }
        _ = try place.open("fang").room.visit(for: ReinstatingStaff.self, about: .person(bo)) {
            try $0.reinstate(because: try StandingReason("回来"))
        }
        #expect(throws: RoomError.notAdmitted) { _ = try place.open("bo") }
        try confirmed(bo)
        try place.open("bo").room.leave()
    }

    // MARK: what is spoiled takes nothing else away

    @Test("an assignment without right in one client's file takes the other clients and cases from nobody")
    func oneFile() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        let other = try fang.room.visit(for: RegisteringClient.self, about: .practice) {
            try $0.register(
                try ClientProfile.read(
                    json: Array(#"{"name": "李华"}"#.utf8), today: try #require(CalendarDate("2026-11-24"))))
        }
        let lin = try place.open("lin").room.ownEntry().id
        let second = try fang.room.visit(for: OpeningCase.self, about: .newCase(other, counselor: lin)) {
            try $0.open()
        }
        try place.open("lin").room.leave()
        try place.spoil(try OpaqueID(of: facts.client), as: "bo")
        for name in ["fang", "lin"] {
            let room = try place.open(name).room
            let clients = try room.visit(for: ListingClients.self, about: .practice) { try $0.clients() }
            #expect(clients.entries.map(\.id) == [other] && clients.spoiled == [facts.client], "\(name)")
            let cases = try room.visit(for: ListingCases.self, about: .practice) { try $0.cases() }
            #expect(cases.entries.map(\.id) == [second] && cases.spoiled == [facts.client], "\(name)")
        }
        let found = try place.open("fang").room.visit(for: FindingClient.self, about: .practice) {
            try $0.clients(matching: try NameMatching("李"))
        }
        #expect(found.entries.map(\.id) == [other] && found.spoiled == [facts.client])
    }

    @Test("an assignment without right in one case takes the notes of the others from nobody")
    func oneCase() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        let lin = try place.open("lin").room.ownEntry().id
        let second = try fang.room.visit(for: OpeningCase.self, about: .newCase(facts.client, counselor: lin)) {
            try $0.open()
        }
        let draft = try place.open("lin").room.visit(for: WritingNote.self, about: .counselingCase(second)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, text)]))
        }
        try place.spoil(try OpaqueID(of: facts.caseID), as: "bo")
        let room = try place.open("lin").room
        let notes = try room.visit(for: ListingNotes.self, about: .practice) { try $0.noteList() }
        #expect(notes.entries.map(\.id) == [draft.id] && notes.spoiled == [facts.caseID])
        let found = try room.visit(for: SearchingNotes.self, about: .noteSearch(lent: [])) {
            try $0.notes(with: try TextSearch("一份"))
        }
        #expect(found.hits.map(\.note) == [draft.id] && found.spoiled == [facts.caseID])
        let waiting = try room.visit(for: ReadingStatus.self, about: .practice) {
            (try $0.waitingNotes(writtenBefore: .now), try $0.waitingJots(), try $0.spoiledFiles())
        }
        #expect(waiting.1 == 0 && waiting.2 == 1)
    }

    // MARK: texts

    @Test("a text with control characters that a changed program signed is an altered record, not bad input")
    func controlCharacters() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let id = try OpaqueID.random()
        let body = try NoteBody.draft(try note(facts, by: lin.identity.id, id: id, at: .now)).encodedBody()
        let forged = String(decoding: body, as: UTF8.self).replacing(text, with: #"\u001b[2J"#)
        try file([Array(forged.utf8)], as: id, facts, in: lin)
        #expect(throws: RoomError.counseling(.malformedBody)) {
            try ColleagueTests.read(Identifier(bytes: id.bytes), as: "lin", in: place)
        }
    }

    // MARK: exchanged files

    @Test("a pin under another person's name is named without any key")
    func exchangedPin() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let practice = place.root.appendingPathComponent("state/tacet/\(try place.open("lin").id)")
        let (lin, bo) = (try place.open("lin").room.ownEntry().id, try place.open("bo").room.ownEntry().id)
        let pin = practice.appendingPathComponent("\(lin.hex).pin")
        try FileManager.default.removeItem(at: pin)
        try FileManager.default.copyItem(at: practice.appendingPathComponent("\(bo.hex).pin"), to: pin)
        let report = try OpenPractice.verify(place.folder, depth: .rows)
        #expect(report.faults.map(\.kind) == [.pinOfAnother] && report.faults.first?.place == lin.hex)
    }

    @Test("an identity under another person's name opens for nobody")
    func exchangedIdentity() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let file = place.folder.identityFile("lin")
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.copyItem(atPath: place.folder.identityFile("bo"), toPath: file)
        #expect(throws: RoomError.unusableFile(.otherName)) {
            _ = try OpenPractice(
                place.folder, as: try ShortName("lin"), passphrase: try HostilePractice.passphrase("bo"))
        }
    }

    // MARK: the recovery card

    @Test("whether a card's words were shown is known of the card as it is, and only once they were")
    func cardMark() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let mark = RecoveryCardMark(of: try ShortName("fang"), in: place.folder)
        #expect(!mark.isShown)
        mark.wereShown()
        #expect(mark.isShown)
        let fang = try place.open("fang")
        try fang.makeCard(try HostilePractice.passphrase("another card"), workFactor: 17)
        #expect(!mark.isShown)
        #expect(!RecoveryCardMark(of: try ShortName("lin"), in: place.folder).isShown)
    }
}
