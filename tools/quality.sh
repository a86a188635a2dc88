#!/bin/sh
# quality.sh: recall and precision by type of event on invented recordings: 30 days, 300 ships, three seeds (DAYS,
# VESSELS, SEEDS), and how far `expected_reception` may be trusted: what it says against the truth.
set -eu
cd "$(dirname "$0")/.."
program=${PROGRAM:-build/plimsoll}
for command in exercise scan; do
    "$program" help $command >/dev/null 2>&1 || {
        echo "quality: this version has no $command yet" >&2
        exit 1
    }
done
scratch=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-quality.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
for seed in ${SEEDS:-${SEED:-1 2 3}}; do
    "$program" exercise "$scratch/exercise" --seed "$seed" --days "${DAYS:-30}" --vessels "${VESSELS:-300}"
    "$program" scan "$scratch/exercise" --json >"$scratch/events.jsonl" 2>"$scratch/messages" || {
        cat "$scratch/messages" >&2
        exit 1
    }
    echo "seed $seed"
    "$program" exercise "$scratch/exercise" --score "$scratch/events.jsonl"
    jq -rn --slurpfile truth "$scratch/exercise/truth.json" --slurpfile events "$scratch/events.jsonl" \
        -f tools/calibrate.jq >>"$scratch/silences.tsv"
    jq -rn --slurpfile truth "$scratch/exercise/truth.json" --slurpfile events "$scratch/events.jsonl" \
        -f tools/calibrate_feed.jq >>"$scratch/feed.tsv"
    rm -rf "$scratch/exercise"
done
awk -F '\t' '
    function bin(c) { return c < 0 ? 0 : c <= 0.1 ? 1 : c <= 0.3 ? 2 : c <= 0.5 ? 3 : c <= 0.7 ? 4 : c < 0.95 ? 5 : c < 0.99 ? 6 : 7 }
    {
        n[$1, $2]++
        b = bin($3); m[b]++; said[b] += $3; true_chance[b] += $4; innocent[b] += $2 == "reception"; ordered[b] += $2 == "ordered"
    }
    END {
        print "expected_reception: grade said against the cause in truth"
        split("unexpected unknown expected none", grades, " ")
        split("ordered reception false_positions end_of_identity", causes, " ")
        printf "  %-12s", "grade"; for (c = 1; c <= 4; c++) { printf " %16s", causes[c] } print ""
        for (g = 1; g <= 4; g++) {
            printf "  %-12s", grades[g]; for (c = 1; c <= 4; c++) { printf " %16d", n[grades[g], causes[c]] } print ""
        }
        print "expected_reception: chance said (of the way that favours innocence most) against the chance in truth (of the way that was sailed)"
        split("unknown <=0.1 <=0.3 <=0.5 <=0.7 <0.95 <0.99 <=1", names, " ")
        printf "  %-12s %8s %8s %8s %8s %10s\n", "chance said", "silences", "mean", "true", "ordered", "reception"
        for (b = 0; b <= 7; b++) {
            if (m[b]) {
                printf "  %-12s %8d %8s %8.3f %8d %10d\n", names[b + 1], m[b], b ? sprintf("%.3f", said[b] / m[b]) : "-", true_chance[b] / m[b], ordered[b], innocent[b]
            }
        }
    }' "$scratch/silences.tsv"
awk -F '\t' '
    $1 == "outage" { if ($2 == "found") { found++ } else if ($2 == "missed") { missed++ } else { wrong++ } }
    $1 == "clock" { d = $2 < 0 ? -$2 : $2; clocks++; sum += d; worst = d > worst ? d : worst }
    END {
        printf "feed_outage: found %d, missed %d, wrong %d\n", found, missed, wrong
        printf "station_clock: %d clocks, off by %.2f s on average, by %.2f s at worst\n", clocks, clocks ? sum / clocks : 0, worst
    }' "$scratch/feed.tsv"
