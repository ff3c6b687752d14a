/* Which program holds a UDP port of this machine: for messages, where the system tells. */
#ifndef LG_OSC_HOLDER_H
#define LG_OSC_HOLDER_H

#include "base/env.h"
#include "base/str.h"

/* Adds "pid 123 (python3 client.py)" of one that holds the port; nothing where it can't be told:
 * another user's program, a system without /proc and without lsof. */
void lg_port_holder(const struct lg_env *env, int port, struct lg_str *out);
/* Adds the same of a process; "pid 123" alone where its command can't be told. */
void lg_process_name(int64_t pid, struct lg_str *out);

#endif
