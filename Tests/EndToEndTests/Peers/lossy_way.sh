#!/usr/bin/env bash
# A client and a server with 25 ms each way between them, where one packet of a hundred is lost. Usage:
#     unshare --mount lossy_way.sh STREAMGAUGE REPOSITORY FOLDER
# Both are network namespaces that lead nowhere else, and are gone with it. Writes FOLDER/run; prints its table.
set -euo pipefail
program=$1 repository=$2
cd "$3"
here=$PWD
# Names of namespaces of our own, beside those of the machine.
mount -t tmpfs tmpfs /run
started=()
end() {
    for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
    for name in server client; do ip netns del "$name" 2>/dev/null || true; done
}
trap end EXIT
for name in server client; do
    ip netns add "$name"
    ip -n "$name" link set lo up
done
(cd "$repository" && exec python3 -B -m Benchmarks.links.link --server server --client client --delay 25 --loss 0.01 \
    --out "$here/link.rec") >link.out &
started+=($!)
until grep -q ready link.out; do
    kill -0 "${started[0]}" || exit 1
    sleep 0.05
done
# Of 198.18.0.0/15, which is set apart for measuring (RFC 2544) and routed nowhere.
ip -n server addr add 198.18.2.1 peer 198.18.2.2 dev toclient
ip -n server link set toclient up
ip -n client addr add 198.18.2.2 peer 198.18.2.1 dev toserver
ip -n client link set toserver up
ip netns exec server "$program" serve --host 198.18.2.1 --port 8000 --ttft 200 --gap 20 --tokens 100 >serve.out 2>&1 &
started+=($!)
until grep -q Serving serve.out; do
    kill -0 "${started[1]}" || { cat serve.out >&2; exit 1; }
    sleep 0.05
done
ip netns exec client "$program" run --base-url http://198.18.2.1:8000/v1 --modes streaming --concurrency 10 --requests 100 \
    --network-probe --quiet --out run || [ $? = 4 ]
"$program" report run
