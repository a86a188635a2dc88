#!/bin/sh
# V6, March 2016: JIN TENG, named by the Security Council and removed within three weeks. What a list says depends on the
# list and the day. Run by enter.sh.
set -eu
plimsoll=$1
folder=$2
p() { "$plimsoll" -C "$folder" "$@" --marking TLP:CLEAR >/dev/null; }

p source add "Maritime Professional" --kind press --party "Maritime Professional" --label v6-mpro
p source add "Korea JoongAng Daily" --kind press --party "Korea JoongAng Daily" --label v6-joongang
p source add "Coast guard of the Philippines" --kind agency --party Philippines --label v6-philippines
p source add "China at the Security Council" --kind state --party China --label v6-china
p source add "United States at the Security Council" --kind state --party "United States" --label v6-us

p item add --title "The ship held at Subic Bay" --source v6-mpro --label v6-i-mpro \
    --url "https://www.maritimeprofessional.com/news/north-korea-sanctions-black-listed-286937"
p item add --title "Four ships removed from the list" --source v6-joongang --published 2016-03-23 --label v6-i-joongang \
    --url "https://koreajoongangdaily.joins.com/2016/03/23/politics/UN-removes-sanctions-on-four-Chinese-ships/3016611.html"
p item add --title "Resolution 2270 (2016), annex III: 31 ships of OMM" --source un --published 2016-03-02 --label v6-i-2270

p observe add --as inspection --subject-kind vessel --subject "JIN TENG" --flag "Sierra Leone" --place "Subic Bay" --observed 2016-03-04 \
    --item "palm kernel expeller" --method "port state inspection" --source v6-philippines --label v6-o-held \
    --text "safety faults were found: a second ground, which has nothing to do with the measures"
p observe add --as registry --subject-kind vessel --subject "JIN TENG" --imo 9163166 --flag "Sierra Leone" --method "sanctions list" \
    --source ofac --label v6-o-ofac --text "copies of this list read years later still carry the ship"

p derive v6-i-mpro v6-o-held --as quotation --basis "reports the inspection"

p claim add --topic v6-listed --who "Security Council" --did listed --what "JIN TENG, as a ship of OMM" --start 2016-03-02 \
    --end 2016-03-21 --source un --label v6-un-listed
p claim support v6-un-listed v6-i-2270
p claim add --topic v6-listed --who "1718 Committee" --did "removed from its list" --what "JIN TENG and three more" --start 2016-03-21 \
    --source un --label v6-un-removed --how "at China's request"
p claim support v6-un-removed v6-i-joongang
p claim add --topic v6-ofac --who "OFAC" --did listed --what "JIN TENG" --source ofac --label v6-ofac-listed \
    --text "another list, another authority: that it still names the ship says nothing about the list of the Council"
p claim support v6-ofac-listed v6-o-ofac
p claim add --topic v6-why --who "JIN TENG" --did "was not a ship of OMM at all" --start 2016-03-21 --source v6-china --label v6-not-omm
p claim support v6-not-omm v6-i-joongang
p claim add --topic v6-why --who "JIN TENG" --did "was removed on an assurance that no DPRK crew would be aboard" --start 2016-03-21 \
    --source v6-us --label v6-assurance
p claim support v6-assurance v6-i-joongang
p claim support v6-not-omm v6-assurance --stance against --passage "another reason for the same removal, by another speaker"
p claim support v6-assurance v6-not-omm --stance against --passage "another reason for the same removal, by another speaker"
p claim add --topic v6-held --who "Coast guard of the Philippines" --did held --what "JIN TENG" --place "Subic Bay" --start 2016-03-04 \
    --how "port state inspection" --label v6-held
p claim support v6-held v6-o-held
p claim support v6-held v6-i-mpro

p finding add "JIN TENG was held at Subic Bay two days after it was listed, and was taken off the list of the Council on 21 March 2016." \
    --claims "v6-un-listed v6-held v6-un-removed" --accused "JIN TENG" --accused-kind vessel \
    --measure "resolution 2270 (2016), paragraph 23 and annex III, until 21 March 2016" --documents unverified \
    --why-no-reply "reply not sought: example" --label v6-f-listing
p finding outcome v6-f-listing --what listed --authority "Security Council" --when 2016-03-02
p finding outcome v6-f-listing --what detained --authority "Philippines" --when 2016-03-04 --place "Subic Bay" --items v6-i-mpro \
    --text "held; safety faults are a second ground"
p finding outcome v6-f-listing --what delisted --authority "Security Council's 1718 Committee" --when 2016-03-21 --items v6-i-joongang
