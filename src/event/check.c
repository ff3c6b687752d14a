#include "event/check.h"

static const char *const verdict_names[LG_VERDICT__COUNT] = {
    [LG_HELD] = "held",
    [LG_NOT_MET] = "not_met",
    [LG_NOT_JUDGED] = "not_judged",
};

const char *lg_verdict_name(enum lg_verdict verdict) {
    return (unsigned)verdict < LG_VERDICT__COUNT ? verdict_names[verdict] : "unknown";
}
