#include "support/unit.h"

#include <math.h>

#include "run/shard.h"
#include "unit/run/project.h"

/* Three gates that need one, one that needs two of them, and a sweep of four points. */
static struct project a_project(void **state) {
    struct project project = project_in(state);
    assert_int_equal(mkdir(scratch_path(project.scratch, "gates"), 0755), 0);
    project_gate(&project, "gates/a.yaml", "a", "");
    project_gate(&project, "gates/b.yaml", "b", "needs: [a]\n");
    project_gate(&project, "gates/c.yaml", "c", "needs: [a]\n");
    project_gate(&project, "gates/d.yaml", "d", "needs: [a]\n");
    project_gate(&project, "gates/e.yaml", "e", "needs: [b, c]\n");
    scratch_write(project.scratch, "sweep.yaml",
                  "matrix: sweep\ntrack: PREMASTER\ndevices: {limiter: Limiter}\n"
                  "axes: {limiter.gain: [3 dB, 6 dB, 9 dB, 12 dB]}\nstrategy: grid\n"
                  "targets: {sample_peak_dbfs: {le: 0}}\nstop: all\n");
    return project;
}

static const struct lg_run_options no_options = {.clamp = false};

static const struct lg_value *cut(struct project *project, struct lg_shard shard) {
    struct lg_value *told = NULL;
    shard.by = "hash";
    if (project_select(project, WORDS("gates", "sweep.yaml")) != 0)
        fail_msg("%s", project_error(project));
    lg_shard_cut(project->plan, &shard, &no_options, &told);
    return told;
}

static bool lists(const struct lg_value *list, const char *text) {
    for (size_t i = 0; lg_value_at(list, i) != NULL; i++)
        if (lg_view_eq(lg_value_at(list, i)->as.string, text))
            return true;
    return false;
}

static void shard__together_they_hold_each_item_once(void **state) {
    struct project project = a_project(state);
    for (size_t count = 1; count <= 7; count++) {
        unsigned gates[6] = {0};
        unsigned points[4] = {0};
        char plan[LG_SHA256_HEX] = "";
        for (size_t index = 1; index <= count; index++) {
            const struct lg_value *told =
                cut(&project, (struct lg_shard){.index = index, .count = count});
            assert_int_equal(lg_value_get(told, "planned")->as.integer, 5 + 4 + 3);
            for (size_t i = 0; i < project.plan->num_gates; i++) {
                const struct lg_plan_gate *gate = &project.plan->gates[i];
                assert_int_equal(gate->at, gate->id[0] - 'a' + 1);
                gates[gate->at] += !lists(lg_value_get(told, "copies"), gate->id);
            }
            for (size_t i = 0; i < project.plan->num_matrices; i++)
                for (size_t k = 0; k < 4; k++)
                    points[k] += lg_shard_has(project.plan->matrices[i].share, k);
            const char *is = lg_value_get(told, "plan")->as.string.text;
            assert_true(index == 1 || strcmp(plan, is) == 0);
            snprintf(plan, sizeof plan, "%s", is);
        }
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(gates[i + 1], 1);
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(points[i], 1);
    }
    lg_plan_free(project.plan);
}

static void shard__what_a_gate_waits_for_runs_with_it(void **state) {
    struct project project = a_project(state);
    size_t copies = 0;
    for (size_t index = 1; index <= 5; index++) {
        const struct lg_value *told = cut(&project, (struct lg_shard){.index = index, .count = 5});
        copies += lg_value_get(told, "copies")->as.list.count;
        for (size_t i = 0; i < project.plan->num_gates; i++) {
            const struct lg_plan_gate *gate = &project.plan->gates[i];
            for (size_t k = 0; k < gate->num_needs; k++) {
                const char *need = project.plan->gates[gate->needs[k]].id;
                assert_true(gate->needs[k] < i);
                assert_int_equal(need[0], gate->id[0] == 'e' ? 'b' + (int)k : 'a');
            }
            assert_int_equal(gate->num_needs, gate->id[0] == 'a' ? 0 : gate->id[0] == 'e' ? 2 : 1);
        }
    }
    assert_true(copies > 0);
    lg_plan_free(project.plan);
}

/* d takes as long as all else, the points are not known. */
static double cost(void *ctx, const char *suite, const char *id) {
    (void)ctx;
    if (id != NULL)
        return NAN;
    return suite[0] == 'd' ? 100.0 : 1.0;
}

static void shard__the_longest_is_dealt_first(void **state) {
    struct project project = a_project(state);
    const struct lg_value *told =
        cut(&project, (struct lg_shard){.index = 1, .count = 2, .cost = cost});
    assert_string_equal(project_order(&project), "a d");
    assert_true(lists(lg_value_get(told, "copies"), "a"));
    assert_false(lists(lg_value_get(told, "copies"), "d"));
    assert_int_equal(project.plan->num_matrices, 0);
    cut(&project, (struct lg_shard){.index = 2, .count = 2, .cost = cost});
    assert_string_equal(project_order(&project), "a b c e");
    assert_int_equal(project.plan->num_matrices, 1);
    lg_plan_free(project.plan);
}

static void shard__a_search_stays_whole(void **state) {
    struct project project = a_project(state);
    size_t seen = 0;
    scratch_write(project.scratch, "sweep.yaml",
                  "matrix: sweep\ntrack: PREMASTER\ndevices: {limiter: Limiter}\n"
                  "axes: {limiter.gain: [3 dB, 6 dB, 9 dB, 12 dB]}\nstrategy: grid\n"
                  "targets: {sample_peak_dbfs: {le: 0}}\nstop: first_hit\n");
    for (size_t index = 1; index <= 3; index++) {
        cut(&project, (struct lg_shard){.index = index, .count = 3});
        seen += project.plan->num_matrices;
        if (project.plan->num_matrices > 0)
            assert_null(project.plan->matrices[0].share);
    }
    assert_int_equal(seen, 1);
    lg_plan_free(project.plan);
}

static void shard__one_without_items_says_so(void **state) {
    struct project project = project_in(state);
    struct lg_value *told = NULL;
    size_t empty = 0;
    assert_int_equal(mkdir(scratch_path(project.scratch, "gates"), 0755), 0);
    project_gate(&project, "gates/a.yaml", "a", "");
    for (size_t index = 1; index <= 2; index++) {
        const struct lg_shard shard = {.index = index, .count = 2, .by = "hash"};
        assert_int_equal(project_select(&project, WORDS("gates")), 0);
        lg_shard_cut(project.plan, &shard, &no_options, &told);
        empty += project.plan->num_gates == 0;
        assert_int_equal(project.plan->nothing != NULL, project.plan->num_gates == 0);
    }
    assert_int_equal(empty, 1);
    lg_plan_free(project.plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(shard__together_they_hold_each_item_once),
        scratch_test(shard__what_a_gate_waits_for_runs_with_it),
        scratch_test(shard__the_longest_is_dealt_first),
        scratch_test(shard__a_search_stays_whole),
        scratch_test(shard__one_without_items_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
