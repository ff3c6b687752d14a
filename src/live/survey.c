#include "live/survey.h"

#include "live/inside.h"
#include "live/sends.h"
#include "live/song.h"
#include "live/tables.h"

/* About as many table requests as the client has under way at a time. */
enum { REQUESTS_OF_A_TICK = 600 };

/* A survey under way. */
struct survey {
    struct lg_live *live;
    int64_t deadline_ns;
    struct lg_arena *arena;
    struct lg_live_set *set;
    struct lg_sends sends;
    enum lg_dialect dialect;
    struct lg_dialect_asked probes;
};

static void ask_probes(void *ctx, const struct lg_live_set *set, struct lg_batch *batch) {
    struct survey *survey = ctx;
    LG_UNUSED(set);
    survey->probes = lg_dialect_ask(batch);
}

static int take_probes(void *ctx, const struct lg_batch *batch, struct lg_err *err) {
    struct survey *survey = ctx;
    return lg_dialect_take(survey->live, batch, &survey->probes, survey->deadline_ns,
                           &survey->dialect, err);
}

int lg_live_overview(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                     struct lg_live_set *out, struct lg_err *err) {
    struct lg_live_set set;
    struct survey survey = {.live = live, .deadline_ns = deadline_ns};
    const struct lg_scan_along along = {ask_probes, take_probes, &survey};
    if (lg_live_scan_along(live, &along, deadline_ns, arena, &set, err) < 0 ||
        lg_live_look_beyond(live, survey.dialect, deadline_ns, arena, &set, err) < 0)
        return -1;
    *out = set;
    return 0;
}

static void ask_sends(void *ctx, const struct lg_live_set *set, struct lg_batch *batch) {
    struct survey *survey = ctx;
    lg_sends_ask(&survey->sends, set->num_tracks, batch);
}

static int take_sends(void *ctx, const struct lg_batch *batch, struct lg_err *err) {
    struct survey *survey = ctx;
    LG_UNUSED(err);
    lg_sends_take(&survey->sends, batch);
    return 0;
}

/* The requests of one burst for values. */
struct burst {
    struct lg_batch *batch;
    size_t *tables; /* what lg_tables_ask gave for each track */
};

/* Tables of all tracks from `first` on. The dialect's probes (`asks_dialect`) stand where about as
 * much has been asked as one tick serves, or else at the end. */
static int ask_tables(struct survey *survey, struct burst *burst, size_t first, bool asks_dialect,
                      struct lg_err *err) {
    struct lg_live_track *track;
    struct lg_track_ref ref;
    size_t count = survey->set->num_tracks + survey->set->num_returns + 1;
    burst->tables = lg_arena_array(survey->arena, count, sizeof *burst->tables);
    for (size_t at = first; (track = lg_live_track_at(survey->set, at, &ref)) != NULL; at++) {
        track->mixer.num_sends = ref.kind == LG_TRACK_MASTER ? 0 : survey->sends.count;
        if (lg_tables_ask(burst->batch, &ref, track, &burst->tables[at], err) < 0)
            return -1;
        if (asks_dialect && burst->tables[at] >= REQUESTS_OF_A_TICK) {
            survey->probes = lg_dialect_ask(burst->batch);
            asks_dialect = false;
        }
    }
    if (asks_dialect)
        survey->probes = lg_dialect_ask(burst->batch);
    return 0;
}

static int take_tables(struct survey *survey, const struct burst *burst, size_t first,
                       struct lg_err *err) {
    struct lg_live_track *track;
    struct lg_track_ref ref;
    for (size_t at = first; (track = lg_live_track_at(survey->set, at, &ref)) != NULL; at++) {
        if (lg_tables_take(burst->batch, burst->tables[at], &ref, track, survey->arena, err) < 0)
            return -1;
    }
    return 0;
}

static int read_regular(struct survey *survey, struct lg_err *err) {
    struct burst burst = {.batch = lg_batch_new()};
    size_t song = lg_song_ask(burst.batch);
    int status = ask_tables(survey, &burst, 0, true, err);
    if (status == 0) {
        lg_sends_ask_proof(&survey->sends, burst.batch);
        status = lg_live_exchange(survey->live, burst.batch, survey->deadline_ns, err);
    }
    if (status == 0 &&
        (lg_sends_take_proof(&survey->sends, burst.batch, err) < 0 ||
         lg_song_take(burst.batch, song, &survey->set->song, err) < 0 ||
         take_tables(survey, &burst, 0, err) < 0 || take_probes(survey, burst.batch, err) < 0))
        status = -1;
    lg_batch_free(burst.batch);
    return status;
}

static int read_beyond(struct survey *survey, struct lg_err *err) {
    struct burst burst = {.batch = lg_batch_new()};
    size_t first = survey->set->num_tracks;
    int status = ask_tables(survey, &burst, first, false, err);
    if (status == 0)
        status = lg_live_exchange(survey->live, burst.batch, survey->deadline_ns, err);
    if (status == 0)
        status = take_tables(survey, &burst, first, err);
    lg_batch_free(burst.batch);
    return status;
}

int lg_live_survey(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                   struct lg_live_set *out, struct lg_err *err) {
    struct lg_live_set set;
    struct survey survey = {.live = live, .deadline_ns = deadline_ns, .arena = arena, .set = &set};
    const struct lg_scan_along along = {ask_sends, take_sends, &survey};
    if (lg_live_scan_along(live, &along, deadline_ns, arena, &set, err) < 0 ||
        read_regular(&survey, err) < 0 ||
        lg_live_look_beyond(live, survey.dialect, deadline_ns, arena, &set, err) < 0 ||
        read_beyond(&survey, err) < 0)
        return -1;
    set.has_values = set.has_song = true;
    lg_live_tell_set(live, &set);
    *out = set;
    return 0;
}
