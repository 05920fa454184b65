import COpenSSL

/// What SHA-256 needs between two pieces of a message, in memory that somebody else owns. The piece that ``SHA256``,
/// ``SHA256Hasher`` and ``HMACContext`` are built from.
///
/// Through OpenSSL's `EVP` a hash of a few dozen bytes takes twice the time of the hashing, and opening a record takes seven of
/// them; so this is the one algorithm whose own functions are called (docs/decisions/0047).
struct SHA256State {
    /// How many bytes one takes, one behind the other.
    static let stride = MemoryLayout<SHA256_CTX>.stride

    private let context: UnsafeMutablePointer<SHA256_CTX>

    /// - Parameter memory: ``stride`` bytes, of any content and aligned as `malloc` does; whoever owns them wipes them
    init(in memory: UnsafeMutableRawPointer) {
        context = memory.bindMemory(to: SHA256_CTX.self, capacity: 1)
    }

    func begin() throws(CryptographyError) {
        try OpenSSL.check(tacet_sha256_begin(context), "SHA256_Init")
    }

    /// Goes on from where another one stands.
    func begin(from other: SHA256State) {
        context.update(from: other.context, count: 1)
    }

    func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        try OpenSSL.check(tacet_sha256_update(context, bytes.baseAddress, bytes.count), "SHA256_Update")
    }

    /// Writes the 32 bytes of the hash; the next message starts with ``begin()``.
    func end(into output: UnsafeMutablePointer<UInt8>?) throws(CryptographyError) {
        try OpenSSL.check(tacet_sha256_end(context, output), "SHA256_Final")
    }

    func end() throws(CryptographyError) -> Digest {
        let (status, digest) = Digest.filled { tacet_sha256_end(context, $0) }
        try OpenSSL.check(status, "SHA256_Final")
        return digest
    }
}
