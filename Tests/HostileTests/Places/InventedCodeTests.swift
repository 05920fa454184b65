import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Records that somebody invents under an identifier that begins as another's keep nobody from finding that.
struct InventedCodeTests {
    private func beginning(as id: OpaqueID) throws -> OpaqueID {
        try #require(OpaqueID(Array(id.bytes.prefix(8)) + OpaqueID.random().bytes.suffix(8)))
    }

    enum Invention: CaseIterable, CustomTestStringConvertible {
        /// The record alone.
        case alone
        /// Begun together with people, without a key that anybody was given.
        case withPeople

        var testDescription: String { "\(self)" }
    }

    private func invent(
        _ record: OpaqueID, _ kind: String, in file: OpaqueID, _ invention: Invention, _ place: HostilePractice
    ) throws {
        let bo = try Intruder("bo", in: place)
        // Sealed under a key that bo has, and said to lie where bo has none.
        let header = RecordHeader(
            practice: bo.chain.practice, compartment: bo.fixed(.practice), record: record, revision: 1, previous: .zero)
        let sealed = try RecordSealer(bo.ring).seal(Array("{}".utf8), kind: kind, header: header)
        var body = sealed.body
        try #require(Array(body[30..<46]) == header.compartment.bytes)
        body.replaceSubrange(30..<46, with: file.bytes)
        var assignment: [SealedRow] = []
        if invention == .withPeople {
            let person = file == record ? try Intruder("lin", in: place).identity.id : bo.identity.id
            assignment = [
                try bo.ring.assign(
                    .person(person), assigned: true, to: try bo.history(of: record), chain: bo.chain
                ).row
            ]
        }
        try bo.commit(
            put: assignment,
            altered: [StoredRow(address: sealed.address, scope: file, target: .none, version: 1, body: body)])
    }

    @Test("a client's code means the client, at the workstation too", arguments: Invention.allCases)
    func client(_ invention: Invention) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let made = try beginning(as: try OpaqueID(of: facts.client))
        try invent(made, "client-profile", in: made, invention, place)
        let code = ClientCode(of: facts.client).description
        for name in ["lin", "fang"] {
            for command in [["client", "show", code], ["note", "list", code], ["consent", "list", code]] {
                let ended = try place.run(command, as: name)
                #expect(
                    ended.status == (name == "fang" && command[0] == "note" ? 77 : 0), "\(name) \(command): \(ended)")
            }
        }
        let written = try place.run(["note", "write", code, "--from", "-"], as: "lin", input: "第二次会谈")
        #expect(written.status == 0, "\(written)")
        let raised = try place.run(
            ["crisis", "raise", "--client", code, "--from", "-", "--yes"], as: nil, input: "不想活了")
        #expect(raised.status == 0 && !raised.errors.contains("No single client"), "\(raised)")
        let left = try place.run(["jot", "leave", code, "--from", "-"], as: nil, input: "想到的")
        #expect(left.status == 0, "\(left)")
    }

    @Test("a case's id means the case", arguments: Invention.allCases)
    func ofCase(_ invention: Invention) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let made = try beginning(as: try OpaqueID(of: facts.caseID))
        try invent(made, "case", in: try OpaqueID(of: facts.client), invention, place)
        let short = facts.caseID.shortForm(characters: 4)
        let shown = try place.run(["case", "show", short], as: "lin")
        #expect(shown.status == 0, "\(shown)")
        let written = try place.run(["note", "write", short, "--from", "-"], as: "lin", input: "第二次会谈")
        #expect(written.status == 0, "\(written)")
        let left = try place.run(["jot", "leave", short, "--from", "-"], as: nil, input: "想到的")
        #expect(left.status == 0, "\(left)")
    }
}
