#ifndef TACET_CHECK_H
#define TACET_CHECK_H

#include <stdio.h>
#include <stdlib.h>

// A baseline that failed measured nothing.
#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "baseline: %s failed (%s:%d)\n", #condition, __FILE__, __LINE__);                          \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#endif
