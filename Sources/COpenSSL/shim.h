// The part of OpenSSL 3.0 that the room Cryptography calls, and the few calls that Swift cannot make itself.
//
// An OSSL_PARAM array keeps pointers to its values, so such an array is built, used and dropped inside one C function
// here: in Swift the values could move or die before the library reads them.
#ifndef TACET_COPENSSL_SHIM_H
#define TACET_COPENSSL_SHIM_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

// Starts the library without reading any openssl.cnf: a configuration file named by an environment variable could load
// a foreign provider into the process. Returns 1 on success.
static inline int tacet_openssl_start(void) {
    return OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
}

// Memory of the secure heap, zeroed; NULL when it is full. A macro in OpenSSL's headers.
static inline void *tacet_secure_zalloc(size_t count) {
    return CRYPTO_secure_zalloc(count, "", 0);
}

// Wipes and returns what tacet_secure_zalloc gave, also when it came from the ordinary heap.
static inline void tacet_secure_free(void *memory, size_t count) {
    CRYPTO_secure_clear_free(memory, count, "", 0);
}

// A context for HMAC with SHA-256 that still lacks its key; NULL on failure.
static inline EVP_MAC_CTX *tacet_hmac_sha256_new(EVP_MAC *hmac) {
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(hmac);
    if (context == NULL) {
        return NULL;
    }
    char digest[] = "SHA2-256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    if (EVP_MAC_CTX_set_params(context, parameters) != 1) {
        EVP_MAC_CTX_free(context);
        return NULL;
    }
    return context;
}

#endif
