#!/bin/sh
# A sighting beside AIS, to readers from whom a recording is withheld: what no ship explains that they may see is undetermined
# to them, never unexplained, for a ship in what is withheld may. Who sees everything, and who is kept from nothing, is told what
# follows. The ships are placed by hand: AAA 11 km north of the sighting, BBB (in what is TLP:RED) where it was.
. "$(dirname "$0")/head.sh"
command -v jq >/dev/null || { echo "skipped: jq is missing"; exit 77; }

row() { # MMSI NAME LAT
    echo 'mmsi,time,lat,lon,sog,name'
    for at in 00 10 20 30 40 50; do echo "$1,2026-03-01T10:$at:00Z,$3,124,0,$2"; done
}
verdict() { # CLEARANCE WANTED WHAT: of the sightings, in the order of the log
    run 0 -C case get /api/sightings --clearance "$1"
    got=$(jq -c '[.items[] | [.verdict, .why_key]]' out)
    [ "$got" = "$2" ] || fail "$3: $got, not $2"
}
row 299000001 AAA 38.1 >open.csv
row 299000002 BBB 38 >red.csv
run 0 init case --participant "State A" --person "A. Author"
run 0 -C case import open.csv --marking TLP:GREEN
for what in "--subject WANDERER" "--mmsi 299000001" "--mmsi 299000003"; do
    run 0 -C case observe add --as sighting $what --subject-kind vessel --lat 38 --lon 124 --observed 2026-03-01T10:30Z --marking TLP:GREEN
done
whole='[["unexplained","none_there"],["contradicted","elsewhere"],["unexplained","unsaid"]]'
verdict TLP:GREEN "$whole" "nothing is withheld"
run 0 -C case import red.csv --marking TLP:RED
verdict TLP:RED '[["unexplained","others_there"],["contradicted","elsewhere"],["undetermined","unsaid_there"]]' "who sees all"
verdict TLP:GREEN '[["undetermined","withheld"],["contradicted","elsewhere"],["undetermined","withheld"]]' "who does not see BBB"
run 0 -C case get /api/sightings --clearance TLP:GREEN
has "what is withheld from you may" out
hasnt() { ! grep -qF -- "$1" "$2" || fail "'$1' stands in $2"; }
hasnt BBB out
hasnt 299000002 out
finish
