#include "live/twins.h"

#include <string.h>

/* The regular track that a task is about; false: none. */
static bool track_of(const struct lg_put_task *task, const struct lg_live_set *set,
                     size_t *track_out) {
    const struct lg_spot *spot = &task->entry->spot;
    if (spot->num_index == 0 || spot->index[0].tag != 'i' || spot->index[0].granted ||
        spot->index[0].as.i < 0 || (size_t)spot->index[0].as.i >= set->num_tracks)
        return false;
    *track_out = (size_t)spot->index[0].as.i;
    return true;
}

/* The same spot of two tracks. */
static bool is_same_spot(const struct lg_spot *a, const struct lg_spot *b) {
    struct lg_spot there = *b;
    there.index[0] = a->index[0];
    return lg_spot_is(a, &there);
}

/* Could it be that the entry is what holds this value? */
static bool explains(const struct lg_journal_entry *entry, const struct lg_osc_arg *value) {
    return lg_spot_same(&entry->found.value, value) || lg_journal_is_ours(entry, value);
}

static bool is_doubtful(const struct lg_put_task *a, const struct lg_put_task *b) {
    bool in_place = explains(a->entry, &a->now.value) && explains(b->entry, &b->now.value);
    bool swapped = explains(a->entry, &b->now.value) && explains(b->entry, &a->now.value);
    bool is_one = lg_spot_same(&a->entry->found.value, &b->entry->found.value);
    return swapped && !(in_place && is_one);
}

static bool find_other(const struct lg_put_back *work, const struct lg_live_set *set,
                       const struct lg_put_task *task, struct lg_twins *out) {
    for (size_t i = 0; i < work->count; i++) {
        const struct lg_put_task *other = &work->tasks[i];
        if (other == task || !other->is_read || !track_of(other, set, &out->other) ||
            out->other == out->track || !is_same_spot(&task->entry->spot, &other->entry->spot) ||
            !lg_live_track_is_like(&set->tracks[out->track], &set->tracks[out->other]) ||
            !is_doubtful(task, other))
            continue;
        out->other_label = other->entry->spot.label;
        return true;
    }
    return false;
}

bool lg_twins_doubtful(const struct lg_put_back *work, const struct lg_live_set *set,
                       struct lg_twins *out) {
    for (size_t i = 0; i < work->count; i++) {
        const struct lg_put_task *task = &work->tasks[i];
        if (!task->is_read || !lg_journal_was_written(task->entry) ||
            !track_of(task, set, &out->track))
            continue;
        out->label = task->entry->spot.label;
        if (find_other(work, set, task, out))
            return true;
    }
    return false;
}
