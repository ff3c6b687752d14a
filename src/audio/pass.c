#include "audio/pass.h"

#include <stdlib.h>

/* Of all channels together: enough that sharing out costs little, not too much for a cache. */
enum { PIECE_SAMPLES = 128 * 1024 };

/* What can be done at the same time as the others: one piece is heard by all the meters while the
 * next one is read. Each job has its own state, so that who does it, and when, changes nothing. */
struct lg_pass_job {
    void (*run)(struct lg_pass *pass, struct lg_pass_job *job);
    size_t channel;
    struct lg_err err;
};

static const float *plane(const struct lg_pass *pass, size_t channel) {
    return pass->pieces[pass->heard].planes + channel * pass->piece_frames;
}

static size_t frames_heard(const struct lg_pass *pass) {
    return pass->pieces[pass->heard].frames;
}

static void read_piece(struct lg_pass *pass, struct lg_pass_job *job) {
    struct lg_piece *piece = &pass->pieces[1 - pass->heard];
    if (lg_audio_file_read_pcm(pass->file, pass->piece_frames, piece->pcm, &piece->frames,
                               &job->err) < 0)
        return;
    struct lg_pcm_block block = {pass->info->pcm, piece->pcm, piece->frames, pass->channels};
    for (size_t c = 0; c < pass->channels; c++)
        lg_pcm_channel(&block, c, piece->planes + c * pass->piece_frames);
}

static void hear_loudness(struct lg_pass *pass, struct lg_pass_job *job) {
    int result = lg_loudness_add_channel(pass->loudness, job->channel, plane(pass, job->channel),
                                         frames_heard(pass), &job->err);
    LG_UNUSED(result); /* job->err says it */
}

static void hear_bands(struct lg_pass *pass, struct lg_pass_job *job) {
    lg_band_meter_add(pass->bands, job->channel, plane(pass, job->channel), frames_heard(pass));
}

static void hear_peaks(struct lg_pass *pass, struct lg_pass_job *job) {
    lg_peak_add_channel(pass->peak, job->channel, plane(pass, job->channel), frames_heard(pass));
}

static void hear_stats(struct lg_pass *pass, struct lg_pass_job *job) {
    lg_stats_add_channel(pass->stats, job->channel, plane(pass, job->channel), frames_heard(pass));
}

static void hear_pair(struct lg_pass *pass, struct lg_pass_job *job) {
    LG_UNUSED(job);
    lg_stats_add_pair(pass->stats, plane(pass, (size_t)pass->left),
                      plane(pass, (size_t)pass->right), frames_heard(pass));
}

static void hear_pcm(struct lg_pass *pass, struct lg_pass_job *job) {
    LG_UNUSED(job);
    lg_sha256_add(pass->pcm_hash, pass->pieces[pass->heard].pcm,
                  frames_heard(pass) * pass->channels * lg_pcm_bytes(pass->info->pcm));
}

static void do_job(void *untyped, size_t index) {
    struct lg_pass *pass = untyped;
    pass->jobs[index].run(pass, &pass->jobs[index]);
}

static void add_job(struct lg_pass *pass, void (*run)(struct lg_pass *, struct lg_pass_job *),
                    size_t channel) {
    pass->jobs[pass->num_jobs++] = (struct lg_pass_job){.run = run, .channel = channel};
}

/* The long ones first: the short ones fill what is left at the end. */
static void add_jobs(struct lg_pass *pass) {
    pass->jobs = lg_xcalloc(3 + 4 * pass->channels, sizeof *pass->jobs);
    add_job(pass, read_piece, 0);
    for (size_t c = 0; c < pass->channels && pass->loudness != NULL; c++)
        add_job(pass, hear_loudness, c);
    for (size_t c = 0; c < pass->channels && pass->bands != NULL; c++)
        add_job(pass, hear_bands, c);
    if (pass->pcm_hash != NULL)
        add_job(pass, hear_pcm, 0);
    for (size_t c = 0; c < pass->channels && pass->peak != NULL; c++)
        add_job(pass, hear_peaks, c);
    for (size_t c = 0; c < pass->channels && pass->stats != NULL; c++)
        add_job(pass, hear_stats, c);
    if (pass->stats != NULL && pass->left >= 0 && pass->right >= 0)
        add_job(pass, hear_pair, 0);
}

static struct lg_sha256 *start_pcm_hash(const struct lg_audio_info *info, int64_t frames) {
    const uint64_t numbers[] = {(uint64_t)info->rate_hz, (uint64_t)info->channels,
                                (uint64_t)frames};
    unsigned char head[sizeof numbers];
    struct lg_sha256 *hash = lg_sha256_new();
    for (size_t i = 0; i < sizeof head; i++)
        head[i] = (unsigned char)(numbers[i / 8] >> 8 * (i % 8));
    lg_sha256_add(hash, head, sizeof head);
    return hash;
}

static int channel_of(const struct lg_audio_info *info, enum lg_speaker speaker) {
    for (int c = 0; c < info->channels && info->layout_by != LG_LAYOUT_BY_NOBODY; c++) {
        if (info->speakers[c] == speaker)
            return c;
    }
    return -1;
}

static int start_meters(struct lg_pass *pass, struct lg_err *err) {
    const struct lg_audio_info *info = pass->info;
    unsigned skip = pass->options->skip;
    bool has_speakers = info->layout_by != LG_LAYOUT_BY_NOBODY;
    if ((skip & LG_MEASURE_LOUDNESS) == 0 && has_speakers &&
        lg_loudness_new(info->rate_hz, info->channels, info->speakers, &pass->loudness, err) < 0)
        return -1;
    if (pass->loudness != NULL && pass->options->series)
        lg_loudness_keep_series(pass->loudness);
    if ((skip & LG_MEASURE_PEAKS) == 0)
        pass->peak = lg_peak_new(info->rate_hz, info->channels);
    if ((skip & LG_MEASURE_STATS) == 0)
        pass->stats = lg_stats_new(info->channels, lg_pcm_full_scale(info->pcm));
    if (pass->options->bands != NULL)
        pass->bands = lg_band_meter_new(pass->options->bands, info->rate_hz, info->channels);
    if ((skip & LG_MEASURE_PCM_HASH) == 0 && info->frames >= 0)
        pass->pcm_hash = start_pcm_hash(info, info->frames);
    return 0;
}

int lg_pass_open(struct lg_pass *pass, const char *path, const struct lg_measure_options *options,
                 struct lg_err *err) {
    pass->options = options;
    struct lg_audio_wishes wishes = {.layout = options->layout,
                                     .may_lack_speakers = true,
                                     .hash = (options->skip & LG_MEASURE_HASH) == 0};
    if (lg_audio_file_new_with(path, &wishes, &pass->file, err) < 0)
        return -1;
    pass->info = lg_audio_file_info(pass->file);
    pass->channels = (size_t)pass->info->channels;
    pass->piece_frames = PIECE_SAMPLES / pass->channels;
    pass->left = channel_of(pass->info, LG_SPEAKER_LEFT);
    pass->right = channel_of(pass->info, LG_SPEAKER_RIGHT);
    if (start_meters(pass, err) < 0)
        return lg_err_wrap(err, "'%s': ", path);
    for (size_t i = 0; i < LG_ARRAY_LEN(pass->pieces); i++) {
        struct lg_piece *piece = &pass->pieces[i];
        piece->pcm = lg_xmalloc(PIECE_SAMPLES * lg_pcm_bytes(pass->info->pcm));
        piece->planes = lg_xmalloc(PIECE_SAMPLES * sizeof *piece->planes);
    }
    add_jobs(pass);
    if (options->threads > 1)
        pass->crew = lg_crew_new(options->threads);
    return 0;
}

void lg_pass_dispose(struct lg_pass *pass) {
    lg_crew_free(pass->crew);
    lg_audio_file_free(pass->file);
    lg_loudness_free(pass->loudness);
    lg_peak_free(pass->peak);
    lg_stats_free(pass->stats);
    lg_band_meter_free(pass->bands);
    lg_sha256_free(pass->pcm_hash);
    for (size_t i = 0; i < LG_ARRAY_LEN(pass->pieces); i++) {
        free(pass->pieces[i].pcm);
        free(pass->pieces[i].planes);
    }
    free(pass->jobs);
}

static void tell_progress(struct lg_pass *pass) {
    int64_t bytes = lg_audio_file_bytes(pass->file);
    if (pass->options->on_progress == NULL || bytes <= pass->bytes_told)
        return;
    pass->options->on_progress(pass->options->ctx, bytes - pass->bytes_told);
    pass->bytes_told = bytes;
}

/* The first `count` jobs; the first error among them. */
static int do_jobs(struct lg_pass *pass, size_t count, struct lg_err *err) {
    lg_crew_run(pass->crew, do_job, pass, count);
    for (size_t i = 0; i < count; i++) {
        if (lg_err_is_set(&pass->jobs[i].err)) {
            if (err != NULL)
                *err = pass->jobs[i].err;
            return -1;
        }
    }
    return 0;
}

int lg_pass_run(struct lg_pass *pass, const struct lg_env *env, struct lg_err *err) {
    if (do_jobs(pass, 1, err) < 0) /* reads the first piece */
        return -1;
    pass->heard = 1;
    while (frames_heard(pass) > 0) {
        if (env != NULL && lg_env_check(env, err) < 0)
            return -1;
        if (do_jobs(pass, pass->num_jobs, err) < 0)
            return -1;
        if (pass->loudness != NULL)
            lg_loudness_settle(pass->loudness);
        tell_progress(pass);
        pass->heard = 1 - pass->heard;
    }
    if (pass->peak != NULL)
        lg_peak_flush(pass->peak);
    if (pass->bands != NULL)
        lg_band_meter_flush(pass->bands);
    return 0;
}

/* The audio once more, for its hash alone: where the header doesn't say how many frames there are,
 * or not rightly, the number comes before the samples but is known after them. */
static int hash_again(struct lg_pass *pass, const char *path, const struct lg_env *env,
                      struct lg_err *err) {
    struct lg_audio_file *file;
    size_t frames = 1;
    size_t frame_bytes = pass->channels * lg_pcm_bytes(pass->info->pcm);
    int result = 0;
    if (lg_audio_file_new_with(path, &(struct lg_audio_wishes){.may_lack_speakers = true}, &file,
                               err) < 0)
        return -1;
    lg_sha256_free(pass->pcm_hash);
    pass->pcm_hash = start_pcm_hash(pass->info, lg_audio_file_frames(pass->file));
    while (result == 0 && frames > 0) {
        if (env != NULL)
            result = lg_env_check(env, err);
        if (result == 0)
            result =
                lg_audio_file_read_pcm(file, pass->piece_frames, pass->pieces[0].pcm, &frames, err);
        if (result == 0)
            lg_sha256_add(pass->pcm_hash, pass->pieces[0].pcm, frames * frame_bytes);
    }
    lg_audio_file_free(file);
    return result;
}

int lg_pass_hashes(struct lg_pass *pass, const struct lg_env *env, struct lg_measures *out,
                   struct lg_err *err) {
    if ((pass->options->skip & LG_MEASURE_HASH) == 0 &&
        lg_audio_file_hash(pass->file, out->sha256, err) < 0)
        return -1;
    if ((pass->options->skip & LG_MEASURE_PCM_HASH) != 0)
        return 0;
    if (lg_audio_file_frames(pass->file) != pass->info->frames &&
        hash_again(pass, out->path, env, err) < 0)
        return -1;
    lg_sha256_finish(pass->pcm_hash, out->pcm_sha256);
    pass->pcm_hash = NULL;
    return 0;
}
