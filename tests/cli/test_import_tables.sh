#!/bin/sh
# What was taken in as a table of observations stands among the imports: file, size, hash, rows kept, rows refused by
# reason, when and by whom; never 0 where the entry does not say. Nobody learns of a table that is marked above what they
# may see. The reasons are counted by hand: what each row of the table below is, its last column says.
here=$(cd "$(dirname "$0")" && pwd)
. "$(dirname "$0")/head.sh"

get() { # ADDRESS [OPTION...]
    last="get $*"
    "$program" -C case get "$@" >body 2>err || fail "$last: $(cat err body)"
}
is() { # JQ-FILTER WANTED WHAT
    got=$(jq -c "$1" body 2>&1)
    [ "$got" = "$2" ] || fail "$3: $got, not $2"
}
{
    echo 'Ship,Lat,Lon,Seen,Note'
    echo 'ONE,38.1,124.1,2026-03-01T10:00:00Z,kept'
    echo 'TWO,38.2,124.2,,kept and undated'
    echo 'THREE,91,124.3,2026-03-01,no latitude'
    echo 'FOUR,-91,124.3,2026-03-01,no latitude'
    echo 'FIVE,38.3,,2026-03-01,lat and lon belong together'
    echo 'SIX,38.4,124.4,yesterday,no time'
    echo ',,,2026-03-02,of nothing'
    echo 'EIGHT,38.5,124.5,2026-03-01,more cells,than the header'
    for n in 9 10 11 12 13 14; do echo "SHIP $n,38.5,124.5,2026-03-02,kept"; done
} >seen.csv
map='subject=Ship,lat=Lat,lon=Lon,observed=Seen'

run 0 init case --participant "State A" --person "A. Author"
run 0 -C case source add patrol --kind agency --party "State A"
run 0 -C case observe add --as sighting --subject ALONE --observed 2026-03-01 --marking TLP:CLEAR
get /api/imports
is '[.items,.summary.uncounted]' '[[],0]' "a single observation is no import"
printf 'mmsi,time,lat,lon\n299000001,2026-03-01T00:00:00Z,36,123\n' >heard.csv
run 0 -C case import heard.csv --marking TLP:CLEAR
run 0 -C case import seen.csv --as sighting --columns "$map" --source patrol --collector "State B" --received 2026-03-05T00:00:00Z \
    --marking TLP:AMBER --by "B. Clerk" --json
has '"read":14,"results":8,"rejected":6,"undated":1' out
printf 'Ship,Seen\nNINE,2026-03-01\n' >all.csv
run 0 -C case import all.csv --as sighting --marking TLP:CLEAR
get /api/imports
cp body whole
is '.items|map([.seq,.kind,.name])' '[[6,"observations","all.csv"],[5,"observations","seen.csv"],[4,"ais","heard.csv"]]' "the newest first"
is '.items[1]|[.by,.as,.format,.source,.collector,.received,.marking,.withdrawn]' \
    '["B. Clerk","sighting","csv","S2","State B","2026-03-05T00:00:00Z","TLP:AMBER",null]' "what is said of it"
is '.items[1]|[.bytes,.sha256]' "[$(wc -c <seen.csv),\"$(sha256sum seen.csv | cut -c1-64)\"]" "the bytes as received"
is '.items[1].at|test("^20[0-9-]*T.*Z$")' true "when"
is '.items[1]|[.rows,.rejected,.reports]' '[8,6,0]' "rows"
is '.items[1].counts' "$(jq -n -c '{rows: 14, "rows.kept": 8, "rows.undated": 1, "rejected.field.lat": 3, "rejected.field.observed": 1,
    "rejected.nothing_named": 1, "rejected.more_cells": 1}')" "rows by reason"
is '.items[0]|[.by,.rows,.rejected,.counts]' '["A. Author",1,0,{"rows":1,"rows.kept":1}]' "a table of which all was kept"
is '.summary|[.results,.rejected,.uncounted,.counts.rows,.counts["rows.kept"],.counts["rejected.field.lat"],.bytes]' \
    "[3,6,0,15,9,3,$(cat seen.csv all.csv heard.csv | wc -c)]" "the sums"
get /api/imports.csv
head -n 1 body | grep -q 'seq,.*,withdrawn' && [ "$(grep -c '^[0-9]' body)" = 3 ] || fail "as a table: $(cat body)"

# Whom it is kept from sees neither its name nor its rows, in no form and in no sum.
get /api/imports --clearance TLP:GREEN
is '.items|map(.name)' '["all.csv","heard.csv"]' "cleared to TLP:GREEN"
is '.summary|[.results,.rejected,.counts.rows,.counts["rejected.field.lat"]]' '[2,0,1,null]' "sums for TLP:GREEN"
! grep -q 'seen.csv\|Clerk\|State B' body || fail "TLP:GREEN learns of the table: $(cat body)"
get /api/imports.csv --clearance TLP:GREEN
! grep -q 'seen.csv' body || fail "TLP:GREEN learns of the table: $(cat body)"
get /api/imports --clearance TLP:AMBER
is '.items|map(.name)' '["all.csv","seen.csv","heard.csv"]' "cleared to TLP:AMBER"

# As it was: before the table, and before it was withdrawn. A row that was withdrawn is not the table.
get "/api/imports?log=5"
is '.items|map(.name)' '["heard.csv"]' "with five entries"
run 0 -C case withdraw O5.2 --text "twice"
get /api/imports
is '.items[1]|[.rows,.withdrawn]' '[8,null]' "one row was withdrawn"
run 0 -C case withdraw O5 --text "another ship"
get /api/imports
is '.items[1]|[.name,.rows,.withdrawn]' '["seen.csv",8,8]' "the whole was withdrawn"
get "/api/imports?log=8"
is '.items[1].withdrawn' null "as it was"
run 0 -C case rebuild
get /api/imports
is '.items[1]|[.name,.rows,.rejected,.withdrawn]' '["seen.csv",8,6,8]' "after a rebuild"

# Where the entry does not say what was refused (as those of earlier versions, which had no such fields), nobody is told 0.
run 0 -C case erase 5 --field rejected --authority Court --text ordered
get /api/imports
is '.items[1]|[.rows,.rejected,.counts]' '[8,null,null]' "without the reasons"
run 0 -C case erase 6 --field read --authority Court --text ordered
get /api/imports
cp body erased
is '.items[0]|[.rows,.rejected,.counts]' '[1,null,null]' "without the rows that were read"
is '.summary|[.rejected,.uncounted,.counts.rows]' '[0,2,null]' "the sums say how many are missing"
run 0 -C case erase 6 --authority Court --text ordered
get /api/imports
cp body gone
is '.items[0]|[.seq,.name,.bytes,.sha256,.rows,.rejected,.by]' '[6,null,null,null,null,null,"A. Author"]' "all of it was erased"
get /api/filings
is '[.items[]|select(.id|startswith("O6"))]' '[]' "no observation of nothing in place of the erased rows"
run 0 -C case rebuild
get /api/filings
is '[.items[]|select(.id|startswith("O6"))]' '[]' "nor after a rebuild"
run 0 -C case check

if command -v node >/dev/null && [ -f "$here/../schema_check.mjs" ]; then
    get /openapi.json
    node "$here/../schema_check.mjs" body ImportList whole ImportList erased ImportList gone >out 2>&1
    case $? in 0) ;; 77) cat out ;; *) fail "schemas: $(head -c 2000 out)" ;; esac
fi
finish
