#include "runner/exam.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/json.h"
#include "runner/exit_code.h"

void lg_exam_begin(struct lg_exam *exam, struct lg_arena *arena, bool json) {
    *exam = (struct lg_exam){
        .arena = arena, .checks = json ? lg_value_list(arena) : NULL, .code = LG_EXIT_OK};
}

static void tell(struct lg_exam *exam, const char *status, const char *check, const char *text) {
    if (exam->checks == NULL) {
        printf("%-5s %-11s %s\n", status, check, lg_shown(text));
        return;
    }
    struct lg_value *map = lg_value_map(exam->arena);
    lg_value_put(exam->arena, map, "check", lg_value_text(exam->arena, check));
    lg_value_put(exam->arena, map, "status", lg_value_text(exam->arena, status));
    lg_value_put(exam->arena, map, "text", lg_value_text(exam->arena, text));
    lg_value_push(exam->arena, exam->checks, map);
}

static void tell_formatted(struct lg_exam *exam, const char *status, const char *check,
                           const char *format, va_list args) {
    char text[4096];
    vsnprintf(text, sizeof text, format, args);
    tell(exam, status, check, text);
}

void lg_exam_ok(struct lg_exam *exam, const char *check, const char *format, ...) {
    va_list args;
    va_start(args, format);
    tell_formatted(exam, "ok", check, format, args);
    va_end(args);
}

void lg_exam_note(struct lg_exam *exam, const char *check, const char *format, ...) {
    va_list args;
    va_start(args, format);
    tell_formatted(exam, "note", check, format, args);
    va_end(args);
}

void lg_exam_fail(struct lg_exam *exam, const char *check, const struct lg_err *why) {
    tell(exam, "FAIL", check, why->text);
    exam->code = lg_exit_graver(exam->code, lg_exit_of_err(why));
}

void lg_exam_tell(struct lg_exam *exam, const char *check, const struct lg_err *why,
                  const char *text) {
    if (lg_err_is_set(why))
        lg_exam_fail(exam, check, why);
    else
        tell(exam, "ok", check, text);
}

int lg_exam_end(struct lg_exam *exam) {
    if (exam->checks == NULL)
        return exam->code;
    struct lg_str text = {0};
    struct lg_value *map = lg_value_map(exam->arena);
    lg_value_put(exam->arena, map, "exit_code", lg_value_int(exam->arena, exam->code));
    lg_value_put(exam->arena, map, "checks", exam->checks);
    lg_json_write_pretty(map, &text);
    fputs(lg_str_text(&text), stdout);
    lg_str_dispose(&text);
    return exam->code;
}
