#include "run/order.h"

#include "unit/run/project.h"

/* Writes gates/<id>.yaml for each pair of id and needs ("" none). */
static struct project with_gates(void **state, const char *const (*pairs)[2], size_t count) {
    struct project project = project_in(state);
    scratch_folder(project.scratch, "gates");
    for (size_t i = 0; i < count; i++) {
        char file[64];
        char head[128];
        snprintf(file, sizeof file, "gates/%s.yaml", pairs[i][0]);
        snprintf(head, sizeof head, "needs: [%s]\n", pairs[i][1]);
        project_gate(&project, file, pairs[i][0], head);
    }
    return project;
}

static void order__puts_needs_first(void **state) {
    static const char *const gates[][2] = {
        {"a", "d, c"}, {"b", ""}, {"c", "e"}, {"d", "e"}, {"e", ""}};
    static const struct {
        const char *words[3];
        size_t count;
        const char *order;
    } rows[] = {
        {{NULL}, 0, "e d c a b"},         {{"a"}, 1, "e+ d+ c+ a"},
        {{"b", "a"}, 2, "b e+ d+ c+ a"},  {{"b", "e"}, 2, "b e"},
        {{"a", "e"}, 2, "e d+ c+ a"},     {{"c", "d"}, 2, "e+ c d"},
        {{"d", "c", "b"}, 3, "e+ d c b"},
    };
    struct project project = with_gates(state, gates, LG_ARRAY_LEN(gates));
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        if (project_select(&project, rows[i].words, rows[i].count) != 0)
            fail_msg("%s", project_error(&project));
        assert_string_equal(project_order(&project), rows[i].order);
        for (size_t k = 0; k < project.plan->num_gates; k++) {
            const struct lg_plan_gate *gate = &project.plan->gates[k];
            for (size_t n = 0; n < gate->num_needs; n++)
                assert_true(gate->needs[n] < k);
        }
    }
    lg_plan_free(project.plan);
}

static void order__resolves_needs(void **state) {
    static const char *const gates[][2] = {{"a", "c, b"}, {"b", ""}, {"c", ""}};
    struct project project = with_gates(state, gates, LG_ARRAY_LEN(gates));
    assert_int_equal(project_select(&project, WORDS("a")), 0);
    assert_string_equal(project_order(&project), "c+ b+ a");
    const struct lg_plan_gate *gate = &project.plan->gates[2];
    assert_int_equal(gate->num_needs, 2);
    assert_int_equal(gate->needs[0], 0);
    assert_int_equal(gate->needs[1], 1);
    lg_plan_free(project.plan);
}

static void order__shows_cycles_as_a_path(void **state) {
    static const char *const gates[][2] = {{"a", "g1"}, {"g1", "g2"},     {"g2", "ok, g1"},
                                           {"ok", ""},  {"self", "self"}, {"x", "y"},
                                           {"y", "z"},  {"z", "x"}};
    static const struct {
        const char *word, *said;
    } rows[] = {
        {"g1", "gates/g2.yaml:2:13: needs form a cycle: g1 -> g2 -> g1"},
        {"g2", "gates/g1.yaml:2:9: needs form a cycle: g2 -> g1 -> g2"},
        {"a", "gates/g2.yaml:2:13: needs form a cycle: g1 -> g2 -> g1"},
        {"self", "gates/self.yaml:2:9: needs form a cycle: self -> self"},
        {"x", "gates/z.yaml:2:9: needs form a cycle: x -> y -> z -> x"},
    };
    struct project project = with_gates(state, gates, LG_ARRAY_LEN(gates));
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_int_equal(project_select(&project, WORDS(rows[i].word)), -1);
        assert_string_equal(project_error(&project), rows[i].said);
        assert_int_equal(project.err.kind, LG_ERR_READ);
    }
    assert_int_equal(project_select(&project, WORDS("ok")), 0);
    lg_plan_free(project.plan);
}

static void order__names_needs_that_are_not_there(void **state) {
    static const char *const gates[][2] = {
        {"g1", ""}, {"g2", "g1, g11"}, {"g3", "zzzzzz"}, {"gamma", "gama"}};
    static const struct {
        const char *word, *said;
    } rows[] = {
        {"g2", "gates/g2.yaml:2:13: gate 'g2' needs 'g11', and there is no such gate; did you mean "
               "'g1'?"},
        {"g3", "gates/g3.yaml:2:9: gate 'g3' needs 'zzzzzz', and there is no such gate"},
        /* A gate is not what it needs itself. */
        {"gamma", "gates/gamma.yaml:2:9: gate 'gamma' needs 'gama', and there is no such gate"},
    };
    struct project project = with_gates(state, gates, LG_ARRAY_LEN(gates));
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_int_equal(project_select(&project, WORDS(rows[i].word)), -1);
        assert_string_equal(project_error(&project), rows[i].said);
        assert_int_equal(project.err.kind, LG_ERR_READ);
    }
}

/* A file that is named may need a gate of gates/, and one that is named beside it. */
static void order__finds_needs_beside_named_files(void **state) {
    static const char *const gates[][2] = {{"g1", ""}, {"g2", ""}};
    struct project project = with_gates(state, gates, LG_ARRAY_LEN(gates));
    project_gate(&project, "mine.yaml", "mine", "needs: g1\n");
    project_gate(&project, "g1.yaml", "g1", "");
    assert_int_equal(project_select(&project, WORDS("mine.yaml")), 0);
    assert_string_equal(project_order(&project), "g1+ mine");
    assert_string_equal(project.plan->gates[0].source, "gates/g1.yaml");
    assert_int_equal(project_select(&project, WORDS("mine.yaml", "g1.yaml")), 0);
    assert_string_equal(project_order(&project), "g1 mine");
    assert_string_equal(project.plan->gates[0].source, "g1.yaml");
    lg_plan_free(project.plan);
}

/* What is named and left out by its tags must be sound too. */
static void order__refuses_cycles_of_what_is_named_but_not_selected(void **state) {
    struct project project = project_in(state);
    const char *const folder = "folder";
    const char *const tag = "quick";
    const struct lg_plan_options options = {
        .selectors = &folder, .num_selectors = 1, .tags = &tag, .num_tags = 1};
    scratch_folder(project.scratch, folder);
    project_gate(&project, "folder/a.yaml", "a", "tags: [quick]\n");
    project_gate(&project, "folder/b.yaml", "b", "needs: [a]\n");
    assert_int_equal(lg_plan_new(&project.paths, &options, &project.plan, &project.err), 0);
    assert_string_equal(project_order(&project), "a");
    lg_plan_free(project.plan);
    project.plan = NULL;
    project_gate(&project, "folder/b.yaml", "b", "needs: [c]\n");
    project_gate(&project, "folder/c.yaml", "c", "needs: [a, b]\n");
    assert_int_equal(lg_plan_new(&project.paths, &options, &project.plan, &project.err), -1);
    assert_string_equal(project_error(&project),
                        "folder/c.yaml:2:12: needs form a cycle: b -> c -> b");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(order__puts_needs_first),
        scratch_test(order__resolves_needs),
        scratch_test(order__shows_cycles_as_a_path),
        scratch_test(order__names_needs_that_are_not_there),
        scratch_test(order__finds_needs_beside_named_files),
        scratch_test(order__refuses_cycles_of_what_is_named_but_not_selected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
