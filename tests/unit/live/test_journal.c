#include "unit/base/scratch.h"

#include <math.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "live/fingerprint.h"
#include "live/journal_state.h"

struct book {
    struct scratch *scratch;
    struct lg_env env;
    struct lg_arena arena;
    struct lg_err err;
    struct lg_journal *journal;
};

static int setup(void **state) {
    struct book *book = lg_xcalloc(1, sizeof *book);
    if (scratch_setup(state) != 0)
        return -1;
    book->scratch = *state;
    lg_env_init_test(&book->env);
    book->env.hostname = "studio";
    *state = book;
    return 0;
}

static int teardown(void **state) {
    struct book *book = *state;
    lg_journal_free(book->journal);
    lg_arena_dispose(&book->arena);
    *state = book->scratch;
    free(book);
    return scratch_teardown(state);
}

#define book_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static char *path_of(struct book *book, const char *name) {
    return lg_fs_join(&book->arena, book->scratch->folder, name);
}

static int load(struct book *book, const char *text) {
    scratch_write(book->scratch, "journal.jsonl", text);
    return lg_journal_load(&book->env, path_of(book, "journal.jsonl"), NULL, &book->journal,
                           &book->err);
}

static void must_load(struct book *book, const char *text) {
    if (load(book, text) != 0)
        fail_msg("line %u: %s", book->err.line, book->err.text);
}

#define OPEN "{\"kind\":\"open\",\"v\":2,\"run\":\"one\",\"tracks\":4,\"structure\":\"v2:abc\"}\n"
#define FOUND(n, track)                                                                            \
    "{\"kind\":\"found\",\"n\":" n ",\"label\":\"volume " track                                    \
    "\",\"get\":\"/live/track/get/volume\",\"set\":\"/live/track/set/"                             \
    "volume\",\"index\":[[\"i\"," track "]],\"value\":[\"f\",0.85]}\n"
#define WRITE(n, value) "{\"kind\":\"write\",\"n\":" n ",\"value\":[\"f\"," value "]}\n"
#define CLOSED "{\"kind\":\"closed\"}\n"

static void load__gives_the_open_section(void **state) {
    struct book *book = *state;
    must_load(book, OPEN FOUND("0", "1") WRITE("0", "0.5")
                        FOUND("1", "2") "{\"kind\":\"track\",\"index\":4}\n"
                                        "{\"kind\":\"slot\",\"index\":4,\"slot\":2}\n");
    const struct lg_journal *journal = book->journal;
    assert_true(lg_journal_is_open(journal));
    assert_string_equal(lg_journal_run(journal), "one");
    assert_string_equal(lg_journal_mark(journal), "livegate one");
    assert_int_equal(lg_journal_num_entries(journal), 2);
    const struct lg_journal_entry *entry = lg_journal_entry(journal, 0);
    assert_string_equal(entry->spot.label, "volume 1");
    assert_string_equal(entry->spot.set, "/live/track/set/volume");
    assert_int_equal(entry->spot.index[0].as.i, 1);
    assert_true(entry->found.value.as.f == 0.85F);
    assert_true(lg_journal_was_written(entry));
    assert_false(lg_journal_was_written(lg_journal_entry(journal, 1)));
    assert_int_equal(lg_journal_num_tracks(journal), 1);
    assert_int_equal(lg_journal_track(journal, 0)->index, 4);
    assert_int_equal(lg_journal_track(journal, 0)->num_slots, 1);
    assert_int_equal(lg_journal_track(journal, 0)->slots[0], 2);
}

static void load__forgets_what_was_closed(void **state) {
    struct book *book = *state;
    must_load(book, OPEN FOUND("0", "1") WRITE("0", "0.5") CLOSED);
    assert_false(lg_journal_is_open(book->journal));
    assert_int_equal(lg_journal_num_entries(book->journal), 0);
    lg_journal_free(book->journal);
    must_load(book, OPEN FOUND("0", "1") CLOSED OPEN FOUND("0", "3"));
    assert_true(lg_journal_is_open(book->journal));
    assert_int_equal(lg_journal_num_entries(book->journal), 1);
    assert_int_equal(lg_journal_entry(book->journal, 0)->spot.index[0].as.i, 3);
}

static void load__drops_a_last_line_that_was_cut_off(void **state) {
    struct book *book = *state;
    struct lg_str text = {0};
    must_load(book, OPEN FOUND("0", "1") "{\"kind\":\"write\",\"n\":0,\"val");
    assert_false(lg_journal_was_written(lg_journal_entry(book->journal, 0)));
    /* What is added stands on a line of its own. */
    assert_int_equal(lg_journal_close(book->journal, &book->err), 0);
    assert_int_equal(lg_fs_read(path_of(book, "journal.jsonl"), 4096, &text, &book->err), 0);
    assert_string_equal(lg_str_text(&text), OPEN FOUND("0", "1") CLOSED);
    lg_str_dispose(&text);
}

static void load__refuses_what_it_does_not_understand(void **state) {
    static const struct {
        const char *text;
        unsigned line;
    } cases[] = {
        {"nonsense\n", 1},
        {"{}\n", 1},
        {OPEN "{\"kind\":\"news\"}\n", 2},
        {FOUND("0", "1"), 1},
        {"{\"kind\":\"open\",\"v\":3,\"run\":\"one\",\"tracks\":4,\"structure\":\"v2:abc\"}\n", 1},
        {"{\"kind\":\"open\",\"v\":2,\"run\":\"one\",\"tracks\":-1,\"structure\":\"v2:abc\"}\n", 1},
        {"{\"kind\":\"open\",\"v\":2,\"tracks\":4,\"structure\":\"v2:abc\"}\n", 1},
        {OPEN FOUND("1", "1"), 2},
        {OPEN WRITE("0", "0.5"), 2},
        {OPEN FOUND("0", "1") WRITE("1", "0.5"), 3},
        {OPEN FOUND("0", "1") "{\"kind\":\"write\",\"n\":0,\"value\":[\"z\",1]}\n", 3},
        {OPEN FOUND("0", "1") "{\"kind\":\"write\",\"n\":0,\"value\":[\"i\",4294967296]}\n", 3},
        {OPEN FOUND("0", "1") "{\"kind\":\"write\",\"n\":0,\"value\":[\"s\",1]}\n", 3},
        {OPEN FOUND("0", "[1]"), 2},
        {OPEN FOUND("0", "1") "{\"kind\":\"tries\",\"n\":0}\n", 3},
        {OPEN FOUND("0", "1") "{\"kind\":\"tries\",\"n\":0,\"values\":[1]}\n", 3},
        {OPEN "{\"kind\":\"dialect\",\"name\":\"neg1000\"}\n", 2},
        {OPEN "{\"kind\":\"slot\",\"index\":4,\"slot\":0}\n", 2},
    };
    struct book *book = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        book->err = (struct lg_err){0};
        assert_int_equal(load(book, cases[i].text), -1);
        assert_int_equal(book->err.kind, LG_ERR_READ);
        if (book->err.line != cases[i].line)
            fail_msg("row %zu: line %u: %s", i, book->err.line, book->err.text);
        assert_null(book->journal);
    }
}

static void line__keeps_each_kind_of_value(void **state) {
    struct book *book = *state;
    struct lg_osc_arg granted = lg_osc_int(-1000);
    granted.granted = true;
    const struct lg_osc_arg values[] = {
        granted,
        lg_osc_int(INT32_MIN),
        {.tag = 'h', .as.h = INT64_C(1) << 40},
        lg_osc_float(0.1F),
        lg_osc_float(-1.0F / 3.0F),
        lg_osc_float(INFINITY),
        {.tag = 'd', .as.d = 0.1},
        lg_osc_text("Gesang \"\xC3\xBC\"\n"),
        lg_osc_bool(true),
        lg_osc_bool(false),
    };
    const struct lg_journal_options options = {
        .path = path_of(book, "journal.jsonl"), .run = "one", .target = "t"};
    struct lg_journal *journal = lg_journal_make(&book->env, &options);
    assert_int_equal(lg_journal_write_open(journal, &book->err), 0);
    for (size_t i = 0; i < LG_ARRAY_LEN(values); i++) {
        struct lg_spot spot = {.get = "/get", .set = "/set", .index = {values[i]}, .num_index = 1};
        struct lg_reading found = {values[i], i == 0 ? "shown" : NULL};
        assert_int_equal(lg_journal_add_entry(journal, &spot, &(struct lg_landmark){0}, &found), i);
        assert_int_equal(lg_journal_write_found(journal, i, &book->err), 0);
    }
    lg_journal_free(journal);
    assert_int_equal(lg_journal_load(&book->env, options.path, NULL, &book->journal, &book->err),
                     0);
    assert_int_equal(lg_journal_num_entries(book->journal), LG_ARRAY_LEN(values));
    for (size_t i = 0; i < LG_ARRAY_LEN(values); i++) {
        const struct lg_journal_entry *entry = lg_journal_entry(book->journal, i);
        assert_int_equal(entry->found.value.tag, values[i].tag);
        assert_int_equal(entry->found.value.granted, values[i].granted);
        assert_true(lg_osc_arg_eq(&entry->found.value, &values[i]));
        assert_true(lg_osc_arg_eq(&entry->spot.index[0], &values[i]));
    }
    assert_string_equal(lg_journal_entry(book->journal, 0)->found.shown, "shown");
    assert_null(lg_journal_entry(book->journal, 1)->found.shown);
}

static bool is_ours(const struct book *book, float value) {
    struct lg_osc_arg arg = lg_osc_float(value);
    return lg_journal_is_ours(lg_journal_entry(book->journal, 0), &arg);
}

static void ours__are_the_last_two(void **state) {
    struct book *book = *state;
    /* What was announced may not have been sent: then the one before is there. */
    must_load(book, OPEN FOUND("0", "1") WRITE("0", "0.1") WRITE("0", "0.2") WRITE("0", "0.2")
                        WRITE("0", "0.3"));
    assert_true(is_ours(book, 0.3F));
    assert_true(is_ours(book, 0.2F));
    assert_false(is_ours(book, 0.1F));
    assert_false(is_ours(book, 0.85F));
}

#define TRIES "{\"kind\":\"tries\",\"n\":0,\"values\":[[\"f\",0.1],[\"f\",0.3]]}\n"

static void ours__are_the_values_that_were_tried_alone(void **state) {
    struct book *book = *state;
    must_load(book, OPEN FOUND("0", "1") TRIES);
    assert_true(lg_journal_was_written(lg_journal_entry(book->journal, 0)));
    assert_true(is_ours(book, 0.1F));
    assert_true(is_ours(book, 0.3F));
    assert_false(is_ours(book, 0.2F));
    lg_journal_free(book->journal);
    must_load(book, OPEN FOUND("0", "1") TRIES WRITE("0", "0.5"));
    assert_true(is_ours(book, 0.3F));
    assert_true(is_ours(book, 0.5F));
    lg_journal_free(book->journal);
    must_load(book, OPEN FOUND("0", "1") TRIES WRITE("0", "0.5") WRITE("0", "0.6"));
    assert_false(is_ours(book, 0.3F));
    assert_true(is_ours(book, 0.5F));
}

static void load__knows_a_journal_of_an_older_livegate(void **state) {
    struct book *book = *state;
    must_load(book, OPEN);
    assert_int_equal(lg_journal_old_version(book->journal), 0);
    lg_journal_free(book->journal);
    must_load(book, "{\"kind\":\"open\",\"v\":1,\"run\":\"one\",\"tracks\":4,"
                    "\"structure\":\"v2:abc\"}\n"
                    "{\"kind\":\"dialect\",\"name\":\"neg1000\"}\n" FOUND(
                        "0", "1") "{\"kind\":\"tries\",\"n\":0}\n");
    assert_int_equal(lg_journal_old_version(book->journal), 1);
    assert_int_equal(lg_journal_num_entries(book->journal), 1);
    assert_true(lg_journal_was_written(lg_journal_entry(book->journal, 0)));
    assert_false(is_ours(book, 0.123F));
}

static void pointer__leads_to_the_journal_until_it_is_closed(void **state) {
    struct book *book = *state;
    const char *pointer = path_of(book, "journal-127.0.0.1-11000");
    char *found = NULL;
    scratch_folder(book->scratch, "run");
    const struct lg_journal_options options = {
        .path = path_of(book, "run/journal.jsonl"), .pointer = pointer, .run = "one"};
    assert_int_equal(lg_journal_find(pointer, &book->arena, &found, &book->err), 0);
    assert_null(found);
    book->journal = lg_journal_make(&book->env, &options);
    assert_int_equal(lg_journal_write_open(book->journal, &book->err), 0);
    assert_int_equal(lg_journal_point(book->journal, &book->err), 0);
    book->journal->is_open = true;
    assert_int_equal(lg_journal_find(pointer, &book->arena, &found, &book->err), 0);
    assert_string_equal(found, options.path);
    /* A project that is moved takes its journal along. */
    char target[64] = {0};
    assert_true(readlink(pointer, target, sizeof target - 1) > 0);
    assert_string_equal(target, "run/journal.jsonl");
    assert_int_equal(lg_journal_close(book->journal, &book->err), 0);
    assert_int_equal(lg_journal_find(pointer, &book->arena, &found, &book->err), 0);
    assert_null(found);
}

static void pointer__that_is_no_link_is_an_error(void **state) {
    struct book *book = *state;
    char *found = NULL;
    scratch_write(book->scratch, "journal-x", "mine");
    assert_int_equal(lg_journal_find(path_of(book, "journal-x"), &book->arena, &found, &book->err),
                     -1);
    assert_int_equal(book->err.kind, LG_ERR_READ);
}

static void record__leads_there_from_anywhere_until_it_is_closed(void **state) {
    struct book *book = *state;
    const char *record = path_of(book, "livegate-127.0.0.1-11000.journal");
    const char *other = path_of(book, "other");
    const struct lg_journal_options options = {.path = path_of(book, "journal.jsonl"),
                                               .run = "one"};
    /* A link that somebody laid there is not written through. */
    scratch_write(book->scratch, "other", "theirs");
    assert_int_equal(symlink(other, record), 0);
    assert_null(lg_journal_read_record(record, &book->arena));
    book->journal = lg_journal_make(&book->env, &options);
    lg_journal_set_record(book->journal, record);
    assert_int_equal(lg_journal_write_open(book->journal, &book->err), 0);
    assert_int_equal(lg_journal_point(book->journal, &book->err), 0);
    book->journal->is_open = true;
    struct lg_str text = {0};
    assert_int_equal(lg_fs_read(other, 64, &text, &book->err), 0);
    assert_string_equal(lg_str_text(&text), "theirs");
    lg_str_dispose(&text);
    char *real = realpath(options.path, NULL);
    char *found = lg_journal_read_record(record, &book->arena);
    assert_non_null(found);
    assert_string_equal(found, real);
    free(real);
    assert_int_equal(lg_journal_close(book->journal, &book->err), 0);
    assert_false(lg_fs_is_file(record));
}

static void record__of_another_journal_stays(void **state) {
    struct book *book = *state;
    const char *record = path_of(book, "record");
    const struct lg_journal_options options = {.path = path_of(book, "journal.jsonl"),
                                               .run = "one"};
    book->journal = lg_journal_make(&book->env, &options);
    lg_journal_set_record(book->journal, record);
    assert_int_equal(lg_journal_write_open(book->journal, &book->err), 0);
    book->journal->is_open = true;
    scratch_write(book->scratch, "record", "/another/journal.jsonl\n");
    assert_int_equal(chmod(record, 0600), 0);
    assert_int_equal(lg_journal_close(book->journal, &book->err), 0);
    assert_true(lg_fs_is_file(record));
}

static void record__that_others_can_write_or_that_is_cut_off_says_nothing(void **state) {
    static const struct {
        const char *text;
        mode_t mode;
        bool is_told;
    } rows[] = {{"/a\n", 0600, true},        {"/a\n", 0644, true}, {"/a\n", 0622, false},
                {"/a\n", 0620, false},       {"/a", 0600, false},  {"", 0600, false},
                {"a/b.jsonl\n", 0600, false}};
    struct book *book = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        scratch_write(book->scratch, "record", rows[i].text);
        assert_int_equal(chmod(path_of(book, "record"), rows[i].mode), 0);
        const char *found = lg_journal_read_record(path_of(book, "record"), &book->arena);
        assert_int_equal(found != NULL, rows[i].is_told);
    }
}

static struct lg_live_set set_of(const char *const *names, struct lg_live_track *tracks,
                                 size_t count) {
    for (size_t i = 0; i < count; i++)
        tracks[i] = (struct lg_live_track){.name = names[i]};
    return (struct lg_live_set){.tracks = tracks, .num_tracks = count};
}

static void fits__its_set_and_tracks_of_ours_behind_it(void **state) {
    static const char *const names[] = {"A", "B", "livegate one", "C"};
    static const char *const others[] = {"B", "A", "livegate one"};
    struct book *book = *state;
    struct lg_live_track tracks[4];
    struct lg_live_set set = set_of(names, tracks, 2);
    char hex[LG_SHA256_HEX];
    lg_live_fingerprint_v2(&set, LG_FINGERPRINT_STRUCTURE, hex);
    must_load(book, lg_arena_printf(&book->arena,
                                    "{\"kind\":\"open\",\"v\":2,\"run\":\"one\",\"tracks\":2,"
                                    "\"structure\":\"v2:%s\"}\n"
                                    "{\"kind\":\"track\",\"index\":2}\n",
                                    hex));
    assert_true(lg_journal_fits(book->journal, &set));
    set = set_of(names, tracks, 3);
    assert_true(lg_journal_fits(book->journal, &set));
    set = set_of(names, tracks, 4);
    assert_false(lg_journal_fits(book->journal, &set));
    set = set_of(names, tracks, 1);
    assert_false(lg_journal_fits(book->journal, &set));
    set = set_of(others, tracks, 2);
    assert_false(lg_journal_fits(book->journal, &set));
    set = set_of(others, tracks, 3);
    assert_false(lg_journal_fits(book->journal, &set));
}

static const struct CMUnitTest tests[] = {
    book_test(load__gives_the_open_section),
    book_test(load__forgets_what_was_closed),
    book_test(load__drops_a_last_line_that_was_cut_off),
    book_test(load__refuses_what_it_does_not_understand),
    book_test(line__keeps_each_kind_of_value),
    book_test(ours__are_the_last_two),
    book_test(ours__are_the_values_that_were_tried_alone),
    book_test(load__knows_a_journal_of_an_older_livegate),
    book_test(pointer__leads_to_the_journal_until_it_is_closed),
    book_test(pointer__that_is_no_link_is_an_error),
    book_test(record__leads_there_from_anywhere_until_it_is_closed),
    book_test(record__of_another_journal_stays),
    book_test(record__that_others_can_write_or_that_is_cut_off_says_nothing),
    book_test(fits__its_set_and_tracks_of_ours_behind_it),
};

int main(void) {
    return cmocka_run_group_tests(tests, NULL, NULL);
}
