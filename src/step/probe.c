#include <string.h>

#include "base/outside.h"
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

const char *lg_subject_question(const struct lg_step_ctx *ctx, const char *what,
                                const struct lg_subject *subject) {
    const char *text = what;
    if (subject->path != NULL)
        text = lg_arena_printf(ctx->arena, "%s '%s'", text, subject->path);
    for (size_t i = 0; subject->argv != NULL && subject->argv[i] != NULL; i++)
        text = lg_arena_printf(ctx->arena, "%s %s", text, subject->argv[i]);
    return text;
}

struct looking {
    const struct lg_probe_kind *kind;
    struct lg_step_ctx *ctx;
    const struct lg_subject *subject;
};

/* The word, and the detail where there is one. */
static int tell(void *untyped, struct lg_arena *arena, struct lg_outside_words *out,
                struct lg_err *err) {
    const struct looking *looking = untyped;
    struct lg_sighting sighting = {0};
    if (looking->kind->look(looking->ctx, looking->subject, &sighting, err) != 0)
        return -1;
    const char **words = lg_arena_array(arena, 2, sizeof *words);
    words[0] = sighting.seen;
    words[1] = sighting.detail;
    *out = (struct lg_outside_words){words, sighting.detail == NULL ? 1 : 2};
    return 0;
}

/* Not the word of a recording, which may be any. */
static const char *word_of(const struct lg_probe_kind *kind, const char *told) {
    size_t i = 0;
    while (kind->words[i] != NULL && strcmp(kind->words[i], told) != 0)
        i++;
    return kind->words[i];
}

int lg_probe_look(const struct lg_probe_kind *kind, struct lg_step_ctx *ctx,
                  const struct lg_subject *subject, struct lg_sighting *out, struct lg_err *err) {
    struct looking looking = {kind, ctx, subject};
    const struct lg_outside_teller teller = {tell, &looking};
    struct lg_outside_words words = {0};
    if ((kind->flags & LG_VERB_LIVE) != 0)
        return kind->look(ctx, subject, out, err);
    const char *question =
        lg_subject_question(ctx, lg_arena_printf(ctx->arena, "probe %s", kind->name), subject);
    if (lg_outside_tell(ctx->env, question, &teller, ctx->arena, &words, err) != 0)
        return -1;
    const char *seen = words.count == 0 ? NULL : word_of(kind, words.items[0]);
    if (seen == NULL)
        return lg_err_set(err, LG_ERR_READ, "the recording has a word that '%s' never says",
                          kind->name);
    return lg_sighting_set(out, seen, words.count > 1 ? words.items[1] : NULL);
}

int lg_sighting_set(struct lg_sighting *out, const char *seen, const char *detail) {
    *out = (struct lg_sighting){seen, detail};
    return 0;
}
