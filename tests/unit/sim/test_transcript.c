/* The recorded conversation with the unmodified script, played against the simulation. */
#include "support/unit.h"

#include <stdio.h>

#include "base/fs.h"
#include "base/json.h"
#include "unit/sim/talk.h"

enum { TICK_MS = 100 };

struct played {
    int sent;
    int compared; /* replies */
    int ticks;
};

static const char *text_of(const struct lg_value *line, const char *key) {
    const struct lg_value *value = lg_value_get(line, key);
    assert_non_null(value);
    assert_int_equal(value->kind, LG_VALUE_STRING);
    return value->as.string.text;
}

static struct lg_osc_arg arg_of(char tag, const struct lg_value *value) {
    struct lg_osc_arg arg = {.tag = tag};
    if (tag == 'i')
        arg.as.i = (int32_t)lg_value_number(value);
    else if (tag == 'f')
        arg.as.f = (float)lg_value_number(value);
    else if (tag == 's')
        arg.as.s = value->as.string.text;
    else
        assert_non_null(strchr("TFN", tag));
    return arg;
}

/* The bytes of the line's message. */
static void write_line(const struct lg_value *line, struct lg_str *out) {
    struct lg_osc_arg args[64];
    struct lg_err err = {0};
    const char *tags = text_of(line, "types") + 1;
    const struct lg_value *values = lg_value_get(line, "args");
    size_t count = strlen(tags);
    assert_true(count <= 64);
    for (size_t i = 0; i < count; i++)
        args[i] = arg_of(tags[i], lg_value_at(values, i));
    struct lg_osc_msg message = {text_of(line, "addr"), args, count};
    if (lg_osc_write(&message, out, &err) != 0)
        fail_msg("%s", err.text);
}

/* The reply must come in the very tick in which it was recorded, not earlier. */
static void compare(struct lg_sim *sim, const struct lg_value *line, struct played *played) {
    static char buffer[LG_DATAGRAM_MAX];
    struct lg_str wanted = {0};
    struct lg_str bytes = {0};
    struct lg_str heard = {0};
    size_t length;
    int tick = (int)(lg_value_number(lg_value_get(line, "t_ms")) / TICK_MS);
    while (played->ticks < tick) {
        if (lg_sim_take_reply(sim, NULL, buffer, &length))
            fail_msg("a reply before tick %d that was not recorded: %s", tick, buffer);
        lg_sim_tick(sim);
        played->ticks++;
    }
    write_line(line, &bytes);
    talk_print(&wanted, bytes.text, bytes.length);
    if (!lg_sim_take_reply(sim, NULL, buffer, &length))
        fail_msg("no reply in tick %d, recorded was %s", tick, lg_str_text(&wanted));
    talk_print(&heard, buffer, length);
    assert_string_equal(lg_str_text(&heard), lg_str_text(&wanted));
    assert_int_equal(length, bytes.length);
    assert_memory_equal(buffer, bytes.text, length);
    played->compared++;
    lg_str_dispose(&wanted);
    lg_str_dispose(&bytes);
    lg_str_dispose(&heard);
}

static void play_line(struct lg_sim *sim, const struct lg_value *line, struct played *played) {
    if (strcmp(text_of(line, "dir"), "rx") == 0) {
        compare(sim, line, played);
    } else {
        struct lg_str bytes = {0};
        write_line(line, &bytes);
        assert_true(lg_sim_deliver(sim, LG_SIM_LOCAL, bytes.text, bytes.length));
        lg_str_dispose(&bytes);
        played->sent++;
    }
}

static void play(struct lg_sim *sim, const char *text, struct played *played) {
    struct lg_arena arena = {0};
    for (const char *end; (end = strchr(text, '\n')) != NULL; text = end + 1) {
        struct lg_value *line;
        struct lg_err err = {0};
        if (lg_json_read(text, (size_t)(end - text), "transcript", &arena, &line, &err) != 0)
            fail_msg("%s", err.text);
        play_line(sim, line, played);
    }
    assert_int_equal(*text, 0);
    lg_arena_dispose(&arena);
}

static void transcript__is_answered_alike(void **state) {
    (void)state;
    static char buffer[LG_DATAGRAM_MAX];
    struct lg_arena arena = {0};
    struct lg_sim_set set;
    struct lg_str text = {0};
    struct lg_err err = {0};
    struct played played = {0};
    size_t length;
    if (lg_sim_set_read(LG_SOURCE_DIR "/fixtures/sets/transcript.yaml", &arena, &set, &err) != 0 ||
        lg_fs_read(LG_SOURCE_DIR "/fixtures/recordings/abletonosc-transcript.jsonl", 1 << 20, &text,
                   &err) != 0)
        fail_msg("%s: %s", err.source, err.text);
    struct lg_sim *sim = lg_sim_new(&set, NULL);
    play(sim, lg_str_text(&text), &played);
    assert_false(lg_sim_take_reply(sim, NULL, buffer, &length));
    printf("transcript: %d requests, %d replies compared in %d ticks\n", played.sent,
           played.compared, played.ticks);
    assert_int_equal(played.sent, 30);
    assert_int_equal(played.compared, 25);
    assert_int_equal(played.ticks, 12);
    lg_sim_free(sim);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transcript__is_answered_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
