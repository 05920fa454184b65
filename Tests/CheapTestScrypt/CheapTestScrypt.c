// What Tests/CheapScrypt is to the program, for tests that enter practices without it: linked into the process that runs all
// tests, it makes scrypt cheap under the passphrases that only tests have. Under any other it is libcrypto's own, so that
// published vectors and files of the age program are tried as they are.
#define _GNU_SOURCE
#include "CheapTestScrypt.h"

#include <dlfcn.h>
#include <string.h>

typedef int scrypt_function(
    const char *, size_t, const unsigned char *, size_t, uint64_t, uint64_t, uint64_t, uint64_t, unsigned char *, size_t);

/// What the passphrases of tests begin with.
static const char mark[] = "six plain words of ";

int EVP_PBE_scrypt(
    const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen, uint64_t N, uint64_t r, uint64_t p,
    uint64_t maxmem, unsigned char *key, size_t keylen) {
    scrypt_function *scrypt = (scrypt_function *)dlsym(RTLD_NEXT, "EVP_PBE_scrypt");
    if (!scrypt) return 0;
    int is_of_tests = pass && passlen >= sizeof mark - 1 && memcmp(pass, mark, sizeof mark - 1) == 0;
    // As cheap as Tests/CheapScrypt makes it: what is made here opens there.
    uint64_t cheap = is_of_tests && N >= 1024 ? N / 8192 : N;
    return scrypt(pass, passlen, salt, saltlen, cheap, r, p, maxmem, key, keylen);
}
