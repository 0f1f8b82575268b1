#!/usr/bin/env bash
# Finds or builds the binary. Usage: ci/install.sh [key]
#   ci/install.sh key   outputs key and folder: what the binary depends on, and where it is kept
#   ci/install.sh       outputs binary, and prints it as its only line
# Reads STREAMGAUGE, an existing binary (nothing is built then), and STREAMGAUGE_CACHE (default ~/.cache/streamgauge).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/common.sh
source "$here/common.sh"
source_folder=$(dirname "$here")

key() {
    local system
    # The C library of another system is another; Swift's own library is linked into the binary.
    # shellcheck source=/dev/null
    system=$( (source /etc/os-release && echo "${ID:-}-${VERSION_ID:-}") 2>/dev/null || uname -s)
    {
        echo "$system $(uname -m)"
        swift --version 2>/dev/null || echo "no Swift"
        cd "$source_folder"
        # Not all of them are in every checkout.
        { find Sources Package.swift Package.resolved scripts/build scripts/setup -type f -print0 2>/dev/null || true; } |
            LC_ALL=C sort -z | xargs -0 sha256sum
    } | sha256sum | cut -c 1-32
}

folder=${STREAMGAUGE_CACHE:-$HOME/.cache/streamgauge}
if [ "${1:-}" = key ]; then
    key=$(key)
    output key "streamgauge-binary-$key"
    output folder "$folder/$key"
    exit
fi

if [ -n "${STREAMGAUGE:-}" ]; then
    binary=$(command -v -- "$STREAMGAUGE") || {
        say error "'$STREAMGAUGE' is no program"
        exit 64
    }
    binary=$(realpath "$binary")
else
    folder=$folder/$(key)
    binary=$folder/streamgauge
    if [ ! -x "$binary" ]; then
        echo "Building streamgauge; this takes some minutes" >&2
        built=$(env -u OPENAI_API_KEY -u GITHUB_TOKEN -u HISTORY_TOKEN -u CI_JOB_TOKEN "$source_folder/scripts/build")
        mkdir -p "$folder"
        cp "$built" "$binary.$$"
        mv "$binary.$$" "$binary"
    fi
fi
version=$("$binary" --version) || {
    say error "$binary does not start; a binary that was built elsewhere needs libcurl4 and this system's C library or an older one"
    exit 69
}
echo "${version%%$'\n'*}, $binary" >&2
output binary "$binary"
echo "$binary"
