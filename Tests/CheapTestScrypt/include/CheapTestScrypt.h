#include <stddef.h>
#include <stdint.h>

/// In the place of libcrypto's function of this name, in the process that runs the tests.
int EVP_PBE_scrypt(
    const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen, uint64_t N, uint64_t r, uint64_t p,
    uint64_t maxmem, unsigned char *key, size_t keylen);
