#!/usr/bin/env bash
# Finds, fetches or builds the binary. Usage: ci/install.sh [key]
#   ci/install.sh key   outputs key and folder: what the binary depends on, and where it is kept
#   ci/install.sh       outputs binary, and prints it as its only line
# Reads STREAMGAUGE, an existing binary (nothing is built then); or STREAMGAUGE_PACKAGE, the address or path of a
# release's tar.gz, with STREAMGAUGE_PACKAGE_SHA256, its checksum; and STREAMGAUGE_CACHE (default ~/.cache/streamgauge).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=ci/common.sh
source "$here/common.sh"
source_folder=$(dirname "$here")

package=${STREAMGAUGE_PACKAGE:-} checksum=${STREAMGAUGE_PACKAGE_SHA256:-}
if [ -n "$package" ] && ! [[ $checksum =~ ^[0-9a-f]{64}$ ]]; then
    say error "a package wants its checksum, 64 digits of SHA256SUMS beside it; '$checksum' is none"
    exit 64
fi

key() {
    # Of a package the checksum says all.
    if [ -n "$package" ]; then
        echo "${checksum:0:32}"
        return
    fi
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

# fetched: the path of the package's binary, after its checksum.
fetched() {
    local work=$1 found
    case "$package" in
    *://*) curl --fail --silent --show-error --location --proto '=https,http' --retry 3 --output "$work/package" -- "$package" ;;
    *) cp -- "$package" "$work/package" ;;
    esac || {
        say error "cannot read the package '$package'" >&2
        exit 69
    }
    found=$(sha256sum <"$work/package" | cut -c 1-64)
    [ "$found" = "$checksum" ] || {
        say error "the package has the checksum $found, and not $checksum; nothing of it was run" >&2
        exit 65
    }
    tar -xzf "$work/package" -C "$work" --strip-components=1 --wildcards '*/bin/streamgauge'
    echo "$work/bin/streamgauge"
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
        if [ -n "$package" ]; then
            work=$(mktemp -d)
            trap 'rm -rf "$work"' EXIT
            built=$(fetched "$work")
        else
            echo "Building streamgauge; this takes some minutes" >&2
            built=$(env -u OPENAI_API_KEY -u GITHUB_TOKEN -u HISTORY_TOKEN -u CI_JOB_TOKEN "$source_folder/scripts/build")
        fi
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
