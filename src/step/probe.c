#include <string.h>

#include "step/probes.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define PROBE(id, name_, flags_, ...)                                                              \
    static const struct lg_probe_kind id = {                                                       \
        .name = (name_), .flags = (flags_), .words = WORDS(__VA_ARGS__), .look = lg_look_##id}

PROBE(audio_analysis, "audio-analysis", LG_VERB_REAL_TIME, "measured", "empty", "silent");
PROBE(audio_file, "audio-file", 0, "audio", "missing", "other");
PROBE(audio_header, "audio-header", 0, "readable", "corrupt");
PROBE(device_list, "device-list", LG_VERB_LIVE, "present", "elsewhere", "missing");
PROBE(directories, "directories", 0, "present", "missing");
PROBE(fingerprint, "fingerprint", LG_VERB_LIVE, "known", "silent", "empty");
PROBE(live_process, "live-process", LG_VERB_REAL_TIME, "running", "missing", "unknown");
PROBE(parameter, "parameter", LG_VERB_LIVE, "readable", "silent", "missing");
PROBE(ping, "ping", LG_VERB_LIVE, "ok", "refused", "silent");
PROBE(planned_fingerprint, "planned-fingerprint", LG_VERB_LIVE, "differs", "same", "missing");
PROBE(port_holder, "port-holder", LG_VERB_REAL_TIME, "free", "live", "held", "unknown");
PROBE(program_present, "program-present", 0, "found", "missing");
PROBE(program_version, "program-version", LG_VERB_REAL_TIME, "ok", "fails");
PROBE(scan, "scan", LG_VERB_LIVE, "ok", "silent", "not-ok", "no-tracks", "no-devices");
PROBE(script_folder, "script-folder", 0, "found", "missing");
PROBE(set_diff, "set-diff", LG_VERB_LIVE, "changed", "same");
PROBE(write_permission, "write-permission", 0, "writable", "not-writable");

#undef PROBE
#undef WORDS

const struct lg_probe_kind *const lg_probe_kinds[] = {
    &audio_analysis,
    &audio_file,
    &audio_header,
    &device_list,
    &directories,
    &fingerprint,
    &live_process,
    &parameter,
    &ping,
    &planned_fingerprint,
    &port_holder,
    &program_present,
    &program_version,
    &scan,
    &script_folder,
    &set_diff,
    &write_permission,
    NULL,
};

const struct lg_probe_kind *lg_probe_find(const char *name) {
    for (const struct lg_probe_kind *const *kind = lg_probe_kinds; *kind != NULL; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    return NULL;
}

int lg_sighting_set(struct lg_sighting *out, const char *seen, const char *detail) {
    *out = (struct lg_sighting){seen, detail};
    return 0;
}
