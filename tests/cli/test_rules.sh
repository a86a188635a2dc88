#!/bin/sh
# The rules by profile: explained, asked of an event, and set in a case. The recording is one ship that is silent for
# 13 hours, so that the silence counts by default (> 12 h) and in the sensitive profile (> 6 h), not in the strict one
# (> 24 h); expectations are by hand from docs/rules.md.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-rules.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

cat >"$work/a.csv" <<'END'
mmsi,time,lat,lon,sog
299000001,2021-05-01T00:00:00Z,36.0,123.0,10
299000001,2021-05-01T00:10:00Z,36.02,123.0,10
299000001,2021-05-01T13:10:00Z,36.5,123.0,10
299000001,2021-05-01T13:20:00Z,36.52,123.0,10
END

# Explained: one line a threshold, the strict profile's own value, the hash of the whole.
"$program" rules explain gap --json >"$work/out" || fail "rules explain"
grep -q '"type":"rule","section":"gap","key":"min_hours","counts":">","value":12' "$work/out" || fail "explain: $(cat "$work/out")"
"$program" rules explain --profile strict gap.min_hours >"$work/out" || fail "rules explain --profile strict"
grep -q '^gap.min_hours > 24 (default 12, sensitive 6, strict 24)$' "$work/out" || fail "strict: $(cat "$work/out")"
"$program" rules explain nonsense >"$work/out" 2>"$work/err" && fail "a section that is none was explained"
grep -q 'no such section' "$work/err" || fail "nonsense: $(cat "$work/err")"
"$program" rules explain --profile lenient >"$work/out" 2>"$work/err"
[ $? -eq 2 ] || fail "a profile that is none: status"

# Each event says what the other two profiles would make of it.
"$program" scan --json "$work/a.csv" >"$work/out" || fail "scan"
grep -q '"type":"gap".*"profiles":{"sensitive":"reported","strict":"not reported: gap.min_hours > 24, here 13.00"}' "$work/out" ||
    fail "profiles: $(grep '"gap"' "$work/out")"
"$program" scan --json --profile sensitive "$work/a.csv" >"$work/out" || fail "scan --profile sensitive"
grep -q '"type":"gap".*"profiles":{"default":"reported","strict":"not reported' "$work/out" || fail "sensitive: $(grep '"gap"' "$work/out")"
"$program" scan --json --profile strict "$work/a.csv" >"$work/out" || fail "scan --profile strict"
grep -q '"type":"gap"' "$work/out" && fail "the strict profile reports 13 hours"

# In a case: the last rules that were set count, by a signed entry, for what was imported before too.
"$program" init "$work/case" --participant Test --person Officer >/dev/null 2>&1 || fail "init"
"$program" -C "$work/case" import "$work/a.csv" >/dev/null 2>&1 || fail "import"
"$program" -C "$work/case" events --json >"$work/out" || fail "events"
grep -q '"type":"gap"' "$work/out" || fail "no silence by the default rules"
"$program" -C "$work/case" rules set --profile strict 2>"$work/err" || fail "rules set: $(cat "$work/err")"
"$program" -C "$work/case" events --json >"$work/out" || fail "events after rules set"
grep -q '"type":"gap"' "$work/out" && fail "the silence stands by the strict rules"
"$program" -C "$work/case" rules show gap --json >"$work/out" || fail "rules show"
grep -q '"key":"min_hours","counts":">","value":24' "$work/out" || fail "show: $(cat "$work/out")"
"$program" -C "$work/case" rules set --profile strict 2>"$work/err" && fail "the same rules were set twice"
"$program" -C "$work/case" rebuild >/dev/null 2>&1 || fail "rebuild"
"$program" -C "$work/case" check >"$work/out" 2>&1 || fail "check: $(cat "$work/out")"
printf '{"gap":{"min_hours":6.5}}' >"$work/own.json"
"$program" -C "$work/case" rules set --rules "$work/own.json" 2>"$work/err" || fail "rules set --rules: $(cat "$work/err")"
"$program" -C "$work/case" events --json >"$work/out" || fail "events by own rules"
grep -q '"type":"gap".*"strict":"not reported' "$work/out" || fail "own rules: $(cat "$work/out")"
[ "$failures" -eq 0 ] && echo "the rules are explained, asked and set"
exit $((failures > 0))
