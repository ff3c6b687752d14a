/* From the engine to the sinks: numbers and stamps each event, hands it to each sink, outlives a
 * sink's failure. */
#ifndef LG_EVENT_BUS_H
#define LG_EVENT_BUS_H

#include "base/env.h"
#include "event/event.h"

struct lg_sink;

/* When a sink sees run_end: the fate of those before it is known then. */
enum lg_sink_turn {
    LG_TURN_REPORT, /* a file made for others to read */
    LG_TURN_RECORD, /* receipts: they hold the exit code */
    LG_TURN_VOICE,  /* console: it speaks the last word, after the record's own fate */
    LG_TURN__COUNT
};

struct lg_sink_ops {
    const char *name;
    /* Takes one event; everything in it is borrowed. LG_ERR_WRITE. */
    int (*take)(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err);
    void (*free)(struct lg_sink *sink);
    enum lg_sink_turn turn;
    /* Takes run_end once more, with another exit code: what the sink wrote of the first one is
     * taken back. NULL: it has not told the code to anybody. LG_ERR_WRITE. */
    int (*again)(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err);
};

struct lg_sink {
    const struct lg_sink_ops *ops;
    bool failed;
};

struct lg_bus;

/* Borrows the env, whose clock stamps. */
struct lg_bus *lg_bus_new(const struct lg_env *env, const char *run);
/* Frees the sinks too. */
void lg_bus_free(struct lg_bus *bus);
/* Takes the sink over. */
void lg_bus_add(struct lg_bus *bus, struct lg_sink *sink);
/* Stamps and hands over. A sink that fails gets no more events, the others go on; -1 with the first
 * failure, at each emit from then on, so that the engine stops writing to Live when nothing records
 * it. */
int lg_bus_emit(struct lg_bus *bus, struct lg_event *event, struct lg_err *err) LG_MUST_CHECK;
/* As lg_bus_emit for run_end, turn by turn: once a sink failed, at it or before, `exit_code`
 * becomes `failed_code` where that is the graver one (`graver`), with the failure as its `message`
 * where it has none; who saw it as it was is told again. The message then lives as long as the bus.
 */
int lg_bus_finish(struct lg_bus *bus, struct lg_event *run_end, int (*graver)(int code, int other),
                  int failed_code, struct lg_err *err) LG_MUST_CHECK;
/* Hands over an event of an earlier run with the stamps that it bears; run_end goes turn by turn,
 * as lg_bus_finish has it, and stays as it is. */
int lg_bus_relay(struct lg_bus *bus, const struct lg_event *event,
                 struct lg_err *err) LG_MUST_CHECK;
/* Hands over an event of an earlier run as one of this: numbered and named by the bus, with the
 * time that it bears. Not for run_end. */
int lg_bus_retell(struct lg_bus *bus, const struct lg_event *event,
                  struct lg_err *err) LG_MUST_CHECK;

#endif
