#!/bin/sh
# enter.sh PLIMSOLL CASEDIR: six documented episodes of the DPRK measures as filings of a new case.
#
# Facts in our own words, each with the public page it was read on. Nobody was asked and nothing here was checked by
# us: every finding of this case is a lead, not a finding, and says "reply not sought: example". IMO numbers stand here only where
# a source shows them; a number that somebody only remembered is left out and said to be.
set -eu
[ $# = 2 ] || {
    echo "usage: $0 PLIMSOLL CASEDIR" >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd)
plimsoll=$1
folder=$2
"$plimsoll" init "$folder" --participant "Example desk" --person "A. Drafter" 2>/dev/null

# Who speaks in more than one episode. No grade is given to them: nothing here shows how often each was right.
p() { "$plimsoll" -C "$folder" "$@" --marking TLP:CLEAR >/dev/null; }
p source add "Security Council" --kind un --party "United Nations" --label un \
    --text "its resolutions, and the decisions of its 1718 Committee as the press relayed them"
p source add "OFAC" --kind state --party "United States" --label ofac \
    --text "the list of the US Treasury, in a public copy whose date is not known"
p source add "NK News" --kind press --party "NK News" --label nknews
p source add "Maritime Executive" --kind press --party "Maritime Executive" --label marex

for script in v1-winmore v2-a-li v3-wise-honest v4-rye-song-gang v5-rajin v6-jin-teng lists; do
    sh "$here/$script.sh" "$plimsoll" "$folder"
done
echo "$folder holds the six episodes; next: $plimsoll -C $folder claim show"
