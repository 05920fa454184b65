import Counseling
import Testing

@Suite("Standing")
struct StandingTests {
    @Test(
        "who is active is suspended or ends, who is suspended comes back or ends, and nobody who left does",
        arguments: Standing.allCases)
    func everyPair(_ standing: Standing) {
        let next: [StandingEvent.Step: Standing] =
            switch standing {
            case .active: [.suspended: .suspended, .ended: .ended]
            case .suspended: [.reinstated: .active, .ended: .ended]
            case .ended, .unknown: [:]
            }
        for step in StandingEvent.Step.allCases {
            if let expected = next[step] {
                #expect((try? standing.advance(step)) == expected)
            } else {
                #expect(throws: CounselingError.refusedStep) { try standing.advance(step) }
            }
        }
    }

    @Test("a reason is a text of at most 2000 characters, and never printed")
    func reason() throws {
        let reason = try StandingReason.read(json: Array(#"{"reason": "  长期病假\n两个月 "}"#.utf8))
        #expect(reason.text == "长期病假\n两个月")
        #expect("\(reason)" == "‹confidential›")
        #expect(throws: CounselingError.self) { try StandingReason.read(json: Array(#"{"reason": "  "}"#.utf8)) }
        #expect(throws: CounselingError.self) { try StandingReason.read(json: Array(#"{"raeson": "x"}"#.utf8)) }
        #expect(throws: CounselingError.self) { try StandingReason(String(repeating: "病", count: 2001)) }
        #expect(throws: CounselingError.self) { try StandingReason("a\u{202e}b") }
        #expect(throws: Never.self) { try StandingReason(String(repeating: "病", count: 2000)) }
    }
}
