#include "report/style.h"

#include "base/ban.h"

/* CMakeLists.txt defines PL_REPORT_STYLE as the path of style.css, and builds this again when it changes. */
__asm__(".pushsection .rodata\n.global pl_report_style_css\npl_report_style_css:\n.incbin \"" PL_REPORT_STYLE
        "\"\n.global pl_report_style_css_end\npl_report_style_css_end:\n.byte 0\n.popsection\n");
extern const char pl_report_style_css[];
extern const char pl_report_style_css_end[];

pl_str pl_report_style(void) {
    return pl_str_make(pl_report_style_css, (size_t)(pl_report_style_css_end - pl_report_style_css));
}
