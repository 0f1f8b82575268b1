#!/usr/bin/env bash
# A whole job on any machine: may we, install, restore the history, gate, save the history. Exits as the gate does.
# It reads what the scripts it calls read (their first lines say), and
#   HISTORY=branch|none   none where something else brings and takes HISTORY_DIR: a cache, an object store, a disk that stays
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

scope=$(mktemp)
trap 'rm -f "$scope"' EXIT
GITHUB_OUTPUT=$scope "$here/scope.sh"
if grep -qx skip=true "$scope"; then exit 0; fi
read_only=$(sed -n 's/^read_only=//p' "$scope")
STREAMGAUGE=$("$here/install.sh")
export STREAMGAUGE HISTORY_READ_ONLY=${HISTORY_READ_ONLY:-$read_only}

case ${HISTORY:=branch} in
branch | none) ;;
*) echo "ci/job.sh: HISTORY is branch or none, and not '$HISTORY'" >&2; exit 64 ;;
esac
# The keys of one are no business of the other.
[ "$HISTORY" = none ] || env -u OPENAI_API_KEY "$here/history.sh" restore
code=0
env -u HISTORY_TOKEN -u CI_JOB_TOKEN "$here/gate.sh" || code=$?
[ "$HISTORY" = none ] || env -u OPENAI_API_KEY "$here/history.sh" save || [ "$code" -ne 0 ] || code=7
exit "$code"
