#!/usr/bin/env bash
# Comments on a GitHub pull request where it has no comment of this gate yet, and changes that comment where the
# verdict changed. Never fails the job. Reads:
#   GITHUB_TOKEN     with pull-requests: write
#   PULL_NUMBER      of the pull request
#   GATE_RESULTS     the folder of gate.md (default reports/gate)
#   GATE_NAME        tells several gates of one pull request apart; may be empty
#   COMMENT_AUTHOR   who the token is (default github-actions[bot]): no comment of anybody else is touched
# and what GitHub sets: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_SERVER_URL, GITHUB_RUN_ID. Needs curl and jq.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/common.sh
source "$here/common.sh"

page=${GATE_RESULTS:-reports/gate}/gate.md
if [ ! -s "$page" ]; then
    echo "comment: there is no $page, so nothing to say"
    exit 0
fi
verdict=$(sed -n '1s/^<!-- streamgauge-gate verdict=\([^ ]*\) -->.*$/\1/p' "$page")
if [ -z "$verdict" ]; then
    say warning "$page does not begin with its verdict; no comment is made"
    exit 0
fi
if ! [[ ${PULL_NUMBER:-} =~ ^[0-9]+$ ]]; then
    echo "comment: this is no pull request"
    exit 0
fi
comments=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# api METHOD URL [FILE]: the token goes through a pipe, since arguments are for all to see.
api() {
    local send=()
    [ $# -lt 3 ] || send=(--header 'Content-Type: application/json' --data "@$3")
    printf 'header = "Authorization: Bearer %s"\n' "$GITHUB_TOKEN" |
        curl --config - --silent --show-error --fail --max-time 30 --request "$1" \
            --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' \
            "${send[@]}" "$2"
}

give_up() {
    say warning "the comment could not be $1; the job needs \`permissions: pull-requests: write\`, which forks do not get"
    exit 0
}

# Both marks of a comment: its first line, and the gate's name in the second where it has one.
mark="<!-- streamgauge-gate-name ${GATE_NAME:-} -->"
# shellcheck disable=SC2016 # variables of jq
find='[.[] | select(.user.login == $author and ((.body // "") | startswith("<!-- streamgauge-gate verdict=")))
    | select(if $name == "" then (.body | contains("<!-- streamgauge-gate-name ") | not) else (.body | contains($mark)) end)]
    | first // empty | [.id, (.body | capture("verdict=(?<verdict>[^ ]*)").verdict)] | @tsv'
found=
for ((number = 1; number <= 30; number++)); do
    api GET "$comments/$PULL_NUMBER/comments?per_page=100&page=$number" >"$work/page" || give_up read
    found=$(jq -r --arg author "${COMMENT_AUTHOR:-github-actions[bot]}" --arg name "${GATE_NAME:-}" --arg mark "$mark" "$find" "$work/page")
    if [ -n "$found" ] || [ "$(jq length "$work/page")" -ne 100 ]; then break; fi
done

{
    head -n 1 "$page"
    [ -z "${GATE_NAME:-}" ] || echo "$mark"
    tail -n +2 "$page"
    printf '\n\n[This run](%s), commit %s. The comment changes when the verdict does.\n' \
        "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/${GITHUB_RUN_ID:-}" "${COMMIT:-${GITHUB_SHA:-}}"
} >"$work/body"
# GitHub takes 65,536 characters.
jq -Rs 'if length > 65000 then .[:64900] + "\n\n… the rest is in the step summary.\n" else . end | {body: .}' "$work/body" >"$work/json"

if [ -z "$found" ]; then
    api POST "$comments/$PULL_NUMBER/comments" "$work/json" >/dev/null || give_up made
    echo "comment: made"
elif [ "${found#*$'\t'}" = "$verdict" ]; then
    echo "comment: the verdict is still '$verdict'; left as it is"
else
    api PATCH "$comments/comments/${found%%$'\t'*}" "$work/json" >/dev/null || give_up changed
    echo "comment: changed from '${found#*$'\t'}' to '$verdict'"
fi
