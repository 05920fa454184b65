import Foundation
import Testing

/// The next step that a command names is one that the person who acts can take, and what waits for them is not denied.
struct NextStepTests {
    @Test("whoever a crisis waits for is not told that nothing waits, on standard output either")
    func crisisWaits() throws {
        let (place, _) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        #expect(try place.run(["today"], as: "su").output.contains("Nothing is waiting for you."))
        let raised = try place.run(["crisis", "raise", "--from", "-", "--json"], input: "来电，不肯说姓名")
        let id = try #require(try raised.json()["id"] as? String, "\(raised.errors)")
        for (command, language, nothing) in [
            ("today", "en", "Nothing is waiting for you"), ("status", "en", "Nothing is waiting for you"),
            ("today", "zh-Hans", "没有待您处理的事项"), ("status", "zh-Hans", "没有待您处理的事项"),
        ] {
            let told = try place.run([command], as: "su", language: language)
            #expect(told.status == 0 && !told.output.contains(nothing), "\(told.output)")
            #expect(told.output.contains("tacet crisis show "), "\(told.output)")
            #expect(told.errors.contains("tacet crisis"), "\(told.errors)")
        }
        #expect(try place.run(["crisis", "ack", id], as: "su").status == 0)
        let after = try place.run(["today"], as: "su")
        #expect(after.output.contains("Nothing is waiting for you."), "\(after.output)\(after.errors)")
    }

    @Test("who opens a case for somebody else is sent to what they may do; refused attempts read as such in the letter")
    func caseForAnother() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let client = try place.client("王小明")
        let opened = try place.run(["case", "open", client, "--counselor", "lin"], as: "fang")
        #expect(opened.status == 0 && !opened.errors.contains("note write"), "\(opened.errors)")
        #expect(opened.errors.contains("lin writes its notes. Next for you: tacet book --case "), "\(opened.errors)")
        let id = try place.onlyRow(["case", "list"], as: "fang")
        #expect(try place.run(["note", "write", id, "--from", "-"], as: "fang", input: "不该写的").status == 77)
        let letter = try place.run(["audit", "letter", client], as: "fang")
        #expect(letter.output.contains("Fang") || letter.output.contains("方主任"))
        #expect(
            letter.output.contains(
                "tried to write or complete notes of your sessions. This was refused; nothing was read or written."),
            "\(letter.output)")
        #expect(!letter.output.contains("wrote or completed"), "\(letter.output)")
        #expect(letter.output.contains("began or ended your counseling here."), "\(letter.output)")
    }
}
