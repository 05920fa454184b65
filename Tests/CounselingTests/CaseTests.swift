import Counseling
import Testing

@Suite("Cases")
struct CaseTests {
    @Test("of all pairs of states only open to closed is a change; every other names what it refused")
    func everyPair() throws {
        for state in CaseState.allCases {
            for next in CaseState.allCases {
                if state == .open, next == .closed {
                    #expect(try state.advance(next) == .closed)
                } else {
                    #expect(throws: CounselingError.refusedTransition(from: state, to: next)) {
                        try state.advance(next)
                    }
                }
            }
        }
    }

    @Test("a case opens, closes, and keeps everything else, through its JSON as well")
    func lifecycle() throws {
        let opened = CounselingCase(
            client: try identifier(1), counselor: try identifier(2), compartment: try identifier(3),
            opened: try time("2026-12-01T02:00:00Z"))
        #expect(opened.state == .open)
        let closed = try opened.advanced(to: .closed)
        #expect(closed.state == .closed)
        #expect(
            closed.client == opened.client && closed.counselor == opened.counselor && closed.opened == opened.opened)
        #expect(try CounselingCase(body: closed.encodedBody()) == closed)
        #expect(throws: CounselingError.refusedTransition(from: .closed, to: .open)) { try closed.advanced(to: .open) }
    }

    @Test("the stored form of a case is this JSON and no other")
    func storedForm() throws {
        let opened = CounselingCase(
            client: try identifier(0x01), counselor: try identifier(0x02), compartment: try identifier(0xAB),
            opened: try time("2026-12-01T10:00:00+08:00"))
        let expected = #"""
            {"client":"01010101010101010101010101010101","compartment":"abababababababababababababababab",\#
            "counselor":"02020202020202020202020202020202","opened":"2026-12-01T02:00:00Z","schema":1,"state":"open"}
            """#
        #expect(String(decoding: try opened.encodedBody(), as: UTF8.self) == expected)
    }

    @Test("a body of a later schema, or of none, is refused")
    func foreignBodies() {
        #expect(throws: CounselingError.unknownSchema(version: 2)) { try CounselingCase(body: bytes(#"{"schema":2}"#)) }
        #expect(throws: CounselingError.malformedBody) { try CounselingCase(body: bytes(#"{"client":"x"}"#)) }
        #expect(throws: CounselingError.malformedBody) { try CounselingCase(body: bytes("林梅")) }
        #expect(throws: CounselingError.malformedBody) { try CounselingCase(body: []) }
    }
}
