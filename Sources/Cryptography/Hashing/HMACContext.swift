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

    private var hasher: SHA256Hasher
    /// The key, filled up with zeros to one block of the hash, under the inner pad.
    private var block: SecretBytes

    init() throws(CryptographyError) {
        let hasher = try SHA256Hasher()
        let block = try SecretBytes(zeroed: Self.blockCount)
        self.hasher = hasher
        self.block = block
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
        try block.withUnsafeBytes { block throws(CryptographyError) in try hasher.update(block) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        try hasher.update(bytes)
    }

    mutating func update(_ bytes: [UInt8]) throws(CryptographyError) {
        try hasher.update(bytes)
    }

    mutating func finish() throws(CryptographyError) -> Digest {
        var room = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        defer { withUnsafeMutableBytes(of: &room) { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        // The pointer stays within the call, and the room is as long as a digest.
        try Swift.withUnsafeMutableBytes(of: &room) { room throws(CryptographyError) in try finish(into: room) }
        return Swift.withUnsafeBytes(of: room) { Digest($0) } ?? .zero
    }

    /// Writes the code into `output`: all of it, or its front when `output` is shorter.
    mutating func finish(into output: UnsafeMutableRawBufferPointer) throws(CryptographyError) {
        var room = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        // The pointer stays within the call, and the room is as long as a digest.
        try Swift.withUnsafeMutableBytes(of: &room) { room throws(CryptographyError) in
            // What is between the hashes is of the make of a key, and so is what the front of `output` leaves over.
            defer { OPENSSL_cleanse(room.baseAddress, room.count) }
            try hasher.end(into: room)
            try hasher.begin()
            pad(Self.innerPad ^ Self.outerPad)
            defer { pad(Self.innerPad ^ Self.outerPad) }
            try block.withUnsafeBytes { block throws(CryptographyError) in try hasher.update(block) }
            try hasher.update(UnsafeRawBufferPointer(room))
            try hasher.end(into: room)
            let count = min(output.count, room.count)
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[..<count]))
        }
    }

    private mutating func fill(with key: UnsafeRawBufferPointer) {
        block.withUnsafeMutableBytes { block in
            block.copyMemory(from: key)
            for place in key.count..<block.count { block[place] = 0 }
        }
        pad(Self.innerPad)
    }

    /// Adds a pad to the block, or takes it off again.
    private mutating func pad(_ pad: UInt64) {
        block.withUnsafeMutableBytes { block in
            for place in stride(from: 0, to: block.count, by: 8) {
                let word = block.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                block.storeBytes(of: word ^ pad, toByteOffset: place, as: UInt64.self)
            }
        }
    }
}
