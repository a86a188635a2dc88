#!/bin/sh
# V1, autumn 2017: LIGHTHOUSE WINMORE and SAM JONG 2. Oil passed at sea, and a ship boarded before the law to freeze it.
# Run by enter.sh, which files the sources of more than one episode. The IMO number of LIGHTHOUSE WINMORE is left out:
# it was only recalled. That of SAM JONG 2 stands in the US list.
set -eu
plimsoll=$1
folder=$2
p() { "$plimsoll" -C "$folder" "$@" --marking TLP:CLEAR >/dev/null; }

p source add "Foreign ministry of the Republic of Korea" --kind state --party "Republic of Korea" --label v1-rok \
    --text "an official who briefed the press on 29 December 2017"
p source add "The Star" --kind press --party "The Star" --label v1-star
p source add "South China Morning Post" --kind press --party "South China Morning Post" --label v1-scmp
p source add "Taipei Times" --kind press --party "Taipei Times" --label v1-taipei

p item add --title "Press report of the briefing: the ship, its two calls at Yeosu and the transfer" --source v1-star \
    --published 2017-12-29 --label v1-i-star \
    --url "https://www.thestar.com/news/world/2017/12/29/south-korea-seizes-ship-alleging-it-was-used-to-transfer-oil-to-north-korea.html"
p item add --title "Press report: the crew questioned" --source v1-scmp --label v1-i-scmp \
    --url "https://www.scmp.com/news/china/article/2126235/crew-hong-kong-ship-accused-transferring-oil-north-korea-questioned-south"
p item add --title "Press report three weeks later" --source v1-taipei --published 2018-01-23 --label v1-i-taipei \
    --url "http://www.taipeitimes.com/News/taiwan/archives/2018/01/23/2003686276"
p item add --title "Resolution 2375 (2017), paragraph 11: no transfers from ship to ship" --source un \
    --published 2017-09-11 --label v1-i-2375
p item add --title "Resolution 2397 (2017), paragraph 9: power to seize, inspect and freeze" --source un \
    --published 2017-12-22 --label v1-i-2397

p observe add --as port-call --subject-kind vessel --subject "LIGHTHOUSE WINMORE" --flag "Hong Kong" --place Yeosu \
    --observed 2017-10-11 --quantity "about 14,000 t" --item "refined oil from Japan" --method "port and customs papers, as briefed" \
    --source v1-rok --reported 2017-12-29 --label v1-o-arrival \
    --text "Its IMO number is left out: it was only recalled, not seen in a source (unverified)."
p observe add --as port-call --subject-kind vessel --subject "LIGHTHOUSE WINMORE" --flag "Hong Kong" --place Yeosu \
    --to-place Taiwan --observed 2017-10-15 --method "declared destination, as briefed" --source v1-rok --reported 2017-12-29 \
    --label v1-o-departure
p observe add --as inspection --subject-kind vessel --subject "LIGHTHOUSE WINMORE" --place Yeosu --observed 2017-11-24 \
    --method "boarding" --source v1-rok --reported 2017-12-29 --label v1-o-boarding
p observe add --as interview --subject-kind vessel --subject "LIGHTHOUSE WINMORE" --counterparty "SAM JONG 2" \
    --place "East China Sea, high seas" --observed 2017-10-19 --quantity "600 t" --item "refined oil" \
    --method "what the ministry told the press; how it knew was not said" --consent public --source v1-rok --reported 2017-12-29 \
    --label v1-o-briefing
p observe add --as registry --subject-kind vessel --subject "SAM JONG 2" --imo 7408873 --flag DPRK --method "sanctions list" \
    --source ofac --label v1-o-list --text "the ship and this number stand in the list"

p derive v1-i-star v1-o-briefing --as quotation --basis "the paper reports the ministry's briefing"
p derive v1-i-scmp v1-i-star --as common-upstream --basis "both go back to the briefing"
p derive v1-i-taipei v1-i-star --as common-upstream --basis "a later account without a source of its own"

p claim add --topic v1-loading --who "LIGHTHOUSE WINMORE" --did loaded --what "refined oil from Japan" \
    --quantity "about 14,000 t" --place Yeosu --start 2017-10-11 --source v1-rok --said 2017-12-29 --label v1-loaded
p claim support v1-loaded v1-o-arrival
p claim support v1-loaded v1-i-star
p claim add --topic v1-transfer --who "LIGHTHOUSE WINMORE" --did "passed at sea" --what "refined oil" --whom "SAM JONG 2" \
    --quantity "600 t" --place "East China Sea, high seas" --start 2017-10-19 --source v1-rok --said 2017-12-29 \
    --label v1-transfer
p claim support v1-transfer v1-o-briefing
p claim support v1-transfer v1-i-star
p claim support v1-transfer v1-i-scmp
p claim support v1-transfer v1-i-taipei
p claim add --who "LIGHTHOUSE WINMORE" --did "passed at sea" --whom "three ships that are not of the DPRK" \
    --what "refined oil" --start 2017-10-19 --place "East China Sea, high seas" --source v1-rok --said 2017-12-29 \
    --label v1-others --text "their names are not given here: nothing that was read connects them with the DPRK"
p claim support v1-others v1-i-star
p claim add --topic v1-destination --who "LIGHTHOUSE WINMORE" --did "declared Taiwan as its destination" --place Yeosu \
    --start 2017-10-15 --source v1-rok --said 2017-12-29 --label v1-declared
p claim support v1-declared v1-o-departure
p claim add --topic v1-destination --who "LIGHTHOUSE WINMORE" --did "came back to Yeosu without a call at its declared destination" \
    --quantity "40 days" --start 2017-10-15 --end 2017-11-24 --place Yeosu --label v1-returned \
    --how "the two port calls; between them no call in Taiwan is reported"
p claim support v1-returned v1-o-departure
p claim support v1-returned v1-o-boarding
p claim add --topic v1-seizure --who "Customs of the Republic of Korea" --did boarded --what "LIGHTHOUSE WINMORE" --place Yeosu \
    --start 2017-11-24 --how boarding --source v1-rok --said 2017-12-29 --label v1-boarded
p claim support v1-boarded v1-o-boarding
p claim support v1-boarded v1-i-star
p claim add --topic v1-seizure --who "Republic of Korea" --did impounded --what "LIGHTHOUSE WINMORE" --place Yeosu \
    --start 2017-12-22/2017-12-29 --source v1-rok --said 2017-12-29 --label v1-impounded \
    --text "after resolution 2397 was adopted on 22 December 2017, and before the briefing of 29 December"
p claim support v1-impounded v1-i-star
p claim support v1-impounded v1-i-2397 --stance neutral
p claim add --topic v1-seizure --who "Republic of Korea" --did seized --what "LIGHTHOUSE WINMORE" --start 2017-10-19 \
    --label v1-misdated --text "how some accounts put it: the day of the transfer taken for the day of the seizure"
p claim support v1-misdated v1-boarded --stance against --passage "boarded on 24 November: nobody held the ship before"
p claim support v1-misdated v1-impounded --stance against

p finding add "LIGHTHOUSE WINMORE passed 600 t of refined oil to SAM JONG 2 on the high seas on 19 October 2017." \
    --claims "v1-loaded v1-transfer" --accused "LIGHTHOUSE WINMORE; SAM JONG 2" --accused-kind vessel \
    --measure "resolution 2375 (2017), paragraph 11, in force since 11 September 2017" --measure-state unverified \
    --documents unverified --why-no-reply "reply not sought: example" --label v1-f-transfer
p finding add "LIGHTHOUSE WINMORE declared Taiwan on 15 October 2017 and came back to Yeosu 40 days later." \
    --claims "v1-declared v1-returned" --accused "LIGHTHOUSE WINMORE" --accused-kind vessel --documents unverified \
    --why-no-reply "reply not sought: example" --label v1-f-destination
p finding add "The ship was boarded on 24 November 2017; the power to freeze it began on 22 December, and it was impounded then." \
    --claims "v1-boarded v1-impounded" --accused-kind none --documents unverified \
    --measure "resolution 2397 (2017), paragraph 9, in force since 22 December 2017" --label v1-f-two-steps
for finding in v1-f-transfer v1-f-destination; do
    p finding outcome $finding --what detained --authority "Customs of the Republic of Korea" --when 2017-11-24 --place Yeosu \
        --items v1-i-star --text "boarded and the crew questioned; not impounded yet"
    p finding outcome $finding --what detained --authority "Republic of Korea" --when 2017-12-22/2017-12-29 --place Yeosu \
        --items v1-i-star --text "impounded, after resolution 2397 gave the power to"
done
