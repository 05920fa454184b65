import Foundation
import Testing

/// A few lines for a case without any passphrase.
struct JotTests {
    private static let words = "来访者提到搬家\n下次谈睡眠"

    @Test("a jot is left without a passphrase, read by the case's counselor alone, and becomes a note once")
    func becomesNote() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("bo", name: "薄荷", roles: ["counselor"])
        let opened = try place.openCase(
            client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin", consenting: false)
        // The counselor has not been there yet: nobody could read it, and that is said.
        let early = try place.run(["jot", opened.id, "--from", "-", "--json"], input: Self.words)
        #expect(early.status == 77)
        #expect(try early.code() == "no-key")
        let first = try place.run(["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: "第一次")
        try #require(first.status == 0, "\(first.errors)")
        let left = try place.run(["jot", opened.id, "--from", "-", "--json"], input: Self.words)
        let jot = try #require(try left.json()["id"] as? String, "\(left.errors)")
        // A client's code stands for the only case; a form is taken too.
        let second = try place.run(["jot", opened.client, "--from", "-", "--json"], input: #"{"text": "带问卷"}"#)
        let other = try #require(try second.json()["id"] as? String, "\(second.errors)")
        for file in try FileManager.default.subpathsOfDirectory(atPath: place.folder.path) {
            let bytes = FileManager.default.contents(atPath: place.folder.appendingPathComponent(file).path) ?? Data()
            #expect(bytes.range(of: Data("搬家".utf8)) == nil, "\(file)")
        }
        for person in ["fang", "bo"] {
            #expect(try place.run(["jot", "list", opened.id], as: person).status == 77)
            #expect(try !place.run(["jot", "list"], as: person).output.contains("搬家"))
            #expect(try place.run(["jot", "discard", jot, "--yes"], as: person).status == (person == "bo" ? 66 : 77))
        }
        #expect(try place.run(["status"], as: "lin").output.contains("Jots waiting for you: 2"))
        #expect(try place.run(["note", "list", opened.id, "--json"], as: "lin").json()["waitingJots"] as? Int == 2)
        let listed = try place.run(["jot", "list"], as: "lin")
        #expect(listed.output.contains("下次谈睡眠") && listed.output.contains("带问卷"))
        let written = try place.run(["note", "write", opened.id, "--from-jot", jot, "--json"], as: "lin")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        #expect(try place.run(["note", "show", note], as: "lin").output.contains("下次谈睡眠"))
        #expect(try place.run(["note", "write", opened.id, "--from-jot", jot], as: "lin").status == 66)
        #expect(try place.run(["jot", "discard", other], as: "lin").status == 64)
        #expect(try place.run(["jot", "discard", other, "--yes"], as: "lin").status == 0)
        #expect(try place.run(["jot", "list", "--json"], as: "lin").json()["jots"] as? [String] == [])
        #expect(try !place.run(["status"], as: "lin").output.contains("Jots waiting"))
        for person in ["fang", "lin"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)")
        }
        #expect(try place.run(["audit", "log"], as: "fang").status == 0)
    }

    @Test("nonsense, nothing, too much and unknown cases are refused, in Chinese too")
    func refused() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        #expect(try place.run(["jot", "ZZZZ", "--from", "-"], input: "a").status == 66)
        #expect(try place.run(["jot", "ZZZZ"]).status == 64)
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let opened = try place.openCase(client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin")
        _ = try place.run(["note", "write", opened.id, "--from", "-"], as: "lin", input: "第一次")
        for input in ["", " \n ", String(repeating: "长", count: 4001), "bell \u{7}", #"{"words": "x"}"#] {
            let ending = try place.run(["jot", opened.id, "--from", "-"], input: input, language: "zh-Hans")
            #expect(ending.status == 65, "\(input.prefix(10))")
        }
        #expect(try place.run(["jot", "list", "--json"], as: "lin").json()["jots"] as? [String] == [])
        // Without a key of its own a workstation can leave nothing.
        try FileManager.default.removeItem(at: place.folder.appendingPathComponent("Keys/station.key"))
        #expect(try place.run(["jot", opened.id, "--from", "-"], input: "a").status == 78)
    }
}
