import Counseling
import Cryptography
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// Changed programs around a hand-over without the leaver: of the successor, of custodians, of the director; R3.4.
struct SuccessionAttackTests {
    /// lin has a case and is suspended; fang (director) and gu are custodians; bo shall take the case over.
    func practice(suspended: Bool = true) throws -> (HostilePractice, HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("gu", "顾清", .custodian, by: fang)
        try fang.room.leave()
        // Shares of lin's case are owed to the custodians: lin's next command makes them.
        for name in ["lin", "gu"] { try place.open(name).room.leave() }
        if suspended { try change(.suspended, in: place) }
        return (place, facts)
    }

    func person(_ name: String, in place: HostilePractice) throws -> Identifier<Person> {
        let everyone = try place.open("fang").room.visit(for: ListingStaff.self, about: .practice) {
            try $0.everyone()
        }
        return try #require(everyone.first { $0.member.shortName.text == name }).id
    }

    func change(_ standing: Standing, in place: HostilePractice) throws {
        let lin = try person("lin", in: place)
        let fang = try place.open("fang")
        let reason = try StandingReason("去世")
        let waits =
            standing == .suspended
            ? try fang.room.visit(for: SuspendingStaff.self, about: .person(lin)) { try $0.suspend(because: reason) }
            : try fang.room.visit(for: ReinstatingStaff.self, about: .person(lin)) {
                try $0.reinstate(because: reason)
            }
        #expect(waits)
        try fang.room.leave()
        let gu = try place.open("gu")
        let pending = try gu.room.visit(for: ListingStaff.self, about: .practice) { try $0.pending() }
        _ = try gu.room.visit(for: ConfirmingStaff.self, about: .person(lin)) { try $0.confirm(pending[0]) }
        try gu.room.leave()
    }

    func ask(_ place: HostilePractice, _ facts: HostilePractice.Facts) throws -> Identifier<Succession> {
        let (lin, bo) = (try person("lin", in: place), try person("bo", in: place))
        let fang = try place.open("fang")
        let made = try fang.room.visit(for: NamingSuccessor.self, about: .handover(facts.caseID, from: lin, to: bo)) {
            try $0.name()
        }
        try fang.room.leave()
        return made.entry.id
    }

    func approve(_ id: Identifier<Succession>, as name: String, in place: HostilePractice) throws {
        let custodian = try place.open(name)
        try custodian.room.visit(for: ApprovingSuccession.self, about: .succession(id)) { try $0.approve() }
        try custodian.room.visit(for: ReleasingSuccessionShare.self, about: .succession(id)) { try $0.release() }
        try custodian.room.leave()
    }

    func finish(_ id: Identifier<Succession>, in place: HostilePractice) throws -> TakenOver {
        let bo = try place.open("bo")
        let taken = try bo.room.visit(for: FinishingSuccession.self, about: .succession(id)) { try $0.finish() }
        try bo.room.leave()
        return taken
    }

    func request(_ intruder: Intruder) throws -> SuccessionRequest {
        let row = try #require(try intruder.rows(.recovery).first { RecoveryKey.kind($0.address.key) == 8 })
        return try SuccessionRequest(parsing: row.body)
    }

    func set(_ intruder: Intruder, _ request: SuccessionRequest) throws -> ShareSet {
        let key = CompartmentKey.bytes(request.compartment, request.generation)
        return try ShareSet(parsing: try intruder.row(RowAddress(.shares, key: key)).body)
    }

    @Test("the case goes over whole, its private notes do not, and whoever was out opens nothing that is written since")
    func wholeWay() throws {
        let (place, facts) = try practice(suspended: false)
        defer { place.remove() }
        let lin = try place.open("lin")
        let own = try lin.room.visit(for: WritingPrivateNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write("私下的话")
        }
        try lin.room.leave()
        try change(.suspended, in: place)
        let id = try ask(place, facts)
        try approve(id, as: "gu", in: place)
        #expect(throws: RoomError.sharesMissing(has: 1, needs: 2)) { try finish(id, in: place) }
        try approve(id, as: "fang", in: place)
        #expect(try finish(id, in: place).wrong.isEmpty)
        let bo = try place.open("bo")
        let notes = try bo.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) {
            try $0.notes()
        }
        #expect(notes.map(\.id) == [facts.note])
        #expect(throws: RoomError.self) {
            try bo.room.visit(for: ReadingNote.self, about: .note(own.id)) { try $0.note() }
        }
        _ = try bo.room.visit(for: WritingNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write(try NoteContent(template: .free, sections: [NoteSection(.text, "接手之后")]))
        }
        try bo.room.leave()
        let caseID = try OpaqueID(of: facts.caseID)
        let old = try Intruder("lin", in: place)
        #expect(old.ring.holds(caseID, generation: 1) && !old.ring.holds(caseID, generation: 2))
        #expect(try place.faults(.deep).isEmpty && place.faults(as: "bo").isEmpty && place.faults(as: "fang").isEmpty)
    }

    @Test("with one share a changed successor lets themself in for nobody who reads")
    func changedSuccessor() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try ask(place, facts)
        try approve(id, as: "gu", in: place)
        let bo = try Intruder("bo", in: place)
        let (history, asked) = (try bo.history(of: try OpaqueID(of: facts.caseID)), try request(bo))
        let letIn = try bo.ring.assign(
            .person(bo.identity.id), assigned: true, to: history, chain: bo.chain)
        try bo.commit(put: [letIn.row])
        #expect(try place.faults(.deep).contains(.statementUnauthorized))
        #expect(throws: RoomError.self) { try approve(id, as: "fang", in: place) }
        // Their own approval, and one by a colleague, are none.
        for name in ["bo", "aud"] {
            let (other, otherFacts) = try practice()
            defer { other.remove() }
            let second = try ask(other, otherFacts)
            try approve(second, as: "gu", in: other)
            let intruder = try Intruder(name, in: other)
            try intruder.commit(
                put: [
                    try intruder.ring.approve(
                        try request(intruder), shareSet: set(intruder, try request(intruder)), chain: intruder.chain
                    ).row
                ])
            #expect(try other.faults(as: "fang").contains(.statementUnauthorized), "\(name)")
            #expect(throws: RoomError.sharesMissing(has: 1, needs: 2)) { try finish(second, in: other) }
        }
        _ = asked
    }

    @Test(
        "a director asks for the case of who works here, or names a link from when they did not: custodians refuse, all see it"
    )
    func notSuspended() throws {
        let (place, facts) = try practice(suspended: false)
        defer { place.remove() }
        let (lin, bo) = (try person("lin", in: place), try person("bo", in: place))
        #expect(throws: RoomError.denied(rule: .leaverNotSuspended)) {
            try place.open("fang").room.visit(
                for: NamingSuccessor.self, about: .handover(facts.caseID, from: lin, to: bo)
            ) { try $0.name() }
        }
        func forge(_ fang: Intruder, _ chain: MembershipChain, _ head: ChainHead?) throws -> Identifier<Succession> {
            let history = try fang.history(of: try OpaqueID(of: facts.caseID))
            let current = try #require(history.current)
            let key = CompartmentKey.bytes(history.compartment, current.generation)
            let shares = try ShareSet(parsing: try fang.row(RowAddress(.shares, key: key)).body)
            let made = try fang.ring.successionRequest(
                try OpaqueID.random(), of: history, shareSet: shares, from: try OpaqueID(of: lin),
                to: try #require(chain.members[try OpaqueID(of: bo)]), chain: chain)
            try fang.commit(put: [made.row], chainHead: head)
            return try Identifier(hex: made.id.hex)
        }
        func isRefused(_ id: Identifier<Succession>, in place: HostilePractice) throws {
            let gu = try place.open("gu")
            #expect(throws: RoomError.self) {
                try gu.room.visit(for: ApprovingSuccession.self, about: .succession(id)) { try $0.approve() }
            }
        }
        let now = try place.copied()
        defer { now.remove() }
        let fang = try Intruder("fang", in: now)
        let first = try forge(fang, fang.chain, nil)
        #expect(try now.faults(as: "fang").contains(.statementUnauthorized))
        try isRefused(first, in: now)
        // Suspended and back: the link from between does not help.
        try change(.suspended, in: place)
        let between = try Intruder("fang", in: place).chain
        try change(.active, in: place)
        let again = try Intruder("fang", in: place)
        let second = try forge(again, between, nil)
        try isRefused(second, in: place)
        #expect(try place.faults(as: "fang").contains(.statementBackdated))
    }

    @Test(
        "whoever comes back before it is done has the case, under a new key; the successor's shares are worth nothing")
    func comesBack() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try ask(place, facts)
        try approve(id, as: "gu", in: place)
        try approve(id, as: "fang", in: place)
        let early = try Intruder("bo", in: place)
        try change(.active, in: place)
        #expect(throws: RoomError.denied(rule: .successionUnfounded)) { try finish(id, in: place) }
        let caseID = try OpaqueID(of: facts.caseID)
        // lin's program makes the next key by itself: what was released is known.
        try place.open("lin").room.leave()
        let bo = try Intruder("bo", in: place)
        let history = try bo.history(of: caseID)
        let owner = try OpaqueID(of: person("lin", in: place))
        #expect(history.generations.count == 2 && history.generations[1].signer == owner)
        #expect(try place.faults(as: "lin").isEmpty && place.faults(.deep).isEmpty)
        // With the secret of then, and a link from then.
        let answers = CustodianAnswers(
            to: try request(bo), shareSet: try request(bo).shareSet, in: try bo.requests(of: caseID), chain: bo.chain)
        #expect(
            try bo.ring.rebuild(
                try request(bo), from: Array(answers.releases.values), threshold: 2, generations: history.generations)
                == [])
        let letIn = try bo.ring.assign(.person(bo.identity.id), assigned: true, to: history, chain: early.chain)
        try bo.commit(put: [letIn.row])
        #expect(try place.faults(.deep).contains(.statementUnauthorized))
    }

    @Test(
        "a share without a word before it, words replayed for another case, a director who calls private notes a case")
    func forgedSteps() throws {
        let (place, facts) = try practice(suspended: false)
        defer { place.remove() }
        let lin = try place.open("lin")
        _ = try lin.room.visit(for: WritingPrivateNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write("私下的话")
        }
        try lin.room.leave()
        try change(.suspended, in: place)
        let id = try ask(place, facts)
        let unapproved = try place.copied()
        defer { unapproved.remove() }
        let gu = try Intruder("gu", in: unapproved)
        let asked = try request(gu)
        let bo = try #require(gu.chain.members[asked.recipient])
        try gu.commit(put: [try gu.ring.release(asked, shareSet: set(gu, asked), to: bo).row])
        #expect(try unapproved.faults(.deep) == [.statementUnauthorized])
        try approve(id, as: "fang", in: unapproved)
        #expect(throws: RoomError.sharesMissing(has: 1, needs: 2)) { try finish(id, in: unapproved) }

        // fang puts a record with the identifier of lin's private notes into the client's file, and asks for their key.
        let fang = try Intruder("fang", in: place)
        let (caseID, file) = (try OpaqueID(of: facts.caseID), try OpaqueID(of: facts.client))
        let own = try fang.rows(.assignment).map(\.scope).filter { scope in
            guard scope != caseID, scope != file else { return false }
            return try fang.history(of: scope).assigned == [.person(asked.leaver)]
        }
        let notes = try #require(own.first)
        let header = RecordHeader(
            practice: fang.chain.practice, compartment: file, record: notes, revision: 1, previous: .zero)
        let body = CounselingCase(
            client: facts.client, counselor: try Identifier(hex: asked.leaver.hex),
            compartment: try Identifier(hex: notes.hex), opened: .now)
        try fang.commit(put: [try RecordSealer(fang.ring).seal(try body.encodedBody(), kind: "case", header: header)])
        let history = try fang.history(of: notes)
        let key = CompartmentKey.bytes(notes, try #require(history.current).generation)
        let shares = try ShareSet(parsing: try fang.row(RowAddress(.shares, key: key)).body)
        let made = try fang.ring.successionRequest(
            try OpaqueID.random(), of: history, shareSet: shares, from: asked.leaver, to: bo, chain: fang.chain)
        try fang.commit(put: [made.row])
        #expect(try place.faults(.deep).contains(.statementUnauthorized))
        #expect(throws: RoomError.denied(rule: .successionUnfounded)) {
            try place.open("gu").room.visit(
                for: ApprovingSuccession.self, about: .succession(try Identifier(hex: made.id.hex))
            ) { try $0.approve() }
        }
        #expect(throws: RoomError.notFound(.counselingCase)) {
            try place.open("fang").room.visit(
                for: NamingSuccessor.self,
                about: .handover(
                    try Identifier(hex: notes.hex), from: try Identifier(hex: asked.leaver.hex),
                    to: try Identifier(hex: asked.recipient.hex))
            ) { try $0.name() }
        }
        // What gu approves for the case is none for the notes.
        try approve(id, as: "gu", in: place)
        let again = try Intruder("bo", in: place)
        for row in try again.requests(of: caseID) where [2, 3].contains(RecoveryKey.kind(row.address.key) ?? 0) {
            let moved = StoredRow(
                address: RowAddress(.recovery, key: Array(made.id.bytes) + row.address.key.dropFirst(16)), scope: notes,
                target: row.target, version: 1, body: row.body)
            try again.commit(altered: [moved])
        }
        let answers = CustodianAnswers(
            to: made, shareSet: made.shareSet, in: try again.requests(of: notes), chain: again.chain)
        #expect(answers.approvals.isEmpty && answers.releases.isEmpty)
    }
}
