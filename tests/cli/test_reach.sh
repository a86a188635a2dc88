#!/bin/sh
# plimsoll reach: the shape of its answers, what it refuses, what it leaves undetermined. Distances are held in
# tests/unit/app/test_reach.c; here only what the command line makes of them.
set -u
plimsoll=$1
root=$(pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-reach.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

fail() {
    echo "FAIL: $*"
    exit 1
}
exits() {
    want=$1
    shift
    "$plimsoll" "$@" >out 2>err
    got=$?
    [ $got = "$want" ] || fail "$* exits with $got, not $want: $(head -n 1 err)"
}
says() { grep -q "$1" err || fail "the message lacks \"$1\": $(cat err)"; }

printf 'id,name,country,lat,lon\nZ-NAMPO,Nampo,KP,38.717,125.4\nA-WONSAN,Wonsan,KP,39.167,127.45\nM-INLAND,Nowhere,,41,126.5\n' >ports.csv
from=38.0,124.4,2024-03-01T02:00Z
to=38.1,124.3,2024-03-02T09:00Z

# The contract: first the way itself, then every port in the order of the table, the summary last.
exits 0 reach --from $from --to $to --max-speed 12 --dwell 6 --ports ports.csv --json
jq -es '.[0].type == "passage" and .[0].verdict == "reachable" and .[0].hours == 31 and (.[0].sea_nm | . > 7 and . < 8)
    and (.[0].required_speed_kn | . > 0.2 and . < 0.3)
    and ([.[1:4][] | .type] == ["port", "port", "port"]) and ([.[1:4][] | .id] == ["Z-NAMPO", "A-WONSAN", "M-INLAND"])
    and .[-1].type == "summary" and .[-1].limit_nm == 300 and .[-1].ports == 3' out >/dev/null || fail "$(cat out)"
jq -es '.[1] | .verdict == "reachable" and .distance_in_nm > 60 and .distance_in_nm < 90 and .slack_h > 0
    and ((.distance_in_nm + .distance_out_nm) / 25 - .required_speed_kn | fabs < 0.01)' out >/dev/null || fail "Nampo: $(cat out)"
jq -es '.[2] | .verdict == "unreachable" and .distance_in_nm > 600 and .slack_h < 0' out >/dev/null || fail "Wonsan: $(cat out)"
jq -es '.[3] | .verdict == "undetermined" and .distance_in_nm == null and (.why | test("on land"))' out >/dev/null || fail "inland: $(cat out)"
[ "$(jq -r 'select(.type == "summary") | "\(.reachable) \(.unreachable) \(.marginal) \(.undetermined)"' out)" = "1 1 0 1" ] || fail "the sums: $(cat out)"

# The same again is the same bytes; the shipped ports; the table and the CSV.
cp out first
exits 0 reach --from $from --to $to --max-speed 12 --dwell 6 --ports ports.csv --json
cmp -s out first || fail "two runs differ"
exits 0 reach --from $from --to $to --max-speed 12 --dwell 6
grep -q '^reachable .*KP-NAMPO' out || fail "the table: $(cat out)"
grep -q 'KP-WONSAN' out && fail "the table shows what is out of reach without --all"
grep -q 'a lead, not a finding' out || fail "the table does not say what it is"
# What cannot be judged is shown where a straight line would reach it: some 410 nm in and out, 300 or 500 nm of time.
exits 0 reach --from $from --to $to --max-speed 12 --dwell 6 --ports ports.csv
grep -q 'M-INLAND' out && fail "an undetermined port that a straight line does not reach is shown: $(cat out)"
exits 0 reach --from $from --to $to --max-speed 20 --dwell 6 --ports ports.csv
grep -q '^undetermined .*M-INLAND .*on land' out || fail "an undetermined port is hidden: $(cat out)"
exits 0 reach --from $from --to $to --max-speed 12 --dwell 6 --ports ports.csv --csv
[ "$(wc -l <out)" = 5 ] || fail "--csv: $(cat out)"

# marginal: only within the error, around a limit that is set to the sum itself.
sum=$(jq -rs '.[1] | .distance_in_nm + .distance_out_nm' first)
kn=$(awk -v s="$sum" 'BEGIN { printf "%.4f", s / 25 }')
exits 0 reach --from $from --to $to --max-speed "$kn" --dwell 6 --ports ports.csv --json
[ "$(jq -r 'select(.id == "Z-NAMPO") | .verdict' out)" = marginal ] || fail "at the limit: $(cat out)"
for step in 0.96:unreachable 1.04:reachable; do
    kn=$(awk -v s="$sum" -v f="${step%:*}" 'BEGIN { printf "%.4f", s / 25 * f }')
    exits 0 reach --from $from --to $to --max-speed "$kn" --dwell 6 --ports ports.csv --json
    [ "$(jq -r 'select(.id == "Z-NAMPO") | .verdict' out)" = "${step#*:}" ] || fail "4 per cent from the limit: $(cat out)"
done

# The reachable sea: valid GeoJSON, every ring closed and in range, also over 180 degrees.
exits 0 reach --from $from --to $to --max-speed 12 --dwell 6 --ports none --geojson sea.geojson
jq -e '.type == "FeatureCollection" and (.features | length) == 3 and (.features[0].geometry | .type == "MultiPolygon"
    and (.coordinates | length) > 10 and all(.coordinates[][]; length == 5 and .[0] == .[4]))' sea.geojson >/dev/null || fail "the GeoJSON"
exits 0 reach --from=0,179.5,2024-03-01T00:00Z --to=0,-179.5,2024-03-01T12:00Z --max-speed 12 --ports none --geojson -
jq -e 'all(.features[0].geometry.coordinates[][][]; .[0] >= -180 and .[0] <= 180)
    and ([.features[0].geometry.coordinates[][] | (map(.[0]) | max - min)] | max < 3)' out >/dev/null || fail "over 180 degrees: $(head -c 400 out)"

# An end that cannot be placed: undetermined with the reason, not an error.
for bad in 39.03,125.75:land 89.5,10:pole 50,10:land; do
    exits 0 reach --from "${bad%:*},2024-03-01T02:00Z" --to $to --max-speed 12 --ports ports.csv --json
    jq -es '.[0].verdict == "undetermined" and .[0].sea_nm == null and (.[0].why | test("start.*'"${bad#*:}"'"))
        and .[1].verdict == "undetermined"' out >/dev/null || fail "$bad: $(cat out)"
done

# Times, speeds and dwells.
exits 2 reach --from $to --to $from --max-speed 12 --json
says 'wrong way round'
for kn in 0 -1 500 nan; do
    exits 2 reach --from $from --to $to --max-speed=$kn --json
done
exits 2 reach --from $from --to $to --max-speed 12 --dwell=-1
exits 0 reach --from $from --to $to --max-speed 12 --dwell 32 --ports ports.csv --json
jq -es '.[0].verdict == "reachable" and .[1].verdict == "unreachable" and .[1].required_speed_kn == null
    and (.[1].why | test("dwell"))' out >/dev/null || fail "a dwell longer than the time: $(cat out)"
exits 2 reach --from 38,124 --to $to --max-speed 12
exits 2 reach --from $from --max-speed 12
exits 2 reach --from $from --to $to
exits 2 reach --from $from --to $to --max-speed 12 --json --csv

# Rajin to Dunai and back within a day: reachable, and weak.
printf 'id,lat,lon\nDUNAI,42.88,132.35\n' >dunai.csv
exits 0 reach --from 42.235,130.297,2023-09-07T00:00Z --to 42.235,130.297,2023-09-08T00:00Z --max-speed 14 --dwell 6 --ports dunai.csv --json
jq -es '.[1].verdict == "reachable" and .[1].why == "weak: any one-day gap allows it"' out >/dev/null || fail "Rajin - Dunai: $(cat out)"

# A distance alone; the southern hemisphere; two places on land.
exits 0 reach --distance 38.717,125.4 39.167,127.45 --json
jq -e '.type == "distance" and .sea_nm > 735 and .sea_nm < 760 and (.great_circle_nm | . > 99 and . < 100)' out >/dev/null || fail "$(cat out)"
exits 0 reach --distance -33.0,151.9 -36.9,174.9 --json
jq -e '.sea_nm > .great_circle_nm' out >/dev/null || fail "$(cat out)"
exits 0 reach --distance 38.0,124.4 41,126.5 --json
jq -e '.sea_nm == null and .state == "undetermined" and (.why | test("second place.*land"))' out >/dev/null || fail "$(cat out)"
exits 2 reach --distance 38.717,125.4
exits 2 reach --distance 38.717,125.4 x,y

# A mask that is cut, changed or of another region is refused or answers "undetermined", never "sea everywhere".
# One grid of 2 x 2 cells of 600 minutes at 0 E, 20 N, all water; its hash is right, so it is a mask, of elsewhere.
printf '\000\001\000\001\000\000\002\130\000\000\000\000\000\000\004\260\000\000\000\002\000\000\000\002\000\000\000\104\300\300' >rest
{ printf 'PLMASK1\n'; openssl dgst -sha256 -binary rest; cat rest; } >elsewhere.bin
exits 0 reach --from $from --to $to --max-speed 12 --ports ports.csv --coast elsewhere.bin --links none --json
jq -es 'all(.[0:3][]; .verdict == "undetermined") and (.[0].why | test("outside"))' out >/dev/null || fail "a mask of elsewhere: $(cat out)"
head -c 69 elsewhere.bin >cut.bin
exits 3 reach --from $from --to $to --max-speed 12 --coast cut.bin
{ head -c 69 elsewhere.bin; printf '\300\300'; } | head -c 70 >changed.bin
printf '\100' | dd of=changed.bin bs=1 seek=68 conv=notrunc 2>/dev/null
exits 3 reach --from $from --to $to --max-speed 12 --coast changed.bin
says 'hash does not agree'
exits 3 reach --from $from --to $to --max-speed 12 --coast ports.csv
exits 3 reach --from $from --to $to --max-speed 12 --coast missing.bin
printf 'id,kind,from_lat,from_lon,to_lat,to_lon\nDRY,port,38,125,41,126.5\n' >dry.csv
exits 3 reach --from $from --to $to --max-speed 12 --links dry.csv
says 'DRY'
exits 3 reach --from $from --to $to --max-speed 12 --links ports.csv

# Claims: a ship at two places in the time between (docs/reach.md).
cat >claims.csv <<'END'
claim_id,date,claimant,topic,quantity,unit,qualifier,period_start,period_end,basis,subject,lat,lon
H,2016-09-01,A,Sample Ship at Haeju,,date,,2016-07-23,2016-07-23,press,Sample Ship,38.0,125.7
S,2016-09-01,B,Sample Ship south of Suez,,date,,2016-08-11,2016-08-11,press,Sample Ship,29.5,32.6
END
exits 1 audit claims.csv --max-speed 14 --json
jq -es '.[0].kind == "plausibility" and .[0].claims == ["H", "S"] and (.[0].arithmetic | test("needs 15.*at most 14 kn"))' out >/dev/null || fail "$(cat out)"
exits 0 audit claims.csv --max-speed 20 --json
exits 0 audit claims.csv --json # 25 kn where nothing is said
exits 2 audit claims.csv --max-speed 0
exits 2 audit claims.csv --max-speed 101
echo "reach: ok"
