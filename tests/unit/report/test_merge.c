#include "unit/report/scene.h"

#include "report/merge.h"
#include "report/receipts.h"

enum { SHARDS = 3 };

/* A plan of three gates of one item, and a matrix of three points, dealt to three shards: g1 to the
 * first, a copy of it in the second with g2, g3 in the third; a point to each. */
struct fixture {
    struct lg_env env;
    struct lg_arena arena;
    char folder[64];
    const char *paths[SHARDS];
    /* What is special to this test: */
    enum lg_outcome copy;   /* of g1 in the second shard */
    enum lg_outcome second; /* of the second shard's preflight */
    const char *plan[SHARDS];
    const char *gain[SHARDS]; /* of the limiter in the chain that a preflight found; NULL: untold */
    bool has_twin, has_gap, is_cut;
    int code[SHARDS];
    struct lg_shards shards;
    struct lg_str told; /* all that the merge tells, in short */
};

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){.folder = "/tmp/livegate-test-XXXXXX"};
    lg_env_init_test(&f.env);
    assert_non_null(mkdtemp(f.folder));
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    lg_shards_dispose(&f->shards);
    lg_str_dispose(&f->told);
    for (size_t i = 0; i < SHARDS; i++)
        if (f->paths[i] != NULL)
            unlink(f->paths[i]);
    assert_int_equal(rmdir(f->folder), 0);
    lg_arena_dispose(&f->arena);
    return 0;
}

/* --- making shards --- */

static struct lg_value *list_of(struct fixture *f, const char *text) {
    struct lg_value *list = lg_value_list(&f->arena);
    if (text != NULL)
        lg_value_push(&f->arena, list, lg_value_text(&f->arena, text));
    return list;
}

static struct lg_value *header_of(struct fixture *f, size_t shard) {
    struct lg_arena *arena = &f->arena;
    struct lg_value *map = lg_value_map(arena);
    const char *plan = f->plan[shard] == NULL ? "same" : f->plan[shard];
    lg_value_put(arena, map, "index", lg_value_int(arena, (int64_t)shard + 1));
    lg_value_put(arena, map, "count", lg_value_int(arena, SHARDS));
    lg_value_put(arena, map, "by", lg_value_text(arena, "hash"));
    lg_value_put(arena, map, "plan", lg_value_text(arena, plan));
    lg_value_put(arena, map, "planned", lg_value_int(arena, 9));
    lg_value_put(arena, map, "copies", list_of(f, shard == 1 ? "g1" : NULL));
    lg_value_put(arena, map, "split", list_of(f, "m"));
    return map;
}

struct making {
    struct lg_bus *bus;
    struct lg_event_run_end totals;
};

static void emit(struct making *making, struct lg_event event) {
    struct lg_err err = {0};
    if (lg_bus_emit(making->bus, &event, &err) != 0)
        fail_msg("%s", err.text);
}

static void emit_plan(struct making *making, const struct lg_event_item *items, size_t count) {
    making->totals.planned += count;
    emit(making, (struct lg_event){.kind = LG_EVENT_PLAN, .as.plan = {items, count}});
}

static void emit_start(struct making *making, const char *gate) {
    emit(making, (struct lg_event){.kind = LG_EVENT_GATE_START,
                                   .as.gate_start = {gate, gate, gate, "", gate}});
}

static void emit_end(struct making *making, const char *gate, enum lg_outcome outcome) {
    making->totals.gates[outcome]++;
    emit(making, (struct lg_event){.kind = LG_EVENT_GATE_END,
                                   .as.gate_end = {gate, gate, outcome, NULL, 0}});
}

static struct lg_event_step end_of(struct making *making, const char *gate, const char *id,
                                   enum lg_outcome outcome) {
    making->totals.steps[outcome]++;
    return (struct lg_event_step){.gate = gate,
                                  .id = id,
                                  .verb = "v",
                                  .outcome = outcome,
                                  .message = outcome == LG_PASSED ? NULL : "told",
                                  .blocker = outcome == LG_BLOCKED ? "x" : NULL,
                                  .error_kind = outcome == LG_ERROR ? LG_ERR_READ : LG_ERR_NONE};
}

static void emit_step(struct making *making, const char *gate, const char *id,
                      enum lg_outcome outcome) {
    emit(making, (struct lg_event){.kind = LG_EVENT_TRANSITION,
                                   .as.transition = {gate, id, "PLAN", NULL, NULL}});
    emit(making,
         (struct lg_event){.kind = LG_EVENT_STEP, .as.step = end_of(making, gate, id, outcome)});
}

static void emit_preflight(struct fixture *f, struct making *making, size_t shard,
                           enum lg_outcome outcome) {
    struct lg_event_step end = end_of(making, "m", "@preflight", outcome);
    if (f->gain[shard] != NULL) {
        struct lg_value *chain = lg_value_map(&f->arena);
        struct lg_value *result = lg_value_map(&f->arena);
        lg_value_put(&f->arena, chain, "gain", lg_value_text(&f->arena, f->gain[shard]));
        lg_value_put(&f->arena, result, "chain", chain);
        end.result = result;
    }
    emit(making, (struct lg_event){.kind = LG_EVENT_TRANSITION,
                                   .as.transition = {"m", "@preflight", "PLAN", NULL, NULL}});
    emit(making, (struct lg_event){.kind = LG_EVENT_STEP, .as.step = end});
}

static void emit_gate(struct making *making, const char *gate, enum lg_outcome outcome) {
    emit_start(making, gate);
    emit_step(making, gate, "s", outcome);
    emit_end(making, gate, outcome);
}

/* Places: g1 1, g2 2, g3 3, then the matrix' preflight 4, points 5 to 7, effects 8, targets 9. */
static void emit_matrix(struct fixture *f, struct making *making, size_t shard,
                        enum lg_outcome preflight) {
    static const char *const points[] = {"p1", "p2", "p3"};
    static const struct lg_event_item floor = {"m", "@floor", "floor", 0};
    bool is_fine = preflight == LG_PASSED;
    emit_start(making, "m");
    emit_preflight(f, making, shard, preflight);
    emit(making, (struct lg_event){.kind = LG_EVENT_TRANSITION,
                                   .as.transition = {"m", points[shard], "PLAN", NULL, NULL}});
    emit(making, (struct lg_event){.kind = LG_EVENT_CASE,
                                   .as.point = {.end = end_of(making, "m", points[shard],
                                                              is_fine ? LG_PASSED : LG_BLOCKED)}});
    if (is_fine) {
        emit_plan(making, &floor, 1);
        emit_step(making, "m", "@floor", LG_PASSED);
    }
    emit_step(making, "m", "@effects", LG_SKIPPED);
    emit_step(making, "m", "@targets", LG_SKIPPED);
    emit_end(making, "m", preflight);
}

static void emit_run(struct fixture *f, struct making *making, size_t shard) {
    static const char *const gates[] = {"g1", "g2", "g3"};
    static const char *const points[] = {"p1", "p2", "p3"};
    const char *other = f->has_twin && shard == 2 ? gates[1] : gates[shard];
    size_t at = f->has_gap && shard == 2 ? 0 : other == gates[1] ? 2 : shard + 1;
    const struct lg_event_item items[] = {
        {"g1", "s", "v", 1},         {other, "s", "v", at},
        {"m", "@preflight", "v", 4}, {"m", points[shard], LG_EVENT_CASE_VERB, 5 + shard},
        {"m", "@effects", "v", 8},   {"m", "@targets", "v", 9}};
    emit(making, (struct lg_event){.kind = LG_EVENT_RUN_START,
                                   .as.run_start = {.tool = "livegate",
                                                    .host = "h",
                                                    .target_kind = "sim",
                                                    .target = "sim",
                                                    .shard = header_of(f, shard)}});
    emit_plan(making, items + (shard != 1), LG_ARRAY_LEN(items) - (shard != 1));
    if (shard == 1)
        emit_gate(making, "g1", f->copy);
    emit_gate(making, other, shard == 1 && f->copy != LG_PASSED ? LG_BLOCKED : LG_PASSED);
    emit_matrix(f, making, shard, shard == 1 ? f->second : LG_PASSED);
    struct lg_event end = {.kind = LG_EVENT_RUN_END, .as.run_end = making->totals};
    end.as.run_end.exit_code = f->code[shard];
    if (!f->is_cut || shard != 2)
        emit(making, end);
}

static void make_shards(struct fixture *f) {
    for (size_t i = 0; i < SHARDS; i++) {
        struct making making = {lg_bus_new(&f->env, lg_arena_printf(&f->arena, "run-%zu", i + 1)),
                                {.planned = 0}};
        struct lg_sink *receipts = NULL;
        struct lg_err err = {0};
        f->paths[i] = lg_arena_printf(&f->arena, "%s/%zu.jsonl", f->folder, i + 1);
        assert_int_equal(lg_receipts_open(f->paths[i], &f->env, &receipts, &err), 0);
        lg_bus_add(making.bus, receipts);
        emit_run(f, &making, i);
        lg_bus_free(making.bus);
    }
}

/* --- joining them --- */

/* Writes down what comes over the bus. */
struct scribe {
    struct lg_sink sink;
    struct lg_str *out;
};

static int scribe_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct lg_str *out = ((struct scribe *)sink)->out;
    const struct lg_event_step *end = lg_event_end(event);
    (void)err;
    for (size_t i = 0; event->kind == LG_EVENT_PLAN && i < event->as.plan.num_items; i++)
        lg_str_printf(out, "+%s/%s ", event->as.plan.items[i].gate, event->as.plan.items[i].id);
    if (event->kind == LG_EVENT_GATE_START)
        lg_str_printf(out, "[%s ", event->as.gate_start.gate);
    if (end != NULL)
        lg_str_printf(out, "%s=%s ", end->id, lg_outcome_name(end->outcome));
    if (event->kind == LG_EVENT_GATE_END)
        lg_str_add(out, "] ");
    if (event->kind == LG_EVENT_RUN_END)
        lg_str_printf(out, "exit %d", event->as.run_end.exit_code);
    return 0;
}

static void scribe_free(struct lg_sink *sink) {
    free(sink);
}

static const struct lg_sink_ops scribe_ops = {
    .name = "scribe", .take = scribe_take, .free = scribe_free, .turn = LG_TURN_REPORT};

struct judge {
    struct lg_bus *bus;
    size_t taken;
};

static int judge_begin(void *ctx, const struct lg_event_gate_start *start, struct lg_err *err) {
    struct judge *judge = ctx;
    struct lg_event event = {.kind = LG_EVENT_GATE_START, .as.gate_start = *start};
    return lg_bus_emit(judge->bus, &event, err);
}

static int judge_take(void *ctx, const struct lg_event *event, struct lg_err *err) {
    (void)event;
    (void)err;
    ((struct judge *)ctx)->taken++;
    return 0;
}

static int judge_end(void *ctx, struct lg_err *err) {
    struct judge *judge = ctx;
    struct lg_event event = {.kind = LG_EVENT_GATE_END, .as.gate_end = {.gate = "m", .suite = "m"}};
    return lg_bus_emit(judge->bus, &event, err);
}

static bool judge_agrees(const struct lg_value *was, const struct lg_value *is,
                         struct lg_str *out) {
    const char *then = lg_value_get(was, "gain")->as.string.text;
    const char *now = lg_value_get(is, "gain")->as.string.text;
    if (strcmp(then, now) == 0)
        return true;
    lg_str_printf(out, "gain: was %s, is %s", then, now);
    return false;
}

static int exit_code(const struct lg_event_run_end *totals, const bool kinds_seen[LG_ERR__COUNT]) {
    if (kinds_seen[LG_ERR_READ])
        return 20;
    return totals->steps[LG_FAILED] > 0 ? 1 : 0;
}

static int graver(int code, int other) {
    return other > code ? other : code;
}

static int open_shards(struct fixture *f, struct lg_err *err) {
    make_shards(f);
    return lg_shards_open(&f->shards, f->paths, SHARDS, err);
}

static int try_to_join(struct fixture *f, struct lg_event_run_end *totals, size_t *taken,
                       struct lg_err *err) {
    struct scribe *scribe = lg_xcalloc(1, sizeof *scribe);
    if (open_shards(f, err) != 0)
        fail_msg("%s", err->text);
    struct judge judge = {.bus = lg_bus_new(&f->env, "joined")};
    const struct lg_merge_options options = {
        .judge = {judge_begin, judge_take, judge_end, judge_agrees, &judge},
        .start = &f->shards.runs[0].start.as.run_start,
        .exit_code = exit_code,
        .graver = graver};
    *scribe = (struct scribe){{&scribe_ops, false}, &f->told};
    lg_bus_add(judge.bus, &scribe->sink);
    int rc = lg_merge(&f->shards, judge.bus, &options, totals, err);
    lg_bus_free(judge.bus);
    *taken = judge.taken;
    return rc;
}

static struct lg_event_run_end join(struct fixture *f) {
    struct lg_err err = {0};
    struct lg_event_run_end totals = {.planned = 0};
    size_t taken = 0;
    if (try_to_join(f, &totals, &taken, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(taken, 5); /* preflight, points, floor */
    return totals;
}

#define PLANNED "+g1/s +g2/s +g3/s +m/@preflight +m/p1 +m/p2 +m/p3 +m/@effects +m/@targets "

static void merge__tells_each_item_once_in_the_order_of_the_plan(void **state) {
    struct fixture *f = *state;
    struct lg_event_run_end totals = join(f);
    assert_string_equal(lg_str_text(&f->told),
                        PLANNED "[g1 s=passed ] [g2 s=passed ] [g3 s=passed ] [m @preflight=passed "
                                "p1=passed +m/@floor @floor=passed p2=passed p3=passed ] exit 0");
    assert_int_equal(totals.planned, 10);
    assert_int_equal(totals.gates[LG_PASSED], 4);
    assert_int_equal(totals.steps[LG_PASSED], 8);
}

static void merge__a_copy_that_failed_is_the_one_that_is_told(void **state) {
    struct fixture *f = *state;
    f->copy = LG_FAILED;
    f->code[1] = 1;
    struct lg_event_run_end totals = join(f);
    assert_non_null(strstr(lg_str_text(&f->told), "[g1 s=failed ] [g2 s=blocked ] [g3 s=passed ]"));
    assert_int_equal(totals.exit_code, 1);
}

static void merge__the_preflight_that_went_worst_is_told(void **state) {
    struct fixture *f = *state;
    f->second = LG_ERROR;
    f->code[1] = 20;
    struct lg_event_run_end totals = join(f);
    assert_non_null(strstr(lg_str_text(&f->told), "[m @preflight=error p1=passed +m/@floor "
                                                  "@floor=passed p2=blocked p3=passed ]"));
    assert_int_equal(totals.exit_code, 20);
}

static void merge__refuses_points_of_different_chains(void **state) {
    struct fixture *f = *state;
    struct lg_event_run_end totals = {.planned = 0};
    struct lg_err err = {0};
    size_t taken = 0;
    f->gain[0] = f->gain[1] = "3 dB";
    f->gain[2] = "5 dB";
    assert_int_equal(try_to_join(f, &totals, &taken, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_non_null(strstr(err.text, "gain: was 3 dB, is 5 dB"));
    assert_non_null(strstr(err.text, f->paths[0]));
    assert_non_null(strstr(err.text, f->paths[2]));
}

static void merge__a_shard_that_ended_worse_than_its_items_marks_the_whole(void **state) {
    struct fixture *f = *state;
    f->code[2] = 30;
    struct lg_event_run_end totals = join(f);
    assert_int_equal(totals.exit_code, 30);
    assert_true(lg_ends_with(lg_str_text(&f->told), "exit 30"));
}

static void refused(struct fixture *f, const char *text) {
    struct lg_err err = {0};
    assert_int_equal(open_shards(f, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    if (strstr(err.text, text) == NULL)
        fail_msg("'%s' is not in '%s'", text, err.text);
}

static void merge__refuses_an_item_that_nobody_has(void **state) {
    struct fixture *f = *state;
    f->has_gap = true;
    refused(f, "item 3 of the plan's 9 is in no shard: the one behind 's' of 'g2'");
}

static void merge__refuses_an_item_that_two_have(void **state) {
    struct fixture *f = *state;
    f->has_twin = true;
    refused(f, "'s' of 'g2' is in shard 2 and in shard 3");
}

static void merge__refuses_another_plan(void **state) {
    struct fixture *f = *state;
    f->plan[1] = "other";
    refused(f, "shards 1 and 2 are of different plans");
}

static void merge__refuses_one_that_was_cut_off(void **state) {
    struct fixture *f = *state;
    f->is_cut = true;
    refused(f, "shard 3/3 was cut off");
}

static void merge__refuses_a_missing_one_by_name(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    make_shards(f);
    const char *paths[] = {f->paths[2], f->paths[0]};
    assert_int_equal(lg_shards_open(&f->shards, paths, 2, &err), -1);
    assert_string_equal(err.text, "shard 2/3 is missing");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(merge__tells_each_item_once_in_the_order_of_the_plan),
        CASE(merge__a_copy_that_failed_is_the_one_that_is_told),
        CASE(merge__the_preflight_that_went_worst_is_told),
        CASE(merge__refuses_points_of_different_chains),
        CASE(merge__a_shard_that_ended_worse_than_its_items_marks_the_whole),
        CASE(merge__refuses_an_item_that_nobody_has),
        CASE(merge__refuses_an_item_that_two_have),
        CASE(merge__refuses_another_plan),
        CASE(merge__refuses_one_that_was_cut_off),
        CASE(merge__refuses_a_missing_one_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
