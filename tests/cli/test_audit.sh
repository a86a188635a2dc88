#!/bin/sh
# audit: exit statuses, the three forms of output, bad input with its place. The claims are invented; what must come out of
# them was worked out by hand (tests/data/audit has the findings themselves).
set -u
program=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-audit.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0
fail() {
    echo "FAIL: $*"
    failed=1
}
exits() {
    want=$1
    shift
    "$program" "$@" >out 2>err
    got=$?
    [ $got = "$want" ] || fail "$* exits with $got, not $want: $(head -n 1 err)"
}
head='claim_id,date,claimant,topic,quantity,unit,qualifier,period_start,period_end,basis'

# Which kinds end with 1: each table's kinds decide.
for table in "$root"/tests/data/audit/*.csv; do
    want=0
    grep -qE '^(contradiction|circular|relay|arithmetic|plausibility|cap) ' "${table%.csv}.want" && want=1
    case $table in */reach.csv) want=0 ;; esac # at 25 kn, which the sea search takes where nothing is said
    exits $want audit "$table" --json
    jq -es 'all(.[:-1][]; .type == "finding" and (keys == ["arithmetic", "claims", "kind", "type", "why"])
        and (.claims | length > 0) and (.why | length > 0)) and (.[-1].type == "summary")
        and (.[-1].results == (length - 1)) and (.[-1].failed == ('$want' == 1))' out >/dev/null || fail "$table: the shape of --json"
    [ "$(jq -s '[.[-1].kinds[]] | add' out)" = "$(($(wc -l <out) - 1))" ] || fail "$table: kinds do not add up"
done
exits 0 audit "$root/tests/data/audit/reach.csv" --json
[ "$(jq -r 'select(.type == "summary") | "\(.places_untested) \(.kinds.consistent)"' out)" = "2 6" ] || fail "dated places are not tested: $(cat out)"
exits 1 audit "$root/tests/data/audit/reach.csv" --max-speed 18 --json # 1,003 nm round Italy in 48 h is 20.9 kn
jq -es '.[0].kind == "plausibility" and .[0].claims == ["P1", "P2"]' out >/dev/null || fail "$(cat out)"

# The table and the CSV say the same, and that they are leads.
exits 1 audit "$root/tests/data/audit/contradiction.csv"
grep -q '^contradiction  P1 P2$' out || fail "the table: $(cat out)"
grep -q 'which claim is right is not said' out || fail "the table does not say what it is not"
exits 1 audit "$root/tests/data/audit/contradiction.csv" --csv
[ "$(head -n 1 out)" = 'kind,claims,why,arithmetic,status' ] || fail "the header of --csv"
[ "$(grep -c 'lead, not a finding' out)" = "$(grep -vc '^#' "$root/tests/data/audit/contradiction.want")" ] || fail "--csv: $(cat out)"
exits 2 audit "$root/tests/data/audit/contradiction.csv" --csv --json
exits 2 audit
exits 2 audit one.csv two.csv

# A claim of one line from standard input, compressed and not.
printf '%s\nA,2024-01-01,Who,ore,5,t,,2024,2024,port records\n' "$head" >one.csv
exits 0 audit one.csv
gzip -k one.csv
exits 0 audit one.csv.gz
"$program" audit - <one.csv >out 2>err || fail "standard input"

# Bad input: what, file, line, byte.
exits 3 audit nothing.csv
: >empty.csv
exits 3 audit empty.csv
grep -q 'empty.csv.*empty' err || fail "empty: $(cat err)"
echo "$head" >header.csv
exits 3 audit header.csv
sed 's/,basis//; s/,port records//' one.csv >short.csv
exits 3 audit short.csv
grep -q 'short.csv.*"basis" is missing.*line 1, byte 0' err || fail "missing column: $(cat err)"
printf '%s\nA,2024-01-01,Who,ore,5,t,,2024,2024,port records\nA,2024-01-01,Who,ore,5,t,,2024,2024,port records\n' "$head" >twice.csv
exits 0 audit twice.csv --json
grep -q 'twice.csv.*"A" was there before.*line 3, byte 132' err || fail "twice: $(cat err)"
[ "$(jq -r 'select(.type == "summary") | "\(.read) \(.claims) \(.rejected)"' out)" = "2 1 1" ] || fail "twice: counts"
exits 3 audit twice.csv --strict
grep -q 'line 3, byte 132' err || fail "strict: $(cat err)"
[ -s out ] && fail "strict printed something"
printf '%s\nA,2024-02-30,Who,ore,5,t,,2024,2024,b\nB,2024-01-01,Who,ore,five,t,,2024,2024,b\nC,2024-01-01,Who,ore,5,t,,2024,2024,b\n' "$head" >bad.csv
exits 3 audit bad.csv
grep -q 'the date "2024-02-30" is none.*line 2' err || fail "date: $(cat err)"
grep -q 'the quantity "five" is no number.*line 3' err || fail "number: $(cat err)"
grep -q '2 of 3 rows are malformed' err || fail "more than half: $(cat err)"
printf '%s\nA,2024-01-01,"Who,ore,5,t,,2024,2024,b\n' "$head" >quote.csv
exits 3 audit quote.csv

# Foreign text never reaches a terminal or a spreadsheet raw.
printf '%s\n=A1,2024-01-01,Who \033[2J,ore,5,t,,,2024,unnamed \342\200\256sources\n' "$head" >ugly.csv
for form in "" --json --csv; do
    # shellcheck disable=SC2086
    exits 0 audit ugly.csv $form
    LC_ALL=C grep -q "$(printf '\033\\|\342\200\256')" out && fail "raw characters with '$form'"
done
grep -q "^vague,'=A1," out || fail "a formula: $(cat out)"

# Caps of one's own.
printf 'kind,id,measure,thing,direction,value,unit,year_start,from,to,notice_percent,source,verification\ncap,x,our rule,ore,from DPRK,4,t,01-01,2020-01-01,,50,us,invented\n' >caps.csv
exits 1 audit one.csv --caps caps.csv --json
[ "$(jq -r 'select(.kind == "cap") | .claims[]' out)" = A ] || fail "own caps: $(cat out)"
echo 'kind,id' >caps.csv
exits 3 audit one.csv --caps caps.csv
grep -q 'caps.csv' err || fail "bad caps are not named: $(cat err)"
exit $failed
