#!/bin/sh
# V4, winter 2018: RYE SONG GANG 1 under a painted name beside YUK TUNG, then beside WAN HENG 11. One photograph, many
# papers: one origin. WAN HENG 11 has no number here: it was only recalled. Run by enter.sh.
set -eu
plimsoll=$1
folder=$2
p() { "$plimsoll" -C "$folder" "$@" --marking TLP:CLEAR >/dev/null; }

p source add "Ministry of Defence of Japan" --kind state --party Japan --label v4-japan
p source add "A marine trade site" --kind press --party "glenflanges.com" --label v4-trade
p source add "A law firm's page" --kind press --party "shndlaw.com" --label v4-law

p item add --title "Notice of Japan: the meeting of 20 January 2018, with photographs" --source v4-japan --published 2018-01-24 \
    --label v4-i-japan --text "also told to the 1718 Committee; read through relays"
p item add --title "NK News on the images of January" --source nknews --published 2018-01 --label v4-i-nk1 \
    --url "https://www.nknews.org/2018/01/japan-releases-images-of-possible-north-korean-ship-to-ship-transfers/?c=1519173266837"
p item add --title "NK News on the images of February" --source nknews --published 2018-02 --label v4-i-nk2 \
    --url "https://www.nknews.org/2018/02/japan-reports-possible-illicit-north-korea-linked-ship-to-ship-transfer/?c=1519173258117"
p item add --title "A trade site on Japan's report" --source v4-trade --label v4-i-trade \
    --url "http://m.glenflanges.com/news/japan-reported-that-north-korea-s-oil-tankers-11881870.html"
p item add --title "A law firm's page with the Chinese notice of port bans" --source v4-law --label v4-i-law \
    --url "https://www.shndlaw.com/index.php/post/1296"

p observe add --as sighting --subject-kind vessel --subject "RYE SONG GANG 1" --counterparty "YUK TUNG" --observed 2018-01-20 \
    --place "East China Sea, about 250 km off Shanghai (relays)" --method photograph --platform "P-3C aircraft" --source v4-japan \
    --seen-name "SONG HAE" --seen-marks "alongside before dawn, deck lights on" --concluded "RYE SONG GANG 1 under a painted name" \
    --reported 2018-01-24 --label v4-o-photo --text "the painted name is as relays give it"
p observe add --as sighting --subject-kind vessel --subject "RYE SONG GANG 1" --counterparty "YUK TUNG" --observed 2018-01-20 \
    --place "East China Sea, about 250 km off Shanghai (relays)" --method "patrol report" --platform "P-3C aircraft" \
    --source v4-japan --reported 2018-01-24 --label v4-o-patrol
p observe add --as sighting --subject-kind vessel --subject "RYE SONG GANG 1" --counterparty "WAN HENG 11" --observed 2018-02-13 \
    --place "about 250 km off Shanghai" --method photograph --platform "patrol aircraft" --source v4-japan --label v4-o-february \
    --text "The IMO number of WAN HENG 11 is left out: only recalled (unverified)."
p observe add --as sighting --subject-kind vessel --subject "a tanker marked as from Ningde" --observed 2018-02-16 \
    --place "East China Sea" --method photograph --source v4-japan --seen-marks "Ningde; hoses" --label v4-o-ningde \
    --text "not named, and nobody is accused by this"
p observe add --as registry --subject-kind vessel --subject "RYE SONG GANG 1" --imo 7389704 --flag DPRK --method "sanctions list" \
    --source ofac --label v4-o-list-rsg --text "this number also stands in a Chinese notice of port bans"
p observe add --as registry --subject-kind vessel --subject "YUK TUNG" --imo 9030591 --flag Dominica --method "sanctions list" \
    --source ofac --label v4-o-list-yt

p derive v4-o-photo v4-o-patrol --as common-upstream --basis "one flight of one aircraft"
for relay in v4-i-japan v4-i-nk1 v4-i-trade; do
    p derive $relay v4-o-photo --as quotation --basis "shows or describes Japan's photographs"
done
p derive v4-i-nk2 v4-o-february --as quotation --basis "relays Japan's second notice"

p claim add --topic v4-january --who "RYE SONG GANG 1" --who-imo 7389704 --did "lay alongside" --whom "YUK TUNG" --start 2018-01-20 \
    --place "East China Sea" --how photograph --source v4-japan --said 2018-01-24 --label v4-met
for evidence in v4-o-photo v4-o-patrol v4-i-japan v4-i-nk1 v4-i-trade; do p claim support v4-met $evidence; done
p claim add --topic v4-february --who "RYE SONG GANG 1" --who-imo 7389704 --did "lay alongside" --whom "WAN HENG 11" \
    --start 2018-02-13 --place "about 250 km off Shanghai" --how photograph --source v4-japan --label v4-met-again
for evidence in v4-o-february v4-i-nk2; do p claim support v4-met-again $evidence; done
p claim add --topic v4-listing --who "Security Council's 1718 Committee" --did "banned from ports" --what "RYE SONG GANG 1" \
    --start 2017-12-28 --source un --label v4-listed
p claim support v4-listed v4-i-law
p claim support v4-listed v4-o-list-rsg
p claim add --topic v4-listing-yt --who "Security Council's 1718 Committee" --did listed --what "YUK TUNG and WAN HENG 11" \
    --start 2018-03-30 --source un --label v4-listed-after --text "ten weeks after the first meeting: on 20 January YUK TUNG was on no list"
p claim support v4-listed-after v4-o-list-yt
p claim add --topic v4-flag --who "YUK TUNG" --did "flew the flag of Dominica" --start 2018-01-20 --label v4-dominica --how "list"
p claim support v4-dominica v4-o-list-yt
p claim add --topic v4-flag --who "YUK TUNG" --did "flew the flag of the Dominican Republic" --start 2018-01-20 --label v4-dominican \
    --text "how some relays have it; two states that must not be merged"
p claim support v4-dominican v4-dominica --stance against

p finding add "RYE SONG GANG 1, banned from ports since 28 December 2017, lay alongside YUK TUNG on 20 January and WAN HENG 11 on 13 February 2018." \
    --claims "v4-met v4-met-again v4-listed" --accused "RYE SONG GANG 1; YUK TUNG; WAN HENG 11" --accused-kind vessel \
    --measure "resolution 2375 (2017), paragraph 11" --documents unverified --why-no-reply "reply not sought: example" --label v4-f-meetings \
    --text "What was passed, and how much, was not seen."
p finding outcome v4-f-meetings --what notified --authority "Japan to the 1718 Committee" --when 2018-01-24 --items v4-i-japan
p finding outcome v4-f-meetings --what reoffended --authority "RYE SONG GANG 1" --when 2018-02-13 --items v4-i-nk2 \
    --text "a second meeting while banned; as alleged"
p finding outcome v4-f-meetings --what listed --authority "Security Council's 1718 Committee" --when 2018-03-30 \
    --text "YUK TUNG and WAN HENG 11"
