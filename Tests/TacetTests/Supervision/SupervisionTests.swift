import Foundation
import Testing

/// Co-signing under a supervision agreement: R4.5 and R7.5 as far as co-signing needs it.
@Suite(.serialized) struct SupervisionTests {
    private static let secretWords = "来访者谈到失眠与考试压力"

    /// A practice with a trainee who has a case, two supervisors and an auditor; no agreement yet.
    private func practice() throws -> (Workplace, caseID: String) {
        let place = try Workplace()
        try place.found()
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("du", name: "杜衡", roles: ["supervisor"])
        try place.admit("wei", name: "魏然", roles: ["supervisor", "counselor"])
        try place.admit("aud", name: "严明", roles: ["auditor"])
        let opened = try place.openCase(client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "tong")
        return (place, opened.id)
    }

    private func agree(_ place: Workplace, _ more: [String] = []) throws -> String {
        let made = try place.run(
            ["supervision", "agree", "--supervisor", "du", "--trainee", "tong", "--json"] + more, as: "fang")
        try #require(made.status == 0, "\(made.errors)")
        return try #require(try made.json()["id"] as? String)
    }

    private func write(_ place: Workplace, _ caseID: String, _ text: String = secretWords) throws -> String {
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "tong", input: text)
        try #require(written.status == 0, "\(written.errors)")
        return try #require(try written.json()["id"] as? String)
    }

    @Test("a supervisor who opens what was not handed in is told so, and the trail calls it a refusal")
    func notHandedIn() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let note = try write(place, caseID)
        _ = try agree(place)
        let early = try place.run(["note", "show", note, "--json"], as: "du")
        #expect(try early.status == 77 && early.code() == "no-key", "\(early.errors)")
        #expect(early.errors.contains("was not handed in to you"), "\(early.errors)")
        for words in [["list"], ["list", caseID]] {
            for language in ["en", "zh-Hans"] {
                let listed = try place.run(["note"] + words, as: "du", language: language)
                #expect(listed.status == 77 && listed.errors.contains("note list --to-cosign"), "\(listed.errors)")
            }
        }
        let chinese = try place.run(["note", "show", note], as: "du", language: "zh")
        #expect(chinese.errors.contains("尚未提交给您"), "\(chinese.errors)")
        let log = try place.run(["audit", "log", "--actor", "du", "--json"], as: "aud")
        let entries = try #require(try log.json()["entries"] as? [[String: Any]])
        let outcomes = entries.filter { $0["action"] as? String == "read-note" }.map { $0["outcome"] as? String }
        #expect(outcomes == ["allowed", "denied", "allowed", "denied"])
        #expect(try place.run(["note", "sign", note], as: "tong").status == 0)
        #expect(try place.run(["note", "show", note], as: "du").status == 0)
    }

    @Test(
        "a trainee's note is handed in, returned, changed, handed in again and co-signed, by the supervisor and nobody else"
    )
    func returnedAndCosigned() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let note = try write(place, caseID)
        let alone = try place.run(["note", "sign", note, "--json"], as: "tong")
        #expect(alone.status == 77)
        #expect(alone.errors.contains("tacet supervision agree"))
        // What cannot be agreed, or by whom not.
        for (person, supervisor, trainee) in [("tong", "du", "tong"), ("fang", "tong", "tong"), ("fang", "du", "wei")] {
            let refused = try place.run(
                ["supervision", "agree", "--supervisor", supervisor, "--trainee", trainee], as: person)
            #expect(refused.status == (supervisor == trainee ? 65 : 77), "\(supervisor) \(trainee)")
        }
        let agreement = try agree(place)
        let again = try place.run(
            ["supervision", "agree", "--supervisor", "du", "--trainee", "tong", "--json"], as: "fang")
        #expect(again.status == 65)
        #expect(try again.code() == "already-agreed")

        let handed = try place.run(["note", "sign", note, "--json"], as: "tong")
        #expect(handed.status == 0, "\(handed.errors)")
        #expect(try handed.json()["state"] as? String == "submitted")
        #expect(try handed.json()["supervisors"] as? [String] == ["du"])
        // A program is told whose case it is too, and no more of the client; the supervisor has no key to that.
        let client = try place.run(["case", "show", caseID, "--json"], as: "tong").json()
        let page = try place.run(["note", "show", note, "--json"], as: "tong").json()
        for key in ["client", "clientCode"] {
            let said = try #require(client[key] as? String)
            #expect(try handed.json()[key] as? String == said && page[key] as? String == said, "\(page)")
        }
        #expect(page["clientName"] as? String == "王小明" && !"\(page)".contains("13800138000"))
        let first = try place.run(["note", "show", note, "--version", "1", "--json"], as: "tong").json()
        #expect(first["clientName"] as? String == "王小明")
        // Out of order is not the same as not allowed.
        for early in [
            try place.run(["note", "sign", note], as: "tong"),
            try place.run(["note", "edit", note, "--from", "-"], as: "tong", input: "anders"),
        ] {
            #expect(early.status == 75 && !early.output.contains(Self.secretWords), "\(early.errors)")
        }
        for refused in [
            try place.run(["note", "cosign", note], as: "tong"),
            try place.run(["note", "show", note], as: "wei"), try place.run(["note", "cosign", note], as: "wei"),
            try place.run(["note", "show", note], as: "fang"), try place.run(["note", "list", caseID], as: "du"),
        ] {
            #expect(refused.status == 77, "\(refused.errors)")
            #expect(!refused.output.contains(Self.secretWords))
        }

        let waiting = try place.run(["note", "list", "--to-cosign", "--json"], as: "du").json()
        #expect((waiting["toCosign"] as? [[String: Any]])?.first?["id"] as? String == note)
        #expect(try place.run(["status", "--json"], as: "du").json()["toCosign"] as? [String] == [note])
        let shown = try place.run(["note", "show", note, "--json"], as: "du").json()
        #expect((shown["sections"] as? [String: String])?["text"] == Self.secretWords)
        #expect(shown["state"] as? String == "submitted" && shown["client"] is NSNull)

        #expect(try place.run(["note", "return", note, "--from", "-"], as: "du", input: " ").status == 65)
        let back = try place.run(["note", "return", note, "--from", "-"], as: "du", input: #"{"remark": "请补充计划"}"#)
        #expect(back.status == 0, "\(back.errors)")
        #expect(try place.run(["note", "cosign", note], as: "du").status == 75)
        #expect(try place.run(["status", "--json"], as: "tong").json()["returned"] as? [String] == [note])
        let remark = try place.run(["note", "show", note], as: "tong", language: "zh-Hans")
        #expect(remark.output.contains("请补充计划") && remark.output.contains("已退回"), "\(remark.output)")
        #expect(try place.run(["note", "sign", note], as: "tong").status == 75)
        let changed = Self.secretWords + "。计划：放松训练"
        let before = try place.run(["note", "show", note], as: "du")
        #expect(try place.run(["note", "edit", note, "--from", "-"], as: "tong", input: changed).status == 0)
        // A supervisor is told that there is more, or less, and not what: a withdrawal looks the same to them.
        for (language, said) in [("en", "wrote more, or withdrew it"), ("zh-Hans", "或已作废该记录")] {
            let after = try place.run(["note", "show", note], as: "du", language: language)
            #expect(after.errors.contains(said) && !before.errors.contains(said), "\(after.errors)")
        }
        #expect(try place.run(["note", "sign", note], as: "tong").status == 0)
        let cosigned = try place.run(["note", "cosign", note, "--json"], as: "du")
        #expect(cosigned.status == 0, "\(cosigned.errors)")
        #expect(try cosigned.json()["version"] as? Int == 4)

        let locked = try place.run(["note", "show", note, "--json"], as: "tong").json()
        #expect(locked["state"] as? String == "cosigned")
        let verdicts = try #require(locked["verdicts"] as? [[String: Any]])
        #expect(verdicts.map { $0["verdict"] as? String } == ["returned", "cosigned"])
        #expect(verdicts.map { $0["supervisor"] as? String } == ["du", "du"])
        let versions = try #require(locked["versions"] as? [[String: Any]])
        #expect(versions.map { $0["state"] as? String } == ["draft", "submitted", "draft", "submitted"])
        let second = try place.run(["note", "show", note, "--version", "2", "--json"], as: "tong").json()
        #expect((second["sections"] as? [String: String])?["text"] == Self.secretWords)
        #expect(try place.run(["note", "show", note, "--version", "5"], as: "tong").status == 66)
        #expect(try place.run(["note", "edit", note, "--from", "-"], as: "tong", input: "anders").status == 75)
        #expect(try place.run(["note", "add", note, "--from", "-"], as: "tong", input: "补充").status == 77)
        // Nobody is sent to what they may not do.
        for (language, said) in [("en", "the next session note"), ("zh-Hans", "下一份由督导师审签的咨询记录")] {
            for act in [["sign", note], ["edit", note, "--from", "-"]] {
                let over = try place.run(["note"] + act, as: "tong", input: "另一句", language: language)
                #expect(over.status == 75 && over.errors.contains(said), "\(over.errors)")
                #expect(!over.errors.contains("note add"), "\(over.errors)")
            }
        }

        // Ended, it opens nothing more.
        #expect(try place.run(["supervision", "end", agreement], as: "tong").status == 77)
        #expect(try place.run(["supervision", "end", agreement], as: "fang").status == 0)
        #expect(try place.run(["note", "show", note], as: "du").status == 77)
        // An end is shown as the last day that belongs to it.
        let later = ["--supervisor", "du", "--trainee", "tong", "--from-date", "2031-01-01", "--until", "2031-06-30"]
        #expect(try place.run(["supervision", "agree"] + later, as: "fang").status == 0)
        for (language, said) in [("en", "Mon 2031-06-30"), ("zh-Hans", "2031-06-30 周一")] {
            let listed = try place.run(["supervision", "list"], as: "du", language: language)
            #expect(listed.output.contains(said) && !listed.output.contains("2031-07-01"), "\(listed.output)")
        }
        let agreements = try place.run(["supervision", "list", "--json"], as: "du").json()["agreements"]
        #expect((agreements as? [[String: Any]])?.last?["lastDay"] as? String == "2031-06-30")
        #expect(try place.run(["note", "show", note, "--json"], as: "tong").json()["state"] as? String == "cosigned")

        let log = try place.run(["audit", "log", "--subject", note, "--json"], as: "aud").json()
        let acts = try #require(log["entries"] as? [[String: Any]])
        let supervised = acts.filter { $0["actorName"] as? String == "du" && $0["outcome"] as? String == "allowed" }
        #expect(
            supervised.compactMap { $0["action"] as? String } == [
                "read-note", "read-note", "read-note", "return-note", "read-note", "read-note", "read-note",
                "read-note",
                "read-note", "cosign-note",
            ])
        #expect(supervised.allSatisfy { $0["role"] as? String == "supervisor" })
        for person in ["fang", "tong", "du", "wei", "aud"] {
            let verified = try place.run(["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(person): \(verified.output)")
        }
        try place.expectNothingReadable(words: [Self.secretWords, "请补充计划", "放松训练"])
    }

    @Test("what waits when a supervision ends is handed to the next supervisor; a co-signature of before counts on")
    func nextSupervisor() throws {
        let (place, caseID) = try practice()
        defer { place.remove() }
        let first = try agree(place)
        // Times are kept in whole seconds, and nothing counts under what began and ended within one.
        Thread.sleep(forTimeInterval: 1.1)
        let (done, waits) = (try write(place, caseID), try write(place, caseID, "第二次会谈"))
        for note in [done, waits] { #expect(try place.run(["note", "sign", note], as: "tong").status == 0) }
        #expect(try place.run(["note", "cosign", done], as: "du").status == 0)
        #expect(try place.run(["supervision", "end", first], as: "fang").status == 0)
        #expect(try place.run(["note", "cosign", waits], as: "du").status == 77)
        let none = try place.run(["note", "sign", waits], as: "tong")
        #expect(none.status == 77)
        let next = try place.run(
            [
                "supervision", "agree", "--supervisor", "wei", "--trainee", "tong", "--from-date", "2026-01-01",
                "--until", "2099-12-31",
            ], as: "fang")
        #expect(next.status == 0, "\(next.errors)")
        let handed = try place.run(["note", "sign", waits, "--json"], as: "tong")
        #expect(try handed.json()["supervisors"] as? [String] == ["wei"])
        #expect(try place.run(["note", "cosign", done], as: "wei").status == 75)
        #expect(try place.run(["note", "cosign", waits], as: "wei").status == 0)
        let listed = try place.run(["note", "list", caseID, "--json"], as: "tong").json()
        let states = try #require(listed["notes"] as? [[String: Any]]).map { $0["state"] as? String }
        #expect(states == ["cosigned", "cosigned"], "\(listed)")
        try expectOtherReviewer(of: done, in: place)
        let agreements = try place.run(["supervision", "list", "--json"], as: "aud").json()
        let inForce = try #require(agreements["agreements"] as? [[String: Any]]).map { $0["inForce"] as? Bool }
        #expect(inForce.filter { $0 == true }.count == 1 && inForce.count == 2)
        #expect(try place.run(["audit", "verify", "--deep"], as: "tong").status == 0)
    }

    /// du co-signed the note: nobody reviews what they co-signed, and that is the reason told.
    private func expectOtherReviewer(of note: String, in place: Workplace) throws {
        try place.admit("hai", name: "海宁", roles: ["committee-member"])
        for (arguments, language, said) in [
            ([note], "en", "du co-signed"), ([note], "zh-Hans", "审签人不得评估"),
            (["--counselor", "tong", "--count", "1"], "en", "that du did not co-sign"),
            (["--counselor", "tong", "--count", "1"], "zh-Hans", "非 du 审签"),
        ] {
            // wei's is reviewed by du in the end; then nothing is left to draw.
            let made = try place.run(
                ["review", "assign"] + arguments + ["--to", "du", "--kind", "supervisor", "--json"], as: "fang")
            let review = try #require(try made.json()["id"] as? String, "\(made.errors)")
            #expect(try place.run(["review", "confirm", review], as: "hai").status == 0)
            let told = try place.run(["review", "list"], as: "tong", language: language)
            if arguments == [note] {
                #expect(
                    told.errors.contains(said) && !told.errors.contains("these are no signed notes"), "\(told.errors)")
                let shown = try place.run(["review", "show", review, "--json"], as: "du").json()
                #expect(shown["declined"] as? String == "reviewer-cosigned")
            } else if language == "zh-Hans" {
                #expect(told.errors.contains(said), "\(told.errors)")
            }
        }
        #expect(try place.run(["audit", "verify", "--deep"], as: "du").status == 0)
    }

    @Test("dates that are none, or end before they begin, are bad input")
    func dates() throws {
        let (place, _) = try practice()
        defer { place.remove() }
        for dates in [
            ["--from-date", "2026-13-01"], ["--until", "morgen"],
            ["--from-date", "2027-01-02", "--until", "2027-01-01"],
        ] {
            let refused = try place.run(
                ["supervision", "agree", "--supervisor", "du", "--trainee", "tong", "--json"] + dates, as: "fang")
            #expect(refused.status == 65, "\(dates): \(refused.errors)")
            #expect(try refused.code() == "bad-field")
        }
        #expect(try place.run(["supervision", "list", "--json"], as: "fang").output.contains("\"agreements\": []"))
    }
}

extension Workplace {
    /// Holds that none of the words stands readable in any file, neither of the practice nor beside it.
    func expectNothingReadable(words: [String]) throws {
        let files = try #require(FileManager.default.enumerator(at: everything, includingPropertiesForKeys: nil))
        for case let file as URL in files {
            guard let bytes = try? Data(contentsOf: file) else { continue }
            for word in words { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(file.lastPathComponent)") }
        }
    }
}
