/* The track of a path: a regular one, a return, the master, or what a role stands for. */
#include "live/name.h"
#include "live/resolve.h"
#include "live/survey.h"

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

/* The word means the real master, and a regular track is called so: one must not pass for the
 * other.
 */
static int check_master(const struct lg_name_list *regular, const struct wanted_track *wanted,
                        struct lg_err *err) {
    size_t at = 0;
    if (!wanted->is_master || wanted->role != NULL || !lg_name_is_any(regular, wanted->name))
        return 0;
    if (lg_name_find(regular, wanted->name, &at, err) < 0)
        return -1;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' is the real master, and track #%zu is called '%s': write #%zu for that "
                      "track, or say in livegate.yaml what the role stands for, "
                      "`roles: {" MASTER_ROLE ": \"%s\"}`",
                      wanted->name, at, regular->names[at], at, regular->names[at]);
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
    if (check_master(&regular, &wanted, err) < 0)
        return -1;
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
