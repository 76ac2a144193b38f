/* Dials and listens with spandsp; 16-bit samples at 8 kHz.
 *   signalling dtmf DIGITS LEVEL TWIST ON OFF   plays them: dBm0 of the row, dB of the column over it, ms
 *   signalling mf DIGITS                        plays them as R1 registers do
 *   signalling r2 DIGITS forward|backward       plays each of them for 100 ms, with 100 ms of silence
 *   signalling hear-dtmf                        prints the digits that are heard on standard input
 *   signalling hear-mf                          the same for R1
 *   signalling hear-tones F1 F2 MIN MAX ... [/ F1 F2 MIN MAX ...]...
 *                                               prints the number of each tone as it is recognised;
 *                                               F1 is 0 for silence, F2 for a single frequency, in Hz;
 *                                               MAX is 0 for ever, in ms */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spandsp.h>

#define FRAME 160

static void play_dtmf(char **args)
{
    int16_t frame[FRAME];
    int made;
    dtmf_tx_state_t *state = dtmf_tx_init(NULL);
    dtmf_tx_set_level(state, atoi(args[1]), atoi(args[2]));
    dtmf_tx_set_timing(state, atoi(args[3]), atoi(args[4]));
    dtmf_tx_put(state, args[0], -1);
    while ((made = dtmf_tx(state, frame, FRAME)) > 0)
        fwrite(frame, 2, made, stdout);
    dtmf_tx_free(state);
}

static void play_mf(const char *digits)
{
    int16_t frame[FRAME];
    int made;
    bell_mf_tx_state_t *state = bell_mf_tx_init(NULL);
    bell_mf_tx_put(state, digits, -1);
    while ((made = bell_mf_tx(state, frame, FRAME)) > 0)
        fwrite(frame, 2, made, stdout);
    bell_mf_tx_free(state);
}

static void play_r2(const char *digits, int forward)
{
    int16_t frame[800];
    for (; *digits; digits++) {
        r2_mf_tx_state_t *state = r2_mf_tx_init(NULL, forward);
        r2_mf_tx_put(state, *digits);
        fwrite(frame, 2, r2_mf_tx(state, frame, 800), stdout);
        memset(frame, 0, sizeof frame);
        fwrite(frame, 2, 800, stdout);
        r2_mf_tx_free(state);
    }
}

static void print_digits(void *user, const char *digits, int count)
{
    (void) user;
    fwrite(digits, 1, count, stdout);
}

static void hear_dtmf(void)
{
    int16_t frame[FRAME];
    size_t read;
    dtmf_rx_state_t *state = dtmf_rx_init(NULL, print_digits, NULL);
    while ((read = fread(frame, 2, FRAME, stdin)) > 0)
        dtmf_rx(state, frame, (int) read);
    dtmf_rx_free(state);
}

static void hear_mf(void)
{
    int16_t frame[FRAME];
    size_t read;
    bell_mf_rx_state_t *state = bell_mf_rx_init(NULL, print_digits, NULL);
    while ((read = fread(frame, 2, FRAME, stdin)) > 0)
        bell_mf_rx(state, frame, (int) read);
    bell_mf_rx_free(state);
}

static void print_tone(void *user, int code, int level, int delay)
{
    (void) user;
    (void) level;
    (void) delay;
    if (code >= 0)
        printf("%d\n", code);
}

static void hear_tones(int count, char **args)
{
    int16_t frame[FRAME];
    size_t read;
    super_tone_rx_descriptor_t *tones = super_tone_rx_make_descriptor(NULL);
    int tone = super_tone_rx_add_tone(tones);
    for (int at = 0; at < count;) {
        if (strcmp(args[at], "/") == 0) {
            tone = super_tone_rx_add_tone(tones);
            at++;
        } else if (at + 4 <= count) {
            super_tone_rx_add_element(
                tones, tone, atoi(args[at]), atoi(args[at + 1]), atoi(args[at + 2]), atoi(args[at + 3]));
            at += 4;
        } else {
            exit(2);
        }
    }
    super_tone_rx_state_t *state = super_tone_rx_init(NULL, tones, print_tone, NULL);
    while ((read = fread(frame, 2, FRAME, stdin)) > 0)
        super_tone_rx(state, frame, (int) read);
    super_tone_rx_free(state);
    super_tone_rx_free_descriptor(tones);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (argc == 7 && strcmp(what, "dtmf") == 0)
        play_dtmf(argv + 2);
    else if (argc == 3 && strcmp(what, "mf") == 0)
        play_mf(argv[2]);
    else if (argc == 4 && strcmp(what, "r2") == 0)
        play_r2(argv[2], strcmp(argv[3], "forward") == 0);
    else if (argc == 2 && strcmp(what, "hear-dtmf") == 0)
        hear_dtmf();
    else if (argc == 2 && strcmp(what, "hear-mf") == 0)
        hear_mf();
    else if (argc > 2 && strcmp(what, "hear-tones") == 0)
        hear_tones(argc - 2, argv + 2);
    else
        return 2;
    return 0;
}
