#include "support/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "report/html_matrix.h"
#include "report/html_plots.h"

/* Points of two axes, and what they measured. */
struct fixture {
    struct lg_arena arena;
    struct lg_html_points points;
    struct lg_spool evidence;
    FILE *page;
    char *text;
};

static int setup(void **state) {
    static struct fixture f;
    struct lg_err err = {0};
    f = (struct fixture){0};
    assert_int_equal(lg_spool_open(&f.evidence, "/tmp", &err), 0);
    f.page = tmpfile();
    assert_non_null(f.page);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    lg_html_points_dispose(&f->points);
    lg_spool_dispose(&f->evidence);
    fclose(f->page);
    free(f->text);
    lg_arena_dispose(&f->arena);
    return 0;
}

struct measured {
    const char *id, *gain, *ratio;
    double lufs_i, peak;
    const char *verdict; /* NULL: in error */
};

static struct lg_check check_of(struct fixture *f, const char *subject, const char *op,
                                double wanted, double tol, double got) {
    struct lg_arena *arena = &f->arena;
    return (struct lg_check){.subject = subject,
                             .op = op,
                             .wanted = lg_value_real(arena, wanted, NULL),
                             .tol = tol > 0 ? lg_value_real(arena, tol, NULL) : NULL,
                             .got = lg_value_real(arena, got, NULL),
                             .text = "told"};
}

static void add(struct fixture *f, struct measured from) {
    struct lg_arena *arena = &f->arena;
    struct lg_value *asked = lg_value_map(arena);
    struct lg_value *params = lg_value_map(arena);
    struct lg_value *results = lg_value_map(arena);
    struct lg_check checks[] = {check_of(f, "lufs_i", "near", -10, 0.5, from.lufs_i),
                                check_of(f, "sample_peak_dbfs", "le", -6, 0, from.peak)};
    lg_value_put(arena, asked, "limiter.gain", lg_value_text(arena, from.gain));
    lg_value_put(arena, asked, "glue.ratio", lg_value_text(arena, from.ratio));
    lg_value_put(arena, asked, "limiter.ceiling", lg_value_text(arena, "-6.5 dB"));
    lg_value_put(arena, params, "asked", asked);
    lg_value_put(arena, results, "lufs_i", lg_value_real(arena, from.lufs_i, "LUFS"));
    lg_value_put(arena, results, "peak_dbfs", lg_value_real(arena, from.peak, "dBFS"));
    bool is_measured = from.verdict != NULL;
    const struct lg_event_case point = {.end = {.gate = "drive",
                                                .id = from.id,
                                                .verb = LG_EVENT_CASE_VERB,
                                                .outcome = is_measured ? LG_PASSED : LG_ERROR,
                                                .message = is_measured ? NULL : "no answer",
                                                .result = is_measured ? results : NULL,
                                                .checks = checks,
                                                .num_checks = is_measured ? 2 : 0},
                                        .verdict = from.verdict,
                                        .params = params};
    struct lg_err err = {0};
    assert_int_equal(lg_html_matrix_take(&f->points, &point, "", &f->evidence, &err), 0);
}

static void add_some(struct fixture *f) {
    static const struct measured some[] = {
        {"a", "3 dB", "2:1", -14, -9, "miss"},    {"b", "6 dB", "2:1", -12, -7, "miss"},
        {"c", "9 dB", "2:1", NAN, NAN, NULL},     {"d", "3 dB", "4:1", -13, -8, "miss"},
        {"e", "6 dB", "4:1", -10.2, -6.2, "hit"}, {"f", "9 dB", "4:1", -10.01, -5.99, "miss"},
    };
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++)
        add(f, some[i]);
}

static const char *written(struct fixture *f) {
    struct lg_err err = {0};
    assert_int_equal(lg_html_matrix_write(&f->points, "drive", &f->evidence, f->page, &err), 0);
    size_t length = (size_t)ftell(f->page);
    f->text = calloc(length + 1, 1);
    rewind(f->page);
    assert_int_equal(fread(f->text, 1, length, f->page), length);
    return f->text;
}

static void has(const char *text, const char *part) {
    if (strstr(text, part) == NULL)
        fail_msg("the section lacks: %s", part);
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (text = strstr(text, part); text != NULL; text = strstr(text + 1, part))
        count++;
    return count;
}

static void html_matrix__axes_are_what_varies(void **state) {
    struct fixture *f = *state;
    add_some(f);
    const struct lg_html_param *params = f->points.params;
    assert_int_equal(f->points.num_params, 3);
    assert_true(params[0].is_varied && params[0].is_number);
    assert_string_equal(params[0].unit, "dB");
    assert_true(params[1].is_varied && !params[1].is_number);
    assert_false(params[2].is_varied);
    assert_true(lg_html_axis_at(&f->points, &f->points.points[1], 0) == 6);
    assert_true(lg_html_axis_at(&f->points, &f->points.points[4], 1) == 1);
}

/* What hits is best, also where something that misses is nearer to one target. */
static void html_matrix__the_best_hits(void **state) {
    struct fixture *f = *state;
    add_some(f);
    assert_string_equal(lg_html_points_best(&f->points)->id, "e");
    assert_true(fabs(f->points.points[0].miss - 3.5) < 1e-9);
    assert_true(fabs(f->points.points[5].miss - 0.01) < 1e-9);
    assert_true(isnan(f->points.points[2].miss));
}

static void html_matrix__the_matrix_names_its_best_itself(void **state) {
    struct fixture *f = *state;
    struct lg_value *judged = lg_value_map(&f->arena);
    struct lg_value *best = lg_value_map(&f->arena);
    lg_value_put(&f->arena, best, "id", lg_value_text(&f->arena, "b"));
    lg_value_put(&f->arena, best, "commands", lg_value_text(&f->arena, "livegate set <b>"));
    lg_value_put(&f->arena, judged, "best", best);
    add_some(f);
    lg_html_points_judge(&f->points, judged);
    assert_string_equal(lg_html_points_best(&f->points)->id, "b");
    has(written(f), "livegate set &lt;b&gt;</pre>");
}

static void html_matrix__counts_and_targets_are_told(void **state) {
    struct fixture *f = *state;
    add_some(f);
    const char *text = written(f);
    has(text, "<b>6</b> points: <b>1</b> on target, <b>4</b> missed, <b>1</b> in error.");
    has(text, "Best: <b>e</b>, -10.20 LUFS, -6.20 dBFS.");
    has(text, "<dt>lufs_i</dt><dd>-10.50 to -9.50</dd>");
    has(text, "<dt>sample_peak_dbfs</dt><dd>at most -6.00</dd>");
    has(text, "<dt>limiter.ceiling</dt><dd>-6.5 dB</dd>");
}

static void html_matrix__a_row_for_each_point(void **state) {
    struct fixture *f = *state;
    add_some(f);
    const char *text = written(f);
    assert_int_equal(count_of(text, "<summary aria-label=\"evidence of "), 6);
    assert_null(strstr(text, "in the receipts"));
    has(text, "<tr class=\"hit best\"><th scope=row>e");
    has(text, "<tr class=\"bad\"><th scope=row>c");
    has(text, "<td class=n data-v=-10.2>-10.20");
    has(text, "<td class=n data-v=9>9 dB");
    has(text, "<td class=n>\xe2\x80\x93");
    has(text, "<p class=why>no answer</p>");
    has(text, "<tr><th scope=row>limiter.gain</th><td>3 dB</td>");
}

/* Both axes, both measures, the order, the convergence; what is on target has a border. */
static void html_matrix__plots_show_all_axes_and_the_target(void **state) {
    struct fixture *f = *state;
    add_some(f);
    const char *text = written(f);
    has(text, "aria-label=\"Loudness against limiter.gain\"");
    has(text, "aria-label=\"Peak against limiter.gain\"");
    has(text, "aria-label=\"Loudness against glue.ratio\"");
    has(text, "aria-label=\"Loudness in the order of the runs\"");
    has(text, "aria-label=\"Best so far: distance to the targets\"");
    has(text, "aria-label=\"Loudness over limiter.gain and glue.ratio\"");
    assert_int_equal(count_of(text, "<title>target</title>"), 5);
    has(text, " in\"");
    has(text, "<title>6 dB, 4:1: -10.2 LUFS</title>");
    has(text, "<title>9 dB, 2:1: none LUFS</title>");
}

/* A million points don't take a million points' memory. */
static void html_matrix__memory_and_rows_are_bounded(void **state) {
    struct fixture *f = *state;
    const struct lg_event_case point = {.end = {.id = "p", .outcome = LG_PASSED}};
    const struct lg_event_case broken = {.end = {.id = "q", .outcome = LG_ERROR}};
    for (size_t i = 0; i < LG_HTML_POINTS_MAX + 10; i++)
        lg_html_points_add(&f->points, i == LG_HTML_ROWS_MAX + 5 ? &broken : &point);
    assert_int_equal(f->points.count, LG_HTML_POINTS_MAX);
    assert_int_equal(f->points.total, LG_HTML_POINTS_MAX + 10);
    const char *text = written(f);
    assert_int_equal(count_of(text, "<summary aria-label=\"evidence of "), LG_HTML_ROWS_MAX + 1);
    has(text, "The table shows the first 5000 of 20010 points");
    has(text, "The plots show the first 20000.");
}

/* Each one better than all before it, with a curve that takes its room. */
static void html_matrix__of_the_best_the_last_one_keeps_its_curve(void **state) {
    enum { POINTS = 200, CURVE_BYTES = 4096 };
    struct fixture *f = *state;
    struct lg_value *results = lg_value_map(&f->arena);
    char *long_text = lg_arena_alloc(&f->arena, CURVE_BYTES + 1);
    memset(long_text, 'c', CURVE_BYTES);
    lg_value_put(&f->arena, results, "series", lg_value_text(&f->arena, long_text));
    for (size_t i = 0; i < POINTS; i++) {
        struct lg_check check = check_of(f, "lufs_i", "near", -10, 0.5, -300.0 + (double)i);
        const struct lg_event_case point = {
            .end = {.id = "p", .result = results, .checks = &check, .num_checks = 1},
            .verdict = "miss"};
        assert_non_null(lg_html_points_add(&f->points, &point));
    }
    assert_non_null(lg_html_points_best(&f->points)->results);
    assert_true(lg_html_points_best(&f->points) == &f->points.points[POINTS - 1]);
    assert_null(f->points.points[POINTS - 2].results);
    assert_non_null(f->points.points[LG_HTML_CURVES_MAX - 1].results);
    assert_true(f->points.arena.used_bytes + f->points.of_best.used_bytes <
                (LG_HTML_CURVES_MAX + 10) * CURVE_BYTES);
}

/* Nothing else is called the best in its place. */
static void html_matrix__a_best_that_is_not_kept_is_named(void **state) {
    struct fixture *f = *state;
    struct lg_value *best = lg_value_map(&f->arena);
    struct lg_value *judged = lg_value_map(&f->arena);
    add_some(f);
    lg_value_put(&f->arena, best, "id", lg_value_text(&f->arena, "far"));
    lg_value_put(&f->arena, best, "commands", lg_value_text(&f->arena, "livegate set x 1"));
    lg_value_put(&f->arena, judged, "best", best);
    lg_html_points_judge(&f->points, judged);
    const char *text = written(f);
    has(text, "Best: <b>far</b>, none of the points that this page holds");
    has(text, "livegate set x 1");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(html_matrix__axes_are_what_varies),
        CASE(html_matrix__the_best_hits),
        CASE(html_matrix__the_matrix_names_its_best_itself),
        CASE(html_matrix__counts_and_targets_are_told),
        CASE(html_matrix__a_row_for_each_point),
        CASE(html_matrix__plots_show_all_axes_and_the_target),
        CASE(html_matrix__memory_and_rows_are_bounded),
        CASE(html_matrix__of_the_best_the_last_one_keeps_its_curve),
        CASE(html_matrix__a_best_that_is_not_kept_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
