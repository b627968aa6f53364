#!/bin/sh
# The main job on the shipped case: its docket, then the question that each of
# its five crises asks.
set -eu
casus=$1

# show prints a command as a person types it, then runs it.
show() {
	line=casus
	for word; do
		case $word in
		*' '*) line="$line \"$word\"" ;;
		*) line="$line $word" ;;
		esac
	done
	echo
	echo "\$ $line"
	"$casus" "$@"
}

about() {
	echo
	echo "--- $*"
}

about "The CSTO, 2003 to the end of 2022: what its texts make of what happened"
show run cases/csto --as-of 2022-12-31

about "1. Kyrgyzstan, June 2010: why was no help owed?"
show why --not help RUS KGZ cases/csto --to 2012-12-18

about "2. Sev Lake, May 2021: consultation was asked for, and held in time unless immediately means three days"
show run cases/csto --as-of 2021-12-31 --state ARM --rule consult --reading immediately=3d

about "3. Kazakhstan, January 2022: by its own account help was owed, and given"
show run cases/csto --as-of 2022-02-28 --state KAZ --account KAZ

about "4. Kyrgyzstan and Tajikistan: what a proposal of 2022 would have changed"
show compare cases/csto --charter csto-2002 --charter imankulov-2022 --account KGZ --state TJK

about "5. Armenia, September 2022: help was asked for and did not come"
show why "breach of help by RUS to ARM" cases/csto
show compare cases/csto --reading mission-is-help=no --reading mission-is-help=yes --state ARM
