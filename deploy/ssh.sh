#!/bin/bash
# One shard a host, by ssh; they meet on the first one's port 7777. The secret goes through standard input and
# stands in no list of processes; a key of the API goes with it where there is one. See docs/cluster.md.
set -euo pipefail
hosts=('c1' 'c2' 'c3')
runs='reports'/$(date -u +%Y%m%dT%H%M%SZ)-streamgauge
secret=${STREAMGAUGE_SECRET:-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')}
mkdir -p "$runs"
pids=()
for index in "${!hosts[@]}"; do
    ssh "${hosts[$index]}" "mkdir -p streamgauge-$$-$index && cat > streamgauge-$$-$index/plan.yaml" <'plan.yaml'
done
for index in "${!hosts[@]}"; do
    host=${hosts[$index]} work=streamgauge-$$-$index
    printf '%s\n%s\n' "$secret" "${OPENAI_API_KEY:-}" | ssh "$host" "
        read -r STREAMGAUGE_SECRET; read -r OPENAI_API_KEY; export STREAMGAUGE_SECRET OPENAI_API_KEY
        [ -n \"\$OPENAI_API_KEY\" ] || unset OPENAI_API_KEY
        exec streamgauge run $work/plan.yaml --quiet --shard $((index + 1))/${#hosts[@]} \
            --rendezvous c1:7777 --out $work/run" >"$runs/shard-$((index + 1)).log" 2>&1 &
    pids+=($!)
done
for index in "${!pids[@]}"; do
    work=streamgauge-$$-$index
    wait "${pids[$index]}" || echo "shard $((index + 1)) on ${hosts[$index]} ended with $?; see $runs/shard-$((index + 1)).log" >&2
    ssh "${hosts[$index]}" "tar -C $work -cf - run && rm -r $work" | tar -C "$runs" -xf - &&
        mv "$runs/run" "$runs/shard-$((index + 1))" || true
done
streamgauge merge "$runs"/shard-*/ --out "$runs/whole"
