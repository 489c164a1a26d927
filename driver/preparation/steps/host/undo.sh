#!/bin/bash
# Takes back what the preparation has put on this host: its timer, its firewall rules, that automatic updates are off, and
# Docker's configuration. For when the host leaves its pool. Docker itself stays, and what is on its disk.
#
# Usage: sudo bash /usr/local/lib/rockpool/undo.sh
set -euo pipefail
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LIB=/usr/local/lib/rockpool
TURNED_OFF=/var/lib/rockpool/turned-off
CHAIN=ROCKPOOL
units=(rockpool-keeper.timer rockpool-keeper.service rockpool-firewall.service)

# First what would put the rest back.
rm -f /etc/cron.d/rockpool
if [ -d /run/systemd/system ]; then
  for unit in "${units[@]}"; do
    [ -e "/etc/systemd/system/$unit" ] || continue
    systemctl disable --now "$unit" || systemctl stop "$unit"
    rm -f "/etc/systemd/system/$unit"
  done
  systemctl daemon-reload
fi
for command in iptables ip6tables; do
  "$command" -w -t mangle -S "$CHAIN" >/dev/null 2>&1 || continue
  for bridge in docker0 br-+; do
    "$command" -w -t mangle -D PREROUTING -i "$bridge" -j "$CHAIN" 2>/dev/null || true
  done
  "$command" -w -t mangle -F "$CHAIN"
  "$command" -w -t mangle -X "$CHAIN"
done
config=/etc/docker/daemon.json
state=/var/lib/rockpool/daemon.json
disk=/var/lib/rockpool/disk/docker
restore_config() {
  local running
  # What somebody has changed since is his.
  [ -e "$state.written" ] && [ "$({ cat "$config" 2>/dev/null || true; } | sha256sum)" = "$(cat "$state.written")" ] || return 0
  # A Docker that looks elsewhere would have lost them.
  if grep -q "\"data-root\": \"$disk\"" "$config" && [ -n "$(ls -A "$disk/containers" 2>/dev/null)" ]; then
    echo "Docker keeps its configuration, since containers are on its disk. What it had before is in $state.original."
    return 0
  fi
  if [ -e "$state.original" ]; then mv -f "$state.original" "$config"; else rm -f "$config"; fi
  rm -f "$state.written" "$state.sum" /etc/systemd/system/docker.service.d/rockpool-disk.conf
  [ ! -d /run/systemd/system ] || systemctl daemon-reload
  # Where nothing runs Docker takes it up now; a restart would end what does.
  if pidof dockerd >/dev/null && running=$(timeout 20 docker ps --quiet 2>/dev/null) && [ -z "$running" ]; then
    if [ -d /run/systemd/system ]; then timeout 60 systemctl restart docker; else timeout 60 service docker restart; fi >/dev/null 2>&1 </dev/null ||
      echo 'Docker did not start again: look at its log.'
  else
    echo 'Docker takes up the configuration that it had before when it is started the next time.'
  fi
}
restore_config
rm -f /etc/apt/apt.conf.d/99rockpool
if [ -d /run/systemd/system ] && [ -e "$TURNED_OFF" ]; then
  sort -u "$TURNED_OFF" | while read -r unit; do systemctl enable --now "$unit"; done
fi
rm -f "$TURNED_OFF" /var/lib/rockpool/prepared
rm -rf "$LIB"
