/* Matrices among what is selected: told from gates by what they hold, wherever they lie. */
#include "run/plan.h"

#include "unit/run/project.h"

static void put_matrix(struct project *project, const char *file, const char *id,
                       const char *more) {
    char text[1024];
    snprintf(text, sizeof text,
             "matrix: %s\n%strack: master\ndevices: {lim: Limiter}\non_miss: pass\n"
             "axes: {lim.gain: [1 dB, 2 dB]}\n",
             id, more);
    scratch_write(project->scratch, file, text);
}

/* "g1 | m1 m2": gates, then matrices. */
static const char *told(const struct project *project) {
    static char text[1024];
    size_t used = (size_t)snprintf(text, sizeof text, "%s |", project_order(project));
    for (size_t i = 0; i < project->plan->num_matrices; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, " %s",
                                 project->plan->matrices[i].suite.id);
    return text;
}

static void assert_told(struct project *project, const char *const *words, size_t count,
                        const char *wanted) {
    if (project_select(project, words, count) != 0)
        fail_msg("%s", project_error(project));
    assert_string_equal(told(project), wanted);
}

static void assert_refused(struct project *project, const char *const *words, size_t count,
                           const char *wanted) {
    assert_int_equal(project_select(project, words, count), -1);
    assert_string_equal(project_error(project), wanted);
}

static void matrices__are_selected_as_gates_are(void **state) {
    struct project project = project_in(state);
    project_gate(&project, "g.yaml", "g1", "");
    put_matrix(&project, "a.yaml", "m1", "");
    put_matrix(&project, "b.json", "m2", "");
    assert_told(&project, WORDS("a.yaml"), " | m1");
    assert_told(&project, WORDS("b.json", "a.yaml"), " | m2 m1");
    assert_told(&project, WORDS("a.yaml", "g.yaml"), "g1 | m1");
    assert_int_equal(project.plan->num_steps, 1);
    assert_string_equal(project.plan->matrices[0].suite.selector, "a.yaml");
    assert_int_equal(mkdir(scratch_path(project.scratch, "both"), 0755), 0);
    project_gate(&project, "both/g.yaml", "g2", "");
    put_matrix(&project, "both/m.yaml", "m3", "");
    assert_told(&project, WORDS("both"), "g2 | m3");
    lg_plan_free(project.plan);
}

static void matrices__share_no_name(void **state) {
    struct project project = project_in(state);
    project_gate(&project, "g.yaml", "same", "");
    put_matrix(&project, "a.yaml", "same", "");
    put_matrix(&project, "b.yaml", "same", "");
    assert_refused(&project, WORDS("a.yaml", "b.yaml"),
                   "b.yaml:1:1: there is another 'same', in a.yaml");
    assert_refused(&project, WORDS("a.yaml", "g.yaml"),
                   "a.yaml:1:1: there is another 'same', in g.yaml");
    assert_told(&project, WORDS("a.yaml", "a.yaml"), " | same");
    lg_plan_free(project.plan);
}

/* Before anything is sent. */
static void matrices__know_how_they_are_rendered(void **state) {
    static const struct {
        const char *export, *says;
    } rows[] = {
        {"{mode: wach}", "a.yaml:2:16: there is no way to render 'wach'; did you mean 'watch'?"},
        {"{mode: watch, with: {fiel: x.wav}}",
         "a.yaml:2:30: unknown key 'fiel' in a watch; did you mean 'file'?"},
        {"{mode: watch, with: {file: '{idd}.wav'}}",
         "a.yaml:2:29: '{idd}.wav': there is no {idd}, did you mean {id}?"},
        {"{mode: fixture}", "a.yaml:2:16: fixture: the key 'folder' is missing"},
    };
    struct project project = project_in(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char more[128];
        snprintf(more, sizeof more, "export: %s\n", rows[i].export);
        put_matrix(&project, "a.yaml", "m1", more);
        const char *words[] = {"a.yaml"};
        assert_int_equal(project_select(&project, words, 1), -1);
        if (strstr(project_error(&project), rows[i].says) == NULL)
            fail_msg("%s: %s", rows[i].export, project_error(&project));
    }
}

/* Nobody is to take them for prints of this run. */
static void matrices__of_old_prints_bear_a_mark(void **state) {
    struct project project = project_in(state);
    put_matrix(&project, "a.yaml", "m1", "export: {mode: fixture, with: {folder: old}}\n");
    put_matrix(&project, "b.yaml", "m2", "export: {mode: watch}\n");
    assert_int_equal(project_select(&project, WORDS("a.yaml", "b.yaml")), 0);
    const struct lg_plan_matrix *matrices = project.plan->matrices;
    assert_string_equal(matrices[0].suite.mark, "prints from fixture 'old'");
    assert_null(matrices[1].suite.mark);
    assert_string_equal(matrices[1].mode->source(matrices[1].mode_params, &project.plan->arena),
                        "exports/{id}.wav");
    lg_plan_free(project.plan);
}

/* All that lies in gates/ is taken for a gate where nothing is named. */
static void matrices__among_gates_are_told(void **state) {
    struct project project = project_in(state);
    assert_int_equal(mkdir(scratch_path(project.scratch, "gates"), 0755), 0);
    put_matrix(&project, "gates/m.yaml", "m1", "");
    assert_int_equal(project_select(&project, NULL, 0), -1);
    assert_true(
        lg_starts_with(project_error(&project), "gates/m.yaml:1:1: this is a matrix, no gate: "));
}

static void matrices__are_narrowed_to_points(void **state) {
    struct project project = project_in(state);
    const char *points[] = {"lim.gain=2dB", "lim.gain=3dB"};
    const char *words[] = {"a.yaml", "b.yaml"};
    struct lg_plan_options options = {
        .selectors = words, .num_selectors = 2, .points = {points, 1}};
    put_matrix(&project, "a.yaml", "m1", "");
    scratch_write(project.scratch, "b.yaml",
                  "matrix: m2\ndevices: {lim: Limiter}\non_miss: pass\n"
                  "axes: {lim.gain: [3 dB]}\n");
    assert_int_equal(lg_plan_new(&project.paths, &options, &project.plan, &project.err), 0);
    assert_string_equal(told(&project), " | m1");
    assert_int_equal(project.plan->matrices[0].matrix->num_points, 1);
    lg_plan_free(project.plan);
    options.points.count = 2;
    assert_int_equal(lg_plan_new(&project.paths, &options, &project.plan, &project.err), 0);
    assert_string_equal(told(&project), " | m1 m2");
    lg_plan_free(project.plan);
    options.num_selectors = 1;
    struct lg_plan *none = NULL;
    assert_int_equal(lg_plan_new(&project.paths, &options, &none, &project.err), -1);
    assert_int_equal(project.err.kind, LG_ERR_EMPTY);
    assert_non_null(strstr(project.err.text, "no matrix that is selected has a point "
                                             "'lim.gain=3dB'"));
}

static void matrices__are_left_out_by_tags(void **state) {
    struct project project = project_in(state);
    const char *tag = "loud";
    const char *words[] = {"a.yaml", "b.yaml"};
    struct lg_plan_options options = {
        .selectors = words, .num_selectors = 2, .tags = &tag, .num_tags = 1};
    put_matrix(&project, "a.yaml", "m1", "tags: [quiet]\n");
    put_matrix(&project, "b.yaml", "m2", "tags: [loud]\n");
    assert_int_equal(lg_plan_new(&project.paths, &options, &project.plan, &project.err), 0);
    assert_string_equal(told(&project), " | m2");
    options.num_selectors = 1;
    struct lg_plan *none = NULL;
    assert_int_equal(lg_plan_new(&project.paths, &options, &none, &project.err), -1);
    assert_int_equal(project.err.kind, LG_ERR_EMPTY);
    assert_string_equal(project.err.text, "no selected matrix has the tag 'loud'");
    lg_plan_free(project.plan);
}

static void matrices__take_the_seed_of_the_command_line(void **state) {
    struct project project = project_in(state);
    const uint64_t seed = 7;
    const char *word = "a.yaml";
    const struct lg_plan_options options = {.selectors = &word, .num_selectors = 1, .seed = &seed};
    put_matrix(&project, "a.yaml", "m1", "strategy: {kind: random, count: 2, seed: 3}\n");
    assert_int_equal(project_select(&project, &word, 1), 0);
    assert_int_equal(project.plan->matrices[0].matrix->plan.seed, 3);
    lg_plan_free(project.plan);
    assert_int_equal(lg_plan_new(&project.paths, &options, &project.plan, &project.err), 0);
    assert_int_equal(project.plan->matrices[0].matrix->plan.seed, 7);
    lg_plan_free(project.plan);
}

static void matrices__that_are_wrong_are_told_with_their_place(void **state) {
    struct project project = project_in(state);
    put_matrix(&project, "a.yaml", "m1", "strateggy: grid\n");
    assert_refused(&project, WORDS("a.yaml"),
                   "a.yaml:2:1: unknown key 'strateggy' in a matrix; did you mean 'strategy'?");
    put_matrix(&project, "a.yaml", "m1", "profile: nowhere\n");
    assert_int_equal(project_select(&project, WORDS("a.yaml")), -1);
    assert_non_null(strstr(project_error(&project), "a.yaml:2:10: there is no profile 'nowhere'"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(matrices__are_selected_as_gates_are),
        scratch_test(matrices__share_no_name),
        scratch_test(matrices__know_how_they_are_rendered),
        scratch_test(matrices__of_old_prints_bear_a_mark),
        scratch_test(matrices__among_gates_are_told),
        scratch_test(matrices__are_narrowed_to_points),
        scratch_test(matrices__are_left_out_by_tags),
        scratch_test(matrices__take_the_seed_of_the_command_line),
        scratch_test(matrices__that_are_wrong_are_told_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
