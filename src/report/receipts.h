/* Receipts: events as JSON lines, one write() each, chained by SHA-256. */
#ifndef LG_REPORT_RECEIPTS_H
#define LG_REPORT_RECEIPTS_H

#include "base/sha256.h"
#include "event/bus.h"

/* Opens a new file; one that exists is refused (LG_ERR_WRITE). fsync at each gate_end and at
 * run_end. */
int lg_receipts_open(const char *path, struct lg_sink **out, struct lg_err *err) LG_MUST_CHECK;
/* SHA-256 of the last line written (without its newline): the head of the chain. */
const char *lg_receipts_head(const struct lg_sink *receipts);

enum lg_receipts_state {
    LG_RECEIPTS_INTACT,
    LG_RECEIPTS_INCOMPLETE, /* no run_end, or a torn last line */
    LG_RECEIPTS_BROKEN      /* `bad_line` says where, `why` what */
};

struct lg_receipts_report {
    enum lg_receipts_state state;
    size_t lines;
    size_t steps; /* finished ones */
    size_t bad_line;
    char why[256];
    char run[64];
    char head[LG_SHA256_HEX];
};

/* Checks shape, sequence and chain of a receipts file; `head` NULL, or what its last line must hash
 * to. LG_ERR_READ when it can't be read at all. */
int lg_receipts_verify(const char *path, const char *head, struct lg_receipts_report *out,
                       struct lg_err *err) LG_MUST_CHECK;

#endif
