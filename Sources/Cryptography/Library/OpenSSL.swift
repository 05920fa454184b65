import COpenSSL

/// The way into OpenSSL: starts it once, fetches each algorithm once, and turns its failures into our errors.
///
/// A fetch walks the provider's tables under a lock and costs more than sealing a record. The fetched objects are
/// immutable and reference counted, so all threads may share them; they live as long as the process.
enum OpenSSL {
    /// An algorithm as fetched, or nil when the library does not have it; using one throws then.
    struct Algorithm: @unchecked Sendable {
        // Safe to share: the library never changes a fetched algorithm.
        fileprivate let pointer: OpaquePointer?
        fileprivate let operation: String

        func get() throws(CryptographyError) -> OpaquePointer {
            guard let pointer else { throw OpenSSL.failure(operation) }
            return pointer
        }
    }

    static let aes256GCM = cipher("AES-256-GCM")
    static let aes256ECB = cipher("AES-256-ECB")
    static let chaCha20Poly1305 = cipher("ChaCha20-Poly1305")

    /// Whether the library stands; the first reading starts it, without a configuration file.
    static let isStarted = tacet_openssl_start() == 1

    /// Starts the library before a call that fetches nothing.
    static func start() throws(CryptographyError) {
        guard isStarted else { throw failure("OPENSSL_init_crypto") }
    }

    /// The error for a failed call. Empties the thread's error queue, so that a later caller does not find our failure.
    static func failure(_ operation: String) -> CryptographyError {
        ERR_clear_error()
        return .library(operation: operation)
    }

    /// The one error of every failed authentication, with the error queue emptied.
    static func authenticationFailure() -> CryptographyError {
        ERR_clear_error()
        return .wrongKeyOrAltered
    }

    /// Passes when `status` is 1, OpenSSL's word for success.
    static func check(_ status: Int32, _ operation: @autoclosure () -> String) throws(CryptographyError) {
        guard status == 1 else { throw failure(operation()) }
    }

    private static func cipher(_ name: String) -> Algorithm {
        algorithm("EVP_CIPHER_fetch") { EVP_CIPHER_fetch(ciphers, name, nil) }
    }

    /// The context that has these ciphers alone; nil for the default one, which has them among all others.
    private nonisolated(unsafe) static let ciphers = Ciphers.context()

    private static func algorithm(_ operation: String, _ fetch: () -> OpaquePointer?) -> Algorithm {
        Algorithm(pointer: isStarted ? fetch() : nil, operation: operation)
    }
}
