#!/bin/bash
# Runs steps one after the other and stops at the first that fails. One preparation at a time: a second waits.
#
# A machine that all these steps have prepared before (one that was started again, or from a copy of such a machine) has
# nothing left to do that cloud-init could be at as well: its end is waited for beside them. What takes longest there, a
# container's try at the metadata service, is begun at once; it counts only if what it has proven still holds in its turn.
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

WAITS=10-cloud-init TRIES=70-metadata BEFORE=60-firewall
SEAL=/var/lib/rockpool/prepared # of the steps that have prepared this machine
tries=''

steps=("$@")
if [ $# = 0 ]; then
  sum=$(cat "$here"/*.sh "$here"/*.awk "$here"/host/* | sha256sum)
  [ "$sum" != "$(cat "$SEAL" 2>/dev/null)" ] || tries=$TRIES
  for file in "$here"/[0-9]*.sh; do
    name=${file##*/}
    name=${name%.sh}
    case $name in
      "$WAITS") [ -z "$tries" ] || continue ;;
      # What cloud-init may have changed of the rules is seen.
      "$BEFORE") [ -z "$tries" ] || steps+=("$WAITS") ;;
    esac
    steps+=("$name")
  done
fi
beside=''
if [ -n "$tries" ]; then
  timeout --kill-after=10 "$LIMIT" bash "$here/$tries.sh" </dev/null >/dev/null 2>&1 9>&- &
  beside=$!
fi
for step in "${steps[@]}"; do
  printf '@rockpool\tbegin\t%s\n' "$step"
  if [ "$step" = "$tries" ] && [ -n "$beside" ]; then wait "$beside"; fi
  # Without the lock: a daemon that it starts would keep it.
  timeout --kill-after=10 "$LIMIT" bash "$here/$step.sh" </dev/null 2>&1 9>&-
  status=$?
  if [ "$status" = 124 ] || [ "$status" = 137 ]; then printf '@rockpool\toverdue\t%s\n' "$LIMIT"; fi
  printf '@rockpool\tend\t%s\n' "$status"
  [ "$status" = 0 ] || exit "$status"
done
if [ $# = 0 ] && [ -z "$tries" ]; then mkdir -p "${SEAL%/*}" && printf '%s\n' "$sum" >"$SEAL"; fi
exit 0
