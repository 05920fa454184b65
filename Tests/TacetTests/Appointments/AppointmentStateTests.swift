import Foundation
import Testing

/// What becomes of an appointment: arriving, completing, cancelling, taking back, and the consent that a first session needs.
struct AppointmentStateTests {
    @Test("a first session waits for a consent that was received, its end for the counselor's word; later ones do not")
    func consent() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let client = try place.client("王小明")
        let first = try place.book(["--client", client, "--counselor", "lin", "--at", "yesterday 10:00"], as: "mo")
        let next = try place.book(["--client", client, "--counselor", "lin", "--at", "yesterday 13:00"], as: "mo")
        for command in ["arrive", "complete"] {
            let refused = try place.run(["appointment", command, first, "--json"], as: "mo")
            #expect(refused.status == 77)
            #expect(try refused.code() == "no-consent")
        }
        let recorded = try place.run(
            ["consent", "record", client, "--for", "counseling", "--text-version", "2026-1", "--from", "-", "--json"],
            as: "mo",
            input: #"{"guardians": ["王母亲"], "on": "2026-11-01"}"#)
        #expect(recorded.status == 0, "\(recorded.errors)")
        let consent = try #require(try recorded.json()["id"] as? String)
        #expect(try recorded.json()["state"] as? String == "received")
        #expect(try place.run(["appointment", "arrive", first, "--started", "10:05"], as: "mo").status == 0)
        #expect(try place.run(["appointment", "complete", first, "--json"], as: "lin").code() == "no-consent")
        #expect(try place.run(["consent", "confirm", consent, "--json"], as: "mo").code() == "denied")
        #expect(try place.run(["consent", "confirm", consent], as: "lin").status == 0)
        let settled = { (command: [String], language: String) in
            try place.run(["consent", command[0], consent] + command.dropFirst(), as: "lin", language: language)
        }
        for (language, said) in [("en", "confirmed already and in force"), ("zh-Hans", "已确认，现已有效")] {
            let twice = try settled(["confirm"], language)
            #expect(twice.status == 75 && twice.errors.contains(said), "\(twice.errors)")
            #expect(twice.errors.contains("tacet consent list \(client)"), "\(twice.errors)")
        }
        let completed = try place.run(["appointment", "complete", first, "--ended", "10:58", "--json"], as: "lin")
        #expect(completed.status == 0, "\(completed.errors)")
        let held = try completed.json()
        #expect(
            (held["started"] as? String)?.contains("T10:05:00") == true
                && (held["ended"] as? String)?.contains("T10:58:00") == true)
        #expect(held["withoutConsent"] as? Bool == false && held["lacksRemoteConsent"] as? Bool == false)
        // The consent may go; what is not the first session needs none.
        #expect(try place.run(["consent", "withdraw", consent, "--json"], as: "lin").code() == "needs-yes")
        #expect(try place.run(["consent", "withdraw", consent, "--yes"], as: "lin").status == 0)
        for command in [["confirm"], ["withdraw", "--yes"]] {
            for (language, said) in [("en", "withdrawn already"), ("zh-Hans", "该知情同意书已撤回")] {
                let late = try settled(command, language)
                #expect(late.status == 75 && late.errors.contains(said), "\(late.errors)")
                #expect(late.errors.contains("tacet consent record \(client)"), "\(late.errors)")
            }
        }
        #expect(try place.run(["appointment", "complete", next], as: "lin").status == 0)
        let listed = try place.run(["consent", "list", client, "--json"], as: "mo").json()
        let entry = try #require((listed["consents"] as? [[String: Any]])?.first)
        #expect(entry["state"] as? String == "withdrawn" && entry["explainedBy"] as? String == "lin")
        #expect(entry["textVersion"] as? String == "2026-1" && entry["guardians"] as? [String] == ["王母亲"])
        #expect(try place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
        #expect(try place.isSoundToIndependentReader(as: "mo"))
        try place.expectNothingReadable(["王小明", "王母亲", "withdrawn"])
    }

    @Test("a step out of order ends with 75, and says how the thing stands and what follows, in both languages")
    func outOfOrder() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let client = try place.client("王小明")
        let id = try place.book(
            ["--client", client, "--counselor", "lin", "--at", "\(Workplace.day(2)) 10:00", "--requested"], as: "mo")
        let step = { (command: String, language: String) in
            try place.run(["appointment", command, id], as: "mo", language: language)
        }
        let early = try step("no-show", "en")
        #expect(early.status == 75 && early.errors.contains("requested cannot become no-show"), "\(early.errors)")
        #expect(early.errors.contains("About to record") && early.errors.contains("tacet appointment confirm"))
        #expect(try step("confirm", "en").status == 0)
        let twice = try step("confirm", "zh-Hans")
        #expect(twice.status == 75 && twice.errors.contains("该预约的状态已是“已确认”"), "\(twice.errors)")
        #expect(twice.errors.contains("tacet appointment arrive"))
        for language in ["en", "zh-Hans"] {
            let notBegun = try place.run(
                ["appointment", "complete", id, "--crisis", "--yes"], as: "lin", language: language)
            #expect(notBegun.status == 75 && notBegun.errors.contains(Workplace.day(2)), "\(notBegun.errors)")
            #expect(notBegun.errors.contains("10:00"))
            #expect(notBegun.errors.contains(language == "en" ? "has not begun yet" : "会谈尚未开始"))
            #expect(!notBegun.errors.contains("'start'"))
        }
        let coded = try place.run(["appointment", "complete", id, "--crisis", "--yes", "--json"], as: "lin")
        #expect(try coded.code() == "not-begun")
        #expect(try coded.error()["start"] as? String == "\(Workplace.day(2))T10:00:00+08:00")
        #expect(try place.run(["appointment", "cancel", id, "--by", "client"], as: "mo").status == 0)
        let gone = try place.run(["appointment", "complete", id, "--crisis", "--yes", "--json"], as: "lin")
        #expect(gone.status == 75)
        #expect(try gone.code() == "refused-transition")
        #expect(try gone.error()["state"] as? String == "cancelled")

        let recorded = try place.run(
            ["consent", "record", client, "--for", "counseling", "--from", "-", "--json"], as: "mo", input: "{}"
        ).json()
        let consent = try #require(recorded["id"] as? String)
        #expect(try place.run(["consent", "confirm", consent], as: "lin").status == 0)
        let again = try place.run(["consent", "confirm", consent], as: "lin")
        #expect(again.status == 75 && again.errors.contains("tacet consent list"), "\(again.errors)")

        let listed = try place.run(["credential", "list", "--json"], as: "fang").json()
        let credential = try #require((listed["credentials"] as? [[String: Any]])?.first?["id"] as? String)
        let verified = try place.run(["credential", "verify", credential], as: "fang")
        #expect(verified.status == 75 && verified.errors.contains("tacet credential renew"), "\(verified.errors)")

        let opened = try place.run(["case", "open", client, "--counselor", "lin", "--json"], as: "fang").json()
        let caseID = try #require(opened["id"] as? String)
        let written = try place.run(["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: "会谈").json()
        let note = try #require(written["id"] as? String)
        #expect(try place.run(["note", "add", note, "--from", "-"], as: "lin", input: "补").status == 75)
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
        let signed = try place.run(["note", "sign", note, "--json"], as: "lin")
        #expect(signed.status == 75)
        #expect(try signed.code() == "signed-note-is-locked")
        // A refusal by state is in the trail as every refusal is.
        let log = try place.run(["audit", "log", "--json"], as: "fang").json()
        let rules = try #require(log["entries"] as? [[String: Any]]).compactMap { $0["rule"] as? String }
        #expect(rules.contains("signed-note-is-locked") && rules.contains("note-is-not-signed"), "\(rules)")
    }

    @Test("a crisis stands in for the consent, and the appointment is marked; a remote session without consent is told")
    func crisis() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let client = try place.client("王小明")
        let id = try place.book(
            ["--client", client, "--counselor", "lin", "--at", "yesterday 10:00", "--modality", "phone"], as: "fang")
        // No flag says that there is a crisis: then it wants a yes.
        for (command, person) in [("arrive", "fang"), ("complete", "lin")] {
            let unasked = try place.run(["appointment", command, id, "--crisis", "--json"], as: person)
            #expect(try unasked.status == 64 && unasked.code() == "needs-yes", "\(unasked.errors)")
            #expect(try "\(unasked.error())".contains("no crisis flag"), "\(unasked.errors)")
        }
        let completed = try place.run(["appointment", "complete", id, "--crisis", "--yes"], as: "lin")
        #expect(completed.status == 0 && completed.errors.contains("because of a crisis"), "\(completed.errors)")
        #expect(completed.errors.contains("No consent for remote sessions is recorded"))
        #expect(try place.appointment(id, as: "lin")["withoutConsent"] as? Bool == true)
        #expect(try place.run(["appointment", "show", id], as: "lin").output.contains("without consent (crisis)"))
        // A counselor who records it has explained it.
        let recorded = try place.run(
            ["consent", "record", client, "--for", "remote", "--from", "-", "--json"], as: "lin", input: "{}")
        #expect(try recorded.json()["state"] as? String == "in-force")
    }

    @Test("undo right after a booking says that it was one and how it is cancelled, and speaks of no change before it")
    func undoBooking() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (client, day) = (try place.client("王小明"), Workplace.day(3))
        func book(_ time: String) throws -> String {
            try place.book(["--client", client, "--counselor", "lin", "--at", "\(day) \(time)"], as: "mo")
        }
        func undone(_ id: String) throws {
            for (language, said, next) in [
                ("en", "Your last change booked appointment", "tacet appointment cancel "),
                ("zh-Hans", "您最近的更改是登记预约", "tacet appointment cancel "),
            ] {
                let undo = try place.run(["undo"], as: "mo", language: language)
                #expect(undo.status == 75 && undo.errors.contains(said) && undo.errors.contains(next), "\(undo.errors)")
                #expect(!undo.errors.contains("moved") && !undo.errors.contains("改约"), "\(undo.errors)")
            }
            let error = try place.run(["undo", "--json"], as: "mo").error()
            #expect(error["code"] as? String == "cannot-undo", "\(error)")
            let state = try place.appointment(id, as: "mo")["state"] as? String
            #expect(state == "confirmed")
        }
        let first = try book("10:00")
        try undone(first)
        let moved = try place.run(["appointment", "reschedule", first, "--at", "\(day) 11:00"], as: "mo")
        #expect(moved.status == 0, "\(moved.errors)")
        let after = try place.run(["undo"], as: "mo")
        #expect(after.status == 75 && after.errors.contains("Your last change moved an appointment"), "\(after.errors)")
        try undone(try book("15:00"))
    }

    @Test("undo takes back one's own last change, says which, and takes cancelled time again unless it is gone")
    func undo() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let (one, other) = (try place.client("王小明"), try place.client("李雷"))
        let day = Workplace.day(3)
        let id = try place.book(
            ["--client", one, "--counselor", "lin", "--at", "\(day) 10:00", "--requested"], as: "mo")
        #expect(try place.appointment(id, as: "mo")["state"] as? String == "requested")
        #expect(try place.run(["appointment", "no-show", id, "--json"], as: "mo").code() == "refused-transition")
        #expect(try place.run(["appointment", "confirm", id], as: "lin").status == 0)
        #expect(try place.run(["appointment", "no-show", id, "--json"], as: "mo").code() == "not-begun")
        let cancelled = try place.run(["appointment", "cancel", id, "--by", "client", "--json"], as: "mo").json()
        #expect(cancelled["cancelledLate"] as? Bool == false && cancelled["cancelledBy"] as? String == "client")
        // Somebody else's change is not one's own: lin's own last change has been overtaken.
        #expect(try place.run(["undo", "--json"], as: "lin").code() == "conflict")
        let undone = try place.run(["undo"], as: "mo")
        #expect(
            undone.status == 0 && undone.output.contains("was cancelled and is confirmed again"), "\(undone.errors)")
        #expect(try place.run(["undo", "--json"], as: "mo").code() == "nothing-to-undo")
        let busy = ["book", "--client", other, "--counselor", "lin", "--at", "\(day) 10:00", "--json"]
        #expect(try place.run(busy, as: "mo").code() == "counselor-busy")
        #expect(try place.run(["appointment", "cancel", id, "--by", "practice"], as: "mo").status == 0)
        #expect(try place.run(busy, as: "mo").status == 0)
        // What was done last is that booking: the change before it is taken back only where somebody says yes.
        let asked = try place.run(["undo", "--json"], as: "mo")
        #expect(try asked.status == 64 && asked.code() == "needs-yes", "\(asked.errors)")
        #expect(asked.errors.contains("Since that change you booked appointment"), "\(asked.errors)")
        let late = try place.run(["undo", "--yes", "--json"], as: "mo")
        #expect(late.status == 75)
        #expect(try late.code() == "counselor-busy")
        #expect(try place.appointment(id, as: "mo")["state"] as? String == "cancelled")
        let changes = try #require(try place.appointment(id, as: "lin")["changes"] as? [[String: Any]])
        #expect(changes.compactMap { $0["takenBack"] as? Bool } == [false, false, false, true, false])
        #expect(changes.compactMap { $0["by"] as? String } == ["mo", "lin", "mo", "mo", "mo"])
        #expect(try place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
        #expect(try place.isSoundToIndependentReader(as: "lin"))
    }

    @Test("a case is shown and closed, and takes no notes and no appointments then; a profile is edited in part")
    func casesAndClients() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "bo"])
        let (client, caseID) = try place.openCase(client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin")
        let shown = try place.run(["case", "show", client, "--json"], as: "lin").json()
        #expect(shown["id"] as? String == caseID && shown["state"] as? String == "open")
        #expect(try place.run(["case", "show", caseID], as: "bo").status == 77)
        let booked = try place.run(["book", "--case", caseID, "--at", "tomorrow 10:00", "--json"], as: "lin").json()
        #expect(booked["case"] as? String == caseID)
        #expect(try place.run(["case", "close", caseID, "--json"], as: "lin").code() == "needs-yes")
        #expect(try place.run(["case", "close", caseID, "--yes"], as: "bo").status == 77)
        let closed = try place.run(["case", "close", caseID, "--yes", "--json"], as: "lin")
        #expect(try closed.json()["state"] as? String == "closed")
        #expect(try place.run(["note", "write", caseID, "--from", "-"], as: "lin", input: "会谈").status == 77)
        #expect(try place.run(["book", "--case", caseID, "--at", "tomorrow 12:00"], as: "lin").status == 77)
        #expect(try place.run(["case", "close", caseID, "--yes", "--json"], as: "lin").code() == "refused-transition")
        let edit = ["client", "edit", client, "--from", "-", "--json"]
        let edited = try place.run(edit, as: "lin", input: #"{"phone": null, "email": "xm@example.cn"}"#)
        #expect(try edited.json()["changed"] as? Bool == true)
        #expect(try place.run(edit, as: "fang", input: "{}").json()["changed"] as? Bool == false)
        let profile = try place.run(["client", "show", client, "--json"], as: "fang").json()
        #expect(profile["email"] as? String == "xm@example.cn" && (profile["phone"] as? [Any])?.isEmpty == true)
        #expect(try place.run(edit, as: "bo", input: "{}").status == 77)
        #expect(try place.run(edit, as: "lin", input: #"{"nome": "x"}"#).status == 65)
        let typed = try place.onTerminal(
            "fang client edit \(client)", people: ["fang"],
            [
                .expect("王小明"), .type("王晓明\n"), .expect("Phone"), .type("\n"), .type("\n"), .expect("xm@example.cn"),
                .type("-\n"), .type("\n"), .expect("are changed"),
            ])
        #expect(typed.status == 0, "\(typed.screen)")
        let renamed = try place.run(["client", "show", client, "--json"], as: "fang").json()
        #expect(renamed["name"] as? String == "王晓明" && renamed["email"] is NSNull)
        #expect(try place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
    }
}
