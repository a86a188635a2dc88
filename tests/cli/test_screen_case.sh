#!/bin/sh
# Screening in a case, decisions, the watch list, the report: over the invented lists of tests/data/lists. Expectations
# are derived by hand from these files: VOLANA RIF is an alias of OFAC's 101 (a ship), whose IMO number is 9074729; the
# UN's 900002 (TTe.001) is the same ship.
set -eu
program=$(realpath "$1")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-screen-case.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_screen_case: $*" >&2
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
ask() { # ask FILE ARGUMENTS...: screens with --json into FILE; $entry is the journal entry that keeps it
    file=$1
    shift
    P screen --threshold 0.97 "$@" --json >"$file" 2>"$scratch/err" || fail "screen $*: $(cat "$scratch/err")"
    entry=$(sed -n 's/.*kept as journal entry \([0-9]*\);.*/\1/p' "$scratch/err")
    [ -n "$entry" ] || fail "screen $* does not say where it is kept"
}
answer() { tail -n 1 "$1" | sed -n 's/.*"answers":\[{"query_id":[^,]*,"answer":"\([a-z_]*\)".*/\1/p'; }

"$program" init "$scratch/case" --participant Test --person "A. Clerk" 2>/dev/null

# ---- without a list, without a required one, with one that is too old: never "none" ----
ask "$scratch/none" "Volana Rif"
[ "$(answer "$scratch/none")" = undetermined ] || fail "a case without lists: $(cat "$scratch/none")"
P import --date 2026-02-27 tests/data/lists/ofac 2>/dev/null
ask "$scratch/one" "Nobody Whatsoever"
[ "$(answer "$scratch/one")" = none ] || fail "nobody: $(cat "$scratch/one")"
P require un-sc:36500 >/dev/null 2>&1
ask "$scratch/one" "Nobody Whatsoever"
[ "$(answer "$scratch/one")" = undetermined ] || fail "a required list that is missing: $(cat "$scratch/one")"
P import tests/data/lists/un-small.xml 2>/dev/null
ask "$scratch/one" "Nobody Whatsoever"
[ "$(answer "$scratch/one")" = none ] || fail "the required list is there"
P require ofac-sdn:1 >/dev/null 2>&1
ask "$scratch/one" "Nobody Whatsoever"
[ "$(answer "$scratch/one")" = undetermined ] || fail "a required list that is too old"
P require --remove ofac-sdn >/dev/null 2>&1
P require --json | grep -q '"type":"summary","results":1,' || fail "require --remove"
refused 2 'LIST or LIST:DAYS' require un-sc:soon

# ---- kept, and asked again ----
ask "$scratch/ship" "Volana Rif" --by "B. Desk"
grep -q '"type":"candidate".*"list":"ofac-sdn","published":"2026-02-27","entity":"101".*"matched_name":"VOLANA RIF"' "$scratch/ship" ||
    fail "the ship: $(cat "$scratch/ship")"
ship=$entry
P screen --replay "$ship" | cmp - "$scratch/ship" || fail "the replay gives other bytes"
printf 'id,name,imo,country\n1,Meru Tavo,,\n2,,9074729,\n3,Nobody At All,,\n' >"$scratch/names.csv"
ask "$scratch/batch" --batch "$scratch/names.csv"
batch=$entry
P screen --replay "$batch" --threads 3 | cmp - "$scratch/batch" || fail "the replay of a batch gives other bytes"
cat "$scratch/names.csv" | P screen --threshold 0.97 --batch - --json 2>/dev/null | cmp - "$scratch/batch" || fail "a batch by a pipe differs"
refused 2 'is no screening' screen --replay 0
refused 2 'takes no question' screen --replay 3 "Volana Rif"
refused 2 'is for a case' screen --list tests/data/lists/un-small.xml "Volana Rif" --by Somebody
refused 3 'id' screen --batch tests/data/lists/un-small.xml
before=$(P list --json | sed -n 's/.*"journal":\([0-9]*\).*/\1/p')
refused 3 '' screen --batch /dev/null
after=$(P list --json | sed -n 's/.*"journal":\([0-9]*\).*/\1/p')
[ "$before" = "$after" ] || fail "a batch without rows was kept"

# ---- decisions ----
refused 2 'say what and about whom' decide "Volana Rif" 101 --reason name --text x
refused 2 'needs --reason' decide "Volana Rif" 101 --no-match
refused 2 'is no reason code' decide "Volana Rif" 101 --no-match --reason because --text x
refused 2 'has an entry' decide "Volana Rif" nobody --no-match --reason name --text x
refused 2 'journal entry 1 is no screening' decide 1 101 --no-match --reason name --text x
refused 2 'journal entry 9999 is no screening' decide 9999:2 101 --no-match --reason name --text x
refused 2 'a day that has passed' decide "Volana Rif" 101 --no-match --reason name --text x --expires 2020-01-01
refused 2 'say which row' decide "$batch" 101 --no-match --reason name --text x
P decide --queue --json >"$scratch/queue"
grep -q '"query":"Volana Rif","list":"ofac-sdn".*"state":"open"' "$scratch/queue" || fail "queue: $(cat "$scratch/queue")"

# A score of 1 needs two; the same person twice is one.
P decide "$ship" 101 --no-match --by "B. Desk" --reason name --text "another ship" 2>"$scratch/err"
grep -q 'second reviewer' "$scratch/err" || fail "no second reviewer was asked for"
P decide "$ship" 101 --no-match --by "B. Desk" --reason name --text "really" 2>/dev/null
ask "$scratch/one" "Volana Rif"
[ "$(answer "$scratch/one")" = candidates ] || fail "one reviewer cleared what needs two"
grep -q '"decision":{"entry":[0-9]*,"verdict":"no_match","by":"B. Desk".*"stands":false,"why_not":"a second reviewer must agree"}' "$scratch/one" ||
    fail "the decision is not shown: $(cat "$scratch/one")"
P decide "Volana Rif" ofac-sdn:101 --no-match --by "C. Second" --reason document --text "seen" --json >"$scratch/out" 2>/dev/null
second=$(sed -n 's/.*"type":"decision","entry":\([0-9]*\).*/\1/p' "$scratch/out")
ask "$scratch/cleared" "Volana Rif"
[ "$(answer "$scratch/cleared")" = none ] || fail "two reviewers did not clear: $(cat "$scratch/cleared")"
cleared=$entry
P screen --replay "$cleared" | cmp - "$scratch/cleared" || fail "the replay forgets what was decided then"
P screen --replay "$ship" | cmp - "$scratch/ship" || fail "the replay knows what was decided later"
# Another question about the same entry is another pair.
ask "$scratch/one" "Volana Reef"
[ "$(answer "$scratch/one")" = candidates ] || fail "a decision about one name cleared another"
! grep -q '"decision"' "$scratch/one" || fail "a decision about one name is shown beside another"
# Below the score one reviewer is enough; a decision that expired is asked again.
P require --second-reviewer 2 >/dev/null 2>&1
P decide "Volana Reef" 101 --no-match --by "B. Desk" --reason name --text "no" --expires "$(date -u +%F)" 2>"$scratch/err"
grep -q 'no_match: Volana Reef and ofac-sdn:101 ' "$scratch/err" || fail "decide does not say about whom: $(cat "$scratch/err")"
P decide --queue --json | grep '"query":"Volana Reef","list":"ofac-sdn"' | grep -q '"state":"expired"' || fail "an expired decision"
P decide "$batch:1" TTi.001 --unsure --reason other --text "who knows" 2>/dev/null
P decide --queue --json | grep '"query":"Meru Tavo","list":"un-sc"' | grep -q '"state":"unsure"' || fail "an unsure decision"
# Withdrawn: it counts no longer; what was decided before it does.
P require --second-reviewer 0.95 >/dev/null 2>&1
P decide --withdraw "$second" --by "C. Second" --text "wrong file" 2>/dev/null
ask "$scratch/one" "Volana Rif"
[ "$(answer "$scratch/one")" = candidates ] || fail "a withdrawn decision still clears"
refused 2 'withdrawn before' decide --withdraw "$second"
refused 2 'is no decision' decide --withdraw "$ship"
P decide "Volana Rif" ofac-sdn:101 --no-match --by "C. Second" --reason document --text "seen again" 2>/dev/null

# What is wrong with rows is said once, of the file that was given, not of the object that keeps it.
printf 'id,name,birth_date\n1,Volana Rif,soon\n' >"$scratch/rows.csv"
P screen --batch "$scratch/rows.csv" >/dev/null 2>"$scratch/err"
[ "$(grep -c 'is no date' "$scratch/err")" -eq 1 ] || fail "what is wrong with rows: $(cat "$scratch/err")"
grep -q "warning: $scratch/rows.csv: birth_date" "$scratch/err" || fail "the file is not named: $(cat "$scratch/err")"
P decide --queue >/dev/null 2>"$scratch/err"
! grep -q 'is no date' "$scratch/err" || fail "the queue repeats it: $(cat "$scratch/err")"

# ---- the watch list ----
refused 2 'name what to follow' watch-list add
refused 2 'is no ship.s IMO number' watch-list add --imo 9074728
refused 2 'has no item' watch-list remove 1
refused 2 'is not UTF-8' watch-list add "$(printf 'Nob\351dy')"
P watch-list add --imo 9074729 --json >"$scratch/out" 2>/dev/null
grep -q '"type":"watch","change":"new_hit".*"list":"ofac-sdn".*"entity":"101"' "$scratch/out" || fail "watch: OFAC's ship: $(cat "$scratch/out")"
grep -q '"type":"watch","change":"new_hit".*"list":"un-sc".*"entity":"900002"' "$scratch/out" || fail "watch: the UN's ship: $(cat "$scratch/out")"
item=$(sed -n 's/.*"summary","item":\([0-9]*\).*/\1/p' "$scratch/out")
P watch-list add "Quorra Lumen Trading" 2>/dev/null
P watch-list show --json | grep -q '"results":2,' || fail "watch-list show"
P screen report | grep -A1 'asked the watch list: 1 followed, 3 new hits, 0 ended, 0 changed' | grep -q 'against .*ofac-sdn 2026-02-27' ||
    fail "the report of a run over the watch list: $(P screen report)"
P screen report --json | grep '"purpose":"watch"' | grep -q '"queries":1,"new_hits":3,"ended":0,"changed":0,"lists"' || fail "its counts"
# The ship that is followed by its number is the one that `screen --imo` and `decide NUMBER` mean: decided once.
waiting() { P decide --queue --json | grep -c '"query":"[IMO ]*9074729","list":"ofac-sdn","entity":"101"' || :; }
[ "$(waiting)" -eq 1 ] || fail "a hit by number does not wait, or twice: $(P decide --queue)"
P decide 9074729 ofac-sdn:101 --match --reason identifier --text "the same number" --json >"$scratch/out" 2>/dev/null
[ "$(waiting)" -eq 0 ] || fail "a decided pair of the watch list is asked again: $(P decide --queue)"
P decide --withdraw "$(sed -n 's/.*"decision","entry":\([0-9]*\),.*/\1/p' "$scratch/out")" --text "of the test" 2>/dev/null
# Without a list that is required nobody can say that there is no hit.
P watch-list show --json | grep -q '"undetermined":null' || fail "watch-list show: nothing is lacking"
P require uk-sl:30 >/dev/null 2>&1
P watch-list add "Nobody Whatsoever" --json >"$scratch/out" 2>"$scratch/err"
tail -n 1 "$scratch/out" | grep -q '"new_hits":0,"undetermined":"the required list uk-sl is missing"' || fail "watch-list add: $(cat "$scratch/out")"
grep -q 'undetermined: the required list uk-sl is missing' "$scratch/err" || fail "watch-list add says: $(cat "$scratch/err")"
P watch-list show >"$scratch/out"
grep -q 'Nobody Whatsoever  undetermined$' "$scratch/out" || fail "no hit without a required list: $(cat "$scratch/out")"
P watch-list show --json | tail -n 1 | grep -q '"undetermined":"the required list uk-sl is missing"' || fail "watch-list show"
P list | grep -q '^a screening is undetermined now: the required list uk-sl is missing' || fail "list: $(P list)"
P list --json | tail -n 1 | grep -q '"undetermined":"the required list uk-sl is missing"' || fail "list --json"
P watch-list remove "$(sed -n 's/^\([0-9]*\)  Nobody.*/\1/p' "$scratch/out")" 2>/dev/null
P require --remove uk-sl >/dev/null 2>&1
# A newer list: the ship leaves, the firm that is followed comes; both are said.
sed -e 's/2031-02-03T/2031-03-01T/' -e '/<DATAID>900002/d' \
    -e 's|<DATAID>900004</DATAID><FIRST_NAME/>|<DATAID>900005</DATAID><FIRST_NAME>QUORRA LUMEN TRADING</FIRST_NAME>|' \
    tests/data/lists/un-small.xml >"$scratch/march.xml"
P import "$scratch/march.xml" --json >"$scratch/out" 2>/dev/null
grep -q "\"change\":\"hit_ended\",\"query_id\":\"$item\".*\"entity\":\"900002\"" "$scratch/out" || fail "an ended hit: $(cat "$scratch/out")"
grep -q '"change":"new_hit".*"query":"Quorra Lumen Trading".*"entity":"900005"' "$scratch/out" || fail "a new hit: $(cat "$scratch/out")"
tail -n 1 "$scratch/out" | grep -q '"watch":{"items":2,"new_hits":1,"ended":1,' || fail "counts: $(tail -n 1 "$scratch/out")"
# An older copy changes nothing that is followed.
sed 's/2031-02-03T/2031-01-01T/' tests/data/lists/un-small.xml >"$scratch/old.xml"
P import "$scratch/old.xml" --json >"$scratch/out" 2>/dev/null
! grep -q '"type":"watch"' "$scratch/out" || fail "an older copy was screened: $(cat "$scratch/out")"
watch=$(P screen report --json | sed -n 's/.*"type":"screening","entry":\([0-9]*\),.*"purpose":"watch".*/\1/p' | tail -n 1)
P screen --replay "$watch" | grep -q '"change":"hit_ended"' || fail "the screening of the watch list cannot be replayed"
P decide --queue --json | grep -q '"query":"Quorra Lumen Trading","list":"un-sc"' || fail "a hit of the watch list does not wait for judgement"
P watch-list remove "$item" 2>/dev/null
P watch-list show --json | grep -q '"results":1,' || fail "watch-list remove"

# ---- what changed is asked again; what the list no longer has is gone ----
sed -e 's/2031-02-03T/2031-05-01T/' -e 's/VOLANA REEF/VOLANA REEF/' tests/data/lists/un-small.xml >"$scratch/may.xml"
mkdir "$scratch/ofac2"
cp tests/data/lists/ofac/*.csv "$scratch/ofac2"
sed -i '/^101,/s/General Cargo/Bulk Carrier/' "$scratch/ofac2/sdn.csv"
P import --date 2026-03-15 "$scratch/ofac2" 2>/dev/null
ask "$scratch/one" "Volana Rif"
[ "$(answer "$scratch/one")" = candidates ] || fail "a decision about another content of the entry still clears"
P decide --queue --json | grep '"query":"Volana Rif","list":"ofac-sdn"' | grep -q '"state":"changed"' || fail "a changed entry"

# ---- planted names ----
P screen validate "$scratch/names.csv" --planted 20 --seed 3 --json >"$scratch/one" || fail "screen validate"
P screen validate "$scratch/names.csv" --planted 20 --seed 3 --json --threads 2 | cmp - "$scratch/one" || fail "the same seed gave other bytes"
planted=$(tail -n 1 "$scratch/one" | sed -n 's/.*"exact":\([0-9]*\),.*/\1/p')
[ "$planted" -eq 20 ] || fail "planted: $(tail -n 1 "$scratch/one")"
grep '"threshold":0.800' "$scratch/one" | grep -q '"exact":20,' || fail "an exact name was not found: $(cat "$scratch/one")"
refused 3 '' screen validate /dev/null

# ---- the report ----
P screen report --json >"$scratch/report"
grep -q "\"type\":\"screening\",\"entry\":$ship,.*\"by\":\"B. Desk\",\"query\":\"Volana Rif\".*\"lists\":\[{\"list\":\"ofac-sdn\",\"published\":\"2026-02-27\"" "$scratch/report" ||
    fail "report: $(grep "\"entry\":$ship," "$scratch/report")"
P screen report --csv 2>/dev/null | head -n 1 | grep -q '^type,entry,at,by,query,list,' || fail "report as CSV"
P screen report --from 2100-01-01 --json | grep -q '"screenings":0,' || fail "report of no time"
[ "$(P screen report --overdue 0 --json | tail -n 1 | grep -c '"overdue":0,')" -eq 1 ] || fail "nothing waits for a day yet"

# ---- all of it survives a rebuild, checks, and is backed up ----
P check >"$scratch/out" 2>&1 || fail "the case does not check: $(cat "$scratch/out")"
P screen report --json | sed 's/"known_at":"[^"]*"//' >"$scratch/before"
P rebuild 2>/dev/null || fail "rebuild failed"
P screen report --json | sed 's/"known_at":"[^"]*"//' | diff "$scratch/before" - || fail "a rebuild gave another report"
P screen --replay "$batch" | cmp - "$scratch/batch" || fail "the replay after a rebuild"
P backup "$scratch/copy" 2>/dev/null || fail "backup failed"
"$program" -C "$scratch/copy" screen --replay "$batch" | cmp - "$scratch/batch" || fail "the replay from a backup"

# A kept answer that was tampered with is found.
sum=$(sha256sum "$scratch/batch" | cut -d ' ' -f 1)
object=$scratch/case/objects/$(echo "$sum" | cut -c 1-2)/$sum
[ -f "$object" ] || fail "the answer of the batch is no object"
printf 'x' >>"$object"
P check --quick >"$scratch/out" 2>&1 && fail "a changed answer was not found"
grep -q 'answer' "$scratch/out" || fail "check says: $(cat "$scratch/out")"
echo "all well"
