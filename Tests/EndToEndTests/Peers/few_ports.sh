#!/usr/bin/env bash
# More streams than there are local ports to one address, which are a hundred here. Usage:
#     unshare --net few_ports.sh STREAMGAUGE FOLDER
# Prints the exit code of each run.
set -euo pipefail
program=$1
cd "$2"
ip link set lo up
echo '40000 40099' >/proc/sys/net/ipv4/ip_local_port_range
servers=()
end() { for process in "${servers[@]}"; do kill "$process" 2>/dev/null || true; done; }
trap end EXIT
for port in 8001 8002; do
    "$program" serve --port "$port" --ttft 300 --gap 10 --tokens 20 >"$port.out" 2>&1 &
    servers+=($!)
    until grep -q Serving "$port.out"; do
        kill -0 $! || exit 1
        sleep 0.05
    done
done
one='--base-url http://127.0.0.1:8001/v1' other='--base-url http://127.0.0.1:8002/v1'
near='--source-address 127.0.0.2' far='--source-address 127.0.0.3'
run() {
    name=$1
    shift
    "$program" run --concurrency 150 --requests 200 --quiet --out "$name" "$@" >"$name.log" 2>&1 && code=0 || code=$?
    echo "$name $code"
}
run one $one
run sources $one $near $far
run front-ends $one $other $near
