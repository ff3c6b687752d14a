#include "live/actions.h"

#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/number.h"

enum { FILE_MAX_BYTES = 16 * 1024 * 1024 };

static const char *const unit_names[LG_ACTION_UNKNOWN] = {"native", "dB"};

/* A text that says something; NULL for anything else. */
static const char *text_of(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    bool is_text = value != NULL && value->kind == LG_VALUE_STRING && value->as.string.length > 0;
    return is_text ? value->as.string.text : NULL;
}

static enum lg_action_unit read_unit(const char *name) {
    enum lg_action_unit unit = LG_ACTION_NATIVE;
    while (unit < LG_ACTION_UNKNOWN && strcmp(unit_names[unit], name) != 0)
        unit++;
    return unit;
}

static int lacks(size_t index, const char *what, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "actions.%zu: %s", index, what);
}

/* Where the parameter stood; a plan need not say. */
static int read_value(const struct lg_value *map, size_t index, struct lg_action *action,
                      struct lg_err *err) {
    const struct lg_value *value = lg_value_get(map, "value");
    action->has_value = value != NULL;
    if (value == NULL)
        return 0;
    action->value = lg_value_number(value);
    return isfinite(action->value) ? 0 : lacks(index, "value is no number", err);
}

static int read_action(const struct lg_value *value, bool has_unit, size_t index,
                       struct lg_action *out, struct lg_err *err) {
    struct lg_action action = {.track_role = text_of(value, "track_role"),
                               .device = text_of(value, "device"),
                               .param = text_of(value, "param"),
                               .unit_text = has_unit ? text_of(value, "unit") : unit_names[0]};
    if (action.track_role == NULL || action.device == NULL || action.param == NULL)
        return lacks(index, "track_role, device and param are wanted, as texts", err);
    if (strchr(action.track_role, '/') != NULL || strchr(action.device, '/') != NULL)
        return lacks(index, "a track or device with a '/' in its name is given as #N", err);
    action.delta = lg_value_number(lg_value_get(value, has_unit ? "delta" : "delta_db"));
    if (!isfinite(action.delta))
        return lacks(index, has_unit ? "delta is wanted, a number" : "delta_db is wanted, a number",
                     err);
    if (action.unit_text == NULL)
        return lacks(index, "unit is wanted: native or dB", err);
    action.unit = read_unit(action.unit_text);
    if (has_unit && read_value(value, index, &action, err) < 0)
        return -1;
    *out = action;
    return 0;
}

static int read_items(const struct lg_value *list, struct lg_arena *arena,
                      struct lg_actions *actions, struct lg_err *err) {
    if (list == NULL || list->kind != LG_VALUE_LIST)
        return lg_err_set(err, LG_ERR_READ, "actions is wanted, a list");
    actions->count = list->as.list.count;
    actions->items = lg_arena_array(arena, actions->count, sizeof *actions->items);
    size_t index = 0;
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        if (read_action(item->value, actions->has_v2, index, &actions->items[index], err) < 0)
            return -1;
        index++;
    }
    return 0;
}

static int read_source(const struct lg_value *map, struct lg_action_source *out,
                       struct lg_err *err) {
    if (map == NULL)
        return 0;
    struct lg_action_source source = {.file = text_of(map, "file"),
                                      .sha256 = text_of(map, "sha256"),
                                      .target_lufs =
                                          lg_value_number(lg_value_get(map, "target_lufs"))};
    if (source.file == NULL || source.sha256 == NULL || !isfinite(source.target_lufs))
        return lg_err_set(err, LG_ERR_READ, "measured: file, sha256 and target_lufs are wanted");
    *out = source;
    return 0;
}

static int read_document(const struct lg_value *root, struct lg_arena *arena,
                         struct lg_actions *out, struct lg_err *err) {
    const char *version = text_of(root, "schema_version");
    struct lg_actions actions = {.created = text_of(root, "created_at_utc"),
                                 .fingerprint = text_of(root, "live_fingerprint")};
    if (version == NULL)
        return lg_err_set(err, LG_ERR_READ, "schema_version is wanted: 1.0 or 1.1");
    actions.has_v2 = strcmp(version, "1.1") == 0;
    if (!actions.has_v2 && strcmp(version, "1.0") != 0)
        return lg_err_set(err, LG_ERR_READ,
                          "schema_version '%s' is neither 1.0 nor 1.1: plan anew with plan-gain, "
                          "or use the livegate that wrote it",
                          version);
    if (actions.has_v2)
        actions.settings = text_of(lg_value_get(root, "live_fingerprint_v2"), "settings");
    if (actions.has_v2 && read_source(lg_value_get(root, "measured"), &actions.measured, err) < 0)
        return -1;
    if (read_items(lg_value_get(root, "actions"), arena, &actions, err) < 0)
        return -1;
    *out = actions;
    return 0;
}

int lg_actions_read(const char *path, struct lg_arena *arena, struct lg_actions *out,
                    struct lg_err *err) {
    struct lg_str text = {0};
    struct lg_value *root = NULL;
    int status = lg_fs_read(path, FILE_MAX_BYTES, &text, err);
    if (status == 0)
        status = lg_json_read(lg_str_text(&text), text.length, path, arena, &root, err);
    if (status == 0 && read_document(root, arena, out, err) < 0)
        status = lg_err_wrap(err, "%s: ", path);
    lg_str_dispose(&text);
    return status;
}

static void put_text(struct lg_arena *arena, struct lg_value *map, const char *key,
                     const char *text) {
    lg_value_put(arena, map, key,
                 text == NULL ? lg_value_null(arena, NULL) : lg_value_text(arena, text));
}

static struct lg_value *action_value(const struct lg_action *action, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    put_text(arena, map, "track_role", action->track_role);
    put_text(arena, map, "device", action->device);
    put_text(arena, map, "param", action->param);
    lg_value_put(arena, map, "delta", lg_value_real(arena, action->delta, NULL));
    put_text(arena, map, "unit", action->unit_text);
    if (action->has_value)
        lg_value_put(arena, map, "value", lg_value_real(arena, action->value, NULL));
    return map;
}

static struct lg_value *source_value(const struct lg_action_source *source,
                                     struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    put_text(arena, map, "file", source->file);
    put_text(arena, map, "sha256", source->sha256);
    lg_value_put(arena, map, "target_lufs", lg_value_real(arena, source->target_lufs, NULL));
    return map;
}

int lg_actions_write(const char *path, const struct lg_actions *actions, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    struct lg_value *root = lg_value_map(&arena);
    struct lg_value *v2 = lg_value_map(&arena);
    struct lg_value *list = lg_value_list(&arena);
    put_text(&arena, root, "schema_version", "1.1");
    put_text(&arena, root, "created_at_utc", actions->created);
    put_text(&arena, root, "live_fingerprint", actions->fingerprint);
    put_text(&arena, v2, "settings", actions->settings);
    lg_value_put(&arena, root, "live_fingerprint_v2", v2);
    if (actions->measured.file != NULL)
        lg_value_put(&arena, root, "measured", source_value(&actions->measured, &arena));
    for (size_t i = 0; i < actions->count; i++)
        lg_value_push(&arena, list, action_value(&actions->items[i], &arena));
    lg_value_put(&arena, root, "actions", list);
    lg_json_write_pretty(root, &text);
    int status = lg_fs_write_atomic(path, lg_str_text(&text), text.length, err);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
    return status;
}

const char *lg_action_print(const struct lg_action *action, struct lg_arena *arena) {
    char delta[LG_NUMBER_MAX];
    lg_number_fixed(action->delta, 2, delta);
    return lg_arena_printf(arena, "%s :: %s.%s += %s%s%s", action->track_role, action->device,
                           action->param, delta, action->unit == LG_ACTION_NATIVE ? "" : " ",
                           action->unit == LG_ACTION_NATIVE ? "" : action->unit_text);
}
