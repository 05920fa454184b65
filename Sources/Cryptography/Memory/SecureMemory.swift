import COpenSSL

/// The process's locked heap for keys and passphrases.
public enum SecureMemory {
    /// How well the heap is protected.
    public enum Standing: Sendable {
        /// Out of swap and out of core dumps.
        case locked
        /// Out of core dumps, but the limit on locked memory (`ulimit -l`) did not allow pinning: it may be swapped.
        case unlocked
        /// There is no such heap; secrets lie in ordinary memory and are still wiped.
        case unavailable
    }

    /// Sets the heap up at the first call, and gives its standing at every call. Making a ``SecretBytes`` does the same.
    /// - Returns: the standing; whether less than ``Standing/locked`` is good enough is the caller's choice.
    public static func start() -> Standing {
        standing
    }

    /// The version of the OpenSSL library in use, such as 3.0.19.
    public static var libraryVersion: String { String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)) }

    /// Room for 32,767 secrets of 32 bytes. Locking touches every page at start, so more would be felt by each command.
    private static let heapSize = 1 << 20
    private static let smallestBlock = 32

    private static let standing: Standing =
        switch OpenSSL.isStarted ? CRYPTO_secure_malloc_init(heapSize, smallestBlock) : 0 {
        case 1: .locked
        case 2: .unlocked
        default: .unavailable
        }
}
