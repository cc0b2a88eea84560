#!/usr/bin/env bash
# Writes the licences of everything that the binary holds: `deploy/notices.sh [FILE]`. The file belongs beside a binary that is given
# away. It is made at each release and not committed, for it follows from Cargo.lock and client/package-lock.json.
set -euo pipefail
cd "$(dirname "$0")/.."

to=${1:-target/release-files/THIRD-PARTY-NOTICES}
command -v cargo-about >/dev/null || {
  echo "cargo-about is needed: cargo install cargo-about --features cli --locked" >&2
  exit 1
}
mkdir -p "$(dirname "$to")"
# Packages of the workspace's Cargo.lock. A licence that `about.toml` does not accept, or that has no text, ends this.
cargo about generate --fail --locked --offline --output-file "$to" deploy/notices.hbs
# Packages that the developer's page is built from, which the binary embeds.
(cd client && npm ci --silent --no-audit --no-fund --ignore-scripts)
node deploy/notices-npm.mjs client >>"$to"
echo "$to: $(grep '^  [^ ]* [0-9]' "$to" | sort -u | wc -l) packages, $(wc -c <"$to") bytes"
