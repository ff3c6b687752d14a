#include <stdio.h>

#include "audio/library.h"
#include "base/fs.h"
#include "conf/library.h"
#include "matrix/library.h"
#include "osc/library.h"
#include "osc/udp.h"
#include "report/library.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/target.h"
#include "step/probe.h"

static const struct lg_option *const options[] = {&lg_option_live, &lg_option_wait, &lg_option_sim,
                                                  NULL};

/* Less free space than this stops a studio's day. */
#define DISK_LEAST_BYTES (UINT64_C(1) << 30)
#define ANSWER_WITHIN_NS (2 * LG_NS_PER_S)

struct exam {
    struct lg_app *app;
    const struct lg_args *args;
    struct lg_target target;
    bool has_target;
    int code;
};

static void tell(struct exam *exam, const char *name, const struct lg_err *failed,
                 const char *text) {
    bool good = !lg_err_is_set(failed);
    printf("%-5s %-10s %s\n", good ? "ok" : "FAIL", name, good ? text : failed->text);
    exam->code = lg_exit_graver(exam->code, lg_exit_of_err(failed));
}

static void check_target(struct exam *exam) {
    struct lg_err failed = {0};
    exam->has_target = lg_target_choose(exam->app, exam->args, &exam->target, &failed) == 0;
    tell(exam, "target", &failed, exam->has_target ? exam->target.text : "");
}

/* Live's version, asked for: an answer proves script, ports and Live at once. */
static int ask_version(struct exam *exam, struct lg_live *live, const char **text_out,
                       struct lg_err *err) {
    struct lg_app *app = exam->app;
    struct lg_osc_msg request = {.address = "/live/application/get/version"};
    struct lg_osc_msg reply;
    if (lg_live_ask(live, &request, 0, lg_clock_after(&app->env.clock, ANSWER_WITHIN_NS),
                    &app->arena, &reply, err) != 0)
        return -1;
    if (reply.count != 2 || reply.args[0].tag != 'i' || reply.args[1].tag != 'i')
        return lg_err_set(err, LG_ERR_READ, "the version came in a shape that is not AbletonOSC's");
    *text_out = lg_arena_printf(&app->arena, "%s %d.%d answers through AbletonOSC",
                                exam->target.kind == LG_TARGET_SIM    ? "the simulated Live"
                                : exam->target.kind == LG_TARGET_LIVE ? "Live"
                                                                      : "the recording",
                                reply.args[0].as.i, reply.args[1].as.i);
    return 0;
}

/* What a probe of the taxonomy sees here. It is no verdict: `missing` is fine where nothing is
 * wanted. */
static void look(struct exam *exam, const char *name, struct lg_live *live) {
    struct lg_app *app = exam->app;
    const char *out = lg_paths_user(&app->paths, &app->arena, app->settings.out);
    const struct lg_probe_kind *kind = lg_probe_find(name);
    const struct lg_subject subject = {.path = lg_fs_join(&app->arena, out, "receipts.jsonl")};
    struct lg_step_ctx ctx = {
        .env = &app->env,
        .paths = &app->paths,
        .live = live,
        .roles = app->settings.roles,
        .seat = exam->has_target ? lg_target_seat(&exam->target)
                                 : (struct lg_seat){true, (int)app->settings.port,
                                                    (int)app->settings.reply_port},
        .arena = &app->arena,
        .work_folder = out,
        .deadline_ns = lg_clock_after(&app->env.clock, LG_PROBE_TIMEOUT_MS * LG_NS_PER_MS)};
    struct lg_sighting sighting = {0};
    struct lg_err why = {0};
    bool works = (kind->flags & LG_VERB_REAL_TIME) != 0;
    if (works)
        lg_clock_begin_real(&app->env.clock);
    bool could = kind->look(&ctx, &subject, &sighting, &why) == 0;
    if (works)
        lg_clock_end_real(&app->env.clock);
    const char *detail = could ? sighting.detail : why.text;
    printf("%-5s %-10s %s: %s%s%s\n", "see", "probe", name, could ? sighting.seen : "can't look",
           detail == NULL ? "" : ": ", detail == NULL ? "" : lg_shown(detail));
}

static void look_at_live(struct exam *exam, struct lg_live *live) {
    static const char *const names[] = {"ping", "scan", "fingerprint"};
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++)
        look(exam, names[i], live);
}

static void look_at_host(struct exam *exam) {
    static const char *const names[] = {"live-process", "script-folder", "port-holder",
                                        "directories", "write-permission"};
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++)
        look(exam, names[i], NULL);
}

static void check_live(struct exam *exam) {
    struct lg_err failed = {0};
    struct lg_live *live = NULL;
    const char *text = "";
    if (!exam->has_target)
        lg_err_set(&failed, LG_ERR_USAGE, "not asked: no target");
    else if (lg_target_open(exam->app, &exam->target, &live, &failed) == 0)
        (void)!ask_version(exam, live, &text, &failed);
    tell(exam, "live", &failed, text);
    if (!lg_err_is_set(&failed))
        look_at_live(exam, live);
    lg_live_free(live);
}

/* Whether our end of the conversation can be had; a simulated Live in process needs no port. */
static void check_ports(struct exam *exam) {
    struct lg_err failed = {0};
    struct lg_app *app = exam->app;
    const struct lg_target *target = &exam->target;
    bool live = exam->has_target && target->kind == LG_TARGET_LIVE;
    struct lg_udp_options udp = {live ? target->host : "127.0.0.1",
                                 live ? target->port : (int)app->settings.port,
                                 live ? target->reply_port : (int)app->settings.reply_port};
    struct lg_link *link = NULL;
    const char *text = "";
    /* A port is the machine's, whatever time the target has. */
    struct lg_env env = app->env;
    lg_clock_init_real(&env.clock);
    if (lg_udp_open(&env, &udp, &link, &failed) == 0)
        text = lg_arena_printf(&app->arena, "%d is free for replies%s", udp.reply_port,
                               live ? "" : " (the simulated Live needs none)");
    lg_link_close(link);
    tell(exam, "ports", &failed, text);
}

static void check_folders(struct exam *exam) {
    struct lg_err failed = {0};
    struct lg_app *app = exam->app;
    const char *out = lg_paths_user(&app->paths, &app->arena, app->settings.out);
    const char *probe =
        lg_arena_printf(&app->arena, "%s/.doctor-%lld", out, (long long)app->env.pid);
    const char *gates = lg_paths_lookup(&app->paths, &app->arena, "gates");
    if (gates == NULL)
        lg_err_set(&failed, LG_ERR_READ, "no gates/ in the project %s nor in the installation",
                   app->paths.project);
    bool existed = lg_fs_is_dir(out);
    if (lg_fs_mkdirs(out, &failed) == 0 && lg_fs_write_atomic(probe, "x", 1, &failed) == 0)
        (void)!lg_fs_remove(probe, &failed);
    tell(exam, "folders", &failed,
         lg_arena_printf(&app->arena, "%s %s; gates from %s", out,
                         existed ? "is writable" : "was made and is writable", gates));
}

static void check_libraries(struct exam *exam) {
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
    tell(exam, "libraries", &failed, lg_str_text(&text));
    lg_str_dispose(&text);
}

static void check_disk(struct exam *exam) {
    struct lg_err failed = {0};
    struct lg_app *app = exam->app;
    const char *out = lg_paths_user(&app->paths, &app->arena, app->settings.out);
    const char *where = lg_fs_is_dir(out) ? out : app->paths.project;
    uint64_t bytes = 0;
    if (lg_fs_free_bytes(where, &bytes, &failed) == 0 && bytes < DISK_LEAST_BYTES)
        lg_err_set(&failed, LG_ERR_WRITE,
                   "only %.2f GiB are free at %s; renders want at least 1 GiB",
                   (double)bytes / (double)DISK_LEAST_BYTES, where);
    tell(exam, "disk", &failed,
         lg_arena_printf(&app->arena, "%.1f GiB free at %s",
                         (double)bytes / (double)DISK_LEAST_BYTES, where));
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct exam exam = {.app = app, .args = args};
    LG_UNUSED(err);
    check_target(&exam);
    check_live(&exam);
    check_ports(&exam);
    check_folders(&exam);
    check_libraries(&exam);
    check_disk(&exam);
    look_at_host(&exam);
    return exam.code;
}

const struct lg_command lg_cmd_doctor = {
    .name = "doctor",
    .usage = "doctor [--live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml]]",
    .help = "checks target, Live, ports, folders, libraries and disk, then looks by the probes "
            "that a run has",
    .options = options,
    .run = run,
};
