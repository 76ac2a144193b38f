/* What the tests of misuse and of memory look at: a condition that does not hold is told and counted. */
#include <stdio.h>

#include <ringsmith.h>

static int failures;

#define CHECK(condition)                                              \
    do {                                                              \
        if (!(condition)) {                                           \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);    \
            printf("    last error: %s\n", ringsmith_last_error());   \
            failures++;                                               \
        }                                                             \
    } while (0)
