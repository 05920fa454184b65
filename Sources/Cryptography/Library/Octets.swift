extension [UInt8] {
    /// `withUnsafeBytes` with typed throws, which the standard library's does not carry.
    func withOctets<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try span.bytes.withUnsafeBytes(body)
    }

    /// `withUnsafeMutableBytes` with typed throws.
    mutating func withMutableOctets<R: ~Copyable, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        var span = mutableSpan
        return try span.withUnsafeMutableBytes(body)
    }
}

extension UnsafeRawBufferPointer {
    /// The first byte for a C call; nil when there is none.
    var octets: UnsafePointer<UInt8>? {
        baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The first byte for a C call; nil when there is none.
    var octets: UnsafeMutablePointer<UInt8>? {
        baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}
