/*
 * A bank that does not fit into memory is refused, and a smaller one is made afterwards.
 *
 *     memory
 *
 * Not under AddressSanitizer or valgrind, which reserve address space of their own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <ringsmith.h>

#include "check.h"

/*
 * Two primes begin anew together after a second: at 192 kHz 192000 samples, 800 kB of float with what
 * makes frames contiguous. So many tones take 320 MB.
 */
enum { TONES = 400, ROOM = 256 };

static char *many_tones(void)
{
    char *ini = calloc(TONES, ROOM), *end = ini;
    CHECK(ini != NULL);
    for (int number = 0; number < TONES; number++)
        end += sprintf(end,
                       "[CALL PROGRESS TONE #%d]\nTone Type=1\nTone Form=1\n"
                       "Low Freq [Hz]=1973\nHigh Freq [Hz]=1979\n"
                       "Low Freq Level [-dBm]=13\nHigh Freq Level [-dBm]=13\n",
                       number);
    return ini;
}

static const size_t LONG = (size_t)200 << 20;

static void limit(rlim_t bytes)
{
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_AS, &limit) == 0);
    limit.rlim_cur = bytes;
    CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
}

int main(void)
{
    RingsmithTones *tones = NULL;
    char *ini = many_tones();
    CHECK(ringsmith_tones_parse(ini, strlen(ini), NULL, 192000, 0, &tones) == 0);
    free(ini);

    void *text = calloc(LONG, 1);
    CHECK(text != NULL);
    limit((rlim_t)256 << 20);
    const RingsmithBank *bank = NULL;
    CHECK(ringsmith_bank_compile(tones, 192000, RINGSMITH_ENCODING_F32, NULL, &bank) ==
          RINGSMITH_STATUS_OUT_OF_MEMORY);
    CHECK(bank == NULL);
    CHECK(strstr(ringsmith_last_error(), "no memory for ") != NULL);
    CHECK(strstr(ringsmith_last_error(), " bytes more") != NULL);

    /* A text of which there is no room for a copy is refused before anything reads it. */
    RingsmithTones *none = NULL;
    CHECK(ringsmith_tones_parse(text, LONG, NULL, 8000, 0, &none) == RINGSMITH_STATUS_OUT_OF_MEMORY);
    CHECK(none == NULL);
    free(text);

    CHECK(ringsmith_bank_compile(tones, 8000, RINGSMITH_ENCODING_ALAW, NULL, &bank) == 0);
    unsigned char frame[160];
    RingsmithPlayer player;
    CHECK(ringsmith_player_start(&player, 0) == 0);
    CHECK(ringsmith_bank_fill(bank, &player, 160, frame, sizeof frame) == 0);
    CHECK(frame[1] != frame[0]);
    ringsmith_bank_release(bank);
    ringsmith_tones_free(tones);
    return failures != 0;
}
