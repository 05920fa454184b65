/// HMAC-SHA-256 (RFC 2104), keyed again for every use. The piece that ``HMACSHA256`` and ``HKDFSHA256`` are built from.
///
/// OpenSSL's own HMAC copies three digest contexts for each message, which costs more than the hashing does; so the two
/// hashes of the RFC stand here one after the other, and are checked against the vectors of RFC 4231. Both begin with a block that
/// the key gives: it is hashed once for all messages under that key.
struct HMACContext: ~Copyable {
    private static let blockCount = 64
    private static let innerPad: UInt64 = 0x3636_3636_3636_3636
    private static let outerPad: UInt64 = 0x5c5c_5c5c_5c5c_5c5c

    /// The key, filled up with zeros to one block of the hash, under one of the pads; then each of the two hashes of a message.
    private var block: SecretBytes
    /// The hash after the block under the inner pad, after that under the outer pad, and at work.
    private var states: SecretBytes

    init() throws(CryptographyError) {
        let block = try SecretBytes(zeroed: Self.blockCount)
        let states = try SecretBytes(zeroed: 3 * SHA256State.stride)
        self.block = block
        self.states = states
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
        pad(Self.innerPad)
        try takeBlock { inner, _ in inner }
        pad(Self.innerPad ^ Self.outerPad)
        try takeBlock { _, outer in outer }
        try beginAgain()
    }

    /// Begins another message under the key of last time.
    mutating func beginAgain() throws(CryptographyError) {
        try Self.lend(&states) { inner, _, work throws(CryptographyError) in work.begin(from: inner) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        try Self.lend(&states) { _, _, work throws(CryptographyError) in try work.update(bytes) }
    }

    mutating func update(_ bytes: [UInt8]) throws(CryptographyError) {
        try bytes.withOctets { bytes throws(CryptographyError) in try update(bytes) }
    }

    mutating func finish() throws(CryptographyError) -> Digest {
        try hashBoth()
        return block.withUnsafeBytes { Digest(UnsafeRawBufferPointer(rebasing: $0[..<Digest.count])) } ?? .zero
    }

    /// Writes the code into `output`: all of it, or its front when `output` is shorter.
    mutating func finish(into output: UnsafeMutableRawBufferPointer) throws(CryptographyError) {
        try hashBoth()
        let count = min(output.count, Digest.count)
        block.withUnsafeBytes { output.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    /// The second hash is of the block under the outer pad, and of the first.
    private mutating func hashBoth() throws(CryptographyError) {
        try block.withUnsafeMutableBytes { block throws(CryptographyError) in
            try Self.lend(&states) { _, outer, work throws(CryptographyError) in
                let hash = UnsafeMutableRawBufferPointer(rebasing: block[..<Digest.count])
                try work.end(into: hash.octets)
                work.begin(from: outer)
                try work.update(UnsafeRawBufferPointer(hash))
                try work.end(into: hash.octets)
            }
        }
    }

    private mutating func takeBlock(
        into choice: (_ inner: SHA256State, _ outer: SHA256State) -> SHA256State
    ) throws(CryptographyError) {
        try block.withUnsafeBytes { block throws(CryptographyError) in
            try Self.lend(&states) { inner, outer, _ throws(CryptographyError) in
                let state = choice(inner, outer)
                try state.begin()
                try state.update(block)
            }
        }
    }

    private static func lend(
        _ states: inout SecretBytes,
        _ body: (_ inner: SHA256State, _ outer: SHA256State, _ work: SHA256State) throws(CryptographyError) -> Void
    ) throws(CryptographyError) {
        try states.withUnsafeMutableBytes { states throws(CryptographyError) in
            guard let first = states.baseAddress else { return }
            func state(_ place: Int) -> SHA256State { SHA256State(in: first + place * SHA256State.stride) }
            try body(state(0), state(1), state(2))
        }
    }

    private mutating func fill(with key: UnsafeRawBufferPointer) {
        block.withUnsafeMutableBytes { block in
            block.copyMemory(from: key)
            UnsafeMutableRawBufferPointer(rebasing: block[key.count...])
                .initializeMemory(as: UInt8.self, repeating: 0)
        }
    }

    /// Adds a pad to the block, or takes it off again.
    private mutating func pad(_ pad: UInt64) {
        block.withUnsafeMutableBytes { block in
            for place in stride(from: 0, to: Self.blockCount, by: 8) {
                let word = block.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                block.storeBytes(of: word ^ pad, toByteOffset: place, as: UInt64.self)
            }
        }
    }
}
