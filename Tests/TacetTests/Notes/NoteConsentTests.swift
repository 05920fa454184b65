import Foundation
import Testing

/// A note of a first session is signed with the client's consent, or in a crisis and marked so; a draft may always be written.
struct NoteConsentTests {
    private func write(_ place: Workplace, _ caseID: String, as person: String) throws -> Workplace.Ending {
        // Several of them say the same.
        let written = try place.run(
            ["note", "write", caseID, "--from", "-", "--json", "--yes"], as: person, input: "首次会谈")
        try #require(written.status == 0, "\(written.errors)")
        return written
    }

    private func sign(
        _ place: Workplace, _ note: String, _ more: [String] = [], as person: String = "lin", language: String = "en"
    ) throws -> Workplace.Ending {
        try place.run(["note", "sign", note] + more, as: person, language: language)
    }

    @Test("without a consent a draft is kept and not signed; a crisis signs it, asked for where no flag tells of one")
    func counselor() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (client, caseID) = try place.openCase(
            client: #"{"name": "王小明"}"#, counselor: "lin", consenting: false)
        // Also with an appointment that nobody could mark as arrived, and whose note would pass the gate by.
        let appointment = try place.book(
            ["--client", client, "--counselor", "lin", "--at", "yesterday 10:00"], as: "mo")
        #expect(try place.run(["appointment", "complete", appointment, "--json"], as: "lin").code() == "no-consent")
        let written = try place.run(
            ["note", "write", caseID, "--appointment", appointment, "--from", "-", "--json"], as: "lin", input: "首次会谈")
        #expect(try written.status == 0 && written.json()["signingNeedsConsent"] as? Bool == true, "\(written.errors)")
        let first = try #require(try written.json()["id"] as? String)
        for (language, said) in [("en", "nothing was signed"), ("zh-Hans", "草稿已保留")] {
            let refused = try sign(place, first, language: language)
            #expect(refused.status == 77 && refused.errors.contains(said), "\(refused.errors)")
        }
        #expect(try sign(place, first, ["--json"]).code() == "no-consent")
        // Whoever changes the draft is told what comes before the signature.
        for (language, next) in [("en", "Next: record the consent"), ("zh-Hans", "下一步：用 'tacet consent record")] {
            let edited = try place.run(
                ["note", "edit", first, "--from", "-"], as: "lin", input: "首次会谈，\(language)", language: language)
            #expect(edited.status == 0 && edited.errors.contains(next), "\(edited.errors)")
            #expect(edited.errors.contains("tacet consent record \(client) --for counseling"), "\(edited.errors)")
        }
        let kept = try place.run(["note", "show", first, "--json"], as: "lin").json()
        #expect(kept["state"] as? String == "draft" && kept["withoutConsent"] as? Bool == false)

        let unasked = try sign(place, first, ["--crisis", "--json"])
        #expect(try unasked.status == 64 && unasked.code() == "needs-yes", "\(unasked.errors)")
        let signed = try sign(place, first, ["--crisis", "--yes", "--json"])
        #expect(try signed.status == 0 && signed.json()["withoutConsent"] as? Bool == true, "\(signed.errors)")
        for (language, said) in [("en", "without consent (crisis)"), ("zh-Hans", "未签知情同意书（危机）")] {
            let shown = try place.run(["note", "show", first], as: "lin", language: language)
            #expect(shown.output.contains(said), "\(shown.output)")
        }

        // With the consent the next one is as any other; and an open flag takes the question away.
        let second = try #require(try write(place, caseID, as: "lin").json()["id"] as? String)
        let third = try #require(try write(place, caseID, as: "lin").json()["id"] as? String)
        let raised = try place.run(
            ["crisis", "raise", "--client", client, "--kind", "suicide", "--level", "high", "--from", "-"], as: "lin",
            input: "来电")
        #expect(raised.status == 0, "\(raised.errors)")
        #expect(try sign(place, second, ["--json"]).code() == "no-consent")
        #expect(try sign(place, second, ["--crisis"]).status == 0)
        let consent = try place.run(
            ["consent", "record", client, "--for", "counseling", "--from", "-"], as: "lin", input: "{}")
        #expect(consent.status == 0)
        #expect(try sign(place, third, ["--json"]).json()["withoutConsent"] as? Bool == false)
        let log = try place.run(["audit", "log", "--subject", first, "--json"], as: "fang").json()
        let entries = try #require(log["entries"] as? [[String: Any]])
        #expect(entries.contains { $0["rule"] as? String == "no-consent" })
        #expect(entries.contains { $0["action"] as? String == "sign-note-in-crisis" })
        #expect(try place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
        #expect(try place.isSoundToIndependentReader(as: "lin"))
    }

    @Test(
        "a trainee hands nothing in without the consent; what the appointment said of a crisis counts for the note too")
    func trainee() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        try place.admit("tong", name: "童新", roles: ["trainee"])
        try place.admit("du", name: "杜衡", roles: ["supervisor"])
        let agreed = try place.run(
            ["supervision", "agree", "--supervisor", "du", "--trainee", "tong"], as: "fang")
        #expect(agreed.status == 0)
        let theirs = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "tong", consenting: false)
        let note = try #require(try write(place, theirs.id, as: "tong").json()["id"] as? String)
        #expect(try sign(place, note, ["--json"], as: "tong").code() == "no-consent")
        #expect(try sign(place, note, ["--crisis", "--yes"], as: "tong").status == 0)
        #expect(try place.run(["note", "show", note], as: "du").output.contains("without consent (crisis)"))

        let (client, caseID) = try place.openCase(
            client: #"{"name": "李小红"}"#, counselor: "lin", consenting: false)
        let held = try place.book(["--client", client, "--counselor", "lin", "--at", "yesterday 10:00"], as: "mo")
        let other = try #require(try write(place, caseID, as: "lin").json()["id"] as? String)
        #expect(try sign(place, other, ["--json"]).code() == "no-consent")
        #expect(try place.run(["appointment", "arrive", held, "--crisis", "--yes"], as: "mo").status == 0)
        #expect(try sign(place, other, ["--json"]).json()["withoutConsent"] as? Bool == true)
    }
}
