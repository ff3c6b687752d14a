/* An earlier run, told again from its receipts: the same events to the same sinks. */
#ifndef LG_REPORT_REPLAY_H
#define LG_REPORT_REPLAY_H

#include "event/bus.h"
#include "report/receipts.h"

/* Relays the events of a receipts file to the bus, as they were. Receipts of a run that was cut off
 * are brought to an end: what was planned and never came counts as interrupted, each gate ends,
 * and the run's exit code is `cut_code`. Broken receipts tell nothing: `out` says where they
 * break, and no event is relayed. LG_ERR_READ when the file can't be read, or changes meanwhile;
 * a sink's failure. */
int lg_replay(const char *path, struct lg_bus *bus, int cut_code, struct lg_receipts_report *out,
              struct lg_err *err) LG_MUST_CHECK;

#endif
