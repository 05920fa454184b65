import COpenSSL
import Glibc

/// Random bytes in small portions at the price of a large one: a draw of its own costs as much as sealing a record.
///
/// For salts, nonces and identifiers only, for the pool lies in ordinary memory. A portion is wiped when it is given
/// out, and the pool is dropped in a forked child, which would otherwise repeat its parent's nonces.
public struct RandomPool: ~Copyable {
    private static let size = 4096

    private var pool: [UInt8] = []
    private var next = 0
    private var owner: pid_t = 0

    /// Makes an empty pool; the first request fills it.
    public init() {}

    deinit {
        // Only a copy of what nobody was given; still no reason to leave it behind.
        pool.withUnsafeBytes { OPENSSL_cleanse(UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count) }
    }

    /// Gives `count` bytes that were never given before.
    /// - Throws: as ``RandomBytes/make(_:)``.
    public mutating func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        guard count >= 0, count <= Self.size else { return try RandomBytes.make(count) }
        try refill(for: count)
        let portion = next..<next + count
        let bytes = [UInt8](pool[portion])
        for index in portion { pool[index] = 0 }
        next += count
        return bytes
    }

    private mutating func refill(for count: Int) throws(CryptographyError) {
        let process = getpid()
        guard pool.isEmpty || owner != process || pool.count - next < count else { return }
        var fresh = pool.isEmpty ? [UInt8](repeating: 0, count: Self.size) : pool
        // Emptied first: were the draw to fail halfway, no byte could come out twice.
        pool = []
        try RandomBytes.fill(&fresh)
        (pool, next, owner) = (fresh, 0, process)
    }
}
