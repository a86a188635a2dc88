#!/bin/sh
# Our decoder beside gpsdecode on recordings: counts of messages that agree, and each kind of difference once.
# usage: tools/compare_gpsd.sh PLIMSOLL FILE...   (plain or .gz; needs gpsdecode and jq)
set -eu
plimsoll=$1
shift
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
: > "$work/kinds"
printf '%-40s %8s %8s %8s %8s %8s\n' file agree differ ours-only gpsd-only gpsd-bad
for file in "$@"; do
    case $file in
    *.gz) gzip -dc "$file" > "$work/raw" ;;
    *) cat "$file" > "$work/raw" ;;
    esac
    "$plimsoll" decode --json "$work/raw" 2> /dev/null > "$work/ours.json" || true
    gpsdecode -j --split24 < "$work/raw" 2> /dev/null | grep '^{"class":"AIS"' > "$work/theirs.json" || true
    jq -r -f "$here/compare_gpsd.jq" < "$work/ours.json" | sort > "$work/ours"
    jq -R -c 'fromjson?' < "$work/theirs.json" | jq -r -f "$here/compare_gpsd.jq" | sort > "$work/theirs"
    bad=$(($(wc -l < "$work/theirs.json") - $(wc -l < "$work/theirs")))
    agree=$(comm -12 "$work/ours" "$work/theirs" | wc -l)
    # What is left is paired by type and MMSI, in order; number within the ship, so that join(1) pairs one to one.
    for side in ours theirs; do
        other=theirs
        [ $side = ours ] || other=ours
        comm -23 "$work/$side" "$work/$other" |
            awk -F '\t' '{ n[$1]++; key = $1; gsub(/ /, "_", key); print key "_" n[$1] "\t" $2 }' |
            sort > "$work/$side.left"
    done
    join -t "$(printf '\t')" "$work/ours.left" "$work/theirs.left" > "$work/pairs"
    differ=$(wc -l < "$work/pairs")
    printf '%-40s %8d %8d %8d %8d %8d\n' "$(basename "$file")" "$agree" "$differ" \
        $(($(wc -l < "$work/ours.left") - differ)) $(($(wc -l < "$work/theirs.left") - differ)) "$bad"
    jq -r -R 'split("\t") | (.[0] | split("_")[0]) as $msg | (.[1] | fromjson) as $o | (.[2] | fromjson) as $t
        | ($t | keys[]) as $k | select($o[$k] != $t[$k])
        | "\($msg)\t\($k)\t\($o[$k] | tojson)\t\($t[$k] | tojson)"' < "$work/pairs" >> "$work/kinds"
done
echo
echo "messages  type  field: ours, gpsdecode's (an example)"
awk -F '\t' '{ k = $1 "\t" $2; n[k]++; if (!(k in ex)) ex[k] = $3 ", " $4 } END { for (k in n) print n[k] "\t" k ": " ex[k] }' \
    "$work/kinds" | sort -k2,2n -k3,3 | cut -c1-150
