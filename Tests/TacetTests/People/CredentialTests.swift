import Foundation
import Testing

/// Who is qualified, through the built program.
struct CredentialTests {
    private func add(
        _ person: String, as actor: String, _ place: Workplace, kind: String = "certificate",
        issued: String = "2024-01-01",
        _ end: [String] = ["--never-expires"]
    ) throws -> Workplace.Ending {
        try place.run(
            ["credential", "add", person, "--kind", kind, "--issued", issued, "--from", "-", "--json"] + end, as: actor,
            input: #"{"number": "京-0042", "issuer": "心理学会"}"#)
    }

    private func id(_ ending: Workplace.Ending) throws -> String {
        try #require(ending.status == 0, "\(ending.errors)")
        return try #require(try ending.json()["id"] as? String)
    }

    private func day(_ ahead: Double) -> String {
        String(ISO8601DateFormatter().string(from: Date().addingTimeInterval(86_400 * ahead)).prefix(10))
    }

    @Test("whoever sees their own credentials alone is not told that there are none, but whose all are")
    func ownAlone() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("su", name: "苏", roles: ["supervisor"])
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let others = try id(try add("lin", as: "lin", place))
        for (language, said, untrue) in [
            ("en", "You see your own alone", "No credential is recorded here"), ("zh-Hans", "您只能查看本人的资质", "这里没有登记任何资质"),
        ] {
            for more in [[], ["--expiring", "60d"]] {
                let listed = try place.run(["credential", "list"] + more, as: "su", language: language)
                #expect(listed.status == 0 && listed.errors.contains(said), "\(listed.errors)")
                #expect(!listed.errors.contains(untrue), "\(listed.errors)")
            }
        }
        // Who may is said, and the refusal is in the trail, as that of one's own is.
        for act in [["verify", others], ["withdraw", others, "--yes"]] {
            let refused = try place.run(["credential"] + act + ["--json"], as: "su")
            #expect(try refused.status == 77 && refused.code() == "denied", "\(refused.errors)")
            #expect(refused.errors.contains("service director"), "\(refused.errors)")
        }
        let log = try place.run(["audit", "log", "--json"], as: "fang").json()["entries"] as? [[String: Any]]
        let denied = log?.filter { $0["outcome"] as? String == "denied" }.compactMap { $0["action"] as? String }
        #expect(denied == ["verify-credential", "withdraw-credential"], "\(denied ?? [])")
        for (language, said) in [("en", "by that person or by the service director"), ("zh-Hans", "由其本人或咨询服务负责人续期")] {
            let renewed = try place.run(
                ["credential", "renew", others, "--never-expires"], as: "su", language: language)
            #expect(renewed.status == 66 && renewed.errors.contains(said), "\(renewed.errors)")
        }
        #expect(try place.run(["credential", "verify", others], as: "fang").status == 0)
    }

    @Test(
        "a counselor whose credentials do not hold is given no case, and one whose credentials a director verified is")
    func gate() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("wen", name: "文心", roles: ["counselor"])
        let added = try place.run(["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "王小明"}"#)
        let client = try #require(try added.json()["code"] as? String)
        func open(_ person: String) throws -> Workplace.Ending {
            try place.run(["case", "open", client, "--counselor", person, "--yes"], as: "fang")
        }
        // Nothing was ever recorded: a practice that moves in goes on, and is warned.
        let warned = try open("wen")
        #expect(warned.status == 0)
        #expect(warned.errors.contains("No credential of wen was ever recorded."))

        // Recorded by the counselor, in force until 30 days from now, and verified by nobody.
        let certificate = try id(try add("lin", as: "lin", place, ["--expires", day(30)]))
        let unverified = try open("lin")
        #expect(unverified.status == 77)
        #expect(unverified.errors.contains("what is required is not verified"))
        // Neither a colleague nor the counselor verifies or sees it; the one refusal is in the trail.
        #expect(try place.run(["credential", "verify", certificate], as: "lin").status == 77)
        #expect(try place.run(["credential", "list", "lin"], as: "wen").status == 77)
        #expect(try add("lin", as: "wen", place).status == 77)
        #expect(try place.run(["credential", "required", "--set", "degree"], as: "wen").status == 77)
        let verified = try place.run(["credential", "verify", certificate, "--json"], as: "fang")
        #expect(verified.status == 0, "\(verified.errors)")
        #expect(try verified.json()["selfVerified"] as? Bool == false)
        #expect(try open("lin").status == 0)
        for person in ["lin", "fang"] {
            let status = try place.run(["status"], as: person)
            #expect(status.output.contains("lin is fit to practise until \(day(30))."))
        }
        #expect(!(try place.run(["status"], as: "wen").output.contains("fit to practise")))
        let soon = try place.run(["credential", "list", "--expiring", "60d", "--json"], as: "fang").json()
        #expect((soon["credentials"] as? [[String: Any]])?.first?["number"] as? String == "京-0042")

        // What is required changes, and with it who is fit.
        let required = try place.run(
            ["credential", "required", "--set", "degree", "--set", "certificate,registration", "--json"], as: "fang")
        #expect(try required.json()["changed"] as? Int == 1)
        let refused = try place.run(
            ["case", "open", client, "--counselor", "lin", "--yes", "--json"], as: "fang")
        #expect(refused.status == 77)
        #expect(try refused.code() == "counselor-not-fit")
        let chinese = try place.run(
            ["case", "open", client, "--counselor", "lin", "--yes"], as: "fang", language: "zh-Hans")
        #expect(chinese.errors.contains("lin 的资质已登记但尚未核实"))

        // Who recorded it does not verify it.
        let degree = try id(try add("lin", as: "fang", place, kind: "degree"))
        let own = try place.run(["credential", "verify", degree], as: "fang")
        #expect(own.status == 77)
        #expect(own.errors.contains("Whoever recorded a credential does not verify it."))
        // Another director does, once there is one: the program of the first lets them in.
        try place.admit("he", name: "何远", roles: ["director"])
        #expect(try place.run(["credential", "verify", degree], as: "he").status == 0)
        #expect(try open("lin").status == 0)
        // A renewal of a second director counts by the first one's word.
        #expect(try place.run(["credential", "renew", certificate, "--expires", day(900)], as: "he").status == 0)
        #expect(try place.run(["credential", "verify", certificate], as: "he").status == 77)
        #expect(try place.run(["credential", "verify", certificate], as: "fang").status == 0)
        #expect(try place.run(["credential", "withdraw", degree], as: "fang").status == 64)
        #expect(try place.run(["credential", "withdraw", degree, "--yes"], as: "fang").status == 0)
        #expect(try open("lin").status == 77)
        for person in ["fang", "lin", "wen", "he"] {
            let deep = try place.run(["audit", "verify", "--deep", "--json"], as: person)
            #expect(try deep.json()["sound"] as? Bool == true, "\(person): \(deep.output)")
        }
    }

    @Test("a practice's only director verifies their own credential, and everybody sees that nobody else did")
    func onlyDirector() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        #expect(try place.run(["staff", "role", "add", "fang", "--role", "counselor"], as: "fang").status == 0)
        let credential = try id(try add("fang", as: "fang", place, ["--never-expires", "--recheck", day(20)]))
        let verified = try place.run(["credential", "verify", credential], as: "fang")
        #expect(verified.status == 0, "\(verified.errors)")
        #expect(verified.errors.contains("It is your own and nobody else could be asked"))
        let status = try place.run(["status"], as: "fang")
        #expect(status.output.contains("rests on a credential that only they themself verified"))
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
        // With a second director that is over.
        try place.admit("he", name: "何远", roles: ["director"])
        let again = try id(try add("fang", as: "fang", place))
        #expect(try place.run(["credential", "verify", again], as: "fang").status == 77)
        // What one withdraws oneself takes days away and gives none.
        #expect(try place.run(["credential", "verify", again], as: "he").status == 0)
        #expect(try place.run(["credential", "withdraw", credential, "--yes"], as: "fang").status == 0)
        let stands = try place.run(["credential", "list", "--json"], as: "he").json()
        let fitness = (stands["people"] as? [[String: Any]])?.first?["fitness"] as? [String: Any]
        #expect(fitness?["standing"] as? String == "fit" && fitness?["selfVerified"] as? Bool == false)
        for person in ["fang", "he"] {
            #expect(try place.run(["audit", "verify", "--deep"], as: person).status == 0)
        }
    }

    @Test("nonsense is answered with its field, and nothing is asked without a terminal")
    func nonsense() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let base = ["credential", "add", "fang", "--kind", "degree", "--number", "1", "--issuer", "甲"]
        for (arguments, status, word) in [
            (base + ["--issued", "2024-02-30", "--never-expires"], 65, "issued"),
            (base + ["--issued", "2024-02-01"], 65, "expires"),
            (base + ["--issued", "2024-02-01", "--expires", "2024-02-01"], 65, "expires"),
            (base + ["--issued", day(5), "--never-expires"], 65, "issued"),
            (
                ["credential", "add", "fang", "--kind", "licence", "--issued", "2024-01-01", "--never-expires"], 65,
                "kind"
            ),
            (
                ["credential", "add", "fang", "--kind", "degree", "--issued", "2024-01-01", "--never-expires"], 64,
                "terminal"
            ),
            (
                [
                    "credential", "add", "nobody", "--kind", "degree", "--number", "1", "--issuer", "甲", "--issued",
                    "2024-01-01", "--never-expires",
                ], 66, "nobody"
            ),
            (["credential", "verify", "ZZZZ"], 66, "ZZZZ"),
            (["credential", "list", "--expiring", "soon"], 65, "expiring"),
            (["credential", "required", "--set", "luck"], 65, "set"),
        ] as [([String], Int32, String)] {
            let ending = try place.run(arguments, as: "fang")
            #expect(ending.status == status, "\(arguments) \(ending.errors)")
            #expect(ending.errors.contains(word), "\(arguments) \(ending.errors)")
        }
        let long = try place.run(
            [
                "credential", "add", "fang", "--kind", "degree", "--issued", "2024-01-01", "--never-expires", "--from",
                "-",
            ],
            as: "fang", input: #"{"number": "\#(String(repeating: "长", count: 300))", "issuer": "甲"}"#)
        #expect(long.status == 65)
        let empty = try place.run(["credential", "list"], as: "fang", language: "zh-Hans")
        #expect(empty.status == 0)
        #expect(empty.errors.contains("没有登记任何资质"))
    }
}
