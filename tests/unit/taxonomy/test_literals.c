#include "unit/taxonomy/table.h"

#include "taxonomy/literals.h"

enum { MAX_OWNERS = 64 };

struct hits {
    bool owners[MAX_OWNERS];
};

static void note(void *ctx, size_t owner) {
    ((struct hits *)ctx)->owners[owner] = true;
}

static bool same_byte(char a, char b, bool caseless) {
    if (caseless && a >= 'A' && a <= 'Z')
        a = (char)(a - 'A' + 'a');
    if (caseless && b >= 'A' && b <= 'Z')
        b = (char)(b - 'A' + 'a');
    return a == b;
}

/* What the automaton is to find, sought the slow way. */
static bool stands_in(struct lg_view text, struct lg_view literal, bool caseless, size_t *end) {
    for (size_t at = 0; at + literal.length <= text.length; at++) {
        size_t k = 0;
        while (k < literal.length && same_byte(text.text[at + k], literal.text[k], caseless))
            k++;
        if (k == literal.length) {
            *end = at + k - 1;
            return true;
        }
    }
    return false;
}

static void literals__find_what_stands_there(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        size_t end;
    } rows[] = {
        {"he", SIZE_MAX},    {"she", 2},       {"xxshers", 4},   {"HERS", SIZE_MAX},
        {"ushis", SIZE_MAX}, {"no such x", 6}, {"No SUCH x", 6}, {"no suchhers", 6},
        {"", SIZE_MAX},      {"shhers", 5},
    };
    struct lg_literals *literals = lg_literals_new();
    lg_literals_add(literals, lg_view_of("she"), false, 0);
    lg_literals_add(literals, lg_view_of("hers"), false, 1);
    lg_literals_add(literals, lg_view_of("no such"), true, 2);
    lg_literals_build(literals);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        assert_int_equal(lg_literals_find(literals, lg_view_of(rows[i].text), 0), rows[i].end);
    assert_int_equal(lg_literals_find(literals, lg_view_of("she she"), 1), 6);
    struct hits hits = {0};
    lg_literals_each(literals, lg_view_of("ushers NO SUCH"), note, &hits);
    assert_true(hits.owners[0] && hits.owners[1] && hits.owners[2] && !hits.owners[3]);
    lg_literals_free(literals);
    lg_literals_free(NULL);
}

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 16;
}

/* Few letters, so that literals overlap and hold each other. */
static struct lg_view random_text(uint32_t *seed, size_t min, size_t max, char *buffer) {
    static const char letters[] = "abABc\n";
    size_t length = min + next_random(seed) % (max - min + 1);
    for (size_t i = 0; i < length; i++)
        buffer[i] = letters[next_random(seed) % (sizeof letters - 1)];
    return (struct lg_view){buffer, length};
}

static void literals__agree_with_the_slow_way(void **state) {
    LG_UNUSED(state);
    enum { TABLES = 300, TEXTS = 40, LITERALS = 12, LITERAL_BYTES = 5, TEXT_BYTES = 80 };
    uint32_t seed = 7;
    for (size_t t = 0; t < TABLES; t++) {
        char bytes[LITERALS][LITERAL_BYTES];
        struct lg_view wanted[LITERALS];
        struct lg_literals *literals = lg_literals_new();
        /* Tables whose literals are all long take a shorter way. */
        size_t min = 1 + t % 3;
        for (size_t i = 0; i < LITERALS; i++) {
            wanted[i] = random_text(&seed, min, LITERAL_BYTES, bytes[i]);
            lg_literals_add(literals, wanted[i], i % 2 == 1, i);
        }
        lg_literals_build(literals);
        for (size_t k = 0; k < TEXTS; k++) {
            char buffer[TEXT_BYTES];
            struct lg_view text = random_text(&seed, 0, TEXT_BYTES, buffer);
            struct hits hits = {0};
            size_t first = SIZE_MAX;
            lg_literals_each(literals, text, note, &hits);
            for (size_t i = 0; i < LITERALS; i++) {
                size_t end = SIZE_MAX;
                assert_int_equal(hits.owners[i], stands_in(text, wanted[i], i % 2 == 1, &end));
                first = end < first ? end : first;
            }
            assert_int_equal(lg_literals_find(literals, text, 0), first);
        }
        lg_literals_free(literals);
    }
}

static void derive__takes_only_what_is_certain(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *pattern;
        const char *literals; /* joined by '|'; NULL: none can be told */
    } rows[] = {
        {"Connection refused", "Connection refused"},
        {"TimeoutError.*waiting.*reply", "TimeoutError"},
        {"\\bok: \\(.*\\)$", "ok: ("},
        {"^sent$", "sent"},
        {"abcd?efg", "abc"},
        {"abcd*ef", "abc"},
        {"abcd+ef", "abcd"},
        {"abcd{0,2}e", "abc"},
        {"abc\xc3\xa4?x", "abc"},
        {"one|three|[a]four", "one|three|four"},
        {"one|[a]", NULL},
        {"(?:one|two) more", " more"},
        {"(one)?two(?=three)four", "four"},
        {"(?<!no )errors", "errors"},
        {"a[]|]bcd[^]x]efgh", "efgh"},
        {"[[:alpha:]|]word", "word"},
        {"(?i)No Such", "No Such"},
        {"abc(?i)defg", NULL},
        {"\\Qa|b\\E", NULL},
        {"\\x41bcd", NULL},
        {"(*UTF)abc", NULL},
        {"(?#abc)def", NULL},
        {"ab", NULL},
        {".*", NULL},
        {"", NULL},
        {"(abc", NULL},
        {"abc\\", NULL},
        {"((a\\)b)c)word", "word"},
        {"\\.wav", ".wav"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_view *found = NULL;
        size_t count = 0;
        bool caseless = false;
        struct lg_str joined = {0};
        bool known = lg_literals_derive(rows[i].pattern, &arena, &found, &count, &caseless);
        for (size_t k = 0; k < count; k++) {
            lg_str_add(&joined, k == 0 ? "" : "|");
            lg_str_add_n(&joined, found[k].text, found[k].length);
        }
        if (known != (rows[i].literals != NULL))
            fail_msg("%s: %s", rows[i].pattern, known ? lg_str_text(&joined) : "nothing");
        if (known)
            assert_string_equal(lg_str_text(&joined), rows[i].literals);
        if (known)
            assert_int_equal(caseless, lg_starts_with(rows[i].pattern, "(?i)"));
        lg_str_dispose(&joined);
        lg_arena_dispose(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals__find_what_stands_there),
        cmocka_unit_test(literals__agree_with_the_slow_way),
        cmocka_unit_test(derive__takes_only_what_is_certain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
