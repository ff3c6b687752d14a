/* layer: fixture */
/* The first line of an input is a recording's header, the rest its session; a session that is read
 * is written again as it was, and replayed to a client that asks some things. */
#include <string.h>

#include "fixture/drift.h"
#include "fixture/line_inside.h"
#include "fixture/replay.h"
#include "fixture/witness.h"
#include "fuzz/target.h"

static void write_again(const struct lg_recording *recording) {
    struct lg_str text = {0};
    struct lg_line_chain chain = {0};
    struct lg_line_chain chain_again = {0};
    for (size_t i = 0; i < recording->count; i++) {
        struct lg_arena arena = {0};
        struct lg_line again;
        lg_str_clear(&text);
        lg_line_write(&recording->lines[i], &chain, &text);
        FUZZ_CHECK(lg_line_read((struct lg_view){text.text, text.length - 1}, "again", &chain_again,
                                &arena, &again, NULL) == 0);
        FUZZ_CHECK(again.kind == recording->lines[i].kind &&
                   again.length == recording->lines[i].length);
        FUZZ_CHECK(again.length == 0 ||
                   memcmp(again.bytes, recording->lines[i].bytes, again.length) == 0);
        lg_arena_dispose(&arena);
    }
    lg_str_dispose(&text);
}

static void ask(struct lg_link *link, const struct lg_osc_msg *msg) {
    static unsigned char buffer[LG_DATAGRAM_MAX];
    struct lg_str bytes = {0};
    struct lg_err err = {0};
    size_t length;
    if (lg_osc_write(msg, &bytes, NULL) == 0 &&
        lg_link_send(link, bytes.text, bytes.length, &err) < 0)
        FUZZ_CHECK(err.kind == LG_ERR_READ && err.text[0] != '\0');
    lg_str_dispose(&bytes);
    for (int i = 0; i < 4; i++)
        (void)!lg_link_receive(link, LG_NS_PER_S, buffer, &length, NULL);
}

/* Whatever was recorded: each datagram as it was, and something that was not. */
static void replay(const struct lg_recording *recording, const struct lg_replay_options *options) {
    static unsigned char buffer[LG_DATAGRAM_MAX];
    struct lg_env env;
    struct lg_osc_arg arg = lg_osc_int(1);
    size_t length;
    lg_env_init_test(&env);
    struct lg_replay *replayed = lg_replay_new(&env, recording, options);
    struct lg_link *link = lg_replay_link(replayed);
    for (size_t i = 0; i < recording->count; i++) {
        const struct lg_line *line = &recording->lines[i];
        if (line->kind == LG_LINE_SENT)
            (void)!lg_link_send(link, line->bytes, line->length, NULL);
        (void)!lg_link_receive(link, lg_clock_now_ns(&env.clock), buffer, &length, NULL);
    }
    ask(link, &(struct lg_osc_msg){"/live/track/get/volume", &arg, 1});
    ask(link, &(struct lg_osc_msg){"/live/test", NULL, 0});
    (void)!lg_replay_check(replayed, NULL);
    lg_link_close(link);
    lg_replay_free(replayed);
}

static void compare(const struct lg_recording *recording) {
    const struct lg_drift_rules none = {NULL, 0};
    struct lg_arena arena = {0};
    struct lg_questions questions;
    struct lg_str words = {0};
    lg_questions_make(recording, &arena, &questions);
    for (size_t i = 0; i < questions.count; i++)
        lg_drift_compare(&none, &questions, &questions.items[i], questions.items[i].answer, &words);
    FUZZ_CHECK(words.length == 0); /* nothing differs from itself */
    lg_str_dispose(&words);
    lg_arena_dispose(&arena);
}

/* Each line with its sum. */
static void add_sums(struct lg_view text, struct lg_line_chain chain, struct lg_str *out) {
    while (text.length > 0) {
        const char *newline = memchr(text.text, '\n', text.length);
        size_t length = newline == NULL ? text.length : (size_t)(newline - text.text);
        bool is_object = length > 1 && text.text[length - 1] == '}';
        lg_line_chain_add(&chain, (struct lg_view){text.text, length});
        lg_str_add_n(out, text.text, is_object ? length - 1 : length);
        if (is_object)
            lg_str_printf(out, ",\"sum\":\"%s\"}", chain.sum);
        if (newline == NULL)
            return;
        lg_str_add_char(out, '\n');
        text = (struct lg_view){newline + 1, text.length - length - 1};
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const loose[] = {"/live/test"};
    struct lg_arena arena = {0};
    struct lg_recording recording = {.folder = "rec", .session = "session.jsonl"};
    struct lg_err err = {0};
    const char *text = (const char *)data;
    const char *newline = size == 0 ? NULL : memchr(text, '\n', size);
    size_t head = newline == NULL ? size : (size_t)(newline - text) + 1;
    struct lg_str session = {0};
    if (lg_recording_read_header(text, head, "header.json", &arena, &recording.header, &err) < 0) {
        FUZZ_CHECK(err.kind == LG_ERR_READ && err.text[0] != '\0');
        recording.header = (struct lg_recording_header){.date = ""};
    }
    const struct lg_line_chain chain = {.is_loose =
                                            recording.header.format == LG_RECORDING_FORMAT_OLDEST};
    add_sums((struct lg_view){text + head, size - head}, chain, &session);
    err = (struct lg_err){0};
    if (lg_recording_read_session((struct lg_view){lg_str_text(&session), session.length},
                                  "session.jsonl", &arena, &recording, &err) < 0) {
        FUZZ_CHECK(err.kind == LG_ERR_READ && err.line > 0);
    } else {
        write_again(&recording);
        if (lg_witness_check(&recording, &err) < 0)
            FUZZ_CHECK(err.kind == LG_ERR_READ && strstr(err.text, "header.json") != NULL);
        compare(&recording);
        replay(&recording, &(struct lg_replay_options){
                               .redactor = {.work_folder = "/w", .project_folder = "/p"}});
        replay(&recording, &(struct lg_replay_options){.loose = loose, .num_loose = 1});
        replay(&recording, &(struct lg_replay_options){.is_free = true});
    }
    lg_str_dispose(&session);
    lg_arena_dispose(&arena);
    return 0;
}
