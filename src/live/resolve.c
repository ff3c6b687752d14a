#include "live/resolve.h"

#include <string.h>

#include "live/address.h"
#include "live/level.h"
#include "live/name.h"
#include "live/tables.h"

static int find_device(struct lg_resolver *resolver, const struct lg_live_track *track,
                       const char *wanted, size_t *out, struct lg_err *err) {
    const char **names = lg_arena_array(resolver->arena, track->num_devices, sizeof *names);
    const char **classes = lg_arena_array(resolver->arena, track->num_devices, sizeof *classes);
    for (size_t i = 0; i < track->num_devices; i++) {
        names[i] = track->devices[i].name;
        classes[i] = track->devices[i].class_name;
    }
    struct lg_name_list list = {"device", track->name, names, track->num_devices};
    struct lg_name_list by_class = {"device", track->name, classes, track->num_devices};
    if (!lg_name_is_any(&list, wanted) && lg_name_is_one(&by_class, wanted, out))
        return 0;
    return lg_name_find(&list, wanted, out, err);
}

/* The only EQ Eight of a track, for a path that names a band alone. */
static int find_eq(const struct lg_live_track *track, size_t *out, struct lg_err *err) {
    size_t hits = 0;
    for (size_t i = 0; i < track->num_devices; i++) {
        if (strcmp(track->devices[i].class_name, LG_EQ_EIGHT_CLASS) != 0)
            continue;
        *out = i;
        hits++;
    }
    if (hits == 1)
        return 0;
    return lg_err_set(err, LG_ERR_READ, "%s has %s: name it, TRACK/DEVICE/2.gain", track->name,
                      hits == 0 ? "no EQ Eight" : "several EQ Eights");
}

/* A track that was found. */
struct at_track {
    struct lg_track_ref ref;
    struct lg_live_track *track;
};

static int set_index(struct lg_resolver *resolver, const struct at_track *at,
                     enum lg_track_part part, struct lg_spot *spot, struct lg_err *err) {
    spot->num_index = 1;
    if (lg_track_ref_arg(&at->ref, part, resolver->arena, &spot->index[0], err) < 0)
        return lg_err_wrap(err, "%s: ", at->track->name);
    return 0;
}

static int read_params(struct lg_resolver *resolver, const struct at_track *at, size_t device,
                       int64_t deadline_ns, struct lg_err *err) {
    if (at->track->devices[device].has_params)
        return 0;
    return lg_tables_read_device(resolver->live, &at->ref, at->track, device, deadline_ns,
                                 resolver->arena, err);
}

static int place_param(struct lg_resolver *resolver, const struct at_track *at, size_t device_at,
                       const char *wanted, int64_t deadline_ns, struct lg_place *out,
                       struct lg_err *err) {
    struct lg_live_device *device = &at->track->devices[device_at];
    struct lg_arena *arena = resolver->arena;
    size_t index = 0;
    out->kind = LG_PLACE_PARAM;
    if (set_index(resolver, at, LG_PART_DEVICE, &out->spot, err) < 0)
        return -1;
    if (read_params(resolver, at, device_at, deadline_ns, err) < 0)
        return -1;
    const char **names = lg_arena_array(arena, device->num_params, sizeof *names);
    for (size_t i = 0; i < device->num_params; i++)
        names[i] = device->params[i].name;
    const char *where = lg_arena_printf(arena, "%s / %s", at->track->name, device->name);
    struct lg_name_list list = {"parameter", where, names, device->num_params};
    if (strcmp(device->class_name, LG_EQ_EIGHT_CLASS) == 0)
        wanted = lg_address_eq_band(wanted, arena);
    if (lg_name_find(&list, wanted, &index, err) < 0)
        return -1;
    const struct lg_live_param *param = &device->params[index];
    out->spot.get = "/live/device/get/parameter/value";
    out->spot.set = "/live/device/set/parameter/value";
    out->spot.show = "/live/device/get/parameter/value_string";
    out->spot.index[1] = lg_osc_int((int32_t)device_at);
    out->spot.index[2] = lg_osc_int((int32_t)index);
    out->spot.num_index = 3;
    out->spot.label = lg_arena_printf(arena, "%s / %s", where, param->name);
    out->range = param->range;
    out->is_quantized = param->is_quantized;
    out->loud = lg_level_of_name(param->name);
    out->is_now = param->value;
    return 0;
}

static int place_mixer(struct lg_resolver *resolver, const struct at_track *at,
                       const struct lg_address_mixer *row, int send, struct lg_place *out,
                       struct lg_err *err) {
    if (set_index(resolver, at, LG_PART_TRACK, &out->spot, err) < 0)
        return -1;
    out->kind = row->kind;
    out->spot.get = row->get;
    out->spot.set = row->set;
    out->range = row->range;
    out->is_quantized = row->kind == LG_PLACE_SWITCH;
    out->loud = row->is_louder_up ? LG_LOUD_NAMED : LG_LOUD_NONE;
    const char *name = row->name;
    if (row->kind == LG_PLACE_SEND) {
        out->spot.index[out->spot.num_index++] = lg_osc_int(send);
        name = lg_arena_printf(resolver->arena, "send %c", 'A' + send);
    }
    out->spot.label = lg_arena_printf(resolver->arena, "%s / %s", at->track->name, name);
    return 0;
}

static void place_tempo(struct lg_place *out) {
    out->kind = LG_PLACE_TEMPO;
    out->spot = (struct lg_spot){
        .get = "/live/song/get/tempo", .set = "/live/song/set/tempo", .label = "tempo"};
    out->range = (struct lg_range){{20}, {999}}; /* Live's own */
}

/* TRACK/WORD: the mixer, an EQ band, or a device whose parameter is not named. */
static int place_on_track(struct lg_resolver *resolver, const struct at_track *at, const char *word,
                          int64_t deadline_ns, struct lg_place *out, struct lg_err *err) {
    int send = 0;
    size_t device = 0;
    const struct lg_address_mixer *row = lg_address_find_mixer(word, &send);
    if (row != NULL)
        return place_mixer(resolver, at, row, send, out, err);
    if (lg_address_is_eq_band(word)) {
        if (find_eq(at->track, &device, err) < 0)
            return -1;
        return place_param(resolver, at, device, word, deadline_ns, out, err);
    }
    if (find_device(resolver, at->track, word, &device, err) < 0)
        return lg_err_wrap(err, "'%s' is neither volume, pan, send A…, mute, solo nor arm: ", word);
    return lg_err_set(err, LG_ERR_USAGE, "%s / %s: name a parameter, TRACK/DEVICE/PARAM",
                      at->track->name, at->track->devices[device].name);
}

/* What a path leads to: a value, or a device where that was asked for. */
struct found {
    bool is_device; /* asked for */
    struct lg_place place;
    const struct lg_live_device *device;
    const char *label;
};

static int find_value(struct lg_resolver *resolver, const struct at_track *at,
                      const struct lg_address *address, int64_t deadline_ns, struct lg_place *out,
                      struct lg_err *err) {
    const char *last = address->parts[address->count - 1];
    size_t device = 0;
    int status;
    if (address->count == 2)
        status = place_on_track(resolver, at, last, deadline_ns, out, err);
    else if (find_device(resolver, at->track, address->parts[1], &device, err) < 0)
        status = -1;
    else
        status = place_param(resolver, at, device, last, deadline_ns, out, err);
    if (status == 0)
        out->unit = lg_name_unit(last);
    return status;
}

/* One reading of a path. */
static int find_one(struct lg_resolver *resolver, const struct lg_address *address,
                    int64_t deadline_ns, struct found *out, struct lg_err *err) {
    struct at_track at;
    size_t index = 0;
    if (lg_resolve_track(resolver, address->parts[0], deadline_ns, &at.ref, &at.track, err) < 0)
        return -1;
    if (!out->is_device) {
        if (find_value(resolver, &at, address, deadline_ns, &out->place, err) < 0)
            return -1;
        out->label = out->place.spot.label;
        return 0;
    }
    if (address->count != 2)
        return lg_err_set(err, LG_ERR_USAGE, "%s: no path to a device: TRACK/DEVICE",
                          at.track->name);
    if (find_device(resolver, at.track, address->parts[1], &index, err) < 0 ||
        read_params(resolver, &at, index, deadline_ns, err) < 0)
        return -1;
    out->device = &at.track->devices[index];
    out->label = lg_arena_printf(resolver->arena, "%s / %s", at.track->name, out->device->name);
    return 0;
}

static bool is_name_among(const struct lg_live_track *tracks, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (lg_eq_nocase(tracks[i].name, name))
            return true;
    }
    return false;
}

/* The reading in which the track's own name goes on to this slash; false: no track is called so. */
static bool read_long_name(struct lg_resolver *resolver, const char *path, const char *slash,
                           struct lg_address *out) {
    const struct lg_live_set *set = &resolver->set;
    struct lg_view view = lg_view_trim((struct lg_view){path, (size_t)(slash - path)});
    const char *name = lg_arena_strndup(resolver->arena, view.text, view.length);
    if (!is_name_among(set->tracks, set->num_tracks, name) &&
        !is_name_among(set->returns, set->num_returns, name) &&
        !is_name_among(set->master, set->master == NULL ? 0 : 1, name))
        return false;
    const char *rest = lg_arena_printf(resolver->arena, "track%s", slash);
    if (lg_address_read(rest, resolver->arena, out, NULL) < 0)
        return false;
    out->parts[0] = name;
    return true;
}

static int several(const char *path, const struct found *one, const struct found *other,
                   struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ,
                      "several matches for '%s': '%s' and '%s'; write the track as #N", path,
                      one->label, other->label);
}

/* Another reading may lead somewhere; where Live did not answer none would. */
static bool is_no_such(const struct lg_err *why) {
    return why->kind == LG_ERR_READ || why->kind == LG_ERR_USAGE;
}

/* The one reading of the path that leads somewhere: a track's name may hold slashes. */
static int find(struct lg_resolver *resolver, const char *path, int64_t deadline_ns,
                struct found *out, struct lg_err *err) {
    struct lg_address address;
    struct lg_err why = {0};
    struct found found = {.is_device = out->is_device};
    if (lg_address_read(path, resolver->arena, &address, err) < 0)
        return -1;
    if (!found.is_device && address.count == 1) {
        place_tempo(&out->place);
        return 0;
    }
    int status = find_one(resolver, &address, deadline_ns, &found, &why);
    const char *slash = strchr(path, '/');
    while (slash != NULL && (status == 0 || is_no_such(&why))) {
        struct found other = {.is_device = out->is_device};
        slash = strchr(slash + 1, '/');
        if (slash == NULL || !read_long_name(resolver, path, slash, &address))
            continue;
        struct lg_err other_why = {0};
        int other_status = find_one(resolver, &address, deadline_ns, &other, &other_why);
        if (other_status == 0 && status == 0)
            return several(path, &found, &other, err);
        if (status == 0 && is_no_such(&other_why))
            continue;
        status = other_status;
        found = other;
        why = other_why;
    }
    if (status == 0)
        *out = found;
    else if (err != NULL)
        *err = why;
    return status;
}

int lg_resolve(struct lg_resolver *resolver, const char *path, int64_t deadline_ns,
               struct lg_place *out, struct lg_err *err) {
    struct found found = {0};
    if (find(resolver, path, deadline_ns, &found, err) < 0)
        return -1;
    *out = found.place;
    return 0;
}

int lg_resolve_device(struct lg_resolver *resolver, const char *path, int64_t deadline_ns,
                      const struct lg_live_device **out, const char **label_out,
                      struct lg_err *err) {
    struct found found = {.is_device = true};
    if (find(resolver, path, deadline_ns, &found, err) < 0)
        return -1;
    *out = found.device;
    *label_out = found.label;
    return 0;
}
