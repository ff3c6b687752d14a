/* The looks behind the table of probes (step/probe.c). */
#ifndef LG_STEP_PROBES_H
#define LG_STEP_PROBES_H

#include "step/probe.h"

typedef int lg_look(struct lg_step_ctx *ctx, const struct lg_subject *subject,
                    struct lg_sighting *out, struct lg_err *err);

/* Of Live (probe_live.c). */
lg_look lg_look_ping, lg_look_scan, lg_look_device_list, lg_look_parameter, lg_look_fingerprint,
    lg_look_planned_fingerprint, lg_look_set_diff;
/* Of this machine (probe_host.c). */
lg_look lg_look_live_process, lg_look_script_folder, lg_look_port_holder, lg_look_program_present,
    lg_look_program_version;
/* Of files (probe_file.c). */
lg_look lg_look_audio_file, lg_look_audio_header, lg_look_audio_analysis, lg_look_directories,
    lg_look_write_permission;

/* Sets the word, and the detail in the ctx's arena (NULL: none); returns 0. */
int lg_sighting_set(struct lg_sighting *out, const char *seen, const char *detail);

#endif
