import Testing

/// Where a case is wanted, a client with one open case will do.
struct OnlyCaseTests {
    @Test("a client stands for their only open case, and that it was taken is said")
    func onlyOne() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let said = "The client's only open case is meant: "
        let written = try place.run(["note", "write", client, "--from", "-"], as: "lin", input: "第一次会谈")
        #expect(written.status == 0, "\(written.errors)")
        #expect(written.errors.contains(said))
        let document = try place.run(["note", "write", client, "--from", "-", "--json"], as: "lin", input: "第二次会谈")
        #expect(try document.json()["case"] as? String == caseID)
        #expect(document.errors.isEmpty)
        let listed = try place.run(["note", "list", client], as: "lin")
        #expect(listed.output.split(separator: "\n").count == 3)
        #expect(listed.errors.contains(said))
        let numbered = try place.onTerminal("fang client list && lin note list 1", people: ["lin", "fang"])
        #expect(numbered.status == 0, "\(numbered.screen)")
        #expect(numbered.screen.contains(said))
    }

    @Test("with several open cases they are listed and none is taken; with none that is said")
    func severalOrNone() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let added = try place.run(
            ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "王小明"}"#)
        let client = try #require(try added.json()["code"] as? String)
        let none = try place.run(["note", "write", client, "--from", "-"], as: "fang", input: "会谈")
        #expect(none.status == 66)
        #expect(none.errors.contains("Client \(client) has no open case that you may see."))
        for _ in 0..<2 {
            let opened = try place.run(
                ["case", "open", client, "--counselor", "lin", "--yes"], as: "fang")
            #expect(opened.status == 0, "\(opened.errors)")
        }
        let rows = try place.run(["case", "list"], as: "lin").output.split(separator: "\n").dropFirst()
        let cases = rows.map { String($0.prefix { $0 != " " }) }
        let several = try place.run(["note", "write", client, "--from", "-"], as: "lin", input: "会谈")
        #expect(several.status == 66)
        #expect(cases.count == 2 && cases.allSatisfy { several.errors.contains($0) }, "\(several.errors)")
        for one in cases {
            #expect(try place.run(["note", "list", one, "--json"], as: "lin").output.contains("\"notes\": []"))
        }
    }

    @Test("two clients of one name are told apart in lists, and others by name alone")
    func oneName() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        var codes: [String] = []
        for name in ["赵一", "赵一", "钱二"] {
            let added = try place.run(
                ["client", "add", "--from", "-", "--yes", "--json"], as: "fang", input: #"{"name": "\#(name)"}"#)
            let code = try #require(try added.json()["code"] as? String, "\(added.errors)")
            #expect(try place.run(["case", "open", code, "--counselor", "lin"], as: "fang").status == 0)
            codes.append(code)
        }
        let listed = try place.run(["case", "list"], as: "lin").output
        #expect(listed.contains("赵一 \(codes[0])") && listed.contains("赵一 \(codes[1])"), "\(listed)")
        #expect(listed.contains("钱二") && !listed.contains(codes[2]), "\(listed)")
    }
}
