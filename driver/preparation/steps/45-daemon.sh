#!/bin/bash
# Step: Docker configured
#
# Docker's configuration: what is in /etc/docker/daemon.json stays, and what the pool needs is laid over it. Docker takes it
# up in the next step, also where it is not installed yet, so that it starts only once. What was there before stays in
# /var/lib/rockpool/daemon.json.original, and host/undo.sh puts it back.
#
# Usage: sudo [ROCKPOOL_GPU=1] bash 45-daemon.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
file=/etc/docker/daemon.json
original=$STATE/daemon.json.original
# Of what is wanted and what was written for it, and of the latter alone.
seal=$STATE/daemon.json.sum
written=$STATE/daemon.json.written

# Wanted for containers that don't trust each other, and for containers that outlive a restart of Docker.
wanted='"icc": false, "live-restore": true'
# Where somebody has chosen otherwise, that stays: a log driver has options of its own, and Docker's proxy is needed where
# Docker may not set up the machine's firewall.
logs='"log-driver": "json-file", "log-opts": { "max-size": "10m", "max-file": "3" }'
proxy='"userland-proxy": false'
if mountpoint -q "$DISK"; then wanted+=", \"data-root\": \"$DISK/docker\""; fi
if [ -e /sys/fs/selinux/enforce ]; then wanted+=', "selinux-enabled": true'; fi
if [ "${ROCKPOOL_GPU:-0}" = 1 ]; then
  # Images say by NVIDIA_VISIBLE_DEVICES that they want the GPUs; to others this runtime is like any.
  wanted+=', "default-runtime": "nvidia", "runtimes": { "nvidia": { "path": "nvidia-container-runtime", "args": [] } }'
fi

# Right is what we have written for the same wishes, and nobody has changed since.
sum() { printf '%s' "$wanted$logs$proxy" | cat - "$file" | sha256sum; }
if [ -s "$file" ]; then
  [ "$(sum)" != "$(cat "$seal" 2>/dev/null || true)" ] || exit 0
fi

root=$(sed -n 's/.*"data-root": *"\([^"]*\)".*/\1/p' "$file" 2>/dev/null || true)
root=${root:-/var/lib/docker}
if mountpoint -q "$DISK" && [ "$root" != "$DISK/docker" ] && [ -d "$root/containers" ]; then
  there=$(find "$root/containers" -mindepth 1 -maxdepth 1 | wc -l)
  [ "$there" = 0 ] || refuse "$there containers are in the Docker of the machine; with its data on another disk they would be lost to it." \
    'Remove them, or leave DD_HOST_DATA_VOLUME_DEVICE empty.' PREPARATION_DOCKER_IN_USE
fi
# A swarm does not start with live-restore.
if grep -qs '"LocalNodeState"\|NodeID' "$root/swarm"/docker-state.json; then
  refuse 'The Docker of the machine is part of a swarm, whose containers end when Docker is restarted.' \
    'Let it leave the swarm (docker swarm leave), or use another machine.' PREPARATION_DOCKER_IN_USE
fi

mkdir -p /etc/docker "$STATE"
if [ ! -e "$written" ] || [ "$({ cat "$file" 2>/dev/null || true; } | sha256sum)" != "$(cat "$written")" ]; then
  # Somebody's, or nobody's yet.
  rm -f "$original"
  if grep -qs '[^[:space:]]' "$file"; then cp -p "$file" "$original"; fi
fi
# Anew from what was there before, so that nothing is left of what is not wanted any more.
unless_chosen=''
new=$(mktemp "$file.XXXXXX")
trap 'rm -f "$new"' EXIT
if [ -e "$original" ]; then
  on_failure permanent "Correct $file on the machine: it must be JSON. Then prepare the host again." "awk -f merge-json.awk $file"
  awk -f "$HERE/merge-json.awk" "$original" >"$new"
  grep -q '^"log-\(driver\|opts\)": ' "$new" || unless_chosen+=", $logs"
  grep -q '^"userland-proxy": \|^"iptables": false$' "$new" || unless_chosen+=", $proxy"
  WANTED="{ $wanted$unless_chosen }" awk -f "$HERE/merge-json.awk" "$original" >"$new"
  on_failure transient 'Look at what the command said; then prepare the host again.'
else
  printf '{ %s, %s, %s }\n' "$wanted" "$logs" "$proxy" >"$new"
fi
chmod 644 "$new"
sha256sum <"$new" >"$written"
if ! cmp -s "$file" "$new"; then
  mv -f "$new" "$file"
  if [ -e "$original" ]; then changed "Wrote $file; what it was before is in $original."; else changed "Wrote $file."; fi
fi
sum >"$seal"
