import COpenSSL

/// HMAC-SHA-256 (RFC 2104) over one `EVP_MD_CTX`, keyed again for every use. The piece that ``HMACSHA256`` and
/// ``HKDFSHA256`` are built from.
///
/// OpenSSL's own HMAC copies three digest contexts for each message, which costs more than the hashing does; so the two
/// hashes of the RFC stand here one after the other, and are checked against the vectors of RFC 4231.
struct HMACContext: ~Copyable {
    private static let blockCount = 64
    private static let innerPad: UInt64 = 0x3636_3636_3636_3636
    private static let outerPad: UInt64 = 0x5c5c_5c5c_5c5c_5c5c

    /// A message up to this length is hashed in one call with the block before it.
    private static let shortCount = 192

    private var hasher: SHA256Hasher
    /// The key, filled up with zeros to one block of the hash, under the inner pad; then what came of the message and waits
    /// to be hashed.
    private var room: SecretBytes
    private var waiting = 0..<blockCount

    init() throws(CryptographyError) {
        let hasher = try SHA256Hasher()
        let room = try SecretBytes(zeroed: Self.blockCount + Self.shortCount)
        self.hasher = hasher
        self.room = room
    }

    /// Begins a message under a key.
    mutating func begin(key: UnsafeRawBufferPointer) throws(CryptographyError) {
        if key.count > Self.blockCount {
            // Section 2: a key longer than a block stands for its hash.
            let short = try SHA256.hash(key)
            short.withUnsafeBytes { fill(with: $0) }
        } else {
            fill(with: key)
        }
        try beginAgain()
    }

    /// Begins another message under the key of last time.
    mutating func beginAgain() throws(CryptographyError) {
        try hasher.begin()
        waiting = 0..<Self.blockCount
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        let end = waiting.upperBound + bytes.count
        guard end > room.count else {
            let place = waiting.upperBound..<end
            room.withUnsafeMutableBytes { UnsafeMutableRawBufferPointer(rebasing: $0[place]).copyMemory(from: bytes) }
            waiting = waiting.lowerBound..<end
            return
        }
        try hashWaiting()
        try hasher.update(bytes)
    }

    mutating func update(_ bytes: [UInt8]) throws(CryptographyError) {
        try bytes.withOctets { bytes throws(CryptographyError) in try update(bytes) }
    }

    mutating func finish() throws(CryptographyError) -> Digest {
        try hashBoth()
        return room.withUnsafeBytes { Digest(UnsafeRawBufferPointer(rebasing: $0[Self.digestPlace])) } ?? .zero
    }

    /// Writes the code into `output`: all of it, or its front when `output` is shorter.
    mutating func finish(into output: UnsafeMutableRawBufferPointer) throws(CryptographyError) {
        try hashBoth()
        let count = min(output.count, Self.digestPlace.count)
        room.withUnsafeBytes { room in
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[Self.digestPlace].prefix(count)))
        }
    }

    /// Where each of the two hashes is put: behind the block, so that the second takes both in one call.
    private static let digestPlace = blockCount..<blockCount + Digest.count

    private mutating func hashBoth() throws(CryptographyError) {
        try hashWaiting()
        try endHash()
        try hasher.begin()
        pad(Self.innerPad ^ Self.outerPad)
        defer { pad(Self.innerPad ^ Self.outerPad) }
        waiting = 0..<Self.digestPlace.upperBound
        try hashWaiting()
        try endHash()
    }

    /// Hashes what came and was not hashed yet. The block stays where it is, for the second hash.
    private mutating func hashWaiting() throws(CryptographyError) {
        let place = waiting
        waiting = Self.blockCount..<Self.blockCount
        try room.withUnsafeBytes { room throws(CryptographyError) in
            try hasher.update(UnsafeRawBufferPointer(rebasing: room[place]))
        }
    }

    private mutating func endHash() throws(CryptographyError) {
        try room.withUnsafeMutableBytes { room throws(CryptographyError) in
            try hasher.end(into: UnsafeMutableRawBufferPointer(rebasing: room[Self.digestPlace]))
        }
    }

    private mutating func fill(with key: UnsafeRawBufferPointer) {
        room.withUnsafeMutableBytes { room in
            room.copyMemory(from: key)
            UnsafeMutableRawBufferPointer(rebasing: room[key.count..<Self.blockCount])
                .initializeMemory(as: UInt8.self, repeating: 0)
        }
        pad(Self.innerPad)
    }

    /// Adds a pad to the block, or takes it off again.
    private mutating func pad(_ pad: UInt64) {
        room.withUnsafeMutableBytes { room in
            for place in stride(from: 0, to: Self.blockCount, by: 8) {
                let word = room.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                room.storeBytes(of: word ^ pad, toByteOffset: place, as: UInt64.self)
            }
        }
    }
}
