/* Each probe of the taxonomy, with the words that it says of a simulated Live, of files and of
 * programs; none of them changes anything. */
#include "step/fix.h"

#include <fcntl.h>

#include "audio/signal.h"
#include "base/fs.h"
#include "live/survey.h"
#include "sim/link.h"
#include "taxonomy/taxonomy.h"
#include "unit/base/scratch.h"

struct room {
    struct scratch *scratch;
    struct lg_env env;
    struct lg_arena arena;
    struct lg_paths paths;
    struct lg_sim_set set;
    struct lg_sim *sim;
    struct lg_step_ctx ctx;
};

static const char *variable(void *ctx, const char *name) {
    LG_UNUSED(ctx);
    return strcmp(name, "PATH") == 0 ? getenv(name) : NULL;
}

/* Opens Live anew on the set, faults and all. */
static void open_live(struct room *room, const char *set, const char *fault) {
    struct lg_link *link = NULL;
    struct lg_err err = {0};
    lg_live_free(room->ctx.live);
    room->ctx.live = NULL;
    lg_clock_init_virtual(&room->env.clock);
    const char *path = lg_arena_printf(&room->arena, LG_SOURCE_DIR "/fixtures/sets/%s.yaml", set);
    if (lg_sim_set_read(path, &room->arena, &room->set, &err) != 0)
        fail_msg("%s", err.text);
    if (fault != NULL)
        assert_int_equal(lg_sim_faults_add(fault, &room->arena, &room->set.faults, &err), 0);
    room->sim = lg_sim_new(&room->set, NULL);
    assert_int_equal(lg_sim_link_open(&room->env, room->sim, 100, &link, &err), 0);
    room->ctx.live = lg_live_new(&room->env, link);
}

static int setup(void **state) {
    struct room *room = calloc(1, sizeof *room);
    if (room == NULL || scratch_setup(state) != 0)
        return -1;
    room->scratch = *state;
    lg_env_init_test(&room->env);
    room->env.getenv = variable;
    room->paths.project = room->scratch->folder;
    room->ctx = (struct lg_step_ctx){.env = &room->env,
                                     .paths = &room->paths,
                                     .arena = &room->arena,
                                     .work_folder = room->scratch->folder};
    *state = room;
    return 0;
}

static int teardown(void **state) {
    struct room *room = *state;
    lg_live_free(room->ctx.live);
    lg_arena_dispose(&room->arena);
    *state = room->scratch;
    free(room);
    return scratch_teardown(state);
}

/* The word, or "-" where it can't look. */
static const char *look(struct room *room, const char *name, const struct lg_subject *subject) {
    const struct lg_probe_kind *kind = lg_probe_find(name);
    struct lg_sighting sighting = {0};
    struct lg_err err = {0};
    assert_non_null(kind);
    room->ctx.deadline_ns = lg_clock_after(&room->env.clock, LG_PROBE_TIMEOUT_MS * LG_NS_PER_MS);
    if (kind->look(&room->ctx, subject, &sighting, &err) != 0) {
        assert_true(lg_err_is_set(&err));
        return "-";
    }
    for (size_t i = 0; kind->words[i] != NULL; i++)
        if (strcmp(kind->words[i], sighting.seen) == 0)
            return sighting.seen;
    fail_msg("%s says '%s', which is none of its words", name, sighting.seen);
    return "";
}

static void sees(struct room *room, const char *name, const struct lg_subject *subject,
                 const char *wanted) {
    const char *seen = look(room, name, subject);
    if (strcmp(seen, wanted) != 0)
        fail_msg("%s sees '%s', not '%s'", name, seen, wanted);
}

static void probes__are_those_of_the_table(void **state) {
    LG_UNUSED(state);
    struct lg_taxonomy *taxonomy = NULL;
    struct lg_err err = {0};
    size_t in_table = 0;
    assert_int_equal(lg_taxonomy_read(LG_SOURCE_DIR "/gates/tables/taxonomy.yaml", &taxonomy, &err),
                     0);
    if (lg_remedies_check(taxonomy, &err) != 0)
        fail_msg("%s", err.text);
    /* And the other way round: no probe or word of the code that the table says nothing of. */
    for (; lg_probe_kinds[in_table] != NULL; in_table++) {
        const struct lg_probe_kind *kind = lg_probe_kinds[in_table];
        const struct lg_probe *probe = lg_taxonomy_probe_named(taxonomy, kind->name);
        if (probe == NULL)
            fail_msg("%s is not in the table", kind->name);
        for (size_t i = 0; kind->words[i] != NULL; i++)
            if (lg_probe_sees(probe, kind->words[i]) == NULL)
                fail_msg("%s: nothing follows from '%s'", kind->name, kind->words[i]);
        assert_null(lg_taxonomy_probe_at(taxonomy, in_table) == NULL ? "too few" : NULL);
    }
    assert_null(lg_taxonomy_probe_at(taxonomy, in_table));
    for (size_t i = 0; lg_fix_kinds[i] != NULL; i++)
        assert_non_null(lg_taxonomy_fix_named(taxonomy, lg_fix_kinds[i]->name));
    lg_taxonomy_free(taxonomy);
}

static void probes__look_at_live(void **state) {
    struct room *room = *state;
    static const struct lg_subject nothing = {0};
    static const struct lg_subject gain = {
        .track = "PREMASTER", .device = "Utility", .param = "Gain"};
    static const struct lg_subject limiter = {
        .track = "Drums", .device = "Limiter", .param = "Gain"};
    static const struct lg_subject none = {
        .track = "PREMASTER", .device = "Nonesuch", .param = "Gain"};
    static const struct lg_subject knob = {
        .track = "PREMASTER", .device = "Utility", .param = "Nonesuch"};
    struct lg_live_set before;
    struct lg_live_set after;
    char prints[2][LG_SHA256_HEX];
    open_live(room, "mastering", NULL);
    assert_int_equal(lg_live_survey(room->ctx.live, LG_NEVER_NS, &room->arena, &before, NULL), 0);
    sees(room, "ping", &nothing, "ok");
    sees(room, "scan", &nothing, "ok");
    sees(room, "fingerprint", &nothing, "known");
    sees(room, "device-list", &gain, "present");
    sees(room, "device-list", &limiter, "elsewhere");
    sees(room, "device-list", &none, "missing");
    sees(room, "device-list", &nothing, "-");
    sees(room, "parameter", &gain, "readable");
    sees(room, "parameter", &knob, "missing");
    sees(room, "parameter", &none, "silent");
    sees(room, "parameter", &nothing, "-");
    assert_int_equal(lg_live_survey(room->ctx.live, LG_NEVER_NS, &room->arena, &after, NULL), 0);
    lg_live_fingerprint_v2(&before, LG_FINGERPRINT_VALUES, prints[0]);
    lg_live_fingerprint_v2(&after, LG_FINGERPRINT_VALUES, prints[1]);
    assert_string_equal(prints[0], prints[1]);
    open_live(room, "mastering", "lose_reply");
    sees(room, "ping", &nothing, "silent");
    sees(room, "scan", &nothing, "silent");
    sees(room, "fingerprint", &nothing, "silent");
    open_live(room, "empty", NULL);
    sees(room, "scan", &nothing, "no-tracks");
}

static void write_signal(struct room *room, const char *name, double amplitude) {
    struct lg_tone tone = {440, amplitude};
    struct lg_signal signal = {.tones = &tone,
                               .num_tones = 1,
                               .duration_s = 0.5,
                               .rate_hz = 48000,
                               .channels = 1,
                               .format = LG_SAMPLE_INT16};
    assert_int_equal(lg_signal_write_wav(&signal, scratch_path(room->scratch, name), NULL, NULL),
                     0);
}

/* A plan of another set; `measured` "": it does not say which file it was measured on. */
static void write_plan(struct room *room, const char *measured) {
    struct lg_str text = {0};
    char hex[LG_SHA256_HEX];
    lg_str_add(&text, "{\"schema_version\": \"1.1\", \"live_fingerprint\": \"00\", "
                      "\"live_fingerprint_v2\": {\"settings\": \"00\"}, ");
    if (measured[0] != '\0') {
        assert_int_equal(lg_sha256_file(measured, hex, NULL), 0);
        lg_str_printf(
            &text, "\"measured\": {\"file\": \"%s\", \"sha256\": \"%s\", \"target_lufs\": -20}, ",
            measured, hex);
    }
    lg_str_add(&text, "\"actions\": [{\"track_role\": \"PREMASTER\", \"device\": \"Utility\", "
                      "\"param\": \"Gain\", \"delta\": -0.1, \"unit\": \"native\"}]}");
    scratch_write(room->scratch, "plan.json", lg_str_text(&text));
    lg_str_dispose(&text);
}

/* The plan names the set, another one, or is not there; a fix makes it name the set. */
static void probes__compare_a_plan_with_the_set(void **state) {
    struct room *room = *state;
    const char *path = lg_arena_strdup(&room->arena, scratch_path(room->scratch, "plan.json"));
    const struct lg_subject subject = {.plan = path};
    const struct lg_fix_kind *replan = lg_fix_find("replan");
    struct lg_subject about = subject;
    struct lg_fixed fixed = {0};
    struct lg_err err = {0};
    open_live(room, "mastering", NULL);
    sees(room, "planned-fingerprint", &subject, "missing");
    write_signal(room, "measured.wav", 0.2);
    write_plan(room, "");
    assert_non_null(replan->barred(&room->ctx, &subject));
    write_plan(room, scratch_path(room->scratch, "measured.wav"));
    sees(room, "planned-fingerprint", &subject, "differs");
    sees(room, "set-diff", &subject, "changed");
    about.is_about_fingerprint = true;
    assert_non_null(replan->barred(&room->ctx, &about));
    assert_null(replan->barred(&room->ctx, &subject));
    if (replan->mend(&room->ctx, &subject, &fixed, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(fixed.num_changed, 1);
    sees(room, "planned-fingerprint", &subject, "same");
    sees(room, "set-diff", &subject, "same");
}

static struct lg_subject file_of(struct room *room, const char *name) {
    return (struct lg_subject){
        .path = lg_arena_strdup(&room->arena, scratch_path(room->scratch, name))};
}

static void probes__look_at_audio(void **state) {
    struct room *room = *state;
    static const struct lg_subject nothing = {0};
    write_signal(room, "tone.wav", 0.2);
    write_signal(room, "silent.wav", 0);
    write_signal(room, "cut.wav", 0.2);
    assert_int_equal(truncate(scratch_path(room->scratch, "cut.wav"), 1000), 0);
    scratch_write(room->scratch, "notes.wav", "words, words");
    scratch_write(room->scratch, "empty.wav", "");
    static const struct {
        const char *file, *seen[3];
    } rows[] = {
        {"tone.wav", {"audio", "readable", "measured"}},
        {"silent.wav", {"audio", "readable", "silent"}},
        {"cut.wav", {"audio", "corrupt", "-"}},
        {"notes.wav", {"other", "corrupt", "-"}},
        {"empty.wav", {"other", "readable", "empty"}},
        {"nonesuch.wav", {"missing", "corrupt", "-"}},
    };
    static const char *const probes[] = {"audio-file", "audio-header", "audio-analysis"};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_subject subject = file_of(room, rows[i].file);
        for (size_t k = 0; k < LG_ARRAY_LEN(probes); k++)
            sees(room, probes[k], &subject, rows[i].seen[k]);
    }
    for (size_t k = 0; k < LG_ARRAY_LEN(probes); k++)
        sees(room, probes[k], &nothing, "-");
}

static void probes__look_at_folders_of_the_project(void **state) {
    struct room *room = *state;
    struct lg_subject here = file_of(room, "report.txt");
    struct lg_subject deep = file_of(room, "a/b/report.txt");
    struct lg_subject taken = file_of(room, "taken/report.txt");
    const struct lg_subject outside = {.path = "/nonesuch/report.txt"};
    const struct lg_subject above = {.path = "../nonesuch/report.txt"};
    scratch_write(room->scratch, "taken", "a file");
    sees(room, "directories", &here, "present");
    sees(room, "directories", &deep, "missing");
    sees(room, "directories", &outside, "-");
    sees(room, "directories", &above, "-");
    sees(room, "write-permission", &here, "writable");
    sees(room, "write-permission", &deep, "writable");
    sees(room, "write-permission", &taken, "not-writable");
    assert_false(lg_fs_is_dir(scratch_path(room->scratch, "a")));
    assert_non_null(lg_fix_find("make-directories")->barred(&room->ctx, &outside));
}

static void probes__look_at_programs(void **state) {
    struct room *room = *state;
    static const struct lg_subject nothing = {0};
    static const char *const missing_argv[] = {"livegate-nonesuch", NULL};
    static const char *const shell_argv[] = {"sh", "-c", "true", NULL};
    const struct lg_subject missing = {.argv = missing_argv};
    const struct lg_subject shell = {.argv = shell_argv};
    sees(room, "program-present", &missing, "missing");
    sees(room, "program-present", &shell, "found");
    sees(room, "program-present", &nothing, "-");
    sees(room, "program-version", &shell, "-");
    static const char *const texts[] = {"#!/bin/sh\n[ \"$1\" = --version ] && echo 1.2\n",
                                        "#!/bin/sh\necho 'ImportError: no x' >&2; exit 1\n"};
    static const char *const seen[] = {"ok", "fails"};
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        scratch_write(room->scratch, "program", texts[i]);
        const char *path = scratch_path(room->scratch, "program");
        const char *const argv[] = {path, "play", NULL};
        const struct lg_subject own = {.argv = argv};
        assert_int_equal(chmod(path, 0755), 0);
        sees(room, "program-version", &own, seen[i]);
    }
}

/* Only the test signal is made anew, and what is sound is left alone. */
static void fixes__touch_no_other_audio(void **state) {
    struct room *room = *state;
    const struct lg_fix_kind *fix = lg_fix_find("regenerate-signal");
    struct lg_subject other = file_of(room, "song.wav");
    struct lg_subject own = file_of(room, LG_TEST_SIGNAL);
    struct lg_fixed fixed = {0};
    struct lg_err err = {0};
    assert_non_null(fix->barred(&room->ctx, &other));
    assert_null(fix->barred(&room->ctx, &own));
    if (fix->mend(&room->ctx, &own, &fixed, &err) != 0)
        fail_msg("%s", err.text);
    assert_non_null(fix->barred(&room->ctx, &own));
    sees(room, "audio-analysis", &own, "measured");
}

#define probe_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probes__are_those_of_the_table),
        probe_test(probes__look_at_live),
        probe_test(probes__compare_a_plan_with_the_set),
        probe_test(probes__look_at_audio),
        probe_test(probes__look_at_folders_of_the_project),
        probe_test(probes__look_at_programs),
        probe_test(fixes__touch_no_other_audio),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
