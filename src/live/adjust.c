#include "live/adjust.h"

#include <math.h>
#include <string.h>

#include "conf/unit.h"
#include "live/calibrate.h"
#include "live/choice.h"
#include "live/confirm.h"
#include "live/level.h"
#include "live/place.h"
#include "live/recover.h"

/* One value being set. */
struct setting {
    struct lg_prober prober;
    const struct lg_wish *wish;
    const struct lg_adjust_options *options;
    struct lg_adjusted result;
    const char *end; /* what the end shows that the value was clamped to; NULL: not known */
};

static const struct lg_place *place_of(const struct setting *setting) {
    return setting->prober.place;
}

static struct lg_native found_of(const struct setting *setting) {
    double number = 0;
    lg_osc_number(&setting->result.found.value, &number);
    return (struct lg_native){(float)number};
}

static int out_of_range(struct setting *setting, struct lg_native end, const char *from,
                        const char *to, struct lg_err *err) {
    const struct lg_place *place = place_of(setting);
    char ends[2][LG_NUMBER_MAX];
    if (setting->options->clamp) {
        setting->result.native = end;
        setting->result.is_clamped = true;
        setting->end = end.number == place->range.min.number ? from : to;
        return 0;
    }
    lg_native_write(place->range.min, ends[0]);
    lg_native_write(place->range.max, ends[1]);
    if (from == NULL)
        return lg_err_set(err, LG_ERR_WRITE, "%s: %s is out of range: it takes %s … %s",
                          place->spot.label, setting->wish->text, ends[0], ends[1]);
    return lg_err_set(err, LG_ERR_WRITE,
                      "%s: %s is out of range: it takes %s … %s (native %s … %s)",
                      place->spot.label, setting->wish->text, from, to, ends[0], ends[1]);
}

static int too_loud(const struct setting *setting, struct lg_err *err) {
    const struct lg_place *place = place_of(setting);
    char ends[2][LG_NUMBER_MAX];
    lg_native_write(place->range.min, ends[0]);
    lg_native_write(place->range.max, ends[1]);
    if (setting->result.is_clamped)
        return lg_err_set(
            err, LG_ERR_WRITE,
            "%s: %s is out of range, and its end, %s, is louder than what was found, %s; "
            "--allow-louder (allow_louder: true) lets it",
            place->spot.label, setting->wish->text,
            setting->end != NULL ? setting->end
                                 : ends[setting->result.native.number == place->range.max.number],
            lg_place_show(place, &setting->result.found, setting->prober.arena));
    return lg_err_set(err, LG_ERR_WRITE,
                      "%s: %s is louder than what was found, %s, within a native range of %s … %s; "
                      "--allow-louder (allow_louder: true) lets it",
                      place->spot.label, setting->wish->text,
                      lg_place_show(place, &setting->result.found, setting->prober.arena), ends[0],
                      ends[1]);
}

static int does_not_fit(const struct setting *setting, const char *takes, struct lg_err *err) {
    lg_err_set(err, LG_ERR_WRITE, "%s takes %s; '%s' is none", place_of(setting)->spot.label, takes,
               setting->wish->text);
    return lg_err_about_misfit(err);
}

/* By each kind of place: the native value that is shown as wanted. */

static int find_switch(struct setting *setting, const struct lg_shown *wanted, struct lg_err *err) {
    static const char *const words[][4] = {{"off", "false", "no", NULL},
                                           {"on", "true", "yes", NULL}};
    for (size_t state = 0; state < LG_ARRAY_LEN(words); state++) {
        for (size_t i = 0; words[state][i] != NULL; i++) {
            if (!lg_eq_nocase(wanted->text, words[state][i]))
                continue;
            setting->result.native = (struct lg_native){(float)state};
            return 0;
        }
    }
    return does_not_fit(setting, "on or off", err);
}

static int find_volume(struct setting *setting, const struct lg_shown *wanted, struct lg_err *err) {
    double native;
    if (!wanted->is_number || wanted->unit == NULL || strcmp(wanted->unit, "dB") != 0)
        return does_not_fit(setting, "dB or a native value", err);
    if (lg_curve_invert(&lg_curve_volume, wanted->base, &native)) {
        setting->result.native = (struct lg_native){(float)native};
        return 0;
    }
    const struct lg_range *range = &place_of(setting)->range;
    return out_of_range(setting, wanted->base > 0 ? range->max : range->min, "-inf dB, -63 dB",
                        "6 dB", err);
}

static int find_panning(struct setting *setting, const struct lg_shown *wanted,
                        struct lg_err *err) {
    double native;
    if (lg_eq_nocase(wanted->text, "C"))
        native = 0;
    else if (!wanted->is_number || wanted->unit == NULL)
        return does_not_fit(setting, "20L, C, 20R or a native value", err);
    else if (lg_eq_nocase(wanted->unit, "L"))
        native = -wanted->number / LG_PAN_STEPS;
    else if (lg_eq_nocase(wanted->unit, "R"))
        native = wanted->number / LG_PAN_STEPS;
    else
        return does_not_fit(setting, "20L, C, 20R or a native value", err);
    setting->result.native = (struct lg_native){(float)native};
    return 0;
}

static int find_send(struct setting *setting, const struct lg_shown *wanted, struct lg_err *err) {
    LG_UNUSED(wanted);
    return does_not_fit(setting, "native values from 0 to 1, whose decibels nothing tells", err);
}

static int find_tempo(struct setting *setting, const struct lg_shown *wanted, struct lg_err *err) {
    if (!wanted->is_number || wanted->unit == NULL || !lg_eq_nocase(wanted->unit, "BPM"))
        return does_not_fit(setting, "BPM", err);
    setting->result.native = (struct lg_native){(float)wanted->number};
    return 0;
}

static int find_param(struct setting *setting, const struct lg_shown *wanted, struct lg_err *err) {
    struct lg_calibration calibration = {0};
    if (place_of(setting)->is_quantized)
        return lg_choice_find(&setting->prober, wanted, &setting->result.native, err);
    if (!wanted->is_number)
        return does_not_fit(setting, "numbers, with their unit", err);
    if (lg_calibrate(&setting->prober, wanted, &calibration, err) < 0)
        return -1;
    if (calibration.outcome == LG_CALIBRATED_LOUDER)
        return too_loud(setting, err);
    setting->result.native = calibration.native;
    if (calibration.outcome == LG_CALIBRATED)
        return 0;
    return out_of_range(setting, calibration.native, calibration.from, calibration.to, err);
}

static int (*const finders[LG_PLACE__COUNT])(struct setting *setting, const struct lg_shown *wanted,
                                             struct lg_err *err) = {
    [LG_PLACE_PARAM] = find_param,     [LG_PLACE_VOLUME] = find_volume,
    [LG_PLACE_PANNING] = find_panning, [LG_PLACE_SEND] = find_send,
    [LG_PLACE_SWITCH] = find_switch,   [LG_PLACE_TEMPO] = find_tempo,
};

static int find_native(struct setting *setting, struct lg_err *err) {
    const struct lg_wish *wish = setting->wish;
    const struct lg_place *place = place_of(setting);
    struct lg_native *native = &setting->result.native;
    if (wish->kind == LG_WISH_SHOWN)
        return finders[place->kind](setting, &wish->as.shown, err);
    *native = wish->kind == LG_WISH_NATIVE ? wish->as.native
                                           : lg_normal_to_native(wish->as.normal, &place->range);
    if (place->is_quantized && wish->kind == LG_WISH_NORMAL)
        native->number = roundf(native->number);
    if (place->is_quantized && native->number != roundf(native->number))
        return does_not_fit(setting, "whole numbers", err);
    if (place->kind == LG_PLACE_PARAM && place->is_quantized && wish->is_bare)
        return lg_choice_check_bare(&setting->prober, wish->text, err);
    return 0;
}

/* What holds however the native value was found. */
static int check(struct setting *setting, struct lg_err *err) {
    const struct lg_place *place = place_of(setting);
    const struct lg_prober *prober = &setting->prober;
    struct lg_native native = setting->result.native;
    if (!lg_range_holds(&place->range, native)) {
        bool is_above = native.number > place->range.max.number;
        if (out_of_range(setting, is_above ? place->range.max : place->range.min, NULL, NULL, err) <
            0)
            return -1;
        native = setting->result.native;
    }
    if (!prober->allow_louder && lg_level_rises(prober->louder, found_of(setting), native))
        return too_loud(setting, err);
    return 0;
}

static struct lg_shown shown_of(const struct setting *setting, const struct lg_reading *reading) {
    return lg_shown_read(reading->shown == NULL ? "" : reading->shown, setting->prober.arena);
}

/* The found value again; `what` says why. */
static int put_back(struct setting *setting, const char *what, struct lg_err *err) {
    const struct lg_prober *prober = &setting->prober;
    struct lg_recovery recovery = {.live = prober->live,
                                   .journal = prober->journal,
                                   .spot = &prober->place->spot,
                                   .found = prober->found,
                                   .deadline_ns = prober->deadline_ns,
                                   .arena = prober->arena};
    struct lg_err why = {0};
    if (lg_recover(&recovery, &why) < 0)
        return lg_err_set(err, LG_ERR_WRITE, "%s; %s", what, why.text);
    return lg_err_set(err, LG_ERR_WRITE, "%s; it was put back%s", what,
                      recovery.by_fraction
                          ? " by a fraction of its range (0..1), as native values do not take"
                          : "");
}

/* A write that failed may have left another value than the found one. */
static int write_failed(struct setting *setting, const struct lg_err *why, struct lg_err *err) {
    const struct lg_prober *prober = &setting->prober;
    struct lg_reading now;
    if (why->kind != LG_ERR_WRITE ||
        lg_spot_read(prober->live, &prober->place->spot, prober->deadline_ns, prober->arena, &now,
                     NULL) < 0 ||
        lg_spot_same(&now.value, &prober->found->value))
        return lg_err_set(err, why->kind, "%s", why->text);
    return put_back(setting, why->text, err);
}

/* What Live has to show; NULL: nothing tells. */
static const char *wanted_of(const struct setting *setting) {
    if (setting->wish->kind != LG_WISH_SHOWN)
        return NULL;
    return setting->result.is_clamped ? setting->end : setting->wish->text;
}

/* What Live shows must be what was wanted of it, or the end that it was clamped to. */
static int check_shown(struct setting *setting, struct lg_err *err) {
    const struct lg_wish *wish = setting->wish;
    struct lg_arena *arena = setting->prober.arena;
    struct lg_shown got = shown_of(setting, &setting->result.got);
    const char *text = wanted_of(setting);
    if (setting->result.got.shown == NULL || text == NULL)
        return 0;
    struct lg_shown wanted =
        setting->result.is_clamped ? lg_shown_read(text, arena) : wish->as.shown;
    if (lg_shown_agrees(&wanted, &got))
        return 0;
    return put_back(setting,
                    lg_arena_printf(arena, "%s: wanted %s, got %s", place_of(setting)->spot.label,
                                    text, setting->result.got.shown),
                    err);
}

/* However sure it seemed: louder by the display is louder. */
static int check_level(struct setting *setting, struct lg_err *err) {
    const struct lg_prober *prober = &setting->prober;
    struct lg_shown found = shown_of(setting, &setting->result.found);
    struct lg_shown got = shown_of(setting, &setting->result.got);
    if (prober->louder == LG_LOUDER_NEITHER || prober->allow_louder ||
        !lg_level_shows_more(prober->place->loud, &got, &found))
        return 0;
    return put_back(
        setting,
        lg_arena_printf(prober->arena, "%s: %s shows %s, which is louder than what was found, %s",
                        prober->place->spot.label, setting->wish->text, got.text, found.text),
        err);
}

static int read_found(struct setting *setting, struct lg_err *err) {
    const struct lg_prober *prober = &setting->prober;
    const struct lg_spot *spot = &place_of(setting)->spot;
    double number;
    if (lg_spot_read(prober->live, spot, prober->deadline_ns, prober->arena, &setting->result.found,
                     err) < 0)
        return -1;
    if (!lg_osc_number(&setting->result.found.value, &number) || isnan(number))
        return lg_err_set(err, LG_ERR_READ, "%s: there is no such value", spot->label);
    return 0;
}

/* Which way is louder: not asked where it decides nothing. */
static int find_louder(struct setting *setting, struct lg_err *err) {
    struct lg_prober *prober = &setting->prober;
    const struct lg_wish *wish = setting->wish;
    bool is_shown = wish->kind == LG_WISH_SHOWN;
    struct lg_shown found = shown_of(setting, &setting->result.found);
    if (prober->place->kind != LG_PLACE_PARAM) {
        bool is_level = prober->place->loud == LG_LOUD_NAMED;
        prober->louder = is_level ? LG_LOUDER_UP : LG_LOUDER_NEITHER;
        return 0;
    }
    if (prober->allow_louder && !is_shown)
        return 0;
    bool may_rise =
        prober->allow_louder || (is_shown && lg_level_is_above(&found, &wish->as.shown));
    return lg_level_find(prober, may_rise, &prober->louder, err);
}

/* What is read back is for somebody else to judge, that AbletonOSC refused it included. */
static int write_unverified(struct setting *setting, struct lg_osc_arg value, struct lg_err *err) {
    const struct lg_prober *prober = &setting->prober;
    const struct lg_spot *spot = &prober->place->spot;
    struct lg_err why = {0};
    if (lg_spot_put(prober->live, prober->journal, spot, value, prober->deadline_ns, prober->arena,
                    &setting->result.got, &why) == 0)
        return 0;
    if (why.kind != LG_ERR_WRITE)
        return lg_err_set(err, why.kind, "%s", why.text);
    return lg_spot_read(prober->live, spot, prober->deadline_ns, prober->arena,
                        &setting->result.got, err);
}

static int write_verified(struct setting *setting, struct lg_osc_arg value, struct lg_err *err) {
    const struct lg_prober *prober = &setting->prober;
    const struct lg_spot *spot = &prober->place->spot;
    struct lg_err why = {0};
    if (lg_spot_write(prober->live, prober->journal, spot, value, prober->deadline_ns,
                      prober->arena, &setting->result.got, &why) < 0)
        return write_failed(setting, &why, err);
    if (check_shown(setting, err) < 0)
        return -1;
    return lg_confirm(prober->live, prober->place, &setting->result.got, prober->deadline_ns,
                      prober->arena, err);
}

static int fit(struct setting *setting, struct lg_err *err) {
    if (read_found(setting, err) < 0 || find_louder(setting, err) < 0 ||
        find_native(setting, err) < 0)
        return -1;
    return check(setting, err);
}

/* What was wanted finer than it is shown may be off by half of what is shown. */
static void note_coarseness(struct setting *setting) {
    const struct lg_wish *wish = setting->wish;
    struct lg_shown got = shown_of(setting, &setting->result.got);
    if (wish->kind != LG_WISH_SHOWN || setting->result.is_clamped || !got.is_number ||
        !wish->as.shown.is_number || !(wish->as.shown.step < got.step * (1 - 1e-6)))
        return;
    setting->result.within = 0.5 * got.step / lg_unit_factor(got.unit);
    setting->result.unit = got.unit;
}

static int set(struct setting *setting, struct lg_err *err) {
    const struct lg_place *place = place_of(setting);
    if (fit(setting, err) < 0)
        return -1;
    struct lg_native native = setting->result.native;
    struct lg_osc_arg value = place->kind == LG_PLACE_SWITCH ? lg_osc_int(native.number != 0)
                                                             : lg_osc_float(native.number);
    if ((setting->options->unverified ? write_unverified : write_verified)(setting, value, err) < 0)
        return -1;
    note_coarseness(setting);
    return check_level(setting, err);
}

int lg_adjust(struct lg_live *live, struct lg_journal *journal, const struct lg_place *place,
              const struct lg_wish *wish, const struct lg_adjust_options *options,
              int64_t deadline_ns, struct lg_arena *arena, struct lg_adjusted *out,
              struct lg_err *err) {
    struct setting setting = {.wish = wish, .options = options};
    setting.prober = (struct lg_prober){.live = live,
                                        .journal = journal,
                                        .place = place,
                                        .found = &setting.result.found,
                                        .allow_louder = options->allow_louder,
                                        .deadline_ns = deadline_ns,
                                        .arena = arena};
    if (set(&setting, err) < 0)
        return -1;
    *out = setting.result;
    return 0;
}

int lg_adjust_fit(struct lg_live *live, struct lg_journal *journal, const struct lg_place *place,
                  const struct lg_wish *wish, const struct lg_adjust_options *options,
                  int64_t deadline_ns, struct lg_arena *arena, struct lg_fit *out,
                  struct lg_err *err) {
    struct setting setting = {.wish = wish, .options = options};
    setting.prober = (struct lg_prober){.live = live,
                                        .journal = journal,
                                        .place = place,
                                        .found = &setting.result.found,
                                        .allow_louder = options->allow_louder,
                                        .memory = options->memory,
                                        .deadline_ns = deadline_ns,
                                        .arena = arena};
    if (fit(&setting, err) < 0)
        return -1;
    *out = (struct lg_fit){setting.result.native, setting.result.is_clamped, wanted_of(&setting),
                           setting.prober.louder != LG_LOUDER_NEITHER};
    return 0;
}
