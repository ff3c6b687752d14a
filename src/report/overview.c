#include "report/overview.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/markdown.h"
#include "report/words.h"

/* Kept free for what stands before and behind the pieces: two lines of Markdown at most. */
enum { FRAME_BYTES = 48 * 1024 };

static const char *const signs[LG_OUTCOME__COUNT] = {
    [LG_PASSED] = "\xe2\x9c\x85",  [LG_PASSED_AFTER_FIX] = "\xf0\x9f\x9f\xa1",
    [LG_FAILED] = "\xe2\x9d\x8c",  [LG_ERROR] = "\xe2\x9d\x8c",
    [LG_SKIPPED] = "\xe2\x9e\x96", [LG_BLOCKED] = "\xe2\x9e\x96",
    [LG_STOPPED] = "\xe2\x9e\x96", [LG_INTERRUPTED] = "\xe2\x9d\x8c",
};

/* Pieces of the same kind, as far as they fit. */
struct pieces {
    struct lg_str text;
    size_t num_left_out;
};

struct overview {
    struct lg_sink sink;
    size_t room; /* bytes for the pieces of one kind */
    char *path;
    void (*say)(const char *why);
    struct lg_str target, target_option;
    struct lg_str suite, selector; /* of the gate at hand */
    size_t gate_items, gate_troubles;
    struct pieces gates, troubles;
};

static void set_text(struct lg_str *str, const char *text) {
    lg_str_clear(str);
    lg_str_add(str, text == NULL ? "" : text);
}

/* Takes a piece over. */
static void add_piece(const struct overview *overview, struct pieces *pieces,
                      struct lg_str *piece) {
    if (pieces->num_left_out > 0 || pieces->text.length + piece->length > overview->room)
        pieces->num_left_out++;
    else
        lg_str_add(&pieces->text, lg_str_text(piece));
    lg_str_dispose(piece);
}

static void add_trouble(struct overview *overview, enum lg_outcome outcome, const char *id,
                        const struct lg_event_step *step, const char *reason) {
    struct lg_str piece = {0};
    struct lg_str said = {0};
    struct lg_str again = {0};
    lg_str_printf(&piece, "#### %s ", signs[outcome]);
    lg_markdown_line(&piece, lg_str_text(&overview->suite));
    lg_str_add_char(&piece, ' ');
    lg_markdown_line(&piece, id);
    lg_str_add(&piece, "\n\n");
    lg_str_printf(&said, "%s\n", reason);
    if (step != NULL) {
        lg_words_misses(step, "", &said);
        lg_words_place(step, &said);
    }
    lg_markdown_block(&piece, "", lg_str_text(&said));
    if (overview->selector.length > 0) {
        lg_words_again(overview->selector.text, lg_str_text(&overview->target_option), step,
                       &again);
        lg_markdown_block(&piece, "bash", again.text);
    }
    if (step != NULL && step->advice != NULL)
        lg_markdown_block(&piece, "", step->advice);
    overview->gate_troubles++;
    lg_str_dispose(&said);
    lg_str_dispose(&again);
    add_piece(overview, &overview->troubles, &piece);
}

static void take_run_start(struct overview *overview, const struct lg_event *event) {
    set_text(&overview->target, event->as.run_start.target);
    set_text(&overview->target_option, event->as.run_start.target_option);
}

static void take_gate_start(struct overview *overview, const struct lg_event *event) {
    set_text(&overview->suite, event->as.gate_start.suite);
    set_text(&overview->selector, event->as.gate_start.selector);
    overview->gate_items = 0;
    overview->gate_troubles = 0;
}

static bool is_trouble(enum lg_outcome outcome) {
    return outcome == LG_PASSED_AFTER_FIX || outcome == LG_FAILED || outcome == LG_ERROR;
}

static void take_step(struct overview *overview, const struct lg_event *event) {
    const struct lg_event_step *step = lg_event_end(event);
    overview->gate_items++;
    if (is_trouble(step->outcome)) {
        struct lg_str reason = {0};
        lg_words_reason(step->outcome, step->message, step->blocker, &reason);
        add_trouble(overview, step->outcome, step->id, step, lg_str_text(&reason));
        lg_str_dispose(&reason);
    }
}

static void take_gate_end(struct overview *overview, const struct lg_event *event) {
    const struct lg_event_gate_end *gate = &event->as.gate_end;
    struct lg_str row = {0};
    char seconds[24];
    lg_words_seconds(gate->duration_ns, seconds);
    lg_str_add(&row, "| ");
    lg_markdown_line(&row, gate->suite);
    lg_str_printf(&row, " | %s %s | %zu | %s |\n", signs[gate->outcome],
                  lg_words_outcome(gate->outcome), overview->gate_items, seconds);
    add_piece(overview, &overview->gates, &row);
    if (is_trouble(gate->outcome) && overview->gate_troubles == 0)
        add_trouble(overview, gate->outcome, "gate", NULL,
                    gate->message == NULL ? lg_words_outcome(gate->outcome) : gate->message);
}

/* --- The file --- */

static void add_head(const struct overview *overview, const struct lg_event_run_end *end,
                     struct lg_str *out) {
    char seconds[24];
    lg_words_seconds(end->duration_ns, seconds);
    lg_str_printf(out, "### %s livegate: exit %d\n\n",
                  signs[end->exit_code == 0 ? LG_PASSED : LG_FAILED], end->exit_code);
    if (end->message != NULL) {
        lg_str_add(out, "Ended early: ");
        lg_markdown_line(out, end->message);
        lg_str_add(out, "\n\n");
    }
    lg_str_add(out, "Target: ");
    lg_markdown_line(out, lg_str_text(&overview->target));
    lg_str_printf(out, ". %s s.\n\n| gate | came to | steps | seconds |\n|---|---|--:|--:|\n",
                  seconds);
}

static void add_left_out(const struct pieces *pieces, const char *what, struct lg_str *out) {
    if (pieces->num_left_out > 0)
        lg_str_printf(out,
                      "\nAnd %zu more %s, for which there is no room here: the JUnit file has them "
                      "all.\n",
                      pieces->num_left_out, what);
}

static void compose(const struct overview *overview, const struct lg_event_run_end *end,
                    struct lg_str *out) {
    add_head(overview, end, out);
    lg_str_add(out, lg_str_text(&overview->gates.text));
    add_left_out(&overview->gates, "gates", out);
    lg_str_add_char(out, '\n');
    lg_str_add(out, lg_str_text(&overview->troubles.text));
    add_left_out(&overview->troubles, "steps that did not simply pass", out);
}

/* A pipe that nobody reads would hold us up, and what goes to a device nobody finds. */
static int open_file(const char *path, struct lg_err *err) {
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return lg_err_set(err, LG_ERR_WRITE, "summary '%s' is no regular file", path);
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
    return file >= 0 ? file : lg_err_sys(err, LG_ERR_WRITE, errno, "summary '%s'", path);
}

int lg_overview_check(const char *path, struct lg_err *err) {
    int file = open_file(path, err);
    if (file >= 0)
        close(file);
    return file < 0 ? -1 : 0;
}

static int append(const char *path, const struct lg_str *text, struct lg_err *err) {
    int file = open_file(path, err);
    size_t done = 0;
    ssize_t written = 0;
    if (file < 0)
        return -1;
    while (written >= 0 && done < text->length) {
        written = write(file, text->text + done, text->length - done);
        if (written < 0 && errno == EINTR)
            written = 0;
        done += written > 0 ? (size_t)written : 0;
    }
    int sys_errno = errno;
    if (close(file) != 0 && written >= 0) {
        written = -1;
        sys_errno = errno;
    }
    return written >= 0 ? 0 : lg_err_sys(err, LG_ERR_WRITE, sys_errno, "summary '%s'", path);
}

static void take_run_end(struct overview *overview, const struct lg_event *event) {
    struct lg_str text = {0};
    struct lg_err err = {0};
    compose(overview, &event->as.run_end, &text);
    if (overview->room > 0 && append(overview->path, &text, &err) != 0 && overview->say != NULL)
        overview->say(err.text);
    lg_str_dispose(&text);
}

static int overview_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    static void (*const takers[LG_EVENT__COUNT])(struct overview *, const struct lg_event *) = {
        [LG_EVENT_RUN_START] = take_run_start, [LG_EVENT_GATE_START] = take_gate_start,
        [LG_EVENT_STEP] = take_step,           [LG_EVENT_CASE] = take_step,
        [LG_EVENT_GATE_END] = take_gate_end,   [LG_EVENT_RUN_END] = take_run_end,
    };
    struct overview *overview = (struct overview *)sink;
    LG_UNUSED(err);
    if (takers[event->kind] != NULL)
        takers[event->kind](overview, event);
    return 0;
}

static void overview_free(struct lg_sink *sink) {
    struct overview *overview = (struct overview *)sink;
    lg_str_dispose(&overview->target);
    lg_str_dispose(&overview->target_option);
    lg_str_dispose(&overview->suite);
    lg_str_dispose(&overview->selector);
    lg_str_dispose(&overview->gates.text);
    lg_str_dispose(&overview->troubles.text);
    free(overview->path);
    free(overview);
}

/* With the last exit code: nothing that was added could be taken back. */
static const struct lg_sink_ops overview_ops = {
    .name = "overview", .take = overview_take, .free = overview_free, .turn = LG_TURN_VOICE};

struct lg_sink *lg_overview_new(const char *path, const struct lg_overview_options *options) {
    struct overview *overview = lg_xcalloc(1, sizeof *overview);
    struct stat info;
    size_t max = options->max_bytes == 0 ? LG_OVERVIEW_BYTES_MAX : options->max_bytes;
    size_t taken = FRAME_BYTES;
    if (stat(path, &info) == 0)
        taken += (size_t)info.st_size;
    overview->sink.ops = &overview_ops;
    overview->path = lg_xstrdup(path);
    overview->say = options->say;
    overview->room = taken < max ? (max - taken) / 2 : 0;
    return &overview->sink;
}
