#include "run/retrace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "run/states.h"
#include "taxonomy/decision.h"

struct lg_retrace {
    const struct lg_taxonomy *taxonomy;
    bool may_fix; /* the run was told so */
    size_t transitions, steps;
    /* Of the step under way: */
    struct lg_str gate, id;
    enum lg_state state;
    enum lg_trigger last, failed; /* the last trigger; the last by which it did not pass */
    bool has_looked;              /* a probe was asked since the last transition */
    enum lg_probe_then then;      /* what follows from it */
    unsigned probes;              /* since the step last ran */
    bool has_mended, is_mended;   /* a fix was tried since the last transition; it was done */
    struct lg_str fixes;          /* their names, each between spaces */
    unsigned num_fixes;
};

struct lg_retrace *lg_retrace_new(const struct lg_taxonomy *taxonomy) {
    struct lg_retrace *retrace = lg_xcalloc(1, sizeof *retrace);
    retrace->taxonomy = taxonomy;
    return retrace;
}

void lg_retrace_free(struct lg_retrace *retrace) {
    if (retrace == NULL)
        return;
    lg_str_dispose(&retrace->gate);
    lg_str_dispose(&retrace->id);
    lg_str_dispose(&retrace->fixes);
    free(retrace);
}

size_t lg_retrace_transitions(const struct lg_retrace *retrace) {
    return retrace->transitions;
}

size_t lg_retrace_steps(const struct lg_retrace *retrace) {
    return retrace->steps;
}

static void begin(struct lg_retrace *retrace, const char *gate, const char *id) {
    lg_str_clear(&retrace->gate);
    lg_str_clear(&retrace->id);
    lg_str_clear(&retrace->fixes);
    lg_str_add(&retrace->gate, gate);
    lg_str_add(&retrace->id, id);
    retrace->state = LG_STATE_NONE;
    retrace->last = retrace->failed = LG_TRIGGER__COUNT;
    retrace->probes = retrace->num_fixes = 0;
    retrace->has_looked = retrace->has_mended = false;
}

static bool is_under_way(const struct lg_retrace *retrace, const char *gate, const char *id) {
    return id != NULL && strcmp(lg_str_text(&retrace->gate), gate) == 0 &&
           strcmp(lg_str_text(&retrace->id), id) == 0;
}

/* What a probe's answer allows. Where it reveals nothing, the step's own rule may still name a fix
 * or what a person does. */
static const bool allowed[LG_THEN__COUNT][LG_TRIGGER__COUNT] = {
    [LG_THEN_NEXT] = {[LG_TRIGGER_NEXT_PROBE] = true,
                      [LG_TRIGGER_FIX_FOUND] = true,
                      [LG_TRIGGER_USER_ACTION] = true,
                      [LG_TRIGGER_PROBES_SPENT] = true},
    [LG_THEN_RECLASSIFY] = {[LG_TRIGGER_NEXT_PROBE] = true, [LG_TRIGGER_PROBES_SPENT] = true},
    [LG_THEN_FIX] = {[LG_TRIGGER_FIX_FOUND] = true,
                     [LG_TRIGGER_USER_ACTION] = true,
                     [LG_TRIGGER_PROBES_SPENT] = true},
    [LG_THEN_STOP] = {[LG_TRIGGER_USER_ACTION] = true},
    [LG_THEN_ESCALATE] = {[LG_TRIGGER_PROBES_SPENT] = true},
};

/* Why the machine does not take this trigger, though the table has it; NULL: it does. */
static const char *objection(const struct lg_retrace *retrace, enum lg_trigger trigger) {
    bool is_spent = retrace->num_fixes >= LG_FIXES_MAX;
    bool is_failure = trigger == LG_TRIGGER_NOT_MET || trigger == LG_TRIGGER_ERROR;
    if (retrace->state == LG_STATE_DIAGNOSE && retrace->has_looked &&
        !allowed[retrace->then][trigger])
        return "what the probe saw does not lead there";
    if (trigger == LG_TRIGGER_NEXT_PROBE && !retrace->has_looked)
        return "no probe was asked";
    if (trigger == LG_TRIGGER_NEXT_PROBE && retrace->probes >= LG_PROBES_MAX)
        return "all probes were asked";
    if (trigger == LG_TRIGGER_FIX_FOUND && !retrace->may_fix)
        return "the run was not told --fix safe";
    if (trigger == LG_TRIGGER_FIX_FOUND && is_spent)
        return "all fixes were tried";
    if (retrace->state == LG_STATE_FIX &&
        (!retrace->has_mended || retrace->is_mended != (trigger == LG_TRIGGER_FIXED)))
        return "that is not what the fix came to";
    if (retrace->state == LG_STATE_VERIFY && is_failure && is_spent)
        return "all fixes were tried";
    if (trigger == LG_TRIGGER_FIXES_SPENT && !is_spent)
        return "not all fixes were tried";
    return NULL;
}

static int refuse(const struct lg_retrace *retrace, const struct lg_event *event, const char *what,
                  const char *why, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "line %llu: gate '%s', step '%s', from %s: %s: %s",
                      (unsigned long long)event->seq, lg_str_text(&retrace->gate),
                      lg_str_text(&retrace->id), lg_state_name(retrace->state), what, why);
}

static int take_transition(struct lg_retrace *retrace, const struct lg_event *event,
                           struct lg_err *err) {
    const struct lg_event_transition *said = &event->as.transition;
    enum lg_trigger trigger = lg_trigger_named(said->trigger == NULL ? "" : said->trigger);
    enum lg_state state = lg_state_named(said->state);
    const char *id = said->id == NULL ? "" : said->id;
    char what[128];
    snprintf(what, sizeof what, "%.50s by %.50s", said->state,
             said->trigger == NULL ? "nothing" : said->trigger);
    if (retrace->id.length == 0)
        begin(retrace, said->gate, id);
    if (!is_under_way(retrace, said->gate, id))
        return refuse(retrace, event, what, "another step began before this one ended", err);
    if (state == LG_STATE_NONE || lg_state_next(retrace->state, trigger) != state)
        return refuse(retrace, event, what, "the table does not go there", err);
    const char *why = objection(retrace, trigger);
    if (why != NULL)
        return refuse(retrace, event, what, why, err);
    if (state == LG_STATE_VERIFY)
        retrace->probes = 0;
    if (trigger == LG_TRIGGER_NOT_MET || trigger == LG_TRIGGER_ERROR)
        retrace->failed = trigger;
    retrace->has_looked = retrace->has_mended = false;
    retrace->last = trigger;
    retrace->state = state;
    retrace->transitions++;
    return 0;
}

/* What follows by the table; -1 and the reason where the receipts say something else. */
static int read_then(struct lg_retrace *retrace, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_probe *said = &event->as.probe;
    const struct lg_probe *probe =
        retrace->taxonomy == NULL ? NULL : lg_taxonomy_probe_named(retrace->taxonomy, said->probe);
    const struct lg_sees *sees =
        probe == NULL || said->seen == NULL ? NULL : lg_probe_sees(probe, said->seen);
    int then = LG_THEN_NEXT;
    while (said->then != NULL && then < LG_THEN__COUNT &&
           strcmp(lg_probe_then_name((enum lg_probe_then)then), said->then) != 0)
        then++;
    if (then == LG_THEN__COUNT || (sees != NULL && (int)sees->then != then))
        return refuse(retrace, event, said->probe,
                      "what is said to follow is not what the table says of that answer", err);
    retrace->then = (enum lg_probe_then)then;
    return 0;
}

static int take_probe(struct lg_retrace *retrace, const struct lg_event *event,
                      struct lg_err *err) {
    const struct lg_event_probe *said = &event->as.probe;
    if (!is_under_way(retrace, said->gate, said->id) || retrace->state != LG_STATE_DIAGNOSE)
        return refuse(retrace, event, said->probe, "a probe where none belongs", err);
    if (retrace->has_looked || ++retrace->probes > LG_PROBES_MAX)
        return refuse(retrace, event, said->probe, "one probe too many", err);
    retrace->has_looked = true;
    return read_then(retrace, event, err);
}

static int take_fix(struct lg_retrace *retrace, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_fix *said = &event->as.fix;
    struct lg_str name = {0};
    lg_str_printf(&name, " %s ", said->fix);
    bool is_again = strstr(lg_str_text(&retrace->fixes), lg_str_text(&name)) != NULL;
    lg_str_add(&retrace->fixes, lg_str_text(&name));
    lg_str_dispose(&name);
    if (!is_under_way(retrace, said->gate, said->id) || retrace->state != LG_STATE_FIX ||
        retrace->has_mended)
        return refuse(retrace, event, said->fix, "a fix where none belongs", err);
    if (is_again || ++retrace->num_fixes > LG_FIXES_MAX)
        return refuse(retrace, event, said->fix, "the same fix twice, or one too many", err);
    retrace->has_mended = true;
    retrace->is_mended = said->error == NULL;
    return 0;
}

/* The end that the last transition leads to. */
static bool fits(const struct lg_retrace *retrace, const struct lg_event_step *end) {
    switch ((int)retrace->last) {
    case LG_TRIGGER_HELD:
        return end->outcome == (retrace->num_fixes == 0 ? LG_PASSED : LG_PASSED_AFTER_FIX);
    case LG_TRIGGER_SKIPPED:
    case LG_TRIGGER_NOTHING:
        return end->outcome == LG_SKIPPED;
    case LG_TRIGGER_BLOCKED:
        return end->outcome == LG_BLOCKED;
    case LG_TRIGGER_INTERRUPTED:
        return end->outcome == LG_INTERRUPTED;
    case LG_TRIGGER_STOPPED:
        return end->outcome == LG_STOPPED;
    case LG_TRIGGER_RECORDED:
        return end->outcome == LG_PASSED || end->outcome == LG_PASSED_AFTER_FIX ||
               end->outcome == LG_FAILED || end->outcome == LG_ERROR;
    default:
        break;
    }
    if (retrace->failed == LG_TRIGGER_NOT_MET && retrace->last != LG_TRIGGER_FIXES_SPENT)
        return end->outcome == LG_FAILED;
    return end->outcome == LG_FAILED || end->outcome == LG_ERROR;
}

static bool has_a_miss(const struct lg_event_step *end) {
    for (size_t i = 0; i < end->num_checks; i++)
        if (end->checks[i].verdict != LG_HELD)
            return true;
    return false;
}

/* Steps that stand for what is no step went nowhere (run/engine.c). */
static bool is_stand_in(const struct lg_event_step *end) {
    static const struct {
        const char *gate, *id;
        enum lg_outcome outcomes[2];
    } rows[] = {{"environment", "setup", {LG_ERROR, LG_INTERRUPTED}},
                {"recording", "replay", {LG_ERROR, LG_ERROR}},
                {"sequence", "selection", {LG_SKIPPED, LG_SKIPPED}}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        if (strcmp(end->gate, rows[i].gate) == 0 && strcmp(end->id, rows[i].id) == 0)
            return end->outcome == rows[i].outcomes[0] || end->outcome == rows[i].outcomes[1];
    return false;
}

static int take_step(struct lg_retrace *retrace, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_step *end = lg_event_end(event);
    /* The targets that a point misses are the matrix' to meet. */
    bool is_green = event->kind == LG_EVENT_STEP &&
                    (end->outcome == LG_PASSED || end->outcome == LG_PASSED_AFTER_FIX);
    const char *what = lg_outcome_name(end->outcome);
    if (retrace->id.length == 0 && is_stand_in(end))
        return 0;
    if (!is_under_way(retrace, end->gate, end->id) || !lg_state_is_final(retrace->state))
        return refuse(retrace, event, what, "the step ended where it may not", err);
    if (!fits(retrace, end) || (is_green && has_a_miss(end)))
        return refuse(retrace, event, what, "its transitions and checks lead to another end", err);
    lg_str_clear(&retrace->id);
    retrace->steps++;
    return 0;
}

static int take_start(struct lg_retrace *retrace, const struct lg_event *event,
                      struct lg_err *err) {
    const struct lg_event_run_start *start = &event->as.run_start;
    LG_UNUSED(err);
    for (size_t i = 0; i < start->num_options; i++) {
        bool is_next = i > 0 && strcmp(start->options[i - 1], "--fix") == 0;
        if (strcmp(start->options[i], is_next ? "safe" : "--fix=safe") == 0)
            retrace->may_fix = true;
    }
    return 0;
}

/* NULL: moves nothing. */
static int (*const takers[LG_EVENT__COUNT])(struct lg_retrace *, const struct lg_event *,
                                            struct lg_err *) = {
    [LG_EVENT_RUN_START] = take_start, [LG_EVENT_STEP] = take_step,
    [LG_EVENT_CASE] = take_step,       [LG_EVENT_TRANSITION] = take_transition,
    [LG_EVENT_PROBE] = take_probe,     [LG_EVENT_FIX] = take_fix,
};

int lg_retrace_take(struct lg_retrace *retrace, const struct lg_event *event, struct lg_err *err) {
    return takers[event->kind] == NULL ? 0 : takers[event->kind](retrace, event, err);
}
