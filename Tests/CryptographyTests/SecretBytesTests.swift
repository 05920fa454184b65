import Cryptography
import Testing

@Suite("Secret bytes")
struct SecretBytesTests {
    @Test("the secure heap stands, and asking again gives the same answer")
    func heap() {
        let standing = SecureMemory.start()
        #expect(standing != .unavailable)
        #expect(SecureMemory.start() == standing)
    }

    @Test(
        "new secrets are zero, in the heap and in pages of their own", arguments: [0, 1, 32, 16_384, 16_385, 1 << 20])
    func zeroed(count: Int) throws {
        // Filled and dropped first, so that memory used before would show.
        for _ in 0..<3 {
            var secret = try SecretBytes(zeroed: count)
            #expect(secret.count == count)
            let isZero = secret.withUnsafeBytes { $0.allSatisfy { $0 == 0 } }
            #expect(isZero)
            secret.withUnsafeMutableBytes { for place in $0.indices { $0[place] = 0xaa } }
        }
    }

    @Test("a duplicate and a slice are copies of their own", arguments: [100, 20_000])
    func copies(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        var secret = try SecretBytes(copying: bytes)
        let duplicate = try secret.duplicate()
        let slice = try secret.slice(10..<50)
        let empty = try secret.slice(count..<count)
        secret.withUnsafeMutableBytes { $0[20] = 0xff }
        #expect(duplicate.revealed() == bytes)
        #expect(slice.revealed() == Array(bytes[10..<50]))
        #expect(empty.count == 0)
    }

    @Test("a slice outside the bytes and a negative count are refused")
    func ranges() throws {
        #expect(throws: CryptographyError.outOfRange(what: "range")) { _ = try patternKey().slice(0..<33) }
        #expect(throws: CryptographyError.outOfRange(what: "range")) { _ = try patternKey().slice(-1..<3) }
        #expect(throws: CryptographyError.outOfRange(what: "count")) { _ = try SecretBytes(zeroed: -1) }
        #expect(throws: CryptographyError.outOfRange(what: "count")) { _ = try SecretBytes.random(count: -1) }
    }

    @Test("equality sees every byte and the length")
    func equality() throws {
        let bytes = [UInt8](0..<64)
        let secret = try SecretBytes(copying: bytes)
        let same = try SecretBytes(copying: bytes)
        #expect(secret.isEqual(to: same) == true)
        for altered in alterations(of: bytes) {
            let other = try SecretBytes(copying: altered)
            #expect(secret.isEqual(to: other) == false)
        }
        let shorter = try secret.slice(0..<63)
        #expect(secret.isEqual(to: shorter) == false)
        let (none, nothing) = (try SecretBytes(zeroed: 0).revealed(), try SecretBytes(copying: []).revealed())
        #expect(none == nothing)
    }

    @Test("random secrets differ and use all their bytes", arguments: [32, 20_000])
    func random(count: Int) throws {
        let first = try SecretBytes.random(count: count)
        let second = try SecretBytes.random(count: count)
        #expect(first.isEqual(to: second) == false)
        // A zero in the last 16 bytes of both by chance: 2^-128.
        let tail = try second.slice(count - 16..<count)
        let isZero = tail.revealed().allSatisfy { $0 == 0 }
        #expect(!isZero)
    }

    @Test("errors of a caller come through with their type")
    func typedErrors() throws {
        struct Refusal: Error {}
        var secret = try patternKey()
        #expect(throws: Refusal.self) { try secret.withUnsafeBytes { _ in throw Refusal() } }
        #expect(throws: Refusal.self) { try secret.withUnsafeMutableBytes { _ in throw Refusal() } }
    }

    @Test("more than the machine can address is an error, not a crash")
    func exhausted() {
        #expect(throws: CryptographyError.memoryExhausted) { _ = try SecretBytes(zeroed: 1 << 60) }
    }

    @Test("memory given back can be used again without end")
    func reuse() throws {
        // 2,000 × 16 KiB are 32 times the secure heap: a leak would exhaust it.
        for _ in 0..<2000 { _ = try SecretBytes(zeroed: 16_384) }
    }
}
