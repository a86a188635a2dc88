#!/bin/sh
# What may be erased, and what stays because the standing of others rests on it: evidence against a claim stays against it, a
# dissent stays one, an author's own approval stays the author's, somebody who was cleared stays cleared, who answered has answered,
# what is done is done, who is followed no longer is not followed again. Their words go. And nothing is damaged: every list that
# the entries stand in is answered.
. "$(dirname "$0")/head.sh"
command -v jq >/dev/null || { echo "skipped: jq is missing"; exit 77; }

p() { run 0 -C case "$@"; }
seq_of() { # the last entry
    "$program" -C case log --json | jq -r 'select(.type == "entry").seq' | tail -n 1
}
erase() { run "$1" -C case erase "$2" ${3:+--field "$3"} --authority Court --text ordered; }
is() { # JQ-FILTER WANTED WHAT, of out
    got=$(jq -c "$1" out 2>&1)
    [ "$got" = "$2" ] || fail "$3: $got, not $2"
}
printf '%s\n' '{"id":"k1","schema":"Person","caption":"RI Chol","properties":{"name":["RI Chol"]},"target":true}' >people.json
run 0 init case --participant "State A" --person "A. Author"
p import --date 2026-03-01 people.json --marking TLP:GREEN
p source add press --kind press --party "State B" --label s1 --marking TLP:GREEN
p observe add --as interview --subject BBB --source s1 --observed 2026-03-01 --label o1 --marking TLP:GREEN
p claim add --who BBB --did "took oil" --quantity "500 t" --label c1 --marking TLP:GREEN
claim=$(seq_of)
p claim support c1 o1 --stance against --text "against words" --marking TLP:GREEN
support=$(seq_of)
p finding add "BBB took oil." --claims c1 --accused BBB --accused-kind vessel --label f1 --marking TLP:GREEN
p finding review f1 --verdict approve --by "A. Author" --text "own words" --marking TLP:GREEN
own=$(seq_of)
p finding review f1 --verdict dissent --by "C. Third" --party "State C" --text "dissent words" --marking TLP:GREEN
dissent=$(seq_of)
p letter new reply --to Ownerco --about f1 --party BBB --due 2027-04-01 --label l1 --text "letter words"
p letter sent l1
p letter reply l1 --from Ownerco --words "reply words" --assessment "weighed" --stance denies --marking TLP:GREEN
reply=$(seq_of)
p task add "Look again" --about f1 --due 2026-04-01 --label t1 --marking TLP:GREEN
p task set t1 --state done --text "step words" --marking TLP:GREEN
step=$(seq_of)
p screen "Ri Chol"
asked=$(seq_of)
for who in "A. Desk" "B. Second"; do
    p decide "$asked" k1 --no-match --by "$who" --reason birth_date --text "words of $who"
done
decided=$(seq_of)
p watch-list add --mmsi 299000002
followed=$(seq_of)
followed=$((followed - 1)) # the screening of it is the last entry
p watch-list remove "$followed"
removed=$(seq_of)
p shift note "shift words"
note=$(seq_of)
p require ftm:30
required=$(seq_of)

# A field on which another answer rests is refused, with what may go.
for one in "$support stance" "$claim quantity" "$own by" "$dissent verdict" "$dissent about" "$decided by" \
    "$decided party" "$step state" "$removed item" "$required max_days" "$note change" "$asked threshold"; do
    erase 5 ${one% *} ${one#* }
    has "other answers rest on that" err
done
erase 5 "$required"
has "of a requirement nothing may be erased" err

erase 5 "$removed"
has "it has no words of its own" err

# The whole of them: the words are gone, and what was done stays.
for seq in $support $own $dissent $reply $step $decided $note; do
    erase 0 "$seq"
done
has "what was done, by whom and about what" err
! grep -rqaE "against words|dissent words|reply words|step words|shift words|words of B. Second" case || fail "words are left"
p claim show c1 --json
[ "$(grep -o '"stance":"[a-z]*"' out | sort -u)" = '"stance":"against"' ] || fail "stance: $(cat out)"
p show f1
has DISSENT out
p get "/api/filings/f1"
! grep -q '"reviewed":true' out || fail "the author's own approval makes it reviewed: $(cat out)"
p letter list
has answered out
p task list --state all
has done out
p decide --queue
! grep -q "Ri Chol" out || fail "cleared by two, and waiting: $(cat out)"
p watch-list show
! grep -q 299000002 out || fail "followed again: $(cat out)"
for address in /api/leads /api/screen/waiting /api/screen/report /api/decisions /api/watch-list /catalog "/search/default?q=Chol" /api/alerts \
    /api/alert-rules /api/handover /api/tasks /api/requests /api/claims /api/claims/c1 /api/filings /api/lists /api/log; do
    p get "$address"
done
p check
p rebuild
p check
finish
