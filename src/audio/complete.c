#include "audio/complete.h"
#include "audio/complete_inside.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* A container made of chunks: an id, a size, content, perhaps padding. */
struct chunked {
    char magic[5];
    char form[5]; /* "": any */
    unsigned form_at;
    char data[5]; /* the id of the chunk of samples, or its first four bytes */
    unsigned first_chunk;
    unsigned id_bytes;
    unsigned size_bytes;
    bool counts_itself; /* a size includes id and size */
    bool big_endian;
    unsigned align;
    unsigned before_samples; /* bytes of the chunk of samples that are no samples */
};

static const struct chunked chunked_kinds[] = {
    {"RIFF", "WAVE", 8, "data", 12, 4, 4, false, false, 2, 0},
    {"RIFX", "WAVE", 8, "data", 12, 4, 4, false, true, 2, 0},
    {"RF64", "WAVE", 8, "data", 12, 4, 4, false, false, 2, 0},
    {"BW64", "WAVE", 8, "data", 12, 4, 4, false, false, 2, 0},
    {"FORM", "AIFF", 8, "SSND", 12, 4, 4, false, true, 2, 8},
    {"FORM", "AIFC", 8, "SSND", 12, 4, 4, false, true, 2, 8},
    {"caff", "", 0, "data", 8, 4, 8, false, true, 1, 4},
    {"riff", "wave", 24, "data", 40, 16, 8, true, false, 8, 0}, /* Wave64 */
};

enum {
    MAGIC_BYTES = 4,
    HEAD_BYTES = 28,       /* holds every magic and form */
    CHUNK_HEADER_MAX = 24, /* id and size */
    CHUNKS_MAX = 10000,    /* more before the samples is no header but an attack on our time */
    XING_WITHIN = 64,      /* bytes of the first MPEG frame */
    OGG_HEAD_MAX = 282,    /* 27 + 255 */
    COMM_BYTES = 22        /* with the coding of AIFC; holds all that is read of a chunk */
};

/* CAF's own size for samples up to the end of the file, wherever that is. RIFF's 32 bits of ones
 * say that the size is in `ds64`; where there is none they came from a writer to a pipe. */
#define OPEN_END UINT64_MAX

static const struct lg_completeness by_size = {true, "the header's size of the samples"};
static const struct lg_completeness by_page = {true, "the last page, which ends its stream"};
static const struct lg_completeness by_count = {true, "the header's count of frames"};
static const struct lg_completeness left_open = {
    false, "its header leaves the length open, as one written to a pipe does"};
static const struct lg_completeness unheard_of = {
    false, "nothing in this container says where it should end"};

int lg_complete_read(const struct lg_complete_subject *file, int64_t offset, size_t length,
                     unsigned char *out, struct lg_err *err) {
    size_t done = 0;
    while (done < length) {
        ssize_t got = pread(file->fd, out + done, length - done, (off_t)(offset + (int64_t)done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return lg_err_sys(err, LG_ERR_READ, errno, "cannot read '%s'", file->path);
        if (got == 0)
            return lg_err_set(err, LG_ERR_READ, "'%s' became shorter while it was read",
                              file->path);
        done += (size_t)got;
    }
    return 0;
}

uint64_t lg_complete_number(const unsigned char *bytes, unsigned count, bool big_endian) {
    uint64_t number = 0;
    for (unsigned i = 0; i < count; i++)
        number = number << 8 | bytes[big_endian ? i : count - 1 - i];
    return number;
}

static bool is_id(const unsigned char *bytes, const char *id) {
    return memcmp(bytes, id, MAGIC_BYTES) == 0;
}

static const struct chunked *chunked_kind_of(const unsigned char head[static HEAD_BYTES]) {
    for (size_t i = 0; i < LG_ARRAY_LEN(chunked_kinds); i++) {
        const struct chunked *kind = &chunked_kinds[i];
        bool is_form = kind->form[0] == '\0' || is_id(head + kind->form_at, kind->form);
        if (is_id(head, kind->magic) && is_form)
            return kind;
    }
    return NULL;
}

/* `at` is where the declared bytes begin, the first `before` of which are no samples. */
static int check_samples(const struct lg_complete_subject *file, int64_t at, uint64_t declared,
                         uint64_t before, struct lg_err *err) {
    uint64_t held = at < file->bytes ? (uint64_t)(file->bytes - at) : 0;
    if (declared <= before)
        return lg_err_set(err, LG_ERR_READ, "empty audio: '%s': its header says 0 bytes of audio",
                          file->path);
    if (declared <= held)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' is incomplete: header says %" PRIu64
                      " bytes of audio, the file holds %" PRIu64,
                      file->path, declared - before, held > before ? held - before : 0);
}

/* What stands behind the samples although nothing says what it is may be samples too. */
static int refuse_rest(const struct lg_complete_subject *file, uint64_t declared, int64_t at,
                       struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' contradicts itself: header says %" PRIu64 " bytes of audio, %" PRId64
                      " bytes follow that no chunk explains",
                      file->path, declared, file->bytes - at);
}

struct chunk {
    unsigned char id[MAGIC_BYTES];
    int64_t at; /* its content */
    uint64_t size;
};

/* What the chunks say of each other. */
struct walk {
    const struct chunked *kind;
    uint64_t form;      /* bytes of the file by its first size; OPEN_END: not said */
    uint64_t long_form; /* the same and that of the samples by `ds64` */
    uint64_t long_size;
    uint64_t frame_bytes; /* 0: not known, or of a coding that has none */
    uint64_t frames;      /* 0: not said */
    struct chunk samples; /* at 0: not met yet */
};

static int read_chunk(const struct lg_complete_subject *file, const struct chunked *kind,
                      int64_t at, struct chunk *out, struct lg_err *err) {
    unsigned header = kind->id_bytes + kind->size_bytes;
    unsigned char head[CHUNK_HEADER_MAX];
    if (lg_complete_read(file, at, header, head, err) < 0)
        return -1;
    memcpy(out->id, head, sizeof out->id);
    out->at = at + header;
    out->size = lg_complete_number(head + kind->id_bytes, kind->size_bytes, kind->big_endian);
    if (kind->counts_itself)
        out->size = out->size > header ? out->size - header : 0;
    return 0;
}

static int64_t behind(const struct chunked *kind, const struct chunk *chunk) {
    return chunk->at +
           (int64_t)(chunk->size + (kind->align - chunk->size % kind->align) % kind->align);
}

/* WAVE: PCM, float, A-law, mu-law and what extends them have frames of a fixed size. */
static void note_fmt(struct walk *walk, const unsigned char *fmt) {
    uint64_t tag = lg_complete_number(fmt, 2, walk->kind->big_endian);
    if (tag == 1 || tag == 3 || tag == 6 || tag == 7 || tag == 0xfffe)
        walk->frame_bytes = lg_complete_number(fmt + 12, 2, walk->kind->big_endian);
}

/* AIFF; AIFC where its coding is none. */
static void note_comm(struct walk *walk, const unsigned char *comm) {
    static const char plain[][MAGIC_BYTES + 1] = {"NONE", "sowt", "twos", "fl32",
                                                  "FL32", "fl64", "FL64"};
    bool is_plain = strcmp(walk->kind->form, "AIFF") == 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(plain); i++)
        is_plain = is_plain || is_id(comm + 18, plain[i]);
    if (!is_plain)
        return;
    walk->frame_bytes =
        lg_complete_number(comm, 2, true) * ((lg_complete_number(comm + 6, 2, true) + 7) / 8);
    walk->frames = lg_complete_number(comm + 2, 4, true);
}

static int note_chunk(const struct lg_complete_subject *file, struct walk *walk,
                      const struct chunk *chunk, struct lg_err *err) {
    unsigned char content[COMM_BYTES] = {0};
    size_t length = chunk->size < sizeof content ? (size_t)chunk->size : sizeof content;
    if (lg_complete_read(file, chunk->at, length, content, err) < 0)
        return -1;
    if (is_id(chunk->id, "ds64") && length >= 16) {
        walk->long_form = lg_complete_number(content, 8, false);
        walk->long_size = lg_complete_number(content + 8, 8, false);
    } else if (is_id(chunk->id, "fmt ")) {
        note_fmt(walk, content);
    } else if (is_id(chunk->id, "COMM")) {
        note_comm(walk, content);
    }
    return 0;
}

static bool is_plausible(const struct lg_complete_subject *file, const struct chunk *chunk) {
    for (size_t i = 0; i < sizeof chunk->id; i++)
        if (chunk->id[i] < ' ' || chunk->id[i] > '~')
            return false;
    return chunk->size <= (uint64_t)(file->bytes - chunk->at);
}

/* What is behind the samples must be chunks up to the end of the file, short of padding: of one
 * byte even in CAF, which needs none, as libsndfile writes it behind ALAC. */
static int check_rest(const struct lg_complete_subject *file, struct walk *walk,
                      struct lg_err *err) {
    const struct chunked *kind = walk->kind;
    unsigned header = kind->id_bytes + kind->size_bytes;
    int64_t at = behind(kind, &walk->samples);
    int64_t padding = kind->align > 2 ? kind->align - 1 : 1;
    for (int count = 0; file->bytes - at > padding; count++) {
        struct chunk chunk;
        bool is_chunk = count < CHUNKS_MAX && file->bytes - at >= header;
        if (is_chunk && read_chunk(file, kind, at, &chunk, err) < 0)
            return -1;
        if (!is_chunk || !is_plausible(file, &chunk))
            return refuse_rest(file, walk->samples.size - kind->before_samples, at, err);
        if (note_chunk(file, walk, &chunk, err) < 0)
            return -1;
        at = behind(kind, &chunk);
    }
    return 0;
}

static int check_form(const struct lg_complete_subject *file, const struct walk *walk,
                      struct lg_err *err) {
    uint64_t form = walk->form;
    uint64_t slack = walk->kind->align - 1;
    uint64_t bytes = (uint64_t)file->bytes;
    if (form == OPEN_END || (form <= bytes + slack && form + slack >= bytes))
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' %s: its %s size stands for a file of %" PRIu64
                      " bytes, the file holds %" PRIu64,
                      file->path, form > bytes ? "is incomplete" : "contradicts itself",
                      walk->kind->magic, form, bytes);
}

static int check_frames(const struct lg_complete_subject *file, const struct walk *walk,
                        struct lg_err *err) {
    uint64_t bytes = walk->samples.size - walk->kind->before_samples;
    unsigned char offset[4] = {0}; /* SSND: bytes before the first frame */
    if (walk->frame_bytes == 0)
        return 0;
    if (walk->kind->before_samples == 8 &&
        lg_complete_read(file, walk->samples.at, 4, offset, err) < 0)
        return -1;
    uint64_t skipped = lg_complete_number(offset, 4, true);
    bytes -= skipped < bytes ? skipped : bytes;
    if (bytes % walk->frame_bytes != 0)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: %" PRIu64
                          " bytes of audio are no whole number of frames of %" PRIu64 " bytes",
                          file->path, bytes, walk->frame_bytes);
    if (walk->kind->before_samples == 8 && bytes / walk->frame_bytes != walk->frames)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: COMM says %" PRIu64
                          " frames of audio, SSND holds %" PRIu64,
                          file->path, walk->frames, bytes / walk->frame_bytes);
    return 0;
}

/* RIFF's ones stand for `ds64`, or for a writer to a pipe. */
static int start_walk(const struct lg_complete_subject *file, struct walk *walk,
                      struct lg_err *err) {
    const struct chunked *kind = walk->kind;
    unsigned char size[8];
    if (kind->form[0] == '\0')
        return 0;
    if (file->bytes < kind->first_chunk)
        return lg_err_set(err, LG_ERR_READ, "'%s' is incomplete: it ends before its audio begins",
                          file->path);
    if (lg_complete_read(file, kind->counts_itself ? 16 : 4, kind->size_bytes, size, err) < 0)
        return -1;
    walk->form = lg_complete_number(size, kind->size_bytes, kind->big_endian);
    if (!kind->counts_itself)
        walk->form = walk->form == UINT32_MAX ? OPEN_END : walk->form + 8;
    return 0;
}

/* All that can be told once the samples were met. */
static int check_data(struct lg_complete_subject *file, struct walk *walk, struct lg_err *err) {
    const struct chunked *kind = walk->kind;
    struct chunk *samples = &walk->samples;
    if (kind->size_bytes == 4 && samples->size == UINT32_MAX)
        samples->size = walk->long_size;
    if (walk->form == OPEN_END && walk->long_form < OPEN_END - 8)
        walk->form = walk->long_form + 8;
    bool is_open = samples->size == OPEN_END || (walk->form == OPEN_END && kind->form[0] != '\0');
    file->verdict = is_open ? left_open : by_size;
    if (samples->size == OPEN_END)
        return 0;
    if (check_samples(file, samples->at, samples->size, kind->before_samples, err) < 0 ||
        check_rest(file, walk, err) < 0 || check_form(file, walk, err) < 0)
        return -1;
    return check_frames(file, walk, err);
}

static int check_chunked(struct lg_complete_subject *file, const struct chunked *kind,
                         struct lg_err *err) {
    struct walk walk = {
        .kind = kind, .form = OPEN_END, .long_form = OPEN_END, .long_size = OPEN_END};
    unsigned header = kind->id_bytes + kind->size_bytes;
    int64_t at = kind->first_chunk;
    if (start_walk(file, &walk, err) < 0)
        return -1;
    for (int count = 0; count < CHUNKS_MAX && at + header <= file->bytes; count++) {
        struct chunk chunk;
        if (read_chunk(file, kind, at, &chunk, err) < 0)
            return -1;
        if (is_id(chunk.id, kind->data)) {
            walk.samples = chunk;
            return check_data(file, &walk, err);
        }
        if (chunk.size > (uint64_t)(file->bytes - chunk.at))
            break;
        if (note_chunk(file, &walk, &chunk, err) < 0)
            return -1;
        at = behind(kind, &chunk);
    }
    return lg_err_set(err, LG_ERR_READ, "'%s' is incomplete: it ends before its audio begins",
                      file->path);
}

/* Sun and NeXT: where the samples begin, and how many bytes; all ones: to the end. */
static int check_au(struct lg_complete_subject *file, const unsigned char *head,
                    struct lg_err *err) {
    bool big_endian = is_id(head, ".snd");
    uint64_t at = lg_complete_number(head + 4, 4, big_endian);
    uint64_t size = lg_complete_number(head + 8, 4, big_endian);
    file->verdict = size == UINT32_MAX ? left_open : by_size;
    if (size == UINT32_MAX)
        return 0;
    if (check_samples(file, (int64_t)at, size, 0, err) < 0)
        return -1;
    int64_t end = (int64_t)(at + size);
    return end == file->bytes ? 0 : refuse_rest(file, size, end, err);
}

/* The length that the page at `page` says it has; 0: more of it is needed to tell. */
static size_t ogg_page_bytes(const unsigned char *page, size_t there) {
    if (there < 27 || there < 27u + page[26])
        return 0;
    size_t bytes = 27u + page[26];
    for (unsigned i = 0; i < page[26]; i++)
        bytes += page[27 + i];
    return bytes;
}

/* What is wrong at `at`, where a page must begin. */
static int refuse_ogg(const struct lg_complete_subject *file, int64_t at, bool has_ended,
                      bool is_page, struct lg_err *err) {
    if (is_page && has_ended)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' is a chained stream: another begins at byte %" PRId64, file->path,
                          at);
    if (has_ended)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: %" PRId64 " bytes behind the last page",
                          file->path, file->bytes - at);
    return lg_err_set(err, LG_ERR_READ, "'%s' is incomplete: its last Ogg page is %s", file->path,
                      is_page ? "cut" : "not the end of a stream");
}

/* Streams side by side all begin before the first ends: what begins later is a chain's next link,
 * of which libsndfile reads nothing. */
static int check_ogg(struct lg_complete_subject *file, struct lg_err *err) {
    bool has_ended = false; /* any stream */
    bool is_last = false;   /* the page before this one ended its stream */
    int64_t at = 0;
    while (at < file->bytes) {
        unsigned char head[OGG_HEAD_MAX] = {0};
        int64_t rest = file->bytes - at;
        size_t there = rest < OGG_HEAD_MAX ? (size_t)rest : OGG_HEAD_MAX;
        if (lg_complete_read(file, at, there, head, err) < 0)
            return -1;
        bool is_page = is_id(head, "OggS");
        size_t page = is_page ? ogg_page_bytes(head, there) : 0;
        bool begins = is_page && (head[5] & 2) != 0;
        if (!is_page || (begins && has_ended))
            return refuse_ogg(file, at, is_last || begins, is_page, err);
        if (page == 0 || (int64_t)page > rest)
            return refuse_ogg(file, at, false, true, err);
        is_last = (head[5] & 4) != 0;
        has_ended = has_ended || is_last;
        at += (int64_t)page;
    }
    file->verdict = by_page;
    return is_last ? 0 : refuse_ogg(file, at, false, false, err);
}

/* RFC 9639, 8.2: the samples of a channel are 36 bits of STREAMINFO; 0: not known. */
static int judge_flac(struct lg_complete_subject *file, const unsigned char *head,
                      struct lg_err *err) {
    uint64_t frames = lg_complete_number(head + 21, 5, true) & UINT64_C(0xfffffffff);
    file->verdict = frames == 0 ? left_open : by_count;
    return frames == 0 ? 0 : lg_complete_flac(file, head, frames, err);
}

/* The first frame of an MPEG stream, behind the ID3v2 tag if there is one, may be the header that
 * Xing invented: its flag 1 says that a count of frames follows. */
static int judge_mpeg(struct lg_complete_subject *file, const unsigned char *head,
                      struct lg_err *err) {
    unsigned char frame[XING_WITHIN] = {0};
    int64_t at = 0;
    if (memcmp(head, "ID3", 3) == 0) {
        for (int i = 6; i < 10; i++)
            at = at << 7 | (head[i] & 0x7f);
        at += 10;
    }
    file->verdict = left_open;
    if (at + XING_WITHIN > file->bytes)
        return 0;
    if (lg_complete_read(file, at, sizeof frame, frame, err) < 0)
        return -1;
    for (size_t i = 4; i + 8 <= sizeof frame; i++) {
        if ((is_id(frame + i, "Xing") || is_id(frame + i, "Info")) && (frame[i + 7] & 1) != 0)
            file->verdict = by_count;
    }
    return 0;
}

static bool is_mpeg(const unsigned char *head) {
    return memcmp(head, "ID3", 3) == 0 || (head[0] == 0xff && (head[1] & 0xe0) == 0xe0);
}

static int check(struct lg_complete_subject *file, struct lg_err *err) {
    unsigned char head[HEAD_BYTES] = {0};
    size_t there = file->bytes < HEAD_BYTES ? (size_t)file->bytes : HEAD_BYTES;
    if (lg_complete_read(file, 0, there, head, err) < 0)
        return -1;
    const struct chunked *kind = chunked_kind_of(head);
    if (kind != NULL)
        return check_chunked(file, kind, err);
    if (is_id(head, "OggS"))
        return check_ogg(file, err);
    if (is_id(head, ".snd") || is_id(head, "dns."))
        return check_au(file, head, err);
    if (is_id(head, "fLaC"))
        return judge_flac(file, head, err);
    if (is_mpeg(head))
        return judge_mpeg(file, head, err);
    return 0;
}

int lg_complete_check(int fd, int64_t file_bytes, const char *path, struct lg_completeness *out,
                      struct lg_err *err) {
    struct lg_complete_subject file = {
        .fd = fd, .bytes = file_bytes, .path = path, .verdict = unheard_of};
    if (check(&file, err) < 0)
        return -1;
    *out = file.verdict;
    return 0;
}
