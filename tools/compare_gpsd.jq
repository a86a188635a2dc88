# One decoder's JSON Lines as sorted-comparable text: `TYPE MMSI <tab> {fields}`, one message a line, the fields that
# both decoders print, rounded to what gpsdecode prints. Both sides go through here (docs/differences-gpsd.md).

def round_to($n): . * $n | if . < 0 then -((-. + 0.5) | floor) else (. + 0.5) | floor end | . / $n;

# What gpsdecode writes, in the words of docs/format/decode.md.
def theirs:
  .type as $t
  | del(.class, .device, .type, .scaled)
  | with_entries(select(.key | endswith("_text") | not))
  | if (.ne_lon | type) == "string" then (.ne_lon, .ne_lat, .sw_lon, .sw_lat) |= tonumber else . end
  | if .lat == 91 then .lat = null else . end
  | if .lon == 181 then .lon = null else . end
  | if .heading == 511 then .heading = null else . end
  | if .turn == "nan" then .turn = null elif .turn == "-0" or .turn == 0 then .turn = 0 else . end
  | if .speed == "nan" or (.speed == 102.3 and $t != 9) or (.speed == 1023 and $t == 9) or (.speed == 63 and $t == 27)
    then .speed = null else . end
  | if .speed == "fast" then .speed = (if $t == 9 then 1022 else 102.2 end) else . end
  | if .alt == "nan" then .alt = null else . end
  | if (.course == 360 and $t != 27) or (.course == 511 and $t == 27) then .course = null else . end
  | {msg: $t, fields: .};

# Ours, flat as theirs is, without the fields that theirs lacks.
def ours:
  .msg as $t
  | ((.app // {}) + del(.app, .type, .time, .station, .channel, .msg, .own, .tags, .src, .seqno1, .seqno2, .seqno3,
                        .seqno4, .long_range, .txrx_23))
  | if $t == 23 then del(.txrx) elif $t == 24 then del(.epfd) elif $t == 18 or $t == 21 or $t == 9 then del(.assigned)
    else . end
  | {msg: $t, fields: .};

(if .class == "AIS" then theirs elif .type == "ais" then ours else empty end)
| .msg as $t
| .fields |= (if .lat then .lat |= round_to(if $t == 17 or $t == 27 then 10 elif $t == 8 then 10000 else 1000000 end)
              else . end
              | if .lon then .lon |= round_to(if $t == 17 or $t == 27 then 10 elif $t == 8 then 10000 else 1000000 end)
                else . end)
| "\(.msg) \(.fields.mmsi)\t\(.fields | to_entries | sort_by(.key) | from_entries | tojson)"
