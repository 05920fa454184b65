import Foundation
import Testing

/// What cannot be done is refused before it is said that it will be; and words that people see are true and alike.
struct RefusedFirstTests {
    @Test(
        "under another thing's id no appointment is said to change, and the hint names the list",
        arguments: ["en", "zh-Hans"])
    func appointments(language: String) throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (client, caseID) = try place.openCase(client: #"{"name": "赵一"}"#, counselor: "lin")
        let consents =
            try place.run(["consent", "list", client, "--json"], as: "lin").json()["consents"] as? [[String: Any]]
        let consent = try #require(consents?.first?["id"] as? String)
        let raised = try place.run(["crisis", "raise", "--client", client, "--from", "-"], input: "出事了")
        #expect(raised.status == 0, "\(raised.errors)")
        for id in [caseID, consent, "0000"] {
            for words in [
                ["confirm"], ["arrive"], ["complete"], ["cancel", "--by", "client"], ["no-show"],
                ["reschedule", "--at", "\(Workplace.day(3)) 10:00"],
            ] {
                let refused = try place.run(
                    ["appointment", words[0], id] + words.dropFirst(), as: "mo", language: language)
                #expect(refused.status == 66, "\(words) \(refused.errors)")
                #expect(refused.errors.contains("tacet appointment list"), "\(words) \(refused.errors)")
                for said in ["About to", "CALL THE", "将为", "请联系", "请立即联系", "C-"] {
                    #expect(!refused.errors.contains(said), "\(words) \(refused.errors)")
                }
            }
        }
        // One that is there is announced as ever, also where it occupies no time any more.
        let id = try place.book(
            ["--client", client, "--counselor", "lin", "--at", "\(Workplace.day(3)) 10:00"], as: "mo")
        #expect(
            try place.run(["appointment", "cancel", id, "--by", "client"], as: "mo", language: language).status == 0)
        let again = try place.run(["appointment", "confirm", id], as: "mo", language: language)
        #expect(again.status == 75, "\(again.errors)")
        // No consent either, though nothing that anybody may look at tells the two apart any more.
        for words in [["confirm", id], ["withdraw", id, "--yes"]] {
            let refused = try place.run(["consent"] + words, as: "lin", language: language)
            #expect(refused.status == 66, "\(words) \(refused.errors)")
            for said in ["About to", "never taken back", "将", "C-", "您已"] {
                #expect(!refused.errors.contains(said), "\(words) \(refused.errors)")
            }
        }
        let desk = try place.run(["consent", "confirm", consent], as: "mo", language: language)
        #expect(desk.status == 77 && !desk.errors.contains("C-"), "\(desk.errors)")
        let withdrawn = try place.run(["consent", "withdraw", consent, "--yes"], as: "lin", language: language)
        #expect(withdrawn.status == 0 && withdrawn.errors.contains("C-"), "\(withdrawn.errors)")
    }

    @Test("whoever may not verify a credential hears that alone", arguments: ["en", "zh-Hans"])
    func credential(language: String) throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let added = try place.run(
            [
                "credential", "add", "lin", "--kind", "certificate", "--number", "C-2", "--issuer", "测试学会", "--issued",
                "2020-01-01", "--never-expires", "--json",
            ], as: "lin")
        let id = try #require(try added.json()["id"] as? String, "\(added.errors)")
        for words in [["verify"], ["withdraw", "--yes"]] {
            let refused = try place.run(
                ["credential", words[0], id] + words.dropFirst(), as: "lin", language: language)
            #expect(refused.status == 77, "\(refused.errors)")
            #expect(!refused.errors.contains("About to") && !refused.errors.contains("将"), "\(refused.errors)")
        }
        let verified = try place.run(["credential", "verify", id], as: "fang", language: language)
        #expect(
            verified.status == 0 && verified.errors.contains(language == "en" ? "About to" : "将"), "\(verified.errors)")
        let log = try place.run(["audit", "log", "--json"], as: "fang").json()["entries"] as? [[String: Any]]
        let tries = log?.filter { $0["action"] as? String == "verify-credential" }
        #expect(tries?.count == 3, "\(String(describing: tries))")
    }

    @Test("choices stand in a Chinese sentence as Chinese lists do, and a working day is told in hours")
    func lists() throws {
        let place = try Workplace(isScryptReal: true)
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let vote = try place.run(
            ["complaint", "vote", "0000", "--verdict", "maybe"], as: "fang", language: "zh-Hans")
        #expect(vote.status == 65 && vote.errors.contains("upheld、partly、not-upheld"), "\(vote.errors)")
        for (language, said) in [("en", "for 8 hours at most"), ("zh-Hans", "最长 8 小时")] {
            let unlocked = try place.run(["unlock"], as: "lin", language: language)
            #expect(unlocked.status == 0 && unlocked.errors.contains(said), "\(unlocked.errors)")
            #expect(try place.run(["lock"], language: language).status == 0)
        }
        let odd = try place.run(["unlock", "--for", "90min", "--idle", "10min"], as: "lin")
        #expect(odd.errors.contains("for 90 minutes at most"), "\(odd.errors)")
        _ = try place.run(["lock"])
    }
}
