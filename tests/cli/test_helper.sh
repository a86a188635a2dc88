#!/bin/sh
# The confined helper in a case: workbooks as tables, photographs kept with what they say, redactions, and what happens to
# a case when the helper dies or is missing. Workbooks are written here by zip(1), photographs by helper_samples
# (tests/samples.h). Expectations by hand: 46082.104166666664 is 2026-03-01T02:30; see tests/unit/helper.
set -eu
bin=$(dirname "$1")
bin=$(cd "$bin" && pwd)
plimsoll=$bin/$(basename "$1")
trial=$bin/bin/plimsoll-helper-trial
for need in zip jq; do
    command -v $need >/dev/null || {
        echo "skipped: $need is not installed"
        exit 77
    }
done
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
# run STATUS COMMAND...: output in out, messages in err
run() {
    want=$1
    shift
    got=0
    "$@" >out 2>err || got=$?
    [ "$got" = "$want" ] || {
        cat out err >&2
        fail "$* ended with $got, not $want"
    }
}
is() { [ "$1" = "$2" ] || fail "\"$1\" is not \"$2\""; }
entries() { "$plimsoll" check --json | jq -s 'map(select(.type == "summary"))[0].entries // 0'; }

"$plimsoll" init case --participant "State A" 2>/dev/null
export PLIMSOLL_CASE="$tmp/case"
empty=$(entries)

# ---- a workbook ----
mkdir -p x/xl/_rels x/xl/worksheets
rel=http://schemas.openxmlformats.org/officeDocument/2006/relationships
cat >x/xl/workbook.xml <<XML
<workbook xmlns:r="$rel"><sheets><sheet name="Sightings" sheetId="1" r:id="r1"/><sheet name="Other" sheetId="2" r:id="r2"/></sheets></workbook>
XML
cat >x/xl/_rels/workbook.xml.rels <<XML
<Relationships><Relationship Id="r1" Type="$rel/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="$rel/worksheet" Target="worksheets/sheet2.xml"/>
<Relationship Id="r3" Type="$rel/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="$rel/styles" Target="styles.xml"/></Relationships>
XML
cat >x/xl/sharedStrings.xml <<XML
<sst><si><t>Ship</t></si><si><t>Seen</t></si><si><t>Lat</t></si><si><t>Lon</t></si><si><r><t>MOWHOND </t></r><r><t>TZAETHUSK</t></r></si></sst>
XML
cat >x/xl/styles.xml <<XML
<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>
XML
cat >x/xl/worksheets/sheet1.xml <<XML
<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>
<row r="2"><c r="A2" t="s"><v>4</v></c><c r="B2" s="1"><v>46082.104166666664</v></c><c r="C2"><v>38.200000000000003</v></c><c r="D2"><f>124+0.9</f><v>124.9</v></c></row>
<row r="3"><c r="A3" t="inlineStr"><is><t>TWO ROCKS</t></is></c><c r="B3" s="1"><v>46083</v></c></row></sheetData></worksheet>
XML
echo '<worksheet><sheetData/></worksheet>' >x/xl/worksheets/sheet2.xml
(cd x && zip -q -r ../sightings.xlsx .)
map='subject=Ship,observed=Seen,lat=Lat,lon=Lon'

run 2 "$plimsoll" import --as sighting --columns "$map" sightings.xlsx
grep -q '"Sightings", "Other"' err || fail "the sheets are not named: $(cat err)"
run 2 "$plimsoll" import --as sighting --sheet Nowhere --columns "$map" sightings.xlsx
run 2 "$plimsoll" import --sheet Sightings sightings.xlsx
is "$(entries)" "$empty"
run 0 "$plimsoll" import --as sighting --sheet Sightings --columns "$map" --preview --json sightings.xlsx
is "$(entries)" "$empty"
run 0 "$plimsoll" import --as sighting --sheet Sightings --columns "$map" --json sightings.xlsx
is "$(jq -c 'select(.type == "summary") | [.read, .results, .note]' out)" \
    '[2,2,"1 cell is a formula: its cached value is taken"]'
seq=$(jq 'select(.type == "summary") | .entry' out)
run 0 "$plimsoll" show "O$seq.1" --json
is "$(jq -c 'select(.type == "observation") | [.subject, .observed, .lat, .lon]' out)" \
    '["MOWHOND TZAETHUSK","2026-03-01T02:30:00Z",38.2,124.9]'
# the original is the exhibit
sum=$(sha256sum sightings.xlsx | cut -d' ' -f1)
cmp sightings.xlsx "case/objects/$(echo "$sum" | cut -c1-2)/$sum" || fail "the workbook is not kept as received"
run 2 "$plimsoll" import --as sighting --sheet Sightings x/xl/styles.xml # no workbook
# a ZIP file with a CSV is still read as one
printf 'Ship\nTHREE ROCKS\n' >a.csv
zip -q a.zip a.csv
run 0 "$plimsoll" import --as sighting --columns 'subject=Ship' a.zip

# ---- hostile workbooks: refused, and the case is as it was ----
before=$(entries)
mkdir -p bomb/xl/_rels
cp x/xl/_rels/workbook.xml.rels bomb/xl/_rels/
head -c 41943040 /dev/zero | tr '\0' ' ' >bomb/xl/workbook.xml
(cd bomb && zip -q -9 -r ../bomb.xlsx .)
run 3 "$plimsoll" import --as sighting bomb.xlsx
grep -q 'a bomb' err || fail "no bomb: $(cat err)"
cp -r x laughs
printf '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>' >laughs/xl/worksheets/sheet1.xml
(cd laughs && zip -q -r ../laughs.xlsx .)
run 3 "$plimsoll" import --as sighting --sheet Sightings laughs.xlsx
head -c 700 sightings.xlsx >cut.xlsx
printf 'xl/workbook.xml' >>cut.xlsx
run 3 "$plimsoll" import --as sighting --sheet Sightings cut.xlsx
for verb in open socket; do # a helper that was taken over: whatever is asked, it tries this
    cat >taken-$verb <<SH
#!/bin/sh
cat >/dev/null
printf 'plimsoll-helper/v1\n\0\0\0\\$(printf %03o $((6 + ${#verb})))trial-$verb\0\0\0\0\0\0\0\0' | "$trial"
status=\$?
[ \$status -lt 128 ] || kill -\$((status - 128)) \$\$
SH
    chmod +x taken-$verb
done
run 5 env PLIMSOLL_HELPER="$tmp/taken-open" "$plimsoll" import --as sighting --sheet Sightings sightings.xlsx
run 5 env PLIMSOLL_HELPER="$tmp/taken-socket" "$plimsoll" import --as sighting --sheet Sightings sightings.xlsx
grep -q 'the kernel stopped the helper' err || fail "not stopped: $(cat err)"
run 4 env PLIMSOLL_HELPER=/nowhere "$plimsoll" import --as sighting --sheet Sightings sightings.xlsx
grep -q 'not there: /nowhere' err || fail "$(cat err)"
is "$(entries)" "$before"

# ---- photographs ----
"$bin/bin/helper_samples" "$tmp"
run 0 "$plimsoll" item add dirty.jpg --title Stern --label stern --json
is "$(jq -c 'select(.type == "item") | [.media, .exif_time, .exif_lat, .exif_lon, .exif_camera, .exif_note]' out)" \
    '["image/jpeg","2026-03-01T11:30:00+09:00",38.21,124.9,"KAMEO 7",null]'
run 0 "$plimsoll" item add clean.jpg --title Clean --json
is "$(jq -c 'select(.type == "item") | [.media, .exif_time, .exif_lat]' out)" '["image/jpeg",null,null]'
printf '%%PDF-1.4\n' >paper.pdf
run 0 "$plimsoll" item add paper.pdf --title Paper --label paper --json
is "$(jq -r 'select(.type == "item") | .media' out)" application/pdf
run 2 "$plimsoll" item add clean.jpg --title Forged --exif-time 2020-01-01
# what kills the helper is kept as an exhibit all the same, and the item says why nothing is known
run 0 env PLIMSOLL_HELPER="$tmp/taken-open" "$plimsoll" item add dirty.png --title Killer --json
jq -r 'select(.type == "item") | .exif_note' out | grep -q 'the kernel stopped the helper' || fail "$(cat out)"

# ---- redaction ----
run 0 "$plimsoll" item redact stern --json
is "$(jq -r 'select(.type == "item") | .stripped' out)" \
    "JFIF header; EXIF (time, position, camera, orientation); XMP; ICC profile; comment; bytes behind the picture"
child=$(jq -r 'select(.type == "item") | .id' out)
sum=$(jq -r 'select(.type == "item") | .sha256' out)
is "$(jq -c 'select(.type == "derivation") | [.child, .as]' out)" "[\"$child\",\"redaction\"]"
object=case/objects/$(echo "$sum" | cut -c1-2)/$sum
if grep -q -a 'SECRET\|KAMEO' "$object"; then
    fail "metadata came through"
fi
grep -q -a SECRET dirty.jpg || fail "the sample holds nothing to strip"
before=$(entries)
run 5 "$plimsoll" item redact paper
grep -q 'withheld: cannot be stripped' err || fail "$(cat err)"
run 2 "$plimsoll" item redact paper --file paper.pdf
run 2 "$plimsoll" item redact stern --marking TLP:PUCE
run 2 "$plimsoll" item redact nobody
run 5 env PLIMSOLL_HELPER="$tmp/taken-socket" "$plimsoll" item redact stern
is "$(entries)" "$before"
printf 'black bars' >redacted.pdf
run 0 "$plimsoll" item redact paper --file redacted.pdf --json
is "$(jq -r 'select(.type == "item") | .stripped' out)" "redacted by hand: what was taken out is not known to the program"
is "$(entries)" $((before + 2))
run 0 "$plimsoll" check
echo "the helper serves a case, and its death leaves the case as it was"
