import Counseling
import Cryptography
import Practice
import RecordRoom
import RecordStore
import Testing
import Vault

// A director who signs a second request for the case that somebody takes over: it is theirs, and says nothing of the successor.
extension SuccessionAttackTests {
    /// A second request for what waits now, to be put into the file when its author likes.
    private func rival(_ fang: Intruder, _ facts: HostilePractice.Facts, to name: OpaqueID? = nil) throws
        -> SuccessionRequest
    {
        let first = try request(fang)
        let history = try fang.history(of: try OpaqueID(of: facts.caseID))
        return try fang.ring.successionRequest(
            try OpaqueID.random(), of: history, shareSet: set(fang, first), from: first.leaver,
            to: try #require(fang.chain.members[name ?? first.recipient]), chain: fang.chain)
    }

    private func isTold(_ request: SuccessionRequest, in place: HostilePractice, keyless: Bool) throws {
        let fault = "statement-unauthorized \(request.row.address.place)"
        #expect(try place.placedFaults(as: "bo") == [fault])
        #expect(try place.readerFaults(as: "bo") == [fault])
        #expect(try place.placedFaults() == (keyless ? [fault] : []))
        #expect(try place.readerFaults() == (keyless ? [fault] : []))
    }

    @Test("a second request for a case that was taken over is its signer's fault, and never the successor's")
    func afterwards() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try ask(place, facts)
        let late = try rival(Intruder("fang", in: place), facts)
        try approve(id, as: "gu", in: place)
        try approve(id, as: "fang", in: place)
        _ = try finish(id, in: place)
        #expect(try place.placedFaults(as: "bo").isEmpty && place.readerFaults(as: "bo").isEmpty)
        try Intruder("fang", in: place).commit(put: [late.row])
        try isTold(late, in: place, keyless: true)
        // Who took over works on, and nobody is asked for anything.
        let bo = try place.open("bo")
        #expect(
            try bo.room.visit(for: ListingNotes.self, about: .counselingCase(facts.caseID)) { try $0.notes() }.count
                == 1)
        #expect(
            try place.open("gu").room.visit(for: ListingSuccessions.self, about: .practice) { try $0.all() }.isEmpty)
    }

    @Test("while one waits a second is refused by custodians, and the first goes on to its end")
    func meanwhile() throws {
        let (place, facts) = try practice()
        defer { place.remove() }
        let id = try ask(place, facts)
        // The program itself makes none.
        #expect(try ask(place, facts) == id)
        let fang = try Intruder("fang", in: place)
        let second = try rival(fang, facts)
        try fang.commit(put: [second.row])
        let rivalID = try Identifier<Succession>(hex: second.id.hex)
        #expect(throws: RoomError.denied(rule: .successionUnfounded)) { try approve(rivalID, as: "gu", in: place) }
        // A custodian with a changed program answers it; the other's answer to the first counts for the first alone.
        let answering = try Intruder("gu", in: place)
        try answering.commit(
            put: [try answering.ring.approve(second, shareSet: set(answering, second), chain: answering.chain).row])
        try approve(id, as: "gu", in: place)
        #expect(throws: RoomError.sharesMissing(has: 1, needs: 2)) { try finish(id, in: place) }
        try approve(id, as: "fang", in: place)
        #expect(try finish(id, in: place).wrong.isEmpty)
        try isTold(second, in: place, keyless: false)
    }
}

extension RowAddress {
    /// How a fault names a row.
    var place: String {
        "\(rowClass.rawValue)/" + key.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
