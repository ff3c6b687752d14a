/* Spots on their way back to what a journal found, in rounds of one burst each: first all are read,
 * then those that get quieter are written, then those that get louder, all being read again behind
 * each, and with each value what stands there (live/landmark.h). */
#ifndef LG_LIVE_PUT_BACK_H
#define LG_LIVE_PUT_BACK_H

#include "live/restore.h"
#include "live/undo.h"

/* One spot on its way back. */
struct lg_put_task {
    const struct lg_journal_entry *entry;
    struct lg_restore_line *line;
    struct lg_reading now;
    struct lg_spot_asked asked;
    struct lg_landmark_asked mark_asked;
    struct lg_landmark mark; /* what stands there now */
    bool is_mark_asked;      /* in this round */
    size_t told;
    enum lg_undo_turn turn;
    bool is_due;      /* has to be written */
    bool is_told;     /* is written in this round */
    bool was_written; /* in this one or another */
    bool is_settled;  /* nothing is to be done or looked at any more */
    bool is_read;     /* `now` was, and `mark` */
    bool is_moved;    /* something else stands there */
};

struct lg_put_back {
    struct lg_env *env;
    struct lg_live *live;
    struct lg_journal *journal;
    struct lg_arena *arena;
    struct lg_restore *report;
    struct lg_put_task *tasks;
    size_t count;
    int64_t deadline_ns; /* of everything */
    int64_t patience_ns; /* for one exchange; more of it where that was not enough */
    bool plays;          /* the song does, as far as was read */
    bool is_deleting;    /* tracks, from now on */
    bool has_written;    /* something, in an attempt */
    bool is_refused;     /* nothing may be written, and no other attempt would change that */
};

/* When to give an exchange up: a lost reply leaves time for another attempt. */
int64_t lg_put_back_patience(const struct lg_put_back *work);
/* A value as text in the work's arena. */
const char *lg_put_back_print(const struct lg_put_back *work, const struct lg_reading *reading);
/* How the task ended; nothing is done or looked at any more. */
void lg_put_back_settle(struct lg_put_task *task, enum lg_restore_end end, const char *text);

/* Reads all and decides what is to be written; nothing is. */
int lg_put_back_look(struct lg_put_back *work, struct lg_err *err) LG_MUST_CHECK;
/* The rounds behind that look; settles each task that is not settled. -1: an exchange failed;
 * trying once more is harmless. */
int lg_put_back_run(struct lg_put_back *work, struct lg_err *err) LG_MUST_CHECK;

#endif
