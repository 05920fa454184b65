import Foundation
import Testing

/// What was weak once, through the program: times of notes, spoiled files, the recovery card, exchanged identities.
struct WeakPointTests {
    private static let ahead = 90 * 86_400

    @Test("a note that was begun under a clock far ahead says so where it is shown and verified, and in JSON")
    func clockAhead() throws {
        let place = try Workplace()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let (_, caseID) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let write = ["note", "write", caseID, "--template", "free", "--from", "-", "--json"]
        let written = try place.run(where: clock(Self.ahead), write, as: "lin", input: #"{"text": "失眠"}"#)
        let id = try #require(try written.json()["id"] as? String, "\(written.errors)")
        let future = try place.run(["note", "show", id, "--json"], as: "lin").json()
        let doubts = try #require(future["timeDoubts"] as? [[String: Any]])
        #expect(doubts.map { $0["kind"] as? String } == ["note-in-future"])
        #expect(try place.run(["check", "--clock-is-right", "--yes"], as: "lin").status == 0)
        #expect(try place.run(["note", "sign", id, "--yes"], as: "lin").status == 0)
        let shown = try place.run(["note", "show", id], as: "lin")
        #expect(
            shown.output.contains("Please look at the times of this note: it is dated as signed on"), "\(shown.output)")
        let chinese = try place.run(["note", "show", id], as: "lin", language: "zh-Hans")
        #expect(chinese.output.contains("请留意这份记录的时间"))
        let verified = try place.run(["audit", "verify", "--deep", "--json"], as: "lin")
        #expect(verified.status == 0)
        let remarks = try #require(try verified.json()["remarks"] as? [[String: Any]])
        let kinds = Set(remarks.compactMap { $0["kind"] as? String })
        #expect(kinds == ["note-in-future", "signed-before-written", "note-against-log"], "\(kinds)")
        #expect(remarks.allSatisfy { $0["place"] as? String == id })
        let told = try place.run(["audit", "verify", "--deep"], as: "lin")
        #expect(told.output.contains("Please look: note \(id): it is dated as signed on"))
    }

    @Test("one spoiled client file is named, the rest is listed, and the list ends with 76")
    func spoiledFile() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let add = ["client", "add", "--from", "-", "--json", "--yes"]
        let first = try place.run(add, as: "fang", input: #"{"name": "王小明"}"#).json()
        let second = try place.run(add, as: "fang", input: #"{"name": "李华"}"#).json()
        let (spoiled, whole) = (try #require(first["id"] as? String), try #require(second["id"] as? String))
        let code = try #require(first["code"] as? String)
        let opened = try place.run(
            ["case", "open", try #require(second["code"] as? String), "--counselor", "lin", "--json"], as: "fang")
        let caseID = try #require(try opened.json()["id"] as? String)
        for arguments in [["client", "list"], ["case", "list"]] {
            let ending = try place.run(arguments + ["--json"], as: "fang")
            #expect(try ending.status == 0 && (ending.json()["spoiled"] as? [String])?.isEmpty == true)
        }
        // An assignment that nobody signed.
        try place.alter("UPDATE row SET body = zeroblob(200) WHERE class = 5 AND scope = x'\(spoiled)'")
        let list = try place.run(["client", "list", "--json"], as: "fang")
        #expect(list.status == 76, "\(list.errors)")
        #expect(try list.json()["spoiled"] as? [String] == [spoiled])
        #expect(try (list.json()["clients"] as? [[String: Any]])?.map { $0["id"] as? String } == [whole])
        let text = try place.run(["client", "list"], as: "fang")
        #expect(text.status == 76 && text.output.contains("李华") && text.errors.contains(code), "\(text.errors)")
        let found = try place.run(["client", "find", "--from", "-", "--json"], as: "fang", input: #"{"search": "李华"}"#)
        #expect(try found.status == 76 && found.json()["spoiled"] as? [String] == [spoiled])
        let cases = try place.run(["case", "list", "--json"], as: "fang")
        #expect(try cases.status == 76 && cases.json()["spoiled"] as? [String] == [spoiled])
        #expect(try (cases.json()["cases"] as? [[String: Any]])?.map { $0["id"] as? String } == [caseID])
        #expect(try place.run(["client", "show", code], as: "fang").status == 76)
        #expect(try place.run(["today"], as: "fang").status == 0)
        let status = try place.run(["status", "--json"], as: "fang")
        #expect(try status.status == 0 && status.json()["spoiledFiles"] as? Int == 1, "\(status.errors)")
        #expect(try place.run(add, as: "fang", input: #"{"name": "赵敏"}"#).status == 0)
    }

    @Test("a card whose words nobody saw is told until one is made whose words were shown")
    func recoveryCard() throws {
        let place = try Workplace()
        defer { place.remove() }
        // The practice is there, but what would be printed goes nowhere.
        let founded = try place.run(
            where: "exec > /dev/full",
            ["init", "--name", "静心", "--from", "-", "--work-factor", "17", "--time-zone", "Asia/Shanghai"], as: "fang",
            input: #"{"name": "方主任"}"#)
        #expect(founded.status == 74)
        func points() throws -> [[String: Any]] {
            try #require(try place.run(["check", "--json"], as: "fang").json()["points"] as? [[String: Any]])
        }
        func card() throws -> [String: Any]? { try points().first { $0["code"] as? String == "recovery-card" } }
        #expect(try card()?["inOrder"] as? Bool == false)
        #expect(try card()?["mend"] as? String == "tacet recovery make-card --as fang")
        let status = try place.run(["status"], as: "fang")
        #expect(status.output.contains("tacet recovery make-card --as fang"), "\(status.output)")
        #expect(try place.run(["recovery", "make-card", "--work-factor", "17", "--yes"], as: "fang").status == 0)
        #expect(try card()?["inOrder"] as? Bool == true)
        // Who is no custodian has none, and is told nothing of one.
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let others = try place.run(["check", "--json"], as: "lin")
        #expect(others.output.contains("\"code\"") && !others.output.contains("recovery-card"), "\(others.output)")
        #expect(try !place.run(["status"], as: "fang").output.contains("make-card"))
    }

    @Test("a practice that was founded as it should be says nothing of its card")
    func knownCard() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        #expect(try !place.run(["status"], as: "fang").output.contains("make-card"))
        // However many custodians there are: that this is another file shows beside the card's mark.
        func files() throws -> [[String: Any]] {
            let points = try place.run(["check", "--json"]).json()["points"] as? [[String: Any]] ?? []
            return points.filter { $0["code"] as? String == "recovery-file" }
        }
        #expect(try files().isEmpty)
        let file = place.folder.appendingPathComponent("Keys/fang.recovery")
        let good = try Data(contentsOf: file)
        var altered = good
        altered[altered.count / 2] ^= 1
        try altered.write(to: file)
        #expect(
            try files().map { $0["mend"] as? String } == [
                "Make another card and keep it: tacet recovery make-card --as fang"
            ])
        try good.write(to: file)
        #expect(try files().isEmpty)
    }

    @Test("an identity file under another person's name is refused, in words")
    func exchangedIdentity() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let keys = place.folder.appendingPathComponent("Keys")
        let file = keys.appendingPathComponent("lin.identity")
        try FileManager.default.removeItem(at: file)
        try FileManager.default.copyItem(at: keys.appendingPathComponent("fang.identity"), to: file)
        let refused = try place.run(
            ["status", "--as", "lin", "--passphrase-file", place.passphraseFile("fang"), "--json"])
        #expect(try refused.status == 65 && refused.code() == "for-someone-else", "\(refused.errors)")
        let told = try #require(try refused.error()["message"] as? String)
        #expect(told.contains("another person's identity"))
    }
}
