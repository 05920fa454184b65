import Cryptography
import Testing

@Suite("Digest")
struct DigestTests {
    private let bytes = [UInt8](0xf0...0xff) + [UInt8](0...15)

    @Test("a digest gives back the bytes it was made from, by every way")
    func roundTrip() throws {
        let digest = try #require(Digest(bytes))
        #expect(digest.bytes == bytes)
        #expect(digest.hex == Hex.encode(bytes))
        #expect(digest.withUnsafeBytes { Array($0) } == bytes)
        #expect(bytes.withUnsafeBytes { Digest($0) } == digest)
        #expect(Digest(bytes[...]) == digest)
        var appended: [UInt8] = [1]
        digest.append(to: &appended)
        #expect(appended == [1] + bytes)
        #expect(Digest.zero.bytes == [UInt8](repeating: 0, count: 32))
    }

    @Test("only 32 bytes make a digest", arguments: [0, 1, 31, 33, 64])
    func lengths(count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(Digest(bytes) == nil)
        #expect(bytes.withUnsafeBytes { Digest($0) } == nil)
    }

    @Test("digests are ordered as their bytes are, whichever byte differs first")
    func order() throws {
        let middle = [UInt8](repeating: 0x80, count: 32)
        for place in 0..<32 {
            var more = middle
            more[place] += 1
            for later in place + 1..<32 { more[later] = 0 }
            let (low, high) = (try #require(Digest(middle)), try #require(Digest(more)))
            #expect(low < high)
            #expect(!(high < low))
            #expect(low != high)
        }
    }
}
