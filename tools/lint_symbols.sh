#!/bin/sh
# lint_symbols.sh [BUILD]: every global symbol that we define begins with pl_ (main excepted) and is defined once over all
# libraries (a linker takes the first of two without a word), and nothing is mutable:
# no object of ours stands in .data (but .data.rel.ro), .bss, COMMON, .tdata or .tbss. Looks at the static libraries and
# at the objects of plimsoll in BUILD (default build/dev; not a sanitizer build, which adds symbols of its own).
set -eu
build=${1:-build/dev}
objects=$(find "$build" \( -name 'libpl_*.a' -o -path '*/plimsoll.dir/*.o' \) | LC_ALL=C sort)
[ -n "$objects" ] || {
    echo "lint_symbols: nothing is built in $build"
    exit 1
}
status=0
for object in $objects; do
    nm -A -g --defined-only "$object" | awk '
        $NF !~ /^pl_/ && $NF != "main" { print $1 " defines " $NF " without the prefix pl_"; found = 1 }
        END { exit found }' || status=1
    objdump -t "$object" | awk -v name="$object" '
        /:     file format / { member = $1; sub(/:$/, "", member) }
        # value, flags, section, a tab, size and name; sections and files themselves are no objects
        /\t/ && !/ [dfF]+ / {
            split($0, halves, "\t")
            n = split(halves[1], left, " ")
            section = left[n]
            split(halves[2], right, " ")
            if (right[1] ~ /^0+$/) next
            if (section ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*|\.lbss|\.ldata)/ && section !~ /^\.data\.rel\.ro/) {
                print member ": " right[2] " is mutable (" section ")"
                found = 1
            }
        }
        END { exit found }' || status=1
done
# shellcheck disable=SC2086
nm -A -g --defined-only $(printf '%s\n' $objects | grep '[.]a$') | awk '
    $NF ~ /^pl_/ {
        where = $1
        if ($NF in first) { print $NF " is defined by " first[$NF] " and by " where; found = 1 }
        first[$NF] = where
    }
    END { exit found }' || status=1
exit $status
