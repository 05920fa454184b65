import Foundation
import Testing

/// Every spelling of an id that the program itself prints is taken back.
struct TypedIdTests {
    @Test("an id in full, as --json prints it, is taken wherever an id is typed, in either case")
    func inFull() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let added = try place.run(["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "王小明"}"#)
        let client = try #require(try added.json()["id"] as? String)
        let opened = try place.run(["case", "open", client, "--counselor", "lin", "--json"], as: "fang")
        let caseID = try #require(try opened.json()["id"] as? String)
        try place.consent(of: client, to: "lin")
        let written = try place.run(
            ["note", "write", caseID.uppercased(), "--from", "-", "--json"], as: "lin", input: "第一次会谈")
        let note = try #require(try written.json()["id"] as? String)

        for typed in [client, client.uppercased(), "C-" + client] {
            let shown = try place.run(["client", "show", typed, "--json"], as: "fang").json()
            #expect(shown["id"] as? String == client)
        }
        let listed = try place.run(["note", "list", caseID, "--json"], as: "lin").json()
        #expect((listed["notes"] as? [[String: Any]])?.first?["id"] as? String == note)
        for arguments in [["note", "show", note], ["note", "sign", note]] {
            let ending = try place.run(arguments + ["--json"], as: "lin")
            #expect(try ending.json()["id"] as? String == note, "\(ending.errors)")
        }

        let staff = try place.run(["staff", "list", "--json"], as: "fang").json()["staff"] as? [[String: Any]]
        let lin = try #require(staff?.first { $0["shortName"] as? String == "lin" }?["id"] as? String)
        let role = try place.run(["staff", "role", "add", lin, "--role", "supervisor", "--json"], as: "fang")
        #expect(try role.json()["id"] as? String == lin, "\(role.errors)")

        for (typed, wanted) in [(note, note), (client, client), ("lin", lin), (lin, lin)] {
            let log = try place.run(["audit", "log", "--subject", typed, "--json"], as: "fang").json()
            let entries = try #require(log["entries"] as? [[String: Any]])
            #expect(!entries.isEmpty)
            #expect(entries.allSatisfy { $0["subject"] as? String == wanted })
        }
    }

    @Test("a client code is taken in full, and an id in full may be cut, but no digit of it is another")
    func clientCode() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let added = try place.run(["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "王小明"}"#)
        let client = try #require(try added.json()["id"] as? String)
        let code = "C-" + Self.crockford(client)
        #expect(try place.run(["client", "show", code, "--json"], as: "fang").json()["id"] as? String == client)
        let lower = code.lowercased().replacingOccurrences(of: "-", with: " ").dropFirst(2)
        #expect(
            try place.run(["client", "show", "c-" + lower, "--json"], as: "fang").json()["id"] as? String == client)
        #expect(try place.run(["client", "show", String(client.dropLast())], as: "fang").status == 0)
        let other = client.dropLast() + (client.hasSuffix("a") ? "b" : "a")
        #expect(try place.run(["client", "show", String(other)], as: "fang").status == 66)
        let log = try place.run(["audit", "log", "--subject", code, "--json"], as: "fang").json()
        #expect((log["entries"] as? [Any])?.isEmpty == false)
    }

    /// Crockford's base 32, written here a second time so that the program's own cannot vouch for itself.
    private static func crockford(_ hex: String) -> String {
        let bits =
            hex.compactMap(\.hexDigitValue).map { digit in
                String(repeating: "0", count: 4 - String(digit, radix: 2).count) + String(digit, radix: 2)
            }.joined() + "00"
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let characters = stride(from: 0, to: bits.count, by: 5).compactMap { start -> Character? in
            Int(bits.dropFirst(start).prefix(5), radix: 2).map { alphabet[$0] }
        }
        return stride(from: 0, to: characters.count, by: 4)
            .map { String(characters[$0..<min($0 + 4, characters.count)]) }.joined(separator: "-")
    }
}
