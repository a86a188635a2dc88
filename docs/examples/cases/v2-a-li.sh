#!/bin/sh
# V2, winter 2019-2020: a ship that said A LI, one digit from YON PUNG 3. Both numbers fail their check digit: they are
# kept as printed and marked, never corrected. Run by enter.sh.
set -eu
plimsoll=$1
folder=$2
p() { "$plimsoll" -C "$folder" "$@" --marking TLP:CLEAR >/dev/null; }

p source add "Arms Control Wonk" --kind open-source --party "Arms Control Wonk" --label v2-acw --text "a research page"
p source add "The other published account" --kind open-source --party "huewhite.com" --label v2-huewhite \
    --text "a page on the same ship"
p source add "AIS services that the authors read" --kind feed --label v2-ais --upstream "commercial AIS, 2019-2020"

p item add --title "Research on the use of Fijian and Cambodian flags" --source v2-acw --label v2-i-acw \
    --url "https://www.armscontrolwonk.com/archive/1209892/nothing-if-not-persistent-north-korean-exploitation-of-fijian-and-cambodian-flags-at-sea/"
p item add --title "A page on the same ship" --source v2-huewhite --published 2020-08-24 --label v2-i-huewhite \
    --url "https://huewhite.com/umb/2020/08/24/nuts-and-bolts"

p observe add --as sighting --subject-kind vessel --subject "A LI" --imo 8814881 --flag "Fiji (MMSI that begins with 520)" \
    --place "off China" --observed 2019-11-15 --observed-end 2020-02-11 --method AIS --source v2-ais --quantity "146 m" \
    --item "length that the ship gave" --label v2-o-ais \
    --text "The number is kept as printed and fails its check digit. Last heard heading towards DPRK waters."
p observe add --as registry --subject-kind vessel --subject "tug with the number that A LI transmitted" --method "ship register" \
    --source v2-acw --label v2-o-tug --text "the number belongs to a tug: 146 m does not fit it"
p observe add --as registry --subject-kind vessel --subject "YON PUNG 3" --imo 8314881 --flag DPRK --quantity "146 m" --item length \
    --method "ship register, as printed" --source v2-acw --label v2-o-yon-pung \
    --text "The number is kept as printed and fails its check digit."
p observe add --as registry --subject "Fiji's ship registry" --subject-kind other --place Fiji --method "the registry's rules" \
    --source v2-acw --label v2-o-fiji --text "closed to international cargo ships"

p derive v2-i-acw v2-o-ais --as quotation --basis "the authors read AIS services"
p derive v2-i-huewhite v2-i-acw --as copy-suspected --basis "the same ship and numbers months later; nobody has asked"

p claim add --topic v2-flag --who "A LI" --did "claimed the flag of Fiji by its MMSI" --what "a cargo ship" --place "off China" \
    --start 2019-11-15 --end 2020-02-11 --how AIS --label v2-flag
p claim support v2-flag v2-o-ais
p claim support v2-flag v2-o-fiji --stance against --passage "that registry takes no international cargo ships: the flag is not credible"
p claim add --topic v2-identity --who "A LI" --who-imo 8814881 --did "was the ship of the number it transmitted" --start 2019-11-15 \
    --end 2020-02-11 --label v2-own-number
p claim support v2-own-number v2-o-ais
p claim support v2-own-number v2-o-tug --stance against --passage "a tug is not 146 m long"
p claim add --topic v2-identity --who "A LI" --did "may be" --whom "YON PUNG 3" --quantity "146 m" --start 2019-11-15 \
    --end 2020-02-11 --how "the printed numbers differ in one digit, and the lengths agree" --label v2-candidate \
    --text "A candidate, not a proof. A 3 and an 8 in place two leave the check digit as it is, so it cannot tell the two apart."
p claim support v2-candidate v2-o-yon-pung
p claim support v2-candidate v2-o-ais
p claim support v2-candidate v2-i-acw
p claim support v2-candidate v2-i-huewhite
p claim add --topic v2-silence --who "A LI" --did "was no longer heard" --place "heading towards DPRK waters" --start 2020-02-11 \
    --how AIS --label v2-silent
p claim support v2-silent v2-o-ais

p finding add "A ship that called itself A LI used a Fijian number and a length that fit neither that flag nor the number's ship." \
    --claims "v2-flag v2-own-number v2-candidate v2-silent" --accused "A LI; YON PUNG 3" --accused-kind vessel --documents unverified \
    --why-no-reply "reply not sought: example" --label v2-f-identity \
    --text "That it is YON PUNG 3 is a candidate identity. Silence may be poor reception."
p finding outcome v2-f-identity --what none --text "nothing that followed is told by what was read"
