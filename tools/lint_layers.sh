#!/bin/sh
# lint_layers.sh [ROOT]: each folder of src/ includes only what tools/layers.txt allows it: folders or single headers of
# ours, and headers of the system beyond plain ISO C (time.h, signal.h, locale.h and threads.h count as beyond).
set -eu
program=$(cd "$(dirname "$0")" && pwd)/layers.awk
cd "${1:-.}"
find src -name '*.[ch]' | LC_ALL=C sort | xargs awk -f "$program" tools/layers.txt
