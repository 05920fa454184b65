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
    private static let blockCount = 16

    /// What ``AES256KeyWrap/Unwrapper/unwrap(keys:into:)`` works on: 256-bit keys.
    private static let keyCount = 32

    private let context: OpaquePointer
    /// One block for each key that is unwrapped together with others; the room stays.
    private var blocks: SecretBytes

    init(key: borrowing SecretBytes, direction: Direction) throws(CryptographyError) {
        guard key.count == Self.keyCount else { throw .invalidLength(what: "key") }
        let blocks = try SecretBytes(zeroed: 0)
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
        self.blocks = blocks
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
        let (isDone, value) = wrapped.withOctets { wrapped in
            secret.withUnsafeMutableBytes { registers in
                registers.copyMemory(from: UnsafeRawBufferPointer(rebasing: wrapped[AES256KeyWrap.overhead...]))
                return unwrap(registers, value: UInt64(bigEndian: wrapped.loadUnaligned(as: UInt64.self)))
            }
        }
        guard isDone else { throw OpenSSL.failure("EVP_DecryptUpdate") }
        // One comparison of whole words: its time says nothing about which bytes differ.
        guard value == Self.initialValue else { throw .wrongKeyOrAltered }
        return secret
    }

    /// Section 2.2.2 for many keys at once: the steps of one key follow one another, but the same step of all keys is one call,
    /// and the processor works on several blocks at a time.
    mutating func unwrap(keys wrapped: [UInt8], into keys: inout SecretBytes) throws(CryptographyError) -> [Bool] {
        let wrappedCount = Self.keyCount + AES256KeyWrap.overhead
        let count = wrapped.count / wrappedCount
        guard wrapped.count.isMultiple(of: wrappedCount), keys.count >= count * Self.keyCount,
            let length = Int32(exactly: count * Self.blockCount)
        else { throw .invalidLength(what: "keys") }
        guard count > 0 else { return [] }
        if blocks.count < Int(length) { blocks = try SecretBytes(zeroed: Int(length)) }
        let context = context
        return try wrapped.withOctets { wrapped throws(CryptographyError) in
            try keys.withUnsafeMutableBytes { keys throws(CryptographyError) in
                try blocks.withUnsafeMutableBytes { blocks throws(CryptographyError) in
                    for key in 0..<count {
                        let from = wrapped[key * wrappedCount..<(key + 1) * wrappedCount]
                        UnsafeMutableRawBufferPointer(rebasing: keys[(key * Self.keyCount)...])
                            .copyMemory(from: UnsafeRawBufferPointer(rebasing: from.dropFirst(AES256KeyWrap.overhead)))
                        UnsafeMutableRawBufferPointer(rebasing: blocks[(key * Self.blockCount)...])
                            .copyMemory(from: UnsafeRawBufferPointer(rebasing: from.prefix(AES256KeyWrap.overhead)))
                    }
                    let registers = Self.keyCount / 8
                    for step in (0..<Self.rounds * registers).reversed() {
                        let place = step % registers * 8
                        let mark = UInt64(step + 1).bigEndian
                        for key in 0..<count {
                            let block = key * Self.blockCount
                            let value = blocks.loadUnaligned(fromByteOffset: block, as: UInt64.self)
                            blocks.storeBytes(of: value ^ mark, toByteOffset: block, as: UInt64.self)
                            let register = keys.loadUnaligned(
                                fromByteOffset: key * Self.keyCount + place, as: UInt64.self)
                            blocks.storeBytes(of: register, toByteOffset: block + 8, as: UInt64.self)
                        }
                        var written: Int32 = 0
                        guard EVP_DecryptUpdate(context, blocks.octets, &written, blocks.octets, length) == 1,
                            written == length
                        else { throw OpenSSL.failure("EVP_DecryptUpdate") }
                        for key in 0..<count {
                            let register = blocks.loadUnaligned(
                                fromByteOffset: key * Self.blockCount + 8, as: UInt64.self)
                            keys.storeBytes(
                                of: register, toByteOffset: key * Self.keyCount + place, as: UInt64.self)
                        }
                    }
                    // Compared as whole words: the time says nothing about which bytes differ.
                    return (0..<count).map { key in
                        blocks.loadUnaligned(fromByteOffset: key * Self.blockCount, as: UInt64.self)
                            == Self.initialValue
                    }
                }
            }
        }
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
