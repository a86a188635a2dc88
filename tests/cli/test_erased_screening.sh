#!/bin/sh
# Of a screening something was erased: it is told as such wherever it stood, nothing of it waits for a judgement, it is not asked
# again, and it damages nothing beside it. A batch stays a batch without its rows.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/head.sh"
command -v jq >/dev/null || { echo "skipped: jq is missing"; exit 77; }

is() { # JQ-FILTER WANTED WHAT, of out
    got=$(jq -c "$1" out 2>&1)
    [ "$got" = "$2" ] || fail "$3: $got, not $2"
}
waiting() { # WANTED WHAT
    run 0 -C "$case" get /api/screen/waiting
    is '[.items[] | [.screening, .row]]' "$1" "$2"
}
echo '{"id":"k1","schema":"Person","caption":"RI Chol","properties":{"name":["RI Chol"]},"target":true}' >people.json
printf 'id,name\nA,Ri Chol\n' >batch.csv
case=case
run 0 init case --participant "State A" --person "A. Author"
run 0 -C case import --date 2026-03-01 people.json
run 0 -C case screen "Ri Chol"
run 0 -C case screen --batch batch.csv
waiting '[[3,null]]' "the same was asked twice"
for c in whole rows; do cp -r case $c; done

case=whole
run 0 -C whole erase 3 --authority Court --text ordered
has "not searched for" err
waiting '[[4,"A"]]' "the one that waited was erased: the other asks the same"
run 0 -C whole get /api/screenings/3
is '[.items[] | [.type, .erased, .query, .log, .threshold]]' '[["screening",true,null,null,null]]' "the erased one"
cp out erased.whole
run 0 -C whole get /api/screenings/4
is '.items[0].erased' null "the other one"
run 0 -C whole screen report
has "asked what was erased: erased" out
run 2 -C whole screen --replay 3
has "what screening 3 asked or answered was erased" err
run 0 -C whole screen --replay 4
run 0 -C whole check

case=rows
run 5 -C rows erase 4 --field sha256.rows --authority Court --text ordered
has "of a screening the whole may be erased, or alone: purpose" err
run 5 -C rows erase 3 --field question.name --authority Court --text ordered # the answer repeats it
run 0 -C rows erase 4 --authority Court --text ordered
waiting '[[3,null]]' "the batch was erased"
run 0 -C rows get /api/screenings/4
is '.items[0] | [.erased, .batch, .query]' '[true,true,null]' "a batch without rows"
cp out erased.rows
run 2 -C rows get /api/screenings/4/now
has "what screening 4 asked was erased" out
run 2 -C rows decide 4:A k1 --no-match --reason name --text other
run 0 -C rows check

if command -v node >/dev/null; then
    run 0 -C whole get /openapi.json
    node "$here/../schema_check.mjs" out ScreenLines erased.whole ScreenLines erased.rows >schemas 2>&1
    case $? in 0) ;; 77) cat schemas ;; *) fail "schemas: $(head -c 2000 schemas)" ;; esac
fi
finish
