#include <ctype.h>
#include <string.h>

#include "conf/unit.h"
#include "matrix/build.h"

/* Keys of a run or an included point that are no parameters. */
static const char *const own_keys[] = {"id", "file", "export_file"};

static bool is_own_key(const struct lg_node *key) {
    for (size_t i = 0; i < LG_ARRAY_LEN(own_keys); i++) {
        if (strcmp(own_keys[i], key->text) == 0)
            return true;
    }
    return false;
}

static int list_of_maps(struct lg_build *build, const struct lg_node *node, const char *what) {
    if (node->kind != LG_NODE_SEQ)
        return lg_node_err(node, build->err, "%s is a list of points, not %s", what,
                           lg_node_kind_name(node));
    for (size_t i = 0; i < node->count; i++) {
        if (node->items[i]->kind != LG_NODE_MAP || node->items[i]->count == 0)
            return lg_node_err(node->items[i], build->err,
                               "a point of %s is a map of parameters to values, not %s", what,
                               lg_node_kind_name(node->items[i]));
    }
    return 0;
}

static bool is_run_id(const char *text) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return isalnum((unsigned char)text[0]) && strspn(text, letters) == strlen(text) &&
           strlen(text) <= 64;
}

static int read_own(struct lg_build *build, const struct lg_entry *entry,
                    struct lg_matrix_extra *extra) {
    const struct lg_node *value = entry->value;
    char shown[LG_NODE_QUOTE_MAX];
    lg_node_quote(value, shown);
    if (value->kind != LG_NODE_SCALAR || lg_node_is_null(value) || value->length == 0)
        return lg_node_err(value, build->err, "text is wanted, not %s", shown);
    if (strcmp(entry->key->text, "id") != 0) {
        extra->file = value->text;
        return 0;
    }
    if (!is_run_id(value->text))
        return lg_node_err(value, build->err,
                           "%s can't be a point's id: letters, digits, . _ and - are allowed, the "
                           "first a letter or a digit, at most 64",
                           shown);
    extra->id = value->text;
    return 0;
}

/* A run's parameters are `glue.threshold: …` or `glue: {threshold: …}`; each is given to `take`. */
struct run_reader {
    struct lg_build *build;
    struct lg_matrix_extra *extra; /* NULL: only make the parameters known */
};

static int take(const struct run_reader *reader, size_t param, const struct lg_entry *entry) {
    const struct lg_matrix *matrix = reader->build->matrix;
    struct lg_err *err = reader->build->err;
    if (reader->extra == NULL)
        return 0;
    struct lg_setting *slot = &reader->extra->settings[param];
    if (slot->kind != LG_SETTING_AS_FOUND)
        return lg_node_err(entry->key, err, "'%s' has a value already", matrix->params[param].key);
    return lg_setting_read(entry->value, matrix->params[param].unit, slot, err);
}

static int read_nested(const struct run_reader *reader, const struct lg_entry *entry) {
    struct lg_build *build = reader->build;
    const struct lg_node *map = entry->value;
    size_t device;
    size_t param;
    if (lg_build_find_device(build, entry->key, entry->key->text, &device) != 0)
        return -1;
    for (size_t i = 0; i < map->count; i++) {
        if (lg_build_param(build, device, map->entries[i].key, map->entries[i].key->text, &param) !=
                0 ||
            take(reader, param, &map->entries[i]) != 0)
            return -1;
    }
    return 0;
}

/* Of a run that makes its parameters known; the original may hold what has no effect here. */
static int unknown_run_key(struct lg_build *build, const struct lg_node *key) {
    const struct lg_matrix *matrix = build->matrix;
    const char **known =
        lg_arena_array(build->arena, matrix->num_devices + LG_ARRAY_LEN(own_keys), sizeof *known);
    char shown[LG_NODE_QUOTE_MAX];
    char hint[LG_NODE_QUOTE_MAX];
    size_t count = 0;
    for (; count < LG_ARRAY_LEN(own_keys); count++)
        known[count] = own_keys[count];
    for (size_t i = 0; i < matrix->num_devices; i++) {
        known[count++] = matrix->devices[i].alias;
        if (strcmp(matrix->devices[i].alias, key->text) == 0)
            return lg_node_err(key, build->err,
                               "%s is a device: it takes a map of parameters to values",
                               lg_node_quote(key, shown));
    }
    if (matrix->is_original)
        return lg_build_ignore_far(build, key, known, count);
    return lg_node_err(key, build->err, "unknown key %s in a run%s", lg_node_quote(key, shown),
                       lg_node_hint(key, known, count, hint));
}

static int read_run_entry(const struct run_reader *reader, const struct lg_entry *entry) {
    struct lg_build *build = reader->build;
    size_t param;
    if (is_own_key(entry->key))
        return reader->extra == NULL ? 0 : read_own(build, entry, reader->extra);
    if (entry->value->kind == LG_NODE_MAP)
        return read_nested(reader, entry);
    if (strchr(entry->key->text, '.') != NULL)
        return lg_build_key(build, entry->key, &param) != 0 ? -1 : take(reader, param, entry);
    return reader->extra == NULL ? unknown_run_key(build, entry->key) : 0;
}

int lg_build_run_params(struct lg_build *build, const struct lg_node *runs) {
    const struct run_reader reader = {.build = build};
    if (list_of_maps(build, runs, "runs") != 0)
        return -1;
    for (size_t i = 0; i < runs->count; i++) {
        for (size_t k = 0; k < runs->items[i]->count; k++) {
            if (read_run_entry(&reader, &runs->items[i]->entries[k]) != 0)
                return -1;
        }
    }
    return 0;
}

static struct lg_matrix_extra *new_extra(struct lg_build *build, const struct lg_node *place) {
    struct lg_matrix *matrix = build->matrix;
    matrix->extras = lg_build_grow(build->arena, matrix->extras, matrix->num_extras,
                                   &build->extra_capacity, sizeof *matrix->extras);
    struct lg_matrix_extra *extra = &matrix->extras[matrix->num_extras++];
    *extra = (struct lg_matrix_extra){.place = place};
    extra->settings = lg_arena_array(build->arena, matrix->num_params, sizeof *extra->settings);
    for (size_t i = 0; i < matrix->num_params; i++)
        extra->settings[i] = matrix->constants[i];
    return extra;
}

static bool has_settings(const struct lg_matrix *matrix, const struct lg_matrix_extra *extra) {
    for (size_t i = 0; i < matrix->num_params; i++) {
        if (extra->settings[i].kind != matrix->constants[i].kind)
            return true;
    }
    return false;
}

int lg_build_runs(struct lg_build *build, const struct lg_node *runs) {
    if (runs->count == 0)
        return lg_node_err(runs, build->err, "runs is empty: there is nothing to try");
    for (size_t i = 0; i < runs->count; i++) {
        const struct run_reader reader = {.build = build,
                                          .extra = new_extra(build, runs->items[i])};
        for (size_t k = 0; k < runs->items[i]->count; k++) {
            if (read_run_entry(&reader, &runs->items[i]->entries[k]) != 0)
                return -1;
        }
        if (!has_settings(build->matrix, reader.extra))
            return lg_node_err(runs->items[i], build->err, "a run that sets nothing tries nothing");
    }
    return 0;
}

int lg_build_constants(struct lg_build *build, const struct lg_node *constants) {
    struct lg_matrix *matrix = build->matrix;
    char shown[LG_NODE_QUOTE_MAX];
    matrix->constants = lg_arena_array(build->arena, matrix->num_params, sizeof *matrix->constants);
    for (size_t i = 0; constants != NULL && i < constants->count; i++) {
        const struct lg_entry *entry = &constants->entries[i];
        size_t param;
        if (lg_build_key(build, entry->key, &param) != 0)
            return -1;
        if (param < matrix->num_axes)
            return lg_node_err(entry->key, build->err, "%s is an axis: it is no constant",
                               lg_node_quote(entry->key, shown));
        if (lg_setting_read(entry->value, matrix->params[param].unit, &matrix->constants[param],
                            build->err) != 0)
            return -1;
    }
    return 0;
}

static int read_include(struct lg_build *build, const struct lg_node *node) {
    const struct lg_matrix *matrix = build->matrix;
    struct lg_matrix_extra *extra = new_extra(build, node);
    char shown[LG_NODE_QUOTE_MAX];
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_entry *entry = &node->entries[i];
        size_t axis;
        if (is_own_key(entry->key)) {
            if (read_own(build, entry, extra) != 0)
                return -1;
            continue;
        }
        if (lg_build_axis_key(build, entry->key, &axis) != 0 ||
            lg_setting_read(entry->value, matrix->params[axis].unit, &extra->settings[axis],
                            build->err) != 0)
            return -1;
        struct lg_setting first = lg_axis_at(&matrix->axes[axis], 0);
        if (!lg_setting_fits(&first, &extra->settings[axis]))
            return lg_node_err(entry->value, build->err, "%s does not fit the values of its axis",
                               lg_node_quote(entry->value, shown));
    }
    for (size_t i = 0; i < matrix->num_axes; i++) {
        if (extra->settings[i].kind == LG_SETTING_AS_FOUND)
            return lg_node_err(node, build->err, "the point has no value for the axis '%s'",
                               matrix->params[i].key);
    }
    return 0;
}

int lg_build_includes(struct lg_build *build, const struct lg_node *includes) {
    if (includes == NULL || lg_node_is_null(includes))
        return 0;
    if (list_of_maps(build, includes, "include") != 0)
        return -1;
    for (size_t i = 0; i < includes->count; i++) {
        if (read_include(build, includes->items[i]) != 0)
            return -1;
    }
    return 0;
}

static int read_bound_end(struct lg_build *build, const struct lg_node *node, size_t axis,
                          double *out) {
    struct lg_setting setting;
    struct lg_setting first = lg_axis_at(&build->matrix->axes[axis], 0);
    char shown[LG_NODE_QUOTE_MAX];
    if (lg_setting_read(node, build->matrix->params[axis].unit, &setting, build->err) != 0)
        return -1;
    if (setting.kind != LG_SETTING_NUMBER || !lg_setting_fits(&first, &setting))
        return lg_node_err(node, build->err, "%s does not fit the values of its axis",
                           lg_node_quote(node, shown));
    *out = lg_setting_base(&setting);
    return 0;
}

static int read_bound(struct lg_build *build, const struct lg_entry *entry,
                      struct lg_matrix_bound *out) {
    static const char *const ends[] = {"from", "to"};
    const struct lg_node *value = entry->value;
    char shown[LG_NODE_QUOTE_MAX];
    uint64_t step;
    if (lg_build_axis_key(build, entry->key, &out->axis) != 0)
        return -1;
    if (value->kind != LG_NODE_MAP) {
        if (lg_setting_read(value, build->matrix->params[out->axis].unit, &out->setting,
                            build->err) != 0)
            return -1;
        if (!lg_axis_find(&build->matrix->axes[out->axis], &out->setting, &step))
            return lg_node_err(value, build->err, "%s is no value of its axis",
                               lg_node_quote(value, shown));
        return 0;
    }
    out->is_range = true;
    const struct lg_node *from = lg_node_get(value, "from");
    const struct lg_node *to = lg_node_get(value, "to");
    if (lg_node_known_keys(value, "range", ends, LG_ARRAY_LEN(ends), build->err) != 0)
        return -1;
    if (from == NULL || to == NULL)
        return lg_node_err(value, build->err, "a range that is left out has from and to");
    if (read_bound_end(build, from, out->axis, &out->low) != 0 ||
        read_bound_end(build, to, out->axis, &out->high) != 0)
        return -1;
    if (out->low > out->high) {
        double low = out->high;
        out->high = out->low;
        out->low = low;
    }
    return 0;
}

int lg_build_excludes(struct lg_build *build, const struct lg_node *excludes) {
    struct lg_matrix *matrix = build->matrix;
    if (excludes == NULL || lg_node_is_null(excludes))
        return 0;
    if (list_of_maps(build, excludes, "exclude") != 0)
        return -1;
    matrix->excludes = lg_arena_array(build->arena, excludes->count, sizeof *matrix->excludes);
    matrix->num_excludes = excludes->count;
    for (size_t i = 0; i < excludes->count; i++) {
        const struct lg_node *node = excludes->items[i];
        struct lg_matrix_exclude *exclude = &matrix->excludes[i];
        exclude->place = node;
        exclude->num_bounds = node->count;
        exclude->bounds = lg_arena_array(build->arena, node->count, sizeof *exclude->bounds);
        for (size_t k = 0; k < node->count; k++) {
            if (read_bound(build, &node->entries[k], &exclude->bounds[k]) != 0)
                return -1;
        }
    }
    return 0;
}
