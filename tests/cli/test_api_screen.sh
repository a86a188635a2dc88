#!/bin/sh
# Screening over HTTP (`plimsoll get`): the same answers as the command line, names laid side by side, judgement and its
# undoing, lists and parties, bad input and ceilings. The lists are invented; expectations by hand from them: VOLANA RIF is
# an alias of OFAC's 101, the ship 9074729 with MMSI 123456789 and call sign ZZ4T1; the UN's 900002 is the same ship.
set -eu
program=$(realpath "$1")
command -v jq >/dev/null || {
    echo "skipped: jq is not there"
    exit 77
}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-screen.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_api_screen: $*" >&2
    exit 1
}
P() { "$program" -C "$scratch/case" "$@" 2>"$scratch/err"; }
G() { "$program" -C "$scratch/case" get "$@" 2>"$scratch/err"; }
status() { # status WANT TEXT ARGUMENTS...: the status and a part of the answer
    want=$1 text=$2
    shift 2
    G --head "$@" >"$scratch/head" || true
    head -n 1 "$scratch/head" | grep -qx "Status: $want" || fail "$*: $(cat "$scratch/head" "$scratch/err")"
    grep -qF -- "$text" "$scratch/head" || fail "$* says: $(cat "$scratch/head")"
}
same() { # same WANT GOT WHAT
    [ "$1" = "$2" ] || fail "$3: wanted
$1
got
$2"
}
size() { P log --json | tail -n 1 | jq -r .journal; }

"$program" init "$scratch/case" --participant Test --person "A. Clerk" 2>/dev/null

# ---- no list, no answer ----
G /api/screen --data '{"queries":[{"name":"Nobody"}]}' | jq -e '.items == [] and .summary.answers[0].answer == "undetermined"' >/dev/null ||
    fail "a case without lists"
P import --date 2026-02-27 tests/data/lists/ofac || fail "import"
P import tests/data/lists/un-small.xml || fail "import"
before=$(size)

# ---- the same lines as the command line, and nothing is written ----
G /api/screen --data '{"queries":[{"name":"Volana Rif"}]}' >"$scratch/api"
jq -c '.items[] | del(.alignment)' "$scratch/api" >"$scratch/api.lines"
P screen "Volana Rif" --list tests/data/lists/ofac/sdn.csv@2026-02-27 --list tests/data/lists/un-small.xml --json |
    jq -c 'select(.type == "candidate")' >"$scratch/cli.lines"
cmp "$scratch/api.lines" "$scratch/cli.lines" || fail "command line: $(cat "$scratch/cli.lines") API: $(cat "$scratch/api.lines")"
same "$before" "$(size)" "a quiet screening writes nothing"
printf 'id,name,imo\n1,Volana Rif,\n2,,9074729\n3,Nobody At All,\n' >"$scratch/batch.csv"
G /api/screen/batch.csv --content-type text/csv --data - <"$scratch/batch.csv" >"$scratch/api.csv"
P screen --batch "$scratch/batch.csv" --csv --list tests/data/lists/ofac/sdn.csv@2026-02-27 --list tests/data/lists/un-small.xml >"$scratch/cli.csv"
cmp "$scratch/api.csv" "$scratch/cli.csv" || fail "a batch: $(cat "$scratch/api.csv")"
same "1 candidates;2 candidates;3 none;" "$(sed -n 's/^\([0-9]*\),.*,\(candidates\|none\),.*$/\1 \2/p' "$scratch/api.csv" | uniq | tr "\n" ";")" "every row of a batch has its answer"
# Who sees no list is told of every row that nothing can be said.
G /api/screen/batch.csv --clearance TLP:GREEN --content-type text/csv --data - <"$scratch/batch.csv" >"$scratch/api.csv"
same "1 undetermined;2 undetermined;3 undetermined;" "$(sed -n 's/^\([0-9]*\),.*,\(undetermined\),.\{10,\}$/\1 \2/p' "$scratch/api.csv" | tr '\n' ';')" "without a list"
G /api/screen/batch --content-type text/csv --data - <"$scratch/batch.csv" |
    jq -e '.summary.queries == 3 and .summary.none == 1 and .summary.with_candidates == 2' >/dev/null || fail "a batch as JSON"

# ---- questions ----
G /api/screen --data '{"queries":[{"id":7,"imo":9074729},{"id":"m","mmsi":"123456789"},{"id":"c","callsign":"ZZ4T1"},
    {"id":"p","name":"Meru Tavo","kind":"Person","birth":1961,"country":"nowhere"}],"limit":1}' >"$scratch/api"
same "7 ofac-sdn 101 0.99
m ofac-sdn 101 0.95
c ofac-sdn 101 0.9" "$(jq -r '.items[0:3][] | "\(.query_id) \(.list) \(.entity) \(.score)"' "$scratch/api")" "by numbers"
jq -e '.summary.answers[3].why | contains("country")' "$scratch/api" >/dev/null || fail "a state that nobody knows is told: $(jq -c .summary.answers "$scratch/api")"
G /api/screen --data '{"queries":[{"name":"Volana Rif"}],"lists":["un-sc"]}' | jq -e '[.items[].list] == ["un-sc"] and (.summary.lists | length) == 1' >/dev/null || fail "one list"
G /api/screen --data '{"queries":[{"name":"Volana Rif"}],"as_of":"2020-01-01"}' | jq -e '[.items[].listed] | index("listed") == null' >/dev/null || fail "as of a day before"

# ---- side by side: 리철민 is ri chol min by the DPRK's system; the list's name is cut into three parts ----
cat >"$scratch/people.json" <<'END'
{"id":"k-1","schema":"Person","caption":"RI Chol-min","properties":{"name":["RI Chol-min"],"birthDate":["1961"]},"target":true}
{"id":"k-2","schema":"Company","caption":"Harbour Star Trading No. 5","properties":{"name":["Harbour Star Trading No. 5"]},"target":true}
END
P import --date 2026-03-01 "$scratch/people.json" || fail "import of people"
G /api/screen --data '{"queries":[{"name":"리철민"}],"limit":1}' >"$scratch/api"
jq -e '.items[0] | .entity == "k-1" and (.alignment | .exact == false and .space == "latin"
    and .query.text == "리철민" and .query.script == "Hang" and .query.romanised == "ri chol min"
    and .list.script == "Latn" and .list.romanised == "ri chol min"
    and ([.query.readings[].system] | index("McCune-Reischauer") != null and index("Revised Romanisation") != null)
    and [.pairs[] | [.query.romanised, .list.text, .list.from, .list.to, .how]] ==
        [["ri","RI",0,2,"equal"],["chol","Chol",3,7,"equal"],["min","min",8,11,"equal"]]
    and .against == [])' "$scratch/api" >/dev/null || fail "side by side: $(jq -c '.items[0].alignment' "$scratch/api")"
# rhi for ri, minn for min: where the letters part; born in another year
G /api/screen --data '{"queries":[{"name":"Ri Chol-minn","birth":"1990","kind":"Person"}],"limit":1,"threshold":0.3}' >"$scratch/api"
jq -e '.items[0].alignment | ([.pairs[] | select(.query.text == "minn")][0].letters
    | . == [{"how":"same","query":"min","list":"min"},{"how":"only_in_query","query":"n","list":""}]
      or . == [{"how":"same","query":"mi","list":"mi"},{"how":"only_in_query","query":"n","list":""},{"how":"same","query":"n","list":"n"}])
    and (.against | length) == 1' "$scratch/api" >/dev/null || fail "letters: $(jq -c '.items[0]' "$scratch/api")"
G /api/screen --data '{"queries":[{"name":"Harbour Star Trading 6"}],"limit":1,"threshold":0.1}' |
    jq -e '.items[0].alignment.against | any(contains("number"))' >/dev/null || fail "another number speaks against"

# ---- kept, judged, undone ----
entry=$(G '/api/screen?keep=1' --data '{"queries":[{"name":"Volana Rif"}]}' | jq '.items[0] | select(.type == "screening").entry')
same "$entry" "$(($(size) - 1))" "the entry that keeps it"
P screen --replay "$entry" >/dev/null || fail "a kept screening is asked again: $(cat "$scratch/err")"
G '/api/screen/batch?keep=1&name=desk.csv' --content-type text/csv --data - <"$scratch/batch.csv" >"$scratch/api"
batch=$(jq '.items[0].entry' "$scratch/api")
P screen --replay "$batch" | jq -c 'select(.type == "candidate")' >"$scratch/replay"
jq -c '.items[1:][]' "$scratch/api" | cmp - "$scratch/replay" || fail "the replay of a batch"
G /api/screen/waiting | jq -e --argjson entry "$entry" '.items[0].screening == $entry and .summary.open >= 2' >/dev/null || fail "what waits"
G /api/screen/waiting.csv | head -n 1 | grep -q '^screening,row,since' || fail "what waits, as a table"
G '/api/screen/waiting?limit=1' | jq -e '(.items | length) == 1 and .next == "1"' >/dev/null || fail "a page"
G '/api/screen/waiting?limit=1&cursor=1' | jq -e '(.items | length) == 1 and .items[0].entity != "101"' >/dev/null || fail "the next page"
status 201 '"verdict":"no_match"' /api/decisions --data "{\"screening\":$entry,\"entity\":\"ofac-sdn:101\",\"verdict\":\"no_match\",\"reason\":\"identifier\",\"text\":\"another ship\",\"reviewer\":\"B. Desk\"}"
decision=$(G /api/decisions | jq '.items[0] | select(.by == "B. Desk" and .withdrawn == false).entry')
same "$decision" "$(($(size) - 1))" "the decision's entry"
G /api/decisions.csv | sed -n 2p | grep -q ',Volana Rif,ofac-sdn,101,' || fail "decisions as a table: $(G /api/decisions.csv)"
G '/api/decisions?list=un-sc' | jq -e '.items == []' >/dev/null || fail "decisions of a list"
G /api/decisions/undo --data "{\"entry\":$decision,\"text\":\"too soon\"}" | jq -e --argjson n "$decision" '.items[0].decision == $n' >/dev/null || fail "undo"
G /api/decisions | jq -e '.items[0].withdrawn == true' >/dev/null || fail "undone is shown"
G "/api/decisions?log=$((decision + 1))" | jq -e '.items[0].withdrawn == false' >/dev/null || fail "as it was before"
G "/api/decisions?log=$decision" | jq -e '.items == []' >/dev/null || fail "as it was before the decision"
status 400 'verdict is one of' /api/decisions --data '{"screening":1,"entity":"101","verdict":"maybe","reason":"name","text":"x"}'
status 400 'screening (its entry' /api/decisions --data '{"entity":"101","verdict":"unsure","reason":"name","text":"x"}'
status 400 'reason is missing' /api/decisions --data '{"query":"x","entity":"101","verdict":"unsure","text":"x"}'
status 404 'has an entry' /api/decisions --data '{"query":"Volana Rif","entity":"nobody:1","verdict":"unsure","reason":"name","text":"x"}'
G /api/decisions/reasons | jq -e '[.items[].reason] | index("known_party") != null' >/dev/null || fail "reasons"
G /api/screen/report | jq -e '[.items[].type] | index("screening") != null' >/dev/null || fail "report"

G "/api/screenings/$entry" | jq -e --argjson n "$entry" '.items[0].entry == $n and .items[0].by == "A. Clerk"
    and .items[1].entity == "101" and .summary.queries == 1' >/dev/null || fail "a kept screening"
G "/api/screenings/$batch" | jq -e --argjson n "$batch" '.items[0].type == "screening" and .items[0].entry == $n and .items[0].batch
    and .summary.queries == 3' >/dev/null || fail "a kept batch: $(G "/api/screenings/$batch" | head -n 3)"
G "/api/screenings/$batch.csv" | head -n 1 | grep -q '^type,.*,rank,list,.*,answer,why$' || fail "a kept batch as a table"
same "1,candidates,;2,candidates,;3,none,nothing;" "$(G "/api/screenings/$batch.csv" | sed -n 's/^answer,.*,\([123]\),.*,\(candidates,\|none,nothing\).*/\1,\2/p' | tr '\n' ';')" "every row of a kept batch has its answer"
status 404 'is no screening' /api/screenings/0
status 404 'not known then' "/api/screenings/$entry?log=$entry"
status 404 'named by its' /api/screenings/x

# the same question put to today's lists, with names side by side and what was decided since
G "/api/screenings/$entry/now" | jq -e '.items[0] == {"type":"asked","query_id":null,"query":"Volana Rif","schema":"Thing",
    "values":[{"property":"name","value":"Volana Rif"}]} and .items[1].entity == "101" and .items[1].alignment.exact' >/dev/null ||
    fail "asked again: $(G "/api/screenings/$entry/now" | jq -c '.items[0]')"
G "/api/screenings/$batch/now?row=2" | jq -e '.items[0].values == [{"property":"imoNumber","value":"9074729"}]
    and [.items[1:][].query_id] == ["2","2","2"]' >/dev/null || fail "a row asked again: $(G "/api/screenings/$batch/now?row=2")"
status 404 'asked no row' "/api/screenings/$batch/now?row=9"
status 404 'asked no row' "/api/screenings/$batch/now"
status 404 'is no screening' /api/screenings/0/now
status 404 'not known then' "/api/screenings/$entry/now?log=$entry"
low=$(G '/api/screen?keep=1' --data '{"queries":[{"name":"Volana Rif","kind":"Person"}],"threshold":0.2}' | jq '.items[0].entry')
G "/api/screenings/$low/now" | jq -e '.items[1].score | type == "number" and . < 0.8' >/dev/null || fail "asked again from another score: $(G "/api/screenings/$low/now")"
size_before=$(size)
G "/api/screenings/$entry/now" >/dev/null
same "$size_before" "$(size)" "asking again writes nothing"

# ---- lists and parties: the lines of the command line ----
compare() { # compare PATH COMMAND...
    path=$1
    shift
    G "$path" | jq -c '.items[]' >"$scratch/api"
    P "$@" --json | jq -c 'select(.type != "summary")' >"$scratch/cli"
    cmp "$scratch/api" "$scratch/cli" || fail "$path is not $*: $(cat "$scratch/api" "$scratch/err")"
    [ -s "$scratch/api" ] || fail "$path is empty"
}
compare /api/lists list
compare '/api/lists?all=1' list --all
compare /api/parties/ofac-sdn:101 list show ofac-sdn:101
compare /api/parties/ofac-sdn:101/owners owners ofac-sdn:101
compare '/api/lists/compare?q=9074729' list compare 9074729
compare '/api/parties/TTe.001?as_of=2026-05-01' list show TTe.001 --as-of 2026-05-01
mkdir "$scratch/second"
sed 's/RI Chol-min/RI Chol-mun/g' "$scratch/people.json" >"$scratch/second/people.json"
P import --date 2026-04-01 "$scratch/second/people.json" || fail "a second copy: $(cat "$scratch/err")"
compare /api/lists/ftm/diff list diff ftm@2026-03-01 ftm
compare '/api/lists/ftm/diff?from=2026-03-01&to=2026-04-01' list diff ftm@2026-03-01 ftm@2026-04-01
status 404 'no publication of' /api/lists/un-sc/diff
status 404 'neither a file nor' /api/lists/passwd/diff?from=2020-01-01
status 400 'YYYY-MM-DD' '/api/lists/un-sc/diff?from=..%2F..%2Fetc'
# an address names no file, even where one of that name is there
(cd "$scratch" && printf 'x' >secrets && "$program" -C case get /api/lists/secrets/diff >out 2>&1) || true
grep -q 'neither a file nor a publication' "$scratch/out" || fail "a file was read: $(cat "$scratch/out")"

# ---- the watch list ----
status 201 '"change":"new_hit"' /api/watch-list --data '{"imo":9074729,"text":"seen off the coast"}'
item=$(G /api/watch-list | jq '.items[0].item')
G --method DELETE "/api/watch-list/$item" | jq -e --argjson n "$item" '.items[0].item == $n' >/dev/null || fail "unfollow"
G /api/watch-list | jq -e '.items == []' >/dev/null || fail "nothing is followed"
status 404 'no item' --method DELETE /api/watch-list/99
status 400 'no ship' /api/watch-list --data '{"imo":9074728}'

# ---- bad input, ceilings ----
status 422 '"code":"FORMAT"' /api/screen --data '{"queries":'
status 400 'must be a JSON object' /api/screen --data '[1]'
status 400 'has no member quarries' /api/screen --data '{"quarries":[]}'
status 400 'queries is missing' /api/screen --data '{"queries":[]}'
status 400 'must be a list' /api/screen --data '{"queries":{"name":"x"}}'
status 400 'must be a text' /api/screen --data '{"queries":[{"name":["x"]}]}'
status 400 'has a name' /api/screen --data '{"queries":[{}]}'
status 400 'no kind' /api/screen --data '{"queries":[{"name":"x","kind":"Spaceship"}]}'
status 400 'threshold must be' /api/screen --data '{"queries":[{"name":"x"}],"threshold":2}'
status 400 'limit must be' /api/screen --data '{"queries":[{"name":"x"}],"limit":0}'
status 400 'as_of is a day' /api/screen --data '{"queries":[{"name":"x"}],"as_of":"soon"}'
status 404 'no list called' /api/screen --data '{"queries":[{"name":"x"}],"lists":["nope"]}'
status 400 'put keep=1' /api/screen --data '{"queries":[{"name":"x"}],"keep":true}'
status 400 'leave mmsi' '/api/screen?keep=1' --data '{"queries":[{"mmsi":"123456789"}]}'
status 415 'application/json' /api/screen --content-type text/csv --data '{"queries":[{"name":"x"}]}'
status 422 'name' /api/screen/batch --content-type text/csv --data 'a,b'
many() { # many N: so many questions
    printf '{"queries":[{"name":"One"}'
    i=1
    while [ $i -lt "$1" ]; do
        printf ',{"name":"N"}'
        i=$((i + 1))
    done
    printf ']}'
}
many 1000 >"$scratch/full"
many 1001 >"$scratch/over"
G /api/screen --data - <"$scratch/full" | jq -e '.summary.queries == 1000' >/dev/null || fail "1000 questions"
G --head /api/screen --data - <"$scratch/over" >"$scratch/out" || true
head -n 1 "$scratch/out" | grep -qx 'Status: 413' || fail "1001 questions: $(head -c 300 "$scratch/out")"

# ---- a list that is too old: found or not, it is undetermined ----
G /api/requirements --data '{"lists":["un-sc","ofac-sdn:1"],"second_reviewer":0.9}' | jq -e '.summary.second_reviewer == 0.9 and (.items | length) == 2' >/dev/null || fail "require"
compare /api/requirements require
status 404 'not required' /api/requirements --data '{"lists":["eu"],"remove":true}'
status 400 'LIST:DAYS' /api/requirements --data '{"lists":["un-sc:soon"]}'
status 400 'nothing is said' /api/requirements --data '{}'
status 400 'lists has names' /api/requirements --data '{"lists":[7]}'
G /api/screen --data '{"queries":[{"name":"Nobody"},{"name":"Volana Rif"}]}' |
    jq -e '[.summary.answers[].answer] == ["undetermined","undetermined"] and (.items | length) > 0' >/dev/null || fail "a stale list"
G /api/lists | jq -e '.summary.undetermined | contains("ofac-sdn")' >/dev/null || fail "the lists say so"
