import COpenSSL

/// RFC 3394 over one `EVP_CIPHER_CTX` that holds the schedule of one wrapping key.
///
/// OpenSSL's own AES-256-WRAP does not use the processor's AES instructions: 6 µs a key, with look-ups in tables that
/// depend on the secret. The steps of section 2.2 over AES-256-ECB take a fifth of that and no table.
struct KeyWrapContext: ~Copyable {
    enum Direction {
        case wrapping, unwrapping
    }

    /// The initial value of section 2.2.3.1; finding it again is what authenticates.
    private static let initialValue: UInt64 = 0xa6a6_a6a6_a6a6_a6a6
    private static let rounds = 6

    private let context: OpaquePointer

    init(key: borrowing SecretBytes, direction: Direction) throws(CryptographyError) {
        guard key.count == 32 else { throw .invalidLength(what: "key") }
        let cipher = try OpenSSL.aes256ECB.get()
        guard let context = EVP_CIPHER_CTX_new() else { throw OpenSSL.failure("EVP_CIPHER_CTX_new") }
        let status = key.withUnsafeBytes { key in
            switch direction {
            case .wrapping: EVP_EncryptInit_ex2(context, cipher, key.octets, nil, nil)
            case .unwrapping: EVP_DecryptInit_ex2(context, cipher, key.octets, nil, nil)
            }
        }
        // Without padding every block comes out at once, and the context is ready for the next.
        guard status == 1, EVP_CIPHER_CTX_set_padding(context, 0) == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw OpenSSL.failure("EVP_CipherInit_ex2")
        }
        self.context = context
    }

    deinit {
        EVP_CIPHER_CTX_free(context)
    }

    mutating func wrap(_ secret: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
        guard secret.count >= 16, secret.count.isMultiple(of: 8) else { throw .invalidLength(what: "secret") }
        var wrapped = [UInt8](repeating: 0, count: secret.count + AES256KeyWrap.overhead)
        let isDone = secret.withUnsafeBytes { secret in
            wrapped.withMutableOctets { wrapped in
                let registers = UnsafeMutableRawBufferPointer(rebasing: wrapped[AES256KeyWrap.overhead...])
                registers.copyMemory(from: secret)
                let (isDone, value) = wrap(registers)
                wrapped.storeBytes(of: value.bigEndian, as: UInt64.self)
                return isDone
            }
        }
        guard isDone else {
            wrapped.withMutableOctets { OPENSSL_cleanse($0.baseAddress, $0.count) }
            throw OpenSSL.failure("EVP_EncryptUpdate")
        }
        return wrapped
    }

    mutating func unwrap(_ wrapped: [UInt8]) throws(CryptographyError) -> SecretBytes {
        guard wrapped.count >= 24, wrapped.count.isMultiple(of: 8) else { throw .wrongKeyOrAltered }
        var secret = try SecretBytes(zeroed: wrapped.count - AES256KeyWrap.overhead)
        try wrapped.withOctets { wrapped throws(CryptographyError) in try unwrap(wrapped, into: &secret) }
        return secret
    }

    /// Unwraps into a secret of the right length; what is in it after a failure is of no use.
    mutating func unwrap(_ wrapped: UnsafeRawBufferPointer, into secret: inout SecretBytes) throws(CryptographyError) {
        guard wrapped.count >= 24, wrapped.count.isMultiple(of: 8),
            secret.count == wrapped.count - AES256KeyWrap.overhead
        else { throw .wrongKeyOrAltered }
        let (isDone, value) = secret.withUnsafeMutableBytes { registers in
            registers.copyMemory(from: UnsafeRawBufferPointer(rebasing: wrapped[AES256KeyWrap.overhead...]))
            return unwrap(registers, value: UInt64(bigEndian: wrapped.loadUnaligned(as: UInt64.self)))
        }
        guard isDone else { throw OpenSSL.failure("EVP_DecryptUpdate") }
        // One comparison of whole words: its time says nothing about which bytes differ.
        guard value == Self.initialValue else { throw .wrongKeyOrAltered }
    }

    /// Section 2.2.1, by index: the registers are the secret's 64-bit pieces, changed in place.
    /// - Returns: whether OpenSSL did its part, and the value A.
    private func wrap(_ registers: UnsafeMutableRawBufferPointer) -> (Bool, UInt64) {
        let count = registers.count / 8
        var value = Self.initialValue
        var block = (UInt64(0), UInt64(0))
        var isDone = true
        defer { wipe(&block) }
        for step in 0..<Self.rounds * count {
            let place = step % count * 8
            block = (value.bigEndian, registers.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            isDone = withUnsafeMutableBytes(of: &block) { encrypt($0) } && isDone
            value = UInt64(bigEndian: block.0) ^ UInt64(step + 1)
            registers.storeBytes(of: block.1, toByteOffset: place, as: UInt64.self)
        }
        return (isDone, value)
    }

    /// Section 2.2.2, by index: the same steps backwards.
    private func unwrap(_ registers: UnsafeMutableRawBufferPointer, value: UInt64) -> (Bool, UInt64) {
        let count = registers.count / 8
        var value = value
        var block = (UInt64(0), UInt64(0))
        var isDone = true
        defer { wipe(&block) }
        for step in (0..<Self.rounds * count).reversed() {
            let place = step % count * 8
            let register = registers.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            block = ((value ^ UInt64(step + 1)).bigEndian, register)
            isDone = withUnsafeMutableBytes(of: &block) { decrypt($0) } && isDone
            value = UInt64(bigEndian: block.0)
            registers.storeBytes(of: block.1, toByteOffset: place, as: UInt64.self)
        }
        return (isDone, value)
    }

    private func encrypt(_ block: UnsafeMutableRawBufferPointer) -> Bool {
        var written: Int32 = 0
        return EVP_EncryptUpdate(context, block.octets, &written, block.octets, 16) == 1 && written == 16
    }

    private func decrypt(_ block: UnsafeMutableRawBufferPointer) -> Bool {
        var written: Int32 = 0
        return EVP_DecryptUpdate(context, block.octets, &written, block.octets, 16) == 1 && written == 16
    }

    private func wipe(_ block: inout (UInt64, UInt64)) {
        withUnsafeMutableBytes(of: &block) { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}
