/* One request being handled: what a handler reads, answers and raises, and what Python's
 * conversions make of OSC arguments. */
#ifndef LG_SIM_CALL_H
#define LG_SIM_CALL_H

#include "base/arena.h"
#include "sim/set.h"
#include "sim/value.h"

/* What a handler's return value is in Python: an exception, None, a tuple. */
enum lg_sim_result { LG_SIM_RAISED = -1, LG_SIM_SILENT = 0, LG_SIM_ANSWERED = 1 };

/* Exceptions as far as the script tells them apart: wildcards pass over value and attribute errors,
 * property getters turn a runtime error into None. */
enum lg_sim_exception {
    LG_SIM_OTHER_ERROR,
    LG_SIM_VALUE_ERROR,
    LG_SIM_ATTRIBUTE_ERROR,
    LG_SIM_RUNTIME_ERROR
};

struct lg_sim;
struct lg_sim_listeners;
struct lg_sim_player;
struct lg_sim_state;

struct lg_sim_call {
    struct lg_sim *sim;
    struct lg_sim_state *state;
    struct lg_sim_set *set; /* the state's */
    struct lg_sim_listeners *listeners;
    struct lg_sim_faults *faults;
    struct lg_sim_player *player;
    const char *folder;               /* Python's for temporary files; NULL: none */
    struct lg_arena *arena;           /* of the call */
    const struct lg_sim_value *given; /* all that came */
    size_t num_given;
    const struct lg_sim_value *args; /* what is left of it */
    size_t count;
    struct lg_sim_value *answer;
    size_t answer_count, answer_capacity;
    enum lg_sim_exception exception;
    const char *why; /* the exception's text */
};

/* Adds a value to the answer; past LG_DATAGRAM_MAX of them no reply could hold more, and they are
 * dropped. */
void lg_sim_answer(struct lg_sim_call *call, struct lg_sim_value value);
/* Adds the remaining arguments to the answer, as property getters do. */
void lg_sim_answer_args(struct lg_sim_call *call);
/* Returns LG_SIM_RAISED. */
enum lg_sim_result lg_sim_raise(struct lg_sim_call *call, enum lg_sim_exception exception,
                                const char *format, ...) LG_PRINTF(3, 4);
/* Logs an error, which the script sends to /live/error at once, without raising (sim/script.c). */
void lg_sim_complain(struct lg_sim_call *call, const char *text);
/* The arguments as Python shows a tuple of them; the call's. */
const char *lg_sim_repr_tuple(struct lg_sim_call *call, const struct lg_sim_value *values,
                              size_t count);

/* Each of these is true on success and else has raised what Python would. */

/* There are at least `count` arguments; `sequence` is "list" or "tuple", what the script indexes.
 */
bool lg_sim_need(struct lg_sim_call *call, size_t count, const char *sequence);
/* There are exactly `count` arguments, as for `a, b = params`. */
bool lg_sim_unpack(struct lg_sim_call *call, size_t count);
/* At most so many arguments are left, as a method of `type` takes them; or just as many. */
bool lg_sim_takes(struct lg_sim_call *call, size_t most, const char *type, const char *method);
bool lg_sim_wants(struct lg_sim_call *call, size_t count, const char *type, const char *method);
/* int(value). */
bool lg_sim_to_int(struct lg_sim_call *call, const struct lg_sim_value *value, int64_t *out);
/* What range() takes: ints and bools. */
bool lg_sim_to_index(struct lg_sim_call *call, const struct lg_sim_value *value, int64_t *out);
/* What a real number of Live takes: floats, ints, bools. */
bool lg_sim_to_real(struct lg_sim_call *call, const struct lg_sim_value *value, double *out);
/* What a whole number or a switch of Live takes: ints and bools. */
bool lg_sim_to_whole(struct lg_sim_call *call, const struct lg_sim_value *value, int64_t *out);
/* What a text of Live takes; `type` is Python's name of whose it is. */
bool lg_sim_to_words(struct lg_sim_call *call, const struct lg_sim_value *value, const char *type);
/* A colour, 0xRRGGBB, or its place in the palette. */
bool lg_sim_to_color(struct lg_sim_call *call, const struct lg_sim_value *value,
                     struct lg_sim_look *out);
bool lg_sim_to_color_index(struct lg_sim_call *call, const struct lg_sim_value *value,
                           struct lg_sim_look *out);
/* What Boost indexes a vector with, ints alone; then as lg_sim_item. */
bool lg_sim_pick(struct lg_sim_call *call, const struct lg_sim_value *value, size_t count,
                 size_t *out);
/* The item that `index` means among `count`: negative ones count from the end. */
bool lg_sim_item(struct lg_sim_call *call, int64_t index, size_t count, size_t *out);
/* A new value of a parameter within min..max, narrowed to what Live keeps. */
bool lg_sim_to_param(struct lg_sim_call *call, const struct lg_sim_value *value,
                     const float range[2], float *out);

#endif
