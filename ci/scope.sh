#!/usr/bin/env bash
# Says whether this job can measure at all, before anything is built or sent. Reads, all optional:
#   GATE_PLAN, GATE_BASE_URL, GATE_ARGUMENTS, OPENAI_BASE_URL   whether there is an address
#   OPENAI_API_KEY, GATE_NEEDS_KEY=true|false                   whether there is a key, and whether one is needed
#   GATE_NAME, GATE_BRANCH                                      for the outputs below
#   PULL_FROM, MERGE_INTO       of GitHub: the repository a pull request comes from, the ref a merge queue merges into
# and what GitHub, GitLab, Jenkins and Buildkite say of pull requests. A job of a fork or of Dependabot that lacks
# the key or the address is skipped with a notice; any other that lacks the address is an error (64), because
# `streamgauge` without an address measures its own emulator.
# Outputs: skip, verdict and exit_code (where skipped), read_only, results, artifact, base_prefix, own_prefix, own_key.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/common.sh
source "$here/common.sh"

name=${GATE_NAME:-}
if [[ $name =~ [^A-Za-z0-9._-] ]]; then
    say error "the name '$name' may have letters, digits, '.', '_' and '-' only"
    exit 64
fi

case ${HISTORY:-branch} in
branch | cache | none) ;;
*)
    say error "the history is kept in a branch, a cache or none, and not in '$HISTORY'"
    exit 64
    ;;
esac

# Dependabot's jobs have its own secrets only, and at first a token that reads, in these events and in no others.
# Whoever runs such a job again does it with Dependabot's rights.
is_dependabot() {
    [ "${GITHUB_ACTIONS:-}" = true ] || return 1
    [ "${GITHUB_ACTOR:-}" = 'dependabot[bot]' ] || [ "${GITHUB_TRIGGERING_ACTOR:-}" = 'dependabot[bot]' ] || return 1
    case ${GITHUB_EVENT_NAME:-} in
    pull_request* | push | create | deployment | deployment_status) ;;
    *) return 1 ;;
    esac
}

# The path alone: git@github.com:Owner/repo.git and https://github.com/owner/repo are one.
repository() {
    local path=${1,,}
    if [[ $path == *://* ]]; then
        path=${path#*://}
        path=${path#*/}
    else
        path=${path#*:}
    fi
    path=${path%/}
    path=${path%.git}
    path=${path#/}
    echo "${path#scm/}"
}

is_fork() {
    if [ "${GITHUB_ACTIONS:-}" = true ]; then
        [[ ${GITHUB_EVENT_NAME:-} == pull_request* ]] && [ "${PULL_FROM:-}" != "${GITHUB_REPOSITORY:-}" ]
    elif [ -n "${CI_MERGE_REQUEST_IID:-}" ]; then
        [ "${CI_MERGE_REQUEST_SOURCE_PROJECT_ID:-}" != "${CI_MERGE_REQUEST_PROJECT_ID:-}" ]
    elif [ "${BUILDKITE:-}" = true ]; then
        [ -n "${BUILDKITE_PULL_REQUEST_REPO:-}" ] &&
            [ "$(repository "$BUILDKITE_PULL_REQUEST_REPO")" != "$(repository "${BUILDKITE_REPO:-}")" ]
    else
        [ -n "${CHANGE_FORK:-}" ]
    fi
}

plans=() arguments=()
words arguments "${GATE_ARGUMENTS:-}"
words plans "${GATE_PLAN:-}"
has_address=false
uses_emulator=false
[ -z "${GATE_BASE_URL:-}${OPENAI_BASE_URL:-}" ] || has_address=true
for argument in "${arguments[@]}"; do
    case $argument in
    --emulator*) has_address=true uses_emulator=true ;;
    # An empty secret leaves `--base-url=` behind.
    --base-url=?* | --unix-socket=?* | --base-url | --unix-socket) has_address=true ;;
    esac
done
for plan in "${plans[@]}"; do
    if [ ! -f "$plan" ]; then
        say error "there is no plan file '$plan'"
        exit 64
    fi
    if grep -Eq '^[[:space:]]*(base_url|unix_socket):[[:space:]]*[^[:space:]#]' "$plan"; then has_address=true; fi
done

missing=()
if [ "${GATE_NEEDS_KEY:-true}" = true ] && [ "$uses_emulator" = false ] && [ -z "${OPENAI_API_KEY:-}" ]; then
    missing+=("no OPENAI_API_KEY")
fi
[ "$has_address" = true ] || missing+=("no address")

read_only=false
stranger=
if is_dependabot; then stranger=Dependabot; elif is_fork; then stranger=forks; fi
if [ -n "$stranger" ]; then
    read_only=true
    if [ ${#missing[@]} -gt 0 ]; then
        lacks=${missing[0]}${missing[1]:+ and ${missing[1]}}
        text="skipped, since secrets are not given to $stranger: $lacks here. Nothing was measured."
        say notice "$text"
        [ -z "${GITHUB_STEP_SUMMARY:-}" ] || printf '**streamgauge**: %s\n' "$text" >>"$GITHUB_STEP_SUMMARY"
        output skip true
        output verdict skipped
        output exit_code 0
        exit 0
    fi
elif [ "$has_address" = false ]; then
    say error "no address: set base-url (is the secret or variable empty?), or target.base_url in the plan, or --emulator"
    exit 64
fi
output skip false
output read_only "$read_only"
output results "reports/gate${name:+-$name}"
output artifact "streamgauge-gate${name:+-$name}"

# Keys of a cache: the branch readable, and a digest that keeps `main` apart from `main-2` and `a,b` from `a_b`.
prefix() {
    local readable digest
    readable=$(printf %s "$1" | tr -c 'A-Za-z0-9._-' _ | cut -c 1-80)
    digest=$(printf %s "$1" | sha256sum | cut -c 1-12)
    echo "streamgauge-history-${name:+$name-}$readable-$digest-"
}
own=${GITHUB_HEAD_REF:-${GITHUB_REF_NAME:-}}
# shellcheck disable=SC2178 # another than that of words
into=${MERGE_INTO:-}
base=${GATE_BRANCH:-${GITHUB_BASE_REF:-${into#refs/heads/}}}
base=${base:-$own}
output base_prefix "$(prefix "$base")"
output own_prefix "$(prefix "$own")"
output own_key "$(prefix "$own")${GITHUB_RUN_ID:-0}-${GITHUB_RUN_ATTEMPT:-0}"
