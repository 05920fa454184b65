import Foundation
import Testing

/// A clock that was ahead: whom it keeps from what, what is said of it, and the way out.
struct ClockTests {
    private static let ahead = 90 * 86_400

    private func remarks(_ ending: Workplace.Ending) throws -> [[String: Any]] {
        try #require(try ending.json()["remarks"] as? [[String: Any]])
    }

    @Test(
        "a case that was opened under a clock ahead and closed under one that is right is remarked on, and is no fault")
    func closedBeforeOpened() throws {
        let place = try Workplace()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let added = try place.run(["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "甲"}"#)
        let client = try #require(try added.json()["code"] as? String)
        func cases(_ when: String) throws -> String {
            let opened = try place.run(
                where: when, ["case", "open", client, "--counselor", "lin", "--json", "--yes"], as: "fang")
            return try #require(try opened.json()["id"] as? String, "\(opened.errors)")
        }
        func remarked() throws -> [String] {
            let verified = try place.run(["audit", "verify", "--deep", "--json"], as: "lin")
            #expect(verified.status == 0, "\(verified.output)")
            return try remarks(verified).filter { $0["kind"] as? String == "case-closed-before-opened" }
                .compactMap { $0["place"] as? String }
        }
        let ordinary = try cases(":")
        #expect(try place.run(["case", "close", ordinary, "--yes"], as: "lin").status == 0)
        #expect(try remarked().isEmpty)
        let ahead = try cases(clock(2 * 86_400))
        #expect(try place.run(["case", "close", ahead, "--yes"], as: "lin").status == 0)
        #expect(try remarked() == [ahead])
        let told = try place.run(["audit", "verify", "--deep"], as: "lin", language: "zh-Hans")
        #expect(told.output.contains("早于开案时间"))
    }

    @Test("who looked under a clock far ahead goes on; who changed something says that it is right, and it shows")
    func ahead() throws {
        let place = try Workplace()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        try place.found()
        try place.admit("au", name: "审计", roles: ["auditor"])
        try place.admit("fd", name: "前台", roles: ["front-desk"])
        let later = clock(Self.ahead)
        let add = ["client", "add", "--from", "-", "--json", "--yes"]
        #expect(try place.run(where: later, ["client", "list"], as: "fd").status == 0)
        let refused = try place.run(where: later, ["audit", "log"], as: "fd")
        #expect(refused.status == 77, "\(refused.errors)")
        #expect(try place.run(add, as: "fd", input: #"{"name": "甲"}"#).status == 0)
        // A change: it keeps whoever made it from others, and nobody else.
        #expect(try place.run(where: later, add, as: "fd", input: #"{"name": "乙"}"#).status == 0)
        let locked = try place.run(add, as: "fd", input: #"{"name": "丙"}"#)
        #expect(try locked.status == 78 && locked.code() == "clock-set-back", "\(locked.errors)")
        let days = DateFormatter()
        days.locale = Locale(identifier: "en_US_POSIX")
        days.timeZone = TimeZone(identifier: "Asia/Shanghai")
        days.dateFormat = "yyyy-MM-dd"
        // As a watch in the practice shows it, not in UTC.
        let message = try #require(try locked.error()["message"] as? String)
        let dates = [Date() - 60, Date()].map { days.string(from: $0) }
        #expect(dates.contains { message.contains($0) }, "\(message)")
        #expect(!message.contains("Z") && !message.contains("UTC"), "\(message)")
        // Whatever it comes by: booking says more of what went wrong.
        let client = try #require(
            try (place.run(["client", "list", "--json"], as: "fd").json()["clients"] as? [[String: Any]])?.first?[
                "code"] as? String)
        for (language, said) in [("en", "This computer's clock shows"), ("zh-Hans", "本机时钟现在显示")] {
            let booked = try place.run(
                ["book", "--client", client, "--counselor", "fang", "--at", "2031-01-06 10:00", "--yes"], as: "fd",
                language: language)
            #expect(booked.status == 78 && booked.errors.contains(said), "\(booked.errors)")
            #expect(dates.contains { booked.errors.contains($0) } && !booked.errors.contains("UTC"), "\(booked.errors)")
        }
        #expect(try (locked.error()["hint"] as? String)?.contains("tacet check --clock-is-right") == true)
        #expect(try place.run(add, as: "fang", input: #"{"name": "丁"}"#).status == 0)
        let outside = try place.run(["audit", "verify", "--json"])
        #expect(try outside.status == 0 && remarks(outside).map { $0["kind"] as? String } == ["pin-in-future"])
        let known = try place.run(["audit", "verify"])
        #expect(known.output.contains("later than its clock") && !known.output.contains("UTC"), "\(known.output)")
        let sheet = place.folder.appendingPathComponent("Keys/duty.txt")
        try FileManager.default.removeItem(at: sheet)
        let unknown = try place.run(["audit", "verify"])
        #expect(unknown.output.contains(" UTC"), "\(unknown.output)")
        // Told once, also to them.
        let inside = try place.run(["audit", "verify", "--json"], as: "fd")
        #expect(try inside.status == 0 && remarks(inside).map { $0["kind"] as? String } == ["pin-in-future"])
        // Only with a word of theirs.
        let unsure = try place.run(["check", "--clock-is-right", "--json"], as: "fd")
        #expect(try unsure.status == 64 && unsure.code() == "needs-yes", "\(unsure.errors)")
        let right = try place.run(["check", "--clock-is-right", "--yes", "--json"], as: "fd")
        #expect(try right.status == 0 && right.json()["set"] as? Bool == true, "\(right.errors)")
        #expect(try place.run(add, as: "fd", input: #"{"name": "丙"}"#).status == 0)
        #expect(try place.run(["check", "--clock-is-right", "--json"], as: "fd").json()["set"] as? Bool == false)
        let told = try place.run(["audit", "log", "--json"], as: "au")
        let log = try #require(try told.json()["entries"] as? [[String: Any]])
        let word = try #require(log.first { $0["action"] as? String == "set-clock-right" })
        #expect(word["actorName"] as? String == "fd" && word["clockWas"] is String)
        for depth in [[], ["--deep"]] {
            let verified = try place.run(["audit", "verify", "--json"] + depth, as: "au")
            #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
            let kinds = Dictionary(grouping: try remarks(verified)) { $0["kind"] as? String ?? "" }
            #expect(Set(kinds.keys) == ["entry-in-future", "time-ran-ahead", "clock-set-right"], "\(verified.output)")
            #expect(kinds["clock-set-right"]?.first?["place"] as? String == "\(word["position"] ?? "")")
        }
        // By a clock that has come there, what was dated ahead is not ahead any more; that it ran ahead of others stays, and whoever
        // wrote after it is not named.
        let afterwards = try place.run(where: clock(2 * Self.ahead), ["audit", "verify", "--json"], as: "au")
        #expect(try !remarks(afterwards).contains { $0["kind"] as? String == "entry-in-future" })
        #expect(try remarks(afterwards).contains { $0["kind"] as? String == "time-ran-ahead" })
        #expect(try !remarks(afterwards).contains { $0["kind"] as? String == "time-goes-back" })
    }
}
