/* One file a command; commands.c lists them. */
#ifndef LG_RUNNER_COMMANDS_H
#define LG_RUNNER_COMMANDS_H

#include "runner/app.h"

extern const struct lg_command lg_cmd_analyze;
extern const struct lg_command lg_cmd_apply;
extern const struct lg_command lg_cmd_classify;
extern const struct lg_command lg_cmd_completion;
extern const struct lg_command lg_cmd_conformance;
extern const struct lg_command lg_cmd_doctor;
extern const struct lg_command lg_cmd_explain;
extern const struct lg_command lg_cmd_fixture;
extern const struct lg_command lg_cmd_get;
extern const struct lg_command lg_cmd_help;
extern const struct lg_command lg_cmd_history;
extern const struct lg_command lg_cmd_init;
extern const struct lg_command lg_cmd_list;
extern const struct lg_command lg_cmd_loop;
extern const struct lg_command lg_cmd_ping;
extern const struct lg_command lg_cmd_plan;
extern const struct lg_command lg_cmd_plan_gain;
extern const struct lg_command lg_cmd_report;
extern const struct lg_command lg_cmd_reset;
extern const struct lg_command lg_cmd_restore;
extern const struct lg_command lg_cmd_run;
extern const struct lg_command lg_cmd_scan;
extern const struct lg_command lg_cmd_schema;
extern const struct lg_command lg_cmd_set;
extern const struct lg_command lg_cmd_sim;
extern const struct lg_command lg_cmd_stems;
extern const struct lg_command lg_cmd_verify;

#endif
