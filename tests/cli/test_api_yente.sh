#!/bin/sh
# OpenSanctions' yente over `plimsoll get`: a client from its public description (yente_client.jq), its shapes of error,
# ceilings, and that a missing or stale list is never "no match". The lists are invented; expectations by hand from them:
# v-1 and ofac-sdn's 101 are the ship 9074729, p-1 owns 51 % of c-1 and is sanctioned by s-1.
set -eu
program=$(realpath "$1")
command -v jq >/dev/null || {
    echo "skipped: jq is not there"
    exit 77
}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-yente.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_api_yente: $*" >&2
    exit 1
}
G() { "$program" -C "$scratch/case" get "$@"; }
match() { # match BODY [PATH]: the client's lines
    G "${2:-/match/default}" --data "$1" >"$scratch/answer" || true
    jq -r -f tests/cli/yente_client.jq "$scratch/answer" || fail "no client reads: $(cat "$scratch/answer")"
}
status() { # status WANT TEXT ARGUMENTS...: the status and a part of the answer
    want=$1 text=$2
    shift 2
    G --head "$@" >"$scratch/head" 2>"$scratch/err" || true
    head -n 1 "$scratch/head" | grep -qx "Status: $want" || fail "$*: $(cat "$scratch/head" "$scratch/err")"
    grep -qF -- "$text" "$scratch/head" || fail "$* says: $(cat "$scratch/head")"
}
same() { # same WANT GOT WHAT
    [ "$1" = "$2" ] || fail "$3: wanted
$1
got
$2"
}

"$program" init "$scratch/case" --participant Test --person "A. Clerk" 2>/dev/null

# ---- without a list nothing can be said: no client may take that for "no match" ----
status 503 '"detail":"the case holds no list' /match/default --data '{"queries":{"a":{"schema":"Person","properties":{"name":["Nobody"]}}}}'
same "a|503|-" "$(match '{"queries":{"a":{"schema":"Person","properties":{"name":["Nobody"]}}}}')" "a case without lists"
status 503 '"detail":"the case holds no list' '/search/default?q=Nobody'
status 404 '{"detail":"No such dataset: ofac-sdn"}' /match/ofac-sdn --data '{"queries":{}}'

"$program" -C "$scratch/case" import --date 2026-02-27 tests/data/lists/ofac 2>/dev/null
"$program" -C "$scratch/case" import --date 2026-02-27 tests/data/lists/ftm/small.entities.ftm.json 2>/dev/null
list=$("$program" -C "$scratch/case" list --json | jq -r 'select(.format == "ftm").list')

# ---- who is meant ----
ask='{"queries":{"ship":{"schema":"Vessel","properties":{"name":"Volana Rif","imoNumber":"IMO 9074729"}},
    "person":{"schema":"Person","properties":{"name":["Меру Таво"],"birthDate":["1961"]}},
    "nobody":{"schema":"Person","properties":{"name":["Whosoever Else"]}}}}'
match "$ask" >"$scratch/lines"
same "ship|200|ofac-sdn-101|Vessel|100|true|VOLANA REEF" "$(grep '^ship' "$scratch/lines" | head -n 1)" "the ship"
grep -q '^ship|200|v-1|Vessel|9[0-9]*|true|VOLANA REEF$' "$scratch/lines" || fail "the other list's ship: $(cat "$scratch/lines")"
same "person|200|p-1|Person|100|true|Meru Tavo" "$(grep "^person" "$scratch/lines" | head -n 1)" "the person"
same "nobody|200|-" "$(grep '^nobody' "$scratch/lines")" "nobody"
jq -e '.lead == "candidate, not a decision" and (.lists | length) == 2 and .responses.nobody.answer == "none"' \
    "$scratch/answer" >/dev/null || fail "what it rests on: $(cat "$scratch/answer")"
jq -e '.responses.person.results[0] | .explanations.name
    | .query == "Меру Таво" and .candidate == "Меру Таво" and .score == 1' "$scratch/answer" >/dev/null ||
    fail "explanation: $(jq -c .responses.person "$scratch/answer")"
jq -e '.responses.ship.results | map(select(.id == "ofac-sdn-101"))[0] | .explanations.imoNumber
    | .query == "9074729" and (.candidate | endswith("9074729"))' "$scratch/answer" >/dev/null ||
    fail "explanation of a number: $(jq -c '.responses.ship.results[].explanations' "$scratch/answer")"

# the same score as the command line
cli=$("$program" -C "$scratch/case" screen "Volana Reif" --json --threshold 0.6 2>/dev/null | jq -r 'select(.type == "candidate") | "\(.list) \(.entity) \(.score)"')
api=$(G /match/default --data '{"queries":{"q":{"schema":"Thing","properties":{"name":["Volana Reif"]}}}}' |
    jq -r '.responses.q.results[] | "\(.datasets[0]) \(.id | sub("^ofac-sdn-"; "")) \(.score)"')
same "$cli" "$api" "command line and API"

# ---- who was not looked at: a question for a person is no answer about a ship of that name ----
why() { G "/match/default$2" --data "{\"queries\":{\"q\":{\"schema\":\"$1\",\"properties\":{\"name\":[\"${3:-Volana Rif}\"]}}}}" | jq -r '.responses.q | .answer + ": " + (.why // "-")'; } # SCHEMA QUERY [NAME]
none="none: nothing in the lists that were searched reaches the threshold 0.60"
only="only entries that a question for schema Person may mean were compared"
same "$none; $only; an entry of another schema reaches it: VOLANA REEF, Vessel, ofac-sdn 101" "$(why Person "?include_dataset=ofac-sdn")" "a ship beside"
same "$none; $only" "$(why Person "?exclude_schema=Vessel")" "ships were left out by the question"
same "$none; $only" "$(why Person "?include_dataset=none-such")" "lists were left out by the question"
same "$none; $only" "$(why Person "" "Whosoever Else")" "nobody has the name"
same "$none" "$(why Thing "" "Whosoever Else")" "everything was looked at"
same "candidates: -" "$(why Vessel "")" "found"

# ---- parameters ----
same "" "$(match "$ask" '/match/default?exclude_dataset=ofac-sdn' | grep ofac || true)" "exclude_dataset"
same "" "$(match "$ask" "/match/default?exclude_schema=Vessel&exclude_schema=Company" | grep -E 'Vessel|Company' || true)" "exclude_schema twice"
same "" "$(match "$ask" "/match/ofac-sdn" | grep -E 'v-1|p-1' || true)" "one list"
same "" "$(match "$ask" "/match/default?exclude_entity_ids=v-1" | grep 'v-1' || true)" "exclude_entity_ids"
same "1" "$(match "$ask" "/match/default?limit=1" | grep -c '^ship')" "limit"
same "" "$(match "$ask" "/match/default?topics=poi" | grep 'v-1' || true)" "topics"
same "" "$(match "$ask" "/match/default?changed_since=2024-02-04" | grep 'v-1' || true)" "changed_since: v-1 was last changed on 2024-02-03"
same "1" "$(match "$ask" "/match/default?changed_since=2024-02-03" | grep -c '^ship.*v-1')" "changed_since, that day"
same "v-1" "$(match "$ask" "/match/default?include_dataset=test_list" | grep '^ship' | cut -d'|' -f3)" "include_dataset by an entity's own"
ids=$(i=0; while [ $i -lt 50 ]; do printf 'exclude_entity_ids=x%d&' $i; i=$((i + 1)); done)
match "$ask" "/match/default?${ids%&}" | grep -q '^ship' || fail "50 ids"
status 400 'more than 50 values of exclude_entity_ids' "/match/default?${ids}exclude_entity_ids=one" --data '{"queries":{}}'
same "ship|200|ofac-sdn-101|Vessel|99|true|VOLANA REEF" "$(match '{"queries":{"ship":{"schema":"Vessel","properties":{"imoNumber":9074729}}}}' /match/ofac-sdn | head -n 1)" "a number as a number"
match "$ask" "/match/default?threshold=1" | grep -q '^ship|200|v-1|Vessel|9[0-9]*|false' || fail "threshold"
match "$ask" '/match/default?algorithm=logic-v2&fuzzy=true&unheard_of=1' >"$scratch/lines"
jq -e '.algorithm == "plimsoll" and (.note | startswith("scored by plimsoll"))' "$scratch/answer" >/dev/null ||
    fail "another algorithm: $(cat "$scratch/answer")"
# who bears the number that was asked for is seen, whatever the schema that was asked for
match '{"queries":{"q":{"schema":"Vessel","properties":{"imoNumber":["9074729"]}}}}' | grep -q '|c-1|Company|' ||
    fail "a company that names the ship: $(cat "$scratch/answer")"
same "q|200|p-1|Person|100|true|Meru Tavo" "$(match '{"queries":{"q":{"schema":"LegalEntity","properties":{"name":["Meru Tavo"]}}}}' | head -n 1)" "a schema above"
same "q|200|-" "$(match '{"queries":{"q":{"schema":"Vessel","properties":{"name":["Meru Tavo"]}}}}')" "a schema beside"

# ---- refused, in its shapes ----
status 404 '{"detail":"No such dataset: no such"}' /match/no%20such --data '{"queries":{}}'
status 400 '{"detail":"No queries provided"}' /match/default --data '{"queries":{}}'
status 400 '{"detail":"Unknown algorithm: magic"}' '/match/default?algorithm=magic' --data '{"queries":{}}'
status 400 '{"detail":"Invalid schema: Spaceship"}' /match/default --data '{"queries":{"a":{"schema":"Spaceship","properties":{}}}}'
status 400 '{"detail":"weights cannot be set' /match/default --data '{"queries":{},"weights":{"name":1}}'
status 400 '{"detail":"the parameter limit takes' '/match/default?limit=501' --data '{"queries":{}}'
status 400 '{"detail":"the parameter limit stands twice' '/match/default?limit=5&limit=6' --data '{"queries":{}}'
status 422 '{"detail":[{"loc":["body"],"msg":' /match/default --data '{"queries":'
status 422 '"type":"value_error"' /match/default --data '{"queries":[1]}'
status 422 '"detail":[' /match/default --data '{"queries":{"a":{"schema":"Person","properties":{"name":[{"x":1}]}}}}'
status 422 '"detail":[' /match/default --data '{"queries":{"a":5}}'
status 422 '"detail":[' '/match/default?cutoff=1.5' --data '{"queries":{}}'
status 415 '{"detail":' /match/default --content-type text/plain --data '{"queries":{}}'
status 404 '{"detail":"No such entity: nobody"}' /entities/nobody
status 404 '{"detail":"No such property: name"}' /entities/p-1/adjacent/name
status 405 '"status":405' /match/default
{
    printf '{"queries":{'
    i=0
    while [ $i -lt 100 ]; do
        printf '"q%d":{"schema":"Person","properties":{"name":["N %d"]}},' $i $i
        i=$((i + 1))
    done
} >"$scratch/hundred"
(cat "$scratch/hundred" && printf '"last":{"schema":"Person","properties":{"name":["One"]}}}}') >"$scratch/many"
(sed 's/,$//' "$scratch/hundred" && printf '}}') >"$scratch/full"
G /match/default --data - <"$scratch/many" >"$scratch/out" || true
same '{"detail":"Too many queries in one batch (limit: 100)"}' "$(cat "$scratch/out")" "101 questions"
same 100 "$(G /match/default --data - <"$scratch/full" | jq '.responses | length')" "100 questions"
(printf '{"queries":{"a":{"schema":"Person","properties":{"name":["' && head -c 1100000 /dev/zero | tr '\0' a && printf '"]}}}}') >"$scratch/huge"
G --head /match/default --data - <"$scratch/huge" >"$scratch/out" || true
head -n 1 "$scratch/out" | grep -qx "Status: 413" || fail "a megabyte of name: $(head -c 300 "$scratch/out")"
# a name that is too long to be read, and one that holds nothing: not comparable, never "no match"
long=$(head -c 2100 /dev/zero | tr '\0' a)
same "a|422|-" "$(match "{\"queries\":{\"a\":{\"schema\":\"Person\",\"properties\":{\"name\":[\"$long\"]}}}}")" "a long name"
same "a|422|-" "$(match '{"queries":{"a":{"schema":"Person","properties":{"name":["!!"]}}}}')" "a name of nothing"
same "a|422|-" "$(match '{"queries":{"a":{"schema":"Person","properties":{}}}}')" "a question of nothing"

# ---- entities ----
G /entities/p-1 >"$scratch/p1"
jq -e '.schema == "Person" and .target == false and .properties.name == ["Meru Tavo","Меру Таво"]
    and .properties.sanctions[0].properties.authority == ["Test Authority"]
    and .properties.ownershipOwner[0].properties.asset[0].id == "c-1"
    and .properties.ownershipOwner[0].properties.owner == ["p-1"]' "$scratch/p1" >/dev/null || fail "nested: $(cat "$scratch/p1")"
G '/entities/p-1?nested=false' | jq -e '.properties | has("sanctions") | not' >/dev/null || fail "not nested"
G /entities/p-1/adjacent | jq -e '.entity.id == "p-1" and .adjacent.ownershipOwner.total.value == 1
    and (.adjacent | has("ownershipAsset") | not)' >/dev/null || fail "adjacent: $(G /entities/p-1/adjacent)"
G /entities/c-1/adjacent/ownershipAsset | jq -e '.results[0].properties.owner[0].caption == "Meru Tavo"
    and .total.value == 1 and .limit == 50' >/dev/null || fail "adjacent by a property"
G '/entities/c-1/adjacent/ownershipAsset?offset=1' | jq -e '.results == [] and .total.value == 1' >/dev/null || fail "offset"
G --head /entities/test-v1 >"$scratch/head"
grep -q '^Status: 308$' "$scratch/head" && grep -q '^Location: /entities/v-1$' "$scratch/head" || fail "a referent: $(cat "$scratch/head")"
G /entities/ofac-sdn-101 >"$scratch/ship"
jq -e '.schema == "Vessel" and .properties.imoNumber == ["9074729"] and .properties.topics == ["sanction"]
    and .datasets == ["ofac-sdn"] and .last_seen == "2026-02-27T00:00:00"
    and .properties.sanctions[0].id == "ofac-sdn-101-sanction"' "$scratch/ship" >/dev/null || fail "a ship: $(cat "$scratch/ship")"

# a number with a wrong check digit is nobody's, and not lost
"$program" init "$scratch/un" --participant Test --person "A. Clerk" 2>/dev/null
"$program" -C "$scratch/un" import tests/data/lists/un-small.xml 2>/dev/null
"$program" -C "$scratch/un" get /entities/un-sc-900002 | jq -e '.properties.imoNumber == ["9074729"] and .beside.imoNumber == ["9074728"]' >/dev/null ||
    fail "an invalid number: $("$program" -C "$scratch/un" get /entities/un-sc-900002)"

# ---- search, catalog, algorithms ----
G '/search/default?q=volana' | jq -e '[.results[].id] | index("ofac-sdn-101") != null and index("v-1") != null' >/dev/null || fail "search by name"
G '/search/default?q=9074729&schema=Vessel' | jq -e '.total.value == 2' >/dev/null || fail "search by number: $(G '/search/default?q=9074729&schema=Vessel')"
G "/search/$list?limit=2&offset=1" | jq -e '(.results | length) == 2 and .offset == 1 and .total.value > 3
    and .facets.datasets.values[0].count == 2' >/dev/null || fail "search for everything"
G '/search/default?countries=xx&schema=Person' | jq -e '[.results[].id] == ["p-1"]' >/dev/null || fail "search by state: $(G '/search/default?countries=xx&schema=Person')"
G /catalog | jq -e --arg list "$list" '([.datasets[].name] | index("default") != null and index($list) != null)
    and .index_stale == false' >/dev/null || fail "catalog: $(G /catalog)"
G /algorithms | jq -e '.best == "plimsoll" and (.algorithms[0].features | has("name"))' >/dev/null || fail "algorithms"

# ---- OpenRefine: the manifest, questions in the address and in a form, suggestions ----
G /reconcile/default | jq -e '.versions == ["0.2"] and .suggest.entity.service_path == "/reconcile/default/suggest/entity"' >/dev/null || fail "manifest"
form='queries=%7B%22q0%22%3A%7B%22query%22%3A%22Meru+Tavo%22%2C%22type%22%3A%22Person%22%2C%22limit%22%3A2%2C%22properties%22%3A%5B%7B%22pid%22%3A%22birthDate%22%2C%22v%22%3A%221961%22%7D%5D%7D%7D'
G /reconcile/default --content-type application/x-www-form-urlencoded --data "$form" >"$scratch/form"
jq -e '.q0 | (.result | length) == 2 and .result[0].id == "p-1" and .result[0].score == 100 and .result[0].match == false
    and .result[0].type[0].id == "Person" and .answer == "candidates"' "$scratch/form" >/dev/null || fail "a form: $(cat "$scratch/form")"
G "/reconcile/default?$form" | cmp - "$scratch/form" || fail "in the address"
G '/reconcile/default/suggest/entity?prefix=volana' | jq -e '[.result[].id] | index("v-1") != null' >/dev/null || fail "suggested entities"
G '/reconcile/default/suggest/type?prefix=comp' | jq -e '[.result[].id] == ["Company"]' >/dev/null || fail "suggested types"
status 422 'queries is missing' /reconcile/default --content-type application/x-www-form-urlencoded --data 'x=1'
status 404 'No such dataset' /reconcile/nope
status 422 '"detail":[' '/reconcile/default?queries=%5B1%5D'
status 422 '"detail":[' '/reconcile/default?queries=%7B%22a%22%3A1%7D'

# ---- decided, and stale ----
"$program" -C "$scratch/case" decide "Volana Rif" ofac-sdn:101 --no-match --reason other --text "seen" --by "B" 2>/dev/null
"$program" -C "$scratch/case" decide "Volana Rif" ofac-sdn:101 --no-match --reason other --text "seen" --by "C" 2>/dev/null
"$program" -C "$scratch/case" decide "Volana Rif" ofac-sdn:101 --no-match --reason other --text "seen" 2>/dev/null
G /match/ofac-sdn --data '{"queries":{"q":{"schema":"Thing","properties":{"name":["Volana Rif"]}}}}' >"$scratch/answer"
jq -e '.responses.q.results[0] | .score == 1 and .decision.verdict == "no_match" and .decision.stands == true and .match == false' \
    "$scratch/answer" >/dev/null || fail "a decision that stands: $(cat "$scratch/answer")"
"$program" -C "$scratch/case" require ofac-sdn:1 2>/dev/null >/dev/null
status 503 '"detail":"the required list ofac-sdn is' /match/default --data '{"queries":{"a":{"schema":"Person","properties":{"name":["Nobody"]}}}}'
same "a|503|-" "$(match '{"queries":{"a":{"schema":"Person","properties":{"name":["Nobody"]}}}}')" "a stale list"
match '{"queries":{"q":{"schema":"Person","properties":{"name":["Meru Tavo"]}}}}' | grep -q '^q|200|p-1' || fail "what is found is shown"
jq -e '.responses.q.answer == "undetermined" and (.responses.q.why | contains("ofac-sdn"))' "$scratch/answer" >/dev/null || fail "found, and undetermined"
same "a|200|-" "$(match '{"queries":{"a":{"schema":"Person","properties":{"name":["Nobody"]}}}}' "/match/$list")" "a list that is not the stale one"
form='queries=%7B%22a%22%3A%7B%22query%22%3A%22Nobody%22%7D%7D'
status 503 '"answer":"undetermined"' /reconcile/default --content-type application/x-www-form-urlencoded --data "$form"
G /catalog | jq -e '.index_stale == true' >/dev/null || fail "a stale catalog"

# ---- a clearance: entries, owners and watched parties above it are in no answer, and who is limited keeps nothing ----
mkdir "$scratch/marked"
printf '%s\n' '{"id":"hid-1","schema":"Person","caption":"KEEP Hidden","properties":{"name":["KEEP Hidden"]},"target":true}' \
    '{"id":"hid-2","schema":"Company","caption":"KEEP Firm","properties":{"name":["KEEP Firm"]},"target":true}' \
    '{"id":"hid-3","schema":"Ownership","caption":"own","properties":{"owner":["hid-1"],"asset":["hid-2"],"percentage":["60"]},"target":false}' \
    >"$scratch/marked/hidden.json"
"$program" init "$scratch/marked/case" --participant Test --person "A. Clerk" 2>/dev/null
M() { "$program" -C "$scratch/marked/case" "$@" 2>&1; }
M import --date 2026-02-27 --marking TLP:GREEN tests/data/lists/ofac >/dev/null
M import --date 2026-02-27 --marking TLP:AMBER "$scratch/marked/hidden.json" >/dev/null
M get /api/watch-list --data '{"name":"KEEP Hidden"}' | grep -q hid-1 || fail "the watch list of the whole case"
hidden='{"queries":{"q":{"schema":"Person","properties":{"name":["KEEP Hidden"]}}}}'
M get /match/default --data "$hidden" | grep -q '"id":"hid-1"' || fail "the whole case matches"
M get /match/default --clearance TLP:AMBER --data "$hidden" | grep -q '"id":"hid-1"' || fail "TLP:AMBER matches"
M get /match/default --clearance TLP:GREEN --data '{"queries":{"q":{"schema":"Vessel","properties":{"imoNumber":["9074729"]}}}}' |
    grep -q ofac-sdn-101 || fail "TLP:GREEN matches what it may see"
M get /match/default --clearance TLP:GREEN --data "$hidden" >"$scratch/seen"
grep -q '"results":\[\]' "$scratch/seen" || fail "TLP:GREEN matches: $(cat "$scratch/seen")"
: >"$scratch/seen" # the answer holds the question
for path in "/search/default?q=Hidden" /search/default /entities/hid-1 /entities/hid-2/adjacent /catalog /api/lists /api/parties/hid-1 \
    /api/parties/hid-2/owners "/api/lists/compare?q=hid-1" /api/watch-list /api/screen/waiting /api/screen/report /api/decisions \
    /reconcile/default "/reconcile/default/suggest/entity?prefix=KEEP"; do
    M get "$path" --clearance TLP:GREEN >>"$scratch/seen" || true
done
M get /api/screen --clearance TLP:GREEN --data '{"queries":[{"name":"Firm"}],"threshold":0.2}' >>"$scratch/seen"
for write in "/api/screen?keep=1 {\"queries\":[{\"name\":\"Hidden\"}]}" "/api/watch-list {\"name\":\"Hidden\"}" "/api/decisions/undo {\"entry\":1}" \
    "/api/decisions {\"query\":\"Hidden\",\"entity\":\"hid-1\",\"verdict\":\"unsure\",\"reason\":\"name\",\"text\":\"x\"}"; do
    M get --head "${write%% *}" --clearance TLP:GREEN --data "${write#* }" >"$scratch/head" || true
    head -n 1 "$scratch/head" | grep -qx 'Status: 403' || fail "$write: $(cat "$scratch/head")"
    cat "$scratch/head" >>"$scratch/seen"
done
! grep -q KEEP "$scratch/seen" || fail "seen at TLP:GREEN: $(grep -o '.\{0,60\}KEEP.\{0,60\}' "$scratch/seen")" # an id may be repeated in its refusal
