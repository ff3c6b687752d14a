#include "live/restore.h"

#include <string.h>

#include "live/dialect.h"
#include "live/owned.h"
#include "live/undo.h"

/* What one attempt may wait for a reply, so that a lost one leaves time for another attempt. */
enum { PATIENCE_MS = 2000 };

/* More of the message would not be read. */
enum { NAMED_MAX = 5 };

/* One spot on its way back. */
struct task {
    const struct lg_journal_entry *entry;
    struct lg_restore_line *line;
    struct lg_reading now;
    struct lg_spot_asked asked;
    size_t told;
    enum lg_undo_turn turn;
    bool is_due;      /* has to be written */
    bool is_told;     /* is written in this round */
    bool was_written; /* in this one or another */
    bool is_settled;  /* nothing is to be done or looked at any more */
};

struct work {
    struct lg_env *env;
    struct lg_live *live;
    struct lg_journal *journal;
    struct lg_arena *arena;
    struct lg_restore *report;
    struct task *tasks;
    size_t count;
    int64_t deadline_ns; /* of everything */
    bool plays;          /* the song does, as far as was read */
};

static const char did_not_take[] = "the write did not take";

static const char *const end_names[LG_RESTORE__COUNT] = {
    [LG_RESTORE_AS_FOUND] = "as found", [LG_RESTORE_DONE] = "put back",
    [LG_RESTORE_CHANGED] = "left",      [LG_RESTORE_FAILED] = "not put back",
    [LG_RESTORE_REFUSED] = "refused",
};

const char *lg_restore_end_name(enum lg_restore_end end) {
    return (unsigned)end < LG_RESTORE__COUNT ? end_names[end] : "unknown";
}

static int64_t patience(const struct work *work) {
    int64_t soon = lg_clock_after(&work->env->clock, PATIENCE_MS * LG_NS_PER_MS);
    return soon < work->deadline_ns ? soon : work->deadline_ns;
}

static void settle(struct lg_restore_line *line, enum lg_restore_end end, const char *text) {
    line->end = end;
    line->text = text;
}

static void settle_task(struct task *task, enum lg_restore_end end, const char *text) {
    task->is_settled = true;
    task->is_due = false;
    settle(task->line, end, text);
}

static const char *print(struct work *work, const struct lg_reading *reading) {
    struct lg_str text = {0};
    lg_reading_print(reading, &text);
    const char *copy = lg_arena_strdup(work->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

static bool is_as_found(const struct task *task) {
    return lg_spot_same(&task->now.value, &task->entry->found.value);
}

static void prepare(struct work *work) {
    size_t spots = lg_journal_num_entries(work->journal);
    size_t tracks = lg_journal_num_tracks(work->journal);
    struct lg_restore *report = work->report;
    report->count = spots + tracks;
    report->lines = lg_arena_array(work->arena, report->count, sizeof *report->lines);
    work->count = spots;
    work->tasks = lg_arena_array(work->arena, spots, sizeof *work->tasks);
    for (size_t i = 0; i < spots; i++) {
        const struct lg_journal_entry *entry = lg_journal_entry(work->journal, i);
        work->tasks[i] = (struct task){.entry = entry, .line = &report->lines[i]};
        report->lines[i].label = lg_arena_strdup(work->arena, entry->spot.label);
    }
    for (size_t i = 0; i < tracks; i++)
        report->lines[spots + i].label = lg_arena_printf(
            work->arena, "track %d", (int)lg_journal_track(work->journal, i)->index);
    for (size_t i = 0; i < report->count; i++)
        settle(&report->lines[i], LG_RESTORE_FAILED, "not reached");
}

/* Says what would be done. */
static int refuse(struct work *work, struct lg_err *err) {
    for (size_t i = 0; i < work->count; i++) {
        const struct lg_journal_entry *entry = work->tasks[i].entry;
        if (entry->ours[0].tag == 0 && !lg_undo_moves(&entry->spot))
            settle_task(&work->tasks[i], LG_RESTORE_AS_FOUND, "was never written");
        else
            settle_task(
                &work->tasks[i], LG_RESTORE_REFUSED,
                lg_arena_printf(work->arena, "would be set to %s", print(work, &entry->found)));
    }
    for (size_t i = work->count; i < work->report->count; i++)
        settle(&work->report->lines[i], LG_RESTORE_REFUSED,
               lg_arena_printf(work->arena, "would be deleted if it is called '%s'",
                               lg_journal_mark(work->journal)));
    return lg_err_set(err, LG_ERR_READ,
                      "the open set is not the one that run %s changed (its tracks or devices are "
                      "others): nothing was written",
                      lg_journal_run(work->journal));
}

static int check_set(struct work *work, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_live_set set;
    int status = lg_live_scan(work->live, patience(work), &arena, &set, err);
    if (status == 0 && !lg_journal_fits(work->journal, &set))
        status = refuse(work, err);
    lg_arena_dispose(&arena);
    return status;
}

/* An index that means the master in one dialect means another track in the next. */
static int check_dialect(struct work *work, struct lg_err *err) {
    const char *wanted = lg_journal_dialect(work->journal);
    enum lg_dialect dialect;
    if (wanted[0] == '\0')
        return 0;
    if (lg_dialect_detect(work->live, patience(work), &dialect, err) < 0)
        return -1;
    if (strcmp(lg_dialect_name(dialect), wanted) == 0)
        return 0;
    refuse(work, NULL);
    return lg_err_set(err, LG_ERR_READ,
                      "AbletonOSC speaks the dialect %s, but run %s wrote in %s: nothing was "
                      "written",
                      lg_dialect_name(dialect), lg_journal_run(work->journal), wanted);
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

static bool take(struct work *work, const struct lg_batch *batch, struct task *task) {
    struct lg_err err = {0};
    if (lg_spot_answer(batch, &task->entry->spot, task->asked, work->arena, &task->now, &err) == 0)
        return true;
    settle_task(task, LG_RESTORE_FAILED, lg_arena_strdup(work->arena, err.text));
    return false;
}

/* Is it ours to put back? */
static void judge(struct work *work, struct task *task) {
    const struct lg_journal_entry *entry = task->entry;
    bool moves = lg_undo_moves(&entry->spot);
    task->is_due = false;
    if (entry->ours[0].tag == 0 && !moves)
        settle_task(task, LG_RESTORE_AS_FOUND, "was never written");
    else if (is_as_found(task))
        return;
    else if (!moves && !lg_journal_is_ours(entry, &task->now.value) && !task->was_written)
        settle_task(task, LG_RESTORE_CHANGED,
                    lg_arena_printf(work->arena, "is %s, which somebody set since: left (found %s)",
                                    print(work, &task->now), print(work, &entry->found)));
    else
        task->is_due = true;
    task->turn = lg_undo_turn(&entry->spot, &task->now.value, &entry->found.value);
}

static void fail_task(struct work *work, struct task *task, const char *why) {
    settle_task(task, LG_RESTORE_FAILED,
                lg_arena_printf(work->arena, "is %s, found %s: %s", print(work, &task->now),
                                print(work, &task->entry->found), why));
}

/* Adds the writes of one turn, the latest first. */
static void tell_turn(struct work *work, struct lg_batch *batch, enum lg_undo_turn turn) {
    for (size_t i = work->count; i-- > 0;) {
        struct task *task = &work->tasks[i];
        if (!task->is_due || task->turn != turn)
            continue;
        task->told = lg_spot_tell(batch, &task->entry->spot, &task->entry->found.value);
        task->is_told = task->was_written = true;
    }
}

static void take_all(struct work *work, const struct lg_batch *batch) {
    for (size_t i = 0; i < work->count; i++) {
        struct task *task = &work->tasks[i];
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

static bool is_due(const struct work *work, const struct turns *turns) {
    for (size_t i = 0; i < work->count; i++) {
        const struct task *task = &work->tasks[i];
        if (task->is_due && (task->turn == turns->first || task->turn == turns->second))
            return true;
    }
    return false;
}

static bool has_moving(const struct work *work) {
    for (size_t i = 0; i < work->count; i++) {
        if (lg_undo_moves(&work->tasks[i].entry->spot))
            return true;
    }
    return false;
}

/* One burst: the writes of these turns (NULL: none), and every spot read behind them. */
static int go_round(struct work *work, const struct turns *turns, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    for (size_t i = 0; i < work->count; i++)
        work->tasks[i].is_told = false;
    if (turns != NULL) {
        tell_turn(work, batch, turns->first);
        tell_turn(work, batch, turns->second);
    }
    for (size_t i = 0; i < work->count; i++) {
        if (!work->tasks[i].is_settled)
            work->tasks[i].asked = lg_spot_ask(batch, &work->tasks[i].entry->spot);
    }
    struct lg_spot_asked playing = {0};
    if (has_moving(work))
        playing = lg_spot_ask(batch, &lg_spot_playing);
    int status = lg_live_exchange(work->live, batch, patience(work), err);
    if (status == 0) {
        work->plays = has_moving(work) && is_playing(batch, playing);
        take_all(work, batch);
    }
    lg_batch_free(batch);
    return status;
}

/* Nothing gets louder while something that should have got quieter first did not. */
static void hold_back(struct work *work) {
    bool is_loud = false;
    for (size_t i = 0; i < work->count; i++) {
        struct task *task = &work->tasks[i];
        if (task->is_due && task->is_told && task->turn == LG_UNDO_LOWER)
            fail_task(work, task, did_not_take);
        is_loud = is_loud || (task->is_told && task->is_settled);
    }
    for (size_t i = 0; i < work->count && is_loud; i++) {
        if (work->tasks[i].is_due)
            fail_task(work, &work->tasks[i], "held back, as what should get quieter did not");
    }
}

static void conclude(struct work *work) {
    for (size_t i = 0; i < work->count; i++) {
        struct task *task = &work->tasks[i];
        bool moves_on = work->plays && lg_undo_moves(&task->entry->spot);
        if (task->is_settled)
            continue;
        if (task->is_due && !moves_on)
            fail_task(work, task, did_not_take);
        else if (task->was_written)
            settle_task(
                task, LG_RESTORE_DONE,
                lg_arena_printf(work->arena, "back to %s", print(work, &task->entry->found)));
        else
            settle_task(task, LG_RESTORE_AS_FOUND, "as found");
    }
}

static int put_back(struct work *work, struct lg_err *err) {
    if (go_round(work, NULL, err) < 0)
        return -1;
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

/* The last one first, so that the others keep their places. */
static int delete_tracks(struct work *work, struct lg_err *err) {
    for (size_t i = work->report->count; i-- > work->count;) {
        struct lg_restore_line *line = &work->report->lines[i];
        const char *why = NULL;
        struct lg_err failed = {0};
        if (line->end == LG_RESTORE_DONE || line->end == LG_RESTORE_CHANGED)
            continue;
        switch (lg_owned_delete(work->live, work->journal,
                                lg_journal_track(work->journal, i - work->count), patience(work),
                                work->arena, &why, &failed)) {
        case LG_OWNED_GONE:
            settle(line, LG_RESTORE_DONE, "deleted");
            break;
        case LG_OWNED_LEFT:
            settle(line, LG_RESTORE_CHANGED, lg_arena_printf(work->arena, "left: %s", why));
            break;
        case LG_OWNED_ERROR:
            if (failed.kind != LG_ERR_WRITE) {
                if (err != NULL)
                    *err = failed;
                return -1;
            }
            settle(line, LG_RESTORE_FAILED,
                   lg_arena_printf(work->arena, "not deleted: %s", failed.text));
            break;
        }
    }
    return 0;
}

static int attempt(struct work *work, struct lg_err *err) {
    if (check_set(work, err) < 0 || check_dialect(work, err) < 0 || put_back(work, err) < 0)
        return -1;
    return delete_tracks(work, err);
}

static void count_ends(struct lg_restore *report) {
    for (size_t i = 0; i < LG_RESTORE__COUNT; i++)
        report->ends[i] = 0;
    for (size_t i = 0; i < report->count; i++)
        report->ends[report->lines[i].end]++;
}

/* Names what is not as found. */
static int name_rest(const struct lg_restore *report, struct lg_err *err) {
    struct lg_str text = {0};
    size_t named = 0;
    for (size_t i = 0; i < report->count; i++) {
        const struct lg_restore_line *line = &report->lines[i];
        if (line->end != LG_RESTORE_CHANGED && line->end != LG_RESTORE_FAILED)
            continue;
        if (named++ < NAMED_MAX)
            lg_str_printf(&text, "; %s %s", line->label, line->text);
    }
    if (named > NAMED_MAX)
        lg_str_printf(&text, "; and %zu more", named - NAMED_MAX);
    if (named > 0)
        lg_err_set(err, LG_ERR_WRITE, "Live is not as it was found: %s", lg_str_text(&text) + 2);
    lg_str_dispose(&text);
    return named > 0 ? -1 : 0;
}

int lg_restore_run(struct lg_env *env, struct lg_live *live, struct lg_journal *journal,
                   int64_t deadline_ns, struct lg_arena *arena, struct lg_restore *report,
                   struct lg_err *err) {
    struct work work = {.env = env,
                        .live = live,
                        .journal = journal,
                        .arena = arena,
                        .report = report,
                        .deadline_ns = deadline_ns};
    struct lg_err failed = {0};
    prepare(&work);
    int status = attempt(&work, &failed);
    while (status < 0 && failed.kind == LG_ERR_TIMEOUT &&
           lg_clock_now_ns(&env->clock) < deadline_ns) {
        failed = (struct lg_err){0};
        status = attempt(&work, &failed);
    }
    count_ends(report);
    if (status < 0) {
        if (err != NULL && !lg_err_is_set(err))
            *err = failed;
        return -1;
    }
    status = name_rest(report, err);
    /* What somebody changed won't come back by another try. */
    if (report->ends[LG_RESTORE_FAILED] == 0 && lg_journal_close(journal, err) < 0)
        return -1;
    return status;
}
