#!/bin/sh
# lint_format.sh [ROOT]: all C sources are as clang-format 14 writes them (`make format`).
set -eu
cd "${1:-.}"
find src tests fuzz bench tools -name '*.[ch]' 2>/dev/null | LC_ALL=C sort | {
    status=0
    while IFS= read -r file; do
        clang-format "$file" | cmp -s - "$file" || {
            echo "$file: not as clang-format writes it (first at line $(clang-format "$file" | diff - "$file" | sed -n '1s/.*[acd]\([0-9]*\).*/\1/p'))"
            status=1
        }
    done
    exit $status
}
