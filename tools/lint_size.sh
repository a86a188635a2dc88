#!/bin/sh
# lint_size.sh [ROOT]: lists functions beyond 60 lines and files beyond 600, as places to look. Never fails.
set -eu
cd "${1:-.}"
find src -name '*.[ch]' | LC_ALL=C sort | xargs awk '
    FNR == 1 { if (lines > 600) printf "%s: %d lines\n", last, lines; last = FILENAME; start = 0 }
    { lines = FNR }
    /^[A-Za-z].*\)[^;]*\{$/ || (/^ .*\) \{$/ && pending) { start = FNR; name = pending ? pending : $0 }
    /^[A-Za-z][^;{}]*\(/ { pending = /[;{}]$/ ? "" : $0 }
    /^\}/ {
        functions += start > 0
        if (start > 0 && FNR - start + 1 > 60) { long++; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name); printf "%s:%d: %s has %d lines\n", FILENAME, start, name, FNR - start + 1 }
        start = 0; pending = ""
    }
    END {
        if (lines > 600) printf "%s: %d lines\n", last, lines
        printf "%d functions, %d beyond 60 lines\n", functions, long
    }'
