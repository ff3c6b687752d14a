#include "report/shards.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 64 };

/* --- one shard -------------------------------------------------------------------------------- */

static const struct lg_value *told(const struct lg_shard_run *run, const char *key) {
    const struct lg_value *shard = run->start.as.run_start.shard;
    return shard == NULL ? NULL : lg_value_get(shard, key);
}

static size_t number_of(const struct lg_shard_run *run, const char *key) {
    const struct lg_value *value = told(run, key);
    return value == NULL || value->kind != LG_VALUE_INT || value->as.integer < 0
               ? 0
               : (size_t)value->as.integer;
}

static const char *text_of(const struct lg_shard_run *run, const char *key) {
    const struct lg_value *value = told(run, key);
    return value == NULL || value->kind != LG_VALUE_STRING ? "" : value->as.string.text;
}

bool lg_shards_lists(const struct lg_shard_run *run, const char *list, const char *gate) {
    const struct lg_value *names = told(run, list);
    const struct lg_value *name = NULL;
    for (size_t i = 0; names != NULL && (name = lg_value_at(names, i)) != NULL; i++)
        if (name->kind == LG_VALUE_STRING && lg_view_eq(name->as.string, gate))
            return true;
    return false;
}

const struct lg_shard_gate *lg_shards_gate(const struct lg_shard_run *run, const char *gate) {
    for (size_t i = 0; i < run->num_gates; i++)
        if (strcmp(run->gates[i].gate, gate) == 0)
            return &run->gates[i];
    return NULL;
}

static int open_run(struct lg_shards *shards, const char *path, struct lg_shard_run *run,
                    struct lg_err *err) {
    struct lg_arena *arena = &shards->arena;
    struct lg_receipts_report report;
    if (lg_receipts_verify(path, NULL, &report, err) != 0)
        return -1;
    if (report.state == LG_RECEIPTS_BROKEN)
        return lg_err_set(err, LG_ERR_READ, "'%s' is broken at line %zu: %s", path, report.bad_line,
                          report.why);
    run->path = lg_arena_strdup(arena, path);
    run->head = lg_arena_strdup(arena, report.head);
    if (lg_receipts_cursor_open(&run->cursor, path, err) != 0)
        return -1;
    int got = lg_receipts_cursor_next(&run->cursor, arena, &run->start, err);
    if (got < 0)
        return -1;
    if (got == 0)
        return lg_err_set(err, LG_ERR_READ, "'%s' holds no whole line", path);
    run->run = run->start.run;
    run->ts_ms = run->start.ts_ms;
    run->index = number_of(run, "index");
    size_t count = number_of(run, "count");
    if (run->index == 0 || count == 0)
        return lg_err_set(err, LG_ERR_READ, "'%s' is of a whole run, not of a shard", path);
    if (report.state == LG_RECEIPTS_INCOMPLETE)
        return lg_err_set(err, LG_ERR_READ, "shard %zu/%zu was cut off ('%s'): run it again",
                          run->index, count, path);
    if (told(run, "plan") == NULL)
        return lg_err_set(err, LG_ERR_READ,
                          "shard %zu/%zu ended before it had a plan ('%s'): its receipts say why",
                          run->index, count, path);
    return 0;
}

/* --- against each other ------------------------------------------------------------------------
 */

static int by_index(const void *a, const void *b) {
    const struct lg_shard_run *one = a;
    const struct lg_shard_run *other = b;
    return one->index < other->index ? -1 : one->index > other->index;
}

/* A file that both had, and not the same; NULL: none. */
static const char *other_file(const struct lg_event_run_start *a,
                              const struct lg_event_run_start *b) {
    for (size_t i = 0; i < a->num_inputs; i++)
        for (size_t k = 0; k < b->num_inputs; k++)
            if (strcmp(a->inputs[i].kind, b->inputs[k].kind) == 0 &&
                strcmp(a->inputs[i].path, b->inputs[k].path) == 0 &&
                strcmp(a->inputs[i].kind, "settings") != 0 &&
                strcmp(a->inputs[i].sha256, b->inputs[k].sha256) != 0)
                return a->inputs[i].path;
    return NULL;
}

static int check_plan(const struct lg_shard_run *one, const struct lg_shard_run *other,
                      struct lg_err *err) {
    const struct lg_event_run_start *a = &one->start.as.run_start;
    const struct lg_event_run_start *b = &other->start.as.run_start;
    const char *file = other_file(a, b);
    if (strcmp(text_of(one, "plan"), text_of(other, "plan")) == 0 && a->seed == b->seed &&
        number_of(one, "planned") == number_of(other, "planned"))
        return 0;
    if (file != NULL)
        return lg_err_set(err, LG_ERR_READ,
                          "shards %zu and %zu are of different plans: '%s' is not "
                          "the same",
                          one->index, other->index, file);
    return lg_err_set(err, LG_ERR_READ,
                      "shards %zu and %zu are of different plans: other gates, "
                      "matrices, variables or another seed",
                      one->index, other->index);
}

/* Two shards of one run have the same. */
static int check_same(const struct lg_shard_run *one, const struct lg_shard_run *other,
                      struct lg_err *err) {
    const struct lg_event_run_start *a = &one->start.as.run_start;
    const struct lg_event_run_start *b = &other->start.as.run_start;
    const struct {
        const char *what, *one, *other;
    } rows[] = {
        {"tools", a->tool, b->tool},
        {"commits", a->revision == NULL ? "" : a->revision, b->revision == NULL ? "" : b->revision},
        {"kinds of target", a->target_kind, b->target_kind},
        {"deals", text_of(one, "by"), text_of(other, "by")}};
    if (number_of(one, "count") != number_of(other, "count"))
        return lg_err_set(err, LG_ERR_READ, "'%s' is one of %zu shards, '%s' one of %zu", one->path,
                          number_of(one, "count"), other->path, number_of(other, "count"));
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        if (strcmp(rows[i].one, rows[i].other) != 0)
            return lg_err_set(err, LG_ERR_READ,
                              "shards %zu and %zu are of different %s: '%s' and '%s'", one->index,
                              other->index, rows[i].what, rows[i].one, rows[i].other);
    return check_plan(one, other, err);
}

static int check_all_there(struct lg_shards *shards, struct lg_err *err) {
    size_t wanted = number_of(&shards->runs[0], "count");
    struct lg_str missing = {0};
    size_t at = 0;
    for (size_t i = 1; i < shards->count; i++)
        if (shards->runs[i].index == shards->runs[i - 1].index)
            return lg_err_set(err, LG_ERR_READ, "shard %zu/%zu is there twice: '%s' and '%s'",
                              shards->runs[i].index, wanted, shards->runs[i - 1].path,
                              shards->runs[i].path);
    for (size_t index = 1; index <= wanted; index++) {
        if (at < shards->count && shards->runs[at].index == index)
            at++;
        else if (missing.length < 200)
            lg_str_printf(&missing, "%s%zu/%zu", missing.length == 0 ? "" : ", ", index, wanted);
    }
    int rc = missing.length == 0 && at == shards->count
                 ? 0
                 : lg_err_set(err, LG_ERR_READ, "shard %s is missing", lg_str_text(&missing));
    lg_str_dispose(&missing);
    return rc;
}

/* --- what they hold -----------------------------------------------------------------------------
 */

static void *make_room(void *items, size_t count, size_t item_bytes) {
    bool is_full = count == 0 || (count >= ROOM && (count & (count - 1)) == 0);
    return is_full ? lg_xrealloc(items, (count == 0 ? ROOM : 2 * count) * item_bytes) : items;
}

static void note_items(struct lg_shards *shards, size_t shard, const struct lg_event *event,
                       bool is_late) {
    const struct lg_shard_run *run = &shards->runs[shard];
    for (size_t i = 0; i < event->as.plan.num_items; i++) {
        const struct lg_event_item *item = &event->as.plan.items[i];
        /* What turns up within a gate is told there. */
        if (item->at == 0 && is_late)
            continue;
        shards->items = make_room(shards->items, shards->num_items, sizeof *shards->items);
        shards->items[shards->num_items++] = (struct lg_shard_item){
            .at = item->at,
            .gate = lg_arena_strdup(&shards->arena, item->gate),
            .id = lg_arena_strdup(&shards->arena, item->id),
            .verb = lg_arena_strdup(&shards->arena, item->verb),
            .shard = shard,
            .is_copy = lg_shards_lists(run, "copies", item->gate),
            .is_shared = item->id[0] == '@' && lg_shards_lists(run, "split", item->gate)};
    }
}

static void note(struct lg_shards *shards, size_t shard, const struct lg_event *event,
                 long offset) {
    struct lg_shard_run *run = &shards->runs[shard];
    bool is_open =
        run->num_gates > 0 && run->gates[run->num_gates - 1].outcome == LG_OUTCOME__COUNT;
    if (event->kind == LG_EVENT_PLAN)
        note_items(shards, shard, event, is_open);
    if (event->kind == LG_EVENT_GATE_START) {
        run->gates = make_room(run->gates, run->num_gates, sizeof *run->gates);
        run->gates[run->num_gates++] = (struct lg_shard_gate){
            lg_arena_strdup(&shards->arena, event->as.gate_start.gate), offset, LG_OUTCOME__COUNT};
    }
    if (event->kind == LG_EVENT_GATE_END && is_open)
        run->gates[run->num_gates - 1].outcome = event->as.gate_end.outcome;
    if (event->kind == LG_EVENT_RUN_END) {
        run->duration_ns = event->as.run_end.duration_ns;
        run->exit_code = event->as.run_end.exit_code;
        run->message = lg_arena_strdup(&shards->arena, event->as.run_end.message);
    }
}

static int index_run(struct lg_shards *shards, size_t shard, struct lg_err *err) {
    struct lg_receipts_cursor *cursor = &shards->runs[shard].cursor;
    struct lg_arena arena = {0};
    struct lg_event event;
    int got = 1;
    while (got == 1) {
        long offset = ftell(cursor->file);
        got = lg_receipts_cursor_next(cursor, &arena, &event, err);
        if (got == 1)
            note(shards, shard, &event, offset);
        lg_arena_dispose(&arena);
    }
    return got;
}

/* Those without a place last; of one place the owner first. */
static int by_place(const void *a, const void *b) {
    const struct lg_shard_item *one = a;
    const struct lg_shard_item *other = b;
    size_t left = one->at - 1;
    size_t right = other->at - 1;
    if (left != right)
        return left < right ? -1 : 1;
    if (one->is_copy != other->is_copy)
        return one->is_copy ? 1 : -1;
    return one->shard < other->shard ? -1 : one->shard > other->shard;
}

static int check_place(const struct lg_shards *shards, size_t at, size_t from, size_t to,
                       struct lg_err *err) {
    const struct lg_shard_item *first = &shards->items[from];
    size_t owners = 0;
    for (size_t i = from; i < to; i++) {
        const struct lg_shard_item *item = &shards->items[i];
        owners += !item->is_copy;
        if (strcmp(item->gate, first->gate) != 0 || strcmp(item->id, first->id) != 0)
            return lg_err_set(err, LG_ERR_READ,
                              "item %zu of the plan is '%s' of '%s' in shard %zu "
                              "and '%s' of '%s' in shard %zu",
                              at, first->id, first->gate, shards->runs[first->shard].index,
                              item->id, item->gate, shards->runs[item->shard].index);
        if (owners > 1 && !item->is_shared)
            return lg_err_set(err, LG_ERR_READ, "'%s' of '%s' is in shard %zu and in shard %zu",
                              item->id, item->gate, shards->runs[first->shard].index,
                              shards->runs[item->shard].index);
    }
    return owners > 0 ? 0
                      : lg_err_set(err, LG_ERR_READ, "'%s' of '%s' is in no shard of its own",
                                   first->id, first->gate);
}

/* Every place is held, by one shard. */
static int check_places(const struct lg_shards *shards, struct lg_err *err) {
    size_t from = 0;
    for (size_t at = 1; at <= shards->planned; at++) {
        size_t to = from;
        while (to < shards->num_items && shards->items[to].at == at)
            to++;
        if (to == from && from == 0)
            return lg_err_set(err, LG_ERR_READ, "item %zu of the plan's %zu is in no shard", at,
                              shards->planned);
        if (to == from)
            return lg_err_set(err, LG_ERR_READ,
                              "item %zu of the plan's %zu is in no shard: the one behind '%s' of "
                              "'%s'",
                              at, shards->planned, shards->items[from - 1].id,
                              shards->items[from - 1].gate);
        if (check_place(shards, at, from, to, err) != 0)
            return -1;
        from = to;
    }
    if (from < shards->num_items && shards->items[from].at != 0)
        return lg_err_set(err, LG_ERR_READ, "'%s' of '%s' has place %zu in a plan of %zu items",
                          shards->items[from].id, shards->items[from].gate, shards->items[from].at,
                          shards->planned);
    return 0;
}

int lg_shards_open(struct lg_shards *shards, const char *const *paths, size_t count,
                   struct lg_err *err) {
    *shards = (struct lg_shards){.count = 0};
    shards->runs = lg_xcalloc(count + 1, sizeof *shards->runs);
    for (size_t i = 0; i < count; i++) {
        shards->count++;
        if (open_run(shards, paths[i], &shards->runs[i], err) != 0)
            return -1;
        if (i > 0 && check_same(&shards->runs[0], &shards->runs[i], err) != 0)
            return -1;
    }
    if (count == 0)
        return lg_err_set(err, LG_ERR_READ, "there are no shards");
    qsort(shards->runs, count, sizeof *shards->runs, by_index);
    if (check_all_there(shards, err) != 0)
        return -1;
    shards->planned = number_of(&shards->runs[0], "planned");
    for (size_t i = 0; i < count; i++)
        if (index_run(shards, i, err) != 0)
            return -1;
    if (shards->num_items > 0)
        qsort(shards->items, shards->num_items, sizeof *shards->items, by_place);
    return check_places(shards, err);
}

void lg_shards_dispose(struct lg_shards *shards) {
    for (size_t i = 0; i < shards->count; i++) {
        lg_receipts_cursor_dispose(&shards->runs[i].cursor);
        free(shards->runs[i].gates);
    }
    free(shards->runs);
    free(shards->items);
    lg_arena_dispose(&shards->arena);
    *shards = (struct lg_shards){.count = 0};
}
