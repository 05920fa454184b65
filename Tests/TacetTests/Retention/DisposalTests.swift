import Foundation
import Testing

/// A case from its closing to its certificate, eleven years in one test: the clock is moved on for the later commands.
struct DisposalTests {
    private static let words = "来访者谈到失眠与考试压力"
    private static let year = 365.25 * 86_400

    /// A place with a closed case, and how its clock is moved.
    private func practice() throws -> (
        place: Workplace, client: String, caseID: String, clock: (Int) -> String
    )? {
        let place = try Workplace()
        guard let clock = try place.clock() else {
            place.remove()
            return nil
        }
        try place.found()
        try place.admit("au", name: "审计", roles: ["auditor"])
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("fd", name: "前台", roles: ["front-desk"])
        try place.admit("gu", name: "顾清", roles: ["custodian"])
        let opened = try place.openCase(
            client: #"{"name": "王小明", "phone": "13800138000", "birth": "1990-02-03"}"#, counselor: "lin")
        let written = try place.prepare(
            ["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: Self.words)
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        for step in [
            try place.prepare(["note", "sign", note], as: "lin"),
            try place.prepare(["note", "add", note, "--from", "-"], as: "lin", input: "补充：周一致电"),
            try place.prepare(["case", "close", opened.id, "--yes"], as: "lin"),
            try place.run(
                [
                    "backup", "make", "--to", place.everything.path, "--unattended", "--keep", "9000", "--recipient",
                    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
                ]),
        ] {
            try #require(step.status == 0, "\(step.errors)")
        }
        return (place, opened.client, opened.id, clock)
    }

    @Test(
        "the law wins for ten years; then two people dispose of a case, its bytes are gone, and everybody can verify that"
    )
    func course() throws {
        guard let (place, client, caseID, clock) = try practice() else { return }
        defer { place.remove() }
        let early = try place.run(["retention", "request", caseID, "--json"], as: "fd")
        #expect(try early.status == 0 && early.json()["standing"] as? String == "kept", "\(early.errors)")
        #expect(try (early.json()["reason"] as? String)?.contains("10 years") == true)
        let chinese = try place.run(["retention", "request", caseID], as: "fd", language: "zh")
        #expect(chinese.output.contains("法律规定优先于删除请求"), "\(chinese.output)")
        let refused = try place.run(["disposal", "propose", caseID, "--json"], as: "fang")
        #expect(try refused.status == 75 && refused.code() == "not-due")
        #expect(try place.run(["disposal", "propose", caseID, "--json"], as: "lin").code() == "denied")

        let (noticed, later) = (clock(Int(10 * Self.year) + 3 * 86_400), clock(Int(10 * Self.year) + 65 * 86_400))
        let waiting = try place.run(where: noticed, ["retention", "due", "--json"], as: "fang")
        let cases = try #require(try waiting.json()["cases"] as? [[String: Any]])
        #expect(cases.first?["standing"] as? String == "to-notify" && cases.first?["deletionRequests"] as? Int == 2)
        #expect(try place.run(where: noticed, ["retention", "notice", caseID], as: "fd").status == 0)
        #expect(
            try place.run(where: noticed, ["disposal", "propose", caseID, "--json"], as: "fang").code() == "not-due")

        // Under a hold, which the director does not end, nothing goes.
        #expect(try place.run(where: later, ["retention", "hold", caseID], as: "lin").status == 0)
        let held = try place.run(where: later, ["disposal", "propose", caseID, "--json"], as: "fang")
        #expect(try held.status == 75 && held.code() == "under-hold")
        let kept = try place.run(where: later, ["retention", "release-hold", caseID, "--json"], as: "fang")
        #expect(try kept.status == 77 && kept.code() == "denied")
        #expect(try place.run(where: later, ["retention", "release-hold", caseID], as: "gu").status == 0)

        let proposed = try place.run(where: later, ["disposal", "propose", caseID, "--json"], as: "fang")
        try #require(proposed.status == 0, "\(proposed.errors)")
        #expect(
            try place.run(where: later, ["disposal", "approve", caseID, "--yes", "--json"], as: "fang").status == 77)
        #expect(try place.run(where: later, ["disposal", "approve", caseID, "--yes", "--json"], as: "fd").status == 77)
        #expect(
            try place.run(where: later, ["disposal", "approve", caseID, "--json"], as: "gu").code() == "needs-yes")
        let status = try place.run(where: later, ["status"], as: "gu")
        #expect(status.output.contains("tacet disposal approve"), "\(status.output)")

        let before = place.everything.appendingPathComponent("before.sqlite")
        try FileManager.default.copyItem(at: place.database, to: before)
        let done = try place.run(where: later, ["disposal", "approve", caseID, "--yes", "--json"], as: "gu")
        try #require(done.status == 0, "\(done.errors)")
        #expect(try done.json()["sweepOwed"] as? Bool == false)
        let bodies = try place.gone(since: before)
        #expect(bodies.count >= 6)
        let left = try place.lie(bodies)
        #expect(left == [], "\(left)")
        #expect(try place.sweepMarks() == [])

        for arguments in [["audit", "verify"], ["audit", "verify", "--deep"]] {
            let verified = try place.run(arguments)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
        for person in ["lin", "fang", "gu"] {
            let verified = try place.run(where: later, ["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        }
        let certificate = try place.run(where: later, ["disposal", "certificate", caseID, "--json"], as: "fd")
        let text = try #require(try certificate.json()["certificate"] as? String, "\(certificate.errors)")
        #expect(text.contains("CERTIFICATE OF DISPOSAL") && text.contains("销 毁 证 明") && text.contains(caseID))
        #expect(try (certificate.json()["backups"] as? [Any])?.count == 1 && text.contains(".tar.age"))
        // Who read the notes can be told still.
        let letter = try place.run(where: later, ["audit", "letter", client, "--json"], as: "au")
        let actions = try #require(try letter.json()["entries"] as? [[String: Any]]).map { $0["action"] as? String }
        #expect(actions.contains("sign-note") && actions.contains("approve-disposal"), "\(actions)")
        // What is left: that there was a case, and nothing to read or write in it.
        let shown = try place.run(where: later, ["case", "show", caseID, "--json"], as: "fd")
        #expect(try shown.json()["disposed"] as? Bool == true, "\(shown.errors)")
        let listed = try place.run(where: later, ["note", "list", caseID, "--json"], as: "lin")
        #expect(try listed.status == 75 && listed.code() == "already-disposed")
        let again = try place.run(where: later, ["disposal", "propose", caseID, "--json"], as: "fang")
        #expect(try again.code() == "already-disposed")
    }

    @Test("what a kill interrupted the next command finishes; a file put back is told by status")
    func interrupted() throws {
        guard let (place, _, caseID, clock) = try practice() else { return }
        defer { place.remove() }
        let (noticed, later) = (clock(Int(10 * Self.year) + 3 * 86_400), clock(Int(10 * Self.year) + 65 * 86_400))
        let before = place.everything.appendingPathComponent("before.sqlite")
        for step in [
            try place.run(where: noticed, ["retention", "notice", caseID, "--collected"], as: "fd"),
            try place.run(where: later, ["disposal", "propose", caseID], as: "fang"),
        ] {
            try #require(step.status == 0, "\(step.errors)")
        }
        try FileManager.default.copyItem(at: place.database, to: before)
        // Killed as soon as the rows are gone, or soon after: the next command finishes what is left.
        try place.killApproval(of: caseID, as: "gu", where: later)
        #expect(try place.run(where: later, ["status"], as: "lin").status == 0)
        #expect(try place.sweepMarks() == [])
        let left = try place.lie(place.gone(since: before))
        #expect(left == [], "\(left)")
        #expect(try place.run(["audit", "verify", "--deep"]).status == 0)

        // The file of before, where nobody's pin is in the way: this computer remembers what was disposed of.
        try FileManager.default.removeItem(at: place.database)
        try FileManager.default.copyItem(at: before, to: place.database)
        let pins = FileManager.default.enumerator(at: place.state, includingPropertiesForKeys: nil)
        while let file = pins?.nextObject() as? URL {
            if file.pathExtension == "pin" { try FileManager.default.removeItem(at: file) }
        }
        let status = try place.run(where: later, ["status", "--json"], as: "fang")
        let told = (try status.json()["retention"] as? [[String: Any]])?.map { $0["code"] as? String }
        #expect(told?.contains("disposals-restored") == true, "\(status.output)\(status.errors)")
        let proposal = try place.run(where: later, ["disposal", "approve", caseID, "--yes", "--json"], as: "gu")
        #expect(proposal.status == 0, "\(proposal.errors)")
    }
}
