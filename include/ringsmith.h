/*
 * ringsmith: telephony call progress tones and ringing patterns, sample-exact, for gateways.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Load a file into tones, compile the tones into a bank, keep a player for each leg, and fill
 * frames. docs/c-api.md is the guide, examples/c/ has programs.
 *
 * What is answered. A call answers a status: 0, or below 0 for a failure; ringsmith_last_error()
 * has its text in one line, for each thread its own. What a failed call was to write is not
 * written, but for the pointers that say so. Nothing unwinds into the caller. Without memory the
 * process is aborted.
 *
 * What a caller owes. A pointer is NULL where that is allowed, or points to what its type says and
 * nobody else changes meanwhile: an object of this library that was not freed and to which a
 * reference is held, a player that was set up, memory of the size given, a text that ends with a
 * zero byte. NULL elsewhere and a wrong size are answered with a status. What a call writes
 * overlaps nothing else that it is given.
 *
 * The media path. ringsmith_bank_fill, _frame, _fill_many and ringsmith_player_* neither allocate,
 * lock nor wait, and their cost does not depend on the position. Any number of threads may use one
 * bank, or read one set of tones, at once; a player is used by one thread at a time.
 *
 * Sizes. A structure goes with its size, which is sizeof it: so a later library knows an earlier
 * program by it.
 *
 * This file is generated.
 */


#ifndef RINGSMITH_H
#define RINGSMITH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * The version of this interface that the header describes. It grows when something is added, and
 * the number in the library's soname when something is changed or taken away.
 */
#define RINGSMITH_ABI_VERSION 1

/**
 * The index that stands for no signal.
 */
#define RINGSMITH_NO_SIGNAL 65535

/**
 * What remains of a signal that never ends.
 */
#define RINGSMITH_ENDLESS UINT64_MAX

/**
 * What a call answers: 0 for success, below 0 for a failure.
 */
enum RingsmithStatus
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Done.
     */
    RINGSMITH_STATUS_OK = 0,
    /**
     * A pointer is NULL that must not be.
     */
    RINGSMITH_STATUS_NULL_POINTER = -1,
    /**
     * The size of a structure is none that the library knows, or a stride is none.
     */
    RINGSMITH_STATUS_WRONG_SIZE = -2,
    /**
     * A buffer is too short for what is to be written into it. Nothing was written.
     */
    RINGSMITH_STATUS_SHORT_BUFFER = -3,
    /**
     * A pointer or a stride is not a multiple of what its type needs.
     */
    RINGSMITH_STATUS_MISALIGNED = -4,
    /**
     * An argument is none of its values or outside its range.
     */
    RINGSMITH_STATUS_INVALID_ARGUMENT = -5,
    /**
     * A file cannot be read.
     */
    RINGSMITH_STATUS_CANNOT_READ = -6,
    /**
     * A file has errors; its diagnostics tell.
     */
    RINGSMITH_STATUS_REJECTED = -7,
    /**
     * The tones of a file do not make a bank of this rate.
     */
    RINGSMITH_STATUS_NOT_COMPILED = -8,
    /**
     * The bank has no such signal, or the tones no such diagnostic.
     */
    RINGSMITH_STATUS_NOT_FOUND = -9,
    /**
     * A fault of the library itself. Please report it.
     */
    RINGSMITH_STATUS_INTERNAL = -10,
    /**
     * The system does not give the memory that a file or a bank takes.
     */
    RINGSMITH_STATUS_OUT_OF_MEMORY = -11,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum RingsmithStatus RingsmithStatus;
#else
typedef int32_t RingsmithStatus;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a file is held to the vendor's manuals.
 */
enum RingsmithReading
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * What can be played is played, with warnings: for a program that plays the file.
     */
    RINGSMITH_READING_LENIENT = 0,
    /**
     * What the manuals rule out is an error: for a file that is meant for a device.
     */
    RINGSMITH_READING_STRICT = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum RingsmithReading RingsmithReading;
#else
typedef int32_t RingsmithReading;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How much a diagnostic weighs.
 */
enum RingsmithSeverity
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * The text can be played, but something about it is odd.
     */
    RINGSMITH_SEVERITY_WARNING = 0,
    /**
     * The meaning of the text is open, or it cannot be played: the file is rejected.
     */
    RINGSMITH_SEVERITY_ERROR = 1,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum RingsmithSeverity RingsmithSeverity;
#else
typedef int32_t RingsmithSeverity;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * How a bank keeps its samples.
 */
enum RingsmithEncoding
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * `int16_t`, linear, in the byte order of the machine. Silence is 0.
     */
    RINGSMITH_ENCODING_PCM16 = 0,
    /**
     * `float`, full scale 1, not clipped. Silence is 0.
     */
    RINGSMITH_ENCODING_F32 = 1,
    /**
     * `uint8_t`, G.711 mu-law. Silence is 0xFF.
     */
    RINGSMITH_ENCODING_ULAW = 2,
    /**
     * `uint8_t`, G.711 A-law. Silence is 0xD5.
     */
    RINGSMITH_ENCODING_ALAW = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum RingsmithEncoding RingsmithEncoding;
#else
typedef int32_t RingsmithEncoding;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * Whose reading of an `Alert-Info` header is meant.
 */
enum RingsmithProfile
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Told from each value: the first one that means something to anybody.
     */
    RINGSMITH_PROFILE_AUTO = 0,
    /**
     * AudioCodes gateways: `<Bellcore-drN>` or `<http://.../Bellcore-drN>` is ringing pattern N.
     */
    RINGSMITH_PROFILE_AUDIO_CODES = 1,
    /**
     * SBCs (3GPP2 X.S0025-0): `<http:/LMSD/tone?sig-id=ID>` and `<http:/null>`, in a 180 only.
     */
    RINGSMITH_PROFILE_LMSD = 2,
    /**
     * Handsets: the title of a ring tone, a file on the phone, or one in the network.
     */
    RINGSMITH_PROFILE_HANDSET = 3,
    /**
     * RFC 7462: alert URNs, and a URL to play.
     */
    RINGSMITH_PROFILE_RFC7462 = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum RingsmithProfile RingsmithProfile;
#else
typedef int32_t RingsmithProfile;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * What a header asks for.
 */
enum RingsmithAction
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    /**
     * Nothing that is known: the usual ring, the usual tone.
     */
    RINGSMITH_ACTION_DEFAULT = 0,
    /**
     * Ring with a pattern.
     */
    RINGSMITH_ACTION_RING = 1,
    /**
     * Play a tone.
     */
    RINGSMITH_ACTION_TONE = 2,
    /**
     * Play nothing; stop what is played.
     */
    RINGSMITH_ACTION_STOP = 3,
    /**
     * Play a ring tone or a file that is on the device.
     */
    RINGSMITH_ACTION_FILE = 4,
    /**
     * Play what is at a URL, which is not fetched here.
     */
    RINGSMITH_ACTION_URL = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum RingsmithAction RingsmithAction;
#else
typedef int32_t RingsmithAction;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

/**
 * The tones and ringing patterns of a file, compiled for a rate and an encoding. Nothing in it
 * changes: any number of threads may fill frames from it at once, without a lock.
 */
typedef struct RingsmithBank RingsmithBank;

/**
 * The tones and ringing patterns of one file, with everything that is wrong with it. Nothing in it
 * changes: any number of threads may read it.
 */
typedef struct RingsmithTones RingsmithTones;

/**
 * What is wrong at one place of a file. The texts live as long as the tones they are of.
 */
typedef struct {
    /**
     * A `RINGSMITH_SEVERITY_...`.
     */
    int32_t severity;
    /**
     * The line, from 1.
     */
    uint32_t line;
    /**
     * The column in characters, from 1.
     */
    uint32_t column;
    /**
     * 0.
     */
    uint32_t reserved;
    /**
     * The stable name of the kind of fault, such as "zero-frequency".
     */
    const char *code;
    /**
     * What is wrong and what was expected, in one sentence.
     */
    const char *message;
    /**
     * What to do about it; NULL where there is nothing to say.
     */
    const char *help;
} RingsmithDiagnostic;

/**
 * How a bank is compiled. `ringsmith_bank_options_init` sets the defaults.
 */
typedef struct {
    /**
     * `sizeof (RingsmithBankOptions)`: tells the library which fields the program knows.
     */
    size_t size;
    /**
     * The most bytes of samples that are stored for one signal, 1 MiB unless changed. What does
     * not fit is synthesised whenever it is played. The tables for that come on top, stored or not:
     * 8 KiB for each sine, a modulated component being three.
     */
    size_t bytes_per_signal;
    /**
     * Rings with other frequencies in the cadences of the patterns, as in "440+480@-19"; NULL,
     * the default, rings with the ringing frequency, which a loudspeaker does not carry. It is
     * read during the call only.
     */
    const char *voice;
    /**
     * The level of ringing patterns, to which a file gives none, in hundredths of a dBm0: -20000
     * to 6000, 0 unless changed.
     */
    int32_t pattern_level;
    /**
     * The length of the raised-cosine ramp inside both edges of every on time, in milliseconds: 0
     * unless changed. It moves no edge.
     */
    uint32_t ramp_ms;
    /**
     * The longest frame that is had without a copy, in milliseconds, 60 unless changed.
     */
    uint32_t longest_frame_ms;
    /**
     * 0.
     */
    uint32_t reserved;
} RingsmithBankOptions;

/**
 * What a bank is.
 */
typedef struct {
    /**
     * Bytes of samples that are stored.
     */
    size_t bytes;
    /**
     * The most samples of a frame that `ringsmith_bank_frame` gives without a copy.
     */
    size_t longest_frame;
    /**
     * The sampling rate in hertz.
     */
    uint32_t rate;
    /**
     * A `RINGSMITH_ENCODING_...`.
     */
    int32_t encoding;
    /**
     * Bytes of one sample.
     */
    uint32_t sample_bytes;
    /**
     * How many signals there are, with indices from 0.
     */
    uint32_t signals;
} RingsmithBankInfo;

/**
 * What a signal of a bank is. The name lives as long as the bank.
 */
typedef struct {
    /**
     * As a file is named after it: "tone-3-busy", "user-tone-0-tone", "pattern-2".
     */
    const char *name;
    /**
     * Bytes of samples that are stored for it.
     */
    size_t bytes;
    /**
     * The length in milliseconds of what is played once, before the cycle.
     */
    uint64_t lead_ms;
    /**
     * The length in milliseconds of one cycle: 0 if there is none, no meaning if it is continuous.
     */
    uint64_t cycle_ms;
    /**
     * How long a gateway plays it when nothing else is said, in milliseconds; 0 if the file does
     * not say.
     */
    uint32_t default_duration_ms;
    /**
     * 1 if it sounds without a pause after the lead, 0 if not.
     */
    uint32_t continuous;
} RingsmithSignalInfo;

/**
 * What a header comes down to for one profile and one bank.
 */
typedef struct {
    /**
     * A `RINGSMITH_ACTION_...`.
     */
    int32_t action;
    /**
     * What of the bank sounds: what was asked for, or what the profile plays in its place.
     * `RINGSMITH_NO_SIGNAL` if nothing does.
     */
    uint16_t signal;
    /**
     * 0.
     */
    uint16_t reserved;
    /**
     * 1 if the call is answered without anybody's doing, 0 if not.
     */
    uint32_t answers;
    /**
     * After how many seconds; `UINT32_MAX` if after it has rung for a time that the device knows.
     */
    uint32_t answer_after_s;
} RingsmithSelection;

/**
 * A place in a signal of a bank: what a leg keeps between two frames.
 *
 * A plain value of 32 bytes: keep it where you like, in arrays too, copy it by assignment, and
 * just forget it. `ringsmith_player_start` or `ringsmith_player_stop` sets it up; until then it is
 * not to be used. It belongs to no bank: used with another one (after a reload, say) it goes on
 * with the signal of the same index at the same position.
 *
 * One thread at a time may use a player.
 */
typedef struct {
    /**
     * Not for programs.
     */
    uint64_t opaque[4];
} RingsmithPlayer;

/**
 * A frame where it lies.
 */
typedef struct {
    /**
     * The samples, in the encoding of the bank.
     */
    const void *samples;
    /**
     * How many bytes they are.
     */
    size_t bytes;
} RingsmithFrame;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The `RINGSMITH_ABI_VERSION` of the library that is linked. It serves a program that was
 * compiled for this number or a lower one.
 */
uint32_t ringsmith_abi_version(void);

/**
 * The version of the library, such as "0.1.0".
 */
const char *ringsmith_version(void);

/**
 * What a status means, in a few words that live for ever.
 */
const char *ringsmith_status_text(int32_t status);

/**
 * The text of the last failure in the calling thread: one line, no line end, never NULL. It is
 * empty before the first failure, and valid until the next one in this thread. A call that
 * succeeds leaves it alone.
 */
const char *ringsmith_last_error(void);

/**
 * Reads tones from a file: an AudioCodes call progress tones ini, the same compiled, or any other
 * notation that the file tells, if it holds one set of tones.
 *
 * `rate` is the sampling rate in hertz, 8000 to 192000, that has to carry every frequency: that of
 * the bank to come. `reading` is a `RINGSMITH_READING_...`.
 *
 * `RINGSMITH_STATUS_CANNOT_READ` if the file cannot be read, `RINGSMITH_STATUS_OUT_OF_MEMORY` if it does
 * not fit into memory. Succeeds for every file that can be read, also for one with errors, whose diagnostics can then
 * be asked for; `ringsmith_bank_compile` refuses it. `*tones` is to be freed with
 * `ringsmith_tones_free`; it is NULL after a failure.
 */
RingsmithStatus ringsmith_tones_load(const char *path,
                                     uint32_t rate,
                                     int32_t reading,
                                     RingsmithTones **tones);

/**
 * As `ringsmith_tones_load`, from `length` bytes of memory, which may change afterwards.
 *
 * `name` is what texts of errors call it; NULL stands for "<memory>".
 */
RingsmithStatus ringsmith_tones_parse(const void *text,
                                      size_t length,
                                      const char *name,
                                      uint32_t rate,
                                      int32_t reading,
                                      RingsmithTones **tones);

/**
 * Frees tones; NULL is nothing to free. Banks compiled of them live on.
 */
void ringsmith_tones_free(RingsmithTones *tones);

/**
 * How many diagnostics the file has, warnings and errors: 0 also for NULL.
 */
size_t ringsmith_tones_diagnostics(const RingsmithTones *tones);

/**
 * The diagnostic with this index, counted from 0 in the order of the file.
 *
 * `size` is `sizeof *diagnostic`. `RINGSMITH_STATUS_NOT_FOUND` if there are not so many.
 */
RingsmithStatus ringsmith_tones_diagnostic(const RingsmithTones *tones,
                                           size_t index,
                                           RingsmithDiagnostic *diagnostic,
                                           size_t size);

/**
 * Sets every option to its default. `size` is `sizeof *options`.
 */
RingsmithStatus ringsmith_bank_options_init(RingsmithBankOptions *options, size_t size);

/**
 * Compiles all the tones and patterns of a file for a sampling rate in hertz, 8000 to 192000, and
 * a `RINGSMITH_ENCODING_...`. `options` may be NULL: all defaults.
 *
 * `RINGSMITH_STATUS_REJECTED` if the file has errors, `RINGSMITH_STATUS_NOT_COMPILED` if the rate
 * cannot carry a frequency or the longest frame is beyond 1048576 samples,
 * `RINGSMITH_STATUS_OUT_OF_MEMORY` if the system does not give the memory. `*bank` has one
 * reference, to be given back with `ringsmith_bank_release`; it is NULL after a failure. The
 * tones may be freed.
 */
RingsmithStatus ringsmith_bank_compile(const RingsmithTones *tones,
                                       uint32_t rate,
                                       int32_t encoding,
                                       const RingsmithBankOptions *options,
                                       const RingsmithBank **bank);

/**
 * Takes one more reference to a bank: for another thread, say, that is to keep it while this one
 * puts a newer bank in its place.
 */
RingsmithStatus ringsmith_bank_retain(const RingsmithBank *bank);

/**
 * Gives a reference back; NULL is nothing to give back. The last one frees the bank, and with it
 * every borrowed frame. Every reference is to be given back once, and not to be used afterwards.
 */
void ringsmith_bank_release(const RingsmithBank *bank);

/**
 * What a bank is. `size` is `sizeof *info`.
 */
RingsmithStatus ringsmith_bank_info(const RingsmithBank *bank,
                                    RingsmithBankInfo *info,
                                    size_t size);

/**
 * The index of the ringing pattern with this number.
 */
RingsmithStatus ringsmith_bank_pattern(const RingsmithBank *bank,
                                       uint32_t number,
                                       uint16_t *signal);

/**
 * The index of the call progress tone with this number.
 */
RingsmithStatus ringsmith_bank_tone(const RingsmithBank *bank, uint32_t number, uint16_t *signal);

/**
 * The index of the user defined tone with this number.
 */
RingsmithStatus ringsmith_bank_user_tone(const RingsmithBank *bank,
                                         uint32_t number,
                                         uint16_t *signal);

/**
 * The index of the first call progress tone of a kind, by the kind's id in H.248 ("bt") or its
 * name ("busy"); case does not count.
 */
RingsmithStatus ringsmith_bank_tone_by_id(const RingsmithBank *bank,
                                          const char *id,
                                          uint16_t *signal);

/**
 * What the signal with this index is. `size` is `sizeof *info`.
 */
RingsmithStatus ringsmith_bank_signal_info(const RingsmithBank *bank,
                                           uint16_t signal,
                                           RingsmithSignalInfo *info,
                                           size_t size);

/**
 * The index of the ringing pattern that a SIP `Alert-Info` header asks for, as AudioCodes gateways
 * read it: `<Bellcore-drN>` or `<http://.../Bellcore-drN>` is pattern N; any other value, a pattern
 * that the file does not hold, and no header at all are pattern 0.
 *
 * `value` has `length` bytes and needs no zero byte at its end. NULL with a length of 0 stands for
 * no header. `RINGSMITH_STATUS_NOT_FOUND` if there is no pattern 0 either. Reading a header is no
 * part of the media path: it allocates.
 */
RingsmithStatus ringsmith_bank_alert_info(const RingsmithBank *bank,
                                          const char *value,
                                          size_t length,
                                          uint16_t *signal);

/**
 * What a SIP `Alert-Info` header asks for, and what of the bank that is.
 *
 * `profile` is a `RINGSMITH_PROFILE_...`. `value` has `length` bytes: a header's value, or several
 * header lines; NULL with a length of 0 stands for no header. `size` is `sizeof *selection`. Every
 * header has an answer, at worst `RINGSMITH_ACTION_DEFAULT`. Reading a header is no part of the
 * media path: it allocates.
 *
 * A pattern that the file does not hold is pattern 0, and so is the default, but with
 * `RINGSMITH_PROFILE_LMSD`, in which it is nothing. A tone that is not configured is the default
 * ringback.
 */
RingsmithStatus ringsmith_bank_select(const RingsmithBank *bank,
                                      int32_t profile,
                                      const char *value,
                                      size_t length,
                                      RingsmithSelection *selection,
                                      size_t size);

/**
 * Sets a player to the first sample of the signal with this index, whatever it was before. A bank
 * without such a signal plays silence. Takes effect with the next frame.
 */
RingsmithStatus ringsmith_player_start(RingsmithPlayer *player, uint16_t signal);

/**
 * Sets a player to silence, whatever it was before. Takes effect with the next frame.
 */
RingsmithStatus ringsmith_player_stop(RingsmithPlayer *player);

/**
 * Goes on with the first sample of another signal, from the next frame on.
 */
RingsmithStatus ringsmith_player_switch(RingsmithPlayer *player, uint16_t signal);

/**
 * Goes on with sample `position` of the signal, counted from 0; above 2^63 counts as 2^63. Costs
 * the same for every position.
 */
RingsmithStatus ringsmith_player_seek(RingsmithPlayer *player, uint64_t position);

/**
 * The sample of the signal that comes next; for silence, how much of it was given.
 */
RingsmithStatus ringsmith_player_position(const RingsmithPlayer *player, uint64_t *position);

/**
 * The index of the signal; `RINGSMITH_NO_SIGNAL` if the player is stopped.
 */
RingsmithStatus ringsmith_player_signal(const RingsmithPlayer *player, uint16_t *signal);

/**
 * How many samples are left before there is only silence: `RINGSMITH_ENDLESS` for a signal that
 * never ends, 0 for one that is finished, for a stopped player, and for a signal that the bank
 * does not have.
 */
RingsmithStatus ringsmith_player_remaining(const RingsmithPlayer *player,
                                           const RingsmithBank *bank,
                                           uint64_t *samples);

/**
 * Whether there is only silence any more, until the player is told otherwise.
 */
RingsmithStatus ringsmith_player_finished(const RingsmithPlayer *player,
                                          const RingsmithBank *bank,
                                          bool *finished);

/**
 * Fills `out` with the next `samples` samples of a player, any number of them.
 *
 * `out` has `out_bytes` bytes, aligned for the samples of the bank's encoding. If it is too short,
 * nothing is written and the player stays where it is.
 */
RingsmithStatus ringsmith_bank_fill(const RingsmithBank *bank,
                                    RingsmithPlayer *player,
                                    size_t samples,
                                    void *out,
                                    size_t out_bytes);

/**
 * The next `samples` samples of a player, without a copy if they lie within one run of the bank
 * and are no more than its `longest_frame`; otherwise they are put together in `scratch`.
 *
 * `scratch` has `scratch_bytes` bytes, aligned for the samples of the bank's encoding, and room
 * for the whole frame. If it is too short, nothing is written and the player stays where it is.
 *
 * `frame->samples` is valid until the bank is released for the last time or `scratch` is used
 * again. It is only to be read.
 */
RingsmithStatus ringsmith_bank_frame(const RingsmithBank *bank,
                                     RingsmithPlayer *player,
                                     size_t samples,
                                     void *scratch,
                                     size_t scratch_bytes,
                                     RingsmithFrame *frame);

/**
 * Fills a frame of `samples` samples for each of `count` players: the first one's at `out`, each
 * next one's `stride_bytes` bytes later. What lies between the frames (the headers of packets, say)
 * is left as it is, but nobody else may write there while the call runs.
 *
 * `stride_bytes` is a multiple of the bytes of a sample and at least a frame. `out` has `out_bytes`
 * bytes, aligned for the samples of the bank's encoding; the last frame needs no gap after it. If
 * it is too short for all of them, nothing is written and the players stay where they are.
 */
RingsmithStatus ringsmith_bank_fill_many(const RingsmithBank *bank,
                                         RingsmithPlayer *players,
                                         size_t count,
                                         size_t samples,
                                         void *out,
                                         size_t out_bytes,
                                         size_t stride_bytes);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* RINGSMITH_H */
