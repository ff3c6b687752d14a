#include "live/owned.h"

#include <math.h>
#include <string.h>

#include "live/undo.h"

static const char get_name[] = "/live/track/get/name";
static const char get_num_tracks[] = "/live/song/get/num_tracks";
static const char fire_slot[] = "/live/clip_slot/fire";

static size_t ask_of_track(struct lg_batch *batch, const char *address, int32_t track) {
    struct lg_osc_arg index = lg_osc_int(track);
    return lg_batch_ask(batch, address, &index, 1, 1);
}

static bool int_of(const struct lg_answer *answer, int32_t *out) {
    if (answer->kind != LG_ANSWER_REPLY || answer->count != 1 || answer->args[0].tag != 'i')
        return false;
    *out = answer->args[0].as.i;
    return true;
}

/* The text behind the echoed index; NULL for any other answer. */
static const char *name_of(const struct lg_answer *answer) {
    bool is_name =
        answer->kind == LG_ANSWER_REPLY && answer->count == 2 && answer->args[1].tag == 's';
    return is_name ? answer->args[1].as.s : NULL;
}

static int count_tracks(struct lg_live *live, int64_t deadline_ns, int32_t *out,
                        struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t asked = lg_batch_ask(batch, get_num_tracks, NULL, 0, 0);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0 && !int_of(lg_batch_answer(batch, asked), out))
        status = lg_err_set(err, LG_ERR_READ, "num_tracks can't be read");
    lg_batch_free(batch);
    return status;
}

/* The requests that make a track. */
struct making {
    size_t made, marked, named;
};

static int check_made(const struct lg_batch *batch, const struct making *making, const char *mark,
                      struct lg_err *err) {
    const struct lg_answer *made = lg_batch_answer(batch, making->made);
    const struct lg_answer *marked = lg_batch_answer(batch, making->marked);
    const char *name = name_of(lg_batch_answer(batch, making->named));
    if (made->kind == LG_ANSWER_ERROR)
        return lg_err_set(err, LG_ERR_WRITE, "no track could be made: AbletonOSC answered '%s'",
                          made->error);
    if (marked->kind == LG_ANSWER_ERROR)
        return lg_err_set(err, LG_ERR_WRITE,
                          "the track that was made could not be named: AbletonOSC answered '%s'",
                          marked->error);
    if (name == NULL || strcmp(name, mark) != 0)
        return lg_err_set(err, LG_ERR_WRITE, "the track that was made is called '%s', not '%s'",
                          name == NULL ? "?" : name, mark);
    return 0;
}

/* In one datagram, so that neither a kill nor somebody at the keyboard comes between: a track made
 * at an index stands there whatever was added meanwhile, and where so many were taken away that the
 * index is out of range, nothing is made, and nothing named. */
static struct making ask_to_make(struct lg_batch *batch, const char *method, int32_t index,
                                 const char *mark) {
    struct lg_osc_arg args[] = {lg_osc_int(index), lg_osc_text(mark)};
    struct making making;
    making.made = lg_batch_tell(batch, method, args, 1);
    making.marked = lg_batch_tell_along(batch, "/live/track/set/name", args, LG_ARRAY_LEN(args));
    making.named = ask_of_track(batch, get_name, index);
    return making;
}

int lg_owned_make(struct lg_live *live, struct lg_journal *journal, const char *method,
                  int64_t deadline_ns, int32_t *index_out, struct lg_err *err) {
    int32_t index = 0;
    if (count_tracks(live, deadline_ns, &index, err) < 0 ||
        lg_journal_announce_track(journal, live, index, deadline_ns, err) < 0)
        return -1;
    const char *mark = lg_journal_mark(journal);
    struct lg_batch *batch = lg_batch_new();
    struct making making = ask_to_make(batch, method, index, mark);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        status = check_made(batch, &making, mark, err);
    lg_batch_free(batch);
    if (status == 0)
        *index_out = index;
    return status;
}

/* What is fired, and from where the song plays; NAN: from wherever it is. */
struct shot {
    int32_t track, slot;
    double from_beats;
};

static int announce_shot(struct lg_live *live, struct lg_journal *journal, const struct shot *shot,
                         int64_t deadline_ns, struct lg_err *err) {
    struct lg_osc_arg on = lg_osc_bool(true);
    struct lg_osc_arg from = lg_osc_float((float)shot->from_beats);
    if (lg_journal_announce_slot(journal, shot->track, shot->slot, err) < 0 ||
        lg_journal_announce(journal, live, &lg_spot_playing, &on, deadline_ns, err) < 0)
        return -1;
    return isnan(shot->from_beats)
               ? 0
               : lg_journal_announce(journal, live, &lg_spot_position, &from, deadline_ns, err);
}

static int check_position(const struct lg_batch *batch, const struct shot *shot, size_t placed,
                          struct lg_spot_asked asked, struct lg_err *err) {
    const struct lg_answer *answer = lg_batch_answer(batch, placed);
    struct lg_osc_arg from = lg_osc_float((float)shot->from_beats);
    struct lg_arena arena = {0};
    struct lg_reading got;
    int status = 0;
    if (answer->kind == LG_ANSWER_ERROR)
        status = lg_err_set(err, LG_ERR_WRITE, "%s: AbletonOSC answered '%s'", lg_spot_position.set,
                            answer->error);
    else if (lg_spot_answer(batch, &lg_spot_position, asked, &arena, &got, err) < 0)
        status = -1;
    else if (!lg_spot_same(&got.value, &from))
        status = lg_err_set(err, LG_ERR_WRITE, "the song did not go to beat %g", shot->from_beats);
    lg_arena_dispose(&arena);
    return status;
}

static int check_name(const struct lg_batch *batch, const struct lg_journal *journal, size_t named,
                      struct lg_err *err) {
    const char *name = name_of(lg_batch_answer(batch, named));
    if (name != NULL && strcmp(name, lg_journal_mark(journal)) == 0)
        return 0;
    return lg_err_set(err, LG_ERR_WRITE,
                      "the tracks moved within a tick: a slot of '%s' was fired instead",
                      name == NULL ? "?" : name);
}

static int fire(struct lg_live *live, struct lg_journal *journal, const struct shot *shot,
                int64_t deadline_ns, struct lg_err *err) {
    struct lg_osc_arg args[] = {lg_osc_int(shot->track), lg_osc_int(shot->slot)};
    struct lg_osc_arg from = lg_osc_float((float)shot->from_beats);
    bool has_from = !isnan(shot->from_beats);
    struct lg_spot_asked asked = {0};
    size_t placed = 0;
    size_t named = 0;
    if (announce_shot(live, journal, shot, deadline_ns, err) < 0)
        return -1;
    struct lg_batch *batch = lg_batch_new();
    if (has_from) {
        placed = lg_spot_tell(batch, &lg_spot_position, &from);
        asked = lg_spot_ask(batch, &lg_spot_position);
    }
    size_t told = lg_batch_tell(batch, fire_slot, args, LG_ARRAY_LEN(args));
    if (has_from)
        named = ask_of_track(batch, get_name, shot->track);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0 && lg_batch_answer(batch, told)->kind == LG_ANSWER_ERROR)
        status = lg_err_set(err, LG_ERR_WRITE, "%s: AbletonOSC answered '%s'", fire_slot,
                            lg_batch_answer(batch, told)->error);
    if (status == 0 && has_from)
        status = check_name(batch, journal, named, err);
    if (status == 0 && has_from)
        status = check_position(batch, shot, placed, asked, err);
    lg_batch_free(batch);
    return status;
}

int lg_owned_fire(struct lg_live *live, struct lg_journal *journal, int32_t track, int32_t slot,
                  int64_t deadline_ns, struct lg_err *err) {
    return fire(live, journal, &(struct shot){track, slot, NAN}, deadline_ns, err);
}

int lg_owned_fire_from(struct lg_live *live, struct lg_journal *journal, int32_t track,
                       int32_t slot, double from_beats, int64_t deadline_ns, struct lg_err *err) {
    return fire(live, journal, &(struct shot){track, slot, from_beats}, deadline_ns, err);
}

static bool has_slot(const struct lg_journal_track *track, size_t slot) {
    for (size_t i = 0; i < track->num_slots; i++) {
        if ((size_t)track->slots[i] == slot)
            return true;
    }
    return false;
}

/* What speaks against the track being ours; NULL: nothing. `clips` answers with a name or nil per
 * slot behind the index, `arranged` with a name per clip. */
static const char *doubt_clips(const struct lg_journal_track *track, const struct lg_answer *clips,
                               const struct lg_answer *arranged, struct lg_arena *arena) {
    if (clips->kind != LG_ANSWER_REPLY || arranged->kind != LG_ANSWER_REPLY)
        return "its clips can't be read";
    for (size_t i = 1; i < clips->count; i++) {
        if (clips->args[i].tag != 'N' && !has_slot(track, i - 1))
            return lg_arena_printf(arena, "slot %zu holds a clip that is not the run's", i - 1);
    }
    if (arranged->count > 1)
        return "there are clips of its in the arrangement that are not the run's";
    return NULL;
}

static const char *doubt_name(const char *name, const char *mark, struct lg_arena *arena) {
    if (strcmp(name, mark) == 0)
        return NULL;
    return lg_arena_printf(arena,
                           "the run was about to make one there, but it is called '%s', not '%s': "
                           "it can't be proven to be the run's",
                           name, mark);
}

static enum lg_owned_end inspect(struct lg_live *live, const struct lg_journal *journal,
                                 const struct lg_journal_track *track, int64_t deadline_ns,
                                 struct lg_arena *arena, const char **why_out, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t named = ask_of_track(batch, get_name, track->index);
    size_t clips = ask_of_track(batch, "/live/track/get/clips/name", track->index);
    size_t arranged = ask_of_track(batch, "/live/track/get/arrangement_clips/name", track->index);
    enum lg_owned_end end = LG_OWNED_ERROR;
    if (lg_live_exchange(live, batch, deadline_ns, err) < 0)
        goto out;
    const char *name = name_of(lg_batch_answer(batch, named));
    end = LG_OWNED_GONE;
    *why_out = NULL;
    if (name == NULL)
        goto out;
    *why_out = doubt_name(name, lg_journal_mark(journal), arena);
    if (*why_out == NULL)
        *why_out = doubt_clips(track, lg_batch_answer(batch, clips),
                               lg_batch_answer(batch, arranged), arena);
    end = LG_OWNED_LEFT;
out:
    lg_batch_free(batch);
    return end;
}

/* The number of tracks may follow some ticks later. */
static int await_fewer(struct lg_live *live, int32_t before, int64_t deadline_ns,
                       struct lg_err *err) {
    int32_t now = before;
    while (now >= before) {
        if (count_tracks(live, deadline_ns, &now, err) < 0)
            return -1;
    }
    return 0;
}

static int delete_at(struct lg_live *live, const struct lg_journal *journal, int32_t track,
                     int64_t deadline_ns, struct lg_err *err) {
    struct lg_osc_arg index = lg_osc_int(track);
    struct lg_batch *batch = lg_batch_new();
    int32_t before = 0;
    size_t counted = lg_batch_ask(batch, get_num_tracks, NULL, 0, 0);
    size_t named = ask_of_track(batch, get_name, track);
    size_t told = lg_batch_tell(batch, "/live/song/delete_track", &index, 1);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    const char *mark = lg_journal_mark(journal);
    if (status == 0) {
        const struct lg_answer *answer = lg_batch_answer(batch, told);
        const char *name = name_of(lg_batch_answer(batch, named));
        if (answer->kind == LG_ANSWER_ERROR)
            status = lg_err_set(err, LG_ERR_WRITE, "AbletonOSC answered '%s'", answer->error);
        else if (name == NULL || strcmp(name, mark) != 0)
            status = lg_err_set(err, LG_ERR_WRITE,
                                "the tracks moved within a tick: '%s' was deleted instead; undo it "
                                "in Live",
                                name == NULL ? "?" : name);
        else if (!int_of(lg_batch_answer(batch, counted), &before))
            status = lg_err_set(err, LG_ERR_READ, "num_tracks can't be read");
    }
    if (status == 0)
        status = await_fewer(live, before, deadline_ns, err);
    lg_batch_free(batch);
    return status;
}

enum lg_owned_end lg_owned_delete(struct lg_live *live, const struct lg_journal *journal,
                                  const struct lg_journal_track *track, int64_t deadline_ns,
                                  struct lg_arena *arena, const char **why_out,
                                  struct lg_err *err) {
    const char *why = NULL;
    enum lg_owned_end end = inspect(live, journal, track, deadline_ns, arena, &why, err);
    if (end == LG_OWNED_LEFT && why == NULL)
        end = delete_at(live, journal, track->index, deadline_ns, err) < 0 ? LG_OWNED_ERROR
                                                                           : LG_OWNED_GONE;
    if (end == LG_OWNED_LEFT)
        *why_out = why;
    return end;
}
