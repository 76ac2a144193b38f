/* Plays a cadence with spandsp's super_tone_tx: steps of up to two frequencies, repeated for ever.
 * spandsp SAMPLES F1 L1 F2 L2 MS [F1 L1 F2 L2 MS]... ; a step of 0 Hz is silence. 16-bit samples at
 * 8 kHz go to standard output. A negative F2 modulates F1, and L2 is then the depth in percent. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>

static int play_modulated(int samples, char **step)
{
    tone_gen_descriptor_t descriptor;
    tone_gen_state_t state;
    int16_t frame[160];
    make_tone_gen_descriptor(&descriptor, atoi(step[0]), atoi(step[1]), atoi(step[2]), atoi(step[3]), 1000, 0, 0, 0, 1);
    tone_gen_init(&state, &descriptor);
    while (samples > 0) {
        int wanted = samples < 160 ? samples : 160;
        int made = tone_gen(&state, frame, wanted);
        fwrite(frame, 2, made, stdout);
        samples -= made;
        if (made < wanted)
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 7 || (argc - 2) % 5 != 0)
        return 2;
    int samples = atoi(argv[1]);
    if (atof(argv[4]) < 0)
        return play_modulated(samples, argv + 2);
    super_tone_tx_step_t *first = NULL, *last = NULL;
    for (int at = 2; at + 4 < argc; at += 5) {
        super_tone_tx_step_t *step = super_tone_tx_make_step(
            NULL, atof(argv[at]), atof(argv[at + 1]), atof(argv[at + 2]), atof(argv[at + 3]), atoi(argv[at + 4]), 1);
        if (last)
            last->next = step;
        else
            first = step;
        last = step;
    }
    super_tone_tx_step_t *loop = super_tone_tx_make_step(NULL, 0, 0, 0, 0, 0, 0);
    loop->nest = first;
    super_tone_tx_state_t *state = super_tone_tx_init(NULL, loop);
    int16_t frame[160];
    while (samples > 0) {
        int wanted = samples < 160 ? samples : 160;
        int made = super_tone_tx(state, frame, wanted);
        fwrite(frame, 2, made, stdout);
        samples -= made;
        if (made < wanted)
            return 1;
    }
    return 0;
}
