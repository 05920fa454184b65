import Foundation
import Testing

/// Long text goes in and comes back whole, or is refused in words; it is never cut.
struct LongTextTests {
    private static let paragraph = "来访者谈到失眠与考试压力，本周有三个晚上睡不足五小时。\n"

    private func practice() throws -> (Workplace, caseID: String) {
        let place = try Workplace()
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        return (place, try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin").id)
    }

    @Test("notes of one and of five megabytes of Chinese read back byte by byte")
    func megabytes() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        for bytes in [1_000_000, 5_000_000] {
            let text = String(repeating: Self.paragraph, count: bytes / Self.paragraph.utf8.count + 1) + "完"
            let file = place.everything.appendingPathComponent("text")
            try Data(text.utf8).write(to: file)
            let written = try place.run(
                ["note", "write", caseID, "--from", file.path, "--json"], as: "lin")
            let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
            let shown = try place.run(["note", "show", note, "--json"], as: "lin").json()
            #expect((shown["sections"] as? [String: String])?["text"] == text)
        }
        let piped = String(repeating: Self.paragraph, count: 1_000_000 / Self.paragraph.utf8.count)
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: piped)
        let shown = try place.run(
            ["note", "show", try #require(try written.json()["id"] as? String), "--json"], as: "lin"
        ).json()
        #expect((shown["sections"] as? [String: String])?["text"] == piped)
    }

    @Test("a text that is too long is refused with the limit, and nothing is saved")
    func tooLong() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let file = place.everything.appendingPathComponent("text")
        try Data(repeating: UInt8(ascii: "x"), count: (8 << 20) + 1).write(to: file)
        let refused = try place.run(["note", "write", caseID, "--from", file.path], as: "lin")
        #expect(refused.status == 65)
        #expect(refused.errors.contains("The input is longer than 8388608 bytes."))
        try Data(repeating: UInt8(ascii: "x"), count: (64 << 20) + 1).write(to: file)
        let far = try place.run(["note", "write", caseID, "--from", file.path, "--json"], as: "lin")
        #expect(far.status == 65)
        #expect(try far.code() == "too-long")
        #expect(far.errors.contains("67108864"))
        #expect(try place.run(["note", "list", caseID, "--json"], as: "lin").output.contains("\"notes\": []"))
    }

    @Test("a line that the terminal cut leaves no empty draft behind, and a full stop of either script ends a text")
    func cutToNothing() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let cut = try place.onTerminal(
            "lin note write \(caseID) --no-editor; echo status $?", people: ["lin"],
            [
                .expect("only a dot"), .type(String(repeating: "x", count: 5000) + "\n"), .expect("4094"),
                .type("\n.\n"), .expect("status"),
            ])
        #expect(cut.screen.contains("none was saved"), "\(cut.screen)")
        #expect(!cut.screen.contains("What you wrote is kept"), "\(cut.screen)")
        let drafts = try place.run(["draft", "list", "--json"], as: "lin").json()["drafts"] as? [Any]
        #expect(drafts?.isEmpty == true)
        // Whose record it is stands there before anything is typed.
        let written = try place.onTerminal(
            "lin note write \(caseID) --no-editor; echo status $?", people: ["lin"],
            [.expect("The client is 王小明, C-"), .expect("only a dot"), .type("有话\n。\n"), .expect("status 0")])
        #expect(written.status == 0, "\(written.screen)")
        let notes = try place.run(["note", "list", caseID, "--json"], as: "lin").json()["notes"] as? [[String: Any]]
        let id = try #require(notes?.first?["id"] as? String)
        let shown = try place.run(["note", "show", id, "--json"], as: "lin").json()
        #expect((shown["sections"] as? [String: String])?["text"] == "有话")
    }

    @Test(
        "NUL and other control characters are refused by their place",
        arguments: ["\u{0}", "\u{1B}", "\u{9B}", "\u{7F}"])
    func controls(character: String) throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        for input in [
            "会谈\(character)记录",
            #"{"text": "会谈\u00\#(String(format: "%02x", character.unicodeScalars.first?.value ?? 0))记录"}"#,
        ] {
            let refused = try place.run(["note", "write", caseID, "--from", "-"], as: "lin", input: input)
            #expect(refused.status == 65)
            #expect(
                refused.errors.contains("The field 'text' cannot be used: character 3 is a control character."),
                "\(refused.errors)")
        }
    }

    @Test("a line that the terminal cuts is told and left out with what waits behind it; what stood before is kept")
    func cutLine() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let long = String(repeating: "长", count: 2000)
        let ending = try place.onTerminal(
            "lin note write \(caseID)", people: ["lin"],
            [
                .expect("Text"), .type("第一行\n"), .type(long + "\n随后一行\n"),
                .expect("A line on a terminal holds 4094 bytes"), .type("短的一行\n.\n"),
            ])
        #expect(ending.status == 0, "\(ending.screen)")
        let note = try place.onlyRow(["note", "list", caseID], as: "lin")
        let shown = try place.run(["note", "show", note, "--json"], as: "lin").json()
        #expect((shown["sections"] as? [String: String])?["text"] == "第一行\n短的一行")
    }
}
