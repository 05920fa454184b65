/// LabeledExtract and LabeledExpand of RFC 9180, section 4: HKDF whose every use names its place in the protocol.
struct HPKELabels: ~Copyable {
    /// Who is asking: the key encapsulation or the suite as a whole.
    enum Scope {
        case encapsulation, suite

        /// `suite_id`: "KEM" || kem_id (section 4.1), or "HPKE" || kem_id || kdf_id || aead_id (section 5.1).
        var identifier: [UInt8] {
            switch self {
            case .encapsulation: Array("KEM".utf8) + [0x00, 0x20]
            case .suite: Array("HPKE".utf8) + [0x00, 0x20, 0x00, 0x01, 0x00, 0x02]
            }
        }
    }

    private static let version = Array("HPKE-v1".utf8)

    private let scope: Scope
    private var hkdf: HKDFSHA256.Context

    init(_ scope: Scope) throws(CryptographyError) {
        self.scope = scope
        hkdf = try HKDFSHA256.Context()
    }

    mutating func extract(
        salt: UnsafeRawBufferPointer, label: String, material: UnsafeRawBufferPointer
    ) throws(CryptographyError) -> SecretBytes {
        try hkdf.extract(salt: salt, pieces: [Self.version, scope.identifier, Array(label.utf8)], material: material)
    }

    /// LabeledExtract with an empty salt.
    mutating func extract(label: String, material: UnsafeRawBufferPointer) throws(CryptographyError) -> SecretBytes {
        try extract(salt: UnsafeRawBufferPointer(start: nil, count: 0), label: label, material: material)
    }

    /// LabeledExtract of something public with an empty salt.
    mutating func extract(label: String, material: [UInt8]) throws(CryptographyError) -> SecretBytes {
        try material.withOctets { material throws(CryptographyError) in try extract(label: label, material: material) }
    }

    mutating func expand(
        _ key: borrowing SecretBytes, label: String, info: [UInt8], count: Int
    ) throws(CryptographyError) -> SecretBytes {
        guard let length = UInt16(exactly: count) else { throw .outOfRange(what: "count") }
        let labeled = [UInt8(length >> 8), UInt8(length & 255)] + Self.version + scope.identifier + label.utf8 + info
        return try hkdf.expand(pseudoRandomKey: key, info: labeled, count: count)
    }
}
