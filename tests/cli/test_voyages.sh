#!/bin/sh
# A voyage by hand: out of Boryeong, a silence of 24 h near 38.7 N 124.6 E within a day's sail of Nampo, back to Boryeong;
# between, the ship makes 12 kn. So one voyage with one silence, and a call at Nampo was possible: from there it is some
# 45 nm, eight hours at 12 kn both ways, of 24 with a dwell of 6. A second ship that never was in port has no voyage.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-voyages.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

# leg MMSI FROM_H LAT LON SOG: a row
awk 'BEGIN {
    print "mmsi,time,lat,lon,sog"
    for (m = 0; m < 86 * 6; m++) { # every ten minutes of 86 hours
        h = m / 6
        if (h < 4 || h >= 78) { lat = 36.40; lon = 126.45; sog = 0 }                    # in port
        else if (h < 18) { f = (h - 4) / 14; lat = 36.40 + 2.3 * f; lon = 126.45 - 1.85 * f; sog = 12 }
        else if (h < 42) { continue }                                                   # silent
        else if (h < 64) { lat = 38.70; lon = 124.60 - 0.002 * (h - 42); sog = 0.1 }    # waits
        else { f = (h - 64) / 14; lat = 38.70 - 2.3 * f; lon = 124.556 + 1.894 * f; sog = 12 }
        printf "299000001,2021-05-%02dT%02d:%02d:00Z,%.5f,%.5f,%.1f\n", 1 + int(h / 24), int(h) % 24, (m % 6) * 10, lat, lon, sog
        if (h < 4) { printf "299000002,2021-05-01T%02d:%02d:30Z,35.00000,123.50000,9.0\n", int(h), (m % 6) * 10 }
    }
}' >"$work/a.csv"
"$program" init "$work/case" --participant Test --person Officer >/dev/null 2>&1 || fail "init"
"$program" -C "$work/case" import "$work/a.csv" >/dev/null 2>&1 || fail "import"
"$program" -C "$work/case" voyages --json >"$work/out" || fail "voyages"
[ "$(grep -c '"type":"voyage"' "$work/out")" -eq 1 ] || fail "one voyage: $(cat "$work/out")"
grep -q '"mmsi":299000001,.*"from_port":"KR-BORYEONG","to_port":"KR-BORYEONG","start":"2021-05-01T0[34]:[0-9:]*Z","end":"2021-05-04T0[56]:[0-9:]*Z","silences":1,"silent_hours":24' "$work/out" ||
    fail "its ports and times: $(head -n 1 "$work/out")"
grep -q '"port":"KP-NAMPO","verdict":"reachable",[^}]*"silence":"\(unknown\|expected\|unexpected\)"' "$work/out" ||
    fail "a call at Nampo: $(head -n 1 "$work/out")"
grep -q '"status":"lead"' "$work/out" || fail "it does not say that it is a lead"
"$program" -C "$work/case" voyages --vessel 299000001 >"$work/out" || fail "voyages as text"
grep -q 'could have called at KP-NAMPO while silent (reachable, slack [0-9.]* h; the silence is ' "$work/out" || fail "text: $(cat "$work/out")"
"$program" -C "$work/case" voyages --from 2021-06-01T00:00Z --json >"$work/out"
[ "$(grep -c '"type":"voyage"' "$work/out")" -eq 0 ] || fail "a voyage of May in June"
"$program" -C "$work/case" anchorages --json >"$work/out" || fail "anchorages"
grep -q '"type":"summary","results":0' "$work/out" || fail "an anchorage of one ship: $(cat "$work/out")"
[ "$failures" -eq 0 ] && echo "voyages and their possible calls are told"
exit $((failures > 0))
