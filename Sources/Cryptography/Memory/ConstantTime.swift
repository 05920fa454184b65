import COpenSSL

/// Whether two arrays hold the same bytes, in a time that depends on their lengths alone. For tags, commitments and
/// whatever else an attacker could otherwise guess byte by byte.
public func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.withOctets { a in b.withOctets { b in constantTimeEqual(a, b) } }
}

/// The same for bytes where they lie.
public func constantTimeEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return false }
    return a.isEmpty || CRYPTO_memcmp(a.baseAddress, b.baseAddress, a.count) == 0
}
