#include "live/put_back.h"

#include <string.h>

#include "live/recover.h"

static const char did_not_take[] = "the write did not take";

int64_t lg_put_back_patience(const struct lg_put_back *work) {
    int64_t soon = lg_clock_after(&work->env->clock, work->patience_ns);
    return soon < work->deadline_ns ? soon : work->deadline_ns;
}

void lg_put_back_settle(struct lg_put_task *task, enum lg_restore_end end, const char *text) {
    task->is_settled = true;
    task->is_due = false;
    task->line->end = end;
    task->line->text = text;
}

const char *lg_put_back_print(const struct lg_put_back *work, const struct lg_reading *reading) {
    struct lg_str text = {0};
    lg_reading_print(reading, &text);
    const char *copy = lg_arena_strdup(work->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

static bool is_as_found(const struct lg_put_task *task) {
    return lg_spot_same(&task->now.value, &task->entry->found.value);
}

static bool is_playing(const struct lg_batch *batch, struct lg_spot_asked asked) {
    struct lg_arena arena = {0};
    struct lg_reading reading = {0};
    double on = 0;
    bool is_on = lg_spot_answer(batch, &lg_spot_playing, asked, &arena, &reading, NULL) == 0 &&
                 lg_osc_number(&reading.value, &on) && on != 0;
    lg_arena_dispose(&arena);
    return is_on;
}

/* What was not written so far is not, and of what was it is said. */
static bool is_in_place(struct lg_put_back *work, const struct lg_batch *batch,
                        struct lg_put_task *task) {
    const struct lg_journal_entry *entry = task->entry;
    if (!task->is_mark_asked)
        return true;
    if (lg_landmark_take(batch, &entry->spot, &task->mark_asked, work->arena, &task->mark, NULL) <
        0)
        task->mark = (struct lg_landmark){0};
    task->is_moved = !lg_landmark_same(&task->mark, &entry->mark);
    if (!task->is_moved || !lg_journal_was_written(entry))
        return true;
    lg_put_back_settle(
        task, LG_RESTORE_FAILED,
        lg_arena_printf(work->arena, "%s stands in its place by now%s (found %s)",
                        lg_landmark_print(&task->mark, work->arena),
                        task->is_told ? ", and what was written may be another's" : "",
                        lg_put_back_print(work, &entry->found)));
    return false;
}

static bool take(struct lg_put_back *work, const struct lg_batch *batch, struct lg_put_task *task) {
    struct lg_err err = {0};
    if (!is_in_place(work, batch, task))
        return false;
    task->is_read =
        lg_spot_answer(batch, &task->entry->spot, task->asked, work->arena, &task->now, &err) == 0;
    if (task->is_read)
        return true;
    /* The line has the label already. */
    const char *label = task->entry->spot.label;
    const char *text = lg_starts_with(err.text, label) ? err.text + strlen(label) + 1 : err.text;
    lg_put_back_settle(task, LG_RESTORE_FAILED, lg_arena_strdup(work->arena, text));
    return false;
}

/* Is it ours to put back? */
static void judge(struct lg_put_back *work, struct lg_put_task *task) {
    const struct lg_journal_entry *entry = task->entry;
    bool moves = lg_undo_moves(&entry->spot);
    task->is_due = false;
    if (!lg_journal_was_written(entry) && !moves)
        lg_put_back_settle(task, LG_RESTORE_AS_FOUND, "was never written");
    else if (is_as_found(task))
        return;
    else if (!moves && !lg_journal_is_ours(entry, &task->now.value) && !task->was_written)
        lg_put_back_settle(task, LG_RESTORE_CHANGED,
                           lg_arena_printf(work->arena,
                                           "is %s, which somebody set since: left (found %s)",
                                           lg_put_back_print(work, &task->now),
                                           lg_put_back_print(work, &entry->found)));
    else
        task->is_due = true;
    task->turn = lg_undo_turn(&entry->spot, &task->now, &entry->found);
}

/* Where native values do not take, a fraction of the range may. The journal has been read: what is
 * written now belongs to no section of it. */
static bool recover(struct lg_put_back *work, struct lg_put_task *task, bool is_refused) {
    struct lg_recovery recovery = {.live = work->live,
                                   .spot = &task->entry->spot,
                                   .found = &task->entry->found,
                                   .deadline_ns = lg_put_back_patience(work),
                                   .arena = work->arena,
                                   .is_tried = true,
                                   .is_refused = is_refused,
                                   .now = task->now};
    if (!task->is_told || lg_recover(&recovery, NULL) < 0)
        return false;
    task->now = recovery.now;
    lg_put_back_settle(
        task, LG_RESTORE_DONE,
        lg_arena_printf(work->arena, "back to %s%s", lg_put_back_print(work, &recovery.now),
                        recovery.by_fraction ? ", by a fraction of its range: native values do not "
                                               "take"
                                             : ""));
    return true;
}

static void fail_task(struct lg_put_back *work, struct lg_put_task *task, const char *why) {
    if (recover(work, task, why != did_not_take))
        return;
    lg_put_back_settle(task, LG_RESTORE_FAILED,
                       lg_arena_printf(work->arena, "is %s, found %s: %s",
                                       lg_put_back_print(work, &task->now),
                                       lg_put_back_print(work, &task->entry->found), why));
}

/* Adds the writes of one turn, the latest first. */
static void tell_turn(struct lg_put_back *work, struct lg_batch *batch, enum lg_undo_turn turn) {
    for (size_t i = work->count; i-- > 0;) {
        struct lg_put_task *task = &work->tasks[i];
        if (!task->is_due || task->turn != turn)
            continue;
        task->told = lg_spot_tell(batch, &task->entry->spot, &task->entry->found.value);
        task->is_told = task->was_written = work->has_written = true;
    }
}

static void take_all(struct lg_put_back *work, const struct lg_batch *batch) {
    for (size_t i = 0; i < work->count; i++) {
        struct lg_put_task *task = &work->tasks[i];
        if (task->is_settled || !take(work, batch, task))
            continue;
        const struct lg_answer *told = task->is_told ? lg_batch_answer(batch, task->told) : NULL;
        if (told != NULL && told->kind == LG_ANSWER_ERROR)
            fail_task(work, task, lg_arena_strdup(work->arena, told->error));
        else
            judge(work, task);
    }
}

/* What is written in one round, in this order. */
struct turns {
    enum lg_undo_turn first, second;
};
static const struct turns quiet = {LG_UNDO_STOP, LG_UNDO_LOWER};
static const struct turns loud = {LG_UNDO_RAISE, LG_UNDO_PLAY};

static bool is_due(const struct lg_put_back *work, const struct turns *turns) {
    for (size_t i = 0; i < work->count; i++) {
        const struct lg_put_task *task = &work->tasks[i];
        if (task->is_due && (task->turn == turns->first || task->turn == turns->second))
            return true;
    }
    return false;
}

static bool has_moving(const struct lg_put_back *work) {
    for (size_t i = 0; i < work->count; i++) {
        if (lg_undo_moves(&work->tasks[i].entry->spot))
            return true;
    }
    return false;
}

/* One burst: the writes of these turns (NULL: none), and every spot read behind them. */
static int go_round(struct lg_put_back *work, const struct turns *turns, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    for (size_t i = 0; i < work->count; i++)
        work->tasks[i].is_told = false;
    if (turns != NULL) {
        tell_turn(work, batch, turns->first);
        tell_turn(work, batch, turns->second);
    }
    for (size_t i = 0; i < work->count; i++) {
        struct lg_put_task *task = &work->tasks[i];
        if (task->is_settled)
            continue;
        task->asked = lg_spot_ask(batch, &task->entry->spot);
        task->is_mark_asked = turns == NULL || task->is_told;
        if (task->is_mark_asked)
            task->mark_asked = lg_landmark_ask(batch, &task->entry->spot);
    }
    struct lg_spot_asked playing = {0};
    if (has_moving(work))
        playing = lg_spot_ask(batch, &lg_spot_playing);
    int status = lg_live_exchange(work->live, batch, lg_put_back_patience(work), err);
    if (status == 0) {
        work->plays = has_moving(work) && is_playing(batch, playing);
        take_all(work, batch);
    }
    lg_batch_free(batch);
    return status;
}

/* Nothing gets louder while something that should have got quieter first did not. */
static void hold_back(struct lg_put_back *work) {
    bool is_loud = false;
    for (size_t i = 0; i < work->count; i++) {
        struct lg_put_task *task = &work->tasks[i];
        if (task->is_due && task->is_told && task->turn == LG_UNDO_LOWER)
            fail_task(work, task, did_not_take);
        is_loud =
            is_loud || (task->is_told && task->is_settled && task->line->end == LG_RESTORE_FAILED);
    }
    for (size_t i = 0; i < work->count && is_loud; i++) {
        if (work->tasks[i].is_due)
            fail_task(work, &work->tasks[i], "held back, as what should get quieter did not");
    }
}

static void conclude(struct lg_put_back *work) {
    for (size_t i = 0; i < work->count; i++) {
        struct lg_put_task *task = &work->tasks[i];
        bool moves_on = work->plays && lg_undo_moves(&task->entry->spot);
        if (task->is_settled)
            continue;
        if (task->is_due && !moves_on)
            fail_task(work, task, did_not_take);
        else if (task->was_written)
            lg_put_back_settle(task, LG_RESTORE_DONE,
                               lg_arena_printf(work->arena, "back to %s",
                                               lg_put_back_print(work, &task->entry->found)));
        else
            lg_put_back_settle(task, LG_RESTORE_AS_FOUND, "as found");
    }
}

int lg_put_back_look(struct lg_put_back *work, struct lg_err *err) {
    return go_round(work, NULL, err);
}

int lg_put_back_run(struct lg_put_back *work, struct lg_err *err) {
    if (is_due(work, &quiet)) {
        if (go_round(work, &quiet, err) < 0)
            return -1;
        hold_back(work);
    }
    if (is_due(work, &loud) && go_round(work, &loud, err) < 0)
        return -1;
    conclude(work);
    return 0;
}
