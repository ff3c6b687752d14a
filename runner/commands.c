#include <stddef.h>
#include <string.h>

#include "runner/commands.h"

const struct lg_command *const lg_commands[] = {
    &lg_cmd_analyze,     &lg_cmd_apply,  &lg_cmd_classify, &lg_cmd_completion,
    &lg_cmd_conformance, &lg_cmd_doctor, &lg_cmd_explain,  &lg_cmd_fixture,
    &lg_cmd_get,         &lg_cmd_help,   &lg_cmd_history,  &lg_cmd_init,
    &lg_cmd_list,        &lg_cmd_loop,   &lg_cmd_ping,     &lg_cmd_plan,
    &lg_cmd_plan_gain,   &lg_cmd_report, &lg_cmd_reset,    &lg_cmd_restore,
    &lg_cmd_run,         &lg_cmd_scan,   &lg_cmd_schema,   &lg_cmd_set,
    &lg_cmd_sim,         &lg_cmd_stems,  &lg_cmd_verify,   NULL,
};

const struct lg_command *lg_command_find(const char *name) {
    for (const struct lg_command *const *at = lg_commands; *at != NULL; at++) {
        if (strcmp((*at)->name, name) == 0)
            return *at;
    }
    return NULL;
}
