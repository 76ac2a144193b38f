/*
 * Banks are put in the place of others while threads play from them: no frame is wrong, and no
 * bank is freed too early or never.
 *
 *     reload FILE.ini
 *
 * Each thread holds a reference of its own and looks for a newer bank between two ticks, under a
 * lock that the filling itself does not need. After each reload all threads have ticked before the
 * next one, and each has to have seen every one.
 */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ringsmith.h>

enum { THREADS = 4, LEGS = 32, RELOADS = 20, FRAME = 160 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const RingsmithBank *newest;
static atomic_uint ticks[THREADS];
static atomic_int over;

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

struct thread {
    pthread_t id;
    unsigned index;
    const RingsmithTones *tones;
    unsigned wrong, swaps;
};

/* Counts frames that are wrong (those of all banks are the same) and banks that are new. */
static void *play(void *data)
{
    struct thread *self = data;
    const RingsmithBank *reference = compile(self->tones);
    const RingsmithBank *bank = take();
    RingsmithBankInfo info;
    ringsmith_bank_info(bank, &info, sizeof info);
    RingsmithPlayer players[LEGS], expected[LEGS];
    for (unsigned leg = 0; leg < LEGS; leg++)
        ringsmith_player_start(&players[leg], (uint16_t)(leg % info.signals));
    memcpy(expected, players, sizeof players);
    while (!atomic_load(&over)) {
        unsigned char out[LEGS][FRAME], right[LEGS][FRAME];
        const RingsmithBank *before = bank;
        bank = take();
        self->swaps += bank != before;
        ringsmith_bank_release(before);
        ringsmith_bank_fill_many(bank, players, LEGS, FRAME, out, sizeof out, FRAME);
        ringsmith_bank_fill_many(reference, expected, LEGS, FRAME, right, sizeof right, FRAME);
        self->wrong += memcmp(out, right, sizeof out) != 0;
        atomic_fetch_add(&ticks[self->index], 1);
    }
    ringsmith_bank_release(bank);
    ringsmith_bank_release(reference);
    return NULL;
}

/* Until every thread has taken the newest bank and ticked with it. */
static void wait_for_ticks(void)
{
    for (unsigned i = 0; i < THREADS; i++) {
        unsigned before = atomic_load(&ticks[i]);
        while (atomic_load(&ticks[i]) < before + 2)
            sched_yield();
    }
}

int main(int argc, char **argv)
{
    RingsmithTones *tones;
    if (argc != 2 || ringsmith_tones_load(argv[1], 8000, 0, &tones) != RINGSMITH_STATUS_OK)
        return 2;
    newest = compile(tones);
    struct thread threads[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        threads[i] = (struct thread){.index = i, .tones = tones};
        if (pthread_create(&threads[i].id, NULL, play, &threads[i]) != 0)
            return 2;
    }
    wait_for_ticks();
    for (int i = 0; i < RELOADS; i++) {
        const RingsmithBank *fresh = compile(tones);
        pthread_mutex_lock(&lock);
        const RingsmithBank *old = newest;
        newest = fresh;
        pthread_mutex_unlock(&lock);
        ringsmith_bank_release(old);
        wait_for_ticks();
    }
    atomic_store(&over, 1);
    int result = EXIT_SUCCESS;
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i].id, NULL);
        if (threads[i].wrong != 0 || threads[i].swaps != RELOADS) {
            fprintf(stderr, "reload: thread %u: %u wrong, %u swaps\n", i, threads[i].wrong,
                    threads[i].swaps);
            result = EXIT_FAILURE;
        }
    }
    ringsmith_bank_release(newest);
    ringsmith_tones_free(tones);
    return result;
}
