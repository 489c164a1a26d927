#!/bin/bash
# Runs steps one after the other and stops at the first that fails. One preparation at a time: a second waits.
#
# Usage: sudo [ROCKPOOL_…=…] bash run.sh [STEP...]     (a step is a file here without ".sh"; none: all)
# Settings are in the environment: ROCKPOOL_USER (uses Docker without sudo), ROCKPOOL_DEVICE (a disk for Docker's data, or
# nothing), ROCKPOOL_SWAP_MIB (on that disk; "auto": twice the memory), ROCKPOOL_GPU (1: with NVIDIA), ROCKPOOL_NOW (seconds
# since 1970: the time that the workstation has).
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LIMIT=${ROCKPOOL_STEP_LIMIT:-900} # seconds for one step
LOCK=/run/rockpool-preparation.lock

exec 9>"$LOCK"
until flock -w 10 9; do printf '@rockpool\twaiting\n'; done

steps=("$@")
if [ $# = 0 ]; then
  for file in "$here"/[0-9]*.sh; do
    name=${file##*/}
    steps+=("${name%.sh}")
  done
fi
for step in "${steps[@]}"; do
  printf '@rockpool\tbegin\t%s\n' "$step"
  # Without the lock: a daemon that it starts would keep it.
  timeout --kill-after=10 "$LIMIT" bash "$here/$step.sh" </dev/null 2>&1 9>&-
  status=$?
  if [ "$status" = 124 ] || [ "$status" = 137 ]; then printf '@rockpool\toverdue\t%s\n' "$LIMIT"; fi
  printf '@rockpool\tend\t%s\n' "$status"
  [ "$status" = 0 ] || exit "$status"
done
