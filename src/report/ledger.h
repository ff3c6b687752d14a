/* What a run announced against what it told: each planned item comes to exactly one end. */
#ifndef LG_REPORT_LEDGER_H
#define LG_REPORT_LEDGER_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct lg_ledger_side {
    const char **items; /* "gate\nid" */
    size_t count, room;
};

struct lg_ledger {
    struct lg_arena texts;
    struct lg_ledger_side planned, told;
};

void lg_ledger_dispose(struct lg_ledger *ledger);
void lg_ledger_plan(struct lg_ledger *ledger, const char *gate, const char *id);
void lg_ledger_tell(struct lg_ledger *ledger, const char *gate, const char *id);
/* LG_ERR_READ, naming the first item that was planned or told twice, told and never planned, or
 * planned and never told. */
int lg_ledger_check(struct lg_ledger *ledger, struct lg_err *err) LG_MUST_CHECK;

#endif
