import Testing

@testable import Practice

/// When an agent ends by the clocks.
struct AgentWatchTests {
    private func reading(_ seconds: Int64, asleep: Int64 = 0) -> AgentWatch.Reading {
        AgentWatch.Reading(awake: (1000 + seconds) * 1000, whole: (1000 + seconds + asleep) * 1000)
    }

    private func watch(idle: Int = 900, total: Int = 28_800) throws -> AgentWatch {
        AgentWatch(try #require(AgentLimits(idleSeconds: idle, totalSeconds: total)), began: reading(0))
    }

    @Test("an agent ends after it was not used for its idle limit, and each use begins that anew")
    func idle() throws {
        var watch = try watch()
        #expect(watch.ending(at: reading(899)) == nil)
        #expect(watch.ending(at: reading(900)) == .idle)
        watch.use(at: reading(600))
        #expect(watch.ending(at: reading(1499)) == nil)
        #expect(watch.ending(at: reading(1500)) == .idle)
        #expect(watch.left(at: reading(1000)) == (27_800, 500))
    }

    @Test("however much it is used, it ends after its longest time")
    func total() throws {
        var watch = try watch()
        for second in stride(from: Int64(0), to: 28_800, by: 600) {
            watch.use(at: reading(second))
            #expect(watch.ending(at: reading(second + 1)) == nil)
        }
        #expect(watch.ending(at: reading(28_800)) == .total)
        #expect(watch.left(at: reading(28_799)).idle == 1)
    }

    @Test("a machine that slept locks, however short and however recently it was used")
    func suspended() throws {
        var watch = try watch()
        watch.use(at: reading(10))
        #expect(watch.ending(at: reading(10, asleep: 1)) == nil)
        #expect(watch.ending(at: reading(10, asleep: 2)) == .suspended)
    }

    @Test("it looks again at least every five seconds, and no later than a limit")
    func wait() throws {
        #expect(try watch().wait(at: reading(0)) == 5000)
        #expect(try watch().wait(at: reading(898)) == 2000)
        #expect(try watch().wait(at: reading(30_000)) == 1)
    }

    @Test("the limits are bounded: an agent cannot be made to stay for ever")
    func bounds() {
        #expect(AgentLimits(idleSeconds: 0, totalSeconds: 60) == nil)
        #expect(AgentLimits(idleSeconds: 7201, totalSeconds: 43_200) == nil)
        #expect(AgentLimits(idleSeconds: 60, totalSeconds: 43_201) == nil)
        #expect(AgentLimits(idleSeconds: 7200, totalSeconds: 43_200) != nil)
        #expect(AgentLimits.usual.idle == 900 && AgentLimits.usual.total == 28_800)
    }

    @Test("a frame's head bounds what follows")
    func frames() {
        #expect(AgentFrame.parse(AgentFrame.head(1, count: 32), longest: 32)?.count == 32)
        #expect(AgentFrame.parse(AgentFrame.head(1, count: 33), longest: 32) == nil)
        for head in [[0, 0, 0, 1, 1, 1], [255, 255, 255, 255, 1, 1], [0, 0, 0, 0, 1, 1], [0, 0, 0, 2, 1]] as [[UInt8]] {
            #expect(AgentFrame.parse(head, longest: AgentFrame.longestArgument) == nil)
        }
    }

    @Test("a state is read back as it was told, and nothing else is a state")
    func state() throws {
        let limits = try #require(AgentLimits(idleSeconds: 60, totalSeconds: 600))
        let told = AgentState(
            shortName: "lin", folder: "/somewhere with\na line end", since: 5, limits: limits, left: (500, 40),
            file: "ab", identity: [1, 2], isMemoryLocked: true)
        #expect(AgentState(parsing: told.bytes) == told)
        for count in 0..<told.bytes.count - 1 {
            #expect(AgentState(parsing: Array(told.bytes.prefix(count))) != told)
        }
        #expect(AgentState(parsing: []) == nil)
    }
}
