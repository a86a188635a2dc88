# Outages of stations and offsets of their clocks, as told, against the truth of an exercise. Called as calibrate.jq.
def time: sub("\\.[0-9]+Z$"; "Z") | fromdateiso8601;

[$truth[0].stations[] | select(.down_from)] as $down
| [$events[] | select(.type == "feed_outage")] as $told
| def same($d; $o): $d.name == $o.station and ($o.start | time) < ($d.down_until | time) and
      ($o.end == null or ($o.end | time) > ($d.down_from | time));
  ($down[] as $d | ["outage", (if any($told[]; same($d; .)) then "found" else "missed" end), $d.name]),
  ($told[] as $o | select(any($down[]; same(.; $o)) | not) | ["outage", "wrong", ($o.station // "all")]),
  ($truth[0].stations[] as $s | $events[]
    | select(.type == "station_clock" and .station == $s.name and .offset_s != null)
    | ["clock", .offset_s - $s.clock_s, $s.name])
| @tsv
