/* The wait for an export: what comes late or slowly is taken, and what is wrong with one is told by
 * name. Ten minutes pass at once. */
#include <fcntl.h>

#include "unit/render/studio.h"

enum { LATE_LOOKS = 50 };

static void do_nothing(struct studio *studio) {
    (void)studio;
}

static void come_late(struct studio *studio) {
    if (studio->looks == LATE_LOOKS)
        studio_export(studio, studio->export, 1, 32);
}

static void grow_for_a_while(struct studio *studio) {
    if (studio->looks <= 11)
        studio_add(studio, studio->export, 0.1, 32);
    else
        studio_end(studio);
}

static void grow_for_ever(struct studio *studio) {
    studio_add(studio, studio->export, 0.001, 32);
}

static void come_truncated(struct studio *studio) {
    if (studio->looks == 2) {
        studio_export(studio, studio->export, 1, 32);
        assert_int_equal(truncate(studio->export, RATE), 0);
    }
}

static void come_short(struct studio *studio) {
    if (studio->looks == 2)
        studio_export(studio, studio->export, 0.5, 32);
}

static void come_long(struct studio *studio) {
    if (studio->looks == 2)
        studio_export(studio, studio->export, 1.2, 32);
}

static void come_silent(struct studio *studio) {
    if (studio->looks == 2)
        studio_export(studio, studio->export, 1, 0);
}

static void come_from_the_future(struct studio *studio) {
    static const struct timespec tomorrow[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = INT32_MAX}};
    if (studio->looks != 2)
        return;
    studio_export(studio, studio->export, 1, 32);
    assert_int_equal(utimensat(AT_FDCWD, studio->export, tomorrow, 0), 0);
}

/* Its name alone is new. */
static void come_old(struct studio *studio) {
    char old[2 * SCRATCH_MAX];
    snprintf(old, sizeof old, "%s", scratch_path(studio->scratch, "exports/old.wav"));
    if (studio->looks == 2 && rename(old, studio->export) != 0)
        fail();
}

static const struct {
    const char *what;
    void (*act)(struct studio *studio);
    bool is_there_before;
    const char *says; /* NULL: it is taken */
    bool at_once;     /* else only when time is up */
    bool of_tomorrow; /* what is there before bears a time to come */
} rows[] = {
    {"late", come_late, false, NULL, true, false},
    {"late, over another", come_late, true, NULL, true, false},
    {"growing", grow_for_a_while, false, NULL, true, false},
    {"never", do_nothing, false, "missing print: ", false, false},
    {"stale", do_nothing, true, "stale print: ", false, false},
    {"stale, of a time to come", do_nothing, true, "stale print: ", false, true},
    {"moved there", come_old, false, "stale print: ", false, false},
    {"growing for ever", grow_for_ever, false, "half-written print: ", false, false},
    {"truncated", come_truncated, false, "half-written print: ", false, false},
    {"too short", come_short, false, "wrong-length print: ", true, false},
    {"too long", come_long, false, "wrong-length print: ", true, false},
    {"of a time to come", come_from_the_future, false, "stale print: ", true, false},
    {"silent", come_silent, false, "silent print: ", true, false},
};

static void watch__tells_exports_apart(void **state) {
    static const struct timespec tomorrow[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = INT32_MAX}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct studio studio;
        studio_open(&studio, state);
        assert_int_equal(lg_fs_mkdirs(scratch_path(studio.scratch, "exports"), NULL), 0);
        if (rows[i].is_there_before)
            studio_export(&studio, studio.export, 1, 16);
        if (rows[i].of_tomorrow)
            assert_int_equal(utimensat(AT_FDCWD, studio.export, tomorrow, 0), 0);
        if (rows[i].act == come_old)
            studio_export(&studio, scratch_path(studio.scratch, "exports/old.wav"), 1, 16);
        studio.act = rows[i].act;
        studio.order.outlet.may_overwrite = rows[i].is_there_before;
        int status = studio_render(&studio, &lg_render_watch);
        int64_t now_ns = lg_clock_now_ns(&studio.env.clock);
        if ((status == 0) != (rows[i].says == NULL) ||
            (rows[i].says != NULL && !lg_starts_with(studio.err.text, rows[i].says)))
            fail_msg("%s: %d, %s", rows[i].what, status, studio.err.text);
        if ((now_ns == studio.order.deadline_ns) == rows[i].at_once)
            fail_msg("%s: after %g s", rows[i].what, (double)now_ns / LG_NS_PER_S);
        if (status == 0)
            assert_int_equal(studio.print.measures.frames, RATE);
        unlink(studio.export);
        studio_close(&studio);
    }
}

static char told[2 * SCRATCH_MAX];

static void note_told(void *ctx, const char *text) {
    (void)ctx;
    snprintf(told, sizeof told, "%s", text);
}

/* Somebody has to know where to export to. */
static void watch__says_what_it_waits_for(void **state) {
    struct studio studio;
    char want[3 * SCRATCH_MAX];
    studio_open(&studio, state);
    studio.act = come_late;
    studio.env.tell = note_told;
    assert_int_equal(studio_render(&studio, &lg_render_watch), 0);
    snprintf(want, sizeof want, "waits for %s", studio.export);
    assert_string_equal(told, want);
    studio_close(&studio);
}

/* The print holds it, the export stays where it is and is nobody's to remove. */
static void watch__copies_what_came(void **state) {
    struct studio studio;
    studio_open(&studio, state);
    studio.act = come_late;
    assert_int_equal(studio_render(&studio, &lg_render_watch), 0);
    assert_string_equal(studio.print.file, studio.order.file);
    assert_string_equal(studio.print.source, studio.export);
    assert_false(studio.print.is_lives);
    assert_true(lg_fs_is_file(studio.export));
    assert_true(lg_fs_is_file(studio.order.file));
    /* Half a second between two looks, three of them unchanged. */
    assert_int_equal(lg_clock_now_ns(&studio.env.clock), (LATE_LOOKS - 2 + 3) * LG_NS_PER_S / 2);
    studio_close(&studio);
}

static void watch__must_differ_where_it_is_said(void **state) {
    struct studio studio;
    studio_open(&studio, state);
    studio.act = come_late;
    assert_int_equal(studio_render(&studio, &lg_render_watch), 0);
    struct lg_print first = studio.print;
    unlink(studio.export);
    studio.order.unlike = first.measures.pcm_sha256;
    assert_int_equal(studio_render(&studio, &lg_render_watch), -1);
    assert_true(lg_starts_with(studio.err.text, "stale print: "));
    studio_close(&studio);
}

/* Before anything is awaited. */
static void watch__goes_only_where_it_may(void **state) {
    static const struct {
        const char *file, *says;
    } refused[] = {
        {"../p.wav", "outside the project"},   {"/tmp/p.wav", "outside the project"},
        {"away/p.wav", "outside the project"}, {"lost.wav", "leads through a link"},
        {"there.wav", "there already"},        {"new/../../p.wav", "leads through a link or a .."},
    };
    struct studio studio;
    studio_open(&studio, state);
    studio_export(&studio, scratch_path(studio.scratch, "there.wav"), 1, 16);
    assert_int_equal(symlink("/tmp", scratch_path(studio.scratch, "away")), 0);
    assert_int_equal(symlink("nowhere", scratch_path(studio.scratch, "lost.wav")), 0);
    for (size_t i = 0; i < LG_ARRAY_LEN(refused); i++) {
        char with[128];
        snprintf(with, sizeof with, "{file: %s}", refused[i].file);
        assert_int_equal(studio_with(&studio, &lg_render_watch, with), 0);
        assert_int_equal(studio_render(&studio, &lg_render_watch), -1);
        if (strstr(studio.err.text, refused[i].says) == NULL || studio.err.kind != LG_ERR_WRITE ||
            studio.looks != 0)
            fail_msg("%s: %s", refused[i].file, studio.err.text);
    }
    studio_close(&studio);
}

#define scratch_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(watch__tells_exports_apart),
        scratch_test(watch__copies_what_came),
        scratch_test(watch__says_what_it_waits_for),
        scratch_test(watch__must_differ_where_it_is_said),
        scratch_test(watch__goes_only_where_it_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
