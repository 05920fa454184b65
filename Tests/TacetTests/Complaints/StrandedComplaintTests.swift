import Foundation
import Testing

/// Complaints that nobody may take up, with the program.
@Suite struct StrandedComplaintTests {
    @Test("who drew a complaint that nobody may take up is told at every list, and hands it on once somebody may")
    func stranded() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("an", name: "安宁", roles: ["committee-member"])
        let filed = try place.run(
            ["complaint", "file", "--from", "-", "--json"], as: "tong",
            input: #"{"by": "client", "against": "tong", "text": "迟到"}"#)
        let id = try #require(try filed.json()["id"] as? String, "\(filed.errors)")
        for command in [
            ["staff", "role", "add", "an", "--role", "supervisor", "--yes"],
            ["supervision", "agree", "--supervisor", "an", "--trainee", "tong"],
        ] {
            let ending = try place.run(command, as: "fang")
            try #require(ending.status == 0, "\(ending.errors)")
        }
        // Whatever the next command is.
        for (language, said) in [("en", "nobody can take it up"), ("zh-Hans", "目前无人可以受理")] {
            let listed = try place.run(["complaint", "list"], as: "an", language: language)
            #expect(listed.status == 0 && (listed.errors + listed.output).contains(said), "\(listed.errors)")
        }
        let listed = try place.run(["complaint", "list", "--json"], as: "an").json()
        #expect(listed["nobodyEligible"] as? [String] == [id] && (listed["complaints"] as? [Any])?.isEmpty == true)
        #expect(try place.run(["complaint", "list"], as: "tong").status == 77)
        try place.admit("bei", name: "贝佳", roles: ["committee-member"])
        #expect(try place.run(["status"], as: "an").status == 0)
        let waiting = try place.run(["status"], as: "bei")
        let theirs = try place.run(["complaint", "list", "--json"], as: "bei").json()
        let first = try #require((theirs["complaints"] as? [[String: Any]])?.first, "\(waiting.errors)")
        #expect(first["id"] as? String == id && first["readers"] as? [String] == ["bei"])
        let after = try place.run(["complaint", "list", "--json"], as: "an").json()
        #expect((after["nobodyEligible"] as? [Any])?.isEmpty == true)
        #expect((after["takenUpWithoutYou"] as? [Any])?.isEmpty == true)
        #expect(try place.run(["audit", "verify", "--deep"], as: "bei").status == 0)
    }
}
