import Cryptography
import Testing

@Suite("Constant-time comparison")
struct ConstantTimeTests {
    @Test("equal bytes are equal, and one changed bit anywhere makes them differ")
    func equality() {
        let bytes: [UInt8] = Array(0..<40)
        #expect(constantTimeEqual(bytes, bytes))
        #expect(constantTimeEqual([], []))
        for place in bytes.indices {
            var altered = bytes
            altered[place] ^= 1
            #expect(!constantTimeEqual(bytes, altered))
        }
    }

    @Test("bytes of unequal length differ")
    func lengths() {
        #expect(!constantTimeEqual([0], [0, 0]))
        #expect(!constantTimeEqual([], [0]))
    }
}
