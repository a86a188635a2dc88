#!/bin/sh
# lint_pure.sh [ROOT [BUILD]]: the libraries of the folders that tools/layers.txt calls pure import nothing that touches
# files, sockets, clocks, randomness, the environment, the terminal or the process, and no libm function whose last
# digit depends on the machine. Looks at BUILD/libpl_<folder>.a (default build/dev).
set -eu
root=${1:-.}
build=${2:-build/dev}
denied='open open64 openat creat close read write pread pwrite lseek mmap fopen fopen64 fdopen freopen fclose fread
fwrite fgets fputs fputc getc getline fseek ftell fflush tmpfile tmpfile64 mkstemp unlink rename stat fstat lstat mkdir
opendir readdir printf fprintf dprintf vprintf vfprintf puts putchar putc perror stdout stderr stdin
socket connect bind listen accept send recv sendto recvfrom poll select getaddrinfo
time gettimeofday clock clock_gettime localtime localtime_r gmtime_r mktime nanosleep sleep usleep
rand srand random srandom rand_r drand48 lrand48 getrandom getentropy arc4random RAND_bytes randombytes_buf randombytes_random randombytes_uniform
getenv secure_getenv setenv exit _exit quick_exit atexit abort system fork execve popen signal sigaction raise kill
setlocale syslog
sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp exp2 expm1 exp10 log log2 log10 log1p pow cbrt
hypot fma sincos tgamma lgamma erf erfc sinf cosf tanf asinf acosf atanf atan2f expf logf powf hypotf fmaf sinl cosl
tanl expl logl powl'
status=0
for folder in $(sed -n 's/^\([a-z]*\):.*|.*\<pure\>.*/\1/p' "$root/tools/layers.txt"); do
    library=$build/libpl_$folder.a
    if [ ! -e "$library" ]; then
        [ -z "$(find "$root/src/$folder" -name '*.c' 2>/dev/null)" ] || {
            echo "lint_pure: $library is missing; build the dev preset first"
            status=1
        }
        continue
    fi
    nm -A -u "$library" | DENIED="$denied" awk -v folder="$folder" '
        BEGIN { n = split(ENVIRON["DENIED"], names, /[ \n]+/); for (i = 1; i <= n; i++) if (names[i] != "") bad[names[i]] = 1 }
        {
            name = $NF
            plain = name
            sub(/^__isoc99_/, "", plain)
            if (plain ~ /^__.*_chk$/) { sub(/^__/, "", plain); sub(/_chk$/, "", plain) }
            if (plain in bad || plain ~ /^pl_(file|log|progress)_/ || plain ~ /^pl_time_(now|monotonic)/) {
                object = $1
                sub(/:$/, "", object); sub(/.*:/, "", object)
                printf "src/%s is pure, but %s imports %s\n", folder, object, name
                found = 1
            }
        }
        END { exit found }' || status=1
done
exit $status
