#!/bin/sh
# The files of items in a bundle: photographs go out made anew, with what was left behind and a hash of their own, plain
# text as it is; all else is said to be withheld, and why. Of what is withheld neither hash, name, size nor time stands
# anywhere in the bytes. Photographs by helper_samples (tests/samples.h): what they hide is written there.
set -u
bin=$(cd "$(dirname "$1")" && pwd)
program=$bin/$(basename "$1")
verify=$bin/plimsoll-verify
work=$(mktemp -d "${TMPDIR:-/tmp}/plimsoll-items.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset PLIMSOLL_CASE PLIMSOLL_PASSPHRASE_FILE
failures=0

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}
ok() { "$program" -C case "$@" >out 2>err || fail "$*: status $?: $(cat err)"; }
v() { # WANTED_STATUS ARGUMENTS...
    wanted=$1
    shift
    last="plimsoll-verify $*"
    "$verify" "$@" >out 2>&1
    status=$?
    [ $status -eq "$wanted" ] || { fail "$last gives $status, not $wanted"; cat out; }
}
has() { grep -qF -- "$1" out || { fail "no '$1' from $last"; cat out; }; }
hasnt() { if grep -qF -- "$1" out; then fail "'$1' from $last"; fi; }
nowhere() { # WHAT BYTES FILE
    if LC_ALL=C grep -qaF -- "$2" "$3"; then fail "$1 stands in $3"; fi
}
# Of FILE neither its hash (digits or bytes), its name, its size nor its time stands in BUNDLE.
kept_back() { # FILE BUNDLE
    hash=$(sha256sum "$1" | cut -c1-64)
    nowhere "the hash of $1" "$hash" "$2"
    xxd -p "$2" | tr -d '\n' | grep -q "$hash" && fail "the hash of $1, as bytes, stands in $2"
    nowhere "the name of $1" "$1" "$2"
    nowhere "the size of $1" "$(stat -c %s "$1")" "$2"
    nowhere "the time of $1" "2001-02-03" "$2"
}

"$program" init case --participant "State A" --person "A. Desk" 2>err || { cat err; exit 1; }
"$bin/bin/helper_samples" "$work" || exit 1
mv dirty.jpg stern-at-dusk.jpg
mv dirty.png pier-north.png
mv clean.jpg mole-view.jpg
printf '%%PDF-1.4\n%%%0123457d\n' 0 >manifest-kept.pdf
printf 'Plain words of a page, kept as they were.\n' >page-kept.txt
printf 'Words of somebody who did not agree.\n' >heard-kept.txt
printf '<html><!-- WHO-WROTE-IT --></html>\n' >markup-kept.html
long() { head -c "$2" /dev/zero | tr '\0' "$3" >>"$1"; } # sizes of five digits do not stand anywhere by chance
long stern-at-dusk.jpg 71111 x
long pier-north.png 72222 x
long mole-view.jpg 73333 x
long manifest-kept.pdf 44444 x
long page-kept.txt 25555 x
long heard-kept.txt 36666 x
long markup-kept.html 57777 x
touch -d 2001-02-03 ./*-kept.* ./*.jpg ./*.png
ok source add mole --kind human --protected --reason "in danger" --label mole
ok item add stern-at-dusk.jpg --title Stern --label stern
ok item add pier-north.png --title Pier --label pier
ok item add mole-view.jpg --title View --source mole --label view
ok item add manifest-kept.pdf --title Manifest --label manifest
ok item add page-kept.txt --title Page --label page
ok item add markup-kept.html --title Markup --label markup
ok item add heard-kept.txt --title Heard --label words
ok observe add --as interview --subject "GREEN POINT" --source mole --consent none --attachments words --label talk
printf 'What it means in our words.\n' >meant-kept.txt && long meant-kept.txt 38888 x && touch -d 2001-02-03 meant-kept.txt
ok item add meant-kept.txt --title Meant --label meant
ok derive meant words --as translation --basis "by ear"
ok claim add --who "GREEN POINT" --did waited --label c1
for item in stern pier view manifest page markup words meant; do ok claim support c1 $item; done

ok bundle b.tar c1
grep -q 'files of 3 items are in it' err || fail "$(cat err)"
v 1 b.tar
trust=$(sed -n 's/.*under policy \([0-9a-f]*\), which.*/\1/p' out)
v 0 b.tar --trust "$trust"
has "a stripped form of its file is here"
has "left behind: JFIF header; EXIF (time, position, camera, orientation); XMP; ICC profile; comment; bytes behind the picture"
has "its file is here as its entry was signed for it, sha256:$(sha256sum page-kept.txt | cut -c1-64)"
has "withheld: cannot be stripped: it is neither JPEG nor PNG; of its file only the commitment"
[ "$(grep -c 'withheld: cannot be stripped' out)" -eq 2 ] || fail "the manifest and the markup are not both withheld"
[ "$(grep -c 'withheld: to protect who it is from' out)" -eq 3 ] || fail "the view, the words and their translation are not all withheld"
for file in stern-at-dusk.jpg pier-north.png mole-view.jpg manifest-kept.pdf heard-kept.txt meant-kept.txt markup-kept.html; do
    kept_back $file b.tar
done
for word in SECRET KAMEO WHO-WROTE-IT "did not agree."; do nowhere "hidden data" "$word" b.tar; done

# ---- what is in it: the picture alone, with the hash that is told; text byte for byte
mkdir x && tar xf b.tar -C x
stern=$(for note in x/items/*/note; do grep -l 'image/jpeg' "$note"; done)
picture=$(dirname "$stern")/file
has "sha256:$(sha256sum "$picture" | cut -c1-64) (image/jpeg)"
[ "$(head -c 2 "$picture" | xxd -p)" = ffd8 ] || fail "the stripped picture is no JPEG"
cmp -s page-kept.txt "$(dirname "$(grep -l '^text ' x/items/*/note)")/file" || fail "the text is not as it was"
[ "$(ls x/items/*/file | wc -l)" -eq 3 ] || fail "other files: $(ls x/items/*/file)"
ok bundle again.tar c1
cmp -s b.tar again.tar || fail "the same case gives other bytes"

# ---- altered: another picture under the statement, another item's statement, a word of it, no file, one too many
pack() { # makes x.tar of the folder y, as docs/format/bundle.md says
    (cd y && find . -type f | sed 's,^\./,,' | LC_ALL=C sort >../names &&
        tar --format=ustar --mode=0644 --owner=:0 --group=:0 --numeric-owner --mtime=@0 -b 1 -cf ../x.tar -T ../names)
    python=$(command -v perl) && perl -e '
        local $/; open F, "<", $ARGV[0]; $_ = <F>; my ($at, $out) = (0, "");
        while (substr($_, $at, 1) ne "\0") {
            my $h = substr($_, $at, 512); my $n = oct substr($h, 124, 11);
            substr($h, 329, 16) = "\0" x 16; substr($h, 148, 8) = " " x 8;
            my $s = 0; $s += ord for split //, $h; substr($h, 148, 8) = sprintf("%06o\0 ", $s);
            $out .= $h . substr($_, $at + 512, 512 * int(($n + 511) / 512)); $at += 512 + 512 * int(($n + 511) / 512);
        }
        open F, ">", $ARGV[0]; print F $out . "\0" x 1024' x.tar
}
altered() { # WORDS: the bundle of folder y does not hold
    pack
    v 1 x.tar --trust "$trust"
    has "$1"
}
number=$(basename "$(dirname "$stern")")
pier=$(basename "$(dirname "$(grep -l 'image/png' x/items/*/note)")")
view=$(basename "$(dirname "$(grep -l 'to protect' x/items/*/note | head -n 1)")")
rm -rf y && cp -r x y && pack
cmp -s x.tar b.tar || fail "the test does not write bundles as the program does"
printf x >>y/items/$number/file && altered "its file is not the one that was signed for"
rm -rf y && cp -r x y && cp x/items/$pier/file x/items/$pier/note y/items/$number/ && altered "what is said is of another item's file"
rm -rf y && cp -r x y && sed -i 's/; comment;/;/' y/items/$number/note && altered "the log's key did not sign what is said of its file"
rm -rf y && cp -r x y && rm y/items/$number/file && altered "its file is not here, and is said to be"
rm -rf y && cp -r x y && printf x >y/items/$view/file && altered "its file is here, and is said to be withheld"
rm -rf y && cp -r x y && rm y/items/$number/note && pack && v 3 x.tar --trust "$trust"

# ---- a redaction goes out for its original; --files none says nothing; a marking and --withhold close the file too
ok item redact stern --file mole-view.jpg --title Redacted
ok bundle red.tar c1
v 0 red.tar --trust "$trust"
has "its redaction I"
[ "$(grep -c 'a stripped form' out)" -eq 2 ] || fail "not the redaction and the pier"
kept_back stern-at-dusk.jpg red.tar
ok bundle none.tar c1 --files none
v 0 none.tar --trust "$trust"
hasnt "file of item"
nowhere "the text" "Plain words of a page" none.tar
kept_back page-kept.txt none.tar
ok bundle held.tar c1 --withhold page
v 0 held.tar --trust "$trust"
nowhere "the text" "Plain words of a page" held.tar
kept_back page-kept.txt held.tar
ok item add page-kept.txt --title "Page again" --marking TLP:CLEAR --label clear
ok claim add --who "BLUE POINT" --did waited --marking TLP:CLEAR --label c2
ok claim support c2 clear --marking TLP:CLEAR
ok claim support c2 pier --marking TLP:CLEAR
ok bundle clear.tar c2 --up-to TLP:CLEAR
v 0 clear.tar --trust "$trust"
[ "$(grep -c 'file of item' out)" -eq 1 ] || fail "not the one that is marked TLP:CLEAR: $(grep 'file of item' out)"
ok bundle both.tar c1 c2 --up-to TLP:RED
"$program" -C case bundle x.tar c1 --files all >out 2>err
[ $? -eq 2 ] || fail "--files all"

# ---- without a helper photographs are withheld, and the bundle is made; an erased one is said to be gone
(
    PLIMSOLL_HELPER=/nowhere
    export PLIMSOLL_HELPER
    ok bundle apart.tar c1
    [ $failures -eq 0 ]
) || failures=$((failures + 1))
v 0 apart.tar --trust "$trust"
hasnt "a stripped form"
hash=$(sha256sum pier-north.png | cut -c1-64)
rm "case/objects/$(echo "$hash" | cut -c1-2)/$hash"
ok bundle gone.tar c1
v 0 gone.tar --trust "$trust"
has "withheld: its file is not in this copy of the case"
[ $failures -eq 0 ] || exit 1
echo "the files of items leave in the form in which they may"
