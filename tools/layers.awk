# Reads tools/layers.txt, then sources: every #include must be allowed by the table. See lint_layers.sh.
function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
function fault(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; faults++ }
BEGIN {
    split("assert ctype errno fenv float inttypes limits math stdalign stdarg stdatomic stdbool stddef stdint stdio " \
          "stdlib stdnoreturn string", names, " ")
    for (i in names) iso[names[i] ".h"] = 1
}
FILENAME ~ /layers\.txt$/ {
    if ($0 ~ /^#/ || $0 ~ /^[ \t]*$/) next
    folder = $0; sub(/:.*/, "", folder); folder = trim(folder)
    rest = $0; sub(/^[^:]*:/, "", rest)
    n = split(rest, halves, "|")
    known[folder] = 1
    k = split(trim(halves[1]), ours, /[ \t]+/)
    for (i = 1; i <= k; i++) may[folder, ours[i]] = 1
    k = split(trim(halves[2]), theirs, /[ \t]+/)
    for (i = 1; i <= k; i++) {
        if (theirs[i] ~ /\/$/) prefix[folder] = prefix[folder] " " theirs[i]
        else system_header[folder, theirs[i]] = 1
    }
    next
}
FNR == 1 {
    folder = FILENAME
    sub(/.*src\//, "", folder)
    sub(/\/.*/, "", folder)
    if (!(folder in known)) fault("the folder src/" folder " is not in tools/layers.txt")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    header = $0; sub(/^[^"]*"/, "", header); sub(/".*/, "", header)
    other = header; sub(/\/.*/, "", other)
    if (header !~ /\//) fault("include \"" header "\" without its folder")
    else if (other == "generated" || other == folder) next
    else if (!((folder, other) in may) && !((folder, header) in may)) fault(folder " may not include \"" header "\"")
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    header = $0; sub(/^[^<]*</, "", header); sub(/>.*/, "", header)
    if (header in iso || (folder, header) in system_header) next
    n = split(prefix[folder], starts, " ")
    for (i = 1; i <= n; i++) if (index(header, starts[i]) == 1) next
    fault(folder " may not include <" header ">")
}
END { exit faults > 0 }
