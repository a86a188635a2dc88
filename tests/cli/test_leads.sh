#!/bin/sh
# Leads over tests/data/leads/week.csv (hand-made; invented names) and the invented list tests/data/lists/un-small.xml.
# What must come out is derived by hand: the ship with the listed IMO number first, then the listed MMSI, then call sign
# with a former name, then the ship that lay beside the first, then a name alone; a bearer of the name that says another
# valid IMO number is set aside; the bystander is nobody.
set -eu
program=$1
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-leads.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_leads: $*" >&2
    exit 1
}
leads() { "$program" -C "$scratch/case" leads "$@"; }

"$program" init "$scratch/case" --participant Test 2>/dev/null
"$program" -C "$scratch/case" import tests/data/leads/week.csv 2>/dev/null
leads --json | grep -q '"answer":"undetermined"' || fail "without a list the answer must be undetermined"
"$program" -C "$scratch/case" import tests/data/lists/un-small.xml 2>/dev/null

leads --json >"$scratch/leads"
sed -n 's/.*"rank":\([0-9]*\),"class":"\([a-z_]*\)","mmsi":\([0-9]*\),.*/\1 \2 \3/p' "$scratch/leads" >"$scratch/got"
cat >"$scratch/want" <<'END'
1 listed_imo 211000001
2 listed_mmsi 123456789
3 listed_callsign_and_name 211000007
4 met_listed_ship 211000002
5 listed_name 211000004
END
diff "$scratch/want" "$scratch/got" || fail "other leads than derived by hand"
grep -q '"set_aside":1' "$scratch/leads" || fail "the bearer of the name with another valid IMO number is not counted"
grep -c '"status":"lead, not a finding"' "$scratch/leads" | grep -qx 6 || fail "a line without its status"
grep -q '"published":"2031-02-03"' "$scratch/leads" || fail "the list's publication date is missing"
leads --all --json | grep -q '"mmsi":211000003' || fail "--all does not show what was set aside"
leads --all --json | grep -q 'it says the IMO number 9321483; the ship of TTe.001 has 9074729' ||
    fail "what speaks against is missing"
leads | grep -q 'met a ship that carries' || fail "the table lacks the partner"
! leads --json | grep -q 211000006 || fail "the bystander is accused"

leads --html "$scratch/leads.html" 2>/dev/null
grep -q 'lead, not a finding' "$scratch/leads.html" || fail "the page does not say what it is"
! grep -qE '(src|href)="?(https?:|//)|<script' "$scratch/leads.html" || fail "the page reaches outside"
[ "$(leads --csv | wc -l)" -ge 6 ] || fail "CSV rows are missing"

# An IMO number one digit from a listed ship's (its check digit is wrong: no ship has it) with that ship's dimensions is
# a near match, never a match; with other dimensions, or where none are known, it is nothing. 211000011 is the listed
# ship itself.
digit="$scratch/digit"
"$program" init "$digit" --participant Test 2>/dev/null
cat >"$scratch/digit.csv" <<'END'
mmsi,timestamp,lat,lon,sog,imo,name,length,width
211000011,2025-03-01T00:00:00Z,10.0,60.0,5,9074729,VOLANA ONE,120,20
211000012,2025-03-01T00:00:00Z,20.0,60.0,5,9074720,VOLANA TWO,120,20
211000013,2025-03-01T00:00:00Z,30.0,60.0,5,9074720,VOLANA THREE,90,20
211000014,2025-03-01T00:00:00Z,40.0,60.0,5,9074720,VOLANA FOUR,,
END
"$program" -C "$digit" import "$scratch/digit.csv" tests/data/lists/un-small.xml 2>/dev/null
"$program" -C "$digit" leads --json >"$scratch/digit.json"
sed -n 's/.*"rank":\([0-9]*\),"class":"\([a-z_]*\)","mmsi":\([0-9]*\),.*/\1 \2 \3/p' "$scratch/digit.json" >"$scratch/got"
printf '1 listed_imo 211000011\n2 near_listed_imo 211000012\n' | diff - "$scratch/got" ||
    fail "a near match with a listed IMO number: $(cat "$scratch/got")"
"$program" -C "$digit" leads | grep -q 'a near match, never a match: imo 9074720' || fail "the table calls it a match"
grep '"mmsi":211000012' "$scratch/digit.json" | grep -q 'sister ships have one size' ||
    fail "a near match without its innocent explanation"
# beside each sentence a key that does not change, and its values, for words in another language
grep '"mmsi":211000012' "$scratch/digit.json" |
    grep -q '"against_keys":\[{"key":"shared_imo","values":\["3","9074720"\]}\].*"innocent_keys":\[{"key":"class.near_listed_imo","values":\[\]}' ||
    fail "a sentence without its key: $(grep '"mmsi":211000012' "$scratch/digit.json")"
"$program" -C "$digit" vessel 211000012 --json | grep -q '"innocent_keys":\[{"key":"class.near_listed_imo"' || fail "vessel: a sentence without its key"

# An older copy imported later changes nothing; a newer one decides.
sed 's/2031-02-03T/2030-01-01T/; s/9074729/9321483/' tests/data/lists/un-small.xml >"$scratch/old.xml"
"$program" -C "$scratch/case" import "$scratch/old.xml" 2>/dev/null
leads --json | grep '"rank":1,' | grep -q '"mmsi":211000001' || fail "an older copy of the list decided"
sed 's/2031-02-03T/2031-03-01T/; /<DATAID>900002/d' tests/data/lists/un-small.xml >"$scratch/new.xml"
"$program" -C "$scratch/case" import "$scratch/new.xml" 2>/dev/null
leads --json | grep -q '"class":"listed_imo"' && fail "a delisted ship is still a lead by its number"
leads --json | sed 's/"known_at":"[^"]*"//' >"$scratch/before"
"$program" -C "$scratch/case" check >/dev/null 2>&1 || fail "the case does not check"
"$program" -C "$scratch/case" rebuild >/dev/null 2>&1 || fail "rebuild failed"
leads --json | sed 's/"known_at":"[^"]*"//' | diff "$scratch/before" - || fail "a rebuild gave other leads"

# A required list that is missing or too old: what is not shown may be listed, whatever other lists say.
grep -q '"answer":"leads","why":null' "$scratch/before" || fail "nothing is lacking: $(tail -n 1 "$scratch/before")"
"$program" -C "$scratch/case" require ofac-sdn:7 un-sc:1000000 >/dev/null 2>&1
leads --json | tail -n 1 | grep -q '"answer":"undetermined","why":"the required list ofac-sdn is missing"' ||
    fail "a required list is missing: $(leads --json | tail -n 1)"
leads | grep -q '^Undetermined: the required list ofac-sdn is missing' || fail "the table does not say it"
leads --html "$scratch/lacking.html" 2>/dev/null
grep -q 'Undetermined: .*the required list ofac-sdn is missing' "$scratch/lacking.html" || fail "the page does not say it"
"$program" -C "$scratch/case" require --remove ofac-sdn >/dev/null 2>&1
leads --json | tail -n 1 | grep -q '"answer":"leads"' || fail "nothing is lacking again"

# A near name is a lead of the lowest class with its score and why; what two persons decided is set aside with their
# words, and comes back when one takes it back.
near=$scratch/near
"$program" init "$near" --participant Test 2>/dev/null
sed 's/Volana-Reef/VOLANAREEF/' tests/data/leads/week.csv >"$scratch/near.csv"
"$program" -C "$near" import "$scratch/near.csv" tests/data/lists/un-small.xml 2>/dev/null
"$program" -C "$near" leads --json >"$scratch/leads"
grep '"mmsi":211000004' "$scratch/leads" | grep -q '"class":"listed_name".*"said":"VOLANAREEF".*"score":0.9.*"why":"' ||
    fail "a near name: $(grep 211000004 "$scratch/leads")"
decide() { "$program" -C "$near" decide VOLANAREEF TTe.001 --no-match --reason known_party --text "seen in port" --by "$1" 2>"$scratch/err"; }
decide "A. Desk"
"$program" -C "$near" leads --json >"$scratch/leads"
if grep -q 'second reviewer' "$scratch/err"; then
    grep '"mmsi":211000004' "$scratch/leads" | grep -q 'does not stand: a second reviewer must agree' || fail "half a decision"
    decide "B. Desk"
    "$program" -C "$near" leads --json >"$scratch/leads"
fi
grep -q '"mmsi":211000004' "$scratch/leads" && fail "a ship that was decided is still a lead"
grep -q '"cleared":1,' "$scratch/leads" || fail "it is not counted: $(tail -n 1 "$scratch/leads")"
"$program" -C "$near" leads --all --json | grep '"mmsi":211000004' | grep -q 'decided .*no_match.* (known_party: seen in port' ||
    fail "--all does not show what was decided"

# The owner of the listed ship is listed too: said beside the lead; a holder who is not listed is not named.
own=$scratch/own
cat >"$scratch/owned.ftm.json" <<'END'
{"id":"ship","caption":"SEA EXAMPLE","schema":"Vessel","properties":{"name":["SEA EXAMPLE"],"imoNumber":["9074729"]}}
{"id":"firm","caption":"Firm <Example>","schema":"Company","properties":{"name":["Firm <Example>"]}}
{"id":"aunt","caption":"Aunt Example","schema":"Person","properties":{"name":["Aunt Example"]}}
{"id":"s1","schema":"Sanction","properties":{"entity":["ship","firm"],"startDate":["2020-05-01"]}}
{"id":"o1","schema":"Ownership","properties":{"owner":["firm"],"asset":["ship"],"percentage":["60"]}}
{"id":"o2","schema":"Ownership","properties":{"owner":["aunt"],"asset":["ship"],"percentage":["40"]}}
END
"$program" init "$own" --participant Test 2>/dev/null
"$program" -C "$own" import tests/data/leads/week.csv "$scratch/owned.ftm.json" 2>/dev/null
"$program" -C "$own" leads --json >"$scratch/leads"
says='of the ship of ship the list says that Firm <Example> (owned:firm) holds 60.00 to 60.00 % of it; that party is listed itself'
grep '"mmsi":211000001' "$scratch/leads" | grep -qF "\"owners\":[\"$says\"]" || fail "its owner: $(cat "$scratch/leads")"
"$program" -C "$own" leads >"$scratch/leads"
grep -qF "      owner    $says" "$scratch/leads" || fail "the table lacks the owner"
grep -q 'Aunt' "$scratch/leads" && fail "an owner who is not listed is named"
"$program" -C "$own" leads --html "$scratch/leads.html" 2>/dev/null
grep -qF 'Firm &lt;Example&gt;' "$scratch/leads.html" || fail "the page lacks the owner"

# What cannot be read of a list is said; a list of which most cannot be read is not taken in.
ofac=$scratch/ofac
mkdir "$ofac"
cp tests/data/lists/ofac/*.csv "$ofac"
"$program" -C "$scratch/case" import "$ofac" --date 2026-02-27 2>"$scratch/err" || fail "the OFAC list was refused"
grep -q '4 entries, 1 rejected' "$scratch/err" || fail "import does not say what it rejected: $(cat "$scratch/err")"
leads --json | grep -q '"list":"ofac-sdn","published":"2026-02-27".*"entries":4,"rejected":1}' ||
    fail "leads does not say what was rejected"
mkdir "$scratch/broken"
cp "$ofac"/*.csv "$scratch/broken"
sed 's/^10[235],/x&/' "$ofac/sdn.csv" >"$scratch/broken/sdn.csv"
code=0
"$program" -C "$scratch/case" import "$scratch/broken" 2>"$scratch/err" || code=$?
[ $code -eq 3 ] || fail "a list that is mostly broken gave exit status $code"
grep -q 'sdn.csv: 4 rows of an OFAC list rejected, 1 accepted' "$scratch/err" || fail "no counts: $(cat "$scratch/err")"
leads --json | grep -q '"entries":4,"rejected":1}' || fail "the broken list counts"

# The newest copy counts, dated or not: an undated one stands at its day of import, and of one day the later import
# decides. Each copy is told by its number of entries.
copy_of() { # copy_of ENTRIES [--date DAY]: a copy with so many further entries
    rm -rf "$scratch/copy"
    mkdir "$scratch/copy"
    cp "$ofac"/*.csv "$scratch/copy"
    for i in $(seq "$1"); do
        echo "90$i,\"MERU $i\",\"vessel\",\"T\",\"-0-\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- "
    done | cat - "$ofac/sdn.csv" >"$scratch/copy/sdn.csv"
    shift
    "$program" -C "$scratch/case" import "$scratch/copy" "$@" 2>"$scratch/err" || fail "not taken in: $(cat "$scratch/err")"
}
counts() { # counts PUBLISHED ENTRIES WHY
    leads --json >"$scratch/leads"
    grep -q "\"list\":\"ofac-sdn\",\"published\":$1,.*\"entries\":$2," "$scratch/leads" ||
        fail "$3: $(sed -n '/"lists"/s/.*"lists"/"lists"/p' "$scratch/leads")"
}
today=$(date -u +%F)
tomorrow=$(date -u -d '+1 day' +%F)
copy_of 1
counts null 5 "an undated copy of today lost to a dated one of February"
copy_of 2 --date 2026-02-28
counts null 5 "a copy dated before the day of import of the undated one won"
copy_of 3 --date "$today"
counts "\"$today\"" 7 "of one day the later import must count"
copy_of 4
counts null 8 "of one day the later import must count, undated too"
copy_of 5 --date "$tomorrow"
copy_of 6
counts "\"$tomorrow\"" 9 "an undated copy won over one published after its import"
"$program" -C "$scratch/case" rebuild >/dev/null 2>&1 || fail "rebuild failed"
counts "\"$tomorrow\"" 9 "a rebuild chose another copy"
code=0
"$program" -C "$scratch/case" import "$ofac" --date "$(date -u -d '+3 days' +%F)" 2>/dev/null || code=$?
[ $code -eq 2 ] || fail "a publication day in the future gave exit status $code"

# A list in parts is known when every part is: new aliases beside an old main part are a new publication.
copy_of 7 --date "$tomorrow"
"$program" -C "$scratch/case" import "$scratch/copy" 2>"$scratch/err" || fail "a known list was refused"
grep -q 'nothing changed' "$scratch/err" || fail "a list whose parts are all known: $(cat "$scratch/err")"
echo '101,9,"aka","BYSTANDER",-0- ' | cat - "$ofac/alt.csv" >"$scratch/copy/alt.csv"
for want in '1 of 1 file new' '0 of 1 file new, 1 known'; do
    "$program" -C "$scratch/case" import "$scratch/copy" --date "$tomorrow" 2>"$scratch/err" ||
        fail "new parts were refused: $(cat "$scratch/err")"
    grep -q "$want" "$scratch/err" || fail "not \"$want\": $(cat "$scratch/err")"
done
sum=$(sha256sum "$scratch/copy/sdn.csv" | cut -d ' ' -f 1)
leads --json >"$scratch/leads"
grep -q "\"sha256\":\"$sum\",\"entries\":11," "$scratch/leads" || fail "the list is not named by its main part"
"$program" -C "$scratch/case" check >"$scratch/out" 2>&1 || fail "the case does not check: $(cat "$scratch/out")"
"$program" -C "$scratch/case" rebuild >/dev/null 2>&1 || fail "rebuild failed"
"$program" -C "$scratch/case" check >"$scratch/out" 2>&1 || fail "no check after rebuild: $(cat "$scratch/out")"
