#!/bin/bash
# Step: Docker configured
#
# Docker's configuration: what is in /etc/docker/daemon.json stays, and what the pool needs is laid over it. Docker takes it
# up in the next step, also where it is not installed yet, so that it starts only once.
#
# Usage: sudo [ROCKPOOL_GPU=1] bash 45-daemon.sh
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"
file=/etc/docker/daemon.json
seal=$STATE/daemon.json.sum
made=$STATE/daemon.json.made

# Wanted for containers that don't trust each other, and for containers that outlive a restart of Docker.
wanted='"icc": false, "live-restore": true'
# Where somebody has chosen otherwise, that stays: a log driver has options of its own, and Docker's proxy is needed where
# Docker may not set up the machine's firewall.
unless_set='"log-driver": "json-file", "log-opts": { "max-size": "10m", "max-file": "3" }'
proxy='"userland-proxy": false'
if mountpoint -q "$DISK"; then wanted+=", \"data-root\": \"$DISK/docker\""; fi
if [ -e /sys/fs/selinux/enforce ]; then wanted+=', "selinux-enabled": true'; fi
if [ "${ROCKPOOL_GPU:-0}" = 1 ]; then
  wanted+=', "runtimes": { "nvidia": { "path": "nvidia-container-runtime", "args": [] } }'
fi

# Right is what we have written for the same wishes, and nobody has changed since.
sum() { printf '%s' "$wanted$unless_set$proxy" | cat - "$file" | sha256sum; }
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

mkdir -p /etc/docker "$STATE"
new=$(mktemp "$file.XXXXXX")
# One that we have made, for other wishes, has nothing of anybody's in it.
if [ -s "$file" ] && [ "$(sha256sum <"$file")" != "$(cat "$made" 2>/dev/null || true)" ]; then
  has jq || install_packages jq
  on_failure permanent "Correct $file on the machine: it must be JSON. Then prepare the host again." "jq . $file"
  jq --argjson wanted "{ $wanted }" --argjson rest "{ $unless_set }" --argjson proxy "{ $proxy }" '
    (if has("log-driver") or has("log-opts") then {} else $rest end) as $logs
    | (if has("userland-proxy") or .iptables == false then {} else $proxy end) as $direct
    | . * $logs * $direct * $wanted' "$file" >"$new"
  rm -f "$made"
else
  printf '{ %s, %s, %s }\n' "$wanted" "$unless_set" "$proxy" >"$new"
  sha256sum <"$new" >"$made"
fi
chmod 644 "$new"
# A swarm does not start with live-restore.
if grep -qs '"LocalNodeState"\|NodeID' "$root/swarm"/docker-state.json; then
  rm -f "$new"
  refuse 'The Docker of the machine is part of a swarm, whose containers end when Docker is restarted.' \
    'Let it leave the swarm (docker swarm leave), or use another machine.' PREPARATION_DOCKER_IN_USE
fi
if [ -s "$file" ] && cmp -s "$file" "$new"; then
  rm -f "$new"
else
  [ ! -e "$file" ] || cp -p "$file" "$file.before-rockpool"
  mv -f "$new" "$file"
  changed "Wrote $file."
fi
sum >"$seal"
