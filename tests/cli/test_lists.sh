#!/bin/sh
# Lists in a case, over the invented lists of tests/data/lists and small files made here. What must come out is derived
# by hand from those files.
set -eu
program=$(realpath "$1")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-lists.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
fail() {
    echo "test_lists: $*" >&2
    exit 1
}
P() { "$program" -C "$scratch/case" "$@"; }
refused() { # refused STATUS TEXT COMMAND...: the command ends so, and says so
    want=$1 text=$2 code=0
    shift 2
    P "$@" >"$scratch/out" 2>"$scratch/err" || code=$?
    [ $code -eq "$want" ] || fail "$* gave exit status $code, not $want: $(cat "$scratch/err")"
    grep -q "$text" "$scratch/err" || fail "$* says: $(cat "$scratch/err")"
}

# ---- import: what it is, what it holds, what changed ----
"$program" init "$scratch/case" --participant Test 2>/dev/null
P import tests/data/lists/un-small.xml --json >"$scratch/out" 2>/dev/null
grep -q '"list":"un-sc","published":"2031-02-03","entries":3,"rejected":1,"names":7,"vessels":1,"identifiers":7,"invalid_identifiers":1,' "$scratch/out" ||
    fail "counts of the UN list: $(head -n 1 "$scratch/out")"
grep -q '"first_rejected":{"line":10,"offset":2030,"why":"has no DATAID or no name"}' "$scratch/out" ||
    fail "the place of what was rejected: $(head -n 1 "$scratch/out")"
grep -q '"changes":null' "$scratch/out" || fail "the first copy has nothing to be compared with"
P list --json | grep -q '"since":null,"added":null,"changed":null,"removed":null' || fail "list: nothing to be compared with"
echo '<rss/>' >"$scratch/rss.xml"
refused 3 'nor is it a list of any known kind' import "$scratch/rss.xml"

# A later copy: 900002 leaves, 900003 says another address, 900005 comes.
sed -e 's/2031-02-03T/2031-03-01T/' -e '/<DATAID>900002/d' -e 's/1 Quay/2 Quay/' \
    -e 's|<ENTITY><DATAID>900004</DATAID><FIRST_NAME/>|<ENTITY><DATAID>900005</DATAID><FIRST_NAME>NEW ONE</FIRST_NAME>|' \
    tests/data/lists/un-small.xml >"$scratch/march.xml"
P import "$scratch/march.xml" --json >"$scratch/out" 2>/dev/null
grep -q '"changes":{"since_entry":2,"since":"2031-02-03","added":1,"changed":1,"removed":1}' "$scratch/out" ||
    fail "changes of March: $(head -n 1 "$scratch/out")"
P list --json | grep -q '"since":"2031-02-03","added":1,"changed":1,"removed":1' || fail "list: changes of March"
# A copy between them, imported last, is compared with the one before it by day: only the number of the ship differs.
sed -e 's/2031-02-03T/2031-02-10T/' -e 's/9074729/9321483/' tests/data/lists/un-small.xml >"$scratch/ten.xml"
P import "$scratch/ten.xml" 2>"$scratch/err"
grep -q 'list un-sc of 2031-02-10, 3 entries.*; since 2031-02-03: 0 added, 2 changed, 0 removed' "$scratch/err" ||
    fail "changes of February: $(cat "$scratch/err")"

refused 2 'WHAT is empty' list compare " "

# ---- parts ----
refused 2 'main part of the list is missing' import tests/data/lists/ofac/alt.csv
mkdir "$scratch/alone" "$scratch/two"
cp tests/data/lists/ofac/sdn.csv "$scratch/alone"
refused 2 'aliases part is missing' import "$scratch/alone/sdn.csv"
cp tests/data/lists/ofac/*.csv "$scratch/two"
cp tests/data/lists/ofac/alt.csv "$scratch/two/ALT.CSV"
refused 2 'could be the same part of ofac-sdn' import "$scratch/two/sdn.csv"
refused 2 'LIST:PART=FILE' import --part ofac-sdn:names=x
mkdir "$scratch/odd"
for part in sdn:prim alt:alt add:add sdn_comments:comments; do
    cp "tests/data/lists/ofac/${part%:*}.csv" "$scratch/odd/${part#*:}.data"
done
P import --date 2026-02-27 --part sdn:prim="$scratch/odd/prim.data" --part ofac-sdn:alt="$scratch/odd/alt.data" \
    --part sdn:add="$scratch/odd/add.data" --part sdn:comments="$scratch/odd/comments.data" --json >"$scratch/out" \
    2>/dev/null || fail "--part was refused"
grep -q '"members":4,"list":"ofac-sdn","published":"2026-02-27","entries":4,"rejected":1,' "$scratch/out" ||
    fail "the parts by --part: $(head -n 1 "$scratch/out")"
P import tests/data/lists/ofac 2>"$scratch/err"
grep -q 'in the case already' "$scratch/err" || fail "the same bytes by name are new: $(cat "$scratch/err")"
# Another day for the same bytes: the first stands, and that is said.
P import --date 2026-02-28 tests/data/lists/ofac --json >"$scratch/out" 2>/dev/null
grep -q '"status":"known",.*"date_given_before":"2026-02-27"' "$scratch/out" || fail "another day passes in silence: $(cat "$scratch/out")"
P import --date 2026-02-28 tests/data/lists/ofac 2>&1 | grep -q 'it came with --date 2026-02-27, and that day stands' || fail "another day passes in silence"
# The main part alone takes what lies beside it, also from the present folder; of a part that is named another file is not
# looked for. The parts are the same bytes, so nothing is new.
P import tests/data/lists/ofac/sdn.csv 2>"$scratch/err" || fail "the main part with its siblings: $(cat "$scratch/err")"
grep -q 'ofac/alt.csv: read as a part of ofac-sdn' "$scratch/err" || fail "siblings are not named: $(cat "$scratch/err")"
grep -q 'in the case already' "$scratch/err" || fail "the main part with its siblings is another list: $(cat "$scratch/err")"
"$program" init "$scratch/case2" --participant Test 2>/dev/null
(cd "$scratch/two" && rm ALT.CSV && gzip alt.csv && "$program" -C "$scratch/case2" import sdn.csv) 2>"$scratch/err" || fail "a compressed sibling: $(cat "$scratch/err")"
grep -q 'alt.csv.gz: read as a part of ofac-sdn' "$scratch/err" || fail "a compressed sibling is not found: $(cat "$scratch/err")"
refused 2 'aliases part is missing' import --part sdn:prim="$scratch/two/sdn.csv"

# The other way round: each copy is compared with the one before it by day, whichever came first.
"$program" init "$scratch/backwards" --participant Test 2>/dev/null
for day in march ten; do "$program" -C "$scratch/backwards" import "$scratch/$day.xml" 2>/dev/null || fail "backwards: $day"; done
"$program" -C "$scratch/backwards" import tests/data/lists/un-small.xml 2>/dev/null || fail "backwards"
"$program" -C "$scratch/backwards" list --all --json | grep -o '"since":.*' >"$scratch/backwards.out"
P list --all --json | grep '"list":"un-sc"' | grep -o '"since":.*' >"$scratch/forwards.out"
head -n 3 "$scratch/backwards.out" | cmp - "$scratch/forwards.out" || fail "backwards: $(cat "$scratch/backwards.out")"

# ---- deltas ----
cat >"$scratch/toy.entities.ftm.json" <<'END'
{"id":"a","caption":"MERU TAVO","schema":"Person","properties":{"name":["MERU TAVO"]},"datasets":["toy"]}
{"id":"b","caption":"TESSIL","schema":"Vessel","properties":{"name":["TESSIL"],"imoNumber":["IMO9074729"]},"datasets":["toy"]}
END
cat >"$scratch/toy.entities.delta.json" <<'END'
{"op":"MOD","entity":{"id":"a","caption":"MERU TAVO","schema":"Person","properties":{"name":["MERU TAVO"],"alias":["OLD SALT"]},"datasets":["toy"]}}
{"op":"DEL","entity":{"id":"b"}}
{"op":"DEL","entity":{"id":"nobody"}}
{"op":"ADD","entity":{"id":"c","caption":"NEW CO","schema":"Company","properties":{"name":["NEW CO"]},"datasets":["toy"]}}
END
refused 2 'no copy of the list' import --list toy --date 2024-01-02 "$scratch/toy.entities.delta.json"
P import --list toy --date 2024-01-01 "$scratch/toy.entities.ftm.json" 2>/dev/null || fail "the entities were refused"
refused 2 'older than the newest copy' import --list toy --date 2023-12-31 "$scratch/toy.entities.delta.json"
P import --list toy --date 2024-01-02 "$scratch/toy.entities.delta.json" --json >"$scratch/out" 2>"$scratch/err" ||
    fail "the delta was refused: $(cat "$scratch/err")"
grep -q '"entries":2,.*"names":3,"vessels":0,.*"dangling":1,.*"added":1,"changed":1,"removed":1}' "$scratch/out" ||
    fail "the delta: $(head -n 1 "$scratch/out")"

# The day of a delta is that of the version in its name, unless a person says another; behind an undated copy it has
# none, because it must stand behind that.
"$program" init "$scratch/versions" --participant Test 2>/dev/null
V() { "$program" -C "$scratch/versions" "$@"; }
echo '{"op":"ADD","entity":{"id":"d","schema":"Company","properties":{"name":["LATER CO"]}}}' \
    >"$scratch/toy-20240527134702-zbn.entities.delta.json"
V import --date 2024-05-01 "$scratch/toy.entities.ftm.json" 2>/dev/null || fail "versions: the entities were refused"
V import "$scratch/toy-20240527134702-zbn.entities.delta.json" --json >"$scratch/out" 2>"$scratch/err" ||
    fail "versions: $(cat "$scratch/err")"
grep -q '"list":"toy","published":"2024-05-27","entries":3,' "$scratch/out" || fail "versions: $(head -n 1 "$scratch/out")"
"$program" init "$scratch/undated" --participant Test 2>/dev/null
"$program" -C "$scratch/undated" import "$scratch/toy.entities.ftm.json" 2>/dev/null
"$program" -C "$scratch/undated" import "$scratch/toy-20240527134702-zbn.entities.delta.json" --json >"$scratch/out" \
    2>"$scratch/err" || fail "undated: $(cat "$scratch/err")"
grep -q '"list":"toy","published":null,"entries":3,' "$scratch/out" || fail "undated: $(head -n 1 "$scratch/out")"

# A date of the file's own that is none is said, never passed over.
sed 's/2031-02-03T[^"]*/2031-13-45/' tests/data/lists/un-small.xml >"$scratch/nodate.xml"
"$program" init "$scratch/nodate" --participant Test 2>/dev/null
"$program" -C "$scratch/nodate" import "$scratch/nodate.xml" >"$scratch/out" 2>"$scratch/err" || fail "nodate: $(cat "$scratch/err")"
grep -q 'its own date, 2031-13-45, is no day' "$scratch/err" || fail "nodate: $(cat "$scratch/err")"
"$program" screen --list "$scratch/nodate.xml" "Tavo Meru" --json >"$scratch/out" 2>"$scratch/err"
grep -q 'its own date, 2031-13-45, is no day' "$scratch/err" || fail "screen nodate: $(cat "$scratch/err")"

# ---- list ----
P list --json --all >"$scratch/out"
[ "$(grep -c '"type":"list"' "$scratch/out")" -eq 6 ] || fail "not every publication is shown: $(cat "$scratch/out")"
P list --json >"$scratch/out"
[ "$(grep -c '"newest":true' "$scratch/out")" -eq 3 ] || fail "not one row for each list"
grep -q '"list":"un-sc","format":"un-xml","published":"2031-03-01"' "$scratch/out" || fail "not the newest copy"
P list --as-of 2031-02-11 --json >"$scratch/out"
grep -q '"list":"un-sc".*"published":"2031-02-10","age_days":1,' "$scratch/out" || fail "as of a day: $(cat "$scratch/out")"
P list | grep -q '^un-sc  2031-03-01' || fail "the table: $(P list)"

# ---- diff ----
P list diff un-sc@2031-02-03 un-sc --json >"$scratch/out"
grep -q '"change":"added","id":"900005"' "$scratch/out" || fail "diff: what came"
grep -q '"change":"removed","id":"900002"' "$scratch/out" || fail "diff: what left"
grep '"change":"changed","id":"900003"' "$scratch/out" | grep -q '"change":"removed","property":"address","value":"1 Quay' ||
    fail "diff: what changed: $(cat "$scratch/out")"
tail -n 1 "$scratch/out" | grep -q '"added":1,"changed":1,"removed":1' || fail "diff: summary"
(cd "$scratch" && "$program" list diff ten.xml march.xml) >"$scratch/out" || fail "two files need no case"
grep -q '^1 added, 1 changed, 1 removed' "$scratch/out" || fail "diff of files: $(cat "$scratch/out")"
refused 2 'two publications of one list' list diff un-sc ofac-sdn
refused 2 'neither a file nor a publication' list diff un-sc@1999-01-01 un-sc

# ---- show ----
P list show TTe.001 --json >"$scratch/out"
grep -q '"type":"entry","list":"un-sc","id":"900002".*"versions":2,"held_now":false,"spans":\[{"since":"2031-02-03","until":"2031-03-01"}\]' "$scratch/out" ||
    fail "show: $(head -n 1 "$scratch/out")"
grep -q '"property":"imoNumber","value":"9074729".*"field":"COMMENTS1","spans":\[{"since":"2031-02-03","until":"2031-02-10"}\]' "$scratch/out" ||
    fail "show: a value that went: $(grep imoNumber "$scratch/out")"
refused 2 'no list of this case has an entry' list show nobody.at.all
for want in 2031-02-03:listed 2031-02-05:listed 2031-02-10:listed 2031-02-11:undetermined 2031-03-01:not_listed; do
    P list show un-sc:900002 --as-of "${want%:*}" --json | grep -q "\"listed\":\"${want#*:}\"" || fail "as of $want"
done

# Where it stands: these bytes of the exhibit are the entry's element.
place=$(P list show un-sc:900001 --json | sed -n 's/.*"src":{"exhibit":"sha256:\([0-9a-f]*\)","entry":2,"offset":\([0-9]*\),"length":\([0-9]*\)}.*/\1 \2 \3/p')
[ "${place%% *}" = "$(sha256sum tests/data/lists/un-small.xml | cut -d ' ' -f 1)" ] || fail "the exhibit of an entry: $place"
tail -c "+$(($(echo "$place" | cut -d ' ' -f 2) + 1))" tests/data/lists/un-small.xml | head -c "$(echo "$place" | cut -d ' ' -f 3)" >"$scratch/bytes"
grep -q '^<INDIVIDUAL><DATAID>900001.*</INDIVIDUAL>$' "$scratch/bytes" || fail "the bytes of an entry: $(cat "$scratch/bytes")"

# ---- compare: the ship of OFAC's 101 is the UN's 900002 by its number, as long as the UN lists it ----
P list compare 9074729 --json --as-of 2031-02-05 >"$scratch/out"
grep -q '"type":"listing","list":"ofac-sdn".*"found":true,"id":"101".*"how":"imo"' "$scratch/out" || fail "compare: OFAC: $(cat "$scratch/out")"
grep -q '"type":"listing","list":"un-sc","published":"2031-02-03","found":true,"id":"900002".*"listed_since":"2030-12-01"' "$scratch/out" ||
    fail "compare: UN: $(cat "$scratch/out")"
grep -q '"type":"difference"' "$scratch/out" || fail "compare: no difference: $(cat "$scratch/out")"
P list compare 9074729 --json >"$scratch/out"
grep -q '"list":"un-sc","published":"2031-03-01","found":true,"id":"900003".*"how":"named_in_entry"' "$scratch/out" ||
    fail "compare: an entry that only names the ship: $(cat "$scratch/out")"
grep -q '"list":"toy","published":"2024-01-02","found":false' "$scratch/out" || fail "compare: a list without it must be shown"
P list compare "Volana Rif" --json | grep -q '"id":"101".*"how":"name"' || fail "compare by name"

# ---- as known at ----
sleep 0.01
before=$(date -u +%Y-%m-%dT%H:%M:%S.%N | cut -c 1-26)Z
sleep 0.01
sed -e 's/2031-02-03T/2031-04-01T/' tests/data/lists/un-small.xml >"$scratch/april.xml"
P import "$scratch/april.xml" 2>/dev/null
P list --json | grep -q '"list":"un-sc".*"published":"2031-04-01"' || fail "April is not the newest"
P list --json --known-at "$before" | grep -q '"list":"un-sc".*"published":"2031-03-01"' || fail "known before April"

P check >"$scratch/out" 2>&1 || fail "the case does not check: $(cat "$scratch/out")"
P list show TTe.001 --json | sed 's/"known_at":"[^"]*"//' >"$scratch/before"
P rebuild 2>/dev/null || fail "rebuild failed"
P list show TTe.001 --json | sed 's/"known_at":"[^"]*"//' | diff "$scratch/before" - || fail "a rebuild gave another answer"

# Three dates of the UN list imported in any order give the same answers as of any day.
for order in "a b c" "c b a" "b c a"; do
    rm -rf "$scratch/x"
    "$program" init "$scratch/x" --participant Test 2>/dev/null
    for f in $order; do
        case $f in a) file=tests/data/lists/un-small.xml ;; b) file=$scratch/ten.xml ;; c) file=$scratch/march.xml ;; esac
        "$program" -C "$scratch/x" import "$file" 2>/dev/null
    done
    for day in 2030-11-01 2030-12-15 2031-02-03 2031-02-05 2031-02-10 2031-02-20 2031-03-01 2031-05-01; do
        for id in 900001 900002 900003 900005; do
            "$program" -C "$scratch/x" list show $id --as-of $day --json | sed 's/"src":{[^}]*}//' | grep '"type":"entry"' ||
                fail "no entry $id in the order $order"
        done
    done >"$scratch/asof.$(echo "$order" | tr -d ' ')"
done
cmp "$scratch/asof.abc" "$scratch/asof.cba" || fail "the order of imports changes what was listed"
cmp "$scratch/asof.abc" "$scratch/asof.bca" || fail "the order of imports changes what was listed"
echo "all well"
