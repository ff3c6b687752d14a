/* The points of one matrix, as much of them as its table and its plots show. Memory is bounded:
 * points beyond LG_HTML_POINTS_MAX are counted only. */
#ifndef LG_REPORT_HTML_POINTS_H
#define LG_REPORT_HTML_POINTS_H

#include "event/event.h"

enum { LG_HTML_POINTS_MAX = 20000, LG_HTML_PARAMS_MAX = 32, LG_HTML_CURVES_MAX = 4 };

/* The measures that have a column. */
enum lg_html_metric {
    LG_HTML_LUFS_I,
    LG_HTML_SAMPLE_PEAK,
    LG_HTML_TRUE_PEAK,
    LG_HTML_LUFS_S_MAX,
    LG_HTML_LRA,
    LG_HTML_CREST,
    LG_HTML_METRIC__COUNT
};

struct lg_html_metric_row {
    const char *key;   /* "lufs_i" */
    const char *title; /* "Loudness" */
    const char *unit;
};

/* NULL out of range. */
const struct lg_html_metric_row *lg_html_metric(enum lg_html_metric metric);
/* The number of a value, silence included (a text in JSON); NAN where it has none. */
double lg_html_number_of(const struct lg_value *value);

struct lg_html_setting {
    size_t param;
    const char *text; /* "24 dB" */
    double number;    /* NAN: a word */
};

struct lg_html_point {
    const char *id, *verdict; /* verdict: NULL, none */
    enum lg_outcome outcome;
    int64_t duration_ns;
    struct lg_html_setting *settings;
    size_t num_settings;
    double metrics[LG_HTML_METRIC__COUNT];
    double miss;                    /* of all targets, in LU and dB; NAN: not known */
    const struct lg_value *results; /* of one that has a curve; NULL */
    long evidence_at;               /* where its evidence was spooled, so many bytes */
    size_t evidence_bytes;
};

struct lg_html_param {
    const char *key;
    const char *unit;   /* of all its numbers; "" for none */
    bool is_number;     /* all its settings are, in one unit */
    bool is_varied;     /* it has several */
    const char **words; /* the settings there are, in the order they came */
    size_t num_words;   /* counting stops at LG_HTML_WORDS_MAX */
};

enum { LG_HTML_WORDS_MAX = 64 };

/* What a target lets pass: -inf or inf where it has no bound. */
struct lg_html_target {
    const char *subject, *text;
    double low, high;
};

struct lg_html_points {
    struct lg_arena arena;
    struct lg_arena of_best; /* results of the best one… */
    size_t replaceable;      /* …which is this, from 1; 0: none is kept there */
    struct lg_html_point *points;
    size_t count; /* kept */
    size_t total; /* seen */
    size_t capacity;
    struct lg_html_param params[LG_HTML_PARAMS_MAX];
    size_t num_params;
    struct lg_html_target *targets;
    size_t num_targets;
    size_t verdicts[LG_OUTCOME__COUNT], hits, misses;
    size_t best;          /* its place from 1; 0: none was judged, or it is not kept */
    const char *best_id;  /* as the matrix named it; NULL: it did not */
    const char *commands; /* what sets the best one again; NULL: not told */
    size_t num_curves;    /* points that keep their results for good */
};

/* Adds one; its place, or NULL when no more are kept. */
struct lg_html_point *lg_html_points_add(struct lg_html_points *points,
                                         const struct lg_event_case *point);
/* The matrix' own judgement, the result of its step of the verb LG_HTML_JUDGE: which point is best,
 * and what sets it. */
#define LG_HTML_JUDGE "targets"
void lg_html_points_judge(struct lg_html_points *points, const struct lg_value *judged);
/* Makes it empty, for the next matrix. */
void lg_html_points_dispose(struct lg_html_points *points);
/* The one that the matrix named, NULL where it is not kept; until then the first of those that hit,
 * else the nearest to the targets; NULL: none was judged. */
const struct lg_html_point *lg_html_points_best(const struct lg_html_points *points);
/* NULL: the point has no setting of it. */
const struct lg_html_setting *lg_html_setting_of(const struct lg_html_point *point, size_t param);
/* Where the setting stands on the axis of its parameter: its number, or the place of its word. */
double lg_html_axis_at(const struct lg_html_points *points, const struct lg_html_point *point,
                       size_t param);
/* NULL: no target speaks of it. */
const struct lg_html_target *lg_html_target_of(const struct lg_html_points *points,
                                               const char *subject);

#endif
