#include "report/attachments.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "report/clean.h"

enum { PATH_CHARS_MAX = 4000 };

void lg_attachments_clear(struct lg_attachments *list) {
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i].path);
    list->count = 0;
}

void lg_attachments_dispose(struct lg_attachments *list) {
    if (list == NULL)
        return;
    lg_attachments_clear(list);
    free(list->items);
    *list = (struct lg_attachments){0};
}

const char *lg_attachments_shown(const char *path, const char *root, struct lg_arena *arena) {
    struct lg_str clean = {0};
    size_t length = root == NULL ? 0 : strlen(root);
    while (length > 0 && root[length - 1] == '/')
        length--;
    if (length > 0 && strncmp(path, root, length) == 0 && path[length] == '/')
        path += length + 1;
    lg_clean_line(lg_view_of(path), PATH_CHARS_MAX, &clean);
    bool is_sayable = strcmp(lg_str_text(&clean), path) == 0 && strstr(path, "]]") == NULL;
    lg_str_dispose(&clean);
    return is_sayable && path[0] != '\0' ? lg_arena_strdup(arena, path) : NULL;
}

static struct lg_attachment *add(struct lg_attachments *list) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 16 : list->capacity * 2;
        list->items = lg_xrealloc(list->items, list->capacity * sizeof *list->items);
    }
    return &list->items[list->count++];
}

void lg_attachments_add(struct lg_attachments *list, struct lg_spool_range line, const char *path,
                        bool is_work) {
    *add(list) = (struct lg_attachment){line, lg_xstrdup(path), is_work};
}

void lg_attachments_move(struct lg_attachments *from, struct lg_attachments *to, size_t offset) {
    for (size_t i = 0; i < from->count; i++) {
        struct lg_attachment moved = from->items[i];
        moved.line.offset += offset;
        *add(to) = moved;
    }
    from->count = 0;
}

int lg_attachments_copy(const struct lg_attachments *list, bool has_passed, struct lg_spool *spool,
                        FILE *to, struct lg_err *err) {
    struct lg_spool_range *gone = lg_xcalloc(list->count + 1, sizeof *gone);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct lg_attachment *item = &list->items[i];
        if ((has_passed && item->is_work) || !lg_fs_is_file(item->path))
            gone[count++] = item->line;
    }
    int rc = lg_spool_copy_without(spool, gone, count, to, err);
    free(gone);
    return rc;
}
