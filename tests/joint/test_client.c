/* The client against the simulated Live: how fast it is, and that it is never wrong. */
#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "joint/faulty.h"

/* ---- how fast ---- */

struct rig {
    struct lg_env env;
    struct lg_arena arena;
    struct lg_sim_set set;
    struct lg_live *live;
    struct lg_sim *sim;
};

static void open_rig(struct rig *rig, size_t max_dgram) {
    struct lg_err err = {0};
    struct lg_link *link = NULL;
    lg_env_init_test(&rig->env);
    if (lg_sim_set_read(LG_SOURCE_DIR "/fixtures/sets/hundred-tracks.yaml", &rig->arena, &rig->set,
                        &err) < 0)
        fail_msg("%s", err.text);
    rig->sim = lg_sim_new(&rig->set, &(struct lg_sim_options){.max_dgram = max_dgram});
    assert_int_equal(lg_sim_link_open(&rig->env, rig->sim, 100, &link, &err), 0);
    rig->live = lg_live_new(&rig->env, link);
}

static void close_rig(struct rig *rig) {
    lg_live_free(rig->live);
    lg_arena_dispose(&rig->arena);
}

static const char *const columns[] = {
    "/live/device/get/parameters/name", "/live/device/get/parameters/value",
    "/live/device/get/parameters/min", "/live/device/get/parameters/max",
    "/live/device/get/parameters/is_quantized"};

/* Five columns of four devices of a hundred tracks. */
static void ask_every_table(struct lg_batch *batch, bool safely) {
    for (int track = 0; track < 100; track++) {
        for (int device = 0; device < 4; device++) {
            struct lg_osc_arg at[] = {lg_osc_int(track), lg_osc_int(device)};
            for (size_t i = 0; i < LG_ARRAY_LEN(columns); i++) {
                if (safely)
                    lg_batch_ask_safe(batch, columns[i], at, 2, 2);
                else
                    lg_batch_ask(batch, columns[i], at, 2, 2);
            }
        }
    }
}

static void client__two_thousand_safe_reads_take_five_ticks_at_most(void **state) {
    LG_UNUSED(state);
    static const size_t max_dgrams[] = {0, 9216};
    for (size_t i = 0; i < LG_ARRAY_LEN(max_dgrams); i++) {
        struct rig rig = {0};
        struct lg_err err = {0};
        struct lg_batch *batch = lg_batch_new();
        open_rig(&rig, max_dgrams[i]);
        ask_every_table(batch, true);
        if (lg_live_exchange(rig.live, batch, 5 * LG_NS_PER_S, &err) < 0)
            fail_msg("%s", err.text);
        for (size_t k = 0; k < 2000; k++)
            assert_int_equal(lg_batch_answer(batch, k)->kind, LG_ANSWER_REPLY);
        struct lg_live_counts counts = lg_live_counts(rig.live);
        int64_t ticks = lg_clock_now_ns(&rig.env.clock) / (100 * LG_NS_PER_MS);
        printf("2000 safe reads: %lld ticks, %llu datagrams\n", (long long)ticks,
               (unsigned long long)counts.sent);
        assert_true(ticks <= 5);
        assert_true(counts.sent <= 20);
        assert_int_equal(counts.answered, 2000);
        assert_int_equal(counts.late + counts.errors, 0);
        assert_int_equal(lg_sim_faults_of(rig.sim)->overflows, 0);
        lg_batch_free(batch);
        close_rig(&rig);
    }
}

/* One by one they need more ticks, but none is lost either. */
static void client__risky_reads_stay_within_the_scripts_buffer(void **state) {
    LG_UNUSED(state);
    struct rig rig = {0};
    struct lg_err err = {0};
    struct lg_batch *batch = lg_batch_new();
    open_rig(&rig, 0);
    ask_every_table(batch, false);
    if (lg_live_exchange(rig.live, batch, 5 * LG_NS_PER_S, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(lg_live_counts(rig.live).sent, 2000);
    assert_int_equal(lg_sim_faults_of(rig.sim)->overflows, 0);
    assert_true(lg_clock_now_ns(&rig.env.clock) <= 16 * 100 * LG_NS_PER_MS);
    lg_batch_free(batch);
    close_rig(&rig);
}

/* The tenth is no track's; the errors cost a tick each and nothing else. */
static void client__errors_among_many_cost_a_tick_each(void **state) {
    LG_UNUSED(state);
    struct rig rig = {0};
    struct lg_err err = {0};
    struct lg_batch *batch = lg_batch_new();
    open_rig(&rig, 0);
    for (int i = 0; i < 100; i++) {
        struct lg_osc_arg at = lg_osc_int(i % 10 == 9 ? 1000 + i : i);
        lg_batch_ask(batch, "/live/track/get/name", &at, 1, 1);
    }
    /* The deadline is for one tick; ten errors allow ten more. */
    if (lg_live_exchange(rig.live, batch, 150 * LG_NS_PER_MS, &err) < 0)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(lg_batch_answer(batch, i)->kind,
                         i % 10 == 9 ? LG_ANSWER_ERROR : LG_ANSWER_REPLY);
    assert_true(lg_clock_now_ns(&rig.env.clock) <= 11 * 100 * LG_NS_PER_MS);
    lg_batch_limit(batch, lg_clock_now_ns(&rig.env.clock) + 500 * LG_NS_PER_MS);
    int64_t deadline_ns = lg_clock_after(&rig.env.clock, 150 * LG_NS_PER_MS);
    assert_int_equal(lg_live_exchange(rig.live, batch, deadline_ns, &err), -1);
    assert_int_equal(err.kind, LG_ERR_TIMEOUT);
    lg_batch_free(batch);
    close_rig(&rig);
}

/* ---- never wrong ---- */

enum { RUNS = 10000, EXCHANGES = 8, REQUESTS_MAX = 16 };

/* Those of the way between client and script, and of the script itself. */
enum { FAULTS = LG_SIM_FAULT_RESTART + 1 };

/* Numbers for a run: xorshift64*, Vigna 2016. */
static uint64_t draw(uint64_t *from) {
    *from ^= *from >> 12;
    *from ^= *from << 25;
    *from ^= *from >> 27;
    return *from * UINT64_C(0x2545f4914f6cdd1d);
}

static int below(uint64_t *from, int limit) {
    return (int)((draw(from) >> 33) % (uint64_t)limit);
}

enum wish {
    WISH_VALUE,    /* of a parameter, which exists */
    WISH_SHOWN,    /* its text */
    WISH_NO_PARAM, /* of a parameter that does not exist */
    WISH_SET,      /* to a value never used before */
    WISH_BAD_SET,  /* to a value out of range */
    WISH_NUM_TRACKS
};

/* What a request was meant to do, to judge its answer by. */
struct deed {
    enum wish wish;
    int param;
    float value; /* that is set, or that was set right before */
    size_t set;  /* the request that set it, from 1; 0: none */
};

struct tally {
    uint64_t faults[LG_SIM_FAULT__COUNT];
    uint64_t exchanges, right, timeouts, doubts, others;
    uint64_t barriers, stalls, careful;
    uint64_t wrong; /* answers that are not true; of them, old values */
    uint64_t stale;
    char first_wrong[256];
};

struct run {
    struct faulty faulty;
    uint64_t state; /* of the numbers */
    int values;     /* used so far: each write has one of its own */
    struct deed deeds[REQUESTS_MAX];
    size_t num_deeds;
    struct tally *tally;
    uint64_t seed;
};

static void wrong(struct run *run, const char *what, const struct deed *deed, double got) {
    if (run->tally->wrong++ == 0)
        snprintf(run->tally->first_wrong, sizeof run->tally->first_wrong,
                 "run %llu: %s: parameter %d, got %.9g, set before %.9g",
                 (unsigned long long)run->seed, what, deed->param, got, (double)deed->value);
}

/* In-order links that only lose things are careful in another way than those that do all. */
static void choose_faults(struct run *run, struct lg_sim_fault_rule rules[LG_SIM_FAULT__COUNT]) {
    static const enum lg_sim_fault in_order[] = {
        LG_SIM_FAULT_LOSE_REQUEST,  LG_SIM_FAULT_LOSE_REPLY,     LG_SIM_FAULT_FOREIGN_ADDRESS,
        LG_SIM_FAULT_FOREIGN_INDEX, LG_SIM_FAULT_FOREIGN_SOURCE, LG_SIM_FAULT_STALL,
        LG_SIM_FAULT_RESTART};
    bool is_in_order = run->seed % 3 == 0;
    int count = is_in_order ? (int)LG_ARRAY_LEN(in_order) : FAULTS;
    for (int i = 0; i < count; i++) {
        enum lg_sim_fault fault = is_in_order ? in_order[i] : (enum lg_sim_fault)i;
        bool is_rare = fault == LG_SIM_FAULT_STALL || fault == LG_SIM_FAULT_RESTART;
        if (below(&run->state, 2) == 0)
            rules[fault] = (struct lg_sim_fault_rule){
                .rate = 0.01 * (1 + below(&run->state, is_rare ? 4 : 20)),
                .ticks = fault == LG_SIM_FAULT_STALL ? 1 + below(&run->state, 30)
                                                     : 1 + below(&run->state, 3)};
    }
}

static float new_value(struct run *run) {
    return (float)(1000 + ++run->values);
}

static void add(struct run *run, struct lg_batch *batch, struct deed deed) {
    struct lg_osc_arg args[] = {lg_osc_int(0), lg_osc_int(0),
                                lg_osc_int(deed.wish == WISH_NO_PARAM ? 99 : deed.param),
                                lg_osc_float(deed.value)};
    bool safely = deed.wish == WISH_VALUE && below(&run->state, 2) == 0;
    switch (deed.wish) {
    case WISH_VALUE:
    case WISH_NO_PARAM:
        (safely ? lg_batch_ask_safe : lg_batch_ask)(batch, "/live/device/get/parameter/value", args,
                                                    3, 3);
        break;
    case WISH_SHOWN:
        lg_batch_ask(batch, "/live/device/get/parameter/value_string", args, 3, 3);
        break;
    case WISH_SET:
    case WISH_BAD_SET:
        lg_batch_tell(batch, "/live/device/set/parameter/value", args, 4);
        break;
    case WISH_NUM_TRACKS:
        lg_batch_ask(batch, "/live/song/get/num_tracks", NULL, 0, 0);
        break;
    }
    run->deeds[run->num_deeds++] = deed;
}

static void add_write(struct run *run, struct lg_batch *batch, int param) {
    float value = new_value(run);
    add(run, batch, (struct deed){WISH_SET, param, value, 0});
    size_t set = run->num_deeds;
    add(run, batch, (struct deed){WISH_VALUE, param, value, set});
    if (below(&run->state, 2) == 0)
        add(run, batch, (struct deed){WISH_SHOWN, param, value, set});
}

static void fill_batch(struct run *run, struct lg_batch *batch) {
    run->num_deeds = 0;
    int groups = 1 + below(&run->state, 4);
    for (int i = 0; i < groups; i++) {
        int param = below(&run->state, FAULTY_PARAMS);
        switch (below(&run->state, 8)) {
        case 0:
        case 1:
        case 2:
            add_write(run, batch, param);
            break;
        case 3:
            add(run, batch, (struct deed){WISH_NO_PARAM, param, 0, 0});
            break;
        case 4:
            add(run, batch, (struct deed){WISH_BAD_SET, param, -1, 0});
            add(run, batch, (struct deed){WISH_VALUE, param, 0, 0});
            break;
        case 5:
            add(run, batch, (struct deed){WISH_NUM_TRACKS, param, 0, 0});
            break;
        default:
            add(run, batch, (struct deed){WISH_VALUE, param, 0, 0});
            break;
        }
    }
}

/* Behind a write that was taken it is that value; else one that was true while the exchange ran. */
static void judge_value(struct run *run, const struct lg_batch *batch, const struct deed *deed,
                        float got) {
    bool was_set = deed->set > 0 && lg_batch_answer(batch, deed->set - 1)->kind == LG_ANSWER_SENT;
    bool is_wrong =
        was_set ? got != deed->value : !faulty_was(&run->faulty, (size_t)deed->param, got);
    run->tally->stale += is_wrong;
    if (is_wrong && was_set)
        wrong(run, "not what was set right before", deed, (double)got);
    else if (is_wrong)
        wrong(run, "not true while the exchange ran", deed, (double)got);
}

static bool is_shown_as(const struct run *run, float value, const char *text) {
    struct lg_str shown = {0};
    lg_sim_param_show(faulty_param(&run->faulty, 0), value, &shown);
    bool is_it = strcmp(lg_str_text(&shown), text) == 0;
    lg_str_dispose(&shown);
    return is_it;
}

/* No two of the values that the run has used are shown alike; 0 is what the file says. */
static float value_shown(const struct run *run, const char *text) {
    for (int value = 1001; value <= 1000 + run->values; value++) {
        if (is_shown_as(run, (float)value, text))
            return (float)value;
    }
    return is_shown_as(run, 0, text) ? 0 : -1;
}

static void judge_answer(struct run *run, const struct lg_batch *batch, const struct deed *deed,
                         const struct lg_answer *answer) {
    double got = -1;
    if (answer->count != 4 || answer->args[2].tag != 'i' || answer->args[2].as.i != deed->param)
        wrong(run, "a reply to something else", deed, -1);
    else if (answer->args[3].tag == 's')
        judge_value(run, batch, deed, value_shown(run, answer->args[3].as.s));
    else if (lg_osc_number(&answer->args[3], &got))
        judge_value(run, batch, deed, (float)got);
    else
        wrong(run, "no value", deed, -1);
}

static void judge_reply(struct run *run, const struct lg_batch *batch, const struct deed *deed,
                        const struct lg_answer *answer) {
    if (deed->wish == WISH_VALUE || deed->wish == WISH_SHOWN)
        judge_answer(run, batch, deed, answer);
    else if (deed->wish != WISH_NUM_TRACKS || answer->count != 1 || answer->args[0].as.i != 2)
        wrong(run, "a reply where none belongs", deed, 0);
}

/* An error is right for what fails, and for what stood behind it. */
static void judge_error(struct run *run, const struct deed *deed, const struct lg_answer *answer) {
    bool fails = deed->wish == WISH_NO_PARAM || deed->wish == WISH_BAD_SET;
    if (!fails && !lg_starts_with(answer->error, "not served, as what stood before it failed"))
        wrong(run, "an error of another request", deed, 0);
}

static void judge(struct run *run, const struct lg_batch *batch, int status,
                  const struct lg_err *err) {
    for (size_t i = 0; i < run->num_deeds; i++) {
        const struct deed *deed = &run->deeds[i];
        const struct lg_answer *answer = lg_batch_answer(batch, i);
        if (answer->kind == LG_ANSWER_REPLY)
            judge_reply(run, batch, deed, answer);
        else if (answer->kind == LG_ANSWER_ERROR)
            judge_error(run, deed, answer);
        else if (answer->kind == LG_ANSWER_SENT &&
                 (deed->wish != WISH_SET ||
                  !faulty_was(&run->faulty, (size_t)deed->param, deed->value)))
            wrong(run, "taken, says the client", deed, 0);
        else if (answer->kind == LG_ANSWER_NONE && status == 0)
            wrong(run, "no answer, and no error", deed, 0);
    }
    if (status < 0 && ((err->kind != LG_ERR_TIMEOUT && err->kind != LG_ERR_READ) ||
                       strchr(err->text, '/') == NULL))
        fail_msg("run %llu: no named error: %s", (unsigned long long)run->seed, err->text);
}

/* The parameter becomes something new behind the client's back; what is read from now on is that.
 */
static void change_behind_its_back(struct run *run) {
    struct lg_sim_param *param = faulty_param(&run->faulty, (size_t)below(&run->state, 4));
    param->value = new_value(run);
}

/* Two writes of one tick: the first value is never seen between ticks, but it was there. */
static void see_writes(struct run *run) {
    for (size_t i = 0; i < run->num_deeds; i++) {
        const struct deed *deed = &run->deeds[i];
        for (size_t k = i + 1; k < run->num_deeds && deed->wish == WISH_SET; k++) {
            if (run->deeds[k].wish == WISH_SET && run->deeds[k].param == deed->param)
                faulty_see(&run->faulty, (size_t)deed->param, deed->value);
        }
    }
}

static void one_exchange(struct run *run) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_err err = {0};
    struct tally *tally = run->tally;
    fill_batch(run, batch);
    if (below(&run->state, 2) == 0)
        change_behind_its_back(run);
    faulty_look_away(&run->faulty);
    static const int patience_ms[] = {150, 400, 1500, 6000, 20000};
    int64_t deadline_ns =
        lg_clock_after(&run->faulty.env.clock, patience_ms[below(&run->state, 5)] * LG_NS_PER_MS);
    int status = lg_live_exchange(run->faulty.live, batch, deadline_ns, &err);
    see_writes(run);
    judge(run, batch, status, &err);
    tally->exchanges++;
    tally->right += status == 0;
    tally->timeouts += err.kind == LG_ERR_TIMEOUT;
    tally->doubts += err.kind == LG_ERR_READ;
    lg_batch_free(batch);
}

struct setting {
    struct lg_live_options options;
    bool hides_disorder;
};

static void one_run(uint64_t seed, const struct setting *setting, struct tally *tally) {
    static struct run run;
    struct lg_err err = {0};
    struct lg_sim_fault_rule rules[LG_SIM_FAULT__COUNT] = {{0}};
    memset(&run, 0, sizeof run);
    run.tally = tally;
    run.seed = seed;
    run.state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    choose_faults(&run, rules);
    run.faulty.hides_disorder = setting->hides_disorder;
    assert_int_equal(faulty_open(&run.faulty, seed, rules, &setting->options, &err), 0);
    tally->careful += run.faulty.link.lifetime_ns > 0;
    for (int i = 0; i < EXCHANGES; i++)
        one_exchange(&run);
    const struct lg_sim_faults *faults = lg_sim_faults_of(run.faulty.sim);
    for (int i = 0; i < LG_SIM_FAULT__COUNT; i++)
        tally->faults[i] += faults->counts[i];
    struct lg_live_counts counts = lg_live_counts(run.faulty.live);
    tally->barriers += counts.barriers;
    tally->stalls += counts.stalls;
    faulty_dispose(&run.faulty);
}

static void print_tally(const char *title, const struct tally *tally) {
    printf("%s: %llu exchanges, %llu right, %llu time-outs, %llu doubtful; %llu barriers, %llu "
           "stalls named; %llu answers not true, %llu of them stale\n",
           title, (unsigned long long)tally->exchanges, (unsigned long long)tally->right,
           (unsigned long long)tally->timeouts, (unsigned long long)tally->doubts,
           (unsigned long long)tally->barriers, (unsigned long long)tally->stalls,
           (unsigned long long)tally->wrong, (unsigned long long)tally->stale);
    for (int i = 0; i < FAULTS; i++)
        printf("  %-18s %llu\n", lg_sim_fault_name((enum lg_sim_fault)i),
               (unsigned long long)tally->faults[i]);
}

static void client__accepts_nothing_stale_or_foreign_in_ten_thousand_faulty_runs(void **state) {
    LG_UNUSED(state);
    struct tally tally = {0};
    for (uint64_t seed = 0; seed < RUNS; seed++)
        one_run(seed, &(struct setting){0}, &tally);
    print_tally("10000 runs", &tally);
    if (tally.wrong > 0)
        fail_msg("%s", tally.first_wrong);
    for (int i = 0; i < FAULTS; i++)
        assert_true(tally.faults[i] > 1000);
    assert_true(tally.right > tally.exchanges / 3);
    assert_true(tally.timeouts > 1000 && tally.barriers > 1000);
    assert_true(tally.careful > RUNS / 3 && tally.careful < RUNS);
}

/* A loopback link is believed to be in order until it shows that it is not, as one to a simulated
 * Live with faults does. No old value is taken for a new one all the same; whose an error was may
 * come out wrong until then, four times as often if what was misled were not withdrawn. */
static void client__finds_out_that_a_link_is_not_in_order(void **state) {
    LG_UNUSED(state);
    enum { HIDDEN_RUNS = 3000 };
    struct tally tally = {0};
    for (uint64_t seed = 0; seed < HIDDEN_RUNS; seed++)
        one_run(seed, &(struct setting){.hides_disorder = true}, &tally);
    print_tally("3000 runs over a link that hides its disorder", &tally);
    assert_int_equal(tally.stale, 0);
    assert_int_equal(tally.careful, 0);
    assert_true(tally.right > tally.exchanges / 3);
    if (tally.wrong * 250 > tally.exchanges)
        fail_msg("%llu errors are not their own; the first: %s", (unsigned long long)tally.wrong,
                 tally.first_wrong);
}

/* An address that the script does not know is an error that names it, and ends nothing: the echo of
 * the fence behind it comes too, and may come first. A copy of it is no other request's. */
static void client__knows_an_unknown_address_on_a_link_out_of_order(void **state) {
    static const enum lg_sim_fault faults[] = {
        LG_SIM_FAULT_DUPLICATE_REPLY, LG_SIM_FAULT_DELAY_REPLY, LG_SIM_FAULT_REORDER_REPLY};
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(faults); i++)
        for (uint64_t seed = 0; seed < 20; seed++) {
            struct faulty faulty = {.num_seen = {0}};
            struct lg_sim_fault_rule rules[LG_SIM_FAULT__COUNT] = {0};
            const struct lg_live_options options = {.salt = 0};
            struct lg_err err = {0};
            rules[faults[i]] = (struct lg_sim_fault_rule){.rate = 0.5, .ticks = 2};
            assert_int_equal(faulty_open(&faulty, seed, rules, &options, &err), 0);
            struct lg_batch *batch = lg_batch_new();
            size_t known = lg_batch_ask(batch, "/live/song/get/num_tracks", NULL, 0, 0);
            size_t unknown = lg_batch_ask(batch, "/live/song/get/master_track_name", NULL, 0, 0);
            size_t other = lg_batch_ask(batch, "/live/song/get/num_scenes", NULL, 0, 0);
            if (lg_live_exchange(faulty.live, batch,
                                 lg_clock_after(&faulty.env.clock, 20 * LG_NS_PER_S), &err) != 0)
                fail_msg("%s, seed %d: %s", lg_sim_fault_name(faults[i]), (int)seed, err.text);
            assert_int_equal(lg_batch_answer(batch, known)->kind, LG_ANSWER_REPLY);
            assert_int_equal(lg_batch_answer(batch, unknown)->kind, LG_ANSWER_ERROR);
            assert_int_equal(lg_batch_answer(batch, other)->kind, LG_ANSWER_REPLY);
            lg_batch_free(batch);
            faulty_dispose(&faulty);
        }
}

/* The first of these tests would see it. */
static void client__would_without_the_barrier(void **state) {
    LG_UNUSED(state);
    struct tally tally = {0};
    for (uint64_t seed = 0; seed < RUNS; seed++)
        one_run(seed, &(struct setting){.options.no_barrier = true}, &tally);
    print_tally("10000 runs without the barrier", &tally);
    printf("  the first: %s\n", tally.first_wrong);
    assert_true(tally.stale > 0 && tally.wrong > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client__two_thousand_safe_reads_take_five_ticks_at_most),
        cmocka_unit_test(client__risky_reads_stay_within_the_scripts_buffer),
        cmocka_unit_test(client__errors_among_many_cost_a_tick_each),
        cmocka_unit_test(client__accepts_nothing_stale_or_foreign_in_ten_thousand_faulty_runs),
        cmocka_unit_test(client__finds_out_that_a_link_is_not_in_order),
        cmocka_unit_test(client__knows_an_unknown_address_on_a_link_out_of_order),
        cmocka_unit_test(client__would_without_the_barrier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
