#include "matrix/advice.h"

#include <string.h>

/* In single quotes; one within ends them, stands escaped, and opens them again. */
static void quote(const char *text, struct lg_str *out) {
    lg_str_add_char(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            lg_str_add(out, "'\\''");
        else
            lg_str_add_char(out, *text);
    }
    lg_str_add_char(out, '\'');
}

static void add_command(const struct lg_matrix_point *point, size_t param, const char *options,
                        struct lg_str *out) {
    const struct lg_matrix *matrix = point->matrix;
    struct lg_str text = {0};
    lg_str_printf(&text, "%s/%s", matrix->track, matrix->params[param].path);
    lg_str_add(out, "livegate set ");
    quote(lg_str_text(&text), out);
    lg_str_clear(&text);
    lg_setting_write(&point->settings[param], &text);
    lg_str_add_char(out, ' ');
    quote(lg_str_text(&text), out);
    lg_str_add(out, matrix->allow_louder ? " --allow-louder" : "");
    lg_str_printf(out, "%s%s\n", options == NULL ? "" : " ", options == NULL ? "" : options);
    lg_str_dispose(&text);
}

void lg_advice_commands(const struct lg_matrix_point *point, const char *options,
                        struct lg_str *out) {
    const struct lg_matrix *matrix = point->matrix;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < matrix->num_params; i++) {
            bool is_constant = matrix->constants[i].kind != LG_SETTING_AS_FOUND;
            if (is_constant == (pass == 0) && point->settings[i].kind != LG_SETTING_AS_FOUND)
                add_command(point, i, options, out);
        }
    }
}
