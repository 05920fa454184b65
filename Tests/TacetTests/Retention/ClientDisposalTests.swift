import Foundation
import Testing

/// A client's own file, after everything else of theirs: from the last case's disposal to the certificate.
struct ClientDisposalTests {
    private static let year = 365.25 * 86_400
    private static let (noticed, later) = (Int(10 * year) + 3 * 86_400, Int(10 * year) + 65 * 86_400)

    /// A client with a closed case, an appointment, consents, an emergency card and a disclosure, and another client.
    private func practice() throws -> (
        place: Workplace, client: String, hex: String, caseID: String, other: String, clock: (Int) -> String
    )? {
        let place = try Workplace()
        guard let clock = try place.clock() else {
            place.remove()
            return nil
        }
        try place.found()
        for (person, role) in [
            ("au", "auditor"), ("lin", "counselor"), ("fd", "front-desk"), ("su", "supervisor"), ("gu", "custodian"),
        ] {
            try place.admit(person, name: "王\(person)", roles: [role])
        }
        try place.makeFit("lin")
        let opened = try place.openCase(
            client: #"{"name": "欧阳小明", "phone": "13800138000", "birth": "1990-02-03"}"#, counselor: "lin")
        let other = try place.openCase(client: #"{"name": "李四", "phone": "13900139000"}"#, counselor: "lin")
        let written = try place.prepare(
            ["note", "write", opened.id, "--from", "-", "--json"], as: "lin", input: "谈到失眠")
        let note = try #require(try written.json()["id"] as? String, "\(written.errors)")
        try need(place.prepare(["note", "sign", note], as: "lin"))
        try need(
            place.prepare(["crisis", "card", opened.client, "--from", "-"], as: "lin", input: #"{"location": "学校"}"#))
        try need(
            place.prepare(
                ["book", "--client", opened.client, "--counselor", "lin", "--at", "tomorrow 10:00"], as: "fd"))
        let asked = try place.prepare(
            ["disclosure", "request", opened.id, note, "--basis", "legal-duty", "--from", "-", "--json"], as: "fang",
            input: #"{"recipient": "法院", "purpose": "审理", "grounds": "调取函"}"#)
        let disclosure = try #require(try asked.json()["id"] as? String, "\(asked.errors)")
        try need(
            place.prepare(["disclosure", "prepare", disclosure, "--from", "-"], as: "lin", input: #"{"leaveOut": []}"#))
        try need(place.prepare(["disclosure", "approve", disclosure, "--yes"], as: "su"))
        try need(
            place.prepare(
                [
                    "disclosure", "send", disclosure, "--recipient",
                    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", "--out",
                    place.everything.appendingPathComponent("home/out.age").path, "--yes",
                ], as: "lin"))
        try need(place.prepare(["case", "close", opened.id, "--yes"], as: "lin"))
        let shown = try place.prepare(["client", "show", opened.client, "--json"], as: "fd")
        let hex = try #require(try shown.json()["id"] as? String, "\(shown.errors)")
        return (place, opened.client, hex, opened.id, other.client, clock)
    }

    private func need(_ ending: Workplace.Ending, _ status: Int32 = 0) throws {
        try #require(ending.status == status, "\(ending.output)\(ending.errors)")
    }

    /// Gives the case's notice and has it disposed of, as two people do years later.
    private func disposeOfCase(_ place: Workplace, _ caseID: String, _ clock: (Int) -> String) throws {
        try need(place.run(where: clock(Self.noticed), ["retention", "notice", caseID], as: "fd"))
        try need(place.run(where: clock(Self.later), ["disposal", "propose", caseID], as: "fang"))
        try need(place.run(where: clock(Self.later), ["disposal", "approve", caseID, "--yes"], as: "gu"))
    }

    @Test("after its cases a client's file goes by two people; name and bytes are gone, what refers to it is sound")
    func course() throws {
        guard let (place, client, hex, caseID, other, clock) = try practice() else { return }
        defer { place.remove() }
        let later = clock(Self.later)
        func run(_ arguments: [String], as person: String, language: String = "en") throws -> Workplace.Ending {
            try place.run(where: later, arguments, as: person, language: language)
        }
        // The file stays for as long as any case of it does.
        let request = try place.run(["retention", "request", client, "--json"], as: "fd")
        #expect(try request.status == 0 && request.json()["standing"] as? String == "open", "\(request.errors)")
        try need(place.run(where: clock(Self.noticed), ["retention", "notice", caseID], as: "fd"))
        let early = try run(["disposal", "propose", client, "--json"], as: "fang")
        #expect(try early.status == 75 && early.code() == "not-due", "\(early.errors)")
        try need(run(["disposal", "propose", caseID], as: "fang"))
        // A call in a crisis after the proposal is in the file for all to see: somebody who can read looks first.
        let raised = try place.run(
            where: later, ["crisis", "raise", "--client", client, "--from", "-", "--json"], as: "fd", input: "来电哭泣")
        let flag = try #require(try raised.json()["id"] as? String, "\(raised.errors)")
        let overtaken = try run(["disposal", "approve", caseID, "--yes", "--json"], as: "gu")
        #expect(try overtaken.status == 75 && overtaken.code() == "disposal-not-proposed", "\(overtaken.errors)")
        #expect(try run(["disposal", "propose", caseID, "--json"], as: "fang").code() == "not-due")
        try need(run(["crisis", "ack", flag], as: "su"))
        try need(place.run(where: later, ["crisis", "resolve", flag, "--from", "-"], as: "lin", input: "已联系"))
        try need(run(["crisis", "resolve", flag], as: "su"))
        try need(run(["disposal", "propose", caseID], as: "fang"))
        // So is what corrects a date of birth, which may make the years longer.
        try need(
            place.run(
                where: later, ["client", "edit", client, "--from", "-"], as: "fd", input: #"{"birth": "1990-02-04"}"#))
        #expect(
            try run(["disposal", "approve", caseID, "--yes", "--json"], as: "gu").code() == "disposal-not-proposed")
        try need(run(["disposal", "propose", caseID], as: "fang"))
        try need(run(["disposal", "approve", caseID, "--yes"], as: "gu"))

        // The notice that each case had counts for the file too.
        let due = try run(["retention", "due", "--json"], as: "fang")
        let files = try #require(try due.json()["clients"] as? [[String: Any]], "\(due.errors)")
        #expect(files.count == 1 && files[0]["id"] as? String == hex && files[0]["standing"] as? String == "due")
        #expect(try run(["disposal", "propose", client, "--json"], as: "lin").status == 77)
        try need(run(["retention", "hold", client], as: "su"))
        let held = try run(["disposal", "propose", client, "--json"], as: "fang")
        #expect(try held.status == 75 && held.code() == "under-hold")
        try need(run(["retention", "release-hold", client], as: "gu"))
        let proposed = try run(["disposal", "propose", client, "--json"], as: "fang")
        try need(proposed)
        let said = try #require(try proposed.json()["proposal"] as? [String: Any])
        #expect(try proposed.json()["client"] as? String == hex && said["cards"] as? Int == 1)
        #expect(try run(["disposal", "approve", client, "--yes"], as: "fang").status == 77)
        #expect(try run(["disposal", "approve", client, "--yes"], as: "lin").status == 77)
        // A hold between the two stops it.
        try need(run(["retention", "hold", client], as: "fang"))
        #expect(try run(["disposal", "approve", client, "--yes", "--json"], as: "gu").code() == "under-hold")
        try need(run(["retention", "release-hold", client], as: "gu"))
        let before = place.everything.appendingPathComponent("before.sqlite")
        try FileManager.default.copyItem(at: place.database, to: before)
        let done = try run(["disposal", "approve", client, "--yes"], as: "gu", language: "zh")
        try need(done)
        #expect(done.output.contains("的档案") && done.errors.contains("紧急卡 1 张"), "\(done.output)\(done.errors)")
        let bodies = try place.gone(since: before)
        #expect(bodies.count >= 8)
        #expect(try place.lie(bodies) == [])
        #expect(try place.sweepMarks() == [])
        for name in ["欧阳", "13800138000"] {
            #expect(try Workplace.shell("grep -rqaF '\(name)' '\(place.folder.path)'") == 1, "\(name)")
        }
        try check(place, later, client, hex, caseID, other, flag)
    }

    /// What is left, and what is said of it.
    private func check(
        _ place: Workplace, _ later: String, _ client: String, _ hex: String, _ caseID: String, _ other: String,
        _ flag: String
    ) throws {
        func run(_ arguments: [String], as person: String, input: String = "") throws -> Workplace.Ending {
            try place.run(where: later, arguments, as: person, input: input)
        }
        for person in [nil, "lin", "fang", "gu", "su", "au", "fd"] {
            let verified = try place.run(where: later, ["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(person ?? ""): \(verified.output)\(verified.errors)")
        }
        for person in [nil, "fang", "su"] { #expect(try place.readerFaults(as: person) == [], "\(person ?? "")") }
        let listed = try run(["client", "list", "--json"], as: "fd")
        #expect(try (listed.json()["clients"] as? [Any])?.count == 1, "\(listed.errors)")
        #expect(try (listed.json()["disposed"] as? [[String: Any]])?.first?["id"] as? String == hex)
        #expect(try run(["client", "list"], as: "fd").errors.contains(client))
        let sought = try run(["client", "find", "--from", "-"], as: "fd", input: #"{"search": "欧阳"}"#)
        #expect(sought.errors.contains("by name") && !sought.output.contains("欧阳"), "\(sought.errors)")
        for arguments in [
            ["client", "show", client], ["client", "edit", client, "--from", "-"], ["consent", "list", client],
            ["book", "--client", client, "--counselor", "lin", "--at", "tomorrow 10:00"],
            ["case", "open", client, "--counselor", "lin"], ["case", "show", caseID],
            ["consent", "record", client, "--for", "remote", "--from", "-"], ["disposal", "propose", client],
            ["retention", "hold", client], ["retention", "notice", client], ["retention", "request", client],
        ] {
            let refused = try run(arguments + ["--json"], as: "fang", input: "{}")
            let code = try? refused.code()
            #expect(refused.status == 75 && code == "already-disposed", "\(arguments) \(refused.errors)")
        }
        #expect(try run(["client", "show", client], as: "fd").errors.contains("disposed of on 20"))
        // Nobody in danger is turned away for it.
        #expect(try run(["crisis", "raise", "--client", client, "--from", "-"], as: "fd", input: "来电").status == 0)
        // Nothing was written where everything is gone, and everything else goes on.
        #expect(try place.run(["audit", "verify", "--deep"]).status == 0)
        for arguments in [
            ["case", "list"], ["today"], ["status"], ["crisis", "list"], ["crisis", "show", flag],
            ["disposal", "list"],
            ["retention", "due", "--all"], ["disclosure", "list"], ["client", "show", other],
            ["consent", "list", other],
            ["disposal", "certificate", caseID],
        ] {
            let ending = try run(arguments, as: "fang")
            #expect(ending.status == 0 && !ending.output.contains("欧阳"), "\(arguments) \(ending.errors)")
        }
        let account = try run(["disclosure", "account", client, "--json"], as: "fd")
        let told = try #require(try account.json()["disclosures"] as? [[String: Any]], "\(account.errors)")
        #expect(told.count == 1 && told[0]["recipient"] as? String == "法院")
        let letter = try run(["audit", "letter", client, "--json"], as: "au")
        let actions = try #require(try letter.json()["entries"] as? [[String: Any]]).map { $0["action"] as? String }
        for action in ["sign-note", "approve-disposal", "record-consent", "book-appointment", "read-client"] {
            #expect(actions.contains(action), "\(action): \(actions)")
        }
        let certificate = try run(["disposal", "certificate", client, "--json"], as: "fd")
        let text = try #require(try certificate.json()["certificate"] as? String, "\(certificate.errors)")
        #expect(text.contains(hex) && text.contains("来访者"))
        #expect(text.contains("crisis flags") && !text.contains("欧阳"))
    }

    @Test(
        "killed as soon as the rows are gone, the next command clears the folder; a file put back is told and goes again"
    )
    func interrupted() throws {
        guard let (place, client, hex, caseID, _, clock) = try practice() else { return }
        defer { place.remove() }
        let later = clock(Self.later)
        try disposeOfCase(place, caseID, clock)
        try need(place.run(where: later, ["disposal", "propose", client], as: "fang"))
        let before = place.everything.appendingPathComponent("before.sqlite")
        try FileManager.default.copyItem(at: place.database, to: before)
        try place.killApproval(of: client, as: "gu", where: later)
        // A mark of another's disposal, whose rows have not gone: nobody who clears the folder takes it away.
        let others = place.folder.appendingPathComponent("practice.sweep-\(String(repeating: "a", count: 32))-1f")
        try Data("tacet-sweep 1\n".utf8).write(to: others)
        // Of these days, as the clock of whoever comes next says.
        let written = Date.now.addingTimeInterval(TimeInterval(Self.later))
        try FileManager.default.setAttributes([.modificationDate: written], ofItemAtPath: others.path)
        #expect(try place.run(where: later, ["status"], as: "lin").status == 0)
        #expect(try place.sweepMarks() == [others.lastPathComponent])
        #expect(try place.lie(place.gone(since: before)) == [])
        #expect(try place.run(["audit", "verify", "--deep"]).status == 0)

        // The file of before, where nobody's pin is in the way: this computer remembers what was disposed of.
        try FileManager.default.removeItem(at: place.database)
        try FileManager.default.copyItem(at: before, to: place.database)
        try place.forgetPins()
        let status = try place.run(where: later, ["status", "--json"], as: "fang")
        let told = (try status.json()["retention"] as? [[String: Any]])?.first {
            $0["code"] as? String == "disposals-restored"
        }
        #expect(told?["ids"] as? [String] == [hex], "\(status.output)\(status.errors)")
        let approved = try place.run(where: later, ["disposal", "approve", client, "--yes", "--json"], as: "gu")
        try need(approved)
        #expect(try place.lie(place.gone(since: before)) == [])
    }

    @Test("whoever came once goes too; a term that nobody can count, an appointment to come and another's word stop it")
    func withoutCase() throws {
        let place = try Workplace()
        guard let clock = try place.clock() else {
            place.remove()
            return
        }
        defer { place.remove() }
        try place.found()
        try place.admit("fd", name: "前台", roles: ["front-desk"])
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try place.admit("wei", name: "魏委", roles: ["committee-member"])
        try place.makeFit("lin")
        func add(_ name: String) throws -> String {
            let added = try place.run(
                ["client", "add", "--from", "-", "--json"], as: "fd", input: #"{"name": "\#(name)"}"#)
            return try #require(try added.json()["code"] as? String, "\(added.errors)")
        }
        let (silent, minor) = (try add("赵六"), try add("孙七"))
        try need(
            place.run(["client", "edit", minor, "--from", "-"], as: "fd", input: #"{"birth": "2020-05-06"}"#))
        try need(place.run(["consent", "record", minor, "--for", "counseling", "--from", "-"], as: "fd", input: "{}"))
        let (noticed, later) = (clock(Self.noticed), clock(Self.later))
        func standing(_ client: String, _ clock: String) throws -> String? {
            let due = try place.run(where: clock, ["retention", "due", "--all", "--json"], as: "fang")
            let files = try #require(try due.json()["clients"] as? [[String: Any]], "\(due.errors)")
            let name = client == silent ? "赵六" : "孙七"
            return files.first { $0["clientName"] as? String == name }?["standing"] as? String
        }
        // Nothing of the one is dated; what is noted first begins the years. The other was a child.
        #expect(try standing(silent, later) == "closing-unknown")
        #expect(try standing(minor, later) == "kept")
        #expect(try place.run(where: later, ["disposal", "propose", silent, "--json"], as: "fang").code() == "not-due")
        try need(place.run(["retention", "notice", silent], as: "fd"))
        #expect(try standing(silent, noticed) == "due")
        try need(
            place.run(
                where: noticed, ["book", "--client", silent, "--counselor", "lin", "--at", "tomorrow 10:00"], as: "fd"))
        let coming = try place.run(where: noticed, ["disposal", "propose", silent, "--json"], as: "fang")
        #expect(try coming.status == 75 && coming.code() == "not-due", "\(coming.errors)")
        let short = try place.run(where: noticed, ["disposal", "approve", minor, "--yes", "--json"], as: "wei")
        #expect(try short.status == 75 && short.code() == "disposal-not-proposed")
        // No case and no such client.
        #expect(try place.run(where: noticed, ["disposal", "propose", "C-ZZZZ", "--json"], as: "fang").status == 66)
        let far = clock(Int(21 * Self.year))
        #expect(try standing(silent, far) == "to-notify")
        try need(place.run(where: far, ["retention", "notice", silent, "--collected"], as: "fd"))
        try need(place.run(where: far, ["disposal", "propose", silent], as: "fang"))
        try need(place.run(where: far, ["disposal", "approve", silent, "--yes"], as: "wei"))
        #expect(try place.run(["audit", "verify", "--deep"]).status == 0)
        #expect(try place.run(where: far, ["audit", "verify", "--deep"], as: "fang").status == 0)
    }
}
