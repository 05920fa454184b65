import Foundation
import Testing

/// What the audit trail shows of a day, of a client and of a refusal, through the program.
struct AuditLogTests {
    private func entries(_ ending: Workplace.Ending) throws -> [[String: Any]] {
        try #require(try ending.json()["entries"] as? [[String: Any]], "\(ending.errors)")
    }

    @Test("a day begins at midnight in the practice, whatever day it is in UTC")
    func days() throws {
        let place = try Workplace()
        defer { place.remove() }
        // A zone in which it is another day than in UTC now.
        let hour = Calendar.gmt.component(.hour, from: Date())
        let zone = hour >= 10 ? "Pacific/Kiritimati" : "Etc/GMT+12"
        let founded = try place.run(
            ["init", "--name", "静心", "--from", "-", "--work-factor", "17", "--time-zone", zone], as: "fang",
            input: #"{"name": "方主任"}"#)
        try #require(founded.status == 0, "\(founded.errors)")
        let days = DateFormatter()
        days.locale = Locale(identifier: "en_US_POSIX")
        days.timeZone = TimeZone(identifier: zone)
        days.dateFormat = "yyyy-MM-dd"
        let (today, tomorrow) = (days.string(from: Date()), days.string(from: Date() + 86_400))
        #expect(try !entries(place.run(["audit", "log", "--since", today, "--json"], as: "fang")).isEmpty)
        #expect(try entries(place.run(["audit", "log", "--since", tomorrow, "--json"], as: "fang")).isEmpty)
        #expect(try place.run(["audit", "log", "--since", "2026-02-30", "--json"], as: "fang").status == 65)
        let moment = try place.run(["audit", "log", "--since", "2026-01-01T10:00:00Z", "--json"], as: "fang")
        #expect(try !entries(moment).isEmpty)
    }

    @Test("who registered a client stands under that client, and so does the refusal of whoever names another's")
    func clients() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for name in ["lin", "bo"] { try place.admit(name, name: "测试员\(name)", roles: ["counselor"]) }
        let (code, _) = try place.openCase(client: #"{"name": "王小明"}"#, counselor: "lin")
        let registered = try entries(place.run(["audit", "log", "--subject", code, "--json"], as: "fang"))
            .filter { $0["action"] as? String == "register-client" }
        #expect(registered.compactMap { $0["actorName"] as? String } == ["fang"])
        let others = try place.run(["note", "list", code, "--json"], as: "bo")
        #expect(try others.status == 66 && others.code() == "no-open-case")
        let denied = try entries(place.run(["audit", "log", "--subject", code, "--actor", "bo", "--json"], as: "fang"))
        #expect(denied.map { $0["outcome"] as? String } == ["denied"])
        // Whoever may see every client is refused nothing: that there is no open case is all.
        let added = try place.run(["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "李华"}"#)
        let other = try #require(try added.json()["code"] as? String)
        #expect(try place.run(["case", "show", other, "--json"], as: "fang").code() == "no-open-case")
        let own = try entries(place.run(["audit", "log", "--subject", other, "--json"], as: "fang"))
        #expect(!own.contains { $0["outcome"] as? String == "denied" })
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
    }

    @Test("a checkpoint of another practice is called that, and still says that nothing was verified by it")
    func otherPractice() throws {
        let (place, other) = (try Workplace(), try Workplace())
        defer {
            place.remove()
            other.remove()
        }
        try place.found()
        // Not prepared: what is prepared once is the same practice everywhere.
        let founded = try other.run(
            ["init", "--name", "别处", "--from", "-", "--work-factor", "17", "--time-zone", "Asia/Shanghai", "--yes"],
            as: "fang", input: #"{"name": "方主任"}"#)
        try #require(founded.status == 0, "\(founded.errors)")
        let file = other.everything.appendingPathComponent("kept").path
        let written = try other.run(["audit", "checkpoint", "--out", file], as: "fang")
        try #require(written.status == 0 && written.errors.contains("is written to '\(file)'"), "\(written.errors)")
        for (language, said) in [("en", "is of another practice than"), ("zh-Hans", "属于另一个机构")] {
            let verified = try place.run(["audit", "verify", "--against", file], language: language)
            #expect(verified.status == 76 && verified.output.contains(said), "\(verified)")
            let own = try other.run(["audit", "verify", "--against", file], language: language)
            #expect(own.status == 0 && !own.output.contains(said), "\(own)")
        }
    }
}

extension Calendar {
    fileprivate static var gmt: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }
}
