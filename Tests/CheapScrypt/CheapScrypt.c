// For tests that run the program a thousand times: loaded in front of libcrypto (LD_PRELOAD), it makes scrypt cheap, which is
// dear by design and would be three quarters of their time. The program that is tested is the one that people have, to the
// byte; identity files say the work factor that they always say. What another program or library opens is made without it.
#define _GNU_SOURCE
#include "CheapScrypt.h"

#include <dlfcn.h>

typedef int scrypt_function(
    const char *, size_t, const unsigned char *, size_t, uint64_t, uint64_t, uint64_t, uint64_t, unsigned char *, size_t);

int EVP_PBE_scrypt(
    const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen, uint64_t N, uint64_t r, uint64_t p,
    uint64_t maxmem, unsigned char *key, size_t keylen) {
    scrypt_function *scrypt = (scrypt_function *)dlsym(RTLD_NEXT, "EVP_PBE_scrypt");
    // Python's module brings a libcrypto of its own scope.
    if (!scrypt) scrypt = (scrypt_function *)dlsym(dlopen("libcrypto.so.3", RTLD_LAZY), "EVP_PBE_scrypt");
    if (!scrypt) return 0;
    // Another factor, another key, as it would be.
    uint64_t cheap = N < 1024 ? N : N / 8192;
    return scrypt(pass, passlen, salt, saltlen, cheap, r, p, maxmem, key, keylen);
}
