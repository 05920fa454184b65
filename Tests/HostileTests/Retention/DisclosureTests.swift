import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// What leaves, asked for by people with a changed program who are alone or without an office for it.
struct DisclosureTests {
    /// Asked for by the director and prepared by lin; xu, a supervisor, could approve it.
    func prepared() throws -> (
        place: HostilePractice, facts: HostilePractice.Facts, id: Identifier<DisclosureThread>, thread: OpaqueID
    ) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("xu", "许督", .supervisor, by: fang)
        let note = try Identifier<DisclosedRecord>(hex: facts.note.hex)
        let form = try DisclosureForm(recipient: "法院", purpose: "案件", grounds: "文书", basis: .legalDuty)
        let id = try fang.room.visit(for: RequestingDisclosure.self, about: .newDisclosure(facts.caseID)) {
            try $0.request(form, basis: .legalDuty, records: [note])
        }
        try fang.room.leave()
        let lin = try place.open("lin")
        _ = try lin.room.visit(for: PreparingDisclosure.self, about: .disclosure(id, of: facts.caseID)) {
            try $0.prepare([], leavingOut: [])
        }
        try lin.room.leave()
        return (place, facts, id, try OpaqueID(of: id))
    }

    private var wording: DisclosureWording {
        DisclosureWording(
            language: "zh-Hans", word: { $0.rawValue }, section: { $0.rawValue }, template: { $0.rawValue },
            basis: { $0.rawValue }, consent: { $0.rawValue }, time: { "\($0.secondsSince1970)" })
    }

    func send(
        _ id: Identifier<DisclosureThread>, of caseID: Identifier<CounselingCase>, as name: String,
        in place: HostilePractice
    ) throws -> DisclosurePackage {
        let lock = PackageLock(passphrase: try SecretBytes(copying: Array("six plain words".utf8)), log2N: 10)
        return try place.open(name).room.visit(for: SendingDisclosure.self, about: .disclosure(id, of: caseID)) {
            try $0.send(lock, wording)
        }
    }

    private func digest(_ id: Identifier<DisclosureThread>, in place: HostilePractice) throws -> String {
        let entry = try place.open("xu").room.visit(for: ReadingDisclosure.self, about: .disclosure(id)) {
            try $0.disclosure()
        }
        #expect(entry.content == nil)
        return try #require(entry.disclosure.prepared?.digest)
    }

    /// Writes an event past every question.
    private func forge(
        _ what: DisclosureEvent, number: UInt32, by name: String, in place: HostilePractice, _ thread: OpaqueID
    ) throws {
        let intruder = try Intruder(name, in: place)
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: thread,
            record: try AttachedRecord.id(number, of: thread, in: thread, with: intruder.ring), revision: 1,
            previous: .zero)
        let me = try place.open(name).room.ownEntry().id
        let event = ThreadEvent(number: number, at: try UTCTime(secondsSince1970: 1_800_000_000), by: me, what: what)
        try intruder.commit(put: [
            try RecordSealer(intruder.ring).seal(
                try event.encodedBody(), kind: "disclosure-event", header: header)
        ])
    }

    @Test("a thread whose beginning was taken away leaves no list of disclosures or reviews whole")
    func withoutBeginning() throws {
        let (place, _, _, thread) = try prepared()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let first = try RecordHeader.key(AttachedRecord.id(1, of: thread, in: thread, with: lin.ring), 1)
        try lin.sql("DELETE FROM row WHERE class = 6 AND key = ?", [Data(first)])
        for list in ["disclosure", "review"] {
            let told = try place.run([list, "list"], as: "lin")
            #expect(told.status == 76 && told.errors.contains("nobody can tell what they are"), "\(told)")
            let json = try place.run([list, "list", "--json"], as: "fang")
            #expect(json.status == 76 && json.output.contains("\"unknown\": 1"), "\(json)")
        }
    }

    @Test(
        "a disclosure whose thread's statements somebody spoiled is told by the list to those who have a key of it, and to nobody else",
        arguments: StatementSpoiling.allCases)
    func spoiledStatements(spoiling: StatementSpoiling) throws {
        let (place, _, _, thread) = try prepared()
        defer { place.remove() }
        for name in ["fang", "lin", "xu", "bo"] { _ = try place.run(["disclosure", "list"], as: name) }
        let bo = try Intruder("bo", in: place)
        try spoiling.apply(
            to: thread, by: spoiling == .noise ? try Intruder("fang", in: place) : bo, naming: bo.identity.id)
        for name in ["fang", "lin", "xu"] {
            let json = try place.run(["disclosure", "list", "--json"], as: name)
            let said = spoiling == .generationGone ? #""unknown": 1"# : #""spoiled": 1"#
            #expect(json.status == 76 && json.output.contains(said), "\(name) \(json)")
            let told = try place.run(["disclosure", "list"], as: name)
            #expect(told.status == 76 && told.errors.contains("tacet audit verify --deep --as \(name)"), "\(told)")
            #expect(try place.run(["status", "--json"], as: name).output.contains(#""spoiledThreads": 1"#), "\(name)")
        }
        // Named by the row, and never given a key.
        let other = try place.run(["disclosure", "list", "--json"], as: "bo")
        #expect(other.status == 0 && other.output.contains(#""spoiled": 0"#), "\(other)")
        #expect(try place.run(["status", "--json"], as: "bo").output.contains(#""spoiledThreads": 0"#))
    }

    @Test("a thread whose beginning somebody claims to have changed is listed and goes on")
    func claimedBeginning() throws {
        let (place, facts, id, thread) = try prepared()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let first = RowAddress(
            .record, key: try RecordHeader.key(AttachedRecord.id(1, of: thread, in: thread, with: lin.ring), 1))
        try Intruder("bo", in: place).claimChange(of: try lin.row(first))
        for name in ["lin", "fang"] {
            let listed = try place.run(["disclosure", "list", "--json"], as: name)
            #expect(listed.status == 0 && listed.output.contains(id.hex), "\(listed)")
        }
        #expect(throws: RoomError.denied(rule: .disclosureNotApproved)) {
            try send(id, of: facts.caseID, as: "lin", in: place)
        }
    }

    @Test("what was approved is sent, and every thread and account stands in deep verification")
    func approved() throws {
        let (place, facts, id, _) = try prepared()
        defer { place.remove() }
        #expect(throws: RoomError.denied(rule: .disclosureNotApproved)) {
            try send(id, of: facts.caseID, as: "lin", in: place)
        }
        let digest = try digest(id, in: place)
        try place.open("xu").room.visit(for: ApprovingDisclosure.self, about: .disclosure(id)) {
            try $0.approve(digest)
        }
        for name in ["fang", "xu"] {
            #expect(throws: RoomError.denied(rule: .notDisclosureCounselor)) {
                try send(id, of: facts.caseID, as: name, in: place)
            }
        }
        let package = try send(id, of: facts.caseID, as: "lin", in: place)
        #expect(try SHA256.hash(package.bytes).hex == package.digest)
        #expect(String(decoding: package.bytes, as: UTF8.self).contains("age-encryption.org/v1"))
        let accounts = try place.open("fang").room.visit(for: AccountingDisclosures.self, about: .client(facts.client))
        {
            try $0.accounts()
        }
        #expect(accounts.entries.map(\.record.package) == [package.digest])
        for name in ["fang", "lin", "xu", "bo", "aud"] { #expect(try place.faults(as: name).isEmpty, "\(name)") }
        // What somebody puts behind it, of its kind or of another, takes it out of no account.
        for kind in ["disclosure", "private-note"] {
            let copy = try place.copied()
            defer { copy.remove() }
            let fang = try Intruder("fang", in: copy)
            let record = try OpaqueID(of: accounts.entries[0].record.id)
            let last = try #require(try fang.rows(.record).last { $0.address.key.starts(with: record.bytes) })
            let header = RecordHeader(
                practice: fang.chain.practice, compartment: last.scope, record: record, revision: 2,
                previous: try last.hash())
            try fang.commit(put: [try RecordSealer(fang.ring).seal(Array("{}".utf8), kind: kind, header: header)])
            let told = try copy.run(["disclosure", "account", facts.client.hex, "--json"], as: "fang")
            let json = try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
            let packages = (json?["disclosures"] as? [[String: Any]])?.compactMap { $0["package"] as? String }
            #expect(told.status == 76 && packages == [package.digest] && json?["spoiled"] as? Int == 1, "\(told)")
        }
        // A stranger's generation that the file never had is no key that somebody still owes.
        let copy = try place.copied()
        defer { copy.remove() }
        let bo = try Intruder("bo", in: copy)
        let record = try OpaqueID(of: accounts.entries[0].record.id)
        let row = try #require(try bo.rows(.record).last { $0.address.key.starts(with: record.bytes) })
        var body = row.body
        // Behind the length of the header and the header.
        body.replaceSubrange(110..<114, with: [0, 0, 0, 99])
        try #require(try Envelope(StoredRow(row, body: body)).generation == 99)
        try bo.commit(altered: [StoredRow(row, body: body)])
        for name in ["fang", "lin"] {
            let told = try copy.run(["disclosure", "account", facts.client.hex], as: name)
            #expect(told.status == 76 && !told.errors.contains("are owed"), "\(told)")
        }
    }

    @Test("who handed the case on prepares and sends nothing more, though its key was not renewed yet")
    func handedOn() throws {
        let (place, facts, id, _) = try prepared()
        defer { place.remove() }
        let digest = try digest(id, in: place)
        try place.open("xu").room.visit(for: ApprovingDisclosure.self, about: .disclosure(id)) {
            try $0.approve(digest)
        }
        let lin = try Intruder("lin", in: place)
        let room = try OpaqueID(of: facts.caseID)
        let bo = try Intruder("bo", in: place).identity.id
        try lin.commit(put: [
            try lin.ring.assign(.person(bo), assigned: true, to: try lin.history(of: room), chain: lin.chain).row
        ])
        try lin.commit(put: [
            try lin.ring.assign(
                .person(lin.identity.id), assigned: false, to: try lin.history(of: room), chain: lin.chain
            ).row
        ])
        #expect(try lin.history(of: room).generations.count == 1)
        let secret = place.root.appendingPathComponent("package.pass").path
        try Data("eight plain words of the package\n".utf8).write(to: URL(fileURLWithPath: secret))
        let out = place.root.appendingPathComponent("package.age").path
        for arguments in [
            ["prepare", id.hex, "--from", "-"],
            ["send", id.hex, "--passphrase", "--passphrase-out", secret + ".new", "--out", out, "--yes"],
        ] {
            let refused = try place.run(["disclosure"] + arguments + ["--json"], as: "lin", input: #"{"leaveOut": []}"#)
            #expect(refused.status == 77, "\(refused)")
            #expect(refused.errors.contains("no longer counsels this case"), "\(refused)")
            #expect(refused.errors.contains("bo") && refused.errors.contains("tacet disclosure"), "\(refused)")
        }
        #expect(!FileManager.default.fileExists(atPath: out))
    }

    @Test(
        "what was said last of a disclosure and somebody spoiled is not as if it had never been said, and status tells of it"
    )
    func lost() throws {
        let (place, _, id, thread) = try prepared()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let events = try fang.rows(.record).filter { $0.scope == thread }
        let last = try #require(
            events.first { row in
                let opened = try? RecordSealer(fang.ring).open(row)
                return opened.map { String(decoding: $0.body, as: UTF8.self).contains(#""number":2"#) } ?? false
            })
        var body = last.body
        body.replaceSubrange(114..<154, with: (0..<40).map { UInt8($0) })
        // bo has no part in it, and no key.
        try Intruder("bo", in: place).commit(altered: [
            StoredRow(
                address: last.address, scope: thread, target: last.target, version: last.version + 1, body: body)
        ])
        for name in ["fang", "lin"] {
            let shown = try place.run(["disclosure", "show", id.hex], as: name)
            #expect(shown.status == 76 && shown.errors.contains(Hex.encode(last.address.key)), "\(shown.errors)")
            let status = try place.run(["status"], as: name)
            #expect(status.output.contains("cannot be read as they should be: 1"), "\(status.output)\(status.errors)")
        }
    }

    @Test("an approval that the counselor or the one who asked signs themself is none, and verification names it")
    func forgedApproval() throws {
        for name in ["lin", "fang"] {
            let (place, facts, id, thread) = try prepared()
            defer { place.remove() }
            var approval = DisclosureEvent(.approved)
            approval.digest = try digest(id, in: place)
            try forge(approval, number: 3, by: name, in: place, thread)
            #expect(throws: RoomError.altered, "\(name)") { try send(id, of: facts.caseID, as: "lin", in: place) }
            #expect(try place.faults(as: "xu") == [.recordRewritten], "\(name)")
            let listed = try place.run(["disclosure", "list"], as: "xu")
            #expect(listed.status == 76 && listed.errors.contains("cannot be read as they should be: 1"), "\(listed)")
            let status = try place.run(["status"], as: "xu")
            #expect(status.output.contains("cannot be read as they should be: 1"), "\(status)")
        }
    }

    @Test("an approval of something else than what was prepared last is none")
    func approvalOfAnother() throws {
        let (place, facts, id, thread) = try prepared()
        defer { place.remove() }
        var approval = DisclosureEvent(.approved)
        approval.digest = String(repeating: "0", count: 64)
        try forge(approval, number: 3, by: "xu", in: place, thread)
        #expect(throws: RoomError.altered) { try send(id, of: facts.caseID, as: "lin", in: place) }
        #expect(try place.faults(as: "fang") == [.recordRewritten])
    }

    @Test("whoever left the office in which they approved approves nothing any more")
    func formerSupervisor() throws {
        let (place, facts, id, _) = try prepared()
        defer { place.remove() }
        let digest = try digest(id, in: place)
        let xu = try place.open("xu")
        try xu.room.visit(for: ApprovingDisclosure.self, about: .disclosure(id)) { try $0.approve(digest) }
        let person = try xu.room.ownEntry().id
        try xu.room.leave()
        _ = try place.open("fang").room.visit(for: ChangingRoles.self, about: .person(person)) {
            try $0.change(person, adding: [.frontDesk], removing: [.supervisor])
        }
        #expect(throws: RoomError.denied(rule: .disclosureNotApproved)) {
            try send(id, of: facts.caseID, as: "lin", in: place)
        }
    }

    @Test("what changed since it was approved is not sent")
    func changedSince() throws {
        let (place, facts, id, _) = try prepared()
        defer { place.remove() }
        let digest = try digest(id, in: place)
        try place.open("xu").room.visit(for: ApprovingDisclosure.self, about: .disclosure(id)) {
            try $0.approve(digest)
        }
        _ = try place.open("lin").room.visit(for: AddingAddendum.self, about: .note(facts.note)) {
            try $0.add("补充")
        }
        #expect(throws: RoomError.changedMeanwhile) { try send(id, of: facts.caseID, as: "lin", in: place) }
    }

    @Test("an account of a disclosure that nobody approved is found by whoever has a part in it")
    func falseAccount() throws {
        let (place, facts, _, thread) = try prepared()
        defer { place.remove() }
        let intruder = try Intruder("lin", in: place)
        let file = try OpaqueID(of: facts.client)
        let record = try OpaqueID.random()
        let xu = try place.open("xu").room.ownEntry().id
        let lin = try place.open("lin").room.ownEntry().id
        let json = #"""
            {"schema": 1, "id": "\#(record.hex)", "client": "\#(facts.client.hex)", "caseID": "\#(facts.caseID.hex)",
             "thread": "\#(thread.hex)", "basis": "legal-duty", "recipient": "法院", "purpose": "案件", "grounds": "文书",
             "items": [{"record": "\#(facts.note.hex)", "revision": 2}], "requestedBy": "\#(facts.note.hex)",
             "approvedBy": "\#(xu.hex)", "sentBy": "\#(lin.hex)", "sentAt": "2026-12-01T02:00:00Z",
             "package": "\#(String(repeating: "0", count: 64))", "leftOut": 0}
            """#
        _ = try DisclosureRecord(body: Array(json.utf8))
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: file, record: record, revision: 1, previous: .zero)
        try intruder.commit(put: [
            try RecordSealer(intruder.ring).seal(Array(json.utf8), kind: "disclosure", header: header)
        ])
        #expect(try place.faults(as: "fang") == [.recordRewritten])
        // Both have a part in the disclosure that it names, and know better.
        for name in ["fang", "lin"] {
            let account = try place.run(["disclosure", "account", facts.client.hex, "--json"], as: name)
            #expect(account.status == 76 && !account.output.contains("法院"), "\(account.output)\(account.errors)")
            #expect(account.output.contains(#""spoiled": 1"#), "\(account.output)")
        }
    }

    /// When the last event was written that a renewal does not take along, and what else is said of the renewal.
    enum Renewal: CaseIterable {
        case later, earlier, earlierAndNumberedOtherwise, claimedByStation, claimedByStranger

        var isWrittenAfterwards: Bool { self == .later }
    }

    @Test("what whoever renews a thread's key leaves behind under the old one counts on", arguments: Renewal.allCases)
    func leftBehind(_ renewal: Renewal) throws {
        let (place, facts, id, thread) = try prepared()
        defer { place.remove() }
        let digest = try digest(id, in: place)
        let xu = try place.open("xu")
        _ = try xu.room.visit(for: ApprovingDisclosure.self, about: .disclosure(id)) { try $0.approve(digest) }
        try xu.room.leave()
        func withdraw() throws { try forge(DisclosureEvent(.withdrawn), number: 4, by: "fang", in: place, thread) }
        // fang still has the first key alone, and what is written under it after the second is there is late.
        let late = try Intruder("fang", in: place)
        let lin = try Intruder("lin", in: place)
        let next = try lin.ring.makeGeneration(of: try lin.history(of: thread), chain: lin.chain).row
        let claim = RowChange(
            address: next.address, version: 1, before: .zero, after: try next.hash(version: 1), lasting: .zero)
        switch renewal {
        case .claimedByStation:
            let station = try StationKey(
                parsing: try SecretBytes(copying: try WholeFile.read(place.folder.stationFile)))
            try lin.commit(by: station, claiming: [claim])
        case .claimedByStranger: try Intruder("bo", in: place).commit(claiming: [claim])
        case .later, .earlier, .earlierAndNumberedOtherwise: break
        }
        if !renewal.isWrittenAfterwards { try withdraw() }
        let events = try lin.rows(.record).filter { $0.scope == thread }
        let grants = try Set(lin.assignments(of: thread).map(\.target)).map {
            try lin.ring.grant(thread, generation: 2, to: try #require(lin.chain.members[$0])).row
        }
        let sealer = try RecordSealer(lin.ring)
        let carried = try events.compactMap { row -> StoredRow? in
            guard let event = try? ThreadEvent<DisclosureEvent>(body: sealer.open(row).body), event.number < 4,
                let moved = try sealer.rewrap(row)
            else { return nil }
            return StoredRow(
                address: row.address, scope: row.scope, target: .none, version: row.version + 1, body: moved.body)
        }
        try #require(carried.count == 3)
        if renewal == .earlierAndNumberedOtherwise {
            let made = StoredRow(
                address: next.address, scope: next.scope, target: next.target, version: 7, body: next.body)
            try lin.commit(put: grants, altered: [made] + carried)
        } else {
            try lin.commit(put: [next] + grants, altered: carried)
        }
        if renewal.isWrittenAfterwards {
            let header = RecordHeader(
                practice: late.chain.practice, compartment: thread,
                record: try AttachedRecord.id(4, of: thread, in: thread, with: late.ring), revision: 1, previous: .zero)
            let event = ThreadEvent(
                number: 4, at: .now, by: try Identifier(hex: late.identity.id.hex), what: DisclosureEvent(.withdrawn))
            try late.commit(put: [
                try RecordSealer(late.ring).seal(
                    try event.encodedBody(), kind: "disclosure-event", header: header)
            ])
        }
        guard renewal != .earlierAndNumberedOtherwise else {
            // No such row begins in the log, and what was moved on to it is not what the log has.
            for name in ["lin", "fang"] {
                #expect(throws: RoomError.self) { try send(id, of: facts.caseID, as: name, in: place) }
            }
            return
        }
        let read = try place.open("lin").room.visit(for: ReadingDisclosure.self, about: .disclosure(id)) {
            try $0.disclosure().disclosure
        }
        #expect(read.events == (renewal.isWrittenAfterwards ? 3 : 4))
        if renewal.isWrittenAfterwards {
            _ = try send(id, of: facts.caseID, as: "lin", in: place)
        } else {
            #expect(throws: RoomError.self) { try send(id, of: facts.caseID, as: "lin", in: place) }
        }
        #expect(try place.faults(as: "xu").contains(.keyOutdated))
    }

    @Test("a record that somebody writes under a thread's identifier takes the thread from nobody")
    func namesake() throws {
        let (place, _, id, thread) = try prepared()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let header = RecordHeader(
            practice: bo.chain.practice, compartment: bo.fixed(.practice), record: thread, revision: 1, previous: .zero)
        try bo.commit(put: [try RecordSealer(bo.ring).seal(Array("{}".utf8), kind: "session-note", header: header)])
        for name in ["fang", "lin"] {
            let listed = try place.run(["disclosure", "list", "--json"], as: name)
            #expect(listed.status == 0 && listed.output.contains(id.hex), "\(listed)")
        }
        let withdrawn = try place.run(["disclosure", "withdraw", id.hex, "--yes"], as: "fang")
        #expect(withdrawn.status == 0, "\(withdrawn)")
    }

    /// What somebody of the thread has put where its next event will lie.
    enum Squatting: CaseIterable {
        /// The row is another than its entry says.
        case liesOfTheRow
        /// The row is no record at all.
        case noRecord
    }

    @Test(
        "what somebody put in an event's place takes nothing from who writes next, and accuses them of nothing",
        arguments: Squatting.allCases)
    func squattedEvent(_ squatting: Squatting) throws {
        let (place, facts, id, thread) = try prepared()
        defer { place.remove() }
        let digest = try digest(id, in: place)
        try place.open("xu").room.visit(for: ApprovingDisclosure.self, about: .disclosure(id)) {
            try $0.approve(digest)
        }
        let xu = try Intruder("xu", in: place)
        let record = try AttachedRecord.id(4, of: thread, in: thread, with: xu.ring)
        let header = RecordHeader(
            practice: xu.chain.practice, compartment: thread, record: record, revision: 1, previous: .zero)
        let sealed = try RecordSealer(xu.ring).seal(Array("{}".utf8), kind: "disclosure-event", header: header)
        let squatted = StoredRow(
            address: sealed.address, scope: thread, target: .none, version: 1,
            body: squatting == .noRecord ? Array(repeating: 7, count: 300) : sealed.body)
        try xu.commit(altered: [squatted], lasting: try SHA256.hash(Array("another".utf8)))
        let withdrawn = try place.run(["disclosure", "withdraw", id.hex, "--yes"], as: "fang")
        #expect(withdrawn.status == 0 || withdrawn.status == 76, "\(withdrawn)")
        let event = try #require(try xu.rows(.record).first { $0.address == squatted.address })
        // As it was put there, whatever was written since.
        try xu.sql(
            "UPDATE row SET version = 1, body = ? WHERE class = 6 AND key = ?",
            [Data(squatted.body), Data(squatted.address.key)])
        #expect(event.body == squatted.body)
        for name in ["lin", "fang"] {
            // With the memory that they have, and with none.
            #expect(throws: RoomError.self, "\(name)") { try send(id, of: facts.caseID, as: name, in: place) }
            let shown = try place.run(["disclosure", "show", id.hex], as: name)
            #expect(!shown.output.contains("approved"), "\(shown)")
        }
        let report = try place.run(["audit", "verify", "--deep", "--json"], as: "lin")
        #expect(report.status == 76 && !report.output.contains("change-does-not-follow"), "\(report.output)")
        // Nothing is named but what was put there: neither the honest word behind it nor the thread.
        for name in ["lin", "fang", "xu"] {
            let found = try place.placedFaults(as: name)
            #expect(!found.isEmpty && found.allSatisfy { $0.contains(record.hex) }, "\(name): \(found)")
            #expect(try place.readerFaults(as: name) == found, "\(name)")
        }
    }

    @Test("an event that was not its signer's to make is named also behind a place that somebody took")
    func rewrittenBehind() throws {
        let (place, _, id, thread) = try prepared()
        defer { place.remove() }
        let digest = try digest(id, in: place)
        let xu = try Intruder("xu", in: place)
        let record = try AttachedRecord.id(3, of: thread, in: thread, with: xu.ring)
        let header = RecordHeader(
            practice: xu.chain.practice, compartment: thread, record: record, revision: 1, previous: .zero)
        try xu.commit(put: [
            try RecordSealer(xu.ring).seal(Array("{}".utf8), kind: "disclosure-event", header: header)
        ])
        var event = DisclosureEvent(.approved)
        event.digest = digest
        try forge(event, number: 4, by: "lin", in: place, thread)
        for name in ["fang", "xu"] {
            let found = try place.placedFaults(as: name)
            #expect(found.contains("record-rewritten \(thread.hex)"), "\(name): \(found)")
            #expect(try place.readerFaults(as: name) == found, "\(name)")
        }
    }

    /// Puts noise around a record, as everybody can.
    /// - Returns: what names it
    private func lose(_ address: RowAddress, _ place: HostilePractice) throws -> Set<String> {
        let bo = try Intruder("bo", in: place)
        let row = try bo.row(address)
        var body = row.body
        body.replaceSubrange(114..<154, with: (0..<40).map { UInt8($0) })
        try bo.commit(altered: [
            StoredRow(address: address, scope: row.scope, target: row.target, version: row.version + 1, body: body)
        ])
        let named = "6/\(Hex.encode(address.key))"
        return ["record-unreadable \(named)", "writer-not-entitled \(named)"]
    }

    @Test(
        "what was sent is not called rewritten where the approval before it, or what counts it, is lost",
        arguments: [true, false])
    func lostBefore(approval: Bool) throws {
        let (place, facts, id, thread) = try prepared()
        defer { place.remove() }
        let digest = try digest(id, in: place)
        try place.open("xu").room.visit(for: ApprovingDisclosure.self, about: .disclosure(id)) {
            try $0.approve(digest)
        }
        _ = try send(id, of: facts.caseID, as: "lin", in: place)
        let fang = try Intruder("fang", in: place)
        let address: RowAddress
        if approval {
            let event = try AttachedRecord.id(3, of: thread, in: thread, with: fang.ring)
            address = RowAddress(.record, key: RecordHeader.key(event, 1))
        } else {
            let file = try OpaqueID(of: facts.client)
            address = try #require(
                try fang.rows(.record).first {
                    $0.scope == file && (try? RecordSealer(fang.ring).open($0))?.kind == "disclosure"
                }
            ).address
        }
        let named = try lose(address, place)
        for name in ["fang", "lin"] {
            #expect(try place.placedFaults(as: name) == named, "\(name)")
            #expect(try place.readerFaults(as: name) == named, "\(name)")
        }
        // Another step than the one that is lost could have been is named still.
        guard approval else { return }
        try forge(DisclosureEvent(.withdrawn), number: 5, by: "lin", in: place, thread)
        let found = try place.placedFaults(as: "fang")
        #expect(found == named.union(["record-rewritten \(thread.hex)"]))
        #expect(try place.readerFaults(as: "fang") == found)
    }

    @Test("whoever handed the case on sees nothing of what would be disclosed, also while it is to be refused")
    func handedOnWhileRefused() throws {
        let (place, facts, id, _) = try prepared()
        defer { place.remove() }
        let refused = try place.run(["disclosure", "refuse", id.hex, "--reason", "harm", "--yes"], as: "xu")
        try #require(refused.status == 0, "\(refused)")
        let before = try place.run(["disclosure", "show", id.hex], as: "lin")
        try #require(before.status == 0 && before.output.contains(HostilePractice.words), "\(before)")
        let lin = try Intruder("lin", in: place)
        let room = try OpaqueID(of: facts.caseID)
        for (person, isAssigned) in [(try Intruder("bo", in: place).identity.id, true), (lin.identity.id, false)] {
            try lin.commit(put: [
                try lin.ring.assign(
                    .person(person), assigned: isAssigned, to: try lin.history(of: room), chain: lin.chain
                ).row
            ])
        }
        #expect(try lin.history(of: room).generations.count == 1)
        let shown = try place.run(["disclosure", "show", id.hex, "--json"], as: "lin")
        #expect(shown.status == 0 && shown.output.contains("法院"), "\(shown)")
        #expect(!shown.output.contains(HostilePractice.words), "\(shown)")
        // A changed command finds the same door.
        let entry = try place.open("lin").room.visit(
            for: ReadingDisclosure.self, about: .disclosure(id, of: facts.caseID)
        ) { try $0.disclosure() }
        #expect(entry.content == nil && !entry.mayOpen)
    }

    @Test("no key of whoever asks or approves opens what is left out, or the notes")
    func pastThePolicy() throws {
        let (place, facts, _, thread) = try prepared()
        defer { place.remove() }
        let note = try OpaqueID(of: facts.note)
        for name in ["fang", "xu", "bo"] {
            let intruder = try Intruder(name, in: place)
            let sealer = try RecordSealer(intruder.ring)
            for row in try intruder.rows(.record) where row.address.key.starts(with: note.bytes) {
                #expect(throws: VaultError.self) { _ = try sealer.open(row) }
            }
            let letters = try intruder.rows(.record).filter { $0.scope == thread }.compactMap {
                (try? sealer.open($0)).flatMap { try? ThreadEvent<DisclosureEvent>(body: $0.body).what.terms }
            }
            #expect(letters.count == (name == "bo" ? 0 : 1))
            for letter in letters {
                let letter = try Letter(parsing: try #require(Base64.decode(letter, padded: true)))
                #expect(throws: VaultError.noKey(compartment: thread)) {
                    _ = try letter.open(in: thread, with: intruder.ring)
                }
            }
        }
    }
}

extension StoredRow {
    /// The next version of a row, with other bytes.
    fileprivate init(_ row: StoredRow, body: [UInt8]) {
        self.init(address: row.address, scope: row.scope, target: row.target, version: row.version + 1, body: body)
    }
}
