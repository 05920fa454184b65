import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// What is lost of a record or a thread, because somebody put noise around it, takes nothing from what was said behind it.
struct LostBetweenTests {
    /// Puts noise around a row, as everybody can.
    private func spoil(_ address: RowAddress, _ place: HostilePractice) throws -> String {
        let bo = try Intruder("bo", in: place)
        let row = try bo.row(address)
        var body = row.body
        body.replaceSubrange(114..<154, with: (0..<40).map { UInt8($0) })
        try bo.commit(altered: [
            StoredRow(address: address, scope: row.scope, target: row.target, version: row.version + 1, body: body)
        ])
        return "6/\(Hex.encode(address.key))"
    }

    @Test("a case's rules hold behind what is lost: who may not close it is named")
    func rewrittenBehind() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let closed = try place.run(["case", "close", facts.caseID.hex, "--yes"], as: "lin")
        try #require(closed.status == 0, "\(closed)")
        let (record, file) = (try OpaqueID(of: facts.caseID), try OpaqueID(of: facts.client))
        let row = try spoil(RowAddress(.record, key: RecordHeader.key(record, 2)), place)
        let lost: Set = ["record-unreadable \(row)", "writer-not-entitled \(row)"]
        #expect(try place.placedFaults(as: "fang") == lost)
        #expect(try place.readerFaults(as: "fang") == lost)
        // Another client's case, as a director would never write it.
        let fang = try Intruder("fang", in: place)
        let before = try fang.row(RowAddress(.record, key: RecordHeader.key(record, 2)))
        let header = RecordHeader(
            practice: fang.chain.practice, compartment: file, record: record, revision: 3, previous: try before.hash())
        let json: [String: Any] = [
            "schema": 1, "client": record.hex, "counselor": fang.identity.id.hex, "compartment": record.hex,
            "opened": "2015-01-01T00:00:00Z", "state": "open",
        ]
        try fang.commit(put: [
            try RecordSealer(fang.ring).seal(
                Array(try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys])), kind: "case",
                header: header)
        ])
        let found = try place.placedFaults(as: "lin")
        #expect(found == lost.union(["record-rewritten \(record.hex)"]))
        #expect(try place.readerFaults(as: "lin") == found)
    }

    @Test("what begins behind a place that never said anything is judged as what begins")
    func behindNothing() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let (record, file) = (try OpaqueID.random(), try OpaqueID(of: facts.client))
        let sealer = try RecordSealer(fang.ring)
        var header = RecordHeader(
            practice: fang.chain.practice, compartment: file, record: record, revision: 1, previous: .zero)
        let taken = try sealer.seal(Array("{}".utf8), kind: "consent", header: header)
        try fang.commit(put: [taken], lasting: try SHA256.hash(Array("another".utf8)))
        header = RecordHeader(
            practice: fang.chain.practice, compartment: file, record: record, revision: 2,
            previous: try fang.row(taken.address).hash())
        let (me, time) = (fang.identity.id.hex, "2026-11-24T00:00:00Z")
        let json: [String: Any] = [
            "schema": 1, "id": record.hex, "client": file.hex, "purpose": "remote", "clientAgreed": true,
            "guardians": [], "agreedOn": "2026-11-24", "receivedBy": me, "received": time, "explainedBy": me,
            "explained": time, "withdrawn": time,
        ]
        try fang.commit(put: [
            try sealer.seal(
                Array(try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys])), kind: "consent",
                header: header)
        ])
        let named: Set = ["row-altered 6/\(Hex.encode(taken.address.key))", "record-rewritten \(record.hex)"]
        #expect(try place.placedFaults(as: "lin") == named)
        #expect(try place.readerFaults(as: "lin") == named)
    }

    @Test("a consent's withdrawal is not called rewritten where its confirmation before it is lost")
    func consent() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let recorded = try place.run(
            ["consent", "record", facts.client.hex, "--for", "remote", "--from", "-", "--json"], as: "fang", input: "{}"
        )
        try #require(recorded.status == 0, "\(recorded)")
        let document = try JSONSerialization.jsonObject(with: Data(recorded.output.utf8)) as? [String: Any]
        let id = try #require(document?["id"] as? String)
        for step in [["confirm", id], ["withdraw", id, "--yes"]] {
            let done = try place.run(["consent"] + step, as: "lin")
            try #require(done.status == 0, "\(done)")
        }
        let record = try OpaqueID(of: try Identifier<Consent>(hex: id))
        let row = try spoil(RowAddress(.record, key: RecordHeader.key(record, 2)), place)
        for name in ["fang", "lin"] {
            let lost: Set = ["record-unreadable \(row)", "writer-not-entitled \(row)"]
            #expect(try place.placedFaults(as: name) == lost, "\(name)")
            #expect(try place.readerFaults(as: name) == lost, "\(name)")
        }
    }
}
