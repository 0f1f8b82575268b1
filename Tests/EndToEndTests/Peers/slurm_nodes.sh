#!/usr/bin/env bash
# Four nodes of Slurm on this machine, for as long as a batch script takes. Usage: slurm_nodes.sh FOLDER JOB
# Prints the job's output, and fails where it does. All that is started is in FOLDER, listens on 127.0.0.1, and is ended.
set -euo pipefail
folder=$1 job=$2
cd "$folder"
mkdir -p slurm/state
chmod 755 slurm
host=$(hostname)
port=$((20000 + RANDOM % 9000))
export SLURM_CONF=$folder/slurm/slurm.conf
cat >"$SLURM_CONF" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/slurm/munge.sock
StateSaveLocation=$folder/slurm/state
SlurmdSpoolDir=$folder/slurm/spool-%n
SlurmctldPidFile=$folder/slurm/slurmctld.pid
SlurmdPidFile=$folder/slurm/%n.pid
SlurmctldLogFile=$folder/slurm/slurmctld.log
SlurmdLogFile=$folder/slurm/%n.log
SlurmctldPort=$port
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SwitchType=switch/none
MpiDefault=none
$(for n in 1 2 3 4; do echo "NodeName=c$n NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + n)) CPUs=1"; done)
PartitionName=all Nodes=c[1-4] Default=YES MaxTime=INFINITE State=UP
END
end() {
    # The nodes take a while to end by themselves, and nothing of theirs is wanted any more.
    [ -s slurm/slurmctld.pid ] && kill "$(cat slurm/slurmctld.pid)" 2>/dev/null
    for file in slurm/c?.pid slurm/munge.pid; do
        [ -s "$file" ] && kill -KILL "$(cat "$file")" 2>/dev/null
    done
    return 0
}
trap end EXIT
head -c 1024 /dev/urandom >slurm/munge.key
chmod 400 slurm/munge.key
munged --force --key-file="$folder/slurm/munge.key" --socket="$folder/slurm/munge.sock" \
    --pid-file="$folder/slurm/munge.pid" --log-file="$folder/slurm/munge.log" --seed-file="$folder/slurm/munge.seed"
slurmctld
for n in 1 2 3 4; do slurmd -N "c$n"; done
for _ in $(seq 100); do
    sinfo --noheader --states=idle --format=%D 2>/dev/null | grep -qx 4 && break
    sleep 0.2
done
sinfo --noheader --format='%D %t' | grep -qx '4 idle' || {
    sinfo >&2
    tail -n 5 slurm/*.log >&2
    exit 1
}
status=0
sbatch --wait --output="$folder/job.log" "$job" >/dev/null || status=$?
cat job.log
exit "$status"
