#!/bin/sh
# lint_opened.sh [ROOT]: what closes itself at the end of its function (PL_BUF_AUTO, PL_ARENA_AUTO) is opened before the
# first return behind its declaration; otherwise an early return would free whatever stood on the stack.
set -eu
cd "${1:-.}"
find src fuzz bench tests -name '*.c' 2>/dev/null | LC_ALL=C sort | xargs awk '
    FNR == 1 { split("", pending) }
    /PL_(BUF|ARENA)_AUTO [a-z_]+;/ { name = $2; sub(";", "", name); pending[name] = FNR }
    /_open\(&/ { for (name in pending) if (index($0, "_open(&" name)) delete pending[name] }
    /return/ {
        for (name in pending) {
            print FILENAME ":" pending[name] ": " name " is not opened before the return in line " FNR
            bad = 1
        }
    }
    /^}/ { split("", pending) }
    END { exit bad }'
