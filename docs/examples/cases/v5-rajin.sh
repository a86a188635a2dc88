#!/bin/sh
# V5, 2022-2025: four container ships between Rajin and Dunai or Vostochny. Port call, containers and arms are three
# claims. Numbers of MARIA, MAIA-1 and LADY R are left out: they were only recalled. Run by enter.sh.
set -eu
plimsoll=$1
folder=$2
p() { "$plimsoll" -C "$folder" "$@" --marking TLP:CLEAR >/dev/null; }

p source add "United Kingdom" --kind state --party "United Kingdom" --label v5-uk
p source add "United States" --kind state --party "United States" --label v5-us
p source add "Open Source Centre" --kind ngo --party "Open Source Centre" --label v5-osc
p source add "RUSI" --kind ngo --party RUSI --label v5-rusi
p source add "Babel" --kind press --party Babel --label v5-babel
p source add "KBS" --kind press --party KBS --label v5-kbs
p source add "Indebta" --kind press --party Indebta --label v5-indebta
p source add "Defense Romania" --kind press --party "Defense Romania" --label v5-defro
p source add "AIS services" --kind feed --label v5-ais --upstream "commercial AIS, 2023-2025"

p item add --title "The images that the UK gave the Panel" --source v5-babel --published 2024-01 --label v5-i-babel \
    --url "https://babel.ua/en/news/103096-britain-provided-the-un-with-photos-of-north-korean-supplies-to-russia-they-can-be-evidence-of-the-transfer-of-weapons"
p item add --title "The Open Source Centre's count of voyages" --source v5-kbs --published 2025-04-15 --label v5-i-kbs \
    --url "https://news.kbs.co.kr/news/pc/view/view.do?ncd=8229328"
p item add --title "A sanctioned ship sails for Europe" --source v5-indebta --label v5-i-indebta \
    --url "https://indebta.com/news/russian-ship-under-sanction-for-carrying-n-korea-arms-sails-for-european-waters"
p item add --title "LADY R at Rajin" --source v5-defro --published 2025-10 --label v5-i-defro \
    --url "https://defenseromania.ro/rusia-continua-sa-aduca-munitie-nord-coreeana-imaginile-din-satelit-surprind-nava-cargo-ruseasca-lady-r-in-portul-ras-n-al-coreei-de-nord_627348.html"

p observe add --as image-count --subject-kind vessel --subject "a Russian ship" --place Rajin --lat 42.235 --lon 130.293 --accuracy-m 2000 \
    --observed 2023-08 --method "satellite image" --source v5-rusi --label v5-o-first
p observe add --as image-count --subject-kind vessel --subject ANGARA --imo 9179842 --place Rajin --lat 42.235 --lon 130.293 --accuracy-m 2000 \
    --observed 2023-09-07 --observed-end 2023-10-01 --item containers --method "satellite image" --source v5-us \
    --label v5-o-us --text "one ship's loading and unloading, as the United States published it; the number is as a public write-up has it"
p observe add --as image-count --subject-kind vessel --subject "MAIA, ANGARA and MARIA" --place Rajin --lat 42.235 --lon 130.293 \
    --accuracy-m 2000 --observed 2023-09 --observed-end 2023-12 --item "containers; contents not known" --method "satellite image" \
    --source v5-uk --label v5-o-uk \
    --text "The IMO numbers of MARIA, MAIA-1 and LADY R are left out: only recalled (unverified)."
p observe add --as sighting --subject-kind vessel --subject ANGARA --imo 9179842 --place "Zhoushan Xinya yard" --observed 2024-02-09 \
    --method AIS --source v5-ais --label v5-o-yard --text "AIS was on only in the Korea Strait"
p observe add --as image-count --subject-kind vessel --subject "a ship of LADY R's shape" --place "Rajin, terminal 1" --lat 42.235 \
    --lon 130.293 --accuracy-m 2000 --observed 2024-03-10 --item containers --method "satellite image, told by shape" \
    --source nknews --label v5-o-shape
p observe add --as port-call --subject-kind vessel --subject "LADY R" --place Vostochny --lat 42.735 --lon 133.075 --accuracy-m 2000 \
    --observed 2025-09-24 --observed-end 2025-09-26 --method "satellite image" --source v5-defro --label v5-o-vostochny
p observe add --as image-count --subject-kind vessel --subject "LADY R" --place Rajin --lat 42.235 --lon 130.293 --accuracy-m 2000 \
    --observed 2025-10-02 --method "satellite image" --source v5-defro --label v5-o-rajin-2025
p grade v5-o-shape --credibility 3 --basis "the ship was told by its shape alone; no number and no AIS"
p grade v5-o-yard --credibility 2 --basis "the ship sent its own number, which fits the yard call that others report"

for other in v5-o-us v5-o-uk; do
    p derive $other v5-o-first --as common-upstream \
        --basis "publishers share commercial imagery: until each image is named, all of it counts as one"
done
p derive v5-i-babel v5-o-uk --as quotation --basis "describes the images that the UK gave"

p claim add --topic v5-calls --who "Russian cargo ships" --did "called at and loaded" --what containers --place Rajin --start 2023-08 \
    --end 2023-12 --how "satellite images" --label v5-called
for evidence in v5-o-first v5-o-us v5-o-uk v5-i-babel; do p claim support v5-called $evidence; done
p claim add --topic v5-voyages --who "ANGARA, MARIA, MAIA-1 and LADY R" --did "sailed between Rajin and Russian ports" --quantity "64 voyages" \
    --start 2023-08 --end 2025-03 --source v5-osc --said 2025-04-15 --how "satellite images and AIS" --label v5-voyages
p claim support v5-voyages v5-i-kbs
p claim add --topic v5-containers --who "ANGARA, MARIA, MAIA-1 and LADY R" --did moved --what containers --quantity "up to 16,000 containers" \
    --start 2023-08 --end 2025-03 --source v5-osc --said 2025-04-15 --how "voyages and loads counted in images" --label v5-containers \
    --text "nearly 16,000"
p claim support v5-containers v5-i-kbs
p claim add --topic v5-contents --who "ANGARA, MARIA, MAIA-1 and LADY R" --did carried --what "arms and munitions" --start 2023-08 \
    --label v5-arms --text "The contents of the containers were not seen in any image. This claim needs other evidence than the port calls."
p claim support v5-arms v5-o-uk --stance neutral --passage "contents not known"
p claim support v5-arms v5-i-indebta --passage "says that the ship is listed for carrying arms"
p claim add --topic v5-passage --who "ships of this route" --did "can go and come back within a day of silence" --place "Rajin to Dunai or Vostochny" \
    --start 2023-08 --how "99 and 127 nautical miles, great circle" --label v5-feasible \
    --text "feasible, and so common that a gap in AIS says nothing by itself"
p claim support v5-feasible v5-o-yard --stance neutral
p claim add --topic v5-shape --who "LADY R" --did unloaded --what containers --place "Rajin, terminal 1" --start 2024-03-10 \
    --how "shape in an image" --label v5-lady-r
p claim support v5-lady-r v5-o-shape
p claim add --topic v5-listing --who "United States" --did "put under its own measures" --what "ANGARA, MARIA, MAIA-1 and LADY R or their owners" \
    --start 2022-05 --source v5-us --label v5-us-measures
p claim support v5-us-measures v5-i-indebta

p finding add "Russian cargo ships, among them ANGARA, called at Rajin from August 2023 and moved containers whose contents nobody saw." \
    --claims "v5-called v5-voyages v5-containers" --accused "ANGARA" --accused-kind vessel --documents unverified \
    --measure "resolution 1718 (2006), paragraph 8 (a), if the containers held arms" --why-no-reply "reply not sought: example" \
    --label v5-f-calls
p finding outcome v5-f-calls --what notified --authority "United Kingdom to the Panel" --when 2024-01 --items v5-i-babel
