extension LaunchPlan {
    /// A script that starts a shard on each host by ssh, fetches the records and merges them. The hosts are as many as the
    /// shards, and meet on the first.
    ///
    /// - Returns: the script.
    /// - Throws: `Fault` for a host that no shell could be given.
    package func ssh(hosts: [String], port: Int) throws(Fault) -> String {
        for host in hosts where !host.allSatisfy(Self.isOfHost) { throw .noHost(host) }
        for host in hosts where host.isEmpty || host.hasPrefix("-") { throw .noHost(host) }
        // What ssh logs in to may have a user before it; what is connected to has none.
        let host = hosts.first?.split(separator: "@").last.map(String.init) ?? "localhost"
        let meeting = host.contains(":") ? "[\(host)]" : host
        return """
            #!/bin/bash
            # One shard a host, by ssh; they meet on the first one's port \(port). The secret goes through standard input and
            # stands in no list of processes; a key of the API goes with it where there is one. See docs/cluster.md.
            set -euo pipefail
            hosts=(\(hosts.map { "'\($0)'" }.joined(separator: " ")))
            runs='\(folder)'/$(date -u +%Y%m%dT%H%M%SZ)-\(name)
            secret=${STREAMGAUGE_SECRET:-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')}
            mkdir -p "$runs"
            pids=() stopped=
            # Ctrl-C goes on to the shards, whose reports are fetched all the same; a second one ends this script at once.
            stop() {
                local index
                trap - INT TERM
                stopped=1
                echo "Stopping the shards; what they measured is fetched." >&2
                for index in "${!pids[@]}"; do
                    ssh "${hosts[$index]}" "kill -INT \\$(cat streamgauge-$$-$index/pid)" </dev/null || true
                done
            }
            trap stop INT TERM
            for index in "${!hosts[@]}"; do
                [ -z "$stopped" ] || exit 130
                ssh "${hosts[$index]}" "mkdir -p streamgauge-$$-$index && cat > streamgauge-$$-$index/plan.yaml" <'\(plan)'
            done
            for index in "${!hosts[@]}"; do
                [ -z "$stopped" ] || break
                host=${hosts[$index]} work=streamgauge-$$-$index
                # In the background of a script it ignores Ctrl-C (POSIX, Asynchronous Lists), and hands on the shard's words.
                printf '%s\\n%s\\n' "$secret" "${\(keyVariable):-}" | ssh "$host" "
                    read -r STREAMGAUGE_SECRET; read -r \(keyVariable); export STREAMGAUGE_SECRET \(keyVariable)
                    [ -n \\"\\$\(keyVariable)\\" ] || unset \(keyVariable)
                    echo \\$\\$ > $work/pid
                    exec streamgauge run $work/plan.yaml --quiet --shard $((index + 1))/${#hosts[@]} \\
                        --rendezvous \(meeting):\(port) --out $work/run\(address.replacing("'", with: "\\\""))" >"$runs/shard-$((index + 1)).log" 2>&1 &
                pids+=($!)
            done
            for index in "${!pids[@]}"; do
                work=streamgauge-$$-$index
                wait "${pids[$index]}" && status=0 || status=$?
                # A signal ends the wait, and not what is waited for.
                while kill -0 "${pids[$index]}" 2>/dev/null; do
                    wait "${pids[$index]}" && status=0 || status=$?
                done
                [ "$status" -eq 0 ] || echo "shard $((index + 1)) on ${hosts[$index]} ended with $status; see $runs/shard-$((index + 1)).log" >&2
                ssh "${hosts[$index]}" "tar -C $work -cf - run && rm -r $work" </dev/null | tar -C "$runs" -xf - &&
                    mv "$runs/run" "$runs/shard-$((index + 1))" || true
            done
            streamgauge merge "$runs"/shard-*/ --out "$runs/whole"
            [ -z "$stopped" ] || exit 130

            """
    }

    /// Letters of names, of addresses, and of users before them.
    private static func isOfHost(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || ".-_@:%[]".contains(character))
    }
}
