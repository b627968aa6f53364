#!/bin/sh
# Builds and tests the page in web/.
#
#   tools/page.sh build     web/dist, and only what is not built yet
#   tools/page.sh test      svelte-check, Vitest, and Playwright against bin/casus serve
#   tools/page.sh pictures  the same walk, writing docs/pictures anew
#
# Node and npm are needed for both, Chromium for the walk. Where they are not
# there and cannot be had, that is said loudly; it is no success in silence.
set -eu
cd "$(dirname "$0")/../web"

not_run() {
	echo
	echo "************************************************************************"
	echo "*** NOT RUN: $1"
	echo "***          $2"
	echo "************************************************************************"
	echo
}

# node_there says whether Node and npm are there and new enough for Vite.
node_there() {
	command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || return 1
	node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'
}

# packages are fetched again only when the lock file is newer than what is there.
packages() {
	if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
		npm ci --no-audit --no-fund
		touch node_modules/.package-lock.json
	fi
}

build() {
	packages
	if [ -e dist/index.html ] && [ -z "$(find src public index.html vite.config.ts svelte.config.js package-lock.json -newer dist/index.html -print | head -n 1)" ]; then
		return
	fi
	npx --no-install vite build --logLevel warn
	touch dist/index.html
}

# binary builds bin/casus with the page that was just built in it. It is built
# even when it is there: a binary from before the page would serve none.
binary() {
	(cd .. && "${MAKE:-make}" --no-print-directory GO="${GO:-go}" bin/casus)
}

# find_chromium finds Chromium, or installs it by apt where that is allowed.
find_chromium() {
	for c in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
		[ -n "$c" ] && command -v "$c" && return
	done
	command -v apt-get >/dev/null 2>&1 || return 1
	if [ "$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as="sudo -n"; else return 1; fi
	echo "Chromium is missing: installing it by apt" >&2
	$as apt-get update -qq >&2 && $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2 || return 1
	command -v chromium
}

what=${1:-build}
if ! node_there; then
	not_run "the page is neither built nor tested" "Node 20.19 or newer (or 22.12) and npm are needed: see https://nodejs.org"
	# A build that was asked for and cannot be had is a failure; a test says what it could not do.
	[ "$what" = build ] && exit 1
	exit 0
fi

case $what in
build)
	build
	;;
test | pictures)
	if [ "$what" = test ]; then
		build
		echo "== types of answers are those of server/openapi.yaml"
		npx --no-install openapi-typescript ../server/openapi.yaml -o node_modules/.schema.ts >/dev/null
		cmp node_modules/.schema.ts src/lib/schema.ts || { echo "web/src/lib/schema.ts is old: run npm run types in web/"; exit 1; }
		echo "== svelte-check"
		npx --no-install svelte-check --tsconfig ./tsconfig.json --fail-on-warnings
		echo "== vitest"
		npx --no-install vitest run
	else
		build
	fi
	binary
	if ! browser=$(find_chromium | tail -n 1) || [ -z "$browser" ]; then
		not_run "the walk through the page in a browser" "Chromium is missing and may not be installed from here: apt-get install chromium"
		exit 0
	fi
	echo "== playwright, in $browser"
	CASUS="$(cd .. && pwd)/bin/casus"
	export CASUS CHROMIUM="$browser"
	if [ "$what" = pictures ]; then
		mkdir -p ../docs/pictures
		PICTURES=1 npx --no-install playwright test walk
	else
		npx --no-install playwright test
	fi
	;;
*)
	echo "tools/page.sh: build, test or pictures" >&2
	exit 2
	;;
esac
