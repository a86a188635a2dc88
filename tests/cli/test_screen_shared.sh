#!/bin/sh
# `screen` over three real publications of the UN list, in every order, as of days before, between and on them. The
# references, their listing dates and who is in which file are read here by grep and awk, another way than the program's;
# the answers expected of them are those of docs/format/asof.md.
set -eu
program=$1
export LC_ALL=C
data=../shared/data/lists/un
for day in 2018-10-29 2025-11-18 2026-02-27; do
    [ -r "$data/un-consolidated-$day.xml" ] || {
        echo "skipped: $data is not there"
        exit 77
    }
done
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-screen.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_screen_shared: $*" >&2
    exit 1
}
# "reference<TAB>listed on<TAB>name" of a publication, sorted
entries() {
    tr -d '\r\n\t' <"$data/un-consolidated-$1.xml" | sed 's/<\/INDIVIDUAL>/\n/g; s/<\/ENTITY>/\n/g' |
        awk '
        function field(tag,   at, rest, end) {
            at = index($0, "<" tag ">")
            if (!at) return ""
            rest = substr($0, at + length(tag) + 2)
            end = index(rest, "</" tag ">")
            rest = substr(rest, 1, end - 1)
            gsub(/^ +| +$/, "", rest)
            return rest
        }
        function name(   n, i, part) {
            n = field("FIRST_NAME")
            for (i = 2; i <= 4; i++) {
                part = field(i == 2 ? "SECOND_NAME" : i == 3 ? "THIRD_NAME" : "FOURTH_NAME")
                if (part != "") n = n " " part
            }
            gsub(/&amp;/, "\\&", n); gsub(/&apos;/, "\047", n); gsub(/&quot;/, "", n)
            return n
        }
        field("REFERENCE_NUMBER") != "" { printf "%s\t%s\t%s\n", field("REFERENCE_NUMBER"), field("LISTED_ON"), name() }' | sort
}
for day in 2018-10-29 2025-11-18 2026-02-27; do
    entries $day >"$scratch/$day"
    cut -f1 "$scratch/$day" >"$scratch/$day.refs"
done
[ "$(wc -l <"$scratch/2018-10-29")" -eq 1093 ] && [ "$(wc -l <"$scratch/2026-02-27")" -eq 1003 ] || fail "entries miscounted here"

# Everybody of any publication, asked by the name that a publication gives.
questions() { # questions FILE...: the batch that asks for the entries of these files by their names there
    sort -t'	' -k1,1 -u "$@" |
        awk -F'\t' 'BEGIN { print "id,name" } { gsub(/"/, "\"\"", $3); printf "%s,\"%s\"\n", $1, $3 }'
}
questions "$scratch/2018-10-29" "$scratch/2025-11-18" "$scratch/2026-02-27" >"$scratch/all.csv"
a=$data/un-consolidated-2018-10-29.xml b=$data/un-consolidated-2025-11-18.xml c=$data/un-consolidated-2026-02-27.xml
batch=$scratch/all.csv
ask() { # ask DAY LIST...: "reference answer" of the entries asked for themselves
    on=$1
    shift
    "$program" screen "$@" --as-of "$on" --batch "$batch" --limit 20 --threads 2 --json >"$scratch/out" 2>/dev/null
    sed -n 's/.*"query_id":"\([^"]*\)".*"reference":"\([^"]*\)".*"listed":"\([a-z]*\)".*/\1 \2 \3/p' "$scratch/out" |
        awk '$1 == $2 { print $1, $3 }' | sort
}
# What the rule gives for a day between the publications of 2018 and 2025.
rule() {
    awk -v day="$1" -F'\t' '
        FILENAME ~ /2018-10-29$/ { p[$1] = 1 }
        FILENAME ~ /2025-11-18$/ { n[$1] = 1; listed[$1] = $2 }
        FILENAME ~ /2026-02-27$/ { m[$1] = 1; late[$1] = $2 }
        { all[$1] = 1 }
        END {
            for (ref in all) {
                answer = ""
                if (p[ref]) answer = n[ref] ? "listed" : "undetermined"
                else if (n[ref]) { # the publication of 2018 lacks it
                    if (listed[ref] <= day) answer = listed[ref] <= "2018-10-29" ? "undetermined" : "listed"
                } else if (m[ref] && late[ref] <= day) answer = "undetermined"
                if (answer != "") print ref, answer
            }
        }' "$scratch/2018-10-29" "$scratch/2025-11-18" "$scratch/2026-02-27" | sort
}
for day in 2018-10-30 2021-06-30; do
    rule $day >"$scratch/want"
    ask $day --list $a --list $b --list $c >"$scratch/got"
    diff "$scratch/want" "$scratch/got" >"$scratch/diff" || fail "as of $day: $(head -5 "$scratch/diff")"
done
# In any order of the files; every ninth entry is asked for.
batch=$scratch/some.csv
awk 'NR % 9 == 1' "$scratch/all.csv" >"$batch"
ask 2019-01-01 --list $a --list $b --list $c >"$scratch/first"
cp "$scratch/out" "$scratch/first.out"
for order in "$a $c $b" "$b $a $c" "$b $c $a" "$c $a $b" "$c $b $a"; do
    set -- $order
    ask 2019-01-01 --list "$1" --list "$2" --list "$3" >"$scratch/got"
    cmp "$scratch/first.out" "$scratch/out" || fail "another answer in the order $order"
done
batch=$scratch/all.csv
# Entries of 2025 with an old listing date that 2018 lacks: put back, so undetermined, never listed and never absent.
comm -13 "$scratch/2018-10-29.refs" "$scratch/2025-11-18.refs" >"$scratch/new"
join -t'	' "$scratch/new" "$scratch/2025-11-18" | awk -F'\t' '$2 < "2011" { print $1 }' >"$scratch/back"
sort "$scratch/all.csv" >"$scratch/sorted.csv"
[ "$(wc -l <"$scratch/back")" -eq 37 ] || fail "$(wc -l <"$scratch/back") entries put back, not 37"
batch=$scratch/back.csv
{
    echo id,name
    join -t, "$scratch/back" "$scratch/sorted.csv"
} >"$batch"
for day in 2018-10-30 2019-01-01 2025-11-17; do
    ask $day --list $a --list $b --list $c | join "$scratch/back" - | awk '{ print $2 }' | sort | uniq -c | tr -s ' ' >"$scratch/got"
    [ "$(cat "$scratch/got")" = " 37 undetermined" ] || fail "entries put back, as of $day: $(cat "$scratch/got")"
done
# On a publication's own day exactly that one.
batch=$scratch/own.csv
for day in 2018-10-29 2025-11-18; do
    questions "$scratch/$day" >"$batch"
    ask $day --list $a --list $b --list $c | awk '{ print $1, $2 }' >"$scratch/got"
    awk '{ print $1, "listed" }' "$scratch/$day.refs" >"$scratch/want"
    diff "$scratch/want" "$scratch/got" >"$scratch/diff" || fail "on $day: $(head -5 "$scratch/diff")"
done
batch=$scratch/back.csv
# Before the first: those put back are undetermined or not listed, and the summary says what cannot be seen.
ask 2009-01-01 --list $a --list $b --list $c >"$scratch/got"
join "$scratch/back" "$scratch/got" | grep -v undetermined && fail "an entry put back counts as listed in 2009"
grep -q 'entries that were delisted before cannot be seen' "$scratch/out" || fail "nothing said about delisted entries"
echo "screen: every entry of three publications, as of a day, in 6 orders"
