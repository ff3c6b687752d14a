/* `analyze --series`: loudness over time, a CSV or JSON file for all the files measured. */
#ifndef LG_RUNNER_SERIES_H
#define LG_RUNNER_SERIES_H

#include <stdbool.h>

#include "audio/meter.h"
#include "base/fs.h"

struct lg_series_file {
    struct lg_fs_draft draft;
    bool is_json;
    bool has_any;
};

/* By its ending, ".csv" or ".json"; LG_ERR_USAGE for another one. CSV: a row each 0.1 s with file,
 * t_s (where the windows end), lufs_m and lufs_s, empty while undefined. JSON: a list of objects
 * with path, hop_s, lufs_m and lufs_s, the first point being at hop_s. */
int lg_series_open(struct lg_series_file *series, const char *path,
                   struct lg_err *err) LG_MUST_CHECK;
void lg_series_add(struct lg_series_file *series, const struct lg_measures *measures);
int lg_series_commit(struct lg_series_file *series, struct lg_err *err) LG_MUST_CHECK;
/* Without a commit the file stays as it was. A zeroed one is fine. */
void lg_series_dispose(struct lg_series_file *series);

#endif
