#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/json.h"
#include "live/diff.h"
#include "live/save.h"
#include "live/survey.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/fixtures.h"
#include "runner/target.h"

/* A set of 1 000 tracks with all parameters has some 50 MB. */
enum { SCAN_MAX_BYTES = 256 * 1024 * 1024 };

static const struct lg_option option_diff = {
    "--diff", LG_OPTION_VALUE, "OLD.json",
    "what differs from an earlier scan --json, in words; exit 1 if anything does", NULL};
static const struct lg_option option_json = {"--json", LG_OPTION_FLAG, NULL,
                                             "the whole scan as JSON on stdout", NULL};
static const struct lg_option option_verbose = {
    "--verbose", LG_OPTION_FLAG, NULL,
    "all values too: parameters, mixers with their sends, tempo and loop", NULL};
static const struct lg_option option_save = {
    "--save-set", LG_OPTION_VALUE, "SET.yaml",
    "writes the set into a new file for --sim=SET.yaml; what can't be read is said on stderr",
    NULL};
static const struct lg_option option_timeout = {"--timeout", LG_OPTION_VALUE, "DURATION",
                                                "how long to wait for the answers (default 10s)",
                                                NULL};

static const struct lg_option *const options[] = {
    &lg_option_live,  &lg_option_wait,   &lg_option_sim,  &lg_option_fixture,
    &lg_option_loose, &lg_option_record, &option_json,    &option_verbose,
    &option_diff,     &option_save,      &option_timeout, NULL};

static void print_json(const struct lg_live_set *set, const struct lg_target *target,
                       struct lg_arena *arena) {
    struct lg_value *map = lg_live_set_value(set, arena);
    lg_value_put(arena, map, "target", lg_value_text(arena, target->text));
    struct lg_str text = {0};
    lg_json_write_pretty(map, &text);
    fputs(lg_str_text(&text), stdout);
    lg_str_dispose(&text);
}

static void print_param(const struct lg_live_param *param, size_t index) {
    char numbers[3][LG_NUMBER_MAX];
    lg_native_write(param->value, numbers[0]);
    lg_native_write(param->range.min, numbers[1]);
    lg_native_write(param->range.max, numbers[2]);
    printf("         %2zu  %-24s %10s  %s … %s%s\n", index, lg_shown(param->name), numbers[0],
           numbers[1], numbers[2], param->is_quantized ? ", whole" : "");
}

static void print_device(const struct lg_live_device *device, size_t index) {
    static const char *const words[] = {"", "  off", "  on"};
    printf("     %zu  %-24s %s%s\n", index, lg_shown(device->name), lg_shown(device->class_name),
           words[lg_live_device_switch(device)]);
    for (size_t i = 0; i < device->num_params; i++)
        print_param(&device->params[i], i);
}

static void print_input(const struct lg_live_mixer *mixer) {
    char level[LG_NUMBER_MAX];
    if (mixer->monitoring != LG_MONITORING_NONE)
        printf(", monitoring %s", lg_monitoring_name(mixer->monitoring));
    for (size_t i = 0; i < mixer->num_sends; i++) {
        lg_native_write(mixer->sends[i], level);
        printf(", send %c %s", 'A' + (int)i, level);
    }
}

static void print_track(const struct lg_live_track *track, const char *id) {
    char volume[LG_NUMBER_MAX];
    char panning[LG_NUMBER_MAX];
    printf("%3s  %s", id, lg_shown(track->name));
    if (track->has_mixer) {
        lg_native_write(track->mixer.volume, volume);
        lg_native_write(track->mixer.panning, panning);
        printf("  (volume %s, panning %s%s%s%s", volume, panning,
               track->mixer.mute == LG_SWITCH_ON ? ", muted" : "",
               track->mixer.solo == LG_SWITCH_ON ? ", solo" : "",
               track->mixer.arm == LG_SWITCH_ON ? ", armed" : "");
        print_input(&track->mixer);
        putchar(')');
    }
    putchar('\n');
    for (size_t i = 0; i < track->num_devices; i++)
        print_device(&track->devices[i], i);
}

static void print_fingerprints(const struct lg_live_set *set) {
    char hex[LG_SHA256_HEX];
    printf("fingerprint  %s\n", set->fingerprint);
    for (int depth = 0; depth <= (set->has_values ? LG_FINGERPRINT_VALUES : 0); depth++) {
        lg_live_fingerprint_v2(set, (enum lg_fingerprint_depth)depth, hex);
        printf("  v2 %-10s%s\n", lg_fingerprint_depth_name((enum lg_fingerprint_depth)depth), hex);
    }
}

static void print_song(const struct lg_live_song *song) {
    char numbers[3][LG_NUMBER_MAX];
    lg_native_write(song->tempo, numbers[0]);
    lg_native_write(song->loop_start, numbers[1]);
    lg_native_write(song->loop_length, numbers[2]);
    printf("song         tempo %s, metronome %s, loop %s (from %s, %s beats long)\n", numbers[0],
           song->metronome == LG_SWITCH_ON ? "on" : "off",
           song->loop == LG_SWITCH_ON ? "on" : "off", numbers[1], numbers[2]);
}

static const char *out_of_reach(enum lg_dialect dialect) {
    bool master = lg_dialect_reaches(dialect, LG_TRACK_MASTER, LG_PART_TRACK);
    bool returns = lg_dialect_reaches(dialect, LG_TRACK_RETURN, LG_PART_TRACK);
    if (master && returns)
        return "";
    return master ? ": returns are out of reach" : ": master and returns are out of reach";
}

static void print_table(const struct lg_live_set *set, const struct lg_target *target) {
    char id[24];
    printf("target       %s\nLive         %d.%d\n", target->text, set->version[0], set->version[1]);
    if (set->is_surveyed)
        printf("dialect      %s%s\n", lg_dialect_name(set->dialect), out_of_reach(set->dialect));
    if (!set->has_values)
        puts("values       not read: --verbose reads them");
    if (set->has_song)
        print_song(&set->song);
    printf("tracks       %zu\n", set->num_tracks);
    print_fingerprints(set);
    for (size_t i = 0; i < set->num_tracks; i++) {
        snprintf(id, sizeof id, "%zu", i);
        print_track(&set->tracks[i], id);
    }
    for (size_t i = 0; i < set->num_returns; i++) {
        snprintf(id, sizeof id, "R%c", 'A' + (int)i);
        print_track(&set->returns[i], id);
    }
    if (set->master != NULL)
        print_track(set->master, "M");
}

/* 1 when anything differs. */
static int print_diff(const struct lg_live_set *was, const struct lg_live_set *is,
                      struct lg_arena *arena) {
    struct lg_diff diff;
    lg_live_diff(was, is, arena, &diff);
    for (size_t i = 0; i < diff.count; i++)
        puts(lg_shown(diff.lines[i]));
    if (diff.count == 0)
        printf("no difference%s%s\n", diff.unseen == NULL ? "" : "; not compared: ",
               diff.unseen == NULL ? "" : diff.unseen);
    else if (diff.unseen != NULL)
        lg_say("scan: not compared: %s", diff.unseen);
    return diff.count == 0 ? LG_EXIT_OK : LG_EXIT_FAILED;
}

static int read_old(struct lg_app *app, const char *path, struct lg_live_set *out,
                    struct lg_err *err) {
    struct lg_str text = {0};
    struct lg_value *value = NULL;
    int result = lg_fs_read(path, SCAN_MAX_BYTES, &text, err);
    if (result == 0)
        result = lg_json_read(lg_str_text(&text), text.length, path, &app->arena, &value, err);
    if (result == 0 && lg_live_set_read(value, &app->arena, out, err) != 0)
        result = lg_err_wrap(err, "%s: ", path);
    lg_str_dispose(&text);
    return result;
}

/* How deep a scan goes; what is to be saved wants more than --verbose. */
struct depth {
    bool is_verbose;
    struct lg_live_details *details; /* NULL: not wanted */
    int64_t timeout_ns;
};

static int scan(struct lg_app *app, const struct lg_target *target, const struct depth *depth,
                struct lg_live_set *set, struct lg_err *err) {
    struct lg_live *live = NULL;
    if (lg_target_open(app, target, &live, err) != 0)
        return -1;
    int64_t deadline_ns = lg_clock_after(&app->env.clock, depth->timeout_ns);
    int result = depth->is_verbose ? lg_live_survey(live, deadline_ns, &app->arena, set, err)
                                   : lg_live_overview(live, deadline_ns, &app->arena, set, err);
    if (result == 0 && depth->details != NULL)
        result = lg_live_details_read(live, set, deadline_ns, &app->arena, depth->details, err);
    lg_live_free(live);
    return result;
}

/* What stands there may have been worked on by hand. */
static int check_new(const char *path, struct lg_err *err) {
    if (path == NULL || access(path, F_OK) != 0)
        return 0;
    return lg_err_set(err, LG_ERR_WRITE, "--save-set: '%s' is there already; name a new file",
                      path);
}

static void say_unread(const char *lines) {
    while (*lines != '\0') {
        int length = (int)strcspn(lines, "\n");
        lg_say("scan: not saved: %.*s", length, lines);
        lines += length + (lines[length] == '\n');
    }
}

static int save(const char *path, const struct lg_live_set *set,
                const struct lg_live_details *details, struct lg_err *err) {
    struct lg_str text = {0};
    struct lg_str unread = {0};
    int result = lg_live_save(set, details, &text, &unread, err);
    if (result == 0)
        result = lg_fs_write_atomic(path, lg_str_text(&text), text.length, err);
    if (result == 0) {
        say_unread(lg_str_text(&unread));
        lg_say("scan: '%s' holds the set: livegate run --sim=%s", path, path);
    }
    lg_str_dispose(&text);
    lg_str_dispose(&unread);
    return result;
}

/* Nothing that --verbose asks for could be compared. */
static int check_depth(const struct lg_args *args, const char *old, const struct lg_live_set *was,
                       struct lg_err *err) {
    if (old == NULL || was->has_values || !lg_args_has(args, "--verbose"))
        return 0;
    return lg_err_set(
        err, LG_ERR_READ,
        "'%s' holds no parameters or mixer values: make it with scan --verbose --json", old);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_target target;
    struct lg_live_set set;
    struct lg_live_set was = {0};
    struct lg_live_details details;
    struct depth depth = {.timeout_ns = 10 * LG_NS_PER_S};
    const char *old = lg_args_value(args, "--diff");
    const char *named = lg_args_value(args, "--save-set");
    const char *saved = named == NULL ? NULL : lg_paths_user(&app->paths, &app->arena, named);
    if (lg_args_duration(args, "--timeout", &depth.timeout_ns, err) != 0 ||
        check_new(saved, err) != 0 || (old != NULL && read_old(app, old, &was, err) != 0) ||
        check_depth(args, old, &was, err) != 0 || lg_target_choose(app, args, &target, err) != 0)
        return -1;
    lg_say("scan: target %s", target.text);
    depth.is_verbose = lg_args_has(args, "--verbose") || was.has_values || saved != NULL;
    depth.details = saved == NULL ? NULL : &details;
    if (scan(app, &target, &depth, &set, err) != 0 ||
        (saved != NULL && save(saved, &set, &details, err) != 0))
        return -1;
    if (old != NULL)
        return print_diff(&was, &set, &app->arena);
    if (lg_args_has(args, "--json"))
        print_json(&set, &target, &app->arena);
    else
        print_table(&set, &target);
    return 0;
}

const struct lg_command lg_cmd_scan = {
    .name = "scan",
    .usage = "scan [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--verbose] [--json] "
             "[--diff OLD.json] [--save-set SET.yaml]",
    .help = "what the running set looks like, with its fingerprint",
    .options = options,
    .run = run,
};
