#!/bin/sh
# What people put in over the API: filings by their fields, photographs, tables, and the sighting beside AIS, each beside what
# the command line says of the same case; hostile bodies; the same thing sent twice; and 20 times the server killed (-9) under
# writes: whatever was acknowledged is in the case once. Expectations by hand; the ship's way is a line of longitude at 30 N
# where 0.01 degrees are 963.4 m (6371008.8 m * pi / 180 * cos 30 / 100).
set -u
program=$(realpath "$1")
bin=$(dirname "$program")
here=$(cd "$(dirname "$0")" && pwd)
for need in jq curl zip; do
    command -v $need >/dev/null || {
        echo "skipped: $need is missing"
        exit 77
    }
done
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-api-observe.XXXXXX") || exit 1
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
failures=0
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE PLIMSOLL_PERSON

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
ok() { "$program" -C "$work/case" "$@" >"$work/out" 2>"$work/err" || fail "$*: status $?: $(cat "$work/err")"; }
ask() { # WANTED-STATUS PATH [OPTION...]: the body in body, status and fields in answer
    wanted=$1 path=$2
    shift 2
    "$program" -C "$work/case" get --head "$path" "$@" >"$work/answer" 2>"$work/err"
    got=$(sed -n '1s/^Status: //p' "$work/answer")
    sed '1,/^$/d' "$work/answer" >"$work/body"
    [ "$got" = "$wanted" ] || fail "$path: status $got, not $wanted: $(head -c 400 "$work/body") $(cat "$work/err")"
}
raw() { # WANTED-STATUS PATH FILE
    ask "$1" "$2" --method POST --content-type application/octet-stream --data - <"$3"
}
is() { [ "$(jq -c "$1" "$work/body")" = "$2" ] || fail "$3: $(jq -c "$1" "$work/body"), not $2"; }
field() { # FIELD BODY: refused with the field's name
    ask 400 /api/filings/observation --data "$2"
    is .field "\"$1\"" "$2"
    [ "$(entries)" = "$before" ] || fail "$2: something was written"
}
entries() { "$program" -C "$work/case" get /api/session | jq .log_size; }
valid() { cp "$work/body" "$work/valid.$1.$(ls "$work" | grep -c "^valid")"; }

ok init "$work/case" --participant "State A" --person "A. Author"
ok source add patrol --kind agency --party "State A" --label patrol
ask 200 /openapi.json
cp "$work/body" "$work/openapi.json"

# ---- kinds: the options of the command line, and nothing else ----
ask 200 /api/kinds
valid KindList
is '[.items[].kind] | map(select(IN("source","item","observation","claim","finding","review","letter","report")))' \
    '["source","item","observation","claim","finding","review","letter","report"]' "kinds"
is '[.items[] | select(.by == "text") | .kind]' '["letter","report"]' "made from a text"
is '.items[] | select(.kind == "observation") | [.fields[] | select(.required) | .name]' '["as"]' "what an observation needs"
is '.items[] | select(.kind == "source") | [.fields[] | select(.required) | .name]' '["alias","kind"]' "what a source needs"
is '.items[] | select(.kind == "item") | [.fields[] | select(.program) | .name]' \
    '["bytes","sha256","exif_time","exif_lat","exif_lon","exif_camera","exif_note","stripped"]' "what the program writes of an item"
is .summary.markings '["TLP:RED","TLP:AMBER+STRICT","TLP:AMBER","TLP:GREEN","TLP:CLEAR"]' "markings"
jq -r '.items[] | select(.kind == "observation") | .fields[].name' "$work/body" | tr _ - | sort >"$work/api"
"$program" help observe add | sed -n 's/^ *--\([a-z-]*\).*/\1/p' | grep -vx -e json -e marking -e help -e as-of -e known-at | sort -u >"$work/cli"
cmp -s "$work/api" "$work/cli" || fail "fields of an observation: $(diff "$work/api" "$work/cli")"

# ---- a filing: what the command line shows of it ----
one='{"as":"sighting","subject":"OPEN POINT","lat":38.2,"lon":"124.9","observed":"2026-03-01T04:00+02:00","source":"patrol","label":"seen","marking":"TLP:GREEN"}'
before=$(entries)
ask 201 /api/filings/observation --data "$one"
valid Filed
is '[.items[0].id, .items[0].observed, .items[0].source, .items[0].lat, .summary]' \
    "[\"O$before\",\"2026-03-01T02:00:00Z\",\"S2\",38.2,{\"filed\":1,\"journal\":$((before + 1))}]" "a sighting"
grep -qx "Location: /api/filings/O$before" "$work/answer" || fail "no Location: $(head -5 "$work/answer")"
jq -S -c '.items[0]' "$work/body" >"$work/api"
ok show seen --json
jq -S -c 'select(.type == "observation")' "$work/out" | cmp -s - "$work/api" || fail "show prints another record: $(cat "$work/out")"
ok log --json
[ "$(jq -r 'select(.type == "entry") | .marking' "$work/out" | tail -1)" = TLP:GREEN ] || fail "the marking is lost"
# again, as after an answer that got lost: nothing new; under another marking, or in other words: another one
ask 200 /api/filings/observation --data "$one"
valid Filed
is '[.items[0].id, .summary]' "[\"O$before\",{\"filed\":0,\"journal\":$((before + 1))}]" "the same again"
ask 201 /api/filings/observation --data '{"as":"sighting","subject":"OPEN POINT"}'
ask 200 /api/filings/observation --data '{"subject":"OPEN POINT","as":"sighting","imo":"","mmsi":null}'
ask 201 /api/filings/observation --data '{"as":"sighting","subject":"OPEN POINT","marking":"TLP:AMBER"}'
ask 201 /api/filings/observation --data '{"as":"sighting","subject":"OPEN POINT","place":"Busan"}'
# withdrawn: it is said anew
ask 201 /api/withdrawals --data "{\"id\":\"O$((before + 3))\",\"text\":\"another ship\"}"
valid Withdrawn
ask 201 /api/filings/observation --data '{"as":"sighting","subject":"OPEN POINT","place":"Busan"}'
ask 404 /api/withdrawals --data '{"id":"O999","text":"nothing"}'
ask 400 /api/withdrawals --data "{\"id\":\"O$before\"}"
[ "$(entries)" = $((before + 6)) ] || fail "entries: $(entries), not $before + 6"
# every kind by its fields; several ids as an array, yes as true
ask 201 /api/filings/source --data '{"alias":"reader","kind":"human","protected":true,"reason":"could be harmed","label":"reader"}'
is .items[0].protected true "a protected source"
ask 201 /api/filings/claim --data '{"who":"OPEN POINT","did":"sailed","label":"c1"}'
ask 201 /api/filings/finding --data '{"statement":"It sailed.","claims":["c1"],"label":"f1"}'
is .items[0].status '"lead, not a finding"' "a finding before its review"
ask 201 /api/filings/review --data '{"about":"f1","verdict":"object"}'
ask 404 /api/filings/nonsense --data '{}'
ask 400 /api/filings/report --data '{"title":"x"}'
ask 405 /api/filings/observation --method PUT --data '{}'

# ---- refusals name the field, and write nothing ----
before=$(entries)
field lat '{"as":"sighting","lat":91,"lon":1}'
field lat '{"as":"sighting","lat":38.2}'
field lon '{"as":"sighting","lat":1,"lon":180.000001}'
field observed '{"as":"sighting","subject":"x","observed":"yesterday"}'
field observed_end '{"as":"sighting","subject":"x","observed":"2026-03-02","observed_end":"2026-03-01"}'
field accuracy_m '{"as":"sighting","subject":"x","accuracy_m":-1}'
field as '{"subject":"x"}'
field as '{"as":"dream","subject":"x"}'
field source '{"as":"sighting","subject":"x","source":"nobody"}'
field attachments '{"as":"sighting","subject":"x","attachments":["patrol"]}'
field label '{"as":"sighting","subject":"x","label":"seen"}'
field label '{"as":"sighting","subject":"x","label":"O12"}'
field marking '{"as":"sighting","subject":"x","marking":"SECRET"}'
field marking '{"as":"sighting","subject":"x","marking":7}'
field subject '{"as":"sighting","subject":{"name":"x"}}'
field subject '{"as":"sighting","subject":["x","y"]}'
field subject '{"as":"sighting","subject":true}'
field subject '{"as":"sighting","subject":1.5}'
field lat '{"as":"sighting","lat":1e300,"lon":1}'
ask 400 /api/filings/observation --data '{"as":"sighting","subject":"x","hull":"y"}'
is '.detail | startswith("hull: ")' true "a field that is none"
ask 400 /api/filings/source --data '{"alias":"x","kind":"human","protected":"yes"}'
is .field '"reason"' "protected without a reason"

# ---- bodies that are none ----
ask 400 /api/filings/observation --data '["as"]'
ask 422 /api/filings/observation --data '{"as":"sighting"'
ask 422 /api/filings/observation --data '{"as":"sighting","as":"interview","subject":"x"}'
printf '{"as":"sighting","subject":"\377\376"}' >"$work/latin"
ask 422 /api/filings/observation --data - <"$work/latin"
printf '{"as":"sighting","subject":"a\\u0000b"}' >"$work/nul"
ask 422 /api/filings/observation --data - <"$work/nul"
deep=$(printf '%0100d' 0 | tr 0 '[')
ask 413 /api/filings/observation --data "{\"as\":\"sighting\",\"subject\":$deep"
ask 415 /api/filings/observation --content-type text/plain --data "$one"
{ printf '{"as":"sighting","subject":"' && head -c 1048547 /dev/zero | tr '\0' x && printf '"}'; } >"$work/long" # 28 + n + 2 = 2^20 + 1
[ "$(wc -c <"$work/long")" = 1048577 ] || fail "the body has $(wc -c <"$work/long") bytes"
ask 413 /api/filings/observation --data - <"$work/long"
[ "$(entries)" = "$before" ] || fail "a refused body is in the log"
{ printf '{"as":"sighting","subject":"' && head -c 1048546 /dev/zero | tr '\0' x && printf '"}'; } >"$work/long"
ask 201 /api/filings/observation --data - <"$work/long"
is '.items[0].subject | length' 1048546 "the longest subject"

# ---- a sighting beside AIS ----
# The ship sails 0.02 degrees east in 10 minutes along 30 N, from 150 E at midnight for two hours; another lies at 30.1 N.
awk 'BEGIN { print "mmsi,timestamp,lat,lon,sog,name"
    for (t = 0; t <= 120; t += 10) {
        printf "431000001,2026-01-01T%02d:%02d:00Z,30,%.3f,6,ONE ROCK\n", t / 60, t % 60, 150 + t * 0.002
        printf "431000002,2026-01-01T%02d:%02d:00Z,30.1,150.12,0,TWO ROCKS\n", t / 60, t % 60
    } }' >"$work/ais.csv"
ok import "$work/ais.csv" --no-detect
file() { # LABEL REST
    ask 201 /api/filings/observation --data "{\"as\":\"sighting\",\"observed\":\"2026-01-01T01:00Z\",\"label\":\"$1\",$2}"
}
file there '"mmsi":"431000001","lat":30,"lon":150.12'
file off '"mmsi":"431000001","lat":31,"lon":150.12'
file nobody '"lat":30.05,"lon":150.2,"accuracy_m":100'
file far '"lat":50,"lon":10'
ask 201 /api/filings/observation --data '{"as":"interview","original":"I saw it","label":"words"}'
ask 200 /api/sightings/there
valid SightingList
is '.items[0] | [.verdict, .ships[0].mmsi, .lat, .lon, .from, .to, .accuracy_m, .around_ships]' \
    '["explained",431000001,30,150.12,"2026-01-01T01:00:00Z","2026-01-01T01:00:00Z",0,2]' "there"
# at 01:00 the ship was at 150.12, the other 0.1 degrees north: 11119.5 m
is '.items[0].around | map([.mmsi, .name, .distance_m, .at, .lat, .lon])' \
    '[[431000001,"ONE ROCK",0,"2026-01-01T01:00:00Z",30,150.12],[431000002,"TWO ROCKS",11119.5,"2026-01-01T01:00:00Z",30.1,150.12]]' "who was around"
ask 200 /api/sightings/off
is '.items[0] | [.verdict, .around_ships]' '["contradicted",0]' "112 km off"
ask 200 /api/sightings/nobody
is '.items[0] | [.verdict, .ships, .around_ships]' '["unexplained",[],2]' "nobody was there"
ask 200 /api/sightings/far
is '.items[0] | [.verdict, .around]' '["undetermined",[]]' "where nobody listens"
ask 200 /api/sightings/words
is '[.items, .summary.compared]' '[[],0]' "without place and time nothing is compared"
ask 404 /api/sightings/patrol
# The same as a layer: a point each, how far off it may be (null where nobody said it), and the words of .json beside it.
ask 200 /api/sightings
cp "$work/body" "$work/list"
ask 200 /api/sightings.geojson
is '[.type, ([.features[].type] | unique), ([.features[].geometry.type] | unique)]' '["FeatureCollection",["Feature"],["Point"]]' "a layer"
is '[.features[] | [.geometry.coordinates, .properties.accuracy_m, .properties.verdict]]' \
    '[[[124.9,38.2],null,"undetermined"],[[150.12,30],null,"explained"],[[150.12,31],null,"contradicted"],[[150.2,30.05],100,"unexplained"],[[10,50],null,"undetermined"]]' "its points"
is '.features[3].properties | [.type, .from, .to, .status, (.ships | length)]' '["sighting","2026-01-01T01:00:00Z","2026-01-01T01:00:00Z","lead, not a finding",0]' "what stands beside a point"
is '[.features[].properties | del(.accuracy_m, .from, .to, .status)]' "$(jq -c .items "$work/list")" "all that .json says"
is .summary "$(jq -c .summary "$work/list")" "and the summary"
ask 200 /api/sightings --clearance TLP:GREEN
cp "$work/body" "$work/list"
ask 200 /api/sightings.geojson --clearance TLP:GREEN
is '[[.features[].id], .case_withheld]' "[$(jq -c '[.items[].id]' "$work/list"),true]" "a limited reader sees the points that .json tells of"
is '[.features[] | select(.geometry.coordinates[0] > 125)]' '[]' "and none that is marked higher"
is .summary "$(jq -c .summary "$work/list")" "nor how many there are"
ask 404 /api/sightings/there --clearance TLP:GREEN

# ---- photographs and files ----
"$bin/bin/helper_samples" "$work" || fail "no samples"
before=$(entries)
raw 200 /api/items/look "$work/dirty.jpg"
valid ItemLook
is '[.media, .exif.time, .exif.lat, .exif.lon, .exif.camera, .shown]' '["image/jpeg","2026-03-01T11:30:00+09:00",38.21,124.9,"KAMEO 7","image/jpeg"]' "what a photograph says"
jq -r .picture "$work/body" | base64 -d >"$work/picture.jpg"
[ "$(head -c 2 "$work/picture.jpg" | od -An -tx1 | tr -d ' ')" = ffd8 ] || fail "the picture is none"
! grep -qa 'SECRET\|KAMEO' "$work/picture.jpg" || fail "what the photograph says is in the picture that is shown"
printf '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>' >"$work/x.svg"
raw 200 /api/items/look "$work/x.svg"
is '[.shown, .picture]' '[null,null]' "a drawing that could run is never shown"
head -c 300 "$work/dirty.jpg" >"$work/cut.jpg"
raw 200 /api/items/look "$work/cut.jpg"
is .picture null "a photograph that breaks off"
[ "$(entries)" = "$before" ] || fail "looking wrote"
raw 201 "/api/items?name=C%3A%5Cdesk%5Cstern.jpg&source=patrol&marking=TLP:AMBER&label=stern" "$work/dirty.jpg"
valid Filed
is '.items[0] | [.id, .title, .name, .media, .exif_lat, .source]' "[\"I$before\",\"stern.jpg\",\"stern.jpg\",\"image/jpeg\",38.21,\"S2\"]" "a photograph"
[ "$(jq -r '.items[0].sha256' "$work/body")" = "$(sha256sum "$work/dirty.jpg" | cut -c1-64)" ] || fail "another hash"
ask 200 "/api/exhibits/$(sha256sum "$work/dirty.jpg" | cut -c1-64)/picture.png"
! grep -qa 'SECRET\|KAMEO' "$work/body" || fail "the page shows what the photograph says"
raw 400 "/api/items?name=stern.jpg&source=patrol&label=stern" "$work/clean.jpg"
is .field '"label"' "the label is taken"
raw 200 "/api/items?name=stern.jpg&source=S2&marking=TLP:AMBER&label=stern" "$work/dirty.jpg"
is '[.items[0].id, .summary.filed]' "[\"I$before\",0]" "the same again"
raw 201 "/api/items?name=stern.jpg&source=S2&marking=TLP:AMBER&title=Bow" "$work/dirty.jpg"
raw 201 "/api/items?name=stern.jpg&source=S2&marking=TLP:RED&title=Bow" "$work/dirty.jpg"
[ "$(entries)" = $((before + 3)) ] || fail "exhibits: $(entries)"
ask 201 /api/filings/observation --data '{"as":"sighting","subject":"THREE ROCKS","attachments":["stern"]}'
is .items[0].attachments "[\"I$before\"]" "the photograph belongs to it"
: >"$work/empty"
raw 422 "/api/items?name=x" "$work/empty"
raw 400 /api/items "$work/x.svg"
raw 400 "/api/items?name=%2F" "$work/x.svg"
raw 400 "/api/items?name=x&source=nobody" "$work/x.svg"
is .field '"source"' "a source that is none"
raw 400 "/api/items?name=x&sha256=00" "$work/x.svg"
head -c 67108864 /dev/zero >"$work/large"
raw 201 "/api/items?name=large" "$work/large"
before=$(entries)
printf x >>"$work/large"
raw 413 "/api/items?name=large" "$work/large"
[ "$(entries)" = "$before" ] || fail "what is too large is in the log"
rm "$work/large"

# ---- tables ----
table="$here/../data/observe/image-count.csv"
raw 200 "/api/import/preview?name=count.csv&as=image-count" "$table"
valid ImportPreview
cp "$work/body" "$work/preview"
is '[.summary.read, .summary.results, .summary.rejected, .summary.entry]' "[$(($(grep -c . "$table") - 1)),$(($(grep -c . "$table") - 2)),1,null]" "the preview"
is '[.items[] | select(.type == "rejected") | [.line, .why]]' '[[4,"lat: \"91\" is no latitude, -90 to 90 degrees"]]' "the row that is left out"
is '[.items[] | select(.type == "mapping") | [.header, .fields]] | flatten | length' 12 "a field or null beside each column"
is '[.items[] | select(.type == "row" and .fault != null) | .line]' '[4]' "the fault beside its row"
ok import "$table" --as image-count --preview --json
jq -S -c 'del(.at)' "$work/out" >"$work/cli"
{ jq -c '.items[]' "$work/preview" && jq -c '{type: "summary"} + .summary' "$work/preview"; } | jq -S -c 'del(.at)' | cmp -s - "$work/cli" ||
    fail "the command line previews otherwise: $(cat "$work/cli")"
raw 200 "/api/import/preview?name=count.csv&as=image-count&columns=subject%3DPlace%2Cobserved%3DDate" "$table"
is '[.items[] | select(.type == "mapping") | .by]' '["given"]' "columns as given"
raw 400 "/api/import/preview?name=count.csv&as=image-count&columns=subject%3DPier" "$table"
raw 400 "/api/import/preview?name=count.csv&as=image-count&columns=source%3DPlace" "$table"
raw 400 "/api/import/preview?name=count.csv&as=photograph" "$table"

# half a workbook, and a letter: neither is a table of odd characters
tail -c +2 "$here/../../fuzz/corpus/xlsx/whole.xlsx" | head -c 300 >"$work/half.xlsx" # its first byte is for the fuzz target
raw 422 "/api/import/preview?name=half.xlsx&as=sighting" "$work/half.xlsx"
grep -q 'no sound ZIP' "$work/body" || fail "half a workbook: $(cat "$work/body")"
head -c 300 "$here/../../fuzz/corpus/xlsx/whole.xlsx" >"$work/half.xlsx"
raw 422 "/api/import/preview?name=half.xlsx&as=sighting" "$work/half.xlsx"
grep -q 'begins as no text does' "$work/body" || fail "bytes: $(cat "$work/body")"
printf '%%PDF-1.4\na,b\n1,2\n' >"$work/letter.csv"
"$program" -C "$work/case" import "$work/letter.csv" --as sighting --preview >"$work/out" 2>"$work/err"
[ $? = 3 ] && grep -q 'application/pdf' "$work/err" || fail "a letter is no table: $(cat "$work/err")"
# rows without a time are kept, and said to be of no use beside tracks
printf 'Ship,Seen at\nGRUWHIRN,2026-03-02T10:00:00Z\nGRUWHIRN,\n' >"$work/undated.csv"
raw 200 "/api/import/preview?name=undated.csv&as=sighting" "$work/undated.csv"
valid ImportPreview
is '[.items[0].fields, .summary.results, .summary.undated]' '[["subject","observed"],2,1]' "a row without a time"
raw 400 "/api/import/preview?as=sighting" "$table"
raw 400 "/api/import/preview?name=x&as=sighting&marking=SECRET" "$table"
raw 422 "/api/import/preview?name=x&as=sighting" "$work/empty"
[ "$(entries)" = "$before" ] || fail "a preview wrote"
raw 201 "/api/import?name=count.csv&as=image-count&source=patrol&collector=State%20B&received=2026-03-05&marking=TLP:AMBER" "$table"
valid ImportTable
is '[.summary.entry, .summary.journal]' "[$before,$((before + 1))]" "the table is one entry"
ok show "O$before.1" --json
[ "$(jq -c 'select(.type == "observation") | [.collector, .received, .source]' "$work/out")" = '["State B","2026-03-05T00:00:00Z","S2"]' ] ||
    fail "a row: $(cat "$work/out")"
raw 200 "/api/import?name=count.csv&as=image-count&source=patrol&collector=State%20B&received=2026-03-05" "$table"
is '[.summary.entry, .summary.known]' "[null,$before]" "the same table again"
raw 200 "/api/import/preview?name=count.csv&as=image-count" "$table"
is '[.items[] | select(.type == "mapping") | .by]' '["an earlier import"]' "columns as before"
# more than half of the rows are wrong: the preview says why, the import is refused
printf 'Lat,Lon\n1,2\n91,1\n92,1\n' >"$work/half.csv"
raw 200 "/api/import/preview?name=half.csv&as=sighting" "$work/half.csv"
valid ImportPreview
is '.summary.refused | contains("more than half")' true "why it would be refused"
before=$(entries)
raw 422 "/api/import?name=half.csv&as=sighting" "$work/half.csv"
raw 422 "/api/import?name=count.csv&as=image-count&strict=1" "$table"
printf 'Ship,Place\n\377\376,Busan\nONE,Busan\n' >"$work/latin.csv"
raw 200 "/api/import/preview?name=latin.csv&as=sighting" "$work/latin.csv"
is '[.items[] | select(.type == "rejected") | .line]' '[2]' "a row that is not UTF-8"
[ "$(entries)" = "$before" ] || fail "a refused table is in the log"
# a workbook becomes rows in the confined helper: 46082.104166666664 is 2026-03-01T02:30 (tests/unit/helper)
mkdir -p "$work/x/xl/_rels" "$work/x/xl/worksheets"
rel=http://schemas.openxmlformats.org/officeDocument/2006/relationships
cat >"$work/x/xl/workbook.xml" <<XML
<workbook xmlns:r="$rel"><sheets><sheet name="Sightings" sheetId="1" r:id="r1"/><sheet name="Other" sheetId="2" r:id="r1"/></sheets></workbook>
XML
cat >"$work/x/xl/_rels/workbook.xml.rels" <<XML
<Relationships><Relationship Id="r1" Type="$rel/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r4" Type="$rel/styles" Target="styles.xml"/></Relationships>
XML
cat >"$work/x/xl/styles.xml" <<XML
<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>
XML
cell() { printf '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' "$1" "$2"; }
{
    printf '<worksheet><sheetData><row r="1">' && cell A1 Ship && cell B1 Date && cell C1 Lat && cell D1 Lon
    printf '</row><row r="2">' && cell A2 "TWO ROCKS"
    printf '<c r="B2" s="1"><v>46082.104166666664</v></c><c r="C2"><v>38.2</v></c><c r="D2"><v>124.9</v></c></row></sheetData></worksheet>'
} >"$work/x/xl/worksheets/sheet1.xml"
(cd "$work/x" && zip -q -r ../rows.xlsx .)
raw 400 "/api/import/preview?name=rows.xlsx&as=sighting" "$work/rows.xlsx"
is '.detail | contains("\"Sightings\", \"Other\"")' true "the sheets are named"
raw 200 "/api/import/preview?name=rows.xlsx&as=sighting&sheet=Sightings" "$work/rows.xlsx"
is '[.items[] | select(.type == "observation") | [.subject, .observed, .lat, .lon]]' '[["TWO ROCKS","2026-03-01T02:30:00Z",38.2,124.9]]' "a workbook"
raw 201 "/api/import?name=rows.xlsx&as=sighting&sheet=Sightings" "$work/rows.xlsx"
PLIMSOLL_HELPER=/nowhere "$program" -C "$work/case" get --head --method POST --data - "/api/import/preview?name=rows.xlsx&as=sighting&sheet=Sightings" \
    <"$work/rows.xlsx" >"$work/answer" 2>&1
grep -q '^Status: 500' "$work/answer" || fail "without the helper nothing is read: $(head -c 300 "$work/answer")"
# a recording, found by its content, and known again, here and by the command line
awk 'BEGIN { print "mmsi,timestamp,lat,lon,sog,name"
    for (t = 0; t <= 50; t += 10) printf "431000003,2026-01-02T00:%02d:00Z,31,%.3f,6,THREE ROCKS\n", t, 150 + t * 0.002 }' >"$work/more.csv"
before=$(entries)
raw 201 "/api/import?name=C%3A%5Cmore.csv&source=Port%20radio&marking=TLP:GREEN" "$work/more.csv"
valid ImportAnswer
is '[.items[] | select(.type == "import") | [.file, .status, .entry, .kind, .messages, .reports, .from, .to]]' \
    "[[\"more.csv\",\"imported\",$before,\"ais\",6,6,\"2026-01-02T00:00:00Z\",\"2026-01-02T00:50:00Z\"]]" "a recording"
[ "$(jq -r '.items[0].exhibit' "$work/body")" = "sha256:$(sha256sum "$work/more.csv" | cut -c1-64)" ] || fail "another exhibit: $(cat "$work/body")"
raw 200 "/api/import?name=more.csv" "$work/more.csv"
is '[.items[0].status, .summary.known, .summary.results]' '["known",1,0]' "the same recording again"
ok import "$work/more.csv" --json
jq -e -s '.[0].status == "known"' "$work/out" >/dev/null || fail "the command line knows it: $(cat "$work/out")"
ok vessel 431000003 --json
grep -q 'THREE ROCKS' "$work/out" || fail "the ship of the recording: $(cat "$work/out")"
before=$(entries)
printf 'nothing that anybody could read\n' >"$work/prose.txt"
raw 422 "/api/import?name=prose.txt" "$work/prose.txt"
raw 422 "/api/import?name=empty" "$work/empty"
raw 400 "/api/import?name=more.csv&sheet=One" "$work/more.csv"
raw 400 "/api/import?name=more.csv&as=sighting&list=x" "$work/more.csv"
raw 400 "/api/import?name=more.csv&date=tomorrow" "$work/more.csv"
raw 400 "/api/import?name=more.csv&marking=SECRET" "$work/more.csv"
[ "$(entries)" = "$before" ] || fail "a refused file is in the log"
ok check --json

# ---- every answer holds to its schema ----
set --
for file in "$work"/valid.*; do
    name=${file##*/valid.}
    set -- "$@" "${name%.*}" "$file"
done
[ $# -ge 18 ] || fail "too few answers to check: $#"
if command -v node >/dev/null; then
    node "$here/../schema_check.mjs" "$work/openapi.json" "$@" >"$work/out" 2>&1
    case $? in 0) ;; 77) cat "$work/out" ;; *) fail "schemas: $(cat "$work/out")" ;; esac
else
    echo "skipped: node is missing: answers are not checked against their schemas"
fi

# ---- the server is killed under writes ----
. "$here/serve.sh"
start() {
    start_server --listen 127.0.0.1:0
    token=$(curl -s -m 120 "$url/api/session" | jq -r .csrf)
}
: >"$work/acknowledged"
writer() { # ROUND: files one after the other until the server is gone; what was acknowledged is noted
    i=0
    while [ $i -lt 400 ]; do
        i=$((i + 1))
        got=$(curl -s -m 120 -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -H "X-Plimsoll-Token: $token" \
            -d "{\"as\":\"sighting\",\"subject\":\"KILLED $1 $i\",\"label\":\"k$1-$i\"}" "$url/api/filings/observation")
        case $got in
        201) echo "k$1-$i" >>"$work/acknowledged" ;;
        *) return 0 ;;
        esac
    done
}
for round in $(seq 1 20); do
    start
    writer "$round" &
    writing=$!
    wait_until grep -q "^k$round-" "$work/acknowledged" || fail "nothing is acknowledged in round $round" # so that each round means something
    sleep "0.$((round % 5 + 1))$((round * 7 % 10))"
    child=$(ps -o pid= --ppid "$server" 2>/dev/null | head -1 | tr -d ' ')
    kill -9 "$server"
    # In every second round the process that carries out the write dies with it.
    if [ $((round % 2)) = 0 ] && [ -n "$child" ]; then
        kill -9 "$child" 2>/dev/null
    fi
    wait "$server" 2>/dev/null
    server=
    wait $writing
done
no_writer
ok check --json
ok find --kind observation --json
jq -r 'select(.type == "observation") | .label // empty' "$work/out" | grep '^k' | sort >"$work/kept"
sort "$work/acknowledged" >"$work/wanted"
lost=$(comm -13 "$work/kept" "$work/wanted" | wc -l)
[ "$lost" = 0 ] || fail "$lost acknowledged filings are lost: $(comm -13 "$work/kept" "$work/wanted" | head -5)"
[ -z "$(uniq -d "$work/kept")" ] || fail "twice in the case: $(uniq -d "$work/kept")"
unsaid=$(comm -23 "$work/kept" "$work/wanted" | wc -l)
[ "$unsaid" -le 20 ] || fail "$unsaid filings were written and not acknowledged: one a round at most"
[ "$(wc -l <"$work/wanted")" -ge 20 ] || fail "too few writes to mean anything: $(wc -l <"$work/wanted")"
echo "20 kills: $(wc -l <"$work/wanted") acknowledged, none lost; $unsaid written without an answer"
# What was not acknowledged is sent again, and stands once.
start
for label in $(comm -23 "$work/kept" "$work/wanted" | head -3); do
    subject="KILLED $(echo "${label#k}" | tr - ' ')"
    got=$(curl -s -m 120 -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' -H "X-Plimsoll-Token: $token" \
        -d "{\"as\":\"sighting\",\"subject\":\"$subject\",\"label\":\"$label\"}" "$url/api/filings/observation")
    case $got in 200 | 400) ;; *) fail "$label again: $got" ;; esac
done
kill "$server" && wait "$server" 2>/dev/null
server=

[ $failures -eq 0 ] || exit 1
echo "what people put in over the API is what the command line shows"
