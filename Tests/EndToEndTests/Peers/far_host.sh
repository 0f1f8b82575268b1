#!/usr/bin/env bash
# Two shards on hosts of their own, and a server; the way to the second host takes 25 ms each way. Usage:
#     unshare --mount --net far_host.sh STREAMGAUGE REPOSITORY FOLDER
# Writes FOLDER/near, far and whole; prints the merge's table.
set -euo pipefail
program=$1 repository=$2
cd "$3"
here=$PWD
export STREAMGAUGE_SECRET='sixteen letters and more'
source "$repository/Tests/EndToEndTests/Peers/namespaces.sh"
make_hosts hub near far
ip -n hub link add tonear type veth peer name tohub netns near
ip -n hub addr add 198.18.1.1/30 dev tonear
ip -n hub link set tonear up
ip -n near addr add 198.18.1.2/30 dev tohub
ip -n near link set tohub up
ip -n near route add default via 198.18.1.1
ip netns exec hub sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
start_link hub far --delay 25
ip -n far route add default via 198.18.2.1
start_server hub 198.18.1.1 --ttft 20 --gap 5 --tokens 10
shard() {
    ip netns exec "$1" "$program" run --base-url http://198.18.1.1:8000/v1 --rate 40 --requests 320 --quiet \
        --shard "$2" --rendezvous 198.18.1.2:7777 --out "$1"
}
shard near 1/2 >near.log 2>&1 &
near=$!
shard far 2/2 >far.log 2>&1 || { cat far.log near.log >&2; exit 1; }
wait "$near" || { cat near.log >&2; exit 1; }
"$program" merge near far --out whole
