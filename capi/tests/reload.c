/*
 * Banks are put in the place of others while threads play from them: no frame is wrong, and no
 * bank is freed too early or never.
 *
 *     reload FILE.ini
 *
 * Each thread holds a reference of its own and looks for a newer bank between two ticks, under a
 * lock that the filling itself does not need.
 */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ringsmith.h>

enum { THREADS = 4, LEGS = 32, TICKS = 400, RELOADS = 20, FRAME = 160 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const RingsmithBank *newest;

static const RingsmithBank *compile(const RingsmithTones *tones)
{
    const RingsmithBank *bank;
    if (ringsmith_bank_compile(tones, 8000, RINGSMITH_ENCODING_ULAW, NULL, &bank) !=
        RINGSMITH_STATUS_OK) {
        fprintf(stderr, "reload: %s\n", ringsmith_last_error());
        exit(EXIT_FAILURE);
    }
    return bank;
}

static const RingsmithBank *take(void)
{
    pthread_mutex_lock(&lock);
    const RingsmithBank *bank = newest;
    ringsmith_bank_retain(bank);
    pthread_mutex_unlock(&lock);
    return bank;
}

/* Answers how many frames were wrong: those of all banks are the same. */
static void *play(void *tones)
{
    static const char failed[] = "a frame";
    const RingsmithBank *reference = compile(tones);
    const RingsmithBank *bank = take();
    RingsmithBankInfo info;
    ringsmith_bank_info(bank, &info, sizeof info);
    RingsmithPlayer players[LEGS], expected[LEGS];
    for (unsigned leg = 0; leg < LEGS; leg++)
        ringsmith_player_start(&players[leg], (uint16_t)(leg % info.signals));
    memcpy(expected, players, sizeof players);
    size_t wrong = 0;
    for (unsigned tick = 0; tick < TICKS; tick++) {
        unsigned char out[LEGS][FRAME], right[LEGS][FRAME];
        if (tick % 5 == 0) {
            ringsmith_bank_release(bank);
            bank = take();
        }
        ringsmith_bank_fill_many(bank, players, LEGS, FRAME, out, sizeof out, FRAME);
        ringsmith_bank_fill_many(reference, expected, LEGS, FRAME, right, sizeof right, FRAME);
        wrong += memcmp(out, right, sizeof out) != 0;
    }
    ringsmith_bank_release(bank);
    ringsmith_bank_release(reference);
    return wrong == 0 ? NULL : (void *)failed;
}

int main(int argc, char **argv)
{
    RingsmithTones *tones;
    if (argc != 2 || ringsmith_tones_load(argv[1], 8000, 0, &tones) != RINGSMITH_STATUS_OK)
        return 2;
    newest = compile(tones);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, play, tones) != 0)
            return 2;
    for (int i = 0; i < RELOADS; i++) {
        const RingsmithBank *fresh = compile(tones);
        pthread_mutex_lock(&lock);
        const RingsmithBank *old = newest;
        newest = fresh;
        pthread_mutex_unlock(&lock);
        ringsmith_bank_release(old);
    }
    int result = EXIT_SUCCESS;
    for (int i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        if (wrong != NULL)
            result = EXIT_FAILURE;
    }
    ringsmith_bank_release(newest);
    ringsmith_tones_free(tones);
    return result;
}
