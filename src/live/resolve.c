#include "live/resolve.h"

#include <string.h>

#include "live/address.h"
#include "live/name.h"
#include "live/survey.h"
#include "live/tables.h"

/* The role that stands for the real master unless livegate.yaml maps it. */
#define MASTER_ROLE "master"

void lg_resolver_init(struct lg_resolver *resolver, struct lg_live *live, struct lg_arena *arena,
                      struct lg_roles roles) {
    *resolver = (struct lg_resolver){.live = live, .arena = arena, .roles = roles};
}

static const struct lg_role *find_role(const struct lg_roles *roles, const char *name) {
    for (size_t i = 0; i < roles->count; i++) {
        if (lg_eq_nocase(roles->items[i].name, name))
            return &roles->items[i];
    }
    return NULL;
}

static int scan_once(struct lg_resolver *resolver, int64_t deadline_ns, struct lg_err *err) {
    if (!resolver->is_scanned &&
        lg_live_scan(resolver->live, deadline_ns, resolver->arena, &resolver->set, err) < 0)
        return -1;
    resolver->is_scanned = true;
    return 0;
}

static int look_beyond_once(struct lg_resolver *resolver, int64_t deadline_ns, struct lg_err *err) {
    enum lg_dialect dialect;
    if (resolver->set.is_surveyed)
        return 0;
    if (lg_dialect_detect(resolver->live, deadline_ns, &dialect, err) < 0)
        return -1;
    return lg_live_look_beyond(resolver->live, dialect, deadline_ns, resolver->arena,
                               &resolver->set, err);
}

static struct lg_name_list list_tracks(struct lg_resolver *resolver,
                                       const struct lg_live_track *tracks, size_t count,
                                       const char *what) {
    return (struct lg_name_list){
        .what = what,
        .names = lg_live_track_names(tracks, count, resolver->arena),
        .count = count,
    };
}

/* What is looked for: `name`, which is what `role` stands for where livegate.yaml maps it. */
struct wanted_track {
    const char *name;
    const char *role; /* NULL: the name is no role that is mapped */
    bool is_master;   /* the role master, mapped or not */
};

static int find_master(const struct lg_live_set *set, const struct wanted_track *wanted,
                       struct lg_track_ref *ref_out, struct lg_live_track **track_out,
                       struct lg_err *err) {
    if (lg_track_ref_make(set->dialect, LG_TRACK_MASTER, 0, ref_out, err) == 0) {
        *track_out = set->master;
        return 0;
    }
    if (wanted->role != NULL)
        return lg_err_wrap(err, "there is no regular track '%s' (role %s), and ", wanted->name,
                           wanted->role);
    return lg_err_wrap(err, "track '%s': ", wanted->name);
}

/* Among returns and master; 1 when it is none of them. */
static int find_beyond(struct lg_resolver *resolver, const struct wanted_track *wanted,
                       struct lg_track_ref *ref_out, struct lg_live_track **track_out,
                       struct lg_err *err) {
    struct lg_live_set *set = &resolver->set;
    size_t at = 0;
    struct lg_name_list returns =
        list_tracks(resolver, set->returns, set->num_returns, "return track");
    /* A mapped role means its track and no other, unless nothing tells what the master is called.
     */
    bool is_role = wanted->is_master && (wanted->role == NULL || set->master == NULL);
    if (is_role || (set->master != NULL && lg_name_eq(wanted->name, set->master->name)))
        return find_master(set, wanted, ref_out, track_out, err);
    if (wanted->name[0] == '#' || !lg_name_is_one(&returns, wanted->name, &at))
        return 1;
    *track_out = &set->returns[at];
    return lg_track_ref_make(set->dialect, LG_TRACK_RETURN, at, ref_out, err);
}

int lg_resolve_track(struct lg_resolver *resolver, const char *name, int64_t deadline_ns,
                     struct lg_track_ref *ref_out, struct lg_live_track **track_out,
                     struct lg_err *err) {
    const struct lg_role *role = find_role(&resolver->roles, name);
    struct wanted_track wanted = {name, NULL, lg_eq_nocase(name, MASTER_ROLE)};
    if (role != NULL)
        wanted = (struct wanted_track){role->track, role->name, wanted.is_master};
    size_t at = 0;
    if (scan_once(resolver, deadline_ns, err) < 0)
        return -1;
    struct lg_live_set *set = &resolver->set;
    struct lg_name_list regular = list_tracks(resolver, set->tracks, set->num_tracks, "track");
    if (lg_name_is_one(&regular, wanted.name, &at)) {
        *track_out = &set->tracks[at];
        return lg_track_ref_make(LG_DIALECT_STOCK, LG_TRACK_REGULAR, at, ref_out, err);
    }
    if (!lg_name_is_any(&regular, wanted.name)) {
        if (look_beyond_once(resolver, deadline_ns, err) < 0)
            return -1;
        int found = find_beyond(resolver, &wanted, ref_out, track_out, err);
        if (found <= 0)
            return found;
    }
    return lg_name_find(&regular, wanted.name, &at, err);
}

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
    out->is_louder_up = lg_address_is_louder_up(param->name);
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
    out->is_louder_up = row->is_louder_up;
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

int lg_resolve(struct lg_resolver *resolver, const char *path, int64_t deadline_ns,
               struct lg_place *out, struct lg_err *err) {
    struct lg_address address;
    struct at_track at;
    struct lg_place place = {0};
    size_t device = 0;
    if (lg_address_read(path, resolver->arena, &address, err) < 0)
        return -1;
    if (address.count == 1) {
        place_tempo(&place);
        *out = place;
        return 0;
    }
    if (lg_resolve_track(resolver, address.parts[0], deadline_ns, &at.ref, &at.track, err) < 0)
        return -1;
    const char *last = address.parts[address.count - 1];
    int status;
    if (address.count == 2)
        status = place_on_track(resolver, &at, last, deadline_ns, &place, err);
    else if (find_device(resolver, at.track, address.parts[1], &device, err) < 0)
        status = -1;
    else
        status = place_param(resolver, &at, device, last, deadline_ns, &place, err);
    if (status < 0)
        return -1;
    place.unit = lg_name_unit(last);
    *out = place;
    return 0;
}

int lg_resolve_device(struct lg_resolver *resolver, const char *path, int64_t deadline_ns,
                      const struct lg_live_device **out, const char **label_out,
                      struct lg_err *err) {
    struct lg_address address;
    struct at_track at;
    size_t index = 0;
    if (lg_address_read(path, resolver->arena, &address, err) < 0)
        return -1;
    if (address.count != 2)
        return lg_err_set(err, LG_ERR_USAGE, "'%s' is no path to a device: TRACK/DEVICE", path);
    if (lg_resolve_track(resolver, address.parts[0], deadline_ns, &at.ref, &at.track, err) < 0 ||
        find_device(resolver, at.track, address.parts[1], &index, err) < 0 ||
        read_params(resolver, &at, index, deadline_ns, err) < 0)
        return -1;
    const struct lg_live_device *device = &at.track->devices[index];
    *out = device;
    *label_out = lg_arena_printf(resolver->arena, "%s / %s", at.track->name, device->name);
    return 0;
}
