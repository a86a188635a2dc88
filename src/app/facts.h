/* Facts that the program carries with it (data/, each with its source in data/SOURCES.md): const, made part of the
 * program when it is built. */
#ifndef PL_APP_FACTS_H
#define PL_APP_FACTS_H

#include "base/str.h"

/* data/ports.csv; "" in a program built without it. */
pl_str pl_facts_ports(void);

#endif
