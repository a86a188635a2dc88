#!/bin/sh
# lint_format.sh [ROOT]: all C sources are as clang-format 14 writes them (`make format`).
set -eu
cd "${1:-.}"
bad=$(find src tests fuzz bench tools -name '*.[ch]' 2>/dev/null | LC_ALL=C sort |
    xargs clang-format --dry-run -Werror 2>&1 | sed -n 's/^\([^ :]*:[0-9]*\):[0-9]*: error: .*/\1/p' | sort -u -t: -k1,1)
[ -z "$bad" ] || {
    printf '%s\n' "$bad" | sed 's/$/: not as clang-format writes it/'
    exit 1
}
