/* Many runs, night by night, from their receipts: what each gate came to and since when, how long
 * steps take, how levels moved, what nobody has a name for yet.
 *
 * Runs stand in the order in which they began. A gate is told by its suite ("g1 [sim]"), so that a
 * simulated Live is never mixed with the studio's. Shards are left to the run that joins them,
 * where that one is there too. */
#ifndef LG_REPORT_HISTORY_H
#define LG_REPORT_HISTORY_H

#include "event/event.h"
#include "report/keys.h"
#include "report/receipts.h"
#include "report/shift.h"

/* What is kept at most; what is beyond is counted in `left_out`. */
enum { LG_HISTORY_ITEMS_MAX = 20000, LG_HISTORY_GROUPS_MAX = 1000 };
/* No run: the place of what never was. */
#define LG_HISTORY_NONE ((size_t)-1)
/* Hex digits of a group's fingerprint and NUL. */
enum { LG_HISTORY_HEX = 17 };

struct lg_history_run {
    const char *run, *path;
    const char *revision; /* NULL: it ran outside of a git checkout */
    const char *tool, *host, *target;
    int64_t ts_ms; /* when it began */
    bool is_cut;   /* its receipts end before it did */
    int exit_code; /* of one that is not cut */
};

/* All places are those of runs, from 0. */
struct lg_history_gate {
    const char *suite;
    size_t outcomes[LG_OUTCOME__COUNT];
    unsigned char *marks; /* one for each run: 0, it was not in it, else its outcome + 1 */
    size_t last;          /* that came to a verdict: passed, failed or in error */
    size_t changes;       /* between green and red */
    size_t changed;       /* the last of them; LG_HISTORY_NONE */
    size_t first_bad;     /* of the last time it was red; LG_HISTORY_NONE: it never was */
    size_t last_good;     /* before that; LG_HISTORY_NONE: none was */
    bool is_green;        /* at `last` */
};

struct lg_history_step {
    const char *suite, *id;
    size_t count; /* times that it ran */
    int64_t sum_ns, longest_ns;
    size_t longest; /* when */
};

struct lg_history_value {
    size_t run;
    double value;
};

/* One measure of one step or point. */
struct lg_history_series {
    const char *suite, *id, *metric, *unit;
    struct lg_history_value *values; /* finite ones */
    size_t count, room;
    size_t silent;      /* times that it was -inf */
    size_t last_silent; /* when last; LG_HISTORY_NONE */
    struct lg_shift shifts[LG_SHIFTS_MAX];
    size_t num_shifts;
    struct lg_shift latest; /* the last value, which may be the first of a new level */
    bool is_latest_new;
};

/* Failures and errors that no rule of the taxonomy knows, alike but for numbers and names. */
struct lg_history_group {
    char fingerprint[LG_HISTORY_HEX];
    const char *masked;
    const char *suite, *id, *message; /* of the first one */
    size_t count, first, last;
};

struct lg_history_skipped {
    const char *path, *why;
};

struct lg_history {
    struct lg_arena arena;
    struct lg_history_run *runs;
    struct lg_history_gate *gates; /* as they were first seen, like steps and series */
    struct lg_history_step *steps;
    struct lg_history_series *series;
    struct lg_history_group *groups;    /* the most frequent first */
    struct lg_history_skipped *skipped; /* files that are no sound receipts */
    struct lg_history_skipped *copies;  /* other files of a run that one of them tells */
    size_t num_runs, num_gates, num_steps, num_series, num_groups, num_skipped, num_copies;
    size_t left_out; /* ends of steps beyond what is kept */
    struct lg_keys gate_keys, step_keys, series_keys, group_keys;
    struct lg_keys joined; /* shards that another of the runs tells */
};

struct lg_history_options {
    /* A text without what differs from case to case, and its fingerprint. */
    void (*mask)(const char *text, struct lg_str *masked, char hex_out[static LG_HISTORY_HEX]);
    const char *unclassified; /* the category of what no rule knows */
    /* Says of a file whether it is sound, as lg_receipts_verify does, which is the least of it. */
    int (*verify)(const char *path, const char *head, struct lg_receipts_report *out,
                  struct lg_err *err);
};

/* Reads the receipts of `paths`: each file once, and each run once, however often it is named. What
 * is broken, foreign or can't be read is `skipped`; a run that was cut off is not. LG_ERR_READ when
 * there is no run at all. Dispose of it in any case. */
int lg_history_read(struct lg_history *history, const char *const *paths, size_t count,
                    const struct lg_history_options *options, struct lg_err *err) LG_MUST_CHECK;
/* Zeroed is valid. */
void lg_history_dispose(struct lg_history *history);

/* How often it came to a verdict, and how often that was green. */
size_t lg_history_judged(const struct lg_history_gate *gate);
size_t lg_history_passed(const struct lg_history_gate *gate);
/* How many runs there were since it last came to a verdict; 0: that was in the last one, or never.
 */
size_t lg_history_since(const struct lg_history *history, const struct lg_history_gate *gate);
/* The steps that took longest on average, slowest first; returns how many, at most `max`. */
size_t lg_history_slowest(const struct lg_history *history, const struct lg_history_step **out,
                          size_t max);

#endif
