#include "app/facts.h"

#include <string.h>

#include "base/file.h"
#include "ledger/hash.h"

#include "base/ban.h"

/* CMakeLists.txt defines PL_FACT_... as the path of each file that exists, and builds this again when one changes. */
#define EMBED(symbol, file)                                                                                            \
    __asm__(".pushsection .rodata\n.balign 8\n.global " #symbol "\n" #symbol ":\n.incbin \"" file                      \
            "\"\n.global " #symbol "_end\n" #symbol "_end:\n.byte 0\n.popsection\n");                                  \
    extern const char symbol[];                                                                                        \
    extern const char symbol##_end[];

#define BETWEEN(symbol) pl_str_make(symbol, (size_t)(symbol##_end - symbol))

#ifdef PL_FACT_RULES
EMBED(pl_fact_rules, PL_FACT_RULES)
pl_str pl_facts_rules(void) { return BETWEEN(pl_fact_rules); }
#else
pl_str pl_facts_rules(void) { return PL_STR(""); }
#endif

#ifdef PL_FACT_PORTS
EMBED(pl_fact_ports, PL_FACT_PORTS)
pl_str pl_facts_ports(void) { return BETWEEN(pl_fact_ports); }
#else
pl_str pl_facts_ports(void) { return PL_STR(""); }
#endif

#ifdef PL_FACT_MID
EMBED(pl_fact_mid, PL_FACT_MID)
pl_str pl_facts_mid(void) { return BETWEEN(pl_fact_mid); }
#else
pl_str pl_facts_mid(void) { return PL_STR(""); }
#endif

#ifdef PL_FACT_COUNTRIES
EMBED(pl_fact_countries, PL_FACT_COUNTRIES)
pl_str pl_facts_countries(void) { return BETWEEN(pl_fact_countries); }
#else
pl_str pl_facts_countries(void) { return PL_STR(""); }
#endif

#ifdef PL_FACT_PUBLISHERS
EMBED(pl_fact_publishers, PL_FACT_PUBLISHERS)
pl_str pl_facts_publishers(void) { return BETWEEN(pl_fact_publishers); }
#else
pl_str pl_facts_publishers(void) { return PL_STR(""); }
#endif

#ifdef PL_FACT_CAPS
EMBED(pl_fact_caps, PL_FACT_CAPS)
pl_str pl_facts_caps(void) { return BETWEEN(pl_fact_caps); }
#else
pl_str pl_facts_caps(void) { return PL_STR(""); }
#endif

#ifdef PL_FACT_SEA_LINKS
EMBED(pl_fact_sea_links, PL_FACT_SEA_LINKS)
pl_str pl_facts_sea_links(void) { return BETWEEN(pl_fact_sea_links); }
#else
pl_str pl_facts_sea_links(void) { return PL_STR(""); }
#endif

#ifdef PL_FACT_LANDMASK
EMBED(pl_fact_landmask, PL_FACT_LANDMASK)
pl_str pl_facts_landmask(void) { return BETWEEN(pl_fact_landmask); }
#else
pl_str pl_facts_landmask(void) { return PL_STR(""); }
#endif

#define MAX_COAST_BYTES (1u << 30)

int pl_facts_sea(const char *coast_path, struct pl_buf *file, struct pl_arena *arena, const struct pl_sea **ret_sea,
                 struct pl_error *err) {
    pl_str bytes = pl_facts_landmask();
    if (coast_path) {
        const int code = pl_file_read(coast_path, MAX_COAST_BYTES, file, err);
        if (code) {
            return code;
        }
        bytes = pl_buf_str(file);
    } else if (!bytes.n) {
        return pl_fail(err, PL_E_NOT_FOUND, "this program was built without a land mask; give one with --coast FILE");
    }
    const struct pl_sea *sea = NULL;
    const int code = pl_sea_open(bytes, arena, &sea, err);
    if (code) {
        return code;
    }
    char hex[65];
    pl_hash_hex(pl_sha256_of(bytes.p + PL_SEA_HEAD_BYTES, bytes.n - PL_SEA_HEAD_BYTES), hex);
    if (memcmp(hex, pl_sea_hash(sea), 64) != 0) {
        return pl_fail(err, PL_E_FORMAT, "the land mask is damaged: its hash does not agree");
    }
    *ret_sea = sea;
    return PL_E_OK;
}
