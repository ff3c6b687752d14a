/* Receipts: events as JSON lines, one write() each, chained by SHA-256: `prev` of each line is the
 * SHA-256 (64 hex digits) of the bytes of the line before it, without its newline; of the first
 * line 64 zeros. The contract is reports/schema/receipts.schema.json. */
#ifndef LG_REPORT_RECEIPTS_H
#define LG_REPORT_RECEIPTS_H

#include "base/sha256.h"
#include "event/bus.h"

/* `prev` of the first line. */
#define LG_RECEIPTS_ORIGIN "0000000000000000000000000000000000000000000000000000000000000000"

/* Opens a new file; one that exists is refused (LG_ERR_WRITE). fsync at each gate_end, at each case
 * that was rendered, a quarter of a second of real time after the last one at the earliest, and at
 * run_end. `env` must outlive the sink. */
int lg_receipts_open(const char *path, const struct lg_env *env, struct lg_sink **out,
                     struct lg_err *err) LG_MUST_CHECK;
/* SHA-256 of the last line written (without its newline): the head of the chain. Borrowed; before
 * the first line LG_RECEIPTS_ORIGIN. */
const char *lg_receipts_head(const struct lg_sink *receipts);

enum lg_receipts_state {
    LG_RECEIPTS_INTACT,
    LG_RECEIPTS_INCOMPLETE, /* no run_end, or a torn last line; `why` says which */
    LG_RECEIPTS_BROKEN,     /* `bad_line` says where, `why` what */
    LG_RECEIPTS__COUNT
};

/* "intact", "incomplete", "broken". */
const char *lg_receipts_state_name(enum lg_receipts_state state);

struct lg_receipts_report {
    enum lg_receipts_state state;
    size_t lines;    /* whole and good ones */
    size_t steps;    /* among these, steps that came to an end: all but the interrupted */
    size_t bad_line; /* from 1; of a file that lacks lines: the first that is missing */
    char why[256];
    char run[64];
    char head[LG_SHA256_HEX]; /* of the last good line */
};

/* Who is handed the events of a receipts file; everything in an event is borrowed. -1 ends the
 * reading. */
struct lg_receipts_reader {
    int (*take)(void *ctx, const struct lg_event *event, struct lg_err *err);
    void *ctx;
};

/* Checks shape, sequence, chain and totals of a receipts file, that each planned item was told once
 * and that no outcome speaks against what is told with it; `head` NULL, or what its last line
 * must hash to: a file cut short by a forger is found by that alone. LG_ERR_READ when it can't be
 * read at all. */
int lg_receipts_verify(const char *path, const char *head, struct lg_receipts_report *out,
                       struct lg_err *err) LG_MUST_CHECK;
/* The same, and hands each good line's event to the reader, in order, up to the first bad line: a
 * reader that must not see part of what is broken verifies first. -1 with the reader's own error,
 * too: then `lines` of the report is where it said no. */
int lg_receipts_read(const char *path, const struct lg_receipts_reader *reader,
                     struct lg_receipts_report *out, struct lg_err *err) LG_MUST_CHECK;

#endif
