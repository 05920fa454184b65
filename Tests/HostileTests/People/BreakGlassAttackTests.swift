import AuditTrail
import Counseling
import Cryptography
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

/// Changed programs around break-glass: of whoever asks, of custodians, of whoever writes rows.
struct BreakGlassAttackTests {
    /// The practice with a supervisor, su, and a second custodian, gu; fang is director and the first.
    private func practice() throws -> (HostilePractice, HostilePractice.Facts) {
        let (place, facts) = try HostilePractice.copy()
        let fang = try place.open("fang")
        try place.admit("su", "苏静", .supervisor, by: fang)
        try place.admit("gu", "顾清", .custodian, by: fang)
        try fang.room.leave()
        // Shares of lin's case are owed to the custodians: lin's next command makes them.
        for name in ["lin", "gu"] { try place.open(name).room.leave() }
        return (place, facts)
    }

    private func ask(_ place: HostilePractice, _ facts: HostilePractice.Facts) throws -> Identifier<BreakGlass> {
        let su = try place.open("su")
        let made = try su.room.visit(for: RequestingGlass.self, about: .counselingCase(facts.caseID)) {
            try $0.request(because: try GlassText("夜里有危险", at: "reason"), hours: 2)
        }
        try su.room.leave()
        return made.entry.id
    }

    private func approve(_ id: Identifier<BreakGlass>, as name: String, in place: HostilePractice) throws {
        let custodian = try place.open(name)
        try custodian.room.visit(for: ApprovingGlass.self, about: .glass(id)) { try $0.approve() }
        try custodian.room.visit(for: ReleasingGlassShare.self, about: .glass(id)) { try $0.release() }
        try custodian.room.leave()
    }

    private func request(_ intruder: Intruder) throws -> GlassRequest {
        let row = try #require(try intruder.rows(.recovery).first { RecoveryKey.kind($0.address.key) == 4 })
        return try GlassRequest(parsing: row.body)
    }

    private func releases(_ intruder: Intruder) throws -> [RecoveryRelease] {
        try intruder.rows(.recovery).filter { RecoveryKey.kind($0.address.key) == 3 }
            .map { try RecoveryRelease(parsing: $0.body) }
    }

    @Test("one share gives a changed program nothing, two the key, and with it nothing that counts")
    func changedReader() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try ask(place, facts)
        try approve(id, as: "gu", in: place)
        let su = try Intruder("su", in: place)
        let history = try su.history(of: try OpaqueID(of: facts.caseID))
        let asked = try request(su)
        #expect(
            try su.ring.rebuild(asked, from: try releases(su), threshold: 2, generations: history.generations) == nil)
        // What the program wants is said in the request; asking for less makes no key.
        #expect(
            (try? su.ring.rebuild(asked, from: try releases(su), threshold: 1, generations: history.generations)) ?? nil
                == nil)
        // Nor does a share go to somebody else: a custodian cannot open what another released.
        let fang = try Intruder("fang", in: place)
        #expect(
            try fang.ring.rebuild(asked, from: try releases(fang), threshold: 2, generations: history.generations)
                == nil)
        #expect(throws: RoomError.sharesMissing(has: 1, needs: 2)) {
            try place.open("su").room.visit(for: OpeningGlass.self, about: .glass(id)) { try $0.open() }
        }
        try approve(id, as: "fang", in: place)
        let late = try Intruder("su", in: place)
        #expect(
            try late.ring.rebuild(asked, from: try releases(late), threshold: 2, generations: history.generations) == []
        )
        let sound = try place.copied()
        defer { sound.remove() }
        #expect(try sound.faults(.deep).isEmpty && sound.faults(as: "fang").isEmpty)
        // With the secret in hand: a grant to themself, a new generation.
        let me = try #require(late.chain.members[late.identity.id])
        let grant = try late.ring.grant(asked.compartment, generation: asked.generation, to: me)
        try late.commit(put: [grant.row])
        #expect(try place.faults(.deep).contains(.statementUnauthorized))
        let again = try Intruder("su", in: sound)
        _ = try again.ring.rebuild(asked, from: try releases(again), threshold: 2, generations: history.generations)
        let next = try again.ring.makeGeneration(of: history, chain: again.chain)
        try again.commit(put: [next.row])
        #expect(try sound.faults(.deep).contains(.statementUnauthorized))
    }

    @Test("a mark without shares, an approval by whoever asked, a share without approval: each is named")
    func forgedSteps() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try ask(place, facts)
        func attack(_ name: String, _ write: (Intruder, GlassRequest) throws -> Void) throws -> (
            HostilePractice, Set<AuditFault.Kind>
        ) {
            let copy = try place.copied()
            let intruder = try Intruder(name, in: copy)
            try write(intruder, try request(intruder))
            return (copy, try copy.faults(.deep))
        }
        func set(_ intruder: Intruder, _ request: GlassRequest) throws -> ShareSet {
            let row = try intruder.row(
                RowAddress(.shares, key: CompartmentKey.bytes(request.compartment, request.generation)))
            return try ShareSet(parsing: row.body)
        }
        // Opened with nothing released, and by somebody else.
        for name in ["su", "bo"] {
            let (copy, faults) = try attack(name) { intruder, asked in
                try intruder.commit(put: [try intruder.ring.glassMark(.opened, of: asked, chain: intruder.chain).row])
            }
            #expect(faults == [.statementUnauthorized], "\(name)")
            copy.remove()
        }
        // A custodian's share in the same entry as the approval, or without one.
        let (unapproved, faults) = try attack("gu") { gu, asked in
            let su = try #require(gu.chain.members[asked.recipient])
            try gu.commit(put: [try gu.ring.release(asked, shareSet: set(gu, asked), to: su).row])
        }
        #expect(faults == [.statementUnauthorized])
        // It does not count: with one more there is still one.
        try approve(id, as: "fang", in: unapproved)
        #expect(throws: RoomError.sharesMissing(has: 1, needs: 2)) {
            try unapproved.open("su").room.visit(for: OpeningGlass.self, about: .glass(id)) { try $0.open() }
        }
        unapproved.remove()
        // Whoever asked approves themself; somebody who is no custodian does: only keys to duties tell the second.
        for name in ["su", "bo"] {
            let (copy, _) = try attack(name) { intruder, asked in
                try intruder.commit(
                    put: [try intruder.ring.approve(asked, shareSet: set(intruder, asked), chain: intruder.chain).row])
            }
            #expect(try copy.faults(as: "fang").contains(.statementUnauthorized), "\(name)")
            let listed = try copy.open("su").room.visit(for: ListingGlass.self, about: .practice) { try $0.all() }
            #expect(listed.first?.approved.isEmpty == true)
            copy.remove()
        }
        // A review before anything was released, and a notice by a stranger.
        let (early, reviewFaults) = try attack("fang") { fang, asked in
            let committee = try #require(try fang.history(of: fang.fixed(.committee)).current)
            try fang.commit(
                put: [
                    try fang.ring.glassReview(
                        of: asked, finding: Array("{}".utf8), committeeKey: committee, chain: fang.chain
                    ).row
                ])
        }
        #expect(reviewFaults == [.statementUnauthorized])
        early.remove()
        let (stranger, noticeFaults) = try attack("bo") { bo, asked in
            try bo.commit(put: [try bo.ring.glassMark(.acknowledged, of: asked, chain: bo.chain).row])
        }
        #expect(noticeFaults == [.statementUnauthorized])
        stranger.remove()
    }

    @Test("who approved does not review, and an approval after the time is told by who opens entries")
    func lateAndOwn() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try ask(place, facts)
        try approve(id, as: "gu", in: place)
        try approve(id, as: "fang", in: place)
        let asked = try request(try Intruder("fang", in: place))
        // fang acts for the committee while it has nobody, and approved.
        #expect(throws: RoomError.denied(rule: .glassReviewConflict)) {
            try place.open("fang").room.visit(for: ReviewingGlass.self, about: .glass(id)) { try $0.review(nil) }
        }
        let own = try place.copied()
        defer { own.remove() }
        let fang = try Intruder("fang", in: own)
        let committee = try #require(try fang.history(of: fang.fixed(.committee)).current)
        let finding = try GlassFinding(try GlassText("x", at: "finding"), at: .now).encodedBody()
        try fang.commit(
            put: [
                try fang.ring.glassReview(of: asked, finding: finding, committeeKey: committee, chain: fang.chain).row
            ])
        #expect(try own.faults(.deep) == [.statementUnauthorized])
        // It does not count either: the review stands open.
        let listed = try own.open("fang").room.visit(for: ListingGlass.self, about: .practice) { try $0.all() }
        #expect(listed.count == 1 && listed[0].reviewedBy.isEmpty && listed[0].isBroken && !listed[0].mayReview)

        let (other, otherFacts) = try practice()
        defer { other.remove() }
        _ = try ask(other, otherFacts)
        let gu = try Intruder("gu", in: other)
        let late = try request(gu)
        let key = CompartmentKey.bytes(late.compartment, late.generation)
        let set = try ShareSet(parsing: try gu.row(RowAddress(.shares, key: key)).body)
        let day = try UTCTime(secondsSince1970: UTCTime.now.secondsSince1970 + 86_400).rfc3339
        try gu.commit(
            put: [try gu.ring.approve(late, shareSet: set, chain: gu.chain).row],
            details: #"{"action":"approve-glass","outcome":"allowed","schema":1,"time":"\#(day)"}"#)
        #expect(try other.faults(.deep).isEmpty)
        #expect(try other.faults(as: "aud") == [.statementUnauthorized])
    }

    /// - Parameter claims: whether the entry that brings the record also says that it made the first assignment
    @Test(
        "a counselor who asks, and a director who calls somebody's private notes a case, get no share",
        arguments: [false, true])
    func unfounded(claims: Bool) throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let lin = try place.open("lin")
        _ = try lin.room.visit(for: WritingPrivateNote.self, about: .counselingCase(facts.caseID)) {
            try $0.write("私下的话")
        }
        try lin.room.leave()
        func write(_ intruder: Intruder, of compartment: OpaqueID) throws -> Identifier<BreakGlass> {
            let current = try #require(try intruder.history(of: compartment).current)
            let key = CompartmentKey.bytes(compartment, current.generation)
            let set = try ShareSet(parsing: try intruder.row(RowAddress(.shares, key: key)).body)
            let practice = try #require(try intruder.history(of: intruder.fixed(.practice)).current)
            let people = Array(intruder.chain.members.values)
            let now = UTCTime.now
            let id = try OpaqueID.random()
            let asked = try intruder.ring.glassRequest(
                id, for: current, shareSet: set, times: try GlassTimes(at: now, hours: 2).encodedBody(),
                reason: try GlassReason(try GlassText("x", at: "reason"), salt: "00").encodedBody(), to: people,
                practiceKey: practice, chain: intruder.chain)
            try intruder.commit(put: [asked.row])
            return try Identifier(hex: id.hex)
        }
        func isRefused(_ id: Identifier<BreakGlass>, in place: HostilePractice) throws {
            let gu = try place.open("gu")
            let refused = Result { try gu.room.visit(for: ApprovingGlass.self, about: .glass(id)) { try $0.approve() } }
            if case .success = refused { Issue.record("approved") }
        }
        let colleague = try place.copied()
        defer { colleague.remove() }
        let byBo = try write(try Intruder("bo", in: colleague), of: try OpaqueID(of: facts.caseID))
        #expect(try colleague.faults(as: "fang").contains(.statementUnauthorized))
        try isRefused(byBo, in: colleague)

        // fang puts a record with the identifier of lin's private notes into the client's file.
        let fang = try Intruder("fang", in: place)
        let author = try #require(
            fang.chain.activeMembers.first { member in
                String(decoding: member.profile ?? [], as: UTF8.self).contains("林梅")
            })
        let (caseID, file) = (try OpaqueID(of: facts.caseID), try OpaqueID(of: facts.client))
        let own = try fang.rows(.assignment).map(\.scope).filter { scope in
            guard scope != caseID, scope != file else { return false }
            return try fang.history(of: scope).assigned == [.person(author.id)]
        }
        let notes = try #require(own.first)
        let header = RecordHeader(
            practice: fang.chain.practice, compartment: file, record: notes, revision: 1, previous: .zero)
        let body = CounselingCase(
            client: facts.client, counselor: try Identifier(hex: author.id.hex),
            compartment: try Identifier(hex: notes.hex), opened: .now)
        let row = try RecordSealer(fang.ring).seal(try body.encodedBody(), kind: "case", header: header)
        let assigned = RowAddress(.assignment, key: CompartmentKey.bytes(notes, 0))
        try fang.commit(
            put: [row],
            claiming: claims
                ? [
                    RowChange(
                        address: assigned, version: 1, before: .zero, after: try fang.row(assigned).hash(),
                        lasting: .zero)
                ] : [])
        let before = try place.faults(.deep)
        #expect(before.contains(.changeDoesNotFollow) == claims)
        let id = try write(fang, of: notes)
        #expect(try !before.contains(.statementUnauthorized) && place.faults(.deep).contains(.statementUnauthorized))
        #expect(throws: RoomError.denied(rule: .glassUnfounded)) {
            try place.open("gu").room.visit(for: ApprovingGlass.self, about: .glass(id)) { try $0.approve() }
        }
        #expect(throws: RoomError.notFound(.counselingCase)) {
            try place.open("su").room.visit(
                for: RequestingGlass.self, about: .counselingCase(try Identifier(hex: notes.hex))
            ) {
                try $0.request(because: try GlassText("x", at: "reason"), hours: 1)
            }
        }
    }
}
