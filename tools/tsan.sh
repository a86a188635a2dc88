#!/bin/sh
# Builds with ThreadSanitizer and runs the tests with the label `threads` (tests/tests.cmake says which).
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
# ThreadSanitizer of gcc 12 needs a layout of addresses that newer kernels randomise beyond what it knows.
fixed=
setarch -R true 2>/dev/null && fixed="setarch -R"
export TSAN_OPTIONS="${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}"
run_fixed() {
    rm -f build/tsan/ctest.status
    {
        $fixed ctest --test-dir build/tsan -j "${JOBS:-2}" --output-on-failure --no-tests=error -L threads 2>&1 </dev/null ||
            echo $? >build/tsan/ctest.status
    } | tee build/tsan/ctest.log
    [ ! -e build/tsan/ctest.status ]
}
step "build (tsan)" build_preset tsan thread_tests || {
    totals 1
    exit 1
}
status=0
step "tests (tsan)" run_fixed || status=1
totals 0 build/tsan/ctest.log
exit $status
