#!/bin/sh
# Refreshes webapp/static/vendor from the versions in tools/vendor/package-lock.json.
# Needs npm; run it after a change of tools/vendor/package.json.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
static="$here/../webapp/static/vendor"
cd "$here/vendor"
if [ ! -f package-lock.json ] || [ package.json -nt package-lock.json ]; then
    npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
    touch package-lock.json
fi
npm ci --no-audit --no-fund

# The look of NHS.UK, without its typeface (licensed to the NHS only) and without a request to another host.
mkdir -p "$static/nhsuk-frontend" "$static/vis-network"
sed -E -e 's/@font-face\{[^}]*\}//g' -e 's/Frutiger W01, ?//g' \
    -e 's#url\(/assets/images/[^)]*\)#none#g' -e 's#/\*\# sourceMappingURL=[^*]*\*/##' \
    node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css > "$static/nhsuk-frontend/nhsuk-frontend.min.css"
if grep -E 'https?://[a-z.]*nhs\.uk|@font-face' "$static/nhsuk-frontend/nhsuk-frontend.min.css"; then
    echo "nhsuk-frontend still names another host; mend the lines above in $0" >&2
    exit 1
fi
npx esbuild network.js --bundle --minify --format=iife --global-name=vis --legal-comments=eof --log-level=warning \
    --outfile="$static/vis-network/vis-network.min.js"
cp node_modules/vis-network/LICENSE-MIT node_modules/vis-network/LICENSE-APACHE-2.0 "$static/vis-network/"
# The typeface of pictures, as wide as Arial letter by letter; what measures and draws text on the server comes from it.
mkdir -p "$static/arimo"
for weight in 400 700; do
    cp "node_modules/@fontsource/arimo/files/arimo-latin-$weight-normal.woff2" "$static/arimo/arimo-$weight.woff2"
done
cp node_modules/@fontsource/arimo/LICENSE "$static/arimo/LICENSE"
"$here/../.venv/bin/python" "$here/font.py" "$static/arimo"
rm -rf node_modules
