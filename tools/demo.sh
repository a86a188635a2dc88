#!/bin/sh
# The demonstration: an invented recording in build/demo-exercise, a case in demo-case, its leads as table and page; then
# what a patrol saw beside it, a claim with its origins, and a report whose bundle the verifier alone checks.
set -eu
cd "$(dirname "$0")/.."
program=build/plimsoll
# A page that an earlier demonstration left open shows the case that is now made anew.
server=$(cat build/demo-server.pid 2>/dev/null || true)
[ -z "$server" ] || [ "$(readlink "/proc/$server/exe" 2>/dev/null)" != "$(realpath "$program" 2>/dev/null)" ] || kill "$server"
rm -f build/demo-server.pid
# say WORD...: as a person types it
say() {
    printf '\n$'
    for word in "$@"; do
        case $word in
        *[\ \;]*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
}
run() {
    say plimsoll "$@"
    "$program" "$@"
}
rm -rf demo-case build/demo-exercise
run exercise build/demo-exercise --seed 7 --days 7 --vessels 60
run init demo-case --participant "Demonstration"
run -C demo-case import --collector "State B" build/demo-exercise/list.xml build/demo-exercise/recording-*.nmea
run -C demo-case leads --html demo-case/leads.html
run -C demo-case leads --limit 4
run -C demo-case screen "Tzutsumb Bopurn" --by "A. Desk"

# Two silences. In the first the ship would have been heard, had it gone on sending, and it could have called at watched
# ports, by sea, at its own speed: a question. Of the second reception does not say that much: no lead.
field() { printf '%s\n' "$2" | sed "s/.*\"$1\":\"*\([^,\"]*\).*/\1/"; }
"$program" -C demo-case events --type gap --json >build/demo-gaps.jsonl
gap=$(grep '"grade":"unexpected".*"verdict":"reachable"' build/demo-gaps.jsonl | sed -n '1p')
silent=$(printf '%s\n' "$gap" | sed 's/^[^[]*\[{"mmsi":\([0-9]*\).*/\1/')
from=$(printf '%s\n' "$gap" | sed 's/.*"start_pos":{"lat":\([0-9.-]*\),"lon":\([0-9.-]*\)}.*/\1,\2/')
to=$(printf '%s\n' "$gap" | sed 's/.*"end_pos":{"lat":\([0-9.-]*\),"lon":\([0-9.-]*\)}.*/\1,\2/')
run -C demo-case events --type gap --vessel "$silent"
run -C demo-case voyages --vessel "$silent"
say plimsoll reach --from "$from,$(field start "$gap")" --to "$to,$(field end "$gap")" --max-speed 12 --dwell 6
"$program" reach --from "$from,$(field start "$gap")" --to "$to,$(field end "$gap")" --max-speed 12 --dwell 6 >build/demo-reach.txt
sed -n '1,8p' build/demo-reach.txt
echo "..."
innocent=$(grep -v '"grade":"unexpected"' build/demo-gaps.jsonl | sed -n 's/^[^[]*\[{"mmsi":\([0-9]*\).*/\1/p' | sed -n '1p')
run -C demo-case events --type gap --vessel "$innocent"
grep "\"mmsi\":$innocent," build/demo-gaps.jsonl | sed -n '1s/.*\("expected_reception":{[^}]*}\).*/\1/p'
run -C demo-case alert rule "silences that nothing explains" --event gap --surprising
run -C demo-case alerts

# The first meeting at sea, and what its two ships are called.
meeting=$("$program" -C demo-case events --type encounter --json | sed -n '1p')
event=$(printf '%s\n' "$meeting" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
one=$(printf '%s\n' "$meeting" | sed 's/^[^[]*\[{[^}]*"name":"\([^"]*\)".*/\1/')
two=$(printf '%s\n' "$meeting" | sed 's/^[^[]*\[{[^}]*},{[^}]*"name":"\([^"]*\)".*/\1/')
run -C demo-case source add patrol-7 --kind agency --party "State A" --label patrol
run -C demo-case observe add --as sighting --subject "$one" --counterparty "$two" --lat 38.50 --lon 119.24 --accuracy-m 3000 \
    --observed 2026-03-02T19:30Z --method eye --platform aircraft --source patrol --label seen
run -C demo-case claim add --who "$one" --did "lay alongside" --whom "$two" --place "Bohai Sea" --start 2026-03-02 --label met
run -C demo-case claim support met seen
run -C demo-case claim support met "$event"
run -C demo-case claim show met --without "State A"
run -C demo-case finding add "$one and $two lay alongside for five hours." --claims met --accused "$one; $two" \
    --accused-kind vessel --why-no-reply "an exercise" --label f-met
sed "s/@ONE@/$one/; s/@TWO@/$two/" tools/demo_report.md >build/demo-report.md
run -C demo-case report build build/demo-report.md --out demo-case/report --exhibits
# Nobody has said yet whom to trust: the status is 1. Then the same with one digit of the report altered.
say plimsoll-verify demo-case/report/bundle.tar
build/plimsoll-verify demo-case/report/bundle.tar || true
sed '0,/within 500 metres/s//within 900 metres/' demo-case/report/bundle.tar >build/demo-altered.tar
say plimsoll-verify build/demo-altered.tar
build/plimsoll-verify build/demo-altered.tar || true
cat <<'END'

What to try next:
  build/plimsoll -C demo-case events --type encounter       meetings at sea, with their bytes in --json
  build/plimsoll rules explain gap                          what counts as a silence, and what other profiles say
  build/plimsoll -C demo-case handover                      the sheet for the next watch
  build/plimsoll -C demo-case vessel 299000020              what one ship said about itself, and when
  build/plimsoll -C demo-case list show EXe.003             all that is known of an entry, field by field
  build/plimsoll -C demo-case screen report                 what was screened, against what, and what waits
  build/plimsoll -C demo-case report check build/demo-report.md   what a release would still need
  build/plimsoll-verify demo-case/report/bundle.tar --trust FINGERPRINT   the same, once you know whom to trust
  build/plimsoll -C demo-case check                         every exhibit, signature and row verified
  build/plimsoll scan YOUR-RECORDING.nmea                   events of any AIS recording, without a case
  build/plimsoll help                                       all commands
  demo-case/leads.html                                      the same leads for any browser
  demo-case/report/report.html                              the report, for any browser
  docs/examples/cases                                       six documented episodes, entered by a script
END

# The page, opened on the first of the two silences. At a terminal the server stays in the foreground until Ctrl-C; elsewhere it
# goes on by itself and its process id is said; with CI set it is only seen to listen.
say plimsoll -C demo-case serve
listen=127.0.0.1:8080
serve() {
    : >build/demo-server.url
    setsid "$program" -C demo-case serve --listen "$1" >build/demo-server.url 2>build/demo-server.log </dev/null &
}
listens() { # until it said its address, or ended
    tries=0
    while [ ! -s build/demo-server.url ] && kill -0 "$1" 2>/dev/null && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    [ -s build/demo-server.url ]
}
serve $listen
server=$!
listens $server || {
    echo "$(cat build/demo-server.log)"
    serve 127.0.0.1:0 # the port is taken
    server=$!
    listens $server || { cat build/demo-server.log >&2; exit 1; }
}
echo "$server" >build/demo-server.pid
url=$(sed -n '1s|/$||p' build/demo-server.url)
gap_id=$(printf '%s\n' "$gap" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
cat <<END
The case in a browser (lead, not a finding: what nobody has reviewed):
  $url/                         leads first
  $url/watch?event=$gap_id   the silence above, with the sea and the ports that were within its reach
END
if [ -n "${CI:-}" ]; then
    kill "$server"
    rm -f build/demo-server.pid
elif [ -t 1 ] && [ -t 0 ]; then
    echo "Ctrl-C ends the server."
    trap 'kill "$server" 2>/dev/null; rm -f build/demo-server.pid; exit 0' INT TERM
    while kill -0 "$server" 2>/dev/null; do sleep 1; done
else
    echo "The server goes on until: kill $server"
fi
