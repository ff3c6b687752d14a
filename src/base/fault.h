/* Fault points for tests: LIVEGATE_FAULT="osc.send:3" makes the third LG_FAULT("osc.send") true.
 * Compiled in where LIVEGATE_FAULTS is defined (dev); elsewhere each point is the constant false.
 */
#ifndef LG_BASE_FAULT_H
#define LG_BASE_FAULT_H

#include <stdbool.h>

#ifdef LIVEGATE_FAULTS
#define LG_FAULT(name) lg_fault_hit(name)
#else
#define LG_FAULT(name) false
#endif

/* True when the fault asked for is this one and its turn has come. */
bool lg_fault_hit(const char *name);
/* Asks for a fault: "name" (first time) or "name:N" (N-th time); NULL: none. */
void lg_fault_ask(const char *spec);
/* True when a fault was asked for and never reached: the test that asked proves nothing then. */
bool lg_fault_was_missed(void);

#endif
