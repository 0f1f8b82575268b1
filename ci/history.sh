#!/usr/bin/env bash
# Keeps the history folder in a git branch of its own. Usage: ci/history.sh restore|save
#   HISTORY_DIR        the folder (default .streamgauge/history); what git needs is beside it, in HISTORY_DIR.git
#   HISTORY_BRANCH     default streamgauge-history
#   HISTORY_REMOTE     default: the repository that this job is of, else the remote `origin` of this folder
#   HISTORY_TOKEN, HISTORY_USER   for a remote of http; without a token git uses the credentials it has
#   HISTORY_READ_ONLY  true: a branch that cannot be pushed to is a notice, and no error
# The files are never changed and are named by time and digest: `save` adds those that are new to whatever the branch
# has by then, and tries again when somebody else was quicker. What others removed (`history prune`) stays removed.
# Exit codes: 0; 7 the branch could not be read or written; 64 wrong usage.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/common.sh
source "$here/common.sh"

case "${1:-}" in
restore | save) ;;
*) echo "ci/history.sh: say restore or save" >&2; exit 64 ;;
esac

branch=${HISTORY_BRANCH:-streamgauge-history}
user=${HISTORY_USER:-}
token=${HISTORY_TOKEN:-}
remote=${HISTORY_REMOTE:-}
if [ -z "$remote" ]; then
    if [ -n "${GITHUB_REPOSITORY:-}" ]; then
        remote=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git
    elif [ -n "${CI_PROJECT_URL:-}" ]; then
        remote=$CI_PROJECT_URL.git
        if [ -z "$token" ]; then token=${CI_JOB_TOKEN:-} user=gitlab-ci-token; fi
    else
        remote=$(git remote get-url origin)
    fi
fi
if [ -n "$token" ] && [[ $remote == http://* || $remote == https://* ]]; then
    # In the environment of git, and neither in its arguments nor in a file.
    n=${GIT_CONFIG_COUNT:-0}
    export "GIT_CONFIG_KEY_$n=http.$remote.extraheader"
    export "GIT_CONFIG_VALUE_$n=Authorization: Basic $(printf %s "${user:-x-access-token}:$token" | base64 | tr -d '\n')"
    export GIT_CONFIG_COUNT=$((n + 1))
fi

folder=${HISTORY_DIR:-.streamgauge/history}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
export GIT_DIR=$folder.git GIT_WORK_TREE=$folder GIT_TERMINAL_PROMPT=0
unset GIT_INDEX_FILE
export GIT_AUTHOR_NAME=streamgauge GIT_AUTHOR_EMAIL=streamgauge@localhost
export GIT_COMMITTER_NAME=streamgauge GIT_COMMITTER_EMAIL=streamgauge@localhost
cd "$folder"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

tip=refs/streamgauge/tip
[ -d "$GIT_DIR" ] || git init --quiet
git config core.autocrlf false
git config gc.auto 0

# Fetches the branch's last commit alone. A branch that is not there and one that cannot be read are two things: the
# second would look like a gate without a baseline, which passes.
fetch() {
    local code=0
    git ls-remote --exit-code "$remote" "refs/heads/$branch" >/dev/null 2>"$log" || code=$?
    if [ $code -eq 0 ]; then
        git fetch --quiet --depth 1 --no-tags "$remote" "+refs/heads/$branch:$tip" 2>"$log" || code=$?
    elif [ $code -eq 2 ]; then
        git update-ref -d "$tip"
        code=0
    fi
    if [ $code -ne 0 ]; then
        cat "$log" >&2
        say error "the history in branch '$branch' could not be read; on GitHub the job needs \`permissions: contents: read\` at least"
        exit 7
    fi
}

has_tip() { git rev-parse --quiet --verify "$tip" >/dev/null; }

restore() {
    fetch
    # A workspace that outlives its jobs: away with what the branch had, before what it has now.
    git ls-files -z -- runs marks | xargs -0 -r rm -f --
    if has_tip; then
        git read-tree "$tip"
        git ls-files -z -- runs marks | git checkout-index --force --quiet -z --stdin
        echo "history: $(git ls-files -- runs | wc -l) runs and $(git ls-files -- marks | wc -l) marks in branch '$branch'"
    else
        git read-tree --empty
        echo "history: no branch '$branch' yet"
    fi
}

refused() {
    cat "$log" >&2
    if [ "${HISTORY_READ_ONLY:-false}" = true ]; then
        say notice "the history is not saved: a fork may not write to branch '$branch'"
        exit 0
    fi
    say error "the history could not be pushed to branch '$branch': $1"
    exit 7
}

save() {
    local new try parents commit
    mapfile -d '' -t new < <(git ls-files -z --others -- 'runs/*.json' 'marks/*.json')
    if [ ${#new[@]} -eq 0 ]; then
        echo "history: nothing new"
        return
    fi
    for try in 1 2 3 4 5 6 7 8 9 10; do
        fetch
        parents=()
        rm -f "$GIT_DIR/next"
        if has_tip; then
            GIT_INDEX_FILE=$GIT_DIR/next git read-tree "$tip"
            parents=(-p "$tip")
        fi
        printf '%s\0' "${new[@]}" | GIT_INDEX_FILE=$GIT_DIR/next git update-index --add -z --stdin
        commit=$(git commit-tree "$(GIT_INDEX_FILE=$GIT_DIR/next git write-tree)" "${parents[@]}" \
            -m "Add ${#new[@]} of ${GITHUB_HEAD_REF:-${GITHUB_REF_NAME:-${CI_COMMIT_REF_NAME:-${BRANCH_NAME:-this machine}}}} [skip ci]")
        if git push --quiet "$remote" "$commit:refs/heads/$branch" 2>"$log"; then
            # Only what this job knows is tracked: files of others that it never had are not missing here.
            printf '%s\0' "${new[@]}" | git update-index --add -z --stdin
            echo "history: ${#new[@]} new in branch '$branch'"
            return
        fi
        if grep -Eqi '403|401|denied|not allowed|protected|authentication|could not read username' "$log"; then
            refused "this job may not write; on GitHub it needs \`permissions: contents: write\`, and no rule that protects the branch"
        fi
        echo "history: somebody else pushed first, or the push failed (try $try)" >&2
        sleep "$((RANDOM % (try * 2) / 2)).$((RANDOM % 10))"
    done
    refused "it failed ten times"
}

"$1"
