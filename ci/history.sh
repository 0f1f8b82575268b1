#!/usr/bin/env bash
# Keeps the history folder in a git branch of its own. Usage: ci/history.sh restore|save
#   HISTORY_DIR        the folder (default .streamgauge/history); what git needs is beside it, in HISTORY_DIR.git
#   HISTORY_BRANCH     default streamgauge-history
#   HISTORY_REMOTE     default: the repository that this job is of, else the remote `origin` of this folder. A relative
#                      path is one from this folder, and that of `origin` one from its repository
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

# Whatever git this is called by or from, a hook for instance, its repository is another one than the history's; and
# messages are compared below, so they are in git's own language.
mapfile -t foreign < <(git rev-parse --local-env-vars | grep -vxF GIT_CONFIG_COUNT)
unset "${foreign[@]}" GIT_NAMESPACE GIT_DEFAULT_HASH GIT_TEMPLATE_DIR
unset GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS
export LC_ALL=C

# setting KEY VALUE, of every git below and stronger than any file. It is in the environment, and neither in an
# argument nor in a file: one of them is the token.
setting() {
    local n=${GIT_CONFIG_COUNT:-0}
    export "GIT_CONFIG_KEY_$n=$1" "GIT_CONFIG_VALUE_$n=$2" "GIT_CONFIG_COUNT=$((n + 1))"
}

branch=${HISTORY_BRANCH:-streamgauge-history}
user=${HISTORY_USER:-}
token=${HISTORY_TOKEN:-}
remote=${HISTORY_REMOTE:-}
from=$PWD
if [ -z "$remote" ]; then
    if [ -n "${GITHUB_REPOSITORY:-}" ]; then
        remote=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git
    elif [ -n "${CI_PROJECT_URL:-}" ]; then
        remote=$CI_PROJECT_URL.git
        if [ -z "$token" ]; then token=${CI_JOB_TOKEN:-} user=gitlab-ci-token; fi
    else
        remote=$(git remote get-url origin) || {
            say error "there is no address for the history: this folder is of no repository with a remote 'origin', and HISTORY_REMOTE is empty"
            exit 64
        }
        from=$(git rev-parse --show-toplevel 2>/dev/null) || from=$(git rev-parse --absolute-git-dir)
    fi
fi
# A path, as git tells one from host:path.
if [[ $remote != /* && (${remote%%:*} == */* || $remote != *:*) ]]; then remote=$from/$remote; fi
if [ -n "$token" ] && [[ $remote == http://* || $remote == https://* ]]; then
    # The empty one takes away those of the machine: two headers of one name are an error to servers.
    setting "http.$remote.extraheader" ''
    setting "http.$remote.extraheader" "Authorization: Basic $(printf %s "${user:-x-access-token}:$token" | base64 | tr -d '\n')"
fi

# Of the machine's settings the addresses, proxies and credentials are wanted; what changes files, commits and pushes is not.
setting core.hooksPath /dev/null
setting core.attributesFile /dev/null
setting core.autocrlf false
setting core.fsmonitor false
setting commit.gpgSign false
setting push.gpgSign false
setting push.pushOption ''
setting push.recurseSubmodules no
setting fetch.recurseSubmodules false
setting gc.auto 0
setting maintenance.auto false
export GIT_ATTR_NOSYSTEM=1

folder=${HISTORY_DIR:-.streamgauge/history}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
export GIT_DIR=$folder.git GIT_WORK_TREE=$folder GIT_TERMINAL_PROMPT=0
export GIT_AUTHOR_NAME=streamgauge GIT_AUTHOR_EMAIL=streamgauge@localhost
export GIT_COMMITTER_NAME=streamgauge GIT_COMMITTER_EMAIL=streamgauge@localhost
cd "$folder"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

tip=refs/streamgauge/tip

# create sha1|sha256: the repository beside the folder, unless it is there with digests of this kind.
create() {
    [ "$(git rev-parse --show-object-format 2>/dev/null)" != "$1" ] || return 0
    if git for-each-ref --format='%(refname)' 2>/dev/null | grep -qv '^refs/streamgauge/'; then
        say error "$GIT_DIR is a repository of something else, and has other digests than the remote's; choose another HISTORY_DIR"
        exit 7
    fi
    rm -rf "$GIT_DIR"
    git init --quiet --template= --initial-branch=history --object-format="$1"
}

# The same, for a remote with these lines of ls-remote. Of an empty remote nobody knows.
create_for() {
    if [[ $1 =~ ^[0-9a-f]{64}[[:space:]] ]]; then create sha256; elif [ -n "$1" ]; then create sha1; fi
}

git rev-parse --show-object-format >/dev/null 2>&1 || create sha1

# Fetches the branch's last commit alone. A branch that is not there and one that cannot be read are two things: the
# second would look like a gate without a baseline, which passes.
fetch() {
    local code=0 refs
    refs=$(git ls-remote --exit-code "$remote" "refs/heads/$branch" 2>"$log") || code=$?
    if [ $code -eq 0 ]; then
        create_for "$refs"
        git fetch --quiet --depth 1 --no-tags "$remote" "+refs/heads/$branch:$tip" 2>"$log" || code=$?
    elif [ $code -eq 2 ]; then
        code=0
        refs=$(git ls-remote --heads "$remote" 2>"$log") || code=$?
        create_for "$refs"
        git update-ref -d "$tip"
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

# Why a push failed. Only whole lines of git and of servers are compared, from their beginning: an address, a branch or
# a digest may have any of these words in it, and 403 too.
said() { grep -Eq "$1" "$log"; }
lost_race() { said $'^!\t[^\t]*\t\\[rejected\\]'; }
no_access() {
    said '^(fatal|error): .*The requested URL returned error: 40[13]( |$)' ||
        said "^fatal: (Authentication failed for|could not read (Username|Password) for|repository '.*' not found)" ||
        said '^(remote: )?(ERROR: |error: )?Permission to .+ denied' ||
        said '^(remote: )?(ERROR: |GitLab: )?(You are not allowed to|The key you are authenticating with|Repository not found)' ||
        said '^[^ ]+: Permission denied \('
}
against_rules() {
    said '^remote: error: GH[0-9]+: ' ||
        said $'^!\t[^\t]*\t\\[remote rejected\\] \\(((.* )?hook declined|push declined .*|refusing to allow .*|prohibited by .*|TF[0-9]+: .*|branch is currently checked out)'
}

# What the server said, on one line, else the last words of git.
server_words() {
    local text
    text=$(sed -En 's/^(remote: |ERROR: )(error: )?//p' "$log")
    [ -n "$text" ] || text=$(sed -En $'s/^!\t[^\t]*\t//p' "$log")
    [ -n "$text" ] || text=$(grep -v '^Done$' "$log" | tail -n 1)
    printf %s "$text" | tr -s ' \t\n' ' ' | cut -c 1-500 | sed 's/[. ]*$//'
}

refused() {
    cat "$log" >&2
    if [ "${HISTORY_READ_ONLY:-false}" = true ]; then
        say notice "the history is not saved: a job of a fork or of Dependabot may not write to branch '$branch'"
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
        commit=$(git commit-tree --no-gpg-sign "$(GIT_INDEX_FILE=$GIT_DIR/next git write-tree)" "${parents[@]}" \
            -m "Add ${#new[@]} of ${GITHUB_HEAD_REF:-${GITHUB_REF_NAME:-${CI_COMMIT_REF_NAME:-${BUILDKITE_BRANCH:-${BRANCH_NAME:-this machine}}}}} [skip ci]")
        if git push --quiet --porcelain --no-verify --no-signed "$remote" "$commit:refs/heads/$branch" >"$log" 2>&1; then
            # Only what this job knows is tracked: files of others that it never had are not missing here.
            printf '%s\0' "${new[@]}" | git update-index --add -z --stdin
            echo "history: ${#new[@]} new in branch '$branch'"
            return
        fi
        if lost_race; then
            :
        elif no_access; then
            refused "$(server_words); on GitHub the job needs \`permissions: contents: write\`"
        elif against_rules; then
            refused "$(server_words); that is a rule of the server, from which the branch can be exempted"
        elif said "^fatal: the receiving end does not support this repository's hash algorithm"; then
            create sha256
        fi
        echo "history: somebody else pushed first, or the push failed (try $try)" >&2
        sleep "$((RANDOM % (try * 2) / 2)).$((RANDOM % 10))"
    done
    refused "it failed ten times, the last time with: $(server_words)"
}

"$1"
