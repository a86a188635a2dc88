#!/bin/sh
# shots.sh [OUT]: the README's pictures of the page, by Debian's Chromium, of the case that tests/web/case.sh makes.
set -eu
cd "$(dirname "$0")/.."
PLIMSOLL=$(realpath build/plimsoll)
export PLIMSOLL
unset PLIMSOLL_PAGE_CASE
node web/test/shots.mjs "${1:-docs/images}" light en
