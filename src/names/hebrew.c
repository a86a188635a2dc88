#include "names/form_in.h"

#include "base/ban.h"

void pl_read_hebrew(struct pl_maker *maker) { (void)maker; }
