#!/bin/sh
# Alerts from rule to hand-over: a silence of 20 hours in open water (36 N, 123 E), and a ship next to it without one.
# Expected states follow from what is done to it; ids come from the program's own answers.
set -u
. "$(dirname "$0")/serve.sh"
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-alerts.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
p() {
    "$program" -C "$work/case" "$@" 2>"$work/err"
}
# The state and number of alerts: alerts_are STATE N
alerts_are() {
    n=$(p alerts --state "$1" --json | grep -c '"type":"alert"')
    [ "$n" -eq "$2" ] || fail "$3: $n alerts are $1, not $2"
}

cat >"$work/a.csv" <<'END'
mmsi,time,lat,lon,sog
299000001,2021-05-01T00:00:00Z,36.0,123.0,10
299000001,2021-05-01T00:10:00Z,36.02,123.0,10
299000001,2021-05-01T20:10:00Z,36.5,123.0,10
299000001,2021-05-01T20:20:00Z,36.52,123.0,10
299000002,2021-05-01T00:00:00Z,36.1,123.1,10
299000002,2021-05-01T10:00:00Z,36.6,123.1,10
END
# A report in the middle of the silence: two silences of 10 hours, so that it stands no longer.
cat >"$work/b.csv" <<'END'
mmsi,time,lat,lon,sog
299000001,2021-05-01T10:10:00Z,36.2,123.0,10
END
"$program" init "$work/case" --participant Test --person Officer >/dev/null 2>&1 || fail "init"
p import "$work/a.csv" >/dev/null || fail "import: $(cat "$work/err")"
p alerts >"$work/out"
grep -q 'no rule of watching' "$work/err" || fail "no rule: $(cat "$work/err")"

# Rules: the silence by type and area; a ship that has none; an area elsewhere; a length it does not have.
p alert rule "silences here" --event gap --area 122,35,124,37 || fail "alert rule: $(cat "$work/err")"
p alert rule "the other ship" --ship 299000002 --event gap || fail "alert rule --ship"
p alert rule "elsewhere" --event gap --area 130,35,131,37 || fail "alert rule --area"
p alert rule "long ones" --event gap --min-hours 20.5 || fail "alert rule --min-hours"
p alert rule "lists" --lists || fail "alert rule --lists"
p alert rule "both" --lists --event gap && fail "--lists with --event was taken"
p alert rule "odd" --ship 12345 && fail "a number that is none was taken"
p alert rule "odd" --event meeting && fail "an event type that is none was taken"
p alert rule "odd" --area 1,2,3 && fail "an area of three numbers was taken"
[ "$(p alert rules --json | grep -c '"type":"rule"')" -eq 5 ] || fail "five rules: $(p alert rules)"
p alerts --json >"$work/out"
[ "$(grep -c '"type":"alert"' "$work/out")" -eq 1 ] || fail "one alert: $(cat "$work/out")"
grep -q '"name":"silences here"' "$work/out" || fail "its rule: $(cat "$work/out")"
grep -q '"status":"lead, not a finding"' "$work/out" || fail "it does not say that it is a lead"
# In words: which ship, from when to when, from where to where, and how surprising the silence is (one ship alone was
# heard beside it: too little to grade by).
grep -q '"about":"gap 299000001, from 2021-05-01T00:10:00Z to 2021-05-01T20:10:00Z, 36.020 N 123.000 E to 36.500 N 123.000 E, silence ' "$work/out" ||
    fail "its words: $(cat "$work/out")"
id=$(sed -n 's/^{"type":"alert","id":"\([0-9a-f]\{12\}\).*/\1/p' "$work/out")

# Dealt with, each state in turn.
alerts_are new 1 "at first"
p alert acknowledge "$id" || fail "acknowledge: $(cat "$work/err")"
alerts_are acknowledged 1 "acknowledged"
p alert assign "$id" "B. Watch" || fail "assign"
p alerts | grep -q 'to B. Watch' || fail "assigned to nobody: $(p alerts)"
p alert snooze "$id" 2091-01-01T00:00Z || fail "snooze"
alerts_are snoozed 1 "snoozed"
p alert snooze "$id" 2001-01-01T00:00Z && fail "snoozed until a time that is past"
p alert dismiss "$id" && fail "dismissed without a reason"
p alert dismiss "$id" --reason "the port confirmed repairs" || fail "dismiss: $(cat "$work/err")"
alerts_are dismissed 1 "dismissed"
[ "$(p alerts --json | grep -c '"type":"alert"')" -eq 0 ] || fail "a dismissed alert is told"
p alert dismiss 0123456789ab --reason x && fail "an alert that is none was dismissed"
p alert dismiss zz --reason x && fail "an id that is none was taken"

# It stays dismissed over a rebuild and other thresholds; its facts change with a report in it, and it is told.
p rebuild >/dev/null || fail "rebuild"
alerts_are dismissed 1 "after a rebuild"
printf '{"encounter":{"min_hours":3}}' >"$work/rules.json"
p rules set --rules "$work/rules.json" || fail "rules set"
alerts_are dismissed 1 "under other rules"
p rules set --profile default || fail "rules set back"

# Delivered once, to a file and to a program; what is dismissed is not.
p alert deliver --file "$work/told.jsonl" || fail "deliver: $(cat "$work/err")"
[ ! -s "$work/told.jsonl" ] || fail "a dismissed alert was delivered"
p alert reopen "$id" --reason "they took it back" || fail "reopen"
alerts_are new 1 "reopened"
p alert deliver --file "$work/told.jsonl" && p alert deliver --file "$work/told.jsonl" || fail "deliver: $(cat "$work/err")"
[ "$(wc -l <"$work/told.jsonl")" -eq 1 ] || fail "delivered $(wc -l <"$work/told.jsonl") times"
printf '#!/bin/sh\ncat >>"%s"\n' "$work/piped" >"$work/take"
chmod +x "$work/take"
p alert deliver --command "$work/take" && p alert deliver --command "$work/take" || fail "deliver --command: $(cat "$work/err")"
[ "$(grep -c '"type":"alert"' "$work/piped")" -eq 1 ] || fail "the program got: $(cat "$work/piped")"
p alert deliver --command "$work/none-such" && fail "a program that is none was run"
# A program that neither reads nor ends is ended, with what it started.
printf '#!/bin/sh\nsleep 300 &\necho $! >"%s"\nwait\n' "$work/sleeper" >"$work/hang"
chmod +x "$work/hang"
began=$(date +%s)
p alert deliver --command "$work/hang" --seconds 1 && fail "a program that hangs was waited for"
grep -q 'did not end within 1 s' "$work/err" || fail "a program that hangs: $(cat "$work/err")"
[ $(($(date +%s) - began)) -lt 150 ] || fail "the time limit came after $(($(date +%s) - began)) s"
gone() { [ "$(ps -o stat= -p "$(cat "$work/sleeper")" | cut -c1 | tr -d Z)" = "" ]; }
wait_until gone || fail "what the program started goes on"
p alert deliver --mail "a b" && fail "an address that is none was taken"
p alert deliver && fail "delivered to nowhere"

# The silence falls apart: what somebody dealt with is gone, and says so.
p alert dismiss "$id" --reason "repairs after all" || fail "dismiss again"
p import "$work/b.csv" >/dev/null || fail "import b"
alerts_are gone 1 "after the report in the middle"
alerts_are new 0 "after the report in the middle"

# The log of the shift and the sheet for the next.
p shift note "Station down until noon" || fail "shift note"
p shift note " " && fail "an empty note was taken"
p shift log --json >"$work/out"
[ "$(grep -c '"change":"dismiss"' "$work/out")" -eq 2 ] || fail "shift log: $(cat "$work/out")"
grep -q '"change":"note".*"text":"Station down until noon"' "$work/out" || fail "the note is not in the log"
p handover --since 2020-01-01T00:00Z >"$work/out" || fail "handover: $(cat "$work/err")"
grep -q '2 recordings with 7 reports' "$work/out" || fail "handover: $(cat "$work/out")"
grep -q 'no longer there: 1' "$work/out" || fail "handover: $(cat "$work/out")"
grep -q 'Station down until noon' "$work/out" || fail "handover lacks the note"
p handover --json | tail -n 1 | grep -q '"type":"summary"' || fail "handover --json"

# A rule that is ended tells nothing more; the journal holds all of it.
rule=$(p alert rules --json | sed -n 's/.*"number":\([0-9]*\),"name":"silences here".*/\1/p')
p alert end-rule "$rule" --reason "over" || fail "end-rule: $(cat "$work/err")"
p alert end-rule "$rule" && fail "a rule was ended twice"
p check >"$work/out" || fail "check: $(cat "$work/out")"
# In an exercise every line says so, also sums and entries. A list is no recording.
"$program" init "$work/drill" --participant Test --exercise >/dev/null 2>&1 || fail "init --exercise"
d() {
    "$program" -C "$work/drill" "$@" 2>"$work/err"
}
d alert rule "all" || fail "alert rule: $(cat "$work/err")"
d shift note "a drill" || fail "shift note"
for command in "alerts" "alert rules" "shift log" "handover"; do
    d $command --json >"$work/out" || fail "$command: $(cat "$work/err")"
    [ "$(grep -c . "$work/out")" -gt 0 ] && ! grep -qv '"exercise":true' "$work/out" || fail "$command: $(cat "$work/out")"
done
cat >"$work/list.xml" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2021-04-01T00:00:00.000Z"><INDIVIDUALS/><ENTITIES><ENTITY><DATAID>1</DATAID>
<FIRST_NAME>ALPHA TRADING</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.001</REFERENCE_NUMBER>
<LISTED_ON>2020-01-01</LISTED_ON></ENTITY></ENTITIES></CONSOLIDATED_LIST>
END
"$program" init "$work/lists" --participant Test >/dev/null 2>&1 || fail "init"
"$program" -C "$work/lists" import "$work/list.xml" >/dev/null 2>"$work/err" || fail "a list: $(cat "$work/err")"
"$program" -C "$work/lists" handover >"$work/out"
grep -q 'Received: 0 recordings with 0 reports, 1 other file' "$work/out" || fail "a list as a recording: $(cat "$work/out")"
[ "$failures" -eq 0 ] && echo "alerts are told, dealt with, delivered and handed over"
exit $((failures > 0))
