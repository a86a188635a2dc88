/* Any bytes as the stored body of an event: what reads writes the same bytes again. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pl_event event;
    pl_str body = pl_str_make((const char *)data, size);
    if (pl_store_event_read(body, &event, NULL) == PL_E_OK) {
        struct pl_event again, head;
        if (pl_store_event_read_head(body, &head, NULL) != PL_E_OK || head.start != event.start) {
            abort();
        }
        PL_BUF_AUTO written;
        pl_buf_open(&written, 65536);
        pl_store_event_write(&event, &written);
        if (pl_store_event_read(pl_buf_str(&written), &again, NULL) != PL_E_OK ||
            memcmp(&event, &again, sizeof event) != 0) {
            abort();
        }
    }
    return 0;
}
