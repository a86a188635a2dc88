#!/bin/sh
# What the Security Council's list said on four days about the ships of V4 and V6: an extract made by hand of five ships,
# not the list; each with the number that the list of the US Treasury has for it. Then the questions that a desk asks,
# as of the day that counts. Run by enter.sh.
set -eu
plimsoll=$1
folder=$2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-cases.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

publish() { # DAY SHIP...: a publication of that day, with these ships: NAME=NUMBER=LISTED, _ for a space in the name
    day=$1
    shift
    for ship in "$@"; do
        name=$(printf '%s' "${ship%%=*}" | tr _ ' ')
        listed=${ship##*=}
        number=${ship#*=}
        number=${number%=*}
        printf '{"id":"extract-%s","schema":"Vessel","caption":"%s","properties":{"name":["%s"],"imoNumber":["%s"],"listingDate":["%s"]},"target":true}\n' \
            "$number" "$name" "$name" "$number" "$listed"
    done >"$scratch/extract.json"
    "$plimsoll" -C "$folder" import --list un-1718-extract --date "$day" --source "press and list copies" \
        --marking TLP:CLEAR "$scratch/extract.json" >/dev/null 2>&1
}
stays="CHONG_BONG=8909575=2016-03-02 DAWNLIGHT=9110236=2016-03-02"
publish 2016-03-02 $stays JIN_TENG=9163166=2016-03-02
publish 2016-03-21 $stays
publish 2017-12-28 $stays RYE_SONG_GANG_1=7389704=2017-12-28
publish 2018-03-30 $stays RYE_SONG_GANG_1=7389704=2017-12-28 YUK_TUNG=9030591=2018-03-30

ask() { "$plimsoll" -C "$folder" screen "$1" --as-of "$2" --by "A. Drafter" >/dev/null 2>&1; }
ask "JIN TENG" 2016-03-10
ask "JIN TENG" 2016-04-01
ask "YUK TUNG" 2018-01-20
ask "YUK TUNG" 2018-03-30
