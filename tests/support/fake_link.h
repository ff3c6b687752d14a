/* A link for tests: answers by a script of rules, on the env's virtual clock. A rule is bound to
 * one sent request, named as lg_osc_print prints it, and fires once. The client's own fences
 * (live/fence.h) need no rules and are not listed: one is echoed behind what stands before it in
 * its bundle, unless a rule said an error there, or a getter there has no rule. */
#ifndef LG_TESTS_FAKE_LINK_H
#define LG_TESTS_FAKE_LINK_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/env.h"
#include "osc/bundle.h"
#include "osc/link.h"
#include "osc/message.h"

enum { FAKE_RULES_MAX = 512, FAKE_SENT_MAX = 1024, FAKE_ECHOES_MAX = 1024 };

struct fake_datagram {
    struct lg_str bytes;
    int64_t due_ns;
    size_t turn; /* among those that are due at once */
    bool scheduled;
    bool taken;
};

struct fake_rule {
    const char *request; /* NULL: comes with the rule before */
    int delay_ms;
    bool fired;
    bool is_lost;
    struct fake_datagram datagram;
};

struct fake_link {
    struct lg_link link;
    struct lg_env *env;
    struct fake_rule rules[FAKE_RULES_MAX];
    size_t num_rules;
    char *sent[FAKE_SENT_MAX]; /* as printed, in order */
    size_t num_sent;
    struct fake_datagram echoes[FAKE_ECHOES_MAX];
    size_t num_echoes;
    size_t num_datagrams; /* those that were sent */
    size_t turns;
    int64_t latest_ns;   /* when the last answer so far is due: no echo comes before it */
    size_t max_waiting;  /* most requests that had left while their answers had not been taken */
    bool echoes_nothing; /* the fences go unanswered */
    size_t lost_echo;    /* one does, from 1; 0: none */
    bool echoes_twice;
    bool echoes_overtake; /* what is on its way before them */
    int echo_delay_ms;
    bool is_stopped; /* as when a signal came */
    bool refuses;    /* as a port where nothing listens */
    bool babbles;    /* says foreign things without end, a millisecond apart */
    bool closed;
};

/* A message's bytes, from tags and as many arguments. */
static inline void fake_message(struct lg_str *out, const char *address, const char *tags,
                                va_list list) {
    struct lg_osc_arg args[64] = {{0}};
    size_t count = strlen(tags);
    assert_true(count <= LG_ARRAY_LEN(args));
    for (size_t i = 0; i < count; i++) {
        args[i].tag = tags[i];
        if (tags[i] == 'i')
            args[i].as.i = va_arg(list, int);
        else if (tags[i] == 'f')
            args[i].as.f = (float)va_arg(list, double);
        else if (tags[i] == 's')
            args[i].as.s = va_arg(list, const char *);
    }
    assert_int_equal(lg_osc_write(&(struct lg_osc_msg){address, args, count}, out, NULL), 0);
}

static inline struct fake_rule *fake_rule(struct fake_link *fake, const char *request,
                                          int delay_ms) {
    assert_true(fake->num_rules < FAKE_RULES_MAX);
    struct fake_rule *rule = &fake->rules[fake->num_rules++];
    *rule = (struct fake_rule){.request = request, .delay_ms = delay_ms};
    return rule;
}

/* When `request` is sent, the message comes `delay_ms` later. */
static inline void fake_on(struct fake_link *fake, const char *request, int delay_ms,
                           const char *address, const char *tags, ...) {
    va_list list;
    va_start(list, tags);
    fake_message(&fake_rule(fake, request, delay_ms)->datagram.bytes, address, tags, list);
    va_end(list);
}

/* When `request` is sent, it is served, but its reply is lost. */
static inline void fake_lose(struct fake_link *fake, const char *request) {
    fake_rule(fake, request, 0)->is_lost = true;
}

/* The message comes together with the one of the rule before, after it. */
static inline void fake_also(struct fake_link *fake, int delay_ms, const char *address,
                             const char *tags, ...) {
    va_list list;
    va_start(list, tags);
    fake_message(&fake_rule(fake, NULL, delay_ms)->datagram.bytes, address, tags, list);
    va_end(list);
}

/* As fake_also, with bytes of any kind. */
static inline void fake_also_bytes(struct fake_link *fake, int delay_ms, const void *bytes,
                                   size_t length) {
    lg_str_add_n(&fake_rule(fake, NULL, delay_ms)->datagram.bytes, bytes, length);
}

static inline void fake_schedule(struct fake_link *fake, struct fake_datagram *datagram,
                                 int64_t due_ns) {
    datagram->scheduled = true;
    datagram->due_ns = due_ns;
    datagram->turn = fake->turns++;
    fake->latest_ns = due_ns > fake->latest_ns ? due_ns : fake->latest_ns;
}

/* The message comes at that time, whoever asked for it. */
static inline void fake_waits(struct fake_link *fake, int at_ms, const char *address,
                              const char *tags, ...) {
    va_list list;
    va_start(list, tags);
    struct fake_rule *rule = fake_rule(fake, "", 0);
    fake_message(&rule->datagram.bytes, address, tags, list);
    va_end(list);
    rule->fired = true;
    fake_schedule(fake, &rule->datagram, (int64_t)at_ms * LG_NS_PER_MS);
}

/* What has become of a bundle so far. */
struct fake_bundle {
    bool has_failed;
    bool is_silent;
};

static inline void fake_schedule_rule(struct fake_link *fake, struct fake_rule *rule,
                                      struct fake_bundle *bundle) {
    int64_t due_ns = lg_clock_after(&fake->env->clock, (int64_t)rule->delay_ms * LG_NS_PER_MS);
    rule->fired = true;
    if (rule->is_lost)
        return;
    fake_schedule(fake, &rule->datagram, due_ns);
    static const char error[] = "/live/error";
    static const char unknown[] = "Unknown OSC address";
    const struct lg_str *bytes = &rule->datagram.bytes;
    if (bytes->length > 20 && strcmp(bytes->text, error) == 0 &&
        strncmp(bytes->text + 16, unknown, strlen(unknown)) != 0)
        bundle->has_failed = true;
}

/* Fires the first rule of that request that has not fired, and those that come with it. */
static inline bool fake_fire(struct fake_link *fake, const char *request,
                             struct fake_bundle *bundle) {
    size_t i = 0;
    while (i < fake->num_rules && (fake->rules[i].fired || fake->rules[i].request == NULL ||
                                   strcmp(fake->rules[i].request, request) != 0))
        i++;
    if (i == fake->num_rules)
        return false;
    fake_schedule_rule(fake, &fake->rules[i], bundle);
    for (i++; i < fake->num_rules && fake->rules[i].request == NULL; i++)
        fake_schedule_rule(fake, &fake->rules[i], bundle);
    return true;
}

static inline bool fake_is_fence(const struct lg_osc_msg *msg) {
    return msg->count == 1 && msg->args[0].tag == 'i' && msg->args[0].as.i >= 1 << 29 &&
           strcmp(msg->address, "/live/song/get/tempo") == 0;
}

static inline void fake_echo(struct fake_link *fake, const struct lg_osc_msg *fence,
                             const struct fake_bundle *bundle) {
    if (fake->echoes_nothing || bundle->has_failed || bundle->is_silent)
        return;
    assert_true(fake->num_echoes + 1 < FAKE_ECHOES_MAX);
    struct fake_datagram *echo = &fake->echoes[fake->num_echoes++];
    struct lg_osc_arg args[] = {lg_osc_float(120.0F), fence->args[0]};
    assert_int_equal(
        lg_osc_write(&(struct lg_osc_msg){fence->address, args, 2}, &echo->bytes, NULL), 0);
    int64_t due_ns = lg_clock_after(&fake->env->clock, (int64_t)fake->echo_delay_ms * LG_NS_PER_MS);
    bool is_behind = fake->latest_ns > due_ns && !fake->echoes_overtake;
    fake_schedule(fake, echo, is_behind ? fake->latest_ns : due_ns);
    if (fake->num_echoes == fake->lost_echo)
        echo->taken = true;
    if (!fake->echoes_twice)
        return;
    struct fake_datagram *copy = &fake->echoes[fake->num_echoes++];
    lg_str_add_n(&copy->bytes, echo->bytes.text, echo->bytes.length);
    fake_schedule(fake, copy, echo->due_ns);
}

/* One message of a bundle: what stands behind a failed one is not served. */
static inline void fake_take(struct fake_link *fake, const struct lg_osc_msg *msg,
                             struct fake_bundle *bundle) {
    if (fake_is_fence(msg)) {
        fake_echo(fake, msg, bundle);
        return;
    }
    struct lg_str printed = {0};
    lg_osc_print(msg, &printed);
    assert_true(fake->num_sent < FAKE_SENT_MAX);
    fake->sent[fake->num_sent++] = lg_xstrdup(printed.text);
    bool is_answered = bundle->has_failed || fake_fire(fake, printed.text, bundle);
    bool is_asked =
        strstr(printed.text, "/get/") != NULL || strncmp(printed.text, "/live/test", 10) == 0;
    if (!is_answered && is_asked)
        bundle->is_silent = true;
    lg_str_dispose(&printed);
}

static inline size_t fake_waiting(const struct fake_link *fake) {
    size_t waiting = 0;
    for (size_t i = 0; i < fake->num_rules; i++)
        waiting += fake->rules[i].datagram.scheduled && !fake->rules[i].datagram.taken;
    return waiting;
}

static inline int fake_send(struct lg_link *link, const void *bytes, size_t length,
                            struct lg_err *err) {
    LG_UNUSED(err);
    struct fake_link *fake = (struct fake_link *)link;
    struct lg_arena arena = {0};
    struct lg_osc_msg *msgs = NULL;
    size_t count = 0;
    struct fake_bundle bundle = {0};
    assert_int_equal(lg_bundle_read(bytes, length, &arena, &msgs, &count, NULL), 0);
    for (size_t i = 0; i < count; i++)
        fake_take(fake, &msgs[i], &bundle);
    fake->num_datagrams++;
    size_t waiting = fake_waiting(fake);
    fake->max_waiting = waiting > fake->max_waiting ? waiting : fake->max_waiting;
    lg_arena_dispose(&arena);
    return 0;
}

static inline struct fake_datagram *fake_sooner(struct fake_datagram *next,
                                                struct fake_datagram *datagram) {
    if (!datagram->scheduled || datagram->taken)
        return next;
    bool is_sooner = next == NULL || datagram->due_ns < next->due_ns ||
                     (datagram->due_ns == next->due_ns && datagram->turn < next->turn);
    return is_sooner ? datagram : next;
}

/* The earliest datagram; the first scheduled of several that are due at once. */
static inline struct fake_datagram *fake_next(struct fake_link *fake) {
    struct fake_datagram *next = NULL;
    for (size_t i = 0; i < fake->num_rules; i++)
        next = fake_sooner(next, &fake->rules[i].datagram);
    for (size_t i = 0; i < fake->num_echoes; i++)
        next = fake_sooner(next, &fake->echoes[i]);
    return next;
}

static inline enum lg_receive fake_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                           size_t *length_out, struct lg_err *err) {
    struct fake_link *fake = (struct fake_link *)link;
    if (fake->refuses && fake->num_sent > 0) {
        lg_err_set(err, LG_ERR_READ, "nothing listens at 127.0.0.1:11000: Connection refused");
        return LG_RECEIVE_ERROR;
    }
    if (fake->is_stopped && fake->num_sent > 0) {
        lg_err_set(err, LG_ERR_INTERRUPTED, "stopped by signal 2");
        return LG_RECEIVE_ERROR;
    }
    if (fake->babbles) {
        static const char foreign[] = "/foreign\0\0\0\0,\0\0";
        lg_clock_advance_to(&fake->env->clock, lg_clock_after(&fake->env->clock, LG_NS_PER_MS));
        memcpy(buffer, foreign, sizeof foreign);
        *length_out = sizeof foreign;
        return LG_RECEIVE_DATAGRAM;
    }
    struct fake_datagram *next = fake_next(fake);
    if (next == NULL || next->due_ns > deadline_ns) {
        assert_true(deadline_ns != LG_NEVER_NS);
        lg_clock_advance_to(&fake->env->clock, deadline_ns);
        return LG_RECEIVE_DEADLINE;
    }
    lg_clock_advance_to(&fake->env->clock, next->due_ns);
    next->taken = true;
    memcpy(buffer, next->bytes.text, next->bytes.length);
    *length_out = next->bytes.length;
    return LG_RECEIVE_DATAGRAM;
}

static inline void fake_close(struct lg_link *link) {
    ((struct fake_link *)link)->closed = true;
}

static const struct lg_link_ops fake_ops = {
    .kind = "fake", .send = fake_send, .receive = fake_receive, .close = fake_close};

/* The caller frees it after the link was closed. */
static inline struct fake_link *fake_new(struct lg_env *env) {
    struct fake_link *fake = lg_xcalloc(1, sizeof *fake);
    fake->link.ops = &fake_ops;
    fake->env = env;
    return fake;
}

/* Fails the test when the link was left open or a rule waits for a request that never came. */
static inline void fake_free(struct fake_link *fake) {
    assert_true(fake->closed);
    for (size_t i = 0; i < fake->num_rules; i++) {
        if (!fake->rules[i].fired)
            fail_msg("never sent: %s", fake->rules[i].request);
        lg_str_dispose(&fake->rules[i].datagram.bytes);
    }
    for (size_t i = 0; i < fake->num_echoes; i++)
        lg_str_dispose(&fake->echoes[i].bytes);
    for (size_t i = 0; i < fake->num_sent; i++)
        free(fake->sent[i]);
    free(fake);
}

#endif
