import Foundation
import Testing

/// What is done already, what comes first, and what somebody new meant: said, with the status that a script looks for.
struct DoneAlreadyTests {
    private func made(_ ending: Workplace.Ending, _ member: String = "id") throws -> String {
        try #require(ending.status == 0, "\(ending.output)\(ending.errors)")
        return try #require(try ending.json()[member] as? String)
    }

    private func expect(_ ending: Workplace.Ending, _ status: Int32, _ code: String, _ said: String = "") throws {
        #expect(try ending.status == status && ending.code() == code, "\(ending.output)\(ending.errors)")
        #expect(said.isEmpty || ending.errors.contains(said), "\(ending.errors)")
    }

    @Test("signing or ending twice, approving too early: each says how it stands, and strangers are refused")
    func twice() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("su", name: "苏督", roles: ["supervisor"])
        try place.admit("tong", name: "童学", roles: ["trainee"])
        try place.admit("wei", name: "魏委", roles: ["committee-member"])
        // whoever came in needs no welcome
        let admit = ["staff", "admit", "Keys/lin.public", "--role", "counselor", "--work-factor", "17", "--yes"]
        let admitted = try place.run(admit, as: "fang")
        #expect(admitted.status == 0 && admitted.errors.contains("needs no welcome file"), "\(admitted.errors)")
        #expect(!admitted.errors.contains("Next: the newcomer"), "\(admitted.errors)")
        let opened = try place.openCase(client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin")
        let note = try made(
            try place.run(["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: "今天谈了睡眠"))
        // notes
        let add = try place.run(["note", "add", note, "--from", "-", "--json"], as: "lin", input: "补充")
        try expect(add, 75, "note-is-not-signed", "tacet note edit")
        #expect(try place.run(["note", "sign", note], as: "lin").status == 0)
        for act in [["sign", note], ["edit", note, "--from", "-"]] {
            let again = try place.run(["note"] + act + ["--json"], as: "lin", input: "anders")
            try expect(again, 75, "signed-note-is-locked", "signed already")
            #expect(again.errors.contains("tacet note add ") && !again.errors.contains("add ID"), "\(again.errors)")
            #expect(try place.run(["note"] + act + ["--json"], as: "su", input: "anders").status == 77)
        }
        // supervision
        let agree = ["supervision", "agree", "--supervisor", "su", "--trainee"]
        try expect(place.run(agree + ["su", "--json"], as: "fang"), 65, "bad-field", "nobody supervises themself")
        let agreement = try made(place.run(agree + ["tong", "--json"], as: "fang"))
        #expect(try place.run(["supervision", "end", agreement], as: "fang").status == 0)
        try expect(place.run(["supervision", "end", agreement, "--json"], as: "fang"), 75, "already-ended")
        #expect(try place.run(["supervision", "end", agreement], as: "lin").status == 77)
        // disclosures
        let disclosure = try made(
            try place.run(
                ["disclosure", "request", opened.id, note, "--basis", "client-consent", "--from", "-", "--json"],
                as: "fang", input: #"{"recipient": "医院", "purpose": "转诊", "grounds": "同意书"}"#))
        let approve = ["disclosure", "approve", disclosure, "--yes", "--json"]
        try expect(place.run(approve, as: "su"), 75, "not-prepared", "tacet disclosure prepare")
        let prepare = ["disclosure", "prepare", disclosure, "--from", "-"]
        #expect(try place.run(prepare, as: "lin", input: #"{"leaveOut": []}"#).status == 0)
        #expect(try place.run(approve, as: "su").status == 0)
        try expect(place.run(approve, as: "su"), 75, "already-approved")
        // reviews: a draw of more than there are takes all, and says so
        let review = try made(
            try place.run(
                ["review", "assign", "--counselor", "lin", "--count", "5", "--to", "su", "--kind", "supervisor"]
                    + ["--json"], as: "fang"))
        #expect(try place.run(["review", "confirm", review], as: "wei").status == 0)
        try expect(place.run(["review", "confirm", review, "--json"], as: "wei"), 75, "already-confirmed")
        let lent = try place.run(["note", "list"], as: "lin")
        #expect(lent.errors.contains("asked for by lot: 5; notes to draw from: 1"), "\(lent.errors)")
        #expect(try place.run(["review", "show", review], as: "fang").errors.contains("notes to draw from: 1"))
        let wrote = try place.run(
            ["review", "write", review, "--from", "-"], as: "su", input: #"{"scores": {"plan": 4}, "findings": "好"}"#)
        #expect(wrote.status == 0, "\(wrote.errors)")
        let answer = ["review", "answer", review, "--from", "-", "--json"]
        #expect(try place.run(answer, as: "lin", input: "谢谢").status == 0)
        try expect(place.run(answer, as: "lin", input: "又"), 64, "needs-yes", "has an answer of yours already")
        let anew = try place.run(answer + ["--yes"], as: "lin", input: "又")
        #expect(try anew.status == 0 && anew.json()["answers"] as? Int == 2)
        #expect(try place.run(["review", "finish", review], as: "su").status == 0)
        try expect(place.run(["review", "finish", review, "--json"], as: "su"), 75, "already-finished")
        #expect(try place.run(["review", "finish", review], as: "wei").status == 77)
        #expect(try place.run(["audit", "verify", "--deep"], as: "lin").status == 0)
    }

    @Test("a date to look again is near, harm to a minor waits no longer than a day, and promises are true")
    func promises() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("su", name: "苏督", roles: ["supervisor"])
        try place.admit("wei", name: "魏委", roles: ["committee-member"])
        try place.admit("lu", name: "陆委", roles: ["committee-member"])
        let raise = ["crisis", "raise", "--minor", "--kind", "abuse", "--level", "watch", "--from", "-"]
        let raised = try place.run(raise + ["--json"], input: "邻居说孩子挨打")
        let flag = try made(raised)
        let shown = try place.run(["crisis", "show", flag, "--json"], as: "su").json()
        let times = try ["raised", "due"].map { try #require(shown[$0] as? String) }
        let dates = times.compactMap { ISO8601DateFormatter().date(from: $0) }
        #expect(dates.count == 2 && dates[1].timeIntervalSince(dates[0]) == 86_400, "\(times)")
        let told = ISO8601DateFormatter().date(from: try made(raised, "due"))
        #expect(abs(told?.timeIntervalSince(dates[1]) ?? 99) < 5)
        let reassess = ["crisis", "reassess", flag, "--level", "elevated", "--json", "--due"]
        for good in ["in 3d", "in 12h", "3d", "2 天"] {
            #expect(try place.run(reassess + [good], as: "su").status == 0, "\(good)")
        }
        for (bad, said) in [("2020-01-01", "over already"), ("400d", "31 days"), ("bald", "12h, 3d")] {
            try expect(place.run(reassess + [bad], as: "su"), 65, "bad-field", said)
        }
        let complaint = #"{"by": "client", "against": "service", "text": "x"}"#
        let file = ["complaint", "file", "--from", "-"]
        for (person, said) in [("wei", "You belong to the committee"), ("su", "you cannot read it back")] {
            let filed = try place.run(file, as: person, input: complaint)
            #expect(filed.status == 0 && filed.errors.contains(said), "\(filed.errors)")
        }
        let help = try place.run(["note", "show", "--help"]).output
        #expect(help.components(separatedBy: "\n  --version").count == 2, "\(help)")
        #expect(try place.run(["note", "write", "--help"]).output.contains("custodians"))
    }
}
