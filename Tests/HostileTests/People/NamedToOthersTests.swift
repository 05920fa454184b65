import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// What a director says of others' cases and flags, with a changed program: it must take neither from its counselor unseen.
struct NamedToOthersTests {
    @Test("a case that somebody wrote down as a former counselor's is named to its own, and not just missing")
    func caseOfOther() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let handed = try place.run(["staff", "depart", "lin", "--to", "bo", "--yes"], as: "lin")
        try #require(handed.status == 0, "\(handed.output)\(handed.errors)")
        #expect(try place.run(["case", "list"], as: "bo").status == 0)
        let fang = try Intruder("fang", in: place)
        let record = try OpaqueID(of: facts.caseID)
        let newest = try #require(
            try fang.rows(.record).last {
                $0.address.key.prefix(16).elementsEqual(record.bytes) && $0.scope != record
            })
        let sealer = try RecordSealer(fang.ring)
        let opened = try sealer.open(newest)
        let former = try Intruder("lin", in: place).identity.id
        let body = try CounselingCase(body: opened.body).handed(to: Identifier(bytes: former.bytes))
        let header = RecordHeader(
            practice: fang.chain.practice, compartment: newest.scope, record: record,
            revision: opened.header.revision + 1, previous: try newest.hash())
        try fang.commit(put: [try sealer.seal(body.encodedBody(), kind: "case", header: header)])
        let listed = try place.run(["case", "list", "--json"], as: "bo")
        #expect(listed.status == 76 && listed.output.contains(facts.client.hex), "\(listed.output)\(listed.errors)")
    }

    @Test("a flag that somebody linked without its keys is linked again, and opens for the client's counselor")
    func linkWithoutKeys() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let raised = try place.run(
            ["crisis", "raise", "--from", "-", "--json"], as: nil, input: #"{"seen": "割腕"}"#)
        let flag = try #require(
            (try JSONSerialization.jsonObject(with: Data(raised.output.utf8)) as? [String: Any])?["id"] as? String,
            "\(raised.output)\(raised.errors)")
        let fang = try Intruder("fang", in: place)
        let id = try Identifier<CrisisFlag>(hex: flag)
        let me = try Identifier<Person>(bytes: fang.identity.id.bytes)
        let event = CrisisEvent(
            flag: id, number: 2, position: fang.chain.head.position, at: .now, by: me, clockBehind: false,
            what: .linked(CrisisLink(client: facts.client, keys: [])))
        let current = try #require(try fang.history(of: fang.fixed(.crisis)).current)
        let lin = try #require(fang.chain.members[try Intruder("lin", in: place).identity.id])
        try fang.commit(put: [
            try Deposit(
                event.encodedBody(), kind: "crisis-act", to: .generationAndPeople(current, [lin]),
                practice: fang.chain.practice, membership: fang.ring.membership, by: fang.identity
            ).row
        ])
        #expect(try !place.run(["crisis", "show", flag], as: "lin").output.contains("割腕"))
        let linked = try place.run(
            ["crisis", "link", flag, "--client", ClientCode(of: facts.client).description, "--yes"], as: "fang")
        #expect(linked.status == 0, "\(linked.output)\(linked.errors)")
        let shown = try place.run(["crisis", "show", flag], as: "lin")
        #expect(shown.status == 0 && shown.output.contains("割腕"), "\(shown.output)\(shown.errors)")
    }
}
