#include "audio/verdict.h"

#include "unit/audio/waves.h"

static const char shipped[] = LG_SOURCE_DIR "/gates/tables/vectors.yaml";

struct loaded {
    struct lg_arena arena;
    struct lg_vectors vectors;
};

static int load(void **state) {
    struct loaded *loaded = lg_xcalloc(1, sizeof *loaded);
    *state = loaded;
    return lg_vectors_read(shipped, &loaded->arena, &loaded->vectors, NULL);
}

static int unload(void **state) {
    struct loaded *loaded = *state;
    lg_arena_dispose(&loaded->arena);
    free(loaded);
    return 0;
}

/* Checks as a meter would leave them that has the faults of a list and is right elsewhere, but for
 * `error` on all it reads. */
struct meter {
    const size_t *faults;
    size_t num_faults;
    double error;
};

static const struct lg_wrong *wrong_of(const struct meter *meter, const struct lg_vector *vector,
                                       enum lg_quantity quantity) {
    for (size_t f = 0; f < meter->num_faults; f++)
        for (size_t i = 0; i < vector->num_wrongs; i++)
            if (vector->wrongs[i].fault == meter->faults[f] &&
                vector->wrongs[i].quantity == quantity)
                return &vector->wrongs[i];
    return NULL;
}

static void read_check(const struct meter *meter, struct lg_conformance_result *r) {
    const struct lg_vector_check *check = r->check;
    const struct lg_wrong *wrong = wrong_of(meter, r->vector, check->quantity);
    double value = wrong != NULL ? wrong->value : check->value;
    value -= wrong != NULL && wrong->or_less ? 0.2 : 0.0;
    r->low = check->value - check->minus;
    r->high = check->value + check->plus;
    r->got = (struct lg_heard_level){LG_HEARD_NUMBER, value + meter->error};
    if (wrong == NULL && check->want != LG_WANT_NUMBER)
        r->got = (struct lg_heard_level){LG_HEARD_UNDEFINED, NAN};
    bool is_right = wrong == NULL || (check->want == LG_WANT_NUMBER && r->got.value >= r->low &&
                                      r->got.value <= r->high);
    r->outcome = is_right ? LG_JUDGED_PASSED : LG_JUDGED_FAILED;
}

static struct lg_conformance meet(struct loaded *loaded, const struct lg_vector_set *set,
                                  const struct meter *meter) {
    const struct lg_vectors *vectors = &loaded->vectors;
    size_t count = set != NULL ? set->count : vectors->count;
    struct lg_conformance c = {0};
    c.results = lg_arena_array(&loaded->arena, count * 8, sizeof *c.results);
    for (size_t i = 0; i < count; i++) {
        const struct lg_vector *vector = &vectors->items[set != NULL ? set->indices[i] : i];
        for (size_t k = 0; vector->file == NULL && k < vector->num_checks; k++) {
            struct lg_conformance_result *r = &c.results[c.count++];
            *r = (struct lg_conformance_result){
                .vector = vector, .rate_hz = vector->wave.rate_hz, .check = &vector->checks[k]};
            read_check(meter, r);
            c.outcomes[r->outcome]++;
        }
    }
    return c;
}

static size_t fault_of(const struct lg_vectors *vectors, const char *id) {
    for (size_t i = 0; i < vectors->num_faults; i++)
        if (strcmp(vectors->faults[i].id, id) == 0)
            return i;
    fail_msg("no fault '%s'", id);
    return 0;
}

/* A generic fault is hidden by the special one that reads the same. */
static bool has_a_special_case(const char *id) {
    return strcmp(id, "non_finite_counted") == 0;
}

/* Each alone, with filters a hair off: it and no other is named, and it explains all. */
static void verdict__names_each_fault_and_no_other(void **state) {
    struct loaded *loaded = *state;
    for (size_t fault = 0; fault < loaded->vectors.num_faults; fault++) {
        const char *id = loaded->vectors.faults[fault].id;
        struct meter meter = {&fault, 1, 0.004};
        struct lg_conformance c = meet(loaded, NULL, &meter);
        struct lg_verdicts verdicts;
        lg_verdicts_find(&c, &loaded->vectors, &loaded->arena, &verdicts);
        if (has_a_special_case(id))
            continue;
        if (verdicts.count != 1 || verdicts.items[0].fault != &loaded->vectors.faults[fault])
            fail_msg("'%s': %zu named, first '%s'", id, verdicts.count,
                     verdicts.count > 0 ? verdicts.items[0].fault->id : "none");
        assert_int_equal(verdicts.unexplained, 0);
        assert_true(verdicts.items[0].matched > 0);
        assert_int_equal(verdicts.items[0].matched, verdicts.items[0].known);
        assert_int_equal(verdicts.items[0].example->outcome, LG_JUDGED_FAILED);
    }
}

/* The small set is there to tell the faults of loudness apart, and most of the peaks'. */
static void verdict__the_small_set_names_each_fault_too(void **state) {
    struct loaded *loaded = *state;
    const struct lg_vector_set *small = lg_vectors_set(&loaded->vectors, "small");
    for (size_t fault = 0; fault < loaded->vectors.num_faults; fault++) {
        const char *id = loaded->vectors.faults[fault].id;
        struct meter meter = {&fault, 1, 0.0};
        struct lg_conformance c = meet(loaded, small, &meter);
        struct lg_verdicts verdicts;
        lg_verdicts_find(&c, &loaded->vectors, &loaded->arena, &verdicts);
        if (has_a_special_case(id))
            continue;
        if (verdicts.count != 1 || verdicts.items[0].fault != &loaded->vectors.faults[fault])
            fail_msg("'%s': %zu named, first '%s'", id, verdicts.count,
                     verdicts.count > 0 ? verdicts.items[0].fault->id : "none");
    }
}

static void forget_all_but(struct lg_conformance *c, enum lg_quantity quantity) {
    for (size_t i = 0; i < c->count; i++) {
        if (c->results[i].check->quantity == quantity)
            continue;
        c->results[i].got.kind = LG_HEARD_ABSENT;
        c->results[i].outcome = LG_JUDGED_UNJUDGED;
    }
}

static bool has_failed(const struct lg_conformance *c) {
    for (size_t i = 0; i < c->count; i++)
        if (c->results[i].outcome == LG_JUDGED_FAILED)
            return true;
    return false;
}

/* Many meters say nothing but I: each fault of loudness is named from that as well. */
static void verdict__integrated_loudness_alone_names_faults(void **state) {
    struct loaded *loaded = *state;
    const struct lg_vector_set *sets[] = {lg_vectors_set(&loaded->vectors, "small"), NULL};
    size_t seen = 0;
    for (size_t i = 0; i < loaded->vectors.num_faults * LG_ARRAY_LEN(sets); i++) {
        size_t fault = i / LG_ARRAY_LEN(sets);
        const char *id = loaded->vectors.faults[fault].id;
        struct meter meter = {&fault, 1, 0.0};
        struct lg_conformance c = meet(loaded, sets[i % LG_ARRAY_LEN(sets)], &meter);
        struct lg_verdicts verdicts;
        forget_all_but(&c, LG_QUANTITY_I);
        lg_verdicts_find(&c, &loaded->vectors, &loaded->arena, &verdicts);
        if (!has_failed(&c) || has_a_special_case(id))
            continue;
        seen++;
        if (verdicts.count != 1 || verdicts.items[0].fault != &loaded->vectors.faults[fault])
            fail_msg("'%s': %zu named, first '%s'", id, verdicts.count,
                     verdicts.count > 0 ? verdicts.items[0].fault->id : "none");
        assert_int_equal(verdicts.unexplained, 0);
    }
    assert_true(seen > 50);
}

static void verdict__names_faults_side_by_side(void **state) {
    struct loaded *loaded = *state;
    static const char *const ids[] = {"rear_weight_141", "momentary_hop_100ms",
                                      "true_peak_unflushed", "non_finite_dropped", "dual_mono"};
    size_t faults[LG_ARRAY_LEN(ids)];
    for (size_t i = 0; i < LG_ARRAY_LEN(ids); i++)
        faults[i] = fault_of(&loaded->vectors, ids[i]);
    struct meter meter = {faults, LG_ARRAY_LEN(ids), 0.0};
    struct lg_conformance c = meet(loaded, NULL, &meter);
    struct lg_verdicts verdicts;
    lg_verdicts_find(&c, &loaded->vectors, &loaded->arena, &verdicts);
    assert_int_equal(verdicts.count, LG_ARRAY_LEN(ids));
    assert_int_equal(verdicts.unexplained, 0);
    for (size_t i = 0; i < c.count; i++)
        if (c.results[i].outcome == LG_JUDGED_FAILED)
            assert_true(lg_verdicts_explain(&verdicts, &loaded->vectors, &c.results[i]));
}

static void verdict__a_right_meter_gets_none(void **state) {
    struct loaded *loaded = *state;
    struct meter meter = {NULL, 0, 0.01};
    struct lg_conformance c = meet(loaded, NULL, &meter);
    struct lg_verdicts verdicts;
    lg_verdicts_find(&c, &loaded->vectors, &loaded->arena, &verdicts);
    assert_int_equal(c.outcomes[LG_JUDGED_FAILED], 0);
    assert_int_equal(verdicts.count, 0);
    assert_false(verdicts.hears_nothing);
}

/* An error that is none of the known ones is not put down to one of them. */
static void verdict__an_unknown_fault_stays_unexplained(void **state) {
    struct loaded *loaded = *state;
    struct meter meter = {NULL, 0, 1.7};
    struct lg_conformance c = meet(loaded, NULL, &meter);
    struct lg_verdicts verdicts;
    for (size_t i = 0; i < c.count; i++)
        if (c.results[i].check->want == LG_WANT_NUMBER)
            c.results[i].outcome = LG_JUDGED_FAILED;
    lg_verdicts_find(&c, &loaded->vectors, &loaded->arena, &verdicts);
    assert_int_equal(verdicts.count, 0);
    assert_true(verdicts.unexplained > 100);
}

static void verdict__a_meter_that_hears_nothing_is_said_to(void **state) {
    struct loaded *loaded = *state;
    struct meter meter = {NULL, 0, 0.0};
    struct lg_conformance c = meet(loaded, NULL, &meter);
    struct lg_verdicts verdicts;
    for (size_t i = 0; i < c.count; i++) {
        c.results[i].got = (struct lg_heard_level){LG_HEARD_NUMBER, -70.0};
        if (c.results[i].check->want == LG_WANT_NUMBER)
            c.results[i].outcome = LG_JUDGED_FAILED;
    }
    lg_verdicts_find(&c, &loaded->vectors, &loaded->arena, &verdicts);
    assert_true(verdicts.hears_nothing);
    assert_int_equal(verdicts.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdict__names_each_fault_and_no_other),
        cmocka_unit_test(verdict__the_small_set_names_each_fault_too),
        cmocka_unit_test(verdict__integrated_loudness_alone_names_faults),
        cmocka_unit_test(verdict__names_faults_side_by_side),
        cmocka_unit_test(verdict__a_right_meter_gets_none),
        cmocka_unit_test(verdict__an_unknown_fault_stays_unexplained),
        cmocka_unit_test(verdict__a_meter_that_hears_nothing_is_said_to),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
