/// What can go wrong in this room. No case carries secret bytes, and none tells why an authentication failed: telling
/// a wrong key from altered bytes would help whoever tries many.
public enum CryptographyError: Error, Equatable, Sendable {
    /// A call of OpenSSL failed though its inputs were sound: no memory, no such algorithm, no entropy.
    /// `operation` is the name of the C function.
    case library(operation: String)
    /// An authenticated ciphertext, wrapped key or sealed message did not open.
    case wrongKeyOrAltered
    /// A key that has the right length but may not be used, such as a point of small order.
    case invalidKey
    /// An input or an output buffer has a length that the operation does not take.
    case invalidLength(what: String)
    /// A number lies outside what the operation takes.
    case outOfRange(what: String)
    /// The secure heap is full, or the system gives no more pages.
    case memoryExhausted
}
