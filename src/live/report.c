#include "live/report.h"

#include <string.h>

#include "base/str.h"

static const char unknown[] = "Unknown OSC address: ";

/* What the script logs and then goes on. */
static const char *const harmless[] = {unknown, "Error parsing OSC message: ", "OSC build error: "};

static bool is_harmless(const char *text) {
    for (size_t i = 0; i < LG_ARRAY_LEN(harmless); i++) {
        if (lg_starts_with(text, harmless[i]))
            return true;
    }
    return false;
}

bool lg_report_read(const struct lg_osc_msg *error, struct lg_report *out) {
    const char *words[3] = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(words) && i < error->count; i++)
        words[i] = error->args[i].tag == 's' ? error->args[i].as.s : NULL;
    if (words[0] == NULL)
        return false;
    struct lg_report report = {.text = words[0]};
    if (error->count > 2 && strcmp(words[0], "request") == 0)
        report = (struct lg_report){.address = words[1], .text = words[2]};
    else if (error->count > 1 && strcmp(words[0], "log") == 0)
        report.text = words[1];
    if (report.text == NULL || strchr(report.text, ' ') == NULL)
        return false;
    report.ends_bundle = !is_harmless(report.text);
    if (lg_starts_with(report.text, unknown))
        report.address = report.text + strlen(unknown);
    *out = report;
    return true;
}

bool lg_report_is_certain(const struct lg_report *report) {
    return report->address != NULL && !report->ends_bundle;
}
