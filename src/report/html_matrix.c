#include "report/html_matrix.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "report/html_plots.h"
#include "report/html_step.h"
#include "report/html_text.h"
#include "report/words.h"

/* --- evidence --- */

static void add_setting(struct lg_str *out, const struct lg_value *params, const char *column,
                        const char *key) {
    const struct lg_value *value = lg_value_get(lg_value_get(params, column), key);
    struct lg_str text = {0};
    if (value != NULL && value->kind == LG_VALUE_STRING)
        lg_str_add(&text, value->as.string.text);
    else if (value != NULL)
        lg_value_print(value, &text);
    lg_str_add(out, "<td>");
    lg_html_line(out, value == NULL ? "\xe2\x80\x93" : lg_str_text(&text));
    lg_str_add(out, "</td>");
    lg_str_dispose(&text);
}

/* Asked for, written, read back, shown: a setting is believed when all agree. */
static void add_settings(struct lg_str *out, const struct lg_value *params) {
    static const char *const columns[] = {"asked", "set", "read_back", "display"};
    const struct lg_value *rows = NULL;
    for (size_t i = 0; params != NULL && i < LG_ARRAY_LEN(columns) && rows == NULL; i++)
        rows = lg_value_get(params, columns[i]);
    if (rows == NULL || rows->kind != LG_VALUE_MAP || rows->as.map.count == 0)
        return;
    lg_str_add(out, "<table class=settings><thead><tr><th scope=col>setting<th scope=col>asked"
                    "<th scope=col>set<th scope=col>read back<th scope=col>shown<tbody>");
    for (const struct lg_pair *pair = rows->as.map.first; pair != NULL; pair = pair->next) {
        lg_str_add(out, "<tr><th scope=row>");
        lg_html_line(out, pair->key);
        lg_str_add(out, "</th>");
        for (size_t i = 0; i < LG_ARRAY_LEN(columns); i++)
            add_setting(out, params, columns[i], pair->key);
    }
    lg_str_add(out, "</table>");
}

static void add_evidence(struct lg_str *out, const struct lg_event_case *point, const char *trail) {
    lg_html_evidence(out, &point->end, false);
    add_settings(out, point->params);
    lg_str_add(out, "<dl class=facts>");
    lg_html_field(out, "erred in", point->phase);
    lg_html_field(out, "export", point->export_file);
    lg_html_field(out, "sha256", point->sha256);
    lg_html_field(out, "pcm sha256", point->pcm_sha256);
    lg_html_field(out, "rendered by run", point->recorded_by);
    lg_str_add(out, "</dl>");
    if (point->end.result != NULL)
        lg_html_result(out, point->end.result);
    lg_str_add(out, trail);
}

int lg_html_matrix_take(struct lg_html_points *points, const struct lg_event_case *from,
                        const char *trail, struct lg_spool *evidence, struct lg_err *err) {
    struct lg_html_point *point = lg_html_points_add(points, from);
    struct lg_str text = {0};
    int rc = 0;
    if (point == NULL)
        return 0;
    add_evidence(&text, from, trail);
    point->evidence_at = ftell(evidence->file);
    point->evidence_bytes = text.length;
    if (point->evidence_at < 0 ||
        fwrite(lg_str_text(&text), 1, text.length, evidence->file) != text.length)
        rc = lg_err_sys(err, LG_ERR_WRITE, errno, LG_SPOOL_TEXT);
    lg_str_dispose(&text);
    return rc;
}

/* --- the paragraph --- */

static void add_count(struct lg_str *out, size_t count, const char *word, bool *is_first) {
    if (count == 0)
        return;
    lg_str_printf(out, "%s<b>%zu</b> %s", *is_first ? "" : ", ", count, word);
    *is_first = false;
}

static void add_counts(struct lg_str *out, const struct lg_html_points *points) {
    bool is_first = true;
    lg_str_printf(out, "<p><b>%zu</b> %s: ", points->total,
                  points->total == 1 ? "point" : "points");
    add_count(out, points->hits, "on target", &is_first);
    add_count(out, points->misses, "missed", &is_first);
    add_count(out,
              points->verdicts[LG_PASSED] + points->verdicts[LG_PASSED_AFTER_FIX] - points->hits -
                  points->misses,
              "measured", &is_first);
    for (size_t i = LG_FAILED; i < LG_OUTCOME__COUNT; i++)
        add_count(out, points->verdicts[i], lg_words_outcome((enum lg_outcome)i), &is_first);
    lg_str_add(out, ".</p>");
}

static void add_levels(struct lg_str *out, const struct lg_html_point *best) {
    for (size_t i = 0; i <= LG_HTML_TRUE_PEAK; i++) {
        const struct lg_html_metric_row *row = lg_html_metric((enum lg_html_metric)i);
        if (isnan(best->metrics[i]))
            continue;
        lg_str_add(out, ", ");
        lg_html_number(out, best->metrics[i], 2);
        lg_str_printf(out, " %s", row->unit);
    }
}

static void add_best(struct lg_str *out, const struct lg_html_points *points) {
    const struct lg_html_point *best = lg_html_points_best(points);
    if (best == NULL && points->best_id == NULL)
        return;
    lg_str_printf(out, "<p>%s: <b>", points->hits > 0 ? "Best" : "Nearest to the targets");
    lg_html_line(out, best == NULL ? points->best_id : best->id);
    lg_str_add(out, "</b>");
    if (best != NULL)
        add_levels(out, best);
    else
        lg_str_add(out, ", none of the points that this page holds; the receipts tell of it");
    lg_str_add(out, ".</p>");
    if (points->commands == NULL)
        return;
    lg_str_add(out, "<details class=again><summary>What sets it</summary><pre class=advice>");
    lg_html_block(out, lg_view_of(points->commands));
    lg_str_add(out, "</pre></details>");
}

static void add_target(struct lg_str *out, const struct lg_html_target *target) {
    lg_str_add(out, "<dt>");
    lg_html_line(out, target->subject);
    lg_str_add(out, "</dt><dd>");
    if (isfinite(target->low)) {
        lg_str_add(out, isfinite(target->high) ? "" : "at least ");
        lg_html_number(out, target->low, 2);
    }
    if (isfinite(target->high)) {
        lg_str_add(out, isfinite(target->low) ? " to " : "at most ");
        lg_html_number(out, target->high, 2);
    }
    lg_str_add(out, "</dd>");
}

/* What all points have in common. */
static void add_facts(struct lg_str *out, const struct lg_html_points *points) {
    lg_str_add(out, "<dl class=facts>");
    for (size_t i = 0; i < points->num_targets; i++)
        add_target(out, &points->targets[i]);
    for (size_t i = 0; i < points->num_params; i++) {
        if (!points->params[i].is_varied && points->params[i].num_words > 0)
            lg_html_field(out, points->params[i].key, points->params[i].words[0]);
    }
    lg_str_add(out, "</dl>");
}

/* --- the table --- */

static bool has_metric(const struct lg_html_points *points, size_t metric) {
    for (size_t i = 0; i < points->count; i++) {
        if (!isnan(points->points[i].metrics[metric]))
            return true;
    }
    return false;
}

struct columns {
    bool metrics[LG_HTML_METRIC__COUNT];
};

static void add_head(struct lg_str *out, const struct lg_html_points *points, const char *name,
                     const struct columns *columns) {
    lg_str_add(out, "<div class=scroll role=region tabindex=0 aria-label=\"Points of ");
    lg_html_line(out, name);
    lg_str_add(out, "\"><table class=points><caption>Points of ");
    lg_html_line(out, name);
    lg_str_add(out, "</caption><thead><tr><th scope=col>Point<th scope=col data-verdict>Verdict");
    for (size_t i = 0; i < points->num_params; i++) {
        if (!points->params[i].is_varied)
            continue;
        lg_str_add(out, "<th scope=col data-axis>");
        lg_html_line(out, points->params[i].key);
    }
    for (size_t i = 0; i < LG_HTML_METRIC__COUNT; i++) {
        const struct lg_html_metric_row *row = lg_html_metric((enum lg_html_metric)i);
        if (columns->metrics[i])
            lg_str_printf(out, "<th scope=col class=n>%s <small>%s</small>", row->title, row->unit);
    }
    lg_str_add(out, "<th scope=col class=n>Took<th scope=col data-fixed>Evidence</tr></thead>"
                    "<tbody>\n");
}

static void add_number_cell(struct lg_str *out, double number, const char *text) {
    char plain[LG_NUMBER_MAX];
    lg_number_write(number, plain);
    lg_str_add(out, "<td class=n");
    if (!isnan(number))
        lg_str_printf(out, " data-v=%s", plain);
    lg_str_add(out, ">");
    if (text == NULL)
        lg_html_number(out, number, 2);
    else
        lg_html_line(out, text);
}

static void add_axis_cells(struct lg_str *out, const struct lg_html_points *points,
                           const struct lg_html_point *point) {
    for (size_t i = 0; i < points->num_params; i++) {
        const struct lg_html_setting *setting = lg_html_setting_of(point, i);
        if (!points->params[i].is_varied)
            continue;
        if (setting != NULL && points->params[i].is_number)
            add_number_cell(out, setting->number, setting->text);
        else {
            lg_str_add(out, "<td>");
            lg_html_line(out, setting == NULL ? "" : setting->text);
        }
    }
}

static const char *verdict_word(const struct lg_html_point *point) {
    if (point->outcome != LG_PASSED || point->verdict == NULL)
        return lg_words_outcome(point->outcome);
    return strcmp(point->verdict, "hit") == 0    ? "hit"
           : strcmp(point->verdict, "miss") == 0 ? "miss"
                                                 : "measured";
}

/* An id of many settings may break between them. */
static void add_id(struct lg_str *out, const char *id) {
    struct lg_str line = {0};
    lg_html_line(&line, id);
    for (const char *c = lg_str_text(&line); *c != '\0'; c++) {
        lg_str_add_char(out, *c);
        if (*c == ',')
            lg_str_add(out, "<wbr>");
    }
    lg_str_dispose(&line);
}

/* All of it but the evidence, whose `<details>` it opens. */
static void add_row(struct lg_str *out, const struct lg_html_points *points,
                    const struct lg_html_point *point, const struct columns *columns) {
    bool is_best = point == lg_html_points_best(points);
    lg_str_printf(out, "<tr class=\"%s%s\"><th scope=row>", lg_html_point_tone(point),
                  is_best ? " best" : "");
    add_id(out, point->id);
    lg_str_add(out, "<td>");
    lg_html_pill(out, lg_html_point_tone(point), verdict_word(point));
    if (is_best)
        lg_str_add(out, " <span class=\"pill star\">best</span>");
    add_axis_cells(out, points, point);
    for (size_t i = 0; i < LG_HTML_METRIC__COUNT; i++) {
        if (columns->metrics[i])
            add_number_cell(out, point->metrics[i], NULL);
    }
    lg_str_printf(out, "<td class=n data-v=%lld>", (long long)point->duration_ns);
    lg_html_duration(out, point->duration_ns);
    lg_str_add(out, "<td><details><summary aria-label=\"evidence of ");
    lg_html_line(out, point->id);
    lg_str_add(out, "\">evidence</summary><div class=evidence tabindex=0>");
}

static int copy_evidence(const struct lg_html_point *point, struct lg_spool *evidence, FILE *to) {
    char piece[4096];
    size_t left = point->evidence_bytes;
    if (fseek(evidence->file, point->evidence_at, SEEK_SET) != 0)
        return -1;
    while (left > 0) {
        size_t wanted = left < sizeof piece ? left : sizeof piece;
        if (fread(piece, 1, wanted, evidence->file) != wanted ||
            fwrite(piece, 1, wanted, to) != wanted)
            return -1;
        left -= wanted;
    }
    return 0;
}

static int put(struct lg_str *text, FILE *to) {
    bool is_whole = fwrite(lg_str_text(text), 1, text->length, to) == text->length;
    lg_str_clear(text);
    return is_whole ? 0 : -1;
}

static int write_rows(const struct lg_html_points *points, const struct columns *columns,
                      struct lg_spool *evidence, struct lg_str *text, FILE *to) {
    for (size_t i = 0; i < points->count; i++) {
        const struct lg_html_point *point = &points->points[i];
        bool is_shown = i < LG_HTML_ROWS_MAX || strcmp(lg_html_point_tone(point), "bad") == 0;
        if (!is_shown)
            continue;
        add_row(text, points, point, columns);
        if (put(text, to) != 0 || copy_evidence(point, evidence, to) != 0)
            return -1;
        lg_str_add(text, "</div></details>\n");
    }
    return put(text, to);
}

static void add_rest(struct lg_str *out, const struct lg_html_points *points) {
    lg_str_add(out, "</tbody></table></div>\n");
    if (points->total > LG_HTML_ROWS_MAX)
        lg_str_printf(out,
                      "<p class=note>The table shows the first %d of %zu points, and those in "
                      "error among the first %d; the receipts hold all.</p>\n",
                      (int)LG_HTML_ROWS_MAX, points->total, (int)LG_HTML_POINTS_MAX);
    if (points->total > LG_HTML_POINTS_MAX)
        lg_str_printf(out, "<p class=note>The plots show the first %d.</p>\n",
                      (int)LG_HTML_POINTS_MAX);
}

int lg_html_matrix_write(const struct lg_html_points *points, const char *name,
                         struct lg_spool *evidence, FILE *to, struct lg_err *err) {
    struct columns columns = {0};
    struct lg_str text = {0};
    for (size_t i = 0; i < LG_HTML_METRIC__COUNT; i++)
        columns.metrics[i] = has_metric(points, i);
    add_counts(&text, points);
    add_best(&text, points);
    add_facts(&text, points);
    lg_str_add(&text, "<div class=plots>");
    lg_html_plots(&text, points);
    lg_html_point_curves(&text, points);
    lg_str_add(&text, "</div>\n");
    add_head(&text, points, name, &columns);
    int rc = fflush(evidence->file);
    if (rc == 0)
        rc = write_rows(points, &columns, evidence, &text, to);
    add_rest(&text, points);
    if (rc != 0 || put(&text, to) != 0)
        rc = lg_err_sys(err, LG_ERR_WRITE, errno, LG_SPOOL_TEXT);
    lg_str_dispose(&text);
    return rc;
}
