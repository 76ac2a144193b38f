/*
 * Every wrong call that can be answered is answered, changes nothing, and leaves a text.
 *
 *     misuse FILE.ini
 *
 * What no library can answer is the caller's duty and not called here: a pointer to memory that is
 * gone (a bank released more often than retained, freed tones), or to less than its size says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ringsmith.h>

#include "check.h"

/* The call answers this status, and the last error says something. */
#define REFUSED(call, status)                          \
    do {                                               \
        CHECK((call) == RINGSMITH_STATUS_##status);    \
        CHECK(ringsmith_last_error()[0] != '\0');      \
    } while (0)

static const char INI[] = "[NUMBER OF CALL PROGRESS TONES]\n"
                          "Number of Call Progress Tones=1\n"
                          "[CALL PROGRESS TONE #0]\n"
                          "Tone Type=1\n"
                          "Low Freq [Hz]=3900\n"
                          "Low Freq Level [-dBm]=13\n";

static void wrong_tones(const char *path)
{
    RingsmithTones *tones = NULL;
    REFUSED(ringsmith_tones_load(NULL, 8000, 0, &tones), NULL_POINTER);
    CHECK(tones == NULL);
    REFUSED(ringsmith_tones_load(path, 8000, 0, NULL), NULL_POINTER);
    REFUSED(ringsmith_tones_load("/no/such/file.ini", 8000, 0, &tones), CANNOT_READ);
    REFUSED(ringsmith_tones_load("/", 8000, 0, &tones), CANNOT_READ);
    REFUSED(ringsmith_tones_load(path, 7999, 0, &tones), INVALID_ARGUMENT);
    REFUSED(ringsmith_tones_load(path, 192001, 0, &tones), INVALID_ARGUMENT);
    REFUSED(ringsmith_tones_load(path, 8000, 2, &tones), INVALID_ARGUMENT);
    REFUSED(ringsmith_tones_load(path, 8000, INT32_MIN, &tones), INVALID_ARGUMENT);
    REFUSED(ringsmith_tones_parse(NULL, 3, NULL, 8000, 0, &tones), NULL_POINTER);
    REFUSED(ringsmith_tones_parse(INI, SIZE_MAX, NULL, 8000, 0, &tones), WRONG_SIZE);
    CHECK(tones == NULL);
    CHECK(ringsmith_tones_diagnostics(NULL) == 0);
    ringsmith_tones_free(NULL);

    /* Nothing at all can be read, but not played. */
    CHECK(ringsmith_tones_parse(NULL, 0, "nothing", 8000, 0, &tones) == RINGSMITH_STATUS_OK);
    CHECK(ringsmith_tones_diagnostics(tones) == 1);
    RingsmithDiagnostic diagnostic;
    REFUSED(ringsmith_tones_diagnostic(tones, 1, &diagnostic, sizeof diagnostic), NOT_FOUND);
    REFUSED(ringsmith_tones_diagnostic(tones, SIZE_MAX, &diagnostic, sizeof diagnostic), NOT_FOUND);
    REFUSED(ringsmith_tones_diagnostic(tones, 0, &diagnostic, sizeof diagnostic - 1), WRONG_SIZE);
    REFUSED(ringsmith_tones_diagnostic(tones, 0, &diagnostic, 0), WRONG_SIZE);
    REFUSED(ringsmith_tones_diagnostic(tones, 0, NULL, sizeof diagnostic), NULL_POINTER);
    REFUSED(ringsmith_tones_diagnostic(NULL, 0, &diagnostic, sizeof diagnostic), NULL_POINTER);
    CHECK(ringsmith_tones_diagnostic(tones, 0, &diagnostic, sizeof diagnostic) ==
          RINGSMITH_STATUS_OK);
    CHECK(strcmp(diagnostic.code, "nothing-defined") == 0);
    CHECK(diagnostic.severity == RINGSMITH_SEVERITY_ERROR && diagnostic.line == 1);
    const RingsmithBank *bank;
    REFUSED(ringsmith_bank_compile(tones, 8000, 0, NULL, &bank), REJECTED);
    CHECK(strncmp(ringsmith_last_error(), "nothing:1:1: error[", 19) == 0);
    CHECK(bank == NULL);
    ringsmith_tones_free(tones);
}

static void wrong_options(void)
{
    RingsmithTones *tones;
    const RingsmithBank *bank;
    CHECK(ringsmith_tones_parse(INI, sizeof INI - 1, NULL, 8000, 0, &tones) == RINGSMITH_STATUS_OK);
    RingsmithBankOptions good, bad;
    REFUSED(ringsmith_bank_options_init(NULL, sizeof good), NULL_POINTER);
    REFUSED(ringsmith_bank_options_init(&good, sizeof good + 8), WRONG_SIZE);
    CHECK(ringsmith_bank_options_init(&good, sizeof good) == RINGSMITH_STATUS_OK);
    CHECK(good.size == sizeof good && good.longest_frame_ms == 60 && good.voice == NULL);

    REFUSED(ringsmith_bank_compile(NULL, 8000, 0, &good, &bank), NULL_POINTER);
    REFUSED(ringsmith_bank_compile(tones, 8000, 0, &good, NULL), NULL_POINTER);
    REFUSED(ringsmith_bank_compile(tones, 0, 0, &good, &bank), INVALID_ARGUMENT);
    REFUSED(ringsmith_bank_compile(tones, 8000, 4, &good, &bank), INVALID_ARGUMENT);
    REFUSED(ringsmith_bank_compile(tones, 8000, -1, &good, &bank), INVALID_ARGUMENT);
    memset(&bad, 0, sizeof bad);
    REFUSED(ringsmith_bank_compile(tones, 8000, 0, &bad, &bank), WRONG_SIZE);
    bad = good, bad.pattern_level = 6001;
    REFUSED(ringsmith_bank_compile(tones, 8000, 0, &bad, &bank), INVALID_ARGUMENT);
    bad = good, bad.reserved = 1;
    REFUSED(ringsmith_bank_compile(tones, 8000, 0, &bad, &bank), INVALID_ARGUMENT);
    bad = good, bad.voice = "440+loud";
    REFUSED(ringsmith_bank_compile(tones, 8000, 0, &bad, &bank), INVALID_ARGUMENT);
    CHECK(strstr(ringsmith_last_error(), "loud") != NULL);
    bad = good, bad.voice = "\xFF";
    REFUSED(ringsmith_bank_compile(tones, 8000, 0, &bad, &bank), INVALID_ARGUMENT);
    bad = good, bad.longest_frame_ms = UINT32_MAX;
    REFUSED(ringsmith_bank_compile(tones, 8000, 0, &bad, &bank), NOT_COMPILED);
    CHECK(bank == NULL);

    /* Extreme, but right. */
    bad = good, bad.ramp_ms = UINT32_MAX, bad.longest_frame_ms = 0, bad.bytes_per_signal = 0;
    CHECK(ringsmith_bank_compile(tones, 192000, 3, &bad, &bank) == RINGSMITH_STATUS_OK);
    ringsmith_bank_release(bank);
    bad.bytes_per_signal = SIZE_MAX;
    CHECK(ringsmith_bank_compile(tones, 8000, 1, &bad, &bank) == RINGSMITH_STATUS_OK);
    ringsmith_bank_release(bank);
    ringsmith_tones_free(tones);

    /* Read for a rate that carries 4200 Hz, compiled for one that does not. */
    char high[sizeof INI];
    memcpy(high, INI, sizeof high);
    memcpy(strstr(high, "3900"), "4200", 4);
    CHECK(ringsmith_tones_parse(high, sizeof high - 1, NULL, 16000, 0, &tones) ==
          RINGSMITH_STATUS_OK);
    REFUSED(ringsmith_bank_compile(tones, 8000, 0, NULL, &bank), NOT_COMPILED);
    CHECK(strncmp(ringsmith_last_error(), "tone-0-dial: 4200 Hz", 20) == 0);
    ringsmith_tones_free(tones);
}

static void wrong_searches(const RingsmithBank *bank)
{
    uint16_t signal = 7;
    REFUSED(ringsmith_bank_pattern(NULL, 0, &signal), NULL_POINTER);
    REFUSED(ringsmith_bank_pattern(bank, 0, NULL), NULL_POINTER);
    REFUSED(ringsmith_bank_pattern(bank, UINT32_MAX, &signal), NOT_FOUND);
    REFUSED(ringsmith_bank_tone(bank, 4711, &signal), NOT_FOUND);
    REFUSED(ringsmith_bank_user_tone(bank, 0, &signal), NOT_FOUND);
    REFUSED(ringsmith_bank_tone_by_id(bank, NULL, &signal), NULL_POINTER);
    REFUSED(ringsmith_bank_tone_by_id(bank, "", &signal), NOT_FOUND);
    REFUSED(ringsmith_bank_tone_by_id(bank, "no such id", &signal), NOT_FOUND);
    REFUSED(ringsmith_bank_tone_by_id(bank, "\xC3", &signal), NOT_FOUND);
    REFUSED(ringsmith_bank_alert_info(bank, NULL, 1, &signal), NULL_POINTER);
    REFUSED(ringsmith_bank_alert_info(NULL, NULL, 0, &signal), NULL_POINTER);
    CHECK(signal == 7);
    RingsmithSelection asked = {.signal = 7};
    REFUSED(ringsmith_bank_select(NULL, 0, NULL, 0, &asked, sizeof asked), NULL_POINTER);
    REFUSED(ringsmith_bank_select(bank, 0, NULL, 1, &asked, sizeof asked), NULL_POINTER);
    REFUSED(ringsmith_bank_select(bank, 0, NULL, 0, NULL, sizeof asked), NULL_POINTER);
    REFUSED(ringsmith_bank_select(bank, 0, NULL, 0, &asked, 1), WRONG_SIZE);
    REFUSED(ringsmith_bank_select(bank, 5, NULL, 0, &asked, sizeof asked), INVALID_ARGUMENT);
    REFUSED(ringsmith_bank_select(bank, -1, NULL, 0, &asked, sizeof asked), INVALID_ARGUMENT);
    CHECK(asked.signal == 7);
    RingsmithSignalInfo info;
    REFUSED(ringsmith_bank_signal_info(bank, RINGSMITH_NO_SIGNAL, &info, sizeof info), NOT_FOUND);
    REFUSED(ringsmith_bank_signal_info(bank, 0, &info, 1), WRONG_SIZE);
    REFUSED(ringsmith_bank_signal_info(bank, 0, NULL, sizeof info), NULL_POINTER);
    RingsmithBankInfo whole;
    REFUSED(ringsmith_bank_info(NULL, &whole, sizeof whole), NULL_POINTER);
    REFUSED(ringsmith_bank_info(bank, &whole, sizeof whole + 1), WRONG_SIZE);
    REFUSED(ringsmith_bank_retain(NULL), NULL_POINTER);
    ringsmith_bank_release(NULL);
}

static void wrong_players(const RingsmithBank *bank)
{
    RingsmithPlayer player;
    uint64_t number = 7;
    bool finished = false;
    CHECK(sizeof player == 32);
    REFUSED(ringsmith_player_start(NULL, 0), NULL_POINTER);
    REFUSED(ringsmith_player_start((RingsmithPlayer *)((char *)&player + 1), 0), MISALIGNED);
    REFUSED(ringsmith_player_stop(NULL), NULL_POINTER);
    REFUSED(ringsmith_player_switch(NULL, 0), NULL_POINTER);
    REFUSED(ringsmith_player_seek(NULL, 0), NULL_POINTER);
    REFUSED(ringsmith_player_position(NULL, &number), NULL_POINTER);
    REFUSED(ringsmith_player_signal(NULL, NULL), NULL_POINTER);
    ringsmith_player_start(&player, 0);
    REFUSED(ringsmith_player_position(&player, NULL), NULL_POINTER);
    REFUSED(ringsmith_player_remaining(&player, NULL, &number), NULL_POINTER);
    REFUSED(ringsmith_player_remaining(&player, bank, NULL), NULL_POINTER);
    REFUSED(ringsmith_player_finished(&player, bank, NULL), NULL_POINTER);
    REFUSED(ringsmith_player_finished(NULL, bank, &finished), NULL_POINTER);
    CHECK(number == 7 && !finished);

    /* A signal that the bank does not have is silence, and so is a stopped player. */
    for (int stopped = 0; stopped < 2; stopped++) {
        int16_t out[160] = {1, 2, 3};
        static const int16_t silence[160];
        ringsmith_player_start(&player, 60000);
        if (stopped)
            ringsmith_player_stop(&player);
        CHECK(ringsmith_bank_fill(bank, &player, 160, out, sizeof out) == RINGSMITH_STATUS_OK);
        CHECK(memcmp(out, silence, sizeof out) == 0);
        CHECK(ringsmith_player_finished(&player, bank, &finished) == RINGSMITH_STATUS_OK);
        CHECK(finished);
    }
    ringsmith_player_seek(&player, UINT64_MAX);
    CHECK(ringsmith_player_position(&player, &number) == RINGSMITH_STATUS_OK);
    CHECK(number == UINT64_C(1) << 63);
}

/* The bank is of 16-bit samples. */
static void wrong_frames(const RingsmithBank *bank)
{
    int16_t out[480];
    RingsmithPlayer players[3];
    RingsmithFrame frame = {NULL, 0};
    for (int i = 0; i < 3; i++)
        ringsmith_player_start(&players[i], 0);
    memset(out, 0x55, sizeof out);

    REFUSED(ringsmith_bank_fill(NULL, players, 160, out, sizeof out), NULL_POINTER);
    REFUSED(ringsmith_bank_fill(bank, NULL, 160, out, sizeof out), NULL_POINTER);
    REFUSED(ringsmith_bank_fill(bank, players, 160, NULL, sizeof out), NULL_POINTER);
    REFUSED(ringsmith_bank_fill(bank, players, 160, out, 319), SHORT_BUFFER);
    REFUSED(ringsmith_bank_fill(bank, players, SIZE_MAX, out, SIZE_MAX), SHORT_BUFFER);
    REFUSED(ringsmith_bank_fill(bank, players, SIZE_MAX / 4 + 1, out, SIZE_MAX), SHORT_BUFFER);
    REFUSED(ringsmith_bank_fill(bank, players, 80, (char *)out + 1, 320), MISALIGNED);

    REFUSED(ringsmith_bank_frame(NULL, players, 160, out, sizeof out, &frame), NULL_POINTER);
    REFUSED(ringsmith_bank_frame(bank, NULL, 160, out, sizeof out, &frame), NULL_POINTER);
    REFUSED(ringsmith_bank_frame(bank, players, 160, NULL, sizeof out, &frame), NULL_POINTER);
    REFUSED(ringsmith_bank_frame(bank, players, 160, out, sizeof out, NULL), NULL_POINTER);
    REFUSED(ringsmith_bank_frame(bank, players, 481, out, sizeof out, &frame), SHORT_BUFFER);
    CHECK(frame.samples == NULL);

    REFUSED(ringsmith_bank_fill_many(NULL, players, 3, 160, out, 960, 320), NULL_POINTER);
    REFUSED(ringsmith_bank_fill_many(bank, NULL, 3, 160, out, 960, 320), NULL_POINTER);
    REFUSED(ringsmith_bank_fill_many(bank, players, 3, 160, NULL, 960, 320), NULL_POINTER);
    REFUSED(ringsmith_bank_fill_many(bank, players, 3, 160, out, 959, 320), SHORT_BUFFER);
    REFUSED(ringsmith_bank_fill_many(bank, players, 3, 160, out, 960, 318), WRONG_SIZE);
    REFUSED(ringsmith_bank_fill_many(bank, players, 3, 160, out, 960, 0), WRONG_SIZE);
    REFUSED(ringsmith_bank_fill_many(bank, players, 3, 160, out, 960, 321), MISALIGNED);
    REFUSED(ringsmith_bank_fill_many(bank, players, 3, 160, out, 960, SIZE_MAX - 1), SHORT_BUFFER);
    REFUSED(ringsmith_bank_fill_many(bank, players, SIZE_MAX, 160, out, 960, 320), WRONG_SIZE);

    /* Nothing was written, and nobody has moved. */
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        CHECK(out[i] == 0x5555);
    for (int i = 0; i < 3; i++) {
        uint64_t position = 1;
        CHECK(ringsmith_player_position(&players[i], &position) == RINGSMITH_STATUS_OK);
        CHECK(position == 0);
    }

    /* Nothing asked for is nothing to do. */
    CHECK(ringsmith_bank_fill(bank, players, 0, out, 0) == RINGSMITH_STATUS_OK);
    CHECK(ringsmith_bank_fill_many(bank, NULL, 0, 160, out, 0, 320) == RINGSMITH_STATUS_OK);
    CHECK(ringsmith_bank_fill_many(bank, players, 3, 0, out, 0, 0) == RINGSMITH_STATUS_OK);
    /* The last frame needs no gap after it. */
    CHECK(ringsmith_bank_fill_many(bank, players, 3, 80, out, 2 * 400 + 160, 400) ==
          RINGSMITH_STATUS_OK);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    CHECK(ringsmith_abi_version() == RINGSMITH_ABI_VERSION);
    CHECK(ringsmith_version()[0] != '\0');
    CHECK(ringsmith_last_error()[0] == '\0');
    wrong_tones(argv[1]);
    wrong_options();

    RingsmithTones *tones;
    const RingsmithBank *bank;
    CHECK(ringsmith_tones_load(argv[1], 8000, 0, &tones) == RINGSMITH_STATUS_OK);
    CHECK(ringsmith_bank_compile(tones, 8000, 0, NULL, &bank) == RINGSMITH_STATUS_OK);
    ringsmith_tones_free(tones);
    if (bank != NULL) {
        wrong_searches(bank);
        wrong_players(bank);
        wrong_frames(bank);
    }
    CHECK(ringsmith_bank_retain(bank) == RINGSMITH_STATUS_OK);
    ringsmith_bank_release(bank);
    ringsmith_bank_release(bank);
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
