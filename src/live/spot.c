#include "live/spot.h"

#include <assert.h>
#include <string.h>

#include "live/journal.h"

bool lg_spot_is(const struct lg_spot *a, const struct lg_spot *b) {
    if (strcmp(a->get, b->get) != 0 || a->num_index != b->num_index)
        return false;
    for (size_t i = 0; i < a->num_index; i++) {
        if (!lg_osc_arg_eq(&a->index[i], &b->index[i]))
            return false;
    }
    return true;
}

static bool is_real(const struct lg_osc_arg *arg) {
    return arg->tag == 'f' || arg->tag == 'd';
}

bool lg_spot_same(const struct lg_osc_arg *a, const struct lg_osc_arg *b) {
    double x;
    double y;
    if (!is_real(a) && !is_real(b))
        return lg_osc_arg_eq(a, b);
    return lg_osc_number(a, &x) && lg_osc_number(b, &y) && (float)x == (float)y;
}

const char *lg_spot_label(const struct lg_spot *spot, struct lg_arena *arena) {
    if (spot->label != NULL)
        return spot->label;
    struct lg_str text = {0};
    lg_osc_print(&(struct lg_osc_msg){spot->set, spot->index, spot->num_index}, &text);
    const char *label = lg_arena_strdup(arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return label;
}

struct lg_spot lg_spot_copy(const struct lg_spot *spot, struct lg_arena *arena) {
    struct lg_spot copy = *spot;
    struct lg_osc_msg index =
        lg_osc_copy(&(struct lg_osc_msg){spot->set, spot->index, spot->num_index}, arena);
    copy.set = index.address;
    for (size_t i = 0; i < spot->num_index; i++)
        copy.index[i] = index.args[i];
    copy.get = lg_arena_strdup(arena, spot->get);
    copy.show = lg_arena_strdup(arena, spot->show);
    copy.off = lg_arena_strdup(arena, spot->off);
    copy.label = lg_arena_strdup(arena, lg_spot_label(spot, arena));
    return copy;
}

struct lg_spot_asked lg_spot_ask(struct lg_batch *batch, const struct lg_spot *spot) {
    struct lg_spot_asked asked = {0};
    asked.get = lg_batch_ask(batch, spot->get, spot->index, spot->num_index, spot->num_index);
    if (spot->show != NULL)
        asked.show = lg_batch_ask(batch, spot->show, spot->index, spot->num_index, spot->num_index);
    return asked;
}

size_t lg_spot_tell(struct lg_batch *batch, const struct lg_spot *spot,
                    const struct lg_osc_arg *value) {
    struct lg_osc_arg args[LG_SPOT_INDEX_MAX + 1];
    assert(spot->num_index <= LG_SPOT_INDEX_MAX);
    memcpy(args, spot->index, sizeof spot->index);
    args[spot->num_index] = *value;
    if (spot->off == NULL)
        return lg_batch_tell(batch, spot->set, args, spot->num_index + 1);
    double on = 0;
    bool is_on = lg_osc_number(value, &on) && on != 0;
    return lg_batch_tell(batch, is_on ? spot->set : spot->off, args, spot->num_index);
}

/* The one argument behind the echoed ones. */
static int take_one(const struct lg_batch *batch, size_t index, const struct lg_spot *spot,
                    const struct lg_osc_arg **out, struct lg_err *err) {
    const struct lg_answer *answer = lg_batch_answer(batch, index);
    struct lg_arena arena = {0};
    int status = 0;
    if (answer->kind == LG_ANSWER_ERROR)
        status = lg_err_set(err, LG_ERR_READ, "%s can't be read: AbletonOSC answered '%s'",
                            lg_spot_label(spot, &arena), answer->error);
    else if (answer->kind != LG_ANSWER_REPLY)
        status = lg_err_set(err, LG_ERR_READ, "%s can't be read: no answer",
                            lg_spot_label(spot, &arena));
    else if (answer->count != spot->num_index + 1)
        status = lg_err_set(err, LG_ERR_READ, "%s can't be read: %zu values where one belongs",
                            lg_spot_label(spot, &arena),
                            answer->count < spot->num_index ? 0 : answer->count - spot->num_index);
    else
        *out = &answer->args[spot->num_index];
    lg_arena_dispose(&arena);
    return status;
}

int lg_spot_answer(const struct lg_batch *batch, const struct lg_spot *spot,
                   struct lg_spot_asked asked, struct lg_arena *arena, struct lg_reading *out,
                   struct lg_err *err) {
    const struct lg_osc_arg *value = NULL;
    const struct lg_osc_arg *shown = NULL;
    if (take_one(batch, asked.get, spot, &value, err) < 0 ||
        (spot->show != NULL && take_one(batch, asked.show, spot, &shown, err) < 0))
        return -1;
    struct lg_osc_msg copy = lg_osc_copy(&(struct lg_osc_msg){spot->get, value, 1}, arena);
    out->value = copy.args[0];
    out->shown = shown != NULL && shown->tag == 's' ? lg_arena_strdup(arena, shown->as.s) : NULL;
    return 0;
}

bool lg_spot_entry(const struct lg_answer *answer, const struct lg_spot *spot, double *out) {
    const size_t echoed = 2;
    double param = 0;
    if (answer->kind != LG_ANSWER_REPLY || !lg_osc_number(&spot->index[2], &param) || param < 0 ||
        answer->count <= echoed + (size_t)param)
        return false;
    return lg_osc_number(&answer->args[echoed + (size_t)param], out);
}

int lg_spot_range(struct lg_live *live, const struct lg_spot *spot, int64_t deadline_ns,
                  double *min_out, double *max_out, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_batch *batch = NULL;
    int status = -1;
    if (strcmp(spot->get, "/live/device/get/parameter/value") != 0 || spot->num_index != 3) {
        lg_err_set(err, LG_ERR_READ, "%s is no parameter of a device", lg_spot_label(spot, &arena));
        goto out;
    }
    batch = lg_batch_new();
    size_t min = lg_batch_ask(batch, "/live/device/get/parameters/min", spot->index, 2, 2);
    size_t max = lg_batch_ask(batch, "/live/device/get/parameters/max", spot->index, 2, 2);
    status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0 && (!lg_spot_entry(lg_batch_answer(batch, min), spot, min_out) ||
                        !lg_spot_entry(lg_batch_answer(batch, max), spot, max_out)))
        status = lg_err_set(err, LG_ERR_READ, "%s: its range can't be read",
                            lg_spot_label(spot, &arena));
out:
    lg_batch_free(batch);
    lg_arena_dispose(&arena);
    return status;
}

int lg_spot_read(struct lg_live *live, const struct lg_spot *spot, int64_t deadline_ns,
                 struct lg_arena *arena, struct lg_reading *out, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_spot_asked asked = lg_spot_ask(batch, spot);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        status = lg_spot_answer(batch, spot, asked, arena, out, err);
    lg_batch_free(batch);
    return status;
}

/* What the script said to [set][get][get value_string]. */
static int take_written(const struct lg_batch *batch, const struct lg_spot *spot, size_t told,
                        struct lg_spot_asked asked, struct lg_arena *arena, struct lg_reading *out,
                        struct lg_err *err) {
    if (lg_batch_answer(batch, told)->kind == LG_ANSWER_ERROR)
        return lg_err_set(err, LG_ERR_WRITE, "%s: AbletonOSC answered '%s'",
                          lg_spot_label(spot, arena), lg_batch_answer(batch, told)->error);
    return lg_spot_answer(batch, spot, asked, arena, out, err);
}

/* [set][get][get value_string] in one burst. */
static int write_and_read(struct lg_live *live, const struct lg_spot *spot,
                          const struct lg_osc_arg *value, int64_t deadline_ns,
                          struct lg_arena *arena, struct lg_reading *out, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    size_t told = lg_spot_tell(batch, spot, value);
    struct lg_spot_asked asked = lg_spot_ask(batch, spot);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        status = take_written(batch, spot, told, asked, arena, out, err);
    lg_batch_free(batch);
    return status;
}

int lg_spot_put(struct lg_live *live, struct lg_journal *journal, const struct lg_spot *spot,
                struct lg_osc_arg value, int64_t deadline_ns, struct lg_arena *arena,
                struct lg_reading *out, struct lg_err *err) {
    struct lg_reading got = {0};
    if (journal != NULL && lg_journal_announce(journal, live, spot, &value, deadline_ns, err) < 0)
        return -1;
    if (write_and_read(live, spot, &value, deadline_ns, arena, &got, err) < 0)
        return -1;
    if (journal != NULL && !lg_spot_same(&got.value, &value) &&
        lg_journal_took(journal, spot, &got.value, err) < 0)
        return -1;
    if (out != NULL)
        *out = got;
    return 0;
}

void lg_reading_print(const struct lg_reading *reading, struct lg_str *out) {
    struct lg_str text = {0};
    lg_osc_print(&(struct lg_osc_msg){"/", &reading->value, 1}, &text);
    lg_str_add(out, lg_str_text(&text) + strlen("/ "));
    if (reading->shown != NULL)
        lg_str_printf(out, " (%s)", reading->shown);
    lg_str_dispose(&text);
}

static int not_taken(const struct lg_spot *spot, const struct lg_osc_arg *wanted,
                     const struct lg_reading *got, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    lg_str_printf(&text, "%s: wanted ", lg_spot_label(spot, &arena));
    lg_reading_print(&(struct lg_reading){*wanted, NULL}, &text);
    lg_str_add(&text, ", got ");
    lg_reading_print(got, &text);
    lg_err_set(err, LG_ERR_WRITE, "%s: the write did not take", lg_str_text(&text));
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
    return -1;
}

int lg_spot_write(struct lg_live *live, struct lg_journal *journal, const struct lg_spot *spot,
                  struct lg_osc_arg value, int64_t deadline_ns, struct lg_arena *arena,
                  struct lg_reading *out, struct lg_err *err) {
    struct lg_reading got = {0};
    if (lg_spot_put(live, journal, spot, value, deadline_ns, arena, &got, err) < 0)
        return -1;
    if (!lg_spot_same(&got.value, &value))
        return not_taken(spot, &value, &got, err);
    if (out != NULL)
        *out = got;
    return 0;
}

/* What became of one of several. */
static int settle(struct lg_journal *journal, const struct lg_spot *spot,
                  const struct lg_osc_arg *value, const struct lg_reading *got,
                  struct lg_err *err) {
    if (lg_spot_same(&got->value, value))
        return 0;
    if (journal != NULL && lg_journal_took(journal, spot, &got->value, err) < 0)
        return -1;
    return not_taken(spot, value, got, err);
}

int lg_spot_write_all(struct lg_live *live, struct lg_journal *journal,
                      const struct lg_spot *const *spots, const struct lg_osc_arg *values,
                      size_t count, int64_t deadline_ns, struct lg_arena *arena,
                      struct lg_reading *out, struct lg_err *err) {
    struct lg_spot_asked *asked = lg_arena_array(arena, count, sizeof *asked);
    size_t *told = lg_arena_array(arena, count, sizeof *told);
    for (size_t i = 0; journal != NULL && i < count; i++)
        if (lg_journal_announce(journal, live, spots[i], &values[i], deadline_ns, err) < 0)
            return -1;
    struct lg_batch *batch = lg_batch_new();
    for (size_t i = 0; i < count; i++) {
        told[i] = lg_spot_tell(batch, spots[i], &values[i]);
        asked[i] = lg_spot_ask(batch, spots[i]);
    }
    bool is_answered = lg_live_exchange(live, batch, deadline_ns, err) == 0;
    int status = is_answered ? 0 : -1;
    for (size_t i = 0; is_answered && i < count; i++) {
        struct lg_err why = {0};
        if (take_written(batch, spots[i], told[i], asked[i], arena, &out[i], &why) < 0 ||
            settle(journal, spots[i], &values[i], &out[i], &why) < 0)
            status = lg_err_set(err, why.kind, "%s", why.text);
    }
    lg_batch_free(batch);
    return status;
}
