#include <string.h>

#include "base/fs.h"
#include "base/sha256.h"
#include "conf/tree.h"
#include "matrix/build.h"

/* As large as conf reads. */
enum { MAX_FILE_BYTES = 64 * 1024 * 1024, MAX_S = 86400 };

struct timeout_keys {
    int64_t preflight_ns, set_ns, measure_ns;
};

struct matrix_keys {
    const char *matrix, *name, *track;
    struct lg_texts tags;
    const struct lg_node *devices, *preflight, *axes, *zip, *constants, *include, *exclude, *runs;
    const struct lg_node *strategy, *targets, *export, *stop, *timeouts;
    struct lg_texts profile;
    bool allow_louder, strict;
    int on_miss, on_error;
};

static const char *const on_miss[] = {"fail", "pass", NULL};
static const char *const on_error[] = {"continue", "stop", NULL};

#define NODE(key, text)                                                                            \
    {                                                                                              \
        .name = #key, .type = LG_FIELD_NODE, .offset = offsetof(struct matrix_keys, key),          \
        .help = (text)                                                                             \
    }

static const struct lg_field matrix_items[] = {
    {.name = "matrix",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct matrix_keys, matrix),
     .flags = LG_FIELD_REQUIRED,
     .help = "the matrix' id: a-z 0-9 _ -"},
    {.name = "name",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct matrix_keys, name),
     .help = "what it is, for people"},
    {.name = "tags",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct matrix_keys, tags),
     .help = "words that --tag selects by"},
    {.name = "track",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct matrix_keys, track),
     .fallback = "master",
     .help = "a role (livegate.yaml, roles) or the name of a track: it has the devices"},
    NODE(devices, "words for the track's devices: {glue: Glue Compressor}"),
    NODE(preflight, "what has to be so before: {master_fader: 0 dB, order: [], last: x, active: "
                    "[]}, or off"),
    {.name = "allow_louder",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct matrix_keys, allow_louder),
     .fallback = "false",
     .help = "let what raises the level go above what was found"},
    NODE(axes, "parameters to lists or ranges: {glue.threshold: [-30 dB, -32 dB]}"),
    NODE(zip, "axes that move together: [[glue.threshold, glue.makeup]]"),
    NODE(constants, "parameters that are the same at every point"),
    NODE(include, "extra points: [{glue.threshold: -40 dB, glue.makeup: 0 dB}]"),
    NODE(exclude, "points or ranges left out: [{glue.threshold: {from: -35 dB, to: -30 dB}}]"),
    NODE(runs, "points one by one, instead of axes: [{id: a, glue.threshold: -30 dB}]"),
    NODE(strategy, "the order of points: grid, or {kind: sobol, count: 40, seed: 7}"),
    NODE(targets, "what a point has to meet: {lufs_i: {near: {value: -14, tol: 0.5}}}"),
    {.name = "profile",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct matrix_keys, profile),
     .help = "targets by name (gates/tables/profiles.yaml)"},
    NODE(export, "how a point is rendered, and what stays"),
    NODE(stop, "when it ends: all, first_hit, {no_improvement: {lu: 0.2, runs: 2}}"),
    {.name = "on_miss",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct matrix_keys, on_miss),
     .choices = on_miss,
     .fallback = "fail",
     .help = "fail: no hit is exit 1; pass: a sweep that only measures"},
    {.name = "on_error",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct matrix_keys, on_error),
     .choices = on_error,
     .fallback = "continue",
     .help = "after a point that could not be carried out: continue or stop"},
    {.name = "strict",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct matrix_keys, strict),
     .fallback = "false",
     .help = "an axis without audible effect fails"},
    NODE(timeouts, "{preflight: 60s, set: 10s, measure: 120s}; of a render, export.timeout"),
};

static const struct lg_fields matrix_fields = {
    .what = "matrix", .items = matrix_items, .count = LG_ARRAY_LEN(matrix_items)};

static const struct lg_field timeout_items[] = {
    {.name = "preflight",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct timeout_keys, preflight_ns),
     .min = 0.001,
     .max = MAX_S,
     .fallback = "60s",
     .help = "of looking at the chain, before anything is set"},
    {.name = "set",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct timeout_keys, set_ns),
     .min = 0.001,
     .max = MAX_S,
     .fallback = "10s",
     .help = "of setting and reading back a point"},
    {.name = "measure",
     .type = LG_FIELD_DURATION,
     .offset = offsetof(struct timeout_keys, measure_ns),
     .min = 0.001,
     .max = MAX_S,
     .fallback = "120s",
     .help = "of measuring a render"},
};

static const struct lg_fields timeout_fields = {
    .what = "timeouts", .items = timeout_items, .count = LG_ARRAY_LEN(timeout_items)};

static int want_map(struct lg_build *build, const struct lg_node *node, const char *what) {
    if (node == NULL || node->kind == LG_NODE_MAP)
        return 0;
    return lg_node_err(node, build->err, "%s is a map, not %s", what, lg_node_kind_name(node));
}

static int read_devices(struct lg_build *build, const struct lg_node *node) {
    if (want_map(build, node, "devices") != 0)
        return -1;
    for (size_t i = 0; node != NULL && i < node->count; i++) {
        if (lg_build_device(build, node->entries[i].key, node->entries[i].value) != 0)
            return -1;
    }
    return 0;
}

static int read_axes(struct lg_build *build, const struct lg_node *node) {
    struct lg_matrix *matrix = build->matrix;
    if (want_map(build, node, "axes") != 0)
        return -1;
    if (node == NULL)
        return 0;
    if (node->count == 0)
        return lg_node_err(node, build->err, "axes is empty: there is nothing to try");
    matrix->axes = lg_arena_array(build->arena, node->count, sizeof *matrix->axes);
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_entry *entry = &node->entries[i];
        size_t param;
        if (lg_build_key(build, entry->key, &param) != 0)
            return -1;
        matrix->axes[i].param = param;
        if (lg_axis_read(entry->value, matrix->params[param].unit, build->arena, &matrix->axes[i],
                         build->err) != 0)
            return -1;
        matrix->num_axes++;
    }
    return 0;
}

/* Constants and runs make their parameters known before anything has a value for each. */
static int read_params(struct lg_build *build, const struct matrix_keys *keys) {
    if (read_axes(build, keys->axes) != 0 || want_map(build, keys->constants, "constants") != 0)
        return -1;
    for (size_t i = 0; keys->constants != NULL && i < keys->constants->count; i++) {
        size_t param;
        if (lg_build_key(build, keys->constants->entries[i].key, &param) != 0)
            return -1;
    }
    if (keys->runs == NULL)
        return 0;
    if (keys->axes != NULL)
        return lg_node_err(keys->runs, build->err, "axes and runs: one of them says the points");
    return lg_build_run_params(build, keys->runs);
}

static int check_aliases(struct lg_build *build, const struct lg_texts *aliases,
                         const struct lg_node *place) {
    for (size_t i = 0; i < aliases->count; i++) {
        const struct lg_node *item = place->kind == LG_NODE_SEQ ? place->items[i] : place;
        size_t device;
        if (lg_build_find_device(build, item, aliases->items[i], &device) != 0)
            return -1;
    }
    return 0;
}

static int read_preflight(struct lg_build *build, const struct lg_node *node) {
    struct lg_matrix *matrix = build->matrix;
    struct lg_matrix_preflight *preflight = &matrix->preflight;
    size_t device;
    if (lg_matrix_read_preflight(node, build->arena, preflight, build->err) != 0 ||
        check_aliases(build, &preflight->order, lg_node_get(node, "order")) != 0 ||
        check_aliases(build, &preflight->active, lg_node_get(node, "active")) != 0)
        return -1;
    if (preflight->last != NULL &&
        lg_build_find_device(build, lg_node_get(node, "last"), preflight->last, &device) != 0)
        return -1;
    if (preflight->is_off || lg_node_get(node, "active") != NULL)
        return 0;
    preflight->active.items =
        lg_arena_array(build->arena, matrix->num_devices, sizeof *preflight->active.items);
    for (size_t i = 0; i < matrix->num_devices; i++) {
        if (matrix->devices[i].is_used)
            preflight->active.items[preflight->active.count++] = matrix->devices[i].alias;
    }
    return 0;
}

static int read_points(struct lg_build *build, const struct matrix_keys *keys) {
    if (lg_build_constants(build, keys->constants) != 0 ||
        (keys->runs != NULL && lg_build_runs(build, keys->runs) != 0) ||
        lg_build_includes(build, keys->include) != 0)
        return -1;
    return lg_build_excludes(build, keys->exclude);
}

static int read_sections(struct lg_build *build, const struct matrix_keys *keys) {
    struct lg_matrix *matrix = build->matrix;
    struct timeout_keys timeouts = {0};
    if (read_preflight(build, keys->preflight) != 0 ||
        lg_matrix_read_export(keys->export, build->arena, &matrix->export, build->err) != 0 ||
        lg_matrix_read_stop(keys->stop, build->arena, &matrix->stop, build->err) != 0 ||
        lg_matrix_read_plan(keys->strategy, build->arena, &matrix->plan, build->err) != 0 ||
        lg_fields_read(&timeout_fields, keys->timeouts, build->arena, &timeouts, build->err) != 0)
        return -1;
    matrix->preflight_timeout_ns = timeouts.preflight_ns;
    matrix->set_timeout_ns = timeouts.set_ns;
    matrix->measure_timeout_ns = timeouts.measure_ns;
    return keys->targets == NULL ? 0 : lg_targets_read(keys->targets, &matrix->targets, build->err);
}

static int no_idle_device(struct lg_build *build) {
    const struct lg_matrix *matrix = build->matrix;
    for (size_t i = 0; i < matrix->num_devices; i++) {
        if (!matrix->devices[i].is_used)
            return lg_node_err(matrix->devices[i].place, build->err,
                               "device '%s' is used by no parameter and no preflight",
                               matrix->devices[i].alias);
    }
    return 0;
}

static int read_own_form(struct lg_build *build) {
    struct lg_matrix *matrix = build->matrix;
    struct matrix_keys keys = {0};
    if (lg_fields_read(&matrix_fields, matrix->place, build->arena, &keys, build->err) != 0)
        return -1;
    if (!lg_build_is_id(keys.matrix))
        return lg_node_err(lg_node_get(matrix->place, "matrix"), build->err,
                           "'%s' can't be a matrix' id: " LG_MATRIX_ID_RULE, keys.matrix);
    matrix->id = keys.matrix;
    matrix->name = keys.name;
    matrix->tags = keys.tags;
    matrix->track = keys.track;
    matrix->allow_louder = keys.allow_louder;
    matrix->strict = keys.strict;
    matrix->may_miss = keys.on_miss != 0;
    matrix->on_error = (enum lg_matrix_on_error)keys.on_error;
    matrix->profiles = keys.profile;
    if (read_devices(build, keys.devices) != 0 || read_params(build, &keys) != 0 ||
        read_points(build, &keys) != 0 || read_sections(build, &keys) != 0 ||
        lg_build_finish(build, keys.zip) != 0)
        return -1;
    return no_idle_device(build);
}

bool lg_matrix_is(const struct lg_node *root) {
    return lg_node_get(root, "matrix") != NULL || lg_original_is(root);
}

int lg_matrix_parse(struct lg_view text, const char *shown, struct lg_arena *arena,
                    struct lg_matrix **out, struct lg_err *err) {
    struct lg_matrix *matrix = lg_arena_alloc(arena, sizeof *matrix);
    struct lg_build build = {.matrix = matrix, .arena = arena, .err = err};
    struct lg_node *root = NULL;
    char *sha256 = lg_arena_alloc(arena, LG_SHA256_HEX);
    matrix->source = lg_arena_strdup(arena, shown);
    if (lg_conf_parse(text.text, text.length, matrix->source, arena, &root, err) != 0)
        return -1;
    if (root->kind != LG_NODE_MAP)
        return lg_node_err(root, err, "a matrix file holds a map, not %s", lg_node_kind_name(root));
    lg_sha256_of(text.text, text.length, sha256);
    matrix->sha256 = sha256;
    matrix->place = root;
    matrix->is_original = lg_original_is(root);
    int status = matrix->is_original ? lg_original_read(&build) : read_own_form(&build);
    if (status != 0 || lg_build_check_twins(&build) != 0)
        return -1;
    *out = matrix;
    return 0;
}

int lg_matrix_read(const char *path, const char *shown, struct lg_arena *arena,
                   struct lg_matrix **out, struct lg_err *err) {
    struct lg_str text = {0};
    int status = lg_fs_read(path, MAX_FILE_BYTES, &text, err);
    if (status == 0) {
        struct lg_view view = {lg_str_text(&text), text.length};
        status = lg_matrix_parse(view, shown, arena, out, err);
    }
    lg_str_dispose(&text);
    return status;
}

/* --- What the file looks like --- */

static const struct lg_shape any_shape = {.kind = LG_SHAPE_ANY};
static const struct lg_shape map_shape = {.kind = LG_SHAPE_MAP, .of = &any_shape};
static const struct lg_shape point_shape = {.kind = LG_SHAPE_MAP, .of = &any_shape, .least = 1};
static const struct lg_shape points_shape = {.kind = LG_SHAPE_LIST, .of = &point_shape};
static const struct lg_field key_field = {.name = "key", .type = LG_FIELD_TEXT};
static const struct lg_shape key_shape = {.kind = LG_SHAPE_FIELD, .field = &key_field};
static const struct lg_shape devices_shape = {.kind = LG_SHAPE_MAP, .of = &key_shape};
static const struct lg_shape keys_shape = {.kind = LG_SHAPE_LIST, .of = &key_shape};
static const struct lg_shape zip_shape = {.kind = LG_SHAPE_LIST, .of = &keys_shape};
static const struct lg_shape axes_shape = {.kind = LG_SHAPE_MAP, .of = &lg_axis_shape, .least = 1};
static const struct lg_shape timeouts_shape = {.kind = LG_SHAPE_FIELDS, .fields = &timeout_fields};
static const struct lg_below matrix_below[] = {
    {"devices", &devices_shape},
    {"preflight", &lg_matrix_preflight_shape},
    {"axes", &axes_shape},
    {"zip", &zip_shape},
    {"constants", &map_shape},
    {"include", &points_shape},
    {"exclude", &points_shape},
    {"runs", &points_shape},
    {"strategy", &lg_matrix_plan_shape},
    {"targets", &lg_targets_shape},
    {"export", &lg_matrix_export_shape},
    {"stop", &lg_matrix_stop_shape},
    {"timeouts", &timeouts_shape},
    {NULL, NULL},
};
const struct lg_shape lg_matrix_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &matrix_fields, .below = matrix_below};
