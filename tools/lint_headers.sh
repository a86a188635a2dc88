#!/bin/sh
# lint_headers.sh [ROOT]: every header of src/ compiles alone, with the warnings of the build as errors.
set -eu
cd "${1:-.}"
status=0
for header in $(find src -name '*.h' | LC_ALL=C sort); do
    ${CC:-gcc} -std=gnu17 -fsyntax-only -D_GNU_SOURCE '-DPL_VERSION=""' -Isrc -Wall -Wextra -Wstrict-prototypes -Werror \
        -x c "$header" || status=1
done
exit $status
