#!/bin/sh
# run.sh PROGRAM CASE TEST: one file of the page's tests in a browser (web/test/view_*.test.mjs); CASE: a folder made by case.sh.
set -u
for tool in node chromium; do
    command -v $tool >/dev/null || {
        echo "skipped: $tool is not installed"
        exit 77
    }
done
[ -d web/node_modules/playwright-core ] || {
    echo "skipped: web/node_modules is not there (sh tools/web.sh makes it)"
    exit 77
}
PLIMSOLL=$(realpath "$1") PLIMSOLL_PAGE_CASE=$(realpath "$2")
export PLIMSOLL PLIMSOLL_PAGE_CASE
node --test --test-concurrency=1 "$3"
