#include "runner/exit_code.h"

#include <signal.h>

static const struct lg_exit_row rows[] = {
    {LG_EXIT_OK, "everything planned ran and held", "nothing to do"},
    {LG_EXIT_FAILED, "a gate failed, or a target was not met",
     "read the failed check: it names what was wanted and what was got"},
    {LG_EXIT_USAGE, "wrong usage",
     "see `livegate help`; a run without a terminal names its target"},
    {LG_EXIT_EMPTY, "nothing was selected", "`livegate list` shows the gates there are"},
    {LG_EXIT_INCOMPLETE,
     "incomplete: stopped by --max-fail, blocked by a gate that was skipped, or receipts without "
     "an end",
     "run it again without the bound"},
    {LG_EXIT_READ,
     "something needed could not be read: a file missing or invalid, a device not found, an OSC "
     "time-out",
     "`livegate doctor` checks Live, ports and folders; a file error names line and column"},
    {LG_EXIT_WRITE, "something could not be written: a parameter, a report, a receipt",
     "check the folder's permissions and the free disk space (`livegate doctor`)"},
    {LG_EXIT_INTERNAL, "a fault of livegate itself", "please report it with the receipts"},
    {LG_EXIT_DEADLINE, "the run's time limit", "raise --timeout, or select fewer gates"},
    {LG_EXIT_SIGNAL, "128+n: ended by signal n, after teardown", "run it again"},
};

static const int kind_codes[LG_ERR__COUNT] = {
    [LG_ERR_NONE] = LG_EXIT_OK,
    [LG_ERR_USAGE] = LG_EXIT_USAGE,
    [LG_ERR_EMPTY] = LG_EXIT_EMPTY,
    [LG_ERR_READ] = LG_EXIT_READ,
    [LG_ERR_TIMEOUT] = LG_EXIT_READ,
    [LG_ERR_WRITE] = LG_EXIT_WRITE,
    [LG_ERR_INTERRUPTED] = LG_EXIT_SIGNAL,
    [LG_ERR_DEADLINE] = LG_EXIT_DEADLINE,
    [LG_ERR_INTERNAL] = LG_EXIT_INTERNAL,
};

static int noted_signal = SIGTERM;

const struct lg_exit_row *lg_exit_rows(size_t *count_out) {
    *count_out = LG_ARRAY_LEN(rows);
    return rows;
}

const char *lg_exit_meaning(int code) {
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        bool is_signal = rows[i].code == LG_EXIT_SIGNAL && code > LG_EXIT_SIGNAL;
        if (rows[i].code == code || is_signal)
            return rows[i].meaning;
    }
    return NULL;
}

void lg_exit_note_signal(int signo) {
    noted_signal = signo;
}

static int code_of_kind(enum lg_err_kind kind) {
    int code = (unsigned)kind < LG_ERR__COUNT ? kind_codes[kind] : LG_EXIT_INTERNAL;
    return code == LG_EXIT_SIGNAL ? LG_EXIT_SIGNAL + noted_signal : code;
}

int lg_exit_of_err(const struct lg_err *err) {
    return lg_err_is_set(err) ? code_of_kind(err->kind) : LG_EXIT_OK;
}

static int rank(int code) {
    static const int order[] = {
        LG_EXIT_OK,   LG_EXIT_FAILED, LG_EXIT_USAGE,    LG_EXIT_EMPTY,  LG_EXIT_INCOMPLETE,
        LG_EXIT_READ, LG_EXIT_WRITE,  LG_EXIT_DEADLINE, LG_EXIT_SIGNAL, LG_EXIT_INTERNAL};
    int wanted = code > LG_EXIT_SIGNAL ? LG_EXIT_SIGNAL : code;
    for (size_t i = 0; i < LG_ARRAY_LEN(order); i++) {
        if (order[i] == wanted)
            return (int)i;
    }
    return (int)LG_ARRAY_LEN(order);
}

int lg_exit_graver(int code, int other) {
    return rank(code) >= rank(other) ? code : other;
}

int lg_exit_of_run(const struct lg_event_run_end *totals, const bool kinds_seen[LG_ERR__COUNT]) {
    int code = LG_EXIT_OK;
    for (int kind = 0; kind < LG_ERR__COUNT; kind++) {
        if (kinds_seen[kind])
            code = lg_exit_graver(code, code_of_kind((enum lg_err_kind)kind));
    }
    if (totals->steps[LG_FAILED] + totals->gates[LG_FAILED] > 0)
        code = lg_exit_graver(code, LG_EXIT_FAILED);
    if (totals->steps[LG_INTERRUPTED] + totals->gates[LG_INTERRUPTED] > 0)
        code = lg_exit_graver(code, LG_EXIT_INCOMPLETE);
    /* What was blocked did not run: where its blocker alone would be green, the run is not. */
    if (totals->steps[LG_BLOCKED] + totals->gates[LG_BLOCKED] > 0 && code == LG_EXIT_OK)
        code = LG_EXIT_INCOMPLETE;
    /* An error whose kind nobody noted must not turn green. */
    if (totals->steps[LG_ERROR] + totals->gates[LG_ERROR] > 0 && code == LG_EXIT_OK)
        code = LG_EXIT_INTERNAL;
    return code;
}
