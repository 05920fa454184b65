import AuditTrail
import Counseling
import Cryptography
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// A member of a thread who leaves something there that nobody can read, and lets it be read once others went on behind it.
struct HiddenEventTests {
    private func thread(_ intruder: Intruder) throws -> OpaqueID {
        let events = try intruder.rows(.record).filter {
            (try? RecordSealer(intruder.ring).open($0))?.kind == "complaint-event"
        }
        return try #require(events.first?.scope)
    }

    /// The next free number of a thread.
    private func next(_ thread: OpaqueID, _ intruder: Intruder) throws -> UInt32 {
        let taken = Set(try intruder.rows(.record).map(\.address.key))
        var number: UInt32 = 1
        func key() throws -> [UInt8] {
            RecordHeader.key(try AttachedRecord.id(number, of: thread, in: thread, with: intruder.ring), 1)
        }
        while taken.contains(try key()) { number += 1 }
        return number
    }

    @Test(
        "a decision that was hidden before the votes turns no complaint when it appears after them",
        arguments: [true, false])
    func hidden(isNoise: Bool) throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        try practice.take(.shared(on: WorkingDays(zone: "Asia/Shanghai").day(of: practice.clock)), id, as: "an")
        let an = try Intruder("an", in: practice.place)
        let thread = try thread(an)
        let number = try next(thread, an)
        let what = try ComplaintPractice.withdrawal(by: "client")
        let event = ThreadEvent(number: number, at: practice.clock, by: try practice.id("an"), what: what)
        let header = RecordHeader(
            practice: an.chain.practice, compartment: thread,
            record: try AttachedRecord.id(number, of: thread, in: thread, with: an.ring), revision: 1, previous: .zero)
        let shown = try RecordSealer(an.ring).seal(event.encodedBody(), kind: "complaint-event", header: header)
        var body = shown.body
        if isNoise {
            body.replaceSubrange(114..<154, with: (0..<40).map { UInt8($0) })
        } else {
            // Under the number of another key than the newest, which stands in clear.
            body.replaceSubrange(110..<114, with: [0, 0, 0, 1])
        }
        try an.commit(altered: [
            StoredRow(address: shown.address, scope: shown.scope, target: shown.target, version: 1, body: body)
        ])
        // The others go on: they find nothing there that counts, and say so.
        try practice.later(days: 30)
        for name in ["bei", "chen"] { try practice.take(.vote(.upheld), id, as: name) }
        #expect(try practice.complaints("bei").map(\.id) == [id])
        let copy = try practice.place.copied()
        defer { copy.remove() }
        let later = try Intruder("an", in: copy)
        try later.commit(altered: [
            StoredRow(address: shown.address, scope: shown.scope, target: shown.target, version: 2, body: shown.body)
        ])
        for name in ["bei", "chen", "an"] {
            let shown = try copy.run(["complaint", "show", id.hex, "--json"], as: name)
            #expect(shown.status == 0, "\(name): \(shown.output)\(shown.errors)")
            #expect(!shown.output.contains("\"withdrawn\"") && shown.output.contains("\"vote\""), "\(shown.output)")
        }
        let fault = "record-rewritten \(header.record.hex)"
        #expect(try copy.placedFaults(as: "bei").contains(fault))
        #expect(try copy.readerFaults(as: "bei").contains(fault))
    }

    @Test("a claim that somebody's word was passed over takes nothing away from it")
    func claimed() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        let an = try Intruder("an", in: practice.place)
        let thread = try thread(an)
        try practice.take(.finding("证据"), id, as: "bei")
        let theirs = try next(thread, an) - 1
        let event = ThreadEvent(
            number: theirs + 1, at: practice.clock, by: try practice.id("an"), what: ComplaintEvent.finding("别的"),
            passedOver: [theirs])
        let header = RecordHeader(
            practice: an.chain.practice, compartment: thread,
            record: try AttachedRecord.id(theirs + 1, of: thread, in: thread, with: an.ring), revision: 1,
            previous: .zero)
        let sealer = try RecordSealer(an.ring)
        try an.commit(put: [try sealer.seal(event.encodedBody(), kind: "complaint-event", header: header)])
        #expect(try practice.complaints("chen").map(\.id) == [id])
        #expect(try practice.place.faults(as: "chen") == [])
        #expect(try practice.place.readerKinds(as: "chen") == [])
    }

    @Test("a thread to which a compartment was assigned is read by nobody, and named")
    func compartment() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let id = try practice.seated()
        #expect(try practice.complaints("chen").map(\.id) == [id])
        let an = try Intruder("an", in: practice.place)
        let thread = try thread(an)
        let history = try an.history(of: thread)
        let desk = an.fixed(.desk)
        try an.commit(put: [
            try an.ring.assign(.compartment(desk), assigned: true, to: history, chain: an.chain).row
        ])
        let listed = try practice.place.run(["complaint", "list"], as: "chen")
        #expect(listed.status == 76, "\(listed.output)\(listed.errors)")
        let first = try AttachedRecord.id(1, of: thread, in: thread, with: an.ring)
        #expect(try practice.place.placedFaults(as: "chen").contains("record-rewritten \(first.hex)"))
        #expect(try practice.place.readerFaults(as: "chen").contains("record-rewritten \(first.hex)"))
    }
}
