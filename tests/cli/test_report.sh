#!/bin/sh
# Reports over a case: new, check, build, release, and the letters that fairness asks for. The claim rests on three
# pieces of evidence: a patrol's sighting (State A), an image (State B) and an article that quotes the patrol: by hand
# two origins from two parties, one without State A or State B, and the article adds none.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-report.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
# p ARGS: the program over the case; output in out, messages in err, status in code.
p() {
    code=0
    "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || code=$?
}
ok() {
    p "$@"
    [ $code -eq 0 ] || fail "$*: status $code: $(cat "$work/err")"
}
# refused STATUS WORDS ARGS...
refused() {
    want=$1 words=$2
    shift 2
    p "$@"
    [ $code -eq "$want" ] || fail "$*: status $code, not $want: $(cat "$work/out" "$work/err")"
    grep -q -- "$words" "$work/err" || fail "$*: says nothing of \"$words\": $(cat "$work/err")"
}
has() { grep -q -- "$2" "$1" || fail "$3: no \"$2\" in $(head -c 2000 "$1")"; }
hasnt() { ! grep -q -- "$2" "$1" || fail "$3: \"$2\" stands there"; }

"$program" init "$work/case" --participant "State A" --person "A. Author" 2>"$work/err" || fail "init: $(cat "$work/err")"
ok source add patrol-7 --kind agency --party "State A" --label p7
ok source add sat-1 --kind sensor --party "State B" --label sat
ok source add daily --kind press --party "A paper" --label daily
ok observe add --as sighting --subject "GREEN POINT" --lat 38.2 --lon 124.9 --observed 2026-03-01T02:00Z --method eye --source p7 --label o1
ok observe add --as image-count --subject "GREEN POINT" --place "Yellow Sea" --observed 2026-03-01 --source sat --label o2
ok item add --title "What the patrol saw" --source daily --label i1
ok derive i1 o1 --as quotation --basis "names the patrol"
ok claim add --who "GREEN POINT" --did "took oil from" --whom "BLUE POINT" --start 2026-03-01 --place "Yellow Sea" --label c1
for e in o1 o2 i1; do ok claim support c1 $e; done
ok finding add "GREEN POINT took oil from BLUE POINT in the Yellow Sea on 1 March 2026." --claims c1 --accused "GREEN POINT; BLUE POINT" --accused-kind vessel --measure "2375 para 11" --label f-1

# ---- new: a file to begin with, never over another
ok report new "$work/new.md" --title "A title"
has "$work/new.md" '^title: A title$' "report new"
refused 2 'there already' report new "$work/new.md"
refused 2 'nothing called' report check "$work/missing.md"

# ---- save: an edition each time, nothing over another that is newer
cp "$work/new.md" "$work/draft.md"
ok report save "$work/draft.md"
one=$(cat "$work/out")
ok report save "$work/draft.md"
[ "$(cat "$work/out")" = "$one" ] || fail "the same text again is $(cat "$work/out"), not $one"
echo '{method id=more} By eye.' >>"$work/draft.md"
ok report save "$work/draft.md" --replaces "$one"
two=$(cat "$work/out")
[ "$two" != "$one" ] || fail "other words are the same entry"
echo 'And more.' >>"$work/draft.md"
refused 1 "was replaced by $two meanwhile" report save "$work/draft.md" --replaces "$one"
refused 2 'is no report' report save "$work/draft.md" --replaces f-1
refused 2 'nothing called' report save "$work/draft.md" --replaces R999
ok show "$one" --json
has "$work/out" '"replaces":"'"$one"'"\|"title":"A title"' "report save"

cat >"$work/r.md" <<'EOF'
---
title: Two ships
---

## What was found

{finding id=f-1 cites=c1}
GREEN POINT took oil from BLUE POINT in the Yellow Sea on 1 March 2026.

## What we think of it

{assessment id=a-1 cites=f-1 likelihood=likely confidence=low}
It was likely arranged before.

## How

{method id=m-1}
A sighting and an image were compared.

## What should be done

{recommendation id=r-1 actor="Member States" priority=high}
Ask the flag State.
EOF

# ---- check
p report check "$work/r.md" --json
[ $code -eq 0 ] || fail "check: status $code: $(cat "$work/out" "$work/err")"
has "$work/out" '"type":"checklist","statement":"f-1"' "check"
has "$work/out" '"reviewed":false' "check"
has "$work/out" '"origins":2' "check"
p report check "$work/r.md" --json --without "State A" --without sat
has "$work/out" '"name":"State A"' "without"
has "$work/out" '"before":2' "without"
refused 2 'no evidence of the case is from' report check "$work/r.md" --without Nobody
sed 's/cites=c1/cites=C99/' "$work/r.md" >"$work/bad.md"
p report check "$work/bad.md" --json
[ $code -eq 1 ] || fail "a claim that is not there: status $code"
has "$work/out" '"kind":"unresolved"' "a claim that is not there"
sed 's/ actor="Member States"//' "$work/r.md" >"$work/bad.md"
p report check "$work/bad.md" --json
[ $code -eq 1 ] || fail "no actor: status $code"
sed 's/GREEN POINT took oil/GREEN POINT <script>alert(1)<\/script> took oil/' "$work/r.md" >"$work/script.md"
printf 'no head\n' >"$work/bad.md"
p report check "$work/bad.md"
[ $code -eq 1 ] || fail "no head: status $code"
printf '\377\376x\n' >"$work/bad.md"
refused 3 'byte' report check "$work/bad.md"

# ---- build: filed once, the same bytes at the same log size
ok report build "$work/r.md" --out "$work/one"
id=$(cat "$work/out")
ok report build "$work/r.md" --out "$work/two"
[ "$(cat "$work/out")" = "$id" ] || fail "the same text was filed twice"
for name in report.html report.md bundle.tar; do
    cmp -s "$work/one/$name" "$work/two/$name" || fail "$name differs at one log size"
done
cmp -s "$work/one/report.md" "$work/r.md" || fail "report.md is not what was written"
has "$work/one/report.html" 'lead, not a finding' "the page"
has "$work/one/report.html" '[Ss]elf-check: not proof' "the page"
hasnt "$work/one/report.html" '<script' "the page"
grep -Eo '(src|href)="[^"]*"' "$work/one/report.html" | grep -v '"#' | grep -Ev '"(https?|mailto):' >"$work/links"
[ ! -s "$work/links" ] || fail "the page asks for $(cat "$work/links")"
ok report build "$work/script.md" --out "$work/script"
hasnt "$work/script/report.html" '<script>alert' "a script in the text"
p verify "$work/one/bundle.tar"
[ $code -eq 1 ] || fail "a bundle under its own policy: status $code"
policy=$(grep -o 'policy [0-9a-f]\{64\}' "$work/out" | head -n 1 | cut -d ' ' -f 2)
ok verify "$work/one/bundle.tar" --trust "$policy"
has "$work/out" 'report.md is what entry' "the bundle"
grep -q "$policy" "$work/one/report.html" || fail "the page lacks the fingerprint of its policy"

# ---- release: not before others agreed and those named could answer
refused 5 'no second person has approved' report release "$id" --to Committee
ok finding review f-1 --verdict approve --by "a.  author "
refused 5 'no second person has approved' report release "$id" --to Committee
ok finding review f-1 --verdict dissent --by "C. Other" --party "State C" --text "The image shows another ship."
ok finding review f-1 --verdict approve --by "B. Second"
refused 5 'no reply was asked' report release "$id" --to Committee
refused 2 'no template' letter new nonsense --to Owner --about f-1
refused 2 'no day after' letter new reply --to Owner --about f-1 --dated 2026-10-01 --due 2026-09-30
refused 2 'addressee' letter new reply --about f-1
refused 2 'names no "RED POINT"' letter new reply --to Owner --about f-1 --party "GREEN POINT; RED POINT"
ok letter new reply --to Owner --about f-1 --party "green  point" --dated 2026-10-01 --due 2099-10-01 --label l1 --out "$work/letters"
letter=$(ls "$work/letters"/*.txt)
has "$letter" '^To: Owner$' "the letter"
has "$letter" '^Answer by: 2099-10-01$' "the letter"
has "$letter" 'sighting, 2026-03-01T02:00:00Z' "the letter"
refused 5 'no reply was asked' report release "$id" --to Committee
ok letter sent l1 --when 2026-10-01
refused 5 'the deadline of the reply' report release "$id" --to Committee
ok letter reply l1 --from Owner --received 2026-10-09 --stance denies --words "She was in port." --assessment "The port has no record." --assessor "B. Second"
# GREEN POINT answered, through its owner; BLUE POINT was never asked
refused 5 'names BLUE POINT: no reply was asked' report release "$id" --to Committee
ok letter new reply --to Other --about f-1 --dated 2026-10-01 --due 2099-10-01 --label l2
refused 5 'names BLUE POINT: no reply was asked' report release "$id" --to Committee
ok letter reply l2 --from Other --received 2026-10-10 --words "Not us." --party "BLUE POINT"
refused 2 'to somebody' report release "$id"
ok report release "$id" --to "Committee; State B" --out "$work/released"
has "$work/released/report.html" 'She was in port' "the reply in what is released"
has "$work/released/report.html" 'GREEN POINT, through Owner' "who answered for whom in what is released"
has "$work/released/report.html" 'BLUE POINT, through Other' "who answered for whom in what is released"
has "$work/released/report.html" 'The image shows another ship' "the dissent in what is released"

# ---- other words than those that were approved, a standing objection, a name in a finding that names nobody
sed 's/GREEN POINT took oil/GREEN POINT stole oil/' "$work/r.md" >"$work/other.md"
ok report build "$work/other.md" --out "$work/other"
other=$(cat "$work/out")
refused 5 'approved it in these words' report release "$other" --to Committee
ok finding review f-1 --verdict object --by "D. Doubt" --text "look again"
refused 5 'the objection of D. Doubt stands' report release "$id" --to Committee
ok finding review f-1 --verdict approve --by "D. Doubt"
ok finding add "Oil was passed by GREEN POINT." --claims c1 --accused-kind none --label f-2
sed 's/id=f-1 cites=c1/id=f-2 cites=c1/; s/cites=f-1/cites=f-2/; s/^GREEN POINT took.*/Oil was passed by GREEN POINT./' "$work/r.md" >"$work/nobody.md"
ok report build "$work/nobody.md" --out "$work/nobody"
refused 5 'said to name nobody, but its words hold GREEN POINT' report release "$(cat "$work/out")" --to Committee
refused 2 'to somebody' report release "$id" --to " ; ;"
# a deadline that was past when its sending was recorded gave nobody time
ok finding add "BLUE POINT gave oil to GREEN POINT." --claims c1 --accused "BLUE POINT" --accused-kind vessel --label f-3
ok finding review f-3 --verdict approve --by "B. Second"
ok letter new reply --to Other --about f-3 --dated 2019-12-01 --due 2020-01-01 --label l3
ok letter sent l3 --when 2019-12-01
sed 's/id=f-1 cites=c1/id=f-3 cites=c1/; s/cites=f-1/cites=f-3/; s/^GREEN POINT took.*/BLUE POINT gave oil to GREEN POINT./' "$work/r.md" >"$work/late.md"
ok report build "$work/late.md" --out "$work/late"
refused 5 'had passed when its sending was recorded' report release "$(cat "$work/out")" --to Committee
has "$work/late/report.html" 'as entered by A. Author' "a review that another key signed"

# ---- a reason for each of those named, not one for all
for why in "lost at sea" "GREEN POINT: sunk; and broken up" "GREEN POINT: sunk; BLUE POINT: owner unknown; no address"; do
    n=$((${n:-3} + 1))
    ok finding add "GREEN POINT and BLUE POINT met $n times." --claims c1 --accused "GREEN POINT; BLUE POINT" --accused-kind vessel --why-no-reply "$why" --label "f-$n"
    ok finding review "f-$n" --verdict approve --by "B. Second"
    sed "s/id=f-1 cites=c1/id=f-$n cites=c1/; s/cites=f-1/cites=f-$n/; s/^GREEN POINT took.*/GREEN POINT and BLUE POINT met $n times./" "$work/r.md" >"$work/why$n.md"
    ok report build "$work/why$n.md" --out "$work/why$n"
    cp "$work/out" "$work/why$n/id"
done
refused 5 'names GREEN POINT: a reason was recorded once for all' report release "$(cat "$work/why4/id")" --to Committee
has "$work/why4/report.html" 'lost at sea' "a reason for all on the page"
refused 5 'names BLUE POINT: a reason was recorded once for all' report release "$(cat "$work/why5/id")" --to Committee
has "$work/why5/report.html" 'Not asked to reply: sunk; and broken up' "a reason of its own"
ok report release "$(cat "$work/why6/id")" --to Committee
has "$work/why6/report.html" 'Not asked to reply: owner unknown; no address' "a reason of its own"

# ---- a correction goes to everybody who received it
ok finding correct f-1 --was "oil" --is "fuel oil" --label x1
ok letter new correction --about x1 --out "$work/corrections"
refused 5 'was corrected, and its words still hold' report release "$id" --to Committee
[ "$(ls "$work/corrections" | wc -l)" -eq 2 ] || fail "a correction went to $(ls "$work/corrections")"
cat "$work/corrections"/*.txt >"$work/all"
has "$work/all" '^To: Committee$' "corrections"
has "$work/all" '^To: State B$' "corrections"

# ---- what is withdrawn holds no finding
ok withdraw c1 --text "another ship"
p report check "$id" --json
[ $code -eq 1 ] || fail "a withdrawn claim: status $code"
has "$work/out" '"kind":"withdrawn"' "a withdrawn claim"
refused 5 'the check finds' report release "$id" --to Committee
ok report build "$id" --out "$work/after"
ok verify "$work/one/bundle.tar" --trust "$policy" # as of then
p verify "$work/after/bundle.tar" --trust "$policy"
[ $code -eq 1 ] || fail "a bundle that cites a withdrawn claim: status $code"
ok check
ok rebuild
ok check

if [ $failures -eq 0 ]; then
    echo "reports: all as it should be"
    exit 0
fi
exit 1
