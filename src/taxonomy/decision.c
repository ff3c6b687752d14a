#include "taxonomy/decision.h"

static const struct lg_decision rows[] = {
    {LG_PHASE_RUN, LG_CODE_ZERO, LG_SIGHT_SUCCESS, LG_ACT_COMMIT_DIRECT, LG_PHASE_COMMIT, 1, NULL},
    {LG_PHASE_RUN, LG_CODE_NONZERO, LG_SIGHT_ERROR, LG_ACT_PROBE_CLASSIFY, LG_PHASE_DIAGNOSE, 2,
     NULL},
    {LG_PHASE_RUN, LG_CODE_NONZERO, LG_SIGHT_NOTHING, LG_ACT_ESCALATE, LG_PHASE_STOP, 3, NULL},
    {LG_PHASE_DIAGNOSE, LG_CODE_ZERO, LG_SIGHT_FIX, LG_ACT_FIX_AUTO, LG_PHASE_FIX, 4, NULL},
    {LG_PHASE_DIAGNOSE, LG_CODE_ZERO, LG_SIGHT_USER_ACTION, LG_ACT_STOP_INSTRUCT, LG_PHASE_STOP, 5,
     NULL},
    {LG_PHASE_DIAGNOSE, LG_CODE_NONZERO, LG_SIGHT_UNCLEAR, LG_ACT_PROBE_NEXT, LG_PHASE_DIAGNOSE, 6,
     NULL},
    {LG_PHASE_FIX, LG_CODE_ANY, LG_SIGHT_FIXED, LG_ACT_VERIFY_RERUN, LG_PHASE_VERIFY, 7, NULL},
    {LG_PHASE_VERIFY, LG_CODE_ZERO, LG_SIGHT_SUCCESS, LG_ACT_COMMIT_DIRECT, LG_PHASE_COMMIT, 8,
     NULL},
    {LG_PHASE_VERIFY, LG_CODE_NONZERO, LG_SIGHT_FAILED, LG_ACT_PROBE_CLASSIFY, LG_PHASE_DIAGNOSE, 9,
     NULL},
    {LG_PHASE_VERIFY, LG_CODE_NONZERO, LG_SIGHT_FIXES_SPENT, LG_ACT_ESCALATE, LG_PHASE_STOP, 10,
     NULL},
    {LG_PHASE_RUN, LG_CODE_ZERO, LG_SIGHT_ERROR, LG_ACT_PROBE_CLASSIFY, LG_PHASE_DIAGNOSE, 0,
     "section A, OBSERVE: or error patterns present"},
    {LG_PHASE_RUN, LG_CODE_ZERO, LG_SIGHT_NOTHING, LG_ACT_AMBIGUOUS, LG_PHASE_STOP, 0,
     "section C, success path: exit 0 and no pattern; section D, template 4"},
    {LG_PHASE_RUN, LG_CODE_NONZERO, LG_SIGHT_SUCCESS, LG_ACT_ESCALATE, LG_PHASE_STOP, 0,
     "section C, error path: no error pattern"},
    {LG_PHASE_DIAGNOSE, LG_CODE_ZERO, LG_SIGHT_UNCLEAR, LG_ACT_PROBE_NEXT, LG_PHASE_DIAGNOSE, 0,
     "section A, DIAGNOSE: the next of at most three"},
    {LG_PHASE_DIAGNOSE, LG_CODE_ANY, LG_SIGHT_PROBES_SPENT, LG_ACT_ESCALATE, LG_PHASE_STOP, 0,
     "section A, DIAGNOSE: three probes that do not reveal the cause"},
    /* A probe may tell by its exit code that a file is missing: what it reveals counts, not that.
     */
    {LG_PHASE_DIAGNOSE, LG_CODE_NONZERO, LG_SIGHT_FIX, LG_ACT_FIX_AUTO, LG_PHASE_FIX, 0,
     "section B, next action rules"},
    {LG_PHASE_DIAGNOSE, LG_CODE_NONZERO, LG_SIGHT_USER_ACTION, LG_ACT_STOP_INSTRUCT, LG_PHASE_STOP,
     0, "section B, next action rules"},
    {LG_PHASE_VERIFY, LG_CODE_ZERO, LG_SIGHT_FAILED, LG_ACT_PROBE_CLASSIFY, LG_PHASE_DIAGNOSE, 0,
     "section A, OBSERVE: or error patterns present"},
    {LG_PHASE_VERIFY, LG_CODE_ZERO, LG_SIGHT_FIXES_SPENT, LG_ACT_ESCALATE, LG_PHASE_STOP, 0,
     "section A, VERIFY: three fixes"},
    {LG_PHASE_VERIFY, LG_CODE_ZERO, LG_SIGHT_NOTHING, LG_ACT_AMBIGUOUS, LG_PHASE_STOP, 0,
     "section D, template 4"},
};

static const char *const phase_names[LG_PHASE__COUNT] = {"RUN",    "DIAGNOSE", "FIX",
                                                         "VERIFY", "COMMIT",   "STOP"};
static const char *const sight_names[LG_SIGHT__COUNT] = {
    "success", "error",        "nothing", "fix",    "user_action",
    "unclear", "probes_spent", "fixed",   "failed", "fixes_spent"};
static const char *const act_names[LG_ACT__COUNT] = {
    "COMMIT_DIRECT", "PROBE_CLASSIFY", "FIX_AUTO",     "STOP_INSTRUCT",
    "ESCALATE",      "PROBE_NEXT",     "VERIFY_RERUN", "AMBIGUOUS"};

const char *lg_phase_name(enum lg_phase phase) {
    return (unsigned)phase < LG_PHASE__COUNT ? phase_names[phase] : "unknown";
}

const char *lg_sight_name(enum lg_sight sight) {
    return (unsigned)sight < LG_SIGHT__COUNT ? sight_names[sight] : "unknown";
}

const char *lg_act_name(enum lg_act act) {
    return (unsigned)act < LG_ACT__COUNT ? act_names[act] : "unknown";
}

static bool fits(enum lg_code_class wanted, int exit_code) {
    return wanted == LG_CODE_ANY || (wanted == LG_CODE_ZERO) == (exit_code == 0);
}

const struct lg_decision *lg_decide(enum lg_phase phase, int exit_code, enum lg_sight sight) {
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        if (rows[i].phase == phase && rows[i].sight == sight && fits(rows[i].code, exit_code))
            return &rows[i];
    return NULL;
}

size_t lg_decisions(const struct lg_decision **out) {
    *out = rows;
    return LG_ARRAY_LEN(rows);
}

enum lg_sight lg_sight_of_output(const struct lg_log_totals *totals) {
    /* What only looks like an error, or is no more than a text without any pattern, is of no
     * category. */
    if (totals->classified > 0 || totals->undecided > 0)
        return LG_SIGHT_ERROR;
    return totals->successes > 0 && totals->unclassified == 0 ? LG_SIGHT_SUCCESS : LG_SIGHT_NOTHING;
}

enum lg_sight lg_sight_of_rerun(const struct lg_log_totals *totals, int exit_code, unsigned fixes) {
    enum lg_sight sight = lg_sight_of_output(totals);
    if (exit_code == 0 && sight != LG_SIGHT_ERROR)
        return sight;
    return fixes < LG_FIXES_MAX ? LG_SIGHT_FAILED : LG_SIGHT_FIXES_SPENT;
}

enum lg_sight lg_sight_of_probe(enum lg_probe_then then, unsigned probes) {
    if (then == LG_THEN_FIX)
        return LG_SIGHT_FIX;
    if (then == LG_THEN_STOP)
        return LG_SIGHT_USER_ACTION;
    bool more = then != LG_THEN_ESCALATE && probes < LG_PROBES_MAX;
    return more ? LG_SIGHT_UNCLEAR : LG_SIGHT_PROBES_SPENT;
}
