import COpenSSL

/// A library context that has the ciphers of the formats and no others.
///
/// The first fetch of a cipher makes an object of every one that its context's providers have, more than a hundred, which takes a
/// small command a tenth of its time. The provider of this context offers the default provider's own implementations of
/// three; nothing is implemented here. See provider(7), "OSSL_PROVIDER_add_builtin" and "OSSL_FUNC_provider_query_operation".
enum Ciphers {
    /// As the formats name them, and how the default provider's list does: the first of its names.
    static let names = ["AES-256-GCM", "AES-256-ECB", "ChaCha20-Poly1305"]

    /// The context, or nil where the library cannot make it; lives as long as the process.
    static func context() -> OpaquePointer? {
        guard let context = OSSL_LIB_CTX_new() else { return nil }
        guard OSSL_PROVIDER_add_builtin(context, "tacet", start) == 1, OSSL_PROVIDER_load(context, "tacet") != nil
        else {
            OSSL_LIB_CTX_free(context)
            ERR_clear_error()
            return nil
        }
        return context
    }

    /// What the library calls when it loads the provider: gives it the functions below, and the default provider's own context, which
    /// its implementations expect.
    private static let start:
        @convention(c) (
            OpaquePointer?, UnsafePointer<OSSL_DISPATCH>?, UnsafeMutablePointer<UnsafePointer<OSSL_DISPATCH>?>?,
            UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> Int32 = { _, _, functions, context in
            guard Ciphers.offered != nil, let provider = Ciphers.provider else { return 0 }
            functions?.pointee = Ciphers.functions
            context?.pointee = OSSL_PROVIDER_get0_provider_ctx(provider)
            return 1
        }

    /// The default provider of the default context. It is never unloaded: what it implements is used as long as the process lives.
    private nonisolated(unsafe) static let provider = OSSL_PROVIDER_load(nil, "default")

    /// The default provider's entries of these ciphers, with an empty one at the end; nil where one is missing.
    private nonisolated(unsafe) static let offered: UnsafePointer<OSSL_ALGORITHM>? = {
        var isVolatile: Int32 = 0
        guard let provider,
            let all = OSSL_PROVIDER_query_operation(provider, OSSL_OP_CIPHER, &isVolatile), isVolatile == 0
        else { return nil }
        let result = UnsafeMutablePointer<OSSL_ALGORITHM>.allocate(capacity: names.count + 1)
        result.initialize(repeating: OSSL_ALGORITHM(), count: names.count + 1)
        var (count, next) = (0, all)
        while let listed = next.pointee.algorithm_names {
            if names.contains(where: { isFirst($0, in: listed) }) {
                result[count] = next.pointee
                count += 1
                if count == names.count { return UnsafePointer(result) }
            }
            next += 1
        }
        result.deallocate()
        return nil
    }()

    /// Whether `name` is the first of several that colons part.
    private static func isFirst(_ name: String, in listed: UnsafePointer<CChar>) -> Bool {
        let count = name.utf8.count
        return OPENSSL_strncasecmp(listed, name, count) == 0 && [0, CChar(UInt8(ascii: ":"))].contains(listed[count])
    }

    /// The one function that a provider must have here: what it offers of an operation.
    private nonisolated(unsafe) static let functions: UnsafePointer<OSSL_DISPATCH> = {
        let query:
            @convention(c) (UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<Int32>?) -> UnsafePointer<
                OSSL_ALGORITHM
            >? = { _, operation, isVolatile in
                isVolatile?.pointee = 0
                return operation == OSSL_OP_CIPHER ? Ciphers.offered : nil
            }
        let result = UnsafeMutablePointer<OSSL_DISPATCH>.allocate(capacity: 2)
        result.initialize(repeating: OSSL_DISPATCH(), count: 2)
        result[0] = OSSL_DISPATCH(
            function_id: OSSL_FUNC_PROVIDER_QUERY_OPERATION,
            function: unsafeBitCast(query, to: (@convention(c) () -> Void).self))
        return UnsafePointer(result)
    }()
}
