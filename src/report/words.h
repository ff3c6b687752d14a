/* How results read in words: shared by the sinks that people read. Nothing here is cleaned. */
#ifndef LG_REPORT_WORDS_H
#define LG_REPORT_WORDS_H

#include "event/event.h"

/* "passed", "passed after fix", "in error", "not run", … */
const char *lg_words_outcome(enum lg_outcome outcome);
const char *lg_words_verdict(enum lg_verdict verdict);
/* Why an item did not simply pass; never empty: "blocked by g1", "not run: stopped by signal 2". */
void lg_words_reason(enum lg_outcome outcome, const char *message, const char *blocker,
                     struct lg_str *out);
/* The place of a step in its file, "gates/g1.yaml:12:5"; nothing when it has none. */
void lg_words_place(const struct lg_event_step *step, struct lg_str *out);
/* Seconds with exactly three decimals, rounded; "0.000" for less than nothing. */
void lg_words_seconds(int64_t duration_ns, char out[static 24]);
/* Adds "12 s", "4 min" or "2.5 h". */
void lg_words_span(int64_t span_ns, struct lg_str *out);
/* A step's evidence, a clean line each, `indent` before and a newline after: its checks ("held:
 * first.num_tracks …"), then its result ("lufs_i: -17.67 LUFS"). */
void lg_words_evidence(const struct lg_event_step *step, const char *indent, struct lg_str *out);
/* What is special to a point, likewise: how it was set ("glue.threshold: -30.0 dB"), how it stands
 * to the targets, the phase in which it erred. */
void lg_words_case(const struct lg_event_case *point, const char *indent, struct lg_str *out);
/* As lg_words_evidence, only the checks that did not hold and that the message does not tell. */
void lg_words_misses(const struct lg_event_step *step, const char *indent, struct lg_str *out);

/* What a person does after a step that did not pass, a clean line each, as lg_words_evidence. */
void lg_words_advice(const struct lg_event_step *step, const char *indent, struct lg_str *out);

/* The command that runs the gate at hand again, of a matrix the point at hand alone: `selector` and
 * `option` as run_start and gate_start have them, `step` NULL where it is about the whole. */
void lg_words_again(const char *selector, const char *option, const struct lg_event_step *step,
                    struct lg_str *out);

/* Characters of one line of evidence or reason. */
enum { LG_WORDS_LINE_MAX = 4000 };

#endif
