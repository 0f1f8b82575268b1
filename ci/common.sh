# Read by the other scripts of this folder: messages, outputs of a step, and words of a line.
# shellcheck shell=bash

# say notice|warning|error TEXT: an annotation in GitHub Actions, a line elsewhere.
say() {
    local level=$1 text=$2
    if [ "${GITHUB_ACTIONS:-}" = true ]; then
        text=${text//'%'/%25}
        text=${text//$'\r'/%0D}
        text=${text//$'\n'/%0A}
        echo "::$level title=streamgauge::$text"
    else
        echo "streamgauge: $text" >&2
    fi
}

# output NAME VALUE: an output of the step, where there is somebody to read it. Values are single lines.
output() {
    [ -z "${GITHUB_OUTPUT:-}" ] || printf '%s=%s\n' "$1" "${2//[$'\r\n']/ }" >>"$GITHUB_OUTPUT"
}

# words NAME TEXT: splits a text into the array NAME at blanks and line ends. Quotes and backslashes work as in a
# shell; nothing else does, so that no text is ever run.
words() {
    local -n into=$1
    local file
    into=()
    file=$(mktemp)
    if ! xargs printf '%s\0' <<<"$2" >"$file" 2>/dev/null; then
        rm -f "$file"
        say error "a quote is not closed on its line in: $2"
        exit 64
    fi
    # Of no words at all, printf makes an empty one.
    # shellcheck disable=SC2034 # it is the caller's
    [[ $2 =~ ^[[:space:]]*$ ]] || mapfile -d '' -t into <"$file"
    rm -f "$file"
}
