/*
 * Writes a ringing pattern or a tone of a CPT file as a WAV file:
 *
 *     play FILE.ini SIGNAL [OUT.wav]
 *
 * SIGNAL is the number of a ringing pattern ("2"), the id of a tone ("bt"), or the value of an
 * Alert-Info header ("<http://127.0.0.1/Bellcore-dr2>"). Without OUT.wav, or with "-", the file
 * goes to standard output. It is the file that `ringsmith render` writes, byte for byte.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ringsmith.h>

#define RATE 8000u
/* What a continuous tone without a default duration gets. */
#define CONTINUOUS_MS 3000u
#define CYCLES 2u

static int complain(const char *what)
{
    fprintf(stderr, "play: %s: %s\n", what, ringsmith_last_error());
    return EXIT_FAILURE;
}

/* Says what is wrong with the file, in the order of its lines. */
static void report(const char *path, const RingsmithTones *tones)
{
    for (size_t i = 0; i < ringsmith_tones_diagnostics(tones); i++) {
        RingsmithDiagnostic d;
        if (ringsmith_tones_diagnostic(tones, i, &d, sizeof d) != RINGSMITH_STATUS_OK)
            return;
        fprintf(stderr, "%s:%u:%u: %s[%s]: %s\n", path, (unsigned)d.line, (unsigned)d.column,
                d.severity == RINGSMITH_SEVERITY_ERROR ? "error" : "warning", d.code, d.message);
    }
}

static RingsmithStatus find(const RingsmithBank *bank, const char *text, uint16_t *signal)
{
    if (isdigit((unsigned char)text[0])) {
        char *end;
        errno = 0;
        unsigned long number = strtoul(text, &end, 10);
        if (errno == 0 && *end == '\0' && number <= UINT32_MAX)
            return ringsmith_bank_pattern(bank, (uint32_t)number, signal);
    }
    if (text[0] == '<')
        return ringsmith_bank_alert_info(bank, text, strlen(text), signal);
    return ringsmith_bank_tone_by_id(bank, text, signal);
}

static void put(unsigned char *at, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

/* The header of a WAV file of 16-bit linear mono. */
static int write_header(FILE *out, uint32_t samples)
{
    unsigned char header[44] = "RIFF....WAVEfmt ";
    put(header + 4, 36 + 2 * samples, 4);
    put(header + 16, 16, 4);
    put(header + 20, 1, 2);        /* linear */
    put(header + 22, 1, 2);        /* channels */
    put(header + 24, RATE, 4);     /* samples a second */
    put(header + 28, 2 * RATE, 4); /* bytes a second */
    put(header + 32, 2, 2);        /* bytes a sample */
    put(header + 34, 16, 2);       /* bits a sample */
    memcpy(header + 36, "data", 4);
    put(header + 40, 2 * samples, 4);
    return fwrite(header, sizeof header, 1, out) == 1;
}

/* The lead and two cycles; of a continuous tone its default duration. */
static uint64_t length_ms(const RingsmithSignalInfo *info)
{
    if (!info->continuous)
        return info->lead_ms + CYCLES * info->cycle_ms;
    return info->lead_ms + (info->default_duration_ms ? info->default_duration_ms : CONTINUOUS_MS);
}

static int play(const RingsmithBank *bank, uint16_t signal, FILE *out)
{
    RingsmithSignalInfo info;
    if (ringsmith_bank_signal_info(bank, signal, &info, sizeof info) != RINGSMITH_STATUS_OK)
        return complain("signal");
    uint64_t samples = (length_ms(&info) * RATE + 999) / 1000;
    if (samples > (UINT32_MAX - 36) / 2) {
        fprintf(stderr, "play: %s is too long for a WAV file\n", info.name);
        return EXIT_FAILURE;
    }
    RingsmithPlayer player;
    ringsmith_player_start(&player, signal);
    int written = write_header(out, (uint32_t)samples);
    while (written && samples > 0) {
        int16_t block[160];
        unsigned char bytes[sizeof block];
        size_t count = samples < 160 ? (size_t)samples : 160;
        if (ringsmith_bank_fill(bank, &player, count, block, sizeof block) != RINGSMITH_STATUS_OK)
            return complain(info.name);
        for (size_t i = 0; i < count; i++)
            put(bytes + 2 * i, (uint16_t)block[i], 2);
        written = fwrite(bytes, 2, count, out) == count;
        samples -= count;
    }
    if (!written || fflush(out) != 0) {
        perror("play");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: play FILE.ini PATTERN|ID|'<Alert-Info>' [OUT.wav]\n");
        return 2;
    }
    RingsmithTones *tones;
    if (ringsmith_tones_load(argv[1], RATE, RINGSMITH_READING_LENIENT, &tones) != RINGSMITH_STATUS_OK)
        return complain("load");
    report(argv[1], tones);

    const RingsmithBank *bank;
    RingsmithStatus status =
        ringsmith_bank_compile(tones, RATE, RINGSMITH_ENCODING_PCM16, NULL, &bank);
    ringsmith_tones_free(tones);
    if (status != RINGSMITH_STATUS_OK)
        return complain("compile");

    uint16_t signal;
    int result = EXIT_FAILURE;
    if (find(bank, argv[2], &signal) != RINGSMITH_STATUS_OK) {
        complain(argv[2]);
    } else if (argc < 4 || strcmp(argv[3], "-") == 0) {
        result = play(bank, signal, stdout);
    } else {
        FILE *out = fopen(argv[3], "wb");
        if (out == NULL) {
            perror(argv[3]);
        } else {
            result = play(bank, signal, out);
            if (fclose(out) != 0) {
                perror(argv[3]);
                result = EXIT_FAILURE;
            }
        }
    }
    ringsmith_bank_release(bank);
    return result;
}
