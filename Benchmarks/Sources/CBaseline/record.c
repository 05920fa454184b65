#include "CBaseline.h"
#include "check.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <string.h>

enum { HEADER = 106, WRAPPED = 40, POOL = 4096, MESSAGE = 122 };

struct baseline_record {
    EVP_MD *sha256;
    EVP_CIPHER_CTX *seal, *open, *wrap, *unwrap;
    EVP_MAC_CTX *mac;
    EVP_MD_CTX *sign;
    EVP_PKEY *key;
    size_t body, plain;
    size_t pooled;
    unsigned char pool[POOL], header[HEADER], wrapped[WRAPPED], salt[32], commitment[32];
    unsigned char *content, *ciphertext, *row;
};

static EVP_CIPHER_CTX *cipher_context(const EVP_CIPHER *cipher, const unsigned char *key, int encrypts) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    CHECK(context != NULL && EVP_CipherInit_ex2(context, cipher, key, NULL, encrypts, NULL) == 1);
    EVP_CIPHER_CTX_set_padding(context, 0);
    return context;
}

baseline_record *baseline_record_new(size_t body) {
    baseline_record *record = calloc(1, sizeof *record);
    CHECK(record != NULL);
    unsigned char wrapping[32];
    CHECK(RAND_bytes(wrapping, sizeof wrapping) == 1);
    EVP_CIPHER *gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL), *ecb = EVP_CIPHER_fetch(NULL, "AES-256-ECB", NULL);
    record->sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    record->seal = cipher_context(gcm, NULL, 1);
    record->open = cipher_context(gcm, NULL, 0);
    record->wrap = cipher_context(ecb, wrapping, 1);
    record->unwrap = cipher_context(ecb, wrapping, 0);
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    record->mac = EVP_MAC_CTX_new(hmac);
    char digest[] = "SHA2-256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    CHECK(EVP_MAC_CTX_set_params(record->mac, parameters) == 1);
    record->sign = EVP_MD_CTX_new();
    record->key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    CHECK(record->key != NULL);
    record->body = body;
    // Kind, author, signature and the two lengths, padded as the format pads a body of two kilobytes.
    record->plain = (body + 100 + 127) / 128 * 128;
    record->pooled = POOL;
    record->content = calloc(1, record->plain);
    record->ciphertext = calloc(1, record->plain + 16);
    record->row = calloc(1, record->plain + 512);
    return record;
}

static void mac(baseline_record *record, const unsigned char *key, const unsigned char *const *pieces,
                const size_t *counts, int count, unsigned char *out) {
    size_t written = 0;
    CHECK(EVP_MAC_init(record->mac, key, key ? 32 : 0, NULL) == 1);
    for (int i = 0; i < count; i++) CHECK(EVP_MAC_update(record->mac, pieces[i], counts[i]) == 1);
    CHECK(EVP_MAC_final(record->mac, out, &written, 32) == 1);
}

// HKDF-SHA256 of 64 bytes.
static void derive(baseline_record *record, const unsigned char *data_key, const unsigned char *header_hash,
                   unsigned char keys[64]) {
    unsigned char info[46] = "tacet/1/record", extracted[32], counter = 1;
    memcpy(info + 14, header_hash, 32);
    mac(record, record->salt, (const unsigned char *[]){data_key}, (size_t[]){32}, 1, extracted);
    mac(record, extracted, (const unsigned char *[]){info, &counter}, (size_t[]){46, 1}, 2, keys);
    counter = 2;
    mac(record, NULL, (const unsigned char *[]){keys, info, &counter}, (size_t[]){32, 46, 1}, 3, keys + 32);
}

static void hash(baseline_record *record, const void *bytes, size_t count, unsigned char *out) {
    CHECK(EVP_Digest(bytes, count, out, NULL, record->sha256, NULL) == 1);
}

// RFC 3394 over single blocks, as the rooms do it.
static void key_wrap(EVP_CIPHER_CTX *context, const unsigned char *key, unsigned char *out) {
    unsigned char block[16];
    int written;
    memset(block, 0xa6, 8);
    memcpy(out + 8, key, 32);
    for (int step = 0; step < 24; step++) {
        unsigned char *register_ = out + 8 + step % 4 * 8;
        memcpy(block + 8, register_, 8);
        CHECK(EVP_EncryptUpdate(context, block, &written, block, 16) == 1);
        block[7] ^= (unsigned char)(step + 1);
        memcpy(register_, block + 8, 8);
    }
    memcpy(out, block, 8);
}

static void key_unwrap(EVP_CIPHER_CTX *context, const unsigned char *wrapped, unsigned char *key) {
    unsigned char block[16];
    int written;
    memcpy(block, wrapped, 8);
    memcpy(key, wrapped + 8, 32);
    for (int step = 23; step >= 0; step--) {
        unsigned char *register_ = key + step % 4 * 8;
        block[7] ^= (unsigned char)(step + 1);
        memcpy(block + 8, register_, 8);
        CHECK(EVP_DecryptUpdate(context, block, &written, block, 16) == 1);
        memcpy(register_, block + 8, 8);
    }
    for (int i = 0; i < 8; i++) CHECK(block[i] == 0xa6);
}

void baseline_record_seal(baseline_record *record) {
    unsigned char header_hash[32], data_key[32], keys[64], message[MESSAGE] = {0};
    static const unsigned char nonce[12];
    int written;
    hash(record, record->header, HEADER, header_hash);
    hash(record, record->content + 100, record->body, message + 90);
    size_t signature = 64;
    CHECK(EVP_DigestSignInit_ex(record->sign, NULL, NULL, NULL, NULL, record->key, NULL) == 1);
    CHECK(EVP_DigestSign(record->sign, record->content + 32, &signature, message, MESSAGE) == 1);
    CHECK(RAND_priv_bytes(data_key, 32) == 1);
    if (record->pooled + 32 > POOL) {
        CHECK(RAND_bytes(record->pool, POOL) == 1);
        record->pooled = 0;
    }
    memcpy(record->salt, record->pool + record->pooled, 32);
    record->pooled += 32;
    derive(record, data_key, header_hash, keys);
    memcpy(record->commitment, keys + 32, 32);
    key_wrap(record->wrap, data_key, record->wrapped);
    CHECK(EVP_EncryptInit_ex2(record->seal, NULL, keys, nonce, NULL) == 1);
    CHECK(EVP_EncryptUpdate(record->seal, NULL, &written, record->header, HEADER) == 1);
    CHECK(EVP_EncryptUpdate(record->seal, record->ciphertext, &written, record->content, (int)record->plain) == 1);
    CHECK(EVP_EncryptFinal_ex(record->seal, record->ciphertext + record->plain, &written) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(record->seal, EVP_CTRL_AEAD_GET_TAG, 16, record->ciphertext + record->plain) == 1);
    memcpy(record->row, record->header, HEADER);
    memcpy(record->row + HEADER, record->wrapped, WRAPPED);
    memcpy(record->row + HEADER + WRAPPED, record->ciphertext, record->plain + 16);
}

void baseline_record_open(baseline_record *record) {
    unsigned char header_hash[32], data_key[32], keys[64];
    static const unsigned char nonce[12];
    int written;
    key_unwrap(record->unwrap, record->wrapped, data_key);
    hash(record, record->header, HEADER, header_hash);
    derive(record, data_key, header_hash, keys);
    CHECK(memcmp(keys + 32, record->commitment, 32) == 0);
    CHECK(EVP_DecryptInit_ex2(record->open, NULL, keys, nonce, NULL) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(record->open, EVP_CTRL_AEAD_SET_TAG, 16, record->ciphertext + record->plain) == 1);
    CHECK(EVP_DecryptUpdate(record->open, NULL, &written, record->header, HEADER) == 1);
    CHECK(EVP_DecryptUpdate(record->open, record->row, &written, record->ciphertext, (int)record->plain) == 1);
    CHECK(EVP_DecryptFinal_ex(record->open, record->row, &written) == 1);
}

void baseline_record_free(baseline_record *record) {
    EVP_CIPHER_CTX_free(record->seal);
    EVP_CIPHER_CTX_free(record->open);
    EVP_CIPHER_CTX_free(record->wrap);
    EVP_CIPHER_CTX_free(record->unwrap);
    EVP_MAC_CTX_free(record->mac);
    EVP_MD_CTX_free(record->sign);
    EVP_PKEY_free(record->key);
    free(record->content);
    free(record->ciphertext);
    free(record->row);
    free(record);
}
