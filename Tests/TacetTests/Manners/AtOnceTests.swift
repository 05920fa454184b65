import Foundation
import Testing

/// Several processes on one practice file.
struct AtOnceTests {
    @Test("people who register clients at the same moment all succeed, and the log accounts for every one")
    func clients() async throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<4 {
                group.addTask {
                    try place.run(
                        ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "来访者\#(number)"}"#
                    ).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [0, 0, 0, 0])
        let listed = try place.run(["client", "list", "--json"], as: "fang")
        for number in 0..<4 { #expect(listed.output.contains("来访者\(number)")) }
        let verified = try place.run(["audit", "verify", "--deep"])
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }

    @Test("whoever waits for another command of theirs to leave lets others write meanwhile")
    func waiting() async throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin"])
        let id = try place.openCase(client: #"{"name": "赵一"}"#, counselor: "lin").id
        let acting = try place.run(["status", "--json"], as: "fang").json()["acting"] as? [String: Any]
        let person = try #require(acting?["id"] as? String)
        let states = place.state.appendingPathComponent("tacet")
        let locks = try FileManager.default.subpathsOfDirectory(atPath: states.path)
        let lock = try #require(locks.first { $0.hasSuffix("\(person).pin.lock") })
        let held = open(states.appendingPathComponent(lock).path, O_RDWR)
        try #require(held >= 0 && flock(held, LOCK_EX) == 0)
        async let waiting = Task.detached { try place.run(["status"], as: "fang") }.value
        // Until it waits for the lock: it holds the file open, and has nothing left to do.
        try await Task.sleep(for: .seconds(3))
        let written = try place.run(["note", "write", id, "--from", "-"], as: "lin", input: "初稿")
        #expect(written.status == 0, "\(written.errors)")
        flock(held, LOCK_UN)
        close(held)
        #expect(try await waiting.status == 0)
    }

    /// How several runs of one command end that begin at the same moment.
    private func atOnce(
        _ place: Workplace, _ count: Int, input: String = "", _ arguments: @escaping @Sendable (Int) -> [String]
    ) async throws -> [Workplace.Ending] {
        try await withThrowingTaskGroup(of: Workplace.Ending.self) { group in
            for number in 0..<count {
                group.addTask { try place.run(arguments(number), as: "fang", input: input) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test("one person who is registered several times at the same moment is registered once, and the others are asked")
    func samePerson() async throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        for name in ["王小明", "李大同", "赵敏"] {
            let endings = try await atOnce(place, 4, input: #"{"name": "\#(name)"}"#) { _ in
                ["client", "add", "--from", "-", "--json"]
            }
            #expect(endings.map(\.status).sorted() == [0, 64, 64, 64], "\(endings.map(\.errors))")
            for refused in endings where refused.status != 0 { #expect(try refused.code() == "needs-yes") }
        }
        let clients = try place.run(["client", "list", "--json"], as: "fang").json()["clients"] as? [Any]
        #expect(clients?.count == 3)
        // Whoever says that another one is meant has it, however many do.
        let meant = try await atOnce(place, 3, input: #"{"name": "王小明"}"#) { _ in
            ["client", "add", "--from", "-", "--yes"]
        }
        #expect(meant.map(\.status) == [0, 0, 0], "\(meant.map(\.errors))")
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
    }

    @Test("two cases of one client are not opened by two who open one at the same moment")
    func sameCase() async throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        for name in ["王小明", "李大同", "赵敏"] {
            let added = try place.run(
                ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "\#(name)"}"#)
            let client = try #require(try added.json()["code"] as? String)
            let endings = try await atOnce(place, 4) { _ in ["case", "open", client, "--counselor", "lin", "--json"] }
            #expect(endings.map(\.status).sorted() == [0, 64, 64, 64], "\(endings.map(\.errors))")
            for refused in endings where refused.status != 0 { #expect(try refused.code() == "needs-yes") }
        }
        let cases = try place.run(["case", "list", "--json"], as: "fang").json()["cases"] as? [Any]
        #expect(cases?.count == 3)
    }

    @Test("of several who admit one person at the same moment one does, or is told that an earlier code is of no use")
    func samePersonAdmitted() async throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let joined = try place.run(
            ["join", "lin", "--from", "-", "--work-factor", "17"], as: "lin", input: #"{"name": "林梅"}"#)
        try #require(joined.status == 0, "\(joined.errors)")
        let codes = place.everything.path
        @Sendable func admit(_ number: Int) -> [String] {
            [
                "staff", "admit", "Keys/lin.public", "--role", "counselor", "--work-factor", "17", "--yes",
                "--code-file", "\(codes)/code\(number)",
            ]
        }
        let endings = try await atOnce(place, 4) { number in admit(number) }
        let told = "took the place of the one made then"
        let first = endings.filter { $0.status == 0 && !$0.errors.contains(told) }
        #expect(first.count == 1, "\(endings)")
        #expect(endings.allSatisfy { $0.status == 0 || $0.status == 75 }, "\(endings)")
        for (language, said) in [("en", told), ("zh-Hans", "取代了当时的文件")] {
            let again = try place.run(admit(9), as: "fang", language: language)
            #expect(again.status == 0 && again.errors.contains(said), "\(again.errors)")
        }
        let welcome = ["welcome", "Keys/lin.welcome", "--code-file", "\(codes)/code9", "--work-factor", "17"]
        #expect(try place.run(welcome, as: "lin").status == 0)
        // Repeated, as by whoever did not see how it ended.
        for (language, said) in [("en", "You belong to '静心' already"), ("zh-Hans", "您已属于“静心”")] {
            let repeated = try place.run(welcome, as: "lin", language: language)
            #expect(repeated.status == 75 && repeated.errors.contains(said), "\(repeated.errors)")
        }
        #expect(try place.run(welcome + ["--json"], as: "lin").code() == "already-joined")
        for (language, said) in [("en", "needs no welcome file"), ("zh-Hans", "此前已加入，不需要欢迎文件")] {
            let late = try place.run(admit(9), as: "fang", language: language)
            #expect(late.status == 0 && late.errors.contains(said), "\(late.errors)")
        }
    }
}
