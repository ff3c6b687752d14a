#include "live/survey.h"

#include "live/tables.h"

/* Live has no more returns. How many there are nobody tells: each one beyond is an error, which
 * costs a tick. */
enum { RETURNS_MAX = 12, RETURNS_AT_ONCE = 2 };

/* About as many table requests as the client has under way at a time. */
enum { REQUESTS_OF_A_TICK = 600 };

/* A survey under way. */
struct survey {
    struct lg_live *live;
    int64_t deadline_ns;
    struct lg_arena *arena;
    struct lg_live_set *set;
};

/* The tracks in the order of asking: regular ones, returns, the master. NULL past the last. */
static struct lg_live_track *track_at(const struct lg_live_set *set, size_t at,
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

static size_t ask_at(struct lg_batch *batch, const struct lg_osc_arg *track, const char *address) {
    return lg_batch_ask(batch, address, track, 1, 1);
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

/* Names of the returns from `first` on; *found_out says how many of those asked for there are. */
static int read_returns(struct survey *survey, size_t first, size_t *found_out,
                        struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t asked[RETURNS_AT_ONCE];
    int status = 0;
    for (size_t i = 0; status == 0 && i < RETURNS_AT_ONCE; i++) {
        struct lg_track_ref ref;
        struct lg_osc_arg arg;
        status =
            lg_track_ref_make(survey->set->dialect, LG_TRACK_RETURN, first + i, &ref, err) < 0 ||
                    lg_track_ref_arg(&ref, LG_PART_TRACK, survey->arena, &arg, err) < 0
                ? -1
                : 0;
        if (status == 0)
            asked[i] = ask_at(batch, &arg, "/live/track/get/name");
    }
    if (status == 0)
        status = lg_live_exchange(survey->live, batch, survey->deadline_ns, err);
    for (size_t i = 0; status == 0 && i < RETURNS_AT_ONCE; i++) {
        size_t count = 0;
        const char **name = texts_of(lg_batch_answer(batch, asked[i]), survey->arena, &count);
        if (name == NULL || count != 1)
            break;
        survey->set->returns[first + i] =
            (struct lg_live_track){.kind = LG_TRACK_RETURN, .name = name[0]};
        *found_out = i + 1;
    }
    lg_batch_free(batch);
    return status;
}

static int find_returns(struct survey *survey, struct lg_err *err) {
    struct lg_live_set *set = survey->set;
    set->returns = lg_arena_array(survey->arena, RETURNS_MAX, sizeof *set->returns);
    for (size_t found = RETURNS_AT_ONCE;
         found == RETURNS_AT_ONCE && set->num_returns < RETURNS_MAX;) {
        found = 0;
        if (read_returns(survey, set->num_returns, &found, err) < 0)
            return -1;
        set->num_returns += found;
    }
    return 0;
}

/* What is asked about a track beyond the regular ones, in this order. */
static const char *const beyond[] = {"/live/track/get/name", "/live/track/get/devices/name",
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

/* Names and devices of all tracks from `first` on. */
static int read_beyond(struct survey *survey, size_t first, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_track_ref ref;
    struct lg_osc_arg arg;
    int status = 0;
    for (size_t at = first; status == 0 && track_at(survey->set, at, &ref) != NULL; at++) {
        status = lg_track_ref_arg(&ref, LG_PART_TRACK, survey->arena, &arg, err);
        for (size_t i = 0; status == 0 && i < LG_ARRAY_LEN(beyond); i++)
            ask_at(batch, &arg, beyond[i]);
    }
    if (status == 0)
        status = lg_live_exchange(survey->live, batch, survey->deadline_ns, err);
    for (size_t at = first; status == 0; at++) {
        struct lg_live_track *track = track_at(survey->set, at, &ref);
        if (track == NULL)
            break;
        status = take_beyond(batch, (at - first) * LG_ARRAY_LEN(beyond), survey->arena, track, err);
    }
    lg_batch_free(batch);
    return status;
}

int lg_live_look_beyond(struct lg_live *live, enum lg_dialect dialect, int64_t deadline_ns,
                        struct lg_arena *arena, struct lg_live_set *set, struct lg_err *err) {
    struct survey survey = {live, deadline_ns, arena, set};
    set->dialect = dialect;
    set->is_surveyed = true;
    if (lg_dialect_reaches(dialect, LG_TRACK_RETURN, LG_PART_TRACK) &&
        find_returns(&survey, err) < 0)
        return -1;
    if (!lg_dialect_reaches(dialect, LG_TRACK_MASTER, LG_PART_TRACK))
        return 0;
    set->master = lg_arena_alloc(arena, sizeof *set->master);
    set->master->kind = LG_TRACK_MASTER;
    return read_beyond(&survey, set->num_tracks, err);
}

static void ask_probe(struct lg_batch *batch, size_t *probes, size_t *probed) {
    probes[*probed] = lg_dialect_ask(batch, *probed);
    (*probed)++;
}

/* Tables of all tracks from `first` on, and with `dialect_out` the script's dialect in the same
 * burst. On stock two probes of it end a tick each: the first of these stands where about as much
 * has been asked as one tick serves, the second at the end. */
static int read_tables(struct survey *survey, size_t first, enum lg_dialect *dialect_out,
                       struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_track_ref ref;
    size_t count = survey->set->num_tracks + survey->set->num_returns + 1;
    size_t *asked = lg_arena_array(survey->arena, count, sizeof *asked);
    size_t probes[LG_DIALECT_PROBES];
    size_t probed = dialect_out == NULL ? LG_DIALECT_PROBES : 0;
    int status = 0;
    for (size_t at = first; status == 0; at++) {
        const struct lg_live_track *track = track_at(survey->set, at, &ref);
        if (track == NULL)
            break;
        status = lg_tables_ask(batch, &ref, track, &asked[at], err);
        while (status == 0 && probed + 1 < LG_DIALECT_PROBES && asked[at] >= REQUESTS_OF_A_TICK)
            ask_probe(batch, probes, &probed);
    }
    while (probed < LG_DIALECT_PROBES)
        ask_probe(batch, probes, &probed);
    if (status == 0)
        status = lg_live_exchange(survey->live, batch, survey->deadline_ns, err);
    for (size_t at = first; status == 0; at++) {
        struct lg_live_track *track = track_at(survey->set, at, &ref);
        if (track == NULL)
            break;
        status = lg_tables_take(batch, asked[at], &ref, track, survey->arena, err);
    }
    if (status == 0 && dialect_out != NULL)
        *dialect_out = lg_dialect_read(batch, probes);
    lg_batch_free(batch);
    return status;
}

int lg_live_survey(struct lg_live *live, int64_t deadline_ns, struct lg_arena *arena,
                   struct lg_live_set *out, struct lg_err *err) {
    struct lg_live_set set;
    enum lg_dialect dialect = LG_DIALECT_STOCK;
    struct survey survey = {live, deadline_ns, arena, &set};
    if (lg_live_scan(live, deadline_ns, arena, &set, err) < 0 ||
        read_tables(&survey, 0, &dialect, err) < 0 ||
        lg_live_look_beyond(live, dialect, deadline_ns, arena, &set, err) < 0)
        return -1;
    if (set.master != NULL && read_tables(&survey, set.num_tracks, NULL, err) < 0)
        return -1;
    *out = set;
    return 0;
}
