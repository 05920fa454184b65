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
}
