#include "report/merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PLAN_ITEMS = 1000 };

/* Counts what goes over the bus, whoever tells it. */
struct counter {
    struct lg_sink sink;
    struct lg_event_run_end *totals;
    bool *kinds; /* of errors */
};

struct merge {
    struct lg_shards *shards;
    struct lg_bus *bus;
    const struct lg_merge_options *options;
    struct lg_event_run_end totals;
    bool kinds[LG_ERR__COUNT];
    struct lg_str message; /* of run_end */
};

/* --- counting ----------------------------------------------------------------------------------
 */

static int counter_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct counter *counter = (struct counter *)sink;
    const struct lg_event_step *end = lg_event_end(event);
    LG_UNUSED(err);
    if (event->kind == LG_EVENT_PLAN)
        counter->totals->planned += event->as.plan.num_items;
    if (event->kind == LG_EVENT_GATE_END)
        counter->totals->gates[event->as.gate_end.outcome]++;
    if (end != NULL) {
        counter->totals->steps[end->outcome]++;
        counter->kinds[end->error_kind] = end->error_kind != LG_ERR_NONE;
    }
    return 0;
}

static void counter_free(struct lg_sink *sink) {
    free(sink);
}

static const struct lg_sink_ops counter_ops = {
    .name = "counter", .take = counter_take, .free = counter_free, .turn = LG_TURN_REPORT};

static void add_counter(struct merge *merge) {
    struct counter *counter = lg_xcalloc(1, sizeof *counter);
    *counter = (struct counter){{&counter_ops, false}, &merge->totals, merge->kinds};
    lg_bus_add(merge->bus, &counter->sink);
}

/* --- one shard's telling -------------------------------------------------------------------------
 */

/* Events of one gate from one shard, one ahead. */
struct stream {
    struct lg_receipts_cursor *cursor;
    struct lg_arena arena;
    struct lg_event event;
    bool is_open; /* there is an event, before the gate's end */
};

static int next(struct stream *stream, struct lg_err *err) {
    lg_arena_dispose(&stream->arena);
    int got = lg_receipts_cursor_next(stream->cursor, &stream->arena, &stream->event, err);
    stream->is_open = got == 1 && stream->event.kind != LG_EVENT_GATE_END;
    if (got < 0)
        return -1;
    return got == 1 ? 0
                    : lg_err_set(err, LG_ERR_READ, "'%s' ends within a gate", stream->cursor->path);
}

/* At its gate_start. */
static int begin(struct stream *stream, struct lg_shard_run *run, const char *gate,
                 struct lg_err *err) {
    const struct lg_shard_gate *told = lg_shards_gate(run, gate);
    *stream = (struct stream){.cursor = &run->cursor};
    if (told == NULL)
        return lg_err_set(err, LG_ERR_READ, "'%s' announced '%s' and did not tell it", run->path,
                          gate);
    if (fseek(run->cursor.file, told->offset, SEEK_SET) != 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "receipts '%s'", run->path);
    return next(stream, err);
}

static int retell(struct merge *merge, const struct lg_event *event, struct lg_err *err) {
    return lg_bus_retell(merge->bus, event, err);
}

/* A gate as that shard told it. */
static int tell_gate(struct merge *merge, struct lg_shard_run *run, const char *gate,
                     struct lg_err *err) {
    struct stream stream;
    int rc = begin(&stream, run, gate, err);
    while (rc == 0 && stream.is_open) {
        rc = retell(merge, &stream.event, err);
        if (rc == 0)
            rc = next(&stream, err);
    }
    if (rc == 0)
        rc = retell(merge, &stream.event, err); /* its end */
    lg_arena_dispose(&stream.arena);
    return rc;
}

static bool is_bad(enum lg_outcome outcome) {
    return outcome == LG_FAILED || outcome == LG_ERROR;
}

/* Its own shard, or the first of which a copy did not hold where its own one did. */
static struct lg_shard_run *teller_of(const struct merge *merge, const struct lg_shard_item *item) {
    struct lg_shards *shards = merge->shards;
    struct lg_shard_run *owner = &shards->runs[item->shard];
    const struct lg_shard_gate *own = lg_shards_gate(owner, item->gate);
    for (size_t i = 0; own != NULL && !is_bad(own->outcome) && i < shards->count; i++) {
        const struct lg_shard_gate *copy = lg_shards_gate(&shards->runs[i], item->gate);
        if (copy != NULL && is_bad(copy->outcome))
            return &shards->runs[i];
    }
    return owner;
}

/* --- a matrix in parts
 * ---------------------------------------------------------------------------- */

struct parts {
    struct merge *merge;
    struct stream *streams; /* by shard; those without a part are not open */
    const char *gate;
    bool has_first; /* a point was measured, and told with what it was held against */
    struct lg_arena arena;
    const struct lg_value *chain; /* as the first preflight found it; NULL: none has */
    const char *chain_path;       /* whose */
};

/* Reads over an item, or tells it and has it judged. */
static int pass_item(struct parts *parts, struct stream *stream, bool is_told, struct lg_err *err) {
    const struct lg_merge_judge *judge = &parts->merge->options->judge;
    bool has_ended = false;
    int rc = 0;
    while (rc == 0 && stream->is_open && !has_ended) {
        has_ended = lg_event_end(&stream->event) != NULL;
        if (is_told)
            rc = retell(parts->merge, &stream->event, err);
        if (rc == 0 && is_told && has_ended)
            rc = judge->take(judge->ctx, &stream->event, err);
        if (rc == 0)
            rc = next(stream, err);
    }
    return rc;
}

/* The id of the item that comes next; NULL: none is left. Late announcements stand before theirs.
 */
static const char *coming(const struct stream *stream) {
    const struct lg_event *event = &stream->event;
    if (!stream->is_open)
        return NULL;
    if (event->kind == LG_EVENT_PLAN)
        return event->as.plan.num_items > 0 ? event->as.plan.items[0].id : NULL;
    if (event->kind == LG_EVENT_TRANSITION)
        return event->as.transition.id;
    const struct lg_event_step *end = lg_event_end(event);
    return end == NULL ? NULL : end->id;
}

static bool is_coming(const struct stream *stream, const char *id) {
    const char *is = coming(stream);
    return is != NULL && strcmp(is, id) == 0;
}

static int no_such_item(const struct parts *parts, const struct stream *stream, const char *id,
                        struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "'%s' does not tell '%s' of '%s' where it belongs",
                      stream->cursor->path, id, parts->gate);
}

static int grade(enum lg_outcome outcome) {
    static const int grades[LG_OUTCOME__COUNT] = {
        [LG_PASSED] = 1, [LG_PASSED_AFTER_FIX] = 2, [LG_FAILED] = 3, [LG_ERROR] = 4};
    return grades[outcome];
}

/* Points that were rendered through different chains are no sweep. */
static int hold_chains_together(struct parts *parts, const char *path,
                                const struct lg_event_step *end, struct lg_err *err) {
    const struct lg_value *chain =
        end->outcome == LG_PASSED ? lg_value_get(end->result, "chain") : NULL;
    struct lg_str text = {0};
    int rc = 0;
    if (chain != NULL && parts->chain == NULL) {
        parts->chain = lg_value_copy(&parts->arena, chain);
        parts->chain_path = path;
    } else if (chain != NULL && !parts->merge->options->judge.agrees(parts->chain, chain, &text))
        rc = lg_err_set(err, LG_ERR_READ,
                        "'%s' and '%s' did not render '%s' through the same chain: %s",
                        parts->chain_path, path, parts->gate, lg_str_text(&text));
    lg_str_dispose(&text);
    return rc;
}

/* How an item ended in a shard, read ahead and gone back to. */
static int look_ahead(struct parts *parts, struct stream *stream, const char *id,
                      enum lg_outcome *out, struct lg_err *err) {
    long offset = ftell(stream->cursor->file);
    struct lg_arena arena = {0};
    struct lg_event event = {.kind = LG_EVENT_PLAN};
    int rc = 0;
    int got = 1;
    while (got == 1 && event.kind != LG_EVENT_GATE_END) {
        lg_arena_dispose(&arena);
        got = lg_receipts_cursor_next(stream->cursor, &arena, &event, err);
        const struct lg_event_step *end = got == 1 ? lg_event_end(&event) : NULL;
        if (end != NULL && strcmp(end->id, id) == 0) {
            *out = end->outcome;
            rc = hold_chains_together(parts, stream->cursor->path, end, err);
            break;
        }
    }
    lg_arena_dispose(&arena);
    if (rc == 0 && got >= 0 && fseek(stream->cursor->file, offset, SEEK_SET) != 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "receipts '%s'", stream->cursor->path);
    return got < 0 ? -1 : rc;
}

/* The one that went worst of what each part has. */
static int tell_shared(struct parts *parts, const char *id, struct lg_err *err) {
    size_t count = parts->merge->shards->count;
    size_t worst = count;
    int most = -1;
    for (size_t i = 0; i < count; i++) {
        enum lg_outcome outcome = LG_SKIPPED;
        if (!parts->streams[i].is_open)
            continue;
        if (!is_coming(&parts->streams[i], id))
            return no_such_item(parts, &parts->streams[i], id, err);
        if (look_ahead(parts, &parts->streams[i], id, &outcome, err) != 0)
            return -1;
        if (grade(outcome) > most) {
            most = grade(outcome);
            worst = i;
        }
    }
    for (size_t i = 0; i < count; i++)
        if (parts->streams[i].is_open && pass_item(parts, &parts->streams[i], i == worst, err) != 0)
            return -1;
    return 0;
}

/* A point, and what its shard held against it: told where it is the first of all. */
static int tell_point(struct parts *parts, const struct lg_shard_item *item, struct lg_err *err) {
    struct stream *stream = &parts->streams[item->shard];
    if (!is_coming(stream, item->id))
        return no_such_item(parts, stream, item->id, err);
    if (pass_item(parts, stream, true, err) != 0)
        return -1;
    bool is_first = !parts->has_first;
    while (is_coming(stream, "@floor") || is_coming(stream, "@as-found")) {
        parts->has_first = true;
        if (pass_item(parts, stream, is_first, err) != 0)
            return -1;
    }
    return is_coming(stream, "@drift") ? pass_item(parts, stream, true, err) : 0;
}

/* Items from `from` to `to` are the matrix'. */
static int tell_parts(struct parts *parts, size_t from, size_t to, struct lg_err *err) {
    const struct lg_shards *shards = parts->merge->shards;
    const struct lg_merge_judge *judge = &parts->merge->options->judge;
    const struct stream *any = NULL;
    for (size_t i = 0; i < shards->count; i++) {
        struct lg_shard_run *run = &shards->runs[i];
        if (lg_shards_gate(run, parts->gate) != NULL &&
            begin(&parts->streams[i], run, parts->gate, err) != 0)
            return -1;
        any = any == NULL && parts->streams[i].is_open ? &parts->streams[i] : any;
    }
    if (any == NULL || judge->begin(judge->ctx, &any->event.as.gate_start, err) != 0)
        return any == NULL ? lg_err_set(err, LG_ERR_READ, "no shard tells '%s'", parts->gate) : -1;
    for (size_t i = 0; i < shards->count; i++)
        if (parts->streams[i].is_open && next(&parts->streams[i], err) != 0)
            return -1;
    for (size_t i = from; i < to; i++) {
        const struct lg_shard_item *item = &shards->items[i];
        bool is_again = i > from && item->at == shards->items[i - 1].at;
        bool is_preflight = item->at == shards->items[from].at;
        if (is_again || (item->is_shared && !is_preflight))
            continue;
        if ((is_preflight ? tell_shared(parts, item->id, err) : tell_point(parts, item, err)) != 0)
            return -1;
    }
    return judge->end(judge->ctx, err);
}

static int tell_matrix(struct merge *merge, size_t from, size_t to, struct lg_err *err) {
    size_t count = merge->shards->count;
    struct parts parts = {.merge = merge,
                          .streams = lg_xcalloc(count, sizeof *parts.streams),
                          .gate = merge->shards->items[from].gate};
    int rc = tell_parts(&parts, from, to, err);
    for (size_t i = 0; i < count; i++)
        lg_arena_dispose(&parts.streams[i].arena);
    free(parts.streams);
    lg_arena_dispose(&parts.arena);
    return rc;
}

/* --- the whole ---------------------------------------------------------------------------------
 */

static int emit_plan(struct merge *merge, const struct lg_event_item *items, size_t count,
                     struct lg_err *err) {
    struct lg_event event = {.kind = LG_EVENT_PLAN,
                             .ts_ms = merge->options->ts_ms,
                             .as.plan = {.items = items, .num_items = count}};
    return count == 0 ? 0 : retell(merge, &event, err);
}

static int tell_plan(struct merge *merge, struct lg_err *err) {
    const struct lg_shards *shards = merge->shards;
    struct lg_event_item *items = lg_xcalloc(PLAN_ITEMS, sizeof *items);
    size_t count = 0;
    size_t last = 0;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < shards->num_items; i++) {
        const struct lg_shard_item *item = &shards->items[i];
        if (item->at == 0 || item->at == last)
            continue;
        last = item->at;
        items[count++] = (struct lg_event_item){item->gate, item->id, item->verb, 0};
        if (count == PLAN_ITEMS) {
            rc = emit_plan(merge, items, count, err);
            count = 0;
        }
    }
    if (rc == 0)
        rc = emit_plan(merge, items, count, err);
    free(items);
    return rc;
}

static int tell_planned(struct merge *merge, struct lg_err *err) {
    const struct lg_shards *shards = merge->shards;
    size_t from = 0;
    while (from < shards->num_items && shards->items[from].at != 0) {
        const struct lg_shard_item *item = &shards->items[from];
        size_t to = from;
        while (to < shards->num_items && shards->items[to].at != 0 &&
               strcmp(shards->items[to].gate, item->gate) == 0)
            to++;
        bool is_split = lg_shards_lists(&shards->runs[0], "split", item->gate);
        if ((is_split ? tell_matrix(merge, from, to, err)
                      : tell_gate(merge, teller_of(merge, item), item->gate, err)) != 0)
            return -1;
        from = to;
    }
    return 0;
}

/* What stands for no gate of the plan: a recording that was not played to its end, a plan of
 * nothing. Each is told once; that a shard had nothing to do says nothing of the whole. */
static int tell_others(struct merge *merge, struct lg_err *err) {
    const struct lg_shards *shards = merge->shards;
    const char *told = NULL;
    size_t from = 0;
    while (from < shards->num_items && shards->items[from].at != 0)
        from++;
    for (size_t i = from; i < shards->num_items; i++) {
        const struct lg_shard_item *item = &shards->items[i];
        const struct lg_event_item planned = {item->gate, item->id, item->verb, 0};
        bool is_idle = strcmp(item->gate, "sequence") == 0 && shards->planned > 0;
        if (is_idle || (told != NULL && strcmp(told, item->gate) == 0))
            continue;
        told = item->gate;
        if (emit_plan(merge, &planned, 1, err) != 0 ||
            tell_gate(merge, &shards->runs[item->shard], item->gate, err) != 0)
            return -1;
    }
    return 0;
}

/* A shard may end with more than its items say: a report that was not written, an early end. */
static void take_ends(struct merge *merge) {
    const struct lg_shards *shards = merge->shards;
    int code = merge->options->exit_code(&merge->totals, merge->kinds);
    for (size_t i = 0; i < shards->count; i++) {
        const struct lg_shard_run *run = &shards->runs[i];
        bool is_graver = merge->options->graver(code, run->exit_code) != code;
        if (run->duration_ns > merge->totals.duration_ns)
            merge->totals.duration_ns = run->duration_ns;
        if (!is_graver && (run->message == NULL || run->exit_code == 0))
            continue;
        lg_str_printf(&merge->message, "%sshard %zu/%zu ended with exit %d",
                      merge->message.length == 0 ? "" : "; ", run->index, shards->count,
                      run->exit_code);
        if (run->message != NULL)
            lg_str_printf(&merge->message, ": %s", run->message);
        code = merge->options->graver(code, run->exit_code);
    }
    merge->totals.exit_code = code;
}

static int tell_all(struct merge *merge, struct lg_err *err) {
    struct lg_event start = {.kind = LG_EVENT_RUN_START,
                             .ts_ms = merge->options->ts_ms,
                             .as.run_start = *merge->options->start};
    if (retell(merge, &start, err) != 0 || tell_plan(merge, err) != 0 ||
        tell_planned(merge, err) != 0 || tell_others(merge, err) != 0)
        return -1;
    take_ends(merge);
    struct lg_event end = {.kind = LG_EVENT_RUN_END, .as.run_end = merge->totals};
    if (merge->message.length > 0)
        end.as.run_end.message = lg_str_text(&merge->message);
    int rc = lg_bus_finish(merge->bus, &end, merge->options->graver,
                           merge->options->write_failed_code, err);
    merge->totals.exit_code = end.as.run_end.exit_code;
    return rc;
}

int lg_merge(struct lg_shards *shards, struct lg_bus *bus, const struct lg_merge_options *options,
             struct lg_event_run_end *totals_out, struct lg_err *err) {
    struct merge merge = {.shards = shards, .bus = bus, .options = options};
    add_counter(&merge);
    int rc = tell_all(&merge, err);
    *totals_out = merge.totals;
    lg_str_dispose(&merge.message);
    return rc;
}
