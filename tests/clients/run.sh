#!/usr/bin/env bash
# Clients of other projects against a served demonstration: one line for each. Fails if one fails.
#
#   tests/clients/run.sh http://127.0.0.1:8080/graphql data/demo.json    a demonstration that is served
#   tests/clients/run.sh target/debug/national-survey                    starts one in a folder of its own
#
# The clients save answers of Kenya, Uganda, Switzerland and Norway, and mint two integrations. They submit nothing. The program installs
# the clients at the first run: under target/clients, and in tests/clients/node/node_modules.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
root=$(cd ../.. && pwd)
target=$root/target/clients
if [ $# -lt 1 ]; then
  sed -n 's/^# \{0,1\}//p' run.sh | sed 1d
  exit 2
fi
from=$OLDPWD
absolute() { case $1 in /*) printf %s "$1" ;; *) printf %s "$from/$1" ;; esac; }

server=""
work=$(mktemp -d)
cleanup() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap cleanup EXIT

case $1 in
http://* | https://*)
  url=$1
  demo=$(absolute "${2:?the file demo.json of the demonstration}")
  ;;
*)
  "$(absolute "$1")" demo --data-dir "$work/data" --port 0 >"$work/demo.log" 2>&1 &
  server=$!
  for _ in $(seq 1200); do
    grep -q '^Look at' "$work/demo.log" && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  grep -q '^Look at' "$work/demo.log" || { cat "$work/demo.log"; echo "The demonstration did not start."; exit 1; }
  demo=$work/data/demo.json
  url=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).graphql' "$demo")
  ;;
esac

# The packages, once for each list of packages.
python=$target/python/bin/python
if ! cmp -s python/requirements.txt "$target/python/requirements.txt"; then
  python3 -m venv --clear "$target/python"
  "$python" -m pip install --quiet --disable-pip-version-check -r python/requirements.txt
  cp python/requirements.txt "$target/python/requirements.txt"
fi
if ! cmp -s node/package-lock.json node/node_modules/package-lock.json; then
  (cd node && npm ci --silent --no-audit --no-fund)
  cp node/package-lock.json node/node_modules/package-lock.json
fi

failed=0
# Runs one client, and prints one line; after a failure also what the client printed.
client() {
  local name=$1 start=$SECONDS
  shift
  if "$@" >"$work/output" 2>&1; then
    echo "ok      $name ($((SECONDS - start)) s)"
  else
    failed=$((failed + 1))
    echo "FAILED  $name ($((SECONDS - start)) s)"
    tail -n 40 "$work/output" | sed 's/^/        /'
  fi
}
pinned() { sed -n "s/^$1==/$1 /p" "$here/python/requirements.txt"; }
package() { node -p '`${process.argv[1]} ${require(`./node_modules/${process.argv[1]}/package.json`).version}`' "$1"; }
python_client() { "$python" "$here/python/$1" "$url" "$demo"; }
node_client() { node "out/clients/$1.js" "$url" "$demo"; }
typed_documents() { rm -rf generated out && npx graphql-codegen && npx tsc; }
lint() { npx eslint --stdin --stdin-filename schema.graphql <"$root/api/schema.graphql"; }

client "$(pinned gql)" python_client gql_client.py
client "$(pinned sgqlc)" python_client sgqlc_client.py
client "$(pinned ariadne-codegen)" python_client ariadne_client.py
cd node
client "$(package @graphql-codegen/cli), strict $(package typescript)" typed_documents
client "$(package graphql-request)" node_client graphqlRequest
client "$(package @urql/core)" node_client urql
client "$(package @apollo/client)" node_client apollo
client "$(package @graphql-inspector/core)" node breaking.mjs
# The schema does not keep all rules yet: identities, and descriptions of some arguments. LINT=1 lists what is missing.
[ -z "${LINT:-}" ] || client "$(package @graphql-eslint/eslint-plugin)" lint
[ "$failed" = 0 ] || { echo "$failed failed"; exit 1; }
