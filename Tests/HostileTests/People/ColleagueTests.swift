import AuditTrail
import Counseling
import Cryptography
import Practice
import RecordRoom
import Testing
import Vault

/// What a colleague with a valid identity and a changed program tries, properly signed; R5.1, R5.6.
@Suite struct ColleagueTests {
    @Test(
        "no key that exists opens a counselor's note to the director, a colleague or an auditor",
        arguments: ["fang", "bo", "aud"])
    func withoutPolicy(_ name: String) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        // No policy is asked here, nor any visit: every grant there is is tried with every key found so far.
        let intruder = try Intruder(name, in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let sealer = try RecordSealer(intruder.ring)
        let notes = try intruder.rows(.record).filter { $0.scope == caseID }
        #expect(!notes.isEmpty)
        for row in notes { #expect(throws: VaultError.noKey(compartment: caseID)) { try sealer.open(row) } }
        // The same reader does open what its roles give it.
        let own = try intruder.rows(.record).first { $0.scope == intruder.fixed(.practice) }
        #expect(try sealer.open(try #require(own)).kind == "settings")
        #expect(intruder.ring.holds(intruder.fixed(.desk), generation: 1) == (name == "fang"))
    }

    @Test("the counselor's own keys open the note, so the reader of the test before works")
    func ownKeys() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let intruder = try Intruder("lin", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let row = try #require(try intruder.rows(.record).first { $0.scope == caseID })
        let opened = try RecordSealer(intruder.ring).open(row)
        #expect(String(decoding: opened.body, as: UTF8.self).contains(HostilePractice.words))
    }

    @Test("removing a counselor's key, a note, a statement or a generation under one's own signature is found")
    func removals() throws {
        for rowClass in [RowClass.grant, .record, .statement, .generation, .assignment, .deposit] {
            let (place, _) = try HostilePractice.copy()
            defer { place.remove() }
            let bo = try Intruder("bo", in: place)
            let victim = try #require(try bo.rows(rowClass).last)
            try bo.commit(remove: [victim.address])
            #expect(try place.faults(.rows).contains(.changeForbidden), "\(rowClass)")
        }
    }

    @Test("writing over another's note under one's own signature is found, whatever the entry claims")
    func alterations() throws {
        for isHonestAboutIt in [true, false] {
            let (place, facts) = try HostilePractice.copy()
            defer { place.remove() }
            let bo = try Intruder("bo", in: place)
            let caseID = try OpaqueID(of: facts.caseID)
            let row = try #require(try bo.rows(.record).last { $0.scope == caseID })
            var body = row.body
            body[body.count - 1] ^= 1
            let altered = StoredRow(
                address: row.address, scope: row.scope, target: row.target, version: row.version + 1, body: body)
            try bo.commit(altered: [altered], lasting: isHonestAboutIt ? nil : try row.lasting())
            let faults = try place.faults(.rows)
            #expect(faults.contains(isHonestAboutIt ? .changeForbidden : .rowAltered))
            #expect(throws: RoomError.altered) { try Self.read(facts.note, as: "lin", in: place) }
        }
    }

    @Test("putting an earlier version of a row back under one's own signature is found")
    func rolledBackRow() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let rows = try bo.rows(.record).filter { $0.scope == caseID }
        let (draft, signed) = (try #require(rows.first), try #require(rows.last))
        try #require(draft.address != signed.address)
        let back = StoredRow(
            address: signed.address, scope: signed.scope, target: signed.target, version: signed.version + 1,
            body: draft.body)
        try bo.commit(altered: [back])
        #expect(try place.faults(.rows).contains(.changeForbidden))
        #expect(throws: RoomError.altered) { try Self.read(facts.note, as: "lin", in: place) }
    }

    @Test("a colleague's own revision of a note is found and never shown as the counselor's")
    func foreignRevision() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let (caseID, note) = (try OpaqueID(of: facts.caseID), try OpaqueID(of: facts.note))
        try bo.pretendToHold(caseID, generations: 1)
        let newest = try #require(try bo.rows(.record).last { $0.scope == caseID })
        let header = RecordHeader(
            practice: bo.chain.practice, compartment: caseID, record: note, revision: 3, previous: try newest.hash())
        let forged = try RecordSealer(bo.ring).seal(Array("{}".utf8), kind: "session-note", header: header)
        try bo.commit(put: [forged])
        #expect(try place.faults(.rows).isEmpty)
        #expect(try place.faults(.deep) == [.writerNotEntitled])
        #expect(throws: RoomError.altered) { try Self.read(facts.note, as: "lin", in: place) }
    }

    @Test("also the author cannot change what they signed")
    func ownSignedNote() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let rows = try lin.rows(.record).filter { $0.scope == caseID }
        let newest = try #require(rows.last)
        let sealer = try RecordSealer(lin.ring)
        let body = try sealer.open(newest).body
        let text = String(decoding: body, as: UTF8.self).replacing(HostilePractice.words, with: "一切正常")
        let header = RecordHeader(
            practice: lin.chain.practice, compartment: caseID, record: try OpaqueID(of: facts.note),
            revision: UInt32(rows.count) + 1, previous: try newest.hash())
        try lin.commit(put: [try sealer.seal(Array(text.utf8), kind: "session-note", header: header)])
        #expect(try place.faults(as: "lin") == [.recordRewritten])
        #expect(throws: RoomError.altered) { try Self.read(facts.note, as: "lin", in: place) }
    }

    @Test("an entry that names an older membership chain than the one before it is found")
    func olderChain() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        try bo.commit(chainHead: ChainHead(position: 0, hash: bo.chain.root))
        #expect(try place.faults(.rows) == [.chainHeadBehind])
    }

    static func read(_ note: Identifier<SessionNote>, as name: String, in place: HostilePractice) throws {
        let practice = try place.open(name)
        _ = try practice.room.visit(for: ReadingNote.self, about: .note(note)) { try $0.note() }
    }
}

/// Addenda are found by identifiers that only holders of the case can compute.
@Suite struct AddendumTests {
    private func added(_ count: Int) throws -> (HostilePractice, HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let lin = try place.open("lin")
        for number in 1...count {
            _ = try lin.room.visit(for: AddingAddendum.self, about: .note(facts.note)) { try $0.add("补充 \(number)") }
        }
        try lin.room.leave()
        return (place, facts)
    }

    @Test("addenda are shown with their note in the order of writing, and the trail is sound")
    func shown() throws {
        let (place, facts) = try added(3)
        defer { place.remove() }
        let note = try place.open("lin").room.visit(for: ReadingNote.self, about: .note(facts.note)) { try $0.note() }
        #expect(note.addenda.map(\.text) == ["补充 1", "补充 2", "补充 3"])
        #expect(try place.faults(as: "lin").isEmpty)
    }

    @Test("an addendum filed under another identifier is found")
    func elsewhere() throws {
        let (place, facts) = try added(1)
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let caseID = try OpaqueID(of: facts.caseID)
        let first = try AttachedRecord.id(1, of: try OpaqueID(of: facts.note), in: caseID, with: lin.ring)
        let sealer = try RecordSealer(lin.ring)
        let body = try sealer.open(try lin.row(RowAddress(.record, key: RecordHeader.key(first, 1)))).body
        let header = RecordHeader(
            practice: lin.chain.practice, compartment: caseID, record: try OpaqueID.random(), revision: 1,
            previous: .zero)
        try lin.commit(put: [try sealer.seal(body, kind: "addendum", header: header)])
        #expect(try place.faults(as: "lin") == [.recordRewritten])
    }
}
