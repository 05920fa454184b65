import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Attempts to pass a trainee's note off as co-signed, to change it behind the supervisor's back, and to read private notes.
struct CoSigningAttackTests {
    /// A practice with a trainee's submitted note beside the counselor's, two supervisors, and an agreement with one.
    func practice() throws -> (
        HostilePractice, caseID: Identifier<CounselingCase>, note: Identifier<SessionNote>
    ) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        for (name, fullName, role) in [
            ("tong", "童新", Role.trainee), ("du", "杜衡", .supervisor), ("wei", "魏然", .supervisor),
        ] {
            try place.admit(name, fullName, role, by: fang)
        }
        try fang.room.leave()
        let (tong, du) = (try place.open("tong"), try place.open("du"))
        let (trainee, supervisor) = (try tong.room.ownEntry().id, try du.room.ownEntry().id)
        let director = try place.open("fang")
        let caseID = try director.room.visit(
            for: OpeningCase.self, about: .newCase(facts.client, counselor: trainee)
        ) { try $0.open() }
        _ = try director.room.visit(
            for: AgreeingSupervision.self, about: .newAgreement(supervisor: supervisor, trainee: trainee)
        ) { try $0.agree(from: .now, until: nil) }
        let draft = try tong.room.visit(for: WritingNote.self, about: .counselingCase(caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, HostilePractice.words)]))
        }
        _ = try tong.room.visit(for: SigningNote.self, about: .note(draft.id)) { try $0.sign() }
        for room in [tong, du, director] { try room.room.leave() }
        return (place, caseID, draft.id)
    }

    private func standing(
        _ note: Identifier<SessionNote>, as name: String, in place: HostilePractice
    ) throws -> NoteEntry.Standing {
        try place.open(name).room.visit(for: ReadingNote.self, about: .note(note)) { try $0.note() }.standing
    }

    /// A co-signature of the submitted version, signed by whoever acts, as a changed program would leave it.
    private func coSignature(
        by intruder: Intruder, of note: Identifier<SessionNote>, in caseID: Identifier<CounselingCase>,
        revision: UInt32 = 2, verdict: CoSignature.Verdict = .cosigned, at moment: UTCTime = .now
    ) throws -> SealedRow {
        let row = try intruder.row(RowAddress(.record, key: RecordHeader.key(try OpaqueID(of: note), 2)))
        let body = try CoSignature(
            note: note, revision: revision, lastingHash: try row.lasting().hex, verdict: verdict, remark: "x",
            at: moment)
        let current = try #require(try intruder.history(of: try OpaqueID(of: caseID)).current)
        return try Deposit(
            body.encodedBody(), kind: "co-signature", to: .generation(current), practice: intruder.chain.practice,
            membership: intruder.ring.membership, by: intruder.identity
        ).row
    }

    @Test(
        "a co-signature counts from the author's supervisor alone, while the agreement is in force, over that version alone"
    )
    func forged() throws {
        let (place, caseID, note) = try practice()
        defer { place.remove() }
        let long = try UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 - 86_400)
        for (name, revision, moment) in [("tong", 2, UTCTime.now), ("wei", 2, .now), ("du", 1, .now), ("du", 2, long)] {
            let intruder = try Intruder(name, in: place)
            try intruder.commit(put: [
                try coSignature(by: intruder, of: note, in: caseID, revision: UInt32(revision), at: moment)
            ])
            #expect(try standing(note, as: "tong", in: place) == .submitted, "\(name) \(revision)")
        }
        let du = try Intruder("du", in: place)
        try du.commit(put: [try coSignature(by: du, of: note, in: caseID)])
        #expect(try standing(note, as: "tong", in: place) == .cosigned)
        #expect(try place.faults(as: "tong") == [])
    }

    @Test("a supervisor's key opens the version handed over, and no other record of the case")
    func onlyThatVersion() throws {
        let (place, caseID, note) = try practice()
        defer { place.remove() }
        let (case_, record) = (try OpaqueID(of: caseID), try OpaqueID(of: note))
        for name in ["du", "wei", "fang", "lin"] {
            let intruder = try Intruder(name, in: place)
            let sealer = try RecordSealer(intruder.ring)
            for row in try intruder.rows(.record) where row.scope == case_ {
                #expect(throws: VaultError.self) { try sealer.open(row) }
            }
        }
        let read = try place.open("du").room.visit(for: ReadingNote.self, about: .note(note)) { try $0.note() }
        #expect(read.versions == 2)
        #expect(try Intruder("wei", in: place).rows(.record).contains { $0.scope == case_ })
        #expect(record != case_)
    }

    @Test("a trainee who changes what was submitted, before it is returned or after it was co-signed, is found out")
    func changedBehind() throws {
        for verdict in [nil, CoSignature.Verdict.cosigned, .returned] {
            let (place, caseID, note) = try practice()
            defer { place.remove() }
            if let verdict {
                let du = try Intruder("du", in: place)
                try du.commit(put: [try coSignature(by: du, of: note, in: caseID, verdict: verdict)])
            }
            let tong = try Intruder("tong", in: place)
            let record = try OpaqueID(of: note)
            let rows = try tong.rows(.record).filter { $0.address.key.prefix(16).elementsEqual(record.bytes) }
            let newest = try #require(rows.last)
            let sealer = try RecordSealer(tong.ring)
            let body = String(decoding: try sealer.open(newest).body, as: UTF8.self)
                .replacing(HostilePractice.words, with: "一切正常").replacing("\"submitted\"", with: "\"draft\"")
            let header = RecordHeader(
                practice: tong.chain.practice, compartment: try OpaqueID(of: caseID), record: record,
                revision: UInt32(rows.count) + 1, previous: try newest.hash())
            try tong.commit(put: [try sealer.seal(Array(body.utf8), kind: "session-note", header: header)])
            if verdict == .returned {
                #expect(try standing(note, as: "tong", in: place) == .draft)
                #expect(try place.faults(as: "tong") == [])
            } else {
                #expect(throws: RoomError.altered) { try standing(note, as: "tong", in: place) }
                #expect(try place.faults(as: "tong") == [.recordRewritten])
            }
        }
    }

    @Test("an agreement that no director signed makes nobody a supervisor, and is found")
    func inventedAgreement() throws {
        let (place, caseID, note) = try practice()
        defer { place.remove() }
        let wei = try Intruder("wei", in: place)
        let tong = try place.open("tong").room.ownEntry().id
        let body = try SupervisionAgreement(
            trainee: tong, supervisor: try Identifier(bytes: wei.identity.id.bytes),
            from: try UTCTime(secondsSince1970: 0), until: nil, thread: try Identifier(bytes: wei.identity.id.bytes))
        let header = RecordHeader(
            practice: wei.chain.practice, compartment: wei.fixed(.practice), record: try OpaqueID.random(), revision: 1,
            previous: .zero)
        try wei.commit(put: [
            try RecordSealer(wei.ring).seal(
                body.encodedBody(), kind: "supervision-agreement", header: header),
            try coSignature(by: wei, of: note, in: caseID),
        ])
        #expect(throws: RoomError.denied(rule: .notAssignedCounselor)) { try standing(note, as: "wei", in: place) }
        #expect(try standing(note, as: "tong", in: place) == .submitted)
        #expect(try place.faults(as: "lin") == [.writerNotEntitled, .recordRewritten])
    }

    /// A revision of a record in `practice`, as a changed program would leave it.
    private func revision(
        _ revision: UInt32, of record: OpaqueID, _ body: [UInt8], kind: String, by intruder: Intruder
    ) throws -> SealedRow {
        let previous =
            revision == 1
            ? Digest.zero
            : try intruder.row(RowAddress(.record, key: RecordHeader.key(record, revision - 1))).hash()
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: intruder.fixed(.practice), record: record,
            revision: revision, previous: previous)
        return try RecordSealer(intruder.ring).seal(body, kind: kind, header: header)
    }

    private func agreements(as name: String, in place: HostilePractice) throws -> [AgreementEntry] {
        try place.open(name).room.visit(for: ListingSupervision.self, about: .practice) { try $0.agreements().entries }
    }

    @Test("what a colleague appends to an agreement, or leaves beside it, neither ends it nor keeps it in force")
    func appended() throws {
        let (place, caseID, note) = try practice()
        defer { place.remove() }
        let genuine = try #require(try agreements(as: "fang", in: place).first)
        let wei = try Intruder("wei", in: place)
        let record = try OpaqueID(of: genuine.id)
        try wei.commit(put: [try revision(2, of: record, Array("{}".utf8), kind: "settings", by: wei)])
        let ended = genuine.body.ended(at: .now)
        try wei.commit(put: [
            try revision(3, of: record, ended.encodedBody(), kind: "supervision-agreement", by: wei)
        ])
        let stray = try revision(1, of: OpaqueID.random(), Array("{}".utf8), kind: "settings", by: wei)
        var body = stray.body
        body[body.count - 1] ^= 1
        try wei.commit(altered: [
            StoredRow(address: stray.address, scope: stray.scope, target: stray.target, version: 1, body: body)
        ])
        #expect(try agreements(as: "lin", in: place).map(\.body) == [genuine.body])
        let du = try Intruder("du", in: place)
        try du.commit(put: [try coSignature(by: du, of: note, in: caseID)])
        #expect(try standing(note, as: "tong", in: place) == .cosigned)
        #expect(try place.faults(as: "lin").contains(.recordRewritten))
        _ = try place.open("fang").room.visit(for: EndingSupervision.self, about: .agreement(genuine.id)) {
            try $0.end()
        }
        #expect(try agreements(as: "lin", in: place).allSatisfy { $0.body.until != nil })
    }

    @Test("a former director's agreement stays as it was, and what they sign now counts for nothing, dated back or not")
    func formerDirector() throws {
        let (place, caseID, note) = try practice()
        defer { place.remove() }
        let genuine = try #require(try agreements(as: "fang", in: place).first)
        let director = try place.open("fang")
        let bo = try place.open("bo").room.ownEntry().id
        let roles: Set<Role> = [.director]
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(bo)) {
            try $0.change(bo, adding: roles, removing: [])
        }
        let (wei, tong) = (try place.open("wei").room.ownEntry().id, try place.open("tong").room.ownEntry().id)
        let then = try place.open("bo")
        let theirs = try then.room.visit(
            for: AgreeingSupervision.self, about: .newAgreement(supervisor: wei, trainee: tong)
        ) { try $0.agree(from: .now, until: nil) }
        try then.room.leave()
        let before = try Intruder("bo", in: place).chain.head
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(bo)) {
            try $0.change(bo, adding: [], removing: roles)
        }
        try director.room.leave()
        let former = try Intruder("bo", in: place)
        try #require(former.chain.members[former.identity.id]?.holds(.director) == false)
        for agreement in try agreements(as: "lin", in: place) {
            let ended = try agreement.body.ended(at: .now).encodedBody()
            try former.commit(
                put: [
                    try revision(
                        2, of: try OpaqueID(of: agreement.id), ended, kind: "supervision-agreement", by: former)
                ], chainHead: before)
        }
        let left = try agreements(as: "lin", in: place)
        #expect(Set(left.map(\.id)) == [genuine.id, theirs] && left.allSatisfy { $0.body.until == nil })
        let du = try Intruder("du", in: place)
        try du.commit(put: [try coSignature(by: du, of: note, in: caseID)])
        #expect(try standing(note, as: "tong", in: place) == .cosigned)
        #expect(try place.faults(as: "lin").contains(.chainHeadBehind))
        // What they agreed while they were director stands, and the first of the two who came by made its key.
        let thread = try #require(left.first { $0.id == theirs }?.body.thread)
        #expect(try Intruder("wei", in: place).history(of: try OpaqueID(of: thread)).current != nil)
    }

    @Test("what a director claims without writing it counts for nothing once they write it and are none")
    func claimedBefore() throws {
        let (place, _, _) = try practice()
        defer { place.remove() }
        let genuine = try #require(try agreements(as: "fang", in: place).first)
        let director = try place.open("fang")
        let bo = try place.open("bo").room.ownEntry().id
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(bo)) {
            try $0.change(bo, adding: [.director], removing: [])
        }
        let then = try Intruder("bo", in: place)
        let ended = try revision(
            2, of: try OpaqueID(of: genuine.id), genuine.body.ended(at: .now).encodedBody(),
            kind: "supervision-agreement", by: then)
        // It follows nothing that is there, so that the file lacks nothing for it.
        try then.commit(claiming: [
            RowChange(
                address: ended.address, version: 1, before: try SHA256.hash([1]),
                after: try ended.hash(version: 1), lasting: try ended.lasting())
        ])
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(bo)) {
            try $0.change(bo, adding: [], removing: [.director])
        }
        try director.room.leave()
        try Intruder("bo", in: place).commit(put: [ended])
        #expect(try agreements(as: "lin", in: place).map(\.body.until) == [nil])
    }

    @Test("whom somebody assigns who is director no more, dated back, is not let in, and nobody is kept from entering")
    func formerDirectorAssigns() throws {
        let (place, _, _) = try practice()
        defer { place.remove() }
        let director = try place.open("fang")
        let bo = try place.open("bo").room.ownEntry().id
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(bo)) {
            try $0.change(bo, adding: [.director], removing: [])
        }
        try place.open("bo").room.leave()
        let then = try Intruder("bo", in: place).chain
        _ = try director.room.visit(for: ChangingRoles.self, about: .person(bo)) {
            try $0.change(bo, adding: [], removing: [.director])
        }
        try director.room.leave()
        let former = try Intruder("bo", in: place)
        let (wei, thread) = (try Intruder("wei", in: place).identity.id, try OpaqueID.random())
        // Everything is signed as of the time at which they were director; the log has it later.
        for person in [wei, try Intruder("lin", in: place).identity.id] {
            let assigned = try former.ring.assign(
                .person(person), assigned: true, to: try former.history(of: thread), chain: then)
            try former.commit(
                put: [assigned.row, OwedMark(compartment: thread, member: person).row], chainHead: then.head)
        }
        let room = try place.open("wei").room
        #expect(try room.visit(for: ReadingStatus.self, about: .practice) { try $0.standing() }.people > 0)
        // Alone in it wei has a key, as of any compartment of their own; nobody else is let in.
        let made = try Intruder("wei", in: place).generations(of: thread).map {
            try GenerationStatement(parsing: $0.body)
        }
        #expect(made.map(\.signer) == [wei])
        for name in ["lin", "bo"] { #expect(try !Intruder(name, in: place).ring.holds(thread, generation: 1)) }
        #expect(try place.faults(as: "lin").contains(.chainHeadBehind))
    }

    @Test("what a stranger files behind a note that waits takes it from nobody's list; what its author did is told")
    func behindWaiting() throws {
        let (place, _, note) = try practice()
        defer { place.remove() }
        func listed() throws -> (waiting: Int, overtaken: Int) {
            let said = try place.run(["sign", "--json"], as: "du")
            let read = try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any]
            let document = try #require(read, "\(said.output)\(said.errors)")
            return ((document["toCosign"] as? [Any])?.count ?? -1, (document["overtaken"] as? [Any])?.count ?? -1)
        }
        let bo = try Intruder("bo", in: place)
        let sealed = try bo.row(RowAddress(.record, key: RecordHeader.key(try OpaqueID(of: note), 2)))
        // Nothing that anybody could open, in the case whose key bo has not.
        var body = sealed.body
        let record = try OpaqueID(of: note).bytes
        let number =
            try #require(body.indices.first { body[$0...].starts(with: record + [0, 0, 0, 4, 0, 0, 0, 2]) })
            + record.count + 4
        body.replaceSubrange(number..<number + 4, with: [0, 0, 0, 3])
        body.replaceSubrange(114..<154, with: (0..<40).map { UInt8($0) })
        let behind = RowAddress(.record, key: RecordHeader.key(try OpaqueID(of: note), 3))
        try bo.commit(altered: [
            StoredRow(address: behind, scope: sealed.scope, target: .none, version: 1, body: body)
        ])
        #expect(try listed() == (1, 0))
        #expect(try place.run(["note", "cosign", note.hex, "--yes"], as: "du").status == 0)
        let (other, _, second) = try practice()
        defer { other.remove() }
        let tong = try Intruder("tong", in: other)
        let lent = try tong.row(RowAddress(.record, key: RecordHeader.key(try OpaqueID(of: second), 2)))
        let opened = try RecordSealer(tong.ring).open(lent)
        let header = RecordHeader(
            practice: tong.chain.practice, compartment: lent.scope, record: opened.header.record, revision: 3,
            previous: try lent.hash())
        try tong.commit(put: [try RecordSealer(tong.ring).seal(opened.body, kind: "session-note", header: header)])
        let said = try other.run(["sign", "--json"], as: "du")
        #expect(said.output.contains(#""overtaken": ["#) && said.output.contains(second.hex), "\(said)")
        #expect(try other.run(["note", "list", "--to-cosign"], as: "du").errors.contains("without your word"))
    }

    @Test("a note that was co-signed is not open again where somebody spoils the agreement under which it was")
    func spoiledAgreement() throws {
        let (place, caseID, note) = try practice()
        defer { place.remove() }
        let du = try Intruder("du", in: place)
        try du.commit(put: [try coSignature(by: du, of: note, in: caseID)])
        #expect(try standing(note, as: "tong", in: place) == .cosigned)
        let bo = try Intruder("bo", in: place)
        let practice = bo.fixed(.practice)
        let agreement = try #require(
            try bo.rows(.record).first {
                $0.scope == practice && (try? RecordSealer(bo.ring).open($0))?.kind == "supervision-agreement"
            })
        var body = agreement.body
        body.replaceSubrange(114..<154, with: (0..<40).map { UInt8($0) })
        try bo.commit(altered: [
            StoredRow(
                address: agreement.address, scope: practice, target: .none, version: agreement.version + 1, body: body)
        ])
        let named = "6/\(Hex.encode(agreement.address.key))"
        for name in ["fang", "tong", "du"] {
            let listed = try place.run(["supervision", "list"], as: name)
            #expect(listed.status == 76 && listed.errors.contains(named), "\(listed.output)\(listed.errors)")
        }
        let waiting = try place.run(["sign", "--json"], as: "du")
        #expect(waiting.status == 76 && waiting.output.contains(named), "\(waiting.output)\(waiting.errors)")
        for arguments in [
            ["note", "show", note.hex], ["note", "edit", note.hex, "--from", "-"], ["note", "sign", note.hex],
        ] {
            let said = try place.run(arguments, as: "tong", input: "改写")
            #expect(said.status == 76 && said.errors.contains(named), "\(arguments) \(said.output)\(said.errors)")
        }
        let again = try place.run(
            [
                "supervision", "agree", "--supervisor", "du", "--trainee", "tong", "--from-date",
                String(UTCTime.now.date.ISO8601Format().prefix(10)),
            ], as: "fang")
        #expect(again.status == 0, "\(again.output)\(again.errors)")
        #expect(try standing(note, as: "tong", in: place) == .cosigned)
    }

    @Test(
        "a supervisor is told whose thread somebody spoiled, and not that nothing waits",
        arguments: StatementSpoiling.allCases)
    func spoiledStatements(spoiling: StatementSpoiling) throws {
        let (place, _, note) = try practice()
        defer { place.remove() }
        let agreement = try #require(try agreements(as: "fang", in: place).first)
        let thread = try OpaqueID(of: agreement.body.thread)
        #expect(try place.run(["note", "list", "--to-cosign", "--json"], as: "du").output.contains(note.hex))
        try spoiling.apply(to: thread, by: try Intruder("fang", in: place))
        for command in [["note", "list", "--to-cosign"], ["sign"]] {
            let json = try place.run(command + ["--json"], as: "du")
            #expect(json.status == 76 && json.output.contains(#""spoiledTrainees": ["#), "\(json)")
            #expect(json.output.contains(#""tong""#), "\(json)")
        }
        for (language, said) in [("en", "hand you notes"), ("zh-Hans", "线索已被人损坏")] {
            let told = try place.run(["note", "list", "--to-cosign"], as: "du", language: language)
            #expect(told.status == 76 && told.errors.contains(said) && told.errors.contains("tong"), "\(told)")
            #expect(!told.errors.contains("Nothing waits"), "\(told)")
        }
        let other = try place.run(["note", "list", "--to-cosign"], as: "wei")
        #expect(other.status == 0 && !other.errors.contains("hand you notes"), "\(other)")
    }

    @Test("an event that a trainee spoils leaves the supervisor's list standing")
    func spoiledThread() throws {
        let (place, _, _) = try practice()
        defer { place.remove() }
        let thread = OpaqueID(try #require(try agreements(as: "fang", in: place).first).body.thread.bytes)
        let tong = try Intruder("tong", in: place)
        let id = try #require(thread)
        let header = RecordHeader(
            practice: tong.chain.practice, compartment: id,
            record: try AttachedRecord.id(2, of: id, in: id, with: tong.ring), revision: 1, previous: .zero)
        try tong.commit(put: [
            try RecordSealer(tong.ring).seal(Array("{}".utf8), kind: "supervision-event", header: header)
        ])
        let handed = try place.open("du").room.visit(for: ListingCosigning.self, about: .practice) {
            try $0.submissions().entries
        }
        #expect(handed.count == 1)
        #expect(try !place.faults(as: "du").isEmpty)
        // It is passed over, and that is said; whoever has no part in it hears nothing.
        for (name, count) in [("du", 1), ("tong", 1), ("wei", 0), ("lin", 0)] {
            let spoiled = try place.open(name).room.visit(for: ReadingStatus.self, about: .practice) {
                try $0.spoiledThreads()
            }
            #expect(spoiled == count, "\(name)")
        }
    }

    @Test("whoever is let into a case by its counselor reads the record there, and none of the private notes")
    func successor() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let personal = try place.open("lin").room.visit(
            for: WritingPrivateNote.self, about: .counselingCase(facts.caseID)
        ) { try $0.write("反移情：很疲惫") }
        let lin = try Intruder("lin", in: place)
        let bo = try place.open("bo").room.ownEntry().id
        let caseID = try OpaqueID(of: facts.caseID)
        let member = try #require(lin.chain.members[try OpaqueID(of: bo)])
        let current = try #require(try lin.history(of: caseID).current)
        try lin.commit(put: [
            try lin.ring.assign(
                .person(member.id), assigned: true, to: try lin.history(of: caseID), chain: lin.chain
            ).row,
            try lin.ring.grant(caseID, generation: current.generation, to: member).row,
        ])
        let practice = try place.open("bo")
        let (notes, own) = try practice.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) {
            (try $0.notes(), try $0.privateNotes())
        }
        #expect(notes.map(\.id) == [facts.note])
        #expect(own.isEmpty)
        #expect(throws: RoomError.denied(rule: .notAssignedCounselor)) {
            try practice.room.visit(for: ReadingNote.self, about: .note(personal.id)) { try $0.read() }
        }
        let intruder = try Intruder("bo", in: place)
        let sealer = try RecordSealer(intruder.ring)
        let row = try #require(
            try intruder.rows(.record).first { $0.address.key.starts(with: personal.id.bytes) })
        #expect(throws: VaultError.self) { try sealer.open(row) }
        #expect(try place.faults(as: "lin") == [])
    }
}
