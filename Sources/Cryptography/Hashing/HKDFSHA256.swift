/// HKDF with SHA-256 (RFC 5869), for one derivation at a time. For many in a row use a ``Context``.
public enum HKDFSHA256 {
    /// The most that one expansion can give, in bytes.
    public static let largestOutput = 255 * Digest.count

    /// Makes a 32-byte pseudorandom key from key material of uneven quality. An empty salt stands for 32 zero bytes.
    /// - Throws: ``CryptographyError/library(operation:)``, ``CryptographyError/memoryExhausted``.
    public static func extract(
        salt: [UInt8], inputKeyMaterial: borrowing SecretBytes
    ) throws(CryptographyError) -> SecretBytes {
        var context = try Context()
        return try context.extract(salt: salt, inputKeyMaterial: inputKeyMaterial)
    }

    /// Derives `count` bytes for the purpose that `info` names.
    /// - Throws: ``CryptographyError/outOfRange(what:)`` unless 1 ≤ count ≤ ``largestOutput``;
    ///   ``CryptographyError/invalidLength(what:)`` for a pseudorandom key below 32 bytes.
    public static func expand(
        pseudoRandomKey: borrowing SecretBytes, info: [UInt8], count: Int
    ) throws(CryptographyError) -> SecretBytes {
        var context = try Context()
        return try context.expand(pseudoRandomKey: pseudoRandomKey, info: info, count: count)
    }

    /// Extracts, then expands.
    /// - Throws: as ``expand(pseudoRandomKey:info:count:)``.
    public static func derive(
        from inputKeyMaterial: borrowing SecretBytes, salt: [UInt8], info: [UInt8], count: Int
    ) throws(CryptographyError) -> SecretBytes {
        var context = try Context()
        return try context.derive(from: inputKeyMaterial, salt: salt, info: info, count: count)
    }

    /// The same three operations with one context kept for all of them. Not shared between threads.
    ///
    /// OpenSSL's own HKDF looks its digest up by name at each derivation, which costs more than opening a record; so the
    /// two steps of the RFC stand here over OpenSSL's HMAC, and are checked against the RFC's vectors.
    public struct Context: ~Copyable {
        fileprivate var hmac: HMACContext

        /// Makes a context without a key.
        /// - Throws: ``CryptographyError/library(operation:)``.
        public init() throws(CryptographyError) {
            hmac = try HMACContext()
        }

        /// As ``HKDFSHA256/extract(salt:inputKeyMaterial:)``.
        public mutating func extract(
            salt: [UInt8], inputKeyMaterial: borrowing SecretBytes
        ) throws(CryptographyError) -> SecretBytes {
            try salt.withOctets { salt throws(CryptographyError) in
                try inputKeyMaterial.withUnsafeBytes { material throws(CryptographyError) in
                    try extract(salt: salt, pieces: [], material: material)
                }
            }
        }

        /// As ``HKDFSHA256/expand(pseudoRandomKey:info:count:)``.
        public mutating func expand(
            pseudoRandomKey: borrowing SecretBytes, info: [UInt8], count: Int
        ) throws(CryptographyError) -> SecretBytes {
            guard count > 0, count <= HKDFSHA256.largestOutput else { throw .outOfRange(what: "count") }
            guard pseudoRandomKey.count >= Digest.count else { throw .invalidLength(what: "pseudorandom key") }
            var output = try SecretBytes(zeroed: count)
            try pseudoRandomKey.withUnsafeBytes { key throws(CryptographyError) in
                try output.withUnsafeMutableBytes { output throws(CryptographyError) in
                    try expand(key: key, info: info, into: output)
                }
            }
            return output
        }

        /// As ``HKDFSHA256/derive(from:salt:info:count:)``.
        public mutating func derive(
            from inputKeyMaterial: borrowing SecretBytes, salt: [UInt8], info: [UInt8], count: Int
        ) throws(CryptographyError) -> SecretBytes {
            let key = try extract(salt: salt, inputKeyMaterial: inputKeyMaterial)
            return try expand(pseudoRandomKey: key, info: info, count: count)
        }

        /// Extracts, then expands, in memory that the caller keeps: locked memory costs more to get than keys to derive.
        /// - Parameters:
        ///   - between: 32 bytes for the pseudorandom key.
        ///   - output: filled wholly.
        /// - Throws: ``CryptographyError/invalidLength(what:)``, ``CryptographyError/outOfRange(what:)``.
        public mutating func derive(
            from inputKeyMaterial: borrowing SecretBytes, salt: [UInt8], info: [UInt8],
            through between: inout SecretBytes,
            into output: inout SecretBytes
        ) throws(CryptographyError) {
            try salt.withOctets { salt throws(CryptographyError) in
                try derive(from: inputKeyMaterial, salt: salt, info: info, through: &between, into: &output)
            }
        }

        /// The same with a salt where it lies.
        public mutating func derive(
            from inputKeyMaterial: borrowing SecretBytes, salt: UnsafeRawBufferPointer, info: [UInt8],
            through between: inout SecretBytes,
            into output: inout SecretBytes
        ) throws(CryptographyError) {
            guard between.count == Digest.count else { throw .invalidLength(what: "pseudorandom key") }
            guard output.count > 0, output.count <= HKDFSHA256.largestOutput else { throw .outOfRange(what: "count") }
            try inputKeyMaterial.withUnsafeBytes { material throws(CryptographyError) in
                try between.withUnsafeMutableBytes { key throws(CryptographyError) in
                    try extract(salt: salt, pieces: [], material: material, into: key)
                }
            }
            try between.withUnsafeBytes { key throws(CryptographyError) in
                try output.withUnsafeMutableBytes { output throws(CryptographyError) in
                    try expand(key: key, info: info, into: output)
                }
            }
        }
    }
}

extension HKDFSHA256.Context {
    /// Extract, with public `pieces` before the secret material: HPKE labels its input so.
    mutating func extract(
        salt: UnsafeRawBufferPointer, pieces: [[UInt8]], material: UnsafeRawBufferPointer
    ) throws(CryptographyError) -> SecretBytes {
        var key = try SecretBytes(zeroed: Digest.count)
        try key.withUnsafeMutableBytes { key throws(CryptographyError) in
            try extract(salt: salt, pieces: pieces, material: material, into: key)
        }
        return key
    }

    private mutating func extract(
        salt: UnsafeRawBufferPointer, pieces: [[UInt8]], material: UnsafeRawBufferPointer,
        into key: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        try hmac.begin(key: salt)
        for piece in pieces { try hmac.update(piece) }
        try hmac.update(material)
        try hmac.finish(into: key)
    }

    private mutating func expand(
        key: UnsafeRawBufferPointer, info: [UInt8], into output: UnsafeMutableRawBufferPointer
    ) throws(CryptographyError) {
        var block = 0..<0
        var counter: UInt8 = 0
        while block.upperBound < output.count {
            counter += 1
            if counter == 1 { try hmac.begin(key: key) } else { try hmac.beginAgain() }
            try hmac.update(UnsafeRawBufferPointer(rebasing: output[block]))
            try hmac.update(info)
            try withUnsafeBytes(of: counter) { counter throws(CryptographyError) in try hmac.update(counter) }
            block = block.upperBound..<min(block.upperBound + Digest.count, output.count)
            try hmac.finish(into: UnsafeMutableRawBufferPointer(rebasing: output[block]))
        }
    }
}
