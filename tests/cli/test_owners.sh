#!/bin/sh
# owners: stakes, the 50 per cent rules and what is missing, from files and from a case. The parties are invented; what
# must come out was worked out by hand beside each case.
set -u
program=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-owners.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0
fail() {
    echo "FAIL: $*"
    failed=1
}
# says FILTER WANT COMMAND...: what jq makes of the answer, in one line
says() {
    filter=$1 want=$2
    shift 2
    "$program" "$@" >out 2>err
    got=$(jq -r "$filter" out 2>/dev/null | tr '\n' ' ' | sed 's/ $//')
    [ "$got" = "$want" ] || {
        fail "$* | $filter: \"$got\", not \"$want\""
        cat err
    }
}
exits() {
    want=$1
    shift
    "$program" "$@" >out 2>err
    got=$?
    [ $got = "$want" ] || fail "$* exits with $got, not $want: $(head -n 1 err)"
}

# Boss (listed since 2020-05-01) holds 60 % of Holding, Holding all of Ship; Uncle, a person who is not listed, the rest.
cat >owners.ftm.json <<'END'
{"id":"boss","caption":"Boss Example","schema":"Person","properties":{"name":["Boss Example"]},"target":true}
{"id":"uncle","caption":"Uncle Example","schema":"Person","properties":{"name":["Uncle Example"]}}
{"id":"holding","caption":"Holding Example Ltd","schema":"Company","properties":{"name":["Holding Example Ltd"]}}
{"id":"ship","caption":"SEA EXAMPLE","schema":"Vessel","properties":{"name":["SEA EXAMPLE"]}}
{"id":"s1","schema":"Sanction","properties":{"entity":["boss"],"startDate":["2020-05-01"]}}
{"id":"o1","schema":"Ownership","properties":{"owner":["boss"],"asset":["holding"],"percentage":["60"],"startDate":["2018-01-01"]}}
{"id":"o2","schema":"Ownership","properties":{"owner":["uncle"],"asset":["holding"],"percentage":["40"],"startDate":["2018-01-01"]}}
{"id":"o3","schema":"Ownership","properties":{"owner":["holding"],"asset":["ship"],"percentage":["100"]}}
END
by='select(.type == "ownership") | "\(.rule) \(.holds) \(.least_percent) \(.most_percent)"'
says "$by" "ofac-50 yes 100 100 eu-50 yes 100 100 uk-50 yes 100 100" owners ship --list owners.ftm.json --json
says "$by" "ofac-50 yes 60 60" owners holding --list owners.ftm.json --rule ofac-50 --json
says "$by" "ofac-50 no 0 0" owners holding --list owners.ftm.json --rule ofac-50 --as-of 2020-04-30 --json
says "$by" "ofac-50 yes 60 60" owners holding --list owners.ftm.json --rule ofac-50 --as-of 2020-05-01 --json
says "$by" "ofac-50 undetermined 0 100" owners holding --list owners.ftm.json --rule ofac-50 --as-of 2017-12-31 --json
says 'select(.type == "ownership") | .owners_missing[]' "owners:holding" owners holding --list owners.ftm.json --rule uk-50 \
    --as-of 2017-12-31 --json
says "$by" "ofac-50 no 0 0" owners boss --list owners.ftm.json --rule ofac-50 --json
says 'select(.type == "ownership") | .stakes[] | "\(.depth) \(.owner) \(.owner_listed) \(.owner_counts)"' \
    "1 owners:holding no yes 2 owners:boss yes yes 2 owners:uncle no no" owners owners:ship --list owners.ftm.json \
    --rule ofac-50 --json
"$program" owners ship --list owners.ftm.json >out 2>err
grep -q '^ofac-50  yes: listed parties hold 100 %' out || fail "the table: $(cat out)"
grep -q 'not a decision' out || fail "the table does not say that it is no decision"

exits 2 owners nobody --list owners.ftm.json
exits 2 owners ship --list owners.ftm.json --rule ofac
exits 2 owners ship --list owners.ftm.json --known-at 2020-01-01
exits 2 owners --list owners.ftm.json

# Who says what when. A stake without a date holds from its publication on; where the next copy lacks it, or gives
# another share, the day between is open; a former one is over by the day it is called so. Without a Sanction, "target"
# leaves open whether a party is listed. Uncle and Aunt are persons, so that every share has a holder.
edge() { echo "{\"id\":\"$1\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"$2\"],\"asset\":[\"$3\"],\"percentage\":[\"$4\"]$5}}"; }
parties() {
    for who in boss:true uncle:false aunt:false; do
        echo "{\"id\":\"${who%:*}\",\"caption\":\"${who%:*} Example\",\"schema\":\"Person\",\"properties\":{\"name\":[\"${who%:*} Example\"]},\"target\":${who#*:}}"
    done
    for firm in firm yard mill dock; do
        echo "{\"id\":\"$firm\",\"caption\":\"$firm Example\",\"schema\":\"Company\",\"properties\":{\"name\":[\"$firm Example\"]}}"
    done
}
mkdir early late
{
    parties
    echo '{"id":"s1","schema":"Sanction","properties":{"entity":["boss"],"listingDate":["2010-05-01"]}}'
    edge e1 boss firm 60 "" && edge e2 uncle firm 40 ""
    edge e3 boss yard 60 "" && edge e4 uncle yard 40 ""
    edge e5 boss mill 60 "" && edge e6 uncle mill 40 ""
    edge e7 boss dock 100 ',"status":["Former"]' && edge e8 uncle dock 100 ""
} >early/dated.ftm.json
{
    parties
    echo '{"id":"s1","schema":"Sanction","properties":{"entity":["boss"],"listingDate":["2010-05-01"]}}'
    edge e1 boss firm 60 "" && edge e2 uncle firm 40 ""
    edge e5 boss mill 20 "" && edge e6 uncle mill 40 "" && edge e9 aunt mill 40 ""
} >late/dated.ftm.json
on() {
    says "$by" "ofac-50 $3" owners "$1" --list early/dated.ftm.json@2018-01-01 --list late/dated.ftm.json@2020-01-01 \
        --rule ofac-50 --as-of "$2" --json
}
on firm 2017-12-31 "undetermined 0 100"
on firm 2018-01-01 "yes 60 60"
on firm 2019-06-01 "yes 60 60"
on yard 2018-01-01 "yes 60 60"
on yard 2019-06-01 "undetermined 0 100"
on mill 2018-01-01 "yes 60 60"
on mill 2019-06-01 "undetermined 20 60"
on mill 2020-01-01 "no 20 20"
on dock 2018-01-01 "no 0 0"
on dock 2017-12-31 "undetermined 0 100"
says 'select(.type == "ownership") | .stakes[].owner' "dated:uncle" owners dock --list early/dated.ftm.json@2018-01-01 \
    --rule ofac-50 --as-of 2018-01-01 --json
grep -v Sanction early/dated.ftm.json >unsaid.ftm.json
says "$by" "ofac-50 undetermined 0 60" owners firm --list unsaid.ftm.json --rule ofac-50 --json

# Directorship, family, what a party owns, former owners, a ship's operator: shown from both ends, counted in no share.
cat >links.ftm.json <<'END'
{"id":"boss","caption":"Boss Example","schema":"Person","properties":{"name":["Boss Example"]}}
{"id":"aunt","caption":"Aunt Example","schema":"Person","properties":{"name":["Aunt Example"]}}
{"id":"firm","caption":"Firm Example","schema":"Company","properties":{"name":["Firm Example"]}}
{"id":"ship","caption":"SEA EXAMPLE","schema":"Vessel","properties":{"name":["SEA EXAMPLE"],"operator":["Boats \u001b[1mExample"],"owner":["Purse Example"]}}
{"id":"s1","schema":"Sanction","properties":{"entity":["boss"],"startDate":["2020-05-01"]}}
{"id":"d1","schema":"Directorship","properties":{"director":["boss"],"organization":["firm"],"role":["Chair"],"startDate":["2019"]}}
{"id":"f1","schema":"Family","properties":{"person":["boss"],"relative":["aunt"],"relationship":["aunt"]}}
{"id":"o1","schema":"Ownership","properties":{"owner":["aunt"],"asset":["firm"],"percentage":["100"]}}
{"id":"o2","schema":"Ownership","properties":{"owner":["boss"],"asset":["firm"],"percentage":["90"],"status":["former"]}}
END
link='select(.type == "link") | "\(.relation) \(.other) \(.other_role) \(.words) \(.other_listed) \(.source);"'
says "$link" "Directorship links:boss director Chair yes links:d1; Ownership links:boss ownershipOwner 90 yes links:o2;" \
    owners firm --list links.ftm.json --json
says "$link" "Family links:boss person aunt yes links:f1; Ownership links:firm asset 100 no links:o1;" \
    owners aunt --list links.ftm.json --json
says "$by" "ofac-50 no 0 0" owners firm --list links.ftm.json --rule ofac-50 --json
says 'select(.type == "link") | "\(.relation) \(.other) \(.other_caption | length) \(.other_listed)"' \
    "operator null 17 undetermined" owners ship --list links.ftm.json --json
says 'select(.type == "link") | .status' "said by the list, counted in no share" owners ship --list links.ftm.json --json
says 'select(.type == "ownership") | .stakes | length' 1 owners ship --list links.ftm.json --rule ofac-50 --json
"$program" owners ship --list links.ftm.json >out
grep -q "$(printf '\033')" out && fail "a terminal's control character comes through"
grep -q '"Purse Example", share not said, is named as who owns, controls or operates SEA EXAMPLE' out ||
    fail "an owner who is only named: $(cat out)"
"$program" owners firm --list links.ftm.json >out
grep -q '^  Directorship: Boss Example (links:boss), the director, "Chair", from 2019; listed; said by links:d1$' out ||
    fail "the table of links: $(cat out)"
grep -q 'whether the rule.s own authority lists them' out || fail "the scope of the rules is not said"


# OFAC's advanced form: who owns or controls is no stake of a known share; every line of an exercise bears its mark.
advanced=$root/tests/data/lists/ofac-advanced.xml
says "$by" "ofac-50 undetermined 0 100" owners ofac-sdn:502 --list "$advanced" --rule ofac-50 --json
says 'select(.type == "link") | "\(.relation) \(.other) \(.status_said)"' \
    "Ownership ofac-sdn:502 null Directorship ofac-sdn:501 former" owners ofac-sdn:503 --list "$advanced" --json
[ "$(grep -c '"exercise":true' out)" -eq "$(wc -l <out)" ] || fail "a line without its mark: $(cat out)"
"$program" owners ofac-sdn:502 --list "$advanced" >out 2>err
grep -q '^EXERCISE$' out || fail "the table without its mark"
grep -q '^ofac-50  undetermined: listed parties may hold 0 to 100 %' out || fail "the table: $(cat out)"

# An entry of another list with the same id: say which.
sed 's/Example/Sample/' owners.ftm.json >others.ftm.json
exits 2 owners ship --list owners.ftm.json --list others.ftm.json
grep -q 'owners:ship and others:ship' err || fail "two ships: $(cat err)"
exits 0 owners others:ship --list owners.ftm.json --list others.ftm.json

# The same from a case.
exits 0 init case --participant Test
exits 0 -C case import owners.ftm.json
says "$by" "ofac-50 yes 60 60" -C case owners holding --rule ofac-50 --json
says 'select(.type == "summary") | .lists[].list' "owners" -C case owners holding --json

# Of two copies the newest counts: one without a date stands at its day of import, and a later one of that day replaces it.
mkdir newer
sed 's/"percentage":\["60"\]/"percentage":["10"]/; s/"percentage":\["40"\]/"percentage":["90"]/' owners.ftm.json >newer/owners.ftm.json
exits 0 -C case import newer/owners.ftm.json --date "$(date -u +%F)"
says "$by" "ofac-50 no 10 10" -C case owners holding --rule ofac-50 --json
exit $failed
