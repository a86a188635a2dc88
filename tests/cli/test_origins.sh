#!/bin/sh
# origins: counts, roots, links, what is thought away, forms and statuses over small files worked out by hand; then the
# generated corpus of tests/data/corroboration (bench/corroboration/generate.py --seed 3 --events 60) as it is, without
# the field kind, and with kinds, ids and names exchanged: over-counting is the harm.
set -u
program=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-origins.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
failed=0
fail() {
    echo "FAIL: $*"
    failed=1
}
# says FILTER WANT OPTIONS...: what jq makes of the answer, in one line
says() {
    filter=$1 want=$2
    shift 2
    "$program" origins --sources sources.jsonl --items items.jsonl --json "$@" >out 2>err || fail "status of origins $*: $(cat err)"
    got=$(jq -rc "$filter" out 2>/dev/null | tr '\n' ' ' | sed 's/ $//')
    [ "$got" = "$want" ] || {
        fail "$* | $filter: \"$got\", not \"$want\""
        cat err
    }
}
exits() {
    want=$1
    shift
    "$program" origins "$@" >out 2>err
    got=$?
    [ $got = "$want" ] || fail "origins $* exits with $got, not $want: $(head -n 1 err)"
}

# Event e1: a, and b who quotes it. e2: c and d of two parties who differ as observers do. e3: f takes all of g, rounded,
# without saying so. e4: h and i cite what nobody has.
cat >sources.jsonl <<'END'
{"source_id":"s1","name":"One","kind":"x","party":"north"}
{"source_id":"s2","name":"Two","kind":"y","party":"south"}
{"source_id":"s3","name":"Three","kind":"z","party":"south"}
END
cat >items.jsonl <<'END'
{"item_id":"b","source_id":"s2","published":"2026-05-04T00:00:00Z","text":"Some 60 trucks.","cites":["a"],"event_id":"e1"}
{"item_id":"a","source_id":"s1","published":"2026-05-01T00:00:00Z","text":"61 trucks at 10:15 UTC.","cites":[],"event_id":"e1"}
{"item_id":"c","source_id":"s1","published":"2026-05-01T00:00:00Z","text":"61 trucks, 12.4 km away, at 10:15 UTC.","cites":[],"event_id":"e2"}
{"item_id":"d","source_id":"s2","published":"2026-05-01T03:00:00Z","text":"64 trucks, 12.9 km away, at 10:20 UTC.","cites":[],"event_id":"e2"}
{"item_id":"g","source_id":"s1","published":"2026-05-01T00:00:00Z","text":"358 trucks, 12.4 km away, at 10:15 UTC.","cites":[],"event_id":"e3"}
{"item_id":"f","source_id":"s3","published":"2026-05-05T00:00:00Z","text":"Some 360 trucks, about 12 km away, in the morning.","cites":[],"event_id":"e3"}
{"item_id":"h","source_id":"s1","published":"2026-05-05T00:00:00Z","text":"Rain.","cites":["lost"],"event_id":"e4"}
{"item_id":"i","source_id":"s2","published":"2026-05-05T00:00:00Z","text":"Snow.","cites":["lost"],"event_id":"e4"}
END
of='select(.type == "origins")'
says "$of | \"\\(.event_id) \\(.count) \\(.at_most) \\(.parties) \\(.roots)\"" \
    'e1 1 1 1 [["a","b"]] e2 2 2 2 [["c"],["d"]] e3 1 2 1 [["g","f"]] e4 1 1 0 [["h","i"]]'
says "$of | .links[] | \"\\(.child)>\\(.parent) \\(.as) \\(.status) \\(.at_hand)\"" \
    'b>a quotation declared null f>g copy-suspected suspected null h>lost quotation declared false i>lost quotation declared false'
says "$of | \"\\(.grade_1.allowed) \\(.grade_1.why_not)\"" \
    'false everything goes back to one origin true null false everything goes back to one origin; 1 more only if what is suspected to be a copy is none false everything goes back to one origin'
says "$of | select(.event_id == \"e3\") | .why_not_more[]" \
    'f is a suspected copy of g: about 360 truck for 358 truck; about 12 km for 12.4 km; the part of the day for the minute; 4.0 days later'
says 'select(.type == "summary") | "\(.events) \(.items) \(.origins) \(.at_most) \(.grade_1) \(.cited) \(.suspected) \(.cites_not_at_hand) \(.rejected.items)"' \
    '4 8 5 6 1 3 1 2 0'
says '.type' 'origins origins origins origins summary'

# Further links; what is thought away takes its copies with it, and says which events lose what.
cat >links.jsonl <<'END'
{"child":"d","parent":"c","as":"same-satellite-pass","by":"K. Example"}
{"child":"f","parent":"g","as":"copy-confirmed","by":"K. Example"}
END
says "$of | \"\\(.event_id) \\(.count) \\(.at_most)\"" 'e1 1 1 e2 1 1 e3 1 1 e4 1 1' --links links.jsonl
says "$of | select(.event_id == \"e2\") | .why_not_more[]" 'd rests on the same satellite pass as c: said by K. Example' --links links.jsonl
away="$of | \"\\(.event_id) \\(.before) \\(.count) \\(.unsupported)\""
says "$away" 'e1 1 0 1 e2 2 1 0 e3 1 0 1 e4 1 1 0' --without s1
says "$away" 'e1 1 0 1 e2 2 1 0 e3 1 0 1 e4 1 1 0' --without party:north
says "$away" 'e1 1 1 0 e2 2 1 0 e3 1 1 0 e4 1 1 0' --without south
says "$away" 'e1 1 1 0 e2 2 1 0 e3 1 1 0 e4 1 1 0' --without item:d
says 'select(.type == "summary") | "\(.lost_only_origin) \(.lost_second_origin)"' '2 1' --without source:s1
exits 2 --sources sources.jsonl --items items.jsonl --without nobody
exits 2 --sources sources.jsonl --items items.jsonl --without party:s1

# Other forms.
exits 0 --sources sources.jsonl --items items.jsonl
grep -q '^e3  1 independent origin (at most 2, if no suspected copy is one), 1 collecting party; grade 1 refused' out ||
    fail "the table: $(cat out)"
grep -q 'suggestions for a person to confirm, not findings' out || fail "the table does not say what a suspicion is"
exits 0 --sources sources.jsonl --items items.jsonl --csv
[ "$(sed -n 3p out)" = 'e2,2,2,2,yes,,c | d' ] || fail "CSV: $(cat out)"
exits 0 --sources sources.jsonl --items items.jsonl --prov
[ "$(jq -r '[.wasDerivedFrom[] | .["plimsoll:link"]] | sort | join(" ")' out)" = "copy-suspected quotation quotation quotation" ] ||
    fail "PROV-JSON: $(cat out)"
exits 2 --sources sources.jsonl --items items.jsonl --csv --json
exits 2 --items items.jsonl
exits 2 --sources sources.jsonl --items items.jsonl --prov --without s1

# Bad input: named with file and line, counted; nothing accepted, or less than half, is status 3.
{
    cat items.jsonl
    echo '{"item_id":"z"'
    echo '{"item_id":"z","event_id":7}'
    printf '%s\n' '{"item_id":"\u001b[1mz","event_id":"e9","cites":["\u001b[1m"]}'
} >bad.jsonl
exits 0 --sources sources.jsonl --items bad.jsonl --json
[ "$(jq -c 'select(.type == "summary") | .rejected.items' out)" = 2 ] || fail "two bad lines: $(tail -n 1 out)"
grep -q 'bad.jsonl.*line 9' err || fail "where the bad line is: $(cat err)"
grep -q 'bad.jsonl.*line 10' err || fail "where the second bad line is: $(cat err)"
exits 0 --sources sources.jsonl --items bad.jsonl
grep -q "$(printf '\033')" out err && fail "a terminal's control character comes through"
exits 3 --sources sources.jsonl --items bad.jsonl --strict
grep -q 'bad.jsonl.*line 9' err || fail "--strict says where: $(cat err)"
: >empty
exits 3 --sources sources.jsonl --items empty
exits 3 --sources empty --items items.jsonl
exits 3 --sources sources.jsonl --items nowhere.jsonl
yes x | head -n 9 >junk
exits 3 --sources sources.jsonl --items junk
cat items.jsonl junk >half
exits 3 --sources sources.jsonl --items half
gzip -k items.jsonl
exits 0 --sources sources.jsonl --items items.jsonl.gz --json
# A ring of citations, and items in any order: the same bytes.
says "$of | .count" '1 2 1 1'
cp out first
tac items.jsonl >turned && mv turned items.jsonl
"$program" origins --sources sources.jsonl --items items.jsonl --json >out
cmp -s first out || fail "the order of the lines matters"
cat >items.jsonl <<'END'
{"item_id":"a","source_id":"s1","cites":["b"],"event_id":"ring"}
{"item_id":"b","source_id":"s2","cites":["a"],"event_id":"ring"}
END
says "$of | \"\\(.count) \\(.roots)\"" '1 [["a","b"]]'

# The generated corpus.
data=$root/tests/data/corroboration
# score ITEMS: exact, over and under of 60
score() {
    "$program" origins --sources sources.jsonl --items "$1" --json >out 2>err || fail "the corpus: $(cat err)"
    jq -rs '(map(select(.type == "origins")) | map({(.event_id): .count}) | add) as $got |
        map(select(.independent_origins)) | map($got[.event_id] - .independent_origins) |
        "\(map(select(. == 0)) | length) \(map(select(. > 0)) | length) \(map(select(. < 0)) | length)"' \
        out "$data/truth-events.jsonl"
}
check() {
    # shellcheck disable=SC2086
    set -- "$1" $2
    echo "origins of 60 invented events, $1: exact $2, over $3, under $4"
    [ "$2" -ge 54 ] && [ "$3" -le 1 ] || fail "$1: exact $2, over $3, under $4"
}
cp "$data/sources.jsonl" sources.jsonl
given=$(score "$data/items.jsonl")
check "as given" "$given"
jq -c 'del(.kind)' "$data/sources.jsonl" >sources.jsonl
check "without kind" "$(score "$data/items.jsonl")"
# Each source gets the id, kind and name of the next one; the items follow.
jq -cs '. as $all | to_entries | map(.value + {source_id: $all[(.key + 7) % length].source_id, kind: $all[(.key + 3) % length].kind,
    name: $all[(.key + 5) % length].name})[]' "$data/sources.jsonl" >sources.jsonl
jq -cs --slurpfile all "$data/sources.jsonl" '($all | to_entries | map({(.value.source_id): $all[(.key + 7) % ($all | length)].source_id}) | add) as $new |
    .[] | .source_id = $new[.source_id]' "$data/items.jsonl" >renamed.jsonl
renamed=$(score renamed.jsonl)
check "exchanged" "$renamed"
[ "$given" = "$renamed" ] || fail "kinds, names or the spelling of ids matter: $given, then $renamed"
exit $failed
