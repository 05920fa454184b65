import Foundation
import Testing

/// Crisis flags where a clock stands elsewhere, where somebody holds the practice file, and where a client's file was spoiled.
struct CrisisTroubleTests {
    private static let words = "来访者说今晚不想活了"
    private static let day = 86_400

    private func flag(_ id: String, _ place: Workplace, where clock: String) throws -> [String: Any] {
        let shown = try place.run(where: clock, ["crisis", "show", id, "--json"], as: "su")
        return try #require(shown.status == 0 ? try shown.json() : nil, "\(shown.errors)")
    }

    private func isOverdue(_ flag: [String: Any]) throws -> [Bool] {
        try #require(flag["demands"] as? [[String: Any]]).compactMap { $0["overdue"] as? Bool }
    }

    @Test("a clock that goes back and forth keeps nobody from taking a flag up, is told, and leaves the trail sound")
    func clocks() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        // Where nothing can be compiled no clock can be moved.
        guard let clock = try place.clock() else { return }
        let raise = ["crisis", "raise", "--client", client, "--level", "imminent", "--from", "-", "--json"]
        let raised = try place.run(where: clock(0), raise, as: "su", input: Self.words)
        let id = try #require(try raised.json()["id"] as? String, "\(raised.errors)")
        #expect(try isOverdue(flag(id, place, where: clock(0))) == [false])
        #expect(try isOverdue(flag(id, place, where: clock(16 * 60))) == [true])
        // Back a day: one of the two clocks is wrong, so it counts as overdue, and it can be taken up all the same.
        #expect(try isOverdue(flag(id, place, where: clock(-Self.day))) == [true])
        let other = try place.run(where: clock(-Self.day), ["crisis", "--from", "-", "--json"], input: "又一个")
        let second = try #require(try other.json()["id"] as? String, "\(other.errors)")
        let taken = try place.run(where: clock(-Self.day), ["crisis", "ack", id, "--json"], as: "su")
        #expect(taken.status == 0, "\(taken.errors)")
        // What can wait does, and changes nothing.
        let waits = try place.run(
            where: clock(-Self.day), ["client", "add", "--from", "-"], as: "fang", input: #"{"name": "李雷"}"#)
        let settled = try place.run(where: clock(0), ["staff", "list"], as: "fang")
        #expect(settled.status == 0 && (waits.status == 0 || waits.errors.contains("clock")), "\(waits.errors)")
        // Forward again, by another day too.
        for shift in [0, Self.day] {
            let seen = try flag(id, place, where: clock(shift))
            #expect(seen["state"] as? String == "acknowledged" && seen["acknowledgedBy"] as? String == "su")
            #expect(seen["clockBehind"] as? Bool == false)
            let events = try #require(seen["events"] as? [[String: Any]])
            #expect(events.map { $0["clockBehind"] as? Bool } == [false, true])
            #expect(try (seen["ignored"] as? [Any])?.isEmpty == true && isOverdue(seen).isEmpty)
            let late = try flag(second, place, where: clock(shift))
            #expect(try late["clockBehind"] as? Bool == true && isOverdue(late) == [true])
        }
        #expect(try place.run(where: clock(Self.day), ["crisis", "ack", second], as: "su").status == 0)
        // A proposal and its co-signature, the one a day before the other by their clocks.
        let proposed = try place.run(
            where: clock(Self.day), ["crisis", "resolve", id, "--from", "-"], as: "fang", input: "好转")
        #expect(proposed.status == 0, "\(proposed.errors)")
        let cosigned = try place.run(where: clock(0), ["crisis", "resolve", id, "--cosign"], as: "su")
        #expect(cosigned.status == 0, "\(cosigned.errors)")
        #expect(try flag(id, place, where: clock(0))["state"] as? String == "resolved")
        let verified = try place.run(where: clock(Self.day), ["audit", "verify", "--deep"], as: "su")
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        // Raised by a clock that is a week ahead, it does not wait for a week.
        let early = try place.run(
            where: clock(8 * Self.day), ["crisis", "--from", "-", "--json"], input: "在天台")
        let third = try #require(try early.json()["id"] as? String, "\(early.errors)")
        let read = try flag(third, place, where: clock(0))
        #expect(try read["clockAhead"] as? Bool == true && isOverdue(read) == [true])
        let due = ISO8601DateFormatter().date(from: read["due"] as? String ?? "")
        #expect(abs(due?.timeIntervalSinceNow ?? 9999) < 600, "\(read)")
        let list = try place.run(where: clock(0), ["crisis", "list", "--open"], as: "fang")
        #expect(list.errors.contains("COUNTS AS OVERDUE"), "\(list.errors)")
        #expect(list.errors.contains("one of the two clocks"), "\(list.errors)")
    }

    @Test("where keys to a client's file were spoiled, whoever raises or takes up is told to phone the front desk")
    func deskUntold() throws {
        let (place, client) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let raise = ["crisis", "raise", "--client", client, "--from", "-"]
        let sound = try place.run(raise + ["--json"], as: "lin", input: Self.words).json()
        #expect(sound["deskTold"] as? Bool == true)
        let file = try #require(sound["client"] as? String)
        try place.alter("UPDATE row SET body = x'00' WHERE class = 5 AND scope = x'\(file)'")
        let raised = try place.run(raise, as: "lin", input: Self.words)
        #expect(raised.status == 0 && raised.errors.contains("The front desk could not be told"), "\(raised.errors)")
        let locked = try place.run(raise, input: Self.words, language: "zh-Hans")
        #expect(locked.status == 0 && locked.errors.contains("未能通知前台"), "\(locked.errors)")
        let told = try place.run(raise + ["--json"], as: "su", input: Self.words).json()
        #expect(told["deskTold"] as? Bool == false && told["clientFileSound"] as? Bool == false)
        let id = try #require(told["id"] as? String)
        let taken = try place.run(["crisis", "ack", id], as: "su", language: "zh-Hans")
        #expect(taken.status == 0 && taken.errors.contains("未能通知前台"), "\(taken.errors)")
        let loose = try place.run(["crisis", "--from", "-", "--json"], input: "来电").json()
        #expect(loose["deskTold"] is NSNull)
        let other = try place.run(["crisis", "ack", try #require(loose["id"] as? String), "--json"], as: "su").json()
        #expect(other["deskTold"] is NSNull)
        for (arguments, person, input) in [
            (["crisis", "resolve", id, "--from", "-"], "fang", "好转"),
            (["crisis", "resolve", id, "--cosign"], "su", ""),
        ] {
            let ended = try place.run(arguments, as: person, input: input)
            #expect(ended.status == 0, "\(ended.errors)")
            if person == "su" { #expect(ended.errors.contains("could not be told that it is over")) }
        }
    }

    @Test("whoever signs while somebody holds the practice file is told so in the end, and keeps their words")
    func held() throws {
        let (place, _) = try CrisisRaiseTests.practice()
        defer { place.remove() }
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        holder.arguments = [
            "-c",
            "import sqlite3, sys, time; f = sqlite3.connect(sys.argv[1], isolation_level=None); f.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(600)",
            place.database.path,
        ]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        // Threads of this process block the signal that asks a process to end, and their children inherit that: it would hold the file as long as
        // it sleeps.
        func letGo() {
            guard holder.isRunning else { return }
            kill(holder.processIdentifier, SIGKILL)
            holder.waitUntilExit()
        }
        defer { letGo() }
        _ = output.fileHandleForReading.availableData
        let refused = try place.run(["crisis", "--from", "-"], as: "lin", input: Self.words, language: "zh-Hans")
        #expect(refused.status == 75, "\(refused.errors)")
        #expect(refused.errors.contains("未能保存") && refused.errors.contains(Self.words))
        let form = #"{"seen": "\#(Self.words)", "level": "imminent"}"#
        let told = try place.run(["crisis", "--from", "-", "--json"], input: form)
        let error = try told.error()
        #expect(told.status == 75 && error["words"] as? [String] == [Self.words, "--level imminent"], "\(told.errors)")
        let call = try #require(error["call"] as? [String: Any])
        #expect(call["police"] as? String == "110" && (call["duty"] as? [Any])?.count == 2)
        #expect(holder.isRunning)
        letGo()
        #expect(try place.run(["crisis", "--from", "-"], as: "lin", input: Self.words).status == 0)
        let flags = try place.run(["crisis", "list", "--json"], as: "su").json()["flags"] as? [Any]
        #expect(flags?.count == 1)
        #expect(try place.run(["audit", "verify", "--deep"], as: "su").status == 0)
    }
}
