import Foundation
import Testing

/// Raising on a locked workstation, killed in the middle: the short form of scripts/crash-sweep.
struct CrisisKillTests {
    @Test("a flag whose raising was killed is there whole or not at all, and can be raised again")
    func killed() throws {
        let text = try KillTests.sweep(["--points", "3", "raise", "card"])
        #expect(text.contains("raise: 3 kills"))
    }
}
