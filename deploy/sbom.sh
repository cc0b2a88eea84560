#!/usr/bin/env bash
# Writes the software bill of materials of the binary `national-survey` (CycloneDX 1.5, JSON): `deploy/sbom.sh [FILE]`.
# It lists what is compiled in and what builds it. Beside it, in FILE with `.client` in its name, npm lists what the developer's page is
# built from, which the binary embeds. What tests alone use (crates and npm packages) is in neither.
set -euo pipefail
cd "$(dirname "$0")/.."

to=${1:-target/release-files/national-survey.cdx.json}
command -v cargo-cyclonedx >/dev/null || {
  echo "cargo-cyclonedx is needed: cargo install cargo-cyclonedx --locked" >&2
  exit 1
}
mkdir -p "$(dirname "$to")"
# The tool writes one file into the folder of each package of the workspace.
name=sbom-of-this-run
clean() { rm -f {api,api/disclosure,api/edge,client,entity,migration}/"$name".json; }
trap clean EXIT
cargo cyclonedx --quiet --format json --spec-version 1.5 --manifest-path Cargo.toml --target x86_64-unknown-linux-gnu \
  --override-filename "$name"
# The package is named after its library; the file, after what is shipped. Paths of this machine are left out.
jq --arg here "$PWD" '.metadata.component.name = "national-survey" | walk(if type == "string" then gsub($here; ".") else . end)' \
  "api/$name.json" >"$to"
client=${to%.json}
client=${client%.cdx}.client.cdx.json
(cd client && npm sbom --sbom-format cyclonedx --package-lock-only --omit dev) | jq '.metadata.component.name = "national-survey-client"' >"$client"
for file in "$to" "$client"; do
  [ "$(jq -r .bomFormat "$file")" = CycloneDX ]
  echo "$file: $(jq '.components | length' "$file") components, $(wc -c <"$file") bytes"
done
[ "$(jq '.components | length' "$to")" -gt 100 ]
