#!/bin/sh
# What is said when evidence is filed: that it is about another subject than the claim, that something now rests on
# itself; and of a withdrawn claim that no grade may be given. Hints, never refusals. Expectations by hand.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-bearing.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE
failures=0
fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
ok() { "$program" -C case "$@" >out 2>err || fail "$*: status $?: $(cat err)"; }
says() { grep -q "$1" err || fail "not said: $1; but: $(cat err)"; }
silent() { [ ! -s err ] || fail "said: $(cat err)"; }

"$program" init case --participant "State A" --person "A. Desk" 2>/dev/null
ok source add ferry --kind press --label ferry
ok source add other --kind press --label other
ok claim add --who "GREEN POINT" --whom "BLUE POINT" --did "met" --label c1
ok claim add --who "GREEN POINT" --who-imo 9074729 --did "waited" --label c2
ok claim add --did "something happened" --label c3
ok observe add --as sighting --subject "MV Green Point" --label same --source ferry
ok observe add --as sighting --subject "RED POINT" --label red --source ferry
ok observe add --as sighting --subject "RED POINT" --counterparty "blue point" --label partner --source ferry
ok observe add --as sighting --subject "GREEN POINT" --imo 9074741 --label namesake --source ferry
ok observe add --as sighting --subject "RENAMED" --imo "IMO 9074729" --label renamed --source other
printf 'words\n' >page.txt
ok item add page.txt --title "RED POINT" --label page

# ---- another subject: said at entry and at every look, taken all the same
for pair in "c1 same" "c1 partner" "c2 renamed" "c3 red" "c1 page" "c2 same"; do
    # shellcheck disable=SC2086
    ok claim support $pair
    silent
done
ok claim support c1 red
says 'this evidence is about RED POINT, which the claim does not name'
ok claim support c2 namesake
says 'about GREEN POINT, 9074741'
ok claim show c1 --json
[ "$(grep -c '"off_subject"' out)" -eq 1 ] && [ "$(grep -c '"type":"support"' out)" -eq 4 ] || fail "not one of four"
grep -q '"off_subject":"RED POINT"' out || fail "the other subject is not told"
ok claim show c1
grep -q 'ABOUT ANOTHER: RED POINT' out || fail "nor in words: $(cat out)"

# ---- rings of derivation, of any length; a common upstream is none
ok derive same red --as quotation
silent
ok derive red partner --as translation
silent
ok derive partner same --as copy-confirmed
says 'now rests on itself'
says 'one origin at most'
ok derive red same --as common-upstream
silent
ok claim add --who "GREEN POINT" --did sailed --label c4
ok claim add --who "GREEN POINT" --did stopped --label c5
ok claim support c4 c5
silent
ok claim support c5 c4 --stance against
silent
ok claim support c5 c4
says 'now rests on itself'
"$program" -C case derive same same --as quotation 2>err
[ $? -eq 2 ] || fail "a thing may rest on itself directly"

# ---- a withdrawn claim has no grade
ok claim add --who "GREEN POINT" --did left --label c6
ok source add north --kind agency --party "State A" --label north
ok source add south --kind agency --party "State B" --label south
ok observe add --as sighting --subject "GREEN POINT" --source north --collector "State A" --label n1
ok observe add --as sighting --subject "GREEN POINT" --source south --collector "State B" --label s1
ok claim support c6 n1
ok claim support c6 s1
ok claim show c6
grep -q 'grade 1 may be given' out || fail "two parties are not enough: $(cat out)"
ok withdraw c6 --text "another ship"
ok claim show c6
grep -q 'grade 1 may be given' out && fail "a withdrawn claim may have grade 1"
grep -q 'no grade may be given: the claim was withdrawn by entry' out || fail "not said: $(cat out)"
ok claim show c6 --json
grep -q '"grade_1_refused":"no grade may be given' out || fail "nor as JSON"
[ $failures -eq 0 ] || exit 1
echo "evidence off its subject, rings and withdrawn claims are told"
