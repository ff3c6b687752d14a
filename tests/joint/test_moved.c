/* A run is killed at any of its datagrams; then tracks, devices or parameters change places under
 * the same names. What is put back belongs where it goes, or nothing is written. */
#include "joint/world.h"

#include "joint/stand.h"
#include "live/resolve.h"

#define DEVICE(name, params)                                                                       \
    "      - name: " name "\n"                                                                     \
    "        class: " name "\n"                                                                    \
    "        parameters:\n"                                                                        \
    "          - {name: Device On, items: [Off, On], value: 1}\n" params
#define GAIN(value)                                                                                \
    "          - {name: Gain, min: -1, max: 1, value: " value                                      \
    ", display: {unit: dB, scale: 35, decimals: 1}}\n"
#define WIDTH "          - {name: Width, min: -1, max: 1, value: 0.5}\n"
#define TRIM "          - {name: Gain, min: -24, max: 24, value: 3}\n"
#define TRACK(name, volume, gain)                                                                  \
    "  - name: " name "\n"                                                                         \
    "    volume: " volume "\n"                                                                     \
    "    devices:\n" DEVICE("Utility", GAIN(gain) WIDTH)
#define RETURN(name, volume) "  - {name: " name ", volume: " volume "}\n"

/* Drums stand there twice. */
#define MOVING                                                                                     \
    "dialect: neg1000\n"                                                                           \
    "tracks:\n" TRACK("Drums", "0.7", "0.1") TRACK("Drums", "0.5", "-0.2")                         \
        TRACK("Voice", "0.6", "0") "returns:\n" RETURN("A-Reverb", "0.8")                          \
            RETURN("B-Delay", "0.9") "master:\n"                                                   \
                                     "  name: Main\n"                                              \
                                     "  devices:\n" DEVICE("Utility", GAIN("0") WIDTH)             \
                                         DEVICE("Limiter", TRIM)

static struct lg_sim_set *set_of(const struct world *world) {
    return (struct lg_sim_set *)(uintptr_t)lg_sim_now(world->script);
}

#define swap(a, b, type)                                                                           \
    do {                                                                                           \
        type kept = a;                                                                             \
        (a) = b;                                                                                   \
        (b) = kept;                                                                                \
    } while (0)

/* Each undoes itself. */

static void swap_twins(struct lg_sim_set *set) {
    swap(set->tracks[0], set->tracks[1], struct lg_sim_track);
}

static void swap_params(struct lg_sim_set *set) {
    struct lg_sim_param *params = set->tracks[2].devices[0].params;
    swap(params[1], params[2], struct lg_sim_param);
}

static void swap_master_chain(struct lg_sim_set *set) {
    swap(set->master.devices[0], set->master.devices[1], struct lg_sim_device);
}

static void swap_returns(struct lg_sim_set *set) {
    swap(set->returns[0], set->returns[1], struct lg_sim_track);
}

static void keep(struct lg_sim_set *set) {
    LG_UNUSED(set);
}

static const struct shape {
    const char *what, *path, *value;
    void (*change)(struct lg_sim_set *set);
    size_t refusals; /* at least so often nothing was written */
} shapes[] = {
    {"all in its place", "#2/Utility/Gain", "-6 dB", keep, 0},
    {"twins changed places: native", "#0/volume", "0.3", swap_twins, 1},
    {"twins changed places: tried out", "#1/Utility/Gain", "-17 dB", swap_twins, 1},
    {"the first twin's place is the other's", "#0/mute", "on", swap_twins, 1},
    {"another list of parameters", "#2/Utility/Gain", "-6 dB", swap_params, 2},
    {"another list of parameters: native", "#2/Utility/Gain", "-0.3", swap_params, 1},
    {"the master's chain in another order", "Main/Utility/Gain", "-6 dB", swap_master_chain, 2},
    {"returns in another order", "A-Reverb/volume", "0.25", swap_returns, 1},
    {"sends to returns in another order", "Voice/send A", "0", swap_returns, 1},
};

/* As stand_tell, of a world. */
static struct lg_str tell(const struct world *world) {
    const struct lg_sim_set *set = lg_sim_now(world->script);
    struct lg_str out = {0};
    for (size_t i = 0; i < set->num_tracks; i++)
        stand_tell_track(&set->tracks[i], &out);
    for (size_t i = 0; i < set->num_returns; i++)
        stand_tell_track(&set->returns[i], &out);
    stand_tell_track(&set->master, &out);
    return out;
}

/* Sets a value and is killed behind so many datagrams; returns how many it sent. */
static size_t set_and_die(struct world *world, const struct shape *shape, size_t die_at) {
    struct lg_arena arena = {0};
    struct lg_resolver resolver;
    struct lg_place place;
    struct lg_wish wish;
    struct lg_adjusted adjusted;
    const struct lg_adjust_options how = {.allow_louder = true};
    struct lg_live *live = world_live(world);
    struct lg_journal *journal = world_new_journal(world);
    int64_t deadline_ns = lg_clock_after(&world->env.clock, 20 * LG_NS_PER_S);
    world->die_at = die_at;
    lg_resolver_init(&resolver, live, &arena, (struct lg_roles){0});
    struct lg_err err = {0};
    bool is_set =
        lg_resolve(&resolver, shape->path, deadline_ns, &place, &err) == 0 &&
        lg_wish_read(shape->value, place.unit, &arena, &wish, &err) == 0 &&
        lg_adjust(live, journal, &place, &wish, &how, deadline_ns, &arena, &adjusted, &err) == 0;
    if (!is_set && die_at == 0)
        fail_msg("%s: %s", shape->what, err.text);
    size_t sent = world->sent;
    /* What was sent has come to pass before anything moves. */
    struct lg_str seen = {0};
    world_snapshot(world, &seen);
    lg_str_dispose(&seen);
    lg_journal_free(journal);
    lg_live_free(live);
    lg_arena_dispose(&arena);
    return sent;
}

/* Each line is as it was found or as the killed run left it. */
static void is_nothing_foreign(const struct lg_str *found, const struct lg_str *killed,
                               const struct lg_str *now, const char *when) {
    const char *a = lg_str_text(found);
    const char *b = lg_str_text(killed);
    for (const char *at = lg_str_text(now); *at != '\0'; at += strcspn(at, "\n") + 1) {
        size_t length = strcspn(at, "\n") + 1;
        if (strncmp(a, at, length) != 0 && strncmp(b, at, length) != 0)
            fail_msg("%s: is now: %.*s", when, (int)length, at);
        a += strcspn(a, "\n") + 1;
        b += strcspn(b, "\n") + 1;
    }
}

/* The set as it is once all is in its old place. */
static struct lg_str tell_in_place(struct world *world, const struct shape *shape) {
    shape->change(set_of(world));
    struct lg_str told = tell(world);
    shape->change(set_of(world));
    return told;
}

/* Returns whether the restore was refused. */
static bool restore_moved(struct world *world, const struct shape *shape, const char *when) {
    struct lg_str told = {0};
    struct lg_err err = {0};
    int status = world_restore(world, 0, &told, &err);
    bool is_refused = err.kind == LG_ERR_READ;
    if (is_refused && world->writes.length > 0)
        fail_msg("%s: refused, yet wrote %s", when, lg_str_text(&world->writes));
    if (status < 0 && !is_refused)
        fail_msg("%s: %s", when, err.text);
    struct lg_journal *journal = world_waiting_journal(world);
    assert_true((journal != NULL) == is_refused);
    lg_journal_free(journal);
    if (is_refused) {
        /* Once all is back in its place it is put back. */
        struct lg_err again = {0};
        shape->change(set_of(world));
        if (world_restore(world, 0, &told, &again) < 0)
            fail_msg("%s: in its place again: %s", when, again.text);
    }
    lg_str_dispose(&told);
    return is_refused;
}

static void walk(struct world *world, const struct shape *shape) {
    size_t refused = 0;
    world_open(world, MOVING);
    size_t all = set_and_die(world, shape, 0);
    for (size_t k = 1; k <= all; k++) {
        const char *when =
            lg_arena_printf(&world->arena, "%s, killed after %zu of %zu", shape->what, k, all);
        unlink(world->pointer);
        unlink(world->journal);
        world_open(world, MOVING);
        struct lg_str found = tell(world);
        set_and_die(world, shape, k);
        struct lg_str killed = tell(world);
        shape->change(set_of(world));
        struct lg_journal *journal = world_waiting_journal(world);
        bool is_waiting = journal != NULL;
        lg_journal_free(journal);
        bool is_refused = is_waiting && restore_moved(world, shape, when);
        struct lg_str now = is_refused ? tell(world) : tell_in_place(world, shape);
        is_nothing_foreign(&found, &killed, &now, when);
        if (is_waiting && strcmp(lg_str_text(&now), lg_str_text(&found)) != 0)
            fail_msg("%s: not as found:\n%s", when, lg_str_text(&now));
        refused += is_refused;
        lg_str_dispose(&found);
        lg_str_dispose(&killed);
        lg_str_dispose(&now);
    }
    if (refused < shape->refusals || (shape->change == keep && refused > 0))
        fail_msg("%s: refused %zu of %zu times", shape->what, refused, all);
}

static void restore__knows_its_place_again_or_writes_nothing(void **state) {
    for (size_t i = 0; i < LG_ARRAY_LEN(shapes); i++)
        walk(*state, &shapes[i]);
}

static const struct CMUnitTest tests[] = {
    world_test(restore__knows_its_place_again_or_writes_nothing),
};

int main(void) {
    return cmocka_run_group_tests(tests, NULL, NULL);
}
