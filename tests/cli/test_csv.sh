#!/bin/sh
# Every command that prints a table and has --json has --csv: those that have not are named here, with why. Then what the
# tables are: a line of columns, a line for each record of --json, and the command's own exit status.
data=$(pwd)/tests/data
here=$(cd "$(dirname "$0")" && pwd)
. "$here/head.sh"

# Not tables: one thing, or a stream that goes on; the outcome of a check; what was written.
cat >not_tables <<'EOF'
decode
fetch
import
watch
exercise
handover
show
watch-list add
observe check
report check
verify
log checkpoint
log prove
log consistency
log check
log tree
EOF
# A table, but of names that stand nowhere unsealed: they pass through no file.
echo "register show" >>not_tables
run 0 help --markdown
awk '/^## plimsoll /{ name = substr($0, 13) } /^\| `--json` \| JSON [Ll]ines/ { json[name] = 1 } /^\| `--csv` / { csv[name] = 1 }
    END { for (name in json) if (!(name in csv)) print name }' out | sort >lacking
[ "$(wc -l <lacking)" -gt 0 ] || fail "no command is found in the manual"
sort not_tables | comm -3 lacking - >differ
[ ! -s differ ] || fail "commands without --csv against those that need none: $(cat differ)"

run 0 init case --participant "State A" --person "A. Author"
cat >day.csv <<'EOF'
mmsi,time,lat,lon,sog,name,imo
299000001,2021-05-01T00:00:00Z,36.0,123.0,10,VOLANA REEF,9074729
299000001,2021-05-01T00:10:00Z,36.02,123.0,10,VOLANA REEF,9074729
EOF
# rows RECORDS COMMAND...: so many records below the columns, as many as --json has; where these are of more than one
# type, or may be, each row begins with its own
rows() {
    records=$1
    shift
    run 0 -C case "$@" --json
    sed -n '/^{"type":"summary"/d; s/^{"type":"\([a-z_]*\)".*/\1/p' out >types
    [ "$(grep -vc '^{"type":"summary"' out)" -eq "$records" ] || fail "$*: not $records records: $(cat out)"
    run 0 -C case "$@" --csv
    head -n 1 out | grep -Eq '^[a-z_0-9]+(,[a-z_0-9]+)+$' || fail "$*: no columns: $(head -n 1 out)"
    [ "$(wc -l <out)" -eq $((records + 1)) ] || fail "$*: not $records lines: $(cat out)"
    has "${first:-,}" out
    if head -n 1 out | grep -q '^type,'; then
        sed '1d; s/,.*//' out | cmp -s - types || fail "$*: the rows are not of the types of --json: $(cat out)"
    else
        [ "$(sort -u types | wc -l)" -le 1 ] || fail "$*: nothing tells rows of these types apart: $(sort -u types | tr '\n' ' ')"
    fi
}
for command in ships voyages anchorages alerts "alert rules" "shift log" "account list" list require "watch-list show" "task list" "letter list" check; do
    rows 0 $command
done
first="A. Author" rows 1 key list
first="0," rows 2 log
run 0 -C case import day.csv --source "Port radio"
run 0 -C case import "$data/lists/ofac" --date 2026-02-27
run 0 -C case watch-list add "Nobody At All"
run 0 -C case require ofac-sdn:30
run 0 -C case task add "Ask the port, first" --label ask-port
run 0 -C case shift note "all quiet"
first='299000001,VOLANA REEF,' rows 1 ships
first='"Ask the port, first"' rows 1 task list
first='ofac-sdn,30' rows 1 require
first='all quiet' rows 1 shift log
first='Nobody At All' rows 1 watch-list show
first='ofac-sdn,' rows 1 list

# Records of several types, or that may be: here each command has them.
run 0 -C case watch-list add "VOLANA REEF" --imo 9074729
run 0 -C case claim add --who "VOLANA REEF" --did sailed --label sailed
run 0 -C case source add "Paper" --kind press --label paper
run 0 -C case item add --title "A page" --source paper --label page
run 0 -C case claim support sailed page
first='hit,,,,' rows 3 watch-list show
first='support,' rows 4 claim show sailed
first='identity,299000001,' rows 8 vessel 299000001
first='claim,C' rows 1 find reef
first='type,id,at' rows 0 find nobody-said-this
first='listing,ofac-sdn,' rows 1 list compare 9074729
first='value,ofac-sdn,101,' rows "$("$program" -C case list show ofac-sdn:101 --json | grep -c '"list":')" list show ofac-sdn:101
first='ownership,ofac-sdn:101,' rows "$("$program" -C case owners ofac-sdn:101 --json | grep -c '"party":')" owners ofac-sdn:101

# Records of one type: nothing is told of it.
first='dedupe,window_s,' rows "$("$program" -C case rules show --json | grep -c '"section":')" rules show
printf 'id,name\n1,Somebody Else\n' >names.csv
first='threshold,found,alerts' rows "$("$program" -C case screen validate names.csv --planted 1 --json | grep -c '"threshold":')" \
    screen validate names.csv --planted 1

# The status is the command's, nothing comes before an error, and one form is chosen.
run 2 -C case list show nobody-has-this --csv
[ ! -s out ] || fail "a table of nothing that is there: $(cat out)"
run 2 -C case ships --csv --json
has "choose one of --json and --csv" err
"$program" -C case ships --csv >/dev/full 2>err
[ $? -eq 4 ] || fail "a full disk: $? $(cat err)"
finish
