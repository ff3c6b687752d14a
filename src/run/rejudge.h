/* A matrix judged again from the ends of its points, without Live: where shards rendered parts of
 * it, nobody has seen all of them but who joins their receipts. */
#ifndef LG_RUN_REJUDGE_H
#define LG_RUN_REJUDGE_H

#include "run/session.h"

struct lg_rejudge;

/* Begins the suite: gate_start. The session and the plan must outlive it. LG_ERR_READ. */
int lg_rejudge_new(struct lg_session *session, const struct lg_plan_matrix *plan,
                   struct lg_rejudge **out, struct lg_err *err) LG_MUST_CHECK;
/* The next end: of the preflight, of the points in their order, of what the first one was held
 * against. It has been told. LG_ERR_READ where another point should come. */
int lg_rejudge_take(struct lg_rejudge *rejudge, const struct lg_event *event,
                    struct lg_err *err) LG_MUST_CHECK;
/* Judges effects and targets, and ends the suite: gate_end. */
enum lg_outcome lg_rejudge_end(struct lg_rejudge *rejudge);
void lg_rejudge_free(struct lg_rejudge *rejudge);

#endif
