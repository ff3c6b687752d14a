#include <stdio.h>
#include <string.h>

#include "report/receipts.h"
#include "runner/commands.h"
#include "runner/exit_code.h"

static const struct lg_option option_head = {
    "--head", LG_OPTION_VALUE, "HASH",
    "what the last line must hash to, kept from the run's last line", NULL};

static const struct lg_option *const options[] = {&option_head, NULL};

static int verify(const char *path, const char *head, struct lg_err *err) {
    struct lg_receipts_report report;
    if (lg_receipts_verify(path, head, &report, err) != 0)
        return -1;
    if (report.state == LG_RECEIPTS_BROKEN) {
        printf("%s: broken at line %zu: %s\n", lg_shown(path), report.bad_line,
               lg_shown(report.why));
        return LG_EXIT_FAILED;
    }
    bool intact = report.state == LG_RECEIPTS_INTACT;
    printf("%s: %s: run %s, %zu lines, %zu finished steps, head %s\n", lg_shown(path),
           intact ? "intact" : "incomplete", lg_shown(report.run), report.lines, report.steps,
           report.head);
    if (!intact)
        printf("%s: %s\n", lg_shown(path), lg_shown(report.why));
    return intact ? LG_EXIT_OK : LG_EXIT_INCOMPLETE;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    if (args->num_words < 2 || strcmp(args->words[0], "verify") != 0)
        return lg_err_set(err, LG_ERR_USAGE,
                          "usage: livegate report verify RECEIPTS... [--head HASH]");
    const char *head = lg_args_value(args, "--head");
    if (head != NULL && args->num_words != 2)
        return lg_err_set(err, LG_ERR_USAGE, "--head goes with one file");
    int code = LG_EXIT_OK;
    for (size_t i = 1; i < args->num_words; i++) {
        struct lg_err failed = {0};
        const char *path = lg_paths_user(&app->paths, &app->arena, args->words[i]);
        int verdict = verify(path, head, &failed);
        lg_say_err(&app->paths, &failed);
        code = lg_exit_graver(code, verdict < 0 ? lg_exit_of_err(&failed) : verdict);
    }
    return code;
}

const struct lg_command lg_cmd_report = {
    .name = "report",
    .usage = "report verify RECEIPTS... [--head HASH]",
    .help = "checks receipts: intact (0), broken (1), incomplete (5)",
    .options = options,
    .run = run,
};
