extension LaunchPlan {
    /// A batch script for sbatch: a task a node, which Slurm numbers, and one report of all at the end.
    package var slurm: String {
        """
        #!/bin/bash
        #SBATCH --job-name=\(name)
        #SBATCH --nodes=\(shards)
        #SBATCH --ntasks=\(shards)
        #SBATCH --ntasks-per-node=1
        #SBATCH --exclusive
        #SBATCH --output=%x-%j.log
        # One shard a node. Slurm numbers them (SLURM_PROCID) and they meet on the first node; see docs/cluster.md.
        set -euo pipefail
        STREAMGAUGE_SECRET=${STREAMGAUGE_SECRET:-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')}
        export STREAMGAUGE_SECRET
        runs='\(folder)'/$SLURM_JOB_ID
        mkdir -p "$runs"
        ulimit -n "$(ulimit -Hn)"
        srun --kill-on-bad-exit=0 bash -c 'exec streamgauge run "$0" --quiet --out "$1/shard-$((SLURM_PROCID + 1))"\(address.replacing("'", with: "\""))' '\(plan)' "$runs" ||
            echo "not all shards ended well; what they measured is merged" >&2
        shards=("$runs"/shard-*/)
        [ ${#shards[@]} -gt 1 ] || exit 5
        streamgauge merge "${shards[@]}" --out "$runs/whole"

        """
    }
}
