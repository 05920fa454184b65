import Counseling
import Foundation
import RecordRoom
import RecordStore
import Testing
import Vault

/// What somebody spoiled is not said to be missing: a client's open case, a consent.
struct SpoiledWordsTests {
    /// Noise around the newest revision of a record in the client's file, by a colleague who holds no key to it.
    private func spoil(_ kind: String, _ facts: HostilePractice.Facts, in place: HostilePractice) throws {
        let holder = try Intruder("lin", in: place)
        let row = try #require(
            try holder.rows(.record).last {
                try $0.scope == OpaqueID(of: facts.client) && (try? RecordSealer(holder.ring).open($0))?.kind == kind
            })
        var body = row.body
        body.replaceSubrange(114..<154, with: (0..<40).map { UInt8($0) })
        try Intruder("bo", in: place).commit(altered: [
            StoredRow(
                address: row.address, scope: row.scope, target: row.target, version: row.version + 1, body: body)
        ])
    }

    @Test("where a client's case was spoiled nobody is told that there is none")
    func openCase() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let code = ClientCode(of: facts.client).description
        #expect(try place.run(["note", "list", code], as: "lin").status == 0)
        try spoil("case", facts, in: place)
        for arguments in [["note", "list", code], ["book", "--client", code, "--at", "tomorrow 10:00"]] {
            let told = try place.run(arguments, as: "lin")
            #expect(told.status == 76 && told.errors.contains("has an open case cannot be told"), "\(told.errors)")
            #expect(told.errors.contains("tacet audit verify --deep --as lin"), "\(told.errors)")
        }
    }

    @Test("where a consent was spoiled nobody is told that the client did not consent")
    func consent() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let written = try place.run(
            ["note", "write", facts.caseID.hex, "--from", "-", "--json"], as: "lin", input: "第二次会谈")
        let document = try JSONSerialization.jsonObject(with: Data(written.output.utf8)) as? [String: Any]
        let note = try #require(document?["id"] as? String, "\(written.errors)")
        try spoil("consent", facts, in: place)
        let told = try place.run(["note", "sign", note], as: "lin")
        #expect(told.status == 76 && told.errors.contains("consented to counseling cannot be told"), "\(told.errors)")
        #expect(!told.errors.contains("has not consented"), "\(told.errors)")
    }
}
