#include "sim/listen.h"

#include <stdlib.h>
#include <string.h>

#include "sim/encode.h"

struct lg_sim_listener {
    struct lg_sim_listener *next;
    struct lg_sim_subject subject;
    struct lg_arena arena; /* the arguments' */
    const struct lg_sim_value *args;
    size_t count;
    struct lg_str told; /* the first property's message, as it was told last */
};

/* Which arguments tell one listener from another, and are told again. */
static const struct lg_sim_value *args_of(const struct lg_sim_call *call,
                                          const struct lg_sim_subject *subject, size_t *count_out) {
    bool hides = subject->object.class->hides_indices && subject->stuck == NULL;
    *count_out = hides ? call->count : call->num_given;
    return hides ? call->args : call->given;
}

static bool is_number(const struct lg_sim_value *value) {
    return value->kind == LG_SIM_VALUE_INT || value->kind == LG_SIM_VALUE_BOOL ||
           value->kind == LG_SIM_VALUE_FLOAT;
}

static double number(const struct lg_sim_value *value) {
    if (value->kind == LG_SIM_VALUE_FLOAT)
        return value->as.real;
    return value->kind == LG_SIM_VALUE_INT ? (double)value->as.integer : (double)value->as.boolean;
}

/* As Python compares: 0, 0.0 and False are one. Lists and the like are taken for different. */
static bool equal(const struct lg_sim_value *a, const struct lg_sim_value *b) {
    if (is_number(a) && is_number(b))
        return !(number(a) < number(b)) && !(number(a) > number(b));
    if (a->kind != b->kind)
        return false;
    if (a->kind == LG_SIM_VALUE_TEXT || a->kind == LG_SIM_VALUE_BYTES)
        return a->as.text.length == b->as.text.length &&
               (a->as.text.length == 0 ||
                memcmp(a->as.text.text, b->as.text.text, a->as.text.length) == 0);
    return a->kind == LG_SIM_VALUE_NONE;
}

static bool is_of(const struct lg_sim_listener *listener, const struct lg_sim_subject *subject,
                  const struct lg_sim_value *args, size_t count) {
    if (listener->subject.object.class != subject->object.class ||
        listener->subject.properties[0] != subject->properties[0] || listener->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!equal(&listener->args[i], &args[i]))
            return false;
    return true;
}

static void free_listener(struct lg_sim_listener *listener) {
    lg_arena_dispose(&listener->arena);
    lg_str_dispose(&listener->told);
    free(listener);
}

void lg_sim_unlisten(struct lg_sim_call *call, const struct lg_sim_subject *subject) {
    size_t count;
    const struct lg_sim_value *args = args_of(call, subject, &count);
    struct lg_sim_listener **at = &call->listeners->first;
    while (*at != NULL && !is_of(*at, subject, args, count))
        at = &(*at)->next;
    struct lg_sim_listener *found = *at;
    if (found == NULL)
        return;
    *at = found->next;
    call->listeners->count--;
    free_listener(found);
}

static struct lg_sim_value copy(struct lg_arena *arena, const struct lg_sim_value *value) {
    struct lg_sim_value result = *value;
    if (value->kind == LG_SIM_VALUE_TEXT || value->kind == LG_SIM_VALUE_BYTES)
        result.as.text.text = lg_arena_strndup(arena, value->as.text.text, value->as.text.length);
    /* A list's items would have to be copied too; no address takes one, so it goes as None. */
    if (value->kind == LG_SIM_VALUE_LIST)
        result = (struct lg_sim_value){.kind = LG_SIM_VALUE_NONE};
    return result;
}

static struct lg_sim_listener *add(struct lg_sim_call *call, const struct lg_sim_subject *subject) {
    struct lg_sim_listener *listener = lg_xcalloc(1, sizeof *listener);
    const struct lg_sim_value *args = args_of(call, subject, &listener->count);
    struct lg_sim_value *own =
        lg_arena_array(&listener->arena, listener->count, sizeof *listener->args);
    for (size_t i = 0; i < listener->count; i++)
        own[i] = copy(&listener->arena, &args[i]);
    listener->args = own;
    listener->subject = *subject;
    struct lg_sim_listener **end = &call->listeners->first;
    while (*end != NULL)
        end = &(*end)->next;
    *end = listener;
    call->listeners->count++;
    return listener;
}

/* The message of a property as it is now; false, raised, where it can't be read or sent. */
static bool compose(struct lg_sim_call *call, const struct lg_sim_listener *listener,
                    const struct lg_sim_property *property, struct lg_str *bytes) {
    const char *why;
    const char *address = lg_arena_printf(call->arena, "/live/%s/get/%s",
                                          listener->subject.object.class->name, property->name);
    struct lg_sim_value *values = lg_arena_array(call->arena, listener->count + 1, sizeof *values);
    if (listener->count > 0)
        memcpy(values, listener->args, listener->count * sizeof *values);
    if (!lg_sim_getattr(call, &listener->subject.object, property, &values[listener->count]))
        return false;
    if (lg_sim_encode(address, values, listener->count + 1, bytes, &why) == LG_SIM_ENCODED)
        return true;
    lg_sim_raise(call, LG_SIM_OTHER_ERROR, "%s", why);
    return false;
}

static bool tell(struct lg_sim_call *call, struct lg_sim_listener *listener, bool is_first) {
    struct lg_str now = {0};
    struct lg_str more = {0};
    const struct lg_sim_property *second = listener->subject.properties[1];
    bool is_told = compose(call, listener, listener->subject.properties[0], &now);
    bool is_new = is_told && (is_first || now.length != listener->told.length ||
                              memcmp(now.text, listener->told.text, now.length) != 0);
    if (is_new) {
        lg_sim_push(call, now.text, now.length);
        if (second != NULL && compose(call, listener, second, &more))
            lg_sim_push(call, more.text, more.length);
        lg_str_clear(&listener->told);
        lg_str_add_n(&listener->told, now.text, now.length);
    }
    lg_str_dispose(&now);
    lg_str_dispose(&more);
    return is_told;
}

enum lg_sim_result lg_sim_listen(struct lg_sim_call *call, const struct lg_sim_subject *subject) {
    lg_sim_unlisten(call, subject);
    if (call->listeners->count >= LG_SIM_MAX_LISTENERS)
        return lg_sim_raise(call, LG_SIM_OTHER_ERROR, "livegate sim has %d listeners at most",
                            LG_SIM_MAX_LISTENERS);
    struct lg_sim_listener *listener = add(call, subject);
    return tell(call, listener, true) ? LG_SIM_SILENT : LG_SIM_RAISED;
}

/* What goes wrong here goes wrong within Live, and nobody hears of it. */
void lg_sim_listeners_tell(struct lg_sim_call *call) {
    for (struct lg_sim_listener *at = call->listeners->first; at != NULL; at = at->next)
        if (lg_sim_object_again(call->set, &at->subject.object))
            (void)tell(call, at, false);
}

const char *lg_sim_listeners_end(struct lg_sim_call *call) {
    const char *text = NULL;
    for (struct lg_sim_listener *at = call->listeners->first; at != NULL && text == NULL;
         at = at->next)
        if (at->subject.stuck != NULL)
            text = lg_arena_printf(call->arena, "('%s', %s)", at->subject.stuck,
                                   lg_sim_repr_tuple(call, at->args, at->count));
    lg_sim_listeners_dispose(call->listeners);
    return text;
}

void lg_sim_listeners_dispose(struct lg_sim_listeners *listeners) {
    while (listeners->first != NULL) {
        struct lg_sim_listener *next = listeners->first->next;
        free_listener(listeners->first);
        listeners->first = next;
    }
    listeners->count = 0;
}
