#!/bin/sh
# lint_banned.sh [ROOT]: every .c of src/ has base/ban.h as its last include, no header has it, and the list in ban.h
# still names what may not be called. The compiler does the rest: a poisoned name does not compile.
set -eu
cd "${1:-.}"
status=0
for name in strcpy strcat sprintf vsprintf atoi atol atof strtok gets sscanf setlocale; do
    grep -Eq "^#pragma GCC poison.*\<$name\>" src/base/ban.h || {
        echo "src/base/ban.h no longer bans $name"
        status=1
    }
done
for file in $(find src -name '*.c' | LC_ALL=C sort); do
    last=$(grep -E '^[[:space:]]*#[[:space:]]*include' "$file" | tail -n 1)
    [ "$last" = '#include "base/ban.h"' ] || {
        echo "$file: the last include is not \"base/ban.h\""
        status=1
    }
done
for file in $(grep -l 'base/ban\.h' -r src --include='*.h' || true); do
    echo "$file: a header may not include base/ban.h"
    status=1
done
exit $status
