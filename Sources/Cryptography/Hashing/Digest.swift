/// The 32 bytes of a SHA-256 hash or an HMAC, kept inside the value. Ordered as its bytes are.
///
/// `==` takes a time that depends on the bytes: compare secret tags with ``constantTimeEqual(_:_:)``.
public struct Digest: Hashable, Comparable, Sendable {
    /// How many bytes a digest has.
    public static let count = Octets32.count
    /// Thirty-two zero bytes: the hash before the first of a chain.
    public static let zero = Digest(octets: .zero)

    private let octets: Octets32

    private init(octets: Octets32) {
        self.octets = octets
    }

    /// Takes bytes as they are; nil unless there are 32.
    public init?(_ bytes: some Collection<UInt8>) {
        guard let octets = Octets32(bytes) else { return nil }
        self.octets = octets
    }

    /// Takes bytes as they are; nil unless there are 32.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard let octets = Octets32(bytes) else { return nil }
        self.octets = octets
    }

    /// Takes an array as it is; nil unless there are 32.
    public init?(_ bytes: [UInt8]) {
        guard let octets = bytes.withUnsafeBytes({ Octets32($0) }) else { return nil }
        self.octets = octets
    }

    /// Takes a part of an array as it is; nil unless there are 32.
    public init?(_ bytes: ArraySlice<UInt8>) {
        guard let octets = Octets32(bytes) else { return nil }
        self.octets = octets
    }

    /// The bytes as an array.
    public var bytes: [UInt8] { octets.bytes }

    /// The bytes as 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(octets.bytes) }

    /// Puts the bytes at the end of an array.
    public func append(to bytes: inout [UInt8]) {
        octets.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// Lends the bytes for reading. The pointer must not leave `body`.
    public func withUnsafeBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try octets.withUnsafeBytes(body)
    }

    /// Whether `left` comes first when their bytes are compared from the front.
    public static func < (left: Digest, right: Digest) -> Bool {
        left.octets < right.octets
    }
}

extension Digest {
    /// Lends a byte, these bytes and those of another digest, one behind the other.
    func withUnsafeBytes<R: ~Copyable, E: Error>(
        after first: UInt8, before other: Digest, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try octets.withUnsafeBytes(after: first, before: other.octets, body)
    }

    /// Lets a C function write the 32 bytes, and gives them as a digest together with what the function returned.
    static func filled<S>(by write: (UnsafeMutablePointer<UInt8>?) -> S) -> (S, Digest) {
        var room = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        let status = withUnsafeMutableBytes(of: &room) { write($0.octets) }
        let octets = Swift.withUnsafeBytes(of: room) { Octets32($0) }
        return (status, Digest(octets: octets ?? .zero))
    }
}
