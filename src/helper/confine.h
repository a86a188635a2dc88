/* The walls around the helper: after pl_confine the process can compute, read standard input, write standard output and
 * end, and nothing else.
 *
 * Limits: memory PL_HELPER_MEMORY_MAX (not under AddressSanitizer, which reserves terabytes), PL_HELPER_CPU_SECONDS of
 * processor time, no core, no file written, no new descriptor, no new process. The filter (seccomp, the default is that
 * the kernel kills the process) allows read of descriptor 0, write to 1, memory without execution and without files,
 * getrandom (expat salts its hashes), the end, and sigaltstack in builds with AddressSanitizer. */
#ifndef PL_HELPER_CONFINE_H
#define PL_HELPER_CONFINE_H

#include "base/error.h"

/* For good. REFUSED where the system will not confine it: then nothing foreign may be read. */
PL_MUST int pl_confine(struct pl_error *err);

#endif
