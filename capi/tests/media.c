/*
 * The media path allocates nothing: every allocation of the process is counted, the library's too.
 *
 *     media FILE.ini
 *
 * For glibc, whose allocator has second names. Not for AddressSanitizer, which has its own.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <ringsmith.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Thread_local unsigned long allocations;

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    allocations++;
    return __libc_realloc(old, size);
}

int posix_memalign(void **place, size_t alignment, size_t size)
{
    allocations++;
    *place = __libc_memalign(alignment, size);
    return *place == NULL;
}

static const RingsmithBank *compile(const RingsmithTones *tones, size_t bytes_per_signal)
{
    RingsmithBankOptions options;
    const RingsmithBank *bank;
    ringsmith_bank_options_init(&options, sizeof options);
    options.ramp_ms = 5;
    options.bytes_per_signal = bytes_per_signal;
    if (ringsmith_bank_compile(tones, 8000, RINGSMITH_ENCODING_ALAW, &options, &bank) !=
        RINGSMITH_STATUS_OK) {
        fprintf(stderr, "media: %s\n", ringsmith_last_error());
        exit(2);
    }
    return bank;
}

/* In a thread that has done nothing before. Answers NULL if nothing was allocated. */
static void *use(void *given)
{
    enum { LEGS = 16, FRAME = 160 };
    const RingsmithBank *bank = given;
    RingsmithPlayer players[LEGS];
    unsigned char out[LEGS][FRAME];
    RingsmithFrame frame;
    RingsmithBankInfo info;
    RingsmithSignalInfo signal_info;
    uint64_t number;
    uint16_t signal, missing;
    bool finished;

    /* Reading a header is signalling: it may allocate. */
    ringsmith_bank_alert_info(bank, "<Bellcore-dr2>", 14, &signal);
    const unsigned long before = allocations;
    ringsmith_bank_info(bank, &info, sizeof info);
    for (unsigned leg = 0; leg < LEGS; leg++) {
        ringsmith_player_start(&players[leg], (uint16_t)(leg % info.signals));
        ringsmith_player_seek(&players[leg], UINT64_C(1) << (4 * leg));
    }
    for (unsigned tick = 0; tick < 200; tick++) {
        RingsmithPlayer *one = &players[tick % LEGS];
        ringsmith_bank_fill_many(bank, players, LEGS, FRAME, out, sizeof out, FRAME);
        ringsmith_bank_fill(bank, one, FRAME, out, sizeof out);
        ringsmith_bank_frame(bank, one, FRAME, out, sizeof out, &frame);
        ringsmith_player_position(one, &number);
        ringsmith_player_remaining(one, bank, &number);
        ringsmith_player_finished(one, bank, &finished);
        ringsmith_player_switch(one, (uint16_t)(tick % (info.signals + 1)));
        ringsmith_bank_signal_info(bank, signal, &signal_info, sizeof signal_info);
        ringsmith_bank_retain(bank);
        ringsmith_bank_release(bank);
        /* Failures, too. */
        ringsmith_bank_fill(bank, one, FRAME, out, 1);
        ringsmith_bank_fill(bank, NULL, FRAME, out, sizeof out);
        ringsmith_bank_tone(bank, 4711, &missing);
        if (ringsmith_last_error()[0] == '\0')
            return "no text";
    }
    return allocations == before ? NULL : "allocations";
}

int main(int argc, char **argv)
{
    RingsmithTones *tones;
    if (argc != 2 || ringsmith_tones_load(argv[1], 8000, 0, &tones) != RINGSMITH_STATUS_OK)
        return 2;
    if (allocations == 0) {
        fprintf(stderr, "media: nothing is counted\n");
        return 2;
    }
    /* Stored, and synthesised whenever it is played. */
    const RingsmithBank *banks[] = {compile(tones, 1 << 20), compile(tones, 0)};
    int result = EXIT_SUCCESS;
    for (int i = 0; i < 2; i++) {
        pthread_t thread;
        void *wrong;
        if (pthread_create(&thread, NULL, use, (void *)banks[i]) != 0)
            return 2;
        pthread_join(thread, &wrong);
        if (wrong != NULL) {
            fprintf(stderr, "media: bank %d: %s\n", i, (char *)wrong);
            result = EXIT_FAILURE;
        }
        ringsmith_bank_release(banks[i]);
    }
    ringsmith_tones_free(tones);
    return result;
}
