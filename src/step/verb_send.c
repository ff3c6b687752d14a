#include <string.h>

#include "live/level.h"
#include "live/owned.h"
#include "live/undo.h"
#include "step/request.h"
#include "step/verbs.h"

struct send_params {
    const char *address;
    const struct lg_node *args;
    bool allow_louder, verify;
};

static const struct lg_field fields[] = {
    {.name = "address",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct send_params, address),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN,
     .help = "a setter or a method: /live/song/set/tempo; no wildcards, no getters"},
    {.name = "args",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct send_params, args),
     .help = "arguments, typed as YAML has them: 0 is i, 0.5 f, text s, true T"},
    {.name = "allow_louder",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct send_params, allow_louder),
     .fallback = "false",
     .help =
         "let a volume, a send or a parameter that is a level (see set) go above what was found"},
    {.name = "verify",
     .type = LG_FIELD_BOOL,
     .offset = offsetof(struct send_params, verify),
     .fallback = "true",
     .help = "false: a value that did not take is no error here, but for an expect to judge"},
};

/* A setter is never answered; lg_batch_tell learns all the same whether the script took it. */
static int tell(struct lg_step_ctx *ctx, const struct lg_osc_msg *request, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t told = lg_batch_tell(batch, request->address, request->args, request->count);
    int status = lg_live_exchange(ctx->live, batch, ctx->deadline_ns, err);
    if (status == 0) {
        const struct lg_answer *answer = lg_batch_answer(batch, told);
        if (answer->kind != LG_ANSWER_SENT)
            status = lg_err_set(err, LG_ERR_WRITE, "%s: AbletonOSC answered '%s'", request->address,
                                answer->kind == LG_ANSWER_ERROR ? answer->error : "a reply");
    }
    lg_batch_free(batch);
    return status;
}

/* The value of a parameter's name request, which is behind what it echoes. */
static int ask_name(struct lg_step_ctx *ctx, const struct lg_spot *spot, const char **out,
                    struct lg_err *err) {
    struct lg_osc_msg name;
    struct lg_osc_msg request = {"/live/device/get/parameter/name", spot->index, spot->num_index};
    if (lg_live_ask(ctx->live, &request, spot->num_index, ctx->deadline_ns, ctx->arena, &name,
                    err) < 0)
        return -1;
    bool is_name = name.count == spot->num_index + 1 && name.args[name.count - 1].tag == 's';
    *out = is_name ? name.args[name.count - 1].as.s : "";
    return 0;
}

/* Which way of a parameter is louder, by its name and by what it shows. */
static int find_louder_param(struct lg_step_ctx *ctx, const struct lg_spot *spot,
                             const struct lg_reading *found, enum lg_louder *out,
                             struct lg_err *err) {
    struct lg_place place = {.kind = LG_PLACE_PARAM, .spot = *spot};
    const struct lg_prober prober = {.live = ctx->live,
                                     .journal = ctx->journal,
                                     .place = &place,
                                     .found = found,
                                     .deadline_ns = ctx->deadline_ns,
                                     .arena = ctx->arena};
    const char *name = NULL;
    double min, max;
    place.spot.label = lg_spot_label(spot, ctx->arena);
    if (ask_name(ctx, spot, &name, err) < 0 ||
        lg_spot_range(ctx->live, spot, ctx->deadline_ns, &min, &max, err) < 0)
        return -1;
    place.loud = lg_level_of_name(name);
    place.range = (struct lg_range){{(float)min}, {(float)max}};
    return lg_level_find(&prober, false, out, err);
}

/* Whether more of it is louder: a fader, a send, or a parameter that is a level. */
static int find_louder(struct lg_step_ctx *ctx, const struct lg_spot *spot,
                       const struct lg_reading *found, enum lg_louder *out, struct lg_err *err) {
    bool is_fader = strcmp(spot->set, "/live/track/set/volume") == 0 ||
                    strcmp(spot->set, "/live/track/set/send") == 0;
    *out = is_fader ? LG_LOUDER_UP : LG_LOUDER_NEITHER;
    if (strcmp(spot->set, "/live/device/set/parameter/value") != 0)
        return 0;
    return find_louder_param(ctx, spot, found, out, err);
}

/* What raises the level goes above the found value only when the file says so. */
static int refuse_louder(struct lg_step_ctx *ctx, const struct lg_change *change,
                         struct lg_err *err) {
    struct lg_reading found;
    enum lg_louder louder = LG_LOUDER_NEITHER;
    double from, to;
    if (!lg_osc_number(&change->value, &to))
        return 0;
    if (lg_spot_read(ctx->live, &change->spot, ctx->deadline_ns, ctx->arena, &found, err) < 0 ||
        find_louder(ctx, &change->spot, &found, &louder, err) < 0)
        return -1;
    struct lg_native native = {(float)to};
    if (!lg_osc_number(&found.value, &from) ||
        !lg_level_rises(louder, (struct lg_native){(float)from}, native))
        return 0;
    return lg_err_set(
        err, LG_ERR_WRITE, "%s would be louder: %g, found %g; allow_louder: true permits it",
        change->spot.label != NULL ? change->spot.label : lg_spot_label(&change->spot, ctx->arena),
        to, from);
}

static int change_spot(struct lg_step_ctx *ctx, const struct send_params *params,
                       const struct lg_change *change, struct lg_value *result,
                       struct lg_err *err) {
    struct lg_reading reading;
    if (!params->allow_louder && !ctx->allow_louder && refuse_louder(ctx, change, err) < 0)
        return -1;
    /* What moves by itself (the song's position while it plays) reads as something else at once. */
    bool verify = params->verify && !lg_undo_moves(&change->spot);
    if ((verify ? lg_spot_write : lg_spot_put)(ctx->live, ctx->journal, &change->spot,
                                               change->value, ctx->deadline_ns, ctx->arena,
                                               &reading, err) < 0)
        return -1;
    lg_value_put(ctx->arena, result, "value",
                 lg_value_at(lg_request_args_value(&reading.value, 1, ctx->arena), 0));
    return 0;
}

/* A track that the run made, and no other. */
static int delete_own(struct lg_step_ctx *ctx, int32_t index, struct lg_err *err) {
    const struct lg_journal_track *track = NULL;
    const char *why = NULL;
    for (size_t i = 0; i < lg_journal_num_tracks(ctx->journal); i++) {
        if (lg_journal_track(ctx->journal, i)->index == index)
            track = lg_journal_track(ctx->journal, i);
    }
    if (track == NULL)
        return lg_err_set(err, LG_ERR_READ,
                          "track %d is none that this gate made: it is not deleted", (int)index);
    switch (
        lg_owned_delete(ctx->live, ctx->journal, track, ctx->deadline_ns, ctx->arena, &why, err)) {
    case LG_OWNED_GONE:
        return 0;
    case LG_OWNED_LEFT:
        return lg_err_set(err, LG_ERR_WRITE, "track %d is not deleted: %s", (int)index, why);
    case LG_OWNED_ERROR:
        break;
    }
    return -1;
}

/* Changes Live so that it can be put back. */
static int change(struct lg_step_ctx *ctx, const struct send_params *params,
                  const struct lg_osc_msg *request, struct lg_value *result, struct lg_err *err) {
    struct lg_change change;
    int32_t track = 0;
    if (lg_change_of(request, ctx->arena, &change, err) < 0)
        return -1;
    switch (change.kind) {
    case LG_CHANGE_SPOT:
        return change_spot(ctx, params, &change, result, err);
    case LG_CHANGE_TRACK:
        if (lg_owned_make(ctx->live, ctx->journal, change.method, ctx->deadline_ns, &track, err) <
            0)
            return -1;
        lg_value_put(ctx->arena, result, "track", lg_value_int(ctx->arena, track));
        return 0;
    case LG_CHANGE_DELETE:
        return delete_own(ctx, change.track, err);
    case LG_CHANGE_FIRE:
        return lg_owned_fire(ctx->live, ctx->journal, change.track, change.slot, ctx->deadline_ns,
                             err);
    case LG_CHANGE__COUNT:
        break;
    }
    return lg_err_set(err, LG_ERR_INTERNAL, "an unknown kind of change");
}

/* What of it shows before a run; an address that is put together then is looked at there. */
static int check(const void *untyped, struct lg_err *err) {
    const struct send_params *params = untyped;
    return params->address == NULL ? 0 : lg_request_check_sent(params->address, err);
}

static int run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
               struct lg_err *err) {
    const struct send_params *params = untyped;
    struct lg_osc_msg request;
    if (check(params, err) < 0 ||
        lg_request_read(params->address, params->args, ctx->arena, &request, err) < 0)
        return -1;
    struct lg_value *result = lg_value_map(ctx->arena);
    lg_value_put(ctx->arena, result, "address", lg_value_text(ctx->arena, request.address));
    lg_value_put(ctx->arena, result, "args",
                 lg_request_args_value(request.args, request.count, ctx->arena));
    if (ctx->journal == NULL ? tell(ctx, &request, err) < 0
                             : change(ctx, params, &request, result, err) < 0)
        return -1;
    *result_out = result;
    return 0;
}

const struct lg_verb lg_verb_send = {
    .name = "send",
    .help = "sends a setter or method; what it changes is put back when the gate ends",
    .flags = LG_VERB_LIVE | LG_VERB_WRITES,
    .timeout_ms = 3000,
    .fields = {"send", fields, LG_ARRAY_LEN(fields)},
    .params_size = sizeof(struct send_params),
    .check = check,
    .run = run,
};
