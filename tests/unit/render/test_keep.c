/* Which prints stay, and what is never removed. */
#include "unit/base/scratch.h"

#include "base/fs.h"
#include "render/keep.h"

/* A print and Live's file, as a mode gives them. */
struct take {
    struct lg_env env;
    struct lg_arena arena;
    struct lg_print print;
};

static void make(struct take *take, struct scratch *scratch, const char *name) {
    struct lg_arena *arena = &take->arena;
    lg_env_init_test(&take->env);
    assert_int_equal(lg_outside_mark(&take->env, scratch->folder, &take->print.ordered, NULL), 0);
    take->print.file = lg_arena_printf(arena, "%s/%s.wav", scratch->folder, name);
    take->print.source = lg_arena_printf(arena, "%s/live %s.wav", scratch->folder, name);
    take->print.is_lives = true;
    scratch_write(scratch, lg_fs_name(take->print.file), "print");
    scratch_write(scratch, lg_fs_name(take->print.source), "source");
    assert_int_equal(lg_outside_look(&take->env, take->print.source, &take->print.delivered, NULL),
                     0);
}

static const char *drop(struct take *take) {
    const char *left = "";
    assert_int_equal(lg_print_drop(&take->env, &take->print, &left, NULL), 0);
    assert_false(lg_fs_is_file(take->print.file));
    return left;
}

static void drop__takes_what_live_made_for_us(void **state) {
    struct take take = {0};
    make(&take, *state, "one");
    assert_null(drop(&take));
    assert_false(lg_fs_is_file(take.print.source));
    /* Gone already. */
    assert_null(drop(&take));
    lg_arena_dispose(&take.arena);
}

static void drop__spares_what_may_be_anothers(void **state) {
    struct scratch *scratch = *state;
    struct take take = {0};
    make(&take, scratch, "one");
    take.print.is_lives = false;
    assert_null(drop(&take));
    assert_true(lg_fs_is_file(take.print.source));

    take.print.is_lives = true;
    take.print.ordered.s += 3600;
    assert_string_equal(drop(&take), "it is older than the order");
    take.print.ordered.s -= 3600;

    scratch_write(scratch, "live one.wav", "somebody else's");
    assert_string_equal(drop(&take), "it was changed since it was copied");
    assert_true(lg_fs_is_file(take.print.source));

    make(&take, scratch, "two");
    char target[2 * SCRATCH_MAX];
    snprintf(target, sizeof target, "%s", scratch_path(scratch, "kept.wav"));
    assert_int_equal(rename(take.print.source, target), 0);
    assert_int_equal(symlink(target, take.print.source), 0);
    assert_string_equal(drop(&take), "it is a link");
    assert_true(lg_fs_is_file(target));
    lg_arena_dispose(&take.arena);
}

/* Of a miss, a first hit, a better one, a worse one, and a miss that is the best yet. */
static void keeper__keeps_by_its_rule(void **state) {
    static const unsigned are[] = {LG_KEEP_THE_FAILED | LG_KEEP_THE_BEST, LG_KEEP_THE_BEST,
                                   LG_KEEP_THE_BEST, 0, LG_KEEP_THE_FAILED};
    static const struct {
        const char *word, *kept;
        uint64_t most; /* of five */
    } rows[] = {{"all", "abcde", 6}, {"best", "c", 2}, {"failed", "ae", 6}, {"none", "", 1}};
    struct scratch *scratch = *state;
    for (size_t r = 0; r < LG_ARRAY_LEN(rows); r++) {
        struct take takes[LG_ARRAY_LEN(are)] = {0};
        unsigned keeps = (unsigned)lg_keep_of(rows[r].word);
        struct lg_keeper *keeper = NULL;
        for (size_t i = 0; i < LG_ARRAY_LEN(are); i++) {
            char name[2] = {(char)('a' + i), '\0'};
            make(&takes[i], scratch, name);
            if (keeper == NULL)
                keeper = lg_keeper_new(&takes[0].env, keeps);
            assert_int_equal(lg_keeper_take(keeper, &takes[i].print, are[i], NULL), 0);
        }
        for (size_t i = 0; i < LG_ARRAY_LEN(are); i++) {
            bool is_kept = strchr(rows[r].kept, (int)('a' + i)) != NULL;
            if (lg_fs_is_file(takes[i].print.file) != is_kept ||
                lg_fs_is_file(takes[i].print.source) != is_kept)
                fail_msg("%s: %c", rows[r].word, (int)('a' + i));
        }
        assert_int_equal(lg_keep_most(keeps, 5), rows[r].most);
        lg_keeper_free(keeper);
        for (size_t i = 0; i < LG_ARRAY_LEN(are); i++)
            lg_arena_dispose(&takes[i].arena);
    }
    assert_int_equal(lg_keep_of("some"), -1);
}

#define scratch_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(drop__takes_what_live_made_for_us),
        scratch_test(drop__spares_what_may_be_anothers),
        scratch_test(keeper__keeps_by_its_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
