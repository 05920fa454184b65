import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Supervision agreements that a director makes with a changed program, alone: with whom they should not be, and naming threads that are
/// not the two's; and co-signatures of what was never handed in.
struct ForgedAgreementTests {
    /// An agreement from a long time ago, between anybody, under a director's own keys.
    private func agree(
        _ supervisor: OpaqueID, _ trainee: OpaqueID, naming thread: OpaqueID, by intruder: Intruder
    ) throws -> String {
        let body = try SupervisionAgreement(
            trainee: try Identifier(bytes: trainee.bytes), supervisor: try Identifier(bytes: supervisor.bytes),
            from: UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 - 300 * 86_400), until: nil,
            thread: try Identifier(bytes: thread.bytes))
        let record = try OpaqueID.random()
        let header = RecordHeader(
            practice: intruder.chain.practice, compartment: intruder.fixed(.practice), record: record, revision: 1,
            previous: .zero)
        try intruder.commit(put: [
            try RecordSealer(intruder.ring).seal(body.encodedBody(), kind: "supervision-agreement", header: header)
        ])
        return "record-rewritten \(record.hex)"
    }

    private func id(_ name: String, _ place: HostilePractice) throws -> OpaqueID {
        try Intruder(name, in: place).identity.id
    }

    @Test("who was never a trainee is not made one by an agreement: a respondent chooses no committee so")
    func conflicts() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let place = practice.place
        let fang = try place.open("fang")
        let own = try fang.room.ownEntry().id
        _ = try fang.room.visit(for: ChangingRoles.self, about: .person(own)) {
            try $0.change(own, adding: [.supervisor], removing: [])
        }
        for name in ["an", "bei", "chen", "du"] {
            let person = try practice.id(name)
            _ = try fang.room.visit(for: ChangingRoles.self, about: .person(person)) {
                try $0.change(person, adding: [.counselor], removing: [])
            }
        }
        try fang.room.leave()
        let forger = try Intruder("fang", in: place)
        let faults = try ["an", "bei", "chen", "du"].map {
            try agree(forger.identity.id, try id($0, place), naming: try OpaqueID.random(), by: forger)
        }
        let filed = try practice.file(against: "fang")
        for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
        try practice.take(.acknowledged, filed, as: "an")
        try practice.take(try ComplaintPractice.triage(), filed, as: "an")
        #expect(try practice.refusal(.seated(practice.ids(["an", "bei", "chen"])), filed, as: "an") == nil)
        for fault in faults {
            #expect(try place.placedFaults(as: "an").contains(fault))
            #expect(try place.readerFaults(as: "an").contains(fault))
        }
    }

    @Test("an agreement that somebody spoiled ties its two people all the same", arguments: [true, false])
    func spoiled(isWhole: Bool) throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let place = practice.place
        let fang = try place.open("fang")
        let an = try practice.id("an")
        _ = try fang.room.visit(for: ChangingRoles.self, about: .person(an)) {
            try $0.change(an, adding: [.supervisor], removing: [])
        }
        try place.admit("tong", "童新", .trainee, by: fang)
        let trainee = try Identifier<Person>(bytes: id("tong", place).bytes)
        let agreement = try fang.room.visit(
            for: AgreeingSupervision.self, about: .newAgreement(supervisor: an, trainee: trainee)
        ) { try $0.agree(from: .now, until: nil) }
        if !isWhole {
            // A later word: perhaps it ended the agreement.
            _ = try fang.room.visit(for: EndingSupervision.self, about: .agreement(agreement)) { try $0.end() }
        }
        try fang.room.leave()
        try practice.later(days: 1)
        let bo = try Intruder("bo", in: place)
        let record = try OpaqueID(of: agreement)
        let row = try #require(
            try bo.rows(.record).last { $0.address.key.prefix(16).elementsEqual(record.bytes) })
        var body = row.body
        body.replaceSubrange(114..<154, with: (0..<40).map { UInt8($0) })
        try bo.commit(altered: [
            StoredRow(
                address: row.address, scope: row.scope, target: row.target, version: row.version + 1, body: body)
        ])
        for _ in 0..<4 {
            let filed = try practice.file(against: "tong")
            for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
            #expect(try !practice.complaints("an").contains { $0.id == filed })
            #expect(try practice.complaints("bei").contains { $0.id == filed })
        }
    }

    @Test("whoever supervises a trainee who is suspended, or the other way round, judges them no more than before")
    func suspended() throws {
        let practice = try ComplaintPractice()
        defer { practice.remove() }
        let fang = try practice.place.open("fang")
        let an = try practice.id("an")
        _ = try fang.room.visit(for: ChangingRoles.self, about: .person(an)) {
            try $0.change(an, adding: [.supervisor], removing: [])
        }
        try practice.place.admit("tong", "童新", .trainee, by: fang)
        let trainee = try Identifier<Person>(bytes: id("tong", practice.place).bytes)
        _ = try fang.room.visit(for: AgreeingSupervision.self, about: .newAgreement(supervisor: an, trainee: trainee)) {
            try $0.agree(from: .now, until: nil)
        }
        _ = try fang.room.visit(for: SuspendingStaff.self, about: .person(trainee)) {
            try $0.suspend(because: try StandingReason("调查"))
        }
        try fang.room.leave()
        try practice.later(days: 1)
        for _ in 0..<4 {
            let filed = try practice.file(against: "tong")
            for name in ComplaintPractice.committee { _ = try practice.complaints(name) }
            #expect(try !practice.complaints("an").contains { $0.id == filed })
        }
    }

    private func coSign(
        _ note: Identifier<SessionNote>, in caseID: Identifier<CounselingCase>, _ verdict: CoSignature.Verdict,
        by intruder: Intruder, before seconds: Int64 = 0
    ) throws {
        let row = try intruder.row(RowAddress(.record, key: RecordHeader.key(try OpaqueID(of: note), 2)))
        let at = try UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 - seconds)
        let body = try CoSignature(
            note: note, revision: 2, lastingHash: try row.lasting().hex, verdict: verdict, remark: "x", at: at)
        let current = try #require(try intruder.history(of: try OpaqueID(of: caseID)).current)
        try intruder.commit(put: [
            try Deposit(
                body.encodedBody(), kind: "co-signature", to: .generation(current), practice: intruder.chain.practice,
                membership: intruder.ring.membership, by: intruder.identity
            ).row
        ])
    }

    private func standing(_ note: Identifier<SessionNote>, in place: HostilePractice) throws -> NoteEntry.Standing {
        try place.open("tong").room.visit(for: ReadingNote.self, about: .note(note)) { try $0.note() }.standing
    }

    @Test("a supervisor to whom a note was never handed neither locks it nor overturns another's word")
    func unread() throws {
        let (place, caseID, note) = try CoSigningAttackTests().practice()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        _ = try agree(try id("wei", place), try id("tong", place), naming: try OpaqueID.random(), by: fang)
        try coSign(note, in: caseID, .cosigned, by: try Intruder("wei", in: place), before: 3600)
        #expect(try standing(note, in: place) == .submitted)
        #expect(try place.run(["note", "list", "--to-cosign", "--json"], as: "du").output.contains(note.hex))
        let back = try place.run(["note", "return", note.hex, "--from", "-"], as: "du", input: "请补充")
        #expect(back.status == 0, "\(back.errors)")
        #expect(try standing(note, in: place) == .returned)
        // Nor does one that is left later, dated before.
        try coSign(note, in: caseID, .cosigned, by: try Intruder("wei", in: place), before: 7200)
        let edited = try place.run(["note", "edit", note.hex, "--from", "-"], as: "tong", input: "改写")
        #expect(edited.status == 0, "\(edited.errors)")
        #expect(try standing(note, in: place) == .draft)
        #expect(try place.placedFaults(as: "tong") == [])
        #expect(try place.readerFaults(as: "tong") == [])
    }

    @Test("of two words of one supervisor on a version the first that the log took stands, whatever their dates")
    func first() throws {
        let (place, caseID, note) = try CoSigningAttackTests().practice()
        defer { place.remove() }
        let du = try Intruder("du", in: place)
        try coSign(note, in: caseID, .returned, by: du)
        try coSign(note, in: caseID, .cosigned, by: du, before: 1)
        #expect(try standing(note, in: place) == .returned)
        #expect(try place.run(["note", "edit", note.hex, "--from", "-"], as: "tong", input: "改写").status == 0)
        #expect(try place.placedFaults(as: "tong") == [])
        #expect(try place.readerFaults(as: "tong") == [])
    }

    /// Whose thread an agreement names that is not the two's.
    enum Named: CaseIterable { case withDirector, everybodys, anothersCase }

    @Test("nothing is handed in through a thread that is not the two's alone", arguments: Named.allCases)
    func notTheirs(named: Named) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let director = try place.open("fang")
        for (name, role) in [("tong", Role.trainee), ("du", .supervisor)] {
            try place.admit(name, "姓名\(name)", role, by: director)
        }
        let trainee = try place.open("tong").room.ownEntry().id
        let caseID = try director.room.visit(
            for: OpeningCase.self, about: .newCase(facts.client, counselor: trainee)
        ) { try $0.open() }
        try director.room.leave()
        let fang = try Intruder("fang", in: place)
        let (tong, du) = (try OpaqueID(of: trainee), try id("du", place))
        let thread: OpaqueID
        switch named {
        case .everybodys: thread = fang.fixed(.practice)
        case .anothersCase: thread = try OpaqueID(of: facts.caseID)
        case .withDirector:
            thread = try OpaqueID.random()
            var rows: [SealedRow] = []
            for person in [tong, du, fang.identity.id] {
                let history = try fang.history(of: thread)
                rows = [
                    try fang.ring.assign(.person(person), assigned: true, to: history, chain: fang.chain).row,
                    OwedMark(compartment: thread, member: person).row,
                ]
                try fang.commit(put: rows)
            }
        }
        let fault = try agree(du, tong, naming: thread, by: fang)
        let written = try place.run(["note", "write", caseID.hex, "--from", "-", "--json"], as: "tong", input: "会谈")
        let document = try JSONSerialization.jsonObject(with: Data(written.output.utf8)) as? [String: Any]
        let note = try #require(document?["id"] as? String, "\(written.errors)")
        let signed = try place.run(["note", "sign", note], as: "tong")
        #expect(signed.status == 76, "\(signed.output)\(signed.errors)")
        #expect(try place.run(["note", "list", "--to-cosign"], as: "du").status == 76)
        let events = try fang.rows(.record).filter {
            (try? RecordSealer(fang.ring).open($0))?.kind == "supervision-event"
        }
        #expect(events.isEmpty)
        #expect(try place.placedFaults(as: "lin").contains(fault))
        #expect(try place.readerFaults(as: "lin").contains(fault))
    }
}
