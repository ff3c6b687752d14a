/* What is known of a failure besides its text. Where a rule names facts, they decide before any
 * text does: words change, an errno does not. */
#ifndef LG_TAXONOMY_FACTS_H
#define LG_TAXONOMY_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "conf/node.h"
#include "conf/shape.h"

/* Zeroed is "nothing is known". All text is borrowed, NULL where not known. */
struct lg_facts {
    int sys_errno;        /* 0: none */
    const char *address;  /* of the OSC request: "/live/song/get/tempo" */
    int64_t waited_ns;    /* for something that did not come; 0: nothing was awaited */
    const char *subject;  /* what was compared: "again.fingerprint" */
    const char *expected; /* as it is shown */
    const char *got;
    const char *path; /* of the file */
};

/* What a rule says of facts: all that it names must hold. */
struct lg_facts_rule;

/* Reads the map `facts:` of a rule; keys errno (names, such as ECONNREFUSED), wait (true: something
 * was awaited), address, subject, expected, got, path (patterns). Free with lg_facts_rule_free. */
int lg_facts_rule_read(const struct lg_node *node, struct lg_arena *arena,
                       struct lg_facts_rule **out, struct lg_err *err) LG_MUST_CHECK;
void lg_facts_rule_free(struct lg_facts_rule *rule);
/* 1 they hold, 0 they don't, -1 undecided: a pattern hit its bound. NULL facts hold for nothing. */
int lg_facts_rule_holds(const struct lg_facts_rule *rule, const struct lg_facts *facts);

/* What a rule's facts look like. */
extern const struct lg_shape lg_facts_shape;

#endif
