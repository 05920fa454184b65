import Foundation
import Testing

/// The locked workstation while somebody holds other rows up to it, through the program.
struct LockedStationTests {
    @Test(
        "a jot is refused and a flag reaches those who are called, while a case or a client's file is not what the log says"
    )
    func otherRows() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let raise = ["crisis", "raise", "--client", client, "--from", "-", "--json"]
        let cases = try #require(
            try place.run(["case", "list", "--json"], as: "lin").json()["cases"] as? [[String: Any]])
        let id = try #require(cases.first?["id"] as? String)
        let note = try place.run(["note", "write", id, "--from", "-"], as: "lin", input: "第一次")
        try #require(note.status == 0, "\(note.errors)")
        let jot = ["jot", id, "--from", "-", "--json"]
        let left = try place.run(jot, input: "带问卷")
        #expect(left.status == 0, "\(left.errors)")
        let sound = try place.run(raise, input: "在天台").json()
        #expect(sound["clientFileSound"] as? Bool == true && sound["deskTold"] as? Bool == true)
        let file = try #require(sound["client"] as? String)

        // Other rows than were logged, and later those of before.
        func turn(_ change: String) throws {
            try place.alter(
                "UPDATE row SET version = version \(change) WHERE class IN (3, 5) AND scope IN (x'\(id)', x'\(file)')")
        }
        try turn("+ 1")
        let refused = try place.run(jot, input: "带问卷")
        #expect(refused.status == 76 && refused.output.isEmpty, "\(refused.errors)")
        let flag = try place.run(raise, input: "在天台")
        #expect(flag.status == 0, "\(flag.errors)")
        let told = try flag.json()
        #expect(told["clientFileSound"] as? Bool == false && told["deskTold"] as? Bool == false)
        #expect(told["clientFound"] as? Bool == true && told["signedBy"] as? String == "station")
        let more = try place.run(
            ["crisis", "raise", "--client", client, "--from", "-"], input: "又来电", language: "zh-Hans")
        #expect(more.status == 0 && more.errors.contains("未能通知前台"), "\(more.errors)")
        try turn("- 1")

        #expect(try place.run(jot, input: "再来").status == 0)
        #expect(try place.run(raise, input: "平安").json()["clientFileSound"] as? Bool == true)
        #expect(try (place.run(["jot", "list", "--json"], as: "lin").json()["jots"] as? [Any])?.count == 2)
        #expect(try (place.run(["crisis", "list", "--json"], as: "su").json()["flags"] as? [Any])?.count == 4)
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
    }

    @Test("an older practice file takes no jot at a workstation that saw more, and words of a crisis all the same")
    func olderFile() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let cases = try place.run(["case", "list", "--json"], as: "lin").json()["cases"] as? [[String: Any]]
        let id = try #require(cases?.first?["id"] as? String)
        let note = try place.run(["note", "write", id, "--from", "-"], as: "lin", input: "第一次")
        try #require(note.status == 0, "\(note.errors)")
        let old = try Data(contentsOf: place.database)
        let left = try place.run(["jot", id, "--from", "-"], input: "带问卷")
        #expect(left.status == 0, "\(left.errors)")
        try old.write(to: place.database)
        let refused = try place.run(["jot", id, "--from", "-", "--json"], input: "带问卷")
        #expect(refused.status == 76, "\(refused.errors)")
        let raised = try place.run(["crisis", "raise", "--client", client, "--from", "-", "--json"], input: "在天台")
        #expect(raised.status == 0, "\(raised.errors)")
        #expect(try raised.json()["clientFileSound"] as? Bool == false)
    }
}
