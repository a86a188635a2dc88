#include "app/facts.h"

#include "base/ban.h"

#define EMBED(symbol, file)                                                                                            \
    __asm__(".pushsection .rodata\n.global " symbol "\n" symbol ":\n.incbin \"" file "\"\n.global " symbol             \
            "_end\n" symbol "_end:\n.byte 0\n.popsection\n")

#if __has_include("../data/ports.csv")
EMBED("pl_facts_ports_csv", "../data/ports.csv"); /* found through -Isrc */
extern const char pl_facts_ports_csv[], pl_facts_ports_csv_end[];

pl_str pl_facts_ports(void) {
    return pl_str_make(pl_facts_ports_csv, (size_t)(pl_facts_ports_csv_end - pl_facts_ports_csv));
}
#else
pl_str pl_facts_ports(void) { return PL_STR(""); }
#endif
