extension HPKE {
    /// A shared secret and the public key that carries it: DHKEM(X25519, HKDF-SHA256), RFC 9180, section 4.1.
    ///
    /// The initializer that takes an ephemeral key is open for the RFC's vectors; using one twice would end secrecy.
    package struct Encapsulation: ~Copyable {
        package let encapsulatedKey: [UInt8]
        package let sharedSecret: SecretBytes

        /// Encap.
        package init(
            to recipient: X25519.PublicKey, ephemeral: borrowing X25519.PrivateKey
        ) throws(CryptographyError) {
            let agreed = try ephemeral.sharedSecret(with: recipient)
            let encapsulatedKey = ephemeral.publicKey.bytes
            sharedSecret = try Self.secret(from: agreed, encapsulatedKey: encapsulatedKey, recipient: recipient)
            self.encapsulatedKey = encapsulatedKey
        }

        /// Decap. A malformed or weak encapsulated key is an altered message.
        package init(of message: SealedMessage, with key: borrowing X25519.PrivateKey) throws(CryptographyError) {
            guard let ephemeral = X25519.PublicKey(message.encapsulatedKey) else { throw .wrongKeyOrAltered }
            let agreed = try Self.agree(key, ephemeral)
            sharedSecret = try Self.secret(
                from: agreed, encapsulatedKey: message.encapsulatedKey, recipient: key.publicKey)
            encapsulatedKey = message.encapsulatedKey
        }

        private static func agree(
            _ key: borrowing X25519.PrivateKey, _ ephemeral: X25519.PublicKey
        ) throws(CryptographyError) -> SecretBytes {
            do {
                return try key.sharedSecret(with: ephemeral)
            } catch .invalidKey {
                throw .wrongKeyOrAltered
            }
        }

        /// ExtractAndExpand.
        private static func secret(
            from agreed: borrowing SecretBytes, encapsulatedKey: [UInt8], recipient: X25519.PublicKey
        ) throws(CryptographyError) -> SecretBytes {
            var labels = try HPKELabels(.encapsulation)
            let key = try agreed.withUnsafeBytes { agreed throws(CryptographyError) in
                try labels.extract(label: "eae_prk", material: agreed)
            }
            return try labels.expand(
                key, label: "shared_secret", info: encapsulatedKey + recipient.bytes, count: Digest.count)
        }
    }

    /// DeriveKeyPair of RFC 9180, section 7.1.3: a private key from key material.
    package static func derivePrivateKey(
        from material: borrowing SecretBytes
    ) throws(CryptographyError) -> X25519.PrivateKey {
        var labels = try HPKELabels(.encapsulation)
        let key = try material.withUnsafeBytes { material throws(CryptographyError) in
            try labels.extract(label: "dkp_prk", material: material)
        }
        return try X25519.PrivateKey(raw: try labels.expand(key, label: "sk", info: [], count: 32))
    }
}
