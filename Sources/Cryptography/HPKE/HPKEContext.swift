extension HPKE {
    /// The encryption context of RFC 9180, section 5: a key, a nonce for every message in turn, and an exporter.
    ///
    /// The public functions seal one message with each; the rest is what the RFC's vectors exercise.
    package struct Context: ~Copyable {
        private let key: SecretBytes
        private let baseNonce: [UInt8]
        private let exporterSecret: SecretBytes
        private var cipher: AES256GCM
        private var sequence: UInt64 = 0

        /// KeySchedule of mode_base.
        package init(_ encapsulation: borrowing Encapsulation, info: [UInt8]) throws(CryptographyError) {
            try self.init(encapsulation, mode: 0x00, info: info, psk: try SecretBytes(zeroed: 0), pskID: [])
        }

        /// KeySchedule of mode_psk.
        package init(
            _ encapsulation: borrowing Encapsulation, info: [UInt8], psk: borrowing SecretBytes, pskID: [UInt8]
        ) throws(CryptographyError) {
            guard psk.count >= 32 else { throw .invalidLength(what: "psk") }
            guard !pskID.isEmpty else { throw .invalidLength(what: "pskID") }
            try self.init(encapsulation, mode: 0x01, info: info, psk: psk, pskID: pskID)
        }

        private init(
            _ encapsulation: borrowing Encapsulation, mode: UInt8, info: [UInt8], psk: borrowing SecretBytes,
            pskID: [UInt8]
        ) throws(CryptographyError) {
            let secret = try Self.scheduleSecret(encapsulation.sharedSecret, psk: psk)
            try self.init(mode: mode, secret: secret, info: info, pskID: pskID)
        }

        /// The rest of KeySchedule in mode_psk, once the secrets are extracted.
        init(blended secret: borrowing SecretBytes, info: [UInt8], pskID: [UInt8]) throws(CryptographyError) {
            guard secret.count == Digest.count else { throw .invalidLength(what: "secret") }
            guard !pskID.isEmpty else { throw .invalidLength(what: "pskID") }
            try self.init(mode: 0x01, secret: secret, info: info, pskID: pskID)
        }

        /// `secret` of KeySchedule.
        static func scheduleSecret(_ shared: borrowing SecretBytes, psk: borrowing SecretBytes)
            throws(CryptographyError) -> SecretBytes
        {
            var labels = try HPKELabels(.suite)
            return try shared.withUnsafeBytes { shared throws(CryptographyError) in
                try psk.withUnsafeBytes { psk throws(CryptographyError) in
                    try labels.extract(salt: shared, label: "secret", material: psk)
                }
            }
        }

        init(mode: UInt8, secret: borrowing SecretBytes, info: [UInt8], pskID: [UInt8]) throws(CryptographyError) {
            var labels = try HPKELabels(.suite)
            // Both hashes are of public values, so they may lie in an array.
            let pskIDHash = try labels.extract(label: "psk_id_hash", material: pskID).revealed()
            let infoHash = try labels.extract(label: "info_hash", material: info).revealed()
            let schedule = [mode] + pskIDHash + infoHash
            let key = try labels.expand(secret, label: "key", info: schedule, count: AES256GCM.keyCount)
            // The nonce goes to OpenSSL as an array; without the key it is of no use.
            let nonce = try labels.expand(secret, label: "base_nonce", info: schedule, count: AES256GCM.nonceCount)
            let exporterSecret = try labels.expand(secret, label: "exp", info: schedule, count: Digest.count)
            cipher = try AES256GCM()
            self.key = key
            self.baseNonce = nonce.revealed()
            self.exporterSecret = exporterSecret
        }

        /// Seals the next message.
        package mutating func seal(_ plaintext: borrowing SecretBytes, aad: [UInt8]) throws(CryptographyError)
            -> [UInt8]
        {
            let ciphertext = try cipher.sealSecret(plaintext, key: key, nonce: nonce, aad: aad)
            sequence += 1
            return ciphertext
        }

        /// Opens the next message; one that fails does not count.
        package mutating func open(_ ciphertext: [UInt8], aad: [UInt8]) throws(CryptographyError) -> SecretBytes {
            let plaintext = try cipher.openSecret(ciphertext, key: key, nonce: nonce, aad: aad)
            sequence += 1
            return plaintext
        }

        /// A secret for another protocol, bound to this exchange (section 5.3).
        package borrowing func export(_ purpose: [UInt8], count: Int) throws(CryptographyError) -> SecretBytes {
            var labels = try HPKELabels(.suite)
            return try labels.expand(exporterSecret, label: "sec", info: purpose, count: count)
        }

        /// ComputeNonce of section 5.2. A UInt64 cannot reach the limit of 2^96 - 1; adding past it would trap.
        private var nonce: [UInt8] {
            var nonce = baseNonce
            for place in 0..<8 {
                nonce[nonce.count - 1 - place] ^= UInt8(truncatingIfNeeded: sequence >> UInt64(8 * place))
            }
            return nonce
        }
    }
}
