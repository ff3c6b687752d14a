#include "live/dialect.h"

#include <string.h>

#include "base/number.h"

enum { NEG1000_MASTER = -1000, NEG1_MASTER = -1, RETURNS_MAX = 12 };

#define STRING_MASTER "master"
#define STRING_RETURN "return_"

/* Which parts of which tracks a dialect reaches, a bit each. */
enum { TRACK = 1u << LG_PART_TRACK, DEVICE = 1u << LG_PART_DEVICE };

static const struct dialect {
    const char *name;
    unsigned returns, master;
} dialects[LG_DIALECT__COUNT] = {
    [LG_DIALECT_STOCK] = {"stock", 0, 0},
    [LG_DIALECT_NEG1000] = {"neg1000", TRACK | DEVICE, TRACK | DEVICE},
    [LG_DIALECT_NEG1] = {"neg1", 0, TRACK},
    [LG_DIALECT_STRING_MASTER] = {"string-master", TRACK | DEVICE, TRACK | DEVICE},
};

const char *lg_dialect_name(enum lg_dialect dialect) {
    return (unsigned)dialect < LG_DIALECT__COUNT ? dialects[dialect].name : "unknown";
}

static struct lg_osc_arg granted(int32_t index) {
    struct lg_osc_arg arg = lg_osc_int(index);
    arg.granted = true;
    return arg;
}

static struct lg_osc_arg master_of(enum lg_dialect dialect) {
    if (dialect == LG_DIALECT_STRING_MASTER)
        return lg_osc_text(STRING_MASTER);
    return granted(dialect == LG_DIALECT_NEG1 ? NEG1_MASTER : NEG1000_MASTER);
}

static size_t ask_mute(struct lg_batch *batch, enum lg_dialect dialect) {
    struct lg_osc_arg arg = master_of(dialect);
    return lg_batch_ask(batch, "/live/track/get/mute", &arg, 1, 1);
}

/* A master has no mute. */
static bool is_master(const struct lg_batch *batch, size_t asked) {
    const struct lg_answer *answer = lg_batch_answer(batch, asked);
    return answer->kind == LG_ANSWER_REPLY && answer->count == 2 && answer->args[1].tag == 'N';
}

/* The error of an address that is not known bears that address: the getter's can't be taken for
 * another request's. */
struct lg_dialect_asked lg_dialect_ask(struct lg_batch *batch) {
    struct lg_dialect_asked asked;
    asked.neg1 = ask_mute(batch, LG_DIALECT_NEG1);
    asked.name = lg_batch_ask_safe(batch, "/live/song/get/master_track_name", NULL, 0, 0);
    asked.neg1000 = ask_mute(batch, LG_DIALECT_NEG1000);
    return asked;
}

static int prove_string(struct lg_live *live, int64_t deadline_ns, bool *out, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t asked = ask_mute(batch, LG_DIALECT_STRING_MASTER);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        *out = is_master(batch, asked);
    lg_batch_free(batch);
    return status;
}

/* Of several, the one that reaches most. */
int lg_dialect_take(struct lg_live *live, const struct lg_batch *batch,
                    const struct lg_dialect_asked *asked, int64_t deadline_ns, enum lg_dialect *out,
                    struct lg_err *err) {
    bool is_string = false;
    if (lg_batch_answer(batch, asked->name)->kind == LG_ANSWER_REPLY &&
        prove_string(live, deadline_ns, &is_string, err) < 0)
        return -1;
    if (is_string)
        *out = LG_DIALECT_STRING_MASTER;
    else if (is_master(batch, asked->neg1000))
        *out = LG_DIALECT_NEG1000;
    else
        *out = is_master(batch, asked->neg1) ? LG_DIALECT_NEG1 : LG_DIALECT_STOCK;
    return 0;
}

int lg_dialect_detect(struct lg_live *live, int64_t deadline_ns, enum lg_dialect *out,
                      struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_dialect_asked asked = lg_dialect_ask(batch);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        status = lg_dialect_take(live, batch, &asked, deadline_ns, out, err);
    lg_batch_free(batch);
    return status;
}

bool lg_dialect_reaches(enum lg_dialect dialect, enum lg_track_kind kind, enum lg_track_part part) {
    if (kind == LG_TRACK_REGULAR || (unsigned)dialect >= LG_DIALECT__COUNT)
        return kind == LG_TRACK_REGULAR;
    const struct dialect *row = &dialects[dialect];
    unsigned parts = kind == LG_TRACK_MASTER ? row->master : row->returns;
    return (parts & (1u << part)) != 0;
}

int lg_track_ref_make(enum lg_dialect dialect, enum lg_track_kind kind, size_t index,
                      struct lg_track_ref *out, struct lg_err *err) {
    if (!lg_dialect_reaches(dialect, kind, LG_PART_TRACK)) {
        const char *name = lg_dialect_name(dialect);
        if (kind == LG_TRACK_MASTER)
            return lg_err_set(
                err, LG_ERR_READ,
                "this AbletonOSC (dialect %s) can't reach the master track; two ways out: lead the "
                "whole mix through a group and name it in livegate.yaml, `roles: {master: "
                "PREMASTER}`, or install an AbletonOSC that reaches the master (dialect neg1000 or "
                "string-master)",
                name);
        return lg_err_set(err, LG_ERR_READ,
                          "this AbletonOSC (dialect %s) can't reach return tracks; dialects "
                          "neg1000 and string-master do",
                          name);
    }
    if ((kind == LG_TRACK_MASTER && index > 0) || (kind == LG_TRACK_RETURN && index >= RETURNS_MAX))
        return lg_err_set(err, LG_ERR_READ, "there is no return track %zu", index);
    *out = (struct lg_track_ref){dialect, kind, index};
    return 0;
}

int lg_track_ref_arg(const struct lg_track_ref *ref, enum lg_track_part part,
                     struct lg_arena *arena, struct lg_osc_arg *out, struct lg_err *err) {
    if (!lg_dialect_reaches(ref->dialect, ref->kind, part))
        return lg_err_set(err, LG_ERR_READ,
                          "this AbletonOSC (dialect %s) reaches the master's mixer, but not the "
                          "parameters of its devices: the same index means the last regular track "
                          "there; a group named in livegate.yaml, `roles: {master: PREMASTER}`, or "
                          "dialect neg1000 or string-master has them",
                          lg_dialect_name(ref->dialect));
    if (ref->kind == LG_TRACK_REGULAR)
        *out = lg_osc_int((int32_t)ref->index);
    else if (ref->kind == LG_TRACK_MASTER)
        *out = master_of(ref->dialect);
    else if (ref->dialect == LG_DIALECT_STRING_MASTER)
        *out = lg_osc_text(lg_arena_printf(arena, STRING_RETURN "%zu", ref->index));
    else
        *out = granted(-1 - (int32_t)ref->index);
    return 0;
}

static int no_track(enum lg_dialect dialect, const struct lg_osc_arg *arg, struct lg_err *err) {
    struct lg_str printed = {0};
    lg_osc_print(&(struct lg_osc_msg){"track", arg, 1}, &printed);
    lg_err_set(err, LG_ERR_READ, "%s names no track in this AbletonOSC (dialect %s)",
               lg_str_text(&printed), lg_dialect_name(dialect));
    lg_str_dispose(&printed);
    return -1;
}

int lg_track_ref_of_arg(enum lg_dialect dialect, const struct lg_osc_arg *arg,
                        struct lg_track_ref *out, struct lg_err *err) {
    int64_t number = 0;
    bool is_text = arg->tag == 's';
    bool by_text = dialect == LG_DIALECT_STRING_MASTER;
    if (!is_text && arg->tag == 'i' && arg->as.i >= 0)
        return lg_track_ref_make(dialect, LG_TRACK_REGULAR, (size_t)arg->as.i, out, err);
    if (is_text && by_text && strcmp(arg->as.s, STRING_MASTER) == 0)
        return lg_track_ref_make(dialect, LG_TRACK_MASTER, 0, out, err);
    if (is_text && by_text && lg_starts_with(arg->as.s, STRING_RETURN) &&
        lg_number_read_int(lg_view_of(arg->as.s + strlen(STRING_RETURN)), &number) && number >= 0)
        return lg_track_ref_make(dialect, LG_TRACK_RETURN, (size_t)number, out, err);
    if (arg->tag == 'i' && !by_text && dialect != LG_DIALECT_STOCK) {
        struct lg_osc_arg master = master_of(dialect);
        if (lg_osc_arg_eq(arg, &master))
            return lg_track_ref_make(dialect, LG_TRACK_MASTER, 0, out, err);
        if (dialect == LG_DIALECT_NEG1000)
            return lg_track_ref_make(dialect, LG_TRACK_RETURN, (size_t)(-1 - arg->as.i), out, err);
    }
    return no_track(dialect, arg, err);
}
