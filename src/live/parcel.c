#include "live/parcel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "osc/bundle.h"

/* macOS caps what a socket sends at 9216 bytes; measured without loss: 8192. */
enum { PARCEL_BYTES_MAX = 8192, FENCE_BYTES = 36 };

/* What Linux charges for a datagram: a head, and room for it in a slab. */
enum { SMALL_BYTES = 228, SMALL_CHARGE = 832, CHARGE_HEAD = 256, CHARGE_SHARED = 348 };

void lg_load_init(struct lg_load *load, struct lg_batch *batch, struct lg_fences *fences) {
    *load = (struct lg_load){.arena = &batch->arena, .fences = fences};
}

void lg_load_dispose(struct lg_load *load) {
    for (size_t i = 0; i < load->count; i++) {
        free(load->parcels[i]->items);
        lg_str_dispose(&load->parcels[i]->bytes);
        free(load->parcels[i]);
    }
    free(load->parcels);
}

static struct lg_parcel *open_parcel(struct lg_load *load) {
    if (load->count == load->capacity) {
        load->capacity = load->capacity == 0 ? 8 : 2 * load->capacity;
        load->parcels = lg_xrealloc(load->parcels, load->capacity * sizeof *load->parcels);
    }
    struct lg_parcel **place = &load->parcels[load->at];
    memmove(place + 1, place, (load->count - load->at) * sizeof *place);
    *place = load->last = lg_xcalloc(1, sizeof **place);
    load->count++;
    load->at++;
    lg_bundle_begin(&load->last->bytes);
    return load->last;
}

static int put(struct lg_parcel *parcel, struct lg_request *request, struct lg_err *err) {
    if (lg_bundle_add(&request->msg, &parcel->bytes, err) < 0)
        return -1;
    if (parcel->count == parcel->capacity) {
        parcel->capacity = parcel->capacity == 0 ? 4 : 2 * parcel->capacity;
        parcel->items = lg_xrealloc(parcel->items, parcel->capacity * sizeof *parcel->items);
    }
    parcel->items[parcel->count++] = request;
    return 0;
}

void lg_load_fence(struct lg_load *load) {
    struct lg_request *fence = lg_arena_alloc(load->arena, sizeof *fence);
    struct lg_osc_arg *number = lg_arena_alloc(load->arena, sizeof *number);
    *number = lg_osc_int(lg_fence_issue(load->fences));
    *fence = (struct lg_request){.kind = LG_REQUEST_FENCE, .msg = {LG_FENCE_ADDRESS, number, 1}};
    int status = put(load->last != NULL ? load->last : open_parcel(load), fence, NULL);
    assert(status == 0); /* an address and a whole number can be written */
    LG_UNUSED(status);
}

/* The read repeats the indices of the setter: where those exist for the one, they do for the other.
 */
static bool reads_back(const struct lg_request *set, const struct lg_request *request) {
    if (set == NULL || !lg_request_only_reads(request) || set->msg.count < request->echoed)
        return false;
    for (size_t i = 0; i < request->echoed; i++) {
        if (!lg_osc_arg_eq(&set->msg.args[i], &request->msg.args[i]))
            return false;
    }
    return true;
}

static bool holds_key(const struct lg_parcel *parcel, uint64_t key) {
    for (size_t i = 0; i < parcel->count; i++) {
        if (parcel->items[i]->kind == LG_REQUEST_ASK && parcel->items[i]->key == key)
            return true;
    }
    return false;
}

static bool may_join(const struct lg_load *load, const struct lg_request *request) {
    const struct lg_parcel *parcel = load->last;
    if (request->kind == LG_REQUEST_TELL && parcel->asked > 0)
        return request->is_along && parcel->set != NULL;
    if (load->is_careful && request->is_repeated && holds_key(parcel, request->key))
        return false;
    return request->is_safe || !parcel->has_risky || reads_back(parcel->set, request) ||
           (request->is_in_row && parcel->items[parcel->count - 1]->is_in_row);
}

static bool is_too_long(const struct lg_parcel *parcel) {
    return parcel->bytes.length + FENCE_BYTES > PARCEL_BYTES_MAX;
}

/* A request that makes a parcel too long goes into the next one; alone it may be as long as it is.
 */
static int put_where_it_fits(struct lg_load *load, struct lg_request *request, struct lg_err *err) {
    struct lg_parcel *parcel = load->last;
    size_t length = parcel->bytes.length;
    if (put(parcel, request, err) < 0)
        return -1;
    if (!is_too_long(parcel) || parcel->asked == 0)
        return 0;
    parcel->count--;
    parcel->bytes.length = length;
    parcel->bytes.text[length] = '\0';
    lg_load_seal(load, load->at);
    return put(open_parcel(load), request, err);
}

int lg_load_add(struct lg_load *load, struct lg_request *request, struct lg_err *err) {
    if (load->last != NULL && !may_join(load, request))
        lg_load_seal(load, load->at);
    if (load->last == NULL)
        open_parcel(load);
    if (put_where_it_fits(load, request, err) < 0)
        return -1;
    struct lg_parcel *parcel = load->last;
    parcel->asked++;
    request->is_risky = !request->is_safe && !reads_back(parcel->set, request);
    parcel->has_risky = parcel->has_risky || request->is_risky;
    if (request->kind == LG_REQUEST_TELL) {
        parcel->set = request;
        lg_load_fence(load);
    }
    return 0;
}

void lg_load_seal(struct lg_load *load, size_t at) {
    struct lg_parcel *last = load->last;
    if (last != NULL && last->items[last->count - 1]->kind != LG_REQUEST_FENCE)
        lg_load_fence(load);
    load->last = NULL;
    load->at = at;
}

size_t lg_parcel_charge(const struct lg_parcel *parcel) {
    size_t length = parcel->bytes.length;
    return length <= SMALL_BYTES ? SMALL_CHARGE : CHARGE_HEAD + 2 * (length + CHARGE_SHARED);
}
