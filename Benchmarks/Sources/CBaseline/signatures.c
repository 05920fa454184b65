#include "CBaseline.h"
#include "check.h"

#include <openssl/evp.h>
#include <pthread.h>

typedef struct {
    EVP_PKEY *key;
    const unsigned char *message, *signature;
    size_t size, count;
} share;

static void *verify(void *argument) {
    const share *work = argument;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    for (size_t i = 0; i < work->count; i++) {
        CHECK(EVP_DigestVerifyInit_ex(context, NULL, NULL, NULL, NULL, work->key, NULL) == 1);
        CHECK(EVP_DigestVerify(context, work->signature, 64, work->message, work->size) == 1);
    }
    EVP_MD_CTX_free(context);
    return NULL;
}

void baseline_verify_signatures(size_t count, size_t size, size_t threads) {
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    unsigned char *message = calloc(1, size), signature[64];
    size_t written = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CHECK(EVP_DigestSignInit_ex(context, NULL, NULL, NULL, NULL, key, NULL) == 1);
    CHECK(EVP_DigestSign(context, signature, &written, message, size) == 1);
    EVP_MD_CTX_free(context);
    pthread_t *workers = calloc(threads, sizeof *workers);
    share *shares = calloc(threads, sizeof *shares);
    for (size_t i = 0; i < threads; i++) {
        shares[i] = (share){key, message, signature, size, count / threads + (i < count % threads)};
        CHECK(pthread_create(&workers[i], NULL, verify, &shares[i]) == 0);
    }
    for (size_t i = 0; i < threads; i++) CHECK(pthread_join(workers[i], NULL) == 0);
    free(workers);
    free(shares);
    free(message);
    EVP_PKEY_free(key);
}

void baseline_scrypt(int log2_n) {
    unsigned char key[32];
    CHECK(EVP_PBE_scrypt("passphrase", 10, (const unsigned char *)"0123456789abcdef", 16, 1ull << log2_n, 8, 1,
                         1ull << 31, key, sizeof key)
          == 1);
}
