/* The style sheet of a report's page: src/report/style.css, built in. Its hash stands in the page's policy, so no other
 * style can be slipped in. For report/ only. */
#ifndef PL_REPORT_STYLE_H
#define PL_REPORT_STYLE_H

#include "base/str.h"

pl_str pl_report_style(void);

#endif
