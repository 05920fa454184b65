import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import Testing
import Vault

/// Entries that say of rows what their signers may not say: every one of them is in order as an entry.
@Suite struct LoggedRulesTests {
    private func list(in place: HostilePractice, _ facts: HostilePractice.Facts) throws -> Int {
        try place.open("lin").room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) {
            try $0.notes().count
        }
    }

    enum OwedClaim: CaseIterable { case uncountable, missing, another }

    @Test("a mark of what is owed that somebody made up keeps nobody from anything", arguments: OwedClaim.allCases)
    func owed(_ claim: OwedClaim) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let (bo, fang) = (try Intruder("bo", in: place), try Intruder("fang", in: place))
        let mark = OwedMark(compartment: bo.fixed(.practice), member: fang.identity.id).row
        let made = StoredRow(
            address: mark.address, scope: mark.scope, target: mark.target, version: claim == .uncountable ? .max : 1,
            body: mark.body)
        if claim != .missing { try bo.commit(altered: [made]) }
        if claim != .uncountable {
            let before = claim == .another ? try made.hash() : .zero
            try bo.commit(claiming: [
                RowChange(
                    address: mark.address, version: claim == .another ? 2 : 1, before: before,
                    after: try SHA256.hash(Array("another".utf8)), lasting: .zero)
            ])
        }
        for name in ["fang", "lin", "bo"] {
            let status = try place.run(["status"], as: name)
            #expect(status.status == 0, "\(status)")
        }
        // Whoever changes a role makes the key of what everybody reads anew.
        try place.suspend("bo")
    }

    @Test("a link of the membership chain that somebody without an office claims keeps nobody out")
    func claimedLink() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        var key = ByteWriter()
        key.u32(bo.chain.head.position + 1)
        try bo.commit(claiming: [
            RowChange(
                address: RowAddress(.statement, key: key.bytes), version: 1, before: .zero,
                after: try SHA256.hash(Array("another".utf8)), lasting: .zero)
        ])
        for name in ["fang", "lin"] { #expect(try place.run(["status"], as: name).status == 0) }
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        #expect(try place.faults(as: "fang") == [.entryNotEntitled])
    }

    @Test("a client whose record is gone before a computer saw it is missed there")
    func goneBefore() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        try bo.sql(
            "DELETE FROM row WHERE class = 6 AND key = ?",
            [Data(RecordHeader.key(try OpaqueID(of: facts.client), 1))])
        try FileManager.default.removeItem(at: place.root.appendingPathComponent("state"))
        for name in ["fang", "lin"] {
            let listed = try place.run(["client", "list"], as: name)
            #expect(listed.status == 76 || listed.errors.contains("1"), "\(listed)")
        }
    }

    enum Signer: CaseIterable { case colleague, workstation }

    @Test(
        "records that an entry moves to another compartment are missed where they belong",
        arguments: Signer.allCases, [true, false])
    func moved(by signer: Signer, isRemembered: Bool) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        if !isRemembered { try FileManager.default.removeItem(at: place.root.appendingPathComponent("state")) }
        let (note, elsewhere) = (try OpaqueID(of: facts.note), try OpaqueID.random())
        let rows = try bo.rows(.record).filter { $0.address.key.starts(with: note.bytes) }
        #expect(rows.count == 2)
        let station = try StationKey(parsing: try SecretBytes(copying: try WholeFile.read(place.folder.stationFile)))
        try bo.commit(
            altered: rows.map {
                StoredRow(
                    address: $0.address, scope: elsewhere, target: $0.target, version: $0.version + 1, body: $0.body)
            }, by: signer == .workstation ? station : nil)
        #expect(throws: RoomError.altered) { _ = try list(in: place, facts) }
        #expect(throws: RoomError.altered) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
        #expect(try place.faults(.rows).contains(.rowAltered))
    }

    @Test("what its own author writes anew under a note that was signed is not shown", arguments: [true, false])
    func rewritten(isLogged: Bool) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let note = try OpaqueID(of: facts.note)
        let old = try #require(try lin.rows(.record).last { $0.address.key.starts(with: note.bytes) })
        let sealer = try RecordSealer(lin.ring)
        let opened = try sealer.open(old)
        let body = String(decoding: opened.body, as: UTF8.self).replacing(HostilePractice.words, with: "一切正常")
        let made = try sealer.seal(Array(body.utf8), kind: opened.kind, header: opened.header)
        if isLogged {
            try lin.commit(put: [made])
        } else {
            try lin.sql(
                "UPDATE row SET body = ? WHERE class = 6 AND key = ?", [Data(made.body), Data(old.address.key)])
        }
        #expect(throws: RoomError.altered) { _ = try list(in: place, facts) }
        #expect(throws: RoomError.altered) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
        #expect(try !place.faults(.rows).isEmpty)
    }

    @Test("a client's file that was altered is left out of the list and named; the others are listed")
    func headAltered() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try place.open("fang")
        let today = try #require(CalendarDate("2026-11-24"))
        let other = try fang.room.visit(for: RegisteringClient.self, about: .practice) {
            try $0.register(
                try ClientProfile.read(json: Array(#"{"name": "李雷", "phone": "13900139000"}"#.utf8), today: today))
        }
        try fang.room.leave()
        let bo = try Intruder("bo", in: place)
        let file = try OpaqueID(of: facts.client)
        let head = try #require(try bo.rows(.record).first { $0.address.key.starts(with: file.bytes) })
        try bo.sql(
            "UPDATE row SET body = ? WHERE class = 6 AND key = ?",
            [Data(head.body.dropLast() + [head.body[head.body.count - 1] ^ 1]), Data(head.address.key)])
        let found = try place.open("fang").room.visit(for: ListingClients.self, about: .practice) { try $0.clients() }
        #expect(found.entries.map(\.id) == [other] && found.spoiled == [facts.client])
    }

    enum Taking: CaseIterable { case unlogged, tagsAlone, logged, byWorkstation, replaced, withRevision }

    @Test(
        "an appointment's time is not given up without the appointment, and nobody else gets it",
        arguments: Taking.allCases)
    func times(_ way: Taking) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let desk = try BookedPractice(place, facts)
        let appointment = try desk.book("2028-03-01T10:00:00+08:00")
        #expect(try desk.day("2028-03-01") == [appointment])
        try desk.fang.room.leave()
        let bo = try Intruder("bo", in: place)
        let row = try #require(try bo.rows(.slots).first)
        let station = try StationKey(parsing: try SecretBytes(copying: try WholeFile.read(place.folder.stationFile)))
        switch way {
        case .unlogged: try bo.sql("DELETE FROM row WHERE class = 8")
        case .tagsAlone: break
        case .logged: try bo.commit(remove: [row.address])
        case .byWorkstation: try bo.commit(remove: [row.address], by: station)
        case .replaced:
            try bo.commit(put: [
                SlotTags.row(
                    owner: try #require(OpaqueID(row.address.key)), compartment: row.scope,
                    tags: [try OpaqueID.random()])
            ])
        case .withRevision:
            let header = RecordHeader(
                practice: bo.chain.practice, compartment: bo.fixed(.practice),
                record: try #require(OpaqueID(row.address.key)), revision: 2, previous: .zero)
            let squatted = try RecordSealer(bo.ring).seal(Array("{}".utf8), kind: "appointment", header: header)
            try bo.commit(put: [squatted], remove: [row.address])
        }
        try bo.sql("DELETE FROM slot")
        let again = try BookedPractice(place, facts, isFitting: false)
        #expect(throws: RoomError.altered) { _ = try again.day("2028-03-01") }
        #expect(throws: RoomError.altered) { _ = try again.book("2028-03-01T10:00:00+08:00") }
        #expect(try !place.faults(way == .withRevision ? .deep : .rows).isEmpty)
        if way == .logged { #expect(try place.faults(.rows) == [.changeForbidden, .rowMissing]) }
    }

    @Test("what a colleague claims of somebody's note, and nobody did, makes nobody else's entry seem false")
    func claimed() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let note = try OpaqueID(of: facts.note)
        let last = try #require(try bo.rows(.record).last { $0.address.key.starts(with: note.bytes) })
        let digests = try (1...3).map { try SHA256.hash([$0]) }
        let next = RowAddress(.record, key: RecordHeader.key(note, 9))
        try bo.commit(claiming: [
            RowChange(
                address: last.address, version: 2, before: digests[0], after: digests[1], lasting: digests[2]),
            RowChange(
                address: last.address, version: 2, before: try last.hash(), after: digests[1], lasting: digests[2]),
            RowChange(address: next, version: 1, before: .zero, after: .zero, lasting: .zero),
        ])
        let entry = try bo.lastPlace()
        // The row changes after what was claimed.
        let renewed = try place.run(["key", "rotate", "--all", "--yes"], as: "lin")
        #expect(renewed.status == 0, "\(renewed.output)\(renewed.errors)")
        #expect(try bo.rows(.record).first { $0.address == last.address }?.version ?? 0 > 1)
        for name in ["lin", "fang"] {
            let found = try place.placedFaults(as: name)
            #expect(Set(found) == ["change-does-not-follow \(entry)", "change-forbidden \(entry)"], "\(found)")
            #expect(try Set(place.readerFaults(as: name)) == Set(found))
        }
    }

    @Test(
        "a grant that a colleague made up, and logged, gives no say in an appointment's time", arguments: [true, false])
    func timesByMadeUpGrant(isRemembered: Bool) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let desk = try BookedPractice(place, facts)
        _ = try desk.book("2028-03-01T10:00:00+08:00")
        try desk.fang.room.leave()
        if !isRemembered { try FileManager.default.removeItem(at: place.root.appendingPathComponent("state")) }
        let bo = try Intruder("bo", in: place)
        let file = try OpaqueID(of: facts.client)
        let current = try #require(try bo.history(of: file).current).generation
        try bo.pretendToHold(file, generations: Int(current))
        let grant = try bo.ring.grant(
            file, generation: current, to: try #require(bo.chain.members[bo.identity.id]))
        try bo.commit(put: [grant.row])
        try bo.moveTimes()
        let again = try BookedPractice(place, facts, isFitting: false)
        #expect(throws: RoomError.altered) { _ = try again.day("2028-03-01") }
        #expect(throws: RoomError.altered) { _ = try again.book("2028-03-01T10:00:00+08:00") }
        #expect(try place.faults(.deep).isSuperset(of: [.statementUnauthorized, .writerNotEntitled]))
    }

    @Test(
        "tags that somebody with the right keys wrote anew are named to whoever holds both keys",
        arguments: ["fang", "lin"])
    func timesByDesk(verifier: String) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let desk = try BookedPractice(place, facts)
        let appointment = try desk.book("2028-03-01T10:00:00+08:00")
        #expect(try !place.faults(as: verifier).contains(.slotsDiffer))
        #expect(try desk.client().mistimed.isEmpty)
        try desk.fang.room.leave()
        try Intruder("fang", in: place).moveTimes()
        #expect(try place.faults(as: verifier) == [.slotsDiffer])
        let again = try BookedPractice(place, facts, isFitting: false)
        let found = try again.client()
        #expect(found.mistimed == [appointment] && found.entries.map(\.appointment.id) == [appointment])
        #expect(try place.faults(.deep).isEmpty)
    }

    enum Ghost: CaseIterable { case alone, withRecord, cancelledLater }

    @Test(
        "an appointment keeps its time whoever logs the same tags under another identifier", arguments: Ghost.allCases)
    func copiedTags(_ way: Ghost) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let desk = try BookedPractice(place, facts)
        let appointment = try desk.book("2028-03-01T10:00:00+08:00")
        try desk.fang.room.leave()
        // lin has the keys of the schedule and of the client's file; bo has neither's right.
        let intruder = try Intruder(way == .alone ? "bo" : "lin", in: place)
        let row = try #require(try intruder.rows(.slots).first)
        let ghost = try OpaqueID.random()
        let copied = SlotTags.row(owner: ghost, compartment: row.scope, tags: try SlotTags.tags(in: row.body))
        var header = RecordHeader(
            practice: intruder.chain.practice, compartment: row.scope, record: ghost, revision: 1, previous: .zero)
        let sealer = try RecordSealer(intruder.ring)
        let record = way == .alone ? nil : try sealer.seal(Array("{}".utf8), kind: "appointment", header: header)
        try intruder.commit(put: [record, copied].compactMap { $0 })
        // Everybody looks once; what it did to the table is put right again.
        let again = try BookedPractice(place, facts, isFitting: false)
        #expect(try again.day("2028-03-01") == [appointment])
        try again.fang.room.leave()
        if way == .cancelledLater {
            let first = try #require(try intruder.rows(.record).first { $0.address == RowAddress.first(of: ghost) })
            header = RecordHeader(
                practice: intruder.chain.practice, compartment: row.scope, record: ghost, revision: 2,
                previous: try first.hash())
            try Intruder("lin", in: place).commit(
                put: [try sealer.seal(Array("{}".utf8), kind: "appointment", header: header)], remove: [copied.address])
        }
        #expect(try BookedPractice(place, facts, isFitting: false).day("2028-03-01") == [appointment])
        if way != .cancelledLater { #expect(try place.faults(.rows).contains(.slotsDiffer)) }
    }

    @Test("a record that is numbered 0 is none, and hides nothing")
    func numberedZero() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let own = try OpaqueID.random()
        let history = try bo.history(of: own)
        try bo.commit(put: [
            try bo.ring.assign(.person(bo.identity.id), assigned: true, to: history, chain: bo.chain).row
        ])
        for id in [try OpaqueID(of: facts.client), try OpaqueID(of: facts.note), try OpaqueID(of: facts.caseID)] {
            let header = RecordHeader(
                practice: bo.chain.practice, compartment: bo.fixed(.practice), record: id, revision: 0, previous: .zero)
            try bo.commit(put: [
                try RecordSealer(bo.ring).seal(Array("{}".utf8), kind: "client", header: header)
            ])
        }
        #expect(try list(in: place, facts) == 1)
        let found = try place.open("fang").room.visit(for: ListingClients.self, about: .practice) { try $0.clients() }
        #expect(found.entries.map(\.id) == [facts.client] && found.spoiled.isEmpty)
        #expect(try place.faults(.rows).contains(.revisionBroken))
    }

    @Test("the front desk, which has the key of the file, closes no case in years past, and gives it to nobody")
    func caseByDesk() throws {
        let (made, caseID) = try DisposalAttackTests().practice()
        defer { made.remove() }
        let ke = try Intruder("ke", in: made)
        try ke.follow(caseID) {
            $0.replacing(#""state":"open""#, with: #""closed":"2010-01-01T00:00:00Z","state":"closed""#)
        }
        let id = try Identifier<CounselingCase>(hex: caseID.hex)
        #expect(throws: RoomError.altered) {
            _ = try made.open("lin").room.visit(for: ReadingCase.self, about: .counselingCase(id)) {
                try $0.counselingCase()
            }
        }
        #expect(throws: RoomError.altered) {
            _ = try made.open("fang").room.visit(for: ProposingDisposal.self, about: .counselingCase(id)) {
                try $0.propose()
            }
        }
        let due = try made.open("fang").room.visit(for: ListingRetention.self, about: .practice) { try $0.cases() }
        #expect(due.entries.isEmpty && due.spoiled.count == 1)
        let told = try made.run(["retention", "due"], as: "fang")
        #expect(told.status == 76 && told.errors.contains("are left out"), "\(told)")
        #expect(try made.faults(as: "lin").contains(.recordRewritten))
        #expect(try made.readerKinds(as: "lin").contains("record-rewritten"))
    }

    @Test("whoever holds the key of a file or case puts no consent in force again, and no other words into an addition")
    func rewrittenLater() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try place.open("lin")
        let added = try lin.room.visit(for: AddingAddendum.self, about: .note(facts.note)) { try $0.add("补充：已转介") }
        let file = Subject.client(facts.client)
        let consent = try #require(
            try lin.room.visit(for: ListingConsents.self, about: file) { try $0.consents() }.entries.first)
        let subject = Subject.consent(consent.consent.id, of: facts.client)
        _ = try lin.room.visit(for: WithdrawingConsent.self, about: subject) { try $0.withdraw() }
        try lin.room.leave()
        try Intruder("fang", in: place).follow(try OpaqueID(of: consent.consent.id)) {
            $0.replacing(/"withdrawn":"[^"]*",?/, with: "")
        }
        let found = try place.open("lin").room.visit(for: ListingConsents.self, about: file) { try $0.consents() }
        #expect(found.entries.isEmpty && found.spoiled == [consent.consent.id])
        let eye = try Intruder("lin", in: place)
        let sealer = try RecordSealer(eye.ring)
        let addendum = try #require(
            try eye.rows(.record).first { (try? sealer.open($0))?.kind == "addendum" })
        try eye.follow(try #require(OpaqueID(addendum.address.key.prefix(16)))) {
            $0.replacing(added.text, with: "补充：一切正常")
        }
        #expect(throws: RoomError.altered) { try ColleagueTests.read(facts.note, as: "lin", in: place) }
        #expect(throws: RoomError.altered) { _ = try list(in: place, facts) }
    }

    @Test("a tag that nobody logged takes no time out of anybody's list")
    func strangeTag() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let desk = try BookedPractice(place, facts)
        let appointment = try desk.book("2028-03-01T10:00:00+08:00")
        let bo = try Intruder("bo", in: place)
        try bo.sql("UPDATE slot SET owner = randomblob(16)")
        #expect(throws: RoomError.altered) { _ = try desk.day("2028-03-01") }
        let right = Data(try OpaqueID(of: appointment).bytes)
        try bo.sql("UPDATE slot SET owner = ?", [right])
        try bo.sql("INSERT INTO slot VALUES (randomblob(16), randomblob(16))")
        #expect(try desk.day("2028-03-01") == [appointment])
    }
}

/// A practice whose counselor may be booked, and its director at the desk.
struct BookedPractice {
    let fang: OpenPractice
    private let counselor: Identifier<Person>
    private let facts: HostilePractice.Facts
    private let clock = LocalClock(zone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt)

    /// - Parameter isFitting: whether the counselor's credential is still to be entered
    init(_ place: HostilePractice, _ facts: HostilePractice.Facts, isFitting: Bool = true) throws {
        fang = try place.open("fang")
        self.facts = facts
        let lin = try place.open("lin")
        counselor = try lin.room.ownEntry().id
        guard isFitting else { return }
        let (today, issued) = (
            try #require(CalendarDate("2026-11-24")), try #require(CalendarDate("2020-01-01"))
        )
        let term = try CredentialTerm(expires: nil, recheck: nil, issued: issued)
        let credential = try lin.room.visit(for: AddingCredential.self, about: .person(counselor)) {
            try $0.add(
                StaffCredential(kind: .certificate, number: "1", issuer: "甲", issued: issued, today: today), term: term)
        }
        _ = try fang.room.visit(for: VerifyingCredential.self, about: .credential(credential, of: counselor)) {
            try $0.verify(term)
        }
    }

    func book(_ time: String) throws -> Identifier<Appointment> {
        let plan = AppointmentPlan(
            client: facts.client, caseID: facts.caseID, counselor: counselor, room: nil, modality: .inPerson)
        let start = try #require(UTCTime(rfc3339: time))
        let dates = WeeklyDates(from: start, times: 1, skipping: [], in: clock).occurrences
        let days = DaySpan(clock.day(of: start), days: 1)
        let subject = Subject.newAppointment(facts.client, counselor: counselor, on: days)
        let made = try fang.room.visit(for: BookingAppointment.self, about: subject) {
            try $0.book(plan, on: dates, minutes: 50, isConfirmed: true, clock: clock)
        }
        return try #require(made.first).id
    }

    /// The client's appointments.
    func client() throws -> AppointmentList {
        try fang.room.visit(for: ListingAppointments.self, about: .client(facts.client)) {
            try $0.clientsAppointments()
        }
    }

    /// The appointments of a day in Shanghai.
    func day(_ date: String) throws -> [Identifier<Appointment>] {
        let start = try #require(UTCTime(rfc3339: date + "T00:00:00+08:00"))
        let end = try UTCTime(secondsSince1970: start.secondsSince1970 + 86_400)
        return try fang.room.visit(for: ListingAppointments.self, about: .practice) {
            try $0.appointments(from: start, to: end)
        }.entries.map(\.appointment.id)
    }
}

extension RowAddress {
    fileprivate static func first(of record: OpaqueID) -> RowAddress {
        RowAddress(.record, key: RecordHeader.key(record, 1))
    }
}

extension Intruder {
    /// Logs another revision of a record, with other words.
    fileprivate func follow(_ record: OpaqueID, _ change: (String) -> String) throws {
        let last = try #require(try rows(.record).last { $0.address.key.starts(with: record.bytes) })
        let sealer = try RecordSealer(ring)
        let opened = try sealer.open(last)
        let body = String(decoding: opened.body, as: UTF8.self)
        let changed = change(body)
        #expect(changed != body)
        let header = RecordHeader(
            practice: chain.practice, compartment: last.scope, record: record, revision: opened.header.revision + 1,
            previous: try last.hash())
        try commit(put: [try sealer.seal(Array(changed.utf8), kind: opened.kind, header: header)])
    }

    /// Writes other tags for the only appointment there is, in both tables, and an entry that says so.
    fileprivate func moveTimes() throws {
        let row = try #require(try rows(.slots).first)
        let owner = try #require(OpaqueID(row.address.key))
        let tags = try (0..<30).map { _ in try OpaqueID.random() }
        try commit(put: [SlotTags.row(owner: owner, compartment: row.scope, tags: tags)])
        try sql("DELETE FROM slot")
        for tag in tags { try sql("INSERT INTO slot VALUES (?, ?)", [Data(tag.bytes), Data(owner.bytes)]) }
    }
}
