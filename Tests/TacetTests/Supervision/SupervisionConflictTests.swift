import Testing

/// R8.3: whoever supervises the person complained of, or is supervised by them, does not handle the complaint.
struct SupervisionConflictTests {
    @Test("a committee member who supervises the respondent is not drawn, and with nobody else left nothing is filed")
    func supervisor() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("shi", name: "施学", roles: ["trainee"])
        try place.admit("xu", name: "徐敏", roles: ["supervisor", "committee-member"])
        let complaint = #"{"by": "client", "against": "shi", "text": "迟到"}"#
        let file = ["complaint", "file", "--from", "-", "--yes", "--json"]
        let before = try place.run(file, as: "fang", input: complaint)
        #expect(before.status == 0, "\(before.errors)")
        let agree = ["supervision", "agree", "--supervisor", "xu", "--trainee", "shi"]
        // What begins later ties already; called off it does not.
        let later = try place.run(agree + ["--from-date", Workplace.day(40), "--json"], as: "fang")
        let ahead = try place.run(file, as: "fang", input: complaint)
        #expect(try (ahead.status, ahead.code()) == (77, "no-eligible-member"), "\(later.errors)\(ahead.errors)")
        let id = try #require(try later.json()["id"] as? String)
        #expect(try place.run(["supervision", "end", id, "--yes"], as: "fang").status == 0)
        #expect(try place.run(file, as: "fang", input: complaint).status == 0)
        let agreed = try place.run(agree, as: "fang")
        #expect(agreed.status == 0, "\(agreed.errors)")
        let after = try place.run(file, as: "fang", input: complaint)
        #expect(after.status == 77)
        #expect(try after.code() == "no-eligible-member")
    }

    @Test("whoever co-signed a trainee's note does not review it; another supervisor may")
    func cosigner() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for (person, roles) in [
            ("shi", ["trainee"]), ("xu", ["supervisor"]), ("yu", ["supervisor"]), ("he", ["committee-member"]),
        ] { try place.admit(person, name: "测试员\(person)", roles: roles) }
        func done(_ arguments: [String], as person: String, input: String = "") throws -> [String: Any] {
            let ending = try place.run(arguments + ["--json"], as: person, input: input)
            try #require(ending.status == 0, "\(arguments): \(ending.errors)")
            return try ending.json()
        }
        _ = try done(["supervision", "agree", "--supervisor", "xu", "--trainee", "shi"], as: "fang")
        let opened = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "shi")
        let written = try done(["note", "write", opened.id, "--from", "-"], as: "shi", input: "会谈")
        let note = try #require(written["id"] as? String)
        _ = try done(["note", "sign", note, "--yes"], as: "shi")
        _ = try done(["note", "cosign", note, "--yes"], as: "xu")
        for (reviewer, state) in [("xu", "declined"), ("yu", "lent")] {
            let asked = try done(
                ["review", "assign", note, "--counselor", "shi", "--to", reviewer, "--kind", "supervisor"], as: "fang")
            let review = try #require(asked["id"] as? String)
            _ = try done(["review", "confirm", review], as: "he")
            _ = try done(["status"], as: "shi")
            #expect(try done(["review", "show", review], as: reviewer)["state"] as? String == state)
        }
    }
}
