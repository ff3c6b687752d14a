/* One testcase of JUnit XML, in the dialect asked for. */
#ifndef LG_REPORT_JUNIT_CASE_H
#define LG_REPORT_JUNIT_CASE_H

#include "event/event.h"
#include "report/junit.h"
#include "report/spool.h"
#include "report/xml.h"

struct lg_junit_counts {
    size_t tests, failures, errors, skipped;
};

struct lg_junit_case {
    const char *suite;
    const char *name;
    const char *verb; /* NULL: it stands for no step */
    enum lg_outcome outcome;
    int64_t duration_ns;
    const char *category; /* NULL: unknown */
    const char *message;
    const char *blocker;
    const char *details; /* lines of the body after the first */
    const char *output;
    const char *source; /* the file it stands in; NULL: none */
    unsigned line;
    const char *page; /* named as an attachment; NULL: none; so below */
    const char *audio;
};

/* Counts a case that ended so. */
void lg_junit_count(struct lg_junit_counts *counts, enum lg_outcome outcome);
void lg_junit_count_all(struct lg_junit_counts *to, const struct lg_junit_counts *from);
bool lg_junit_is_red(const struct lg_junit_counts *counts);
/* The counters that testsuites and testsuite share. */
void lg_junit_write_counts(struct lg_xml *xml, const struct lg_junit_counts *counts);
/* Seconds, as both have them too. */
void lg_junit_write_time(struct lg_xml *xml, int64_t duration_ns);
/* A name is never empty: readers drop or refuse what has none. */
const char *lg_junit_name(const char *name);
/* Gives the line that names `audio`, in bytes from where the case begins. */
struct lg_spool_range lg_junit_write_case(struct lg_xml *xml, enum lg_junit_dialect dialect,
                                          const struct lg_junit_case *item);

#endif
