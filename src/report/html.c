#include "report/html.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "report/html_diff.h"
#include "report/html_gate.h"
#include "report/html_matrix.h"
#include "report/html_run.h"
#include "report/html_step.h"
#include "report/html_text.h"
#include "report/html_trail.h"
#include "report/spool.h"

enum { PASSED_BYTES_MAX = 8 * 1024 * 1024 };

/* Points of one matrix that are told one by one above, where they did not pass. */
enum { TROUBLED_POINTS_MAX = 5 };

struct html {
    struct lg_sink sink;
    struct lg_html_options options;
    char *path;
    struct lg_spool rows;     /* of the table of gates */
    struct lg_spool sections; /* of gates that ended */
    struct lg_spool steps;    /* of the gate at hand */
    struct lg_spool evidence; /* of its points */
    struct lg_html_run run;
    struct lg_html_gate gate;
    struct lg_html_trail trail;
    struct lg_html_points points;
    struct lg_arena seen; /* the gate's last scan with a fingerprint */
    const struct lg_value *scan;
    const char *scan_id;
    size_t num_steps; /* of the page */
    size_t passed_bytes;
    size_t troubled_points; /* of the gate at hand */
    bool is_open;
};

static int put(const struct lg_str *text, const struct lg_spool *to, struct lg_err *err) {
    if (fwrite(lg_str_text(text), 1, text->length, to->file) != text->length)
        return lg_err_sys(err, LG_ERR_WRITE, errno, LG_SPOOL_TEXT);
    return 0;
}

static int take_run_start(struct html *html, const struct lg_event *event, struct lg_err *err) {
    LG_UNUSED(err);
    lg_html_run_start(&html->run, event);
    return 0;
}

static void forget_scan(struct html *html) {
    lg_arena_dispose(&html->seen);
    html->scan = NULL;
    html->scan_id = NULL;
}

static int take_gate_start(struct html *html, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_gate_start *start = &event->as.gate_start;
    if (html->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "suite '%s' began within another", start->suite);
    lg_html_gate_begin(&html->gate, start);
    lg_html_points_dispose(&html->points);
    forget_scan(html);
    html->troubled_points = 0;
    html->is_open = true;
    return 0;
}

static int take_trail(struct html *html, const struct lg_event *event, struct lg_err *err) {
    LG_UNUSED(err);
    lg_html_trail_add(&html->trail, event);
    return 0;
}

static bool is_trouble(enum lg_outcome outcome) {
    return outcome == LG_FAILED || outcome == LG_ERROR || outcome == LG_INTERRUPTED;
}

/* A scan is laid beside the gate's last one where their fingerprints differ. */
static void add_diff(struct html *html, const struct lg_event_step *step, struct lg_str *out) {
    const char *is = lg_html_fingerprint(step->result);
    const char *was = lg_html_fingerprint(html->scan);
    if (is == NULL)
        return;
    if (was != NULL && strcmp(was, is) != 0) {
        lg_str_add(out, "<div class=fingerprints><p>Another fingerprint than at <b>");
        lg_html_line(out, html->scan_id);
        lg_str_add(out, "</b>:</p>");
        lg_html_diff(out, html->scan, step->result);
        lg_str_add(out, "</div>");
    }
    forget_scan(html);
    html->scan = lg_value_copy(&html->seen, step->result);
    html->scan_id = lg_arena_strdup(&html->seen, step->id);
}

static int take_step(struct html *html, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_step *step = &event->as.step;
    bool is_told = is_trouble(step->outcome) || html->passed_bytes < html->options.max_passed_bytes;
    struct lg_str trail = {0};
    struct lg_str diff = {0};
    struct lg_str out = {0};
    lg_html_trail_take(&html->trail, &trail);
    add_diff(html, step, &diff);
    if (step->verb != NULL && strcmp(step->verb, LG_HTML_JUDGE) == 0 && step->result != NULL)
        lg_html_points_judge(&html->points, step->result);
    lg_html_step(&out, &(struct lg_html_step){.step = step,
                                              .number = ++html->num_steps,
                                              .trail = is_told ? lg_str_text(&trail) : "",
                                              .diff = lg_str_text(&diff),
                                              .with_result = is_told});
    if (!is_trouble(step->outcome))
        html->passed_bytes += out.length;
    html->gate.num_steps++;
    int rc = put(&out, &html->steps, err);
    lg_str_dispose(&trail);
    lg_str_dispose(&diff);
    lg_str_dispose(&out);
    return rc;
}

static int take_case(struct html *html, const struct lg_event *event, struct lg_err *err) {
    struct lg_str trail = {0};
    lg_html_trail_take(&html->trail, &trail);
    int rc = lg_html_matrix_take(&html->points, &event->as.point, lg_str_text(&trail),
                                 &html->evidence, err);
    lg_str_dispose(&trail);
    return rc;
}

static int take_end(struct html *html, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_step *step = lg_event_end(event);
    bool is_case = event->kind == LG_EVENT_CASE;
    struct lg_str anchor = {0};
    if (!html->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "step '%s' of gate '%s' came outside of it",
                          step->id, step->gate);
    int rc = (is_case ? take_case : take_step)(html, event, err);
    lg_html_gate_count(&html->gate, step);
    lg_str_printf(&anchor, is_case ? "gate-%zu" : "step-%zu",
                  is_case ? html->gate.number : html->num_steps);
    if (is_trouble(step->outcome) && (!is_case || ++html->troubled_points <= TROUBLED_POINTS_MAX))
        lg_html_run_trouble(&html->run, lg_str_text(&anchor), lg_str_text(&html->gate.suite), step);
    lg_str_dispose(&anchor);
    return rc;
}

/* What its steps and points did not tell above: a gate that did not hold though each of them did,
 * by its time limit; points beyond the first few. */
static void note_gate(struct html *html, const struct lg_event_gate_end *end) {
    const size_t *seen = html->gate.outcomes;
    const struct lg_event_step as_step = {
        .id = "", .outcome = end->outcome, .message = end->message};
    const char *suite = lg_str_text(&html->gate.suite);
    struct lg_str anchor = {0};
    lg_str_printf(&anchor, "gate-%zu", html->gate.number);
    if (is_trouble(end->outcome) && seen[LG_FAILED] + seen[LG_ERROR] + seen[LG_INTERRUPTED] == 0)
        lg_html_run_trouble(&html->run, lg_str_text(&anchor), suite, &as_step);
    if (html->troubled_points > TROUBLED_POINTS_MAX)
        lg_html_run_more(&html->run, lg_str_text(&anchor), suite,
                         html->troubled_points - TROUBLED_POINTS_MAX);
    lg_str_dispose(&anchor);
}

/* The gate's own section: head, points, steps. */
static int write_section(struct html *html, const struct lg_event_gate_end *end,
                         struct lg_err *err) {
    FILE *to = html->sections.file;
    struct lg_str out = {0};
    lg_html_gate_head(&out, &html->gate, end, lg_str_text(&html->run.option));
    int rc = put(&out, &html->sections, err);
    if (rc == 0 && html->points.total > 0)
        rc = lg_html_matrix_write(&html->points, lg_str_text(&html->gate.suite), &html->evidence,
                                  to, err);
    lg_str_clear(&out);
    lg_str_add(&out, html->gate.num_steps > 0 ? "<div class=steps>\n" : "<div>");
    if (rc == 0 && put(&out, &html->sections, err) == 0)
        rc = lg_spool_pour(&html->steps, to, err);
    lg_str_clear(&out);
    lg_str_add(&out, "</div></section>\n");
    if (rc == 0)
        rc = put(&out, &html->sections, err);
    lg_str_dispose(&out);
    return rc;
}

static int take_gate_end(struct html *html, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_gate_end *end = &event->as.gate_end;
    struct lg_str row = {0};
    if (!html->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "gate '%s' ended without a start", end->gate);
    note_gate(html, end);
    lg_html_gate_row(&row, &html->gate, end);
    int rc = put(&row, &html->rows, err);
    if (rc == 0)
        rc = write_section(html, end, err);
    if (rc == 0)
        rc = lg_spool_empty(&html->evidence, err);
    lg_str_dispose(&row);
    lg_html_points_dispose(&html->points);
    forget_scan(html);
    html->is_open = false;
    return rc;
}

static int put_file(struct lg_str *text, FILE *to, struct lg_err *err) {
    bool is_whole = fwrite(lg_str_text(text), 1, text->length, to) == text->length;
    lg_str_clear(text);
    return is_whole ? 0 : lg_err_sys(err, LG_ERR_WRITE, errno, "the page");
}

static int compose(struct html *html, const struct lg_event *event, FILE *to, struct lg_err *err) {
    int code = event->as.run_end.exit_code;
    struct lg_str out = {0};
    lg_html_run_head(&out, &html->run, event,
                     html->options.meaning == NULL ? NULL : html->options.meaning(code));
    int rc = put_file(&out, to, err);
    if (rc == 0)
        rc = lg_spool_copy_without(&html->rows, NULL, 0, to, err);
    lg_str_add(&out, "</tbody></table></div></section>\n");
    if (rc == 0)
        rc = put_file(&out, to, err);
    if (rc == 0)
        rc = lg_spool_copy_without(&html->sections, NULL, 0, to, err);
    lg_str_clear(&out);
    lg_html_run_foot(&out);
    if (rc == 0)
        rc = put_file(&out, to, err);
    lg_str_dispose(&out);
    return rc;
}

static int take_run_end(struct html *html, const struct lg_event *event, struct lg_err *err) {
    struct lg_fs_draft draft = {0};
    if (html->is_open)
        return lg_err_set(err, LG_ERR_INTERNAL, "the run ended within a gate");
    if (lg_fs_draft_open(&draft, html->path, err) != 0)
        return -1;
    if (compose(html, event, draft.file, err) == 0)
        return lg_fs_draft_commit(&draft, err);
    lg_fs_draft_dispose(&draft);
    return -1;
}

/* NULL: of no concern to the page. */
static int (*const takers[LG_EVENT__COUNT])(struct html *, const struct lg_event *,
                                            struct lg_err *) = {
    [LG_EVENT_RUN_START] = take_run_start,
    [LG_EVENT_PLAN] = NULL,
    [LG_EVENT_GATE_START] = take_gate_start,
    [LG_EVENT_STEP] = take_end,
    [LG_EVENT_CASE] = take_end,
    [LG_EVENT_TRANSITION] = take_trail,
    [LG_EVENT_PROBE] = take_trail,
    [LG_EVENT_FIX] = take_trail,
    [LG_EVENT_GATE_END] = take_gate_end,
    [LG_EVENT_RUN_END] = take_run_end,
};

static int html_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct html *html = (struct html *)sink;
    if (takers[event->kind] == NULL || takers[event->kind](html, event, err) == 0)
        return 0;
    bool is_named = err != NULL && strstr(err->text, html->path) != NULL;
    return is_named ? -1 : lg_err_wrap(err, "'%s': ", html->path);
}

/* A verdict that does not hold any more is gone before the other is written. */
static int html_again(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    const struct html *html = (struct html *)sink;
    if (lg_spool_is_device(html->path))
        return 0;
    return lg_fs_remove(html->path, err) != 0 ? -1 : html_take(sink, event, err);
}

static void html_free(struct lg_sink *sink) {
    struct html *html = (struct html *)sink;
    lg_spool_dispose(&html->rows);
    lg_spool_dispose(&html->sections);
    lg_spool_dispose(&html->steps);
    lg_spool_dispose(&html->evidence);
    lg_html_run_dispose(&html->run);
    lg_html_gate_dispose(&html->gate);
    lg_html_trail_dispose(&html->trail);
    lg_html_points_dispose(&html->points);
    lg_arena_dispose(&html->seen);
    free(html->path);
    free(html);
}

static const struct lg_sink_ops html_ops = {.name = "html",
                                            .take = html_take,
                                            .free = html_free,
                                            .turn = LG_TURN_REPORT,
                                            .again = html_again};

int lg_html_open(const char *path, const struct lg_env *env, const struct lg_html_options *options,
                 struct lg_sink **out, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct html *html = lg_xcalloc(1, sizeof *html);
    const char *folder = lg_spool_folder(&arena, path, env);
    int rc = -1;
    html->sink.ops = &html_ops;
    html->options = *options;
    if (html->options.max_passed_bytes == 0)
        html->options.max_passed_bytes = PASSED_BYTES_MAX;
    html->path = lg_xstrdup(path);
    if (lg_fs_is_dir(path))
        lg_err_set(err, LG_ERR_WRITE, "html: '%s' is a folder", path);
    else if (lg_spool_open(&html->rows, folder, err) == 0 &&
             lg_spool_open(&html->sections, folder, err) == 0 &&
             lg_spool_open(&html->steps, folder, err) == 0 &&
             lg_spool_open(&html->evidence, folder, err) == 0)
        rc = 0;
    if (rc == 0)
        *out = &html->sink;
    else
        html_free(&html->sink);
    lg_arena_dispose(&arena);
    return rc;
}
