#!/bin/sh
# check.sh [PRESET...]: builds and runs every test, by default plain (dev) and under ASan+UBSan (asan). Names what was
# skipped; the last line counts the tests of all presets.
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"
[ $# -gt 0 ] || set -- dev asan
status=0
broken=0
logs=
for preset in "$@"; do
    # What does not build is a failure, but hides no other one: its tests count as failed, the rest still run.
    step "build ($preset)" build_preset "$preset" -k 0 || broken=$((broken + 1))
    step "tests ($preset)" run_ctest "build/$preset" || status=1
    logs="$logs build/$preset/ctest.log"
done
[ $broken = 0 ] || status=1
echo "== skipped tests"
for log in $logs; do
    names=$(skipped "$log")
    echo "${log%/ctest.log}:"
    echo "${names:-  none}"
done
[ $status = 0 ] || echo "check: FAILED" >&2
totals "$broken" $logs
exit $status
