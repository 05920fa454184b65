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
}
