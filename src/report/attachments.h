/* Lines by which a test's output names files of the run: "[[ATTACHMENT|path]]", as GitLab, Jenkins
 * and Azure read them. A file is named while its case is told, and it is known when the run has
 * ended whether it was kept; so the lines lie in a spool, and those of files that are not there are
 * left out when it is copied. */
#ifndef LG_REPORT_ATTACHMENTS_H
#define LG_REPORT_ATTACHMENTS_H

#include "report/spool.h"

struct lg_attachment {
    struct lg_spool_range line; /* in the spool */
    char *path;                 /* owned */
    bool is_work;               /* of the folder that is emptied after a run in which all passed */
};

/* Zeroed is valid and empty. */
struct lg_attachments {
    struct lg_attachment *items;
    size_t count, capacity;
};

void lg_attachments_dispose(struct lg_attachments *list);
/* The path as the line says it, from `root` where it lies there; NULL root: as it is. NULL: it
 * can't be said in a line. Lives in `arena`. */
const char *lg_attachments_shown(const char *path, const char *root, struct lg_arena *arena);
/* Copies the path. */
void lg_attachments_add(struct lg_attachments *list, struct lg_spool_range line, const char *path,
                        bool is_work);
/* Those of a spool that was poured to another, behind `offset` bytes. */
void lg_attachments_move(struct lg_attachments *from, struct lg_attachments *to, size_t offset);
/* Copies the spool, without the lines of files that are not there, and, where the run `has_passed`,
 * of those that are about to go. LG_ERR_WRITE. */
int lg_attachments_copy(const struct lg_attachments *list, bool has_passed, struct lg_spool *spool,
                        FILE *to, struct lg_err *err) LG_MUST_CHECK;
/* Forgets them all. */
void lg_attachments_clear(struct lg_attachments *list);

#endif
