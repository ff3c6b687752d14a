#include "live/restore.h"

#include <string.h>

#include "live/dialect.h"
#include "live/owned.h"
#include "live/put_back.h"
#include "live/survey.h"
#include "live/twins.h"

/* Of the first attempt, and of any. */
enum { PATIENCE_MS = 2000, PATIENCE_MAX_MS = 4000 };

/* What fails at once, as a refused connection does, is not tried for ever. */
enum { ATTEMPTS_MAX = 16 };

/* More of the message would not be read. */
enum { NAMED_MAX = 5 };

static const char *const end_names[LG_RESTORE__COUNT] = {
    [LG_RESTORE_AS_FOUND] = "as found", [LG_RESTORE_DONE] = "put back",
    [LG_RESTORE_CHANGED] = "left",      [LG_RESTORE_FAILED] = "not put back",
    [LG_RESTORE_REFUSED] = "refused",
};

const char *lg_restore_end_name(enum lg_restore_end end) {
    return (unsigned)end < LG_RESTORE__COUNT ? end_names[end] : "unknown";
}

static void settle(struct lg_restore_line *line, enum lg_restore_end end, const char *text) {
    line->end = end;
    line->text = text;
}

static void prepare(struct lg_put_back *work) {
    size_t spots = lg_journal_num_entries(work->journal);
    size_t tracks = lg_journal_num_tracks(work->journal);
    struct lg_restore *report = work->report;
    report->count = spots + tracks;
    report->lines = lg_arena_array(work->arena, report->count, sizeof *report->lines);
    work->count = spots;
    work->tasks = lg_arena_array(work->arena, spots, sizeof *work->tasks);
    for (size_t i = 0; i < spots; i++) {
        const struct lg_journal_entry *entry = lg_journal_entry(work->journal, i);
        work->tasks[i] = (struct lg_put_task){.entry = entry, .line = &report->lines[i]};
        report->lines[i].label = lg_arena_strdup(work->arena, entry->spot.label);
    }
    for (size_t i = 0; i < tracks; i++)
        report->lines[spots + i].label = lg_arena_printf(
            work->arena, "track %d", (int)lg_journal_track(work->journal, i)->index);
    for (size_t i = 0; i < report->count; i++)
        settle(&report->lines[i], LG_RESTORE_FAILED, "not reached");
}

/* Says what would be done; `why` lives in any arena. */
static int refuse(struct lg_put_back *work, const char *why, struct lg_err *err) {
    work->is_refused = true;
    for (size_t i = 0; i < work->count; i++) {
        const struct lg_journal_entry *entry = work->tasks[i].entry;
        if (!lg_journal_was_written(entry) && !lg_undo_moves(&entry->spot))
            lg_put_back_settle(&work->tasks[i], LG_RESTORE_AS_FOUND, "was never written");
        else
            lg_put_back_settle(&work->tasks[i], LG_RESTORE_REFUSED,
                               lg_arena_printf(work->arena, "would be set to %s",
                                               lg_put_back_print(work, &entry->found)));
    }
    for (size_t i = work->count; i < work->report->count; i++)
        settle(&work->report->lines[i], LG_RESTORE_REFUSED,
               lg_arena_printf(work->arena, "would be deleted if it is called '%s'",
                               lg_journal_mark(work->journal)));
    return lg_err_set(err, LG_ERR_READ, "%s: nothing %swas written", why,
                      work->has_written ? "more " : "");
}

static int refuse_other_set(struct lg_put_back *work, const char *what, struct lg_err *err) {
    const char *run = lg_journal_run(work->journal);
    return refuse(work,
                  lg_arena_printf(work->arena,
                                  "the open set is not the one that run %s changed (%s)", run,
                                  what),
                  err);
}

/* A track that the run made may be gone, and its spots went with it. One that an earlier attempt
 * sent to be deleted went by that. */
static void drop_gone(struct lg_put_back *work, size_t num_tracks) {
    for (size_t i = work->count; i < work->report->count; i++) {
        struct lg_restore_line *line = &work->report->lines[i];
        int32_t index = lg_journal_track(work->journal, i - work->count)->index;
        if (line->end != LG_RESTORE_FAILED || index < 0 || (size_t)index < num_tracks)
            continue;
        if (work->is_deleting)
            settle(line, LG_RESTORE_DONE, "deleted");
        else
            settle(line, LG_RESTORE_AS_FOUND, "already gone");
    }
    for (size_t i = 0; i < work->count; i++) {
        const struct lg_spot *spot = &work->tasks[i].entry->spot;
        bool is_gone = spot->num_index > 0 && spot->index[0].tag == 'i' &&
                       spot->index[0].as.i >= 0 && (size_t)spot->index[0].as.i >= num_tracks;
        if (is_gone)
            lg_put_back_settle(&work->tasks[i], LG_RESTORE_AS_FOUND, "went with its track");
    }
}

/* An index that means the master in one dialect means another track in the next. */
static int check_beyond(struct lg_put_back *work, const struct lg_live_set *set,
                        struct lg_err *err) {
    const char *wanted = lg_journal_dialect(work->journal);
    const char *is = lg_dialect_name(set->dialect);
    if (wanted[0] == '\0')
        return 0;
    if (strcmp(is, wanted) != 0)
        return refuse(work,
                      lg_arena_printf(work->arena,
                                      "AbletonOSC speaks the dialect %s, but run %s wrote in %s",
                                      is, lg_journal_run(work->journal), wanted),
                      err);
    return lg_journal_fits_beyond(work->journal, set)
               ? 0
               : refuse_other_set(work, "its returns or its master are others", err);
}

static int check_set(struct lg_put_back *work, const struct lg_live_set *set, struct lg_err *err) {
    if (!lg_journal_fits(work->journal, set))
        return refuse_other_set(work, "its tracks or devices are others", err);
    if (check_beyond(work, set, err) < 0)
        return -1;
    drop_gone(work, set->num_tracks);
    return 0;
}

/* Structure does not tell one version of a device from the next. */
static int check_marks(struct lg_put_back *work, struct lg_err *err) {
    for (size_t i = 0; i < work->count; i++) {
        const struct lg_put_task *task = &work->tasks[i];
        if (!task->is_moved || !lg_journal_was_written(task->entry))
            continue;
        return refuse_other_set(work,
                                lg_arena_printf(work->arena, "%s was %s, and is %s",
                                                task->line->label,
                                                lg_landmark_print(&task->entry->mark, work->arena),
                                                lg_landmark_print(&task->mark, work->arena)),
                                err);
    }
    return 0;
}

/* While a run goes on its tracks are its own; behind it they may have changed places. */
static int check_twins(struct lg_put_back *work, const struct lg_live_set *set,
                       struct lg_err *err) {
    struct lg_twins twins;
    if (!lg_journal_was_loaded(work->journal) || !lg_twins_doubtful(work, set, &twins))
        return 0;
    return refuse(work,
                  lg_arena_printf(work->arena,
                                  "tracks %zu and %zu are both called '%s' and hold the same "
                                  "devices; by their values (%s, %s) they may have changed places "
                                  "since run %s, put that back by hand",
                                  twins.track, twins.other, set->tracks[twins.track].name,
                                  twins.label, twins.other_label, lg_journal_run(work->journal)),
                  err);
}

/* Reads what there is, master and returns only where the run wrote there. */
static int scan(struct lg_put_back *work, struct lg_arena *arena, struct lg_live_set *out,
                struct lg_err *err) {
    bool is_beyond = lg_journal_dialect(work->journal)[0] != '\0';
    return (is_beyond ? lg_live_overview : lg_live_scan)(work->live, lg_put_back_patience(work),
                                                         arena, out, err);
}

/* Is all that was written to still where it was? What is to be written is known afterwards. */
static int look(struct lg_put_back *work, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_live_set set;
    int status = -1;
    if (scan(work, &arena, &set, err) == 0 && check_set(work, &set, err) == 0 &&
        lg_put_back_look(work, err) == 0 && check_marks(work, err) == 0)
        status = check_twins(work, &set, err);
    lg_arena_dispose(&arena);
    return status;
}

/* The last one first, so that the others keep their places. */
static int delete_tracks(struct lg_put_back *work, struct lg_err *err) {
    for (size_t i = work->report->count; i-- > work->count;) {
        struct lg_restore_line *line = &work->report->lines[i];
        const char *why = NULL;
        struct lg_err failed = {0};
        if (line->end != LG_RESTORE_FAILED)
            continue;
        work->is_deleting = true;
        switch (lg_owned_delete(work->live, work->journal,
                                lg_journal_track(work->journal, i - work->count),
                                lg_put_back_patience(work), work->arena, &why, &failed)) {
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

static void count_ends(struct lg_restore *report) {
    for (size_t i = 0; i < LG_RESTORE__COUNT; i++)
        report->ends[i] = 0;
    for (size_t i = 0; i < report->count; i++)
        report->ends[report->lines[i].end]++;
}

/* By an older journal nobody can be sure that what it wrote to is what stands there now. */
static int refuse_old(struct lg_put_back *work, struct lg_err *err) {
    refuse(work,
           lg_arena_printf(work->arena,
                           "the journal of run %s is one of version %d, which does not tell what "
                           "its values belong to; put them back by hand, or by the livegate that "
                           "wrote it, then `livegate restore --discard`",
                           lg_journal_run(work->journal),
                           (int)lg_journal_old_version(work->journal)),
           err);
    count_ends(work->report);
    return -1;
}

static int attempt(struct lg_put_back *work, struct lg_err *err) {
    if (look(work, err) < 0 || lg_put_back_run(work, err) < 0)
        return -1;
    return delete_tracks(work, err);
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
    struct lg_put_back work = {.env = env,
                               .live = live,
                               .journal = journal,
                               .arena = arena,
                               .report = report,
                               .deadline_ns = deadline_ns,
                               .patience_ns = PATIENCE_MS * LG_NS_PER_MS};
    struct lg_err failed = {0};
    prepare(&work);
    if (lg_journal_old_version(journal) != 0)
        return refuse_old(&work, err);
    int status = attempt(&work, &failed);
    for (int i = 1; i < ATTEMPTS_MAX && status < 0 && !work.is_refused &&
                    lg_clock_now_ns(&env->clock) < deadline_ns;
         i++) {
        failed = (struct lg_err){0};
        if (work.patience_ns < PATIENCE_MAX_MS * LG_NS_PER_MS)
            work.patience_ns *= 2;
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
