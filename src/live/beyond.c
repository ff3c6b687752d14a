#include "live/beyond.h"

static const char get_name[] = "/live/track/get/name";

/* A look under way. */
struct look {
    struct lg_live *live;
    int64_t deadline_ns;
    struct lg_arena *arena;
    struct lg_live_set *set;
    size_t proof;
    bool has_proof;
};

struct lg_live_track *lg_live_track_at(const struct lg_live_set *set, size_t at,
                                       struct lg_track_ref *ref_out) {
    *ref_out = (struct lg_track_ref){set->dialect, LG_TRACK_REGULAR, at};
    if (at < set->num_tracks)
        return &set->tracks[at];
    at -= set->num_tracks;
    *ref_out = (struct lg_track_ref){set->dialect, LG_TRACK_RETURN, at};
    if (at < set->num_returns)
        return &set->returns[at];
    *ref_out = (struct lg_track_ref){set->dialect, LG_TRACK_MASTER, 0};
    return at == set->num_returns ? set->master : NULL;
}

/* The texts behind the echoed track; NULL for an error or anything else than texts. */
static const char **texts_of(const struct lg_answer *answer, struct lg_arena *arena,
                             size_t *count_out) {
    if (answer->kind != LG_ANSWER_REPLY || answer->count < 1)
        return NULL;
    const char **texts = lg_arena_array(arena, answer->count, sizeof *texts);
    for (size_t i = 1; i < answer->count; i++) {
        if (answer->args[i].tag != 's')
            return NULL;
        texts[i - 1] = lg_arena_strdup(arena, answer->args[i].as.s);
    }
    *count_out = answer->count - 1;
    return texts;
}

/* Return `at` as an argument; there may be no such return. */
static int return_arg(struct look *look, size_t at, struct lg_osc_arg *out, struct lg_err *err) {
    struct lg_track_ref ref;
    if (lg_track_ref_make(look->set->dialect, LG_TRACK_RETURN, at, &ref, err) < 0)
        return -1;
    return lg_track_ref_arg(&ref, LG_PART_TRACK, look->arena, out, err);
}

/* How many returns there are nobody tells, and each error costs a tick: they are asked for in a
 * row, which gives a number that holds unless a reply got lost. */
static int count_returns(struct look *look, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_osc_arg arg;
    int status = 0;
    for (size_t i = 0; status == 0 && i < LG_LIVE_RETURNS_MAX; i++) {
        status = return_arg(look, i, &arg, err);
        if (status == 0)
            lg_batch_ask_row(batch, get_name, &arg, 1, 1);
    }
    if (status == 0)
        status = lg_live_exchange(look->live, batch, look->deadline_ns, err);
    struct lg_live_set *set = look->set;
    for (size_t i = 0; status == 0 && i < LG_LIVE_RETURNS_MAX; i++) {
        if (lg_batch_answer(batch, i)->kind != LG_ANSWER_REPLY)
            break;
        set->num_returns++;
    }
    lg_batch_free(batch);
    set->returns = lg_arena_array(look->arena, set->num_returns, sizeof *set->returns);
    for (size_t i = 0; i < set->num_returns; i++)
        set->returns[i].kind = LG_TRACK_RETURN;
    return status;
}

/* That the next return is an error too proves the number; last, where an error costs nothing. */
static int ask_proof(struct look *look, struct lg_batch *batch, struct lg_err *err) {
    struct lg_osc_arg arg;
    if (!lg_dialect_reaches(look->set->dialect, LG_TRACK_RETURN, LG_PART_TRACK) ||
        look->set->num_returns == LG_LIVE_RETURNS_MAX)
        return 0;
    if (return_arg(look, look->set->num_returns, &arg, err) < 0)
        return -1;
    look->proof = lg_batch_ask(batch, get_name, &arg, 1, 1);
    look->has_proof = true;
    return 0;
}

static int take_proof(const struct look *look, const struct lg_batch *batch, struct lg_err *err) {
    if (!look->has_proof || lg_batch_answer(batch, look->proof)->kind == LG_ANSWER_ERROR)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "there were %zu returns, and a moment later more: one was added, or a reply "
                      "got lost; scan again",
                      look->set->num_returns);
}

/* What is asked about a track beyond the regular ones, in this order. */
static const char *const beyond[] = {get_name, "/live/track/get/devices/name",
                                     "/live/track/get/devices/class_name"};

static int take_beyond(const struct lg_batch *batch, size_t first, struct lg_arena *arena,
                       struct lg_live_track *track, struct lg_err *err) {
    const char **texts[LG_ARRAY_LEN(beyond)];
    size_t counts[LG_ARRAY_LEN(beyond)];
    for (size_t i = 0; i < LG_ARRAY_LEN(beyond); i++) {
        texts[i] = texts_of(lg_batch_answer(batch, first + i), arena, &counts[i]);
        if (texts[i] == NULL)
            return lg_err_set(err, LG_ERR_READ, "%s of a track off the regular ones gave no texts",
                              beyond[i]);
    }
    if (counts[0] != 1 || counts[1] != counts[2])
        return lg_err_set(err, LG_ERR_READ,
                          "a track off the regular ones has %zu names, %zu devices and %zu classes",
                          counts[0], counts[1], counts[2]);
    track->name = texts[0][0];
    track->num_devices = counts[1];
    track->devices = lg_arena_array(arena, counts[1], sizeof *track->devices);
    for (size_t i = 0; i < counts[1]; i++)
        track->devices[i] = (struct lg_live_device){.name = texts[1][i], .class_name = texts[2][i]};
    return 0;
}

/* Names and devices of the tracks from `first` on, which are known to be there. */
static int ask_beyond(struct look *look, size_t first, struct lg_batch *batch, struct lg_err *err) {
    struct lg_track_ref ref;
    struct lg_osc_arg arg;
    for (size_t at = first; lg_live_track_at(look->set, at, &ref) != NULL; at++) {
        if (lg_track_ref_arg(&ref, LG_PART_TRACK, look->arena, &arg, err) < 0)
            return -1;
        for (size_t i = 0; i < LG_ARRAY_LEN(beyond); i++)
            lg_batch_ask_safe(batch, beyond[i], &arg, 1, 1);
    }
    return ask_proof(look, batch, err);
}

static int read_beyond(struct look *look, size_t first, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_live_track *track;
    struct lg_track_ref ref;
    int status = ask_beyond(look, first, batch, err);
    if (status == 0)
        status = lg_live_exchange(look->live, batch, look->deadline_ns, err);
    if (status == 0)
        status = take_proof(look, batch, err);
    for (size_t i = 0; status == 0; i++) {
        track = lg_live_track_at(look->set, first + i, &ref);
        if (track == NULL)
            break;
        status = take_beyond(batch, i * LG_ARRAY_LEN(beyond), look->arena, track, err);
    }
    lg_batch_free(batch);
    return status;
}

int lg_live_look_beyond(struct lg_live *live, enum lg_dialect dialect, int64_t deadline_ns,
                        struct lg_arena *arena, struct lg_live_set *set, struct lg_err *err) {
    struct look look = {.live = live, .deadline_ns = deadline_ns, .arena = arena, .set = set};
    set->dialect = dialect;
    set->is_surveyed = true;
    if (lg_dialect_reaches(dialect, LG_TRACK_RETURN, LG_PART_TRACK) &&
        count_returns(&look, err) < 0)
        return -1;
    if (!lg_dialect_reaches(dialect, LG_TRACK_MASTER, LG_PART_TRACK))
        return 0;
    set->master = lg_arena_alloc(arena, sizeof *set->master);
    set->master->kind = LG_TRACK_MASTER;
    return read_beyond(&look, set->num_tracks, err);
}
