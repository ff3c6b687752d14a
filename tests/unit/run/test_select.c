#include "run/select.h"

#include "unit/run/project.h"

/* gates/ with g1, g3 (tags osc and audio), folder/ with f1 and f2, loose.yaml with its own g3. */
static struct project furnished(void **state) {
    struct project project = project_in(state);
    scratch_folder(project.scratch, "gates");
    scratch_folder(project.scratch, "gates/tables");
    scratch_folder(project.scratch, "folder");
    scratch_folder(project.scratch, "empty");
    project_gate(&project, "gates/g1.yaml", "g1", "tags: [osc, quick]\n");
    project_gate(&project, "gates/g3.yaml", "g3", "tags: audio\n");
    scratch_write(project.scratch, "gates/tables/taxonomy.yaml", "no gate\n");
    scratch_write(project.scratch, "gates/notes.txt", "no gate\n");
    project_gate(&project, "folder/b.yaml", "f1", "");
    project_gate(&project, "folder/a.yaml", "f2", "");
    project_gate(&project, "loose.yaml", "g3", "");
    project_gate(&project, "bare", "bare-file", "");
    return project;
}

static void wants(struct project *project, const char *order, const char *const *words,
                  size_t count) {
    if (project_select(project, words, count) != 0)
        fail_msg("%s", project_error(project));
    assert_string_equal(project_order(project), order);
}

static void select__finds_files_folders_and_ids(void **state) {
    struct project project = furnished(state);
    wants(&project, "g1 g3", NULL, 0);
    wants(&project, "g3 g1", WORDS("g3", "g1"));
    wants(&project, "g1", WORDS("g1", "g1", "gates/g1.yaml"));
    wants(&project, "f2 f1", WORDS("folder"));
    wants(&project, "f1 f2 g1", WORDS("folder/b.yaml", "folder/", "g1"));
    wants(&project, "bare-file", WORDS("bare"));
    lg_plan_free(project.plan);
}

static void select__shows_paths_as_named(void **state) {
    struct project project = furnished(state);
    char absolute[2 * SCRATCH_MAX];
    snprintf(absolute, sizeof absolute, "%s", scratch_path(project.scratch, "loose.yaml"));
    wants(&project, "g1 f2 f1 g3", WORDS("g1", "folder", absolute));
    assert_string_equal(project.plan->gates[0].source, "gates/g1.yaml");
    assert_string_equal(project.plan->gates[1].source, "folder/a.yaml");
    assert_string_equal(project.plan->gates[3].source, absolute);
    lg_plan_free(project.plan);
}

static void select__prefers_files_named(void **state) {
    struct project project = furnished(state);
    wants(&project, "g3 g1", WORDS("g3", "loose.yaml", "g1"));
    assert_string_equal(project.plan->gates[0].source, "loose.yaml");
    wants(&project, "g3", WORDS("g3"));
    assert_string_equal(project.plan->gates[0].source, "gates/g3.yaml");
    lg_plan_free(project.plan);
}

static void select__reads_no_more_than_it_needs(void **state) {
    struct project project = furnished(state);
    scratch_write(project.scratch, "gates/g9.yaml", "gate: [\n");
    wants(&project, "g3", WORDS("loose.yaml"));
    assert_int_equal(project_select(&project, WORDS("g1")), -1);
    assert_int_equal(project.err.kind, LG_ERR_READ);
    assert_string_equal(project.err.source, "gates/g9.yaml");
}

static void select__names_what_nobody_would_read(void **state) {
    struct project project = furnished(state);
    wants(&project, "g1 g3", NULL, 0);
    assert_null(project.plan->strays);
    scratch_folder(project.scratch, "gates/sub");
    scratch_folder(project.scratch, "gates/sub/deeper");
    project_gate(&project, "gates/tables/known.yaml", "t1", "");
    project_gate(&project, "gates/sub/y.yaml", "s1", "");
    project_gate(&project, "gates/sub/deeper/z.yml", "s2", "");
    scratch_folder(project.scratch, "gates/more");
    scratch_write(project.scratch, "gates/more/other.yaml", "matrix: m\n");
    wants(&project, "g1 g3", NULL, 0);
    assert_string_equal(project.plan->strays, "gates/sub/deeper/z.yml, gates/sub/y.yaml");
    wants(&project, "s1", WORDS("gates/sub"));
    assert_null(project.plan->strays);
    lg_plan_free(project.plan);
    project.plan = NULL;
    static const char *const names[] = {"x.yml", "x.YAML"};
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        const char *path = i == 0 ? "gates/x.yml" : "gates/x.YAML";
        char wanted[80];
        snprintf(wanted, sizeof wanted, "gates/%s: gates end in .yaml: rename it", names[i]);
        project_gate(&project, path, "x", "");
        assert_int_equal(project_select(&project, NULL, 0), -1);
        assert_int_equal(project.err.kind, LG_ERR_READ);
        assert_string_equal(project_error(&project), wanted);
        assert_int_equal(project_select(&project, WORDS("gates/")), -1);
        assert_int_equal(unlink(scratch_path(project.scratch, path)), 0);
    }
}

static void select__refuses_twins(void **state) {
    struct project project = furnished(state);
    project_gate(&project, "copy.yaml", "g3", "");
    assert_int_equal(project_select(&project, WORDS("loose.yaml", "copy.yaml")), -1);
    assert_string_equal(project_error(&project),
                        "copy.yaml:1:7: duplicate gate id 'g3'; the first is loose.yaml:1:7");
    project_gate(&project, "gates/g3-copy.yaml", "g3", "tags: audio\n");
    assert_int_equal(project_select(&project, NULL, 0), -1);
    assert_string_equal(
        project_error(&project),
        "gates/g3.yaml:1:7: duplicate gate id 'g3'; the first is gates/g3-copy.yaml:1:7");
    assert_int_equal(project.err.kind, LG_ERR_READ);
}

static void select__knows_a_file_by_any_name(void **state) {
    struct project project = furnished(state);
    char link_path[2 * SCRATCH_MAX];
    snprintf(link_path, sizeof link_path, "%s", scratch_path(project.scratch, "link.yaml"));
    assert_int_equal(symlink("loose.yaml", link_path), 0);
    wants(&project, "g3", WORDS("loose.yaml", "./loose.yaml", "link.yaml"));
    lg_plan_free(project.plan);
}

static void select__says_what_is_not_there(void **state) {
    static const struct {
        const char *word;
        enum lg_err_kind kind;
        const char *said;
    } rows[] = {
        {"g9", LG_ERR_EMPTY, "no gate 'g9'; did you mean 'g1'? (there are: g1, g3)"},
        {"zzzzzzzz", LG_ERR_EMPTY, "no gate 'zzzzzzzz' (there are: g1, g3)"},
        {"empty", LG_ERR_EMPTY, "folder 'empty' holds no *.yaml"},
    };
    struct project project = furnished(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_int_equal(project_select(&project, WORDS(rows[i].word)), -1);
        assert_string_equal(project_error(&project), rows[i].said);
        assert_int_equal(project.err.kind, rows[i].kind);
    }
    assert_int_equal(project_select(&project, WORDS("missing.yaml")), -1);
    assert_int_equal(project.err.kind, LG_ERR_READ);
    assert_non_null(strstr(project.err.text, "missing.yaml"));
}

static void select__falls_back_on_the_installation(void **state) {
    struct project project = project_in(state);
    char data[2 * SCRATCH_MAX];
    assert_int_equal(project_select(&project, NULL, 0), -1);
    assert_int_equal(project.err.kind, LG_ERR_EMPTY);
    scratch_folder(project.scratch, "share");
    scratch_folder(project.scratch, "share/gates");
    project_gate(&project, "share/gates/g1.yaml", "g1", "");
    snprintf(data, sizeof data, "%s", scratch_path(project.scratch, "share"));
    project.paths.data = data;
    wants(&project, "g1", NULL, 0);
    assert_string_equal(project.plan->gates[0].source,
                        scratch_path(project.scratch, "share/gates/g1.yaml"));
    /* Where nothing is named, a project's own gates/ stands for all, even an empty one. */
    scratch_folder(project.scratch, "gates");
    assert_int_equal(project_select(&project, NULL, 0), -1);
    assert_int_equal(project.err.kind, LG_ERR_EMPTY);
    assert_string_equal(project.err.text, "folder 'gates' holds no *.yaml");
    project_gate(&project, "gates/own.yaml", "own", "");
    wants(&project, "own", NULL, 0);
    project.paths.data = NULL;
    assert_int_equal(project_select(&project, WORDS("g1")), -1);
    assert_string_equal(project.err.text, "no gate 'g1' (there are: own)");
}

/* An id is sought in the project first, then in the installation. */
static void select__finds_ids_of_the_installation_too(void **state) {
    struct project project = furnished(state);
    char data[2 * SCRATCH_MAX];
    scratch_folder(project.scratch, "share");
    scratch_folder(project.scratch, "share/gates");
    project_gate(&project, "share/gates/g1.yaml", "g1", "");
    project_gate(&project, "share/gates/g7.yaml", "g7", "needs: [g8]\n");
    project_gate(&project, "share/gates/g8.yaml", "g8", "");
    project_gate(&project, "mine.yaml", "mine", "needs: [g7, g1]\n");
    snprintf(data, sizeof data, "%s", scratch_path(project.scratch, "share"));
    project.paths.data = data;
    wants(&project, "g1 g3", NULL, 0);
    wants(&project, "g8+ g7 g1", WORDS("g7", "g1"));
    assert_string_equal(project.plan->gates[1].source,
                        scratch_path(project.scratch, "share/gates/g7.yaml"));
    assert_string_equal(project.plan->gates[1].selector, "g7");
    /* The project's own one wins, without a word. */
    assert_string_equal(project.plan->gates[2].source, "gates/g1.yaml");
    wants(&project, "g8+ g7+ g1+ mine", WORDS("mine.yaml"));
    assert_string_equal(project.plan->gates[2].source, "gates/g1.yaml");
    /* Of two that share an id the one that was named goes by its file. */
    wants(&project, "g1 g8+ g7", WORDS("share/gates/g1.yaml", "g7"));
    assert_string_equal(project.plan->gates[0].selector, "share/gates/g1.yaml");
    assert_int_equal(project_select(&project, WORDS("g77")), -1);
    assert_string_equal(project.err.text,
                        "no gate 'g77'; did you mean 'g7'? (there are: g1, g3, g7, g8)");
}

static int with_tags(struct project *project, const char *const *tags, size_t count) {
    const struct lg_plan_options options = {.tags = tags, .num_tags = count};
    lg_plan_free(project->plan);
    project->plan = NULL;
    project->err = (struct lg_err){0};
    return lg_plan_new(&project->paths, &options, &project->plan, &project->err);
}

static void select__filters_by_tag(void **state) {
    struct project project = furnished(state);
    project_gate(&project, "gates/g4.yaml", "g4", "tags: [last]\nneeds: g1\n");
    assert_int_equal(with_tags(&project, WORDS("audio", "quick")), 0);
    assert_string_equal(project_order(&project), "g1 g3");
    /* What is needed comes along whatever its tags. */
    assert_int_equal(with_tags(&project, WORDS("last")), 0);
    assert_string_equal(project_order(&project), "g1+ g4");
    assert_int_equal(with_tags(&project, WORDS("audoi")), -1);
    assert_int_equal(project.err.kind, LG_ERR_EMPTY);
    assert_string_equal(project.err.text,
                        "no selected gate has the tag 'audoi'; did you mean 'audio'?");
    assert_int_equal(with_tags(&project, WORDS("zzzzzzzz")), -1);
    assert_string_equal(project.err.text, "no selected gate has the tag 'zzzzzzzz'");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(select__finds_files_folders_and_ids),
        scratch_test(select__shows_paths_as_named),
        scratch_test(select__prefers_files_named),
        scratch_test(select__reads_no_more_than_it_needs),
        scratch_test(select__names_what_nobody_would_read),
        scratch_test(select__refuses_twins),
        scratch_test(select__knows_a_file_by_any_name),
        scratch_test(select__says_what_is_not_there),
        scratch_test(select__falls_back_on_the_installation),
        scratch_test(select__finds_ids_of_the_installation_too),
        scratch_test(select__filters_by_tag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
