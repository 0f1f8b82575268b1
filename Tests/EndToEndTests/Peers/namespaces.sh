# Read by what runs over links: hosts that are network namespaces, lead nowhere else, and are gone with the script.
# shellcheck shell=bash
# Names of our own, beside those of the machine.
mount -t tmpfs tmpfs /run
started=()
hosts=()
end_all() {
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    for name in "${hosts[@]}"; do ip netns del "$name" 2>/dev/null || true; done
}
trap end_all EXIT

# hosts NAME...: makes them.
make_hosts() {
    hosts+=("$@")
    for name in "$@"; do
        ip netns add "$name"
        ip -n "$name" link set lo up
    done
}

# link SERVER CLIENT OPTION...: starts the link between two, whose ends are toclient at the first and toserver at the other.
# Addresses are of 198.18.0.0/15, which is set apart for measuring (RFC 2544) and routed nowhere.
start_link() {
    (cd "$repository" && exec python3 -B -m Benchmarks.links.link --server "$1" --client "$2" --out "$here/link.rec" \
        "${@:3}") >link.out &
    started+=($!)
    until_said ready link.out
    ip -n "$1" addr add 198.18.2.1 peer 198.18.2.2 dev toclient
    ip -n "$1" link set toclient up
    ip -n "$2" addr add 198.18.2.2 peer 198.18.2.1 dev toserver
    ip -n "$2" link set toserver up
}

# serve HOST ADDRESS OPTION...: starts the emulator there, at port 8000.
start_server() {
    ip netns exec "$1" "$program" serve --host "$2" --port 8000 "${@:3}" >serve.out 2>&1 &
    started+=($!)
    until_said Serving serve.out
}

# Waits until what was started last has said a word.
until_said() {
    until grep -q "$1" "$2"; do
        kill -0 "${started[-1]}" || { cat "$2" >&2; exit 1; }
        sleep 0.05
    done
}
