import Foundation
import Testing

/// A row's number stands for its id in the terminal that showed the list, and nowhere else.
struct RowNumberTests {
    /// A practice with two clients of lin's, a case each, and a note in the first case.
    private func practice() throws -> (Workplace, cases: [String], note: String) {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let cases = try ["王小明", "李静"].map {
            try place.openCase(client: #"{"name": "\#($0)"}"#, counselor: "lin").id
        }
        let listed = try place.prepare(["case", "list", "--json"], as: "lin").json()["cases"] as? [[String: Any]]
        let order = try #require(listed?.compactMap { $0["id"] as? String })
        #expect(Set(order) == Set(cases))
        let written = try place.prepare(
            ["note", "write", order[1], "--from", "-", "--json"], as: "lin", input: "第二个个案的会谈")
        return (place, order, try #require(try written.json()["id"] as? String))
    }

    @Test("the rows of a list are numbered on a terminal, and the number serves as the id until the next list")
    func numbers() throws {
        let (place, _, note) = try practice()
        defer { place.remove() }
        let ending = try place.onTerminal(
            "lin case list && lin note list 2 && lin note show 1 && lin note sign 1 --yes", people: ["lin"])
        #expect(ending.status == 0, "\(ending.screen)")
        #expect(ending.screen.contains("\n1  ") && ending.screen.contains("\n2  "))
        #expect(ending.screen.contains("第二个个案的会谈"))
        let shown = try place.run(["note", "show", note, "--json"], as: "lin").json()
        #expect(shown["state"] as? String == "signed")
        try expectIdsOnly(in: place)
    }

    /// What is remembered is the owner's alone and says no more than ids and what they are.
    private func expectIdsOnly(in place: Workplace) throws {
        let folder = place.state.appendingPathComponent("tacet/lists")
        func mode(_ url: URL) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
        }
        #expect(try mode(folder) == 0o700)
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count == 1)
        for file in files {
            #expect(try mode(file) == 0o600)
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            #expect(lines.prefix(2) == ["tacet-list 1", "notes"])
            #expect(lines.dropFirst(2).allSatisfy { $0.allSatisfy(\.isHexDigit) })
        }
    }

    @Test("a number beyond the list, of another kind, or before any list is not found, with a way on")
    func outOfRange() throws {
        let (place, _, _) = try practice()
        defer { place.remove() }
        for (script, said) in [
            ("lin case list && lin note list 3", "There is no row 3 in the list shown last in this terminal."),
            ("lin case list && lin note show 1", "Row 1 of the list shown last in this terminal is something else."),
            ("lin note list 1", "There is no row 1 in the list shown last in this terminal."),
        ] {
            let ending = try place.onTerminal(script, people: ["lin"])
            #expect(ending.status == 66, "\(ending.screen)")
            #expect(ending.screen.contains(said), "\(ending.screen)")
            #expect(ending.screen.contains("Show the list again, or use the id."))
        }
    }

    @Test("numbers are forgotten after a day, are another terminal's own, and a list in a pipe makes none")
    func forgotten() throws {
        let (place, _, _) = try practice()
        defer { place.remove() }
        #expect(try place.onTerminal("lin case list", people: ["lin"]).status == 0)
        #expect(try place.onTerminal("lin note list 1", people: ["lin"]).status == 66)
        #expect(try place.onTerminal("lin case list | cat; lin note list 1", people: ["lin"]).status == 66)
        #expect(try place.onTerminal("lin case list --json; lin note list 1", people: ["lin"]).status == 66)
        let yesterday = """
            lin case list
            sed -i '4s/.*/'$(($(date +%s) - 90000))'/' "$XDG_STATE_HOME"/tacet/lists/*
            lin note list 1
            """
        #expect(try place.onTerminal(yesterday, people: ["lin"]).status == 66)
        // A pipe shows whole rows without numbers, and no number is taken where nobody sits.
        let piped = try place.run(["case", "list"], as: "lin")
        #expect(piped.output.split(separator: "\n").dropFirst().allSatisfy { !$0.hasPrefix("1 ") })
        // A number that is no beginning of an id either, for ids are drawn.
        let ids = piped.output.split(separator: "\n").dropFirst()
        let number = try #require(["11", "22", "33"].first { number in !ids.contains { $0.hasPrefix(number) } })
        let typed = "lin note list \(number) </dev/null 2>errors; cat errors"
        let script = try place.onTerminal("lin case list; \(typed)", people: ["lin"])
        #expect(script.screen.contains("Nothing here has the id '\(number)'."), "\(script.screen)")
    }
}
