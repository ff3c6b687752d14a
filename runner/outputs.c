#include "runner/outputs.h"

#include <string.h>

#include "base/fs.h"

const struct lg_option lg_option_junit = {
    "--junit", LG_OPTION_VALUE, "FILE",
    "JUnit XML here, an older one is replaced (default <out>/<run>/junit.xml)", NULL};
const struct lg_option lg_option_receipts = {
    "--receipts", LG_OPTION_VALUE, "FILE",
    "receipts here, a new file (default <out>/<run>/receipts.jsonl)", NULL};

enum { JUNIT_MAX_BYTES = 64 * 1024 * 1024 };

static int read_path(struct lg_app *app, const struct lg_args *args, const char *option,
                     const char **path_out, struct lg_err *err) {
    const char *path = lg_args_value(args, option);
    if (path == NULL)
        return 0;
    if (strcmp(path, "-") == 0)
        return lg_err_set(err, LG_ERR_USAGE, "%s wants a file, got '%s'", option, path);
    *path_out = lg_paths_user(&app->paths, &app->arena, path);
    return 0;
}

static int remove_older(const char *path, struct lg_err *err) {
    struct lg_str text = {0};
    int result = 0;
    if (path == NULL || !lg_fs_is_file(path))
        return 0;
    if (lg_fs_read(path, JUNIT_MAX_BYTES, &text, err) != 0)
        return -1;
    if (text.length > 0 && strstr(text.text, "<testsuites") == NULL)
        result = lg_err_set(err, LG_ERR_USAGE,
                            "--junit: '%s' is no JUnit file and is not overwritten", path);
    else
        result = lg_fs_remove(path, err);
    lg_str_dispose(&text);
    return result;
}

int lg_outputs_claim(struct lg_app *app, const struct lg_args *args, struct lg_outputs *out,
                     struct lg_err *err) {
    struct lg_outputs outputs = {0};
    if (read_path(app, args, "--junit", &outputs.junit, err) != 0 ||
        read_path(app, args, "--receipts", &outputs.receipts, err) != 0)
        return -1;
    if (outputs.junit != NULL && outputs.receipts != NULL &&
        strcmp(outputs.junit, outputs.receipts) == 0)
        return lg_err_set(err, LG_ERR_USAGE, "--junit and --receipts name the same file '%s'",
                          outputs.junit);
    if (remove_older(outputs.junit, err) != 0)
        return -1;
    *out = outputs;
    return 0;
}
