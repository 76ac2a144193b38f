/* G.722 at 64 kbit/s by spandsp. g722 encode|decode FILE ; 16-bit samples at 16 kHz or codes are read
 * from the file, codes or samples go to standard output. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <spandsp.h>

int main(int argc, char **argv)
{
    static int16_t samples[320];
    static uint8_t codes[160];
    FILE *in = argc == 3 ? fopen(argv[2], "rb") : NULL;
    size_t count;
    if (!in)
        return 2;
    if (strcmp(argv[1], "encode") == 0) {
        g722_encode_state_t *state = g722_encode_init(NULL, 64000, 0);
        while ((count = fread(samples, 2, 320, in)) > 0)
            fwrite(codes, 1, g722_encode(state, codes, samples, count), stdout);
    } else {
        g722_decode_state_t *state = g722_decode_init(NULL, 64000, 0);
        while ((count = fread(codes, 1, 160, in)) > 0)
            fwrite(samples, 2, g722_decode(state, samples, codes, count), stdout);
    }
    return 0;
}
