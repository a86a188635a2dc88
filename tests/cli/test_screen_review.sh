#!/bin/sh
# What a compliance officer relies on in a case: required lists (also where owners are asked), who is followed with a
# date of birth or a state, decisions that no screening showed, second reviewers, an entry whose older content comes
# back. Over the invented lists of tests/data/lists; expectations are derived by hand from these files: MERU TAVO
# (TTi.001) is born between 1961 and 1963 or about 1970, of no state that exists; VOLANA RIF is OFAC's 101.
set -eu
program=$(realpath "$1")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-screen-review.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_screen_review: $*" >&2
    exit 1
}
P() { "$program" -C "$scratch/case" "$@"; }
refused() { # refused STATUS TEXT COMMAND...: the command ends so, and says so
    want=$1 text=$2 code=0
    shift 2
    P "$@" >"$scratch/out" 2>"$scratch/err" || code=$?
    [ $code -eq "$want" ] || fail "$* gave exit status $code, not $want: $(cat "$scratch/err")"
    grep -q -- "$text" "$scratch/err" || fail "$* says: $(cat "$scratch/err")"
}
journal() { P require --json | sed -n 's/.*"journal":\([0-9]*\).*/\1/p'; }
lists=$(realpath tests/data/lists)
"$program" init "$scratch/case" --participant Test --person "A. Clerk" 2>/dev/null
P import "$lists/un-small.xml" 2>/dev/null
P import --date 2026-02-27 "$lists/ofac" 2>/dev/null

# ---- a rule that does not exist is not taken back; nothing is signed unless all of it can be ----
before=$(journal)
refused 2 'the list nope is not required' require --remove nope
P require un-sc >/dev/null 2>&1
refused 2 'the list nope is not required' require --remove un-sc nope
refused 2 'named twice' require un-sc:3 un-sc
refused 2 'LIST or LIST:DAYS' require ofac-sdn:7 eu-fsf:soon
[ "$(journal)" -eq $((before + 1)) ] || fail "a refused change was signed"
P require --remove un-sc >/dev/null 2>&1
P require --json | grep -q '"results":0,' || fail "require --remove"

# ---- owners: where a required list does not do, nobody knows ----
cat >"$scratch/firms.ftm.json" <<'END'
{"id":"boss","caption":"Boss Example","schema":"Person","properties":{"name":["Boss Example"]},"target":true}
{"id":"firm","caption":"Firm Example","schema":"Company","properties":{"name":["Firm Example"]}}
{"id":"s1","schema":"Sanction","properties":{"entity":["boss"],"startDate":["2020-05-01"]}}
{"id":"o1","schema":"Ownership","properties":{"owner":["boss"],"asset":["firm"],"percentage":["60"]}}
END
P import "$scratch/firms.ftm.json" --date 2026-03-01 2>/dev/null
owners() { P owners firm --rule ofac-50 "$@" --json >"$scratch/owners" 2>/dev/null || fail "owners $*"; }
owners
grep -q '"holds":"yes","least_percent":60.0000' "$scratch/owners" || fail "owners: $(cat "$scratch/owners")"
tail -n 1 "$scratch/owners" | grep -q '"undetermined":null' || fail "owners says what it lacks: $(cat "$scratch/owners")"
P require uk-sl >/dev/null 2>&1
owners
grep -q '"holds":"undetermined","least_percent":60.0000.*"why":"the required list uk-sl is missing; by the lists at hand: .*"holds_at_hand":"yes"' "$scratch/owners" ||
    fail "owners without a required list: $(cat "$scratch/owners")"
tail -n 1 "$scratch/owners" | grep -q '"undetermined":"the required list uk-sl is missing"' || fail "the summary: $(cat "$scratch/owners")"
P owners firm --rule ofac-50 | grep -q '^ofac-50  undetermined: the required list uk-sl is missing; by the lists at hand:$' ||
    fail "the table: $(P owners firm)"
P require --remove uk-sl >/dev/null 2>&1
# As of a day the copies up to it answer: firms is published on 2026-03-01, 9 days before the 10th.
P require firms:8 >/dev/null 2>&1
owners --as-of 2026-03-09
grep -q '"holds":"yes"' "$scratch/owners" || fail "eight days old: $(cat "$scratch/owners")"
owners --as-of 2026-03-10
grep -q '"why":"the required list firms is 9 days old at the day asked, more than the 8 that are allowed' "$scratch/owners" ||
    fail "nine days old: $(cat "$scratch/owners")"
owners --as-of 2026-02-28
grep -q '"why":"the required list firms has no publication at or before the day asked' "$scratch/owners" || fail "before it: $(cat "$scratch/owners")"
P require --remove firms >/dev/null 2>&1
# Asked what was known then, that day counts, not today: before firms was imported nobody has the party.
refused 2 'has an entry firm' owners firm --known-at 2020-01-01

# ---- who is followed: a date of birth and a state take part, now and at the next import ----
refused 2 'a date of birth is' watch-list add "Meru Tavo" --birth-date soon
refused 2 'no state is called' watch-list add "Meru Tavo" --country Atlantis
refused 2 'can be compared with no name' watch-list add '?!'
refused 2 'can be compared with no name' watch-list add "$(head -c 3000 /dev/zero | tr '\0' b)"
follow() { # follow ARGUMENTS...: $item is its number, $score the score of the UN's entry
    P watch-list add "Meru Tavo" --schema Person "$@" --json >"$scratch/out" 2>/dev/null || fail "watch-list add $*"
    item=$(sed -n 's/.*"summary","item":\([0-9]*\).*/\1/p' "$scratch/out")
    score=$(sed -n 's/.*"score":\([0-9.]*\),"list":"un-sc".*/\1/p' "$scratch/out")
}
follow
plain=$item
alone=$score
[ -n "$alone" ] || fail "the name alone: $(cat "$scratch/out")"
follow --birth-date 1962-05
[ "$score" = "$alone" ] || fail "born when the list says: $(cat "$scratch/out")"
born=$item
[ "$born" != "$plain" ] || fail "another date of birth is another item"
follow --birth-date 1930
[ -z "$score" ] || fail "born in 1930 it is somebody else: $(cat "$scratch/out")"
other=$item
P watch-list show --json | grep '"type":"item"' | grep "\"item\":$other," | grep -q '"birth_date":"1930","country":null' || fail "watch-list show"
P watch-list show | grep -q "^$other  Meru Tavo, born 1930  no hit$" || fail "watch-list show: $(P watch-list show)"
follow --birth-date 1930
[ "$item" = "$other" ] || fail "the same item twice"
P watch-list add "Meru Tavo" --schema Person --country France --json >"$scratch/out" 2>/dev/null
P watch-list show --json | grep -q '"country":"France"' || fail "the state is not kept"
sed -e 's/2031-02-03T/2031-03-01T/' -e 's/TTi.001 /TTi.901 /' "$lists/un-small.xml" >"$scratch/march.xml"
P import "$scratch/march.xml" --json >"$scratch/out" 2>/dev/null
grep -q "\"change\":\"hit_changed\",\"query_id\":\"$born\"" "$scratch/out" || fail "the import asks again: $(cat "$scratch/out")"
! grep -q "\"query_id\":\"$other\"" "$scratch/out" || fail "the import forgot the date of birth: $(cat "$scratch/out")"
watch=$(P screen report --json | sed -n 's/.*"type":"screening","entry":\([0-9]*\),.*"purpose":"watch".*/\1/p' | tail -n 1)
P screen --replay "$watch" | grep -q '"change":"hit_changed"' || fail "the run cannot be replayed"

# ---- a decision about a pair that no screening showed is in the report, and waits in the queue where it must ----
P decide "Volana Rif" 101 --no-match --by "B. Desk" --reason document --text "papers seen" 2>/dev/null
pair() { grep '"query":"Volana Rif","list":"ofac-sdn","entity":"101"'; }
P screen report --json | pair | grep -q '"screening":null,.*"shown":0,"state":"second_reviewer",.*"text":"papers seen"' ||
    fail "the report lacks what nobody screened: $(P screen report)"
[ "$(P decide --queue --json | pair | wc -l)" -eq 1 ] || fail "the second reviewer does not see it: $(P decide --queue)"
P screen report --to 2020-01-01 --json | tail -n 1 | grep -q '"results":0,' || fail "the report of another time has it"
P screen report --csv 2>/dev/null | grep -q '^pair,,[^,]*,,Volana Rif,ofac-sdn,' || fail "as CSV: $(P screen report --csv)"

# One person is one reviewer, however the name is written; who changed his mind, or whose word expired, is no second.
for by in "b. desk" " B  DESK"; do
    P decide "Volana Rif" 101 --no-match --by "$by" --reason name --text again 2>/dev/null
    P decide --queue --json | pair | grep -q '"state":"second_reviewer"' || fail "\"$by\" is B. Desk: $(P decide --queue)"
done
P decide "Volana Rif" 101 --match --by "B. Desk" --reason name --text "it is" 2>/dev/null
P decide "Volana Rif" 101 --no-match --by "C. Second" --reason name --text no --json >"$scratch/out" 2>/dev/null
grep -q '"needs_second_reviewer":true' "$scratch/out" || fail "decide does not ask for another: $(cat "$scratch/out")"
P decide --queue --json | pair | grep -q '"state":"second_reviewer"' || fail "who said match now is no second for no match"
P decide "Volana Rif" 101 --no-match --by "D. Third" --reason name --text no --expires "$(date -u +%F)" 2>/dev/null
P decide "Volana Rif" 101 --no-match --by "C. Second" --reason name --text no 2>/dev/null
P decide --queue --json | pair | grep -q '"state":"second_reviewer"' || fail "an expired word is no second"
P decide "Volana Rif" 101 --no-match --by "D. Third" --reason name --text no 2>/dev/null
[ "$(P decide --queue --json | pair | wc -l)" -eq 0 ] || fail "two reviewers did not clear: $(P decide --queue)"
P screen report --json | pair | grep -q '"state":"cleared"' || fail "cleared"
# Screened afterwards it is the pair of that screening, once.
P screen "Volana Rif" --json 2>/dev/null >"$scratch/out"
P screen report --json | pair | grep -q '"screening":[0-9]*,.*"shown":1,"state":"cleared"' || fail "screened later: $(P screen report --json | pair)"
[ "$(P screen report --json | pair | wc -l)" -eq 1 ] || fail "the pair is there twice"

# What was decided stands beside the hits of who is followed; a run over the watch list asks all the same.
P watch-list add "Volana Rif" 2>/dev/null
P watch-list show --json | grep '"type":"hit".*"query":"Volana Rif".*"entity":"101"' | grep -q '"decision":{"entry":[0-9]*,"verdict":"no_match","by":"D. Third","stands":true,"why_not":null}' ||
    fail "a decided hit: $(P watch-list show --json)"
P watch-list show | grep -q 'ofac-sdn:101 of 2026-02-27 (decided no_match by D. Third, journal entry [0-9]*)$' || fail "a decided hit: $(P watch-list show)"
P watch-list show --json | grep '"type":"hit"' | grep -q '"decision":null' || fail "a hit that nobody decided about"

# ---- nobody, a row that is none, a decision that never stands ----
printf 'id,name\n1,Volana Rif\n2,\n' >"$scratch/rows.csv"
P screen --batch "$scratch/rows.csv" --json >/dev/null 2>"$scratch/err"
batch=$(sed -n 's/.*kept as journal entry \([0-9]*\);.*/\1/p' "$scratch/err")
refused 2 'has neither a name nor a number' decide "$batch:2" 101 --no-match --reason name --text x
refused 2 'has no row "9"' decide "$batch:9" 101 --no-match --reason name --text x
refused 2 'say which row' decide "$batch" 101 --no-match --reason name --text x
P decide "Somebody Else" 101 --no-match --reason name --text x --expires "$(date -u +%F)" --json >"$scratch/out" 2>"$scratch/err"
grep -q 'it does not stand: it has expired' "$scratch/err" || fail "decide does not say that it never stands: $(cat "$scratch/err")"
grep -q '"why_not":"it has expired"' "$scratch/out" || fail "decide --json: $(cat "$scratch/out")"
P require un-sc ofac-sdn --second-reviewer 0.95 2>"$scratch/err" >/dev/null
grep -q "signed as journal entries $(($(journal) - 3)) to $(($(journal) - 1))$" "$scratch/err" || fail "require says: $(cat "$scratch/err")"

# ---- an import says what no new hit does not mean ----
P require eu-fsf >/dev/null 2>&1
sed 's/2031-02-03T/2031-05-01T/' "$lists/un-small.xml" >"$scratch/may.xml"
P import "$scratch/may.xml" --json >"$scratch/out" 2>/dev/null
tail -n 1 "$scratch/out" | grep -q '"watch":{.*"undetermined":"the required list eu-fsf is missing"}' || fail "import: $(tail -n 1 "$scratch/out")"
P require --remove eu-fsf >/dev/null 2>&1

# ---- older content that comes back is what is decided about ----
again() { sed "s/2031-02-03T/$1T/" "$2" >"$scratch/$1.xml" && P import "$scratch/$1.xml" 2>/dev/null; }
sed 's/TESSIL/TESSEL/' "$lists/un-small.xml" >"$scratch/other.xml"
again 2031-06-01 "$scratch/other.xml"
again 2031-07-01 "$lists/un-small.xml"
P decide "Volana Reef" un-sc:900002 --match --reason name --text "the ship" 2>/dev/null
P screen report --json | grep '"query":"Volana Reef","list":"un-sc","entity":"900002"' | grep -q '"state":"confirmed"' ||
    fail "the decision is about content that the newest copy does not have: $(P screen report --json | grep Reef)"

P check >"$scratch/out" 2>&1 || fail "the case does not check: $(cat "$scratch/out")"
echo "all well"
