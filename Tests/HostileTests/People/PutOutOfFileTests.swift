import Counseling
import Practice
import RecordRoom
import Testing
import Vault

/// A counselor who is put out of a client's file while the client's case stays theirs.
struct PutOutOfFileTests {
    @Test("a counselor who is put out of the file in which a case of theirs lies is told, also after its next key")
    func told() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let fang = try Intruder("fang", in: place)
        let file = try OpaqueID(of: facts.client)
        let lin = try Intruder("lin", in: place).identity.id
        try fang.commit(put: [
            try fang.ring.assign(.person(lin), assigned: false, to: try fang.history(of: file), chain: fang.chain).row
        ])
        func expectTold() throws {
            for command in [["case", "list"], ["client", "list"]] {
                let listed = try place.run(command + ["--json"], as: "lin")
                #expect(listed.status == 76 && listed.output.contains(facts.client.hex), "\(command): \(listed)")
                let said = try place.run(command, as: "lin")
                #expect(said.errors.contains(ClientCode(of: facts.client).description), "\(command): \(said)")
            }
            // Whoever keeps the desk, and a colleague, see nothing amiss in what is theirs.
            for name in ["fang", "bo"] { #expect(try place.run(["case", "list"], as: name).status == 0, "\(name)") }
        }
        try expectTold()
        let edited = try place.run(
            ["client", "edit", ClientCode(of: facts.client).description, "--from", "-"], as: "fang",
            input: #"{"name": "王小明", "phone": "13800138001"}"#)
        #expect(edited.status == 0, "\(edited.output)\(edited.errors)")
        try expectTold()
        // The case itself is still the counselor's.
        #expect(try place.run(["note", "show", facts.note.hex], as: "lin").status == 0)
    }
}
