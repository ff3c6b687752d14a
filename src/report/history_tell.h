/* A history in words, as a value and as a page. */
#ifndef LG_REPORT_HISTORY_TELL_H
#define LG_REPORT_HISTORY_TELL_H

#include "base/value.h"
#include "report/history.h"

/* For a terminal: clean lines. `from` names the folder. */
void lg_history_text(const struct lg_history *history, const char *from, struct lg_str *out);
/* As reports/schema/history.schema.json says. */
struct lg_value *lg_history_value(const struct lg_history *history, struct lg_arena *arena);
/* One self-contained file by the rules of report/html.h. */
void lg_history_page(const struct lg_history *history, const char *from, struct lg_str *out);

/* "2026-09-20 (run 20 of 30, commit d91b0e1)"; in no checkout without a commit. Nothing is cleaned.
 */
void lg_history_when(const struct lg_history *history, size_t run, struct lg_str *out);
/* When a gate turned and what it was before: "green to red on …, the first bad one; last good: …";
 * nothing for one that was green all along. */
void lg_history_turn(const struct lg_history *history, const struct lg_history_gate *gate,
                     struct lg_str *out);
/* Of one that was not judged of late: "last judged on …, not in the last 20 runs"; else nothing. */
void lg_history_absence(const struct lg_history *history, const struct lg_history_gate *gate,
                        struct lg_str *out);
/* The last value alone: "its last run differs by +0.30 LU from the level before, …"; nothing where
 * it does not. */
void lg_history_latest(const struct lg_history *history, const struct lg_history_series *series,
                       struct lg_str *out);
/* A step: "-14.02 to -13.71 LUFS (+0.31) on …", and what else was new that night. */
void lg_history_shift(const struct lg_history *history, const struct lg_history_series *series,
                      size_t index, struct lg_str *out);

/* Steps that are told as the slowest. */
enum { LG_HISTORY_SLOWEST = 10 };

#endif
