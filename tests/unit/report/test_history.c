#include "unit/report/scene.h"

#include "base/json.h"
#include "report/history_tell.h"
#include "report/html_page.h"
#include "report/receipts.h"

enum { NIGHTS = 30, STEPPED_AT = 20, DAY_MS = 24 * 60 * 60 * 1000 };

/* Nights in a folder of their own, as `run` leaves them. */
struct fixture {
    struct lg_env env;
    struct lg_arena arena;
    char folder[64];
    const char *paths[NIGHTS];
    struct lg_history history;
    uint64_t seed;
};

/* Digits alone: that much is enough to tell two texts apart here. */
static void mask(const char *text, struct lg_str *masked, char hex_out[static LG_HISTORY_HEX]) {
    char hex[LG_SHA256_HEX];
    for (; *text != '\0'; text++)
        lg_str_add_char(masked, *text >= '0' && *text <= '9' ? '#' : *text);
    lg_sha256_of(lg_str_text(masked), masked->length, hex);
    memcpy(hex_out, hex, LG_HISTORY_HEX - 1);
    hex_out[LG_HISTORY_HEX - 1] = '\0';
}

static const struct lg_history_options options = {mask, "unclassified", lg_receipts_verify};

static void open_fixture(struct fixture *f) {
    *f = (struct fixture){.folder = "/tmp/livegate-test-XXXXXX", .seed = 11};
    lg_env_init_test(&f->env);
    assert_non_null(mkdtemp(f->folder));
}

static int setup(void **state) {
    static struct fixture f;
    open_fixture(&f);
    *state = &f;
    return 0;
}

static void clean_up(struct fixture *f) {
    for (size_t i = 0; i < NIGHTS; i++)
        if (f->paths[i] != NULL)
            unlink(f->paths[i]);
    assert_int_equal(rmdir(f->folder), 0);
    lg_arena_dispose(&f->arena);
}

static int teardown(void **state) {
    struct fixture *f = *state;
    lg_history_dispose(&f->history);
    clean_up(f);
    return 0;
}

/* ± 0.05 LU (Park and Miller). */
static double noise(struct fixture *f) {
    f->seed = f->seed * 48271 % 2147483647;
    return 0.1 * (double)f->seed / 2147483647.0 - 0.05;
}

static void emit(struct lg_bus *bus, struct lg_event event) {
    struct lg_err err = {0};
    if (lg_bus_emit(bus, &event, &err) != 0)
        fail_msg("%s", err.text);
}

/* What a night is made of. */
struct night {
    size_t number; /* from 1 */
    const char *revision;
    double lufs;
    enum lg_outcome outcome;
    const char *message, *category;
    bool is_cut;
    const struct lg_value *merged; /* of run_start */
};

static struct lg_value *levels(struct fixture *f, double lufs) {
    struct lg_value *map = lg_value_map(&f->arena);
    lg_value_put(&f->arena, map, "lufs_i", lg_value_real(&f->arena, lufs, "LUFS"));
    lg_value_put(&f->arena, map, "true_peak_dbtp", lg_value_real(&f->arena, -1.0, "dBTP"));
    return map;
}

static void emit_gate(struct fixture *f, struct lg_bus *bus, const struct night *night) {
    const struct lg_event_item items[] = {{"g5", "render", "print", 0},
                                          {"g5", "levels", "expect", 0}};
    const struct lg_event_step ends[] = {
        {.gate = "g5",
         .id = "render",
         .verb = "print",
         .duration_ns = 9000000000 + (int64_t)night->number,
         .result = levels(f, night->lufs)},
        {.gate = "g5",
         .id = "levels",
         .verb = "expect",
         .outcome = night->outcome,
         .message = night->message,
         .category = night->category,
         .duration_ns = 1000000,
         .error_kind = night->outcome == LG_ERROR ? LG_ERR_READ : LG_ERR_NONE}};
    emit(bus, (struct lg_event){.kind = LG_EVENT_PLAN, .as.plan = {items, 2}});
    emit(bus,
         (struct lg_event){.kind = LG_EVENT_GATE_START,
                           .as.gate_start = {"g5", "g5 [sim]", "Levels", "gates/g5.yaml", "g5"}});
    emit(bus, (struct lg_event){.kind = LG_EVENT_STEP, .as.step = ends[0]});
    if (night->is_cut)
        return;
    emit(bus, (struct lg_event){.kind = LG_EVENT_STEP, .as.step = ends[1]});
    emit(bus, (struct lg_event){
                  .kind = LG_EVENT_GATE_END,
                  .as.gate_end = {"g5", "g5 [sim]", night->outcome, night->message, 9001000000}});
    struct lg_event end = {.kind = LG_EVENT_RUN_END, .as.run_end = {.planned = 2}};
    end.as.run_end.gates[night->outcome]++;
    end.as.run_end.steps[LG_PASSED]++;
    end.as.run_end.steps[night->outcome]++;
    end.as.run_end.exit_code = night->outcome == LG_PASSED ? 0 : 1;
    emit(bus, end);
}

/* Its receipts; the name does not say when it was. */
static void make_night(struct fixture *f, const struct night *night) {
    size_t at = night->number - 1;
    const char *run = lg_arena_printf(&f->arena, "run-%zu", 100 - night->number);
    const char *path = lg_arena_printf(&f->arena, "%s/%zu.jsonl", f->folder, 100 - night->number);
    struct lg_sink *receipts = NULL;
    struct lg_err err = {0};
    f->env.clock.fixed_wall_ms = INT64_C(1771718400000) + (int64_t)at * DAY_MS;
    struct lg_bus *bus = lg_bus_new(&f->env, run);
    assert_int_equal(lg_receipts_open(path, &f->env, &receipts, &err), 0);
    lg_bus_add(bus, receipts);
    emit(bus, (struct lg_event){.kind = LG_EVENT_RUN_START,
                                .as.run_start = {.tool = "livegate 0.1.0",
                                                 .revision = night->revision,
                                                 .host = "studio",
                                                 .merged = night->merged,
                                                 .target_kind = "sim",
                                                 .target = "sim"}});
    emit_gate(f, bus, night);
    lg_bus_free(bus);
    f->paths[at] = path;
}

static const char *commit_of(struct fixture *f, size_t number) {
    return lg_arena_printf(&f->arena, "c%zu00000000000000000000000000000000", number);
}

/* Thirty of them, in which a master got 0.3 LU louder on the twentieth. */
static void make_nights(struct fixture *f, size_t count, double step) {
    for (size_t i = 1; i <= count; i++) {
        struct night night = {.number = i, .revision = commit_of(f, i)};
        night.lufs = -14.0 + (i >= STEPPED_AT ? step : 0.0) + noise(f);
        make_night(f, &night);
    }
}

/* They are made once for all tests that look at them: a disk takes its time to sync. */
static struct fixture stepped;

static int make_stepped(void **state) {
    LG_UNUSED(state);
    open_fixture(&stepped);
    make_nights(&stepped, NIGHTS, 0.3);
    return 0;
}

static int remove_stepped(void **state) {
    LG_UNUSED(state);
    clean_up(&stepped);
    return 0;
}

static int setup_stepped(void **state) {
    *state = &stepped;
    return 0;
}

static int teardown_stepped(void **state) {
    LG_UNUSED(state);
    lg_history_dispose(&stepped.history);
    return 0;
}

static struct lg_history *read_all(struct fixture *f) {
    struct lg_err err = {0};
    size_t count = 0;
    const char *paths[NIGHTS];
    for (size_t i = 0; i < NIGHTS; i++)
        if (f->paths[i] != NULL)
            paths[count++] = f->paths[i];
    if (lg_history_read(&f->history, paths, count, &options, &err) != 0)
        fail_msg("%s", err.text);
    return &f->history;
}

static const char *text_of(struct fixture *f) {
    struct lg_str text = {0};
    lg_history_text(&f->history, "nights", &text);
    const char *copy = lg_arena_strdup(&f->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

static void has(const char *text, const char *part) {
    if (strstr(text, part) == NULL)
        fail_msg("lacks '%s':\n%s", part, text);
}

static void history__names_the_night_that_it_stepped_and_its_commit(void **state) {
    struct fixture *f = *state;
    const struct lg_history *history = read_all(f);
    assert_int_equal(history->num_runs, NIGHTS);
    assert_int_equal(history->num_series, 2);
    const struct lg_history_series *series = &history->series[0];
    assert_string_equal(series->metric, "lufs_i");
    assert_int_equal(series->num_shifts, 1);
    assert_int_equal(series->values[series->shifts[0].at].run, STEPPED_AT - 1);
    assert_int_equal(history->series[1].num_shifts, 0);
    const char *text = text_of(f);
    has(text, "30 runs, 2026-02-22 to 2026-03-23, of nights\n");
    has(text, "g5 [sim] render lufs_i: -13.99 to -13.69 LUFS (+0.30) on 2026-03-13 (run 20 of 30, "
              "commit c20000000000); before: 2026-03-12 (run 19 of 30, commit c19000000000)\n");
    has(text, "1 of 2 measures without a step");
    has(text, "100 % passed: 30 of 30\n");
}

static void history__noise_is_no_step(void **state) {
    struct fixture *f = *state;
    make_nights(f, 12, 0.0);
    const struct lg_history *history = read_all(f);
    assert_int_equal(history->series[0].num_shifts + history->series[1].num_shifts, 0);
    has(text_of(f), "2 of 2 measures without a step");
}

/* The step of the last night is the one that is read in the morning. */
static void history__names_the_last_night_where_it_differs(void **state) {
    struct fixture *f = *state;
    for (size_t i = 1; i <= 8; i++)
        make_night(f, &(struct night){.number = i,
                                      .revision = commit_of(f, i),
                                      .lufs = -14.0 + (i == 8       ? 0.3
                                                       : i % 2 == 0 ? 0.01
                                                                    : -0.01)});
    const struct lg_history *history = read_all(f);
    assert_int_equal(history->series[0].num_shifts, 0);
    assert_true(history->series[0].is_latest_new);
    assert_false(history->series[1].is_latest_new);
    has(text_of(f), "  g5 [sim] render lufs_i: its last run differs by +0.3");
    has(text_of(f), " LU from the level before, -14.00 LUFS (spread 0.0");
    has(text_of(f), "): 2026-03-01 (run 8 of 8, commit c80000000000)\n");
    const struct lg_value *map = lg_history_value(history, &f->arena);
    const struct lg_value *latest = lg_value_path(map, "levels.0.latest");
    assert_int_equal(lg_value_number(lg_value_path(latest, "at.number")), 8);
    assert_null(lg_value_path(map, "levels.1.latest"));
    struct lg_str page = {0};
    lg_history_page(history, "nights", &page);
    has(lg_str_text(&page), "<b>lufs_i</b>: its last run differs by");
    lg_str_dispose(&page);
}

/* A run without the gate, which ended with 30 all the same. */
static void make_other_night(struct fixture *f, size_t number) {
    struct lg_sink *receipts = NULL;
    const char *path = lg_arena_printf(&f->arena, "%s/%zu.jsonl", f->folder, 100 - number);
    const char *run = lg_arena_printf(&f->arena, "run-%zu", 100 - number);
    struct lg_err err = {0};
    f->env.clock.fixed_wall_ms = INT64_C(1771718400000) + (int64_t)(number - 1) * DAY_MS;
    struct lg_bus *bus = lg_bus_new(&f->env, run);
    assert_int_equal(lg_receipts_open(path, &f->env, &receipts, &err), 0);
    lg_bus_add(bus, receipts);
    emit(bus, (struct lg_event){.kind = LG_EVENT_RUN_START,
                                .as.run_start = {.tool = "livegate 0.1.0",
                                                 .host = "studio",
                                                 .target_kind = "sim",
                                                 .target = "sim"}});
    emit(bus, (struct lg_event){.kind = LG_EVENT_RUN_END, .as.run_end = {.exit_code = 30}});
    lg_bus_free(bus);
    f->paths[number - 1] = path;
}

static void history__a_gate_that_no_longer_runs_is_not_just_green(void **state) {
    struct fixture *f = *state;
    make_night(f, &(struct night){.number = 1, .revision = "c1", .lufs = -14});
    make_night(f, &(struct night){.number = 2, .revision = "c2", .lufs = -14});
    has(text_of((read_all(f), f)), "100 % passed: 2 of 2\n\nlevels");
    lg_history_dispose(&f->history);
    for (size_t i = 3; i <= 6; i++)
        make_other_night(f, i);
    const struct lg_history *history = read_all(f);
    has(text_of(f),
        "      last judged on 2026-02-23 (run 2 of 6, commit c2), not in the last 4 runs\n");
    has(text_of(f), "\n4 of them ended with exit 30, last on 2026-02-27 (run 6 of 6)\n");
    const struct lg_value *map = lg_history_value(history, &f->arena);
    assert_int_equal(lg_value_number(lg_value_path(map, "gates.0.runs_since")), 4);
    assert_int_equal(lg_value_number(lg_value_path(map, "gates.0.last_judged.number")), 2);
    struct lg_str page = {0};
    lg_history_page(history, "nights", &page);
    has(lg_str_text(&page), "<header class=odd>");
    has(lg_str_text(&page), "The last run ended with exit 30, 1 not judged in the last run</span>");
    has(lg_str_text(&page), "last judged on 2026-02-23");
    lg_str_dispose(&page);
}

static void history__a_copy_of_a_run_is_told_and_another_name_is_not(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    make_night(f, &(struct night){.number = 1, .revision = "c1", .lufs = -14});
    const char *copy = lg_arena_printf(&f->arena, "%s/z.jsonl", f->folder);
    const char *name = lg_arena_printf(&f->arena, "%s/latest.jsonl", f->folder);
    assert_int_equal(lg_fs_copy(f->paths[0], copy, &err), 0);
    assert_int_equal(symlink(f->paths[0], name), 0);
    const char *paths[] = {f->paths[0], name, copy};
    int rc = lg_history_read(&f->history, paths, LG_ARRAY_LEN(paths), &options, &err);
    unlink(copy);
    unlink(name);
    assert_int_equal(rc, 0);
    assert_int_equal(f->history.num_runs, 1);
    assert_int_equal(f->history.num_copies, 1);
    assert_string_equal(f->history.copies[0].path, copy);
    has(f->history.copies[0].why, "run run-99, which ");
}

static void make_red_nights(struct fixture *f) {
    static const enum lg_outcome outcomes[] = {LG_PASSED,  LG_FAILED, LG_PASSED,
                                               LG_SKIPPED, LG_FAILED, LG_ERROR};
    for (size_t i = 0; i < LG_ARRAY_LEN(outcomes); i++) {
        bool is_red = outcomes[i] == LG_FAILED || outcomes[i] == LG_ERROR;
        make_night(f, &(struct night){
                          .number = i + 1,
                          .revision = lg_arena_printf(&f->arena, "c%zu", i + 1),
                          .lufs = -14.0,
                          .outcome = outcomes[i],
                          .message = is_red ? lg_arena_printf(&f->arena, "wanted 5, got %zu", i)
                                     : outcomes[i] == LG_SKIPPED ? "not tonight"
                                                                 : NULL,
                          .category = i == 1   ? "4 audio"
                                      : is_red ? "unclassified"
                                               : NULL});
    }
}

static void history__says_since_when_a_gate_is_red(void **state) {
    struct fixture *f = *state;
    make_red_nights(f);
    const struct lg_history *history = read_all(f);
    const struct lg_history_gate *gate = &history->gates[0];
    assert_int_equal(lg_history_judged(gate), 5);
    assert_int_equal(lg_history_passed(gate), 2);
    assert_int_equal(gate->changes, 3);
    assert_int_equal(gate->changed, 4);
    assert_int_equal(gate->first_bad, 4);
    assert_int_equal(gate->last_good, 2);
    const char *text = text_of(f);
    has(text, " 40 % passed: 2 of 5, 2 failed, 1 in error, 1 skipped\n");
    has(text,
        "green to red on 2026-02-26 (run 5 of 6, commit c5), the last of 3 changes, the first "
        "bad one; last good: 2026-02-24 (run 3 of 6, commit c3)\n");
}

static void history__groups_what_nobody_has_a_name_for(void **state) {
    struct fixture *f = *state;
    make_red_nights(f);
    const struct lg_history *history = read_all(f);
    assert_int_equal(history->num_groups, 1);
    assert_int_equal(history->groups[0].count, 2);
    assert_int_equal(history->groups[0].first, 4);
    assert_int_equal(history->groups[0].last, 5);
    assert_string_equal(history->groups[0].masked, "wanted #, got #");
    has(text_of(f), "  2 times, last on 2026-02-27 (run 6 of 6, commit c6)  ");
}

static void history__tells_the_slowest_first(void **state) {
    struct fixture *f = *state;
    make_red_nights(f);
    const struct lg_history_step *steps[3];
    assert_int_equal(lg_history_slowest(read_all(f), steps, 2), 2);
    assert_string_equal(steps[0]->id, "render");
    assert_int_equal(steps[0]->count, 6);
    assert_int_equal(steps[0]->longest, 5);
    assert_string_equal(steps[1]->id, "levels");
    assert_int_equal(steps[1]->count, 5);
    assert_int_equal(lg_history_slowest(&f->history, steps, 1), 1);
    assert_string_equal(steps[0]->id, "render");
}

static void history__a_run_that_was_cut_off_is_one(void **state) {
    struct fixture *f = *state;
    make_night(f, &(struct night){.number = 1, .lufs = -14.0});
    make_night(f, &(struct night){.number = 2, .lufs = -14.0, .is_cut = true});
    const struct lg_history *history = read_all(f);
    assert_int_equal(history->num_skipped, 0);
    assert_false(history->runs[0].is_cut);
    assert_true(history->runs[1].is_cut);
    assert_int_equal(history->gates[0].outcomes[LG_INTERRUPTED], 1);
    assert_int_equal(history->series[0].count, 2);
    has(text_of(f), "100 % passed: 1 of 1, 1 not run\n");
}

static void history__shards_are_left_to_the_run_that_joins_them(void **state) {
    struct fixture *f = *state;
    struct lg_value *merged = lg_value_list(&f->arena);
    struct lg_value *row = lg_value_map(&f->arena);
    lg_value_put(&f->arena, row, "run", lg_value_text(&f->arena, "run-98"));
    lg_value_push(&f->arena, merged, row);
    make_night(f, &(struct night){.number = 1, .lufs = -14.0});
    make_night(f, &(struct night){.number = 2, .lufs = -14.0});
    make_night(f, &(struct night){.number = 3, .lufs = -14.0, .merged = merged});
    const struct lg_history *history = read_all(f);
    assert_int_equal(history->num_runs, 2);
    assert_string_equal(history->runs[0].run, "run-99");
    assert_string_equal(history->runs[1].run, "run-97");
    assert_int_equal(history->num_skipped, 0);
}

/* Broken in the middle: the chain says so. */
static void damage(const char *path) {
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 300, SEEK_SET), 0);
    assert_int_not_equal(fputc('#', file), EOF);
    assert_int_equal(fclose(file), 0);
}

static void history__skips_what_is_broken_or_foreign_by_name(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    make_night(f, &(struct night){.number = 1, .lufs = -14.0});
    make_night(f, &(struct night){.number = 2, .lufs = -10.0});
    damage(f->paths[1]);
    const char *copy = f->paths[0];
    const char *paths[] = {f->paths[0], f->paths[1], LG_SOURCE_DIR "/README.md", "/no/such.jsonl",
                           copy};
    assert_int_equal(lg_history_read(&f->history, paths, LG_ARRAY_LEN(paths), &options, &err), 0);
    assert_int_equal(f->history.num_runs, 1);
    assert_int_equal(f->history.series[0].count, 1);
    assert_int_equal(f->history.num_skipped, 3);
    assert_string_equal(f->history.skipped[0].path, f->paths[1]);
    has(f->history.skipped[0].why, "line 2: ");
    assert_string_equal(f->history.skipped[2].path, "/no/such.jsonl");
}

static void history__of_nothing_is_an_error(void **state) {
    struct fixture *f = *state;
    const char *const paths[] = {LG_SOURCE_DIR "/README.md"};
    struct lg_err err = {0};
    assert_int_equal(lg_history_read(&f->history, paths, 1, &options, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_string_equal(err.text, "no receipts of a run among 1 file");
    has(f->history.skipped[0].why, "line 1: ");
}

static void history__the_value_says_what_the_text_does(void **state) {
    struct fixture *f = *state;
    const struct lg_value *value = lg_history_value(read_all(f), &f->arena);
    const struct lg_value *at = lg_value_path(value, "levels.0.stepped.0.at");
    assert_int_equal(lg_value_get(at, "number")->as.integer, STEPPED_AT);
    assert_string_equal(lg_value_get(at, "revision")->as.string.text, commit_of(f, STEPPED_AT));
    assert_int_equal(lg_value_path(value, "levels.0.stepped.0.before.number")->as.integer,
                     STEPPED_AT - 1);
    assert_true(lg_value_number(lg_value_path(value, "gates.0.pass_rate")) == 1.0);
    assert_int_equal(lg_value_path(value, "runs")->as.list.count, NIGHTS);
}

static void history__the_page_shows_all_of_it_and_loads_nothing(void **state) {
    struct fixture *f = *state;
    struct lg_str page = {0};
    read_all(f);
    lg_history_page(&f->history, "<script>", &page);
    const char *text = lg_str_text(&page);
    has(text, "<!doctype html>\n" LG_HTML_MARK "history -->");
    has(text, "No gate is red");
    has(text, "(run 20 of 30, commit c20000000000)");
    has(text, "&lt;script&gt;");
    has(text, "The line is the level between its steps.");
    assert_null(strstr(text, "http"
                             "s://"));
    assert_null(strstr(text, " src="));
    lg_str_dispose(&page);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define STEPPED(name) cmocka_unit_test_setup_teardown(name, setup_stepped, teardown_stepped)

int main(void) {
    const struct CMUnitTest tests[] = {
        STEPPED(history__names_the_night_that_it_stepped_and_its_commit),
        CASE(history__noise_is_no_step),
        CASE(history__names_the_last_night_where_it_differs),
        CASE(history__a_gate_that_no_longer_runs_is_not_just_green),
        CASE(history__a_copy_of_a_run_is_told_and_another_name_is_not),
        CASE(history__says_since_when_a_gate_is_red),
        CASE(history__groups_what_nobody_has_a_name_for),
        CASE(history__tells_the_slowest_first),
        CASE(history__a_run_that_was_cut_off_is_one),
        CASE(history__shards_are_left_to_the_run_that_joins_them),
        CASE(history__skips_what_is_broken_or_foreign_by_name),
        CASE(history__of_nothing_is_an_error),
        STEPPED(history__the_value_says_what_the_text_does),
        STEPPED(history__the_page_shows_all_of_it_and_loads_nothing),
    };
    return cmocka_run_group_tests(tests, make_stepped, remove_stepped);
}
