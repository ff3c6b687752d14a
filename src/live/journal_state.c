#include "live/journal_state.h"

#include <stdlib.h>
#include <unistd.h>

struct lg_journal *lg_journal_make(struct lg_env *env, const struct lg_journal_options *options) {
    struct lg_journal *journal = lg_xcalloc(1, sizeof *journal);
    struct lg_arena *own = &journal->own;
    journal->env = env;
    journal->file = -1;
    journal->whole_bytes = -1;
    journal->host = lg_arena_strdup(own, env->hostname);
    journal->pid = env->pid;
    journal->version = LG_JOURNAL_VERSION;
    journal->dialect = "";
    journal->path = lg_arena_strdup(own, options->path);
    journal->pointer = lg_arena_strdup(own, options->pointer);
    journal->run = lg_arena_strdup(own, options->run);
    journal->target = lg_arena_strdup(own, options->target);
    journal->mark = lg_arena_printf(own, "livegate %s", options->run);
    return journal;
}

struct lg_journal *lg_journal_new(struct lg_env *env, const struct lg_journal_options *options) {
    return lg_journal_make(env, options);
}

void lg_journal_forget(struct lg_journal *journal) {
    journal->is_open = false;
    journal->dialect = "";
    journal->beyond[0] = '\0';
    journal->alike = NULL;
    journal->num_entries = journal->num_tracks = journal->found_tracks = 0;
    lg_arena_dispose(&journal->arena);
}

void lg_journal_free(struct lg_journal *journal) {
    if (journal == NULL)
        return;
    lg_journal_forget(journal);
    if (journal->file >= 0)
        close(journal->file);
    lg_str_dispose(&journal->line);
    lg_arena_dispose(&journal->own);
    free(journal->entries);
    free(journal->tracks);
    free(journal);
}

bool lg_journal_is_open(const struct lg_journal *journal) {
    return journal->is_open;
}

uint64_t lg_journal_lines(const struct lg_journal *journal) {
    return journal->lines;
}

const char *lg_journal_path(const struct lg_journal *journal) {
    return journal->path;
}

const char *lg_journal_run(const struct lg_journal *journal) {
    return journal->run;
}

const char *lg_journal_target(const struct lg_journal *journal) {
    return journal->target;
}

const char *lg_journal_host(const struct lg_journal *journal) {
    return journal->host;
}

int64_t lg_journal_pid(const struct lg_journal *journal) {
    return journal->pid;
}

const char *lg_journal_mark(const struct lg_journal *journal) {
    return journal->mark;
}

bool lg_journal_was_loaded(const struct lg_journal *journal) {
    return journal->whole_bytes >= 0;
}

int64_t lg_journal_old_version(const struct lg_journal *journal) {
    return journal->version < LG_JOURNAL_VERSION ? journal->version : 0;
}

const char *lg_journal_dialect(const struct lg_journal *journal) {
    return journal->dialect;
}

size_t lg_journal_num_entries(const struct lg_journal *journal) {
    return journal->num_entries;
}

const struct lg_journal_entry *lg_journal_entry(const struct lg_journal *journal, size_t index) {
    return &journal->entries[index];
}

size_t lg_journal_num_tracks(const struct lg_journal *journal) {
    return journal->num_tracks;
}

const struct lg_journal_track *lg_journal_track(const struct lg_journal *journal, size_t index) {
    return &journal->tracks[index];
}

bool lg_journal_was_written(const struct lg_journal_entry *entry) {
    return entry->was_written;
}

bool lg_journal_is_ours(const struct lg_journal_entry *entry, const struct lg_osc_arg *value) {
    for (size_t i = 0; i < LG_ARRAY_LEN(entry->ours); i++) {
        for (size_t k = 0; k < entry->ours[i].count; k++) {
            if (lg_spot_same(&entry->ours[i].values[k], value))
                return true;
        }
    }
    return false;
}

size_t lg_journal_add_entry(struct lg_journal *journal, const struct lg_spot *spot,
                            const struct lg_landmark *mark, const struct lg_reading *found) {
    size_t index = journal->num_entries++;
    journal->entries =
        lg_xrealloc(journal->entries, journal->num_entries * sizeof *journal->entries);
    struct lg_osc_msg value =
        lg_osc_copy(&(struct lg_osc_msg){spot->get, &found->value, 1}, &journal->arena);
    journal->entries[index] = (struct lg_journal_entry){
        .spot = lg_spot_copy(spot, &journal->arena),
        .mark = lg_landmark_copy(mark, &journal->arena),
        .found = {value.args[0], lg_arena_strdup(&journal->arena, found->shown)}};
    return index;
}

static bool is_same_write(const struct lg_journal_tries *a, const struct lg_journal_tries *b) {
    return a->count == 1 && b->count == 1 && lg_spot_same(a->values, b->values);
}

void lg_journal_add_ours(struct lg_journal *journal, size_t entry,
                         const struct lg_journal_tries *ours) {
    struct lg_journal_entry *to = &journal->entries[entry];
    to->was_written = true;
    if (is_same_write(&to->ours[0], ours))
        return;
    struct lg_osc_msg copy =
        lg_osc_copy(&(struct lg_osc_msg){"", ours->values, ours->count}, &journal->arena);
    to->ours[1] = to->ours[0];
    to->ours[0] = (struct lg_journal_tries){copy.args, ours->count};
}

/* The new one is the last track: whatever of ours stood there, or behind it, is gone. */
void lg_journal_add_track(struct lg_journal *journal, int32_t index) {
    size_t kept = 0;
    for (size_t i = 0; i < journal->num_tracks; i++)
        if (journal->tracks[i].index < index)
            journal->tracks[kept++] = journal->tracks[i];
    journal->num_tracks = kept;
    journal->tracks =
        lg_xrealloc(journal->tracks, (journal->num_tracks + 1) * sizeof *journal->tracks);
    journal->tracks[journal->num_tracks++] = (struct lg_journal_track){.index = index};
}

struct lg_journal_track *lg_journal_track_at(struct lg_journal *journal, int32_t index) {
    for (size_t i = journal->num_tracks; i-- > 0;) {
        if (journal->tracks[i].index == index)
            return &journal->tracks[i];
    }
    return NULL;
}

void lg_journal_add_slot(struct lg_journal_track *track, int32_t slot, struct lg_arena *arena) {
    int32_t *grown = lg_arena_array(arena, track->num_slots + 1, sizeof *grown);
    for (size_t i = 0; i < track->num_slots; i++)
        grown[i] = track->slots[i];
    grown[track->num_slots++] = slot;
    track->slots = grown;
}
