#include "live/guard.h"

#include <string.h>

#include "base/number.h"

/* How many leading arguments are indices; the first row that fits decides, so longer ones stand
 * above. */
static const struct index_rule {
    const char *prefix;
    size_t indices;
} index_rules[] = {
    {"/live/clip/", 2},
    {"/live/clip_slot/duplicate_clip_to", 4},
    {"/live/clip_slot/", 2},
    {"/live/device/get/parameter/", 3},
    {"/live/device/set/parameter/", 3},
    {"/live/device/start_listen/parameter/", 3},
    {"/live/device/stop_listen/parameter/", 3},
    {"/live/device/", 2},
    {"/live/scene/", 1},
    {"/live/track/delete_device", 2},
    {"/live/track/get/send", 2},
    {"/live/track/set/send", 2},
    {"/live/track/", 1},
};

static size_t indices_of(const char *address) {
    for (size_t i = 0; i < LG_ARRAY_LEN(index_rules); i++) {
        if (lg_starts_with(address, index_rules[i].prefix))
            return index_rules[i].indices;
    }
    return 0;
}

/* The script puts indices through Python's int(), which reads text as well. */
static bool is_negative(const struct lg_osc_arg *arg) {
    double number = 0;
    if (arg->tag == 's')
        return lg_number_read(lg_view_trim(lg_view_of(arg->as.s)), &number) && number < 0;
    return lg_osc_number(arg, &number) && number < 0;
}

/* A dialect's own index of the master or a return stands in the first place of these alone. */
static bool is_granted(const struct lg_osc_msg *msg, size_t index) {
    return index == 0 && msg->args[0].granted &&
           (lg_starts_with(msg->address, "/live/track/") ||
            lg_starts_with(msg->address, "/live/device/"));
}

static int refuse(const struct lg_osc_msg *msg, const char *why, struct lg_err *err) {
    struct lg_str printed = {0};
    lg_osc_print(msg, &printed);
    lg_err_set(err, LG_ERR_READ, "%s is not sent: %s", lg_str_text(&printed), why);
    lg_str_dispose(&printed);
    return -1;
}

int lg_guard_check(const struct lg_osc_msg *msg, struct lg_err *err) {
    if (strchr(msg->address, '*') != NULL)
        return refuse(msg, "a wildcard reaches setters and methods too", err);
    if (strcmp(msg->address, "/live/api/reload") == 0)
        return refuse(msg, "it can end AbletonOSC until Live restarts it", err);
    size_t indices = indices_of(msg->address);
    for (size_t i = 0; i < indices && i < msg->count; i++) {
        if (is_negative(&msg->args[i]) && !is_granted(msg, i))
            return refuse(msg, "AbletonOSC counts a negative index from the end", err);
    }
    return 0;
}
