/* DIAGNOSE and FIX: what is wrong, what shows it, what mends it, what a person is told
 * (reference/execution-system.md, sections A, B, C, G and H). Nothing here is a retry: a step runs
 * again after a fix, and not else. */
#include <string.h>

#include "run/inside.h"

/* --- classifying ---------------------------------------------------------------------------- */

static const char *printed(struct item *item, const struct lg_value *value) {
    struct lg_str text = {0};
    if (value == NULL)
        return NULL;
    lg_value_print(value, &text);
    const char *copy = lg_arena_strdup(&item->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

static const struct lg_check *first_miss(const struct item *item) {
    const struct lg_check *miss = NULL;
    for (size_t i = 0; i < item->end.num_checks; i++) {
        const struct lg_check *check = &item->end.checks[i];
        if (check->verdict > (miss == NULL ? LG_HELD : miss->verdict))
            miss = check;
    }
    return miss;
}

static const char *text_in(const struct lg_value *map, const char *path) {
    const struct lg_value *value = map == NULL ? NULL : lg_value_path(map, path);
    return value != NULL && value->kind == LG_VALUE_STRING ? value->as.string.text : NULL;
}

static struct lg_facts facts_of(struct item *item) {
    const struct lg_err *err = &item->err;
    const struct lg_check *miss = first_miss(item);
    struct lg_facts facts = {.sys_errno = err->sys_errno, .waited_ns = err->waited_ns};
    facts.address = err->address[0] != '\0' ? err->address : text_in(item->end.result, "address");
    facts.path = err->path[0] != '\0' ? err->path : NULL;
    if (miss != NULL) {
        facts.subject = miss->subject;
        facts.expected = printed(item, miss->wanted);
        facts.got = printed(item, miss->got);
    }
    return facts;
}

static const struct lg_rule *rule_named(const struct lg_taxonomy *taxonomy, const char *id) {
    const struct lg_rule *rule = NULL;
    for (size_t i = 0; (rule = lg_taxonomy_rule(taxonomy, i)) != NULL; i++)
        if (strcmp(rule->id, id) == 0)
            return rule;
    return NULL;
}

/* What a program's output was judged by stands in the result, by name. */
static const struct lg_rule *rule_of_output(const struct item *item) {
    const char *kind = text_in(item->end.result, "matched.kind");
    const char *name = text_in(item->end.result, "matched.name");
    if (kind == NULL || name == NULL || strcmp(kind, "error") != 0)
        return NULL;
    return rule_named(item->run->session->taxonomy, name);
}

bool trouble_classify(struct item *item) {
    struct trouble *trouble = &item->trouble;
    const struct lg_taxonomy *taxonomy = item->run->session->taxonomy;
    struct lg_facts facts = facts_of(item);
    struct lg_class class;
    lg_taxonomy_judge(taxonomy, lg_view_of(item->end.message), &facts, &class);
    const struct lg_rule *rule = class.rule;
    if (rule == NULL || rule->kind != LG_RULE_ERROR)
        rule = rule_of_output(item);
    trouble->rule = rule;
    trouble->category = rule == NULL ? lg_taxonomy_unclassified() : rule->category;
    trouble->probes = 0;
    trouble->fix = NULL;
    trouble->stop = NULL;
    trouble->advice = NULL;
    trouble->last_seen = NULL;
    trouble->wants_leave = false;
    item->end.category = trouble->category->label;
    return trouble->category->number != 0;
}

/* --- probes --------------------------------------------------------------------------------- */

static bool was_asked(const struct trouble *trouble, const struct lg_probe *probe) {
    for (unsigned i = 0; i < trouble->probes; i++)
        if (trouble->asked[i] == probe)
            return true;
    return false;
}

/* The next of the rule's probes, else of the category's; NULL: none is left. */
static const struct lg_probe *next_probe(const struct trouble *trouble) {
    const struct lg_probe *const *probes = trouble->category->probes;
    size_t count = trouble->category->num_probes;
    if (trouble->rule != NULL) {
        probes = trouble->rule->probes;
        count = trouble->rule->num_probes;
    }
    for (size_t i = 0; trouble->probes < LG_PROBES_MAX && i < count; i++)
        if (!was_asked(trouble, probes[i]))
            return probes[i];
    return NULL;
}

static int64_t deadline_of(const struct item *item, int64_t span_ms) {
    const struct lg_gate_run *run = item->run;
    int64_t deadline_ns = lg_clock_after(&run->session->env->clock, span_ms * LG_NS_PER_MS);
    return deadline_ns < run->limit.deadline_ns ? deadline_ns : run->limit.deadline_ns;
}

/* Neither a signal nor a limit is to be held up by somebody who wants to know more. */
static bool has_time(const struct item *item) {
    const struct lg_gate_run *run = item->run;
    return !run->in_teardown && !run->session->is_over &&
           lg_env_check(run->session->env, NULL) == 0 &&
           lg_clock_now_ns(&run->session->env->clock) < run->limit.deadline_ns;
}

/* A simulated Live that no step has spoken to is not what a program spoke to. */
static bool may_ask_live(const struct item *item) {
    const struct lg_session *session = item->run->session;
    const char *target = session->options->start.target_kind;
    return session->live != NULL || (target != NULL && strcmp(target, "live") == 0);
}

/* What a probe or a fix may use. */
static int ctx_of(struct item *item, unsigned flags, int64_t span_ms, struct lg_step_ctx *out,
                  struct lg_err *err) {
    if ((flags & LG_VERB_LIVE) != 0 && !may_ask_live(item))
        return lg_err_set(err, LG_ERR_READ, "no step has spoken to this Live");
    return item_ctx(item, flags, deadline_of(item, span_ms), out, err);
}

static int look(struct item *item, const struct lg_probe *probe, struct lg_sighting *out,
                struct lg_err *err) {
    const struct lg_probe_kind *kind = lg_probe_find(probe->name);
    struct lg_step_ctx ctx;
    if (kind == NULL)
        return lg_err_set(err, LG_ERR_READ, "this livegate knows no probe '%s'", probe->name);
    if (ctx_of(item, kind->flags, LG_PROBE_TIMEOUT_MS, &ctx, err) != 0)
        return -1;
    item_begin(&ctx, kind->flags);
    int status = lg_probe_look(kind, &ctx, &item->trouble.subject, out, err);
    item_end(&ctx, kind->flags);
    return status;
}

static void emit_probe(struct item *item, const struct lg_probe *probe,
                       const struct lg_sighting *sighting, const struct lg_sees *sees,
                       int64_t duration_ns) {
    struct lg_event event = {
        .kind = LG_EVENT_PROBE,
        .as.probe = {.gate = item->run->gate->id,
                     .id = item->step->id,
                     .nth = ++item->trouble.num_probes,
                     .probe = probe->name,
                     .number = probe->number,
                     .seen = sighting->seen,
                     .means = sees == NULL ? NULL : sees->means,
                     .then = sees == NULL ? NULL : lg_probe_then_name(sees->then),
                     .detail = sighting->detail,
                     .duration_ns = duration_ns}};
    lg_session_emit(item->run->session, &event);
    item->artifact = lg_arena_printf(&item->arena, "%s: %s", probe->name,
                                     sighting->seen == NULL ? sighting->detail : sighting->seen);
}

/* Asks it; NULL: it could not look, or said a word that the table does not have. */
static const struct lg_sees *ask(struct item *item, const struct lg_probe *probe) {
    struct trouble *trouble = &item->trouble;
    const struct lg_clock *clock = &item->run->session->env->clock;
    int64_t began_ns = lg_clock_now_ns(clock);
    struct lg_sighting sighting = {0};
    struct lg_err why = {0};
    const struct lg_sees *sees = NULL;
    trouble->asked[trouble->probes++] = probe;
    if (look(item, probe, &sighting, &why) == 0)
        sees = lg_probe_sees(probe, sighting.seen);
    else
        sighting = (struct lg_sighting){.detail = why.text};
    emit_probe(item, probe, &sighting, sees, lg_clock_now_ns(clock) - began_ns);
    if (sees != NULL)
        trouble->last_seen = sees->means;
    return sees;
}

/* A probe says that the trouble is of another kind than the text did. */
static void reclassify(struct item *item, const struct lg_sees *sees) {
    struct trouble *trouble = &item->trouble;
    const struct lg_category *other =
        sees->as == NULL ? NULL
                         : lg_taxonomy_category_named(item->run->session->taxonomy, sees->as);
    trouble->category = other == NULL ? lg_taxonomy_unclassified() : other;
    trouble->rule = NULL;
    item->end.category = trouble->category->label;
}

/* --- what follows --------------------------------------------------------------------------- */

static bool was_tried(const struct trouble *trouble, const struct lg_fix *fix) {
    for (unsigned i = 0; i < trouble->fixes; i++)
        if (trouble->tried[i] == fix)
            return true;
    return false;
}

/* Why the fix is none for this: what it mends is not what is broken here; NULL: it is one. */
static const char *barred_by(struct item *item, const struct lg_fix *fix) {
    const struct lg_fix_kind *kind = lg_fix_find(fix->name);
    struct lg_step_ctx ctx;
    struct lg_err why = {0};
    if (kind == NULL || item_ctx(item, 0, LG_NEVER_NS, &ctx, &why) != 0)
        return "this livegate does not know how";
    return lg_fix_barred(kind, &ctx, &item->trouble.subject);
}

/* Why a fix that would help is not applied; NULL: it may be. */
static const char *withheld(struct item *item, const struct lg_fix *fix) {
    if (item->step->is_expect)
        return "the step judges what was captured before, so that a fix can't change it";
    if (item->has_written)
        return "the step has written to Live by now, and is not run twice";
    if (item->run->session->has_written && lg_fix_find(fix->name)->trusts_set)
        return "a step of the run has written to Live, or run a program that may have: the set is "
               "not the one that was found";
    if (item->run->session->options->may_fix)
        return NULL;
    item->trouble.wants_leave = true;
    return "fixes are applied under --fix safe alone";
}

/* A fix was found: it is what comes next, or what a person is told of. `means` is what was seen. */
static enum lg_sight sight_of_fix(struct item *item, const struct lg_fix *fix, const char *means) {
    struct trouble *trouble = &item->trouble;
    if (was_tried(trouble, fix)) {
        item->artifact = lg_arena_printf(&item->arena, "%s was tried before", fix->name);
        return LG_SIGHT_PROBES_SPENT;
    }
    const char *barred = barred_by(item, fix);
    const char *why_not = barred != NULL ? barred : withheld(item, fix);
    if (why_not == NULL) {
        trouble->fix = fix;
        return LG_SIGHT_FIX;
    }
    if (!trouble->wants_leave && trouble->rule != NULL && trouble->rule->stop != NULL)
        trouble->stop = trouble->rule->stop;
    else if (barred != NULL)
        trouble->advice = lg_arena_printf(&item->arena, "STOP: %s (%s does not mend it: %s).",
                                          means, fix->name, barred);
    else
        trouble->advice =
            lg_arena_printf(&item->arena, "STOP: %s; what would help (%s): %s; not done: %s.",
                            means, fix->name, fix->help, why_not);
    return LG_SIGHT_USER_ACTION;
}

/* None of the probes revealed it: then what the rule itself says. */
static enum lg_sight sight_of_rule(struct item *item) {
    struct trouble *trouble = &item->trouble;
    const struct lg_rule *rule = trouble->rule;
    if (rule != NULL && rule->next == LG_NEXT_FIX && rule->fix != NULL)
        return sight_of_fix(item, rule->fix, item->end.message);
    if (rule == NULL || rule->stop == NULL)
        return LG_SIGHT_PROBES_SPENT;
    trouble->stop = rule->stop;
    return LG_SIGHT_USER_ACTION;
}

/* "no probe shows the cause; last seen: the file can be measured": that is no reason, and must not
 * read as one. */
static const char *unrevealed(struct item *item) {
    const struct trouble *trouble = &item->trouble;
    const char *text = "STOP: ";
    for (unsigned i = 0; i < trouble->fixes; i++)
        text = lg_arena_printf(&item->arena, "%s%s%s", text, i == 0 ? "" : ", ",
                               trouble->tried[i]->name);
    if (trouble->fixes > 0)
        text = lg_arena_printf(&item->arena, "%s %s done and did not help; ", text,
                               trouble->fixes == 1 ? "was" : "were");
    return lg_arena_printf(&item->arena, "%sno probe shows the cause%s%s.", text,
                           trouble->last_seen == NULL ? "" : "; last seen: ",
                           trouble->last_seen == NULL ? "" : trouble->last_seen);
}

static enum lg_sight sight_of_answer(struct item *item, const struct lg_sees *sees) {
    struct trouble *trouble = &item->trouble;
    enum lg_probe_then then = sees == NULL ? LG_THEN_NEXT : sees->then;
    if (then == LG_THEN_FIX)
        return sight_of_fix(item, sees->fix, sees->means);
    if (then == LG_THEN_STOP)
        trouble->stop = sees->stop;
    if (then == LG_THEN_ESCALATE)
        trouble->advice = unrevealed(item);
    if (then == LG_THEN_RECLASSIFY)
        reclassify(item, sees);
    enum lg_sight sight = lg_sight_of_probe(then, trouble->probes);
    bool is_last = sight == LG_SIGHT_UNCLEAR && next_probe(trouble) == NULL;
    bool is_spent = is_last || (sight == LG_SIGHT_PROBES_SPENT && then != LG_THEN_ESCALATE);
    return is_spent ? sight_of_rule(item) : sight;
}

enum lg_trigger trouble_diagnose(struct item *item) {
    struct trouble *trouble = &item->trouble;
    if (trouble->probes == 0)
        trouble->subject = subject_of(item);
    item->artifact = item->end.category;
    bool must_stop = trouble->rule != NULL && trouble->rule->next == LG_NEXT_STOP;
    const struct lg_probe *probe = must_stop || !has_time(item) ? NULL : next_probe(trouble);
    enum lg_sight sight =
        probe == NULL ? sight_of_rule(item) : sight_of_answer(item, ask(item, probe));
    return lg_state_trigger(sight);
}

/* --- fixing --------------------------------------------------------------------------------- */

static int mend(struct item *item, struct lg_fixed *out, struct lg_err *err) {
    const struct lg_fix_kind *kind = lg_fix_find(item->trouble.fix->name);
    struct lg_step_ctx ctx;
    if (ctx_of(item, kind->flags, LG_FIX_TIMEOUT_MS, &ctx, err) != 0)
        return -1;
    item_begin(&ctx, kind->flags);
    int status = lg_fix_mend(kind, &ctx, &item->trouble.subject, out, err);
    item_end(&ctx, kind->flags);
    return status;
}

enum lg_trigger trouble_fix(struct item *item) {
    struct trouble *trouble = &item->trouble;
    const struct lg_clock *clock = &item->run->session->env->clock;
    const struct lg_fix *fix = trouble->fix;
    int64_t began_ns = lg_clock_now_ns(clock);
    struct lg_fixed fixed = {0};
    struct lg_err why = {0};
    trouble->tried[trouble->fixes++] = fix;
    bool is_done = mend(item, &fixed, &why) == 0;
    struct lg_event event = {.kind = LG_EVENT_FIX,
                             .as.fix = {.gate = item->run->gate->id,
                                        .id = item->step->id,
                                        .nth = trouble->fixes,
                                        .fix = fix->name,
                                        .help = fix->help,
                                        .error = is_done ? NULL : why.text,
                                        .changed = fixed.changed,
                                        .num_changed = fixed.num_changed,
                                        .duration_ns = lg_clock_now_ns(clock) - began_ns}};
    lg_session_emit(item->run->session, &event);
    if (is_done && trouble->first_label == NULL) {
        trouble->message =
            lg_arena_printf(&item->arena, "mended by %s: %s", fix->name, item->end.message);
        trouble->first_label = item->end.category;
    }
    item->artifact = fix->name;
    if (is_done)
        return LG_TRIGGER_FIXED;
    item->artifact = lg_arena_printf(&item->arena, "%s: %s", fix->name, why.text);
    trouble->stop = lg_taxonomy_stop_named(item->run->session->taxonomy, "circular-dependency");
    return LG_TRIGGER_FIX_FAILED;
}

/* --- stopping ------------------------------------------------------------------------------- */

/* What checks it again: the gate as it was selected, or its point, against the same target. */
static const char *rerun_of(struct item *item) {
    const struct lg_run_options *options = item->run->session->options;
    struct lg_str text = {0};
    if (item->run->gate->selector == NULL)
        return NULL;
    lg_str_add(&text, "livegate run ");
    lg_str_add_word(&text, item->run->gate->selector);
    if (options->start.target_option != NULL)
        lg_str_printf(&text, " %s", options->start.target_option);
    if (strcmp(item->step->verb->name, LG_EVENT_CASE_VERB) == 0) {
        lg_str_add(&text, " --point ");
        lg_str_add_word(&text, item->step->id);
    }
    if (item->trouble.wants_leave)
        lg_str_add(&text, " --fix safe");
    const char *copy = lg_arena_strdup(&item->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

/* The rules of section H that are no probe's and no rule's own. */
static const char *rule_of_section_h(const struct item *item) {
    const struct trouble *trouble = &item->trouble;
    if (trouble->category == NULL || trouble->category->number == 0)
        return "unclassified";
    bool is_spent = trouble->fixes > 0 || trouble->probes == LG_PROBES_MAX;
    return is_spent && trouble->advice == NULL ? "tries-spent" : NULL;
}

static const char *advice_of(struct item *item) {
    const struct trouble *trouble = &item->trouble;
    const char *rerun = rerun_of(item);
    struct lg_str text = {0};
    if (trouble->stop != NULL && trouble->advice == NULL)
        lg_taxonomy_stop_text(trouble->stop, rerun, &text);
    else if (trouble->advice != NULL)
        lg_str_printf(&text, "%s\n\nAction required:\n1. %s\n%s%s%s", trouble->advice,
                      trouble->category->help,
                      rerun == NULL ? "" : "\nThen re-run: ", rerun == NULL ? "" : rerun,
                      rerun == NULL ? "" : "\n");
    const char *copy = text.length == 0 ? NULL : lg_arena_strdup(&item->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

void trouble_conclude(struct item *item) {
    struct trouble *trouble = &item->trouble;
    if (item->end.outcome != LG_FAILED && item->end.outcome != LG_ERROR)
        return;
    if (trouble->rule != NULL && trouble->category->number == 0)
        trouble->stop = trouble->rule->stop;
    const char *name = trouble->stop == NULL ? rule_of_section_h(item) : NULL;
    if (name != NULL)
        trouble->stop = lg_taxonomy_stop_named(item->run->session->taxonomy, name);
    if (trouble->stop != NULL)
        item->end.stop = trouble->stop->name;
    /* Three attempts are spoken of where there were three. */
    bool has_words = trouble->stop != NULL && (name == NULL || strcmp(name, "tries-spent") != 0 ||
                                               trouble->fixes == LG_FIXES_MAX);
    if (trouble->advice == NULL && !has_words)
        trouble->advice = unrevealed(item);
    /* A verdict that nobody foresaw a reason for speaks for itself. */
    bool is_plain = item->end.outcome == LG_FAILED && name != NULL && trouble->fixes == 0;
    item->end.advice = is_plain ? NULL : advice_of(item);
}
