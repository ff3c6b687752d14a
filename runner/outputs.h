/* Where a run reports: files that the user named, made fit before anything runs. */
#ifndef LG_RUNNER_OUTPUTS_H
#define LG_RUNNER_OUTPUTS_H

#include "report/junit.h"
#include "runner/app.h"

extern const struct lg_option lg_option_junit;
extern const struct lg_option lg_option_junit_dialect;
extern const struct lg_option lg_option_receipts;
extern const struct lg_option lg_option_markdown;
extern const struct lg_option lg_option_html;

struct lg_outputs {
    const char *junit;    /* NULL: the run's own folder */
    const char *receipts; /* NULL: the run's own folder */
    const char *markdown; /* NULL: none */
    const char *html;     /* NULL: none */
    struct lg_junit_options junit_options;
};

/* Reads --junit, --junit-dialect (GitHub and GitLab get the wide one unless told), --receipts,
 * --markdown and --html. An older JUnit file (in all its parts), Markdown file or page is removed
 * at once: whatever becomes of this run, yesterday's verdict is not taken for its own. LG_ERR_USAGE
 * for a file that holds something else, one name for two, or "-". */
int lg_outputs_claim(struct lg_app *app, const struct lg_args *args, struct lg_outputs *out,
                     struct lg_err *err) LG_MUST_CHECK;
/* As lg_outputs_claim, for a run that came to nothing before it began: what is wrong with one of
 * the files does not keep the others from being removed. */
void lg_outputs_clear(struct lg_app *app, const struct lg_args *args, struct lg_outputs *out);
/* Reads --html alone, likewise, and makes its folder; NULL where it is not given. */
int lg_outputs_claim_html(struct lg_app *app, const struct lg_args *args, const char **path_out,
                          struct lg_err *err) LG_MUST_CHECK;
/* Adds the sinks of --markdown and --html, and makes their folders. LG_ERR_WRITE. */
int lg_outputs_add(struct lg_app *app, const struct lg_outputs *outputs, struct lg_bus *bus,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
