import Testing

@testable import Practice

/// What an agent says of itself: whoever runs as the same user can stand in its place.
struct AgentStateTests {
    private func read(since: Int64, left: Int, idleLeft: Int) -> AgentState? {
        AgentState(
            parsing: AgentState(
                shortName: "lin", folder: "/p", since: since, limits: .usual, left: (left, idleLeft), file: "0",
                identity: [1], isMemoryLocked: true
            ).bytes)
    }

    @Test("what an agent may say is read")
    func possible() {
        #expect(read(since: 1_796_090_400, left: 28_800, idleLeft: 0)?.left == 28_800)
        #expect(read(since: 0, left: AgentLimits.longestTotal, idleLeft: 900)?.idleLeft == 900)
    }

    @Test(
        "times that no agent has make it none",
        arguments: [
            (Int64.max, 1, 1), (Int64.min, 1, 1), (253_402_300_800, 1, 1), (1, Int.max, 1), (1, -1, 1),
            (1, 1, Int.max), (1, 1, Int.min), (1, AgentLimits.longestTotal + 1, 1),
        ])
    func impossible(since: Int64, left: Int, idleLeft: Int) {
        #expect(read(since: since, left: left, idleLeft: idleLeft) == nil)
    }
}
