#!/usr/bin/env bash
# Two shards on hosts of their own, and a server; the way to the second host takes 25 ms each way. Usage:
#     unshare --mount far_host.sh STREAMGAUGE REPOSITORY FOLDER
# The hosts are network namespaces that lead nowhere else, and are gone with it. Writes FOLDER/near, far and whole; prints the
# merge's table.
set -euo pipefail
program=$1 repository=$2
cd "$3"
here=$PWD
export STREAMGAUGE_SECRET='sixteen letters and more'
# Names of namespaces of our own, beside those of the machine.
mount -t tmpfs tmpfs /run
started=()
end() {
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    for name in hub near far; do ip netns del "$name" 2>/dev/null || true; done
}
trap end EXIT
for name in hub near far; do
    ip netns add "$name"
    ip -n "$name" link set lo up
done
# Of 198.18.0.0/15, which is set apart for measuring (RFC 2544) and routed nowhere.
ip -n hub link add tonear type veth peer name tohub netns near
ip -n hub addr add 198.18.1.1/30 dev tonear
ip -n hub link set tonear up
ip -n near addr add 198.18.1.2/30 dev tohub
ip -n near link set tohub up
ip -n near route add default via 198.18.1.1
ip netns exec hub sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
(cd "$repository" && exec python3 -B -m Benchmarks.links.link --server hub --client far --delay 25 --out "$here/link.rec") >link.out &
started+=($!)
until grep -q ready link.out; do
    kill -0 "${started[0]}" || exit 1
    sleep 0.05
done
ip -n hub addr add 198.18.2.1 peer 198.18.2.2 dev toclient
ip -n hub link set toclient up
ip -n far addr add 198.18.2.2 peer 198.18.2.1 dev toserver
ip -n far link set toserver up
ip -n far route add default via 198.18.2.1
ip netns exec hub "$program" serve --host 198.18.1.1 --port 8000 --ttft 20 --gap 5 --tokens 10 >serve.out 2>&1 &
started+=($!)
until grep -q Serving serve.out; do
    kill -0 "${started[1]}" || { cat serve.out >&2; exit 1; }
    sleep 0.05
done
shard() {
    ip netns exec "$1" "$program" run --base-url http://198.18.1.1:8000/v1 --rate 40 --requests 320 --quiet \
        --shard "$2" --rendezvous 198.18.1.2:7777 --out "$1"
}
shard near 1/2 >near.log 2>&1 &
near=$!
shard far 2/2 >far.log 2>&1 || { cat far.log near.log >&2; exit 1; }
wait "$near" || { cat near.log >&2; exit 1; }
"$program" merge near far --out whole
