#!/bin/sh
# Restore drill: proves that a backup of the running service can be restored and verified. The service goes on meanwhile.
#
#   PROGRAM             the program; national-survey where it is not set
#   DRILL_DATABASE_URL  on PostgreSQL: an empty database for the drill, such as one made with createdb
#   TMPDIR              a folder with room for two copies of the database
#
# Every setting of the service is read from the environment, as the service reads it. The copies are removed at the end.
set -eu
umask 077
program=${PROGRAM:-national-survey}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/national-survey-drill.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

started=$(date +%s)
"$program" backup "$scratch/copy"

# The restored copy is compared with the service's own key file, which is read and never changed.
NATIONAL_SURVEY_KEYS_FILE=${NATIONAL_SURVEY_KEYS_FILE:-${NATIONAL_SURVEY_DATA_DIR:-data}/keys.json}
export NATIONAL_SURVEY_KEYS_FILE
if [ -n "${DATABASE_URL:-}${NATIONAL_SURVEY_DATABASE_URL:-}" ]; then
  DATABASE_URL=${DRILL_DATABASE_URL:?name an empty database for the drill}
  export DATABASE_URL
  unset NATIONAL_SURVEY_DATABASE_URL NATIONAL_SURVEY_PUBLIC_DATABASE_URL
fi
# restore ends by verifying; its exit status is that of the verification.
"$program" restore "$scratch/copy" --data-dir "$scratch/data"
"$program" verify all --data-dir "$scratch/data"
echo "The drill took $(($(date +%s) - started)) s: the backup can be restored."
