#include "live/save.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

/* A file being written. */
struct file {
    const struct lg_live_set *set;
    const struct lg_live_details *details;
    struct lg_str *out;
    struct lg_str *unread;
    struct lg_arena arena;
    size_t num_guessed; /* parameters of which only the present text is known */
    size_t num_items;   /* of those the ones with a text for each whole number */
};

/* The code of a character that JSON writes as it is, and that YAML takes for a line's end, for the
 * mark of a file's encoding, or for what no text may hold; 0: of another one. `bytes` ends with a
 * zero. */
static unsigned code_for_yaml(const unsigned char *bytes) {
    if (bytes[0] == 0x7f)
        return bytes[0];
    if (bytes[0] == 0xc2 && bytes[1] < 0xa0)
        return bytes[1];
    if (bytes[0] < 0xe0 || bytes[0] > 0xef)
        return 0;
    unsigned code = (bytes[0] & 0x0fU) << 12 | (bytes[1] & 0x3fU) << 6 | (bytes[2] & 0x3fU);
    bool is_special = code == 0x2028 || code == 0x2029 || code == 0xfeff || code >= 0xfffe;
    return is_special ? code : 0;
}

/* YAML reads what JSON writes, but for some characters, which both read by their code. */
static void add_text(struct file *file, const char *text) {
    struct lg_str json = {0};
    lg_json_write(lg_value_text(&file->arena, text), &json);
    for (const char *at = lg_str_text(&json); *at != '\0'; at++) {
        unsigned code = code_for_yaml((const unsigned char *)at);
        if (code == 0) {
            lg_str_add_char(file->out, *at);
            continue;
        }
        lg_str_printf(file->out, "\\u%04x", code);
        at += code < 0x80 ? 0 : code < 0x800 ? 1 : 2;
    }
    lg_str_dispose(&json);
}

static void add_native(struct file *file, struct lg_native native) {
    char number[LG_NUMBER_MAX];
    lg_native_write(native, number);
    lg_str_add(file->out, number);
}

static void add_switch(struct file *file, const char *name, enum lg_switch on) {
    if (on == LG_SWITCH_ON)
        lg_str_printf(file->out, ", %s: true", name);
}

static void add_names(struct file *file, const char *key, const char *const *names, size_t count) {
    if (count == 0)
        return;
    lg_str_printf(file->out, "    %s: [", key);
    for (size_t i = 0; i < count; i++) {
        lg_str_add(file->out, i == 0 ? "" : ", ");
        if (names[i] == NULL)
            lg_str_add(file->out, "~");
        else
            add_text(file, names[i]);
    }
    lg_str_add(file->out, "]\n");
}

/* How a text can come about as the model shows values: `scale * value` with decimals and a unit. */
struct format {
    double scale;
    int decimals;
    const char *unit; /* NULL: none */
};

static int count_decimals(const char *text) {
    const char *point = strchr(text, '.');
    return point == NULL ? 0 : (int)strspn(point + 1, "0123456789");
}

/* The format that gives just this text for just this value: its number as it is, or in percent. */
static bool find_format(struct file *file, const struct lg_live_param *param, const char *text,
                        struct format *out) {
    static const double scales[] = {1, 100};
    const char *space = strchr(text, ' ');
    int decimals = count_decimals(text);
    double value = (double)param->value.number;
    for (size_t i = 0; decimals <= 6 && i < LG_ARRAY_LEN(scales); i++) {
        char number[LG_NUMBER_MAX];
        const char *unit = space == NULL ? NULL : space + 1;
        lg_number_fixed(value * scales[i], decimals, number);
        const char *shown =
            unit == NULL ? number : lg_arena_printf(&file->arena, "%s %s", number, unit);
        /* At zero every scale gives the same. */
        bool is_telling = scales[i] == 1 ? (unit == NULL || strcmp(unit, "%") != 0 || value != 0)
                                         : unit != NULL && strcmp(unit, "%") == 0;
        if (is_telling && strcmp(shown, text) == 0) {
            *out = (struct format){scales[i], decimals, unit};
            return true;
        }
    }
    return false;
}

static bool is_off_on(const struct lg_live_param *param, const char *text) {
    return param->range.min.number == 0 && param->range.max.number == 1 &&
           strcmp(text, param->value.number == 0 ? "Off" : "On") == 0;
}

static void add_range(struct file *file, const struct lg_live_param *param) {
    lg_str_add(file->out, ", min: ");
    add_native(file, param->range.min);
    lg_str_add(file->out, ", max: ");
    add_native(file, param->range.max);
}

static void add_exact(struct file *file, const struct lg_live_param *param, const char *text) {
    lg_str_add(file->out, "exact: {");
    add_native(file, param->value);
    lg_str_add(file->out, ": ");
    add_text(file, text);
    lg_str_add(file->out, "}}");
    file->num_guessed++;
    if (param->is_quantized)
        file->num_items++;
}

static void add_display(struct file *file, const struct lg_live_param *param, const char *text) {
    struct format format;
    if (param->is_quantized && is_off_on(param, text)) {
        lg_str_add(file->out, ", items: ['Off', 'On']");
        return;
    }
    if (param->is_quantized)
        lg_str_add(file->out, ", quantised: true");
    add_range(file, param);
    if (!find_format(file, param, text, &format)) {
        lg_str_printf(file->out, ", display: {decimals: %d, ", param->is_quantized ? 0 : 2);
        add_exact(file, param, text);
        return;
    }
    lg_str_printf(file->out, ", display: {decimals: %d", format.decimals);
    if (format.scale != 1)
        lg_str_printf(file->out, ", scale: %g", format.scale);
    if (format.unit != NULL) {
        lg_str_add(file->out, ", unit: ");
        add_text(file, format.unit);
    }
    lg_str_add(file->out, "}");
}

static int add_param(struct file *file, const struct lg_live_param *param, const char *text,
                     struct lg_err *err) {
    const struct lg_range *range = &param->range;
    if (!isfinite(param->value.number) || !lg_range_holds(range, param->value))
        return lg_err_set(err, LG_ERR_READ,
                          "parameter \"%s\" can't be saved: its value is not within its range",
                          param->name);
    lg_str_add(file->out, "          - {name: ");
    add_text(file, param->name);
    lg_str_add(file->out, ", value: ");
    add_native(file, param->value);
    add_display(file, param, text == NULL ? "" : text);
    lg_str_add(file->out, "}\n");
    return 0;
}

static const char *type_name(int type) {
    return type == 1 ? "instrument" : type == 4 ? "midi_effect" : "audio_effect";
}

static int add_device(struct file *file, const struct lg_live_device *device,
                      const struct lg_live_details_device *details, struct lg_err *err) {
    lg_str_add(file->out, "      - name: ");
    add_text(file, device->name);
    lg_str_add(file->out, "\n        class: ");
    add_text(file, device->class_name);
    lg_str_printf(file->out, "\n        type: %s\n", type_name(details->type));
    if (details->can_have_chains)
        lg_str_add(file->out, "        rack: true\n");
    if (device->num_params > 0)
        lg_str_add(file->out, "        parameters:\n");
    for (size_t i = 0; i < device->num_params; i++)
        if (add_param(file, &device->params[i], details->shown[i], err) != 0)
            return lg_err_wrap(err, "device \"%s\": ", device->name);
    return 0;
}

/* A file names groups, the first of that name is meant. */
static void add_group(struct file *file, size_t at) {
    const struct lg_live_details_track *details = &file->details->tracks[at];
    const char *name = file->set->tracks[details->group].name;
    size_t first = 0;
    if (!details->has_group)
        return;
    while (first < details->group && (!file->details->tracks[first].is_group ||
                                      strcmp(file->set->tracks[first].name, name) != 0))
        first++;
    if (first != details->group || first == at) {
        lg_str_printf(file->unread,
                      "the group of track %zu \"%s\" is left out: another one has its name, "
                      "\"%s\"\n",
                      at, file->set->tracks[at].name, name);
        return;
    }
    lg_str_add(file->out, "    group: ");
    add_text(file, name);
    lg_str_add_char(file->out, '\n');
}

static void add_kind(struct file *file, const struct lg_live_track *track, size_t at) {
    const struct lg_live_details_track *details = &file->details->tracks[at];
    enum lg_monitoring monitoring = track->mixer.monitoring;
    if (details->is_group || details->is_midi)
        lg_str_printf(file->out, "    kind: %s\n", details->is_group ? "group" : "midi");
    add_group(file, at);
    if (monitoring == LG_MONITORING_IN || monitoring == LG_MONITORING_OFF)
        lg_str_printf(file->out, "    monitoring: '%s'\n", lg_monitoring_name(monitoring));
    if (track->mixer.arm == LG_SWITCH_ON)
        lg_str_add(file->out, "    arm: true\n");
    add_names(file, "clips", details->clips, details->num_clips);
    add_names(file, "arrangement_clips", details->arrangement_clips,
              details->num_arrangement_clips);
}

static void add_mixer(struct file *file, const struct lg_live_mixer *mixer) {
    lg_str_add(file->out, "    volume: ");
    add_native(file, mixer->volume);
    lg_str_add(file->out, "\n    panning: ");
    add_native(file, mixer->panning);
    if (mixer->mute == LG_SWITCH_ON)
        lg_str_add(file->out, "\n    mute: true");
    if (mixer->solo == LG_SWITCH_ON)
        lg_str_add(file->out, "\n    solo: true");
    if (mixer->num_sends > 0)
        lg_str_add(file->out, "\n    sends: [");
    for (size_t i = 0; i < mixer->num_sends; i++) {
        lg_str_add(file->out, i == 0 ? "" : ", ");
        add_native(file, mixer->sends[i]);
    }
    lg_str_add(file->out, mixer->num_sends > 0 ? "]\n" : "\n");
}

/* What stands below "  - " in a list of tracks, and below "master:". */
static int add_track(struct file *file, const struct lg_live_track *track, size_t at,
                     struct lg_err *err) {
    lg_str_add(file->out, "name: ");
    add_text(file, track->name);
    lg_str_add_char(file->out, '\n');
    if (track->kind == LG_TRACK_REGULAR)
        add_kind(file, track, at);
    if (track->has_mixer)
        add_mixer(file, &track->mixer);
    if (track->num_devices > 0)
        lg_str_add(file->out, "    devices:\n");
    for (size_t i = 0; i < track->num_devices; i++)
        if (add_device(file, &track->devices[i], &file->details->tracks[at].devices[i], err) != 0)
            return lg_err_wrap(err, "track \"%s\": ", track->name);
    return 0;
}

static void add_song(struct file *file) {
    /* The model's names of dialects. */
    static const char *const dialects[LG_DIALECT__COUNT] = {"stock", "neg1000", "neg1", "string"};
    const struct lg_live_set *set = file->set;
    lg_str_printf(file->out,
                  "version: [%d, %d]\ndialect: %s\nscenes: %zu\ntempo: ", set->version[0],
                  set->version[1], dialects[set->dialect], file->details->num_scenes);
    add_native(file, set->song.tempo);
    lg_str_add(file->out, "\nsong: {loop_start: ");
    add_native(file, set->song.loop_start);
    lg_str_add(file->out, ", loop_length: ");
    add_native(file, set->song.loop_length);
    add_switch(file, "loop", set->song.loop);
    add_switch(file, "metronome", set->song.metronome);
    lg_str_add(file->out, "}\n");
}

/* Tracks that the dialect does not reach stand in the file by a name alone, as sends lead to them.
 */
static int add_returns(struct file *file, struct lg_err *err) {
    const struct lg_live_set *set = file->set;
    size_t num_sends = set->num_tracks > 0 ? set->tracks[0].mixer.num_sends : 0;
    size_t count = set->num_returns > num_sends ? set->num_returns : num_sends;
    if (count > 0)
        lg_str_add(file->out, "returns:\n");
    for (size_t i = 0; i < count; i++) {
        lg_str_add(file->out, "  - ");
        if (i >= set->num_returns)
            lg_str_printf(file->out, "name: %c-Return\n", 'A' + (int)i);
        else if (add_track(file, &set->returns[i], set->num_tracks + i, err) != 0)
            return -1;
    }
    if (set->num_returns < count)
        lg_str_printf(file->unread,
                      "names, devices and levels of %zu return%s: this dialect of the script does "
                      "not reach them\n",
                      count - set->num_returns, count - set->num_returns == 1 ? "" : "s");
    else if (count == 0 && !lg_dialect_reaches(set->dialect, LG_TRACK_RETURN, LG_PART_TRACK))
        lg_str_add(file->unread, "returns, if there are any: nothing sends to them\n");
    return 0;
}

static int add_master(struct file *file, struct lg_err *err) {
    const struct lg_live_set *set = file->set;
    lg_str_add(file->out, "master:\n    ");
    if (set->master != NULL) {
        if (set->master->num_devices > 0 && !set->master->devices[0].has_params)
            lg_str_add(file->unread, "parameters of the master's devices: this dialect of the "
                                     "script does not reach them\n");
        return add_track(file, set->master, set->num_tracks + set->num_returns, err);
    }
    lg_str_add(file->out, "name: Main\n");
    lg_str_add(file->unread, "the master's devices and levels: this dialect of the script does not "
                             "reach them\n");
    return 0;
}

static void say_rest(struct file *file) {
    if (!file->details->has_groups)
        lg_str_add(file->unread, "which group a track is in\n");
    if (file->num_guessed > 0)
        lg_str_printf(file->unread,
                      "how %zu parameter%s are shown at other values than the present one%s\n",
                      file->num_guessed, file->num_guessed == 1 ? "" : "s",
                      file->num_items > 0 ? ", texts of choices among them" : "");
    lg_str_add(file->unread,
               "what clips hold, routing, colours, what the tracks play: a `programme` "
               "can be written into the file\n");
}

int lg_live_save(const struct lg_live_set *set, const struct lg_live_details *details,
                 struct lg_str *out, struct lg_str *unread_out, struct lg_err *err) {
    struct file file = {.set = set, .details = details, .out = out, .unread = unread_out};
    int status = 0;
    add_song(&file);
    if (set->num_tracks > 0)
        lg_str_add(out, "tracks:\n");
    for (size_t i = 0; status == 0 && i < set->num_tracks; i++) {
        lg_str_add(out, "  - ");
        status = add_track(&file, &set->tracks[i], i, err);
    }
    if (status == 0 && add_returns(&file, err) == 0 && add_master(&file, err) == 0)
        say_rest(&file);
    else
        status = -1;
    lg_arena_dispose(&file.arena);
    return status;
}
