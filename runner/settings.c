#include "runner/settings.h"

#include "conf/field.h"
#include "conf/tree.h"

#define AT(member) offsetof(struct lg_settings, member)

static const struct lg_field items[] = {
    {"target", LG_FIELD_TEXT, AT(target), 0, 0, 0, NULL, NULL, NULL,
     "what commands talk to: sim, sim=FILE.yaml, live"},
    {"host", LG_FIELD_TEXT, AT(host), 0, 0, 0, NULL, NULL, "127.0.0.1", "where Live runs"},
    {"port", LG_FIELD_INT, AT(port), 0, 1, 65535, NULL, NULL, "11000", "where AbletonOSC listens"},
    {"reply_port", LG_FIELD_INT, AT(reply_port), 0, 1, 65535, NULL, NULL, "11001",
     "where AbletonOSC answers to"},
    {"out", LG_FIELD_TEXT, AT(out), 0, 0, 0, NULL, NULL, "reports/out", "the folder of runs"},
    {"timeout", LG_FIELD_DURATION, AT(timeout_ns), 0, 0, 0, NULL, NULL, NULL,
     "time limit of a whole run"},
};

static const struct lg_fields fields = {"livegate.yaml", items, LG_ARRAY_LEN(items)};

int lg_settings_read(const char *path, struct lg_arena *arena, struct lg_settings *out,
                     struct lg_err *err) {
    struct lg_node *root = NULL;
    if (path != NULL && lg_conf_read(path, arena, &root, err) != 0)
        return -1;
    struct lg_settings settings = {0};
    if (lg_fields_read(&fields, root, arena, &settings, err) != 0)
        return -1;
    *out = settings;
    return 0;
}
