#!/bin/sh
# Evidence beside AIS as a user files it: sources, grades, exhibits, observations, tables, claims and their origins, what
# is withdrawn, found, erased; the register and the keys. Every expectation is by hand: ids are the places of entries in
# the journal (0 and 1 are the case and its person), the tables stand in tests/data/observe.
set -u
program=$(realpath "$1")
data=$(realpath tests/data/observe) || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-evidence.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

# run WANTED_STATUS ARGUMENTS...: output in out, messages in err
run() {
    wanted=$1
    shift
    last="plimsoll $*"
    "$program" "$@" >out 2>err </dev/null
    status=$?
    [ $status -eq "$wanted" ] || { fail "$last gives $status, not $wanted"; cat err; }
}
in_case() { # WANTED_STATUS ARGUMENTS...
    wanted=$1
    shift
    run "$wanted" -C case "$@"
}
# file ID ARGUMENTS...: files something, whose id must be ID
file() {
    id=$1
    shift
    in_case 0 "$@"
    [ "$(cat out)" = "$id" ] || fail "$last gives the id '$(cat out)', not $id"
}
has() { # TEXT FILE
    grep -qF -- "$1" "$2" || { fail "no '$1' in $2 of: $last"; head -n 8 "$2"; }
}
lacks() { # TEXT FILE
    ! grep -qF -- "$1" "$2" || { fail "'$1' in $2 of: $last"; grep -F -- "$1" "$2" | head -n 3; }
}
count() { # TEXT FILE N
    n=$(grep -cF -- "$1" "$2")
    [ "$n" -eq "$3" ] || { fail "'$1' on $n lines, not $3, of: $last"; head -n 8 "$2"; }
}
origins() { # CLAIM N: independent origins
    in_case 0 claim show "$1" --json
    has "\"type\":\"origins\",\"claim\":" out
    has "\"count\":$2," out
}

run 0 init case --participant "State A" --person "A. Officer"

# sources and grades
file S2 source add patrol-7 --kind agency --party "State A" --label patrol
file S3 source add "Paper One" --kind press --party "Press B" --label paper
file S4 source add "Paper Two" --kind press --party "Press C" --upstream "leak 9" --label two
in_case 2 source add patrol-8 --kind ship
has "is none of the words" err
in_case 2 source add patrol-8
has "kind is missing" err
in_case 2 source add patrol-8 --kind agency --label patrol
has 'label: "patrol" belongs to S2' err
in_case 2 source add patrol-8 --kind agency --label 12
has "looks like an id" err
in_case 2 source add witness --kind human --protected
has "needs the reason" err
file G5 grade patrol --reliability B --basis "right in 9 of 10"
in_case 2 grade patrol --credibility 2 --basis "x"
has "a source has a reliability" err
in_case 2 grade patrol --reliability B
has "basis is missing" err
in_case 2 grade patrol --reliability B --credibility 2 --basis x
has "either a reliability" err

# an exhibit: kept as received; custody; a refused one leaves nothing behind
printf 'a photograph, say\n' >photo.jpg
in_case 2 item add photo.jpg
has "title is missing" err
[ -z "$(find case/objects -type f 2>/dev/null)" ] || fail "a refused item left its file in the case"
file I6 item add photo.jpg --title Stern --source patrol --label stern
sum=$(sha256sum photo.jpg | cut -c1-64)
in_case 0 show stern --json
has "\"sha256\":\"$sum\"" out
has '"bytes":18' out
has '"name":"photo.jpg"' out
cmp -s photo.jpg case/objects/*/"$sum" || fail "the exhibit is not the file as received"
# a file has an end: what has none is refused before a byte of it lies in the case
in_case 3 item add /dev/zero --title Zeros
has "is a device, not a file" err
truncate -s 17179869185 over # a byte more than 16 GiB, all of it a hole
in_case 3 item add over --title Over
has "larger than the 17179869184 bytes" err
rm over
[ "$(find case/objects -type f | wc -l)" = 1 ] || fail "something of a refused file is left"
file H7 item custody stern --action copied --to "Lab" --when 2026-03-02
in_case 2 item custody patrol --action copied
has "does not fit here" err
in_case 2 item custody I99 --action copied
has "nothing called" err

# observations: what is given stays as given
file O8 observe add --as sighting --subject "TWO ROCKS" --imo 9074729 --lat 38.2 --lon 124.9 --accuracy-m 500 \
    --observed 2026-03-01T04:00+02:00 --method eye --source patrol --attachments stern --label seen
in_case 0 show O8 --json
has '"observed":"2026-03-01T02:00:00Z"' out
has '"imo":"9074729","imo_valid":true' out
has '"lat":38.200000,"lon":124.900000' out
has '"attachments":["I6"]' out
file O9 observe add --as sighting --subject "TWO ROCKS" --imo 9074728 --source paper --quantity "some crates" --label bad
in_case 0 show bad --json
has '"imo":"9074728","imo_valid":false' out
has '"quantity":"some crates","quantity_typed":false' out
in_case 2 observe add --as sighting --lat 38.2 --lon 181
has "is no longitude" err
in_case 2 observe add --as sighting --lat 38.2
has "belong together" err
in_case 2 observe add --as sighting --subject X --observed 2026-03-02 --observed-end 2026-03-01
has "observed_end is before observed" err
in_case 2 observe add --as sighting
has "an observation is of something" err
file O10 observe add --as interview --observer alias-3 --consent members --language ko --source patrol \
    --original "평양에서 온 배를 보았다" --translation "I saw a ship from there" --translator "T. One" --label heard
file I11 item add --title "مقال عن السفينة" --source two --content "نفط في البحر" --label article

# tables: a preview keeps nothing; rows that cannot be read are told by line and byte (counted in the files)
in_case 0 import "$data/registry.csv" --as registry --preview --json
has '{"type":"mapping","by":"guess","columns":"imo=IMO Number,subject=Ship Name,flag=Flag State,counterparty=Registered Owner,observed=From,observed_end=Until,text=Remarks","left_out":[],' out
has '{"type":"rejected","line":5,"offset":261,' out
has '{"type":"summary","read":4,"results":3,"rejected":1,"undated":0,"entry":null,"known":null,"journal":12}' out
in_case 0 import "$data/registry.csv" --as registry --source paper --collector "State B" --received 2026-03-05 --json
has '"results":3,"rejected":1,"undated":0,"entry":12,"known":null' out
in_case 0 show O12.1 --json
has '"counterparty":"Invented Shipping, Ltd"' out
has '"collector":"State B"' out
has '"received":"2026-03-05T00:00:00Z"' out
has '"source":"S3"' out
in_case 0 show O12.3 --json
has '"imo":"9074728","imo_valid":false' out
in_case 0 import "$data/port-call.csv" --as port-call --json
has '"entry":13,"known":null' out
has '"left_out":["Berth"]' out
has '{"type":"rejected","line":3,"offset":110,"why":"observed_end is before observed"}' out
has '{"type":"rejected","line":4,"offset":177,' out
in_case 0 import "$data/customs.csv" --as customs --json
has '"entry":14,"known":null' out
has '{"type":"rejected","line":5,"offset":241,' out # line 3 goes on in line 4
in_case 0 show O14.1 --json
has '"quantity":"1,200 Tonnes"' out
lacks quantity_typed out
in_case 0 import "$data/image-count.csv" --as image-count --json
has '"entry":15,"known":null' out
has '{"type":"rejected","line":4,"offset":144,"why":"lat: \"91\" is no latitude, -90 to 90 degrees"}' out
in_case 0 import "$data/image-count.csv" --as image-count --json
has '"entry":null,"known":15' out
has '"by":"an earlier import"' out
in_case 0 import "$data/image-count.csv" --as image-count --columns "subject=Place,observed=Date" --preview --json
has '"by":"given","columns":"subject=Place,observed=Date","left_out":["Latitude","Longitude","Satellite","Containers"]' out
in_case 2 import "$data/image-count.csv" --as image-count --columns "subject=Pier"
has 'no column "Pier"' err
in_case 2 import "$data/image-count.csv" --as image-count --columns "source=Place"
has "cannot come from a column" err
in_case 2 import "$data/image-count.csv" --as photograph
has "--as is one of" err
in_case 2 import "$data/image-count.csv" --preview
in_case 2 import "$data/image-count.csv" --as image-count --date 2026-01-01
in_case 3 import "$data/port-call.csv" --as port-call --strict
has "line 3, byte 110" err
printf 'lat,lon\n1,2\n91,1\n92,1\n' >half.csv
in_case 3 import half.csv --as sighting
has "more than half" err
printf 'lat,lon\n' >none.csv
in_case 3 import none.csv --as sighting
entries=$("$program" -C case check --json 2>/dev/null | sed -n 's/.*"entries":\([0-9]*\).*/\1/p')
[ "$entries" = 16 ] || fail "refused tables left entries: $entries, not 16"

# claims and their origins
file C16 claim add --topic met --who "TWO ROCKS" --did "took oil from" --whom "THREE ROCKS" --start 2026-03-02 --label met
origins met 0
has '"parts":["what","quantity","where","how"]' out # a start is given, and who
file P17 claim support met seen
origins met 1
has '"grade_1_refused":"everything goes back to one origin"' out
has '"parts":["what","quantity","where"]' out # the sighting says how
file P18 claim support met heard # the same patrol
origins met 1
has '"roots":[["O10","O8"]],"why_not_more":["O8 ' out
in_case 5 grade met --credibility 1 --basis "seen twice"
has "grade 1 is refused: everything goes back to one origin" err
file G19 grade met --credibility 2 --basis "seen twice"
file P20 claim support met article
origins met 2
has '"parties":2' out
has '"grade_1_refused":null' out
file G21 grade met --credibility 1 --basis "two parties"
file I22 item add --title "Another article" --source paper --label copy
file P23 claim support met copy
origins met 3
file D24 derive copy article --as copy-suspected --basis "the same misprint"
origins met 2
has '"count":2,"at_most":3' out
file P25 claim support met bad --stance against
origins met 2
in_case 0 claim show met --json --without "State A" --without "source:Paper Two" --without "feed:leak 9"
has '"what":"state","name":"State A","before":2,"after":1,"at_least":1,"loses":"second"' out
has '"what":"source","name":"Paper Two","before":2,"after":1' out
has '"what":"feed","name":"leak 9","before":2,"after":1' out
# what derives from the party that is left out falls too, by whatever it was filed: a source that quotes a source, an
# upstream of that name; what only may is undetermined
"$program" init quotes --participant "Desk" --person "A. Officer" 2>/dev/null
q() { "$program" -C quotes "$@" >/dev/null 2>err || fail "$*: $(cat err)"; }
left() { # CLAIM AFTER AT-LEAST WORDS: in JSON and for people alike
    "$program" -C quotes claim show "$1" --json --without "State A" >out
    grep '"type":"without"' out | grep -q "\"after\":$2,\"at_least\":$3,.*$4" || fail "without, $1: $(grep without out)"
    "$program" -C quotes get "/api/claims/$1?without=State+A" >out
    grep -q "\"after\":$2,\"at_least\":$3,.*$4" out || fail "without, $1, by the API: $(cat out)"
    "$program" -C quotes claim show "$1" --without "State A" >out
    grep -q "state State A: $2 of" out || fail "without, $1, for people: $(cat out)"
}
q source add patrol-7 --kind agency --party "State A" --label patrol
q source add "Paper One" --kind press --label paper
q source add "Paper Two" --kind press --label two
q observe add --as sighting --subject X --observed 2026-03-01 --source patrol --label seen
q item add --title "A page" --source paper --label page
q item add --title "Another page" --source two --label own
q claim add --who X --did sailed --label c1
q claim support c1 seen
q claim support c1 page
left c1 1 1 '"loses":"second","may_lose":"second","undetermined":\[\]'
q derive paper patrol --as quotation
left c1 0 0 '"loses":"only"' # the paper quotes the patrol
q claim support c1 own
left c1 1 1 '"loses":"second"' # the other does not, as far as anybody says
q item add --title "Its third page" --upstream "state a" --label third
q claim add --who X --did waited --label c2
q claim support c2 third
q claim support c2 own
q item add --title "As State A's officers said" --source two --label named
left c2 1 1 '"loses":"second"' # it names its upstream
q claim add --who X --did left --label c3
q claim support c3 named
left c3 1 0 '"loses":null,"may_lose":"only","undetermined":\[{"id":"I[0-9]*","reason":"names"'
grep -q "undetermined: I[0-9]*: nobody filed whether it rests on it, and its words name State A" out || fail "why it is undetermined: $(cat out)"
q derive named own --as quotation
left c3 1 1 '"may_lose":null,"undetermined":\[\]' # filed: it rests on another
q item add --title "A fifth page" --label fifth
q derive fifth seen --as common-upstream
q claim add --who X --did turned --label c4
q claim support c4 fifth
left c4 1 0 '"undetermined":\[{"id":"I[0-9]*","reason":"common_upstream"'
q item add --title "State Alpha alone" --label sixth # another name
q claim add --who X --did stayed --label c5
q claim support c5 sixth
left c5 1 1 '"undetermined":\[\]'
in_case 2 claim show met --without "State Z"
has "no evidence of the case is from" err
in_case 2 claim show nothing
in_case 2 claim add --topic x
has "a claim says who, did or what" err

# a claim that rests on a claim has its origins
file C26 claim add --who "State A" --did "reported the meeting" --label about
file P27 claim support about met
origins about 2
# withdrawn: the claim falls back; known before, it stands
sleep 0.01
before=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
in_case 2 withdraw article
has "needs its reason" err
in_case 0 withdraw article --text "taken back by the paper"
in_case 2 withdraw article --text again
origins met 1 # the copy falls with it: nobody else knew
origins about 1
in_case 0 claim show met --json
has '"evidence":"I11","stance":"for","title":"مقال عن السفينة","source":"Paper Two","party":"Press C","reliability":null,"credibility":null,"withdrawn":true' out
in_case 0 claim show met --json --known-at "$before"
has '"count":2,' out
in_case 0 find --kind item --json
count '"type":"item"' out 2
in_case 0 find --kind item --withdrawn --json
count '"type":"item"' out 3
has '"withdrawn_by":28' out
in_case 2 claim support met article
has "was withdrawn by journal entry 28" err
in_case 0 withdraw O13.2 --text "another ship"
in_case 0 find --kind observation --json
has '"id":"O13.1"' out
lacks '"id":"O13.2"' out
has '"id":"O13.3"' out
in_case 0 withdraw O15 --text "the wrong pier"
in_case 0 find --kind observation --json
lacks '"id":"O15.' out
in_case 2 withdraw O15 --text "the wrong pier"
in_case 0 import "$data/image-count.csv" --as image-count --json # withdrawn: it may come again
has '"entry":31,"known":null' out

# found by words of any script, whole words in any order, phrases, names, numbers and times
found() { # N ARGUMENTS...
    n=$1
    shift
    in_case 0 find "$@" --json
    has "\"type\":\"summary\",\"results\":$n," out
}
found 1 "ship saw"
found 1 '"saw a ship"'
found 0 '"ship saw a"'
found 1 "평양에서"
found 1 "배"
found 1 "البحر" --withdrawn
found 0 "البحر"
found 0 'saw OR nothing'
found 0 'saw NOT ship'
found 1 "SAW" --kind observation
found 4 --imo 9074729 # a sighting, two rows of the registry, one port call
found 1 --name "three rocks"
found 2 --kind observation --from 2024-07-01 --to 2025-12-31
in_case 2 find '"'
in_case 2 find --kind nonsense
in_case 0 show met --json
has '"id":"C16"' out
count '"type":"support"' out 6
count '"type":"grade"' out 2

# an event is pinned as it is
awk 'BEGIN { print "mmsi,timestamp,lat,lon,sog"
    for (t = 0; t <= 120; t += 10) printf "431000001,2026-01-01T%02d:%02d:00Z,30,%.3f,10\n", t / 60, t % 60, 150 + t * 0.002
    for (t = 900; t <= 1020; t += 10) printf "431000001,2026-01-01T%02d:%02d:00Z,30,%.3f,10\n", t / 60, t % 60, 151 + t * 0.002
}' >ais.csv
in_case 0 import ais.csv --source "Port radio" --collector "State D"
event=$("$program" -C case events --json | sed -n 's/.*"type":"gap".*"id":"\([0-9a-f]*\)".*/\1/p; s/.*"id":"\([0-9a-f]*\)","vessels.*/\1/p' | head -n 1)
[ ${#event} = 64 ] || fail "there is no event to cite: $event"
in_case 0 claim support met "$event"
in_case 0 show P33 --json
has '"pinned":"{' out
has "commitment:" out
lacks "$(sha256sum ais.csv | cut -c1-64)" out
origins met 2
has '"source":"Port radio","party":"State D"' out
in_case 2 claim support met "$event" --pinned "{}"
in_case 2 claim support met 0000000000000000000000000000000000000000000000000000000000000000

# observations against AIS: the ship was there at 01:00, and 112 km off
file O34 observe add --as sighting --mmsi 431000001 --lat 30 --lon 150.12 --observed 2026-01-01T01:00Z
file O35 observe add --as sighting --mmsi 431000001 --lat 31 --lon 150.12 --observed 2026-01-01T01:00Z
file O36 observe add --as sighting --mmsi 431000001 --lat 30.2 --lon 150.5 --observed 2026-01-01T08:00Z
file O37 observe add --as sighting --mmsi 431999999 --lat 30.2 --lon 150.5 --observed 2026-01-01T08:00Z
in_case 0 observe check O34 --json
has '"verdict":"explained"' out
in_case 0 observe check O35 --json
has '"verdict":"contradicted"' out
in_case 0 observe check O36 --json
has '"verdict":"unexplained"' out
has "silent then" out
in_case 0 observe check O37 --json
has '"verdict":"undetermined"' out

# a number that no ship said is explained by no other ship: none there, one there, nobody heard
sighting() { # LABEL VERDICT KEY OPTION...: filed, and checked by the command and the API
    label=$1 verdict=$2 key=$3
    shift 3
    "$program" -C seen observe add --as sighting --label "$label" "$@" >out 2>err || fail "$label: $(cat err)"
    "$program" -C seen observe check "$label" --json >out
    grep -q "\"verdict\":\"$verdict\".*\"why_key\":\"$key\"" out || fail "$label is not $verdict, $key: $(cat out)"
}
"$program" init seen --participant "Desk" --person "A. Officer" 2>err
awk 'BEGIN { print "mmsi,timestamp,lat,lon,sog"
    for (h = 0; h <= 3; h += 0.5) printf "431000001,2026-01-01T%02d:%02d:00Z,30,%.3f,10\n", h, h % 1 * 60, 150 + h * 0.19
    for (h = 20; h <= 23; h += 0.5) printf "431000001,2026-01-02T%02d:%02d:00Z,30,%.3f,10\n", h, h % 1 * 60, 152 + h * 0.19
}' >silent.csv
"$program" -C seen import silent.csv >out 2>err || fail "seen: $(cat err)"
sighting there explained any_there --lat 30 --lon 150.19 --observed 2026-01-01T01:00Z
sighting number undetermined unsaid_there --imo 9176187 --lat 30 --lon 150.19 --observed 2026-01-01T01:00Z
sighting hull undetermined unsaid_there --seen-imo 9176187 --lat 30 --lon 150.19 --observed 2026-01-01T01:00Z
sighting misread undetermined unsaid_there --seen-imo 9I76187 --lat 30 --lon 150.19 --observed 2026-01-01T01:00Z
sighting beside unexplained unsaid --imo 9176187 --lat 30.1 --lon 150.19 --observed 2026-01-01T01:00Z
sighting away undetermined unsaid_nobody --imo 9176187 --lat 10 --lon 150.19 --observed 2026-01-01T01:00Z
# during the silence of 41 h of the ship, more than 12 h from both ends: by hand, from 150.57 E to 152 E at 30 N by
# 20:00 is 74 nm from where it was last heard 17 h before (4.4 kn), and 197.5 nm from 155.8 E, where it is heard 24 h later
# (8.2 kn), which a ship does; 5 N is 1,500 nm, which needs 88 kn
sighting within unexplained silent --mmsi 431000001 --lat 30 --lon 152 --observed 2026-01-01T20:00Z
grep -q '"silences":\[{"event":"[0-9a-f]*","mmsi":431000001,"start":"2026-01-01T03:00:00Z","end":"2026-01-02T20:00:00Z","consistent":"yes","needs_kn":[0-9]' out ||
    fail "no silence: $(cat out)"
sighting beyond contradicted too_far --mmsi 431000001 --lat 5 --lon 152 --observed 2026-01-01T20:00Z
grep -q '"consistent":"no"' out || fail "no silence that does not fit: $(cat out)"
"$program" -C seen observe check within >out
grep -q "silence of 431000001 since 2026-01-01T03:00:00Z until 2026-01-02T20:00:00Z: consistent with it (needs " out || fail "for people: $(cat out)"

grep -q "last heard 2026-01-01T03:00:00Z 74[.][0-9] nm off, next heard 2026-01-02T20:00:00Z 197[.][0-9] nm off, it would have needed 8[.]2 kn in straight lines" out ||
    fail "no last and next report: $(cat out)"
# an MMSI that nobody heard is told as an IMO number that nobody said
sighting nummer undetermined unsaid_there --mmsi 431999999 --lat 30 --lon 150.19 --observed 2026-01-01T01:00Z
sighting nowhere undetermined unsaid_nobody --mmsi 431999999 --lat 10 --lon 150.19 --observed 2026-01-01T01:00Z

# what a ship said of itself: two lie at 20 N, one says who it is, the other nothing; a third elsewhere says another number
awk 'BEGIN { print "mmsi,timestamp,lat,lon,sog,name,imo,callsign"
    for (t = 0; t <= 120; t += 10) {
        printf "431000011,2026-03-01T%02d:%02d:00Z,20,130,0,TWO ROCKS,9176187,7JAA\n", t / 60, t % 60
        printf "431000012,2026-03-01T%02d:%02d:00Z,21,130,0,,,\n", t / 60, t % 60
        printf "431000013,2026-03-01T%02d:%02d:00Z,20,140,0,FAR STONE,9074729,7JBB\n", t / 60, t % 60
    } }' >ids.csv
"$program" -C seen import ids.csv --no-detect >out 2>err || fail "seen: $(cat err)"
at_two="--lat 20 --lon 130 --observed 2026-03-01T01:00Z"
at_none="--lat 21 --lon 130 --observed 2026-03-01T01:00Z"
sighting n1 explained name_there --subject "mv Two  Rocks" $at_two
sighting n2 unexplained others_there --subject "GOLDEN WHALE" $at_two
grep -q '"field":"name","tie":"other","said":"TWO ROCKS"' out || fail "it is not said which name the ship says: $(cat out)"
sighting n3 undetermined unnamed_there --subject "GOLDEN WHALE" $at_none
grep -q '"field":"name","tie":"untold","said":null' out || fail "it is not said that the ship says none: $(cat out)"
sighting n12 undetermined unnamed_there --subject "TWO ROCKS 2" $at_two # another number, or a slip
sighting n13 explained name_there --seen-name TWOROCKS $at_two
sighting n14 undetermined unnamed_there --subject "두 바위" $at_two # the same by meaning, which nobody compares
sighting n4 undetermined unnamed_there --subject "TWO ROKCS" $at_two # one slip of the pen
sighting n5 explained name_there --callsign 7-jaa $at_two
sighting n6 unexplained others_there --callsign 7JZZ $at_two
sighting n7 undetermined unnamed_there --subject "TWO ROCKS" --callsign 7JZZ $at_two
sighting n8 undetermined no_ship --registration HL7777 $at_two
sighting n9 undetermined unnamed_there --registration HL7777 --subject-kind vessel $at_two
sighting n10 undetermined no_ship --subject "SOMEBODY" --subject-kind person $at_two
sighting n11 unexplained others_there --imo 9321483 $at_two # no ship said it, and the one that was there says its own
# contradictions within: the MMSI of one and the number of another, two numbers, a name that the ship of the number denies
sighting c1 undetermined at_odds --mmsi 431000011 --imo 9074729 $at_two
grep -q '"odds":\[{"field":"imo","given":"9074729","said":"9176187","mmsi":431000011},{"field":"mmsi","given":"431000011","said":null,"mmsi":431000013}\]' out ||
    fail "MMSI and IMO number: $(cat out)"
sighting c2 undetermined at_odds --mmsi 431000012 --imo 9074729 $at_two # that number said none
grep -q '"odds":\[{"field":"mmsi","given":"431000012","said":null,"mmsi":431000013}\]' out || fail "MMSI without number: $(cat out)"
sighting c3 undetermined at_odds --imo 9176187 --seen-imo 9074729 $at_two
grep -q '"field":"seen_imo","given":"9176187","said":"9074729","mmsi":null' out || fail "two numbers: $(cat out)"
sighting c4 undetermined at_odds --imo 9074729 --subject "TWO ROCKS" $at_two # else the ship of the number would be contradicted
grep -q '"field":"name","given":"TWO ROCKS","said":"FAR STONE","mmsi":431000013' out || fail "number and name: $(cat out)"
sighting c5 undetermined at_odds --mmsi 431000011 --callsign 7JBB $at_two
"$program" -C seen observe check c4 >out
grep -q "at odds: name TWO ROCKS, but 431000013 says FAR STONE" out || fail "for people: $(cat out)"
sighting s1 explained ship_there --mmsi 431000011 --imo "IMO 9176187" --subject "TWO ROCKS" --callsign 7JAA $at_two
sighting s2 explained ship_there --imo 9176187 --seen-imo 9176I87 $at_two # misread, and no other number
sighting s3 undetermined unsaid_there --mmsi 9176187 --lat 21 --lon 130 --observed 2026-03-01T01:00Z # a number in the wrong field names nobody
# not heard for 13 h about it, and no silence told: what it said before and after decides
sighting d1 contradicted too_far --mmsi 431000011 --lat -60 --lon 130 --observed 2026-03-02T00:00Z
grep -q '"before":{"at":"2026-03-01T02:00:00Z"' out || fail "its last report before: $(cat out)"
# an IMO number that two ships say: "silent then" is said where both were, not where one was heard elsewhere meanwhile; by
# hand, 60 S is 80 degrees of latitude or 4,800 nm off, 13 h after the one and 14 h after the other
awk 'BEGIN { print "mmsi,timestamp,lat,lon,sog,imo"
    for (t = 0; t <= 120; t += 10) {
        printf "431000021,2026-04-01T%02d:%02d:00Z,20,150,0,9123453\n", t / 60, t % 60
        printf "431000022,2026-04-01T%02d:%02d:00Z,20,152,0,9123453\n", 14 + t / 60, t % 60
    } }' >twice.csv
"$program" -C seen import twice.csv --no-detect >out 2>err || fail "seen: $(cat err)"
sighting d2 contradicted numbers_elsewhere --imo 9123453 --lat -60 --lon 150 --observed 2026-04-01T15:00Z
grep -q '"distance_m":null' out || fail "no ship that was silent: $(cat out)"
sighting d3 contradicted too_far --imo 9123453 --lat -60 --lon 150 --observed 2026-04-02T06:00Z

# papers of a ship beside what it said of itself: another name, another flag, another number, each while it was heard
awk 'BEGIN { print "mmsi,timestamp,lat,lon,sog,name,imo"
    for (t = 0; t <= 120; t += 10) printf "431000002,2026-02-01T%02d:%02d:00Z,30,%.3f,10,TWO ROCKS,9176187\n", t / 60, t % 60, 150 + t * 0.002
}' >two.csv
printf '%s\n' 'IMO,Name,Flag,From,Until' '9176187,TWO ROCKS,Japan,2020-01-01,2026-01-31' '9176187,Two  Rocks,Japan,2026-02-01,' \
    '9176187,THREE ROCKS,JP,2025-12-01,2026-02-01' '9176187,FOUR ROCKS,Panama,2026-02-02,' '9176187,TWO ROCKS,Panama,2026-01-01,' \
    '9176187,FIVE ROCKS,Nowhereland,,' >ship.csv
printf 'MMSI,Vessel,IMO,Port,Arrival,Departure\n431000002,TWO ROCKS,9074729,Invented Port,2026-02-01,2026-02-02\n' >call.csv
in_case 0 import two.csv --no-detect
in_case 0 import ship.csv --as registry
in_case 0 import call.csv --as port-call
in_case 0 vessel 9176187 --json
count '"type":"paper"' out 7
grep '"type":"paper"' out | sed 's/.*"id":"\(O[0-9.]*\)".*"contradictions":/\1 /; s/,"first[^}]*//g' >papers
cat >papers.want <<'END'
O40.6 []}
O40.1 []}
O40.3 [{"field":"name","paper":"THREE ROCKS","said":"TWO ROCKS","mmsi":431000002}]}
O40.5 [{"field":"flag","paper":"PA","said":"JP","mmsi":431000002}]}
O40.2 []}
O41.1 [{"field":"imo","paper":"9074729","said":"9176187","mmsi":431000002}]}
O40.4 []}
END
sed 's/^O[0-9]*\(\.[0-9] .*\)/\1/' papers | cmp -s - "$(sed 's/^O[0-9]*\(\.[0-9] .*\)/\1/' papers.want >papers.bare; echo papers.bare)" || { fail "other papers"; cat papers; }
has '"papers":7,"contradictions":3,' out
in_case 0 vessel 431000002
has "but 431000002: flag JP, not PA, heard" out

# the same from the journal alone, and in a copy
dump() { sqlite3 "$1/case.db" 'SELECT seq, row, kind, at_us, label, from_us, to_us, lat, lon, hex(body) FROM filing ORDER BY 1, 2; SELECT key, seq, row FROM filing_key JOIN filing ON filing = id ORDER BY 1, 2, 3; SELECT * FROM withdrawn ORDER BY 1, 2, 3'; }
dump case >dump.before
in_case 0 rebuild
dump case >dump.after
cmp -s dump.before dump.after || fail "a rebuild gives other filings"
[ "$(wc -l <dump.before)" -gt 60 ] || fail "the dump holds too little to compare"
in_case 0 check
in_case 0 backup copy
dump copy | cmp -s - dump.before || fail "the copy has other filings"
run 5 -C copy observe add --as sighting --subject X
has "read-only" err
in_case 0 log checkpoint
cp out checkpoint
run 0 -C copy log resume --checkpoint checkpoint
run 0 -C copy observe add --as sighting --subject X

# erased: what it said is nowhere in the files of the case, and everything still holds
secret="the lieutenant Kareltyn of berth fourteen"
file O41 observe add --as interview --observer alias-9 --source patrol --original "$secret" --translation "$secret in other words" --label secret
found 1 Kareltyn
file C42 claim add --who X --did Y --label two-patrols
file P43 claim support two-patrols secret
origins two-patrols 1
in_case 2 erase secret
in_case 0 erase secret --authority "Court" --text "ordered"
found 0 Kareltyn
if grep -rqaF Kareltyn case || grep -rqaF "berth fourteen" case; then
    fail "something of what was erased is left in: $(grep -rlaF Kareltyn case)"
fi
in_case 0 check
in_case 0 rebuild
in_case 0 check
found 0 Kareltyn
origins two-patrols 0 # it can no longer be told where it is from
# pieces of the object are searched for: a copy of its middle that lies about in the case is found, and named
head -c 4000 /dev/urandom >leaf.bin
in_case 0 item add leaf.bin --title "A leaf" --label leaf
cp -r case stray
dd if=leaf.bin of=stray/positions/left-over bs=1 skip=1000 count=1500 2>/dev/null
run 4 -C stray erase leaf --authority C --text T
has "something of it is still in" err
has "left-over" err
in_case 0 erase leaf --authority C --text T
has "nothing of what was searched for is left" err
lacks "stand in other entries" err # who filed it is said for good by the entry that made them a person of the case
in_case 0 source add "Kestrel Harbour Office" --kind agency --label k1
k1=$(cut -c2- out)
in_case 0 source add "Kestrel Harbour Office" --kind agency --label k2
in_case 0 erase k2 --field alias --authority C --text T
has "1 of the values stand in other entries too (alias in entry $k1)" err
in_case 0 source add "Mole Street Office" --kind agency --label k3
k3=$(cut -c2- out)
in_case 0 erase k3 --field alias --authority C --text "not the Mole Street Office" # the reason says it again
has "1 of the values stand in other entries too (alias in entry $((k3 + 1)))" err
in_case 5 erase 0 --authority C --text T
in_case 5 erase D24 --field parent --authority C --text T
in_case 0 erase D24 --field basis --authority C --text T
in_case 0 claim show met --json --known-at "$before"
has '"count":2,' out # the copy is a copy still
sum=$(sha256sum "$data/customs.csv" | cut -c1-64)
[ -n "$(find case/objects -name "$sum")" ] || fail "the table was not kept"
in_case 0 erase O14 --authority C --text T
[ -z "$(find case/objects -name "$sum")" ] || fail "the table is still there"
in_case 2 show O14.1
in_case 0 check
in_case 0 rebuild
in_case 0 check

# the register: never in a case, by its passphrase only
umask 077
printf 'correct horse\n' >pass
printf 'battery staple\n' >other
run 5 -C case register put alias-3 --register case/register --passphrase-file pass --name "Real Name"
run 5 -C case register put alias-3 --register case/objects/register --passphrase-file pass --name "Real Name"
[ ! -e case/register ] || fail "the register was written into the case"
run 0 -C case register put alias-3 --register register --passphrase-file pass --name "Wendeltryn Oake" --contact "by the pier"
! grep -qa "Wendeltryn" register || fail "the register is readable"
run 0 -C case register show --register register --passphrase-file pass --json
has "Wendeltryn Oake" out
run 5 -C case register show --register register --passphrase-file other
lacks Wendeltryn out
run 0 -C case register passphrase --register register --passphrase-file pass --new-passphrase-file other
run 5 -C case register show --register register --passphrase-file pass
run 0 -C case register show --register register --passphrase-file other
chmod 644 register
run 5 -C case register show --register register --passphrase-file other
chmod 600 register
# a name that no list of processes shows: from standard input, a line each for name, contact and notes
printf 'Ottoline Brask\r\nby letter\n' | "$program" -C case register put alias-4 --register register --passphrase-file other 2>err ||
    fail "no name from standard input: $(cat err)"
grep -q "command line" err && fail "a name that was read is said to be on the command line"
run 0 -C case register show alias-4 --register register --passphrase-file other --json
has '"name":"Ottoline Brask","contact":"by letter"' out
printf 'Ottoline B.\n' | "$program" -C case register put alias-4 --register register --passphrase-file other --name - --contact "a pier" 2>err ||
    fail "no name for -: $(cat err)"
has "can be read by others" err
run 0 -C case register show alias-4 --register register --passphrase-file other --json
has '"name":"Ottoline B.","contact":"a pier"' out
run 2 -C case register put alias-5 --register register --passphrase-file other # nothing stands at standard input
has "needs the alias and the name" err
for n in 16384 16385; do
    head -c $n /dev/zero | tr '\0' x | "$program" -C case register put alias-6 --register register --passphrase-file other 2>err
    status=$?
    [ $n = 16384 ] && wanted=0 || wanted=3
    [ $status -eq $wanted ] || fail "a name of $n bytes gives $status: $(cat err)"
done
run 0 -C case register remove alias-6 --register register --passphrase-file other
run 0 -C case register remove alias-4 --register register --passphrase-file other
run 0 -C case register remove alias-3 --register register --passphrase-file other
run 2 -C case register show alias-3 --register register --passphrase-file other
! grep -rqa Wendeltryn case || fail "a real name is in the case"

# keys: under a passphrase, and turned
in_case 0 key passphrase --new-passphrase-file pass
! grep -q "^plimsoll-key/v1" case/keys/person.key || fail "the key is not sealed"
"$program" -C case observe add --as sighting --subject Y >out 2>err </dev/null && fail "a sealed key signs without its passphrase"
PLIMSOLL_PASSPHRASE_FILE=$work/other
export PLIMSOLL_PASSPHRASE_FILE
in_case 5 observe add --as sighting --subject Y
PLIMSOLL_PASSPHRASE_FILE=$work/pass
in_case 0 observe add --as sighting --subject Y
cp case/keys/person.key person.old
in_case 0 key rotate --text "laptop lost"
cmp -s case/keys/person.key person.old && fail "the key was not turned"
in_case 0 observe add --as sighting --subject Z
in_case 0 check
# cut off behind the entries, before the new key is in its place: the next command makes it good
cp case/keys/person.key person.new
mv case/keys/person.key case/keys/person.next.key
cp person.old case/keys/person.key
in_case 0 observe add --as sighting --subject Z2
cmp -s case/keys/person.key person.new || fail "a turn that was cut off was not made good"
in_case 0 check
in_case 0 key passphrase --remove
unset PLIMSOLL_PASSPHRASE_FILE
in_case 0 observe add --as sighting --subject Z3

# an exercise says so in every line
run 0 init play --participant T --exercise
cp -r play case2
rm -rf case && mv case2 case
in_case 0 source add S --kind press --label s --json
count '"exercise":true' out "$(wc -l <out)"
in_case 0 import "$data/registry.csv" --as registry --preview --json
count '"exercise":true' out "$(wc -l <out)"
in_case 0 import "$data/registry.csv" --as registry --source s --json
count '"exercise":true' out "$(wc -l <out)"
in_case 0 claim add --who A --did B --label a --json
count '"exercise":true' out "$(wc -l <out)"
in_case 0 claim support a O3.1
# numbers of one topic that cannot both be true, whatever the case of its letters; not what is of another time or no number
file C6 claim add --who A --did shipped --topic "Containers shipped" --quantity "more than 5,000 containers" --start 2023-09 --end 2024-03
file C7 claim add --who B --did shipped --topic "containers shipped" --quantity "exactly 4,000 containers" --start 2023-09 --end 2024-03
file C8 claim add --who C --did shipped --topic "containers shipped" --quantity "many containers" --start 2023-09 --end 2024-03
file C9 claim add --who D --did shipped --topic "containers shipped" --quantity "exactly 30 containers" --start 2021 --end 2021
in_case 0 claim show C6 --json
has '"type":"contradiction","claim":"C6","kind":"contradiction","with":["C7"],"why":"C6 (more than 5,000 containers, 2023-09-01 to 2024-03-31) and C7 (exactly 4,000' out
count '"type":"contradiction"' out 1
in_case 0 claim show C9 --json
count '"type":"contradiction"' out 0
in_case 0 claim show C7
has "  against  C6 (contradiction)" out
in_case 0 claim show --json
count '"type":"contradiction"' out 2
count '"exercise":true' out "$(wc -l <out)"
in_case 0 withdraw C7 --text "misread"
in_case 0 claim show C6 --json
count '"type":"contradiction"' out 0
for question in "claim show --without S" "find" "show a" "observe check"; do
    # shellcheck disable=SC2086
    in_case 0 $question --json
    count '"exercise":true' out "$(wc -l <out)"
done

[ $failures -eq 0 ] || exit 1
echo "evidence: all as expected"
