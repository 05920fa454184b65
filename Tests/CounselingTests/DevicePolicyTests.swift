import Counseling
import Testing

@Suite("Policy of second computers")
struct DevicePolicyTests {
    static let actions: Set<Action> = [.allowDevice, .useDevice, .loseDevice, .listDevices]

    @Test("whoever is active brings their own keys to their own computers", arguments: Role.allCases)
    func table(role: Role) {
        for action in Self.actions {
            #expect(
                Policy.decide(action, roles: [role], standing: .active, relationship: Relationship())
                    == .allowed(actingRole: role))
        }
    }

    @Test("suspended, ended and unknown people do none of it")
    func standing() {
        for action in Self.actions {
            for standing in [Standing.suspended, .ended, .unknown] {
                let decision = Policy.decide(
                    action, roles: Set(Role.allCases), standing: standing, relationship: Relationship())
                #expect(!decision.isAllowed)
            }
        }
    }
}

@Suite("Computers with somebody's keys")
struct DeviceStateTests {
    @Test("a transfer may be made again until it arrived, nothing follows a loss, over every pair")
    func pairs() throws {
        let expected: [DeviceState: [DeviceEvent.Step: DeviceState]] = [
            .unknown: [.allowed: .allowed], .allowed: [.allowed: .allowed, .inUse: .inUse, .lost: .lost],
            .inUse: [.inUse: .inUse, .lost: .lost], .lost: [:],
        ]
        for state in DeviceState.allCases {
            for step in DeviceEvent.Step.allCases {
                if let next = expected[state]?[step] {
                    #expect(try state.advance(step) == next)
                } else {
                    #expect(throws: CounselingError.refusedStep) { try state.advance(step) }
                }
            }
        }
    }

    @Test("an event is the same bytes again, and its name steers no terminal")
    func bytes() throws {
        let event = DeviceEvent(
            .allowed, try Identifier(hex: String(repeating: "a1", count: 16)),
            keys: try Identifier(hex: String(repeating: "b2", count: 16)),
            at: try UTCTime(secondsSince1970: 1_796_090_400),
            name: try DeviceName(" 家里的电脑 "))
        let body = try event.encodedBody()
        #expect(try DeviceEvent(body: body) == event && event.name?.text == "家里的电脑")
        for text in ["", "  ", "a\u{1b}[2J", "a\u{202e}b", String(repeating: "长", count: 61)] {
            #expect(throws: CounselingError.self) { try DeviceName(text) }
        }
    }
}
