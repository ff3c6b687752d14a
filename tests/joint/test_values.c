/* Values as people say them, set in the simulated Live, read back, shown right; or refused in
 * words.
 */
#include "support/unit.h"

#include "stand.h"

static const struct lg_adjust_options carefully = {0};
static const struct lg_adjust_options louder = {.allow_louder = true};
static const struct lg_adjust_options clamped = {.clamp = true, .allow_louder = true};
static const struct lg_adjust_options fitting = {.clamp = true};

static struct stand *open_set(void) {
    return stand_open("mastering", NULL, NULL, NULL);
}

struct trial {
    const char *path, *value;
    const struct lg_adjust_options *how;
    double native;     /* as it is afterwards */
    double tol;        /* 0: exactly, in float32 */
    const char *shown; /* what Live shows then; NULL: nothing */
};

static const struct trial trials[] = {
    /* The display is the native value. */
    {"PREMASTER/Glue Compressor/Threshold", "-30 dB", &carefully, -30, 0, "-30.0 dB"},
    {"premaster/gluecompressor/threshold_db", "-30", &carefully, -30, 0, "-30.0 dB"},
    {"PREMASTER/Limiter/Ceiling", "-6.5 dB", &carefully, -6.5, 0, "-6.5 dB"},
    {"PREMASTER/Limiter/Release", "0.1 s", &carefully, 100, 0, "100.0 ms"},
    {"PREMASTER/Glue Compressor/Dry/Wet", "25 %", &carefully, 0.25, 0, "25 %"},
    /* Zero shows zero on every scale: found out by trying. */
    {"PREMASTER/Limiter/Gain", "-6 dB", &carefully, -6, 0, "-6.0 dB"},
    {"PREMASTER/Limiter/Gain", "6 dB", &louder, 6, 0, "6.0 dB"},
    {"PREMASTER/eq.2.gain", "-3 dB", &carefully, -3, 0, "-3.0 dB"},
    {"PREMASTER/EQ Eight/2.gain_db", "-3", &carefully, -3, 0, "-3.0 dB"},
    /* What it is already, at the quiet end, where nothing can be tried. */
    {"PREMASTER/Glue Compressor/Makeup", "0 dB", &carefully, 0, 0, "0.0 dB"},
    {"PREMASTER/Glue Compressor/Makeup", "0 dB", &louder, 0, 0, "0.0 dB"},
    /* A scale of its own. */
    {"PREMASTER/Utility/Gain", "-6 dB", &carefully, -6 / 35.0, 0.0015, "-6.0 dB"},
    {"PREMASTER/Utility/Gain", "-inf dB", &carefully, -1, 0, "-inf dB"},
    {"PREMASTER/Utility/Gain", "6 dB", &louder, 6 / 35.0, 0.0015, "6.0 dB"},
    {"PREMASTER/Utility/Gain", "35 dB", &louder, 1, 0.0015, "35.0 dB"},
    {"Drums/Compressor/Threshold", "-20 dB", &carefully, 44 / 70.0, 0.001, "-20.0 dB"},
    {"PREMASTER/eq.2.frequency", "120 Hz", &carefully, 0.3229, 0.001, "120 Hz"},
    {"PREMASTER/eq.2.freq", "1.2 kHz", &carefully, 0.622, 0.001, "1.20 kHz"},
    {"PREMASTER/eq.3.freq_hz", "10000", &carefully, 0.8976, 0.001, "10.00 kHz"},
    {"Drums/Compressor/Ratio", "2:1", &carefully, 0.25, 0.001, "2.00 : 1"},
    /* By the shown text. */
    {"PREMASTER/Glue Compressor/Ratio", "4:1", &carefully, 1, 0, "4:1"},
    {"PREMASTER/Glue Compressor/Ratio", "10:1", &carefully, 2, 0, "10:1"},
    {"PREMASTER/Glue Compressor/Release", "A", &carefully, 6, 0, "A"},
    {"PREMASTER/Glue Compressor/Attack", "0.3 ms", &carefully, 2, 0, "0.3 ms"},
    {"PREMASTER/eq.1.type", "bell", &carefully, 3, 0, "Bell"},
    {"PREMASTER/Limiter/Device On", "off", &carefully, 0, 0, "Off"},
    /* Native and normalised. */
    {"PREMASTER/Glue Compressor/Threshold", "-30", &carefully, -30, 0, "-30.0 dB"},
    {"PREMASTER/Glue Compressor/Threshold", "0.25 norm", &carefully, -30, 0, "-30.0 dB"},
    {"PREMASTER/Glue Compressor/Ratio", "1", &carefully, 1, 0, "4:1"},
    /* The mixer. */
    {"PREMASTER/volume", "-6 dB", &carefully, 0.7, 0, NULL},
    {"PREMASTER/volume", "-inf dB", &carefully, 0, 0, NULL},
    {"PREMASTER/volume", "6 dB", &louder, 1, 0, NULL},
    {"Drums/volume", "-7.5 dB", &carefully, 0.66247, 0.00001, NULL},
    {"Drums/pan", "20L", &carefully, -0.4, 0, NULL},
    {"Keys/panning", "C", &carefully, 0, 0, NULL},
    {"Drums/send A", "0.1", &carefully, 0.1, 0, NULL},
    {"tempo", "128.5 BPM", &carefully, 128.5, 0, NULL},
    {"Drums/mute", "on", &carefully, 1, 0, NULL},
    /* Clamped. */
    {"PREMASTER/Limiter/Gain", "28 dB", &clamped, 24, 0, "24.0 dB"},
    {"PREMASTER/Utility/Gain", "50 dB", &clamped, 1, 0, "35.0 dB"},
    {"PREMASTER/Glue Compressor/Threshold", "-60", &clamped, -40, 0, "-40.0 dB"},
};

static void values__are_set_read_back_and_shown(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(trials); i++) {
        const struct trial *trial = &trials[i];
        struct stand *stand = open_set();
        struct lg_adjusted adjusted;
        double got = 0;
        if (stand_set(stand, (struct lg_roles){0}, trial->path, trial->value, trial->how,
                      &adjusted) < 0)
            fail_msg("%s %s: %s", trial->path, trial->value, stand->err.text);
        assert_true(lg_osc_number(&adjusted.got.value, &got));
        bool is_near = trial->tol > 0 ? fabs(got - trial->native) <= trial->tol
                                      : (float)got == (float)trial->native;
        if (!is_near || (trial->shown != NULL && strcmp(trial->shown, adjusted.got.shown) != 0))
            fail_msg("%s %s: native %.9g instead of %.9g, shown %s", trial->path, trial->value, got,
                     trial->native, adjusted.got.shown);
        assert_int_equal(adjusted.is_clamped, trial->how == &clamped);
        stand_close(stand);
    }
}

/* What the client said is what the set holds, and nothing else moved, however much was tried. */
static void values__leave_all_else_alone(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *path, *value, *changed;
    } rows[] = {
        {"PREMASTER/Limiter/Gain", "-6 dB", "PREMASTER / Limiter / Gain -6\n"},
        {"PREMASTER/Glue Compressor/Release", "A", "PREMASTER / Glue Compressor / Release 6\n"},
        {"PREMASTER/volume", "-6 dB", "PREMASTER volume 0.699999988\n"},
        {"Vocals/send B", "0.1", "Vocals send 1 0.100000001\n"},
        {"tempo", "90", "tempo 90\n"},
        {"Keys/arm", "on", "Keys mute 0 solo 0 arm 1\n"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = open_set();
        struct lg_adjusted adjusted;
        struct lg_str was = stand_tell(stand);
        assert_int_equal(stand_set(stand, (struct lg_roles){0}, rows[i].path, rows[i].value,
                                   &carefully, &adjusted),
                         0);
        stand_assert_changed(was, stand_tell(stand), rows[i].changed);
        stand_close(stand);
    }
}

struct refusal {
    const char *path, *value;
    const struct lg_adjust_options *how;
    enum lg_err_kind kind;
    bool tries; /* values were tried and put back */
    const char *says;
};

static const struct refusal refusals[] = {
    {"PREMASTER/Limiter/Gain", "28 dB", &carefully, LG_ERR_WRITE, true,
     "PREMASTER / Limiter / Gain: 28 dB is out of range: it takes -24.0 dB … 24.0 dB (native -24 … "
     "24)"},
    {"PREMASTER/Limiter/Gain", "28 dB", &louder, LG_ERR_WRITE, true,
     "PREMASTER / Limiter / Gain: 28 dB is out of range: it takes -24.0 dB … 24.0 dB (native -24 … "
     "24)"},
    {"PREMASTER/Limiter/Gain", "28 dB", &fitting, LG_ERR_WRITE, true,
     "PREMASTER / Limiter / Gain: 28 dB is out of range, and its end, 24.0 dB, is louder than what "
     "was found, 0.0 dB; --allow-louder (allow_louder: true) lets it"},
    {"PREMASTER/Limiter/Gain", "28", &fitting, LG_ERR_WRITE, true,
     "PREMASTER / Limiter / Gain: 28 is out of range, and its end, 24, is louder than what was "
     "found, 0.0 dB; --allow-louder (allow_louder: true) lets it"},
    {"PREMASTER/Limiter/Gain", "28", &louder, LG_ERR_WRITE, false,
     "PREMASTER / Limiter / Gain: 28 is out of range: it takes -24 … 24"},
    {"PREMASTER/Limiter/Gain", "6", &carefully, LG_ERR_WRITE, true,
     "PREMASTER / Limiter / Gain: 6 is louder than what was found, 0.0 dB, within a native range "
     "of -24 … 24; --allow-louder (allow_louder: true) lets it"},
    {"PREMASTER/Utility/Gain", "6 dB", &carefully, LG_ERR_WRITE, true,
     "PREMASTER / Utility / Gain: 6 dB is louder than what was found, 0.0 dB, within a native "
     "range of -1 … 1; --allow-louder (allow_louder: true) lets it"},
    {"PREMASTER/Utility/Gain", "50 dB", &louder, LG_ERR_WRITE, true,
     "PREMASTER / Utility / Gain: 50 dB is out of range: it takes -inf dB … 35.0 dB (native -1 … "
     "1)"},
    {"PREMASTER/Glue Compressor/Makeup", "3 dB", &carefully, LG_ERR_WRITE, false,
     "PREMASTER / Glue Compressor / Makeup: 3 dB is louder than what was found, 0.0 dB, within a "
     "native range of 0 … 20; --allow-louder (allow_louder: true) lets it"},
    {"PREMASTER/volume", "3 dB", &carefully, LG_ERR_WRITE, false,
     "PREMASTER / volume: 3 dB is louder than what was found, 0.0 dB, within a native range of 0 … "
     "1; --allow-louder (allow_louder: true) lets it"},
    {"PREMASTER/volume", "7 dB", &louder, LG_ERR_WRITE, false,
     "PREMASTER / volume: 7 dB is out of range: it takes -inf dB, -63 dB … 6 dB (native 0 … 1)"},
    {"PREMASTER/Glue Compressor/Threshold", "-50 dB", &carefully, LG_ERR_WRITE, true,
     "PREMASTER / Glue Compressor / Threshold: -50 dB is out of range: it takes -40.0 dB … 0.0 dB "
     "(native -40 … 0)"},
    {"PREMASTER/Glue Compressor/Threshold", "100 Hz", &carefully, LG_ERR_WRITE, false,
     "PREMASTER / Glue Compressor / Threshold is shown in dB ('-10.0 dB'): 100 Hz is of another "
     "unit"},
    {"PREMASTER/Glue Compressor/Threshold", "loud", &carefully, LG_ERR_WRITE, false,
     "PREMASTER / Glue Compressor / Threshold takes numbers, with their unit; 'loud' is none"},
    {"PREMASTER/Glue Compressor/Ratio", "8:1", &carefully, LG_ERR_WRITE, true,
     "PREMASTER / Glue Compressor / Ratio shows no '8:1'; it shows '2:1', '4:1', '10:1'"},
    {"PREMASTER/Glue Compressor/Ratio", "1.5", &carefully, LG_ERR_WRITE, false,
     "PREMASTER / Glue Compressor / Ratio takes whole numbers; '1.5' is none"},
    {"Drums/send A", "-6 dB", &carefully, LG_ERR_WRITE, false,
     "Drums / send A takes native values from 0 to 1, whose decibels nothing tells; '-6 dB' is "
     "none"},
    {"tempo", "1000", &carefully, LG_ERR_WRITE, false,
     "tempo: 1000 is out of range: it takes 20 … 999"},
    {"Drums/mute", "maybe", &carefully, LG_ERR_WRITE, false,
     "Drums / mute takes on or off; 'maybe' is none"},
};

static void values__are_refused_in_words(void **state) {
    LG_UNUSED(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(refusals); i++) {
        const struct refusal *refusal = &refusals[i];
        struct stand *stand = open_set();
        struct lg_adjusted adjusted;
        struct lg_str was = stand_tell(stand);
        assert_int_equal(stand_set(stand, (struct lg_roles){0}, refusal->path, refusal->value,
                                   refusal->how, &adjusted),
                         -1);
        assert_string_equal(stand->err.text, refusal->says);
        assert_int_equal(stand->err.kind, refusal->kind);
        assert_int_equal(stand->num_writes > 0, refusal->tries);
        stand_assert_changed(was, stand_tell(stand), "");
        stand_close(stand);
    }
}

static double loudest(const struct stand *stand) {
    double most = -INFINITY;
    for (size_t i = 0; i < stand->num_writes; i++)
        most = stand->writes[i].value > most ? stand->writes[i].value : most;
    return most;
}

static void values__are_never_tried_louder_than_found(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *path, *value;
        double found;
    } rows[] = {
        {"PREMASTER/Utility/Gain", "-6 dB", 0},   {"PREMASTER/Utility/Gain", "6 dB", 0},
        {"PREMASTER/Limiter/Gain", "-6 dB", 0},   {"PREMASTER/Limiter/Gain", "28 dB", 0},
        {"PREMASTER/Limiter/Ceiling", "0 dB", 0}, {"PREMASTER/eq.2.gain", "5 dB", 0},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = open_set();
        struct lg_adjusted adjusted;
        LG_UNUSED(stand_set(stand, (struct lg_roles){0}, rows[i].path, rows[i].value, &carefully,
                            &adjusted));
        assert_true(loudest(stand) <= rows[i].found);
        stand_close(stand);
    }
}

/* Allowed to be louder, it climbs: a sixteenth of the way beyond at most, not to the top. */
static void values__climb_no_further_than_needed(void **state) {
    LG_UNUSED(state);
    struct stand *stand = open_set();
    struct lg_adjusted adjusted;
    assert_int_equal(stand_set(stand, (struct lg_roles){0}, "PREMASTER/Utility/Gain", "3 dB",
                               &louder, &adjusted),
                     0);
    assert_string_equal(adjusted.got.shown, "3.0 dB");
    assert_true(loudest(stand) <= 3 / 35.0 + 1 / 16.0);
    stand_close(stand);
}

/* What is tried is put back in the burst that tries it: between ticks nothing of it is heard. */
static void values__that_are_tried_outlive_no_tick(void **state) {
    LG_UNUSED(state);
    static const struct {
        size_t device, param;
        const char *path, *value;
        double set;
    } rows[] = {
        {0, 9, "PREMASTER/Utility/Gain", "-inf dB", -1},
        {2, 5, "PREMASTER/Glue Compressor/Ratio", "10:1", 2},
        {0, 9, "PREMASTER/Utility/Gain", "35 dB", 1},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = open_set();
        struct lg_adjusted adjusted;
        const struct lg_sim_track *track = &lg_sim_now(stand->sim)->tracks[4];
        stand->watched = &track->devices[rows[i].device].params[rows[i].param];
        assert_int_equal(
            stand_set(stand, (struct lg_roles){0}, rows[i].path, rows[i].value, &louder, &adjusted),
            0);
        assert_true(stand->num_writes > 3);
        assert_int_equal(stand->num_seen, 2);
        assert_true((double)stand->seen[1] == rows[i].set);
        stand_close(stand);
    }
}

/* A display of another shape. */
struct shape {
    size_t device, param; /* of PREMASTER */
    float value;
    double scale, offset;
    struct lg_sim_shown exact; /* with a text of its own; NULL text: none */
    const char *unit;          /* NULL: as it is */
    float min, max;            /* both 0: as they are */
};

static void shape_display(struct lg_sim_set *set, const void *how) {
    const struct shape *shape = how;
    struct lg_sim_param *param = &set->tracks[4].devices[shape->device].params[shape->param];
    param->value = shape->value;
    param->display.scale = shape->scale;
    param->display.offset = shape->offset;
    param->display.table = &shape->exact;
    param->display.table_count = shape->exact.text == NULL ? 0 : 1;
    if (shape->unit != NULL)
        param->display.unit = shape->unit;
    if (shape->max > shape->min) {
        param->min = shape->min;
        param->max = shape->max;
    }
}

/* The display lies: at one place, or everywhere but where it was found. */
static void values__that_show_something_else_are_put_back(void **state) {
    LG_UNUSED(state);
    static const struct {
        struct shape shape;
        const char *path, *value, *says;
        const struct lg_adjust_options *how;
        enum lg_err_kind kind;
    } rows[] = {
        {{3, 1, 3, 1, 0, {2, "2.5 dB"}, NULL, 0, 0},
         "PREMASTER/Limiter/Gain",
         "2 dB",
         "PREMASTER / Limiter / Gain: wanted 2 dB, got 2.5 dB; it was put back",
         &carefully,
         LG_ERR_WRITE},
        /* The end that it is clamped to is looked at as well. */
        {{3, 1, 3, 1, 0, {24, "20.0 dB"}, NULL, 0, 0},
         "PREMASTER/Limiter/Gain",
         "28 dB",
         "PREMASTER / Limiter / Gain: wanted 24.0 dB, got 20.0 dB; it was put back",
         &clamped,
         LG_ERR_WRITE},
        /* One coincidence is no scale: it shows twice the value but for where it was found. */
        {{3, 1, 3, 2, 0, {3, "3.0 dB"}, NULL, 0, 0},
         "PREMASTER/Limiter/Gain",
         "2 dB",
         "PREMASTER / Limiter / Gain: what it shows does not rise or fall with its value around "
         "'3.0 dB', so that nothing tells which way is louder",
         &carefully,
         LG_ERR_READ},
        /* A native value that shows more than was found, though it is less. */
        {{3, 1, 3, 1, 0, {2, "9.0 dB"}, NULL, 0, 0},
         "PREMASTER/Limiter/Gain",
         "2",
         "PREMASTER / Limiter / Gain: 2 shows 9.0 dB, which is louder than what was found, 3.0 dB; "
         "it was put back",
         &carefully,
         LG_ERR_WRITE},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = stand_open("mastering", NULL, shape_display, &rows[i].shape);
        struct lg_adjusted adjusted;
        struct lg_str was = stand_tell(stand);
        assert_int_equal(stand_set(stand, (struct lg_roles){0}, rows[i].path, rows[i].value,
                                   rows[i].how, &adjusted),
                         -1);
        assert_string_equal(stand->err.text, rows[i].says);
        assert_int_equal(stand->err.kind, rows[i].kind);
        stand_assert_changed(was, stand_tell(stand), "");
        stand_close(stand);
    }
}

/* Where the display touches the native value at the found place alone, by chance, it is no scale:
 * 2x - 3 shows 3.0 at 3. */
static void values__that_show_themselves_by_chance_are_tried_out(void **state) {
    LG_UNUSED(state);
    static const struct shape shape = {3, 1, 3, 2, -3, {0, NULL}, NULL, 0, 0};
    struct stand *stand = stand_open("mastering", NULL, shape_display, &shape);
    struct lg_adjusted adjusted;
    double got = 0;
    assert_int_equal(stand_set(stand, (struct lg_roles){0}, "PREMASTER/Limiter/Gain", "-6 dB",
                               &carefully, &adjusted),
                     0);
    assert_true(lg_osc_number(&adjusted.got.value, &got));
    assert_true(fabs(got - -1.5) < 0.03);
    assert_string_equal(adjusted.got.shown, "-6.0 dB");
    stand_close(stand);
}

/* What the loudest of the values that were written shows, in dB. */
static double loudest_shown(const struct stand *stand, const struct shape *shape) {
    double most = -INFINITY;
    for (size_t i = 0; i < stand->num_writes; i++)
        most = fmax(most, stand->writes[i].value * shape->scale + shape->offset);
    return most;
}

/* A gain of 0..1 that shows -60 x dB: less of it is louder. */
static void values__are_as_loud_as_they_show(void **state) {
    LG_UNUSED(state);
    /* A parameter whose name says nothing, shown in dB, is a level as well. */
    static const struct shape gain = {3, 1, 0.5F, -60, 0, {0, NULL}, "dB", 0, 1};
    static const struct shape percent = {3, 1, 0.5F, -100, 100, {0, NULL}, "%", 0, 1};
    static const struct shape top = {3, 1, 0, -60, 0, {0, NULL}, "dB", 0, 1};
    static const struct {
        const struct shape *shape;
        const char *value;
        const struct lg_adjust_options *how;
        const char *shown; /* NULL: refused */
        double most;       /* dB that may be tried */
    } rows[] = {
        {&gain, "-36 dB", &carefully, "-36.0 dB", -29.7},
        {&gain, "0.6", &carefully, "-36.0 dB", -29.7},
        {&gain, "-24 dB", &carefully, NULL, -29.7},
        {&gain, "0.4", &carefully, NULL, -29.7},
        {&gain, "0.3 norm", &carefully, NULL, -29.7},
        {&gain, "-24 dB", &louder, "-24.0 dB", -22},
        {&gain, "0.4", &louder, "-24.0 dB", -24},
        {&top, "-6 dB", &carefully, "-6.0 dB", 0},
        {&gain, "-90 dB", &louder, NULL, -29.7},
        {&percent, "40 %", &carefully, "40.0 %", 50.3},
        {&percent, "75 %", &carefully, NULL, 50.3},
        {&percent, "0.3", &carefully, NULL, 50.3},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = stand_open("mastering", NULL, shape_display, rows[i].shape);
        struct lg_adjusted adjusted;
        struct lg_str was = stand_tell(stand);
        int status = stand_set(stand, (struct lg_roles){0}, "PREMASTER/Limiter/Gain", rows[i].value,
                               rows[i].how, &adjusted);
        if ((status == 0) != (rows[i].shown != NULL))
            fail_msg("row %zu: %s", i, stand->err.text);
        if (status == 0)
            assert_string_equal(adjusted.got.shown, rows[i].shown);
        else
            stand_assert_changed(was, stand_tell(stand), "");
        if (status == 0)
            lg_str_dispose(&was);
        if (loudest_shown(stand, rows[i].shape) > rows[i].most + 1e-6)
            fail_msg("row %zu: %g dB was tried", i, loudest_shown(stand, rows[i].shape));
        stand_close(stand);
    }
}

static void mislead(struct lg_sim_set *set, const void *how) {
    struct lg_sim_device *devices = set->tracks[4].devices;
    devices[0].params[9].writes = *(const enum lg_sim_writes *)how; /* Utility / Gain */
    devices[2].params[1].writes = *(const enum lg_sim_writes *)how; /* Glue / Threshold */
    devices[2].params[5].writes = *(const enum lg_sim_writes *)how; /* Glue / Ratio */
}

static void values__that_do_not_take_are_told(void **state) {
    LG_UNUSED(state);
    static const struct {
        enum lg_sim_writes writes;
        const char *path, *value, *says;
    } rows[] = {
        {LG_SIM_WRITES_IGNORED, "PREMASTER/Glue Compressor/Threshold", "-30 dB",
         "PREMASTER / Glue Compressor / Threshold: wanted -30 dB, got -10.0 dB, which it shows "
         "whatever is written: writes do not take"},
        {LG_SIM_WRITES_IGNORED, "PREMASTER/Glue Compressor/Threshold", "-30",
         "PREMASTER / Glue Compressor / Threshold: wanted -30, got -10 (-10.0 dB): the write did "
         "not take"},
        {LG_SIM_WRITES_IGNORED, "PREMASTER/Utility/Gain", "-6 dB",
         "PREMASTER / Utility / Gain: wanted -6 dB, got 0.0 dB, which it shows whatever is "
         "written: writes do not take"},
        {LG_SIM_WRITES_IGNORED, "PREMASTER/Glue Compressor/Ratio", "10:1",
         "PREMASTER / Glue Compressor / Ratio: wanted 10:1, got 4:1, which it shows whatever is "
         "written: writes do not take"},
        {LG_SIM_WRITES_IGNORED, "PREMASTER/Utility/Gain", "-0.5",
         "PREMASTER / Utility / Gain: wanted -0.5, got 0 (0.0 dB): the write did not take"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = stand_open("mastering", NULL, mislead, &rows[i].writes);
        struct lg_adjusted adjusted;
        struct lg_str was = stand_tell(stand);
        assert_int_equal(stand_set(stand, (struct lg_roles){0}, rows[i].path, rows[i].value,
                                   &carefully, &adjusted),
                         -1);
        assert_string_equal(stand->err.text, rows[i].says);
        assert_int_equal(stand->err.kind, LG_ERR_WRITE);
        stand_assert_changed(was, stand_tell(stand), "");
        stand_close(stand);
    }
}

/* A parameter that takes 0..1 while it tells a range of -40..0 is an error that names it, and is
 * put back by the fraction that its found value is of the range. */
static void values__on_another_scale_than_told_are_put_back(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *path, *value;
    } rows[] = {
        {"PREMASTER/Glue Compressor/Threshold", "-30 dB"},
        {"PREMASTER/Glue Compressor/Threshold", "-30"},
        {"PREMASTER/Glue Compressor/Threshold", "0"},
        {"PREMASTER/Utility/Gain", "-6 dB"},
        {"PREMASTER/Utility/Gain", "-0.5"},
        {"PREMASTER/Utility/Gain", "-inf dB"},
    };
    enum lg_sim_writes writes = LG_SIM_WRITES_NORMALISED;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = stand_open("mastering", NULL, mislead, &writes);
        struct lg_adjusted adjusted;
        struct lg_str was = stand_tell(stand);
        assert_int_equal(stand_set(stand, (struct lg_roles){0}, rows[i].path, rows[i].value,
                                   &carefully, &adjusted),
                         -1);
        assert_int_equal(stand->err.kind, LG_ERR_WRITE);
        const char *slash = strchr(rows[i].path + strlen("PREMASTER/"), '/');
        if (strstr(stand->err.text, slash + 1) == NULL)
            fail_msg("'%s' does not name %s", stand->err.text, rows[i].path);
        stand_assert_changed(was, stand_tell(stand), "");
        stand_close(stand);
    }
}

static void rename_items(struct lg_sim_set *set, const void *how) {
    set->tracks[4].devices[2].params[5].display.items = (const char **)(uintptr_t)how; /* Ratio */
}

/* A found value that no float32 fraction comes to: as near as one can, with the same display. */
static void put_between(struct lg_sim_set *set, const void *how) {
    struct lg_sim_param *threshold = &set->tracks[4].devices[2].params[1]; /* Glue / Threshold */
    LG_UNUSED(how);
    threshold->writes = LG_SIM_WRITES_NORMALISED;
    threshold->value = -0.3F;
}

static void values__between_two_fractions_go_back_as_near_as_can_be(void **state) {
    LG_UNUSED(state);
    struct stand *stand = stand_open("mastering", NULL, put_between, NULL);
    const struct lg_sim_param *threshold = &lg_sim_now(stand->sim)->tracks[4].devices[2].params[1];
    struct lg_adjusted adjusted;
    assert_int_equal(stand_set(stand, (struct lg_roles){0}, "PREMASTER/Glue Compressor/Threshold",
                               "0", &carefully, &adjusted),
                     -1);
    assert_non_null(strstr(stand->err.text, "it was put back by a fraction of its range"));
    assert_true(threshold->value != -0.3F);
    assert_true(fabs((double)threshold->value + 0.3) < 0.00001);
    stand_close(stand);
}

/* The texts of an enum that are numbers, alike, or the same. */
static void values__of_texts_are_no_guess(void **state) {
    LG_UNUSED(state);
    static const char *const numbers[] = {"2", "4", "10"};
    static const char *const natives[] = {"0", "1", "2"};
    static const char *const alike[] = {"Low +", "Low -", "Low"};
    static const char *const twice[] = {"On", "Off", "On"};
    static const char *const beats[] = {"1/8", "1/16", "1/8T"};
    static const char *const ratios[] = {"2:1", "4:1", "10:1"};
    static const char where[] = "PREMASTER / Glue Compressor / Ratio";
    static const struct {
        const char *const *items;
        const char *value;
        double native;
        const char *says; /* behind the label; NULL: it is set */
    } rows[] = {
        {numbers, "4", 0,
         ": '4' is ambiguous: it shows '2' (native 0), '4' (native 1), '10' (native 2); write '4 "
         "shown' for what it shows, or 'N native'"},
        {numbers, "2", 0,
         ": '2' is ambiguous: it shows '2' (native 0), '4' (native 1), '10' (native 2); write '2 "
         "shown' for what it shows, or 'N native'"},
        {numbers, "10 shown", 2, NULL},
        {numbers, "2 native", 2, NULL},
        {natives, "2", 2, NULL},
        {ratios, "2", 2, NULL},
        {beats, "1/8t", 2, NULL},
        {alike, "Low -", 1, NULL},
        {alike, "Low +", 0, NULL},
        {alike, "low -", 1, NULL},
        {alike, "low", 2, NULL},
        {alike, "Low*", 0,
         " shows 'Low*' at several values: 'Low +' (native 0), 'Low -' (native 1), 'Low' (native "
         "2); write 'N native'"},
        {twice, "on", 0,
         " shows 'on' at several values: 'On' (native 0), 'Off' (native 1), 'On' (native 2); write "
         "'N native'"},
        /* Texts are all there is: nothing is rounded to them. */
        {ratios, "4.2:1", 0, " shows no '4.2:1'; it shows '2:1', '4:1', '10:1'"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = stand_open("mastering", NULL, rename_items, rows[i].items);
        struct lg_adjusted adjusted;
        double got = 0;
        int status = stand_set(stand, (struct lg_roles){0}, "PREMASTER/Glue Compressor/Ratio",
                               rows[i].value, &carefully, &adjusted);
        if (rows[i].says == NULL) {
            if (status < 0)
                fail_msg("'%s': %s", rows[i].value, stand->err.text);
            assert_true(lg_osc_number(&adjusted.got.value, &got) && got == rows[i].native);
        } else {
            assert_int_equal(status, -1);
            assert_int_equal(stand->err.kind, LG_ERR_WRITE);
            assert_string_equal(stand->err.text,
                                lg_arena_printf(&stand->arena, "%s%s", where, rows[i].says));
        }
        stand_close(stand);
    }
}

/* PREMASTER / Limiter. */
static struct lg_sim_device *limiter(const struct stand *stand) {
    return &lg_sim_now(stand->sim)->tracks[4].devices[3];
}

static void play_automation(struct stand *stand) {
    limiter(stand)->params[2].value = -3; /* Ceiling */
}

static void put_another_device_there(struct stand *stand) {
    limiter(stand)->name = "Limiter 2";
}

/* What was read back in the burst that wrote it need not be true a tick later. */
static void values__that_do_not_stay_are_told(void **state) {
    LG_UNUSED(state);
    static const struct {
        void (*on_reply)(struct stand *stand);
        const char *says;
    } rows[] = {
        {play_automation,
         "PREMASTER / Limiter / Ceiling: set to -6 (-6.0 dB), but a moment later it is -3 (-3.0 "
         "dB): something else moves it (automation, a modulator, a person)"},
        {put_another_device_there,
         "PREMASTER / Limiter / Ceiling: 'Limiter 2 / Ceiling' is in its place by now: the devices "
         "moved meanwhile, and what was set may be another's"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = open_set();
        struct lg_adjusted adjusted;
        stand->on_reply = rows[i].on_reply;
        assert_int_equal(stand_set(stand, (struct lg_roles){0}, "PREMASTER/Limiter/Ceiling", "-6",
                                   &louder, &adjusted),
                         -1);
        assert_string_equal(stand->err.text, rows[i].says);
        assert_int_equal(stand->err.kind, LG_ERR_WRITE);
        stand_close(stand);
    }
}

#define COARSE(name, min, max, value, display)                                                     \
    "tracks:\n  - name: Kick\n    devices:\n      - name: Utility\n        class: StereoGain\n"    \
    "        parameters:\n          - {name: Device On, items: [Off, On], value: 1}\n"             \
    "          - {name: " name ", min: " min ", max: " max ", value: " value                       \
    ", display: {" display "}}\nmaster: {name: Main}\n"

/* What is wanted finer than it is shown lies between the steps that are, and says how sure that is.
 */
static void values__are_met_between_the_steps_that_are_shown(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *value;
        double wanted;
        bool is_coarse;
    } rows[] = {{"-6.4 dB", -6.4, true},     {"-6.0 dB", -6, true},     {"-12.45 dB", -12.45, true},
                {"-20.55 dB", -20.55, true}, {"-33.2 dB", -33.2, true}, {"-6 dB", -6, false}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand =
            stand_parse(COARSE("Gain", "-1", "1", "0.5", "unit: dB, scale: 35, decimals: 0"));
        struct lg_adjusted adjusted;
        if (stand_set(stand, (struct lg_roles){0}, "Kick/Utility/Gain", rows[i].value, &carefully,
                      &adjusted) < 0)
            fail_msg("%s: %s", rows[i].value, stand->err.text);
        double got = (double)adjusted.native.number * 35;
        if (!(fabs(got - rows[i].wanted) <= (rows[i].is_coarse ? 0.05 : 0.5)))
            fail_msg("%s: %g", rows[i].value, got);
        assert_true(adjusted.within == (rows[i].is_coarse ? 0.5 : 0));
        stand_close(stand);
    }
}

/* Levels by their name are guarded in whatever unit they are shown. */
static void values__of_levels_in_percent_are_no_louder(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *value;
        const struct lg_adjust_options *how;
    } rows[] = {{"60 %", &carefully}, {"1.2", &carefully}, {"-5 %", &louder}, {"-5 %", &carefully}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand =
            stand_parse(COARSE("Feedback", "0", "2", "0.8", "unit: '%', scale: 50, decimals: 0"));
        struct lg_adjusted adjusted;
        assert_int_equal(stand_set(stand, (struct lg_roles){0}, "Kick/Utility/Feedback",
                                   rows[i].value, rows[i].how, &adjusted),
                         -1);
        assert_int_equal(stand->err.kind, LG_ERR_WRITE);
        if (loudest(stand) > (double)0.8F)
            fail_msg("%s: %g", rows[i].value, loudest(stand));
        stand_close(stand);
    }
}

/* Displays round, to whole numbers some of them: whatever is asked for within the range is met as
 * near as the display tells. */
static void values__are_met_as_near_as_is_shown(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *path, *unit;
        double from, to;
    } rows[] = {
        {"PREMASTER/Utility/Bass Freq", "Hz", 0, 240},
        {"PREMASTER/eq.2.frequency", "Hz", 10, 990},
        {"PREMASTER/eq.3.frequency", "kHz", 1, 22},
        {"PREMASTER/Utility/Gain", "dB", -34, 35},
        {"PREMASTER/Glue Compressor/Dry/Wet", "%", 0, 100},
        {"PREMASTER/Limiter/Release", "ms", 0.1, 3000},
        {"Drums/Compressor/Ratio", ":1", 0, 8},
    };
    enum { STEPS = 23 };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct stand *stand = open_set();
        for (int step = 0; step <= STEPS; step++) {
            struct lg_adjusted adjusted;
            double wanted = rows[i].from + step * (rows[i].to - rows[i].from) / STEPS;
            char number[LG_NUMBER_MAX];
            lg_number_fixed(wanted, 3, number);
            const char *value = lg_arena_printf(&stand->arena, "%s %s", number, rows[i].unit);
            if (stand_set(stand, (struct lg_roles){0}, rows[i].path, value, &louder, &adjusted) < 0)
                fail_msg("%s %s: %s", rows[i].path, value, stand->err.text);
        }
        stand_close(stand);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values__are_set_read_back_and_shown),
        cmocka_unit_test(values__leave_all_else_alone),
        cmocka_unit_test(values__are_refused_in_words),
        cmocka_unit_test(values__are_never_tried_louder_than_found),
        cmocka_unit_test(values__climb_no_further_than_needed),
        cmocka_unit_test(values__that_are_tried_outlive_no_tick),
        cmocka_unit_test(values__that_show_something_else_are_put_back),
        cmocka_unit_test(values__that_do_not_take_are_told),
        cmocka_unit_test(values__on_another_scale_than_told_are_put_back),
        cmocka_unit_test(values__between_two_fractions_go_back_as_near_as_can_be),
        cmocka_unit_test(values__that_do_not_stay_are_told),
        cmocka_unit_test(values__are_met_as_near_as_is_shown),
        cmocka_unit_test(values__are_met_between_the_steps_that_are_shown),
        cmocka_unit_test(values__of_levels_in_percent_are_no_louder),
        cmocka_unit_test(values__of_texts_are_no_guess),
        cmocka_unit_test(values__that_show_themselves_by_chance_are_tried_out),
        cmocka_unit_test(values__are_as_loud_as_they_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
