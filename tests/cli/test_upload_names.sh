#!/bin/sh
# What is said of a file that came over HTTP, or through a pipe, calls it by its own name: whatever is wrong with it, and
# never by where its copy lay.
data=$(pwd)/tests/data
here=$(cd "$(dirname "$0")" && pwd)
. "$here/head.sh"

run 0 init case --participant "State A" --person "A. Author"
printf 'a,b\n1,2\n' >no-mmsi
printf 'neither this nor that\n' >no-records
head -c 300 "$data/lists/un-small.xml" >cut-list
printf 'an archive that ends early' | gzip | head -c 20 >cut-gzip
printf 'PK\003\004aaaaaaaa' >cut-zip
printf 'mmsi,time,lat,lon\n299000001,2021-05-01T00:00:00Z,36,123\n2990000,x,36,123\n1,2\n' >bad-lines
cp "$data/lists/ofac/sdn.csv" part-of-a-list
for file in no-mmsi no-records cut-list cut-gzip cut-zip bad-lines part-of-a-list; do
    for strict in 0 1; do
        "$program" -C case get "/api/import?name=own-name.dat&strict=$strict" --method POST --content-type application/octet-stream --data - <$file >out 2>err
        status=$?
        last="$file, strict $strict"
        [ $status -ne 0 ] || fail "$last: taken"
        if grep -q -e /proc/ -e '[0-9a-f]\{64\}' out err; then fail "$last: $(cat out err)"; fi
    done
    case $file in cut-list | part-of-a-list) ;; *) [ ! -s err ] || has "own-name.dat" err ;; esac
done
"$program" -C case get "/api/import?name=own-name.dat" --method POST --content-type application/octet-stream --data - <bad-lines >out 2>err
last="a table with bad lines"
has "own-name.dat: the time is in no known form (line 3" err
"$program" -C case import - <bad-lines >out 2>err
last="a table with bad lines in a pipe"
has "plimsoll: -: the time is in no known form (line 3" err
if grep -q -e /proc/ -e '[0-9a-f]\{64\}' out err; then fail "$last: $(cat out err)"; fi
finish
