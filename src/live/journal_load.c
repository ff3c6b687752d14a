#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/number.h"
#include "live/journal_state.h"

enum { LINK_MAX_BYTES = 4096 };

int lg_journal_find(const char *pointer, struct lg_arena *arena, char **path_out,
                    struct lg_err *err) {
    char target[LINK_MAX_BYTES];
    ssize_t length = readlink(pointer, target, sizeof target);
    if (length < 0 && errno == ENOENT) {
        *path_out = NULL;
        return 0;
    }
    if (length < 0 || (size_t)length >= sizeof target)
        return lg_err_sys(err, LG_ERR_READ, length < 0 ? errno : ENAMETOOLONG,
                          "'%s' should lead to a journal", pointer);
    const char *text = lg_arena_strndup(arena, target, (size_t)length);
    *path_out = lg_fs_join(arena, lg_fs_folder(arena, pointer), text);
    return 0;
}

/* One line while it is read. */
struct line {
    struct lg_journal *journal;
    struct lg_arena arena;
    struct lg_value *map;
};

static const char *text_at(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    return value != NULL && value->kind == LG_VALUE_STRING ? value->as.string.text : NULL;
}

static bool int_at(const struct lg_value *map, const char *key, int64_t max, int64_t *out) {
    const struct lg_value *value = lg_value_get(map, key);
    if (value == NULL || value->kind != LG_VALUE_INT || value->as.integer < 0 ||
        value->as.integer > max)
        return false;
    *out = value->as.integer;
    return true;
}

static bool read_number(const struct lg_value *value, double *out) {
    if (value != NULL && value->kind == LG_VALUE_STRING)
        return lg_number_read(value->as.string, out);
    if (value == NULL || !lg_value_is_number(value))
        return false;
    *out = lg_value_number(value);
    return true;
}

/* The text stays in the line's arena. */
static bool read_arg(const struct lg_value *list, struct lg_osc_arg *out) {
    const struct lg_value *tag = lg_value_at(list, 0);
    const struct lg_value *value = lg_value_at(list, 1);
    double number = 0;
    if (tag == NULL || tag->kind != LG_VALUE_STRING || tag->as.string.length != 1)
        return false;
    *out =
        (struct lg_osc_arg){.tag = tag->as.string.text[0], .granted = lg_value_at(list, 2) != NULL};
    bool is_text = value != NULL && value->kind == LG_VALUE_STRING;
    bool is_int = value != NULL && value->kind == LG_VALUE_INT;
    switch (out->tag) {
    case 'T':
    case 'F':
        return true;
    case 's':
        out->as.s = is_text ? value->as.string.text : NULL;
        return is_text;
    case 'i':
        out->as.i = is_int ? (int32_t)value->as.integer : 0;
        return is_int && value->as.integer == out->as.i;
    case 'h':
        out->as.h = is_int ? value->as.integer : 0;
        return is_int;
    case 'f':
        if (!read_number(value, &number))
            return false;
        out->as.f = (float)number;
        return true;
    case 'd':
        return read_number(value, &out->as.d);
    default:
        return false;
    }
}

static bool read_open(struct line *line) {
    struct lg_journal *journal = line->journal;
    const char *run = text_at(line->map, "run");
    const char *target = text_at(line->map, "target");
    const char *structure = text_at(line->map, "structure");
    int64_t version = 0;
    int64_t tracks = 0;
    if (run == NULL || structure == NULL || strlen(structure) >= sizeof journal->structure ||
        !int_at(line->map, "v", LG_JOURNAL_VERSION, &version) ||
        !int_at(line->map, "tracks", LG_LIVE_TRACKS_MAX, &tracks))
        return false;
    lg_journal_forget(journal);
    journal->is_open = true;
    journal->version = version;
    journal->run = lg_arena_strdup(&journal->own, run);
    journal->target = lg_arena_strdup(&journal->own, target == NULL ? "" : target);
    journal->before = lg_arena_strdup(&journal->own, text_at(line->map, "before"));
    journal->mark = lg_arena_printf(&journal->own, "livegate %s", run);
    journal->host = lg_arena_strdup(&journal->own, text_at(line->map, "host"));
    journal->pid = 0;
    if (!int_at(line->map, "pid", INT64_MAX, &journal->pid))
        journal->host = NULL;
    journal->found_tracks = (size_t)tracks;
    memcpy(journal->structure, structure, strlen(structure) + 1);
    return true;
}

/* Whether all is there that lines of today have; of an older livegate nothing is put back. */
static bool is_complete(const struct line *line, bool has_it) {
    return has_it || lg_journal_old_version(line->journal) != 0;
}

static bool read_dialect(struct line *line) {
    struct lg_journal *journal = line->journal;
    const char *name = text_at(line->map, "name");
    const char *beyond = text_at(line->map, "beyond");
    if (name == NULL || !is_complete(line, beyond != NULL) ||
        (beyond != NULL && strlen(beyond) >= sizeof journal->beyond))
        return false;
    journal->dialect = lg_arena_strdup(&journal->arena, name);
    snprintf(journal->beyond, sizeof journal->beyond, "%s", beyond == NULL ? "" : beyond);
    return true;
}

static bool read_spot(const struct lg_value *map, struct lg_spot *out) {
    const struct lg_value *index = lg_value_get(map, "index");
    *out = (struct lg_spot){.label = text_at(map, "label"),
                            .get = text_at(map, "get"),
                            .set = text_at(map, "set"),
                            .off = text_at(map, "off"),
                            .show = text_at(map, "show")};
    if (out->get == NULL || out->set == NULL || index == NULL || index->kind != LG_VALUE_LIST ||
        index->as.list.count > LG_SPOT_INDEX_MAX)
        return false;
    out->num_index = index->as.list.count;
    for (size_t i = 0; i < out->num_index; i++) {
        if (!read_arg(lg_value_at(index, i), &out->index[i]))
            return false;
    }
    return true;
}

static bool read_mark(const struct lg_value *map, struct lg_landmark *out) {
    double min = 0;
    double max = 0;
    if (map == NULL || map->kind != LG_VALUE_MAP || !read_number(lg_value_get(map, "min"), &min) ||
        !read_number(lg_value_get(map, "max"), &max))
        return false;
    *out = (struct lg_landmark){
        text_at(map, "device"), text_at(map, "name"), {{(float)min}, {(float)max}}};
    return out->device != NULL && out->param != NULL;
}

static bool read_found(struct line *line) {
    struct lg_spot spot;
    struct lg_landmark mark = {0};
    struct lg_reading found = {.shown = text_at(line->map, "shown")};
    int64_t n;
    if (!int_at(line->map, "n", INT64_MAX, &n) || (size_t)n != line->journal->num_entries ||
        !read_spot(line->map, &spot) || !read_arg(lg_value_get(line->map, "value"), &found.value) ||
        (lg_landmark_is_for(&spot) &&
         !is_complete(line, read_mark(lg_value_get(line->map, "param"), &mark))))
        return false;
    lg_journal_add_entry(line->journal, &spot, &mark, &found);
    return true;
}

static bool read_ours(struct line *line) {
    struct lg_osc_arg value;
    int64_t n;
    if (!int_at(line->map, "n", (int64_t)line->journal->num_entries - 1, &n) ||
        !read_arg(lg_value_get(line->map, "value"), &value))
        return false;
    lg_journal_add_ours(line->journal, (size_t)n, &(struct lg_journal_tries){&value, 1});
    return true;
}

static bool read_tries(struct line *line) {
    const struct lg_value *list = lg_value_get(line->map, "values");
    bool is_list = list != NULL && list->kind == LG_VALUE_LIST;
    size_t count = is_list ? list->as.list.count : 0;
    struct lg_osc_arg *values = lg_arena_array(&line->arena, count, sizeof *values);
    int64_t n;
    if (!int_at(line->map, "n", (int64_t)line->journal->num_entries - 1, &n) ||
        !is_complete(line, is_list))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!read_arg(lg_value_at(list, i), &values[i]))
            return false;
    }
    lg_journal_add_ours(line->journal, (size_t)n, &(struct lg_journal_tries){values, count});
    return true;
}

static bool read_track(struct line *line) {
    int64_t index;
    if (!int_at(line->map, "index", LG_LIVE_TRACKS_MAX, &index))
        return false;
    lg_journal_add_track(line->journal, (int32_t)index);
    return true;
}

static bool read_slot(struct line *line) {
    int64_t index;
    int64_t slot;
    struct lg_journal_track *track;
    if (!int_at(line->map, "index", LG_LIVE_TRACKS_MAX, &index) ||
        !int_at(line->map, "slot", INT32_MAX, &slot) ||
        (track = lg_journal_track_at(line->journal, (int32_t)index)) == NULL)
        return false;
    lg_journal_add_slot(track, (int32_t)slot, &line->journal->arena);
    return true;
}

static bool read_closed(struct line *line) {
    lg_journal_forget(line->journal);
    return true;
}

static const struct kind {
    const char *name;
    bool (*read)(struct line *line);
    bool opens;
} kinds[] = {
    {"closed", read_closed, false}, {"dialect", read_dialect, false}, {"found", read_found, false},
    {"open", read_open, true},      {"slot", read_slot, false},       {"took", read_ours, false},
    {"track", read_track, false},   {"tries", read_tries, false},     {"write", read_ours, false},
};

static int read_line(struct line *line, const char *text, size_t length, size_t number,
                     struct lg_err *err) {
    const char *source = line->journal->path;
    if (lg_json_read(text, length, source, &line->arena, &line->map, err) < 0)
        return lg_err_place(err, source, (unsigned)number, 0);
    const char *name = text_at(line->map, "kind");
    for (size_t i = 0; i < LG_ARRAY_LEN(kinds) && name != NULL; i++) {
        bool is_it = strcmp(kinds[i].name, name) == 0;
        if (is_it && (kinds[i].opens || line->journal->is_open) && kinds[i].read(line))
            return 0;
    }
    return lg_err_at(err, LG_ERR_READ, source, (unsigned)number, 0, "no line of a journal");
}

/* Reads the whole lines. */
static int read_lines(struct lg_journal *journal, FILE *file, struct lg_err *err) {
    char *text = NULL;
    size_t capacity = 0;
    ssize_t length;
    int status = 0;
    journal->whole_bytes = 0;
    for (size_t number = 1; status == 0 && (length = getline(&text, &capacity, file)) > 0;
         number++) {
        struct line line = {.journal = journal};
        if (text[length - 1] != '\n')
            break;
        status = read_line(&line, text, (size_t)length - 1, number, err);
        journal->whole_bytes += length;
        lg_arena_dispose(&line.arena);
    }
    if (status == 0 && ferror(file))
        status = lg_err_sys(err, LG_ERR_READ, errno, "journal '%s'", journal->path);
    free(text);
    return status;
}

int lg_journal_load(struct lg_env *env, const char *path, const char *pointer,
                    struct lg_journal **out, struct lg_err *err) {
    const struct lg_journal_options options = {.path = path, .pointer = pointer, .run = ""};
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return lg_err_sys(err, LG_ERR_READ, errno, "journal '%s'", path);
    struct lg_journal *journal = lg_journal_make(env, &options);
    int status = read_lines(journal, file, err);
    fclose(file);
    if (status == 0)
        *out = journal;
    else
        lg_journal_free(journal);
    return status;
}
