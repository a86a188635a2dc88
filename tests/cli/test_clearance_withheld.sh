#!/bin/sh
# Whoever is cleared for less than a case holds is told, by every answer of it, that things of it are withheld: "nothing"
# would else be a word about the case, and false. Whoever may see everything is told nothing of the kind, nor is anybody of
# a case in which nothing is marked above their clearance.
. "$(dirname "$0")/head.sh"

hasnt() { ! grep -qF -- "$1" "$2" || { fail "'$1' stands in $2 of: $last"; head -n 5 "$2"; }; } # TEXT FILE
answers() { # ADDRESS [OPTION...]: the answer in out, whatever its status
    last="plimsoll -C case get $*"
    "$program" -C case get "$@" >out 2>err
}
run 0 init case --participant "State A" --person "A. Author"
run 0 -C case claim add --who "OPEN POINT" --did "sailed" --start 2026-03-01 --marking TLP:GREEN
open="/api/case /api/session /api/events /api/events.geojson /api/leads /api/vessels /api/vessels/201000001 /api/tracks
    /api/coverage /api/imports /api/imports/running /api/claims /api/claims/C1 /api/filings /api/search?q=nobody /api/handover /api/voyages
    /api/lists /api/alerts /api/reports /api/log /catalog /search/default?q=Nobody /api/coverage.geojson /api/sightings.geojson"
for asked in $open; do # nothing is withheld yet
    answers "$asked" --clearance TLP:GREEN
    hasnt case_withheld out
    hasnt withheld err
done
printf '%s\n' '<CONSOLIDATED_LIST dateGenerated="2026-01-30T00:00:00Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>' \
    '<FIRST_NAME>INVENTED</FIRST_NAME><REFERENCE_NUMBER>EXi.001</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>' >list.xml
run 0 -C case import list.xml --marking TLP:RED
answers /api/leads --clearance TLP:GREEN
hasnt "no sanctions list was imported" out
has '"why":"no list of this case is shown to you; things of this case are withheld' out
run 0 -C "case//up-to=TLP:GREEN" leads
hasnt "no sanctions list was imported" out
has "Undetermined: no list of this case is shown to you" out
for asked in $open; do
    answers "$asked" --clearance TLP:GREEN
    has '"case_withheld":true}' out
    jq -e . out >/dev/null || fail "$asked is no JSON: $(head -c 300 out)"
    answers "$asked" --clearance TLP:RED
    hasnt case_withheld out
    answers "$asked"
    hasnt case_withheld out
done
answers /api/events.csv --head --clearance TLP:GREEN # a table has no member, and an address where nothing is no items
has "X-Plimsoll-Withheld: above TLP:GREEN" out
hasnt case_withheld out
answers /api/vessels/201000001 --head --clearance TLP:GREEN
has "X-Plimsoll-Withheld: above TLP:GREEN" out
answers /openapi.json --clearance TLP:GREEN
hasnt '"case_withheld":true' out

# What writes is answered so, too, whether it is kept or refused.
mine='{"as":"sighting","subject":"MINE","observed":"2026-03-01","marking":"TLP:GREEN"}'
for ask in "201 /api/filings/observation --data $mine" "403 /api/shift --data {\"text\":\"mine\"}"; do
    answers ${ask#* } --method POST --head --clearance TLP:GREEN
    has "Status: ${ask%% *}" out
    has "X-Plimsoll-Withheld: above TLP:GREEN" out
    has '"case_withheld":true}' out
done
answers /api/filings/observation --data "$(echo "$mine" | sed s/MINE/OTHER/)" --method POST --head
has "Status: 201" out
hasnt ithheld out

# OpenRefine takes every member for the answer to a question.
answers '/reconcile/default?queries={"q0":{"query":"Invented"}}' --clearance TLP:GREEN
has '"answer":"undetermined","why":"no list of this case is shown to you' out
hasnt case_withheld out
answers '/reconcile/default?queries={"q0":{"query":"Invented"}}' --clearance TLP:GREEN --head
has "X-Plimsoll-Withheld: above TLP:GREEN" out

# What was searched: no word that the case holds no list.
question='{"queries":{"a":{"schema":"Person","properties":{"name":["Invented"]}}}}'
for ask in '/search/default?q=Invented' "/match/default --data $question" "/api/screen --data {\"queries\":[{\"name\":\"Invented\"}]}"; do
    answers $ask --clearance TLP:GREEN
    has "no list of this case is shown to you; things of this case are withheld from you, who may see what is marked up to TLP:GREEN" out
    hasnt "holds no list" out
    answers $ask
    hasnt "withheld" out
done

# The same where there is no server.
for view in case "case//up-to=TLP:GREEN"; do
    [ "$view" = case ] && seen=hasnt || seen=has
    run 0 -C "$view" vessel 201000001
    $seen "never seen in what is shown to you of this case, of which things are withheld from you" out
    run 2 -C "$view" list show no.body
    $seen "no list of this case that is shown to you has an entry" err
done
for command in events leads "find Nobody" ships handover voyages; do
    run 0 -C "case//up-to=TLP:GREEN" $command
    has "things of this case are withheld from you" err
    PLIMSOLL_CASE="case//up-to=TLP:GREEN"
    export PLIMSOLL_CASE
    run 0 $command
    has "things of this case are withheld from you" err
    unset PLIMSOLL_CASE
    for whole in case "case//up-to=TLP:RED"; do
        run 0 -C "$whole" $command
        hasnt "withheld from you" err
    done
done
run 0 -C "case//up-to=TLP:GREEN" list
has "no list of this case is shown to you; things of this case are withheld from you" out
hasnt "plimsoll import" out
run 2 -C "case//up-to=TLP:GREEN" list compare Invented
has "nothing to compare: no list of this case is shown to you; things of this case are withheld from you" err
rm -rf none
run 0 init none --participant "State A" --person "A. Author"
run 0 -C none list
has "the case holds no list" out
run 2 -C none list compare Invented
has "nothing to compare: the case holds no list" err
run 0 -C none vessel 201000001
has "never seen in this case" out
run 0 -C case require un-sc
answers "/search/default?q=Invented" --clearance TLP:GREEN
has "the required list un-sc was not searched; things of this case are withheld from you" out
finish
