/* What passes between the program and its confined helper: one request on standard input, one answer on standard
 * output.
 *
 * Integers are big-endian. A request is PL_HELPER_ASK, then verb, argument and bytes, each a u32 length and that many
 * bytes. An answer is PL_HELPER_SAY, a u32 enum pl_code (base/error), then info (JSON where the code is 0, else a
 * message in words) and bytes, each as above; nothing follows it. Verbs and what they answer: helper/serve.h. */
#ifndef PL_HELPER_FRAME_H
#define PL_HELPER_FRAME_H

#include <stddef.h>

#define PL_HELPER_ASK "plimsoll-helper/v1\n"
#define PL_HELPER_SAY "plimsoll-answer/v1\n"

#define PL_HELPER_VERB_MAX  ((size_t)32)
#define PL_HELPER_ARG_MAX   ((size_t)4096)
#define PL_HELPER_BYTES_MAX ((size_t)64 << 20) /* of a request */
#define PL_HELPER_INFO_MAX  ((size_t)1 << 20)
#define PL_HELPER_OUT_MAX   ((size_t)128 << 20) /* of an answer */

#define PL_HELPER_MEMORY_MAX  ((size_t)1 << 30) /* address space of the helper */
#define PL_HELPER_CPU_SECONDS 20

#endif
