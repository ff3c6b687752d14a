#include "sim/set.h"

#include <math.h>
#include <string.h>

#include "base/fs.h"
#include "conf/field.h"
#include "conf/tree.h"
#include "sim/dialect.h"
#include "sim/music.h"
#include "sim/routing.h"
#include "sim/shapes.h"

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
    int kind, monitoring;
    const struct lg_node *clips;
    struct lg_texts arrangement_clips;
    const char *group, *programme;
};

/* In the order of enum lg_sim_track_kind. */
static const char *const track_kinds[] = {"audio", "midi", "group", NULL};
/* In the order of enum lg_sim_monitoring. */
static const char *const monitorings[] = {"in", "auto", "off", NULL};

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
    {"monitoring", LG_FIELD_ENUM, offsetof(struct track_fields, monitoring), 0, 0, 0, NULL,
     monitorings, "auto", "when its input is heard"},
    {"arm", LG_FIELD_BOOL, offsetof(struct track_fields, arm), 0, 0, 0, NULL, NULL, "false", ""},
    {"clips", LG_FIELD_NODE, offsetof(struct track_fields, clips), 0, 0, 0, NULL, NULL, NULL,
     "names of the clips from the first slot on; null where a slot is empty"},
    {"arrangement_clips", LG_FIELD_TEXTS, offsetof(struct track_fields, arrangement_clips), 0, 0, 0,
     NULL, NULL, NULL, "names of the clips in the arrangement"},
    {"group", LG_FIELD_TEXT, offsetof(struct track_fields, group), 0, 0, 0, NULL, NULL, NULL,
     "the group that it is in"},
    {"programme", LG_FIELD_TEXT, offsetof(struct track_fields, programme), 0, 0, 0, NULL, NULL,
     NULL, "drums, bass, keys, voice, or an audio file"},
};
static const struct lg_fields regular_fields = {"track", track_field_items,
                                                LG_ARRAY_LEN(track_field_items)};
/* The last seven are of regular tracks alone. */
static const struct lg_fields fixed_fields = {"return or master track", track_field_items,
                                              LG_ARRAY_LEN(track_field_items) - 7};

#define SWITCH(name, fallback)                                                                     \
    { #name, LG_FIELD_BOOL, offsetof(struct lg_sim_song, name), 0, 0, 0, NULL, NULL, fallback, "" }
#define BEATS(name, fallback)                                                                      \
    {                                                                                              \
#name, LG_FIELD_NUMBER, offsetof(struct lg_sim_song, name), 0, 0, 1e6, NULL, NULL,         \
            fallback, "beats"                                                                      \
    }
static const struct lg_field song_field_items[] = {
    SWITCH(is_playing, "false"),
    SWITCH(loop, "false"),
    SWITCH(record_mode, "false"),
    SWITCH(session_record, "false"),
    SWITCH(metronome, "false"),
    SWITCH(exclusive_arm, "true"),
    SWITCH(exclusive_solo, "true"),
    BEATS(current_song_time, "0"),
    BEATS(loop_start, "0"),
    BEATS(loop_length, "4"),
    {"clip_trigger_quantization", LG_FIELD_INT,
     offsetof(struct lg_sim_song, clip_trigger_quantization), 0, 0, LG_SIM_QUANTISATION__COUNT - 1,
     NULL, NULL, "4", "Live's number of it"},
};
static const struct lg_fields song_fields = {"song", song_field_items,
                                             LG_ARRAY_LEN(song_field_items)};

struct set_fields {
    struct lg_numbers version;
    double tempo;
    int64_t scenes, rate;
    int dialect;
    const struct lg_node *tracks, *returns, *master, *song, *faults;
};

static const struct lg_field set_field_items[] = {
    {"version", LG_FIELD_NUMBERS, offsetof(struct set_fields, version), 0, 0, 0, NULL, NULL, NULL,
     "Live's, major and minor; 12, 1 unless given"},
    {"tempo", LG_FIELD_NUMBER, offsetof(struct set_fields, tempo), 0, 20, 999, NULL, NULL, "120",
     "beats per minute"},
    {"scenes", LG_FIELD_INT, offsetof(struct set_fields, scenes), 0, 0, 10000, NULL, NULL, "8",
     "number of scenes"},
    {"rate", LG_FIELD_INT, offsetof(struct set_fields, rate), 0, 44100, 192000, "Hz", NULL, "48000",
     "frames a second"},
    {"tracks", LG_FIELD_NODE, offsetof(struct set_fields, tracks), 0, 0, 0, NULL, NULL, NULL,
     "regular tracks in order"},
    {"returns", LG_FIELD_NODE, offsetof(struct set_fields, returns), 0, 0, 0, NULL, NULL, NULL,
     "return tracks in order"},
    {"master", LG_FIELD_NODE, offsetof(struct set_fields, master), LG_FIELD_REQUIRED, 0, 0, NULL,
     NULL, NULL, "the master track"},
    {"song", LG_FIELD_NODE, offsetof(struct set_fields, song), 0, 0, 0, NULL, NULL, NULL,
     "the transport"},
    {"dialect", LG_FIELD_ENUM, offsetof(struct set_fields, dialect), 0, 0, 0, NULL,
     lg_sim_dialect_names, "stock", "how the script reaches master and returns"},
    {"faults", LG_FIELD_NODE, offsetof(struct set_fields, faults), 0, 0, 0, NULL, NULL, NULL,
     "what goes wrong"},
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
        if (lg_sim_param_read(fields.parameters->items[i], arena, &out->params[i], err) != 0)
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

static int read_clips(const struct lg_node *node, int num_scenes, struct lg_arena *arena,
                      struct lg_sim_track *out, struct lg_err *err) {
    if (list_of(node, "clips", &out->num_clips, err) != 0)
        return -1;
    if (out->num_clips > (size_t)num_scenes)
        return lg_node_err(node, err, "%zu clips, but the set has %d scenes", out->num_clips,
                           num_scenes);
    out->clips = lg_arena_array(arena, out->num_clips, sizeof *out->clips);
    for (size_t i = 0; i < out->num_clips; i++) {
        const struct lg_node *name = node->items[i];
        if (name->kind != LG_NODE_SCALAR)
            return lg_node_err(name, err, "a clip's name must be text, this is %s",
                               lg_node_kind_name(name));
        out->clips[i] = lg_node_is_null(name) ? NULL : lg_arena_strdup(arena, name->text);
    }
    return 0;
}

static int read_programme(const struct lg_node *node, const char *programme,
                          const struct lg_sim_set *set, struct lg_arena *arena,
                          struct lg_sim_track *out, struct lg_err *err) {
    struct lg_err why = {0};
    out->programme = programme;
    if (programme == NULL || lg_sim_music_is_part(programme))
        return 0;
    out->programme = lg_fs_join(arena, lg_fs_folder(arena, set->path), programme);
    if (lg_sim_music_check(out->programme, set->rate_hz, &why) != 0)
        return lg_node_err(lg_node_get(node, "programme"), err, "%s", why.text);
    return 0;
}

/* `kind` is LG_SIM_AUDIO for any regular track: the file says which. */
static int read_track(const struct lg_node *node, enum lg_sim_track_kind kind,
                      const struct lg_sim_set *set, struct lg_arena *arena,
                      struct lg_sim_track *out, struct lg_err *err) {
    bool is_regular = kind == LG_SIM_AUDIO;
    struct track_fields fields = {0};
    if (lg_fields_read(is_regular ? &regular_fields : &fixed_fields, node, arena, &fields, err) !=
        0)
        return -1;
    out->name = fields.name;
    out->kind = is_regular ? (enum lg_sim_track_kind)fields.kind : kind;
    out->monitoring = is_regular ? (enum lg_sim_monitoring)fields.monitoring : LG_SIM_MONITOR_AUTO;
    out->arrangement_clips = fields.arrangement_clips;
    if (fields.arm && out->kind == LG_SIM_GROUP)
        return lg_node_err(node, err, "a group can't be armed");
    out->mixer = (struct lg_sim_mixer){.volume = (float)fields.volume,
                                       .panning = (float)fields.panning,
                                       .mute = fields.mute,
                                       .solo = fields.solo,
                                       .arm = fields.arm};
    size_t num_sends = kind == LG_SIM_MASTER ? 0 : set->num_returns;
    if (read_sends(node, &fields.sends, num_sends, &out->mixer, err) != 0 ||
        read_clips(fields.clips, set->num_scenes, arena, out, err) != 0 ||
        read_programme(node, fields.programme, set, arena, out, err) != 0)
        return -1;
    if (read_devices(fields.devices, arena, out, err) != 0)
        return -1;
    lg_sim_routing_init(out);
    return 0;
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

/* A group is named by the tracks in it, so it may stand before or behind them. */
static int find_group(const struct lg_node *node, struct lg_sim_set *set, size_t index,
                      struct lg_err *err) {
    const struct lg_node *name = lg_node_get(node, "group");
    size_t group = 0;
    if (name == NULL || lg_node_is_null(name))
        return 0;
    while (group < set->num_tracks && (set->tracks[group].kind != LG_SIM_GROUP ||
                                       strcmp(set->tracks[group].name, name->text) != 0))
        group++;
    if (group == set->num_tracks)
        return lg_node_err(name, err, "there is no group \"%s\"", name->text);
    set->tracks[index].group = set->tracks[group].number;
    /* From a group on its own way out it must not come back. */
    for (size_t at = group;; at = set->tracks[at].group - 1) {
        if (at == index)
            return lg_node_err(name, err, "group \"%s\" lies within itself", name->text);
        if (set->tracks[at].group == 0)
            return 0;
    }
}

static void number_tracks(struct lg_sim_set *set) {
    for (size_t i = 0; i < set->num_tracks; i++)
        set->tracks[i].number = i + 1;
    set->num_numbers = set->num_tracks + 1;
    set->master.number = set->num_numbers;
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
        if (read_track(fields->tracks->items[i], LG_SIM_AUDIO, out, arena, &out->tracks[i], err) !=
            0)
            return -1;
    for (size_t i = 0; i < out->num_returns; i++)
        if (read_track(fields->returns->items[i], LG_SIM_RETURN, out, arena, &out->returns[i],
                       err) != 0)
            return -1;
    if (read_track(fields->master, LG_SIM_MASTER, out, arena, &out->master, err) != 0)
        return -1;
    number_tracks(out);
    for (size_t i = 0; i < out->num_tracks; i++)
        if (find_group(fields->tracks->items[i], out, i, err) != 0)
            return -1;
    return 0;
}

static int read_faults(const struct lg_node *node, struct lg_arena *arena, struct lg_sim_set *set,
                       struct lg_err *err) {
    struct lg_err why = {0};
    if (node == NULL || lg_node_is_null(node))
        return 0;
    if (lg_sim_faults_read(node, arena, &set->faults, err) != 0)
        return -1;
    if (lg_sim_set_mislead(set, &why) != 0)
        return lg_node_err(node, err, "%s", why.text);
    return 0;
}

static int read_set(const struct lg_node *root, const char *source, struct lg_arena *arena,
                    struct lg_sim_set *out, struct lg_err *err) {
    struct set_fields fields = {0};
    struct lg_sim_set set = {.path = lg_arena_strdup(arena, source)};
    if (lg_fields_read(&set_fields, root, arena, &fields, err) != 0 ||
        read_version(root, &fields.version, set.version, err) != 0 ||
        lg_fields_read(&song_fields, fields.song, arena, &set.song, err) != 0)
        return -1;
    set.tempo = (float)fields.tempo;
    set.num_scenes = (int)fields.scenes;
    set.rate_hz = (int)fields.rate;
    set.dialect = (enum lg_sim_dialect)fields.dialect;
    set.cue = (struct lg_sim_track){.name = "Cue", .kind = LG_SIM_CUE, .mixer.volume = 0.85F};
    if (read_tracks(&fields, arena, &set, err) != 0 ||
        read_faults(fields.faults, arena, &set, err) != 0)
        return -1;
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

/* --- What a set's file looks like --- */

static const struct lg_shape params_shape = {.kind = LG_SHAPE_LIST, .of = &lg_sim_param_shape};
static const struct lg_below device_below[] = {{"parameters", &params_shape}, {NULL, NULL}};
static const struct lg_shape device_shape = {
    .kind = LG_SHAPE_FIELDS, .name = "device", .fields = &device_fields, .below = device_below};
static const struct lg_shape devices_shape = {.kind = LG_SHAPE_LIST, .of = &device_shape};
static const struct lg_shape any_shape = {.kind = LG_SHAPE_ANY};
static const struct lg_shape clips_shape = {.kind = LG_SHAPE_LIST, .of = &any_shape};
static const struct lg_below track_below[] = {
    {"devices", &devices_shape}, {"clips", &clips_shape}, {NULL, NULL}};
static const struct lg_shape track_shape = {
    .kind = LG_SHAPE_FIELDS, .name = "track", .fields = &regular_fields, .below = track_below};
static const struct lg_shape tracks_shape = {.kind = LG_SHAPE_LIST, .of = &track_shape};
static const struct lg_shape fixed_shape = {
    .kind = LG_SHAPE_FIELDS, .name = "fixed-track", .fields = &fixed_fields, .below = track_below};
static const struct lg_shape returns_shape = {.kind = LG_SHAPE_LIST, .of = &fixed_shape};
static const struct lg_shape song_shape = {.kind = LG_SHAPE_FIELDS, .fields = &song_fields};
static const struct lg_below set_below[] = {
    {"tracks", &tracks_shape}, {"returns", &returns_shape},      {"master", &fixed_shape},
    {"song", &song_shape},     {"faults", &lg_sim_faults_shape}, {NULL, NULL},
};
const struct lg_shape lg_sim_set_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &set_fields, .below = set_below};
