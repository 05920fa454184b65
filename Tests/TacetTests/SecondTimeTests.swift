import Foundation
import Testing

/// What is there already is said before it is made again.
struct SecondTimeTests {
    @Test(
        "a client with the same name or the same phone is registered again only when that is confirmed",
        arguments: [
            #"{"name": "王小明"}"#, #"{"name": "王 小明", "birth": "2001-09-30"}"#,
            #"{"name": "李静", "phone": "+86 138-0013-8000"}"#,
        ])
    func client(again: String) throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let first = try place.run(
            ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "王小明", "phone": "13800138000"}"#)
        let code = try #require(try first.json()["code"] as? String)
        let unlike = try place.run(
            ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "王小", "phone": "13800138001"}"#)
        #expect(unlike.status == 0)
        let refused = try place.run(["client", "add", "--from", "-", "--json"], as: "fang", input: again)
        #expect(refused.status == 64)
        #expect(try refused.code() == "needs-yes")
        #expect(refused.errors.contains("A client alike is registered already: \(code)."))
        let text = try place.run(["client", "add", "--from", "-"], as: "fang", input: again)
        #expect(text.status == 64)
        #expect(text.errors.contains("A client alike is registered already: \(code)."))
        #expect(try place.run(["client", "list", "--json"], as: "fang").output.components(of: "\"code\"") == 2)
        #expect(try place.run(["client", "add", "--from", "-", "--yes"], as: "fang", input: again).status == 0)
        #expect(try place.run(["client", "list", "--json"], as: "fang").output.components(of: "\"code\"") == 3)
    }

    @Test("a person is asked, and 'no' registers and opens nothing")
    func asked() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let added = try place.onTerminal(
            "fang client add", people: ["fang"],
            [.type("王小明\n\n\n\n\n\n"), .expect("Register another one? [y/N] "), .type("n\n")])
        #expect(added.status == 130, "\(added.screen)")
        #expect(added.screen.contains("A client alike is registered already: \(client)."))
        #expect(try place.run(["client", "list", "--json"], as: "fang").output.components(of: "\"code\"") == 1)

        let refused = try place.run(["case", "open", client, "--counselor", "lin", "--json"], as: "fang")
        #expect(refused.status == 64)
        #expect(try refused.code() == "needs-yes")
        let said = "Client \(client) has an open case with lin already: "
        #expect(refused.errors.contains(said))
        let opened = try place.onTerminal(
            "fang case open \(client) --counselor lin", people: ["fang"],
            [.expect("Open another one? [y/N] "), .type("n\n")])
        #expect(opened.status == 130, "\(opened.screen)")
        #expect(opened.screen.contains(said))
        let cases = try place.run(["case", "list", "--json"], as: "fang").output
        #expect(cases.contains(caseID) && cases.components(of: "\"state\"") == 1)
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int { components(separatedBy: text).count - 1 }
}
