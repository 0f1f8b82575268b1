#!/bin/sh
# Stands in for ssh: the command runs in a folder of the host's, in a session of its own, which no Ctrl-C of ours reaches.
# Usage: ssh HOST COMMAND; HOSTS names where the folders are.
mkdir -p "$HOSTS/$1" && cd "$HOSTS/$1" && shift && exec setsid --fork --wait sh -c "$*"
