#include "run/limit.h"

#include <stdio.h>

#include "base/number.h"

static const char *const owners[LG_LIMIT__COUNT] = {
    [LG_LIMIT_STEP] = "step",
    [LG_LIMIT_GATE] = "gate",
    [LG_LIMIT_TEARDOWN] = "teardown",
    [LG_LIMIT_RUN] = "run",
};

struct lg_limit lg_limit_from_now(const struct lg_clock *clock, enum lg_limit_owner owner,
                                  int64_t span_ms) {
    int64_t span_ns =
        span_ms == 0 || span_ms > INT64_MAX / LG_NS_PER_MS ? LG_NEVER_NS : span_ms * LG_NS_PER_MS;
    return (struct lg_limit){owner, span_ms, lg_clock_after(clock, span_ns)};
}

struct lg_limit lg_limit_earlier(struct lg_limit a, struct lg_limit b) {
    return b.deadline_ns < a.deadline_ns ? b : a;
}

struct lg_limit lg_limit_later(struct lg_limit a, struct lg_limit b) {
    return b.deadline_ns > a.deadline_ns ? b : a;
}

const char *lg_limit_print(const struct lg_limit *limit, char out[static LG_LIMIT_TEXT_MAX]) {
    char number[LG_NUMBER_MAX];
    bool in_seconds = limit->span_ms >= 1000;
    lg_number_write(in_seconds ? (double)limit->span_ms / 1000 : (double)limit->span_ms, number);
    snprintf(out, LG_LIMIT_TEXT_MAX, "the %s's limit of %s %s", owners[limit->owner], number,
             in_seconds ? "s" : "ms");
    return out;
}
