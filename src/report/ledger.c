#include "report/ledger.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = 64 };

void lg_ledger_dispose(struct lg_ledger *ledger) {
    if (ledger == NULL)
        return;
    free(ledger->planned.items);
    free(ledger->told.items);
    lg_arena_dispose(&ledger->texts);
    *ledger = (struct lg_ledger){0};
}

static void add(struct lg_ledger *ledger, struct lg_ledger_side *side, const char *gate,
                const char *id) {
    if (side->count == side->room) {
        side->room = side->room == 0 ? ROOM : 2 * side->room;
        side->items = lg_xrealloc(side->items, side->room * sizeof *side->items);
    }
    side->items[side->count++] = lg_arena_printf(&ledger->texts, "%s\n%s", gate, id);
}

void lg_ledger_plan(struct lg_ledger *ledger, const char *gate, const char *id) {
    add(ledger, &ledger->planned, gate, id);
}

void lg_ledger_tell(struct lg_ledger *ledger, const char *gate, const char *id) {
    add(ledger, &ledger->told, gate, id);
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int complain(const char *item, const char *what, struct lg_err *err) {
    int gate = (int)strcspn(item, "\n");
    return lg_err_set(err, LG_ERR_READ, "'%s' of '%.*s' was %s", item + gate + 1, gate, item, what);
}

/* Sorts; none may stand there twice. */
static int check_side(struct lg_ledger_side *side, const char *what, struct lg_err *err) {
    if (side->count > 0)
        qsort(side->items, side->count, sizeof *side->items, by_text);
    for (size_t i = 1; i < side->count; i++)
        if (strcmp(side->items[i - 1], side->items[i]) == 0)
            return complain(side->items[i], what, err);
    return 0;
}

int lg_ledger_check(struct lg_ledger *ledger, struct lg_err *err) {
    struct lg_ledger_side *planned = &ledger->planned;
    struct lg_ledger_side *told = &ledger->told;
    if (check_side(planned, "planned twice", err) != 0 || check_side(told, "told twice", err) != 0)
        return -1;
    for (size_t i = 0; i < planned->count || i < told->count; i++) {
        int order = i == planned->count ? 1
                    : i == told->count  ? -1
                                        : strcmp(planned->items[i], told->items[i]);
        if (order < 0)
            return complain(planned->items[i], "planned and never told", err);
        if (order > 0)
            return complain(told->items[i], "told and never planned", err);
    }
    return 0;
}
