/* What the commands of the loudness loop share (plan-gain, apply, verify, reset, loop): one gain of
 * one device, actions.json, and the words of the original, so that its signatures match (reference
 * execution-system, section M). */
#ifndef LG_RUNNER_GAIN_H
#define LG_RUNNER_GAIN_H

#include "live/actions_apply.h"
#include "runner/writing.h"

/* What the original's check allows around its target. */
#define LG_GAIN_TOLERANCE_LU 0.5

extern const struct lg_option lg_option_device;
extern const struct lg_option lg_option_louder;
extern const struct lg_option lg_option_param;
extern const struct lg_option lg_option_target_lufs;
extern const struct lg_option lg_option_track;

struct lg_gain {
    struct lg_app *app;
    const char *command;
    struct lg_target target;
    const char *track, *device, *param;
    const char *actions; /* as a person writes the file's name */
    double target_lufs;
    bool allow_louder, ignore_journal;
    bool is_given; /* the plan was made before: a recording holds it, as a gate's step's */
};

/* Reads the options that the command has, and chooses the target, which it names. */
int lg_gain_open(struct lg_gain *gain, struct lg_app *app, const struct lg_args *args,
                 const char *command, struct lg_err *err) LG_MUST_CHECK;
/* Where the gain stands. */
int lg_gain_look(struct lg_gain *gain, struct lg_place *out, struct lg_err *err) LG_MUST_CHECK;
/* Sets it, and reads it back. */
int lg_gain_set(struct lg_gain *gain, struct lg_native native, struct lg_err *err) LG_MUST_CHECK;
/* Loudness, peak and hash of a file, printed: `MEASURE: …`. LG_ERR_READ for one without loudness.
 */
struct lg_gain_measured {
    double lufs_i, peak_dbfs;
    char sha256[LG_SHA256_HEX];
};
int lg_gain_measure(struct lg_gain *gain, const char *wav, struct lg_gain_measured *out,
                    struct lg_err *err) LG_MUST_CHECK;
/* Writes actions.json for that file's loudness and prints `CUR_LINEAR: …`, after a warning where
 * the move was clamped. */
int lg_gain_plan(struct lg_gain *gain, const char *wav, const struct lg_gain_measured *measured,
                 struct lg_gain_delta *out, struct lg_err *err) LG_MUST_CHECK;
/* Carries actions.json out and prints `APPLIED: …`, or with `dry` `DRY_RUN: …`, a line each. A plan
 * of another set is LG_ERR_WRITE; one of which nothing can be carried out LG_ERR_READ. */
int lg_gain_apply(struct lg_gain *gain, bool dry, struct lg_err *err) LG_MUST_CHECK;

#endif
