/* A conversation with a simulation, written as text: what is heard is one line per reply, read by
 * liblo, `/live/track/get/volume ,if 0 0.850000024`. */
#ifndef LG_TESTS_SIM_TALK_H
#define LG_TESTS_SIM_TALK_H

#include "support/unit.h"

#include <stdarg.h>
#include <string.h>

#include "base/str.h"
#include "osc/link.h"
#include "osc/message.h"
#include "sim/script.h"

struct talk {
    struct lg_arena arena;
    struct lg_sim_set set;
    struct lg_sim *sim;
    struct lg_str heard;
};

static inline void talk_print(struct lg_str *out, const void *bytes, size_t length) {
    struct lg_arena arena = {0};
    struct lg_osc_msg message;
    struct lg_err err = {0};
    if (lg_osc_read(bytes, length, &arena, &message, &err) != 0)
        fail_msg("a reply that liblo can't read: %s", err.text);
    lg_str_printf(out, "%s ,", message.address);
    for (size_t i = 0; i < message.count; i++)
        lg_str_add_char(out, message.args[i].tag);
    for (size_t i = 0; i < message.count; i++) {
        const struct lg_osc_arg *arg = &message.args[i];
        if (arg->tag == 'i')
            lg_str_printf(out, " %d", (int)arg->as.i);
        else if (arg->tag == 'h')
            lg_str_printf(out, " %lld", (long long)arg->as.h);
        else if (arg->tag == 'f')
            lg_str_printf(out, " %.9g", (double)arg->as.f);
        else if (arg->tag == 's')
            lg_str_printf(out, " \"%s\"", arg->as.s);
        else if (strchr("TFN", arg->tag) == NULL)
            fail_msg("a reply with the tag %c", arg->tag);
    }
    lg_arena_dispose(&arena);
}

/* The waiting replies, a line each, without the last newline. */
static inline const char *talk_hear(struct talk *talk) {
    static char buffer[LG_DATAGRAM_MAX];
    size_t length;
    lg_str_clear(&talk->heard);
    while (lg_sim_take_reply(talk->sim, NULL, buffer, &length)) {
        if (talk->heard.length > 0)
            lg_str_add_char(&talk->heard, '\n');
        talk_print(&talk->heard, buffer, length);
    }
    return lg_str_text(&talk->heard);
}

static inline const char *talk_tick(struct talk *talk) {
    lg_sim_tick(talk->sim);
    return talk_hear(talk);
}

/* A conversation on a set of fixtures/sets; the start-up pair has been heard. */
static inline void talk_open(struct talk *talk, const char *set,
                             const struct lg_sim_options *options) {
    struct lg_err err = {0};
    *talk = (struct talk){0};
    char *path = lg_arena_printf(&talk->arena, "%s/fixtures/sets/%s", LG_SOURCE_DIR, set);
    if (lg_sim_set_read(path, &talk->arena, &talk->set, &err) != 0)
        fail_msg("%s:%u:%u: %s", err.source, err.line, err.column, err.text);
    talk->sim = lg_sim_new(&talk->set, options);
    assert_string_equal(talk_hear(talk),
                        "/live/startup ,\n/live/application/get/average_process_usage ,");
}

static inline void talk_close(struct talk *talk) {
    lg_sim_free(talk->sim);
    lg_str_dispose(&talk->heard);
    lg_arena_dispose(&talk->arena);
}

/* Adds a message's bytes to `out`; the arguments follow by tag: i int, h int64_t, f and d double,
 * s text, T F N nothing. */
static inline void talk_write(struct lg_str *out, const char *address, const char *tags,
                              va_list args) {
    struct lg_osc_arg list[64];
    struct lg_err err = {0};
    size_t count = strlen(tags);
    assert_true(count <= 64);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct lg_osc_arg){.tag = tags[i]};
        if (tags[i] == 'i')
            list[i].as.i = va_arg(args, int);
        else if (tags[i] == 'h')
            list[i].as.h = va_arg(args, int64_t);
        else if (tags[i] == 'f')
            list[i].as.f = (float)va_arg(args, double);
        else if (tags[i] == 'd')
            list[i].as.d = va_arg(args, double);
        else if (tags[i] == 's')
            list[i].as.s = va_arg(args, const char *);
    }
    struct lg_osc_msg message = {address, list, count};
    if (lg_osc_write(&message, out, &err) != 0)
        fail_msg("%s: %s", address, err.text);
}

static inline void talk_message(struct lg_str *out, const char *address, const char *tags, ...) {
    va_list args;
    va_start(args, tags);
    talk_write(out, address, tags, args);
    va_end(args);
}

/* Delivers a message; it waits for the next tick. */
static inline void talk_say(struct talk *talk, const char *address, const char *tags, ...) {
    struct lg_str bytes = {0};
    va_list args;
    va_start(args, tags);
    talk_write(&bytes, address, tags, args);
    va_end(args);
    assert_true(lg_sim_deliver(talk->sim, LG_SIM_LOCAL, bytes.text, bytes.length));
    lg_str_dispose(&bytes);
}

/* Starts a bundle: `#bundle` and a time tag, here one in the far future. */
static inline void talk_bundle(struct lg_str *out) {
    lg_str_add_n(out, "#bundle\0\xff\0\0\0\0\0\0\0", 16);
}

static inline void talk_add_element(struct lg_str *bundle, const struct lg_str *element) {
    size_t length = element->length;
    const char size[4] = {(char)(length >> 24 & 0xff), (char)(length >> 16 & 0xff),
                          (char)(length >> 8 & 0xff), (char)(length & 0xff)};
    lg_str_add_n(bundle, size, 4);
    lg_str_add_n(bundle, element->text, length);
}

#endif
