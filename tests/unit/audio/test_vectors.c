#include "audio/vectors.h"

#include "unit/audio/waves.h"

static const char shipped[] = LG_SOURCE_DIR "/gates/tables/vectors.yaml";

struct loaded {
    struct lg_arena arena;
    struct lg_vectors vectors;
};

static int load(void **state) {
    struct loaded *loaded = lg_xcalloc(1, sizeof *loaded);
    struct lg_err err = {0};
    *state = loaded;
    if (lg_vectors_read(shipped, &loaded->arena, &loaded->vectors, &err) == 0)
        return 0;
    print_error("%s:%u:%u: %s\n", err.source, err.line, err.column, err.text);
    return -1;
}

static int unload(void **state) {
    struct loaded *loaded = *state;
    lg_arena_dispose(&loaded->arena);
    free(loaded);
    return 0;
}

static const struct lg_vector *find(const struct lg_vectors *vectors, const char *id) {
    for (size_t i = 0; i < vectors->count; i++)
        if (strcmp(vectors->items[i].id, id) == 0)
            return &vectors->items[i];
    fail_msg("no vector '%s'", id);
    return NULL;
}

static void vectors__the_shipped_set_is_whole(void **state) {
    const struct lg_vectors *vectors = &((struct loaded *)*state)->vectors;
    size_t made = 0;
    /* 137 entries; four families of twenty signals each. */
    assert_int_equal(vectors->count, 134 + 4 * 20);
    for (size_t i = 0; i < vectors->count; i++) {
        const struct lg_vector *vector = &vectors->items[i];
        assert_true(vector->num_checks > 0);
        assert_true(strlen(vector->source) > 10);
        made += vector->file == NULL ? 1 : 0;
        if (vector->file == NULL && strcmp(vector->id, "trap-empty") != 0)
            assert_true(lg_wave_frames(&vector->wave) > 0);
    }
    assert_int_equal(made, vectors->count - 4);
}

static void vectors__families_and_sequences_are_single_signals(void **state) {
    const struct lg_vectors *vectors = &((struct loaded *)*state)->vectors;
    const struct lg_vector *third = find(vectors, "t3341-13-03");
    assert_int_equal(lg_wave_frames(&third->wave), 48000 * 144 / 100);
    assert_true(third->checks[0].value == -23.0);
    /* Case 14 is cut where its running maximum is read: after 0.8 s of each index. */
    const struct lg_vector *cut = find(vectors, "t3341-14-03");
    assert_int_equal(lg_wave_frames(&cut->wave), 48000 * 24 / 10);
    assert_true(cut->checks[0].value == -36.0);
    assert_true(isnan(cut->exact[LG_QUANTITY_M_MAX]));
    assert_true(find(vectors, "t3341-14-20")->exact[LG_QUANTITY_M_MAX] == -18.9936);
    assert_false(cut->at_any_rate);
    assert_true(third->at_any_rate);
}

static void vectors__wants_and_tolerances_are_read(void **state) {
    const struct lg_vectors *vectors = &((struct loaded *)*state)->vectors;
    const struct lg_vector_check *peak = find(vectors, "t3341-16-fs192000")->checks;
    assert_int_equal(peak->quantity, LG_QUANTITY_TRUE_PEAK);
    assert_true(peak->minus == 0.4 && peak->plus == 0.2 && peak->value == -6.0);
    assert_true(find(vectors, "t3341-16-fs192000")->is_optional);
    assert_int_equal(find(vectors, "t3341-16-fs192000")->wave.rate_hz, 192000);
    assert_false(find(vectors, "t3341-16-fs192000")->at_any_rate);
    assert_int_equal(find(vectors, "trap-silence")->checks[0].want, LG_WANT_NOTHING);
    assert_int_equal(find(vectors, "trap-2999ms")->checks[1].want, LG_WANT_UNDEFINED);
    assert_int_equal(find(vectors, "trap-nan")->checks[0].want, LG_WANT_REFUSAL);
    assert_int_equal(find(vectors, "trap-empty")->checks[0].want, LG_WANT_REFUSAL_OR_NOTHING);
    assert_true(find(vectors, "t3341-09")->from_s == 3.0);
    assert_int_equal(find(vectors, "t3341-09")->checks[1].quantity, LG_QUANTITY_S_MIN);
    assert_true(find(vectors, "t3341-01")->checks[0].plus == 0.1);
}

/* A fault that no vector shows could never be named. */
static void vectors__each_fault_is_shown_by_a_vector(void **state) {
    const struct lg_vectors *vectors = &((struct loaded *)*state)->vectors;
    assert_true(vectors->num_faults >= 39);
    for (size_t fault = 0; fault < vectors->num_faults; fault++) {
        size_t shown = 0;
        for (size_t i = 0; i < vectors->count; i++)
            for (size_t w = 0; w < vectors->items[i].num_wrongs; w++)
                shown += vectors->items[i].wrongs[w].fault == fault ? 1 : 0;
        if (shown == 0)
            fail_msg("no vector shows '%s'", vectors->faults[fault].id);
    }
}

static void vectors__sets_hold_families_too(void **state) {
    const struct lg_vectors *vectors = &((struct loaded *)*state)->vectors;
    const struct lg_vector_set *small = lg_vectors_set(vectors, "small");
    size_t members = 0;
    assert_non_null(small);
    for (size_t i = 0; i < small->count; i++)
        members += strncmp(vectors->items[small->indices[i]].id, "t3341-13-", 9) == 0 ? 1 : 0;
    assert_int_equal(members, 20);
    assert_null(lg_vectors_set(vectors, "smal"));
}

/* A quantity that a set never asks for by a number may read anything. */
static void vectors__sets_ask_for_each_level(void **state) {
    static const enum lg_quantity levels[] = {LG_QUANTITY_I, LG_QUANTITY_M_MAX, LG_QUANTITY_S_MAX,
                                              LG_QUANTITY_TRUE_PEAK};
    static const char *const names[] = {"small", "gate"};
    const struct lg_vectors *vectors = &((struct loaded *)*state)->vectors;
    for (size_t n = 0; n < LG_ARRAY_LEN(names); n++) {
        const struct lg_vector_set *set = lg_vectors_set(vectors, names[n]);
        bool is_asked[LG_QUANTITY__COUNT] = {false};
        for (size_t i = 0; i < set->count; i++) {
            const struct lg_vector *vector = &vectors->items[set->indices[i]];
            for (size_t k = 0; k < vector->num_checks; k++) {
                const struct lg_vector_check *check = &vector->checks[k];
                /* A reading that is 0.3 too high must fail it. */
                if (check->want == LG_WANT_NUMBER && check->plus < 0.3)
                    is_asked[check->quantity] = true;
            }
        }
        for (size_t q = 0; q < LG_ARRAY_LEN(levels); q++)
            if (!is_asked[levels[q]])
                fail_msg("the set %s does not ask for quantity %d", names[n], (int)levels[q]);
    }
}

/* Whether a meter with the fault fails a check of the set. */
static bool is_caught(const struct lg_vectors *vectors, const struct lg_vector_set *set,
                      size_t fault) {
    for (size_t i = 0; i < set->count; i++) {
        const struct lg_vector *vector = &vectors->items[set->indices[i]];
        for (size_t w = 0; w < vector->num_wrongs; w++) {
            const struct lg_wrong *wrong = &vector->wrongs[w];
            for (size_t k = 0; wrong->fault == fault && k < vector->num_checks; k++) {
                const struct lg_vector_check *check = &vector->checks[k];
                double off = wrong->value - check->value;
                if (check->quantity == wrong->quantity &&
                    (check->want != LG_WANT_NUMBER || off < -check->minus || off > check->plus))
                    return true;
            }
        }
    }
    return false;
}

static void vectors__the_sets_catch_every_fault(void **state) {
    const struct lg_vectors *vectors = &((struct loaded *)*state)->vectors;
    for (size_t s = 0; s < vectors->num_sets; s++)
        for (size_t fault = 0; fault < vectors->num_faults; fault++)
            if (!is_caught(vectors, &vectors->sets[s], fault))
                fail_msg("the set '%s' does not catch '%s'", vectors->sets[s].name,
                         vectors->faults[fault].id);
}

#define HEAD                                                                                       \
    "schema: loudness-vectors/2\nfaults: {f: {breaks: b, rule: r}}\nsets: {s: [v]}\nvectors:\n"
#define VECTOR(rest) HEAD "- {id: v, source: s, layout: [L, R], " rest "}\n"
#define TONE "segments: [{dur_s: 1, freq_hz: 1000, level_dbfs: -23}]"

static void vectors__what_is_wrong_is_refused_with_its_place(void **state) {
    static const struct {
        const char *text;
        unsigned line;
        const char *says;
    } rows[] = {
        {"schema: other/1\nfaults: {}\nsets: {}\nvectors: []\n", 1, "format 'other/1'"},
        {VECTOR(TONE ", expect: {}"), 5, "expect is empty"},
        {VECTOR(TONE ", expect: {J: -23}"), 5, "no quantity 'J'"},
        {VECTOR(TONE ", expect: {I: loud}"), 5, "a number is wanted"},
        {VECTOR(TONE ", expect: {I: -23}, tol: {I: 0}"), 5, "tolerance"},
        {VECTOR(TONE ", expect: {I: -23}, wrong: {g: {I: 1}}"), 5, "no fault 'g'"},
        {VECTOR(TONE ", expect: {I: -23}, fs: 1000"), 5, "1000 Hz"},
        {VECTOR(TONE ", expect: {I: -23}, inject: [{frame: 1, ch: 2, value: nan}]"), 5,
         "no channel 2"},
        {VECTOR("segments: [{dur_s: 1, freq_hz: 1000}], expect: {I: -23}"), 5, "level_dbfs"},
        {VECTOR("segments: [{silence: true}], expect: {I: -inf}"), 5, "dur_s"},
        {VECTOR("segments: [{dur_s: 1, freq_hz: [1, 2, 3], level_dbfs: 0}], expect: {I: 0}"), 5,
         "3 values for 2 channels"},
        {VECTOR("segments: [{dur_s: -1, silence: true}], expect: {I: -inf}"), 5, "duration"},
        {VECTOR("expect: {I: -23}"), 5, "neither segments nor a file"},
        {VECTOR(TONE ", expekt: {I: -23}"), 5, "did you mean 'expect'?"},
        {HEAD "- {id: w, source: s, layout: [L, Q], " TONE ", expect: {I: -23}}\n", 5,
         "no speaker 'Q'"},
        {HEAD "- {id: w, source: s, layout: [M], " TONE ", expect: {I: -23}}\n", 3,
         "no vector 'v'"},
        {VECTOR(TONE ", expect: {I: -23}") "- {id: v, source: s, layout: [M], " TONE
                                           ", expect: {I: -23}}\n",
         6, "a second vector 'v'"},
        {VECTOR(TONE ", expect: {I: -23}, for: {from: 2, to: 1, as: files}"), 5, "ends before"},
    };
    char *path = folder_join(*state, "vectors.yaml");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_vectors vectors;
        struct lg_err err = {0};
        assert_int_equal(lg_fs_write_atomic(path, rows[i].text, strlen(rows[i].text), NULL), 0);
        assert_int_equal(lg_vectors_read(path, &arena, &vectors, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        if (strstr(err.text, rows[i].says) == NULL || err.line != rows[i].line)
            fail_msg("row %zu: line %u: %s", i, err.line, err.text);
        lg_arena_dispose(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(vectors__the_shipped_set_is_whole, load, unload),
        cmocka_unit_test_setup_teardown(vectors__families_and_sequences_are_single_signals, load,
                                        unload),
        cmocka_unit_test_setup_teardown(vectors__wants_and_tolerances_are_read, load, unload),
        cmocka_unit_test_setup_teardown(vectors__each_fault_is_shown_by_a_vector, load, unload),
        cmocka_unit_test_setup_teardown(vectors__sets_ask_for_each_level, load, unload),
        cmocka_unit_test_setup_teardown(vectors__sets_hold_families_too, load, unload),
        cmocka_unit_test_setup_teardown(vectors__the_sets_catch_every_fault, load, unload),
        cmocka_unit_test_setup_teardown(vectors__what_is_wrong_is_refused_with_its_place,
                                        folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
