#!/bin/sh
# plain build only
# The own trigonometry and the sphere give the same bits from gcc and clang, at every level, and whatever features of
# the CPU glibc may use. (The binary under test, $1, is not needed: its sources are built again.)
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
want=
runs=0
run() { # label, command...
    label=$1
    shift
    got=$("$@")
    [ -n "$want" ] || want=$got
    if [ "$got" != "$want" ]; then
        echo "FAIL $label: $got, not $want"
        exit 1
    fi
    runs=$((runs + 1))
}
build_and_run() { # compiler, flags
    out=$dir/same_bits
    # shellcheck disable=SC2086
    "$1" -std=gnu17 -D_GNU_SOURCE -ffp-contract=off -Isrc -Itests $2 \
        tests/cli/same_bits.c src/geo/trig.c src/geo/sphere.c -o "$out" -lm
    run "$1 $2" "$out"
    run "$1 $2, glibc without AVX2 and FMA" env \
        GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX,-FMA,-FMA4,-AVX512F,-AVX512VL,-AVX2_Usable,-FMA_Usable,-ERMS "$out"
}
for compiler in gcc clang; do
    command -v "$compiler" >/dev/null 2>&1 || { echo "SKIPPED PART: $compiler is not installed"; continue; }
    for level in -O0 -O2 -O3; do
        build_and_run "$compiler" "$level"
    done
    if grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo; then
        build_and_run "$compiler" "-O3 -march=x86-64-v3" # the compiler itself may use FMA; -ffp-contract=off forbids it
    fi
done
[ "$runs" -gt 0 ] || { echo "SKIP: no compiler"; exit 77; }
# The same constants stand in the unit tests.
for hash in $(echo "$want" | tr ' ' '\n' | grep -E '^[0-9a-f]{16}$'); do
    grep -q "$hash" tests/unit/geo/test_trig.c tests/unit/geo/test_sphere.c || { echo "FAIL $hash is not in the unit tests"; exit 1; }
done
echo "same bits in $runs runs: $want"
