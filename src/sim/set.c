#include "sim/set.h"

#include <math.h>

#include "base/number.h"
#include "conf/field.h"
#include "conf/tree.h"

struct display_fields {
    const char *unit;
    double scale, offset;
    int64_t decimals;
    const struct lg_node *exact;
};

static const struct lg_field display_field_items[] = {
    {"unit", LG_FIELD_TEXT, offsetof(struct display_fields, unit), 0, 0, 0, NULL, NULL, NULL,
     "written after the number"},
    {"scale", LG_FIELD_NUMBER, offsetof(struct display_fields, scale), 0, 0, 0, NULL, NULL, "1",
     "shown number per native value"},
    {"offset", LG_FIELD_NUMBER, offsetof(struct display_fields, offset), 0, 0, 0, NULL, NULL, "0",
     "added to the shown number"},
    {"decimals", LG_FIELD_INT, offsetof(struct display_fields, decimals), 0, 0, 6, NULL, NULL, "2",
     "digits after the point"},
    {"exact", LG_FIELD_NODE, offsetof(struct display_fields, exact), 0, 0, 0, NULL, NULL, NULL,
     "a map of native values that have a text of their own"},
};
static const struct lg_fields display_fields = {"display", display_field_items,
                                                LG_ARRAY_LEN(display_field_items)};

struct param_fields {
    const char *name;
    double min, max, value;
    struct lg_texts items;
    const struct lg_node *display;
};

static const struct lg_field param_field_items[] = {
    {"name", LG_FIELD_TEXT, offsetof(struct param_fields, name), LG_FIELD_REQUIRED, 0, 0, NULL,
     NULL, NULL, "as Live names it"},
    {"min", LG_FIELD_NUMBER, offsetof(struct param_fields, min), 0, -1e30, 1e30, NULL, NULL, "0",
     "lowest native value"},
    {"max", LG_FIELD_NUMBER, offsetof(struct param_fields, max), 0, -1e30, 1e30, NULL, NULL, "1",
     "highest native value"},
    {"value", LG_FIELD_NUMBER, offsetof(struct param_fields, value), 0, -1e30, 1e30, NULL, NULL,
     "0", "native value"},
    {"items", LG_FIELD_TEXTS, offsetof(struct param_fields, items), 0, 0, 0, NULL, NULL, NULL,
     "texts of a quantised parameter from its minimum up"},
    {"display", LG_FIELD_NODE, offsetof(struct param_fields, display), 0, 0, 0, NULL, NULL, NULL,
     "how a value is shown"},
};
static const struct lg_fields param_fields = {"parameter", param_field_items,
                                              LG_ARRAY_LEN(param_field_items)};

struct device_fields {
    const char *name, *class_name;
    int type;
    bool rack;
    const struct lg_node *parameters;
};

static const char *const device_types[] = {"instrument", "audio_effect", "midi_effect", NULL};
static const enum lg_sim_device_type device_type_numbers[] = {
    LG_SIM_INSTRUMENT, LG_SIM_AUDIO_EFFECT, LG_SIM_MIDI_EFFECT};

static const struct lg_field device_field_items[] = {
    {"name", LG_FIELD_TEXT, offsetof(struct device_fields, name), LG_FIELD_REQUIRED, 0, 0, NULL,
     NULL, NULL, "as Live shows it"},
    {"class", LG_FIELD_TEXT, offsetof(struct device_fields, class_name), LG_FIELD_REQUIRED, 0, 0,
     NULL, NULL, NULL, "Live's class name"},
    {"type", LG_FIELD_ENUM, offsetof(struct device_fields, type), 0, 0, 0, NULL, device_types,
     "audio_effect", "what kind of device"},
    {"rack", LG_FIELD_BOOL, offsetof(struct device_fields, rack), 0, 0, 0, NULL, NULL, "false",
     "can hold chains"},
    {"parameters", LG_FIELD_NODE, offsetof(struct device_fields, parameters), 0, 0, 0, NULL, NULL,
     NULL, "the list of parameters in Live's order"},
};
static const struct lg_fields device_fields = {"device", device_field_items,
                                               LG_ARRAY_LEN(device_field_items)};

struct track_fields {
    const char *name;
    const struct lg_node *devices;
    double volume, panning;
    bool mute, solo, arm;
    struct lg_numbers sends;
    int kind;
};

/* In the order of enum lg_sim_track_kind. */
static const char *const track_kinds[] = {"audio", "midi", "group", NULL};

static const struct lg_field track_field_items[] = {
    {"name", LG_FIELD_TEXT, offsetof(struct track_fields, name), LG_FIELD_REQUIRED, 0, 0, NULL,
     NULL, NULL, "as Live shows it"},
    {"devices", LG_FIELD_NODE, offsetof(struct track_fields, devices), 0, 0, 0, NULL, NULL, NULL,
     "the chain, first to last"},
    {"volume", LG_FIELD_NUMBER, offsetof(struct track_fields, volume), 0, 0, 1, NULL, NULL, "0.85",
     "native; 0.85 is 0 dB"},
    {"panning", LG_FIELD_NUMBER, offsetof(struct track_fields, panning), 0, -1, 1, NULL, NULL, "0",
     "left to right"},
    {"mute", LG_FIELD_BOOL, offsetof(struct track_fields, mute), 0, 0, 0, NULL, NULL, "false", ""},
    {"solo", LG_FIELD_BOOL, offsetof(struct track_fields, solo), 0, 0, 0, NULL, NULL, "false", ""},
    {"sends", LG_FIELD_NUMBERS, offsetof(struct track_fields, sends), 0, 0, 1, NULL, NULL, NULL,
     "native, one per return"},
    {"kind", LG_FIELD_ENUM, offsetof(struct track_fields, kind), 0, 0, 0, NULL, track_kinds,
     "audio", "what kind of track"},
    {"arm", LG_FIELD_BOOL, offsetof(struct track_fields, arm), 0, 0, 0, NULL, NULL, "false", ""},
};
static const struct lg_fields regular_fields = {"track", track_field_items,
                                                LG_ARRAY_LEN(track_field_items)};
/* The last two are of regular tracks alone. */
static const struct lg_fields fixed_fields = {"return or master track", track_field_items,
                                              LG_ARRAY_LEN(track_field_items) - 2};

struct set_fields {
    struct lg_numbers version;
    double tempo;
    int64_t scenes;
    const struct lg_node *tracks, *returns, *master;
};

static const struct lg_field set_field_items[] = {
    {"version", LG_FIELD_NUMBERS, offsetof(struct set_fields, version), 0, 0, 0, NULL, NULL, NULL,
     "Live's, major and minor; 12, 1 unless given"},
    {"tempo", LG_FIELD_NUMBER, offsetof(struct set_fields, tempo), 0, 20, 999, NULL, NULL, "120",
     "beats per minute"},
    {"scenes", LG_FIELD_INT, offsetof(struct set_fields, scenes), 0, 0, 10000, NULL, NULL, "8",
     "number of scenes"},
    {"tracks", LG_FIELD_NODE, offsetof(struct set_fields, tracks), 0, 0, 0, NULL, NULL, NULL,
     "regular tracks in order"},
    {"returns", LG_FIELD_NODE, offsetof(struct set_fields, returns), 0, 0, 0, NULL, NULL, NULL,
     "return tracks in order"},
    {"master", LG_FIELD_NODE, offsetof(struct set_fields, master), LG_FIELD_REQUIRED, 0, 0, NULL,
     NULL, NULL, "the master track"},
};
static const struct lg_fields set_fields = {"set", set_field_items, LG_ARRAY_LEN(set_field_items)};

/* A list that may be left out; *count_out is 0 then. */
static int list_of(const struct lg_node *node, const char *what, size_t *count_out,
                   struct lg_err *err) {
    *count_out = 0;
    if (node == NULL || lg_node_is_null(node))
        return 0;
    if (node->kind != LG_NODE_SEQ)
        return lg_node_err(node, err, "%s must be a list, this is %s", what,
                           lg_node_kind_name(node));
    *count_out = node->count;
    return 0;
}

static int read_exact(const struct lg_node *node, struct lg_arena *arena,
                      struct lg_sim_display *out, struct lg_err *err) {
    if (node == NULL)
        return 0;
    if (node->kind != LG_NODE_MAP)
        return lg_node_err(node, err, "exact must be a map of values to texts");
    struct lg_sim_shown *table = lg_arena_array(arena, node->count, sizeof *table);
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_node *key = node->entries[i].key;
        const struct lg_node *text = node->entries[i].value;
        if (!lg_number_read((struct lg_view){key->text, key->length}, &table[i].value))
            return lg_node_err(key, err, "\"%s\" is not a number", key->text);
        if (text->kind != LG_NODE_SCALAR)
            return lg_node_err(text, err, "the text shown must be text, this is %s",
                               lg_node_kind_name(text));
        table[i].text = lg_arena_strdup(arena, text->text);
    }
    out->table = table;
    out->table_count = node->count;
    return 0;
}

static int read_display(const struct lg_node *node, struct lg_arena *arena,
                        struct lg_sim_display *out, struct lg_err *err) {
    struct display_fields fields = {0};
    if (lg_fields_read(&display_fields, node, arena, &fields, err) != 0)
        return -1;
    out->unit = fields.unit;
    out->scale = fields.scale;
    out->offset = fields.offset;
    out->decimals = (int)fields.decimals;
    return read_exact(fields.exact, arena, out, err);
}

static int read_param(const struct lg_node *node, struct lg_arena *arena, struct lg_sim_param *out,
                      struct lg_err *err) {
    struct param_fields fields = {0};
    if (lg_fields_read(&param_fields, node, arena, &fields, err) != 0)
        return -1;
    out->quantised = fields.items.count > 0;
    if (out->quantised && (fields.display != NULL || lg_node_get(node, "max") != NULL))
        return lg_node_err(node, err, "a parameter has items, or max and display, not both");
    if (out->quantised)
        fields.max = fields.min + (double)(fields.items.count - 1);
    if (!(fields.min <= fields.value && fields.value <= fields.max))
        return lg_node_err(node, err, "value %g of \"%s\" is outside %g..%g", fields.value,
                           fields.name, fields.min, fields.max);
    out->name = fields.name;
    out->min = (float)fields.min;
    out->max = (float)fields.max;
    out->value = (float)fields.value;
    out->display.items = fields.items.items;
    out->display.num_items = fields.items.count;
    return read_display(fields.display, arena, &out->display, err);
}

static int read_device(const struct lg_node *node, struct lg_arena *arena,
                       struct lg_sim_device *out, struct lg_err *err) {
    struct device_fields fields = {0};
    if (lg_fields_read(&device_fields, node, arena, &fields, err) != 0 ||
        list_of(fields.parameters, "parameters", &out->num_params, err) != 0)
        return -1;
    out->name = fields.name;
    out->class_name = fields.class_name;
    out->type = device_type_numbers[fields.type];
    out->can_have_chains = fields.rack;
    out->params = lg_arena_array(arena, out->num_params, sizeof *out->params);
    for (size_t i = 0; i < out->num_params; i++)
        if (read_param(fields.parameters->items[i], arena, &out->params[i], err) != 0)
            return -1;
    return 0;
}

static int read_devices(const struct lg_node *node, struct lg_arena *arena,
                        struct lg_sim_track *out, struct lg_err *err) {
    if (list_of(node, "devices", &out->num_devices, err) != 0)
        return -1;
    out->devices = lg_arena_array(arena, out->num_devices, sizeof *out->devices);
    for (size_t i = 0; i < out->num_devices; i++)
        if (read_device(node->items[i], arena, &out->devices[i], err) != 0)
            return -1;
    return 0;
}

static int read_sends(const struct lg_node *node, const struct lg_numbers *sends,
                      size_t num_returns, struct lg_sim_mixer *out, struct lg_err *err) {
    if (sends->count > num_returns)
        return lg_node_err(node, err, "%zu sends, but the set has %zu returns", sends->count,
                           num_returns);
    out->num_sends = num_returns;
    for (size_t i = 0; i < sends->count; i++)
        out->sends[i] = (float)sends->items[i];
    return 0;
}

/* `kind` is LG_SIM_AUDIO for any regular track: the file says which. */
static int read_track(const struct lg_node *node, enum lg_sim_track_kind kind, size_t num_returns,
                      struct lg_arena *arena, struct lg_sim_track *out, struct lg_err *err) {
    bool is_regular = kind == LG_SIM_AUDIO;
    struct track_fields fields = {0};
    if (lg_fields_read(is_regular ? &regular_fields : &fixed_fields, node, arena, &fields, err) !=
        0)
        return -1;
    out->name = fields.name;
    out->kind = is_regular ? (enum lg_sim_track_kind)fields.kind : kind;
    out->monitoring = LG_SIM_MONITOR_AUTO;
    if (fields.arm && out->kind == LG_SIM_GROUP)
        return lg_node_err(node, err, "a group can't be armed");
    out->mixer = (struct lg_sim_mixer){.volume = (float)fields.volume,
                                       .panning = (float)fields.panning,
                                       .mute = fields.mute,
                                       .solo = fields.solo,
                                       .arm = fields.arm};
    if (read_sends(node, &fields.sends, num_returns, &out->mixer, err) != 0)
        return -1;
    return read_devices(fields.devices, arena, out, err);
}

static int read_version(const struct lg_node *root, const struct lg_numbers *version, int out[2],
                        struct lg_err *err) {
    if (version->count == 0) {
        out[0] = 12;
        out[1] = 1;
        return 0;
    }
    if (version->count != 2)
        return lg_node_err(root, err, "version must be two numbers, [12, 1]");
    for (size_t i = 0; i < 2; i++) {
        double part = version->items[i];
        if (!(part >= 0 && part <= 1000) || part != floor(part))
            return lg_node_err(root, err, "version %g is not a whole number within 0..1000", part);
        out[i] = (int)part;
    }
    return 0;
}

static int read_tracks(const struct set_fields *fields, struct lg_arena *arena,
                       struct lg_sim_set *out, struct lg_err *err) {
    if (list_of(fields->tracks, "tracks", &out->num_tracks, err) != 0 ||
        list_of(fields->returns, "returns", &out->num_returns, err) != 0)
        return -1;
    if (out->num_returns > LG_SIM_MAX_RETURNS)
        return lg_node_err(fields->returns, err, "Live has at most %d return tracks",
                           LG_SIM_MAX_RETURNS);
    out->tracks = lg_arena_array(arena, out->num_tracks, sizeof *out->tracks);
    out->returns = lg_arena_array(arena, out->num_returns, sizeof *out->returns);
    for (size_t i = 0; i < out->num_tracks; i++)
        if (read_track(fields->tracks->items[i], LG_SIM_AUDIO, out->num_returns, arena,
                       &out->tracks[i], err) != 0)
            return -1;
    for (size_t i = 0; i < out->num_returns; i++)
        if (read_track(fields->returns->items[i], LG_SIM_RETURN, out->num_returns, arena,
                       &out->returns[i], err) != 0)
            return -1;
    return read_track(fields->master, LG_SIM_MASTER, 0, arena, &out->master, err);
}

static int read_set(const struct lg_node *root, const char *source, struct lg_arena *arena,
                    struct lg_sim_set *out, struct lg_err *err) {
    struct set_fields fields = {0};
    struct lg_sim_set set = {.path = lg_arena_strdup(arena, source)};
    if (lg_fields_read(&set_fields, root, arena, &fields, err) != 0 ||
        read_version(root, &fields.version, set.version, err) != 0 ||
        read_tracks(&fields, arena, &set, err) != 0)
        return -1;
    set.tempo = (float)fields.tempo;
    set.num_scenes = (int)fields.scenes;
    *out = set;
    return 0;
}

int lg_sim_set_read(const char *path, struct lg_arena *arena, struct lg_sim_set *out,
                    struct lg_err *err) {
    struct lg_node *root;
    if (lg_conf_read(path, arena, &root, err) != 0)
        return -1;
    return read_set(root, path, arena, out, err);
}

int lg_sim_set_parse(const char *text, size_t length, const char *source, struct lg_arena *arena,
                     struct lg_sim_set *out, struct lg_err *err) {
    struct lg_node *root;
    if (lg_conf_parse(text, length, source, arena, &root, err) != 0)
        return -1;
    return read_set(root, source, arena, out, err);
}

void lg_sim_param_show(const struct lg_sim_param *param, float value, struct lg_str *out) {
    const struct lg_sim_display *display = &param->display;
    if (display->num_items > 0) {
        long item = lroundf(value - param->min);
        if (item >= 0 && (size_t)item < display->num_items)
            lg_str_add(out, display->items[item]);
        return;
    }
    for (size_t i = 0; i < display->table_count; i++)
        if ((float)display->table[i].value == value) {
            lg_str_add(out, display->table[i].text);
            return;
        }
    char number[LG_NUMBER_MAX];
    lg_number_fixed(display->scale * (double)value + display->offset, display->decimals, number);
    lg_str_add(out, number);
    if (display->unit != NULL)
        lg_str_printf(out, " %s", display->unit);
}
