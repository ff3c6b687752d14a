/* JUnit XML by the profile that its readers agree on: flat suites, written whole or not at all.
 *
 * A gate or a matrix is a suite, a step or a point is a case. failed → failure; error → error;
 * interrupted → error "not run: …"; skipped, blocked, stopped → skipped; passed after fix →
 * flakyFailure. The message is an attribute and the first line of the body, the category is the
 * type; a case's system-out holds its checks and its result, and in the wide dialect the run's own
 * files as attachments: audio that is there when the run has ended, the page. What failed without a
 * step that did (a gate's time limit, the run itself) becomes a case as well, since readers believe
 * cases only: "gate" in the gate's suite, "run" in the suite "livegate". */
#ifndef LG_REPORT_JUNIT_H
#define LG_REPORT_JUNIT_H

#include "base/env.h"
#include "event/bus.h"

enum lg_junit_dialect {
    LG_JUNIT_STRICT, /* what Jenkins' schemas let pass */
    LG_JUNIT_WIDE    /* with file, line, properties and attachments of each case, as GitHub and
                      * GitLab read */
};

/* Cases a file takes; a longer run goes on in <name>-2.xml, …, a suite that is split bears the same
 * name in both. */
enum { LG_JUNIT_CASES_MAX = 5000 };

struct lg_junit_options {
    enum lg_junit_dialect dialect;
    size_t max_cases; /* 0: LG_JUNIT_CASES_MAX */
    /* Of attachments, copied: */
    const char *project; /* relative files of events lie here; NULL: where we are */
    const char *root;    /* they are named from here; NULL: as they are */
    const char *page;    /* the HTML page of the run, for cases that are red; NULL: none */
};

/* The path of the number-th file, from 1, of a run whose first is `path`. */
const char *lg_junit_part(struct lg_arena *arena, const char *path, size_t number);
/* Cases are spooled beside `path` (in the env's tmpdir where that is a device), so memory stays
 * flat; the files appear at run_end by rename, and anew where its exit code changed after that (not
 * to a device: what it was told stays). The path is copied, nothing of env is kept.
 * LG_ERR_WRITE when the folder can't be written. */
int lg_junit_open(const char *path, const struct lg_env *env,
                  const struct lg_junit_options *options, struct lg_sink **out,
                  struct lg_err *err) LG_MUST_CHECK;

#endif
