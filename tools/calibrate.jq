# How far `expected_reception` may be trusted: what it says of each silence of an exercise against the truth.
# jq -rn --slurpfile truth truth.json --slurpfile events events.jsonl -f calibrate.jq
# One line for each silence that the truth knows: grade, cause, chance as said, chance in truth. tools/quality.sh adds up.
def time: sub("\\.[0-9]+Z$"; "Z") | fromdateiso8601;
def span($until): {from: (.start | time), to: (if .end then (.end | time) else $until end)};
def common($a; $b): ([$a.to, $b.to] | min) - ([$a.from, $b.from] | max);

($truth[0].end | time) as $until
| (reduce ($truth[0].events[] | select(.type == "gap")) as $g ({}; .[$g.mmsi[0] | tostring] += [$g + ($g | span($until))])) as $by
| $events[]
| select(.type == "gap")
| . as $event
| span($until) as $is
| [($by[$event.vessels[0].mmsi | tostring] // [])[]
    | select(common($is; .) * 2 >= ([$is.to - $is.from, .to - .from] | max))] as $match
| select($match | length > 0)
| ($match | max_by(common($is; .))) as $true
| [$event.expected_reception.grade // "none", $true.cause, ($event.expected_reception.chance // -1),
   1 - (-$true.heard_if_sent | exp)]
| @tsv
