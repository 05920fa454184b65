// The part of OpenSSL 3.0 that the room Cryptography calls, and the few calls that Swift cannot make itself.
#ifndef TACET_COPENSSL_SHIM_H
#define TACET_COPENSSL_SHIM_H

#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

// Starts the library without reading any openssl.cnf: a configuration file named by an environment variable could load
// a foreign provider into the process. Without the texts of its errors, two thousand of them: nobody is shown one. Random bytes
// come from Hash_DRBG (NIST SP 800-90A) with SHA-256 instead of CTR_DRBG, which fetches a cipher from the default context
// (see Ciphers.swift); where some were drawn already, what is there goes on. Returns 1 on success.
static inline int tacet_openssl_start(void) {
    if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_ADD_ALL_CIPHERS
                                | OPENSSL_INIT_NO_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS,
                            NULL)
        != 1)
        return 0;
    if (RAND_set_DRBG_type(NULL, "HASH-DRBG", NULL, NULL, "SHA2-256") != 1) ERR_clear_error();
    return 1;
}

// Memory of the secure heap, zeroed; NULL when it is full. A macro in OpenSSL's headers.
static inline void *tacet_secure_zalloc(size_t count) {
    return CRYPTO_secure_zalloc(count, "", 0);
}

// Wipes and returns what tacet_secure_zalloc gave, also when it came from the ordinary heap.
static inline void tacet_secure_free(void *memory, size_t count) {
    CRYPTO_secure_clear_free(memory, count, "", 0);
}

// SHA-256 by its own functions, which OpenSSL advises against since 3.0 in favour of EVP (docs/decisions/0047). Each returns 1 on success.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
static inline int tacet_sha256_begin(SHA256_CTX *state) { return SHA256_Init(state); }
static inline int tacet_sha256_update(SHA256_CTX *state, const void *bytes, size_t count) {
    return SHA256_Update(state, bytes, count);
}
static inline int tacet_sha256_end(SHA256_CTX *state, unsigned char *hash) { return SHA256_Final(hash, state); }
#pragma clang diagnostic pop

#endif
