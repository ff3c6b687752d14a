#include "step/recheck.h"

#include <string.h>

#include "step/operator.h"
#include "step/verbs.h"

static int refuse(const struct lg_event_step *end, const char *why, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "'%s' of '%s' is told as %s, and %s", end->id, end->gate,
                      lg_outcome_name(end->outcome), why);
}

static bool has_a_miss(const struct lg_event_step *end) {
    for (size_t i = 0; i < end->num_checks; i++)
        if (end->checks[i].verdict != LG_HELD)
            return true;
    return false;
}

int lg_recheck(const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_step *end = lg_event_end(event);
    if (end == NULL)
        return 0;
    bool is_green = end->outcome == LG_PASSED || end->outcome == LG_PASSED_AFTER_FIX;
    for (size_t i = 0; i < end->num_checks; i++) {
        const struct lg_check *check = &end->checks[i];
        if (lg_operator_disproves(check))
            return lg_err_set(err, LG_ERR_READ,
                              "'%s' of '%s' says that %s %s holds, and what it wanted and got "
                              "says otherwise",
                              end->id, end->gate, check->subject, check->op);
    }
    if (is_green && end->num_checks == 0 && strcmp(end->verb, lg_verb_expect.name) == 0)
        return refuse(end, "it judged nothing", err);
    if (end->outcome == LG_FAILED && !has_a_miss(end))
        return refuse(end, "nothing of it was not met", err);
    return 0;
}
