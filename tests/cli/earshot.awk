# Position reports of message 1 with tag blocks, for test_earshot.sh: part 1 up to noon, part 2 from then on; with bare=1 only
# those of the ship that is far off, without a station; with far=MMSI only those of a ship that is far off, of this number;
# with near=1 all but those.
BEGIN {
    for (i = 0; i < 256; i++) { code[sprintf("%c", i)] = i }
    for (t = 0; t < 30 * 3600; t += 600) {
        if ((part == 1) != (t < 12 * 3600)) { continue }
        for (k = 0; k < 12 && !bare && !far; k++) { line(t + k, 257000001 + k, 60 + 0.05 * (k % 5), 5 + 0.08 * int(k / 3)) }
        if (t >= 10 * 3600 && t < 18 * 3600 && !near) { line(t, far ? far : 259000001, 45, -20) }
    }
}
function bits(value, n,    out) {
    for (value = value < 0 ? value + 2 ^ n : value; n > 0; n--) { out = value % 2 out; value = int(value / 2) }
    return out
}
# exclusive or of two numbers below 256
function xor(a, b,    out, at) {
    for (at = 1; at < 256; at *= 2) { out += (int(a / at) % 2 != int(b / at) % 2) * at }
    return out
}
function sum(text,    i, out) {
    for (i = 1; i <= length(text); i++) { out = xor(out, code[substr(text, i, 1)]) }
    return sprintf("%02X", out)
}
function line(t, mmsi, lat, lon,    all, i, k, six, payload, sentence, tag) {
    all = bits(1, 6) bits(0, 2) bits(mmsi, 30) bits(15, 4) bits(128, 8) bits(5, 10) bits(1, 1) bits(int(lon * 600000), 28) \
        bits(int(lat * 600000), 27) bits(900, 12) bits(511, 9) bits(t % 60, 6) bits(0, 25)
    for (i = 1; i <= 168; i += 6) {
        six = 0
        for (k = 0; k < 6; k++) { six = six * 2 + substr(all, i + k, 1) }
        payload = payload sprintf("%c", six + (six < 40 ? 48 : 56))
    }
    sentence = "AIVDM,1,1,,A," payload ",0"
    tag = (bare ? "" : "s:SHORE,") "c:" (1709251200 + t)
    printf "\\%s*%s\\!%s*%s\n", tag, sum(tag), sentence, sum(sentence)
}
