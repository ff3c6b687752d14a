/* Parameters of a set that faults name. */
#include <string.h>

#include "sim/set.h"

/* What stands behind "NAME/" in a path, NULL when it begins otherwise: names may hold slashes. */
static const char *behind(const char *path, const char *name) {
    size_t length = strlen(name);
    return strncmp(path, name, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

static struct lg_sim_param *param_of(struct lg_sim_track *track, const char *path) {
    const char *device_path = behind(path, track->name);
    for (size_t i = 0; device_path != NULL && i < track->num_devices; i++) {
        struct lg_sim_device *device = &track->devices[i];
        const char *name = behind(device_path, device->name);
        for (size_t j = 0; name != NULL && j < device->num_params; j++)
            if (strcmp(device->params[j].name, name) == 0)
                return &device->params[j];
    }
    return NULL;
}

static struct lg_sim_param *find_param(struct lg_sim_set *set, const char *path) {
    struct lg_sim_param *found = NULL;
    for (size_t i = 0; found == NULL && i < set->num_tracks; i++)
        found = param_of(&set->tracks[i], path);
    for (size_t i = 0; found == NULL && i < set->num_returns; i++)
        found = param_of(&set->returns[i], path);
    return found == NULL ? param_of(&set->master, path) : found;
}

static int mislead(struct lg_sim_set *set, const struct lg_texts *paths, enum lg_sim_writes writes,
                   struct lg_err *err) {
    for (size_t i = 0; i < paths->count; i++) {
        struct lg_sim_param *param = find_param(set, paths->items[i]);
        if (param == NULL)
            return lg_err_set(err, LG_ERR_READ, "the set has no TRACK/DEVICE/PARAMETER \"%s\"",
                              paths->items[i]);
        param->writes = writes;
    }
    return 0;
}

int lg_sim_set_mislead(struct lg_sim_set *set, struct lg_err *err) {
    if (mislead(set, &set->faults.deaf, LG_SIM_WRITES_IGNORED, err) != 0)
        return -1;
    return mislead(set, &set->faults.normalised, LG_SIM_WRITES_NORMALISED, err);
}
