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
profile=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-browser.XXXXXX") || exit 1
trap 'rm -rf "$profile"' EXIT
said=$(timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$profile" \
    --dump-dom 'data:text/html,<p>here' 2>&1)
case $said in
*'<p>here'*) ;;
*)
    echo "skipped: chromium does not start on this machine: $(printf '%s\n' "$said" | tail -n 1 | cut -c 1-300)"
    exit 77
    ;;
esac
PLIMSOLL=$(realpath "$1") PLIMSOLL_PAGE_CASE=$(realpath "$2")
export PLIMSOLL PLIMSOLL_PAGE_CASE
node --test --test-concurrency=1 "$3"
