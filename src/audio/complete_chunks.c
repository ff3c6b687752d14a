#include <inttypes.h>

#include "audio/complete_inside.h"

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
    CHUNK_HEADER_MAX = 24, /* id and size */
    CHUNKS_MAX = 10000,    /* more before the samples is no header but an attack on our time */
    CONTENT_BYTES = 32     /* all that is read of a chunk */
};

/* CAF's own size for samples up to the end of the file, wherever that is. RIFF's 32 bits of ones
 * say that the size is in `ds64`; where there is none they came from a writer to a pipe. */
#define OPEN_END UINT64_MAX

static const struct lg_completeness by_size_before_tag = {
    .is_known = true,
    .how = "the header's size of the samples; an ID3v1 tag stands behind them",
    .frames = -1};

static const struct chunked *
chunked_kind_of(const unsigned char head[static LG_COMPLETE_HEAD_BYTES]) {
    for (size_t i = 0; i < LG_ARRAY_LEN(chunked_kinds); i++) {
        const struct chunked *kind = &chunked_kinds[i];
        bool is_form = kind->form[0] == '\0' || lg_complete_is_id(head + kind->form_at, kind->form);
        if (lg_complete_is_id(head, kind->magic) && is_form)
            return kind;
    }
    return NULL;
}

/* What the chunks say of each other. */
struct walk {
    const struct chunked *kind;
    uint64_t form;      /* bytes of the file by its first size; OPEN_END: not said */
    uint64_t long_form; /* the same and that of the samples by `ds64` */
    uint64_t long_size;
    bool has_frames;       /* of a fixed size: the coding is known to have them */
    uint64_t frame_bytes;  /* as the header says */
    uint64_t packed_bytes; /* as its channels and bits say */
    uint64_t frames;       /* of COMM */
    uint64_t rate_hz;      /* WAVE: by fmt; so below */
    uint64_t byte_rate;
    uint64_t channels;
    uint64_t block_bytes; /* of a coding in blocks; 0: another */
    uint64_t block_frames;
    uint64_t long_frames; /* of `ds64`; 0: not said */
    uint64_t fact;        /* 0: not said */
    bool has_tag;         /* an ID3v1 stands behind all chunks */
    struct lg_complete_chunk samples;
};

static int read_chunk(const struct lg_complete_subject *file, const struct chunked *kind,
                      int64_t at, struct lg_complete_chunk *out, struct lg_err *err) {
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

static int64_t behind(const struct chunked *kind, const struct lg_complete_chunk *chunk) {
    return chunk->at +
           (int64_t)(chunk->size + (kind->align - chunk->size % kind->align) % kind->align);
}

/* Full bytes for each sample; A-law and mu-law say what they like, and have one. */
static void note_frames(struct walk *walk, uint64_t frame_bytes, uint64_t channels, uint64_t bits) {
    walk->has_frames = true;
    walk->frame_bytes = frame_bytes;
    walk->packed_bytes = channels * ((bits + 7) / 8);
}

/* WAVE: PCM, float, A-law and mu-law have frames of a fixed size, ADPCM and GSM 6.10 blocks of
 * them; what extends them says which it is in its GUID. */
static void note_fmt(struct walk *walk, const unsigned char *fmt) {
    bool is_big = walk->kind->big_endian;
    uint64_t tag = lg_complete_number(fmt, 2, is_big);
    uint64_t align = lg_complete_number(fmt + 12, 2, is_big);
    if (tag == 0xfffe)
        tag = lg_complete_number(fmt + 24, 2, is_big);
    bool is_law = tag == 6 || tag == 7;
    walk->channels = lg_complete_number(fmt + 2, 2, is_big);
    if (tag == 2 || tag == 0x11 || tag == 0x31) {
        walk->block_bytes = align;
        walk->block_frames = lg_complete_number(fmt + 18, 2, is_big);
    }
    if (tag != 1 && tag != 3 && !is_law)
        return;
    walk->rate_hz = lg_complete_number(fmt + 4, 4, is_big);
    walk->byte_rate = lg_complete_number(fmt + 8, 4, is_big);
    note_frames(walk, align, walk->channels, is_law ? 8 : lg_complete_number(fmt + 14, 2, is_big));
}

/* AIFF; AIFC where its coding is none. */
static void note_comm(struct walk *walk, const unsigned char *comm) {
    static const char plain[][5] = {"NONE", "sowt", "twos", "fl32", "FL32", "fl64", "FL64"};
    bool is_plain = strcmp(walk->kind->form, "AIFF") == 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(plain); i++)
        is_plain = is_plain || lg_complete_is_id(comm + 18, plain[i]);
    if (!is_plain)
        return;
    note_frames(walk, 0, lg_complete_number(comm, 2, true), lg_complete_number(comm + 6, 2, true));
    walk->frame_bytes = walk->packed_bytes;
    walk->frames = lg_complete_number(comm + 2, 4, true);
}

/* CAF: of linear samples and laws a packet is one frame. */
static void note_desc(struct walk *walk, const unsigned char *desc) {
    bool is_law = lg_complete_is_id(desc + 8, "ulaw") || lg_complete_is_id(desc + 8, "alaw");
    if (is_law || lg_complete_is_id(desc + 8, "lpcm"))
        note_frames(walk, lg_complete_number(desc + 16, 4, true),
                    lg_complete_number(desc + 24, 4, true),
                    is_law ? 8 : lg_complete_number(desc + 28, 4, true));
}

static int note_chunk(const struct lg_complete_subject *file, struct walk *walk,
                      const struct lg_complete_chunk *chunk, struct lg_err *err) {
    unsigned char content[CONTENT_BYTES] = {0};
    size_t length = chunk->size < sizeof content ? (size_t)chunk->size : sizeof content;
    if (lg_complete_read(file, chunk->at, length, content, err) < 0)
        return -1;
    if (lg_complete_is_id(chunk->id, "ds64") && length >= 16) {
        walk->long_form = lg_complete_number(content, 8, false);
        walk->long_size = lg_complete_number(content + 8, 8, false);
        walk->long_frames = length >= 24 ? lg_complete_number(content + 16, 8, false) : 0;
    } else if (lg_complete_is_id(chunk->id, "fact")) {
        walk->fact = length >= 4 ? lg_complete_number(content, 4, walk->kind->big_endian) : 0;
    } else if (lg_complete_is_id(chunk->id, "fmt ")) {
        note_fmt(walk, content);
    } else if (lg_complete_is_id(chunk->id, "COMM")) {
        note_comm(walk, content);
    } else if (lg_complete_is_id(chunk->id, "desc")) {
        note_desc(walk, content);
    }
    return 0;
}

static bool is_plausible(const struct lg_complete_subject *file,
                         const struct lg_complete_chunk *chunk) {
    for (size_t i = 0; i < sizeof chunk->id; i++)
        if (chunk->id[i] < ' ' || chunk->id[i] > '~')
            return false;
    return chunk->size <= (uint64_t)(file->bytes - chunk->at);
}

static bool is_ssnd(const struct walk *walk) {
    return strcmp(walk->kind->data, "SSND") == 0;
}

/* What is behind the samples must be chunks up to the end of the file, short of padding: of one
 * byte even in CAF, which needs none, as libsndfile writes it behind ALAC; or an ID3v1 tag, which
 * nothing announces but which many programs leave there, and which is no audio. */
static int check_rest(const struct lg_complete_subject *file, struct walk *walk,
                      struct lg_err *err) {
    const struct chunked *kind = walk->kind;
    unsigned header = kind->id_bytes + kind->size_bytes;
    int64_t at = behind(kind, &walk->samples);
    int64_t padding = kind->align > 2 ? kind->align - 1 : 1;
    for (int count = 0; file->bytes - at > padding; count++) {
        struct lg_complete_chunk chunk;
        bool is_chunk = count < CHUNKS_MAX && file->bytes - at >= header;
        if (file->bytes - at == LG_COMPLETE_ID3V1_BYTES &&
            lg_complete_find_id3v1(file, file->bytes, &walk->has_tag, err) < 0)
            return -1;
        if (walk->has_tag)
            return 0;
        if (is_chunk && read_chunk(file, kind, at, &chunk, err) < 0)
            return -1;
        if (!is_chunk || !is_plausible(file, &chunk))
            return lg_complete_refuse_rest(file, walk->samples.size - kind->before_samples, at,
                                           err);
        if (lg_complete_is_id(chunk.id, kind->data))
            return lg_err_set(err, LG_ERR_READ,
                              "'%s' contradicts itself: a second chunk of audio at byte %" PRId64,
                              file->path, at);
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
    uint64_t bytes = (uint64_t)file->bytes - (walk->has_tag ? LG_COMPLETE_ID3V1_BYTES : 0);
    if (form == OPEN_END || (form <= bytes + slack && form + slack >= bytes))
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' %s: its %s size stands for a file of %" PRIu64
                      " bytes, the file holds %" PRIu64,
                      file->path, form > bytes ? "is incomplete" : "contradicts itself",
                      walk->kind->magic, form, bytes);
}

/* SSND begins with the number of bytes before the first frame. libsndfile counts the byte that pads
 * an odd SSND as one of it. */
static int count_bytes(const struct lg_complete_subject *file, const struct walk *walk,
                       uint64_t *out, struct lg_err *err) {
    unsigned char offset[4] = {0};
    uint64_t bytes = walk->samples.size - walk->kind->before_samples;
    if (is_ssnd(walk) && lg_complete_read(file, walk->samples.at, sizeof offset, offset, err) < 0)
        return -1;
    uint64_t skipped = lg_complete_number(offset, sizeof offset, true);
    bytes -= skipped < bytes ? skipped : bytes;
    *out = bytes - (is_ssnd(walk) && bytes == walk->frames * walk->frame_bytes + 1 ? 1 : 0);
    return 0;
}

/* A header of another rate than that of its samples would be judged by that rate. Who counts
 * samples in `ds64` means frames, or all channels' samples. */
static int check_numbers(const struct lg_complete_subject *file, const struct walk *walk,
                         uint64_t frames, struct lg_err *err) {
    uint64_t said = walk->long_frames;
    if (walk->rate_hz * walk->frame_bytes != walk->byte_rate)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: %" PRIu64 " Hz and frames of %" PRIu64
                          " bytes make %" PRIu64 " bytes a second, its header says %" PRIu64,
                          file->path, walk->rate_hz, walk->frame_bytes,
                          walk->rate_hz * walk->frame_bytes, walk->byte_rate);
    if (said != 0 && said != UINT64_MAX && said != frames && said != frames * walk->channels)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: ds64 says %" PRIu64
                          " frames of audio, the file holds %" PRIu64,
                          file->path, said, frames);
    return 0;
}

/* Of a coding in blocks the last may be filled up: `fact` counts up to somewhere in it. Some
 * writers multiply the count by the channels, libsndfile divides that of IMA by them. */
static bool fits_blocks(const struct walk *walk, uint64_t most) {
    const uint64_t meant[] = {walk->fact, walk->fact * walk->channels,
                              walk->channels == 0 ? 0 : walk->fact / walk->channels};
    for (size_t i = 0; i < LG_ARRAY_LEN(meant); i++)
        if (meant[i] <= most && meant[i] + walk->block_frames >= most)
            return true;
    return false;
}

static int check_blocks(const struct lg_complete_subject *file, const struct walk *walk,
                        struct lg_err *err) {
    uint64_t size = walk->samples.size;
    uint64_t blocks =
        walk->block_bytes == 0 ? 0 : (size + walk->block_bytes - 1) / walk->block_bytes;
    uint64_t most = blocks * walk->block_frames;
    bool is_said = walk->fact != 0 && walk->fact != UINT32_MAX && most != 0;
    if (!is_said || fits_blocks(walk, most))
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "'%s' contradicts itself: fact says %" PRIu64
                      " frames of audio, its blocks hold %" PRIu64,
                      file->path, walk->fact, most);
}

/* The frames that the samples make, by all that the header says of them. */
static int check_frames(struct lg_complete_subject *file, const struct walk *walk,
                        struct lg_err *err) {
    uint64_t bytes;
    if (!walk->has_frames)
        return check_blocks(file, walk, err);
    if (count_bytes(file, walk, &bytes, err) < 0)
        return -1;
    if (walk->frame_bytes != walk->packed_bytes || walk->frame_bytes == 0)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: frames of %" PRIu64
                          " bytes, but its channels and bits take %" PRIu64,
                          file->path, walk->frame_bytes, walk->packed_bytes);
    if (bytes % walk->frame_bytes != 0)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: %" PRIu64
                          " bytes of audio are no whole number of frames of %" PRIu64 " bytes",
                          file->path, bytes, walk->frame_bytes);
    if (is_ssnd(walk) && bytes / walk->frame_bytes != walk->frames)
        return lg_err_set(err, LG_ERR_READ,
                          "'%s' contradicts itself: COMM says %" PRIu64
                          " frames of audio, SSND holds %" PRIu64,
                          file->path, walk->frames, bytes / walk->frame_bytes);
    file->verdict.frames = (int64_t)(bytes / walk->frame_bytes);
    return check_numbers(file, walk, bytes / walk->frame_bytes, err);
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
    struct lg_complete_chunk *samples = &walk->samples;
    if (kind->size_bytes == 4 && samples->size == UINT32_MAX)
        samples->size = walk->long_size;
    if (walk->form == OPEN_END && walk->long_form < OPEN_END - 8)
        walk->form = walk->long_form + 8;
    bool is_open = samples->size == OPEN_END || (walk->form == OPEN_END && kind->form[0] != '\0');
    file->verdict = is_open ? lg_complete_is_open : lg_complete_by_size;
    if (samples->size == OPEN_END)
        return 0;
    if (lg_complete_samples(file, samples->at, samples->size, kind->before_samples, err) < 0 ||
        check_rest(file, walk, err) < 0 || check_form(file, walk, err) < 0)
        return -1;
    if (walk->has_tag && !is_open)
        file->verdict = by_size_before_tag;
    return check_frames(file, walk, err);
}

bool lg_complete_is_chunked(const unsigned char head[static LG_COMPLETE_HEAD_BYTES]) {
    return chunked_kind_of(head) != NULL;
}

int lg_complete_chunks(struct lg_complete_subject *file,
                       const unsigned char head[static LG_COMPLETE_HEAD_BYTES],
                       struct lg_err *err) {
    const struct chunked *kind = chunked_kind_of(head);
    struct walk walk = {
        .kind = kind, .form = OPEN_END, .long_form = OPEN_END, .long_size = OPEN_END};
    unsigned header = kind->id_bytes + kind->size_bytes;
    int64_t at = kind->first_chunk;
    if (start_walk(file, &walk, err) < 0)
        return -1;
    for (int count = 0; count < CHUNKS_MAX && at + header <= file->bytes; count++) {
        struct lg_complete_chunk chunk;
        if (read_chunk(file, kind, at, &chunk, err) < 0)
            return -1;
        if (lg_complete_is_id(chunk.id, kind->data)) {
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

int lg_complete_find(const struct lg_complete_subject *file,
                     const unsigned char head[static LG_COMPLETE_HEAD_BYTES], const char *id,
                     struct lg_complete_chunk *out, struct lg_err *err) {
    const struct chunked *kind = chunked_kind_of(head);
    unsigned header = kind->id_bytes + kind->size_bytes;
    int64_t at = kind->first_chunk;
    *out = (struct lg_complete_chunk){0};
    for (int count = 0; count < CHUNKS_MAX && at + header <= file->bytes; count++) {
        struct lg_complete_chunk chunk;
        if (read_chunk(file, kind, at, &chunk, err) < 0)
            return -1;
        if (chunk.size > (uint64_t)(file->bytes - chunk.at))
            return 0;
        if (lg_complete_is_id(chunk.id, id)) {
            *out = chunk;
            return 0;
        }
        at = behind(kind, &chunk);
    }
    return 0;
}
