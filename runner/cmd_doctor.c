#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audio/library.h"
#include "base/fault.h"
#include "base/fs.h"
#include "base/proc.h"
#include "conf/library.h"
#include "live/dialect.h"
#include "matrix/library.h"
#include "osc/holder.h"
#include "osc/library.h"
#include "osc/udp.h"
#include "report/library.h"
#include "runner/commands.h"
#include "runner/exam.h"
#include "runner/installed.h"
#include "runner/target.h"
#include "step/probe.h"

static const struct lg_option option_json = {
    "--json", LG_OPTION_FLAG, NULL, "one JSON object: exit_code, checks: [{check, status, text}]",
    NULL};
static const struct lg_option option_recordings = {
    "--recordings", LG_OPTION_VALUE, "FOLDER",
    "where Live records, which has to be readable (default ~/Music/Ableton, where that is)", NULL};

static const struct lg_option *const options[] = {
    &lg_option_live, &lg_option_wait, &lg_option_sim, &option_recordings, &option_json, NULL};

/* Less free space than this stops a studio's day. */
#define DISK_LEAST_BYTES (UINT64_C(1) << 30)
#define ANSWER_WITHIN_NS (2 * LG_NS_PER_S)
/* The day this version's first lines were written, 2026-01-01: no clock shows less. */
#define CLOCK_LEAST_MS INT64_C(1767225600000)
/* Some file systems know times to two seconds only. */
#define CLOCK_TOL_S 3

struct doctor {
    struct lg_app *app;
    const struct lg_args *args;
    struct lg_exam exam;
    struct lg_target target;
    bool has_target;
    bool answers;    /* Live, or what stands for it */
    bool is_deaf;    /* our own end could not be had: nothing was asked */
    const char *out; /* the folder of runs */
};

static void check_target(struct doctor *doctor) {
    struct lg_err failed = {0};
    doctor->has_target = lg_target_choose(doctor->app, doctor->args, &doctor->target, &failed) == 0;
    lg_exam_tell(&doctor->exam, "target", &failed, doctor->has_target ? doctor->target.text : "");
}

/* --- What Live says --- */

/* What a probe of the taxonomy sees here; false where it can't look. */
static bool look(struct doctor *doctor, const char *name, struct lg_live *live,
                 struct lg_sighting *out) {
    struct lg_app *app = doctor->app;
    const struct lg_probe_kind *kind = lg_probe_find(name);
    struct lg_step_ctx ctx = {
        .env = &app->env,
        .paths = &app->paths,
        .live = live,
        .roles = app->settings.roles,
        .seat = lg_target_seat(&doctor->target),
        .arena = &app->arena,
        .work_folder = doctor->out,
        .deadline_ns = lg_clock_after(&app->env.clock, LG_PROBE_TIMEOUT_MS * LG_NS_PER_MS)};
    struct lg_err why = {0};
    bool works = (kind->flags & LG_VERB_REAL_TIME) != 0;
    if (works)
        lg_clock_begin_real(&app->env.clock);
    bool could = lg_probe_look(kind, &ctx, &(struct lg_subject){0}, out, &why) == 0;
    if (works)
        lg_clock_end_real(&app->env.clock);
    if (!could)
        *out = (struct lg_sighting){"can't look", lg_arena_strdup(&app->arena, why.text)};
    if (out->detail == NULL)
        out->detail = "";
    return could;
}

/* Live's version, asked for: an answer proves script, ports and Live at once. */
static int ask_version(struct doctor *doctor, struct lg_live *live, const char **text_out,
                       struct lg_err *err) {
    struct lg_app *app = doctor->app;
    struct lg_osc_msg request = {.address = "/live/application/get/version"};
    struct lg_osc_msg reply;
    if (lg_live_ask(live, &request, 0, lg_clock_after(&app->env.clock, ANSWER_WITHIN_NS),
                    &app->arena, &reply, err) != 0)
        return -1;
    if (reply.count != 2 || reply.args[0].tag != 'i' || reply.args[1].tag != 'i')
        return lg_err_set(err, LG_ERR_READ, "the version came in a shape that is not AbletonOSC's");
    *text_out = lg_arena_printf(&app->arena, "%s %d.%d answers through AbletonOSC",
                                doctor->target.kind == LG_TARGET_SIM    ? "the simulated Live"
                                : doctor->target.kind == LG_TARGET_LIVE ? "Live"
                                                                        : "the recording",
                                reply.args[0].as.i, reply.args[1].as.i);
    return 0;
}

static void check_dialect(struct doctor *doctor, struct lg_live *live) {
    struct lg_err failed = {0};
    struct lg_app *app = doctor->app;
    enum lg_dialect dialect = LG_DIALECT_STOCK;
    const char *text = "";
    if (lg_dialect_detect(live, lg_clock_after(&app->env.clock, ANSWER_WITHIN_NS), &dialect,
                          &failed) == 0) {
        bool reaches = lg_dialect_reaches(dialect, LG_TRACK_MASTER, LG_PART_DEVICE);
        text = lg_arena_printf(&app->arena, "%s: %s", lg_dialect_name(dialect),
                               reaches ? "the master's devices are in reach"
                                       : "the master's devices are out of reach; a group can stand "
                                         "for it (roles: {master: PREMASTER})");
    }
    lg_exam_tell(&doctor->exam, "dialect", &failed, text);
}

static void check_set(struct doctor *doctor, struct lg_live *live) {
    struct lg_sighting sighting = {0};
    if (!look(doctor, "scan", live, &sighting))
        lg_exam_note(&doctor->exam, "set", "%s", sighting.detail);
    else if (strcmp(sighting.seen, "ok") == 0)
        lg_exam_ok(&doctor->exam, "set", "%s", sighting.detail);
    else
        lg_exam_note(&doctor->exam, "set", "%s%s%s", sighting.seen,
                     sighting.detail[0] == '\0' ? "" : ": ", sighting.detail);
}

static void check_live(struct doctor *doctor) {
    struct lg_err failed = {0};
    struct lg_live *live = NULL;
    const char *text = "";
    if (!doctor->has_target) {
        lg_exam_note(&doctor->exam, "live", "not asked: no target is named");
        return;
    }
    doctor->is_deaf = lg_target_open(doctor->app, &doctor->target, &live, &failed) != 0;
    if (!doctor->is_deaf)
        (void)!ask_version(doctor, live, &text, &failed);
    doctor->answers = !lg_err_is_set(&failed);
    lg_exam_tell(&doctor->exam, "live", &failed, text);
    if (doctor->answers) {
        check_dialect(doctor, live);
        check_set(doctor, live);
    }
    lg_live_free(live);
}

/* --- What this machine says of Live --- */

/* Whether Live is to be looked for on this machine; else says why not. */
static bool is_here(struct doctor *doctor, const char *check) {
    if (doctor->has_target && lg_target_seat(&doctor->target).is_here)
        return true;
    const char *why = "Live is on another machine";
    if (!doctor->has_target)
        why = "no target is named";
    else if (doctor->target.kind != LG_TARGET_LIVE)
        why = "this Live is simulated or replayed";
    lg_exam_note(&doctor->exam, check, "not looked for: %s", why);
    return false;
}

/* Who listens where AbletonOSC does; NULL where nobody is seen to. */
static const char *holder_of(struct doctor *doctor, int port) {
    struct lg_str holder = {0};
    lg_port_holder(&doctor->app->env, port, &holder);
    const char *text =
        holder.length == 0 ? NULL : lg_arena_strdup(&doctor->app->arena, lg_str_text(&holder));
    lg_str_dispose(&holder);
    return text;
}

/* Who may be the Live that could not be asked, as our own end was not to be had. */
static const char *unasked(struct doctor *doctor) {
    return doctor->is_deaf ? holder_of(doctor, doctor->target.port) : NULL;
}

static void check_process(struct doctor *doctor) {
    struct lg_err failed = {0};
    struct lg_sighting sighting = {0};
    if (!is_here(doctor, "process"))
        return;
    bool could = look(doctor, "live-process", NULL, &sighting);
    bool is_missing = could && strcmp(sighting.seen, "missing") == 0;
    if (could && strcmp(sighting.seen, "running") == 0)
        lg_exam_ok(&doctor->exam, "process", "Live runs: %s", sighting.detail);
    else if (is_missing && doctor->answers)
        lg_exam_note(&doctor->exam, "process",
                     "no Live runs here: something else answers, such as `livegate sim`");
    else if (is_missing && unasked(doctor) != NULL)
        lg_exam_note(&doctor->exam, "process",
                     "no Live runs here: %d is held by %s, which could not be asked",
                     doctor->target.port, unasked(doctor));
    else if (is_missing) {
        lg_err_set(&failed, LG_ERR_READ, "Live does not run on this machine: start it");
        lg_exam_fail(&doctor->exam, "process", &failed);
    } else
        lg_exam_note(&doctor->exam, "process", "can't be told: %s", sighting.detail);
}

static void check_script(struct doctor *doctor) {
    struct lg_err failed = {0};
    struct lg_sighting sighting = {0};
    if (!is_here(doctor, "script"))
        return;
    bool could = look(doctor, "script-folder", NULL, &sighting);
    bool is_missing = could && strcmp(sighting.seen, "missing") == 0;
    if (could && !is_missing)
        lg_exam_ok(&doctor->exam, "script", "AbletonOSC is installed: %s, %s", sighting.detail,
                   lg_installed_commit(doctor->app, sighting.detail));
    else if (is_missing && !doctor->answers && unasked(doctor) == NULL) {
        lg_err_set(&failed, LG_ERR_READ,
                   "AbletonOSC is not in %s: install it there, or in the User Library that Live's "
                   "settings name",
                   sighting.detail);
        lg_exam_fail(&doctor->exam, "script", &failed);
    } else
        lg_exam_note(&doctor->exam, "script", "%s%s", is_missing ? "not in " : "", sighting.detail);
}

/* The same in words; "" where that is not of interest. */
static const char *listener(struct doctor *doctor, int port) {
    struct lg_arena *arena = &doctor->app->arena;
    if (!doctor->has_target || !lg_target_seat(&doctor->target).is_here)
        return "";
    const char *holder = holder_of(doctor, port);
    return holder == NULL ? lg_arena_printf(arena, "; nobody is seen to listen on %d", port)
                          : lg_arena_printf(arena, "; %d is held by %s", port, holder);
}

/* Whether our end of the conversation can be had; a simulated Live in process needs no port. */
static void check_ports(struct doctor *doctor) {
    struct lg_err failed = {0};
    struct lg_app *app = doctor->app;
    const struct lg_target *target = &doctor->target;
    bool is_live = doctor->has_target && target->kind == LG_TARGET_LIVE;
    struct lg_udp_options udp = {is_live ? target->host : "127.0.0.1",
                                 is_live ? target->port : (int)app->settings.port,
                                 is_live ? target->reply_port : (int)app->settings.reply_port};
    struct lg_link *link = NULL;
    /* A port is the machine's, whatever time the target has. */
    struct lg_env env = app->env;
    lg_clock_init_real(&env.clock);
    bool is_free = lg_udp_open(&env, &udp, &link, &failed) == 0;
    lg_link_close(link);
    if (is_free)
        lg_exam_ok(&doctor->exam, "ports", "%d is free for replies%s", udp.reply_port,
                   listener(doctor, udp.port));
    else if (is_live) {
        struct lg_err told = {0};
        lg_err_set(&told, failed.kind, "%s%s", failed.text, listener(doctor, udp.port));
        lg_exam_fail(&doctor->exam, "ports", &told);
    } else
        lg_exam_note(&doctor->exam, "ports", "needed for a Live alone: %s", failed.text);
}

/* --- What this machine says of itself --- */

/* A file in the folder of runs, to see that it can be written, and when it says it was. */
static int write_trial(struct doctor *doctor, int64_t *time_s, struct lg_err *err) {
    struct lg_app *app = doctor->app;
    const char *trial =
        lg_arena_printf(&app->arena, "%s/.doctor-%lld", doctor->out, (long long)app->env.pid);
    if (lg_fs_mkdirs(doctor->out, err) != 0 || lg_fs_write_atomic(trial, "x", 1, err) != 0)
        return -1;
    int status = lg_fs_time(trial, time_s, err);
    return lg_fs_remove(trial, err) == 0 ? status : -1;
}

static void check_clock(struct doctor *doctor, bool has_file, int64_t file_s) {
    char stamp[25];
    struct lg_err failed = {0};
    int64_t now_ms = lg_clock_wall_ms(&doctor->app->env.clock);
    int64_t off_s = file_s - now_ms / 1000;
    lg_clock_format_utc(now_ms, stamp);
    if (LG_FAULT("doctor.clock"))
        off_s += 3600;
    if (now_ms < CLOCK_LEAST_MS)
        lg_err_set(&failed, LG_ERR_READ, "it is %s here: set the clock, which receipts bear",
                   stamp);
    else if (has_file && llabs(off_s) > CLOCK_TOL_S)
        lg_err_set(&failed, LG_ERR_READ,
                   "files in %s are %lld s %s this machine's clock: what is fresh there can't be "
                   "told from what is old",
                   doctor->out, llabs(off_s), off_s > 0 ? "ahead of" : "behind");
    lg_exam_tell(&doctor->exam, "clock", &failed,
                 lg_arena_printf(&doctor->app->arena, "%s%s", stamp,
                                 has_file ? ", and files there have the same time" : ""));
}

static void check_folders(struct doctor *doctor) {
    struct lg_err failed = {0};
    struct lg_app *app = doctor->app;
    int64_t file_s = 0;
    const char *gates = lg_paths_lookup(&app->paths, &app->arena, "gates");
    bool existed = lg_fs_is_dir(doctor->out);
    bool has_file = write_trial(doctor, &file_s, &failed) == 0;
    if (gates == NULL)
        lg_err_set(&failed, LG_ERR_READ, "no gates/ in the project %s nor in the installation",
                   app->paths.project);
    lg_exam_tell(&doctor->exam, "folders", &failed,
                 lg_arena_printf(&app->arena, "%s %s; gates from %s", doctor->out,
                                 existed ? "is writable" : "was made and is writable", gates));
    check_clock(doctor, has_file, file_s);
}

static void check_disk(struct doctor *doctor) {
    struct lg_err failed = {0};
    struct lg_app *app = doctor->app;
    const char *where = lg_fs_is_dir(doctor->out) ? doctor->out : app->paths.project;
    uint64_t bytes = 0;
    if (lg_fs_free_bytes(where, &bytes, &failed) == 0 && bytes < DISK_LEAST_BYTES)
        lg_err_set(&failed, LG_ERR_WRITE,
                   "only %.2f GiB are free at %s; renders want at least 1 GiB",
                   (double)bytes / (double)DISK_LEAST_BYTES, where);
    lg_exam_tell(&doctor->exam, "disk", &failed,
                 lg_arena_printf(&app->arena, "%.1f GiB free at %s",
                                 (double)bytes / (double)DISK_LEAST_BYTES, where));
}

/* A Mac keeps programs out of folders that the user may read himself, with an errno of its own. */
static int read_folder(const char *folder, struct lg_arena *arena, struct lg_err *err) {
    char **names = NULL;
    size_t count = 0;
    struct lg_err why = {0};
    int status = lg_fs_list(folder, NULL, arena, &names, &count, &why);
    if (LG_FAULT("doctor.recordings")) {
        why = (struct lg_err){0};
        status = lg_err_sys(&why, LG_ERR_READ, EPERM, "folder '%s'", folder);
    }
    if (status == 0)
        return 0;
    const char *advice =
        why.sys_errno == EPERM
            ? "; on a Mac: System Settings, Privacy & Security, Full Disk Access: switch on what "
              "starts livegate (Terminal, or livegate itself where launchd does)"
            : "";
    return lg_err_set(err, LG_ERR_READ, "%s: recordings there can't be read%s", why.text, advice);
}

static void check_recordings(struct doctor *doctor) {
    struct lg_err failed = {0};
    struct lg_app *app = doctor->app;
    const char *home = lg_env_get(&app->env, "HOME");
    const char *folder = lg_args_value(doctor->args, option_recordings.name);
    if (folder != NULL)
        folder = lg_paths_user(&app->paths, &app->arena, folder);
    else if (home != NULL && lg_fs_is_dir(lg_fs_join(&app->arena, home, "Music/Ableton")))
        folder = lg_fs_join(&app->arena, home, "Music/Ableton");
    if (folder == NULL) {
        lg_exam_note(&doctor->exam, "recordings",
                     "not looked at: --recordings FOLDER says where Live records");
        return;
    }
    if (read_folder(folder, &app->arena, &failed) == 0)
        lg_exam_ok(&doctor->exam, "recordings", "%s can be read", folder);
    else
        lg_exam_fail(&doctor->exam, "recordings", &failed);
}

/* A Mac slows programs down whose windows nobody sees, at night behind a dark screen all of them;
 * `defaults`, which only a Mac has, knows which it must not. No verdict: by day nothing naps. */
static void check_nap(struct doctor *doctor) {
    static const char *const argv[] = {"defaults", "read", "com.ableton.live", "NSAppSleepDisabled",
                                       NULL};
    const struct lg_proc_options how = {.timeout_ms = 2000, .max_output = 256};
    struct lg_app *app = doctor->app;
    struct lg_proc_result result = {0};
    if (lg_paths_which(&app->arena, &app->env, argv[0]) == NULL ||
        lg_proc_run(&app->env, argv, &how, &result, NULL) != 0)
        return;
    if (result.exit_code == 0 &&
        lg_view_eq(lg_view_trim(lg_view_of(lg_str_text(&result.output))), "1"))
        lg_exam_ok(&doctor->exam, "nap", "App Nap is off for Live");
    else
        lg_exam_note(&doctor->exam, "nap",
                     "Live may nap behind a dark screen: before a night `defaults write "
                     "com.ableton.live NSAppSleepDisabled -bool YES`, then start Live again");
    lg_proc_result_dispose(&result);
}

static void check_libraries(struct doctor *doctor) {
    static size_t (*const layers[])(struct lg_library *) = {
        lg_base_libraries,  lg_conf_libraries,   lg_osc_libraries,
        lg_audio_libraries, lg_matrix_libraries, lg_report_libraries};
    struct lg_err failed = {0};
    struct lg_str text = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(layers); i++) {
        struct lg_library libraries[LG_LIBRARY_MAX];
        size_t count = layers[i](libraries);
        for (size_t k = 0; k < count; k++) {
            lg_str_printf(&text, "%s%s %s", text.length == 0 ? "" : ", ", libraries[k].name,
                          libraries[k].running);
            if (!lg_library_fits(&libraries[k]))
                lg_err_set(&failed, LG_ERR_INTERNAL,
                           "%s: built with %s, running %s: rebuild livegate", libraries[k].name,
                           libraries[k].built, libraries[k].running);
        }
    }
    lg_exam_tell(&doctor->exam, "libraries", &failed, lg_str_text(&text));
    lg_str_dispose(&text);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct doctor doctor = {.app = app, .args = args};
    LG_UNUSED(err);
    doctor.out = lg_paths_user(&app->paths, &app->arena, app->settings.out);
    lg_exam_begin(&doctor.exam, &app->arena, lg_args_has(args, option_json.name));
    check_target(&doctor);
    check_live(&doctor);
    check_process(&doctor);
    check_script(&doctor);
    check_ports(&doctor);
    check_folders(&doctor);
    check_disk(&doctor);
    check_recordings(&doctor);
    check_nap(&doctor);
    check_libraries(&doctor);
    return lg_exam_end(&doctor.exam);
}

const struct lg_command lg_cmd_doctor = {
    .name = "doctor",
    .usage = "doctor [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]] [--recordings FOLDER] "
             "[--json]",
    .help =
        "looks whether all is there that a run wants: Live, script, ports, folders, disk, clock",
    .more =
        "A line a check: ok, FAIL with what to do, or a note of what is no verdict. The exit code "
        "is\n"
        "that of the gravest failure: 20 for what can't be read, 30 for what can't be written.\n",
    .options = options,
    .run = run,
};
