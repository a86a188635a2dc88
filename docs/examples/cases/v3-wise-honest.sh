#!/bin/sh
# V3, 2017-2019: WISE HONEST, silent for 241 days, detained with coal. Its captain was convicted for his papers only.
# Its IMO number is left out: it was only recalled. Run by enter.sh.
set -eu
plimsoll=$1
folder=$2
p() { "$plimsoll" -C "$folder" "$@" --marking TLP:CLEAR >/dev/null; }

p source add "Authorities of Indonesia" --kind state --party Indonesia --label v3-indonesia
p source add "Authorities of the United States" --kind state --party "United States" --label v3-us
p source add "Chuck Hill's CG Blog" --kind press --party "Chuck Hill" --label v3-blog

p item add --title "Relay of the US complaint of May 2019" --source v3-blog --published 2019-05-12 --label v3-i-blog \
    --url "https://chuckhillscgblog.net/2019/05/12/north-korean-cargo-vessel-connected-to-sanctions-violations-seized-by-u-s-government/"
p item add --title "The ship taken to American Samoa" --source marex --label v3-i-samoa \
    --url "https://maritime-executive.com/article/u-s-seizes-north-korean-vessel-and-sails-it-to-american-samoa"
p item add --title "The ship sold and towed off" --source marex --published 2019-10 --label v3-i-scrap \
    --url "https://maritime-executive.com/article/seized-north-korean-bulker-sold-towed-off-for-scrapping"
p item add --title "Resolution 2371 (2017), paragraph 8: no coal from the DPRK" --source un --published 2017-08-05 --label v3-i-2371

p observe add --as sighting --subject-kind vessel --subject "WISE HONEST" --flag "DPRK; Sierra Leone was claimed too" \
    --observed 2017-08-04 --method AIS --source v3-us --label v3-o-last-ais \
    --text "the last AIS message before the voyage. The IMO number is left out: only recalled (unverified)."
p observe add --as image-count --subject-kind vessel --subject "WISE HONEST" --place Nampo --observed 2018-03-14 --item coal \
    --method "satellite image" --source v3-us --upstream "satellite image of Nampo, 2018-03-14" --label v3-o-image
p observe add --as inspection --subject-kind vessel --subject "WISE HONEST" --place "off East Kalimantan, Indonesia" \
    --observed 2018-04-02 --quantity "25,000 t" --item coal --method "boarding" --source v3-indonesia --label v3-o-detained \
    --text "accounts give 25,000 to 25,500 t"
p observe add --as customs --subject-kind vessel --subject "WISE HONEST" --item coal --from-place Russia --method document \
    --document "certificate of the cargo's origin" --source v3-indonesia --observed 2018-04-02 --label v3-o-certificate

p derive v3-i-blog v3-o-image --as quotation --basis "relays the US complaint"
p derive v3-i-samoa v3-i-blog --as common-upstream --basis "both rest on the US complaint"

p claim add --topic v3-silence --who "WISE HONEST" --did "sent no AIS that was heard" --quantity "241 days" --start 2017-08-04 \
    --end 2018-04-02 --how AIS --label v3-silent --text "part of it is explained: an image shows the ship at Nampo"
p claim support v3-silent v3-o-last-ais
p claim support v3-silent v3-o-image --stance neutral --passage "the ship was at Nampo on 14 March 2018"
p claim add --topic v3-loading --who "WISE HONEST" --did loaded --what coal --place Nampo --start 2018-03-14 --how "satellite image" \
    --label v3-loaded --source v3-us
p claim support v3-loaded v3-o-image
p claim support v3-loaded v3-i-blog
p claim support v3-loaded v3-o-certificate --stance against --passage "the certificate names Russian origin"
p claim add --topic v3-origin --who "WISE HONEST" --did "carried coal of Russian origin" --what coal --start 2018-04-02 \
    --label v3-russian --how "a certificate of origin"
p claim support v3-russian v3-o-certificate
p claim support v3-russian v3-o-image --stance against --passage "loading at Nampo"
p claim add --topic v3-passage --who "WISE HONEST" --did "can have sailed from Nampo to where it was detained" --quantity "19 days" \
    --start 2018-03-14 --end 2018-04-02 --label v3-feasible --place "Nampo to East Kalimantan" \
    --how "about 2,540 nautical miles by sea in 19 days need 5.6 knots" --text "feasible is not proven"
p claim support v3-feasible v3-o-image
p claim support v3-feasible v3-o-detained
p claim add --topic v3-cargo --who "WISE HONEST" --did carried --what coal --quantity "25,000 t" --start 2018-04-02 \
    --place "off East Kalimantan" --label v3-cargo-low --source v3-indonesia
p claim support v3-cargo-low v3-o-detained
p claim add --topic v3-cargo --who "WISE HONEST" --did carried --what coal --quantity "25,500 t" --start 2018-04-02 \
    --place "off East Kalimantan" --label v3-cargo-high --source v3-blog
p claim support v3-cargo-high v3-i-blog

p finding add "WISE HONEST loaded coal at Nampo on 14 March 2018, when its export was banned, and was detained with it 19 days later." \
    --claims "v3-loaded v3-feasible v3-silent v3-cargo-low" --accused "WISE HONEST" --accused-kind vessel \
    --measure "resolution 2371 (2017), paragraph 8, in force since 5 August 2017" --documents unverified \
    --why-no-reply "reply not sought: example" --label v3-f-coal
p finding outcome v3-f-coal --what detained --authority Indonesia --when 2018-04-02 --place "off East Kalimantan"
p finding outcome v3-f-coal --what convicted --authority "a court of Indonesia" --when 2018-11 \
    --text "the captain, for the ship's papers only: not for the cargo, nor under the measures"
p finding outcome v3-f-coal --what prosecuted --authority "United States" --when 2019-05-09 --items "v3-i-blog v3-i-samoa" \
    --text "seizure of the ship announced"
p finding outcome v3-f-coal --what forfeited --authority "United States" --when 2019-10-07 --items v3-i-scrap \
    --text "sold and towed away for scrap"
