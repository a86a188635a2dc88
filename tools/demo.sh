#!/bin/sh
# The demonstration: an invented recording in build/demo-exercise, a case in demo-case, its leads as table and page.
set -eu
cd "$(dirname "$0")/.."
program=build/plimsoll
run() {
    printf '\n$ plimsoll'
    printf ' %s' "$@"
    printf '\n'
    "$program" "$@"
}
rm -rf demo-case build/demo-exercise
run exercise build/demo-exercise --seed 7 --days 7 --vessels 60
run init demo-case --participant "Demonstration"
run -C demo-case import build/demo-exercise/list.xml build/demo-exercise/recording-*.nmea
run -C demo-case leads --html demo-case/leads.html
run -C demo-case leads --limit 4
run -C demo-case screen "Tzutsumb Bopurn" --by "A. Desk"
cat <<'END'

What to try next:
  build/plimsoll -C demo-case events --type encounter       meetings at sea, with their bytes in --json
  build/plimsoll -C demo-case vessel 299000020              what one ship said about itself, and when
  build/plimsoll -C demo-case list show EXe.003             all that is known of an entry, field by field
  build/plimsoll -C demo-case screen report                 what was screened, against what, and what waits
  build/plimsoll -C demo-case check                         every exhibit, signature and row verified
  build/plimsoll scan YOUR-RECORDING.nmea                   events of any AIS recording, without a case
  build/plimsoll help                                       all commands
  demo-case/leads.html                                      the same leads for any browser
END
