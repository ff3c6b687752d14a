#include "live/fingerprint.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const depth_names[LG_FINGERPRINT__COUNT] = {"structure", "settings", "values"};

const char *lg_fingerprint_depth_name(enum lg_fingerprint_depth depth) {
    return (unsigned)depth < LG_FINGERPRINT__COUNT ? depth_names[depth] : "unknown";
}

void lg_live_fingerprint_v1(const struct lg_live_set *set, char hex_out[static LG_SHA256_HEX]) {
    struct lg_str text = {0};
    for (size_t i = 0; i < set->num_tracks; i++) {
        const struct lg_live_track *track = &set->tracks[i];
        lg_str_printf(&text, "%s%zu:", i == 0 ? "" : ";", i);
        lg_str_add(&text, track->name);
        lg_str_printf(&text, ":%zu:", track->num_devices);
        for (size_t d = 0; d < track->num_devices; d++) {
            lg_str_add(&text, d == 0 ? "" : "|");
            lg_str_add(&text, track->devices[d].class_name);
        }
    }
    lg_sha256_of(lg_str_text(&text), text.length, hex_out);
    lg_str_dispose(&text);
}

/* The text that is hashed, and how much of the set goes into it. */
struct digest {
    struct lg_sha256 *hash;
    enum lg_fingerprint_depth depth;
};

static void add_text(struct digest *digest, const char *text) {
    char length[24];
    int digits = snprintf(length, sizeof length, "%zu:", strlen(text));
    lg_sha256_add(digest->hash, length, (size_t)digits);
    lg_sha256_add(digest->hash, text, strlen(text));
    lg_sha256_add(digest->hash, ":", 1);
}

static void add_count(struct digest *digest, size_t count) {
    char text[24];
    snprintf(text, sizeof text, "%zu", count);
    add_text(digest, text);
}

/* Zero is one value whatever its sign. */
static void add_native(struct digest *digest, struct lg_native native) {
    float number = native.number == 0 ? 0 : native.number;
    uint32_t bits;
    char text[16];
    memcpy(&bits, &number, sizeof bits);
    snprintf(text, sizeof text, "%08" PRIx32, bits);
    add_text(digest, text);
}

static void add_device(struct digest *digest, const struct lg_live_device *device) {
    add_text(digest, device->name);
    add_text(digest, device->class_name);
    if (digest->depth < LG_FINGERPRINT_SETTINGS)
        return;
    add_count(digest, (size_t)lg_live_device_switch(device));
    add_count(digest, device->num_params);
    for (size_t i = 0; i < device->num_params; i++) {
        const struct lg_live_param *param = &device->params[i];
        add_text(digest, param->name);
        add_native(digest, param->range.min);
        add_native(digest, param->range.max);
        add_count(digest, param->is_quantized);
        if (digest->depth >= LG_FINGERPRINT_VALUES)
            add_native(digest, param->value);
    }
}

static void add_track(struct digest *digest, const struct lg_live_track *track) {
    add_count(digest, (size_t)track->kind);
    add_text(digest, track->name);
    add_count(digest, track->num_devices);
    for (size_t i = 0; i < track->num_devices; i++)
        add_device(digest, &track->devices[i]);
    if (digest->depth < LG_FINGERPRINT_SETTINGS)
        return;
    add_native(digest, track->mixer.volume);
    add_native(digest, track->mixer.panning);
    add_count(digest, (size_t)track->mixer.mute);
    add_count(digest, (size_t)track->mixer.solo);
    add_count(digest, (size_t)track->mixer.arm);
    add_count(digest, (size_t)track->mixer.monitoring);
    add_count(digest, track->mixer.num_sends);
    for (size_t i = 0; i < track->mixer.num_sends; i++)
        add_native(digest, track->mixer.sends[i]);
}

static void add_song(struct digest *digest, const struct lg_live_set *set) {
    add_count(digest, set->has_song);
    add_native(digest, set->song.tempo);
    add_count(digest, (size_t)set->song.metronome);
    add_count(digest, (size_t)set->song.loop);
    add_native(digest, set->song.loop_start);
    add_native(digest, set->song.loop_length);
}

static void add_tracks(struct digest *digest, const struct lg_live_track *tracks, size_t count) {
    add_count(digest, count);
    for (size_t i = 0; i < count; i++)
        add_track(digest, &tracks[i]);
}

void lg_live_fingerprint_v2(const struct lg_live_set *set, enum lg_fingerprint_depth depth,
                            char hex_out[static LG_SHA256_HEX]) {
    assert(depth == LG_FINGERPRINT_STRUCTURE || set->has_values);
    struct digest digest = {lg_sha256_new(), depth};
    add_text(&digest, "livegate-set-v2");
    add_text(&digest, lg_fingerprint_depth_name(depth));
    add_tracks(&digest, set->tracks, set->num_tracks);
    if (depth >= LG_FINGERPRINT_SETTINGS) {
        add_tracks(&digest, set->returns, set->num_returns);
        add_tracks(&digest, set->master, set->master == NULL ? 0 : 1);
    }
    if (depth >= LG_FINGERPRINT_VALUES)
        add_song(&digest, set);
    lg_sha256_finish(digest.hash, hex_out);
}

void lg_live_fingerprint_beyond(const struct lg_live_set *set, char hex_out[static LG_SHA256_HEX]) {
    struct digest digest = {lg_sha256_new(), LG_FINGERPRINT_STRUCTURE};
    add_text(&digest, "livegate-beyond-v2");
    add_tracks(&digest, set->returns, set->num_returns);
    add_tracks(&digest, set->master, set->master == NULL ? 0 : 1);
    lg_sha256_finish(digest.hash, hex_out);
}

bool lg_live_track_is_like(const struct lg_live_track *a, const struct lg_live_track *b) {
    if (a->kind != b->kind || strcmp(a->name, b->name) != 0 || a->num_devices != b->num_devices)
        return false;
    for (size_t i = 0; i < a->num_devices; i++) {
        if (strcmp(a->devices[i].name, b->devices[i].name) != 0 ||
            strcmp(a->devices[i].class_name, b->devices[i].class_name) != 0)
            return false;
    }
    return true;
}
