import Foundation
import Testing

/// Several processes that want the same hour.
struct AppointmentsAtOnceTests {
    /// Few in every run; as many as `TACET_RACES` says where somebody asks for more.
    private static let races = ProcessInfo.processInfo.environment["TACET_RACES"].flatMap { Int($0) } ?? 8

    @Test(
        "of two processes that book one hour again and again, exactly one gets it each time, and nothing else is left")
    func again() async throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["lin", "mo"])
        let clients = try ["王小明", "李雷"].map { try place.client($0) }
        for person in ["mo", "fang"] { _ = try place.passphraseFile(person) }
        for race in 0..<Self.races {
            // Every other time both want it for the same client.
            let time = "\(Workplace.day(7 + race / 12)) \(8 + race % 12):00"
            async let one = Task.detached {
                try place.run(["book", "--client", clients[0], "--counselor", "lin", "--at", time], as: "mo").status
            }.value
            async let other = Task.detached {
                try place.run(
                    ["book", "--client", clients[race % 2], "--counselor", "lin", "--at", time], as: "fang"
                ).status
            }.value
            let ended = try await [one, other].sorted()
            #expect(ended == [0, 75], "race \(race)")
        }
        var count = 0
        for client in clients {
            let all = try place.run(["appointment", "list", "--client", client, "--json"], as: "mo").json()
            count += try #require(all["appointments"] as? [Any]).count
        }
        #expect(count == Self.races)
        #expect(try place.run(["audit", "verify", "--deep"], as: "mo").status == 0)
    }

    @Test(
        "of twelve processes that book one counselor, and of twelve that book one client, exactly one succeeds each time"
    )
    func onlyOne() async throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.foundWithStaff(["bo", "lin", "mo"])
        let clients = try (0..<3).map { try place.client("来访者\($0)") }
        let day = Workplace.day(7)
        func race(_ number: Int, _ arguments: @escaping @Sendable (Int) -> [String]) async throws -> [Int32: Int] {
            // The passphrase files are made at the first use: once, before everyone wants them.
            for person in ["mo", "fang", "lin"] { _ = try place.passphraseFile(person) }
            return try await withThrowingTaskGroup(of: Int32.self) { group in
                for index in 0..<number {
                    group.addTask {
                        try place.run(["book", "--json"] + arguments(index), as: index % 2 == 0 ? "mo" : "fang").status
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
        }
        let counselor = try await race(12) { index in
            ["--client", clients[index % 3], "--counselor", "lin", "--at", "\(day) 10:\(10 + index % 6 * 5)"]
        }
        #expect(counselor == [0: 1, 75: 11])
        let client = try await race(12) { index in
            [
                "--client", clients[0], "--counselor", index % 2 == 0 ? "lin" : "bo", "--at", "\(day) 15:00", "--room",
                "\(index)",
            ]
        }
        #expect(client == [0: 1, 75: 11])
        let listed = try place.run(["appointment", "list", "--day", day, "--json"], as: "mo").json()
        #expect((listed["appointments"] as? [Any])?.count == 2)
        var records = 0
        for client in clients {
            let all = try place.run(["appointment", "list", "--client", client, "--json"], as: "mo").json()
            records += try #require(all["appointments"] as? [Any]).count
        }
        #expect(records == 2)
        #expect(try place.run(["audit", "verify", "--deep"], as: "mo").status == 0)
    }
}
