import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// Who can read a complaint, whatever program they run.
@Suite struct ComplaintWallTests {
    /// Whether somebody's keys open a filing, and its thread's newest generation.
    private func opens(_ name: String, _ id: Identifier<Complaint>, in practice: ComplaintPractice) throws -> Bool {
        let intruder = try Intruder(name, in: practice.place)
        let deposit = try Deposit(parsing: try intruder.row(RowAddress(.deposit, key: id.bytes)).body)
        let sealer = try RecordSealer(intruder.ring)
        return (try? sealer.open(deposit)) != nil || (try? sealer.openLot(deposit)) != nil
    }

    /// How many events somebody's keys open.
    private func events(_ name: String, in practice: ComplaintPractice) throws -> Int {
        let intruder = try Intruder(name, in: practice.place)
        let sealer = try RecordSealer(intruder.ring)
        return try intruder.rows(.record).count { (try? sealer.open($0).kind) == "complaint-event" }
    }

    @Test(
        "a filing opens for three members without a conflict, and for nobody else: filer, respondent, director, auditor"
    )
    func filing() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        let others = ["bo", "eva", "fang", "aud", "lin"]
        for name in others { #expect(try !opens(name, id, in: practice), "\(name)") }
        let drawn = try ["an", "bei", "chen", "du"].filter { try opens($0, id, in: practice) }
        #expect(drawn.count == 3)
        // As many lots as members, and none says whose it is.
        let deposit = try Intruder("bo", in: practice.place).row(RowAddress(.deposit, key: id.bytes)).body
        for name in ComplaintPractice.committee + others {
            let person = try practice.id(name).bytes
            #expect(Data(deposit).range(of: Data(person)) == nil, "\(name)")
        }
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        for name in others {
            #expect(try events(name, in: practice) == 0, "\(name)")
            #expect(try practice.place.faults(as: name) == [], "\(name)")
        }
        for name in ["an", "bei", "chen", "du"] { #expect(try events(name, in: practice) == 1, "\(name)") }
        #expect(try practice.complaints("eva").isEmpty)
        #expect(try practice.complaints("du").map(\.id) == [id])
    }

    @Test("in many draws nobody with a conflict is drawn, everybody else is, and no more than three at once")
    func draws() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let ids = try (0..<12).map { _ in try practice.file(against: "eva") }
        var drawn: [Identifier<Complaint>: Int] = [:]
        for name in ComplaintPractice.committee {
            let intruder = try Intruder(name, in: practice.place)
            let sealer = try RecordSealer(intruder.ring)
            let opened = try ids.filter { id in
                let deposit = try Deposit(parsing: try intruder.row(RowAddress(.deposit, key: id.bytes)).body)
                return (try? sealer.openLot(deposit)) != nil
            }
            for id in opened { drawn[id, default: 0] += 1 }
            #expect(opened.isEmpty == (name == "eva"), "\(name): \(opened.count)")
        }
        #expect(drawn.count == 12 && drawn.values.allSatisfy { $0 == 3 })
    }

    @Test("nothing in the log names who handed it in: their own entries and checkpoint stand where they stood")
    func noTrace() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        try practice.work(as: "bo") { _ in }
        func standing() throws -> (entries: Int, checkpoint: String?) {
            let intruder = try Intruder("aud", in: practice.place)
            let bo = try #require(OpaqueID(try practice.id("bo").bytes))
            return try intruder.standing(of: bo)
        }
        let before = try standing()
        _ = try practice.file(against: "eva")
        let after = try standing()
        #expect(after.entries == before.entries && after.checkpoint == before.checkpoint)
        // The auditor sees that something was handed in, by nobody, about nobody.
        let log = try practice.work(as: "aud") { room in
            try room.visit(for: ReadingAudit.self, about: .practice) { try $0.entries() }
        }
        let filed = log.filter { $0.details?.action == .fileComplaint }
        #expect(filed.count == 1)
        #expect(filed.allSatisfy { $0.member == nil && $0.details?.subject == nil && $0.details?.role == nil })
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        let acts = try practice.work(as: "aud") { room in
            try room.visit(for: ReadingAudit.self, about: .practice) { try $0.entries() }
        }.filter { $0.details?.action == .complaintAct }
        #expect(acts.count == 10)
        #expect(acts.allSatisfy { $0.details?.subject == nil && $0.details?.rule == nil })
    }

    @Test(
        "once the panel sits, the others read no further; whoever is recused neither; what a panel is refused is told kindly"
    )
    func panelAndRecusal() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        // What was there lies under the panel's key too: the others would need an old copy of the file.
        for name in ["du", "eva"] { #expect(try events(name, in: practice) == 0, "\(name)") }
        for name in ["an", "bei", "chen"] { #expect(try events(name, in: practice) == 4, "\(name)") }
        #expect(try practice.complaints("du").isEmpty)
        #expect(throws: RoomError.notFound(.complaint)) { try practice.take(.acknowledged, id, as: "du") }

        #expect(try practice.refusal(.recused(practice.id("an")), id, as: "bei") == .notChair)
        try practice.take(.recused(try practice.id("chen")), id, as: "chen")
        #expect(try practice.complaints("chen").isEmpty)
        // Also before anybody made the next key it counts for nothing: the first who writes makes it.
        try practice.take(.finding("回避之后"), id, as: "bei")
        #expect(try events("chen", in: practice) == 0)
        #expect(try events("bei", in: practice) == 6)

        #expect(try practice.refusal(.seated(practice.ids(["chen"])), id, as: "an") == .panelNotOfCommittee)
        #expect(try practice.refusal(.seated(practice.ids(["lin"])), id, as: "an") == .panelNotOfCommittee)
        #expect(try practice.refusal(.seated([]), id, as: "an") == .panelTooSmall)
        try practice.take(.seated(try practice.ids(["du"])), id, as: "an")
        #expect(try events("du", in: practice) == 7)
        // The chair puts another out.
        try practice.take(.recused(try practice.id("bei")), id, as: "an")
        #expect(try events("bei", in: practice) == 0)
        #expect(try events("an", in: practice) == 8)
        for name in ComplaintPractice.committee + ["fang"] { #expect(try practice.place.faults(as: name) == []) }
    }

    @Test("whoever seats a panel without themself leaves with it")
    func seatingWithoutOneself() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "lin")
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        try practice.take(.acknowledged, id, as: "eva")
        #expect(
            try practice.refusal(.seated(practice.ids(["an", "bei", "du"])), id, as: "eva") == .complaintStepNotDue)
        try practice.take(try ComplaintPractice.triage(), id, as: "eva")
        try practice.take(.seated(try practice.ids(["an", "bei", "du"])), id, as: "eva")
        #expect(try practice.complaints("eva").isEmpty)
        #expect(try practice.place.faults(as: "an") == [])
        try practice.take(.finding("小组单独查明"), id, as: "du")
        #expect(try events("eva", in: practice) == 0)
        #expect(try events("an", in: practice) == 5)
        #expect(try practice.place.faults(as: "eva") == [])
    }

    @Test("the panel decides by its votes, and not before the respondent had ten working days")
    func decision() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        let calendar = WorkingDays(zone: "Asia/Shanghai")
        let today = calendar.day(of: practice.clock)
        let tomorrow = calendar.day(of: try UTCTime(secondsSince1970: practice.clock.secondsSince1970 + 86_400))
        #expect(throws: RoomError.counseling(.field("on", .inTheFuture))) {
            try practice.take(.shared(on: tomorrow), id, as: "an")
        }
        #expect(throws: RoomError.counseling(.field("on", .beforeStep(today, earliest: today.dayBefore)))) {
            try practice.take(.shared(on: try #require(CalendarDate("2020-01-01"))), id, as: "an")
        }
        try practice.take(.shared(on: today), id, as: "an")
        let upheld = try ComplaintPractice.decision("upheld")
        for days: Int64 in [0, 10] {
            try practice.later(days: days)
            #expect(try practice.refusal(.vote(.upheld), id, as: "an") == .answerTimeRuns)
            #expect(try practice.refusal(upheld, id, as: "an") == .answerTimeRuns)
        }
        try practice.later(days: 20)
        for (name, verdict) in [("an", ComplaintVerdict.upheld), ("bei", .partly)] {
            try practice.take(.vote(verdict), id, as: name)
        }
        #expect(try practice.refusal(.vote(.notUpheld), id, as: "an") == .alreadyVoted)
        #expect(try practice.refusal(.seated(try practice.ids(["an", "bei"])), id, as: "an") == .panelUnchanged)
        #expect(try practice.refusal(upheld, id, as: "an") == .votesMissing)
        try practice.take(.vote(.notUpheld), id, as: "chen")
        #expect(try practice.refusal(upheld, id, as: "an") == .outcomeDoesNotFit)
        #expect(try practice.refusal(ComplaintPractice.decision("mediated"), id, as: "an") == .complaintStepNotDue)
        try practice.take(try ComplaintPractice.decision("partly"), id, as: "chen")
        try practice.take(.communicated(on: calendar.day(of: practice.clock)), id, as: "bei")
        try practice.take(.closed, id, as: "an")
        let entry = try #require(try practice.complaints("an").first)
        #expect(entry.complaint.stage == .closed && entry.complaint.irregular.isEmpty && entry.next == nil)
        #expect(try practice.refusal(.finding("太晚"), id, as: "an") == .complaintStepNotDue)
        #expect(try practice.place.faults(.deep) == [])
    }

    @Test("a changed program closes no complaint as mediated: readers pass that over, and the door takes none")
    func forgedMediation() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "lin")
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        try practice.take(.acknowledged, id, as: "an")
        #expect(throws: RoomError.counseling(.field("track", .notMediable))) {
            try practice.take(ComplaintPractice.triage("mediation"), id, as: "an")
        }
        let today = WorkingDays(zone: "Asia/Shanghai").day(of: practice.clock)
        let forged = [
            try ComplaintPractice.triage("mediation"), try ComplaintPractice.decision("mediated"),
            .communicated(on: today), .closed,
        ]
        for (place, event) in forged.enumerated() {
            try write(event, number: UInt32(place) + 3, in: practice, as: "an")
        }
        for name in ["an", "bei"] {
            let entry = try #require(try practice.complaints(name).first { $0.id == id })
            #expect(entry.complaint.stage == .acknowledged && entry.complaint.decision == nil)
            #expect(entry.complaint.irregular == [3, 4, 5, 6] && entry.next?.act == .triage, "\(name)")
        }
        // It holds nobody up, and verification finds no fault with it: it counts for nothing.
        try practice.take(try ComplaintPractice.triage(), id, as: "bei")
        #expect(throws: RoomError.counseling(.field("withdrawnBy", .notAChoice(["client"])))) {
            try practice.take(ComplaintPractice.withdrawal(by: "staff"), id, as: "an")
        }
        try practice.take(ComplaintPractice.withdrawal(by: "client"), id, as: "an")
        #expect(try practice.complaints("bei").first?.complaint.stage == .decided)
        #expect(try practice.place.faults(as: "an") == [])
    }

    @Test("nobody turns an outcome by more members after the votes, whatever program they run")
    func packedPanel() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        try practice.take(.shared(on: WorkingDays(zone: "Asia/Shanghai").day(of: practice.clock)), id, as: "an")
        try practice.later(days: 30)
        for (name, verdict) in [("an", ComplaintVerdict.upheld), ("bei", .upheld), ("chen", .notUpheld)] {
            try practice.take(.vote(verdict), id, as: name)
        }
        let more = ComplaintEvent.seated(try practice.ids(["du", "eva"]))
        #expect(try practice.refusal(more, id, as: "chen") == .panelStands)
        try write(more, number: 9, in: practice, as: "chen")
        try practice.take(try ComplaintPractice.decision("upheld"), id, as: "an")
        for name in ["an", "bei", "chen"] {
            let complaint = try #require(try practice.complaints(name).first?.complaint)
            #expect(complaint.panel.count == 3 && complaint.decision?.outcome == .upheld, "\(name)")
            #expect(complaint.irregular == [9])
        }
        #expect(try practice.place.faults(as: "an") == [])
    }

    @Test("a day on which nobody was told brings no complaint to a standstill and cuts nobody's time to answer")
    func forgedDay() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        let today = WorkingDays(zone: "Asia/Shanghai").day(of: practice.clock)
        for (place, text) in ["2099-01-01", "2000-01-01"].enumerated() {
            let forged = ComplaintEvent.shared(on: try #require(CalendarDate(text)))
            try write(forged, number: UInt32(place) + 5, in: practice, as: "chen")
        }
        let before = try #require(try practice.complaints("an").first)
        #expect(before.complaint.irregular == [5, 6] && before.next?.act == .share)
        // Dated ahead altogether, and with a vote behind it, it stands only until somebody says the day that it was.
        let ahead = try UTCTime(secondsSince1970: practice.clock.secondsSince1970 + 40 * 366 * 86_400)
        let forged = ComplaintEvent.shared(on: WorkingDays(zone: "Asia/Shanghai").day(of: ahead))
        try write(forged, number: 7, at: ahead, in: practice, as: "chen")
        try write(.vote(.notUpheld), number: 8, at: ahead, in: practice, as: "chen")
        try practice.later(days: 30)
        #expect(try practice.refusal(.vote(.upheld), id, as: "an") == .answerTimeRuns)
        try practice.take(.shared(on: today), id, as: "an")
        let entry = try #require(try practice.complaints("bei").first)
        #expect(entry.complaint.sharedOn == today && entry.next?.act == .vote)
        #expect(try #require(entry.next?.notBefore) <= WorkingDays(zone: "Asia/Shanghai").day(of: practice.clock))
        try practice.take(.vote(.upheld), id, as: "an")
        try practice.take(.vote(.upheld), id, as: "bei")
        #expect(try practice.refusal(.shared(on: today), id, as: "chen") == .dayStands)
        try practice.take(try ComplaintPractice.decision("upheld"), id, as: "bei")
        #expect(try practice.place.faults(as: "an") == [])
    }

    @Test("nobody is recused by a word in wait for their suspension, nor for one that was over when they were seated")
    func recusalInWait() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let place = practice.place
        func head() throws -> ChainLink {
            let head = try Intruder("chen", in: place).chain.head
            return ChainLink(position: head.position, hash: Hex.encode(head.hash.bytes))
        }
        // bei was out for a while, long before.
        try place.suspend("bei")
        let old = try head()
        for (name, arguments) in [("fang", ["reinstate", "bei", "--from", "-", "--yes"]), ("gu", ["confirm", "bei"])] {
            let ended = try place.run(["staff"] + arguments, as: name, input: #"{"reason": "查清"}"#)
            #expect(ended.status == 0, "\(ended)")
        }
        let id = try practice.seated()
        let bei = try practice.id("bei")
        let links = [nil, old, try head(), ChainLink(position: 0, hash: old.hash)]
        for (place, link) in links.enumerated() {
            try write(.recused(bei, at: link), number: UInt32(place) + 5, in: practice, as: "chen")
        }
        try practice.take(.shared(on: WorkingDays(zone: "Asia/Shanghai").day(of: practice.clock)), id, as: "bei")
        #expect(try practice.refusal(.recused(try practice.id("an")), id, as: "bei") == .notChair)
        for arguments in [["suspend", "an", "--from", "-", "--yes"], ["suspend", "bei", "--from", "-", "--yes"]] {
            let ended = try place.run(["staff"] + arguments, as: "fang", input: #"{"reason": "离职"}"#)
            #expect(ended.status == 0, "\(ended)")
            let confirmed = try place.run(["staff", "confirm", arguments[1]], as: "gu")
            #expect(confirmed.status == 0, "\(confirmed)")
        }
        // None of these words counts now either, and the true one does.
        let entry = try #require(try practice.complaints("chen").first)
        #expect(entry.complaint.irregular == [5, 6, 7, 8] && entry.complaint.panel.count == 3)
        let (chen, gone) = (try practice.id("chen"), try practice.ids(["an", "bei"]))
        #expect(entry.next?.act == .recuse && entry.chair == chen && entry.gone == gone)
        for name in ["an", "bei"] { try practice.take(.recused(try practice.id(name)), id, as: "chen") }
        try practice.take(.seated(try practice.ids(["du", "eva"])), id, as: "chen")
        let after = try #require(try practice.complaints("du").first)
        #expect(after.complaint.chair == chen && after.next?.act == .vote)
        #expect(try place.faults(as: "chen") == [])
    }

    /// Writes an event of the newest thread with a changed program, which asks no rule.
    private func write(
        _ what: ComplaintEvent, number: UInt32, at time: UTCTime? = nil, in practice: ComplaintPractice, as name: String
    ) throws {
        let intruder = try Intruder(name, in: practice.place)
        let person = try OpaqueID(of: practice.id(name))
        let thread = try #require(try intruder.rows(.assignment).filter { $0.target == person }.map(\.scope).last)
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: thread,
            record: try AttachedRecord.id(number, of: thread, in: thread, with: intruder.ring), revision: 1,
            previous: .zero)
        let event = ThreadEvent(number: number, at: time ?? practice.clock, by: try practice.id(name), what: what)
        try intruder.commit(put: [
            try RecordSealer(intruder.ring).seal(try event.encodedBody(), kind: "complaint-event", header: header)
        ])
    }

    @Test("two who take up one filing meet in one thread, with all who have no conflict of interest")
    func oneThread() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: nil)
        for name in ComplaintPractice.committee + ComplaintPractice.committee { _ = try practice.complaints(name) }
        for name in ComplaintPractice.committee {
            let found = try practice.complaints(name)
            #expect(found.map(\.id) == [id] && found.first?.complaint.events.count == 1, "\(name)")
            #expect(found.first?.people.count == 5)
        }
    }

    /// Makes a thread with a changed program: for whom it likes, where it likes.
    private func makeThread(
        _ thread: OpaqueID, of people: [OpaqueID], saying event: ComplaintEvent, as intruder: Intruder
    ) throws {
        let (ring, chain) = (intruder.ring, intruder.chain)
        for person in people {
            let history = try intruder.history(of: thread)
            try intruder.commit(
                put: [try ring.assign(.person(person), assigned: true, to: history, chain: chain).row])
        }
        let generation = try ring.makeGeneration(of: try intruder.history(of: thread), chain: chain)
        let grants = try people.map {
            try ring.grant(thread, generation: 1, to: try #require(chain.members[$0])).row
        }
        try intruder.commit(put: [generation.row] + grants)
        let header = RecordHeader(
            practice: chain.practice, compartment: thread,
            record: try AttachedRecord.id(1, of: thread, in: thread, with: ring), revision: 1, previous: .zero)
        let body = ThreadEvent(number: 1, at: .now, by: try Identifier(hex: intruder.identity.id.hex), what: event)
        try intruder.commit(
            put: [try RecordSealer(ring).seal(try body.encodedBody(), kind: "complaint-event", header: header)])
    }

    /// Where a filing's thread lies.
    private func thread(of id: Identifier<Complaint>, _ secret: String) throws -> OpaqueID {
        var writer = ByteWriter(label: "tacet/1/complaint-thread")
        writer.fixed(try #require(Hex.decode(secret)))
        writer.id(try OpaqueID(of: id))
        return try #require(OpaqueID(try SHA256.hash(writer.bytes).bytes.prefix(16)))
    }

    private func overview(_ name: String, _ practice: ComplaintPractice) throws -> ComplaintOverview {
        _ = try practice.complaints(name)
        return try practice.work(as: name) { room in
            try room.visit(for: ReadingComplaints.self, about: .complaints) { try $0.complaints() }
        }
    }

    @Test("a thread made up for a complaint's number is not taken for it, and verification names it")
    func madeUp() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        let eva = try Intruder("eva", in: practice.place)
        let form = try ComplaintForm.read(
            json: Array(#"{"by": "client", "against": "unknown", "text": "没有什么"}"#.utf8))
        let filing = ComplaintFiling(form, against: .unknown, at: .now, secret: String(repeating: "0", count: 64))
        try makeThread(
            try OpaqueID.random(), of: [eva.identity.id, try OpaqueID(of: practice.id("an"))],
            saying: .received(id, filing, key: Base64.encode([UInt8](repeating: 0, count: 32), padded: true)), as: eva)
        for name in ["bei", "chen", "du"] { _ = try practice.complaints(name) }
        let found = try overview("an", practice)
        #expect(found.entries.map(\.complaint.filing.text) == [ComplaintPractice.words])
        #expect(found.unreadable == 1)
        #expect(try practice.place.faults(as: "an") == [.recordRewritten])
    }

    @Test("a drawn member who takes a filing up without the others is found out by those who drew it too")
    func heldBack() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        let drawn = try ["an", "bei", "chen", "du"].filter { try opens($0, id, in: practice) }
        let first = try Intruder(drawn[0], in: practice.place)
        let deposit = try Deposit(parsing: try first.row(RowAddress(.deposit, key: id.bytes)).body)
        let filing = try ComplaintFiling(body: try RecordSealer(first.ring).openLot(deposit).body)
        let key = Base64.encode(try deposit.openLotKey(with: first.ring).revealed(), padded: true)
        try makeThread(
            try thread(of: id, filing.secret), of: [first.identity.id], saying: .received(id, filing, key: key),
            as: first)
        for name in drawn.dropFirst() { #expect(try overview(name, practice).withheld == [id]) }
        // Asked for by its number it is not as if it were not there.
        for (language, said) in [("en", "took it up without you"), ("zh-Hans", "未将您列入便受理")] {
            for command in [["show", id.hex], ["next", id.hex]] {
                let ended = try practice.place.run(["complaint"] + command, as: drawn[1], language: language)
                #expect(ended.status == 76 && ended.errors.contains(said), "\(ended)")
            }
        }
        let document = try practice.place.run(["complaint", "show", id.hex, "--json"], as: drawn[1])
        #expect(document.status == 76 && document.errors.contains(#""complaint-withheld""#), "\(document)")
        let unknown = try practice.place.run(["complaint", "show", try OpaqueID.random().hex], as: drawn[1])
        #expect(unknown.status == 66, "\(unknown)")
        #expect(try overview(drawn[0], practice).withheld == [])
        #expect(try overview("eva", practice).withheld == [])
    }

    @Test(
        "a thread to which a drawn member assigned everybody, and in which nothing is to be read, is told to those who drew it"
    )
    func hollow() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        let drawn = try ["an", "bei", "chen", "du"].filter { try opens($0, id, in: practice) }
        let first = try Intruder(drawn[0], in: practice.place)
        let deposit = try Deposit(parsing: try first.row(RowAddress(.deposit, key: id.bytes)).body)
        let filing = try ComplaintFiling(body: try RecordSealer(first.ring).openLot(deposit).body)
        let thread = try thread(of: id, filing.secret)
        for name in drawn {
            let history = try first.history(of: thread)
            try first.commit(put: [
                try first.ring.assign(
                    .person(try OpaqueID(of: practice.id(name))), assigned: true, to: history, chain: first.chain
                ).row
            ])
        }
        for name in drawn.dropFirst() { #expect(try overview(name, practice).withheld == [id]) }
        #expect(try overview("eva", practice).withheld == [])
    }

    @Test(
        "a thread with a made-up secret lies where it says, and still is not shown: nobody's deposit holds its filing"
    )
    func madeUpSecret() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "eva")
        let eva = try Intruder("eva", in: practice.place)
        let form = try ComplaintForm.read(
            json: Array(#"{"by": "client", "against": "unknown", "text": "没有什么"}"#.utf8))
        let filing = ComplaintFiling(form, against: .unknown, at: .now, secret: String(repeating: "0", count: 64))
        let committee = try ["an", "bei", "chen", "du"].map { try OpaqueID(of: practice.id($0)) }
        try makeThread(
            try thread(of: id, filing.secret), of: [eva.identity.id] + committee,
            saying: .received(id, filing, key: Base64.encode([UInt8](repeating: 7, count: 32), padded: true)), as: eva)
        for name in ["an", "bei", "chen", "du"] { _ = try practice.complaints(name) }
        for name in ["an", "bei", "chen", "du"] {
            let found = try overview(name, practice)
            #expect(found.entries.map(\.complaint.filing.text) == [ComplaintPractice.words], "\(name)")
            #expect(found.unreadable == 1)
        }
        // The list shows the rest, says what it leaves out, and ends so that a script knows too.
        for (language, said) in [("en", "that are left out here: 1"), ("zh-Hans", "未列出的投诉：1 件")] {
            let listed = try practice.place.run(["complaint", "list"], as: "an", language: language)
            #expect(listed.status == 76 && listed.errors.contains(said), "\(listed.output)\(listed.errors)")
            #expect(listed.errors.contains("tacet audit verify --deep --as an"), "\(listed.errors)")
        }
        // It may be the one that is asked for.
        let shown = try practice.place.run(["complaint", "show", try OpaqueID.random().hex], as: "an")
        #expect(shown.status == 76 && shown.errors.contains("that are left out here: 1"), "\(shown)")
        let document = try practice.place.run(["complaint", "list", "--json"], as: "an")
        #expect(document.status == 76 && document.output.contains(#""spoiled": 1"#), "\(document.output)")
        #expect(try overview("eva", practice).entries.isEmpty)
        #expect(try practice.place.faults(as: "an") == [.recordRewritten])
    }

    @Test(
        "a complaint's thread that somebody spoiled is told to all who have its key, and by nothing to whom it is about",
        arguments: StatementSpoiling.allCases)
    func spoiledStatements(spoiling: StatementSpoiling) throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let place = practice.place
        let readers = ["an", "bei", "chen", "du"]
        _ = try practice.file(against: "eva")
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        for name in ComplaintPractice.committee + ["fang"] { _ = try place.run(["complaint", "list"], as: name) }
        func seen(by name: String) throws -> [String] {
            try [["complaint", "list"], ["complaint", "next"], ["today"], ["review", "list"]].map {
                let ended = try place.run($0, as: name)
                return "\(ended)"
            }
        }
        let before = try ["eva", "fang"].map(seen)
        let (an, eva) = (try OpaqueID(of: practice.id("an")), try OpaqueID(of: practice.id("eva")))
        let fang = try Intruder("fang", in: place)
        let thread = try #require(try fang.rows(.assignment).last { $0.target == an }?.scope)
        try spoiling.apply(to: thread, by: fang, naming: eva)
        // A row in the place of a grant gives no key.
        try Intruder("fang", in: place).commit(altered: [
            StoredRow(
                address: RowAddress(.grant, key: CompartmentKey.bytes(thread, 1, eva)), scope: thread, target: eva,
                version: 1, body: [UInt8](repeating: 7, count: 200))
        ])
        for name in readers {
            let listed = try place.run(["complaint", "list", "--json"], as: name)
            let json = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any]
            let (spoiled, unknown) = (json?["spoiled"] as? Int ?? 0, json?["unknown"] as? Int ?? 0)
            #expect(listed.status == 76 && spoiled + unknown == 1, "\(name) \(listed)")
            #expect(spoiling == .generationGone || spoiled == 1, "\(name) \(listed)")
            // Who knows what was spoiled is not told that somebody put them out.
            #expect((json?["takenUpWithoutYou"] as? [Any])?.isEmpty == true, "\(name) \(listed)")
            let status = try place.run(["status"], as: name)
            let said = ["complaints is not as it should be", "cannot be read as they should be: 1"]
            #expect(said.contains { status.output.contains($0) }, "\(name) \(status)")
            #expect(spoiling == .generationGone || status.output.contains(said[0]), "\(name) \(status)")
        }
        #expect(try ["eva", "fang"].map(seen) == before)
        for name in ["eva", "fang"] {
            let status = try place.run(["status", "--json"], as: name)
            #expect(status.output.contains(#""spoiledThreads": 0"#), "\(status)")
            #expect(status.output.contains(#""complaintsSound": true"#), "\(status)")
        }
    }

    @Test("a director who ends everybody's part in a thread hides nothing: those who had it are told")
    func endedFromOutside() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.file(against: "fang")
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        let fang = try Intruder("fang", in: practice.place)
        let an = try OpaqueID(of: practice.id("an"))
        let scopes = try fang.rows(.assignment).filter { $0.target == an }.map(\.scope)
        let thread = try #require(scopes.last)
        #expect(Set(scopes) == [thread])
        for name in ComplaintPractice.committee {
            let history = try fang.history(of: thread)
            let ended = try fang.ring.assign(
                .person(try OpaqueID(of: practice.id(name))), assigned: false, to: history, chain: fang.chain)
            try fang.commit(put: [ended.row])
        }
        for name in ComplaintPractice.committee {
            let found = try overview(name, practice)
            #expect(found.entries.isEmpty)
            #expect(found.withheld == [id], "\(name)")
        }
        for command in [["complaint", "list"], ["complaint", "next"]] {
            let ended = try practice.place.run(command, as: "an")
            #expect(ended.status == 76 && ended.errors.contains("put you out of it"), "\(ended)")
            #expect(!ended.errors.contains("No complaint waits"), "\(ended)")
        }
        let status = try practice.place.run(["status"], as: "an")
        #expect(status.output.contains("complaints is not as it should be"), "\(status)")
    }

    @Test(
        "whoever stepped back, or was put beside a panel or recused by its chair, is not told that anything is withheld"
    )
    func rightfullyGone() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        try practice.take(.recused(try practice.id("chen")), id, as: "an")
        try practice.take(.recused(try practice.id("bei")), id, as: "bei")
        for name in ComplaintPractice.committee { #expect(try overview(name, practice).withheld == [], "\(name)") }
    }
}
