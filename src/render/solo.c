#include "render/solo.h"

#include <ctype.h>
#include <string.h>

#include "audio/stats.h"
#include "base/fs.h"
#include "live/scan.h"

/* What is known of each regular track before anything is done. */
enum trait { TRAIT_MUTE, TRAIT_SOLO, TRAIT_GROUP, NUM_TRAITS };

static const char *const trait_addresses[NUM_TRAITS] = {
    [TRAIT_MUTE] = "/live/track/get/mute",
    [TRAIT_SOLO] = "/live/track/get/solo",
    [TRAIT_GROUP] = "/live/track/get/is_foldable",
};

struct track {
    const char *name;
    bool has[NUM_TRAITS];
};

struct work {
    const struct lg_solo_order *order;
    struct track *tracks;
    size_t num_tracks;
    struct lg_solo_stems *out;
};

static int take_traits(const struct lg_batch *batch, struct work *work, struct lg_err *err) {
    for (size_t i = 0; i < work->num_tracks * NUM_TRAITS; i++) {
        const struct lg_answer *answer = lg_batch_answer(batch, i);
        double is;
        if (answer->kind != LG_ANSWER_REPLY || answer->count != 2 ||
            !lg_osc_number(&answer->args[1], &is))
            return lg_err_set(err, LG_ERR_READ, "%s of '%s': %s", trait_addresses[i % NUM_TRAITS],
                              work->tracks[i / NUM_TRAITS].name,
                              answer->kind == LG_ANSWER_ERROR ? answer->error : "no number");
        work->tracks[i / NUM_TRAITS].has[i % NUM_TRAITS] = is != 0;
    }
    return 0;
}

static int look_around(struct work *work, struct lg_err *err) {
    const struct lg_print_order *print = work->order->print;
    struct lg_live_set set;
    if (lg_live_scan(print->live, print->deadline_ns, print->arena, &set, err) < 0)
        return -1;
    struct lg_batch *batch = lg_batch_new();
    work->num_tracks = set.num_tracks;
    work->tracks = lg_arena_array(print->arena, set.num_tracks, sizeof *work->tracks);
    for (size_t i = 0; i < set.num_tracks; i++) {
        const struct lg_osc_arg index = lg_osc_int((int32_t)i);
        work->tracks[i].name = set.tracks[i].name;
        for (size_t t = 0; t < NUM_TRAITS; t++)
            lg_batch_ask_safe(batch, trait_addresses[t], &index, 1, 1);
    }
    int status = lg_live_exchange(print->live, batch, print->deadline_ns, err);
    if (status == 0)
        status = take_traits(batch, work, err);
    lg_batch_free(batch);
    return status;
}

/* "Lead Vox 2" is LEAD_VOX_2; what names nothing that a file may be called is TRACK_3. */
static const char *role_of(const struct work *work, size_t track) {
    struct lg_arena *arena = work->order->print->arena;
    const char *name = work->tracks[track].name;
    struct lg_str role = {0};
    for (const char *at = name; *at != '\0'; at++) {
        bool is_plain = isascii((unsigned char)*at) && isalnum((unsigned char)*at);
        if (is_plain)
            lg_str_add_char(&role, (char)toupper((unsigned char)*at));
        else if (role.length > 0 && at[1] != '\0' && !lg_ends_with(lg_str_text(&role), "_"))
            lg_str_add_char(&role, '_');
    }
    const char *made = role.length > 0 ? lg_arena_strndup(arena, lg_str_text(&role), role.length)
                                       : lg_arena_printf(arena, "TRACK_%zu", track);
    lg_str_dispose(&role);
    return made;
}

static bool is_taken(const struct lg_solo_stems *stems, const char *role) {
    bool is = strcmp(stems->mix.role, role) == 0;
    for (size_t i = 0; i < stems->count; i++)
        is = is || strcmp(stems->items[i].role, role) == 0;
    return is;
}

static void add_stem(struct work *work, size_t track) {
    struct lg_arena *arena = work->order->print->arena;
    struct lg_solo_stems *out = work->out;
    const char *role = role_of(work, track);
    const char *own = role;
    for (unsigned n = 2; is_taken(out, own); n++)
        own = lg_arena_printf(arena, "%s_%u", role, n);
    out->items[out->count++] = (struct lg_solo_stem){
        .track = (int32_t)track, .name = work->tracks[track].name, .role = own};
}

static int choose(struct work *work, struct lg_err *err) {
    const struct lg_solo_order *order = work->order;
    struct lg_solo_stems *out = work->out;
    size_t most = order->tracks != NULL ? order->num_tracks : work->num_tracks;
    out->items = lg_arena_array(order->print->arena, most, sizeof *out->items);
    out->muted = lg_arena_array(order->print->arena, most, sizeof *out->muted);
    out->mix.role = "MASTER";
    for (size_t i = 0; i < most; i++) {
        size_t track = order->tracks != NULL ? (size_t)order->tracks[i] : i;
        if (order->tracks != NULL && (order->tracks[i] < 0 || track >= work->num_tracks))
            return lg_err_set(err, LG_ERR_READ, "there is no track #%d: the set has %zu",
                              (int)order->tracks[i], work->num_tracks);
        if (work->tracks[track].has[TRAIT_MUTE])
            out->muted[out->num_muted++] = work->tracks[track].name;
        else if (order->tracks != NULL || !work->tracks[track].has[TRAIT_GROUP])
            add_stem(work, track);
    }
    return out->count > 0
               ? 0
               : lg_err_set(err, LG_ERR_READ, "there is no track to print that is not muted");
}

static int set_solo(const struct work *work, size_t track, bool on, struct lg_err *err) {
    const struct lg_print_order *print = work->order->print;
    const struct lg_spot spot = {
        .get = "/live/track/get/solo",
        .set = "/live/track/set/solo",
        .index = {lg_osc_int((int32_t)track)},
        .num_index = 1,
        .label = lg_arena_printf(print->arena, "%s / solo", work->tracks[track].name)};
    return lg_spot_write(print->live, print->journal, &spot, lg_osc_bool(on), print->deadline_ns,
                         print->arena, NULL, err);
}

/* Of those that were soloed when we came. */
static int set_found_solos(const struct work *work, bool on, struct lg_err *err) {
    for (size_t i = 0; i < work->num_tracks; i++)
        if (work->tracks[i].has[TRAIT_SOLO] && set_solo(work, i, on, err) < 0)
            return -1;
    return 0;
}

static int print_one(const struct work *work, struct lg_solo_stem *stem, struct lg_err *err) {
    const struct lg_solo_order *order = work->order;
    struct lg_print_order print = *order->print;
    print.file =
        lg_arena_printf(print.arena, "%s/%s_%s.wav", order->folder, order->song, stem->role);
    if (!print.outlet.may_overwrite && lg_fs_is_file(print.file))
        return lg_err_set(err, LG_ERR_WRITE, "'%s' is there already: move it away", print.file);
    print.id = stem->role;
    print.may_be_silent = stem != &work->out->mix;
    if (lg_render(order->mode, &print, &stem->print, err) < 0)
        return -1;
    stem->is_silent = stem->print.measures.sample_peak_dbfs <= LG_SILENCE_DBFS;
    return 0;
}

static int print_stem(const struct work *work, struct lg_solo_stem *stem, struct lg_err *err) {
    size_t track = (size_t)stem->track;
    if (set_solo(work, track, true, err) < 0 || print_one(work, stem, err) < 0 ||
        set_solo(work, track, false, err) < 0)
        return lg_err_wrap(err, "stem of '%s': ", stem->name);
    return 0;
}

static int check_sum(const struct work *work, struct lg_err *err) {
    const struct lg_solo_order *order = work->order;
    struct lg_solo_stems *out = work->out;
    struct lg_arena *arena = order->print->arena;
    const char **paths = lg_arena_array(arena, out->count + 1, sizeof *paths);
    const char **roles = lg_arena_array(arena, out->count, sizeof *roles);
    paths[0] = out->mix.print.file;
    for (size_t i = 0; i < out->count; i++) {
        paths[i + 1] = out->items[i].print.file;
        roles[i] = out->items[i].role;
    }
    const struct lg_stems_options options = {.roles = roles,
                                             .num_roles = out->count,
                                             .tolerance_dbfs = order->tolerance_dbfs,
                                             .env = order->print->env};
    return lg_stems_check(paths, out->count + 1, &options, arena, &out->check, err);
}

int lg_solo_print(const struct lg_solo_order *order, struct lg_solo_stems *out,
                  struct lg_err *err) {
    struct lg_solo_stems stems = {0};
    struct work work = {.order = order, .out = &stems};
    if (order->print->live == NULL || order->print->journal == NULL)
        return lg_err_set(err, LG_ERR_INTERNAL,
                          "stems are printed with Live, and a journal to be undone by");
    if (look_around(&work, err) < 0 || choose(&work, err) < 0 ||
        set_found_solos(&work, false, err) < 0)
        return -1;
    if (print_one(&work, &stems.mix, err) < 0)
        return lg_err_wrap(err, "mix: ");
    for (size_t i = 0; i < stems.count; i++)
        if (print_stem(&work, &stems.items[i], err) < 0)
            return -1;
    if (set_found_solos(&work, true, err) < 0 || check_sum(&work, err) < 0)
        return -1;
    *out = stems;
    return 0;
}
