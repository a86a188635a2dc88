#!/bin/sh
# case.sh PROGRAM OUT: the case on which the page is tried, in OUT/case, from an invented recording; OUT is made anew. Beside
# leads it holds a sighting, an interview in Korean, a claim with reports that cite each other in a ring, one that cannot be true
# beside it, a finding's report, a rule of watching and its alerts.
set -eu
program=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
rm -rf "$2"
mkdir -p "$2"
cd "$2"
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE PLIMSOLL_PERSON
run() {
    "$program" -C case "$@" >>log 2>&1 || {
        echo "case.sh: $*" >&2
        tail -n 3 log >&2
        exit 1
    }
}
"$program" exercise exercise --seed 7 --days 7 --vessels 60 >log
"$program" init case --participant "Demonstration" --person "A. Desk" 2>>log
run import --collector "State B" exercise/list.xml exercise/recording-*.nmea
meeting=$("$program" -C case events --type encounter --json | sed -n '1p')
event=$(printf '%s\n' "$meeting" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
one=$(printf '%s\n' "$meeting" | sed 's/^[^[]*\[{[^}]*"name":"\([^"]*\)".*/\1/')
imo=$(printf '%s\n' "$meeting" | sed 's/^[^[]*\[{[^}]*"imo":\([0-9]*\).*/\1/')
two=$(printf '%s\n' "$meeting" | sed 's/^[^[]*\[{[^}]*},{[^}]*"name":"\([^"]*\)".*/\1/')
run source add patrol-7 --kind agency --party "State A" --label patrol
run source add harbour-news --kind press --party "Harbour Press" --label news
run observe add --as sighting --subject "$one" --counterparty "$two" --lat 38.50 --lon 119.24 --accuracy-m 3000 \
    --observed 2026-03-02T19:30Z --method eye --platform aircraft --source patrol --label seen
run item add --title "Two ships side by side" --source patrol --content "Two ships lay side by side off Dalian." --label report-1
run item add --title "A night in the Bohai Sea" --source news --content "A patrol saw two ships side by side." --label news-1
run derive news-1 report-1 --as quotation --basis "the words are those of the patrol"
run derive report-1 news-1 --as copy-suspected --basis "the later edition quotes the paper"
run claim add --topic "the night of 2 March" --who "$one" --who-imo "$imo" --did "lay alongside" --whom "$two" --place "Bohai Sea" --lat 38.50 --lon 119.24 --start 2026-03-02T19:30Z --label met
run claim support met seen
run claim support met "$event"
run claim support met report-1
run claim support met news-1 --passage "second paragraph"
run claim add --topic "the night of 2 March" --who "$one" --who-imo "$imo" --did "lay at anchor" --place "Niigata" --lat 38.00 --lon 138.90 --start 2026-03-02T19:00Z --label elsewhere
run claim support elsewhere news-1
run observe add --as interview --subject "$two" --subject-kind vessel --observed 2026-03-03T08:00Z --method hearing --source patrol \
    --language ko --original "밤에 두 배가 나란히 있었다." --translation "At night two ships lay side by side." --label heard
run alert rule "silences that nothing explains" --event gap --surprising
run alerts
run finding add "$one and $two lay alongside for five hours." --claims met --accused "$one; $two" \
    --accused-kind vessel --why-no-reply "an exercise" --label f-met
sed "s/@ONE@/$one/; s/@TWO@/$two/" "$root/tools/demo_report.md" >report.md
run report build report.md --out report --exhibits
rm -rf exercise
