#include "support/unit.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "step/step.h"
#include "unit/step/yaml.h"

/* An environment with what a program needs and a secret, in a folder that is the project. */
struct bench {
    struct lg_env env;
    struct lg_arena arena;
    struct lg_paths paths;
    struct lg_taxonomy *taxonomy;
    struct lg_step_ctx ctx;
    char folder[64];
    const char *variables[8];
};

static int setup(void **state) {
    static struct bench bench;
    bench = (struct bench){.folder = "/tmp/lg-exec-XXXXXX"};
    assert_non_null(mkdtemp(bench.folder));
    lg_env_init_test(&bench.env);
    lg_clock_init_real(&bench.env.clock);
    size_t count = 0;
    bench.variables[count++] = lg_arena_printf(&bench.arena, "PATH=%s", getenv("PATH"));
    bench.variables[count++] = "APP_TOKEN=hush-hush";
    bench.variables[count++] = "PLAIN=seen";
    bench.variables[count++] = "HOME=/nowhere";
    bench.env.variables = bench.variables;
    bench.paths.project = bench.folder;
    bench.paths.data = (char *)(uintptr_t)LG_SOURCE_DIR;
    struct lg_err err = {0};
    assert_int_equal(lg_taxonomy_load(&bench.paths, NULL, &bench.taxonomy, &err), 0);
    *state = &bench;
    return 0;
}

static int teardown(void **state) {
    struct bench *bench = *state;
    lg_taxonomy_free(bench->taxonomy);
    lg_arena_dispose(&bench->arena);
    assert_int_equal(rmdir(bench->folder), 0);
    return 0;
}

static int run(struct bench *bench, const char *params, struct lg_value **out, struct lg_err *err) {
    const struct lg_verb *verb = lg_verb_find("exec");
    void *typed = lg_arena_alloc(&bench->arena, verb->params_size);
    bench->ctx =
        (struct lg_step_ctx){.env = &bench->env,
                             .paths = &bench->paths,
                             .arena = &bench->arena,
                             .taxonomy = bench->taxonomy,
                             .deadline_ns = lg_clock_after(&bench->env.clock, 60 * LG_NS_PER_S)};
    const struct lg_node *node = yaml_node(&bench->arena, params);
    if (lg_fields_read(&verb->fields, node, &bench->arena, typed, err) < 0)
        return -1;
    return verb->run(&bench->ctx, typed, out, err);
}

static struct lg_value *must(struct bench *bench, const char *params) {
    struct lg_value *result = NULL;
    struct lg_err err = {0};
    if (run(bench, params, &result, &err) != 0)
        fail_msg("%s: %s", params, err.text);
    return result;
}

static const struct lg_check *last_check(const struct bench *bench) {
    assert_true(bench->ctx.num_checks > 0);
    for (size_t i = 0; i + 1 < bench->ctx.num_checks; i++)
        assert_int_equal(bench->ctx.checks[i].verdict, LG_HELD);
    return &bench->ctx.checks[bench->ctx.num_checks - 1];
}

/* Sections A, C, G and M of the reference, and section P's exit codes. */
static void exec__exit_code_and_patterns_decide_together(void **state) {
    struct bench *bench = *state;
    static const struct {
        const char *params;
        enum lg_verdict verdict;
        const char *text;
    } rows[] = {
        {"[echo, sent]", LG_HELD, "output: success 'sent'"},
        {"[echo, \"ok: ('ok',)\"]", LG_HELD, "output: success 'osc-reply'"},
        {"[sh, -c, \"printf 'PASS\\\\r\\\\n'\"]", LG_HELD, "output: success 'pass'"},
        {"[sh, -c, 'echo sent; echo WARNING: delta clamped']", LG_HELD, "output: success 'sent'"},
        {"[sh, -c, 'echo sent; echo volume: -inf dB']", LG_HELD, "output: success 'sent'"},
        /* a success that looks like an error is none; what a person wrote behind it is theirs */
        {"[echo, 'APPLIED: Utility.Gain failed']", LG_NOT_JUDGED,
         "output: exit 0, and a line that looks like an error: APPLIED: Utility.Gain failed"},
        {"[echo, '[main abc1234] fix: a fatal error']", LG_HELD, "output: success 'git-committed'"},
        {"[sh, -c, 'echo PASS; echo Killed']", LG_NOT_JUDGED,
         "output: exit 0, and a line that looks like an error: Killed"},
        /* exit 0 with an error pattern */
        {"[sh, -c, 'echo sent; echo \"TimeoutError: x waiting for reply\" >&2']", LG_NOT_MET,
         "output: exit 0, and error 'timeout-waiting-for-reply': TimeoutError: x waiting for "
         "reply"},
        /* exit 0 without a success pattern */
        {"[echo, hello]", LG_NOT_JUDGED, "output: exit 0 without a success pattern: hello"},
        {"['true']", LG_NOT_JUDGED, "output: exit 0 without a success pattern"},
        {"[sh, -c, 'echo sent; echo error: gizmo']", LG_NOT_JUDGED,
         "output: exit 0, and a line that looks like an error: error: gizmo"},
        {"{argv: [sh, -c, 'echo fine; echo \"Traceback (most recent call last):\"; echo Odd'], "
         "success: fine}",
         LG_NOT_JUDGED, "output: exit 0, and a line that looks like an error: Odd"},
        /* another exit code */
        {"[sh, -c, 'echo sent; exit 3']", LG_NOT_MET, "exit_code: wanted 0, got 3: sent"},
        {"[sh, -c, 'echo Connection refused; echo bye; exit 1']", LG_NOT_MET,
         "exit_code: wanted 0, got 1: Connection refused"},
        {"[sh, -c, 'kill -9 $$']", LG_NOT_MET, "exit_code: wanted 0, got 137"},
        {"{argv: [echo, sent], exit_code: [1, 2]}", LG_NOT_MET,
         "exit_code: wanted one of [1, 2], got 0: sent"},
        /* a failure that is wanted must be the one that is wanted */
        {"{argv: [sh, -c, 'echo RuntimeError: fingerprint mismatch; exit 1'], exit_code: 1, "
         "success: '^RuntimeError: fingerprint'}",
         LG_HELD, "output: success '^RuntimeError: fingerprint'"},
        {"{argv: [sh, -c, 'echo PermissionError; exit 1'], exit_code: 1, success: fingerprint}",
         LG_NOT_JUDGED, "output: exit 1 without a success pattern: PermissionError"},
        {"{argv: [sh, -c, 'echo PermissionError; exit 1'], exit_code: 1}", LG_NOT_JUDGED,
         "output: exit 1 without a success pattern: PermissionError"},
        {"{argv: [sh, -c, 'echo mismatch; echo worse; exit 1'], exit_code: 1, success: mismatch, "
         "error: worse}",
         LG_NOT_MET, "output: exit 1, and error 'worse': worse"},
        /* patterns of its own take the place of the table's */
        {"{argv: [echo, sent], success: done}", LG_NOT_JUDGED,
         "output: exit 0 without a success pattern: sent"},
        {"{argv: [echo, 'done: PermissionError was handled'], success: ^done, error: '^fatal'}",
         LG_HELD, "output: success '^done'"},
        {"{argv: ['true'], success: '\\A\\z'}", LG_HELD, "output: success '\\A\\z'"},
        {"{argv: [echo, x], success: '\\A\\z'}", LG_NOT_JUDGED,
         "output: exit 0 without a success pattern: x"},
        /* a pattern that hits its bound is no success */
        {"{argv: [sh, -c, \"head -c 40000 /dev/zero | tr '\\\\0' a; echo b\"], success: '^(a+)+$'}",
         LG_NOT_JUDGED, "output: '^(a+)+$' could not be decided: aaaa"},
        {"{argv: [sh, -c, 'yes sent | head -c 300000']}", LG_NOT_JUDGED,
         "output: only the first 256 KiB of the output were kept, so it can't be judged"},
        {"{argv: [echo, '{\"a\": 1}'], json: true}", LG_HELD, "output: success 'data'"},
        {"{argv: [echo, 'a: 1'], json: true}", LG_NOT_JUDGED, "output: stdout is no JSON: "},
        {"{argv: [echo, '{\"ok\": false}'], json: true}", LG_NOT_MET,
         "output: exit 0, and error 'ok-false': {\"ok\": false}"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        must(bench, rows[i].params);
        const struct lg_check *check = last_check(bench);
        bool is_part = rows[i].verdict == LG_NOT_JUDGED;
        if (check->verdict != rows[i].verdict ||
            (is_part ? !lg_starts_with(check->text, rows[i].text)
                     : strcmp(check->text, rows[i].text) != 0))
            fail_msg("%s: %s, %s", rows[i].params, lg_verdict_name(check->verdict), check->text);
    }
}

static const char *text_of(const struct lg_value *result, const char *path) {
    const struct lg_value *value = lg_value_path(result, path);
    assert_non_null(value);
    assert_int_equal(value->kind, LG_VALUE_STRING);
    return value->as.string.text;
}

static void exec__tells_what_it_saw_without_secrets(void **state) {
    struct bench *bench = *state;
    const struct lg_value *result =
        must(bench, "{argv: [sh, -c, 'echo sent; echo $APP_TOKEN $PLAIN $SET; echo hush-hush >&2; "
                    "echo \"STOP: utility gain already near max\"'], env: [APP_TOKEN, SET=mine]}");
    assert_string_equal(text_of(result, "stdout"),
                        "sent\n*** mine\nSTOP: utility gain already near max\n");
    assert_string_equal(text_of(result, "stderr"), "***\n");
    assert_non_null(strstr(text_of(result, "command"), "sh -c 'echo sent; echo $APP_TOKEN"));
    assert_null(strstr(text_of(result, "command"), "hush-hush"));
    assert_string_equal(text_of(result, "matched.kind"), "success");
    assert_string_equal(text_of(result, "matched.line"), "sent");
    assert_int_equal(lg_value_path(result, "exit_code")->as.integer, 0);
    assert_int_equal(lg_value_path(result, "warnings")->as.integer, 1);
    assert_true(lg_value_path(result, "seconds")->as.real >= 0);
    result = must(bench, "{argv: [sh, -c, 'cat; pwd; echo SECRET_KEY=$SECRET_KEY'], "
                         "env: [SECRET_KEY=pure-gold], success: '\\*\\*\\*$'}");
    assert_int_equal(last_check(bench)->verdict, LG_HELD);
    assert_non_null(strstr(text_of(result, "stdout"), bench->folder));
    assert_string_equal(text_of(result, "matched.line"), "SECRET_KEY=***");
}

static void exec__a_time_out_is_124_with_what_was_said(void **state) {
    struct bench *bench = *state;
    struct lg_value *result = NULL;
    struct lg_err err = {0};
    const struct lg_verb *verb = lg_verb_find("exec");
    void *typed = lg_arena_alloc(&bench->arena, verb->params_size);
    const struct lg_node *node =
        yaml_node(&bench->arena, "[sh, -c, 'echo sent; echo $$; exec tail -f /dev/null']");
    assert_int_equal(verb->timeout_ms, 30000);
    assert_int_equal(lg_fields_read(&verb->fields, node, &bench->arena, typed, &err), 0);
    bench->ctx =
        (struct lg_step_ctx){.env = &bench->env,
                             .paths = &bench->paths,
                             .arena = &bench->arena,
                             .taxonomy = bench->taxonomy,
                             .deadline_ns = lg_clock_after(&bench->env.clock, 200 * LG_NS_PER_MS)};
    assert_int_equal(verb->run(&bench->ctx, typed, &result, &err), 0);
    assert_int_equal(lg_value_path(result, "exit_code")->as.integer, 124);
    assert_true(lg_clock_now_ns(&bench->env.clock) > bench->ctx.deadline_ns);
    assert_string_equal(last_check(bench)->subject, "exit_code");
    assert_int_equal(last_check(bench)->verdict, LG_NOT_MET);
    pid_t pid = (pid_t)strtoimax(text_of(result, "stdout") + strlen("sent\n"), NULL, 10);
    assert_true(pid > 1);
    assert_int_equal(kill(pid, 0), -1);
}

static void exec__refuses_what_can_not_be(void **state) {
    struct bench *bench = *state;
    static const struct {
        const char *params;
        const char *says;
    } rows[] = {
        {"[livegate-none-such]", "command not found: livegate-none-such"},
        {"{argv: [echo, sent], cwd: ..}", "/..' lies outside '"},
        {"{argv: [echo, sent], cwd: /}", "folder '/' lies outside '"},
        {"{argv: [echo, sent], cwd: none}", "/none': No such file"},
        {"{argv: [echo], success: '.*'}", "pattern '.*' matches any text"},
        {"{argv: [echo], success: '.'}", "success '.' matches whatever is printed"},
        {"{argv: [echo], success: '[^~]'}", "success '[^~]' matches whatever is printed"},
        {"{argv: [echo], success: '(?!zzz)'}", "success '(?!zzz)' matches whatever is printed"},
        {"{argv: [echo], error: '('}", "pattern '('"},
        {"{argv: [echo], exit_code: 256}", "256"},
        {"{argv: [echo], exit_code: 0.5}", "exit_code 0.5 is no whole number"},
        {"{argv: [echo], exit_code: []}", "exit_code is empty"},
        {"{argv: [echo], success: []}", "success is empty"},
        {"{argv: [echo], env: ['1=2']}", "env '1=2' is neither NAME nor NAME=value"},
        {"[]", "argv is empty"},
        {"['']", "argv begins with ''"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_value *result = NULL;
        struct lg_err err = {0};
        if (run(bench, rows[i].params, &result, &err) == 0)
            fail_msg("%s was carried out", rows[i].params);
        assert_null(result);
        if (err.kind != LG_ERR_READ || strstr(err.text, rows[i].says) == NULL)
            fail_msg("%s: %s", rows[i].params, err.text);
    }
}

#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

/* What it says it makes must have been written by this very run. */
static void exec__a_file_left_as_it_was_is_a_failure(void **state) {
    struct bench *bench = *state;
    static const struct {
        const char *params;
        enum lg_verdict verdict;
        const char *text;
    } rows[] = {
        {"{argv: [echo, sent], makes: made.json}", LG_NOT_MET, "makes: 'made.json' is not there"},
        {"{argv: [sh, -c, 'echo 1 >made.json; echo sent'], makes: made.json}", LG_HELD,
         "makes: 'made.json' is written anew"},
        {"{argv: [echo, sent], makes: made.json}", LG_NOT_MET, "makes: 'made.json' is as it was"},
        {"{argv: [sh, -c, 'touch -t 202001010000 made.json; echo sent'], makes: made.json}",
         LG_NOT_MET, "makes: 'made.json' is as it was"},
        {"{argv: [sh, -c, 'echo 22 >made.json; echo sent'], makes: made.json}", LG_HELD,
         "makes: 'made.json' is written anew"},
        {"{argv: [sh, -c, 'rm made.json; echo sent'], makes: made.json}", LG_NOT_MET,
         "makes: 'made.json' is not there"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        must(bench, rows[i].params);
        const struct lg_check *check = last_check(bench);
        assert_string_equal(check->text, rows[i].text);
        assert_int_equal(check->verdict, rows[i].verdict);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_BENCH(exec__a_file_left_as_it_was_is_a_failure),
        WITH_BENCH(exec__exit_code_and_patterns_decide_together),
        WITH_BENCH(exec__tells_what_it_saw_without_secrets),
        WITH_BENCH(exec__a_time_out_is_124_with_what_was_said),
        WITH_BENCH(exec__refuses_what_can_not_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
