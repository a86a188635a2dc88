#!/bin/sh
# bench_web.sh: how large the page is and how quick its first view, time slider and map are, in Debian's Chromium without a GPU:
# 300 ships, 100,000 points, 1,000 events. Figures with the load of the machine beside them; a goal that is missed says so.
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
build_preset release >&2 || exit 1
echo "commit    $(git rev-parse --short HEAD 2>/dev/null || echo unknown)$([ -z "$(git status --porcelain 2>/dev/null)" ] || echo ", with changes")"
echo "browser   $(chromium --version 2>/dev/null)"
node web/test/speed.mjs build/generated/page
