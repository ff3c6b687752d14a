#include "live/expected.h"

#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "conf/field.h"
#include "live/name.h"
#include "live/survey.h"

enum { SCAN_MAX_BYTES = 64 * 1024 * 1024, NAMES_TOLD = 12 };

struct params {
    const char *fingerprint;
    const char *scan;
    const struct lg_node *tracks;
};

static const struct lg_field items[] = {
    {.name = "fingerprint",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct params, fingerprint),
     .flags = LG_FIELD_MAIN,
     .help = "64 hex digits, of version 1 or 2"},
    {.name = "scan",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct params, scan),
     .help = "a file that `livegate scan --json` gave"},
    {.name = "tracks",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct params, tracks),
     .help = "names in order: Drums, or {PREMASTER: [Utility, Limiter]}"},
};

static const struct lg_fields fields = {"set", items, LG_ARRAY_LEN(items)};

/* --- Reading --- */

static int read_fingerprint(const struct lg_node *node, const char *text, struct lg_err *err) {
    const struct lg_node *place = lg_fields_place(&fields, node);
    if (text == NULL)
        return 0;
    if (strlen(text) == LG_SHA256_HEX - 1 && strspn(text, "0123456789abcdef") == LG_SHA256_HEX - 1)
        return 0;
    return lg_node_err(place, err,
                       "'%s' is no fingerprint: 64 hex digits, which `livegate scan` tells", text);
}

static int read_scan(const char *folder, const char *name, struct lg_arena *arena,
                     const struct lg_live_set **out, struct lg_err *err) {
    struct lg_str text = {0};
    struct lg_value *value = NULL;
    struct lg_live_set *set = lg_arena_alloc(arena, sizeof *set);
    const char *path = lg_fs_join(arena, folder, name);
    int status = lg_fs_read(path, SCAN_MAX_BYTES, &text, err);
    if (status == 0)
        status = lg_json_read(lg_str_text(&text), text.length, path, arena, &value, err);
    if (status == 0 && lg_live_set_read(value, arena, set, err) != 0)
        status = lg_err_wrap(err, "%s: ", path);
    lg_str_dispose(&text);
    if (status == 0)
        *out = set;
    return status;
}

static int read_devices(const struct lg_node *list, struct lg_arena *arena,
                        struct lg_expected_track *out, struct lg_err *err) {
    if (list->kind != LG_NODE_SEQ)
        return lg_node_err(list, err, "a list of devices is wanted, not %s",
                           lg_node_kind_name(list));
    const char **names = lg_arena_array(arena, list->count, sizeof *names);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind != LG_NODE_SCALAR || list->items[i]->length == 0)
            return lg_node_err(list->items[i], err, "the name of a device is wanted");
        names[i] = list->items[i]->text;
    }
    out->devices = names;
    out->num_devices = list->count;
    return 0;
}

static int read_track(const struct lg_node *node, struct lg_arena *arena,
                      struct lg_expected_track *out, struct lg_err *err) {
    if (node->kind == LG_NODE_SCALAR && node->length > 0) {
        *out = (struct lg_expected_track){.name = node->text};
        return 0;
    }
    if (node->kind != LG_NODE_MAP || node->count != 1 || node->entries[0].key->length == 0)
        return lg_node_err(node, err,
                           "the name of a track is wanted, or {PREMASTER: [Utility, Limiter]}");
    *out = (struct lg_expected_track){.name = node->entries[0].key->text};
    return read_devices(node->entries[0].value, arena, out, err);
}

static int read_tracks(const struct lg_node *list, struct lg_arena *arena, struct lg_expected *out,
                       struct lg_err *err) {
    if (list == NULL)
        return 0;
    if (list->kind != LG_NODE_SEQ || list->count == 0)
        return lg_node_err(list, err, "tracks: a list of names is wanted");
    struct lg_expected_track *tracks = lg_arena_array(arena, list->count, sizeof *tracks);
    for (size_t i = 0; i < list->count; i++) {
        if (read_track(list->items[i], arena, &tracks[i], err) != 0)
            return -1;
    }
    out->tracks = tracks;
    out->num_tracks = list->count;
    return 0;
}

int lg_expected_read(const struct lg_node *node, const char *folder, struct lg_arena *arena,
                     struct lg_expected *out, struct lg_err *err) {
    struct params params = {0};
    struct lg_expected expected = {0};
    if (lg_fields_read(&fields, node, arena, &params, err) != 0 ||
        read_fingerprint(node, params.fingerprint, err) != 0 ||
        read_tracks(params.tracks, arena, &expected, err) != 0 ||
        (params.scan != NULL && read_scan(folder, params.scan, arena, &expected.scan, err) != 0))
        return -1;
    expected.fingerprint = params.fingerprint;
    if (expected.fingerprint == NULL && expected.scan == NULL && expected.num_tracks == 0)
        return lg_node_err(node, err,
                           "set: nothing is expected of it; fingerprint, scan or tracks "
                           "say what is");
    *out = expected;
    return 0;
}

/* --- Comparing --- */

static void tell(struct lg_diff *out, struct lg_arena *arena, const char *line) {
    const char **lines = lg_arena_array(arena, out->count + 1, sizeof *lines);
    for (size_t i = 0; i < out->count; i++)
        lines[i] = out->lines[i];
    lines[out->count++] = line;
    out->lines = lines;
    out->capacity = out->count;
}

/* "Drums, Bass, …" */
static const char *in_words(const char *const *names, size_t count, struct lg_arena *arena) {
    const char *text = count == 0 ? "none" : names[0];
    for (size_t i = 1; i < count && i < NAMES_TOLD; i++)
        text = lg_arena_printf(arena, "%s, %s", text, names[i]);
    return count > NAMES_TOLD ? lg_arena_printf(arena, "%s, …", text) : text;
}

/* The first of the names from `from` on that is meant. */
static bool find_from(const char *const *names, size_t count, const char *wanted, size_t *from) {
    for (; *from < count; ++*from) {
        if (lg_name_eq(names[*from], wanted))
            return true;
    }
    return false;
}

static void compare_devices(const struct lg_expected_track *expected,
                            const struct lg_live_track *track, struct lg_arena *arena,
                            struct lg_diff *out) {
    const char **names = lg_arena_array(arena, track->num_devices, sizeof *names);
    size_t at = 0;
    for (size_t i = 0; i < track->num_devices; i++)
        names[i] = track->devices[i].name;
    for (size_t i = 0; i < expected->num_devices; i++) {
        const char *wanted = expected->devices[i];
        size_t next = at;
        size_t anywhere = 0;
        if (find_from(names, track->num_devices, wanted, &next)) {
            at = next + 1;
            continue;
        }
        bool is_there = find_from(names, track->num_devices, wanted, &anywhere);
        tell(out, arena,
             lg_arena_printf(arena, "%s: device '%s' is %s (it has: %s)", track->name, wanted,
                             is_there ? "not where it is expected" : "missing",
                             in_words(names, track->num_devices, arena)));
    }
}

static void compare_tracks(const struct lg_expected *expected, const struct lg_live_set *set,
                           struct lg_arena *arena, struct lg_diff *out) {
    const char **names = lg_live_track_names(set->tracks, set->num_tracks, arena);
    size_t at = 0;
    for (size_t i = 0; i < expected->num_tracks; i++) {
        const struct lg_expected_track *track = &expected->tracks[i];
        size_t next = at;
        size_t anywhere = 0;
        if (find_from(names, set->num_tracks, track->name, &next)) {
            compare_devices(track, &set->tracks[next], arena, out);
            at = next + 1;
            continue;
        }
        bool is_there = find_from(names, set->num_tracks, track->name, &anywhere);
        tell(out, arena,
             lg_arena_printf(arena, "track '%s' is %s (there are: %s)", track->name,
                             is_there ? "not where it is expected" : "missing",
                             in_words(names, set->num_tracks, arena)));
    }
}

static bool has_fingerprint(const struct lg_live_set *set, const char *wanted) {
    char hex[LG_SHA256_HEX];
    bool is_it = strcmp(set->fingerprint, wanted) == 0;
    int deepest = set->is_surveyed ? LG_FINGERPRINT_VALUES : LG_FINGERPRINT_STRUCTURE;
    for (int depth = LG_FINGERPRINT_STRUCTURE; depth <= deepest && !is_it; depth++) {
        lg_live_fingerprint_v2(set, (enum lg_fingerprint_depth)depth, hex);
        is_it = strcmp(hex, wanted) == 0;
    }
    return is_it;
}

static void tell_fingerprint(const struct lg_expected *expected, const struct lg_live_set *set,
                             struct lg_arena *arena, struct lg_diff *out) {
    const char **names = lg_live_track_names(set->tracks, set->num_tracks, arena);
    tell(out, arena,
         lg_arena_printf(arena, "fingerprint: expected %s, got %s (tracks: %s)",
                         expected->fingerprint, set->fingerprint,
                         in_words(names, set->num_tracks, arena)));
}

int lg_expected_compare(const struct lg_expected *expected, struct lg_live *live,
                        int64_t deadline_ns, struct lg_arena *arena, struct lg_diff *out,
                        struct lg_err *err) {
    struct lg_live_set set;
    struct lg_diff diff = {0};
    bool is_deep = expected->scan != NULL && expected->scan->is_surveyed;
    if ((is_deep ? lg_live_survey : lg_live_scan)(live, deadline_ns, arena, &set, err) != 0)
        return -1;
    if (expected->scan != NULL)
        lg_live_diff(expected->scan, &set, arena, &diff);
    compare_tracks(expected, &set, arena, &diff);
    if (expected->fingerprint != NULL && !has_fingerprint(&set, expected->fingerprint)) {
        /* One of those that a plain scan does not have may be meant. */
        if (!is_deep && lg_live_survey(live, deadline_ns, arena, &set, err) != 0)
            return -1;
        if (!has_fingerprint(&set, expected->fingerprint))
            tell_fingerprint(expected, &set, arena, &diff);
    }
    *out = diff;
    return 0;
}

/* --- What it looks like --- */

static const struct lg_field name_field = {.name = "name", .type = LG_FIELD_TEXT};
static const struct lg_shape name_shape = {.kind = LG_SHAPE_FIELD, .field = &name_field};
static const struct lg_shape devices_shape = {.kind = LG_SHAPE_LIST, .of = &name_shape};
static const struct lg_shape chain_shape = {.kind = LG_SHAPE_MAP, .of = &devices_shape, .least = 1};
static const struct lg_shape *const tracks[] = {&name_shape, &chain_shape, NULL};
static const struct lg_shape track_shape = {.kind = LG_SHAPE_EITHER, .either = tracks};
static const struct lg_shape tracks_shape = {.kind = LG_SHAPE_LIST, .of = &track_shape, .least = 1};
static const struct lg_below below[] = {{"tracks", &tracks_shape}, {NULL, NULL}};
const struct lg_shape lg_expected_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &fields, .below = below};
