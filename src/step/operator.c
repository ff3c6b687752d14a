#include "step/operator.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/suggest.h"
#include "conf/unit.h"
#include "step/compare.h"
#include "step/pattern.h"

#define KIND(name) (1u << LG_VALUE_##name)

enum {
    NUMBER = KIND(INT) | KIND(REAL),
    SCALAR = NUMBER | KIND(BOOL) | KIND(STRING),
    ANY = SCALAR | KIND(LIST) | KIND(MAP)
};

static enum lg_verdict verdict(bool held) {
    return held ? LG_HELD : LG_NOT_MET;
}

static enum lg_verdict not_judged(struct lg_judging *j, const char *why) {
    j->why = why;
    return LG_NOT_JUDGED;
}

static enum lg_relation relate(struct lg_judging *j) {
    return lg_compare(j->wanted, j->got, j->arena, &j->why);
}

static enum lg_verdict judge_eq(struct lg_judging *j) {
    enum lg_relation relation = relate(j);
    return relation == LG_INCOMPARABLE ? LG_NOT_JUDGED : verdict(relation == LG_EQUAL);
}

static enum lg_verdict judge_ne(struct lg_judging *j) {
    enum lg_relation relation = relate(j);
    return relation == LG_INCOMPARABLE ? LG_NOT_JUDGED : verdict(relation != LG_EQUAL);
}

/* The operand is a number already, so two values that compare are two numbers. */
static enum lg_verdict judge_order(struct lg_judging *j, enum lg_relation side, bool or_equal) {
    enum lg_relation relation = relate(j);
    if (relation == LG_INCOMPARABLE)
        return LG_NOT_JUDGED;
    return verdict(relation == side || (or_equal && relation == LG_EQUAL));
}

static enum lg_verdict judge_lt(struct lg_judging *j) {
    return judge_order(j, LG_BELOW, false);
}

static enum lg_verdict judge_le(struct lg_judging *j) {
    return judge_order(j, LG_BELOW, true);
}

static enum lg_verdict judge_gt(struct lg_judging *j) {
    return judge_order(j, LG_ABOVE, false);
}

static enum lg_verdict judge_ge(struct lg_judging *j) {
    return judge_order(j, LG_ABOVE, true);
}

static const char *tolerance_problem(struct lg_judging *j) {
    const char *why = lg_compare_undefined(j->tol, j->arena);
    if (why != NULL)
        return lg_arena_printf(j->arena, "the tolerance is %s", why);
    if (!lg_value_is_number(j->tol))
        return lg_arena_printf(j->arena, "the tolerance is %s", lg_compare_kind_words(j->tol));
    if (j->unit == NULL && j->tol->unit != NULL && !lg_compare_is_percent(j->tol->unit))
        return lg_arena_printf(j->arena, "a tolerance in %s does not fit a number without a unit",
                               j->tol->unit);
    if (!lg_unit_fits_tolerance(j->tol->unit, j->unit))
        return lg_arena_printf(j->arena, "a tolerance in %s does not fit %s", j->tol->unit,
                               j->unit);
    return NULL;
}

/* Two infinities of one sign are equal, so their distance is 0; to any other number it is endless.
 * The bound itself is within: some units in the last place are forgiven, for -23.1 and -23 are
 * more than 0.1 apart in binary. */
static enum lg_verdict judge_near(struct lg_judging *j) {
    enum lg_relation relation = relate(j);
    if (relation == LG_INCOMPARABLE)
        return LG_NOT_JUDGED;
    j->unit = j->wanted->unit != NULL ? j->wanted->unit : j->got->unit;
    const char *problem = tolerance_problem(j);
    if (problem != NULL)
        return not_judged(j, problem);
    double wanted = lg_value_number(j->wanted);
    double got = lg_compare_convert(lg_value_number(j->got), j->got->unit, j->unit);
    double tol = lg_compare_convert(lg_value_number(j->tol), j->tol->unit, j->unit);
    if (j->wanted->unit == NULL)
        wanted = lg_compare_convert(wanted, NULL, j->unit);
    j->distance = relation == LG_EQUAL ? 0 : fabs(got - wanted);
    double slack = 4 * DBL_EPSILON * fmax(fabs(wanted), tol);
    return verdict(isfinite(j->distance) && j->distance <= tol + slack);
}

static enum lg_verdict judge_matches(struct lg_judging *j) {
    const char *why = lg_compare_undefined(j->got, j->arena);
    if (why != NULL)
        return not_judged(j, lg_arena_printf(j->arena, "what was got is %s", why));
    if (j->got->kind != LG_VALUE_STRING)
        return not_judged(j, lg_arena_printf(j->arena, "what was got is %s, not text",
                                             lg_compare_kind_words(j->got)));
    struct lg_regex *regex;
    if (lg_pattern_new(j->wanted->as.string.text, 0, &regex, &j->error) < 0)
        return not_judged(j, "the pattern is none");
    struct lg_err undecided = {0};
    int found = lg_regex_find(regex, j->got->as.string, NULL, &undecided);
    lg_regex_free(regex);
    if (found < 0)
        return not_judged(j, lg_arena_strdup(j->arena, undecided.text));
    return verdict(found == 1);
}

static bool has_part(struct lg_view text, struct lg_view part) {
    for (size_t i = 0; i + part.length <= text.length; i++)
        if (memcmp(text.text + i, part.text, part.length) == 0)
            return true;
    return false;
}

/* An item of another kind is just another item, as in the reply [0, Drums]; but a list in which
 * nothing can be compared with what is wanted, or in which what can't be compared might be it, says
 * nothing. */
static enum lg_verdict find_item(struct lg_judging *j) {
    size_t comparable = 0;
    const char *undefined = NULL;
    size_t index = 0;
    const struct lg_item *item = j->got->as.list.first;
    for (; item != NULL; item = item->next, index++) {
        const char *why = lg_compare_undefined(item->value, j->arena);
        if (why != NULL) {
            undefined = lg_arena_printf(j->arena, "item %zu of what was got is %s", index, why);
            continue;
        }
        enum lg_relation relation = lg_compare(j->wanted, item->value, j->arena, &j->why);
        if (relation == LG_EQUAL)
            return LG_HELD;
        comparable += relation != LG_INCOMPARABLE;
    }
    if (undefined != NULL)
        return not_judged(j, undefined);
    return comparable == 0 && j->got->as.list.count > 0 ? LG_NOT_JUDGED : LG_NOT_MET;
}

static enum lg_verdict judge_contains(struct lg_judging *j) {
    if (j->got != NULL && j->got->kind == LG_VALUE_LIST)
        return find_item(j);
    if (j->got != NULL && j->got->kind == LG_VALUE_STRING && j->wanted->kind == LG_VALUE_STRING)
        return verdict(has_part(j->got->as.string, j->wanted->as.string));
    const char *why = lg_compare_undefined(j->got, j->arena);
    if (why == NULL)
        why = lg_compare_kind_words(j->got);
    return not_judged(j, lg_arena_printf(j->arena, "what was got is %s, which can't contain %s",
                                         why, lg_compare_kind_words(j->wanted)));
}

/* Each of the list is an operand: one whose unit doesn't fit is a mistake in the file even where
 * another one is met. An operand of another kind is none while there is one of the right kind. */
static enum lg_verdict judge_one_of(struct lg_judging *j) {
    const char *why = lg_compare_undefined(j->wanted, j->arena);
    if (why != NULL)
        return not_judged(j, lg_arena_printf(j->arena, "what is wanted is %s", why));
    size_t comparable = 0;
    bool held = false;
    for (const struct lg_item *item = j->wanted->as.list.first; item != NULL; item = item->next) {
        enum lg_relation relation = lg_compare(item->value, j->got, j->arena, &j->why);
        bool is_number = lg_value_is_number(item->value) && lg_value_is_number(j->got);
        if (relation == LG_INCOMPARABLE && is_number)
            return LG_NOT_JUDGED;
        comparable += relation != LG_INCOMPARABLE;
        held = held || relation == LG_EQUAL;
    }
    return comparable == 0 ? LG_NOT_JUDGED : verdict(held);
}

/* A null is what is not there, with its reason. */
static enum lg_verdict judge_exists(struct lg_judging *j) {
    bool is_there = j->got != NULL && j->got->kind != LG_VALUE_NULL;
    return verdict(is_there == j->wanted->as.boolean);
}

static const struct lg_operator operators[] = {
    {"contains", "something with ", SCALAR, "one value", "the text, list or map holds it",
     judge_contains},
    {"eq", "", ANY, "a value", "the same value; a literal alone means this", judge_eq},
    {"exists", "", KIND(BOOL), "true or false", "there is a value, or with false there is none",
     judge_exists},
    {"ge", "≥ ", NUMBER, "a number", "at least", judge_ge},
    {"gt", "> ", NUMBER, "a number", "more than", judge_gt},
    {"le", "≤ ", NUMBER, "a number", "at most", judge_le},
    {"lt", "< ", NUMBER, "a number", "less than", judge_lt},
    {"matches", "a match of ", KIND(STRING), "a pattern as text", "PCRE2 finds it in the text",
     judge_matches},
    {"ne", "other than ", ANY, "a value", "another value, of a kind that can be compared",
     judge_ne},
    {"near", "", NUMBER, "a map of value and tol, two numbers",
     "no further from value than tol: {value: -14 LUFS, tol: 0.5 LU}", judge_near},
    {"one_of", "one of ", KIND(LIST), "a list", "one of a list of values", judge_one_of},
};

static bool is_near(const struct lg_operator *op) {
    return op->judge == judge_near;
}

const struct lg_operator *lg_operators(size_t *count_out) {
    *count_out = LG_ARRAY_LEN(operators);
    return operators;
}

const struct lg_operator *lg_operator_find(const char *name) {
    for (size_t i = 0; i < LG_ARRAY_LEN(operators); i++)
        if (strcmp(operators[i].name, name) == 0)
            return &operators[i];
    return NULL;
}

int lg_operator_unknown(const struct lg_node *key, struct lg_err *err) {
    const char *names[LG_ARRAY_LEN(operators)];
    for (size_t i = 0; i < LG_ARRAY_LEN(operators); i++)
        names[i] = operators[i].name;
    const char *near = lg_suggest(key->text, names, LG_ARRAY_LEN(names));
    if (near == NULL)
        return lg_node_err(key, err,
                           "unknown operator '%s'; there are contains, eq, exists, ge, gt, le, lt, "
                           "matches, ne, near, one_of",
                           key->text);
    return lg_node_err(key, err, "unknown operator '%s'; did you mean '%s'?", key->text, near);
}

static int check_near_keys(const struct lg_node *operand, struct lg_err *err) {
    static const char *const keys[] = {"value", "tol"};
    if (operand->kind != LG_NODE_MAP)
        return lg_node_err(operand, err, "near takes {value: …, tol: …}, not %s",
                           lg_node_kind_name(operand));
    if (lg_node_known_keys(operand, "near", keys, LG_ARRAY_LEN(keys), err) < 0)
        return -1;
    for (size_t i = 0; i < LG_ARRAY_LEN(keys); i++)
        if (lg_node_get(operand, keys[i]) == NULL)
            return lg_node_err(operand, err, "near needs '%s'", keys[i]);
    return 0;
}

/* What makes an operand malformed rather than unfit for what was got. */
static int check_shape(const struct lg_operator *op, const struct lg_node *operand,
                       struct lg_arena *arena, struct lg_err *err) {
    if (is_near(op)) {
        if (check_near_keys(operand, err) < 0)
            return -1;
        const struct lg_node *node = lg_node_get(operand, "tol");
        double tol = lg_value_number(lg_node_value(node, arena));
        if (tol <= 0 || isinf(tol))
            return lg_node_err(node, err, "tol must be above 0 and finite");
    }
    if (op->judge == judge_one_of && operand->kind == LG_NODE_SEQ && operand->count == 0)
        return lg_node_err(operand, err, "one_of is empty");
    if (op->judge == judge_contains && operand->kind == LG_NODE_SCALAR && operand->quoted &&
        operand->length == 0)
        return lg_node_err(operand, err, "contains '' holds for any text: nothing could fail");
    return 0;
}

static int check_kind(const struct lg_operator *op, const struct lg_node *operand,
                      struct lg_arena *arena, struct lg_err *err) {
    const struct lg_value *value = lg_node_value(operand, arena);
    if (value->kind == LG_VALUE_NULL)
        return lg_node_err(operand, err, "%s has no operand; for absence there is exists: false",
                           op->name);
    if ((op->kinds & (1u << value->kind)) == 0)
        return lg_node_err(operand, err, "%s takes %s, not %s", op->name, op->takes,
                           lg_node_kind_name(operand));
    const char *why = lg_compare_undefined(value, arena);
    if (why != NULL)
        return lg_node_err(operand, err, "%s can't be judged: %s", op->name, why);
    return 0;
}

static int check_pattern(const struct lg_node *operand, struct lg_err *err) {
    struct lg_regex *regex;
    struct lg_err why = {0};
    if (lg_pattern_new(operand->text, 0, &regex, &why) < 0)
        return lg_node_err(operand, err, "%s", why.text);
    lg_regex_free(regex);
    return 0;
}

/* Units that the file itself puts together. */
static int check_tolerance_unit(const struct lg_node *operand, struct lg_arena *arena,
                                struct lg_err *err) {
    const char *unit = lg_node_value(lg_node_get(operand, "value"), arena)->unit;
    const struct lg_node *tol = lg_node_get(operand, "tol");
    const char *tol_unit = lg_node_value(tol, arena)->unit;
    if (!lg_unit_fits_tolerance(tol_unit, unit))
        return lg_node_err(tol, err, "a tolerance in %s does not fit a value in %s", tol_unit,
                           unit);
    return 0;
}

static int check_operand(const struct lg_operator *op, const struct lg_node *operand,
                         struct lg_arena *arena, struct lg_err *err) {
    if (check_shape(op, operand, arena, err) < 0)
        return -1;
    if (is_near(op)) {
        if (check_kind(op, lg_node_get(operand, "value"), arena, err) < 0)
            return -1;
        if (check_kind(op, lg_node_get(operand, "tol"), arena, err) < 0)
            return -1;
        return check_tolerance_unit(operand, arena, err);
    }
    if (check_kind(op, operand, arena, err) < 0)
        return -1;
    return op->judge == judge_matches ? check_pattern(operand, err) : 0;
}

int lg_operator_check(const struct lg_operator *op, const struct lg_node *operand,
                      struct lg_err *err) {
    struct lg_arena arena = {0};
    int status = check_operand(op, operand, &arena, err);
    lg_arena_dispose(&arena);
    return status;
}

static enum lg_verdict judge_operands(const struct lg_operator *op, struct lg_judging *j) {
    if ((op->kinds & (1u << j->wanted->kind)) == 0)
        return not_judged(j, lg_arena_printf(j->arena, "%s takes %s, not %s", op->name, op->takes,
                                             lg_compare_kind_words(j->wanted)));
    return op->judge(j);
}

int lg_operator_judge(const struct lg_operator *op, const struct lg_node *operand,
                      struct lg_judging *judging, enum lg_verdict *verdict_out,
                      struct lg_err *err) {
    if (check_shape(op, operand, judging->arena, err) < 0)
        return -1;
    const struct lg_node *wanted = is_near(op) ? lg_node_get(operand, "value") : operand;
    judging->wanted = lg_node_value(wanted, judging->arena);
    if (is_near(op))
        judging->tol = lg_node_value(lg_node_get(operand, "tol"), judging->arena);
    enum lg_verdict found = judge_operands(op, judging);
    if (lg_err_is_set(&judging->error))
        return lg_node_err(operand, err, "%s", judging->error.text);
    *verdict_out = found;
    return 0;
}

/* --- judged again --- */

/* Operators that masked texts can't mislead: two that were the same still are. */
static bool is_judged_again(const struct lg_operator *op, const struct lg_check *check) {
    bool are_numbers = lg_value_is_number(check->wanted) && lg_value_is_number(check->got);
    if (op->judge == judge_eq || op->judge == judge_one_of)
        return true;
    return are_numbers && (!is_near(op) || check->tol != NULL);
}

/* A target of a matrix forgives a hair more than an expectation (matrix/targets.c). */
static bool is_at_bound(const struct lg_check *check) {
    const double hair = 2e-9;
    if (!lg_value_is_number(check->wanted) || !lg_value_is_number(check->got))
        return false;
    double distance = fabs(lg_value_number(check->got) - lg_value_number(check->wanted));
    double tol = check->tol == NULL ? 0 : lg_value_number(check->tol);
    return fabs(distance - tol) <= hair;
}

bool lg_operator_disproves(const struct lg_check *check) {
    const struct lg_operator *op = lg_operator_find(check->op);
    struct lg_arena arena = {0};
    if (op == NULL || check->verdict != LG_HELD || !is_judged_again(op, check) ||
        (op->judge != judge_eq && is_at_bound(check)))
        return false;
    struct lg_judging judging = {
        .wanted = check->wanted, .got = check->got, .tol = check->tol, .arena = &arena};
    enum lg_verdict again = judge_operands(op, &judging);
    lg_arena_dispose(&arena);
    return again != LG_HELD;
}
