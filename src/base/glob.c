#include "base/glob.h"

#include <stddef.h>
#include <string.h>

#include "base/fs.h"

/* A star, and how much of the path it has taken so far. */
struct star {
    const char *after; /* the pattern behind it; NULL: none was met */
    const char *path;
};

/* Lets the star take one more character; false where it can't. */
static bool take_more(struct star *star, bool over_slashes, const char **pattern,
                      const char **path) {
    if (star->after == NULL || *star->path == '\0' || (*star->path == '/' && !over_slashes))
        return false;
    star->path++;
    *pattern = star->after;
    *path = star->path;
    return true;
}

/* Only the last star of each kind is ever tried anew: an earlier one can't do better. */
static bool matches(const char *pattern, const char *path) {
    struct star one = {0};
    struct star two = {0};
    for (;;) {
        if (pattern[0] == '*' && pattern[1] == '*') {
            pattern += 2;
            two = (struct star){pattern, path};
            one = (struct star){0};
        } else if (pattern[0] == '*') {
            pattern++;
            one = (struct star){pattern, path};
        } else if (pattern[0] == '\0' && path[0] == '\0') {
            return true;
        } else if (path[0] != '\0' &&
                   (pattern[0] == path[0] || (pattern[0] == '?' && path[0] != '/'))) {
            pattern++;
            path++;
        } else if (!take_more(&one, false, &pattern, &path)) {
            one = (struct star){0};
            if (!take_more(&two, true, &pattern, &path))
                return false;
        }
    }
}

bool lg_glob_match(const char *pattern, const char *path) {
    size_t length = strlen(pattern);
    if (strchr(pattern, '/') == NULL)
        return matches(pattern, lg_fs_name(path));
    if (pattern[length - 1] == '/')
        return strncmp(pattern, path, length) == 0 && path[length] != '\0';
    return matches(pattern, path);
}
