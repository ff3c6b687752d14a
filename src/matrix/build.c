#include "matrix/build.h"

#include <ctype.h>
#include <string.h>

#include "base/suggest.h"
#include "conf/unit.h"

bool lg_build_is_id(const char *text) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    return text[0] != '\0' && text[0] != '_' && text[0] != '-' &&
           strspn(text, letters) == strlen(text);
}

void *lg_build_grow(struct lg_arena *arena, void *items, size_t count, size_t *capacity,
                    size_t item_bytes) {
    if (count < *capacity)
        return items;
    *capacity = *capacity == 0 ? 16 : *capacity * 2;
    void *grown = lg_arena_array(arena, *capacity, item_bytes);
    if (count > 0)
        memcpy(grown, items, count * item_bytes);
    return grown;
}

static bool is_alias(const char *text) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return text[0] != '\0' && strspn(text, letters) == strlen(text);
}

int lg_build_device(struct lg_build *build, const struct lg_node *alias,
                    const struct lg_node *name) {
    struct lg_matrix *matrix = build->matrix;
    char shown[LG_NODE_QUOTE_MAX];
    lg_node_quote(alias, shown);
    if (!is_alias(alias->text))
        return lg_node_err(alias, build->err,
                           "%s can't stand for a device: letters, digits, _ and - are allowed",
                           shown);
    if (name->kind != LG_NODE_SCALAR || lg_node_is_null(name) || name->length == 0)
        return lg_node_err(name, build->err, "the name of a device in Live is wanted, not %s",
                           lg_node_quote(name, shown));
    for (size_t i = 0; i < matrix->num_devices; i++) {
        const struct lg_matrix_device *other = &matrix->devices[i];
        if (lg_eq_nocase(other->name, name->text))
            return lg_node_err(
                name, build->err, "'%s' and '%s' (line %u) are both the device %s: one word for it",
                alias->text, other->alias, other->place->line, lg_node_quote(name, shown));
    }
    matrix->devices = lg_build_grow(build->arena, matrix->devices, matrix->num_devices,
                                    &build->device_capacity, sizeof *matrix->devices);
    matrix->devices[matrix->num_devices++] =
        (struct lg_matrix_device){.alias = alias->text, .name = name->text, .place = alias};
    return 0;
}

int lg_build_find_device(struct lg_build *build, const struct lg_node *place, const char *alias,
                         size_t *out) {
    struct lg_matrix *matrix = build->matrix;
    const char **aliases = lg_arena_array(build->arena, matrix->num_devices + 1, sizeof *aliases);
    for (size_t i = 0; i < matrix->num_devices; i++) {
        aliases[i] = matrix->devices[i].alias;
        if (strcmp(aliases[i], alias) != 0)
            continue;
        matrix->devices[i].is_used = true;
        *out = i;
        return 0;
    }
    struct lg_node word = *place;
    char hint[LG_NODE_QUOTE_MAX];
    word.text = alias;
    word.length = strlen(alias);
    return lg_node_err(place, build->err, "no device is called '%s' under devices%s", alias,
                       lg_node_hint(&word, aliases, matrix->num_devices, hint));
}

/* Two spellings of a name that Live takes for one: `Threshold`, `threshold_db`. */
static bool is_same_name(const char *a, const char *b) {
    size_t a_length;
    size_t b_length;
    size_t i = 0;
    size_t k = 0;
    (void)lg_unit_of_name(a, &a_length);
    (void)lg_unit_of_name(b, &b_length);
    for (;;) {
        while (i < a_length && !isalnum((unsigned char)a[i]) && (unsigned char)a[i] < 0x80)
            i++;
        while (k < b_length && !isalnum((unsigned char)b[k]) && (unsigned char)b[k] < 0x80)
            k++;
        if (i >= a_length || k >= b_length)
            return i >= a_length && k >= b_length;
        if (tolower((unsigned char)a[i++]) != tolower((unsigned char)b[k++]))
            return false;
    }
}

static int make_param(struct lg_build *build, size_t device, const struct lg_node *place,
                      const char *name) {
    struct lg_matrix *matrix = build->matrix;
    const struct lg_matrix_device *of = &matrix->devices[device];
    matrix->params = lg_build_grow(build->arena, matrix->params, matrix->num_params,
                                   &build->param_capacity, sizeof *matrix->params);
    matrix->params[matrix->num_params++] = (struct lg_matrix_param){
        .key = lg_arena_printf(build->arena, "%s.%s", of->alias, name),
        .path = lg_arena_printf(build->arena, "%s/%s", of->name, name),
        .name = name,
        .unit = lg_unit_of_name(name, NULL),
        .device = device,
        .place = place,
    };
    return 0;
}

int lg_build_param(struct lg_build *build, size_t device, const struct lg_node *place,
                   const char *name, size_t *out) {
    struct lg_matrix *matrix = build->matrix;
    for (size_t i = 0; i < matrix->num_params; i++) {
        const struct lg_matrix_param *param = &matrix->params[i];
        if (param->device != device || !is_same_name(param->name, name))
            continue;
        if (strcmp(param->name, name) != 0)
            return lg_node_err(place, build->err,
                               "'%s' is '%s' of line %u: one spelling for one parameter", name,
                               param->name, param->place->line);
        *out = i;
        return 0;
    }
    *out = matrix->num_params;
    return make_param(build, device, place, name);
}

int lg_build_key(struct lg_build *build, const struct lg_node *key, size_t *out) {
    char shown[LG_NODE_QUOTE_MAX];
    const char *dot = strchr(key->text, '.');
    size_t device;
    if (dot == NULL || dot == key->text || dot[1] == '\0')
        return lg_node_err(key, build->err, "%s is no parameter: DEVICE.PARAMETER is wanted",
                           lg_node_quote(key, shown));
    const char *alias = lg_arena_strndup(build->arena, key->text, (size_t)(dot - key->text));
    if (lg_build_find_device(build, key, alias, &device) != 0)
        return -1;
    return lg_build_param(build, device, key, dot + 1, out);
}

int lg_build_axis_key(struct lg_build *build, const struct lg_node *key, size_t *out) {
    const struct lg_matrix *matrix = build->matrix;
    const char **keys = lg_arena_array(build->arena, matrix->num_axes + 1, sizeof *keys);
    char shown[LG_NODE_QUOTE_MAX];
    char hint[LG_NODE_QUOTE_MAX];
    for (size_t i = 0; i < matrix->num_axes; i++) {
        keys[i] = matrix->params[i].key;
        if (key->kind == LG_NODE_SCALAR && strcmp(keys[i], key->text) == 0) {
            *out = i;
            return 0;
        }
    }
    return lg_node_err(key, build->err, "no axis is called %s%s", lg_node_quote(key, shown),
                       lg_node_hint(key, keys, matrix->num_axes, hint));
}

void lg_build_ignore(struct lg_build *build, const struct lg_node *key) {
    struct lg_matrix *matrix = build->matrix;
    const struct lg_node **items =
        lg_build_grow(build->arena, (void *)matrix->ignored, matrix->num_ignored,
                      &build->ignored_capacity, sizeof *items);
    items[matrix->num_ignored++] = key;
    matrix->ignored = items;
}

/* `peak_limit` for `peak_limit_dbfs`. */
static const char *cut_short(const char *word, const char *const *known, size_t count) {
    const size_t least = 4;
    for (size_t i = 0; strlen(word) >= least && i < count; i++) {
        if (lg_starts_with(known[i], word))
            return known[i];
    }
    return NULL;
}

int lg_build_ignore_far(struct lg_build *build, const struct lg_node *key, const char *const *known,
                        size_t count) {
    char shown[LG_NODE_QUOTE_MAX];
    const char *near = lg_suggest(key->text, known, count);
    if (near == NULL)
        near = cut_short(key->text, known, count);
    if (near != NULL)
        return lg_node_err(key, build->err, "unknown key %s; did you mean '%s'?",
                           lg_node_quote(key, shown), near);
    lg_build_ignore(build, key);
    return 0;
}
