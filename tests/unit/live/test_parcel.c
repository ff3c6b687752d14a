#include "support/unit.h"

#include <stdlib.h>
#include <string.h>

#include "live/match.h"

/* Packs a batch and describes it: a line a parcel, a letter an item; | is a fence. */
static void describe(struct lg_batch *batch, enum lg_match_mode mode, struct lg_str *out) {
    struct lg_match match;
    struct lg_fences fences;
    lg_fences_init(&fences, 0);
    assert_int_equal(lg_match_init(&match, batch, &fences, mode, NULL), 0);
    for (size_t i = 0; i < match.load.count; i++) {
        const struct lg_parcel *parcel = match.load.parcels[i];
        lg_str_add(out, i == 0 ? "" : " ");
        for (size_t k = 0; k < parcel->count; k++) {
            const struct lg_request *item = parcel->items[k];
            lg_str_add_char(out, item->kind == LG_REQUEST_FENCE  ? '|'
                                 : item->kind == LG_REQUEST_TELL ? 'T'
                                 : item->is_risky                ? 'r'
                                                                 : 's');
        }
    }
    lg_match_dispose(&match);
}

/* A batch in letters: T sets 1, t sets 2, a sets 1 along with what was set before; r and s read 1,
 * R and S read 2; capitals and small ones of S are safe; w is one of a row. */
static struct lg_batch *batch_of(const char *letters) {
    struct lg_batch *batch = lg_batch_new();
    for (; *letters != '\0'; letters++) {
        bool second = *letters == 't' || *letters == 'R' || *letters == 'S';
        struct lg_osc_arg args[] = {lg_osc_int(second ? 2 : 1), lg_osc_float(0.5F)};
        if (*letters == 'T' || *letters == 't')
            lg_batch_tell(batch, "/live/track/set/volume", args, 2);
        else if (*letters == 'a')
            lg_batch_tell_along(batch, "/live/track/set/panning", args, 2);
        else if (*letters == 'w')
            lg_batch_ask_row(batch, "/live/track/get/send", args, 1, 1);
        else if (*letters == 'r' || *letters == 'R')
            lg_batch_ask(batch, "/live/track/get/volume", args, 1, 1);
        else
            lg_batch_ask_safe(batch, "/live/track/get/volume", args, 1, 1);
    }
    return batch;
}

static void parcel__holds_one_risky_request(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *batch, *parcels;
    } rows[] = {
        {"", ""},
        {"r", "|r|"},
        {"T", "|T|"},
        {"rR", "|r| r|"},
        {"sSsS", "|ssss|"},
        /* What can't fail may stand on either side of what can. */
        {"sRs", "|srs|"},
        {"sRsr", "|srs| r|"},
        /* A setter comes first, as what fails before it would lose it; its fence stands behind it.
         */
        {"sT", "|s| T|"},
        {"TT", "|T| T|"},
        {"Ts", "|T|s|"},
        /* Reads of what it set can't fail where it did not; those of something else may. */
        {"Trr", "|T|ss|"},
        {"TrR", "|T|s| r|"},
        {"TrtR", "|T|s| T|s|"},
        /* Nothing comes between two setters that belong together. */
        {"Ta", "|T|T|"},
        {"Tar", "|T|T|s|"},
        {"raT", "|r| T| T|"},
        /* A row is one risky request to those around it. */
        {"www", "|rrr|"},
        {"swws", "|srrs|"},
        {"rwwR", "|r| rr| r|"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_str got = {0};
        struct lg_batch *batch = batch_of(rows[i].batch);
        describe(batch, LG_MATCH_FENCED, &got);
        assert_string_equal(lg_str_text(&got), rows[i].parcels);
        lg_batch_free(batch);
        lg_str_dispose(&got);
    }
}

static void parcel__has_no_fence_in_front_without_need(void **state) {
    LG_UNUSED(state);
    struct lg_str got = {0};
    struct lg_batch *batch = batch_of("rT");
    describe(batch, LG_MATCH_PLAIN, &got);
    assert_string_equal(lg_str_text(&got), "r| T|");
    lg_batch_free(batch);
    lg_str_dispose(&got);
}

static void parcel__holds_no_two_alike_where_order_is_not_kept(void **state) {
    LG_UNUSED(state);
    struct lg_str got = {0};
    struct lg_batch *batch = batch_of("sSsSTrr");
    describe(batch, LG_MATCH_CAREFUL, &got);
    assert_string_equal(lg_str_text(&got), "ss| ss| T|s| r|");
    lg_batch_free(batch);
    lg_str_dispose(&got);
}

static void parcel__is_eight_kilobytes_at_most(void **state) {
    LG_UNUSED(state);
    enum { MANY = 1000 };
    struct lg_batch *batch = lg_batch_new();
    struct lg_match match;
    struct lg_fences fences;
    lg_fences_init(&fences, 0);
    for (int i = 0; i < MANY; i++) {
        struct lg_osc_arg args[] = {lg_osc_int(i), lg_osc_int(0)};
        lg_batch_ask_safe(batch, "/live/device/get/parameters/name", args, 2, 2);
    }
    assert_int_equal(lg_match_init(&match, batch, &fences, LG_MATCH_FENCED, NULL), 0);
    size_t asked = 0;
    for (size_t i = 0; i < match.load.count; i++) {
        const struct lg_parcel *parcel = match.load.parcels[i];
        assert_true(parcel->bytes.length <= 8192);
        assert_true(i + 1 == match.load.count || parcel->bytes.length > 8192 - 100);
        assert_true(lg_parcel_charge(parcel) >= 832);
        asked += parcel->asked;
    }
    assert_int_equal(asked, MANY);
    lg_match_dispose(&match);
    lg_batch_free(batch);
}

/* Alone, a request may be as long as a datagram is. */
static void parcel__of_one_long_request_is_as_long_as_that(void **state) {
    LG_UNUSED(state);
    char *name = lg_xmalloc(20000);
    memset(name, 'x', 19999);
    name[19999] = '\0';
    struct lg_osc_arg args[] = {lg_osc_int(1), lg_osc_text(name)};
    struct lg_batch *batch = batch_of("s");
    struct lg_str got = {0};
    lg_batch_tell(batch, "/live/track/set/name", args, 2);
    lg_batch_ask(batch, "/live/track/get/name", args, 1, 1);
    describe(batch, LG_MATCH_FENCED, &got);
    assert_string_equal(lg_str_text(&got), "|s| T| r|");
    lg_str_dispose(&got);
    lg_batch_free(batch);
    free(name);
}

static void parcel__what_cannot_be_written_is_an_error(void **state) {
    LG_UNUSED(state);
    struct lg_batch *batch = batch_of("rs");
    struct lg_match match;
    struct lg_fences fences;
    struct lg_err err = {0};
    lg_fences_init(&fences, 0);
    lg_batch_ask(batch, "no address", NULL, 0, 0);
    assert_int_equal(lg_match_init(&match, batch, &fences, LG_MATCH_FENCED, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    lg_match_dispose(&match);
    lg_batch_free(batch);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parcel__holds_one_risky_request),
        cmocka_unit_test(parcel__has_no_fence_in_front_without_need),
        cmocka_unit_test(parcel__holds_no_two_alike_where_order_is_not_kept),
        cmocka_unit_test(parcel__is_eight_kilobytes_at_most),
        cmocka_unit_test(parcel__of_one_long_request_is_as_long_as_that),
        cmocka_unit_test(parcel__what_cannot_be_written_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
