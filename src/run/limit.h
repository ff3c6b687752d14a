/* Time limits: of a step, a gate, a teardown, the run. The earliest one counts, and is named when
 * it fires. */
#ifndef LG_RUN_LIMIT_H
#define LG_RUN_LIMIT_H

#include "base/clock.h"

enum lg_limit_owner {
    LG_LIMIT_STEP,
    LG_LIMIT_GATE,
    LG_LIMIT_TEARDOWN,
    LG_LIMIT_RUN,
    LG_LIMIT__COUNT
};

struct lg_limit {
    enum lg_limit_owner owner;
    int64_t span_ms;     /* as it was set */
    int64_t deadline_ns; /* on the env's clock; LG_NEVER_NS: none */
};

/* From now on; a span of 0 is no limit. */
struct lg_limit lg_limit_from_now(const struct lg_clock *clock, enum lg_limit_owner owner,
                                  int64_t span_ms);
struct lg_limit lg_limit_earlier(struct lg_limit a, struct lg_limit b);
struct lg_limit lg_limit_later(struct lg_limit a, struct lg_limit b);

enum { LG_LIMIT_TEXT_MAX = 64 };
/* "the step's limit of 2 s"; returns `out`. */
const char *lg_limit_print(const struct lg_limit *limit, char out[static LG_LIMIT_TEXT_MAX]);

#endif
