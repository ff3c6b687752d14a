#include "live/reach.h"

#include <errno.h>

#include "live/inside.h"

/* Between two tries where nothing listens, which is known at once. */
#define REST_NS (200 * LG_NS_PER_MS)

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* Lets time pass, as the link does: nothing that comes meanwhile was asked for. */
static int rest(struct lg_live *live, int64_t until_ns, struct lg_err *err) {
    size_t length = 0;
    for (;;) {
        struct lg_err why = {0};
        enum lg_receive got = lg_link_receive(live->link, until_ns, live->buffer, &length, &why);
        if (got == LG_RECEIVE_DEADLINE)
            return 0;
        if (got == LG_RECEIVE_ERROR && why.sys_errno != ECONNREFUSED) {
            if (err != NULL)
                *err = why;
            return -1;
        }
    }
}

static int give_up(const struct lg_err *why, struct lg_err *err) {
    if (why->sys_errno == ECONNREFUSED)
        return lg_err_set(err, LG_ERR_TIMEOUT,
                          "%s: Live does not run, or AbletonOSC is not its control surface",
                          why->text);
    return lg_err_set(err, LG_ERR_TIMEOUT,
                      "Live does not answer, though nobody refuses: Live's UI may be blocked (a "
                      "menu or dialog is open, or a set loads); look at its screen");
}

int lg_live_reach(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                  struct lg_osc_msg *reply_out, struct lg_err *err) {
    const struct lg_osc_msg request = {.address = "/live/test"};
    const struct lg_clock *clock = &live->env->clock;
    for (;;) {
        struct lg_err why = {0};
        int64_t until_ns = earlier(lg_clock_after(clock, LG_REACH_TRY_NS), deadline_ns);
        if (lg_live_ask(live, &request, 0, until_ns, arena, reply_out, &why) == 0)
            return 0;
        bool is_refused = why.sys_errno == ECONNREFUSED;
        if (!is_refused && why.kind != LG_ERR_TIMEOUT) {
            if (err != NULL)
                *err = why;
            return -1;
        }
        int64_t now_ns = lg_clock_now_ns(clock);
        if (now_ns >= deadline_ns)
            return give_up(&why, err);
        if (is_refused && rest(live, earlier(now_ns + REST_NS, deadline_ns), err) != 0)
            return -1;
    }
}
