#!/bin/sh
# plain build only
# The six documented episodes of docs/examples/cases: entered by their script, then what a reader must find: one origin
# behind one photograph, what speaks against a claim, numbers that are kept and marked or left out, two answers of a
# list on two days; the report of one is checked, built twice to the same bytes, verified, and refused when one byte of
# it is altered. The expected counts follow from the episodes' text, not from the program.
set -u
program=$(realpath "$1")
verify=$(dirname "$program")/plimsoll-verify
root=$(realpath "$(dirname "$0")/../..")
cases=$root/docs/examples/cases
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-examples.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0
fail() {
    echo "FAIL: $*"
    failed=1
}
p() { "$program" -C case "$@"; }
# says FILTER WANT COMMAND...: what jq makes of a command's JSON lines
says() {
    filter=$1 want=$2
    shift 2
    p "$@" --json >out 2>err || fail "status of $*: $(cat err)"
    got=$(jq -rc "$filter" out | tr '\n' ' ' | sed 's/ $//')
    [ "$got" = "$want" ] || fail "$* | $filter: \"$got\", not \"$want\""
}

sh "$cases/enter.sh" "$program" case >entered 2>&1 || { fail "enter.sh: $(tail -n 1 entered)"; exit 1; }
p check --quick >out 2>err || fail "the case does not check: $(tail -n 1 out)"

# V4: a photograph, a patrol report and three papers are one origin; V1 and V5 go back to one each; of V2 a second
# remains only if the suspected copy is none.
origins='select(.type == "origins") | "\(.count) \(.at_most)"'
says "$origins" '1 1' claim show v4-met
says "$origins" '1 1' claim show v1-transfer
says "$origins" '1 1' claim show v5-called
says "$origins" '1 2' claim show v2-candidate
says "$origins" '0 0' claim show v1-misdated
says 'select(.type == "origins") | [.why_not_more[] | select(test("leak"))] | length' '0' claim show v4-met
# Who speaks against what: two dated acts against a seizure in October, a register against a flag, a paper against an
# image and the image against the paper, two speakers' reasons against each other, one state's name against another's.
for pair in v1-misdated=2 v2-flag=1 v2-own-number=1 v3-loaded=1 v3-russian=1 v4-dominican=1 v6-not-omm=1 v6-assurance=1; do
    p claim show "${pair%=*}" --json >out 2>err || fail "claim show ${pair%=*}"
    [ "$(jq -s 'map(select(.type == "support" and .stance == "against")) | length' out)" = "${pair#*=}" ] ||
        fail "${pair%=*}: not ${pair#*=} against it"
done
says 'select(.type == "unspecified") | .parts | index("what") != null' 'true' claim show v4-met

# Numbers: those that fail their check digit stand as printed and are marked; no other is in any filing than those that a source
# shows; where a number was only recalled, the words say so.
says 'select(.label == "v2-o-ais") | "\(.imo) \(.imo_valid)"' '8814881 false' show v2-o-ais
says 'select(.label == "v2-o-yon-pung") | "\(.imo) \(.imo_valid)"' '8314881 false' show v2-o-yon-pung
for label in v1-o-arrival v3-o-last-ais v4-o-february v5-o-uk; do
    says 'select(.type == "observation") | (.imo == null) and (.text | test("recalled"))' 'true' show $label
done
seen=' 7408873 7389704 9030591 9179842 9163166 8814881 8314881 8909575 9110236 '
p claim show --json >all 2>err || fail "claim show"
grep -v -h 'http' "$cases"/*.sh "$cases"/*.md | cat - all | jq -Rr 'capture("(^|[^0-9])(?<n>[0-9]{7})([^0-9]|$)"; "g").n' |
    sort -u >numbers
[ -s numbers ] || fail "no number was found at all"
while read -r number; do
    case $seen in *" $number "*) ;; *) fail "the number $number stands where no source shows it" ;; esac
done <numbers

# Fairness: every finding that accuses somebody says that no reply was sought; what followed is told.
for finding in v1-f-transfer v1-f-destination v2-f-identity v3-f-coal v4-f-meetings v5-f-calls v6-f-listing; do
    says 'select(.type == "finding") | .why_no_reply' 'reply not sought: example' show $finding
done
followed='select(.type == "outcome") | "\(.what) \(.when)"'
says "$followed" 'detained 2017-11-24 detained 2017-12-22/2017-12-29' show v1-f-transfer
says "$followed" 'detained 2018-04-02 convicted 2018-11 prosecuted 2019-05-09 forfeited 2019-10-07' show v3-f-coal
says 'select(.what == "convicted") | .text | test("papers only")' 'true' show v3-f-coal
says "$followed" 'notified 2018-01-24 reoffended 2018-02-13 listed 2018-03-30' show v4-f-meetings
says "$followed" 'listed 2016-03-02 detained 2016-03-04 delisted 2016-03-21' show v6-f-listing

# It is a lead wherever it is printed, until somebody other than its author approves it.
status='select(.type == "finding") | .status'
says "$status" 'lead, not a finding' show v1-f-transfer
p show v1-f-transfer | grep -q '(lead, not a finding)' || fail "show does not say that it is a lead"
p find Nampo --kind finding --json >out 2>err
[ "$(jq -r "$status" out)" = 'lead, not a finding' ] || fail "find does not say that it is a lead"
"$program" init reviewed --participant "Example desk" --person "A. Drafter" 2>err
for by in "A. Drafter" "B. Reviewer"; do
    case $by in A*) want='lead, not a finding' ;; *) want='reviewed finding' ;; esac
    [ "$by" = "B. Reviewer" ] || {
        "$program" -C reviewed claim add --who X --did Y --label c >out 2>err
        "$program" -C reviewed finding add "X did Y" --claims c --label f >out 2>err
    }
    "$program" -C reviewed finding review f --verdict approve --by "$by" >out 2>err || fail "review by $by"
    got=$("$program" -C reviewed show f --json | jq -r "$status")
    [ "$got" = "$want" ] || fail "approved by $by: $got, not $want"
done

# V6 and V4: the list of the Council holds JIN TENG on 10 March 2016 and not on 1 April; YUK TUNG only from 30 March 2018. The
# other authority's list is a claim of its own.
says 'select(.type == "screening") | "\(.query) \(.with_candidates)"' 'JIN TENG 1 JIN TENG 0 YUK TUNG 0 YUK TUNG 1' screen report
says 'select(.type == "claim") | .who' 'OFAC' claim show v6-ofac-listed

# The report: no error, yet not to be released; two builds are one.
p report check "$cases/winmore.md" >out 2>err || fail "report check: $(cat out)"
grep -q 'NOT reviewed: a lead, not a finding' out || fail "the check does not say that it is a lead"
grep -q -F 'SAM JONG 2: not asked (reply not sought: example)' out || fail "the recorded reason is not told of each ship"
grep -q ' 0 errors, 0 warnings' out || fail "the report has faults: $(tail -n 1 out)"
p report build "$cases/winmore.md" --out one >id 2>err || fail "report build: $(cat err)"
p report build "$cases/winmore.md" --out two >out 2>err || fail "report build again: $(cat err)"
cmp -s id out || fail "the same text was filed twice"
for name in report.html report.md bundle.tar; do
    cmp -s one/$name two/$name || fail "$name differs at one position of the log"
done
p report release "$(cat id)" --to Committee >out 2>err
[ $? = 5 ] || fail "a report that nobody reviewed was released"
for words in 'ead, not a finding' 'reply not sought: example' 'about 14,000 t' 'likely, 55' '<td>2017-10-11</td>' \
    'https://www.thestar.com/'; do
    grep -q -F "$words" one/report.html || fail "the page lacks: $words"
done
if grep -q 'T00:00:00Z' one/report.html; then
    fail "the page makes an instant of a day"
fi

# The bundle: nothing is said to hold under a policy that came along, all under its fingerprint, nothing with a byte
# altered.
"$verify" one/bundle.tar --json >out 2>err
[ $? = 1 ] || fail "a bundle vouched for itself"
trust=$(jq -r 'select(.type == "verification") | .why | capture("policy (?<f>[0-9a-f]{64})").f' out)
"$verify" one/bundle.tar --trust "$trust" >out 2>err || fail "the bundle does not hold: $(cat out)"
grep -q -F 'report.md is what entry' out || fail "the verifier says nothing of the report"
sed '0,/600 t of refined/s//900 t of refined/' one/bundle.tar >altered.tar
[ "$(cmp -l one/bundle.tar altered.tar | wc -l)" = 1 ] || fail "not one byte was altered"
"$verify" altered.tar --trust "$trust" >out 2>err
[ $? != 0 ] || fail "an altered report was accepted"
sed '0,/SAM JONG 2/s//SAM JONG 3/' one/bundle.tar >altered.tar
"$verify" altered.tar --trust "$trust" >out 2>err
[ $? != 0 ] || fail "an altered value was accepted"
[ $failed = 0 ] && echo "examples: all as it should be"
exit $failed
