#!/usr/bin/env bash
# Runs `streamgauge gate` and exits as it does. Reads:
#   STREAMGAUGE      the binary
#   GATE_COMMAND     run (default), ab or limits
#   GATE_PLAN        a plan file, two for ab; may be empty
#   GATE_BASE_URL    the address; may be empty where the plan or the arguments have one
#   GATE_ARGUMENTS   all other options, split at blanks and line ends, with quotes as in a shell
#   GATE_BRANCH      --branch; may be empty
#   GATE_RESULTS     --results (default reports/gate)
#   HISTORY_DIR      --history (default .streamgauge/history)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/common.sh
source "$here/common.sh"

command=${GATE_COMMAND:-run}
case $command in
run | ab | limits) ;;
*)
    say error "the command is run, ab or limits, and not '$command'"
    exit 64
    ;;
esac
plans=() arguments=()
words plans "${GATE_PLAN:-}"
words arguments "${GATE_ARGUMENTS:-}"
results=${GATE_RESULTS:-reports/gate}
options=(--history "${HISTORY_DIR:-.streamgauge/history}" --results "$results")
[ -z "${GATE_BRANCH:-}" ] || options+=(--branch "$GATE_BRANCH")
[ -z "${GATE_BASE_URL:-}" ] || options+=(--base-url "$GATE_BASE_URL")

# Of an earlier job in the same workspace nothing may be taken for this one's.
mkdir -p "$results"
for file in gate.json gate.md compare.html junit.xml metrics.txt badge.json; do rm -f "$results/$file"; done
before=0
[ -z "${GITHUB_OUTPUT:-}" ] || before=$(wc -l <"$GITHUB_OUTPUT")
code=0
"$STREAMGAUGE" gate "$command" "${plans[@]}" "${options[@]}" "${arguments[@]}" || code=$?

# A run that died has said nothing of itself.
if [ -n "${GITHUB_OUTPUT:-}" ]; then
    written=$(tail -n "+$((before + 1))" "$GITHUB_OUTPUT")
    grep -q '^exit_code' <<<"$written" || output exit_code "$code"
    grep -q '^verdict' <<<"$written" || output verdict none
fi
exit "$code"
