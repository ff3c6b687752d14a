#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/unit.h"

static void arena__gives_zeroed_aligned_memory_of_its_own(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    unsigned char *last = NULL;
    /* Past several blocks, with sizes that don't fit the alignment. */
    for (size_t bytes = 1; bytes < 800; bytes++) {
        unsigned char *memory = lg_arena_alloc(&arena, bytes);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < bytes; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xff, bytes);
        if (last != NULL)
            assert_int_equal(last[bytes - 2], 0xff);
        last = memory;
    }
    lg_arena_dispose(&arena);
}

static void arena__holds_pieces_larger_than_a_block(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    char *large = lg_arena_alloc(&arena, 100000);
    char *small = lg_arena_strdup(&arena, "small");
    memset(large, 'x', 100000);
    assert_string_equal(small, "small");
    assert_true(arena.used_bytes >= 100006);
    lg_arena_dispose(&arena);
}

static void arena__can_be_used_again_after_dispose(void **state) {
    (void)state;
    struct lg_arena arena;
    lg_arena_init(&arena);
    lg_arena_alloc(&arena, 10);
    lg_arena_dispose(&arena);
    assert_int_equal(arena.used_bytes, 0);
    assert_string_equal(lg_arena_strdup(&arena, "again"), "again");
    lg_arena_dispose(&arena);
    lg_arena_dispose(&arena);
    lg_arena_dispose(NULL);
}

static void arena__copies_text(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    char text[] = "gate";
    char *whole = lg_arena_strdup(&arena, text);
    char *part = lg_arena_strndup(&arena, text, 2);
    text[0] = 'l';
    assert_string_equal(whole, "gate");
    assert_string_equal(part, "ga");
    assert_null(lg_arena_strdup(&arena, NULL));
    assert_null(lg_arena_strndup(&arena, NULL, 3));
    assert_string_equal(lg_arena_printf(&arena, "%s-%d", "g", 12), "g-12");
    lg_arena_dispose(&arena);
}

static void arena__array_is_zeroed_and_whole(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    uint64_t *numbers = lg_arena_array(&arena, 5000, sizeof *numbers);
    for (size_t i = 0; i < 5000; i++) {
        assert_int_equal(numbers[i], 0);
        numbers[i] = i;
    }
    lg_arena_dispose(&arena);
}

static void arena__xmalloc_never_gives_null(void **state) {
    (void)state;
    char *empty = lg_xmalloc(0);
    unsigned *zeroed = lg_xcalloc(4, sizeof *zeroed);
    char *text = lg_xstrdup("a");
    assert_non_null(empty);
    assert_int_equal(zeroed[3], 0);
    text = lg_xrealloc(text, 100);
    assert_string_equal(text, "a");
    assert_ptr_equal(lg_xcheck(text), text);
    free(empty);
    free(zeroed);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena__gives_zeroed_aligned_memory_of_its_own),
        cmocka_unit_test(arena__holds_pieces_larger_than_a_block),
        cmocka_unit_test(arena__can_be_used_again_after_dispose),
        cmocka_unit_test(arena__copies_text),
        cmocka_unit_test(arena__array_is_zeroed_and_whole),
        cmocka_unit_test(arena__xmalloc_never_gives_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
