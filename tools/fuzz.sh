#!/bin/sh
# Builds the fuzz targets with clang's libFuzzer and ASan+UBSan and runs each for FUZZ_SECONDS (60) from its corpus, two
# at a time. New inputs are kept in build/fuzz/corpus/, findings in build/fuzz/found/. 0 only replays the corpus, by targets
# that are built quickly and run slowly, in build/replay/.
# fuzz.sh --one NAME runs one target.
set -u
cd "$(dirname "$0")/.."
. tools/steps.sh
seconds=${FUZZ_SECONDS:-60}
preset=fuzz
[ "$seconds" != 0 ] || preset=replay

if [ "${1:-}" = --one ]; then
    name=$2
    new=build/$preset/corpus/$name
    log=build/$preset/$name.log
    mkdir -p "$new" build/$preset/found
    if [ "$seconds" = 0 ]; then
        set -- -runs=0
    else
        set -- -max_total_time="$seconds"
    fi
    set -- "$@" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="build/$preset/found/$name-" "$new"
    [ ! -d "fuzz/corpus/$name" ] || set -- "$@" "fuzz/corpus/$name"
    if "build/$preset/bin/fuzz_$name" "$@" >"$log" 2>&1 </dev/null; then
        echo "fuzz $name: $(awk '/stat::number_of_executed_units/ { print $2 }' "$log") runs, no finding"
    else
        tail -n 60 "$log"
        echo "fuzz $name: FOUND something, see build/$preset/found/$name-*"
        exit 1
    fi
    exit 0
fi

names=$(ls fuzz/fuzz_*.c 2>/dev/null | sed 's,.*/fuzz_,,; s,\.c$,,')
[ -n "$names" ] || {
    echo "fuzz: there are no targets in fuzz/" >&2
    exit 1
}
step "build (fuzz)" build_preset $preset $(printf 'fuzz_%s ' $names) || exit 1
run_all() { printf '%s\n' $names | xargs -P 2 -n 1 sh tools/fuzz.sh --one; }
step "fuzz, $seconds s each" run_all
