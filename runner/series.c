#include "runner/series.h"

#include <math.h>
#include <stdio.h>

#include "base/json.h"
#include "base/number.h"

int lg_series_open(struct lg_series_file *series, const char *path, struct lg_err *err) {
    *series = (struct lg_series_file){.is_json = lg_ends_with(path, ".json")};
    if (!series->is_json && !lg_ends_with(path, ".csv"))
        return lg_err_set(err, LG_ERR_USAGE,
                          "--series wants a file ending in .csv or .json, got '%s'", path);
    if (lg_fs_draft_open(&series->draft, path, err) < 0)
        return -1;
    fputs(series->is_json ? "[" : "file,t_s,lufs_m,lufs_s\n", series->draft.file);
    return 0;
}

static void write_level(FILE *out, double level) {
    char text[LG_NUMBER_MAX] = "";
    if (!isnan(level))
        lg_number_fixed(level, 3, text);
    fputs(text, out);
}

/* RFC 4180: in quotes, and a quote twice. */
static void write_quoted(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void add_csv(FILE *out, const struct lg_measures *measures) {
    for (size_t i = 0; i < measures->num_points; i++) {
        char time[LG_NUMBER_MAX];
        lg_number_fixed((double)(i + 1) / LG_SERIES_HZ, 1, time);
        write_quoted(out, measures->path);
        fprintf(out, ",%s,", time);
        write_level(out, measures->series[i].lufs_m);
        fputc(',', out);
        write_level(out, measures->series[i].lufs_s);
        fputc('\n', out);
    }
}

static void push_level(struct lg_arena *arena, struct lg_value *list, double level) {
    lg_value_push(arena, list,
                  isnan(level) ? lg_value_null(arena, NULL) : lg_value_real(arena, level, "LUFS"));
}

static void add_json(FILE *out, const struct lg_measures *measures) {
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    struct lg_value *map = lg_value_map(&arena);
    struct lg_value *momentary = lg_value_list(&arena);
    struct lg_value *short_term = lg_value_list(&arena);
    for (size_t i = 0; i < measures->num_points; i++) {
        push_level(&arena, momentary, measures->series[i].lufs_m);
        push_level(&arena, short_term, measures->series[i].lufs_s);
    }
    lg_value_put(&arena, map, "path", lg_value_text(&arena, measures->path));
    lg_value_put(&arena, map, "hop_s", lg_value_real(&arena, 1.0 / LG_SERIES_HZ, "s"));
    lg_value_put(&arena, map, "lufs_m", momentary);
    lg_value_put(&arena, map, "lufs_s", short_term);
    lg_json_write(map, &text);
    fputs(lg_str_text(&text), out);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}

void lg_series_add(struct lg_series_file *series, const struct lg_measures *measures) {
    FILE *out = series->draft.file;
    if (series->is_json) {
        fputs(series->has_any ? ",\n " : "\n ", out);
        add_json(out, measures);
    } else {
        add_csv(out, measures);
    }
    series->has_any = true;
}

int lg_series_commit(struct lg_series_file *series, struct lg_err *err) {
    if (series->is_json)
        fputs("\n]\n", series->draft.file);
    return lg_fs_draft_commit(&series->draft, err);
}

void lg_series_dispose(struct lg_series_file *series) {
    lg_fs_draft_dispose(&series->draft);
}
