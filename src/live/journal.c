#include "live/journal.h"

#include <stdio.h>
#include <string.h>

#include "live/beyond.h"
#include "live/dialect.h"
#include "live/fingerprint.h"
#include "live/journal_state.h"
#include "live/sends.h"
#include "live/undo.h"

/* The first `count` tracks of a set as a text to compare. */
static void structure_of(const struct lg_live_set *set, size_t count,
                         char out[static LG_STRUCTURE_MAX]) {
    char hex[LG_SHA256_HEX];
    struct lg_live_set part = *set;
    part.num_tracks = count;
    lg_live_fingerprint_v2(&part, LG_FINGERPRINT_STRUCTURE, hex);
    snprintf(out, LG_STRUCTURE_MAX, "v2:%s", hex);
}

bool lg_journal_fits(const struct lg_journal *journal, const struct lg_live_set *set) {
    char structure[LG_STRUCTURE_MAX];
    if (set->num_tracks < journal->found_tracks ||
        set->num_tracks > journal->found_tracks + journal->num_tracks)
        return false;
    structure_of(set, journal->found_tracks, structure);
    return strcmp(structure, journal->structure) == 0;
}

static void beyond_of(const struct lg_live_set *set, char out[static LG_STRUCTURE_MAX]) {
    char hex[LG_SHA256_HEX];
    lg_live_fingerprint_beyond(set, hex);
    snprintf(out, LG_STRUCTURE_MAX, "v2:%s", hex);
}

bool lg_journal_fits_beyond(const struct lg_journal *journal, const struct lg_live_set *set) {
    char beyond[LG_STRUCTURE_MAX];
    if (journal->dialect[0] == '\0')
        return true;
    beyond_of(set, beyond);
    return strcmp(beyond, journal->beyond) == 0;
}

static size_t first_like(const struct lg_live_set *set, size_t track) {
    for (size_t i = 0; i < track; i++) {
        if (lg_live_track_is_like(&set->tracks[i], &set->tracks[track]))
            return i;
    }
    return track;
}

/* Opens the section: from here on it is known which set this is about. */
static int begin(struct lg_journal *journal, struct lg_live *live, int64_t deadline_ns,
                 struct lg_err *err) {
    struct lg_live_set set;
    if (journal->is_open)
        return 0;
    if (lg_live_scan(live, deadline_ns, &journal->arena, &set, err) < 0)
        return -1;
    journal->before = lg_journal_waiting(journal);
    journal->found_tracks = set.num_tracks;
    structure_of(&set, set.num_tracks, journal->structure);
    journal->alike = lg_arena_array(&journal->arena, set.num_tracks, sizeof *journal->alike);
    for (size_t i = 0; i < set.num_tracks; i++)
        journal->alike[i] = first_like(&set, i);
    if (lg_journal_write_open(journal, err) < 0 || lg_journal_sync(journal, err) < 0 ||
        lg_journal_point(journal, err) < 0)
        return -1;
    journal->is_open = true;
    return 0;
}

/* A spot off the regular tracks means something in its dialect alone, and a send is to one of the
 * returns. */
static bool is_regular(const struct lg_spot *spot) {
    return spot->num_index == 0 || (!spot->index[0].granted && spot->index[0].tag != 's' &&
                                    strcmp(spot->get, LG_SENDS_ADDRESS) != 0);
}

/* Which dialect it is, and what master and returns are as far as it reaches them. */
static int note_dialect(struct lg_journal *journal, struct lg_live *live,
                        const struct lg_spot *spot, int64_t deadline_ns, struct lg_err *err) {
    enum lg_dialect dialect = LG_DIALECT_STOCK;
    struct lg_arena arena = {0};
    struct lg_live_set set = {0};
    int status = -1;
    if (is_regular(spot) || journal->dialect[0] != '\0')
        return 0;
    if (lg_dialect_detect(live, deadline_ns, &dialect, err) < 0 ||
        lg_live_look_beyond(live, dialect, deadline_ns, &arena, &set, err) < 0)
        goto out;
    journal->dialect = lg_dialect_name(dialect);
    beyond_of(&set, journal->beyond);
    status = lg_journal_write_dialect(journal, err);
out:
    lg_arena_dispose(&arena);
    return status;
}

static bool find(const struct lg_journal *journal, const struct lg_spot *spot, size_t *entry_out) {
    for (size_t i = 0; i < journal->num_entries; i++) {
        if (lg_spot_is(&journal->entries[i].spot, spot)) {
            *entry_out = i;
            return true;
        }
    }
    return false;
}

/* A spot that is about to become an entry: what it holds, and what stands there. */
struct query {
    struct lg_spot spot;
    struct lg_spot_asked asked;
    struct lg_landmark_asked mark;
};

static void ask(struct lg_batch *batch, struct query *query) {
    query->asked = lg_spot_ask(batch, &query->spot);
    query->mark = lg_landmark_ask(batch, &query->spot);
}

static int note_found(struct lg_journal *journal, const struct query *query,
                      const struct lg_landmark *mark, const struct lg_reading *found,
                      struct lg_err *err) {
    size_t entry = lg_journal_add_entry(journal, &query->spot, mark, found);
    if (lg_journal_write_found(journal, entry, err) < 0) {
        journal->num_entries--;
        return -1;
    }
    return 0;
}

static int take(const struct lg_batch *batch, const struct query *query, struct lg_arena *arena,
                struct lg_landmark *mark_out, struct lg_reading *found_out, struct lg_err *err) {
    if (lg_spot_answer(batch, &query->spot, query->asked, arena, found_out, err) < 0 ||
        lg_landmark_take(batch, &query->spot, &query->mark, arena, mark_out, err) < 0)
        return -1;
    if (found_out->value.tag == 'N')
        return lg_err_set(err, LG_ERR_READ, "%s: Live has no such property there",
                          lg_spot_label(&query->spot, arena));
    return 0;
}

/* Notes what is there, as far as it answered: groups have no arm, say, and answer nil. */
static int note_others(struct lg_journal *journal, const struct lg_batch *batch,
                       const struct query *queries, size_t count, struct lg_err *err) {
    struct lg_arena arena = {0};
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        struct lg_landmark mark;
        struct lg_reading found;
        if (take(batch, &queries[i], &arena, &mark, &found, NULL) == 0)
            status = note_found(journal, &queries[i], &mark, &found, err);
    }
    lg_arena_dispose(&arena);
    return status;
}

static bool is_twin(const struct lg_journal *journal, size_t self, size_t other) {
    return self < journal->found_tracks && other < journal->found_tracks &&
           journal->alike[self] == journal->alike[other];
}

/* Reads the same spot of all other tracks, or of its track's twins alone, in one burst. */
static int know_others(struct lg_journal *journal, struct lg_live *live, const struct lg_spot *spot,
                       bool twins_alone, int64_t deadline_ns, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_batch *batch = lg_batch_new();
    size_t tracks = journal->found_tracks + journal->num_tracks;
    struct query *queries = lg_arena_array(&arena, tracks, sizeof *queries);
    size_t count = 0;
    size_t known;
    for (size_t i = 0; i < tracks; i++) {
        struct query *query = &queries[count];
        query->spot = *spot;
        query->spot.label = NULL;
        query->spot.index[0] = lg_osc_int((int32_t)i);
        if ((twins_alone && !is_twin(journal, (size_t)spot->index[0].as.i, i)) ||
            find(journal, &query->spot, &known))
            continue;
        ask(batch, query);
        count++;
    }
    int status = count == 0 ? 0 : lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        status = note_others(journal, batch, queries, count, err);
    lg_batch_free(batch);
    lg_arena_dispose(&arena);
    return status;
}

static int know_twins(struct lg_journal *journal, struct lg_live *live, const struct lg_spot *spot,
                      int64_t deadline_ns, struct lg_err *err) {
    bool is_of_track = spot->num_index > 0 && spot->index[0].tag == 'i' &&
                       !spot->index[0].granted && spot->index[0].as.i >= 0;
    return is_of_track && journal->alike != NULL
               ? know_others(journal, live, spot, true, deadline_ns, err)
               : 0;
}

/* The spot's entry, made by reading it when it is the first time. */
static int know(struct lg_journal *journal, struct lg_live *live, const struct lg_spot *spot,
                int64_t deadline_ns, size_t *entry_out, struct lg_err *err) {
    struct query query = {.spot = lg_undo_spot(spot)};
    struct lg_arena arena = {0};
    struct lg_landmark mark;
    struct lg_reading found;
    int status = -1;
    if (find(journal, &query.spot, entry_out))
        return 0;
    struct lg_batch *batch = lg_batch_new();
    ask(batch, &query);
    if (note_dialect(journal, live, &query.spot, deadline_ns, err) < 0 ||
        lg_live_exchange(live, batch, deadline_ns, err) < 0 ||
        take(batch, &query, &arena, &mark, &found, err) < 0 ||
        note_found(journal, &query, &mark, &found, err) < 0)
        goto out;
    *entry_out = journal->num_entries - 1;
    status = know_twins(journal, live, &query.spot, deadline_ns, err);
out:
    lg_batch_free(batch);
    lg_arena_dispose(&arena);
    return status;
}

static int note_write(struct lg_journal *journal, size_t entry, const struct lg_osc_arg *value,
                      struct lg_err *err) {
    if (lg_journal_write_value(journal, "write", entry, value, err) < 0)
        return -1;
    lg_journal_add_ours(journal, entry, &(struct lg_journal_tries){value, 1});
    return 0;
}

static bool is_on(const struct lg_osc_arg *value) {
    double number;
    return lg_osc_number(value, &number) && number != 0;
}

/* Those that were found on may go off by our write: then off is ours. */
static int note_turned_off(struct lg_journal *journal, size_t self, struct lg_err *err) {
    struct lg_osc_arg off = lg_osc_bool(false);
    for (size_t i = 0; i < journal->num_entries; i++) {
        const struct lg_journal_entry *entry = &journal->entries[i];
        bool is_other = i != self && strcmp(entry->spot.get, journal->entries[self].spot.get) == 0;
        if (is_other && is_on(&entry->found.value) && !lg_journal_is_ours(entry, &off) &&
            note_write(journal, i, &off, err) < 0)
            return -1;
    }
    return 0;
}

/* Starting and stopping ends what Live may have been recording; starting moves the position, which
 * has none to go back to where it moved already. */
static int note_transport(struct lg_journal *journal, struct lg_live *live, size_t self,
                          const struct lg_osc_arg *value, int64_t deadline_ns, struct lg_err *err) {
    struct lg_osc_arg off = lg_osc_bool(false);
    bool was_on = is_on(&journal->entries[self].found.value);
    size_t entry = 0;
    if (know(journal, live, &lg_spot_recording, deadline_ns, &entry, err) < 0 ||
        (is_on(&journal->entries[entry].found.value) && note_write(journal, entry, &off, err) < 0))
        return -1;
    if (was_on || !is_on(value))
        return 0;
    return know(journal, live, &lg_spot_position, deadline_ns, &entry, err);
}

static int note_along(struct lg_journal *journal, struct lg_live *live, size_t self,
                      const struct lg_osc_arg *value, int64_t deadline_ns, struct lg_err *err) {
    struct lg_spot spot = journal->entries[self].spot;
    switch (lg_undo_along(&spot)) {
    case LG_ALONG_NOTHING:
        break;
    case LG_ALONG_OTHERS:
        if (is_on(value) && (know_others(journal, live, &spot, false, deadline_ns, err) < 0 ||
                             note_turned_off(journal, self, err) < 0))
            return -1;
        break;
    case LG_ALONG_TRANSPORT:
        return note_transport(journal, live, self, value, deadline_ns, err);
    }
    return 0;
}

int lg_journal_announce(struct lg_journal *journal, struct lg_live *live,
                        const struct lg_spot *spot, const struct lg_osc_arg *value,
                        int64_t deadline_ns, struct lg_err *err) {
    size_t entry = 0;
    if (begin(journal, live, deadline_ns, err) < 0 ||
        know(journal, live, spot, deadline_ns, &entry, err) < 0 ||
        note_along(journal, live, entry, value, deadline_ns, err) < 0 ||
        note_write(journal, entry, value, err) < 0)
        return -1;
    return lg_journal_sync(journal, err);
}

int lg_journal_announce_tries(struct lg_journal *journal, struct lg_live *live,
                              const struct lg_spot *spot, const struct lg_journal_tries *tries,
                              int64_t deadline_ns, struct lg_err *err) {
    size_t entry = 0;
    if (begin(journal, live, deadline_ns, err) < 0 ||
        know(journal, live, spot, deadline_ns, &entry, err) < 0 ||
        lg_journal_write_tries(journal, entry, tries, err) < 0)
        return -1;
    lg_journal_add_ours(journal, entry, tries);
    return lg_journal_sync(journal, err);
}

int lg_journal_took(struct lg_journal *journal, const struct lg_spot *spot,
                    const struct lg_osc_arg *value, struct lg_err *err) {
    size_t entry;
    struct lg_spot undo = lg_undo_spot(spot);
    if (!find(journal, &undo, &entry))
        return lg_err_set(err, LG_ERR_INTERNAL, "a write that was not announced: %s", spot->set);
    if (lg_journal_write_value(journal, "took", entry, value, err) < 0)
        return -1;
    lg_journal_add_ours(journal, entry, &(struct lg_journal_tries){value, 1});
    return 0;
}

int lg_journal_announce_track(struct lg_journal *journal, struct lg_live *live, int32_t index,
                              int64_t deadline_ns, struct lg_err *err) {
    if (begin(journal, live, deadline_ns, err) < 0 ||
        lg_journal_write_track(journal, index, err) < 0)
        return -1;
    lg_journal_add_track(journal, index);
    return lg_journal_sync(journal, err);
}

int lg_journal_announce_slot(struct lg_journal *journal, int32_t index, int32_t slot,
                             struct lg_err *err) {
    struct lg_journal_track *track = lg_journal_track_at(journal, index);
    if (track == NULL)
        return lg_err_set(err, LG_ERR_READ, "track %d is not one that this run made", (int)index);
    if (lg_journal_write_slot(journal, index, slot, err) < 0)
        return -1;
    lg_journal_add_slot(track, slot, &journal->arena);
    return lg_journal_sync(journal, err);
}

int lg_journal_close(struct lg_journal *journal, struct lg_err *err) {
    if (!journal->is_open)
        return 0;
    if (lg_journal_write_closed(journal, err) < 0 || lg_journal_sync(journal, err) < 0 ||
        lg_journal_unpoint(journal, err) < 0)
        return -1;
    lg_journal_forget(journal);
    return 0;
}
