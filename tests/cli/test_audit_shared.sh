#!/bin/sh
# audit over 25 real public claims. What an expert finds in them was written down by hand, pair by pair, before the rules
# were (docs/audit.md has the table): every finding named here must be there; of the kinds that fail the command no other
# may be.
set -u
program=$(realpath "$1")
claims=../shared/data/domain/claims.csv
[ -r "$claims" ] || {
    echo "skipped: $claims is not there"
    exit 77
}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-audit.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0
fail() {
    echo "FAIL: $*"
    failed=1
}
"$program" audit "$claims" --json >"$scratch/out" 2>"$scratch/err"
[ $? = 1 ] || fail "the exit status is not 1"
jq -r 'select(.type == "finding") | "\(.kind) \(.claims | join(" "))"' "$scratch/out" | LC_ALL=C sort >"$scratch/got"
cat >"$scratch/hard" <<'END'
cap C035
cap C037
cap C041
circular C023 C028
contradiction C009 C011
contradiction C050 C051
relay C003
relay C004
relay C019
relay C023
relay C030
relay C050 C051
END
cat >"$scratch/soft" <<'END'
category C004 C007
category C019 C022
consistent C001 C009 C028
consistent C016
consistent C039
derived C006 C007
derived C011
derived C016
derived C019
derived C035
derived C041
derived C043
factor C007 C011 C019
factor C050 C051
period C001 C009
period C006
period C007
period C013
period C022
period C023 C028
period C030
unit C004 C022
unit C037
vague C009
vague C022
vague C030
END
grep -E '^(contradiction|circular|relay|arithmetic|plausibility|cap) ' "$scratch/got" >"$scratch/got_hard"
diff "$scratch/hard" "$scratch/got_hard" || fail "the findings that fail the command are others"
while read -r line; do
    grep -qxF "$line" "$scratch/got" || fail "missing: $line"
done <"$scratch/soft"
# arithmetic that a reader can check
holds() {
    jq -r --arg k "$1" --arg c "$2" 'select(.kind == $k and (.claims | join(" ")) == $c) | .arithmetic' "$scratch/out" |
        grep -qF "$3" || fail "$1 $2 does not show \"$3\""
}
holds factor "C007 C011 C019" "2,000,000 / 5,000 = 400; 3,000,000 / 6,700 = 447.8; 6,000,000 / 13,000 = 461.5"
holds derived "C006 C007" "5,000 containers x 400 = 2,000,000 rounds"
holds consistent C016 "46.25 kg a round"
holds cap C035 "759,793 barrels / 500,000 = 152 %"
holds cap C037 "53,000 metric tons x 7.9 = 418,700 barrels = 83.7 %; x 8.33 = 441,490 barrels = 88.3 %"
holds derived C041 "43 tanker calls x 23,255.8 = 1,000,000 barrels"
holds derived C043 "2,000,000,000 - 400,000,000 = 1,600,000,000"
holds factor "C050 C051" "1,520,000,000,000 / 1,190,000,000 = 1,277.3; 1,520,000,000,000 / 1,090,000,000 = 1,394.5"
exit $failed
