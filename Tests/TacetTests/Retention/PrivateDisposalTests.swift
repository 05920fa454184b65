import Foundation
import Testing

/// R5.5: after a case its counselor's private notes about it go as well, by the counselor's word and another person's.
struct PrivateDisposalTests {
    private static let year = 365.25 * 86_400
    private static let (noticed, later) = (Int(10 * year) + 3 * 86_400, Int(10 * year) + 65 * 86_400)

    private func need(_ ending: Workplace.Ending, _ status: Int32 = 0) throws {
        try #require(ending.status == status, "\(ending.output)\(ending.errors)")
    }

    /// lin with two cases, the first closed, and private notes about both; bo who left with private notes about the first.
    private func practice() throws -> (place: Workplace, gone: String, kept: String, ids: [String], clock: String)? {
        let place = try Workplace()
        guard let clock = try place.clock() else {
            place.remove()
            return nil
        }
        try place.found()
        for (person, role) in [
            ("au", "auditor"), ("lin", "counselor"), ("bo", "counselor"), ("fd", "front-desk"), ("gu", "custodian"),
        ] {
            try place.admit(person, name: "王\(person)", roles: [role])
        }
        let gone = try place.openCase(
            client: #"{"name": "欧阳小明", "phone": "13800138000", "birth": "1990-02-03"}"#, counselor: "bo")
        let kept = try place.openCase(client: #"{"name": "李四", "phone": "13900139000"}"#, counselor: "lin")
        func write(_ caseID: String, _ text: String, as person: String) throws -> String {
            let written = try place.prepare(
                ["note", "write", caseID, "--private", "--from", "-", "--json"], as: person, input: text)
            return try #require(try written.json()["id"] as? String, "\(written.errors)")
        }
        let session = try place.prepare(["note", "write", gone.id, "--from", "-", "--json"], as: "bo", input: "会谈")
        let note = try #require(try session.json()["id"] as? String, "\(session.errors)")
        try need(place.prepare(["note", "sign", note], as: "bo"))
        _ = try write(gone.id, "柏安自己的话", as: "bo")
        try need(place.prepare(["staff", "depart", "bo", "--to", "lin", "--yes"], as: "bo"))
        try need(
            place.prepare(["staff", "depart", "bo", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "搬家"}"#))
        try need(place.prepare(["staff", "confirm", "bo", "--yes"], as: "gu"))
        try need(place.prepare(["case", "list"], as: "lin"))
        let first = try write(gone.id, "我在这个个案里很疲惫", as: "lin")
        let about = try write(kept.id, "另一位的", as: "lin")
        let second = try write(gone.id, "第三条想法", as: "lin")
        try need(place.prepare(["note", "edit", first, "--from", "-"], as: "lin", input: "我在这个个案里不再疲惫"))
        try need(place.prepare(["case", "close", gone.id, "--yes"], as: "lin"))
        try need(place.run(where: clock(Self.noticed), ["retention", "notice", gone.id], as: "fd"))
        return (place, gone.id, kept.id, [first, about, second], clock(Self.later))
    }

    @Test(
        "once the case is gone its counselor's program names the notes, another approves, and their bytes are nowhere")
    func course() throws {
        guard let (place, gone, kept, ids, later) = try practice() else { return }
        defer { place.remove() }
        func run(_ arguments: [String], as person: String, language: String = "en") throws -> Workplace.Ending {
            try place.run(where: later, arguments, as: person, language: language)
        }
        // While the case is there nothing goes, and a hold on it holds the private notes too.
        let early = try run(["disposal", "private", gone, "--json"], as: "lin")
        #expect(try early.status == 75 && early.code() == "not-due", "\(early.errors)")
        try need(run(["retention", "hold", gone], as: "fang"))
        #expect(try run(["disposal", "propose", gone, "--json"], as: "fang").code() == "under-hold")
        #expect(try run(["disposal", "private", gone, "--json"], as: "lin").code() == "not-due")
        try need(run(["retention", "release-hold", gone], as: "fang"))
        try need(run(["disposal", "propose", gone], as: "fang"))
        try need(run(["disposal", "approve", gone, "--yes"], as: "gu"))

        // Before lin is there the certificate says who keeps notes, and of whom nobody can tell.
        let first = try run(["disposal", "certificate", gone, "--json"], as: "fd")
        let told = try #require(try first.json()["privateNotes"] as? [[String: Any]], "\(first.errors)")
        let standings = Dictionary(
            told.compactMap { one in (one["shortName"] as? String).map { ($0, one["standing"] as? String ?? "") } },
            uniquingKeysWith: { first, _ in first })
        #expect(standings["lin"] == "silent" && standings["bo"] == "silent", "\(told)")
        #expect(try (first.json()["certificate"] as? String)?.contains("does not work here now") == true)
        #expect(try run(["disposal", "approve", gone, "--yes", "--json"], as: "gu").code() == "already-disposed")

        // Any command of lin's names them; nobody else could have.
        #expect(try run(["disposal", "private", gone, "--json"], as: "fd").json()["privateNotes"] != nil)
        let named = try run(["note", "list", kept], as: "lin")
        #expect(named.status == 0 && named.errors.contains("named to go too: 2"), "\(named.errors)")
        #expect(try !run(["note", "list", kept], as: "lin").errors.contains("named to go too"))
        #expect(try run(["note", "show", ids[0]], as: "lin").output.contains("不再疲惫"))
        for person in ["lin", "fd", "au"] {
            #expect(try run(["disposal", "approve", gone, "--yes", "--json"], as: person).status == 77, "\(person)")
        }
        #expect(try run(["disposal", "approve", gone, "--json"], as: "gu").code() == "needs-yes")
        #expect(try run(["status"], as: "gu").output.contains("tacet disposal approve"))
        #expect(try run(["disposal", "certificate", gone], as: "fd").output.contains("wait for a second person"))
        let before = place.everything.appendingPathComponent("before.sqlite")
        try FileManager.default.copyItem(at: place.database, to: before)
        let done = try run(["disposal", "approve", gone, "--yes"], as: "gu", language: "zh")
        #expect(done.status == 0 && done.output.contains("2 条个人笔记"), "\(done.output)\(done.errors)")
        let bodies = try place.gone(since: before)
        #expect(bodies.count == 3)
        #expect(try place.lie(bodies) == [] && place.sweepMarks() == [])

        #expect(try run(["note", "show", ids[0], "--json"], as: "lin").status == 66)
        #expect(try run(["note", "show", ids[1]], as: "lin").output.contains("另一位的"))
        let written = try place.run(
            where: later, ["note", "write", kept, "--private", "--from", "-"], as: "lin", input: "之后的")
        #expect(written.status == 0, "\(written.errors)")
        #expect(try run(["note", "search", "--json"], as: "lin").status == 64)
        let again = try run(["disposal", "private", gone, "--json"], as: "lin")
        let standing = (try again.json()["privateNotes"] as? [[String: Any]])?.first?["standing"] as? String
        #expect(standing == "removed", "\(again.output)")
        for person in [nil, "lin", "fang", "gu", "fd"] {
            let verified = try place.run(where: later, ["audit", "verify", "--deep"], as: person)
            #expect(verified.status == 0, "\(person ?? ""): \(verified.output)\(verified.errors)")
        }
        for person in [nil, "lin", "fang"] { #expect(try place.readerFaults(as: person) == [], "\(person ?? "")") }
        let text = try run(["disposal", "certificate", gone], as: "fd").output
        #expect(text.contains("2 notes (3 rows) were disposed of") && text.contains("已销毁，由作者指定"), "\(text)")
        let log = try run(["audit", "log", "--subject", gone, "--json"], as: "au")
        let actions = try #require(try log.json()["entries"] as? [[String: Any]]).compactMap { $0["action"] as? String }
        #expect(actions.contains("propose-private-disposal") && actions.contains("approve-private-disposal"))
    }

    @Test("notes that changed after they were named are not approved, and it is said who names them again")
    func changed() throws {
        guard let (place, gone, _, ids, later) = try practice() else { return }
        defer { place.remove() }
        func run(_ arguments: [String], as person: String, input: String = "") throws -> Workplace.Ending {
            try place.run(where: later, arguments, as: person, input: input)
        }
        let none = try run(["disposal", "certificate", gone], as: "fd")
        #expect(none.status == 66 && none.errors.contains("not disposed of"), "\(none.errors)")
        let early = try run(["disposal", "private", gone], as: "lin")
        #expect(early.status == 75 && early.errors.contains("itself was not disposed of yet"), "\(early.errors)")
        try need(run(["disposal", "propose", gone], as: "fang"))
        try need(run(["disposal", "approve", gone, "--yes"], as: "gu"))
        try need(run(["disposal", "private", gone], as: "lin"))
        try need(run(["note", "edit", ids[0], "--from", "-"], as: "lin", input: "又改了一次"))
        let refused = try run(["disposal", "approve", gone, "--yes", "--json"], as: "gu")
        #expect(try refused.status == 75 && refused.code() == "private-notes-changed", "\(refused.errors)")
        let told = try run(["disposal", "certificate", gone], as: "fd").output
        #expect(told.contains("changed since") && told.contains("tacet disposal private"), "\(told)")
        try need(run(["disposal", "private", gone], as: "lin"))
        try need(run(["disposal", "approve", gone, "--yes"], as: "gu"))
        #expect(try run(["note", "show", ids[0], "--json"], as: "lin").status == 66)
    }

    @Test(
        "killed as soon as the rows are gone the next command clears the folder; what nobody named in time status tells"
    )
    func interrupted() throws {
        guard let (place, gone, _, _, later) = try practice() else { return }
        defer { place.remove() }
        try need(place.run(where: later, ["disposal", "propose", gone], as: "fang"))
        try need(place.run(where: later, ["disposal", "approve", gone, "--yes"], as: "gu"))
        // On a computer where nothing is remembered nothing is news.
        try place.forgetPins()
        let status = try place.run(where: later, ["status", "--json"], as: "lin")
        let told = (try status.json()["retention"] as? [[String: Any]])?.map { $0["code"] as? String }
        #expect(told?.contains("private-notes-left") == true, "\(status.output)\(status.errors)")
        let today = try place.run(where: later, ["today", "--json"], as: "lin")
        let waits = (try today.json()["waiting"] as? [[String: Any]])?.map { $0["code"] as? String }
        #expect(waits?.contains("private-notes-left") == true, "\(today.output)\(today.errors)")
        try need(place.run(where: later, ["disposal", "private", gone], as: "lin"))
        #expect(try !place.run(where: later, ["status"], as: "lin").output.contains("disposal private"))
        let before = place.everything.appendingPathComponent("before.sqlite")
        try FileManager.default.copyItem(at: place.database, to: before)
        try place.killApproval(of: gone, as: "gu", where: later, rows: "class = 6")
        #expect(try place.run(where: later, ["status"], as: "fd").status == 0)
        #expect(try place.sweepMarks() == [] && place.lie(place.gone(since: before)) == [])
        #expect(try place.run(["audit", "verify", "--deep"]).status == 0)
    }
}
