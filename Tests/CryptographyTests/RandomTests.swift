import Cryptography
import Glibc
import Testing

@Suite("Random bytes")
struct RandomTests {
    @Test(
        "a pool gives as many bytes as asked for, and no portion twice", arguments: [1, 12, 16, 32, 4095, 4096, 5000])
    func pool(count: Int) throws {
        var pool = RandomPool()
        var seen: Set<[UInt8]> = []
        let rounds = count < 8 ? 1 : 600
        for _ in 0..<rounds {
            let bytes = try pool.bytes(count)
            #expect(bytes.count == count)
            seen.insert(bytes)
        }
        #expect(seen.count == rounds)
    }

    @Test("portions that straddle the end of a pool are never zero")
    func straddling() throws {
        var pool = RandomPool()
        for _ in 0..<2000 {
            let bytes = try pool.bytes(24)
            // The bytes given out are wiped in the pool; twelve zeros in a row would be such a wiped place.
            #expect(bytes.prefix(12).contains { $0 != 0 })
            #expect(bytes.suffix(12).contains { $0 != 0 })
        }
    }

    @Test("two pools and single draws do not repeat each other")
    func independence() throws {
        var first = RandomPool()
        var second = RandomPool()
        let draws = [try first.bytes(16), try second.bytes(16), try RandomBytes.make(16), try RandomBytes.make(16)]
        #expect(Set(draws).count == 4)
    }

    @Test("no bytes are no bytes, and fewer are refused")
    func edges() throws {
        var pool = RandomPool()
        #expect(try pool.bytes(0) == [])
        #expect(try RandomBytes.make(0) == [])
        #expect(throws: CryptographyError.outOfRange(what: "count")) { _ = try RandomBytes.make(-1) }
        #expect(throws: CryptographyError.outOfRange(what: "count")) {
            var pool = RandomPool()
            _ = try pool.bytes(-1)
        }
    }

    @Test("a forked child does not repeat what its parent will give")
    func fork() throws {
        var pool = RandomPool()
        _ = try pool.bytes(16)
        let child = try bytesInForkedChild { try? pool.bytes(16) }
        #expect(child.count == 16)
        #expect(try pool.bytes(16) != child)
    }

    /// What `body` gives in a forked child. Another thread of the tests may hold a lock of the library at that moment,
    /// which the child then never gets: an alarm ends it, and the next try is made.
    private func bytesInForkedChild(_ body: () -> [UInt8]?) throws -> [UInt8] {
        // Swift marks fork unavailable, because most programs that call it are wrong.
        let address = try #require(dlsym(nil, "fork"))
        let fork = unsafeBitCast(address, to: (@convention(c) () -> pid_t).self)
        for _ in 0..<5 {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            let child = fork()
            if child == 0 {
                alarm(5)
                let bytes = body() ?? []
                _exit(write(ends[1], bytes, bytes.count) == 16 ? 0 : 1)
            }
            try #require(child > 0)
            close(ends[1])
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(ends[0], &bytes, bytes.count)
            close(ends[0])
            var status: Int32 = 0
            waitpid(child, &status, 0)
            if status == 0 { return Array(bytes.prefix(max(count, 0))) }
        }
        Issue.record("no child came back")
        return []
    }
}
