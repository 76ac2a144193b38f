/*
 * The media loop of a gateway: every 20 ms one G.711 packet for each of many legs.
 *
 *     realtime FILE.ini [LEGS [SECONDS]]
 *
 * Deadlines are absolute, so lateness does not add up. A tenth of the legs changes its tone every
 * second. At the end the program says how late it was and what a tick cost; it exits with 1 if a
 * packet was not the one that the tone has at its place.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <ringsmith.h>

#define RATE 8000u
#define TICK_MS 20u
#define FRAME (RATE * TICK_MS / 1000u)
#define SECOND_NS 1000000000LL

/* As RTP has it; the header stays as it is while payloads are filled. */
struct packet {
    unsigned char header[12];
    unsigned char payload[FRAME];
};

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * SECOND_NS + now.tv_nsec;
}

static void sleep_until(int64_t ns)
{
    struct timespec at = {.tv_sec = ns / SECOND_NS, .tv_nsec = ns % SECOND_NS};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
        ;
}

/* Whether a packet is what a fresh player gives at the same place. */
static int is_right(const RingsmithBank *bank, const RingsmithPlayer *after,
                    const struct packet *packet)
{
    RingsmithPlayer again = *after;
    unsigned char expected[FRAME];
    uint64_t position;
    ringsmith_player_position(after, &position);
    ringsmith_player_seek(&again, position - FRAME);
    ringsmith_bank_fill(bank, &again, FRAME, expected, sizeof expected);
    return memcmp(expected, packet->payload, FRAME) == 0;
}

static int run(const RingsmithBank *bank, RingsmithPlayer *players, struct packet *packets,
               size_t legs, unsigned seconds)
{
    RingsmithBankInfo info;
    if (ringsmith_bank_info(bank, &info, sizeof info) != RINGSMITH_STATUS_OK || info.signals == 0)
        return EXIT_FAILURE;
    for (size_t leg = 0; leg < legs; leg++) {
        ringsmith_player_start(&players[leg], (uint16_t)(leg % info.signals));
        ringsmith_player_seek(&players[leg], 37 * leg);
    }
    const unsigned ticks = seconds * 1000u / TICK_MS;
    const size_t out_bytes = legs * sizeof *packets - sizeof packets->header;
    int64_t late_most = 0, late_sum = 0, cost_most = 0, cost_sum = 0;
    size_t wrong = 0;
    const int64_t start = now_ns();
    for (unsigned tick = 0; tick < ticks; tick++) {
        const int64_t deadline = start + tick * (SECOND_NS / 1000 * TICK_MS);
        sleep_until(deadline);
        const int64_t woke = now_ns();
        if (tick % 50 == 49)
            for (size_t leg = tick / 50 % 10; leg < legs; leg += 10)
                ringsmith_player_switch(&players[leg], (uint16_t)((leg + tick) % info.signals));

        RingsmithStatus status = ringsmith_bank_fill_many(
            bank, players, legs, FRAME, packets->payload, out_bytes, sizeof *packets);
        const int64_t done = now_ns();
        if (status != RINGSMITH_STATUS_OK) {
            fprintf(stderr, "realtime: %s\n", ringsmith_last_error());
            return EXIT_FAILURE;
        }
        /* Here a gateway would send the packets. */
        wrong += !is_right(bank, &players[tick % legs], &packets[tick % legs]);
        late_sum += woke - deadline;
        cost_sum += done - woke;
        late_most = woke - deadline > late_most ? woke - deadline : late_most;
        cost_most = done - woke > cost_most ? done - woke : cost_most;
    }
    printf("%zu legs, %u ticks of %u ms, %zu wrong packets\n", legs, ticks, TICK_MS, wrong);
    printf("late: %.1f us on average, %.1f at most\n", (double)late_sum / ticks / 1e3,
           (double)late_most / 1e3);
    printf("a tick: %.1f us on average, %.1f at most, %.1f ns a leg\n",
           (double)cost_sum / ticks / 1e3, (double)cost_most / 1e3,
           (double)cost_sum / ticks / (double)legs);
    return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    const long legs = argc > 2 ? atol(argv[2]) : 1000;
    const long seconds = argc > 3 ? atol(argv[3]) : 5;
    if (argc < 2 || argc > 4 || legs < 1 || legs > 1000000 || seconds < 1 || seconds > 3600) {
        fprintf(stderr, "usage: realtime FILE.ini [LEGS [SECONDS]]\n");
        return 2;
    }
    RingsmithTones *tones;
    const RingsmithBank *bank = NULL;
    RingsmithStatus status = ringsmith_tones_load(argv[1], RATE, RINGSMITH_READING_LENIENT, &tones);
    if (status == RINGSMITH_STATUS_OK)
        status = ringsmith_bank_compile(tones, RATE, RINGSMITH_ENCODING_ALAW, NULL, &bank);
    ringsmith_tones_free(tones);
    if (status != RINGSMITH_STATUS_OK) {
        fprintf(stderr, "realtime: %s\n", ringsmith_last_error());
        return EXIT_FAILURE;
    }
    RingsmithPlayer *players = calloc((size_t)legs, sizeof *players);
    struct packet *packets = calloc((size_t)legs, sizeof *packets);
    int result = EXIT_FAILURE;
    if (players != NULL && packets != NULL)
        result = run(bank, players, packets, (size_t)legs, (unsigned)seconds);
    else
        perror("realtime");
    free(packets);
    free(players);
    ringsmith_bank_release(bank);
    return result;
}
