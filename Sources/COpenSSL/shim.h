// The part of OpenSSL 3.0 that the room Cryptography calls, and the few calls that Swift cannot make itself.
#ifndef TACET_COPENSSL_SHIM_H
#define TACET_COPENSSL_SHIM_H

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

// Starts the library without reading any openssl.cnf: a configuration file named by an environment variable could load
// a foreign provider into the process. Returns 1 on success.
static inline int tacet_openssl_start(void) {
    return OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT
                                   | OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
                               NULL);
}

// Memory of the secure heap, zeroed; NULL when it is full. A macro in OpenSSL's headers.
static inline void *tacet_secure_zalloc(size_t count) {
    return CRYPTO_secure_zalloc(count, "", 0);
}

// Wipes and returns what tacet_secure_zalloc gave, also when it came from the ordinary heap.
static inline void tacet_secure_free(void *memory, size_t count) {
    CRYPTO_secure_clear_free(memory, count, "", 0);
}

#endif
