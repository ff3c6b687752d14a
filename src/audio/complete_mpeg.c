#include "audio/complete_inside.h"

enum { XING_WITHIN = 64 /* bytes of the first MPEG frame */ };

bool lg_complete_is_mpeg(const unsigned char *head) {
    return memcmp(head, "ID3", 3) == 0 || (head[0] == 0xff && (head[1] & 0xe0) == 0xe0);
}

/* The first frame of an MPEG stream, behind the ID3v2 tag if there is one, may be the header that
 * Xing invented: its flag 1 says that a count of frames follows. */
int lg_complete_mpeg(struct lg_complete_subject *file, const unsigned char *head,
                     struct lg_err *err) {
    unsigned char frame[XING_WITHIN] = {0};
    int64_t at = 0;
    if (memcmp(head, "ID3", 3) == 0) {
        for (int i = 6; i < 10; i++)
            at = at << 7 | (head[i] & 0x7f);
        at += 10;
    }
    file->verdict = lg_complete_is_open;
    if (at + XING_WITHIN > file->bytes)
        return 0;
    if (lg_complete_read(file, at, sizeof frame, frame, err) < 0)
        return -1;
    for (size_t i = 4; i + 8 <= sizeof frame; i++) {
        if ((lg_complete_is_id(frame + i, "Xing") || lg_complete_is_id(frame + i, "Info")) &&
            (frame[i + 7] & 1) != 0)
            file->verdict = lg_complete_by_count;
    }
    return 0;
}
