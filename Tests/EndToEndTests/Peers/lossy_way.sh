#!/usr/bin/env bash
# A client and a server with 25 ms each way between them, where one packet of a hundred is lost. Usage:
#     unshare --mount --net lossy_way.sh STREAMGAUGE REPOSITORY FOLDER
# Writes FOLDER/run; prints its table.
set -euo pipefail
program=$1 repository=$2
cd "$3"
here=$PWD
source "$repository/Tests/EndToEndTests/Peers/namespaces.sh"
make_hosts server client
start_link server client --delay 25 --loss 0.01
start_server server 198.18.2.1 --ttft 200 --gap 20 --tokens 100
# What such a way does to a run is to be taken with care, which is exit code 4.
ip netns exec client "$program" run --base-url http://198.18.2.1:8000/v1 --modes streaming --concurrency 10 --requests 100 \
    --network-probe --quiet --out run || [ $? = 4 ]
"$program" report run
