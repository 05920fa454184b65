import Cryptography
import Testing
import Vault

/// A sealed record revision (docs/file-format.md, section 7).
struct EnvelopeTests {
    private let practice: SmallPractice
    private let sealer: RecordSealer
    private let record: OpaqueID

    init() throws {
        practice = try SmallPractice()
        sealer = try RecordSealer(practice.director)
        record = try OpaqueID.random()
    }

    private func header(_ revision: UInt32 = 1, in compartment: FixedCompartment = .desk) -> RecordHeader {
        RecordHeader(
            practice: practice.chain.practice, compartment: practice.fixed(compartment), record: record,
            revision: revision, previous: .zero)
    }

    private func stored(_ row: SealedRow, body: [UInt8]? = nil) -> StoredRow {
        StoredRow(address: row.address, scope: row.scope, target: row.target, version: 1, body: body ?? row.body)
    }

    @Test("what was sealed opens as it was, with its author", arguments: [0, 1, 400, 2_000, 1_000_000])
    func roundTrip(_ count: Int) throws {
        let body = [UInt8](repeating: 0x61, count: count)
        let opened = try sealer.open(stored(try sealer.seal(body, kind: "session-note", header: header())))
        #expect(opened.body == body)
        #expect(opened.kind == "session-note")
        #expect(opened.author == practice.director.identity.id)
        #expect(throws: Never.self) { try opened.checkSignature(in: practice.chain) }
    }

    @Test("every altered byte and every cut is refused, and never ends the program")
    func tampering() throws {
        let row = try sealer.seal(Array("来访者谈到失眠".utf8), kind: "session-note", header: header())
        for place in row.body.indices {
            var body = row.body
            body[place] ^= 1
            #expect(throws: VaultError.self, "byte \(place)") { try sealer.open(stored(row, body: body)) }
        }
        for count in stride(from: 0, to: row.body.count, by: 7) {
            #expect(throws: VaultError.self) { try sealer.open(stored(row, body: Array(row.body.prefix(count)))) }
        }
        #expect(throws: VaultError.self) { try sealer.open(stored(row, body: row.body + [0])) }
    }

    @Test("a record moved to another place, compartment or revision does not open")
    func moved() throws {
        let row = try sealer.seal(Array("{}".utf8), kind: "case", header: header())
        for (key, scope) in [
            (RecordHeader.key(record, 2), row.scope), (RecordHeader.key(try OpaqueID.random(), 1), row.scope),
            (row.address.key, practice.fixed(.ledger)),
        ] {
            let moved = StoredRow(
                address: RowAddress(.record, key: key), scope: scope, target: .none, version: 1, body: row.body)
            #expect(throws: VaultError.self) { try sealer.open(moved) }
        }
    }

    @Test("two records of one text look different, and short ones are as long as each other")
    func padding() throws {
        let rows = try ["", "短", "a somewhat longer text"].map {
            try sealer.seal(Array($0.utf8), kind: "session-note", header: header())
        }
        #expect(Set(rows.map(\.body.count)).count == 1)
        let again = try sealer.seal([], kind: "session-note", header: header())
        #expect(again.body != rows[0].body)
    }

    @Test("a renewed key opens old and new, and renewing leaves content and lasting hash as they were")
    func rewrapped() throws {
        let desk = practice.fixed(.desk)
        let row = try sealer.seal(Array("{}".utf8), kind: "case", header: header())
        #expect(try sealer.rewrap(stored(row)) == nil)
        try practice.makeGeneration(of: desk, by: practice.director)
        let renewed = try #require(try sealer.rewrap(stored(row)))
        #expect(try renewed.lasting() == row.lasting())
        #expect(renewed.body != row.body)
        for each in [row, renewed] { #expect(try sealer.open(stored(each)).body == Array("{}".utf8)) }
        #expect(try Envelope(stored(renewed)).generation == 2)
    }

    @Test("tags of one time differ between subjects and kinds, touch every interval, and tell nothing without the key")
    func slots() throws {
        let secret = try practice.director.current(of: practice.fixed(.schedule))
        let room = try OpaqueID.random()
        let hour = try SlotTags.tags(for: .room, subject: room, from: 1_800_000_000, to: 1_800_003_600, under: secret)
        #expect(hour.count == 12)
        #expect(Set(hour).count == 12)
        let shifted = try SlotTags.tags(
            for: .room, subject: room, from: 1_800_000_299, to: 1_800_000_301, under: secret)
        #expect(shifted == Array(hour.prefix(2)))
        for (what, subject) in [(SlotTags.Occupied.counselor, room), (.room, try OpaqueID.random())] {
            let others = try SlotTags.tags(
                for: what, subject: subject, from: 1_800_000_000, to: 1_800_003_600, under: secret)
            #expect(Set(others).isDisjoint(with: hour))
        }
        #expect(try SlotTags.tags(for: .room, subject: room, from: 5, to: 5, under: secret).isEmpty)
        let row = SlotTags.row(owner: record, compartment: practice.fixed(.schedule), tags: hour)
        #expect(try SlotTags.tags(in: row.body) == hour.sorted())
        #expect(throws: VaultError.malformed(.slots)) { try SlotTags.tags(in: Array(row.body.dropLast())) }
        #expect(throws: VaultError.malformed(.slots)) { try SlotTags.tags(in: row.body + row.body) }
    }
}
