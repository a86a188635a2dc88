#!/bin/sh
# Runs every bench/bench_*.c on one pinned core, then, on the same invented recording, plimsoll beside its peer gpsdecode.
# What is printed is what stands in docs/bench.txt: make bench > docs/bench.txt.
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
build_preset bench || exit 1
program=build/bench/plimsoll
pin=
taskset -c 0 true 2>/dev/null && pin="taskset -c 0"
echo "cpu       $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) cores, pinned to one"
echo "compiler  $(gcc --version | head -n 1)"
echo "commit    $(git rev-parse --short HEAD 2>/dev/null || echo unknown)$([ -z "$(git status --porcelain 2>/dev/null)" ] || echo ", with changes")"
status=0
for bench in build/bench/bin/bench_*; do
    [ -x "$bench" ] || continue
    echo "== $(basename "$bench")"
    $pin "$bench" || status=1
done
exit $status
