import Cryptography
import Testing
import Vault

/// A case that custodians hand over because its counselor is out: what lets the successor in, and what does not, for whoever reads.
struct SuccessionTests {
    /// fang is director and custodian, gu and zhao are custodians, lin has the case, mei shall have it; wen is another counselor.
    private final class Place {
        let practice: SmallPractice
        let gu: KeyRing
        let zhao: KeyRing
        let lin: KeyRing
        let mei: KeyRing
        let wen: KeyRing
        let caseID: OpaqueID
        let shares: ShareSet

        var fang: KeyRing { practice.director }

        init(leaver: Duties = [.counselor]) throws {
            practice = try SmallPractice()
            mei = try practice.admit("mei", [.counselor])
            wen = try practice.admit("wen", [.counselor])
            gu = try practice.admit("gu", [.custodian])
            lin = try practice.admit("lin", leaver)
            try Self.confirm(lin, practice, by: gu)
            zhao = try practice.admit("zhao", [.custodian])
            try Self.confirm(zhao, practice, by: gu)
            caseID = try OpaqueID.random()
            try practice.assign(.person(lin.identity.id), to: caseID, by: practice.director)
            try practice.makeGeneration(of: caseID, by: lin)
            shares = try lin.shares(
                of: caseID, generation: 1, among: practice.chain.active(with: .custodian), threshold: 2)
            practice.put(shares.row)
        }

        private static func confirm(_ ring: KeyRing, _ practice: SmallPractice, by custodian: KeyRing) throws {
            guard let waiting = practice.chain.pending.first(where: { $0.subject == ring.identity.id }) else { return }
            try practice.append(.confirmation(of: waiting.head, subject: ring.identity.id), nil, by: custodian)
        }

        func set(_ effect: Effect, _ ring: KeyRing, _ duties: Duties = [.counselor]) throws {
            try practice.append(practice.person(ring, effect), duties, by: fang)
            try Self.confirm(ring, practice, by: gu)
        }

        func member(_ ring: KeyRing) throws -> Member { try #require(practice.chain.members[ring.identity.id]) }

        func ask(for successor: KeyRing? = nil, chain: MembershipChain? = nil, by signer: KeyRing? = nil) throws
            -> SuccessionRequest
        {
            let made = try (signer ?? fang).successionRequest(
                try OpaqueID.random(), of: try history(), shareSet: shares, from: lin.identity.id,
                to: try member(successor ?? mei), chain: chain ?? practice.chain)
            practice.put(made.row)
            return made
        }

        func answer(_ request: SuccessionRequest, by custodians: KeyRing...) throws {
            for ring in custodians {
                practice.put(try ring.approve(request, shareSet: shares, chain: practice.chain).row)
                practice.put(
                    try ring.release(
                        request, shareSet: shares, to: try #require(practice.chain.members[request.recipient])
                    ).row)
            }
        }

        /// What the successor's program does.
        func takeOver(_ request: SuccessionRequest, as successor: KeyRing? = nil, chain: MembershipChain? = nil) throws
        {
            let successor = successor ?? mei
            let rows = practice.requests(of: caseID)
            let answers = CustodianAnswers(
                to: request, shareSet: request.shareSet, in: rows, chain: chain ?? practice.chain)
            let before = try history()
            _ = try successor.rebuild(
                request, from: Array(answers.releases.values), threshold: 2, generations: before.generations)
            let id = successor.identity.id
            practice.put(
                try successor.assign(.person(id), assigned: true, to: before, chain: chain ?? practice.chain).row)
            let after = try history()
            let next = try successor.makeGeneration(of: after, chain: chain ?? practice.chain)
            practice.put(next.row)
        }

        func history() throws -> CompartmentHistory { try practice.history(of: caseID) }
    }

    @Test("with enough shares the successor comes in and makes the next key, which who was out never gets")
    func takesOver() throws {
        let place = try Place()
        try place.set(.suspended, place.lin)
        let request = try place.ask()
        try place.answer(request, by: place.gu, place.zhao)
        try place.takeOver(request)
        let history = try place.history()
        #expect(history.assigned.contains(.person(place.mei.identity.id)) && history.generations.count == 2)
        let holding = Holding(history, source: place.practice, chain: place.practice.chain)
        #expect(try holding.isHeld(1, by: place.mei.identity.id) && holding.isHeld(2, by: place.mei.identity.id))
        #expect(try !holding.isHeld(2, by: place.lin.identity.id) && !holding.isHeld(1, by: place.gu.identity.id))
        // What was done stays done: custodians leave, the leaver ends.
        try place.set(.ended, place.lin)
        try place.set(.suspended, place.zhao, [.custodian])
        #expect(try place.history().generations.count == 2)
        // Whoever reads without keys follows the links.
        let outline = try MembershipChain(place.practice.statements, keys: nil)
        #expect(try CompartmentHistory(of: place.caseID, from: place.practice, chain: outline).generations.count == 2)
    }

    @Test("one share is not enough, nor two of the same custodian, nor words without shares")
    func tooFew() throws {
        let place = try Place()
        try place.set(.suspended, place.lin)
        let request = try place.ask()
        try place.answer(request, by: place.gu)
        let releases = try place.practice.requests(of: place.caseID)
            .filter { RecoveryKey.kind($0.address.key) == 3 }.map { try RecoveryRelease(parsing: $0.body) }
        #expect(
            try place.mei.rebuild(request, from: releases, threshold: 2, generations: place.history().generations)
                == nil)
        place.practice.put(
            try place.zhao.approve(request, shareSet: place.shares, chain: place.practice.chain).row)
        #expect(throws: VaultError.self) { try place.takeOver(request) }
    }

    @Test("who takes over and who is out approve nothing, though they are custodians")
    func ownWords() throws {
        let place = try Place(leaver: [.counselor, .custodian])
        try place.set(.suspended, place.lin, [.counselor, .custodian])
        let request = try place.ask()
        #expect(!request.mayApprove(place.lin.identity.id) && !request.mayApprove(place.mei.identity.id))
        // lin was a custodian when the shares were made, and their program signs what it likes.
        try place.answer(request, by: place.gu, place.lin)
        #expect(throws: VaultError.self) { try place.takeOver(request) }
        let answers = CustodianAnswers(
            to: request, shareSet: request.shareSet, in: place.practice.requests(of: place.caseID),
            chain: place.practice.chain)
        #expect(Set(answers.releases.keys) == [place.gu.identity.id])
    }

    @Test(
        "a request for the case of somebody who works here opens nothing, also with shares, nor one by who is no director"
    )
    func notOut() throws {
        let place = try Place()
        let request = try place.ask()
        try place.answer(request, by: place.gu, place.zhao)
        #expect(throws: VaultError.self) { try place.takeOver(request) }
        let other = try Place()
        try other.set(.suspended, other.lin)
        // Who reads without keys knows no duties, but who is out is said in clear.
        let outline = try MembershipChain(place.practice.statements, keys: nil)
        #expect(!request.holds(until: outline.head.position, in: outline))
        #expect(throws: VaultError.self) {
            try CompartmentHistory(of: place.caseID, from: place.practice, chain: outline)
        }
        let foreign = try other.ask(by: other.wen)
        try other.answer(foreign, by: other.gu, other.zhao)
        #expect(throws: VaultError.self) { try other.takeOver(foreign) }
    }

    @Test("after the leaver is back it is void, whatever link of the chain is named then")
    func reinstated() throws {
        let place = try Place()
        try place.set(.suspended, place.lin)
        let request = try place.ask()
        try place.answer(request, by: place.gu, place.zhao)
        let before = place.practice.chain
        try place.set(.active, place.lin)
        #expect(!request.holds(until: place.practice.chain.head.position, in: place.practice.chain))
        let rows = place.practice.rows
        #expect(throws: VaultError.self) { try place.takeOver(request) }
        place.practice.rows = rows
        // lin makes the next key: then an assignment dated back is none either.
        try place.practice.makeGeneration(of: place.caseID, by: place.lin)
        place.practice.put(
            try place.mei.assign(
                .person(place.mei.identity.id), assigned: true, to: try place.history(), chain: before
            ).row)
        #expect(throws: VaultError.self) { try place.history() }
        // So does what the director's program writes where it takes them back.
        place.practice.rows = rows
        try place.practice.assign(.person(place.mei.identity.id), false, to: place.caseID, by: place.fang)
        #expect(throws: VaultError.self) { try place.takeOver(request, chain: before) }
        // And who is suspended a second time is not so all the while.
        place.practice.rows = rows
        try place.set(.suspended, place.lin)
        #expect(throws: VaultError.self) { try place.takeOver(request) }
    }

    @Test("shares for one case let nobody into another, and nobody but the successor named")
    func otherCase() throws {
        let place = try Place()
        let second = try OpaqueID.random()
        try place.practice.assign(.person(place.lin.identity.id), to: second, by: place.fang)
        try place.practice.makeGeneration(of: second, by: place.lin)
        try place.set(.suspended, place.lin)
        let request = try place.ask()
        try place.answer(request, by: place.gu, place.zhao)
        let rows = place.practice.rows
        let mei = place.mei.identity.id
        place.practice.put(
            try place.mei.assign(
                .person(mei), assigned: true, to: try place.practice.history(of: second),
                chain: place.practice.chain
            ).row)
        // The words and shares of the first, laid where the second would have them.
        for row in place.practice.requests(of: place.caseID) {
            let moved = StoredRow(
                address: RowAddress(.recovery, key: Array(second.bytes) + row.address.key.dropFirst(16)),
                scope: second, target: row.target, version: 1, body: row.body)
            place.practice.rows[moved.address] = moved
        }
        #expect(throws: VaultError.self) { try place.practice.history(of: second) }
        place.practice.rows = rows
        place.practice.put(
            try place.wen.assign(
                .person(place.wen.identity.id), assigned: true, to: try place.history(), chain: place.practice.chain
            ).row)
        #expect(throws: VaultError.self) { try place.history() }
        // The successor lets in nobody instead of themself.
        place.practice.rows = rows
        place.practice.put(
            try place.mei.assign(
                .person(place.wen.identity.id), assigned: true, to: try place.history(), chain: place.practice.chain
            ).row)
        #expect(throws: VaultError.self) { try place.history() }
    }

    @Test("where another counselor still has the case custodians let nobody in; nor a successor who counsels no more")
    func notLeft() throws {
        let place = try Place()
        try place.practice.assign(.person(place.wen.identity.id), to: place.caseID, by: place.lin)
        place.practice.put(try place.lin.grant(place.caseID, generation: 1, to: try place.member(place.wen)).row)
        try place.set(.suspended, place.lin)
        let request = try place.ask()
        try place.answer(request, by: place.gu, place.zhao)
        #expect(throws: VaultError.self) { try place.takeOver(request) }
        let other = try Place()
        try other.set(.suspended, other.lin)
        let named = try other.ask()
        try other.answer(named, by: other.gu, other.zhao)
        try other.set(.suspended, other.mei)
        #expect(throws: VaultError.self) { try other.takeOver(named) }
    }
}
