#!/bin/sh
# One of a thing is not called several: what the commands print for people over a case with one of most things, and over
# an empty one.
data=$(pwd)/tests/data
here=$(cd "$(dirname "$0")" && pwd)
. "$here/head.sh"
run 0 init case --participant "State A" --person "A. Author"
says() { # TEXT COMMAND...
    text=$1
    shift
    run 0 -C case "$@"
    has "$text" out
    # the number of a thing is not the end of a larger one
    if grep -Eq '(^|[^0-9.,-])1 (ships|reports|events|tasks|letters|alerts|voyages|anchorages|stays|leads|entries|vessels|silences|meetings|loiterings|days|findings|statements|errors|warnings|recordings|tracks|messages|duplicates)\b' out; then
        fail "$last: $(cat out)"
    fi
}
says "0 ships" ships
says "0 tasks; 0 overdue" task list
says "0 letters; 0 overdue" letter list
says "0 voyages;" voyages
says "0 anchorages" anchorages
says "0 alerts;" alerts
says "0 events;" events
printf 'mmsi,time,lat,lon,sog,name,imo\n299000001,2021-05-01T00:00:00Z,36,123,10,OTHER,9074729\n' >day.csv # a number of exercises: the one event
run 0 -C case import day.csv --source "Port radio"
has "1 of 1 file new, 0 known, 0 refused, 0 left aside; detection read 1 report, added 1 event and replaced 0" err
run 0 -C case import "$data/lists/un-small.xml"
run 0 -C case task add "Ask the port" --label ask-port
run 0 -C case claim add --who "OPEN POINT" --did sailed --start 2026-03-01 --label c1
run 0 -C case letter new request --to Owner --about c1 --out letters
says "1 ship" ships
says "1 report, 1 event" ships
says "1 event; leads, not findings" events
says "1 task; 0 overdue" task list
says "1 letter; 0 overdue" letter list
says "3 entries, 1 vessel" list
says "1 lead among 1 ship," leads
has "of 1 ship seen there 1 has one too" out
says "1 report, 1 track, 1 event" vessel 299000001
says "1 recording with 1 report, 1 other file" handover
says "1 event from 1 report of 1 ship (0 duplicates" scan day.csv
run 0 decode day.csv
has "1 message from 1 sentence or row" err
run 0 -C case import day.csv --source "Another port" --collector "Port"
run 0 -C case require un-sc:1
says "at most 1 day old" require
printf -- '---\ntitle: One\n---\n{finding id=f-one cites=c1} A ship sailed.\n' >one.md
run 1 -C case report check one.md
has "1 finding, 0 reviewed; 1 statement; 1 error, 0 warnings" out
published=$("$program" -C case list --json | sed -n 's/.*"published":"\([0-9-]*\)".*/\1/p' | sed -n '1p')
next=$(date -u -d "$published + 1 day" +%Y-%m-%d)
run 0 -C case require un-sc:0
run 0 -C case screen "NOBODY" --as-of "$next"
has "is 1 day old at the day asked, more than the 0 that are allowed" out
has "(1 day old)" out
printf 'claim_id,date,claimant,topic,quantity,unit,qualifier,period_start,period_end,basis\nA,2024-04-01,X,coal sold,100,t,more than,2024-01-01,2024-03-30,count\nB,2024-04-01,Y,coal sold,120,t,more than,2024-01-01,2024-03-31,count\n' >claims.csv
run 0 audit claims.csv
has "an end 1 day later" out
finish
