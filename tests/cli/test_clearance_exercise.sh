#!/bin/sh
# That a case is an exercise is never withheld: a reader who sees neither its recordings nor its lists, and whoever asks
# how the case was before anything of the exercise came into it, is told so by every answer; of a real case nobody is.
. "$(dirname "$0")/head.sh"

# made MARK: a case whose only list (with or without the mark) is closed to a reader up to TLP:GREEN, and a claim is not
made() {
    rm -rf case
    run 0 init case --participant "State A" --person "A. Author"
    run 0 -C case claim add --who "OPEN POINT" --did "sailed" --start 2026-03-01 --marking TLP:GREEN
    { printf '<CONSOLIDATED_LIST %s dateGenerated="2026-01-30T00:00:00Z"><INDIVIDUALS><INDIVIDUAL>' "$1"
        printf '<DATAID>1</DATAID><FIRST_NAME>INVENTED</FIRST_NAME><REFERENCE_NUMBER>EXi.001</REFERENCE_NUMBER>'
        printf '</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>\n'; } >list.xml
    run 0 -C case import list.xml --marking TLP:RED
}
hasnt() { ! grep -qF -- "$1" "$2" || { fail "'$1' stands in $2 of: $last"; head -n 5 "$2"; }; } # TEXT FILE

made 'exercise="true"'
for asked in /api/case /api/session /api/claims /api/events /api/leads /api/vessels /api/tracks /api/coverage \
    /api/filings "/api/claims?log=2" "/api/events?log=2" "/api/leads?log=2" "/api/vessels?log=2" "/api/tracks?log=2" \
    "/api/coverage?log=2" /api/coverage.geojson "/api/coverage.geojson?log=2" /api/sightings.geojson; do
    run 0 -C case get "$asked" --clearance TLP:GREEN
    has '"exercise":true' out
    run 0 -C case get "$asked"
    has '"exercise":true' out
done
for view in case "case//up-to=TLP:GREEN" "case//up-to="; do
    run 0 -C "$view" find --json
    has '"exercise":true' out
    run 0 -C "$view" events --json
    has '"exercise":true' out
    run 0 -C "$view" vessel 201000001 --json
    has '"exercise":true' out
done
run 0 -C "case//up-to=TLP:GREEN" claim show C2 --json
has '"exercise":true' out

made ''
for asked in /api/case /api/claims /api/events "/api/events?log=2"; do
    run 0 -C case get "$asked" --clearance TLP:GREEN
    hasnt '"exercise":true' out
done
finish
